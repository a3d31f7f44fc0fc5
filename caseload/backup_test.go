package caseload_test

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"filippo.io/age"

	"milepost/caseload"
)

func newKey(t testing.TB) *age.X25519Identity {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (p *practice) backup(name string, key *age.X25519Identity) caseload.Backup {
	p.Helper()
	b, err := p.Backup(p.Context(), now(), caseload.Holder(), name, key.Recipient())
	p.must(err)
	return b
}

// tree is every file below a folder with its hash; locks and the database left
// out, which only SQLite opens.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".milepost") || strings.HasPrefix(d.Name(), "milepost.db") {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		sum := sha256.Sum256(data)
		all[filepath.ToSlash(rel)] = hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// rowsOf is every row of a workspace's database, by table.
func rowsOf(t testing.TB, dir string) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, "milepost.db"))+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all := map[string][]string{"": columnOf(t, db, `SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name`)}
	for _, table := range columnOf(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`) {
		columns := columnOf(t, db, `SELECT group_concat('quote("' || name || '")', ' || '','' || ') FROM pragma_table_info('`+table+`')`)
		all[table] = columnOf(t, db, `SELECT `+columns[0]+` FROM "`+table+`" ORDER BY 1`)
	}
	return all
}

func columnOf(t testing.TB, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRestoreGivesBackEveryByte(t *testing.T) {
	atLength(t)
	p := newPractice(t, 3, families)
	p.signAll(3)
	p.due()
	p.write("rejected/odd name, ü.csv", "x")
	key, dir := newKey(t), t.TempDir()
	name := filepath.Join(dir, "b.age")
	rows := rowsOf(t, p.dir) // the log tells of the backup afterwards
	made := p.backup(name, key)
	want := tree(t, p.dir)
	back := filepath.Join(dir, "back")
	r, err := caseload.Restore(t.Context(), now(), name, back, practiceOptions(), key)
	if err != nil || r.Hash != made.Hash || r.Files != made.Files {
		t.Fatalf("got %+v, %v; made %+v", r, err, made)
	}
	got := tree(t, back)
	for file, hash := range want {
		if got[file] != hash {
			t.Errorf("%s is not the file that was saved", file)
		}
		delete(got, file)
	}
	if len(got) > 0 {
		t.Errorf("the restored folder has more: %v", got)
	}
	if got := rowsOf(t, back); !reflect.DeepEqual(got, rows) {
		t.Errorf("the restored database holds other rows: %d tables, want %d", len(got), len(rows))
	}
	q := &practice{TB: t, dir: back}
	q.open()
	q.logHolds()
	if _, err := caseload.CheckBackup(name, key); err != nil {
		t.Error(err)
	}
}

func TestBackupOpensWithAgeAndTar(t *testing.T) {
	needs(t, "age", "age")
	p := newPractice(t, 1, families)
	key, dir := newKey(t), t.TempDir()
	p.backup(filepath.Join(dir, "b.age"), key)
	p.must(os.WriteFile(filepath.Join(dir, "key"), []byte(key.String()), 0o600))
	tool(t, "age", "-d", "-i", filepath.Join(dir, "key"), "-o", filepath.Join(dir, "b.tar"), filepath.Join(dir, "b.age"))
	list := tool(t, "tar", "tf", filepath.Join(dir, "b.tar"))
	for _, file := range []string{"milepost.db", "clients/K-000.yaml", "milepost-backup.json"} {
		if !strings.Contains(list, file+"\n") {
			t.Errorf("tar lists no %s:\n%s", file, list)
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	p := newPractice(t, 1, families)
	key, dir := newKey(t), t.TempDir()
	name := filepath.Join(dir, "b.age")
	p.backup(name, key)
	whole, err := os.ReadFile(name)
	p.must(err)
	changed := bytes.Clone(whole)
	changed[len(changed)/2] ^= 1
	wrong, err := age.NewScryptIdentity("a wrong password")
	p.must(err)
	for _, tt := range []struct {
		rule string
		data []byte
		key  age.Identity
		want string
	}{
		{"another machine's key", whole, newKey(t), "made for another key"},
		{"a password where a key is needed", whole, wrong, "made for another key"},
		{"cut short in the middle", whole[:len(whole)/2], key, "cut short or changed"},
		{"cut by its last byte", whole[:len(whole)-1], key, "cut short or changed"},
		{"cut at its head", whole[:40], key, "not a backup that can be read"},
		{"one bit changed", changed, key, "cut short or changed"},
		{"another file", []byte("Dear diary,\n"), key, "not a backup that can be read"},
		{"an empty file", nil, key, "not a backup that can be read"},
	} {
		file := filepath.Join(dir, "x.age")
		p.must(os.WriteFile(file, tt.data, 0o600))
		to := filepath.Join(dir, "to")
		_, err := caseload.Restore(t.Context(), now(), file, to, practiceOptions(), tt.key)
		if !errors.Is(err, caseload.ErrBackup) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.rule, err, tt.want)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*to*")); len(left) > 0 {
			t.Errorf("%s: left behind %v", tt.rule, left)
		}
	}
	if _, err := caseload.Restore(t.Context(), now(), name, p.dir, practiceOptions(), key); !errors.Is(err, caseload.ErrRefused) || !strings.Contains(err.Error(), "is in use") {
		t.Errorf("over a folder in use: %v", err)
	}
}

func TestBackupRefusesAPlaceThatHelpsNobody(t *testing.T) {
	p := newPractice(t, 1, families)
	key := newKey(t)
	other := filepath.Join(t.TempDir(), "letter.txt")
	p.must(os.WriteFile(other, []byte("a letter of three pages or so"), 0o600))
	for name, want := range map[string]string{
		filepath.Join(p.dir, "b.age"): "would be inside the workspace",
		other:                         "it is not a backup",
	} {
		if _, err := p.Backup(t.Context(), now(), caseload.Holder(), name, key.Recipient()); !errors.Is(err, caseload.ErrRefused) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}

// BenchmarkBackup saves 10,000 signed documents of 2,000 clients. Beside it stands
// how long it takes to copy the same files (issue: no less than half as fast).
func BenchmarkBackup(b *testing.B) {
	p := newPractice(b, 1, families)
	p.draft()
	s := p.sign(p.sit(), kid(0))
	data := []byte(p.read(s.Files[1]))
	for i := range 10_000 {
		folder := filepath.Join(p.dir, "signed", fmt.Sprintf("X-%04d", i/5))
		p.must(os.MkdirAll(folder, 0o700))
		for _, ending := range []string{"md", "pdf", "html"} {
			p.must(os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.%s", i, ending)), append(data, fmt.Sprint(i)...), 0o400))
		}
	}
	bytesOf := func() (n int64) {
		_ = filepath.WalkDir(p.dir, func(_ string, d fs.DirEntry, err error) error {
			if info, err := d.Info(); err == nil && !d.IsDir() {
				n += info.Size()
			}
			return err
		})
		return n
	}
	b.Run("backup", func(b *testing.B) {
		b.SetBytes(bytesOf())
		key, dir := newKey(b), b.TempDir()
		for b.Loop() {
			p.backup(filepath.Join(dir, "b.age"), key)
		}
	})
	b.Run("copy", func(b *testing.B) {
		b.SetBytes(bytesOf())
		dir := b.TempDir()
		for b.Loop() {
			to := filepath.Join(dir, "copy")
			p.must(exec.Command("cp", "-r", p.dir, to).Run())
			p.must(exec.Command("sync", "-f", dir).Run())
			b.StopTimer()
			p.must(os.RemoveAll(to))
			b.StartTimer()
		}
	})
}

// TestBackupOnADiskThatFills fills the disk after a few kilobytes: the backup of
// yesterday stays.
func TestBackupOnADiskThatFills(t *testing.T) {
	p := newPractice(t, 1, families)
	key, dir := newKey(t), t.TempDir()
	name := filepath.Join(dir, "b.age")
	p.backup(name, key)
	yesterday, err := os.ReadFile(name)
	p.must(err)
	full := errors.New("no space left on device")
	err = p.BackupOnto(now(), name, 20_000, full, key.Recipient())
	if !errors.Is(err, full) || !strings.Contains(err.Error(), "nothing was kept of it, and an earlier backup of this name stands") {
		t.Errorf("got %v", err)
	}
	if today, err := os.ReadFile(name); err != nil || !bytes.Equal(today, yesterday) {
		t.Errorf("yesterday's backup changed: %v", err)
	}
	if left, _ := filepath.Glob(name + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestBackupKeepsNoCopyOfTheDatabase: the copy that a backup is made of is gone
// afterwards, also where the disk fills, and what a crash left of one is in no
// backup.
func TestBackupKeepsNoCopyOfTheDatabase(t *testing.T) {
	p := newPractice(t, 1, families)
	key, dir := newKey(t), t.TempDir()
	left := filepath.Join(p.dir, ".milepost.db.tmp")
	p.must(os.WriteFile(left, []byte("half a copy"), 0o600))
	name := filepath.Join(dir, "b.age")
	p.backup(name, key)
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after a backup: %v", err)
	}
	if err := p.BackupOnto(now(), name, 20_000, errors.New("no space left on device"), key.Recipient()); err == nil {
		t.Error("a full disk is no error")
	}
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after a backup onto a full disk: %v", err)
	}
	back := filepath.Join(dir, "back")
	_, err := caseload.Restore(t.Context(), now(), name, back, practiceOptions(), key)
	p.must(err)
	for _, ending := range []string{"milepost.db-wal", ".milepost.db.tmp"} {
		if _, err := os.Stat(filepath.Join(back, ending)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s was restored: %v", ending, err)
		}
	}
}
