package check_test

import (
	"flag"
	"testing"
)

var all = flag.Bool("all", false, "check 10,000 generated children and the whole corpus of errors, not a fair sample")

// What the program wrote from the data is true of the data: no draft of any
// child has a finding.
func TestGeneratedDraftsHaveNoFindings(t *testing.T) {
	n := 600
	if *all {
		n = 10_000
	}
	if testing.Short() {
		n = 60
	}
	bad := 0
	for seed := range uint64(n) {
		d := written(t, child(t, seed))
		found := words(t).Truth(d)
		for _, f := range found {
			t.Errorf("child %d, %s, line %d: %s: %s\n  %s", seed, d.Input.Key.Audience, f.Line, f.Code, f.Wrong, f.Text)
		}
		if bad += len(found); bad > 40 {
			t.FailNow()
		}
	}
	t.Logf("%d children, %d findings", n, bad)
}
