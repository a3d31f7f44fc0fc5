package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"

	"milepost/record"
)

// PutRelease keeps a release under the next number, with its entry in the log,
// and returns it.
func (s *Store) PutRelease(ctx context.Context, r record.Release) (record.Release, error) {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(n), 0) + 1 FROM releases`).Scan(&r.N); err != nil {
			return err
		}
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		e, err := logEvent(ctx, tx, record.Event{
			At: r.At, By: r.By, Kind: "release", Subject: string(r.Client),
			Detail: map[string]string{"number": strconv.Itoa(r.N), "release": record.LongHash(string(body))},
		})
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO releases (n, client, body, log, revoked_on, revoked_by, why, revoked)
			VALUES ($1, $2, $3, $4, '', '', '', 0)`, r.N, string(r.Client), string(body), e.N)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("keep release of client %s: %w", r.Client, err)
	}
	return r, nil
}

// Releases returns the releases of a client, of all clients where it is empty,
// by number.
func (s *Store) Releases(ctx context.Context, client record.ID) ([]record.Release, error) {
	return read(ctx, s, func(rows *sql.Rows) (record.Release, error) {
		var r record.Release
		var body, on string
		if err := rows.Scan(&body, &on, &r.RevokedBy, &r.Why); err != nil {
			return r, err
		}
		by, why := r.RevokedBy, r.Why
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			return r, err
		}
		var err error
		r.RevokedBy, r.Why = by, why
		r.RevokedOn, err = record.ParseDate(on)
		return r, err
	}, `SELECT body, revoked_on, revoked_by, why FROM releases WHERE $1 = '' OR client = $1 ORDER BY n`, string(client))
}

// Revoke writes down that a release was revoked, stops the finished packets
// that rest on it and have not gone out, and returns their ids. A release that
// is not there, or was revoked before, is ErrUnknown.
func (s *Store) Revoke(ctx context.Context, r record.Release, at string) ([]string, error) {
	var stopped []string
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		e, err := logEvent(ctx, tx, record.Event{
			At: at, By: r.RevokedBy, Kind: "release revoked", Subject: string(r.Client),
			Detail: map[string]string{"number": strconv.Itoa(r.N), "revocation": record.LongHash(r.RevokedOn.String() + "\n" + r.Why)},
		})
		if err != nil {
			return err
		}
		done, err := tx.ExecContext(ctx, `
			UPDATE releases SET revoked_on = $1, revoked_by = $2, why = $3, revoked = $4 WHERE n = $5 AND client = $6 AND revoked = 0`,
			r.RevokedOn.String(), string(r.RevokedBy), r.Why, e.N, r.N, string(r.Client))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n != 1 {
			return ErrUnknown
		}
		stopped, err = list(ctx, tx, scanOne[string], `SELECT id FROM packets WHERE release = $1 AND state = $2 ORDER BY id`, r.N, string(record.PacketReady))
		if err != nil {
			return err
		}
		for _, id := range stopped {
			if err := putPacketState(ctx, tx, id, record.PacketStopped, record.Event{At: at, By: r.RevokedBy, Kind: "packet stopped"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("revoke release %d: %w", r.N, err)
	}
	return stopped, nil
}
