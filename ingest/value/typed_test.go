package value_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"milepost/ingest/value"
	"milepost/record"
)

// typedForms writes a day in the ways in which Americans type one.
func typedForms(d record.Date) []string {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	forms := []string{" " + t.Format("1/2/2006") + " ", fmt.Sprintf("%s %dth, %d", t.Format("January"), d.Day, d.Year)}
	for _, layout := range []string{
		"1/2/2006", "01/02/2006", "1/2/06", "1-2-2006", "01-02-06", "2006-01-02", "2006/1/2", "20060102", "Jan 2, 2006", "January 2, 2006",
		"Jan. 2 2006", "2 Jan 2006", "2-Jan-06", "Mon, Jan 2, 2006", "Monday, January 2, 2006", "1 / 2 / 2006", "1/2/2006 3:04 PM",
	} {
		forms = append(forms, t.Format(layout))
	}
	return forms
}

func TestATypedDayIsReadInEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := record.Date{Year: 2000, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 20000).Draw(t, "day"))
		for _, form := range typedForms(d) {
			if got, err := value.Typed(form); err != nil || got != d {
				t.Fatalf("%q is %v (%v), want %v", form, got, err, d)
			}
		}
		if d.Month != time.Month(d.Day) && d.Day <= 12 {
			if got, err := value.Typed(fmt.Sprintf("%d.%d.%d", d.Day, d.Month, d.Year)); err == nil {
				t.Fatalf("a day with dots, which may be in either order, is %v", got)
			}
		}
		if d.Day > 12 {
			if got, err := value.Typed(fmt.Sprintf("%d/%d/%d", d.Day, d.Month, d.Year)); err == nil {
				t.Fatalf("a day written day first is %v", got)
			}
		}
	})
}

func TestWhatIsNoTypedDay(t *testing.T) {
	for _, text := range []string{"soon", "2/30/2026", "10/29", "Oct 29", "2026", "46085", "13", "n/a", "none", "-", "2/26/2027 3 PM", "1/2/3/4", "today"} {
		if got, err := value.Typed(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
	if got, err := value.Typed(" "); err != nil || !got.IsZero() {
		t.Errorf("an empty text is %v, %v", got, err)
	}
}

func TestATypedMonth(t *testing.T) {
	for _, text := range []string{"2027-03", "3/2027", "03/2027", "March 2027", "Mar. 2027", "mar, 2027"} {
		if d, err := value.TypedMonth(text); err != nil || d.String() != "2027-03-01" {
			t.Errorf("%q is %v (%v)", text, d, err)
		}
	}
	for _, text := range []string{"", "13/2027", "2027", "soon 2027"} {
		if d, err := value.TypedMonth(text); err == nil {
			t.Errorf("%q is %v", text, d)
		}
	}
}
