package web_test

import (
	"bytes"
	"context"
	"html"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"milepost/caseload"
	"milepost/record"
	"milepost/web"
)

// closed is the password of the files that the tests make.
const closed = "four quiet words more"

// identity opens the files that the tests make.
func identity(t testing.TB) *age.ScryptIdentity {
	t.Helper()
	key, err := age.NewScryptIdentity(closed)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// saved writes what a browser was given into a file.
func (s *site) saved(data string) string {
	s.Helper()
	name := filepath.Join(s.TempDir(), "saved.age")
	if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
		s.Fatal(err)
	}
	return name
}

// asides are the files that wait in the workspace.
func (s *site) asides() []string {
	s.Helper()
	names, err := filepath.Glob(filepath.Join(s.dir, ".aside.tmp", "*", "*"))
	if err != nil {
		s.Fatal(err)
	}
	return names
}

// TestTheDoctorIsOnThePage: what is not well stands first, with what to do here.
func TestTheDoctorIsOnThePage(t *testing.T) {
	s := serve(t, func(o *web.Options) {
		o.Machine = func() []caseload.Examined {
			return []caseload.Examined{
				{What: "disk", State: caseload.ExaminedWrong, Found: "not encrypted", Next: record.ToAdvise("switch on the encryption")},
				{What: "place", State: caseload.ExaminedOK, Found: "on this machine's own disk"},
			}
		}
	})
	got := s.login("L-1").get("/safe").want(t, http.StatusOK,
		"There is no backup yet", "not encrypted", "What to do: Switch on the encryption", "Make a backup on another disk.", "things are well", "on this machine's own disk")
	if strings.Contains(got.body, "milepost backup FILE") {
		t.Errorf("the page says what to type:\n%s", got.body)
	}
}

// TestABackupIsFetchedByTheBrowser makes one, saves it once, reads it through and
// restores it.
func TestABackupIsFetchedByTheBrowser(t *testing.T) {
	atLength(t)
	s := serve(t)
	p := s.login("L-1")
	done := p.post("/safe/backup", "password", closed, "again", closed, "own", secret).
		want(t, http.StatusOK, "The backup is made", "milepost-backup-2026-11-02.age", "It was read once more", "milepost restore FILE FOLDER")
	if strings.Contains(done.body, closed) {
		t.Error("the page holds the password")
	}
	p.get("/safe").want(t, http.StatusOK, "There is no backup yet") // nobody has it
	file := p.get("/safe/file").want(t, http.StatusOK)
	if got := file.header.Get("Content-Disposition"); got != `attachment; filename="milepost-backup-2026-11-02.age"` {
		t.Errorf("it is saved as %q", got)
	}
	p.get("/safe/done").want(t, http.StatusOK, "Your browser has it")
	p.get("/safe").want(t, http.StatusOK, "The last one was made Nov 2, 2026 at 3:00 PM")
	p.get("/safe/file").want(t, http.StatusNotFound, "a file can be downloaded once")
	if left := s.asides(); len(left) > 0 {
		t.Errorf("left in the workspace: %v", left)
	}
	p.upload("/safe/check", "b.age", []byte(file.body), "password", closed).want(t, http.StatusOK, "The backup is whole", "made Nov 2, 2026 at 3:00 PM")
	back := filepath.Join(t.TempDir(), "back")
	r, err := caseload.Restore(context.Background(), monday(), s.saved(file.body), back, s.options, identity(t))
	if err != nil || r.Files < 20 {
		t.Errorf("restored %+v, %v", r, err)
	}
	if inside, _ := filepath.Glob(filepath.Join(back, ".aside*")); len(inside) > 0 {
		t.Errorf("the backup holds what waited to be fetched: %v", inside)
	}
	if body := p.get("/").body; strings.Contains(body, "last backup") {
		t.Errorf("the caseload page warns of a backup of today:\n%s", body)
	}
	s.watch.pass(8 * 24 * time.Hour)
	lead := s.login("L-1")
	lead.get("/safe").want(t, http.StatusOK, "The last backup is 8 days old", "If this machine is lost")
	lead.get("/").want(t, http.StatusOK, "The last backup is 8 days old")
	if body := s.login("T-1").get("/").body; strings.Contains(body, "last backup") {
		t.Errorf("a therapist is told of backups:\n%s", body)
	}
}

// TestABackupIsWrittenToAPlace: it counts at once, and its folder is told who is
// forgotten later.
func TestABackupIsWrittenToAPlace(t *testing.T) {
	s := serve(t)
	p := s.login("L-1")
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "clinic.age")
	p.post("/safe/backup", "place", name, "recipients", key.Recipient().String()+"\r\n", "own", secret).
		want(t, http.StatusOK, "The backup is made", "It lies at <code>"+name)
	if b, err := caseload.CheckBackup(name, key); err != nil || b.Files < 20 {
		t.Errorf("%+v, %v", b, err)
	}
	p.get("/safe").want(t, http.StatusOK, "The last one was made")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	p.upload("/safe/check", "b.age", data, "identity", key.String()+"\r\n").want(t, http.StatusOK, "The backup is whole")
	p.post("/safe/backup", "place", name, "password", closed, "again", closed).want(t, http.StatusOK, "The backup is made") // the password is not asked again
}

// TestABackupIsRefused for each reason, before anything is written.
func TestABackupIsRefused(t *testing.T) {
	var log bytes.Buffer
	s := serve(t, func(o *web.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	p := s.login("L-1")
	p.get("/safe")
	letter := filepath.Join(t.TempDir(), "letter.age")
	if err := os.WriteFile(letter, []byte("a letter of three pages or so"), 0o600); err != nil {
		t.Fatal(err)
	}
	private, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		rule, want string
		form       []string
	}{
		{"no key", "The password has 0 characters; use at least 12", nil},
		{"a short password", "The password has 5 characters", []string{"password", "short", "again", "short"}},
		{"passwords that differ", "The two passwords for the file differ", []string{"password", closed, "again", closed + "s"}},
		{"two keys", "Give a password or a public key, not both", []string{"password", closed, "again", closed, "recipients", private.Recipient().String()}},
		{"no public key", "That is not a public key", []string{"recipients", "age1nothing"}},
		{"the private key", "That is the private key", []string{"recipients", private.String()}},
		{"no password of her own", "That is not the password of L-1", []string{"password", closed, "again", closed}},
		{"a wrong password of her own", "That is not the password of L-1", []string{"password", closed, "again", closed, "own", "guessed wrongly"}},
		{"a place without folders", "Write the whole path of a file", []string{"place", "clinic.age", "password", closed, "again", closed}},
		{"a place of another kind", "ends in .age", []string{"place", "/etc/passwd", "password", closed, "again", closed}},
		{"in the workspace", "would be inside the workspace", []string{"place", filepath.Join(s.dir, "b.age"), "password", closed, "again", closed, "own", secret}},
		{"over another file", "it is not a backup; choose another name", []string{"place", letter, "password", closed, "again", closed}},
		{"a folder that is not there", "nothing was kept of it", []string{"place", filepath.Join(t.TempDir(), "none", "b.age"), "password", closed, "again", closed}},
	} {
		got := p.post("/safe/backup", tt.form...)
		if !strings.Contains(html.UnescapeString(got.body), tt.want) || got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want %q:\n%s", tt.rule, got.status, tt.want, got.body)
		}
		if strings.Contains(got.body, private.String()) || strings.Contains(got.body, closed) {
			t.Errorf("%s: the page holds the key", tt.rule)
		}
	}
	if left := s.asides(); len(left) > 0 {
		t.Errorf("left in the workspace: %v", left)
	}
	p.get("/safe").want(t, http.StatusOK, "There is no backup yet")
	if log.Len() > 0 {
		t.Errorf("what was typed is in the log:\n%s", log.String())
	}
}

// TestACutBackupDoesNotCount: a browser that goes away in the middle finds the
// file again, and no backup is written down; read through, what it has is refused.
func TestACutBackupDoesNotCount(t *testing.T) {
	s := serve(t)
	if err := os.WriteFile(filepath.Join(s.dir, "attachments", "film.mp4"), make([]byte, 60<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	p := s.login("L-1")
	p.post("/safe/backup", "password", closed, "again", closed, "own", secret).want(t, http.StatusOK, "The backup is made")
	w, err := p.client.Get(p.url + "/safe/file")
	if err != nil {
		t.Fatal(err)
	}
	part := make([]byte, 100_000)
	if _, err := w.Body.Read(part); err != nil {
		t.Fatal(err)
	}
	w.Body.Close()
	p.client.CloseIdleConnections()
	p.get("/safe").want(t, http.StatusOK, "There is no backup yet")
	for _, tt := range []struct {
		rule, want string
		data       []byte
		form       []string
	}{
		{"cut short", "was cut short or changed", part, []string{"password", closed}},
		{"a wrong password", "the password is wrong, or it was made for another key", part, []string{"password", "another four words"}},
		{"no password", "The password is missing", part, nil},
		{"no key", "That is not a private key", part, []string{"identity", "nothing"}},
		{"another file", "Not a backup that can be read", []byte("Dear diary"), []string{"password", closed}},
	} {
		got := p.upload("/safe/check", "b.age", tt.data, tt.form...)
		if !strings.Contains(html.UnescapeString(got.body), tt.want) || got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want %q:\n%s", tt.rule, got.status, tt.want, got.body)
		}
	}
	p.get("/safe/done").want(t, http.StatusOK, "Save milepost-backup-2026-11-02.age")
	if whole := p.get("/safe/file"); len(whole.body) < 60<<20 {
		t.Errorf("the second time it has %d bytes", len(whole.body))
	}
	p.get("/safe").want(t, http.StatusOK, "The last one was made")
}

// TestAFileThatNobodyFetchesGoes with the next one, after an hour and with the
// session.
func TestAFileThatNobodyFetchesGoes(t *testing.T) {
	s := serve(t)
	p := s.login("L-1")
	for range 2 {
		p.post("/safe/backup", "password", closed, "again", closed, "own", secret).want(t, http.StatusOK)
	}
	if waits := s.asides(); len(waits) != 1 {
		t.Errorf("after two: %v", waits)
	}
	other := s.login("L-1")
	other.get("/safe/file").want(t, http.StatusNotFound, "There is nothing here to download") // not hers
	s.watch.pass(61 * time.Minute)
	s.login("T-1").get("/") // an hour later, whoever comes
	if waits := s.asides(); len(waits) != 0 {
		t.Errorf("after an hour: %v", waits)
	}
	p = s.login("L-1")
	p.post("/safe/backup", "password", closed, "again", closed, "own", secret).want(t, http.StatusOK)
	p.post("/logout")
	if waits := s.asides(); len(waits) != 0 {
		t.Errorf("after signing out: %v", waits)
	}
}
