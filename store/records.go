package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"milepost/record"
)

// Clients lists the ids of all clients that an import which counts tells of,
// sorted.
func (s *Store) Clients(ctx context.Context) ([]record.ID, error) {
	var all []record.ID
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		all, err = list(ctx, tx, scanOne[record.ID], `SELECT DISTINCT client FROM counted_keys ORDER BY client`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list clients: %w", err)
	}
	return all, nil
}

// FirstNames returns the first names, in small letters, by which exports and
// cards call each client, in order.
func (s *Store) FirstNames(ctx context.Context) (map[record.ID][]string, error) {
	names := map[record.ID][]string{}
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		rows, err := list(ctx, tx, scanPair, firstNames)
		for _, r := range rows {
			first := strings.ToLower(strings.Join(strings.Fields(string(r[1])), " "))
			if first != "" && !slices.Contains(names[r[0]], first) {
				names[r[0]] = append(names[r[0]], first)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list names: %w", err)
	}
	return names, nil
}

const firstNames = `
SELECT DISTINCT c.owner, json_extract(t.body, '$.FirstName')
FROM told t JOIN imports i ON i.n = t.import
JOIN claims c ON c.key = t.key AND c.client = json_extract(t.body, '$.ID')
WHERE t.kind = 'client' AND i.counts = 1
ORDER BY 1, 2`

// ClientsOf lists the ids of the clients whose records the import touches,
// whether it counts or not, sorted: those whose keys its rows name or its
// clients claim. importID is the ID that Import returned.
func (s *Store) ClientsOf(ctx context.Context, importID string) ([]record.ID, error) {
	var all []record.ID
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		imp, err := oneImport(ctx, tx, `WHERE id = $1`, importID)
		if err != nil {
			return err
		}
		all, err = list(ctx, tx, scanOne[record.ID], clientsOf, imp.Order)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("clients of import %s: %w", importID, err)
	}
	return all, nil
}

// A row that names no client (the empty key) may concern every one; what a
// complete import lacks concerns whom earlier ones of its mapping touch.
const clientsOf = `
WITH mine (key) AS (
    SELECT key FROM touches WHERE import = $1
    UNION SELECT key FROM client_keys WHERE import = $1
)
SELECT k.client FROM mine m JOIN counted_keys k ON k.key = m.key
UNION
SELECT c.owner FROM client_keys k JOIN claims c ON c.key = k.key AND c.client = k.client WHERE k.import = $1
UNION
SELECT k.client FROM counted_keys k
WHERE EXISTS (SELECT 1 FROM mine m JOIN names t ON t.n = m.key WHERE t.text = '')
UNION
SELECT k.client FROM imports i
JOIN imports o ON o.mapping = i.mapping AND o.counts = 1
JOIN touches t ON t.import = o.n
JOIN counted_keys k ON k.key = t.key
WHERE i.n = $1 AND i.complete = 1
ORDER BY 1`

// Records returns all versions of the client's records that imports which
// count hold, in the order of arrival and then of rows. A record belongs to
// the client when it stands under one of the client's keys and no other
// client claims that key; withdrawals that name no client come with all. Each
// has its Client and ClientKey filled, and sources name the SHA-256 of the
// file.
func (s *Store) Records(ctx context.Context, client record.ID) (record.Versions, error) {
	var found record.Versions
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		r, err := s.newReader(ctx, tx, client)
		if err != nil {
			return err
		}
		found, err = r.versions()
		return err
	})
	if err != nil {
		return record.Versions{}, fmt.Errorf("records of client %s: %w", client, err)
	}
	return found, nil
}

// A key that two clients claim is nobody's: a person has to say whose.
const keysOf = `
SELECT k.key FROM counted_keys k
WHERE k.client = $1
  AND NOT EXISTS (SELECT 1 FROM counted_keys o WHERE o.key = k.key AND o.client <> k.client)
ORDER BY k.key`

func (s *Store) newReader(ctx context.Context, tx *sql.Tx, client record.ID) (*reader, error) {
	r := s.reader(ctx, tx, client)
	var err error
	r.keys, err = all(r, scanOne[int64], keysOf, string(client))
	return r, err
}

func (r *reader) versions() (record.Versions, error) {
	var found record.Versions
	for _, read := range []func(*record.Versions) error{
		r.readClients, r.readGoals, r.readSessions, r.readPoints, r.readStatements, r.readAssessments, r.readWithdrawals, r.readExports,
	} {
		if err := read(&found); err != nil {
			return record.Versions{}, err
		}
	}
	return found, nil
}

func (r *reader) readClients(v *record.Versions) error {
	// What is told of the client himself is his, whoever else claims his id.
	own, err := all(r, scanOne[int64], ownKeys, string(r.client), string(record.ClientByID("")))
	if err != nil || len(own) == 0 {
		return err
	}
	settle := func(c *record.Client, hash string) {
		if c.ID != r.client {
			c.ID, c.Was = r.client, c.ID
		}
		readIn(&c.Source, hash)
	}
	if v.Clients, err = told(r, clientKind, own, settle); err != nil {
		return err
	}
	v.EarlierCards, err = toldBy(r, selectEarlierCards, clientKind, own, settle)
	if err != nil || len(r.keys) == 0 {
		return err
	}
	// A list without ids tells of the client by a name that a person said is his.
	byName, err := told(r, clientKind, r.keys, func(c *record.Client, hash string) { readIn(&c.Source, hash) })
	for _, c := range byName {
		if c.Record.ID == "" {
			c.Record.ID = r.client
			v.Clients = append(v.Clients, c)
		}
	}
	return err
}

// The client's own id, and the ids that were joined with it.
const ownKeys = `
SELECT n FROM names
WHERE text IN (SELECT $2 || $1 UNION ALL SELECT $2 || client FROM claims WHERE owner = $1)`

func (r *reader) readGoals(v *record.Versions) (err error) {
	v.Goals, err = told(r, goalKind, r.keys, func(g *record.Goal, hash string) {
		g.Client = r.client
		readIn(&g.Source, hash)
		g.ClientKey = clientKey(g.ClientKey, r.client)
		for field, source := range g.Told {
			readIn(&source, hash)
			g.Told[field] = source
		}
	})
	return err
}

func (r *reader) readSessions(v *record.Versions) (err error) {
	v.Sessions, err = r.sessions()
	return err
}

func (r *reader) readPoints(v *record.Versions) (err error) {
	v.DataPoints, err = r.points()
	return err
}

func (r *reader) readStatements(v *record.Versions) (err error) {
	v.Statements, err = told(r, statementKind, r.keys, func(s *record.Statement, hash string) {
		s.Client = r.client
		readIn(&s.Source, hash)
		s.ClientKey = clientKey(s.ClientKey, r.client)
	})
	return err
}

func (r *reader) readAssessments(v *record.Versions) (err error) {
	v.Assessments, err = told(r, assessmentKind, r.keys, func(a *record.Assessment, hash string) {
		a.Client = r.client
		readIn(&a.Source, hash)
		a.ClientKey = clientKey(a.ClientKey, r.client)
	})
	return err
}

func (r *reader) readWithdrawals(v *record.Versions) error {
	nobody, err := all(r, scanOne[int64], keyOfNobody)
	if err != nil {
		return err
	}
	v.Withdrawals, err = told(r, withdrawalKind, append(nobody, r.keys...), func(w *record.Withdrawal, hash string) {
		readIn(&w.Source, hash)
	})
	return err
}

// The empty key, under which rows that name no client stand.
const keyOfNobody = `SELECT n FROM names WHERE text = ''`

func (r *reader) readExports(v *record.Versions) (err error) {
	v.Exports, err = all(r, scanExport, completeExports)
	return err
}

// completeExports finds the imports of mappings that promise completeness. Few
// clinics have one.
const completeExports = `
SELECT place, mapping, complete, day FROM imports
WHERE counts = 1 AND mapping IN (SELECT mapping FROM imports WHERE complete = 1 AND counts = 1)
ORDER BY place`

func scanExport(rows *sql.Rows) (record.Export, error) {
	var e record.Export
	var day string
	if err := rows.Scan(&e.Order, &e.Mapping, &e.Complete, &day); err != nil {
		return e, err
	}
	var err error
	e.Day, err = record.ParseDate(day)
	return e, err
}
