package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"milepost/record"
	"milepost/rules"
)

// TestWhoCompletesADocument is the shipped table as it decides.
func TestWhoCompletesADocument(t *testing.T) {
	r := load(t)
	for _, tt := range []struct {
		rule     string
		at       rules.Place
		document string
		author   record.Role
		want     string
	}{
		{"a progress report needs a therapist everywhere", rules.Place{}, "progress-report", record.RoleOTA, rules.NeedsTherapist},
		{"also where assistants' notes need none", rules.Place{State: "TX"}, "progress-report", record.RoleOTA, rules.NeedsTherapist},
		{"an assistant's note in Texas needs none", rules.Place{State: "TX"}, "session-note", record.RoleOTA, rules.NeedsNone},
		{"a student's note does", rules.Place{State: "SC"}, "session-note", record.RoleStudent, rules.NeedsTherapist},
		{"a state that is not listed", rules.Place{State: "OH"}, "session-note", record.RoleOTA, rules.NeedsTherapist},
		{"a document that nobody thought of", rules.Place{State: "TX"}, "letter", record.RoleOTA, rules.NeedsTherapist},
	} {
		if got := r.Cosignature(tt.at, tt.document, tt.author); got.Needs != tt.want {
			t.Errorf("%s: got %+v, want %s", tt.rule, got, tt.want)
		}
	}
}

func TestAPayersRuleGoesBeforeTheStates(t *testing.T) {
	own := fstest.MapFS{"cosignature.yaml": {Data: []byte(`kind: cosignature
id: cosignature
title: Ours
as_of: 2026-11-01
source: our own
rows:
  - {state: TX, authors: [ota], needs: none, source: a}
  - {state: TX, payer: Medicaid, authors: [ota], needs: therapist, source: b}
`)}}
	r, problems, err := rules.Load(own)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	for payer, want := range map[string]string{"": rules.NeedsNone, "Other": rules.NeedsNone, "Medicaid": rules.NeedsTherapist} {
		if got := r.Cosignature(rules.Place{State: "TX", Payer: payer}, "session-note", record.RoleOTA); got.Needs != want {
			t.Errorf("payer %q: got %s, want %s", payer, got.Needs, want)
		}
	}
	if got := r.Cosignature(rules.Place{State: "OH"}, "session-note", record.RoleOTA); got.Needs != rules.NeedsTherapist {
		t.Errorf("nothing fits: got %s, want a therapist", got.Needs)
	}
}

func TestATableThatCannotBeUsedIsAProblem(t *testing.T) {
	for row, want := range map[string]string{
		"{authors: [ota], needs: maybe, source: a}":              "neither",
		"{authors: [therapist], needs: none, source: a}":         "signs no document as author",
		"{authors: [ota], needs: none}":                          "source is missing",
		"{state: Texas, authors: [ota], needs: none, source: a}": "is not two letters",
		"{needs: none, source: a}":                               "say whom it concerns",
	} {
		text := "kind: cosignature\nid: cosignature\ntitle: x\nas_of: 2026-11-01\nsource: x\nrows:\n  - " + row + "\n"
		_, problems, err := rules.Load(fstest.MapFS{"cosignature.yaml": {Data: []byte(text)}})
		if err != nil || len(problems) != 1 || !strings.Contains(problems[0].Wrong, want) {
			t.Errorf("%s: %v, %v; want a problem with %q", row, problems, err, want)
		}
	}
}
