package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// maxNames bounds how many texts are remembered while an import runs, so that
// memory does not grow with the file.
const maxNames = 50_000

// names gives the texts that many rows share a number each.
type names struct {
	known  map[string]int64
	find   *sql.Stmt
	insert *sql.Stmt
	last   int64 // highest number given
}

func newNames(ctx context.Context, tx *sql.Tx) (*names, error) {
	n := &names{known: map[string]int64{}}
	err := tx.QueryRowContext(ctx, `SELECT coalesce(max(n), 0) FROM names`).Scan(&n.last)
	if err != nil {
		return nil, err
	}
	if n.find, err = tx.PrepareContext(ctx, `SELECT n FROM names WHERE text = $1`); err != nil {
		return nil, err
	}
	n.insert, err = tx.PrepareContext(ctx, `INSERT INTO names (n, text) VALUES ($1, $2)`)
	return n, err
}

// number returns the number of the text, and gives it one where it has none.
func (n *names) number(ctx context.Context, text string) (int64, error) {
	if number, ok := n.known[text]; ok {
		return number, nil
	}
	number, err := n.look(ctx, text)
	if err != nil {
		return 0, fmt.Errorf("number a shared text: %w", err)
	}
	if len(n.known) >= maxNames {
		clear(n.known)
	}
	n.known[text] = number
	return number, nil
}

func (n *names) look(ctx context.Context, text string) (int64, error) {
	var number int64
	err := n.find.QueryRowContext(ctx, text).Scan(&number)
	if !errors.Is(err, sql.ErrNoRows) {
		return number, err
	}
	n.last++
	_, err = n.insert.ExecContext(ctx, n.last, text)
	return n.last, err
}
