package caseload_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"milepost/caseload"
	"milepost/record"
	"milepost/report"
)

// TestEveryRefusedRowIsTold: of any mixture of rows, be the client named by id
// or by name and birth date, and the client list come first or last, each row
// that gives no result is counted in a finding of the draft and in status; when
// the file is taken back, nothing of that is left.
func TestEveryRefusedRowIsTold(t *testing.T) {
	atLength(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		dir := filepath.Join(t.TempDir(), strconv.Itoa(n))
		c := emptyWorkspace(rt, dir)
		visits, refused, used := mixedVisits(rt)
		files := [][2]string{
			{"roster.csv", rosterHead + "C-1,Ana,Tester,5/14/2019,she/her,T-1,A,2/2/2026\nC-2,Ben,Bond,5/14/2018,he/him,T-1,A,2/2/2026\n"},
			{"goals.csv", goalHead + "1,C-1,Ana,,Tester,Scissors,Ana will cut along a line in 4 of 5 trials.,,,,2026-08-31,1/5,,,2027-01-29\n"},
			{"visits.csv", visits},
		}
		if rapid.Bool().Draw(rt, "client list last") {
			slices.Reverse(files)
		}
		for _, f := range files {
			drop(rt, c, dir, f[0], f[1])
		}
		if _, err := c.Draft(ctx(), now(), caseload.Holder(), caseload.Selection{Clients: []record.ID{"C-1"}}, func(int, int) {}); err != nil {
			rt.Fatal(err)
		}
		told, counted := toldToWait(rt, c)
		if told != refused || counted != refused {
			rt.Errorf("findings tell of %d rows and status of %d; want %d\n%s", told, counted, refused, visits)
		}
		text := draftOf(rt, c)
		if used+refused > 0 && strings.Contains(text, "not started") {
			rt.Errorf("the goal is said not to have started\n%s", visits)
		}
	})
}

// mixedVisits draws a list of visits, some of whose rows cannot be used.
func mixedVisits(t *rapid.T) (text string, refused, used int) {
	text = visitHead
	for week := range rapid.IntRange(0, 9).Draw(t, "weeks") {
		day := time.Date(2026, time.August, 31+7*week, 0, 0, 0, 0, time.UTC).Format("1/2/2006")
		who := rapid.SampledFrom([]string{`C-1,,`, `C-1,"Tester, Ana",5/14/2019`, `,"Tester, Ana",5/14/2019`}).Draw(t, "who")
		goal, result := "Scissors", fmt.Sprintf("%d/5", rapid.IntRange(0, 5).Draw(t, "result"))
		bad := true
		switch rapid.SampledFrom([]string{"good", "good", "score", "day", "goal", "child"}).Draw(t, "row") {
		case "score":
			result = rapid.SampledFrom([]string{"9/5", "see note", "3/x"}).Draw(t, "no result")
		case "day":
			day = rapid.SampledFrom([]string{"13/45/2026", "soon"}).Draw(t, "no day")
		case "goal":
			goal = "Whistling"
		case "child":
			who = `C-1,"Bond, Ben",5/14/2018`
		default:
			bad = false
		}
		if bad {
			refused++
		} else {
			used++
		}
		text += fmt.Sprintf("V-%d,%s,%s,15:00,45,,T-1,OT,,,,%s,%s,,,\n", week, who, day, goal, result)
	}
	return text, refused, used
}

// toldToWait adds up the rows that the findings of the draft, and the needs in
// status, say are waiting.
func toldToWait(t *rapid.T, c *caseload.Caseload) (told, counted int) {
	review, err := c.Open(ctx(), now(), caseload.Holder(), "C-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range review.Findings {
		if f.Code == report.FindingWaiting {
			told += leadingCount(t, f.Wrong)
		}
	}
	status, err := c.Status(ctx(), now(), caseload.Holder())
	if err != nil {
		t.Fatal(err)
	}
	one := slices.IndexFunc(status.Clients, func(s caseload.Standing) bool { return s.Client == "C-1" })
	for _, need := range status.Clients[one].Needs {
		if strings.Contains(need, "waiting to be fixed") {
			counted += leadingCount(t, need)
		}
	}
	return told, counted
}

func leadingCount(t *rapid.T, text string) int {
	count, _, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(count)
	if err != nil {
		t.Fatalf("%q does not begin with a count", text)
	}
	return n
}

func draftOf(t *rapid.T, c *caseload.Caseload) string {
	body, err := c.Explain(ctx(), caseload.Holder(), "C-1")
	if err != nil {
		t.Fatal(err)
	}
	return body.Markdown
}
