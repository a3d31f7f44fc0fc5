package web_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
)

// printedText is what the Markdown file of the client's draft says.
func (s *site) printedText(client string) string {
	s.Helper()
	files, err := filepath.Glob(filepath.Join(s.dir, "drafts", client, "*.parent.en.md"))
	if err != nil || len(files) != 1 {
		s.Fatalf("%d Markdown files of %s, %v", len(files), client, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		s.Fatal(err)
	}
	return string(text)
}

// editTo has the text in place of a sentence, by the page.
func (s *site) editTo(p *person, draft, old, fresh string) {
	s.Helper()
	u := s.sentence(draft, old)
	if got := p.post("/draft/"+draft+"/edit", "key", u.Key, "was", u.Text, "plain", "1", "words", fresh); got.status != 200 {
		s.Fatalf("edit: status %d\n%s", got.status, got.body)
	}
}

func TestAnEditIsPrintedAMomentLater(t *testing.T) {
	s := serve(t)
	draft, p := s.draftOf("R-0401"), s.login("T-1")
	s.editTo(p, draft, "reached a goal", "Linh zips her coat.")
	if pdf := p.get("/draft/" + draft + "/file/report.pdf"); !strings.HasPrefix(pdf.body, "%PDF") {
		t.Error("the page has no PDF of what was written just now")
	}
	s.editTo(p, draft, "Linh zips her coat", "Linh zips her coat alone.")
	for end := time.Now().Add(30 * time.Second); !strings.Contains(s.printedText("R-0401"), "zips her coat alone"); {
		if time.Now().After(end) {
			t.Fatalf("the edit was not printed:\n%s", s.printedText("R-0401"))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func TestClosingPrintsWhatWaits(t *testing.T) {
	var s *site
	workspace := few.copy(t)
	t.Run("while it is served", func(t *testing.T) { // its server closes with it
		s = serveOn(t, workspace)
		s.editTo(s.login("T-1"), s.draftOf("R-0401"), "reached a goal", "Linh zips her coat.")
	})
	s.TB = t
	if !strings.Contains(s.printedText("R-0401"), "zips her coat") {
		t.Error("the server closed, and the file does not say what was written")
	}
}

// TestAnEditThatACrashLeftUnprinted: the store has the words, the files do not.
func TestAnEditThatACrashLeftUnprinted(t *testing.T) {
	s := serve(t)
	draft := s.draftOf("R-0401")
	u := s.sentence(draft, "reached a goal")
	s.do(func(c *caseload.Caseload) error {
		_, err := c.EditUnit(context.Background(), s.watch.Now(), actor(c, 1), draft,
			caseload.UnitEdit{Key: u.Key, Was: u.Text, Words: []string{"Linh zips her coat."}, Plain: true})
		return err
	})
	if strings.Contains(s.printedText("R-0401"), "zips her coat") {
		t.Fatal("it is printed already")
	}
	for range 2 { // once it is printed, it is left alone
		s.do(func(c *caseload.Caseload) error {
			stale, err := c.Stale(context.Background(), s.watch.Now(), caseload.Holder(), "parent")
			if err != nil {
				return err
			}
			_, err = c.Draft(context.Background(), s.watch.Now(), caseload.Holder(), caseload.Selection{Clients: stale}, func(int, int) {})
			return err
		})
		if !strings.Contains(s.printedText("R-0401"), "zips her coat") {
			t.Error("drafting anew did not print what was written")
		}
	}
	s.do(func(c *caseload.Caseload) error {
		stale, err := c.Stale(context.Background(), s.watch.Now(), caseload.Holder(), "parent")
		for _, id := range stale {
			if id == record.ID("R-0401") {
				t.Errorf("%s is still to be drafted", id)
			}
		}
		return err
	})
}
