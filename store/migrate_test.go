package store_test

import (
	"database/sql"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"milepost/store"
)

// steps returns the shipped migrations up to the last file named, with others
// added.
func steps(t *testing.T, last string, added map[string]string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if base := filepath.Base(name); base <= last {
			files[base] = &fstest.MapFile{Data: text}
		}
	}
	for name, text := range added {
		files[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
	}
	return files
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

const firstStep = "00001_records.sql"

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

func TestAnOlderDatabaseIsCopiedAndMigrated(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "milepost.db")
	old := openWith(t, path, steps(t, firstStep, nil))
	take(t, old, "roster.csv", roster("C-1", "Zoë", "roster.csv"), visits("id:C-1", "roster.csv", 1, 2))
	want := records(t, old, "C-1")
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	before := tablesOf(t, path)

	s := openAt(t, path)
	if got := records(t, s, "C-1"); !reflect.DeepEqual(got, want) {
		t.Errorf("records after migration:\n got %+v\nwant %+v", got, want)
	}
	save(t, s, bodyOf(draftKey("C-1"), "4 of 5."), at)

	backup := path + ".version-1"
	if got := tablesOf(t, backup); !slices.Equal(got, before) {
		t.Errorf("tables of the copy: got %v, want %v", got, before)
	}
	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has rights %v, %v; want 600", info.Mode(), err)
	}
	restored := openWith(t, backup, steps(t, firstStep, nil))
	if got := records(t, restored, "C-1"); !reflect.DeepEqual(got, want) {
		t.Errorf("records of the copy:\n got %+v\nwant %+v", got, want)
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
	if err := openWith(t, path, steps(t, firstStep, nil)).Close(); err != nil {
		t.Fatal(err)
	}
	before := tablesOf(t, path)
	broken := steps(t, firstStep, map[string]string{
		"00002_fine.sql":   "CREATE TABLE fine (n INTEGER NOT NULL PRIMARY KEY) STRICT;",
		"00003_broken.sql": "CREATE TABLE half (n INTEGER NOT NULL PRIMARY KEY) STRICT;\nINSERT INTO nowhere VALUES (1);",
	})
	_, err := store.OpenWith(t.Context(), path, broken)
	if err == nil || !strings.Contains(err.Error(), "migrate from version 1 to 3") {
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
	if err := openWith(t, path, steps(t, "9", future)).Close(); err != nil {
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
	for _, part := range []string{"version 99", "up to ", "milepost.db"} {
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
