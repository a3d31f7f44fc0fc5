package caseload_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"milepost/calendar"
	"milepost/caseload"
	"milepost/record"
)

// few makes a workspace of three clients, one of whose ids a spreadsheet would
// run.
func few(t *testing.T) (*caseload.Caseload, string) {
	t.Helper()
	dir := t.TempDir()
	if err := caseload.Init(dir); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"inbox/roster.csv": "Client ID,First Name,Last Name,DOB,Caseload,Start of Care\n" +
			"C-1,Bo,Reed,05/14/2018,A,09/14/2026\nC-2,Ana,Sol,03/02/2019,A,09/14/2026\n=1+1,Kim,Day,06/20/2017,B,09/14/2026\n",
		"clients/C-1.yaml": "client: C-1\nplan: IEP\ndates: {iep_meeting: 2025-12-12, eligibility: 2024-05-02}\n",
		"clients/C-2.yaml": "client: C-2\nplan: IEP\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := openAt(t, dir)
	t.Cleanup(func() { _ = c.Close() })
	if _, err := c.Ingest(t.Context(), now(), caseload.Holder(), nil); err != nil {
		t.Fatal(err)
	}
	return c, dir
}

func due(t *testing.T, c *caseload.Caseload, sel caseload.DueSelection) caseload.DueList {
	t.Helper()
	list, err := c.Due(t.Context(), now(), caseload.Holder(), sel)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestDueShowsWhatIsMissingFirst(t *testing.T) {
	c, _ := few(t)
	list := due(t, c, caseload.DueSelection{})
	if len(list.Items) < 4 || list.Items[0].Stands != calendar.Missing || list.Items[0].Client != "C-2" {
		t.Fatalf("got %+v, want the days of C-2 first", list.Items)
	}
	for _, d := range list.Items {
		if d.Rule == "" || d.Citation == "" || d.Why == "" || d.Whose == "" {
			t.Errorf("%s of %s says no rule, citation, reason or duty: %+v", d.What, d.Client, d)
		}
	}
	one := due(t, c, caseload.DueSelection{Selection: caseload.Selection{Caseloads: []string{"B"}}})
	if i := slices.IndexFunc(one.Items, func(d caseload.DueItem) bool { return d.Client != "=1+1" }); i >= 0 {
		t.Errorf("caseload B shows %s", one.Items[i].Client)
	}
	if _, err := c.Due(t.Context(), now(), caseload.ActorOf(record.User{ID: "V-1", Ended: true}), caseload.DueSelection{}); err == nil {
		t.Error("who no longer works here sees what falls due")
	}
}

func TestListsHoldNoFormulas(t *testing.T) {
	c, _ := few(t)
	list := due(t, c, caseload.DueSelection{Names: true})
	list.Items[0].Why = "=HYPERLINK(\"http://x\")"
	follow := []calendar.FollowUp{{ID: "C-1#1", Client: "C-1", Purpose: "+1", Next: "@SUM(A1)", Owner: "-2"}}
	var sheet, book bytes.Buffer
	if err := caseload.WriteTable(&sheet, "due.CSV", list, follow); err != nil {
		t.Fatal(err)
	}
	if err := caseload.WriteTable(&book, "due.xlsx", list, follow); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(sheet.String(), "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != len(list.Items)+1 {
		t.Fatalf("%d rows, %v; want %d and a header", len(rows), err, len(list.Items))
	}
	f, err := excelize.OpenReader(&book)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if got := f.GetSheetList(); !slices.Equal(got, []string{"Due", "Follow-ups", "Weeks ahead"}) {
		t.Errorf("sheets %q", got)
	}
	for _, name := range f.GetSheetList() {
		cells, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, cells...)
	}
	guarded := 0
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a spreadsheet would run %q", cell)
			}
			if strings.HasPrefix(cell, "'") {
				guarded++
			}
		}
	}
	if guarded < 5 {
		t.Errorf("%d cells are guarded, want those that were made to be", guarded)
	}
}

// TestACalendarSaysWhatChanged: written again it is the same; a day that moved
// is a change of its entry; of some clients alone it cancels nothing of others.
func TestACalendarSaysWhatChanged(t *testing.T) {
	c, dir := few(t)
	write := func(at time.Time, sel caseload.DueSelection) string {
		t.Helper()
		var file bytes.Buffer
		if _, _, err := c.WriteICS(t.Context(), at, caseload.Holder(), sel, &file); err != nil {
			t.Fatal(err)
		}
		return file.String()
	}
	first := write(now(), caseload.DueSelection{})
	if again := write(now().Add(time.Hour), caseload.DueSelection{}); again != first {
		t.Error("nothing changed, and the calendar did")
	}
	if strings.Contains(first, "Reed") || strings.Contains(first, "Bo:") {
		t.Error("names stand in a calendar that asked for none")
	}
	card := filepath.Join(dir, "clients", "C-1.yaml")
	if err := os.WriteFile(card, []byte("client: C-1\nplan: IEP\ndates: {iep_meeting: 2025-12-19, eligibility: 2024-05-02}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.IngestCards(t.Context(), now(), caseload.Holder()); err != nil {
		t.Fatal(err)
	}
	moved := write(now().AddDate(0, 0, 1), caseload.DueSelection{})
	if n := strings.Count(moved, "SEQUENCE:1"); n != 2 || strings.Count(moved, "BEGIN:VEVENT") != strings.Count(first, "BEGIN:VEVENT") {
		t.Errorf("%d entries changed, want the review and its packet, and as many entries as before", n)
	}
	if one := write(now().AddDate(0, 0, 2), caseload.DueSelection{Selection: caseload.Selection{Clients: []record.ID{"C-2"}}}); strings.Contains(one, "CANCELLED") {
		t.Error("a calendar of C-2 cancels entries of others")
	}
	if err := os.WriteFile(card, []byte("client: C-1\nplan: none\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.IngestCards(t.Context(), now(), caseload.Holder()); err != nil {
		t.Fatal(err)
	}
	gone := write(now().AddDate(0, 0, 3), caseload.DueSelection{})
	if n := strings.Count(gone, "STATUS:CANCELLED"); n != 3 {
		t.Errorf("%d entries are cancelled, want review, packet and re-evaluation\n%s", n, gone)
	}
	if late := write(now().AddDate(1, 0, 10), caseload.DueSelection{}); strings.Contains(late, "CANCELLED") {
		t.Error("what was cancelled a year ago still stands in the calendar")
	}
}
