package caseload

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/record"
)

// TrackerOptions say what a tracker is for.
type TrackerOptions struct {
	Selection
	Days []time.Weekday // on which there are visits; nil: as each child's visits were, else Monday to Friday
	Grid bool           // one sheet for all children
}

// mostDays is how many columns of days a tracker has at most: more fit on no
// page.
const mostDays = 62

// freeRows is how many empty rows a child's sheet has for goals that are new.
const freeRows = 3

// TrackerOf is what WriteTracker wrote.
type TrackerOf struct {
	Children int `json:"children"`
	Goals    int `json:"goals"`
	Days     int `json:"days"` // of the child with the most
}

// WriteTracker writes a workbook that a therapist fills in: a row for each
// goal, a column for each day. Ingest reads it back as often as it is saved
// (ADR 161). It names children.
func (c *Caseload) WriteTracker(ctx context.Context, now time.Time, by Actor, o TrackerOptions, w io.Writer) (TrackerOf, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return TrackerOf{}, err
	}
	if o.From.IsZero() || o.To.IsZero() || o.To.Before(o.From) {
		return TrackerOf{}, record.Refuse(record.InvalidInput, "a tracker needs its first and its last day")
	}
	children, err := c.trackedChildren(ctx, now, o)
	if err != nil {
		return TrackerOf{}, err
	}
	if len(children) == 0 {
		return TrackerOf{}, record.Refuse(record.NotFound, "no client who is in care is meant").Then(record.NextStep{Act: record.StepAdvise, Text: "check the caseload's name, or import the client list first"})
	}
	forms, of := trackerForms(children, o.Grid, trackerID(now, o, children))
	if of.Days == 0 || of.Days > mostDays {
		return of, record.Refuse(record.InvalidInput, "%d days are too many or too few for a page; give a period with 1 to %d days of visits", of.Days, mostDays)
	}
	return of, sheet.WriteForms(w, forms, now)
}

// trackedChild is a child with what can be measured and when.
type trackedChild struct {
	fold.Result
	days []record.Date
}

// trackedChildren folds the clients that are meant and in care.
func (c *Caseload) trackedChildren(ctx context.Context, now time.Time, o TrackerOptions) ([]trackedChild, error) {
	ids, err := c.selected(ctx, o.Selection)
	if err != nil {
		return nil, err
	}
	all := make([]*trackedChild, len(ids))
	err = c.each(ids, func(i int, id record.ID) error {
		folded, err := c.fold(ctx, id, c.today(now))
		if err != nil {
			return err
		}
		if d := folded.Client.Discharged; !d.IsZero() && d.Before(o.From) {
			return nil
		}
		all[i] = &trackedChild{folded, o.daysOf(folded)}
		return nil
	})
	var children []trackedChild
	for _, one := range all {
		if one != nil {
			children = append(children, *one)
		}
	}
	slices.SortStableFunc(children, func(a, b trackedChild) int {
		return cmp.Or(strings.Compare(a.Client.FirstName, b.Client.FirstName), strings.Compare(a.Client.LastName, b.Client.LastName))
	})
	return children, err
}

// daysOf returns the days of the period on which the child may have visits.
func (o TrackerOptions) daysOf(r fold.Result) []record.Date {
	weekdays := o.Days
	if weekdays == nil {
		weekdays = usualWeekdays(r.Sessions, o.From)
	}
	var days []record.Date
	for d := o.From; !d.After(o.To); d = d.AddDays(1) {
		if slices.Contains(weekdays, d.Weekday()) {
			days = append(days, d)
		}
	}
	return days
}

// usualSpan is for how many days before a tracker the visits tell on which
// weekdays a child comes.
const usualSpan = 60

// usualWeekdays returns the weekdays on which a child came of late, Monday to
// Friday where nothing tells.
func usualWeekdays(sessions []record.Session, from record.Date) []time.Weekday {
	var all []time.Weekday
	for _, s := range sessions {
		if day := s.Day.Weekday(); s.Day.Before(from) && s.Day.After(from.AddDays(-usualSpan)) && !slices.Contains(all, day) {
			all = append(all, day)
		}
	}
	if len(all) == 0 {
		return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	return all
}

// trackerForms makes a sheet for each child, or one for all.
func trackerForms(children []trackedChild, grid bool, id string) ([]sheet.Form, TrackerOf) {
	of := TrackerOf{Children: len(children)}
	after := []sheet.FormColumn{{Header: "Notes", Width: 24}}
	for _, header := range []string{"Milepost client", "Milepost goal", "Milepost step", "Milepost tracker", "Milepost row"} {
		after = append(after, sheet.FormColumn{Header: header, Width: 4})
	}
	aside := len(after) - 1
	var forms []sheet.Form
	all := sheet.Form{
		Name: "Tracker", Lines: [][]string{{sheet.HowToFill}}, Columns: 2, After: after, Aside: aside,
		Before: []sheet.FormColumn{{Header: "Child", Width: 18}, {Header: "Goal", Width: 38}},
	}
	number := 0
	coded := func(row sheet.FormRow) sheet.FormRow {
		number++
		row.After = append(slices.Clone(row.After), id, fmt.Sprintf("%s-%d", id, number))
		return row
	}
	for _, child := range children {
		name := strings.TrimSpace(child.Client.FirstName + " " + child.Client.LastName)
		rows := child.rows()
		of.Goals += len(rows)
		of.Days = max(of.Days, len(child.days))
		for _, d := range child.days {
			if !slices.Contains(all.Days, d) {
				all.Days = append(all.Days, d)
			}
		}
		for i := range rows {
			rows[i] = coded(rows[i])
			row := rows[i]
			row.Before = []string{name, row.Before[0]}
			all.Rows = append(all.Rows, row)
		}
		free := sheet.FormRow{Before: []string{name, ""}, After: []string{"", string(child.Client.ID), "", ""}}
		all.Rows = append(all.Rows, coded(free))
		free.Before = free.Before[1:]
		for range freeRows {
			rows = append(rows, coded(free))
		}
		forms = append(forms, sheet.Form{
			Name: sheetName(child.Client, forms), Lines: [][]string{{"Child:", name}, {sheet.HowToFill}}, Columns: 1,
			Before: []sheet.FormColumn{{Header: "Goal", Width: 42}}, Days: child.days, After: after, Aside: aside, Rows: rows,
		})
	}
	if !grid {
		return forms, of
	}
	slices.SortFunc(all.Days, record.Date.Compare)
	of.Days = len(all.Days)
	return []sheet.Form{all}, of
}

// trackerID tells a tracker from every other: an empty cell takes back only
// what stood in this one.
func trackerID(now time.Time, o TrackerOptions, children []trackedChild) string {
	text := fmt.Sprint(now.UnixNano(), o.From, o.To, o.Grid)
	for _, c := range children {
		text += " " + string(c.Client.ID)
	}
	return record.ShortHash(text)
}

// rows returns a row for each goal, or each of its steps, that can be measured.
func (t trackedChild) rows() []sheet.FormRow {
	var rows []sheet.FormRow
	for _, g := range t.Goals {
		if g.State != "" && g.State != record.GoalActive || !g.End.IsZero() {
			continue
		}
		for _, o := range g.Objectives {
			text, step := cmp.Or(g.Text, g.Title, o.Text, string(g.ID)), ""
			if len(g.Objectives) > 1 {
				text, step = cmp.Or(o.Text, text), string(o.ID)
			}
			rows = append(rows, sheet.FormRow{
				Before: []string{text}, After: []string{"", string(t.Client.ID), string(g.ID), step}, Choices: choicesOf(o.Measure),
			})
		}
	}
	return rows
}

// choicesOf returns what is offered below a day, by the measure; nil: numbers.
func choicesOf(m record.Measure) []string {
	switch m.Kind {
	case record.Assist:
		return []string{"Independent", "Supervision", "CGA", "Min A", "Mod A", "Max A", "Total A", "absent"}
	case record.YesNo:
		return []string{"yes", "no", "absent"}
	}
	return nil
}

// sheetName calls a child's sheet by the first name and as much of the last
// name as tells the children apart.
func sheetName(c record.Client, taken []sheet.Form) string {
	clean := func(text string) string {
		text = strings.Map(func(r rune) rune {
			if strings.ContainsRune(`:\/?*[]'`, r) {
				return -1
			}
			return r
		}, text)
		return string([]rune(text)[:min(len([]rune(text)), 28)])
	}
	last := []rune(c.LastName)
	for n := 1; n <= len(last); n++ {
		name := clean(strings.TrimSpace(c.FirstName + " " + string(last[:n])))
		if name != "" && !isTaken(name, taken) {
			return name
		}
	}
	for n := 1; ; n++ {
		if name := fmt.Sprintf("%s %d", cmp.Or(clean(c.FirstName), "Child"), n); !isTaken(name, taken) {
			return name
		}
	}
}

func isTaken(name string, taken []sheet.Form) bool {
	return slices.ContainsFunc(taken, func(f sheet.Form) bool { return strings.EqualFold(f.Name, name) })
}
