package value_test

import (
	"fmt"
	"strings"
	"testing"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// FuzzScore checks that what was read as a score never is impossible, and that
// a score that is printed, whatever its form, reads again as the same value.
func FuzzScore(f *testing.F) {
	for _, seed := range []string{"4/5", "80 %", "7 min", "Min-Mod A", ">80", "75-80%", "1 h 5 min", "GAS -1", "2 VC, 1 HOH", "yes", "level 3", "1,234.5", "~7 x", "6:30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, help, code := value.ReadScore(text, "", "")
		if code != "" || s.IsMissing() {
			return
		}
		if s.Form == record.Ratio && (s.OK > s.Of || s.Of < 1) || s.Form == record.PercentForm && (s.Number < 0 || s.Number > 100) || s.Form == record.Seconds && s.Number < 0 {
			t.Errorf("%q is %+v, which cannot be", text, s)
		}
		printed, ok := printedScore(s, help)
		if !ok {
			return
		}
		again, _, code := value.ReadScore(printed, "", "")
		if code != "" || again.Form != s.Form || again.OK != s.OK || again.Of != s.Of || again.Number != s.Number || again.Bound != s.Bound {
			t.Errorf("%q is %+v; printed %q and read again %+v %q", text, s, printed, again, code)
		}
	})
}

// printedScore writes a score plainly. False: it has no plain form, since it
// is the middle of a range, or a number so long that it is written with an e.
func printedScore(s record.Score, help record.Help) (string, bool) {
	number := jsonOf(s.Number)
	if s.Bound == "-" || strings.Contains(number, "e") {
		return "", false
	}
	switch s.Form {
	case record.Ratio:
		return s.Bound + jsonOf(float64(s.OK)) + "/" + jsonOf(float64(s.Of)), true
	case record.PercentForm:
		return s.Bound + number + "%", true
	case record.Seconds:
		return s.Bound + number + " s", true
	case record.Number:
		return s.Bound + number, true
	case record.Answer:
		return s.Bound + map[bool]string{true: "yes", false: "no"}[s.Number == 1], true
	case record.StepForm:
		if help.Ladder != "" {
			return "", false // its words are the words of the ladder; help_test reads each
		}
		return s.Bound + "GAS " + number, true
	}
	return "", false
}

// FuzzDay checks that what was read as a day prints and reads again as the
// same day, in every order of parts, and that the same text never gives two
// days in one order.
func FuzzDay(f *testing.F) {
	for _, seed := range []string{"3/4/2026", "31.1.26", "2026-03-04", "Mar 4, 2026", "4-Mar-26", "20260304", "46085", "46085.5", "2026-03-04T23:30:00-05:00", "3/4/2026 3:30 PM", "60"} {
		for _, order := range []string{"", "month-first", "day-first", "year-first"} {
			f.Add(seed, order, false)
		}
	}
	f.Fuzz(func(t *testing.T, text, order string, asDay bool) {
		format := sheet.Plain
		if asDay {
			format = sheet.AsDay
		}
		switch value.DateOrder(order) {
		case value.Decide, value.MonthFirst, value.DayFirst, value.YearFirst:
		default:
			return
		}
		d, clock, code := value.ReadDay(text, format, value.DateOrder(order), false)
		if code != "" || d.IsZero() {
			if !d.IsZero() {
				t.Errorf("%q is %v and yet a problem: %s", text, d, code)
			}
			return
		}
		if d.Year < 1900 || d.Year > 9999 || d.AddDays(0) != d {
			t.Errorf("%q is %v, which no calendar has", text, d)
		}
		if d.Year > 2200 {
			return // serial numbers reach further than days that are written out
		}
		printed := map[value.DateOrder]string{
			value.YearFirst: d.String(), value.Decide: d.String(),
			value.MonthFirst: fmt.Sprintf("%d/%d/%04d", d.Month, d.Day, d.Year), value.DayFirst: fmt.Sprintf("%d.%d.%04d", d.Day, d.Month, d.Year),
		}
		for o, p := range printed {
			again, _, code := value.ReadDay(strings.TrimSpace(p+" "+clock), sheet.Plain, o, false)
			if code != "" || again != d {
				t.Errorf("%q is %v; printed %q and read %s again %v %s", text, d, p, o, again, code)
			}
			if _, clock2, _ := value.ReadDay(strings.TrimSpace(p+" "+clock), sheet.Plain, o, false); clock2 != clock {
				t.Errorf("%q is at %q; printed and read again %q", text, clock, clock2)
			}
		}
	})
}

// FuzzReadGoal: whatever a goal's words are, a level read from them can be.
func FuzzReadGoal(f *testing.F) {
	for _, text := range []string{
		"Kid will tie both shoes in less than 3 minutes on 4 of 5 trials over 3 consecutive sessions by 1/29/2027.",
		"from mod A to min A with no more than 2 verbal prompts", "0 or fewer errors, <= 20%, GAS +2", "half of 1/2 in",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := value.ReadGoal(text)
		for _, l := range append(append(w.Levels, w.Limits...), w.Counts...) {
			s := l.Score
			if s.IsMissing() || s.Form == record.Ratio && (s.OK < 0 || s.OK > s.Of || s.Of < 1) || s.Form == record.PercentForm && s.Number > 100 || s.Number < 0 {
				t.Errorf("%q: %+v", text, l)
			}
		}
		if c, ok := value.ReadCriterion(text); ok && (c.Sessions < 1 || c.Of > 0 && c.Of < c.Sessions) {
			t.Errorf("%q: %+v", text, c)
		}
		value.PlainName(text)
	})
}

// FuzzHelp checks that help is on a ladder, keeps its text, and that a number of
// prompts without a kind is never read as a level.
func FuzzHelp(f *testing.F) {
	for _, text := range []string{"Min A", "2 VC", "VC x3", "2 prompts", "two or fewer cues", "<= 2 cues", "Min-Mod A", "2 VC, 1 HOH", "independent", "0 prompts", "99 cues"} {
		f.Add(text)
	}
	book := value.NewHelpBook()
	f.Fuzz(func(t *testing.T, text string) {
		h, ok := book.ReadHelp(text)
		level, isLevel := book.Read(text)
		switch {
		case !ok && isLevel:
			t.Errorf("%q is a level and no help", text)
		case !ok:
			if !h.IsZero() {
				t.Errorf("%q is no help, and %+v", text, h)
			}
		case h.Level == record.AnyPrompt:
			if isLevel || h.Count < 1 || h.Ladder != record.PromptLadder {
				t.Errorf("%q is %+v", text, h)
			}
		case h.Level < 0 || h.Level > record.Independent || h != level.Help:
			t.Errorf("%q is %+v", text, h)
		}
		if ok && h.Text != strings.TrimSpace(text) {
			t.Errorf("%q keeps the text %q", text, h.Text)
		}
	})
}
