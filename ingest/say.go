package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// Said is a row as it was understood, in plain words, for a person who has to
// say whether it was read right. It names people: show it, never log it.
type Said struct {
	Source record.Source `json:"source"`
	Text   string        `json:"text"`
}

// Say returns the first n rows of a batch as they were understood, in the
// order in which they stand in the export.
func Say(b record.Batch, n int) []Said {
	s := &sayer{parts: map[record.Source][]string{}}
	for _, c := range b.Clients {
		s.add(c.Source, clientWords(c))
	}
	for _, g := range b.Goals {
		s.add(g.Source, s.named(g.Source, g.ClientKey, g.Subject)+goalWords(g))
	}
	for _, v := range b.Sessions {
		s.add(v.Source, s.named(v.Source, v.ClientKey, v.Subject)+visitWords(v))
	}
	for _, p := range b.DataPoints {
		s.add(p.Source, s.named(p.Source, p.ClientKey, p.Subject)+pointWords(p))
	}
	for _, a := range b.Assessments {
		s.add(a.Source, s.named(a.Source, a.ClientKey, a.Subject)+assessmentWords(a))
	}
	for _, t := range b.Statements {
		s.add(t.Source, s.named(t.Source, t.ClientKey, t.Subject)+statementWords(t))
	}
	slices.SortFunc(s.rows, func(a, b record.Source) int {
		return cmp.Or(strings.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Row, b.Row))
	})
	var all []Said
	for _, row := range s.rows[:min(n, len(s.rows))] {
		all = append(all, Said{row, strings.Join(s.parts[row], "; ")})
	}
	return all
}

// sayer gathers what the records of each row say.
type sayer struct {
	rows  []record.Source
	parts map[record.Source][]string
}

func (s *sayer) add(at record.Source, text string) {
	at = at.WholeRow()
	if _, known := s.parts[at]; !known {
		s.rows = append(s.rows, at)
	}
	s.parts[at] = append(s.parts[at], text)
}

// named names the client where nothing of the row did before.
func (s *sayer) named(at record.Source, key record.Key, subject record.Person) string {
	if len(s.parts[at.WholeRow()]) > 0 {
		return ""
	}
	id, byID := strings.CutPrefix(string(key), string(record.ClientByID("")))
	switch name := subject.Name(); {
	case byID && name != "":
		return fmt.Sprintf("client %s, %s; ", id, name)
	case byID:
		return fmt.Sprintf("client %s; ", id)
	case name != "" && !subject.Birth.IsZero():
		return fmt.Sprintf("client %s, born %s; ", name, dayWords(subject.Birth))
	}
	_, words, _ := strings.Cut(string(key), ":")
	return fmt.Sprintf("client %s; ", strings.ReplaceAll(words, "|", " "))
}

func clientWords(c record.Client) string {
	parts := []string{strings.TrimSpace(fmt.Sprintf("client %s", c.ID))}
	for _, f := range []struct{ name, value string }{
		{"first name", c.FirstName},
		{"last name", c.LastName},
		{"called", c.Preferred},
		{"born", dayWords(c.BirthDate)},
		{"pronoun", c.Pronouns.Subject},
		{"caseload", c.Caseload},
		{"therapist", string(c.Therapist)},
		{"language", c.Language},
		{"in care since", dayWords(c.StartOfCare)},
		{"discharged", dayWords(c.Discharged)},
		{"precautions", strings.Join(c.Precautions, " and ")},
	} {
		if f.value != "" {
			parts = append(parts, f.name+" "+f.value)
		}
	}
	return strings.Join(parts, ", ")
}

// statementWords says what a row says beside its goals, visits and results.
func statementWords(t record.Statement) string {
	if t.Stated == nil {
		return fmt.Sprintf("%s: %q", t.By, t.Text)
	}
	var parts []string
	for _, d := range t.Stated.Days {
		parts = append(parts, strings.ReplaceAll(string(d.Milestone), "_", " ")+" "+dayWords(d.On))
	}
	if len(t.Stated.Days) < 1 {
		parts = append(parts, "plan, school or authorization")
	}
	return "of the client: " + strings.Join(parts, ", ")
}

func goalWords(g record.Goal) string {
	parts := []string{fmt.Sprintf("goal %q", cmp.Or(g.Title, g.Text, string(g.ID)))}
	for _, f := range []struct{ name, value string }{
		{"state", string(g.State)}, {"from", dayWords(g.Start)}, {"ended", dayWords(g.End)}, {"discipline", g.Discipline},
	} {
		if f.value != "" {
			parts = append(parts, f.name+" "+f.value)
		}
	}
	for _, o := range g.Objectives {
		if !o.Baseline.IsMissing() {
			parts = append(parts, "baseline "+levelWords(o.Baseline))
		}
		if !o.Target.IsMissing() {
			parts = append(parts, "target "+levelWords(o.Target))
		}
		if !o.TargetDate.IsZero() {
			parts = append(parts, "to be reached by "+dayWords(o.TargetDate))
		}
	}
	return strings.Join(parts, ", ")
}

func visitWords(v record.Session) string {
	text := "session"
	if !v.Day.IsZero() {
		text += " on " + dayWords(v.Day)
	}
	if v.Start != "" {
		text += " at " + v.Start
	}
	if v.Minutes > 0 {
		text += fmt.Sprintf(", %d minutes", v.Minutes)
	}
	for _, word := range []string{v.Status, v.Discipline, v.Format, v.Place} {
		if word != "" {
			text += ", " + word
		}
	}
	if v.Note != "" {
		text += fmt.Sprintf(", note %q", value.Shorten(v.Note))
	}
	return text
}

func pointWords(p record.DataPoint) string {
	goal := ""
	if len(p.GoalKeys) > 0 {
		_, goal, _ = strings.Cut(string(p.GoalKeys[0]), ":")
	}
	text := fmt.Sprintf("result for goal %q", goal)
	if p.Order > 0 {
		text += fmt.Sprintf(", session %d", p.Order)
	} else {
		text += " on " + dayWords(p.Day)
	}
	text += ": " + levelWords(p.Score)
	if !p.Help.IsZero() {
		text += ", help " + p.Help.Text
	}
	return text
}

// levelWords says what a score was read as, and as what it was written.
func levelWords(s record.Score) string {
	said := ""
	switch s.Form {
	case record.Missing:
		return "not measured"
	case record.Ratio:
		said = fmt.Sprintf("%d of %d", s.OK, s.Of)
	case record.PercentForm:
		said = fmt.Sprintf("%g percent", s.Number)
	case record.Seconds:
		said = fmt.Sprintf("%g seconds", s.Number)
	case record.StepForm:
		said = fmt.Sprintf("step %g", s.Number)
	case record.Answer:
		said = []string{"no", "yes"}[boolInt(s.Number == 1)]
	default:
		said = fmt.Sprintf("%g", s.Number)
	}
	if s.Text != "" && s.Text != said {
		said += fmt.Sprintf(" (written %q)", value.Shorten(s.Text))
	}
	return said
}

// dayWords writes a day so that nobody takes its month for its day.
func dayWords(d record.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %d, %d", d.Month, d.Day, d.Year)
}
