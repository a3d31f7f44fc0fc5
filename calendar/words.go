package calendar

import (
	"fmt"
	"strings"

	"milepost/record"
	"milepost/rules"
)

// about says what a stated day is, in the words of a sentence.
func about(m record.Milestone) string {
	switch m {
	case rules.Birth:
		return "birth date"
	case rules.StartOfCare:
		return "start of care"
	}
	for _, a := range record.Milestones() {
		if a.Milestone == m {
			words, _, _ := strings.Cut(strings.ReplaceAll(a.About, ";", ","), ",")
			return strings.TrimPrefix(words, "day of the ")
		}
	}
	return string(m)
}

// spanWords says how long a row counts: "1 year", "90 days before 3 years".
func spanWords(c *rules.Clock) string {
	var parts []string
	for _, p := range []struct {
		n    int
		unit string
	}{{c.Years, "year"}, {c.Months, "month"}} {
		if p.n == 1 {
			parts = append(parts, "1 "+p.unit)
		} else if p.n > 1 {
			parts = append(parts, fmt.Sprintf("%d %ss", p.n, p.unit))
		}
	}
	words := strings.Join(parts, " and ")
	switch {
	case c.Days < 0:
		return strings.TrimSpace(fmt.Sprintf("%d %s before %s", -c.Days, countWords(c.Count), words))
	case c.Days > 0:
		return fmt.Sprintf("%d %s", c.Days, countWords(c.Count))
	}
	return words
}

// countWords says what a row counts.
func countWords(count string) string {
	if count == "" || count == rules.CalendarDays {
		return "days"
	}
	return count
}
