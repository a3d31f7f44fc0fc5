package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"milepost/record"
	"milepost/store"
)

// shippedAnd returns the shipped migrations with others added.
func shippedAnd(t *testing.T, added map[string]string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range shippedNames(t) {
		text, err := os.ReadFile(filepath.Join("migrations", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	for name, text := range added {
		files[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
	}
	return files
}

// shippedVersion is the number of the newest shipped migration.
func shippedVersion(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(slices.Max(shippedNames(t))[:5])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// shippedNames returns the names of the shipped migrations.
func shippedNames(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir("migrations")
	if err != nil || len(entries) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// openWith opens a database of those steps, and closes it with the test.
func openWith(t *testing.T, path string, files fs.FS) *store.Store {
	t.Helper()
	s, err := store.OpenWith(t.Context(), path, files)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func tablesOf(t *testing.T, path string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}

// version-2.db was made by the program that knew two migrations: a client
// named by id and by name, two sessions, a result, a goal and a draft.
func TestAnOlderDatabaseIsCopiedAndMigrated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "milepost.db")
	old, err := os.ReadFile("testdata/version-2.db")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	before := tablesOf(t, path)

	s := openAt(t, path)
	v := records(t, s, "C-1")
	if got, want := sessionDays(v), []string{"2026-08-03", "2026-08-10"}; !slices.Equal(got, want) {
		t.Errorf("sessions after migration: got %v, want %v", got, want)
	}
	if len(v.Clients) != 1 || len(v.Goals) != 1 || len(v.DataPoints) != 1 || v.DataPoints[0].Order != 1 ||
		v.DataPoints[0].Record.Score.Text != "4/5" || v.DataPoints[0].Record.Source.Import != hashOf("old.csv") {
		t.Errorf("records after migration: got %+v", v)
	}
	body, err := s.Body(t.Context(), record.DraftKey{
		Client: "C-1", Kind: "progress-report", Audience: "parent", Language: "en", From: day(0),
	})
	if err != nil || body.Markdown != "4 of 5.\n" {
		t.Errorf("draft after migration: got %q, %v", body.Markdown, err)
	}
	take(t, s, "new.csv", visits("id:C-1", "new.csv", 20))

	backup := path + ".version-2"
	if got := tablesOf(t, backup); !slices.Equal(got, before) {
		t.Errorf("tables of the copy: got %v, want %v", got, before)
	}
	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has rights %v, %v; want 600", info.Mode(), err)
	}
}

func TestADatabaseUpToDateIsNotCopied(t *testing.T) {
	path := filepath.Join(t.TempDir(), "milepost.db")
	for range 2 {
		s, err := store.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || !slices.Equal(files, []string{path}) {
		t.Errorf("got %v, %v; want the database alone", files, err)
	}
}

func TestAMigrationThatFailsChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "milepost.db")
	if err := openAt(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	before := tablesOf(t, path)
	broken := shippedAnd(t, map[string]string{
		"00098_fine.sql":   "CREATE TABLE fine (n INTEGER NOT NULL PRIMARY KEY) STRICT;",
		"00099_broken.sql": "CREATE TABLE half (n INTEGER NOT NULL PRIMARY KEY) STRICT;\nINSERT INTO nowhere VALUES (1);",
	})
	_, err := store.OpenWith(t.Context(), path, broken)
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("migrate from version %d to 99", shippedVersion(t))) {
		t.Errorf("got %v, want an error that names both versions", err)
	}
	if after := tablesOf(t, path); !slices.Equal(after, before) {
		t.Errorf("tables: got %v, want %v", after, before)
	}
	openAt(t, path)
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "milepost.db")
	future := map[string]string{"00099_future.sql": "CREATE TABLE future (n INTEGER NOT NULL PRIMARY KEY) STRICT;"}
	if err := openWith(t, path, shippedAnd(t, future)).Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), path)
	if !errors.Is(err, store.ErrNewer) {
		t.Fatalf("got %v, want ErrNewer", err)
	}
	for _, part := range []string{"version 99", fmt.Sprintf("up to %d", shippedVersion(t)), "milepost.db"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("message %q does not name %q", err, part)
		}
	}
	after, err := os.ReadFile(path)
	if err != nil || !slices.Equal(after, before) {
		t.Errorf("the refused database was changed (%v)", err)
	}
}

func TestAFileThatIsNoDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "milepost.db")
	text := strings.Repeat("client,day,score\n", 1000)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), path); err == nil {
		t.Error("got no error for a CSV file")
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != text {
		t.Errorf("the file was changed (%v)", err)
	}
}

// Every table keeps types strictly and has no hidden row number; the one of
// goose is its own.
func TestTablesAreStrict(t *testing.T) {
	path := filepath.Join(t.TempDir(), "milepost.db")
	openAt(t, path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	seen := map[string]bool{}
	for rows.Next() {
		var name string
		var withoutRowid, strict bool
		if err := rows.Scan(&name, &withoutRowid, &strict); err != nil {
			t.Fatal(err)
		}
		seen[name] = true
		if name != "goose_db_version" && (!withoutRowid || !strict) {
			t.Errorf("table %s: without rowid %v, strict %v; want both", name, withoutRowid, strict)
		}
	}
	if err := rows.Err(); err != nil || len(seen) < 10 {
		t.Errorf("got tables %v, %v; want at least 10", slices.Sorted(maps.Keys(seen)), err)
	}
}
