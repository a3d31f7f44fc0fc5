package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"milepost/record"
)

// logEvent appends the event to the audit log, in the transaction of what it
// tells, and returns it with its number and hash.
func logEvent(ctx context.Context, tx execer, e record.Event) (record.Event, error) {
	var err error
	if e.N, e.Before, err = logHead(ctx, tx); err != nil {
		return e, err
	}
	e.N++
	if e.Detail, err = whoActed(ctx, tx, e); err != nil {
		return e, err
	}
	detail, err := record.Canonical(e.Detail)
	if err != nil {
		return e, err
	}
	if e.Hash, err = e.Seal(); err != nil {
		return e, err
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO log (n, at, by, kind, subject, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		e.N, e.At, string(e.By), e.Kind, e.Subject, string(detail), e.Hash); err != nil {
		return e, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO log_head (one, n, hash) VALUES (1, $1, $2)
		ON CONFLICT (one) DO UPDATE SET n = excluded.n, hash = excluded.hash`, e.N, e.Hash)
	return e, err
}

// whoActed returns the event's detail. Where no user acted it says who did: the
// program that it names already, else whoever holds the folder. No entry of the
// log leaves that open.
func whoActed(ctx context.Context, tx execer, e record.Event) (map[string]string, error) {
	detail := maps.Clone(e.Detail)
	if detail == nil {
		detail = map[string]string{}
	}
	delete(detail, contentKey) // of another machine's log: ours tells of ours
	if detail[record.WhoActed] != "" {
		return detail, nil
	}
	var users bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM users)`).Scan(&users); err != nil {
		return nil, err
	}
	switch {
	case !users:
		detail[record.WhoActed] = "holder of the folder, no user yet"
	case e.By == "":
		detail[record.WhoActed] = "holder of the folder"
	}
	return detail, nil
}

// Who says for the log who did something, and when.
type Who struct {
	At      string // UTC
	By      record.ID
	Program string // that acted by itself; "" a person did
}

// Event is the entry that tells that somebody did something to the subject;
// detail may be nil.
func (w Who) Event(kind, subject string, detail map[string]string) record.Event {
	e := record.Event{At: w.At, By: w.By, Kind: kind, Subject: subject, Detail: detail}
	if w.Program != "" {
		e.Detail = maps.Clone(detail)
		if e.Detail == nil {
			e.Detail = map[string]string{}
		}
		e.Detail[record.WhoActed] = "program: " + w.Program
	}
	return e
}

// did appends to the log that somebody did something to the subject.
func did(ctx context.Context, tx *sql.Tx, who Who, kind, subject string) error {
	_, err := logEvent(ctx, tx, who.Event(kind, subject, nil))
	return err
}

// importSubject names an import in the log.
func importSubject(number int) string { return fmt.Sprintf("import %d", number) }

// logHead returns number and hash of the newest entry, zero where there is
// none.
func logHead(ctx context.Context, tx execer) (n int, hash string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT n, hash FROM log ORDER BY n DESC LIMIT 1`).Scan(&n, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	return n, hash, err
}

// Log appends an event that changes nothing else, such as a password that was
// refused.
func (s *Store) Log(ctx context.Context, e record.Event) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		_, err := logEvent(ctx, tx, e)
		return err
	})
	if err != nil {
		return fmt.Errorf("write to the log: %w", err)
	}
	return nil
}

// LogDoing appends an event together with what it tells of, where that is kept
// in files and not in the store: do runs before the entry is final, and an error
// of do leaves none.
func (s *Store) LogDoing(ctx context.Context, e record.Event, do func() error) error {
	return s.writeTx(ctx, func(tx *sql.Tx) error {
		if _, err := logEvent(ctx, tx, e); err != nil {
			return err
		}
		return do()
	})
}

// Events hands each entry of the log to visit, in order, until visit returns
// an error. It reads one unchanging view.
func (s *Store) Events(ctx context.Context, visit func(record.Event) error) error {
	return s.readTx(ctx, func(tx *sql.Tx) error {
		before := ""
		return eachLogRow(ctx, tx, func(r logRow) error {
			e := record.Event{N: r.n, At: r.at, By: record.ID(r.by), Kind: r.kind, Subject: r.subject, Before: before, Hash: r.hash}
			before = r.hash
			if err := json.Unmarshal([]byte(r.detail), &e.Detail); err != nil {
				return fmt.Errorf("log entry %d: %w", r.n, err)
			}
			return visit(e)
		})
	})
}

// logRow is an entry as its table has it.
type logRow struct {
	n                                   int
	at, by, kind, subject, detail, hash string
}

func eachLogRow(ctx context.Context, tx *sql.Tx, visit func(logRow) error) error {
	rows, err := tx.QueryContext(ctx, `SELECT n, at, by, kind, subject, detail, hash FROM log ORDER BY n`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r logRow
		if err := rows.Scan(&r.n, &r.at, &r.by, &r.kind, &r.subject, &r.detail, &r.hash); err != nil {
			return err
		}
		if err := visit(r); err != nil {
			return err
		}
	}
	return rows.Err()
}
