package web_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"milepost/caseload"
)

// sendsBy writes on a client's card how the contacts, who read English, get
// papers.
func (s *site) sendsBy(client, way string) {
	s.Helper()
	name := filepath.Join(s.dir, "clients", client+".yaml")
	card, err := os.ReadFile(name)
	if err != nil {
		s.Fatal(err)
	}
	text := strings.NewReplacer("may_receive: true", "may_receive: true, send_by: "+way, "language: vi", "language: en").Replace(string(card))
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
	s.do(func(c *caseload.Caseload) error {
		_, err := c.IngestCards(context.Background(), s.watch.Now(), "")
		return err
	})
}

// TestALeadGetsReadyWhatIsSigned makes a batch, takes its worklist, and writes
// down on the page that its copy went out.
func TestALeadGetsReadyWhatIsSigned(t *testing.T) {
	s := serve(t)
	document := s.signed("R-0402")
	p := s.login("L-1")
	if got := p.post("/send"); !strings.Contains(got.body, "there is no edition in the household&#39;s language (vi)") {
		t.Errorf("nothing says why the copy is stopped:\n%s", got.body)
	}
	s.sendsBy("R-0402", "portal")
	if got := p.get("/send"); !strings.Contains(got.body, "Get ready what is to be sent") {
		t.Fatalf("the page does not say what to do:\n%s", got.body)
	}
	ready := p.post("/send")
	link := regexp.MustCompile(`/send/[^"]+/worklist\.xlsx`).FindString(ready.body)
	copies := regexp.MustCompile(`name="copy" value="([^"]+)"`).FindAllStringSubmatch(ready.body, -1)
	if link == "" || len(copies) != 1 || !strings.Contains(ready.body, "R-0402") {
		t.Fatalf("got %d copies and the worklist %q, want one copy of the signed report %s:\n%s", len(copies), link, document, ready.body)
	}
	if list := p.get(link); list.status != http.StatusOK || !strings.HasPrefix(list.body, "PK") {
		t.Errorf("the worklist: status %d, %.20q", list.status, list.body)
	}
	if gone := p.get(strings.Replace(link, "worklist.xlsx", "../../milepost.db", 1)); gone.status == http.StatusOK && strings.HasPrefix(gone.body, "SQLite") {
		t.Error("a file beside the outbox was given out")
	}
	if none := p.post("/send/done"); !strings.Contains(none.body, "ick the copies that went out first") {
		t.Errorf("nothing was ticked:\n%s", none.body)
	}
	if done := p.post("/send/done", "copy", copies[0][1]); !strings.Contains(done.body, "1 written down") {
		t.Errorf("one was ticked:\n%s", done.body)
	}
	if again := p.post("/send"); !strings.Contains(again.body, "Nothing is to be sent") {
		t.Errorf("what went out is ready again:\n%s", again.body)
	}
	if log := p.get("/log"); !strings.Contains(log.body, document) {
		t.Errorf("the page of the log does not name %s", document)
	}
}
