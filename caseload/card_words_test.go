package caseload

import (
	"testing"

	"milepost/ingest/card"
	"milepost/library"
)

func TestADomainThatNobodyKnowsIsListed(t *testing.T) {
	for _, c := range []struct {
		goal string
		want int
	}{
		{"domain: gross motor", 0}, {"domain: handwriding", 1}, {"domain: scissors, skill: cutting the curve thing", 1}, {"skill: snipping", 0},
	} {
		batch, problems, err := card.Read("R-1.yaml", []byte("client: R-1\ngoals: [{goal: G-1, "+c.goal+"}]\n"))
		if err != nil || len(problems) > 0 {
			t.Fatalf("%s: %v %v", c.goal, problems, err)
		}
		if words, err := unknownDomains(batch.Goals); err != nil || len(words) != c.want {
			t.Errorf("%s: %v %v, want %d", c.goal, words, err, c.want)
		}
	}
}

// TestTypedDomainsAndSkillsAreLookedAt: by the lists of the library, as on cards.
func TestTypedDomainsAndSkillsAreLookedAt(t *testing.T) {
	list, err := library.Domains()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ domain, skill, wantDomain, wantSkill, wrong string }{
		{"Gross motor", "balence", "gross-motor", "", "balence"},
		{"Gross Motor", "Balance", "gross-motor", "balance", ""},
		{"handwriding", "", "", "", "handwriding"},
		{"", "balence", "", "", "balence"},
		{"", "snipping", "", "snip", ""},
		{"Our own area", "our own skill", "Our own area", "our own skill", ""},
	} {
		var changes []card.Change
		for _, f := range [][2]string{{"skill", c.skill}, {"domain", c.domain}, {"target", "4/5"}} {
			if f[1] != "" {
				changes = append(changes, card.Change{Client: "R-1", Goal: "G-1", Field: f[0], Value: f[1]})
			}
		}
		kept, problems := placeWords(list, changes)
		got := map[string]string{}
		for _, k := range kept {
			got[k.Field] = k.Value
		}
		found := ""
		for _, p := range problems {
			found += p.Found
		}
		if got["domain"] != c.wantDomain || got["skill"] != c.wantSkill || got["target"] != "4/5" || found != c.wrong {
			t.Errorf("%q, %q: %v, wrong %q; want %q, %q, wrong %q", c.domain, c.skill, got, found, c.wantDomain, c.wantSkill, c.wrong)
		}
	}
}
