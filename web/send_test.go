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
	"milepost/record"
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
		_, err := c.IngestCards(context.Background(), s.watch.Now(), caseload.Holder())
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

// release writes down that the papers of a client may go to the contact.
func (s *site) release(client record.ID, to string) record.Release {
	s.Helper()
	var kept record.Release
	s.do(func(c *caseload.Caseload) error {
		var err error
		kept, err = c.AddRelease(context.Background(), s.watch.Now(), actor(c, 0), record.Release{
			Client: client, To: to, What: []string{record.EverythingReleased}, Purpose: record.AnyPurpose,
			Until: record.Date{Year: 2027, Month: 7, Day: 31}, SignedBy: "the mother", Right: "parent",
		})
		return err
	})
	return kept
}

// TestOthersThanTheFamilyGetPapersUnderARelease: the pediatrician's copy is
// stopped, on the page of the draft too, until there is one; a copy that went
// after it was revoked is written down, and the page tells of it.
func TestOthersThanTheFamilyGetPapersUnderARelease(t *testing.T) {
	s := serve(t)
	document := s.signed("R-0402")
	card := filepath.Join(s.dir, "clients", "R-0402.yaml")
	text, err := os.ReadFile(card)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "contacts:\n", "contacts:\n  - {name: Dr. Lee, relationship: pediatrician, may_receive: true, language: en}\n", 1)
	if err := os.WriteFile(card, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	s.sendsBy("R-0402", "portal")
	p := s.login("L-1")
	p.post("/send").want(t, http.StatusOK, "Dr. Lee (pediatrician)", "no release covers this: there is none on file", "Add the release that was signed, or say why none is needed.")
	deliver := func(pairs ...string) answer {
		return p.post("/document/"+document+"/deliver", append([]string{"to", "pediatrician", "purpose", "check-up", "how", "fax"}, pairs...)...)
	}
	deliver().want(t, http.StatusConflict, "No release covers this: there is none on file")
	deliver("no_release", "contractor", "why", "so").want(t, http.StatusUnprocessableEntity, "is not on file as a contractor of a school district")
	release := s.release("R-0402", "pediatrician")
	ready := p.post("/send").want(t, http.StatusOK, "Dr. Lee (pediatrician)")
	copyOf := regexp.MustCompile(`name="copy" value="([^"]+)" aria-label="[^"]*Dr\. Lee`).FindStringSubmatch(ready.body)
	if copyOf == nil {
		t.Fatalf("no copy for the pediatrician is ready:\n%s", ready.body)
	}
	s.do(func(c *caseload.Caseload) error {
		_, err := c.RevokeRelease(context.Background(), s.watch.Now(), actor(c, 0), release.N, record.Date{}, "the mother wrote")
		return err
	})
	p.post("/send/done", "copy", copyOf[1]).want(t, http.StatusOK, "1 written down", "no release covered it: release 1: it was revoked on 2026-11-02")
	deliver("no_release", "treatment", "why", "she treats the child", "password", "wrong words here").want(t, http.StatusUnauthorized, "That is not the password")
	deliver("no_release", "treatment", "why", "she treats the child", "password", secret).want(t, http.StatusOK, "Written down")
	p.get("/log").want(t, http.StatusOK, "no release, treatment: she treats the child")
}
