package caseload

import (
	"testing"

	"milepost/ingest/card"
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
