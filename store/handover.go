package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"milepost/record"
)

// Handover is a set of drafts that a therapist has on a machine of her own.
type Handover struct {
	ID       string
	Person   record.ID
	At       string
	N        int            // entries of the log when they were handed over
	Head     string         // hash of the last of them
	Returned string         // when they came back, or were given up; "" they are away
	AwayHead string         // of the other machine's log when they came back; "" given up
	Drafts   map[string]int // draft: how many revisions it had
}

// HandOverOpened is the kind of the entry with which the other machine's log goes on
// from ours: it says which drafts did not come along.
const HandOverOpened = "opened from a hand-over"

// LogHead returns number and hash of the newest entry of the log.
func (s *Store) LogHead(ctx context.Context) (n int, hash string, err error) {
	err = s.readTx(ctx, func(tx *sql.Tx) error {
		n, hash, err = logHead(ctx, tx)
		return err
	})
	return n, hash, err
}

// HandOver writes down that drafts are away.
func (s *Store) HandOver(ctx context.Context, h Handover, by record.ID) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		if _, err := logEvent(ctx, tx, record.Event{
			At: h.At, By: by, Kind: "handed over", Subject: h.ID,
			Detail: map[string]string{"to": string(h.Person), "drafts": strconv.Itoa(len(h.Drafts)), "head": h.Head},
		}); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO handovers (id, person, at, n, head, returned, away_head) VALUES ($1, $2, $3, $4, $5, '', '')`,
			h.ID, string(h.Person), h.At, h.N, h.Head); err != nil {
			return err
		}
		for _, draft := range slices.Sorted(maps.Keys(h.Drafts)) {
			if _, err := tx.ExecContext(ctx, `INSERT INTO away (handover, draft, revisions) VALUES ($1, $2, $3)`, h.ID, draft, h.Drafts[draft]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep hand-over %s: %w", h.ID, err)
	}
	return nil
}

// EndHandover writes down that drafts came back, with the log that the other
// machine kept meanwhile; without entries, that they were given up.
func (s *Store) EndHandover(ctx context.Context, id string, by record.ID, at string, entries []record.Event) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		e := record.Event{At: at, By: by, Kind: "hand-over given up", Subject: id}
		head := ""
		if len(entries) > 0 {
			head = entries[len(entries)-1].Hash
			e.Kind, e.Detail = "taken back", map[string]string{"away_head": head, "entries": strconv.Itoa(len(entries))}
		}
		if _, err := logEvent(ctx, tx, e); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE handovers SET returned = $1, away_head = $2 WHERE id = $3`, at, head, id); err != nil {
			return err
		}
		for _, one := range entries {
			body, err := json.Marshal(one)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO away_log (handover, n, body) VALUES ($1, $2, $3)`, id, one.N, string(body)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("end hand-over %s: %w", id, err)
	}
	return nil
}

// Handovers returns all hand-overs, the oldest first.
func (s *Store) Handovers(ctx context.Context) ([]Handover, error) {
	all, err := read(ctx, s, func(rows *sql.Rows) (Handover, error) {
		h := Handover{Drafts: map[string]int{}}
		err := rows.Scan(&h.ID, &h.Person, &h.At, &h.N, &h.Head, &h.Returned, &h.AwayHead)
		return h, err
	}, `SELECT id, person, at, n, head, returned, away_head FROM handovers ORDER BY at, id`)
	if err != nil {
		return nil, err
	}
	type row struct {
		draft string
		n     int
	}
	for _, h := range all {
		drafts, err := read(ctx, s, func(rows *sql.Rows) (row, error) {
			var r row
			err := rows.Scan(&r.draft, &r.n)
			return r, err
		}, `SELECT draft, revisions FROM away WHERE handover = $1`, h.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range drafts {
			h.Drafts[r.draft] = r.n
		}
	}
	return all, nil
}

// AwayWith returns the hand-over that has the draft away, nil where it is here.
func (s *Store) AwayWith(ctx context.Context, draft string) (*Handover, error) {
	var h Handover
	err := s.read.QueryRowContext(ctx, `
		SELECT h.id, h.person, h.at FROM away a JOIN handovers h ON h.id = a.handover WHERE a.draft = $1 AND h.returned = ''`, draft).
		Scan(&h.ID, &h.Person, &h.At)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // it is here
	}
	return &h, err
}

// KeepOnly removes from a copy of the database, which is to go to another
// machine, every client but those named and every user but one. Its log goes on
// with an entry that says so.
func (s *Store) KeepOnly(ctx context.Context, clients []record.ID, user record.ID, e record.Event) error {
	keep, err := json.Marshal(clients)
	if err != nil {
		return err
	}
	err = s.writeTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
		left, err := subjectsOf(ctx, tx, `NOT IN (SELECT value FROM json_each($1))`, string(keep))
		if err != nil {
			return err
		}
		for _, query := range keepOnly() {
			if _, err := tx.ExecContext(ctx, query, string(keep)); err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
		}
		if err := keepTables(ctx, tx, string(keep)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM users WHERE id <> $1`, string(user)); err != nil {
			return err
		}
		w := forgetter{tx: tx}
		if err := errors.Join(w.orphans(ctx), w.names(ctx)); err != nil {
			return err
		}
		e.Kind, e.Detail["subjects"] = HandOverOpened, strings.Join(left, "\n")
		_, err = logEvent(ctx, tx, e)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep only what is handed over: %w", err)
	}
	return s.Vacuum(ctx)
}

// keepOnly lists the steps that remove what imports told of all clients but those
// that are kept.
func keepOnly() []string {
	const theirs = `(SELECT key FROM claims WHERE owner IN (SELECT value FROM json_each($1)))`
	var all []string
	for _, table := range keyedTables() {
		all = append(all, `DELETE FROM `+table+` WHERE key NOT IN `+theirs)
	}
	return append(all,
		`DELETE FROM client_keys WHERE client NOT IN (SELECT client FROM claims WHERE owner IN (SELECT value FROM json_each($1)))`,
		`DELETE FROM claims WHERE owner NOT IN (SELECT value FROM json_each($1))`,
		`DELETE FROM merges WHERE kept NOT IN (SELECT value FROM json_each($1))`,
		`DELETE FROM row_problems WHERE $1 <> ''`, // of rows that may be anybody's
		`DELETE FROM fingerprints WHERE $1 <> ''`,
	)
}

// keepTables removes from every table with a column for a client, a draft or a
// document the rows of others.
func keepTables(ctx context.Context, tx *sql.Tx, keep string) error {
	const drafts = `SELECT id FROM drafts WHERE client IN (SELECT value FROM json_each($1))`
	for _, by := range []struct{ column, kept string }{
		{"document", `SELECT id FROM documents WHERE draft IN (` + drafts + `)`},
		{"draft", drafts},
		{"client", `SELECT value FROM json_each($1)`},
	} {
		tables, err := tablesWith(ctx, tx, by.column)
		if err != nil {
			return err
		}
		for _, table := range tables {
			if table == "signatures" && by.column == "document" {
				continue // an author's is of a document that is still to come
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM "`+table+`" WHERE "`+by.column+`" NOT IN (`+by.kept+`)`, keep); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
		}
	}
	return nil
}

// TakeSigned keeps a signature that was made on another machine, with its
// document, as it was made there.
func (s *Store) TakeSigned(ctx context.Context, g Signing, signature record.Signature, away string) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		e := g.event(signature)
		e.Detail["away"] = away
		e, err := logEvent(ctx, tx, e)
		if err != nil {
			return err
		}
		signature.Draft = g.Draft
		if err := putSignature(ctx, tx, signature, e.N); err != nil {
			return err
		}
		return g.keepDocument(ctx, tx, e)
	})
	if err != nil {
		return fmt.Errorf("take back the signature on draft %s: %w", g.Draft, err)
	}
	return nil
}

// SealedAfter checks that entries of a log follow each other, each with its hash,
// from the entry with the hash before.
func SealedAfter(before string, n int, entries []record.Event) error {
	for _, e := range entries {
		n++
		hash, err := record.Event{
			N: e.N, At: e.At, By: e.By, Kind: e.Kind, Subject: e.Subject, Detail: e.Detail, Before: before,
		}.Seal()
		if err != nil {
			return err
		}
		if e.N != n || e.Before != before || e.Hash != hash {
			return fmt.Errorf("entry %d is not as it was written", e.N)
		}
		before = e.Hash
	}
	return nil
}

// away checks the logs that other machines kept of drafts that came back: each
// follows from ours, and ends where the entry that took it back says.
func (c *checker) away(ctx context.Context, tx *sql.Tx) error {
	heads := map[string]string{}
	for _, n := range c.order {
		if head := c.kept[n].detail["away_head"]; head != "" {
			heads[c.kept[n].subject] = head
		}
	}
	for _, id := range slices.Sorted(maps.Keys(heads)) {
		var n int
		var head string
		if err := tx.QueryRowContext(ctx, `SELECT n, head FROM handovers WHERE id = $1`, id).Scan(&n, &head); err != nil {
			c.wrong("hand-over %s is gone, and the log tells of it", id)
			continue
		}
		entries, err := list(ctx, tx, func(rows *sql.Rows) (record.Event, error) {
			var e record.Event
			body, err := scanOne[string](rows)
			if err == nil {
				err = json.Unmarshal([]byte(body), &e)
			}
			return e, err
		}, `SELECT body FROM away_log WHERE handover = $1 ORDER BY n`, id)
		if err != nil {
			return err
		}
		if err := SealedAfter(head, n, entries); err != nil {
			c.wrong("the other machine's log of hand-over %s: %v", id, err)
		} else if len(entries) == 0 || entries[len(entries)-1].Hash != heads[id] {
			c.wrong("the other machine's log of hand-over %s does not end as the log says", id)
		}
	}
	return nil
}
