package caseload_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"milepost/caseload"
)

func stepfamily(with string) string {
	return "contacts:\n" +
		"  - {name: Ann Tester, relationship: mother, may_receive: yes, address: [12 Oak St, \"Springfield, IL 62701\"]}\n" + with
}

const exStepdad = "  - {name: Ex Stepdad, relationship: stepfather, may_receive: yes, address: [66 Gone Rd, \"Springfield, IL 62709\"]}\n"

// TestAContactWhoIsTakenOffGetsNothing: what lay ready for him is moved out of the
// way, in every folder that holds it, and nothing new is made or written down
// without a word.
func TestAContactWhoIsTakenOffGetsNothing(t *testing.T) {
	atLength(t)
	p := newPractice(t, 2, func(i int) string { return stepfamily(map[int]string{0: exStepdad}[i]) })
	p.draft()
	p.sign(p.sit(), kid(0))
	first := p.due()
	p.sign(p.sit(), kid(1))
	second := p.due() // holds his copy too
	his := ""
	for _, c := range second.Copies {
		if strings.HasPrefix(c.To, "Ex Stepdad") {
			his = c.ID
		}
	}
	p.write("clients/K-000.yaml", practiceCard(0, stepfamily("")))
	in, err := p.ReadCards(p.Context(), now(), caseload.Program("test"))
	p.must(err)
	if len(in.Held) != 2 || in.Held[0].Copies != 1 || in.Held[0].Clients[0] != kid(0) || len(in.Held[1].Clients) != 1 {
		t.Fatalf("got %+v, want both folders, one copy each", in.Held)
	}
	for _, b := range []caseload.Batch{first, second} {
		moved := strings.Replace(b.Folder, "outbox/", "outbox/stopped/", 1)
		if _, err := os.Stat(filepath.Join(p.dir, filepath.FromSlash(moved), "worklist.xlsx")); err != nil {
			t.Errorf("%s is not in its place: %v", moved, err)
		}
		if _, err := os.Stat(filepath.Join(p.dir, filepath.FromSlash(b.Folder))); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s still lies in the outbox: %v", b.Folder, err)
		}
	}
	third := p.due()
	if !third.Made || third.Envelopes != 1 || len(third.Held) > 0 || len(third.Again) > 0 {
		t.Errorf("got %+v, want a new batch with the mother's envelope", third)
	}
	sent, err := p.TickSent(p.Context(), now(), p.user(), []string{his})
	p.must(err)
	if len(sent.Written) != 1 || len(sent.Problems) != 1 || !strings.Contains(sent.Problems[0].Wrong, "no longer a contact of client K-000") {
		t.Errorf("a copy that went out all the same: got %+v", sent)
	}
	for to, want := range map[string]bool{"Ex Stepdad": false, "the stepfather": true, "the mother": true} {
		_, err := p.Deliver(p.Context(), now(), p.user(), caseload.Delivery{Name: "K-000", To: to, Purpose: "progress report", How: "by hand"})
		if (err == nil) != want {
			t.Errorf("to %s: got %v", to, err)
		}
	}
	p.write("clients/K-000.yaml", practiceCard(0, "contacts: []\n"))
	_, err = p.ReadCards(p.Context(), now(), caseload.Program("test"))
	p.must(err)
	if _, err := p.Deliver(p.Context(), now(), p.user(), caseload.Delivery{Name: "K-000", To: "the mother", Purpose: "progress report"}); !errors.Is(err, caseload.ErrRefused) {
		t.Errorf("to the mother, where the card lists nobody: got %v", err)
	}
	p.logHolds()
}
