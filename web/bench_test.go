package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/web"
)

// direct asks the server without a network.
type direct struct {
	testing.TB
	handler http.Handler
	cookie  string
	token   string
}

func newDirect(b *testing.B) (*direct, *site) {
	s := &site{TB: b, place: whole.copy(b), watch: &watch{now: monday()}}
	s.draftAll()
	page, err := web.New(web.Options{Workspace: s.place, Now: time.Now, Zone: time.UTC, Hosts: []string{"page.example"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(page.Close)
	d := &direct{TB: b, handler: page.Handler()}
	d.ask(http.MethodGet, "/login")
	d.ask(http.MethodPost, "/login", "id", "L-1", "password", secret)
	d.ask(http.MethodGet, "/me")
	return d, s
}

// draftAll drafts everyone's report.
func (s *site) draftAll() {
	s.Helper()
	s.do(func(c *caseload.Caseload) error {
		_, err := c.Draft(context.Background(), s.watch.Now(), caseload.Holder(), caseload.Selection{}, func(int, int) {})
		return err
	})
}

func (d *direct) ask(method, path string, pairs ...string) string {
	d.Helper()
	form := url.Values{"token": {d.token}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(method, "http://page.example"+path, strings.NewReader(form.Encode()))
	if method == http.MethodGet {
		r.Body = http.NoBody
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", d.cookie)
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	if w.Code >= http.StatusBadRequest {
		d.Fatalf("%s %s: status %d\n%s", method, path, w.Code, w.Body)
	}
	for _, set := range w.Header().Values("Set-Cookie") {
		if !strings.Contains(set, "-device-") {
			d.cookie, _, _ = strings.Cut(set, ";")
		}
	}
	body := w.Body.String()
	if m := tokenField.FindStringSubmatch(body); m != nil {
		d.token = m[1]
	}
	return body
}

// BenchmarkCaseloadPage is the page of 60 children on the server.
func BenchmarkCaseloadPage(b *testing.B) {
	d, _ := newDirect(b)
	d.ask(http.MethodGet, "/")
	for b.Loop() {
		if body := d.ask(http.MethodGet, "/"); strings.Count(body, "<tr>") != 61 {
			b.Fatalf("%d rows, want 60 and a head", strings.Count(body, "<tr>"))
		}
	}
}

// BenchmarkDraftPage is the page of one draft on the server.
func BenchmarkDraftPage(b *testing.B) {
	d, s := newDirect(b)
	path := "/draft/" + s.draftOf("R-0401")
	d.ask(http.MethodGet, path)
	for b.Loop() {
		d.ask(http.MethodGet, path)
	}
}

// BenchmarkEditToPDF is an edit, and the PDF that has it.
func BenchmarkEditToPDF(b *testing.B) {
	d, s := newDirect(b)
	draft := s.draftOf("R-0401")
	u := s.sentence(draft, "reached a goal")
	text, n := u.Text, 0
	for b.Loop() {
		n++
		words := "Linh zips her coat" + strings.Repeat("!", n%7+1)
		d.ask(http.MethodPost, "/draft/"+draft+"/edit", "key", u.Key, "was", text, "plain", "1", "words", words)
		if pdf := d.ask(http.MethodGet, "/draft/"+draft+"/file/report.pdf"); !strings.HasPrefix(pdf, "%PDF") {
			b.Fatal("no PDF")
		}
		text = words
	}
}
