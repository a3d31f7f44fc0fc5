package caseload_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/caseload"
	"milepost/record"
	"milepost/store"
)

// reopen opens the folder, which may be refused.
func (p *practice) reopen() error {
	o := practiceOptions()
	o.Inbox = filepath.Join(p.dir, "inbox")
	c, err := caseload.Open(p.Context(), p.dir, o)
	if err != nil {
		return err
	}
	p.Caseload = c
	p.Cleanup(func() { _ = c.Close() })
	return nil
}

// toRestore checks that something was refused, with the backup as the next step.
func toRestore(t *testing.T, err error, want string) {
	t.Helper()
	var refusal *record.Refusal
	if !errors.As(err, &refusal) || refusal.Next.Act != record.StepRestoreNewest || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want a refusal with %q that names the backup", err, want)
	}
}

// TestALostDatabaseIsNoticed deletes or empties the database of a folder with
// files: nothing makes a new one.
func TestALostDatabaseIsNoticed(t *testing.T) {
	p := newPractice(t, 1, families)
	p.draft()
	p.must(p.Close())
	name := filepath.Join(p.dir, "milepost.db")
	for _, lose := range []func() error{
		func() error { return os.WriteFile(name, nil, 0o600) },
		func() error { return os.Remove(name) },
	} {
		p.must(lose())
		toRestore(t, p.reopen(), "is missing or empty")
		if info, err := os.Stat(name); err == nil && info.Size() > 0 {
			t.Error("a new database was made")
		}
	}
	for _, folder := range []string{"drafts", "signed", "archive"} {
		p.must(os.RemoveAll(filepath.Join(p.dir, folder)))
	}
	toRestore(t, p.reopen(), "is missing or empty")
	p.must(os.Remove(filepath.Join(p.dir, ".milepost.head")))
	if err := p.reopen(); err != nil {
		t.Errorf("a folder without files: %v", err)
	}
}

// TestAnOlderDatabaseIsNoticed puts a database from before a signature back.
func TestAnOlderDatabaseIsNoticed(t *testing.T) {
	p := newPractice(t, 1, families)
	p.draft()
	sitting := p.sit()
	name := filepath.Join(p.dir, "milepost.db")
	p.must(p.Close())
	before, err := os.ReadFile(name)
	p.must(err)
	p.must(p.reopen())
	p.backup(filepath.Join(t.TempDir(), "b.age"), newKey(t))
	s := p.sign(sitting, kid(0))
	p.must(p.Close())
	whole, err := os.ReadFile(name)
	p.must(err)
	p.must(os.WriteFile(name, before, 0o600))
	toRestore(t, p.reopen(), "is older than its log")
	p.must(os.Remove(filepath.Join(p.dir, ".milepost.head"))) // signed/ tells, too
	toRestore(t, p.reopen(), "is older than the signed report "+s.Files[0])
	p.must(os.WriteFile(name, whole, 0o600))
	p.must(p.reopen())
	p.write("signed/K-000/my own note.md", "# Not a report\n")
	p.must(p.Close())
	if err := p.reopen(); err != nil {
		t.Errorf("a file of somebody's own in signed/: %v", err)
	}
}

// TestADamagedDatabaseIsNoBackup zeroes pages in the middle of the database: the
// backup is refused, and the earlier file of that name stays.
func TestADamagedDatabaseIsNoBackup(t *testing.T) {
	p := newPractice(t, 3, families)
	p.draft()
	key := newKey(t)
	file := filepath.Join(t.TempDir(), "same.age")
	p.backup(file, key)
	good, err := os.ReadFile(file)
	p.must(err)
	p.must(p.Close())
	name := filepath.Join(p.dir, "milepost.db")
	whole, err := os.ReadFile(name)
	p.must(err)
	damaged := bytes.Clone(whole)
	clear(damaged[len(damaged)/4/4096*4096 : len(damaged)*3/4])
	p.must(os.WriteFile(name, damaged, 0o600))
	err = p.reopen()
	if err == nil {
		_, err = p.Backup(t.Context(), now(), caseload.Holder(), file, key.Recipient())
	}
	toRestore(t, err, "damaged")
	if now, _ := os.ReadFile(file); !bytes.Equal(now, good) {
		t.Error("the earlier backup is gone")
	}
	if _, err := caseload.CheckBackup(file, key); err != nil {
		t.Errorf("the earlier backup: %v", err)
	}
	p.must(os.WriteFile(name, whole[:len(whole)-8192], 0o600))
	toRestore(t, p.reopen(), "damaged")
}

// TestAChangedDatabaseIsNoBackup changes a score by hand: a backup never takes the
// place of an earlier one then, and one under another name says so. What is
// damaged inside of values only is not told apart from what was changed by hand.
func TestAChangedDatabaseIsNoBackup(t *testing.T) {
	p := newPractice(t, 1, families)
	p.draft()
	key, folder := newKey(t), t.TempDir()
	file := filepath.Join(folder, "same.age")
	p.backup(file, key)
	good, err := os.ReadFile(file)
	p.must(err)
	p.must(p.Close())
	db, err := sql.Open("sqlite", filepath.Join(p.dir, "milepost.db"))
	p.must(err)
	_, err = db.ExecContext(t.Context(), `UPDATE data_points SET ok = ok + 1`)
	p.must(errors.Join(err, db.Close(), p.reopen()))
	_, err = p.Backup(t.Context(), now(), caseload.Holder(), file, key.Recipient())
	toRestore(t, err, "something that Milepost did not write (data_points")
	if now, _ := os.ReadFile(file); !bytes.Equal(now, good) {
		t.Error("the earlier backup is gone")
	}
	b, err := p.Backup(t.Context(), now(), caseload.Holder(), filepath.Join(folder, "other.age"), key.Recipient())
	if err != nil || len(b.Changed) != 1 || !strings.Contains(b.Changed[0], "data_points") {
		t.Errorf("under another name: %+v, %v", b.Changed, err)
	}
	checked, err := p.VerifyLog(t.Context(), caseload.Holder())
	if err != nil || len(checked.Wrong) != 1 || !strings.Contains(checked.Wrong[0], "data_points") {
		t.Errorf("the log: %q, %v", checked.Wrong, err)
	}
	all, err := p.Examine(t.Context(), now(), caseload.Holder())
	p.must(err)
	if !slices.ContainsFunc(all, func(e caseload.Examined) bool {
		return e.State == caseload.ExaminedWrong && strings.Contains(e.Found, "data_points")
	}) {
		t.Errorf("the health check says nothing of it: %+v", all)
	}
}

// TestALogWrittenAnewLacksTheHead: of a folder in which rows, sums and log were
// all written anew, only the head that a backup holds tells.
func TestALogWrittenAnewLacksTheHead(t *testing.T) {
	p, anew := newPractice(t, 1, families), newPractice(t, 1, families)
	p.draft()
	key := newKey(t)
	file := filepath.Join(t.TempDir(), "b.age")
	p.backup(file, key)
	b, err := caseload.CheckBackup(file, key)
	if err != nil || len(b.Head) != 64 {
		t.Fatalf("head %q, %v", b.Head, err)
	}
	anew.write("clients/"+string(kid(0))+".yaml", practiceCard(0, "")+"    note: another\n")
	anew.draft()
	for _, w := range []struct {
		*practice
		wrong int
	}{{p, 0}, {anew, 1}} {
		checked, err := w.VerifyLog(t.Context(), caseload.Holder())
		if err != nil || len(checked.Wrong) > 0 {
			t.Fatalf("verify: %q, %v", checked.Wrong, err)
		}
		for _, head := range []string{b.Head, b.Head[:16]} {
			checked.Wrong = nil
			if err := w.VerifyHead(t.Context(), caseload.Holder(), head, &checked); err != nil || len(checked.Wrong) != w.wrong {
				t.Errorf("head %s: %q, %v; want %d wrong", head, checked.Wrong, err, w.wrong)
			}
		}
	}
	if err := p.VerifyHead(t.Context(), caseload.Holder(), b.Head[:8], &store.Checked{}); err == nil {
		t.Error("a head of 8 digits is taken")
	}
}

// TestAZeroedPageOfATreeIsNoticed zeroes any page that SQLite uses for a table or
// an index.
func TestAZeroedPageOfATreeIsNoticed(t *testing.T) {
	p := newPractice(t, 2, families)
	p.draft()
	p.must(p.Close())
	name := filepath.Join(p.dir, "milepost.db")
	whole, err := os.ReadFile(name)
	p.must(err)
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		page := rapid.IntRange(1, len(whole)/4096-1).Draw(t, "page")
		at := page * 4096
		if kind := whole[at]; kind != 2 && kind != 5 && kind != 10 && kind != 13 {
			t.Skip("no page of a tree")
		}
		damaged := bytes.Clone(whole)
		clear(damaged[at : at+4096])
		file := filepath.Join(dir, "x.db")
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), file)
		if err == nil {
			err = errors.Join(s.QuickCheck(t.Context()), s.Close())
		}
		if !errors.Is(err, store.ErrDamaged) {
			t.Fatalf("page %d: %v", page, err)
		}
	})
}
