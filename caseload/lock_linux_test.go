package caseload_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"filippo.io/age"

	"milepost/caseload"
)

// holdsLocks fails unless this process has a lock on the workspace's database
// and on the file through which its users know of each other.
func (p *practice) holdsLocks(after string) {
	p.Helper()
	locks, err := os.ReadFile("/proc/locks")
	p.must(err)
	for _, name := range []string{"milepost.db", "milepost.db-shm"} {
		info, err := os.Stat(filepath.Join(p.dir, name)) // opens nothing
		p.must(err)
		inode := fmt.Sprintf(":%d", info.Sys().(*syscall.Stat_t).Ino)
		held := false
		for line := range strings.Lines(string(locks)) {
			// 1: POSIX  ADVISORY  READ 4711 fe:00:123456 1073741826 1073742335
			f := strings.Fields(line)
			held = held || len(f) > 5 && f[1] == "POSIX" && f[4] == fmt.Sprint(os.Getpid()) && strings.HasSuffix(f[5], inode)
		}
		if !held {
			p.Errorf("after %s: no lock is held on %s", after, name)
		}
	}
}

// TestLockOutlivesEveryUseCase: closing any descriptor of a file drops all locks
// that the process has on it (POSIX). The database file must never be opened
// past SQLite while the workspace is open.
func TestLockOutlivesEveryUseCase(t *testing.T) {
	p := newPractice(t, 3, families)
	p.holdsLocks("the import")
	key, away := newKey(t), (*practice)(nil)
	outside := filepath.Join(t.TempDir(), "b.age")
	for _, act := range []struct {
		what string
		do   func()
	}{
		{"a second open and its close", p.openTwice},
		{"drafting", func() { p.draft() }},
		{"reading", p.readAll},
		{"an edit on the page", p.editUnit},
		{"an edit in a file", func() { p.edit(kid(0), "Said in a file."); p.draft() }},
		{"a retracted import, tried on a copy first", p.retractLast},
		{"a backup", func() { p.backup(outside, key) }},
		{"a backup for the browser", func() { p.backupAside(key) }},
		{"reading a backup through", func() { _, err := caseload.CheckBackup(outside, key); p.must(err) }},
		{"a restore beside", func() { p.restoreBeside(outside, key) }},
		{"an import of the database itself", p.ingestDatabase},
		{"a logo that is the database", p.databaseAsLogo},
		{"a health check", func() { _, err := p.Examine(t.Context(), now(), caseload.Holder()); p.must(err) }},
		{"checking out", func() { away, _ = p.away(key) }},
		{"checking in", func() { _, err := p.back(away, key); p.must(err) }},
		{"signing", func() { p.draft(); p.sign(p.sit(), kid(2)) }},
		{"getting the mail ready", func() { p.due() }},
		{"the log", p.logHolds},
		{"the deletion of a client", func() { _, err := p.forget(kid(1), "the family asked for it"); p.must(err) }},
		{"clearing up after a crash", func() { p.must(caseload.Sweep(p.dir)) }},
	} {
		act.do()
		p.holdsLocks(act.what)
	}
}

// openTwice opens the workspace as the review page does, reads in it, and closes
// it again.
func (p *practice) openTwice() {
	p.Helper()
	c, err := caseload.Open(p.Context(), p.dir, practiceOptions())
	p.must(err)
	p.holdsLocks("a second open")
	_, err = c.ActorFor(p.Context(), "T-1")
	p.must(err)
	p.must(c.Close())
}

// ingestDatabase names the database as an export, as "milepost ingest *" does.
func (p *practice) ingestDatabase() {
	p.Helper()
	link := filepath.Join(p.TempDir(), "export.csv")
	p.must(os.Symlink(filepath.Join(p.dir, "milepost.db"), link))
	for _, name := range []string{filepath.Join(p.dir, "milepost.db"), link} {
		if _, err := p.Ingest(p.Context(), now(), caseload.Holder(), []string{name}); !errors.Is(err, caseload.ErrRefused) {
			p.Errorf("%s: got %v, want it refused", filepath.Base(name), err)
		}
	}
}

// databaseAsLogo opens the workspace with settings that name the database.
func (p *practice) databaseAsLogo() {
	p.Helper()
	o := practiceOptions()
	o.Clinic.LogoFile, o.Look.Fonts = "milepost.db", []string{"./milepost.db"}
	c, err := caseload.Open(p.Context(), p.dir, o)
	p.must(err)
	_, err = c.Draft(p.Context(), now(), caseload.Holder(), caseload.Selection{}, func(int, int) {})
	p.must(err)
	p.must(c.Close())
	p.draft()
}

func (p *practice) readAll() {
	p.Helper()
	_, err := p.Status(p.Context(), now(), caseload.Holder())
	p.must(err)
	_, err = p.Board(p.Context(), now(), p.user(), caseload.NewBoardCache())
	p.must(err)
}

func (p *practice) editUnit() {
	p.Helper()
	body, err := p.Explain(p.Context(), caseload.Holder(), string(kid(0)))
	p.must(err)
	page, err := p.Page(p.Context(), now(), p.user(), body.Draft.ID())
	p.must(err)
	for _, u := range page.Units {
		if _, plain := u.Words(); plain && u.Sentence != nil && u.Mark == nil {
			_, err := p.EditUnit(p.Context(), now(), p.user(), body.Draft.ID(), caseload.UnitEdit{Key: u.Key, Was: u.Text, Words: []string{"Said on the page."}, Plain: true})
			p.must(err)
			p.must(p.Print(p.Context(), now(), caseload.Holder(), body.Draft.ID()))
			return
		}
	}
	p.Fatal("the draft has no sentence to edit")
}

func (p *practice) retractLast() {
	p.Helper()
	imports, err := p.Imports(p.Context(), caseload.Holder())
	p.must(err)
	last := imports[len(imports)-1].Import
	_, err = p.RetractImpact(p.Context(), now(), caseload.Holder(), last)
	p.must(err)
	p.holdsLocks("a trial")
	_, err = p.Retract(p.Context(), now(), p.user(), last)
	p.must(err)
	_, err = p.TakeBack(p.Context(), now(), p.user(), last)
	p.must(err)
}

func (p *practice) backupAside(key *age.X25519Identity) {
	p.Helper()
	b, a, err := p.BackupAside(p.Context(), now(), p.user(), key.Recipient())
	p.must(err)
	p.must(p.BackupFetched(p.Context(), now(), p.user(), b))
	p.must(p.DropAside(p.Context(), p.user(), a))
}

func (p *practice) restoreBeside(backup string, key *age.X25519Identity) {
	p.Helper()
	_, err := caseload.Restore(p.Context(), now(), backup, filepath.Join(p.TempDir(), "back"), practiceOptions(), key)
	p.must(err)
}
