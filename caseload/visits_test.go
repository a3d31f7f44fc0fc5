package caseload_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/ingest/fold"
)

const attendanceHead = "Client ID,Date,Start,Minutes,Status,Discipline\n"

// draftsOf drafts a client's report from a roster, a goal, results of eight
// weeks, and the rows of an attendance list.
func draftsOf(t *testing.T, attendance ...string) (string, caseload.Status) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "w")
	c := emptyWorkspace(t, dir)
	visits, list := visitHead, attendanceHead
	for week := range 8 {
		day := time.Date(2026, time.August, 31+7*week, 0, 0, 0, 0, time.UTC)
		us := day.Format("1/2/2006")
		visits += fmt.Sprintf("V-%d,C-1,,,%s,15:00,45,,T-1,OT,,,,Scissors,%d/5,,,\n", week, us, min(week, 4))
		list += fmt.Sprintf("C-1,%s,15:00,45,Show,OT\n", us)
	}
	drop(t, c, dir, "roster.csv", rosterHead+"C-1,Ana,Tester,5/14/2019,she/her,T-1,A,2/2/2026\n")
	drop(t, c, dir, "goals.csv", goalHead+"1,C-1,Ana,,Tester,Scissors,Ana will cut along a line in 4 of 5 trials.,,,,2026-08-31,1/5,,,2027-01-29\n")
	drop(t, c, dir, "visits.csv", visits)
	drop(t, c, dir, "attendance.csv", list+strings.Join(attendance, ""))
	draftAll(t, c, now())
	files, err := filepath.Glob(filepath.Join(dir, "drafts", "*", "*.md"))
	if err != nil || len(files) != 1 {
		t.Fatalf("drafts %v, %v; want one", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	status, err := c.Status(ctx(), now(), caseload.Holder())
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(files[0]) + "\n" + string(text), status
}

// TestWhatIsAheadMovesNoReport: a visit that is planned, or was called off, for
// a day ahead changes not a word of a report.
func TestWhatIsAheadMovesNoReport(t *testing.T) {
	atLength(t)
	want, _ := draftsOf(t)
	if !strings.Contains(want, "Came to 8 of 8 planned visits") {
		t.Errorf("got\n%s\nwant 8 of 8 visits", want)
	}
	got, status := draftsOf(t, "C-1,1/11/2027,15:00,45,Scheduled,OT\n", "C-1,2/1/2027,15:00,45,Clinic closed,OT\n", "C-1,2/8/2027,15:00,45,Cancelled,OT\n")
	if a, b := withoutBase(got), withoutBase(want); a != b {
		t.Errorf("with visits ahead got\n%s\nwithout\n%s", a, b)
	}
	if want := (fold.VisitRows{Attended: 8, ByFamily: 1, ByClinic: 1, Scheduled: 1, Same: 8}); status.Rows != want {
		t.Errorf("got rows %+v, want %+v", status.Rows, want)
	}
}

// withoutBase leaves out the line that names what the draft rests on.
func withoutBase(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "base: ") {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// TestRowsOfVisitsThatWaitOrWereRefused: status counts a row of a client who is
// not known as waiting; one without a day and one with a word that nobody knows as
// refused.
func TestRowsOfVisitsThatWaitOrWereRefused(t *testing.T) {
	atLength(t)
	_, status := draftsOf(t, "C-2,9/1/2026,15:00,45,Show,OT\n", "C-1,,15:00,45,Show,OT\n", "C-1,9/2/2026,15:00,45,Purple,OT\n", "C-1,9/3/2026,15:00,45,Snow day,OT\n")
	if want := (fold.VisitRows{Attended: 8, ByClinic: 1, Same: 8, Waiting: 1, Refused: 2}); status.Rows != want {
		t.Errorf("got rows %+v, want %+v", status.Rows, want)
	}
}
