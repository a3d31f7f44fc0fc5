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

// TestACopyForAFormerAddressDoesNotGo: what was ready for a place where the
// contact no longer gets papers is stopped, and a new copy is made for where the
// contact gets them now.
func TestACopyForAFormerAddressDoesNotGo(t *testing.T) {
	atLength(t)
	tests := []struct {
		rule, before, after string
		former              int
	}{
		{"moved", `relationship: mother, may_receive: yes, address: [12 Oak St, "Springfield, IL 62701"]`, `relationship: mother, may_receive: yes, address: [9 Elm St, "Springfield, IL 62701"]`, 1},
		{"another e-mail address", `relationship: mother, may_receive: yes, send_by: email, email: ann@old.example`, `relationship: mother, may_receive: yes, send_by: email, email: ann@new.example`, 1},
		{"another way", `relationship: mother, may_receive: yes, address: [12 Oak St, "Springfield, IL 62701"]`, `relationship: mother, may_receive: yes, send_by: portal, address: [12 Oak St, "Springfield, IL 62701"]`, 1},
		{"a phone number is no address", `relationship: mother, may_receive: yes, address: [12 Oak St, "Springfield, IL 62701"]`, `relationship: mother, may_receive: yes, phone: 555-0199, address: [12 Oak St, "Springfield, IL 62701"]`, -1},
	}
	contact := func(name, rest string) string { return "contacts:\n  - {name: " + name + ", " + rest + "}\n" }
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			p := newPractice(t, 1, func(int) string { return contact("Ann Tester", test.before) })
			p.draft()
			p.sign(p.sit(), kid(0))
			first := p.due()
			held := p.changeCard(practiceCard(0, contact("Ann Tester", test.after)))
			switch {
			case test.former < 0:
				if len(held) > 0 {
					t.Fatalf("got %+v, want nothing stopped", held)
				}
				return
			case len(held) != 1 || held[0].Copies != 1 || held[0].Former != test.former || held[0].Folder != first.Folder:
				t.Fatalf("got %+v, want the one copy in %s stopped", held, first.Folder)
			}
			second := p.due()
			if !second.Made || len(second.Copies) != 1 || second.Copies[0].ID != first.Copies[0].ID {
				t.Errorf("got %+v, want a new folder with the copy", second)
			}
			if held := p.changeCard(practiceCard(0, contact("Anna Tester-Bay", test.after))); len(held) != 1 || held[0].Copies != 1 {
				t.Errorf("under another name: got %+v, want the copy in %s stopped", held, second.Folder)
			}
			third := p.due()
			if held := p.changeCard(practiceCard(0, contact("Anna Tester-Bay", test.before))); len(held) != 1 {
				t.Errorf("back at the first place: got %+v, want the copy in %s stopped", held, third.Folder)
			}
			p.logHolds()
		})
	}
}

// changeCard writes the first child's card and reads it.
func (p *practice) changeCard(text string) []caseload.HeldBatch {
	p.Helper()
	p.write("clients/K-000.yaml", text)
	in, err := p.ReadCards(p.Context(), now(), caseload.Program("test"))
	p.must(err)
	return in.Held
}
