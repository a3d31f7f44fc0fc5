package calendar

import (
	"fmt"
	"strings"

	"milepost/record"
)

// MonthItem is one thing on a printed month.
type MonthItem struct {
	Due
	Called string // what stands for the client or the member of staff
	Stands Standing
}

// Month is a month to print.
type Month struct {
	First  record.Date // any day of it
	Today  record.Date
	Clinic string
	Items  []MonthItem              // in the order of Sort; those without a day and those that are over go in front
	Day    func(record.Date) string // writes a day: "Mon, March 9"
	Title  string                   // "March 2027"
	Escape func(string) string      // makes a text safe in Markdown
}

// cellItems is how many things a day of the grid holds; the others stand in the
// list below it.
const cellItems = 3

// Markdown writes the month: a grid to see it at a glance, then what needs a
// person first, then each week with whose duty each day is and why.
func (m Month) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ndocument: calendar\n---\n\n# %s: what falls due\n\n", m.Title)
	fmt.Fprintf(&b, "As of %s. A day in the table is the last in time; \"(school)\" and \"(agency)\" mark the days of others.\n\n", m.Day(m.Today))
	m.grid(&b)
	m.section(&b, "No date on file", func(i MonthItem) bool { return i.Stands == Missing })
	m.section(&b, "Overdue", func(i MonthItem) bool { return i.Stands == Overdue })
	m.section(&b, "Passed: ask the school or agency", func(i MonthItem) bool { return i.Stands == Passed })
	for monday := m.monday(); !monday.After(m.last()); monday = monday.AddDays(7) {
		m.section(&b, "Week of "+m.Day(monday), func(i MonthItem) bool {
			open := i.Stands == Now || i.Stands == Ahead || i.Stands == Later
			return open && m.holds(i.On) && !i.On.Before(monday) && i.On.Before(monday.AddDays(7))
		})
	}
	return b.String()
}

func (m Month) first() record.Date {
	return record.Date{Year: m.First.Year, Month: m.First.Month, Day: 1}
}

func (m Month) last() record.Date { return m.First.MonthEnd() }

func (m Month) holds(d record.Date) bool { return d.Year == m.First.Year && d.Month == m.First.Month }

func (m Month) monday() record.Date { return mondayOf(m.first()) }

func (m Month) grid(b *strings.Builder) {
	b.WriteString("| Monday | Tuesday | Wednesday | Thursday | Friday | Sat, Sun |\n|---|---|---|---|---|---|\n")
	for monday := m.monday(); !monday.After(m.last()); monday = monday.AddDays(7) {
		for i := range 5 {
			b.WriteString("| " + m.cell(monday.AddDays(i)) + " ")
		}
		weekend := strings.TrimSpace(m.cell(monday.AddDays(5)) + " " + m.cell(monday.AddDays(6)))
		b.WriteString("| " + weekend + " |\n")
	}
	b.WriteString("\n")
}

// cell is what one day of the grid holds.
func (m Month) cell(d record.Date) string {
	if !m.holds(d) {
		return ""
	}
	text := fmt.Sprintf("**%d**", d.Day)
	n := 0
	for _, i := range m.Items {
		if i.On != d {
			continue
		}
		if n++; n <= cellItems {
			text += fmt.Sprintf(" %s %s%s;", m.Escape(i.Called), i.short(), i.whose())
		}
	}
	text = strings.TrimSuffix(text, ";")
	if n > cellItems {
		text += fmt.Sprintf("; and %d more", n-cellItems)
	}
	return text
}

// short is what a due thing is called in little room.
func (i MonthItem) short() string {
	if short := map[string]string{
		"iep-review": "IEP review", "iep-triennial": "re-evaluation", "initial-evaluation": "evaluation", "iep-progress": "IEP report",
		"ifsp-annual": "IFSP meeting", "ifsp-review": "IFSP review", "packet": "packet", "progress-report": "report",
		"authorization": "authorization", "licence": "licence", "follow-up": "follow-up", "lea-notice": "notice",
		"transition-conference": "conference", "transition-plan": "plan", "part-c-exit": "third birthday", "ifsp-report": "IFSP report",
		"ifsp-review-report": "IFSP report",
	}[i.Clock]; short != "" {
		return short
	}
	return i.What
}

func (i MonthItem) whose() string {
	switch i.Whose {
	case Clinic:
		return ""
	case "early intervention agency":
		return " (agency)"
	}
	return " (" + i.Whose + ")"
}

func (m Month) section(b *strings.Builder, title string, belongs func(MonthItem) bool) {
	begun := false
	for _, i := range m.Items {
		if !belongs(i) {
			continue
		}
		if !begun {
			fmt.Fprintf(b, "## %s\n\n| Day | Who | What | Whose duty | How the day came about |\n|---|---|---|---|---|\n", title)
			begun = true
		}
		day := ""
		if !i.On.IsZero() {
			day = m.Day(i.On)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", day, m.Escape(i.Called), m.Escape(i.What), i.Whose, m.Escape(i.Why))
	}
	if begun {
		b.WriteString("\n")
	}
}
