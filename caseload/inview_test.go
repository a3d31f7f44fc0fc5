package caseload_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"milepost/caseload"
	"milepost/record"
)

// TestListsShowTheOpenCaseloads: what a user is shown on the command line names
// nobody of a caseload that is not open to them; a lead, and whoever holds the
// folder without a name, see all.
func TestListsShowTheOpenCaseloads(t *testing.T) {
	d := newClinic(t)
	own := d.signed("T-1")
	p := d.Caseload
	if _, err := p.Deliver(t.Context(), now(), d.user("L-1"), caseload.Delivery{Name: own.Document, To: "the mother", How: "mail", Purpose: "report"}); err != nil {
		t.Fatal(err)
	}
	if err := d.Grant(t.Context(), now(), d.sit("L-1"), "T-4", nil); err != nil {
		t.Fatal(err)
	}
	lists := map[string]func(u caseload.Actor) (any, error){
		"status": func(u caseload.Actor) (any, error) { return p.Status(t.Context(), now(), u) },
		"due": func(u caseload.Actor) (any, error) {
			return p.Due(t.Context(), now(), u, caseload.DueSelection{Days: 400, Expected: true})
		},
		"follow-ups":      func(u caseload.Actor) (any, error) { return p.FollowUps(t.Context(), u, "") },
		"missing goals":   func(u caseload.Actor) (any, error) { return p.MissingGoals(t.Context(), now(), u) },
		"missing clients": func(u caseload.Actor) (any, error) { return p.MissingClients(t.Context(), now(), u) },
		"disclosures":     func(u caseload.Actor) (any, error) { return p.Disclosures(t.Context(), u, "") },
		"releases":        func(u caseload.Actor) (any, error) { return p.Releases(t.Context(), u, "") },
		"packets":         func(u caseload.Actor) (any, error) { return p.Packets(t.Context(), u, "") },
		"imports":         func(u caseload.Actor) (any, error) { return p.Imports(t.Context(), u) },
		"questions":       func(u caseload.Actor) (any, error) { return p.Questions(t.Context(), now(), u, "") },
		"drafts read":     func(u caseload.Actor) (any, error) { return p.ReadDrafts(t.Context(), now(), u, "parent") },
		"translations":    func(u caseload.Actor) (any, error) { return p.Translations(t.Context(), now(), u) },
		"calendar": func(u caseload.Actor) (any, error) {
			var b bytes.Buffer
			_, _, err := p.WriteICS(t.Context(), now(), u, caseload.DueSelection{}, &b)
			return b.String(), err
		},
	}
	named := 0
	for name, list := range lists {
		all := 0
		for _, who := range []struct {
			actor caseload.Actor
			sees  bool
		}{{caseload.Holder(), true}, {d.user("L-1"), true}, {d.user("T-4"), false}, {caseload.Holder(), true}} {
			got, err := list(who.actor)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			text, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			n := strings.Count(string(text), string(child))
			switch {
			case !who.sees && n > 0:
				t.Errorf("%s tells T-4 of %s", name, child)
			case who.sees && all == 0:
				all = n
			case who.sees && n != all && name != "calendar":
				t.Errorf("%s names the child %d times to one who sees all, and %d times to another", name, all, n)
			}
		}
		if all > 0 {
			named++
		}
	}
	if named < 4 {
		t.Errorf("only %d lists name the child to who sees all: the test shows little", named)
	}
	if s, err := p.Status(t.Context(), now(), d.user("T-1")); err != nil || len(s.Clients) == 0 || s.Clients[0].Therapist != record.ID("T-1") {
		t.Errorf("her own therapist sees %+v, %v", s.Clients, err)
	}
}
