package web_test

import (
	"errors"
	"html"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"milepost/caseload"
	"milepost/web"
)

// traces lists the files of the workspace that hold the text, as bytes.
func (s *site) traces(text string) []string {
	s.Helper()
	files, err := readTree(s.dir)
	if err != nil {
		s.Fatal(err)
	}
	var found []string
	for name, data := range files {
		if strings.Contains(string(data), text) {
			found = append(found, name)
		}
	}
	return found
}

// TestALeadForgetsAClient: she sees first what goes, then types the id again,
// with a reason and her password, and gets the certificate.
func TestALeadForgetsAClient(t *testing.T) {
	s := serve(t)
	s.signed("R-0402")
	p := s.login("L-1")
	backup := filepath.Join(t.TempDir(), "b.age")
	p.post("/safe/backup", "place", backup, "password", closed, "again", closed, "own", secret).want(t, http.StatusOK, "The backup is made")
	p.get("/safe/forgotten").want(t, http.StatusNotFound, "No client was permanently deleted yet")
	if len(s.traces("Nguyễn")) == 0 {
		t.Fatal("the name stands nowhere before: this test shows nothing")
	}
	look := p.post("/safe/forget/look", "client", " R-0402 ").want(t, http.StatusOK, "Forget client R-0402", "Nguyễn", "must be kept until", "1, with their signatures", "files of the archive", "It cannot be undone")
	if strings.Contains(look.body, "--why") || strings.Contains(look.body, " 0 rows") {
		t.Errorf("it reads\n%s", look.body)
	}
	done := p.post("/safe/forget", "client", "R-0402", "again", "R-0402", "why", "the family asked for it", "own", secret).
		want(t, http.StatusOK, "The client is forgotten", "Certificate of destruction", "Client          R-0402", "the family asked for it", filepath.Dir(backup))
	if strings.Contains(done.body, "Nguyễn") {
		t.Error("the certificate names the child")
	}
	file := p.get("/safe/file").want(t, http.StatusOK, "Client          R-0402")
	if got := file.header.Get("Content-Disposition"); got != `attachment; filename="certificate.txt"` {
		t.Errorf("it is saved as %q", got)
	}
	p.get("/safe/file").want(t, http.StatusOK, "Client          R-0402") // as often as she likes
	if found := s.traces("Nguyễn"); len(found) > 0 {
		t.Errorf("the name is left in %v", found)
	}
	if list := p.get("/safe/forgotten").want(t, http.StatusOK, "R-0402"); strings.Contains(list.body, "Nguyễn") {
		t.Error("the list names the child")
	}
	if body := p.get("/").body; strings.Contains(body, "Nguyễn") {
		t.Error("the caseload still shows the child")
	}
	p.get("/log").want(t, http.StatusOK, "The record is whole")
	p.post("/safe/forget/look", "client", "R-0402").want(t, http.StatusOK, "was forgotten on 2026-11-02 already")
	if _, err := os.Stat(filepath.Join(filepath.Dir(backup), "milepost-forgotten.json")); err != nil {
		t.Errorf("no list beside the backup: %v", err)
	}
}

// TestForgettingIsRefused for each reason of the command line, and nothing is
// removed.
func TestForgettingIsRefused(t *testing.T) {
	place := few.copy(t)
	place.options.Holds = append(place.options.Holds, "R-0403")
	s := serveOn(t, place)
	p := s.login("L-1")
	p.post("/safe/forget/look", "client", "R-9").want(t, http.StatusUnprocessableEntity, `There is no client "R-9"`)
	p.post("/safe/forget/look", "client", "R-0403").want(t, http.StatusOK, "is under a legal hold", "where counsel has agreed, give the reason")
	for _, tt := range []struct {
		rule, want string
		form       []string
	}{
		{"ids that differ", "The two client ids differ (R-0402, R-0404); nothing was removed", []string{"client", "R-0402", "again", "R-0404", "why", "asked", "own", secret}},
		{"before the retention date", "must be kept until", []string{"client", "R-0402", "again", "R-0402", "own", secret}},
		{"under a legal hold", "is under a legal hold", []string{"client", "R-0403", "again", "R-0403", "own", secret}},
		{"a reason that names the child", "The reason names the client", []string{"client", "R-0402", "again", "R-0402", "why", "the mother of Ánh Nguyễn asked", "own", secret}},
		{"a wrong password", "That is not the password of L-1", []string{"client", "R-0402", "again", "R-0402", "why", "asked", "own", "guessed wrongly"}},
		{"no password", "That is not the password of L-1", []string{"client", "R-0402", "again", "R-0402", "why", "asked"}},
	} {
		got := p.post("/safe/forget", tt.form...)
		if !strings.Contains(html.UnescapeString(got.body), tt.want) || got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want %q:\n%s", tt.rule, got.status, tt.want, got.body)
		}
	}
	p.get("/safe/done").want(t, http.StatusNotFound)
	if len(s.traces("Nguyễn")) == 0 {
		t.Error("it was refused, and the name is gone all the same")
	}
}

// TestForgettingAsksForThePasswordEachTime: one that was given for a backup a
// minute ago is not enough.
func TestForgettingAsksForThePasswordEachTime(t *testing.T) {
	s := serve(t, func(o *web.Options) { o.Machine = func() []caseload.Examined { return nil } })
	p := s.login("L-1")
	p.post("/safe/backup", "password", closed, "again", closed, "own", secret).want(t, http.StatusOK)
	p.post("/safe/forget", "client", "R-0402", "again", "R-0402", "why", "asked").want(t, http.StatusUnprocessableEntity, "That is not the password")
	p.post("/safe/forget", "client", "R-0402", "again", "R-0402", "why", "asked", "own", secret).want(t, http.StatusOK, "The client is forgotten", "Certificate of destruction")
	if waits := s.asides(); len(waits) != 0 {
		t.Errorf("a backup that holds the child still waits: %v", waits)
	}
}

// TestForgettingThatStoppedGoesOn: where a folder cannot be read, the page says
// that it stopped half-way, and doing it again finishes it.
func TestForgettingThatStoppedGoesOn(t *testing.T) {
	s := serve(t)
	p := s.login("L-1")
	p.get("/safe")
	folder := filepath.Join(s.dir, "rejected")
	if err := errors.Join(os.Rename(folder, folder+".before"), os.WriteFile(folder, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	form := []string{"client", "R-0402", "again", "R-0402", "why", "asked", "own", secret}
	p.post("/safe/forget", form...).want(t, http.StatusUnprocessableEntity, "It stopped half-way", "Do it again: it goes on where it stood")
	if err := errors.Join(os.Remove(folder), os.Rename(folder+".before", folder)); err != nil {
		t.Fatal(err)
	}
	p.post("/safe/forget", form...).want(t, http.StatusOK, "The client is forgotten")
	if found := s.traces("Nguyễn"); len(found) > 0 {
		t.Errorf("the name is left in %v", found)
	}
}
