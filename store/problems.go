package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"milepost/record"
)

// Codes of the problems that this package finds.
const (
	CodeUnknownClient   = "client.unknown"
	CodeAmbiguousClient = "client.ambiguous"
)

// Waiting is rows of one import that wait until it is clear whose they are.
type Waiting struct {
	record.Problem
	Key    record.Key  // how the rows name the client; "" not at all
	Claims []record.ID // who claims that key
}

// Waiting lists what waits for its client: for each import that counts and
// each way of naming a client that belongs to none, or to more than one, one
// problem at the first such row. It closes by itself when the import that
// explains it arrives. It holds ids and no names.
func (s *Store) Waiting(ctx context.Context) ([]Waiting, error) {
	var all []Waiting
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		if all, err = list(ctx, tx, scanWaiting, waiting); err != nil {
			return err
		}
		for i := range all {
			if all[i].Code != CodeAmbiguousClient {
				continue
			}
			if all[i].Claims, err = claimants(ctx, tx, all[i].Key); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list waiting rows: %w", err)
	}
	return all, nil
}

// claimants returns the clients who claim the key, sorted.
func claimants(ctx context.Context, tx *sql.Tx, key record.Key) ([]record.ID, error) {
	return list(ctx, tx, scanOne[record.ID],
		`SELECT DISTINCT client FROM counted_keys WHERE key = (SELECT n FROM names WHERE text = $1) ORDER BY client`, string(key))
}

// Namesakes lists the clients who share a name and a birth date, in groups of
// two or more.
func (s *Store) Namesakes(ctx context.Context) ([][]record.ID, error) {
	var groups [][]record.ID
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		shared, err := list(ctx, tx, scanOne[string], sharedNames)
		for _, ids := range shared {
			var group []record.ID
			if err := json.Unmarshal([]byte(ids), &group); err != nil {
				return err
			}
			slices.Sort(group)
			if !slices.ContainsFunc(groups, func(g []record.ID) bool { return slices.Equal(g, group) }) {
				groups = append(groups, group)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list namesakes: %w", err)
	}
	return groups, nil
}

const sharedNames = `
SELECT json_group_array(client) FROM (
    SELECT DISTINCT k.key, k.client FROM counted_keys k JOIN names t ON t.n = k.key WHERE t.text GLOB 'name:*'
)
GROUP BY key HAVING count(*) > 1
ORDER BY key`

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

func scanWaiting(rows *sql.Rows) (Waiting, error) {
	var p Waiting
	var id string
	var source []byte
	var records, claims int
	if err := rows.Scan(&id, &p.Key, &records, &source, &claims); err != nil {
		return p, err
	}
	if err := json.Unmarshal(source, &p.Source); err != nil {
		return p, err
	}
	if p.Import == "" {
		p.Import = bytesOf(id)
	}
	named, byID := strings.CutPrefix(string(p.Key), string(record.ClientByID("")))
	if byID {
		p.Found = named
	}
	switch {
	case p.Key == "":
		p.Code, p.Wrong = CodeUnknownClient, fmt.Sprintf("names no client (%s)", waits(records))
		p.Do = "fill in the client in this export"
	case claims == 0 && byID:
		p.Code, p.Wrong = CodeUnknownClient, fmt.Sprintf("is a client whom no import names (%s)", waits(records))
		p.Do = "bring in the client list that holds this client; the rows are then used by themselves"
	case claims == 0:
		p.Code, p.Wrong = CodeUnknownClient, fmt.Sprintf("names a client by a name and birth date that no import names (%s)", waits(records))
		p.Do = "bring in the client list that holds this client; the rows are then used by themselves"
	default:
		p.Code, p.Wrong = CodeAmbiguousClient, fmt.Sprintf("names %d clients (%s)", claims, waits(records))
		p.Do = "name the client by id in this export, or correct the client list"
	}
	return p, nil
}

func waits(records int) string {
	if records == 1 {
		return "1 record waits"
	}
	return fmt.Sprintf("%d records wait", records)
}

// SetClientProblems replaces, for each client named, what was found wrong with
// his records taken together.
func (s *Store) SetClientProblems(ctx context.Context, problems map[record.ID][]record.Problem) error {
	bodies := map[string][]string{}
	for client, list := range problems {
		for _, p := range list {
			body, err := json.Marshal(p)
			if err != nil {
				return err
			}
			bodies[string(client)] = append(bodies[string(client)], string(body))
		}
	}
	changed, err := s.changedProblems(ctx, slices.Sorted(maps.Keys(problems)), bodies)
	if err == nil && len(changed) > 0 {
		err = s.writeTx(ctx, func(tx *sql.Tx) error { return putClientProblems(ctx, tx, changed, bodies) })
	}
	if err != nil {
		return fmt.Errorf("keep problems of clients: %w", err)
	}
	return nil
}

// changedProblems lists those of the clients of whom other problems are kept.
func (s *Store) changedProblems(ctx context.Context, clients []record.ID, bodies map[string][]string) ([]string, error) {
	ids, err := json.Marshal(clients)
	if err != nil {
		return nil, err
	}
	have := map[string][]string{}
	err = s.readTx(ctx, func(tx *sql.Tx) error {
		pairs, err := list(ctx, tx, scanPair, `
			SELECT client, body FROM client_problems WHERE client IN (SELECT value FROM json_each($1)) ORDER BY client, n`, string(ids))
		for _, p := range pairs {
			have[string(p[0])] = append(have[string(p[0])], string(p[1]))
		}
		return err
	})
	var changed []string
	for _, id := range clients {
		if !slices.Equal(have[string(id)], bodies[string(id)]) {
			changed = append(changed, string(id))
		}
	}
	return changed, err
}

func putClientProblems(ctx context.Context, tx *sql.Tx, clients []string, bodies map[string][]string) error {
	rows := bulk{tx: tx, table: "client_problems"}
	for _, client := range clients {
		if _, err := tx.ExecContext(ctx, `DELETE FROM client_problems WHERE client = $1`, client); err != nil {
			return err
		}
		for i, body := range bodies[client] {
			if err := rows.add(ctx, client, i, body); err != nil {
				return err
			}
		}
	}
	return rows.flush(ctx)
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

// SameBirthAndLastName returns the clients who claim a name with the last name
// and the birth date of the key, sorted; none where the key is no name.
func (s *Store) SameBirthAndLastName(ctx context.Context, key record.Key) ([]record.ID, error) {
	_, rest, ok := strings.Cut(strings.TrimPrefix(string(key), "name:"), "|")
	if !ok || !strings.HasPrefix(string(key), "name:") {
		return nil, nil
	}
	var ids []record.ID
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		ids, err = list(ctx, tx, scanOne[record.ID], `
			SELECT DISTINCT k.client FROM names t JOIN counted_keys k ON k.key = t.n
			WHERE t.text GLOB 'name:*' AND substr(t.text, instr(t.text, '|') + 1) = $1
			ORDER BY k.client`, rest)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for clients of one birth date: %w", err)
	}
	return ids, nil
}
