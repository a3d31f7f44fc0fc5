package web_test

import (
	"context"
	"html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"filippo.io/age"

	"milepost/caseload"
)

// awayWith opens a hand-over file on a machine of the therapist's own, says
// something there, and gives the file that comes back.
func (s *site) awayWith(file, words string) []byte {
	s.Helper()
	ctx, dir := context.Background(), filepath.Join(s.TempDir(), "away")
	if _, err := caseload.OpenHandover(s.saved(file), dir, identity(s)); err != nil {
		s.Fatal(err)
	}
	there := &site{TB: s.TB, place: &place{dir: dir, options: optionsAt(dir)}, watch: s.watch}
	defer there.close()
	draft := there.draftOf("R-0401")
	page := caseload.Page{}
	there.do(func(c *caseload.Caseload) error {
		var err error
		page, err = c.Page(ctx, s.watch.Now(), actor(c, 1), draft)
		return err
	})
	for _, u := range page.Units {
		if !strings.Contains(u.Text, "reached a goal") {
			continue
		}
		there.do(func(c *caseload.Caseload) error {
			_, err := c.EditUnit(ctx, s.watch.Now(), actor(c, 1), draft, caseload.UnitEdit{Key: u.Key, Was: u.Text, Words: []string{words}, Plain: true})
			return err
		})
	}
	name := filepath.Join(s.TempDir(), "back.age")
	to, err := age.NewScryptRecipient(closed)
	if err != nil {
		s.Fatal(err)
	}
	there.do(func(c *caseload.Caseload) error {
		_, err := c.HandBack(ctx, s.watch.Now(), actor(c, 1), name, to)
		return err
	})
	data, err := os.ReadFile(name)
	if err != nil {
		s.Fatal(err)
	}
	return data
}

// TestDraftsGoOutAndComeBack over the page: a file for T-1, her words in it, and
// taken back.
func TestDraftsGoOutAndComeBack(t *testing.T) {
	atLength(t)
	s := serve(t)
	draft := s.draftOf("R-0401")
	p := s.login("L-1")
	p.get("/safe").want(t, http.StatusOK, "Nothing is out", "Zoë Łukasz (T-1)")
	p.post("/safe/handover", "to", "T-1", "password", closed, "again", closed, "own", secret).
		want(t, http.StatusOK, "The hand-over file is made", " drafts of 5 clients for T-1", "milepost open FILE FOLDER", "tell her the password by telephone")
	file := p.get("/safe/file").want(t, http.StatusOK)
	if got := file.header.Get("Content-Disposition"); got != `attachment; filename="milepost-handover-2026-11-02.age"` {
		t.Errorf("it is saved as %q", got)
	}
	p.get("/safe/file").want(t, http.StatusNotFound, "a file can be downloaded once")
	p.get("/safe").want(t, http.StatusOK, " drafts with <strong>T-1</strong>, since Nov 2, 2026 at 3:00 PM", "There is no backup yet")

	back := s.awayWith(file.body, "Linh cut out a star.")
	for _, tt := range []struct {
		rule, want string
		data       []byte
		form       []string
	}{
		{"a wrong password", "the password is wrong", back, []string{"password", "another four words"}},
		{"no password", "The password is missing", back, nil},
		{"a wrong key", "made for another machine's key", back, []string{"identity", newIdentity(t)}},
		{"cut short", "was cut short or changed", back[:len(back)-20], []string{"password", closed}},
		{"the one that went out", "it may be the one that went out", []byte(file.body), []string{"password", closed}},
		{"another file", "Take back the file: not a backup that can be read", []byte("Dear diary"), []string{"password", closed}},
	} {
		got := p.upload("/safe/takeback", "Linh's report.age", tt.data, tt.form...)
		if !strings.Contains(html.UnescapeString(got.body), tt.want) || got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want %q:\n%s", tt.rule, got.status, tt.want, got.body)
		}
		if strings.Contains(got.body, "AGE-SECRET-KEY-1Q") || strings.Contains(got.body, closed) {
			t.Errorf("%s: the page holds the key", tt.rule)
		}
	}
	p.upload("/safe/takeback", "back.age", back, "password", closed).
		want(t, http.StatusOK, "The hand-over is taken back", "From T-1: 0 signed, 1 edited, ")
	if text := s.textOf(draft); !strings.Contains(text, "Linh cut out a star.") {
		t.Errorf("her words did not come back:\n%s", text)
	}
	p.upload("/safe/takeback", "back.age", back, "password", closed).
		want(t, http.StatusUnprocessableEntity, "was already checked in on 2026-11-02; nothing changed")
	p.get("/safe").want(t, http.StatusOK, "Nothing is out")
	p.get("/log").want(t, http.StatusOK, "The record is whole")
}

func newIdentity(t testing.TB) string {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return key.String()
}

// TestAHandOverIsRefused for each reason; what was refused is not out.
func TestAHandOverIsRefused(t *testing.T) {
	s := serve(t)
	p := s.login("L-1")
	p.get("/safe")
	for _, tt := range []struct {
		rule, want string
		form       []string
	}{
		{"nobody", "The therapist who gets the drafts is missing", []string{"password", closed, "again", closed, "own", secret}},
		{"who does not sign", "V-1 (va) may not sign", []string{"to", "V-1", "password", closed, "again", closed}},
		{"no key", "The password has 0 characters", []string{"to", "T-1"}},
		{"passwords that differ", "The two passwords for the file differ", []string{"to", "T-1", "password", closed}},
	} {
		got := p.post("/safe/handover", tt.form...)
		if !strings.Contains(html.UnescapeString(got.body), tt.want) || got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want %q:\n%s", tt.rule, got.status, tt.want, got.body)
		}
	}
	other := s.login("L-1")
	other.post("/safe/handover", "to", "T-1", "password", closed, "again", closed, "own", "guessed wrongly").
		want(t, http.StatusUnprocessableEntity, "That is not the password of L-1")
	p.get("/safe").want(t, http.StatusOK, "Nothing is out")
	if left := s.asides(); len(left) > 0 {
		t.Errorf("left in the workspace: %v", left)
	}
}

// TestAHandOverIsGivenUp with a tick, and its drafts go on; what comes back later
// is refused.
func TestAHandOverIsGivenUp(t *testing.T) {
	atLength(t)
	s := serve(t)
	p := s.login("L-1")
	done := p.post("/safe/handover", "to", "T-1", "password", closed, "again", closed, "own", secret).want(t, http.StatusOK)
	id := regexp.MustCompile(`hand-over ([0-9a-f]{12})`).FindStringSubmatch(done.body)[1]
	file := p.get("/safe/file").want(t, http.StatusOK)
	p.post("/safe/handover", "to", "T-1", "password", closed, "again", closed).
		want(t, http.StatusUnprocessableEntity, "has been checked out to T-1 since 2026-11-02")
	p.post("/safe/handover/end", "id", id).want(t, http.StatusUnprocessableEntity, "Tick that it will not come back")
	p.post("/safe/handover/end", "id", "000000000000", "sure", "1").want(t, http.StatusUnprocessableEntity, "drafts were checked out here under the id 000000000000")
	p.post("/safe/handover/end", "id", id, "sure", "1").want(t, http.StatusOK, "Hand-over "+id+" is given up", "Nothing is out")
	p.upload("/safe/takeback", "back.age", s.awayWith(file.body, "Too late."), "password", closed).
		want(t, http.StatusUnprocessableEntity, "was given up on 2026-11-02")
	s.do(func(c *caseload.Caseload) error {
		out, err := c.Aways(context.Background(), caseload.Holder())
		if len(out) > 0 {
			t.Errorf("still out: %+v", out)
		}
		return err
	})
}
