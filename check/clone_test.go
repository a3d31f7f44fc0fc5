package check_test

import (
	"fmt"
	"strings"
	"testing"

	"milepost/check"
	"milepost/record"
)

// caseloadOf is the prose of n made-up children's drafts for parents.
func caseloadOf(t testing.TB, n int) []check.Report {
	t.Helper()
	var list []check.Report
	for seed := uint64(0); len(list) < n; seed++ {
		in := child(t, seed)
		in.Key.Audience = "parent"
		in.Client.ID = record.ID(fmt.Sprintf("R-%04d", seed))
		in.Key.Client = in.Client.ID
		list = append(list, words(t).Prose(written(t, in)))
	}
	return list
}

func TestACopiedReportIsShownWithBothPassages(t *testing.T) {
	list := caseloadOf(t, 30)
	in := child(t, 4)
	in.Key.Audience = "parent"
	in.Client.ID, in.Key.Client = "R-0004", "R-0004"
	d := written(t, in)
	in.Client.ID, in.Key.Client = "R-9999", "R-9999"
	in.Client.FirstName = "Nobu" // the same report under another name
	copied := check.Draft{Markdown: strings.ReplaceAll(d.Markdown, d.Input.Client.FirstName, "Nobu"), Sentences: d.Sentences, Input: in}
	clones := check.Clones(append(list, words(t).Prose(copied)), check.CloneOver("parent"))
	if len(clones) == 0 || clones[0].Likeness < 0.95 {
		t.Fatalf("the copy was not found: %v", clones)
	}
	c := clones[0]
	if len(c.Passages) == 0 || c.Passages[0].TextA == "" || c.Passages[0].TextB == "" {
		t.Errorf("no passages are shown: %+v", c.Passages)
	}
	if got, over := check.Since(c.A, c.B, check.CloneOver("parent")); !over || got.Likeness != c.Likeness {
		t.Errorf("against the last report: %v, %v", got.Likeness, over)
	}
}

// The bands leave out no pair over the threshold that a comparison of every
// pair finds, but for one in a hundred.
func TestNoCloneIsLostForSpeed(t *testing.T) {
	list := caseloadOf(t, 80)
	const over = 0.4
	every := 0
	for i := range list {
		for j := i + 1; j < len(list); j++ {
			if check.Likeness(list[i], list[j]) > over && list[i].Long() && list[j].Long() {
				every++
			}
		}
	}
	found := len(check.Clones(list, over))
	mean, most := check.MeanLikeness(list)
	t.Logf("%d pairs over %.1f, %d found; mean likeness %.3f, most %.3f", every, over, found, mean, most)
	if float64(found) < 0.85*float64(every) {
		t.Errorf("%d of %d pairs were found", found, every)
	}
}

func BenchmarkClonesOf60(b *testing.B) {
	list := caseloadOf(b, 60)
	for b.Loop() {
		check.Clones(list, check.CloneOver("parent"))
	}
}

func BenchmarkClonesOf2000(b *testing.B) {
	list := caseloadOf(b, 2000)
	for b.Loop() {
		check.Clones(list, check.CloneOver("parent"))
	}
}

func BenchmarkProse(b *testing.B) {
	d := written(b, child(b, 0))
	for b.Loop() {
		words(b).Prose(d)
	}
}

// All checks of one draft: truth, reading and what is compared with others.
func BenchmarkAllChecks(b *testing.B) {
	d := written(b, child(b, 0))
	w := words(b)
	for b.Loop() {
		w.Check(d)
	}
}
