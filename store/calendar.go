package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"

	"milepost/record"
)

// AddFollowUpNote keeps a note of a follow-up, with its entry in the log.
func (s *Store) AddFollowUpNote(ctx context.Context, note record.FollowUpNote) error {
	text, err := record.Canonical(note)
	if err != nil {
		return err
	}
	err = s.writeTx(ctx, func(tx *sql.Tx) error {
		e, err := logEvent(ctx, tx, record.Event{
			At: note.At, By: note.By, Kind: "followed up", Subject: record.FollowUpID(note.Client, note.N),
			Detail: map[string]string{"followup": record.LongHash(string(text)), "stage": string(note.Stage)},
		})
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO followup_notes (client, n, k, body, log)
			SELECT $1, $2, coalesce(max(k), 0) + 1, $3, $4 FROM followup_notes WHERE client = $1 AND n = $2`,
			string(note.Client), note.N, string(text), e.N)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep follow-up %s: %w", record.FollowUpID(note.Client, note.N), err)
	}
	return nil
}

// FollowUpNotes returns the notes of all follow-ups of the client, of everyone
// where client is empty, by client and follow-up in the order of writing.
func (s *Store) FollowUpNotes(ctx context.Context, client record.ID) ([]record.FollowUpNote, error) {
	return read(ctx, s, func(rows *sql.Rows) (record.FollowUpNote, error) {
		var text string
		var note record.FollowUpNote
		if err := rows.Scan(&text); err != nil {
			return note, err
		}
		return note, json.Unmarshal([]byte(text), &note)
	}, `SELECT body FROM followup_notes WHERE $1 = '' OR client = $1 ORDER BY client, n, k`, string(client))
}

// CalendarEntry is an entry as it was last written into a calendar.
type CalendarEntry struct {
	UID       string
	Client    record.ID // "" of a member of staff
	Sequence  int       // how often it changed, from 0
	Content   string    // hash of what it shows
	Changed   string    // when it last did, UTC
	Cancelled bool
	Body      string // JSON, to cancel it by
}

// CalendarEntries returns all entries that were ever written, by UID.
func (s *Store) CalendarEntries(ctx context.Context) ([]CalendarEntry, error) {
	return read(ctx, s, func(rows *sql.Rows) (CalendarEntry, error) {
		var e CalendarEntry
		err := rows.Scan(&e.UID, &e.Client, &e.Sequence, &e.Content, &e.Changed, &e.Cancelled, &e.Body)
		return e, err
	}, `SELECT uid, client, sequence, content, changed, cancelled, body FROM calendar_entries ORDER BY uid`)
}

// PutCalendarEntries keeps entries as they are written now, with their entry in
// the log; where there are none, nothing is written.
func (s *Store) PutCalendarEntries(ctx context.Context, who Who, entries []CalendarEntry) error {
	if len(entries) == 0 {
		return nil
	}
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		for _, e := range entries {
			cancelled := 0
			if e.Cancelled {
				cancelled = 1
			}
			if _, err := tx.ExecContext(ctx, `
				INSERT INTO calendar_entries (uid, client, sequence, content, changed, cancelled, body)
				VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT (uid) DO UPDATE SET sequence = excluded.sequence, content = excluded.content,
					changed = excluded.changed, cancelled = excluded.cancelled, body = excluded.body`,
				e.UID, string(e.Client), e.Sequence, e.Content, e.Changed, cancelled, e.Body); err != nil {
				return err
			}
		}
		_, err := logEvent(ctx, tx, who.Event("calendar written", "calendar", map[string]string{"entries": strconv.Itoa(len(entries))}))
		return err
	})
	if err != nil {
		return fmt.Errorf("keep calendar entries: %w", err)
	}
	return nil
}
