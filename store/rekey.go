package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"milepost/record"
)

// rekeyed is the version of the database from which on the keys of names are
// those of record.ClientByName as it is now.
const rekeyed = 18

// execer is a transaction, or the one connection on which a transaction is open.
type execer interface {
	querier
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// rekeyNames writes the keys of an older database, by which rows name clients
// by name and birth date, as they are written now: first and last name in one
// bag of words. Rows keep standing under them, and keys made of them follow, so
// that an export that comes again is known. Claims by nicknames are added.
//
// Source: ADR 136.
func rekeyNames(ctx context.Context, tx execer) error {
	type named struct {
		n    int64
		text string
	}
	all, err := list(ctx, tx, func(rows *sql.Rows) (named, error) {
		var one named
		err := rows.Scan(&one.n, &one.text)
		return one, err
	}, `SELECT n, text FROM names WHERE text GLOB 'name:*' ORDER BY n`)
	if err != nil {
		return err
	}
	for _, one := range all {
		key, ok := keyNow(one.text)
		if !ok || key == one.text {
			continue
		}
		if err := rewriteKey(ctx, tx, one.n, one.text, key); err != nil {
			return err
		}
	}
	return claimNames(ctx, tx)
}

// keyNow returns the key of the name and birth date in a key as it was written
// before. False: it is no such key.
func keyNow(text string) (string, bool) {
	var parts []string
	var part strings.Builder
	rest := strings.TrimPrefix(text, "name:")
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && i+1 < len(rest):
			i++
			part.WriteByte(rest[i])
		case rest[i] == '|':
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteByte(rest[i])
		}
	}
	if parts = append(parts, part.String()); len(parts) != 3 {
		return "", false
	}
	born, err := record.ParseDate(parts[2])
	return string(record.ClientByName(parts[0], parts[1], born)), err == nil
}

// rewriteKey puts a key in the place of another, with all that hangs on it.
func rewriteKey(ctx context.Context, tx execer, n int64, before, after string) error {
	escape := strings.NewReplacer(`\`, `\\`, `|`, `\|`)
	for _, table := range []string{"sessions", "data_points"} {
		if err := run(ctx, tx, `UPDATE `+table+` SET natural = replace(natural, $1, $2) WHERE key = $3`,
			escape.Replace(before), escape.Replace(after), n); err != nil {
			return err
		}
	}
	once := [2]string{escape.Replace(before), escape.Replace(after)}
	twice := [2]string{escape.Replace(once[0]), escape.Replace(once[1])} // in the key of what was said in a session
	for _, form := range [][2]string{twice, once, {before, after}} {
		if err := run(ctx, tx, `
			UPDATE told SET body = replace(body, $1, $2)
			WHERE key = $3 OR kind = 'client' AND key IN (
			    SELECT i.n FROM claims c JOIN names i ON i.text = 'id:' || c.client WHERE c.key = $3)`,
			inJSON(form[0]), inJSON(form[1]), n); err != nil {
			return err
		}
	}
	into, err := list(ctx, tx, scanOne[int64], `SELECT n FROM names WHERE text = $1`, after)
	switch {
	case err != nil:
		return err
	case len(into) == 0:
		return run(ctx, tx, `UPDATE names SET text = $1 WHERE n = $2`, after, n)
	}
	return joinKeys(ctx, tx, n, into[0])
}

// joinKeys makes all that stands under one key stand under another.
func joinKeys(ctx context.Context, tx execer, from, into int64) error {
	for _, query := range []string{
		`UPDATE told SET key = $2 WHERE key = $1`,
		`UPDATE sessions SET key = $2 WHERE key = $1`,
		`UPDATE data_points SET key = $2 WHERE key = $1`,
		`UPDATE row_problems SET key = $2 WHERE key = $1`,
		`INSERT INTO touches (key, import, records, first, source)
			SELECT $2, import, records, first, source FROM touches WHERE key = $1
			ON CONFLICT (key, import) DO UPDATE SET records = records + excluded.records, first = min(first, excluded.first),
			    source = CASE WHEN excluded.first < first THEN excluded.source ELSE source END`,
		`INSERT OR IGNORE INTO claims (key, client, owner) SELECT $2, client, owner FROM claims WHERE key = $1`,
		`INSERT OR IGNORE INTO client_keys (key, client, import) SELECT $2, client, import FROM client_keys WHERE key = $1`,
		`DELETE FROM client_keys WHERE key = $1 AND $2 > 0`,
		`DELETE FROM claims WHERE key = $1 AND $2 > 0`,
		`DELETE FROM touches WHERE key = $1 AND $2 > 0`,
		`DELETE FROM names WHERE n = $1 AND $2 > 0`,
	} {
		if err := run(ctx, tx, query, from, into); err != nil {
			return err
		}
	}
	return nil
}

// claimNames gives the clients of all imports the keys that their names have
// now.
func claimNames(ctx context.Context, tx execer) error {
	type version struct {
		client record.Client
		imp    int
	}
	all, err := list(ctx, tx, func(rows *sql.Rows) (version, error) {
		var v version
		var body []byte
		if err := rows.Scan(&v.imp, &body); err != nil {
			return v, err
		}
		return v, json.Unmarshal(body, &v.client)
	}, `SELECT import, body FROM told WHERE kind = 'client' ORDER BY import, n`)
	if err != nil {
		return err
	}
	var last []int64
	if last, err = list(ctx, tx, scanOne[int64], `SELECT coalesce(max(n), 0) FROM names`); err != nil {
		return err
	}
	for _, v := range all {
		own, nick := v.client.NameKeys()
		for _, key := range slices.Concat(own, nick) {
			if err := run(ctx, tx, `INSERT INTO names (n, text) VALUES ($1, $2) ON CONFLICT DO NOTHING`, last[0]+1, string(key)); err != nil {
				return err
			}
			last[0]++
			if err := claimKey(ctx, tx, key, claim{v.client.ID, v.imp, slices.Contains(nick, key)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// claimKey keeps that an import says whose a key is that has a number.
func claimKey(ctx context.Context, tx execer, key record.Key, c claim) error {
	number, err := list(ctx, tx, scanOne[int64], `SELECT n FROM names WHERE text = $1`, string(key))
	if err != nil {
		return err
	}
	return c.keep(ctx, tx, number[0])
}

// claim is that an import says that a key is a client's.
type claim struct {
	client record.ID
	imp    int
	nick   bool // by a nickname
}

func (c claim) keep(ctx context.Context, tx execer, key int64) error {
	if err := run(ctx, tx, insertClaim, key, string(c.client)); err != nil {
		return err
	}
	return run(ctx, tx, `INSERT INTO client_keys (key, client, import, nick) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key, client, import) DO UPDATE SET nick = min(nick, excluded.nick)`, key, string(c.client), c.imp, c.nick)
}

func run(ctx context.Context, tx execer, query string, args ...any) error {
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// inJSON returns the text as it stands within a text of JSON.
func inJSON(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a text is always JSON
	}
	return string(quoted[1 : len(quoted)-1])
}
