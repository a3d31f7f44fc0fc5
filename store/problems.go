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
	Key    record.Key    // how the rows name the client; "" not at all
	Claims []record.ID   // who claims that key
	Person record.Person // whom the first of them says it is about; zero: no more than the key
	Brings bool          // a list without ids brings the client: nobody else would

	key, imp int64
}

// Waiting lists what waits for its client: for each import that counts and
// each way of naming a client that belongs to none, or to more than one, one
// problem at the first such row. It closes by itself when the import that
// explains it arrives. The names in it are for a screen, and never for a log.
func (s *Store) Waiting(ctx context.Context) ([]Waiting, error) {
	var all []Waiting
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		if all, err = list(ctx, tx, scanWaiting, waiting); err != nil {
			return err
		}
		for i := range all {
			if err := all[i].name(ctx, tx); err != nil {
				return err
			}
			all[i].key, all[i].imp = 0, 0
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

// name reads whom the first of the rows says it is about.
func (w *Waiting) name(ctx context.Context, tx *sql.Tx) error {
	said, err := list(ctx, tx, scanOne[string], subjectOf, w.key, w.imp)
	if err != nil || len(said) == 0 || said[0] == "" {
		return err
	}
	if err := json.Unmarshal([]byte(said[0]), &w.Person); err != nil {
		return err
	}
	if name := w.Person.Name(); name != "" && w.Found == "" {
		w.Found = name
	}
	return nil
}

const subjectOf = `
SELECT coalesce(
    (SELECT p.text FROM sessions s JOIN names p ON p.n = s.subject WHERE s.key = $1 AND s.import = $2 ORDER BY s.n LIMIT 1),
    (SELECT p.text FROM data_points s JOIN names p ON p.n = s.subject WHERE s.key = $1 AND s.import = $2 ORDER BY s.n LIMIT 1),
    (SELECT json_extract(body, '$.Subject') FROM told
     WHERE key = $1 AND import = $2 AND kind IN ('goal', 'statement', 'assessment', 'withdrawal') AND json_extract(body, '$.Subject') IS NOT NULL
     ORDER BY n LIMIT 1),
    (SELECT json_object('first', json_extract(body, '$.FirstName'), 'last', json_extract(body, '$.LastName'), 'birth', json_extract(body, '$.BirthDate'))
     FROM told WHERE key = $1 AND import = $2 AND kind = 'client' ORDER BY n LIMIT 1), '')`

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

// NamesakesWithoutBirth lists, in pairs, a client of whom no birth date is known
// and another one of the same name: rows that bring clients by id and name may
// have an id wrong.
func (s *Store) NamesakesWithoutBirth(ctx context.Context) ([][2]record.ID, error) {
	type named struct {
		id          record.ID
		first, last string
		born        bool
	}
	all, err := read(ctx, s, func(rows *sql.Rows) (named, error) {
		var n named
		err := rows.Scan(&n.id, &n.first, &n.last, &n.born)
		return n, err
	}, namedClients)
	if err != nil {
		return nil, fmt.Errorf("list namesakes: %w", err)
	}
	words := make([]string, len(all))
	of := map[string][]int{}
	for i, n := range all {
		w := record.NameWords(n.first + " " + n.last)
		slices.Sort(w)
		words[i] = strings.Join(w, " ")
		of[words[i]] = append(of[words[i]], i)
	}
	var pairs [][2]record.ID
	for i, n := range all {
		for _, j := range of[words[i]] {
			other := all[j]
			pair := [2]record.ID{min(n.id, other.id), max(n.id, other.id)}
			if !n.born && other.id != n.id && !slices.Contains(pairs, pair) {
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs, nil
}

const namedClients = `
WITH named (client, first, last, born) AS (
    SELECT c.owner, json_extract(t.body, '$.FirstName'), json_extract(t.body, '$.LastName'), json_extract(t.body, '$.BirthDate') <> ''
    FROM told t JOIN imports i ON i.n = t.import
    JOIN claims c ON c.key = t.key AND c.client = json_extract(t.body, '$.ID')
    WHERE t.kind = 'client' AND i.counts = 1
), born (client) AS (SELECT DISTINCT client FROM named WHERE born)
SELECT DISTINCT client, first, last, client IN (SELECT client FROM born) FROM named
WHERE first <> '' AND last <> '' AND EXISTS (
    SELECT 1 FROM named n WHERE n.first <> '' AND n.last <> '' AND n.client NOT IN (SELECT client FROM born))
ORDER BY 1, 2, 3`

// Few keys are open; that they are found first and once, and only then the
// touches, takes a tenth of the time.
const waiting = `
WITH open (key, text, claims) AS MATERIALIZED (
    SELECT n, text, (SELECT count(DISTINCT client) FROM counted_keys k WHERE k.key = n) AS claims
    FROM names
    WHERE claims <> 1 AND EXISTS (SELECT 1 FROM touches t WHERE t.key = n)
)
SELECT i.id, o.text, t.records, t.source, o.claims, t.key, t.import,
    EXISTS (SELECT 1 FROM told c WHERE c.kind = 'client' AND c.key = t.key AND c.import = t.import)
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
	if err := rows.Scan(&id, &p.Key, &records, &source, &claims, &p.key, &p.imp, &p.Brings); err != nil {
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
		p.Next = record.ToAdvise("fill in the client in this export")
	case claims == 0 && byID:
		p.Code, p.Wrong = CodeUnknownClient, fmt.Sprintf("is a client whom no import names (%s)", waits(records))
		p.Next = record.ToImport("the client list that holds this client; the rows are then used by themselves")
	case claims == 0:
		p.Code, p.Wrong = CodeUnknownClient, fmt.Sprintf("is a client%s whom no import names (%s)", bornOn(p.Key), waits(records))
		p.Next = record.ToImport("the client list that holds this client; the rows are then used by themselves")
	default:
		p.Code, p.Wrong = CodeAmbiguousClient, fmt.Sprintf("names %d clients (%s)", claims, waits(records))
		p.Next = record.ToAdvise("name the client by id in this export, or correct the client list")
	}
	return p, nil
}

// bornOn names the birth date in a key, for a person.
func bornOn(key record.Key) string {
	if born, ok := key.NamedBorn(); ok {
		return " born " + born.String()
	}
	return ""
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

// RefusedRows lists the problems of the rows that name the client and were
// refused as they were read, in the order of arrival: those of imports that
// count.
func (s *Store) RefusedRows(ctx context.Context, client record.ID) ([]record.Problem, error) {
	var all []record.Problem
	err := s.readTx(ctx, func(tx *sql.Tx) (err error) {
		all, err = list(ctx, tx, scanProblem, refusedRows, string(client))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list rows of client %s that were refused: %w", client, err)
	}
	return all, nil
}

// AllRefusedRows is RefusedRows of every client at once.
func (s *Store) AllRefusedRows(ctx context.Context) (map[record.ID][]record.Problem, error) {
	all := map[record.ID][]record.Problem{}
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		owners, err := list(ctx, tx, scanOwner, refusedOwners)
		if err != nil {
			return err
		}
		of := make(map[int]record.ID, len(owners))
		for _, o := range owners {
			of[o.key] = o.client
		}
		rows, err := tx.QueryContext(ctx, everyRefusedRow)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			p, client, err := scanRefused(rows, of)
			if err != nil {
				return err
			}
			if client != "" {
				all[client] = append(all[client], p)
			}
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list rows of clients that were refused: %w", err)
	}
	return all, nil
}

// keyOwner is a key of which it is clear whom it means.
type keyOwner struct {
	key    int
	client record.ID
}

func scanOwner(rows *sql.Rows) (keyOwner, error) {
	var o keyOwner
	err := rows.Scan(&o.key, &o.client)
	return o, err
}

// scanRefused reads a refused row of a client; "" nobody knows whose it is.
func scanRefused(rows *sql.Rows, of map[int]record.ID) (p record.Problem, client record.ID, err error) {
	var body []byte
	var key int
	if err := rows.Scan(&body, &key); err != nil || of[key] == "" {
		return p, "", err
	}
	err = json.Unmarshal(body, &p)
	if p.Client == "" {
		p.Client = of[key]
	}
	return p, of[key], err
}

const refusedOwners = `
SELECT k.key, min(k.client) FROM (SELECT DISTINCT key FROM row_problems WHERE key IS NOT NULL) r JOIN counted_keys k ON k.key = r.key
GROUP BY k.key HAVING count(DISTINCT k.client) = 1`

const everyRefusedRow = `
SELECT p.body, p.key FROM row_problems p JOIN imports i ON i.n = p.import
WHERE i.counts = 1 AND p.key IS NOT NULL
ORDER BY p.import, p.n`

// Changes returns the number of the newest entry of the log: whatever changes
// what is on file makes one.
func (s *Store) Changes(ctx context.Context) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT coalesce(max(n), 0) FROM log`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("look for the newest entry of the log: %w", err)
	}
	return n, nil
}

// A key that two clients claim means neither.
const refusedRows = `
SELECT p.body, $1 FROM row_problems p JOIN imports i ON i.n = p.import
WHERE i.counts = 1 AND p.key IN (
    SELECT m.key FROM counted_keys m WHERE m.client = $1
      AND NOT EXISTS (SELECT 1 FROM counted_keys o WHERE o.key = m.key AND o.client <> $1))
ORDER BY p.import, p.n`

const rowProblems = `
SELECT p.body, (SELECT CASE WHEN count(DISTINCT k.client) = 1 THEN min(k.client) END FROM counted_keys k WHERE k.key = p.key)
FROM row_problems p JOIN imports i ON i.n = p.import
WHERE i.counts = 1
ORDER BY p.import, p.n`

const clientProblems = `
SELECT p.body, p.client FROM client_problems p
WHERE p.client IN (SELECT client FROM counted_keys)
ORDER BY p.client, p.n`

func scanProblem(rows *sql.Rows) (record.Problem, error) {
	var p record.Problem
	var body []byte
	var client sql.NullString
	if err := rows.Scan(&body, &client); err != nil {
		return p, err
	}
	err := json.Unmarshal(body, &p)
	if p.Client == "" {
		p.Client = record.ID(client.String)
	}
	return p, err
}
