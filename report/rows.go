package report

import (
	"cmp"
	"slices"
	"strings"

	"milepost/language"
	"milepost/record"
)

// dataRow is what a template sees of one result of an objective.
type dataRow struct {
	When  *value // the day, or the session's number
	Score *value // as exported
	Help  *value // nil: not written down
	Place *value
	Left  *value // why the level does not count it; nil: it does
}

// Rows gives every result of the objective in the period, the oldest first, as
// it was exported.
func (s *step) Rows() []dataRow {
	type result struct {
		point record.DataPoint
		left  string
	}
	var all []result
	for _, p := range s.sum.InPeriod {
		all = append(all, result{point: p})
	}
	period := s.c.in.Period
	for _, left := range s.sum.Left {
		for _, p := range left.Points {
			if period.IsZero() || period.Contains(p.Day) {
				all = append(all, result{p, left.Reason})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b result) int {
		return cmp.Or(a.point.Day.Compare(b.point.Day), cmp.Compare(a.point.Order, b.point.Order), strings.Compare(a.point.Start, b.point.Start))
	})
	rows := make([]dataRow, len(all))
	for i, r := range all {
		rows[i] = s.dataRow(r.point, r.left)
	}
	return rows
}

func (s *step) dataRow(p record.DataPoint, left string) dataRow {
	l := s.subject.Language
	when := l.Int(p.Order)
	if !p.Day.IsZero() {
		when = l.Date(language.Day(p.Day))
	}
	score := p.Score.Text
	if v, ok := s.sum.Objective.Measure.Value(p.Score); ok && score == "" {
		score = s.words(v)
	}
	result := fact("result", score, p.Sources()...)
	if result != nil {
		result.facts[0].Pooled = record.PooledOf([]record.DataPoint{p})
	}
	return dataRow{
		When: fact("day", when, p.Sources()...), Score: result, Help: fact("help", p.Help.Text, p.Sources()...),
		Place: fact("place", p.Place, p.Sources()...), Left: fact("not counted", left, p.Sources()...),
	}
}
