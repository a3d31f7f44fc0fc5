package caseload

import (
	"context"
	"fmt"
	"time"

	"milepost/calendar"
	"milepost/language"
	"milepost/record"
	"milepost/render"
	"milepost/report"
)

// Month is a month of what falls due, for printing and for a page.
type Month struct {
	Markdown string
	Items    int // that fall due in it, or are overdue, passed or without a day
	Problems []record.Problem
}

// Month writes what falls due in the month that holds the day: as a grid, then
// in detail. What is overdue, has passed or has no day is in every month's.
func (c *Caseload) Month(ctx context.Context, now time.Time, by Actor, sel DueSelection, day record.Date) (Month, error) {
	first := record.Date{Year: day.Year, Month: day.Month, Day: 1}
	sel.Until, sel.Expected = day.MonthEnd(), true
	list, err := c.Due(ctx, now, by, sel)
	if err != nil {
		return Month{}, err
	}
	m := calendar.Month{
		First: first, Today: list.Today, Escape: report.Escape,
		Title: fmt.Sprintf("%s %d", c.language.Month(first.Month), first.Year),
		Day: func(d record.Date) string {
			if d.Year != first.Year {
				return c.language.Date(language.Day(d))
			}
			return d.Weekday().String()[:3] + ", " + c.language.DayShort(language.Day(d))
		},
	}
	for _, d := range list.Items {
		m.Items = append(m.Items, calendar.MonthItem{Due: d.Due, Called: d.Called, Stands: d.Stands})
	}
	return Month{Markdown: m.Markdown(), Items: len(m.Items), Problems: list.Problems}, nil
}

// MonthPDF prints a month on paper turned to its wide side, under the clinic's
// letterhead.
func (c *Caseload) MonthPDF(m Month) ([]byte, []record.Problem, error) {
	if err := c.loadWording(); err != nil {
		return nil, nil, err
	}
	o := c.look
	o.Paper = render.WideLetter
	if c.options.Look.Paper == string(render.A4) {
		o.Paper = render.WideA4
	}
	o.Language = c.language.Code
	file, problems, err := render.PDF([]byte(m.Markdown), o)
	return file, append(m.Problems, printProblems("calendar", "", problems)...), err
}
