package caseload_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"milepost/caseload"
)

// goalOnFile makes a workspace with one client, a goal and its results.
func goalOnFile(t interface {
	Fatal(...any)
	TempDir() string
}, text, baseline string, results []string,
) (*caseload.Caseload, string) {
	dir := filepath.Join(t.TempDir(), "w")
	c := emptyWorkspace(t, dir)
	drop(t, c, dir, "roster.csv", rosterHead+"C-1,Ana,Tester,5/14/2019,she/her,T-1,A,2/2/2026\n")
	drop(t, c, dir, "goals.csv", goalHead+fmt.Sprintf("1,C-1,Ana,,Tester,Coat,%q,,,,2026-08-31,%s,,,2027-01-29\n", text, baseline))
	moreResults(t, c, dir, "visits.csv", results)
	return c, dir
}

func moreResults(t interface{ Fatal(...any) }, c *caseload.Caseload, dir, name string, results []string) {
	if len(results) == 0 {
		return
	}
	visits := visitHead
	for i, r := range results {
		visits += fmt.Sprintf("%s-%d,C-1,,,9/%d/2026,15:00,45,,T-1,OT,,,,Coat,%s,,,\n", name, i, i+1, r)
	}
	drop(t, c, dir, name, visits)
}

// yesToAll writes the list of goals and fills in "yes" at every proposal.
func yesToAll(t interface{ Fatal(...any) }, c *caseload.Caseload) []byte {
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var list, out bytes.Buffer
	must(wrote(c.WriteGoals(ctx(), now(), caseload.Holder(), &list, true)))
	book, err := excelize.OpenReader(&list)
	must(err)
	defer book.Close()
	rows, err := book.GetRows("Goals")
	must(err)
	for col, header := range rows[0] {
		for r, row := range rows[1:] {
			if strings.HasSuffix(header, ": proposal") && col < len(row) && row[col] != "" {
				cell, err := excelize.CoordinatesToCellName(col+2, r+2)
				must(err)
				must(book.SetCellStr("Goals", cell, "yes"))
			}
		}
	}
	must(book.Write(&out))
	return out.Bytes()
}

// unusable counts what of the client's record cannot be used.
func unusable(t interface{ Fatal(...any) }, c *caseload.Caseload) int {
	folded, err := c.FoldOf(ctx(), "C-1")
	if err != nil {
		t.Fatal(err)
	}
	return folded.Unusable()
}

// TestYesIsHeldAgainstTheData: the words propose one thing, results that came
// since say another: the "yes" is told, and not saved.
func TestYesIsHeldAgainstTheData(t *testing.T) {
	c, dir := goalOnFile(t, "Ana will put on her coat in 4 of 5 trials.", "", nil)
	list := yesToAll(t, c)
	moreResults(t, c, dir, "visits.csv", []string{"Mod A", "Mod A", "Min A"})
	before := unusable(t, c)
	filled, err := c.ReadGoals(ctx(), now(), caseload.Holder(), "goals.xlsx", list)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, p := range filled.Problems {
		if p.Code == "list.disagrees" && p.Row == 2 && p.Found == "yes" {
			told++
		}
	}
	if told == 0 || unusable(t, c) > before {
		t.Errorf("%d unusable, before %d; problems %v", unusable(t, c), before, filled.Problems)
	}
	folded, err := c.FoldOf(ctx(), "C-1")
	if err != nil || folded.Goals[0].PlainName["en"] == "" {
		t.Errorf("plain names %v, %v; want the one that was confirmed", folded.Goals[0].PlainName, err)
	}
}

// TestNoYesMakesResultsUnusable: whatever the words, the data, and what came
// between the list and its return.
func TestNoYesMakesResultsUnusable(t *testing.T) {
	clauses := []string{
		"in 4 of 5 trials", "with 80% accuracy", "in less than 3 minutes", "for 10 minutes", "with no more than 2 verbal prompts", "with min A",
		"no more than 3 errors", "by 1/29/2027", "6 bites", "on the drawing rubric", "goal attainment scaling level 0", "over 3 consecutive sessions",
	}
	results := []string{"1/5", "3/5", "40%", "2", "0", "-1", "Mod A", "VC", "2 min", "yes", "3 bites"}
	rapid.Check(t, func(rt *rapid.T) {
		text := "Ana will put on her coat " + strings.Join(rapid.SliceOfN(rapid.SampledFrom(clauses), 1, 3).Draw(rt, "clauses"), " ") + "."
		some := func(name string) []string { return rapid.SliceOfN(rapid.SampledFrom(results), 0, 4).Draw(rt, name) }
		c, dir := goalOnFile(within{rt, t}, text, rapid.SampledFrom(append(results, "")).Draw(rt, "baseline"), some("results"))
		list := yesToAll(rt, c)
		moreResults(rt, c, dir, "later.csv", some("later"))
		before := unusable(rt, c)
		filled, err := c.ReadGoals(ctx(), now(), caseload.Holder(), "goals.xlsx", list)
		if err != nil {
			rt.Fatal(err)
		}
		if after := unusable(rt, c); after > before {
			rt.Fatalf("%q: %d unusable, before %d; problems %v", text, after, before, filled.Problems)
		}
	})
}

// within fails the drawn case, and takes its folders from the test.
type within struct {
	*rapid.T
	t *testing.T
}

// TempDir returns a new folder.
func (w within) TempDir() string { return w.t.TempDir() }
