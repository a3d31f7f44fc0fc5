package caseload_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"milepost/caseload"
	"milepost/record"
)

// confirms reports whether the therapist is asked to confirm that the first
// child met the goal.
func (p *practice) confirms() bool {
	p.Helper()
	p.draft(kid(0))
	text := p.read(draftFile(kid(0)))
	if !regexp.MustCompile(`(?m)^## Cut .* line: (goal )?met`).MatchString(text) {
		p.Fatalf("the goal is not met:\n%s", text)
	}
	return regexp.MustCompile(`\[\[therapist confirm: (Goal met|Met and still going well)\]\]`).MatchString(text)
}

// types fills the workbook of goals in as a user.
func (p *practice) types(id record.ID, header, words string) {
	p.Helper()
	by, err := p.ActorFor(p.Context(), id)
	p.must(err)
	var list bytes.Buffer
	p.must(wrote(p.WriteGoals(p.Context(), now(), by, &list, true)))
	filled, err := p.ReadGoals(p.Context(), now(), by, "goals.xlsx", p.fill(list.Bytes(), header+": yes, or change to", words))
	p.must(err)
	if filled.Changes != 1 {
		p.Fatalf("%d changes; problems %v", filled.Changes, filled.Problems)
	}
}

// TestMetAsSomebodyTypedIsConfirmed: while nobody is a user, cards are taken as
// they stand; from then on it matters who typed what "met" rests on.
func TestMetAsSomebodyTypedIsConfirmed(t *testing.T) {
	p := newFolder(t, 1, func(int) string { return "" })
	name := "clients/" + string(kid(0)) + ".yaml"
	p.write(name, strings.Replace(practiceCard(0, ""), "target: 4/5", "target: 2/5", 1))
	p.ingest()
	if p.confirms() {
		t.Error("asked before there is any user")
	}
	p.must(p.AddUser(t.Context(), now(), caseload.Holder(), caseload.NewUser{Password: secret, User: record.User{
		ID: "T-1", Roles: []record.Role{record.RoleTherapist, record.RoleLead}, Expires: record.Date{Year: 2027, Month: 6, Day: 30},
	}}))
	p.must(p.AddUser(t.Context(), now(), p.sit(), caseload.NewUser{Password: secret, User: record.User{ID: "V-1", Roles: []record.Role{record.RoleVA}}}))
	p.must(p.Grant(t.Context(), now(), p.sit(), "V-1", []string{"A"}))
	steps := []struct {
		what string
		do   func()
		asks bool
	}{
		{"a card by hand, and then users", func() {}, true},
		{"the therapist types the criterion; the target is anybody's", func() { p.types("T-1", "Criterion", "2 sessions in a row") }, true},
		{"the therapist types the target too", func() { p.types("T-1", "Target", "3/5") }, false},
		{"a VA changes another line", func() { p.types("V-1", "Plain name", "cut along one line") }, false},
		{"a VA types the criterion", func() { p.types("V-1", "Criterion", "2 of 3 sessions") }, true},
		{"the therapist changes another line", func() { p.types("T-1", "Plain name", "cut along a line") }, true},
		{"the therapist types the criterion again", func() { p.types("T-1", "Criterion", "2 sessions in a row") }, false},
		{"by hand, just before the therapist types something else", func() {
			p.write(name, strings.Replace(p.read(name), "2 sessions", "1 sessions", 1))
			p.types("T-1", "Plain name", "cut on a line")
		}, true},
	}
	for _, step := range steps {
		step.do()
		if got := p.confirms(); got != step.asks {
			t.Fatalf("%s: asks to confirm %v, want %v\n%s", step.what, got, step.asks, p.read(name))
		}
	}
}

// wrote is the error of writing a list, whatever the number of its rows.
func wrote(_ int, err error) error { return err }
