package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"milepost/record"
)

// Codes of the problems that this package finds.
const (
	CodeUnknownClient   = "client.unknown"
	CodeAmbiguousClient = "client.ambiguous"
)

// Waiting lists what waits for its client: for each import that counts and
// each way of naming a client that belongs to none, or to more than one, one
// problem at the first such row. It closes by itself when the import that
// explains it arrives.
func (s *Store) Waiting(ctx context.Context) ([]record.Problem, error) {
	var all []record.Problem
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		all, err = list(ctx, tx, scanWaiting, waiting)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list waiting rows: %w", err)
	}
	return all, nil
}

// Few keys are open; that they are found first and once, and only then the
// touches, takes a tenth of the time.
const waiting = `
WITH open (key, text, claims) AS MATERIALIZED (
    SELECT n, text, (SELECT count(DISTINCT client) FROM counted_keys k WHERE k.key = n) AS claims
    FROM names
    WHERE claims <> 1 AND EXISTS (SELECT 1 FROM touches t WHERE t.key = n)
)
SELECT i.id, o.text, t.records, t.source, o.claims
FROM open o
CROSS JOIN touches t ON t.key = o.key
JOIN imports i ON i.n = t.import
WHERE i.counts = 1 AND t.records > 0
ORDER BY t.import, t.first, t.key`

func scanWaiting(rows *sql.Rows) (record.Problem, error) {
	var p record.Problem
	var id, key string
	var source []byte
	var records, claims int
	if err := rows.Scan(&id, &key, &records, &source, &claims); err != nil {
		return p, err
	}
	if err := json.Unmarshal(source, &p.Source); err != nil {
		return p, err
	}
	p.Import = bytesOf(id)
	_, p.Found, _ = strings.Cut(key, ":")
	p.Found = strings.ReplaceAll(p.Found, "|", " ")
	if key == "" {
		p.Code = CodeUnknownClient
		p.Wrong = fmt.Sprintf("names no client (%s)", waits(records))
		p.Do = "fill in the client in this export"
		return p, nil
	}
	if claims == 0 {
		p.Code = CodeUnknownClient
		p.Wrong = fmt.Sprintf("is a client whom no import names (%s)", waits(records))
		p.Do = "bring in the client list that holds this client; the rows are then used by themselves"
		return p, nil
	}
	p.Code = CodeAmbiguousClient
	p.Wrong = fmt.Sprintf("names %d clients (%s)", claims, waits(records))
	p.Do = "name the client by id in this export, or correct the client list"
	return p, nil
}

func waits(records int) string {
	if records == 1 {
		return "1 record waits"
	}
	return fmt.Sprintf("%d records wait", records)
}

// SetClientProblems replaces what was found wrong with a client's records
// taken together.
func (s *Store) SetClientProblems(ctx context.Context, client record.ID, problems []record.Problem) error {
	bodies := make([]string, len(problems))
	for i, p := range problems {
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		bodies[i] = string(body)
	}
	if err := s.setClientProblems(ctx, client, bodies); err != nil {
		return fmt.Errorf("keep problems of client %s: %w", client, err)
	}
	return nil
}

func (s *Store) setClientProblems(ctx context.Context, client record.ID, bodies []string) error {
	var have []string
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		have, err = list(ctx, tx, scanOne[string],
			`SELECT body FROM client_problems WHERE client = $1 ORDER BY n`, string(client))
		return err
	})
	if err != nil || slices.Equal(have, bodies) {
		return err
	}
	return s.writeTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM client_problems WHERE client = $1`, string(client)); err != nil {
			return err
		}
		rows := bulk{tx: tx, table: "client_problems"}
		for i, body := range bodies {
			if err := rows.add(ctx, string(client), i, body); err != nil {
				return err
			}
		}
		return rows.flush(ctx)
	})
}

// Problems lists the problems of rows in the order of arrival, and then those
// of clients by id. What does not count, and clients that no import tells of,
// have none. Rows that wait for their client are not among them: see Waiting.
func (s *Store) Problems(ctx context.Context) ([]record.Problem, error) {
	var all []record.Problem
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		for _, query := range []string{rowProblems, clientProblems} {
			some, err := list(ctx, tx, scanProblem, query)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list problems: %w", err)
	}
	return all, nil
}

const rowProblems = `
SELECT p.body FROM row_problems p JOIN imports i ON i.n = p.import
WHERE i.counts = 1
ORDER BY p.import, p.n`

const clientProblems = `
SELECT p.body FROM client_problems p
WHERE p.client IN (SELECT client FROM counted_keys)
ORDER BY p.client, p.n`

func scanProblem(rows *sql.Rows) (record.Problem, error) {
	var p record.Problem
	var body []byte
	if err := rows.Scan(&body); err != nil {
		return p, err
	}
	return p, json.Unmarshal(body, &p)
}
