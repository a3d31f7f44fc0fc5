package caseload_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"milepost/caseload"
	"milepost/record"
)

// TestTrackerHoldsEachGoalOnce: a sheet for each child, a row for each goal, a
// column for each day that is asked for, and the ids by which it is read back.
func TestTrackerHoldsEachGoalOnce(t *testing.T) {
	p := newPractice(t, 3, families)
	o := caseload.TrackerOptions{Days: []time.Weekday{time.Monday}}
	o.From, o.To = record.Date{Year: 2026, Month: 11, Day: 2}, record.Date{Year: 2026, Month: 11, Day: 30}
	var b bytes.Buffer
	of, err := p.WriteTracker(p.Context(), now(), caseload.Holder(), o, &b)
	p.must(err)
	if of.Children != 3 || of.Days != 5 || of.Goals < 3 {
		t.Errorf("wrote %+v", of)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	p.must(err)
	goals := 0
	seen := map[string]bool{}
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		p.must(err)
		head := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 0 && r[0] == "Goal" })
		if head < 0 {
			t.Fatalf("sheet %q has no header", name)
		}
		if at := slices.Index(rows[head], "Milepost row"); at != len(rows[head])-1 {
			t.Errorf("sheet %q: the header is %q", name, rows[head])
		}
		for _, r := range rows[head+1:] {
			id := r[len(rows[head])-1]
			if seen[id] || id == "" {
				t.Errorf("row %q is there twice", id)
			}
			seen[id] = true
			if strings.TrimSpace(r[0]) != "" {
				goals++
			}
		}
	}
	if goals != of.Goals {
		t.Errorf("%d goals stand in it, want %d", goals, of.Goals)
	}
}

// TestTrackerAsksForAPeriod: too many days fit on no page.
func TestTrackerAsksForAPeriod(t *testing.T) {
	p := newPractice(t, 1, families)
	var o caseload.TrackerOptions
	if _, err := p.WriteTracker(p.Context(), now(), caseload.Holder(), o, &bytes.Buffer{}); err == nil {
		t.Error("a tracker without days was written")
	}
	o.From, o.To = record.Date{Year: 2026, Month: 1, Day: 1}, record.Date{Year: 2026, Month: 12, Day: 31}
	if _, err := p.WriteTracker(p.Context(), now(), caseload.Holder(), o, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "days") {
		t.Errorf("a year of days: %v", err)
	}
}
