package ingest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// learnColumns reads the sheet through for what only whole columns tell.
func (in *intake) learnColumns(s sheet.Table, l *layout) error {
	days := l.positions("day")
	percents := l.at["point.percent"]
	percents = append(slices.Clone(percents), l.at["goal.target_percent"]...)
	hints, clocks := make(map[int][2]bool), make(map[int]value.Clocks)
	small, large := map[int]bool{}, map[int]bool{}
	statuses := l.at["session.status"]
	repeats, scores := newRepeatLook(in, l), l.at["point.score"]
	answers, said := map[int]map[string]bool{}, map[int]map[string]bool{}
	l.widths = newWidths(l.headers())
	if isText := s.Part == ""; isText || len(days) > 0 || len(percents) > 0 || len(statuses) > 0 || repeats != nil {
		err := s.Rows(in.ctx, func(row sheet.Row) error {
			if row.Number <= l.header {
				return nil
			}
			l.widths.row(row)
			for _, i := range days {
				if i < len(row.Cells) && row.Cells[i].Format == sheet.Plain {
					h := hints[i]
					switch value.OrderHint(row.Cells[i].Text) {
					case value.DayFirst:
						h[0] = true
					case value.MonthFirst:
						h[1] = true
					}
					hints[i], clocks[i] = h, clocks[i].With(row.Cells[i].Text)
				}
			}
			for _, i := range percents {
				if i < len(row.Cells) && row.Cells[i].Format == sheet.Plain {
					n, ok := value.Number(row.Cells[i].Text)
					small[i] = small[i] || ok && n > 0 && n < 1
					large[i] = large[i] || ok && n > 1
				}
			}
			for _, i := range statuses {
				l.codes = l.codes || i < len(row.Cells) && strings.EqualFold(strings.TrimSpace(row.Cells[i].Text), "P")
				if i < len(row.Cells) {
					addAnswer(said, i, row.Cells[i])
				}
			}
			for _, i := range scores {
				if i < len(row.Cells) {
					l.signs[i] = l.signs[i].With(row.Cells[i].Text)
					addAnswer(answers, i, row.Cells[i])
				}
			}
			if repeats != nil {
				repeats.row(row)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if repeats != nil {
		if err := repeats.finish(s); err != nil {
			return err
		}
	}
	for i, texts := range answers {
		signs := l.signs[i]
		signs.Half = in.isHalf(l, signs, texts)
		l.signs[i] = signs
	}
	for _, texts := range said {
		l.half = l.half || isHalfStatus(l.mapping.Words["session.status"], l.codes, texts)
	}
	in.setDays(s, l, days, hints)
	for _, i := range days {
		l.days[i].Clocks = clocks[i]
	}
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
func (in *intake) setDays(s sheet.Table, l *layout, columns []int, hints map[int][2]bool) {
	var file [2]bool
	for _, i := range columns {
		file[0], file[1] = file[0] || hints[i][0], file[1] || hints[i][1]
	}
	l.days = make([]value.DayReader, len(l.columns))
	for i := range l.days {
		order := l.mapping.Date
		if order == value.Decide || order == value.NoDate {
			order = orderOf(hints[i])
			if hints[i] == [2]bool{} {
				order = orderOf(file)
			}
			if order != value.Decide && slices.Contains(columns, i) && hints[i] != [2]bool{} {
				in.note(fmt.Sprintf("column %q: days are read %s, as the column shows", l.columns[i], strings.ReplaceAll(string(order), "-", " ")))
			}
		}
		l.days[i] = in.dayReader(order, s.From04)
	}
}

// orderOf returns the order that hints agree on, else Decide.
func orderOf(hints [2]bool) value.DateOrder {
	switch {
	case hints[0] && !hints[1]:
		return value.DayFirst
	case hints[1] && !hints[0]:
		return value.MonthFirst
	}
	return value.Decide
}

// DayReader returns a reader of days for this file. Two-digit years reach ten
// years ahead, for targets; without a today, to 2069.
func (in *intake) dayReader(order value.DateOrder, from04 bool) value.DayReader {
	newest := 2069
	if !in.options.Today.IsZero() {
		newest = in.options.Today.Year + 10
	}
	zone := in.options.Zone
	if zone == nil {
		zone = time.UTC
	}
	return value.DayReader{Order: order, Zone: zone, Newest: newest, From04: from04}
}

// DayReader returns the reader of a column; -1 is a text that the mapping made.
func (l *layout) dayReader(in *intake, position int) value.DayReader {
	if position >= 0 && position < len(l.days) {
		return l.days[position]
	}
	return in.dayReader(value.YearFirst, false)
}

// setShares decides what the numbers of each percent column mean.
func (in *intake) setShares(l *layout, columns []int, small, large map[int]bool) {
	for _, i := range columns {
		switch {
		case small[i] && large[i]:
			l.shares[i] = value.Mixed
		case small[i]:
			l.shares[i] = value.Shares
			in.note(fmt.Sprintf("column %q holds numbers from 0 to 1 only: 0.8 is read as 80 %%", l.columns[i]))
		}
	}
}

// isDay reports whether a field is a day by its kind, and never a time of day.
func isDay(field string) bool { return field != "session.day" && field != "row.modified" }

// mostAnswers is how many different texts a column of answers has at most.
const mostAnswers = 40

// addAnswer keeps a text of a column that may be one of answers, once.
func addAnswer(answers map[int]map[string]bool, column int, c sheet.Cell) {
	seen := answers[column]
	if seen == nil {
		seen = map[string]bool{}
		answers[column] = seen
	}
	if len(seen) <= mostAnswers && c.Format == sheet.Plain && strings.TrimSpace(c.Text) != "" {
		seen[c.Text] = true
	}
}

// isHalf reports whether the texts of a column of results are half of a pair,
// after the words that the mapping names.
func (in *intake) isHalf(l *layout, signs value.Signs, seen map[string]bool) bool {
	if len(seen) > mostAnswers {
		return false
	}
	var texts []string
	for text := range seen {
		if ours, ok := l.mapping.Words["point.score"][value.FoldWord(text)]; ok {
			text = ours
		}
		texts = append(texts, text)
	}
	return value.Half(texts, in.book, signs)
}

// isHalfStatus reports whether the texts of a column of attendance are one word
// that is known, and one that is not: the other half of "Held" may be every
// visit that was missed. Of words that the mapping names each is known.
//
// Source: ADR 159.
func isHalfStatus(words map[string]string, codes bool, seen map[string]bool) bool {
	if len(seen) > mostAnswers {
		return false
	}
	known, unknown := map[string]bool{}, map[string]bool{}
	for text := range seen {
		word := value.FoldWord(text)
		_, named := words[word]
		ours, is := value.Word("session.status", word)
		if named || is && ours != "" || codes && word == "a" {
			known[word] = true
		} else {
			unknown[word] = true
		}
	}
	return len(known) == 1 && len(unknown) == 1
}
