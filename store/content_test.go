package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"milepost/record"
	"milepost/store"

	"pgregory.net/rapid"
)

// fullStore is signedStore with a row in every table, and closed.
func fullStore(t *testing.T) string {
	t.Helper()
	s, path := signedStore(t)
	must(t, s.Loose(t.Context()))
	db := raw(t, path)
	for _, table := range tables(t, db) {
		if len(texts(t, db, `SELECT 'some' FROM "`+table+`" LIMIT 1`)) == 0 {
			must(t, s.Exec(t.Context(), aRow(t, db, table)))
		}
	}
	must(t, errors.Join(db.Close(), s.Log(t.Context(), aLogin()), s.Close()))
	return path
}

func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?_pragma=foreign_keys(OFF)&_pragma=ignore_check_constraints(ON)&_pragma=synchronous(OFF)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

func texts(t *testing.T, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	must(t, err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		must(t, rows.Scan(&one))
		all = append(all, one)
	}
	must(t, rows.Err())
	return all
}

func tables(t *testing.T, db *sql.DB) []string {
	t.Helper()
	return texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`)
}

// aRow makes up a row of a table.
func aRow(t *testing.T, db *sql.DB, table string) string {
	t.Helper()
	values := texts(t, db, `SELECT CASE type WHEN 'TEXT' THEN '''made up''' WHEN 'INTEGER' THEN '1' WHEN 'REAL' THEN '1.5' ELSE 'x''00ff''' END FROM pragma_table_info($1) ORDER BY cid`, table)
	return fmt.Sprintf(`INSERT OR IGNORE INTO %q VALUES (%s)`, table, strings.Join(values, ", "))
}

// handChanges lists changes of every column of every table, a row gone from each
// and one added.
func handChanges(t *testing.T, path string) []string {
	t.Helper()
	db := raw(t, path)
	defer db.Close()
	var all []string
	for _, table := range tables(t, db) {
		key := strings.Join(texts(t, db, `SELECT '"' || name || '"' FROM pragma_table_info($1) ORDER BY pk = 0, cid`, table), ", ")
		columns := texts(t, db, `SELECT name FROM pragma_table_info($1) ORDER BY cid`, table)
		if table == "goose_db_version" { // the version itself is read at opening
			columns = []string{"tstamp"}
		} else {
			all = append(all, fmt.Sprintf(`DELETE FROM %q WHERE (%s) IN (SELECT %s FROM %q LIMIT 1)`, table, key, key, table))
		}
		for _, c := range columns {
			all = append(all, fmt.Sprintf(`UPDATE %q SET %q = CASE typeof(%q) WHEN 'integer' THEN %q + 1000 WHEN 'real' THEN %q + 0.25 WHEN 'blob' THEN CAST(%q || x'41' AS BLOB) WHEN 'null' THEN 7 ELSE %q || 'x' END WHERE (%s) IN (SELECT %s FROM %q ORDER BY 1 DESC LIMIT 1)`,
				table, c, c, c, c, c, c, key, key, table))
		}
	}
	return all
}

// TestEveryChangeByHandIsNoticed changes each column of each table, one at a
// time, behind the program's back.
func TestEveryChangeByHandIsNoticed(t *testing.T) {
	atLength(t)
	path := fullStore(t)
	if wrong := wrongIn(t, path); len(wrong) > 0 {
		t.Fatalf("of an untouched database is said %q", wrong)
	}
	whole, err := os.ReadFile(path)
	must(t, err)
	changes := handChanges(t, path)
	noticed := 0
	for _, change := range changes {
		must(t, os.WriteFile(path, whole, 0o600))
		db := raw(t, path)
		// The guards of the log are taken off, and put back as they were.
		guards := texts(t, db, `SELECT sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name`)
		_, err := db.ExecContext(t.Context(), `DROP TRIGGER log_is_never_changed; DROP TRIGGER log_is_never_cut; `+change+`; `+strings.Join(guards, ";"))
		must(t, errors.Join(err, db.Close()))
		if len(wrongIn(t, path)) == 0 {
			t.Errorf("not noticed: %s", change)
			continue
		}
		noticed++
	}
	t.Logf("%d of %d changes by hand were noticed", noticed, len(changes))
}

// wrongIn is what the check of the log says of a database; that it cannot be
// opened says something too.
func wrongIn(t *testing.T, path string) []string {
	t.Helper()
	s, err := store.Open(t.Context(), path)
	if err != nil {
		return []string{err.Error()}
	}
	defer s.Close()
	if err := errors.Join(s.NotOlder(t.Context()), s.FullCheck(t.Context())); err != nil {
		return []string{err.Error()}
	}
	checked, err := s.CheckLog(t.Context())
	if err != nil {
		return []string{err.Error()}
	}
	return slices.DeleteFunc(checked.Wrong, func(line string) bool { return strings.Contains(line, "made up") }) // of what no entry tells
}

// TestChangedSumsAreNoticed: who changes a row and its sum, and not the log, is
// found by the log.
func TestChangedSumsAreNoticed(t *testing.T) {
	path := fullStore(t)
	other := fullStore(t)
	a, b := raw(t, path), raw(t, other)
	_, err := b.ExecContext(t.Context(), `UPDATE grants SET caseload = 'B' WHERE open = 1`)
	must(t, errors.Join(err, b.Close()))
	s, err := store.Open(t.Context(), other)
	must(t, err)
	must(t, errors.Join(s.Recount(t.Context()), s.Close()))
	sums := texts(t, raw(t, other), `SELECT hex(sum) FROM content WHERE part = 'grants'`)
	_, err = a.ExecContext(t.Context(), `UPDATE grants SET caseload = 'B' WHERE open = 1; UPDATE content SET sum = unhex('`+sums[0]+`') WHERE part = 'grants'`)
	must(t, errors.Join(err, a.Close()))
	if wrong := wrongIn(t, path); len(wrong) != 1 || !strings.Contains(wrong[0], "the sums of what is kept") {
		t.Errorf("found %q", wrong)
	}
}

// TestSumsFollowTheRows: whatever the store's own connection does in SQL, and
// whichever of it is undone, the sums are those of the rows.
func TestSumsFollowTheRows(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "milepost.db"))
	must(t, err)
	defer s.Close()
	value := rapid.SampledFrom([]string{"'a'", "'b'", "''", "'\x00ü'", "'''"[:0] + "'long " + strings.Repeat("x", 900) + "'"})
	key := rapid.IntRange(1, 4)
	statement := rapid.Custom(func(t *rapid.T) string {
		n, v := key.Draw(t, "n"), value.Draw(t, "v")
		switch rapid.IntRange(0, 6).Draw(t, "kind") {
		case 0:
			return fmt.Sprintf(`INSERT INTO names (n, text) VALUES (%d, %s || %d)`, n, v, n)
		case 1:
			return fmt.Sprintf(`INSERT OR REPLACE INTO names (n, text) VALUES (%d, %s)`, n, v)
		case 2:
			return fmt.Sprintf(`INSERT INTO names (n, text) VALUES (%d, %s || %d), (%d, %s) ON CONFLICT DO NOTHING`, n, v, n, n+1, v)
		case 3:
			return fmt.Sprintf(`UPDATE OR REPLACE names SET n = n + 1, text = %s WHERE n >= %d`, v, n)
		case 4:
			return fmt.Sprintf(`INSERT OR FAIL INTO names (n, text) VALUES (%d, 'p'), (%d, %s)`, n+5, n, v)
		case 5:
			return `DELETE FROM names`
		default:
			return fmt.Sprintf(`DELETE FROM names WHERE n > %d`, n)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		_ = s.Exec(context.Background(), rapid.SliceOfN(statement, 1, 5).Draw(t, "statements")...) // one that fails undoes all
		if wrong, err := s.CheckContent(context.Background()); err != nil || len(wrong) > 0 {
			t.Fatalf("%q, %v", wrong, err)
		}
	})
}

// TestFlippedBitsAreFound flips single bits of the file, at random places, until
// 40 of them hit something that is used: a value that reads otherwise, or a
// structure that SQLite misses. Each is found.
func TestFlippedBitsAreFound(t *testing.T) {
	atLength(t)
	path := fullStore(t)
	whole, err := os.ReadFile(path)
	must(t, err)
	before := dump(t, path)
	random := rand.New(rand.NewPCG(19, 1))
	used, found := 0, 0
	for tries := 0; used < 40 && tries < 4000; tries++ {
		flipped := slices.Clone(whole)
		at, bit := random.IntN(len(whole)), random.IntN(8)
		flipped[at] ^= 1 << bit
		must(t, os.WriteFile(path, flipped, 0o600))
		isUsed := !bytes.Equal(dump(t, path), before)
		must(t, os.WriteFile(path, flipped, 0o600))
		switch noticed := len(wrongIn(t, path)) > 0; {
		case isUsed && !noticed:
			used++
			t.Errorf("bit %d of byte %d (page %d, offset %d) is not found", bit, at, at/4096+1, at%4096)
		case isUsed:
			used++
			found++
		}
	}
	if used < 40 {
		t.Errorf("only %d flips hit something that is used", used)
	}
	t.Logf("%d of %d flips of what is used were found", found, used)
}

// dump reads everything that a database holds, as SQLite gives it, and what it
// says of its own structure.
func dump(t *testing.T, path string) []byte {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?immutable=1&mode=ro")
	must(t, err)
	defer db.Close()
	var out bytes.Buffer
	read := func(query string) []string {
		var all []string
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			fmt.Fprintln(&out, err)
			return nil
		}
		defer rows.Close()
		columns, _ := rows.Columns()
		for rows.Next() {
			values := make([]any, len(columns))
			to := make([]any, len(columns))
			for i := range values {
				to[i] = &values[i]
			}
			if err := rows.Scan(to...); err != nil {
				fmt.Fprintln(&out, err)
				return all
			}
			fmt.Fprintf(&out, "%q\n", values)
			if one, ok := values[0].(string); ok {
				all = append(all, one)
			}
		}
		fmt.Fprintln(&out, rows.Err())
		return all
	}
	for _, table := range read(`SELECT name, type, tbl_name, sql FROM sqlite_schema ORDER BY 1`) {
		read(fmt.Sprintf(`SELECT * FROM %q`, table))
	}
	read(`PRAGMA integrity_check`)
	return out.Bytes()
}

// TestAnOlderDatabaseInPlaceIsNoticed: the file beside the database names an
// entry that an older state, or another clinic's, does not have.
func TestAnOlderDatabaseInPlaceIsNoticed(t *testing.T) {
	s, path := signedStore(t)
	must(t, s.Close())
	older, err := os.ReadFile(path)
	must(t, err)
	open := func() *store.Store {
		s, err := store.Open(t.Context(), path)
		must(t, err)
		return s
	}
	s = open()
	must(t, errors.Join(s.NotOlder(t.Context()), s.Log(t.Context(), aLogin()), s.NotOlder(t.Context()), s.Close()))
	must(t, os.WriteFile(path, older, 0o600))
	s = open()
	if err := s.NotOlder(t.Context()); !errors.Is(err, store.ErrOlder) {
		t.Errorf("an older database: %v, want ErrOlder", err)
	}
	must(t, s.Close())
	head := filepath.Join(filepath.Dir(path), ".milepost.head")
	for _, half := range []string{"", "8", "8 abc"} { // what a power cut may leave
		must(t, os.WriteFile(head, []byte(half), 0o600))
		s = open()
		must(t, errors.Join(s.NotOlder(t.Context()), s.Close()))
	}
}

func aLogin() record.Event { return record.Event{At: at, By: "T-1", Kind: "signed in"} }

// TestACopyForTheMomentLeavesNoFile: a change that is tried on a copy notes no
// newest entry beside it.
func TestACopyForTheMomentLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), filepath.Join(dir, ".milepost.db.trial"))
	must(t, err)
	must(t, errors.Join(s.Log(t.Context(), aLogin()), s.NotOlder(t.Context()), s.Close()))
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestAMigrationDoesNotMakeAChangeRight: content that was changed by hand before
// the database was brought up to date is told of for good.
func TestAMigrationDoesNotMakeAChangeRight(t *testing.T) {
	for _, change := range []string{"", `UPDATE users SET roles = '["lead"]'`} {
		path := fullStore(t)
		if change != "" {
			db := raw(t, path)
			_, err := db.ExecContext(t.Context(), change)
			must(t, errors.Join(err, db.Close()))
		}
		s := openWith(t, path, shippedAnd(t, map[string]string{"99998_more.sql": "CREATE TABLE more (n INTEGER NOT NULL PRIMARY KEY) STRICT;\nALTER TABLE grants ADD COLUMN why TEXT NOT NULL DEFAULT '';\n"}))
		must(t, s.Exec(t.Context(), `INSERT INTO more VALUES (1)`))
		checked, err := s.CheckLog(t.Context())
		must(t, err)
		said := strings.Join(checked.Wrong, "\n")
		if told := strings.Contains(said, "the content was not what the log told of"); told != (change != "") {
			t.Errorf("after %q: %s", change, said)
		}
		if strings.Contains(said, "something else changed") || strings.Contains(said, "the sums of what is kept") {
			t.Errorf("what the migration did is called a change by hand: %s", said)
		}
	}
}
