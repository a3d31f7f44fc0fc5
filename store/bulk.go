package store

import (
	"context"
	"database/sql"
	"strings"
)

// rowsAtOnce is how many rows one statement inserts: with this many, what a
// statement costs beside its rows no longer counts.
const rowsAtOnce = 32

// bulk inserts many rows into one table.
type bulk struct {
	tx      *sql.Tx
	table   string
	columns int
	full    *sql.Stmt // inserts rowsAtOnce rows
	waiting []any
}

// add takes one row, with a value for each column in the table's order.
func (b *bulk) add(ctx context.Context, values ...any) error {
	if b.columns == 0 {
		b.columns = len(values)
		b.waiting = make([]any, 0, rowsAtOnce*len(values))
	}
	b.waiting = append(b.waiting, values...)
	if len(b.waiting) < rowsAtOnce*b.columns {
		return nil
	}
	if b.full == nil {
		var err error
		if b.full, err = b.tx.PrepareContext(ctx, b.insert(rowsAtOnce)); err != nil {
			return err
		}
	}
	_, err := b.full.ExecContext(ctx, b.waiting...)
	b.waiting = b.waiting[:0]
	return err
}

// flush inserts the rows that still wait.
func (b *bulk) flush(ctx context.Context) error {
	if len(b.waiting) == 0 {
		return nil
	}
	_, err := b.tx.ExecContext(ctx, b.insert(len(b.waiting)/b.columns), b.waiting...)
	b.waiting = b.waiting[:0]
	return err
}

// insert returns the statement for so many rows. Its parameters have no
// numbers: SQLite looks for the name of each numbered one in a list, which
// for a thousand of them takes longer than the rows. Where a row fails, those
// before it in the statement stay: the transaction is undone as a whole, and
// SQLite need not note each page's state before each statement.
func (b *bulk) insert(rows int) string {
	row := "(" + strings.Repeat("?,", b.columns-1) + "?)"
	return "INSERT OR FAIL INTO " + b.table + " VALUES " + strings.Repeat(row+",", rows-1) + row
}
