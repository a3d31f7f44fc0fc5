package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
	"milepost/web"
)

// TestStoryWithoutScripts is one report from the caseload to a verified file,
// by links and forms alone: sign in, read, choose, edit, sign, deliver, verify.
func TestStoryWithoutScripts(t *testing.T) {
	s := serve(t)
	p := s.login("T-1")
	p.get("/?only=due").want(t, http.StatusOK, "Linh T.", "8 empty places")
	draft := s.draftOf("R-0401")
	p.get("/draft/"+draft).want(t, http.StatusOK, "Progress report for Linh", "8 things need you", "Sign…")
	p.get("/draft/"+draft+"/sign").want(t, http.StatusOK, "In the way of a signature")

	mark := s.sentence(draft, "what helped: dots to aim for")
	p.post("/draft/"+draft+"/edit", "key", mark.Key, "was", mark.Text, "plain", "1", "pick", "dots to aim for", "pick", "wall pushes first", "words", "").
		want(t, http.StatusOK, "7 things need you")
	if text := s.textOf(draft); !strings.Contains(text, "Dots to aim for helped") && !strings.Contains(text, "ots to aim for") {
		t.Errorf("what was picked does not stand in the text:\n%s", text)
	}
	u := s.sentence(draft, "In August it was 4 out of 10 times.")
	p.get("/draft/"+draft+"/edit/"+u.Key).want(t, http.StatusOK, "In August it was 4 out of 10 times.", "Save")
	p.post("/draft/"+draft+"/edit", "key", u.Key, "was", u.Text, "plain", "1", "words", "In August, it was 4 out of 10 times; that was with *my* scissors.").
		want(t, http.StatusOK, "with *my* scissors")
	s.fillMarks(draft)

	page := p.get("/draft/"+draft+"/sign").want(t, http.StatusOK, "Sign the report of Linh T., Jul 29 – Oct 26, 2026", record.SignedStatement)
	fields := hidden(page.body)
	p.post("/draft/"+draft+"/sign", "shown", fields["shown"], "names", fields["names"], "password", secret).
		want(t, http.StatusOK, "Signed. The report is kept for good", "Write down whom it went to")
	document := regexp.MustCompile(`/document/([0-9a-f]+-\d+-[0-9a-f]+)/`).FindStringSubmatch(p.get("/draft/" + draft).body)[1]
	p.post("/document/"+document+"/deliver", "to", "the mother", "purpose", "progress report", "how", "by hand").
		want(t, http.StatusOK, "Written down", "delivered")
	p.get("/log").want(t, http.StatusOK, "The record is whole", "the mother")

	pdf := p.get("/document/"+document+"/file/report.pdf").want(t, http.StatusOK)
	p.upload("/verify", "report.pdf", []byte(pdf.body)).want(t, http.StatusOK, "Yes.", document, "Zoë Łukasz")
	p.upload("/verify", "report.pdf", append([]byte(pdf.body), ' ')).want(t, http.StatusOK, "No.")
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)

// hidden are the hidden fields of the last form of a page.
func hidden(body string) map[string]string {
	fields := map[string]string{}
	for _, m := range hiddenField.FindAllStringSubmatch(body, -1) {
		fields[m[1]] = m[2]
	}
	return fields
}

// upload sends a file, with names and values beside it.
func (p *person) upload(path, name string, data []byte, pairs ...string) answer {
	p.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	pairs = append(pairs, "token", p.token)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := form.WriteField(pairs[i], pairs[i+1]); err != nil {
			p.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		p.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		p.Fatal(err)
	}
	form.Close()
	return p.request(http.MethodPost, path, &b, func(r *http.Request) {
		r.Header.Set("Content-Type", form.FormDataContentType())
		r.Header.Set("Origin", p.url)
	})
}

// TestTwoPeopleOnOneDraft: the second to save the same sentence is told, sees
// both texts and loses nothing; another sentence is nobody's trouble.
func TestTwoPeopleOnOneDraft(t *testing.T) {
	s := serve(t)
	draft := s.draftOf("R-0401")
	one, two := s.login("T-1"), s.login("V-1")
	one.get("/draft/" + draft)
	two.get("/draft/" + draft)
	u, other := s.sentence(draft, "reached a goal"), s.sentence(draft, "The goal is 8 out of 10 times")
	one.post("/draft/"+draft+"/edit", "key", u.Key, "was", u.Text, "plain", "1", "words", "Linh zips her coat.").want(t, http.StatusOK, "Linh zips her coat.")
	two.post("/draft/"+draft+"/edit", "key", other.Key, "was", other.Text, "plain", "1", "words", "We aim for 8 out of 10 times.").
		want(t, http.StatusOK, "We aim for 8 out of 10 times.", "Linh zips her coat.")
	clash := two.post("/draft/"+draft+"/edit", "key", u.Key, "was", u.Text, "plain", "1", "words", "Linh can zip!").
		want(t, http.StatusConflict, "V-1 changed this sentence while you were writing", "Linh zips her coat.", "Linh can zip!", "Put mine in its place")
	_ = clash
	if text := s.textOf(draft); strings.Contains(text, "Linh can zip!") || !strings.Contains(text, "Linh zips her coat.") {
		t.Errorf("the first one's words do not stand:\n%s", text)
	}
	two.post("/draft/"+draft+"/edit", "key", u.Key, "was", "Linh zips her coat.", "plain", "1", "words", "Linh can zip!").want(t, http.StatusOK, "Linh can zip!")
}

// TestTextThatMovedIsNotSigned: what is signed is what was on the screen.
func TestTextThatMovedIsNotSigned(t *testing.T) {
	s := serve(t)
	draft := s.draftOf("R-0401")
	s.fillMarks(draft)
	p := s.login("T-1")
	p.get("/draft/" + draft)
	fields := hidden(p.get("/draft/" + draft + "/sign").body)
	u := s.sentence(draft, "reached a goal")
	other := s.login("V-1")
	other.get("/draft/" + draft)
	other.post("/draft/"+draft+"/edit", "key", u.Key, "was", u.Text, "plain", "1", "words", "Linh flew to the moon.").want(t, http.StatusOK)
	p.post("/draft/"+draft+"/sign", "shown", fields["shown"], "names", fields["names"], "password", secret).
		want(t, http.StatusConflict, "The draft changed since it was on your screen", "New since you read it", "Linh flew to the moon.")
	if _, found := strings.CutPrefix(p.get("/draft/"+draft).body, "Signed by"); found {
		t.Error("it is signed all the same")
	}
}

// TestSigningAsksForThePassword: once for a quarter of an hour; being signed in
// is not enough.
func TestSigningAsksForThePassword(t *testing.T) {
	s := serve(t)
	p := s.login("T-1")
	sign := func(client record.ID, password string) answer {
		draft := s.draftOf(client)
		s.fillMarks(draft)
		p.get("/draft/" + draft)
		fields := hidden(p.get("/draft/" + draft + "/sign").body)
		return p.post("/draft/"+draft+"/sign", "shown", fields["shown"], "names", fields["names"], "password", password)
	}
	sign("R-0401", "").want(t, http.StatusConflict, "not the password")
	sign("R-0401", secret).want(t, http.StatusOK, "Signed.")
	s.watch.pass(10 * time.Minute)
	sign("R-0402", "").want(t, http.StatusOK, "Signed.")
	for range 2 {
		s.watch.pass(8 * time.Minute)
		p.get("/")
	}
	sign("R-0403", "").want(t, http.StatusConflict, "not the password")
}

// TestSigningOutEndsTheSession: the cookie is worth nothing afterwards.
func TestSigningOutEndsTheSession(t *testing.T) {
	s := serve(t)
	p := s.login("T-1")
	p.get("/")
	cookie := p.client.Jar.Cookies(must(http.NewRequest(http.MethodGet, s.url, nil)).URL)[0]
	p.post("/logout").want(t, http.StatusOK, "Sign in")
	got := s.visitor().request(http.MethodGet, "/", nil, func(r *http.Request) { r.AddCookie(cookie) })
	got.want(t, http.StatusOK, "Sign in")
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// TestLoginGoesBackToOwnPagesOnly: an address elsewhere is not followed.
func TestLoginGoesBackToOwnPagesOnly(t *testing.T) {
	s := serve(t)
	for next, want := range map[string]string{
		"https://elsewhere.example/": "/", "//elsewhere.example": "/", `/\elsewhere.example`: "/", "/run": "/run",
	} {
		p := s.visitor()
		p.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		p.get("/login")
		if got := p.post("/login", "id", "T-1", "password", secret, "next", next).header.Get("Location"); got != want {
			t.Errorf("next %q leads to %q, want %q", next, got, want)
		}
	}
}

// TestLookingIsOnRecord: opening a draft, its PDF and a signed document leave
// entries in the log, which still holds.
func TestLookingIsOnRecord(t *testing.T) {
	s := serve(t)
	document := s.signed("R-0402")
	draft := s.draftOf("R-0401")
	p := s.login("T-1")
	p.get("/draft/" + draft)
	p.get("/draft/" + draft + "/file/report.pdf")
	p.get("/document/" + document + "/file/report.html")
	seen := map[string]int{}
	s.do(func(c *caseload.Caseload) error {
		for _, subject := range []string{draft, strings.SplitN(document, "-", 2)[0]} {
			_, past, err := c.History(context.Background(), actor(c, 0), subject)
			if err != nil {
				return err
			}
			for _, one := range past {
				if one.By == "T-1" {
					seen[one.What]++
				}
			}
		}
		_, err := c.VerifyLog(context.Background(), actor(c, 0))
		return err
	})
	if seen["opened for review"] != 2 || seen["looked at"] != 2 { // one of each by signing R-0402
		t.Errorf("the log tells of %v, want the draft opened, its PDF and a document looked at", seen)
	}
	p.get("/log").want(t, http.StatusOK, "The record is whole")
}

// TestNoNamesInLogsOrAddresses works through a draft and looks for the child's
// and the people's names where they must not be.
func TestNoNamesInLogsOrAddresses(t *testing.T) {
	var log bytes.Buffer
	s := serve(t, func(o *web.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	p, draft := s.login("T-1"), s.draftOf("R-0401")
	pages := p.get("/").body + p.get("/draft/"+draft).body + p.get("/run").body + p.get("/draft/"+draft+"/beside").body
	for _, m := range regexp.MustCompile(`(?:href|src|action|hx-get|hx-post)="([^"]*)"`).FindAllStringSubmatch(pages, -1) {
		for _, name := range []string{"Linh", "Tr", "Zo"} {
			if strings.Contains(m[1], name) {
				t.Errorf("address %s names a person", m[1])
			}
		}
	}
	if err := os.Rename(s.dir+"/milepost.db", s.dir+"/away.db"); err != nil {
		t.Fatal(err)
	}
	s.idle = nil
	if err := os.Mkdir(s.dir+"/milepost.db", 0o700); err != nil {
		t.Fatal(err)
	}
	p.get("/draft/"+draft).want(t, http.StatusInternalServerError, "It did not work")
	if text := log.String(); !strings.Contains(text, "request failed") || strings.Contains(text, "Linh") || strings.Contains(text, draft) {
		t.Errorf("the log says %q: want the failure, without names", text)
	}
}

// TestRunReportIsSafeInASpreadsheet: ids only, and no formula.
func TestRunReportIsSafeInASpreadsheet(t *testing.T) {
	p := serve(t).login("T-1")
	got := p.get("/run.csv").want(t, http.StatusOK, "R-0401,A,T-1,2026-10-26,drafted,Needs the therapist,8,0,")
	if strings.Contains(got.body, "Linh") {
		t.Errorf("the run report names a child:\n%s", got.body)
	}
	for _, line := range strings.Split(got.body, "\n") {
		for _, cell := range strings.Split(line, ",") {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("cell %q begins like a formula", cell)
			}
		}
	}
}

// TestEachTestOfTheChecklistExists reads docs/security.md for the tests that it
// names.
func TestEachTestOfTheChecklistExists(t *testing.T) {
	text, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	names, err := filepath.Glob("../*/*_test.go")
	if commands, more := filepath.Glob("../*/*/*_test.go"); err == nil {
		names, err = append(names, commands...), more
	}
	if top, more := filepath.Glob("../*_test.go"); err == nil {
		names, err = append(names, top...), more
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	found := regexp.MustCompile("`(Test[A-Za-z]+)`").FindAllStringSubmatch(string(text), -1)
	if len(found) < 10 {
		t.Errorf("only %d tests are named", len(found))
	}
	for _, m := range found {
		if !strings.Contains(all.String(), "func "+m[1]+"(") {
			t.Errorf("docs/security.md names %s, which is no test here", m[1])
		}
	}
}
