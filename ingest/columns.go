package ingest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// learnColumns reads the sheet through for what only whole columns tell.
func (in *intake) learnColumns(s sheet, l *layout) error {
	days := l.positions("day")
	percents := l.at["point.percent"]
	percents = append(slices.Clone(percents), l.at["goal.target_percent"]...)
	hints := make(map[int][2]bool)
	small, large := map[int]bool{}, map[int]bool{}
	if len(days) > 0 || len(percents) > 0 {
		err := s.rows(in.ctx, func(row Row) error {
			if row.Number <= l.header {
				return nil
			}
			for _, i := range days {
				if i < len(row.Cells) && row.Cells[i].Format == Plain {
					h := hints[i]
					switch orderHint(row.Cells[i].Text) {
					case DayFirst:
						h[0] = true
					case MonthFirst:
						h[1] = true
					}
					hints[i] = h
				}
			}
			for _, i := range percents {
				if i < len(row.Cells) && row.Cells[i].Format == Plain {
					n, ok := readNumber(row.Cells[i].Text)
					small[i] = small[i] || ok && n > 0 && n < 1
					large[i] = large[i] || ok && n > 1
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	in.setDays(s, l, days, hints)
	in.setShares(l, percents, small, large)
	return nil
}

// positions returns the columns whose field is of the type.
func (l *layout) positions(kind string) []int {
	var all []int
	for _, f := range Fields() {
		if f.Type == kind {
			all = append(all, l.at[f.Name]...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// setDays decides the order of each column of days: what the mapping says;
// else what the column shows; else what all other columns show.
func (in *intake) setDays(s sheet, l *layout, columns []int, hints map[int][2]bool) {
	var file [2]bool
	for _, i := range columns {
		file[0], file[1] = file[0] || hints[i][0], file[1] || hints[i][1]
	}
	l.days = make([]dayReader, len(l.columns))
	for i := range l.days {
		order := l.mapping.Date
		if order == Decide || order == NoDate {
			order = orderOf(hints[i])
			if hints[i] == [2]bool{} {
				order = orderOf(file)
			}
			if order != Decide && slices.Contains(columns, i) && hints[i] != [2]bool{} {
				in.note(fmt.Sprintf("column %q: days are read %s, as the column shows", l.columns[i], strings.ReplaceAll(string(order), "-", " ")))
			}
		}
		l.days[i] = in.dayReader(order, s.from04)
	}
}

// orderOf returns the order that hints agree on, else Decide.
func orderOf(hints [2]bool) DateOrder {
	switch {
	case hints[0] && !hints[1]:
		return DayFirst
	case hints[1] && !hints[0]:
		return MonthFirst
	}
	return Decide
}

// dayReader returns a reader of days for this file. Two-digit years reach ten
// years ahead, for targets; without a today, to 2069.
func (in *intake) dayReader(order DateOrder, from04 bool) dayReader {
	newest := 2069
	if !in.options.Today.IsZero() {
		newest = in.options.Today.Year + 10
	}
	zone := in.options.Zone
	if zone == nil {
		zone = time.UTC
	}
	return dayReader{order: order, zone: zone, newest: newest, from04: from04}
}

// dayReader returns the reader of a column; -1 is a text that the mapping made.
func (l *layout) dayReader(in *intake, position int) dayReader {
	if position >= 0 && position < len(l.days) {
		return l.days[position]
	}
	return in.dayReader(YearFirst, false)
}

// setShares decides what the numbers of each percent column mean.
func (in *intake) setShares(l *layout, columns []int, small, large map[int]bool) {
	for _, i := range columns {
		switch {
		case small[i] && large[i]:
			l.shares[i] = mixed
		case small[i]:
			l.shares[i] = shares
			in.note(fmt.Sprintf("column %q holds numbers from 0 to 1 only: 0.8 is read as 80 %%", l.columns[i]))
		}
	}
}
