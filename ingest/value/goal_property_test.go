package value_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"milepost/ingest/value"
	"milepost/record"
)

// TestADayIsNeverALevel: in whatever way a goal names a day, it is no level, no
// limit and no count, and a whole one after "by" is the day aimed at.
func TestADayIsNeverALevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := record.DateOf(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)).AddDays(rapid.IntRange(0, 1500).Draw(t, "day"))
		at := time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, time.UTC)
		layout := rapid.SampledFrom([]string{"1/2/2006", "01/02/06", "2006-01-02", "January 2, 2006", "Jan 2 2006", "2 January 2006", "1-2-2006"}).Draw(t, "layout")
		by := rapid.SampledFrom([]string{"by ", "By ", "until ", "before ", "due "}).Draw(t, "by")
		text := rapid.SampledFrom([]string{"%s, Ana will trace her name", "Ana will trace her name %s.", "Ana will trace (%s) her name"}).Draw(t, "text")
		w := value.ReadGoal(fmt.Sprintf(text, by+at.Format(layout)))
		if len(w.Levels)+len(w.Limits)+len(w.Counts) > 0 || w.By != day {
			t.Fatalf("%+v, want only the day %s", w, day)
		}
		short := value.ReadGoal(fmt.Sprintf(text, by+at.Format("1/2")))
		if len(short.Levels)+len(short.Limits)+len(short.Counts) > 0 || !short.By.IsZero() {
			t.Fatalf("%+v, want nothing: the day has no year", short)
		}
	})
}

// TestLimitsAreCompared: what a limit forbids does not reach it, and what it
// allows does.
func TestLimitsAreCompared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 20).Draw(t, "n")
		most := n
		form := rapid.SampledFrom([]string{"no more than %d spills", "at most %d spills", "%d or fewer spills", "fewer than %d spills", "less than %d spills", "under %d spills"}).Draw(t, "form")
		if form[0] == 'f' || form[0] == 'l' || form[0] == 'u' {
			most--
		}
		l, ok := value.ReadGoal("Ana will eat lunch with " + fmt.Sprintf(form, n) + ".").Level()
		if !ok || l.Measure.Better != record.Down {
			t.Fatalf("%+v, %v; want a limit", l, ok)
		}
		again, _, code := value.ReadScore(l.Score.Text, "", "")
		if code != "" || again.Number != l.Score.Number {
			t.Fatalf("%q reads again as %+v %s, want %v", l.Score.Text, again, code, l.Score.Number)
		}
		got := rapid.IntRange(0, 25).Draw(t, "result")
		if reached := l.Measure.Reaches(record.Score{Form: record.Number, Number: float64(got)}, l.Score); reached != (got <= most) {
			t.Fatalf("%d reaches %q: %v", got, l.Score.Text, reached)
		}
	})
}
