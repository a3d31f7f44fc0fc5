package fold_test

import (
	"fmt"
	"reflect"
	"testing"

	"milepost/ingest/fold"
	"milepost/record"
)

// TestNextWeeksExport: of four rows of last week one is as it was, one was
// corrected and one is gone; one lies before the days that the export spans.
func TestNextWeeksExport(t *testing.T) {
	visit := func(order, n, minutes int) record.Version[record.Session] {
		return version(order, record.Session{
			Key: record.Key(fmt.Sprint("s", n)), Day: day(t, "2026-03-01").AddDays(n), Minutes: minutes, Status: record.Attended,
			Source: record.Source{Import: fmt.Sprint(order), File: fmt.Sprintf("week%d.csv", order), Row: n + 1},
		})
	}
	result := func(order, n int, s record.Score) record.Version[record.DataPoint] {
		p := point(fmt.Sprint("p", n), day(t, "2026-03-01").AddDays(n), s)
		p.Source = record.Source{Import: fmt.Sprint(order), File: fmt.Sprintf("week%d.csv", order), Row: n + 1, Column: "Score"}
		return version(order, p)
	}
	raw := record.Versions{
		Sessions: []record.Version[record.Session]{
			visit(1, 1, 45), visit(1, 2, 45), visit(1, 3, 45), visit(1, 4, 45),
			visit(2, 2, 45), visit(2, 3, 45), visit(2, 5, 45),
		},
		DataPoints: []record.Version[record.DataPoint]{
			result(1, 2, ratio(3, 5)), result(1, 3, ratio(3, 5)),
			result(2, 2, ratio(3, 5)), result(2, 3, ratio(4, 5)), result(2, 5, ratio(4, 5)),
		},
	}
	got := fold.Compare(raw, fold.Compared{
		Place: 2, Before: 1, Span: record.Period{From: day(t, "2026-03-03"), To: day(t, "2026-03-06")},
	})
	want := fold.Changes{
		New: 1, Corrected: 1, Same: 1,
		Gone: []record.Source{{Import: "1", File: "week1.csv", Row: 5}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
