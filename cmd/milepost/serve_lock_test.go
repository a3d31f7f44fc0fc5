package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"milepost/caseload"
)

// TestAnotherToolBesideServe edits on the page, reads the database with a tool
// that looks only at the lock on the database file, edits again and kills the
// server: both edits are there. Without that lock the tool thinks nobody else
// has the database open, and deletes the -wal that the server writes to.
func TestAnotherToolBesideServe(t *testing.T) {
	ofPrograms(t)
	sqlite := needsSQLite(t)
	d := newSmallDesk(t)
	draft, units := d.twoUnits()
	s := d.serve()
	s.login()
	edits := []string{"The first edit stands here.", "The second edit stands here."}
	for i, words := range edits {
		if i > 0 {
			out, err := exec.Command(sqlite, filepath.Join(d.dir, "milepost.db"), "select count(*) from revisions").CombinedOutput()
			if err != nil {
				t.Fatalf("sqlite3: %v\n%s", err, out)
			}
		}
		body := s.post("/draft/"+draft+"/edit", url.Values{"key": {units[i].Key}, "was": {units[i].Text}, "plain": {"1"}, "words": {words}})
		if !strings.Contains(body, words) {
			t.Fatalf("the page does not show %q:\n%s", words, body)
		}
	}
	s.kill()
	d.open(func(c *caseload.Caseload) {
		for i, words := range edits {
			text, err := c.RevisionText(t.Context(), caseload.Holder(), smallClient, i+1)
			if err != nil || !strings.Contains(text, words) {
				t.Errorf("lost: %q (%v)", words, err)
			}
		}
	})
	want(t, "verify", "--log", "-C", d.dir)
}

func needsSQLite(t *testing.T) string {
	t.Helper()
	name, err := exec.LookPath("sqlite3")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("sqlite3 is missing: apt-get install sqlite3")
	}
	if err != nil {
		t.Skip("sqlite3 is missing: apt-get install sqlite3")
	}
	return name
}

// smallClient is one of the few children of newSmallDesk.
const smallClient = "K-0"

// newSmallDesk is a workspace of two children with a draft, and a therapist who
// can sign in.
func newSmallDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, dir: dropAll(t, clinicExports(2, 4, 2))}
	if err := os.WriteFile(d.secret(), []byte(passphrase), 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, "user", "add", "T-1", "-C", d.dir, "--role", "lead,therapist", "--expires", "2027-06-30", "--password-file", d.secret())
	finish(t, "milepost", d.dir, []string{"ingest"})
	finish(t, "milepost", d.dir, []string{"draft", "--client", smallClient})
	return d
}

// twoUnits returns the id of the draft and two of its sentences.
func (d *desk) twoUnits() (draft string, units []caseload.PageUnit) {
	d.Helper()
	d.open(func(c *caseload.Caseload) {
		ctx := context.Background()
		u, err := c.ActorFor(ctx, "T-1")
		if err != nil {
			d.Fatal(err)
		}
		body, err := c.Explain(ctx, u, smallClient)
		if err != nil {
			d.Fatal(err)
		}
		draft = body.Draft.ID()
		page, err := c.Page(ctx, scriptNow(), u, draft)
		if err != nil {
			d.Fatal(err)
		}
		for _, unit := range page.Units {
			if _, plain := unit.Words(); plain && unit.Sentence != nil && unit.Mark == nil {
				units = append(units, unit)
			}
		}
	})
	if len(units) < 2 {
		d.Fatal("the draft has fewer than two sentences to edit")
	}
	return draft, units[:2]
}

// visit is the review page, served by a process of its own, and a browser on it.
type visit struct {
	*desk
	cmd    *exec.Cmd
	client http.Client
	url    string
	token  string
}

// serve starts the server and waits for the address that it prints.
func (d *desk) serve() *visit {
	d.Helper()
	cmd := exec.Command("milepost", "serve", "--addr", "127.0.0.1:0", "-C", d.dir)
	screen, err := cmd.StdoutPipe()
	if err != nil {
		d.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.Fatal(err)
	}
	v := &visit{desk: d, cmd: cmd, client: http.Client{Jar: jar}}
	if err := cmd.Start(); err != nil {
		d.Fatal(err)
	}
	d.Cleanup(v.kill)
	printed := regexp.MustCompile(`The review page is at (\S+)/`)
	lines := bufio.NewScanner(screen)
	for v.url == "" && lines.Scan() {
		if m := printed.FindStringSubmatch(lines.Text()); m != nil {
			v.url = m[1]
		}
	}
	if v.url == "" {
		d.Fatal("serve prints no address")
	}
	go func() { _, _ = io.Copy(io.Discard, screen) }() // so that it never waits for us
	return v
}

// kill ends the server as a crash does.
func (v *visit) kill() {
	_ = v.cmd.Process.Kill() // it may have ended
	_ = v.cmd.Wait()
}

func (v *visit) login() {
	v.Helper()
	v.answer(v.client.Get(v.url + "/login"))
	v.post("/login", url.Values{"id": {"T-1"}, "password": {passphrase}, "next": {"/me"}})
}

// post sends a form and returns the page that comes back.
func (v *visit) post(path string, form url.Values) string {
	v.Helper()
	form.Set("token", v.token)
	r, err := http.NewRequest(http.MethodPost, v.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", v.url)
	return v.answer(v.client.Do(r))
}

var formToken = regexp.MustCompile(`name="token" value="([^"]*)"`)

func (v *visit) answer(w *http.Response, err error) string {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err != nil || w.StatusCode != http.StatusOK {
		v.Fatalf("status %d, %v\n%s", w.StatusCode, err, body)
	}
	if m := formToken.FindSubmatch(body); m != nil {
		v.token = string(m[1])
	}
	return string(body)
}
