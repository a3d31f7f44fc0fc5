package ingest

import (
	"fmt"
	"strconv"
	"strings"

	"milepost/record"
)

// pointKey is the natural key of a result: the export's own id; else session
// and goal; else client, goal, day and start; else the n-th of that client,
// goal and day in the file.
func (v *values) pointKey(s visit, goals []record.Key) record.Key {
	goal := string(goals[0])
	if id := v.id("point.id"); id != "" {
		return record.KeyOf("point", "id", string(id))
	}
	if id := v.id("session.id"); id != "" {
		return record.KeyOf("point", "session", string(id), goal)
	}
	at := s.day.String()
	if s.order > 0 {
		at = "session " + strconv.Itoa(s.order)
	}
	if s.start != "" {
		return record.KeyOf("point", string(s.key), goal, at, s.start)
	}
	return record.KeyOf("point", string(s.key), goal, at, v.in.count1("point", string(s.key), goal, at))
}

// point adds the result of the row. A result that cannot be read is a problem
// and gives no point; one that was not taken gives a point that is missing.
func (v *values) point(s visit, goals []record.Key) outcome {
	score, help, column, ok := v.result()
	if !ok {
		return nothing
	}
	d := record.DataPoint{
		Key: v.pointKey(s, goals), Client: s.id, ClientKey: s.key, GoalKeys: goals,
		Loose: v.l.mapping.Loose || v.yes("point.loose"), Day: s.day, Order: s.order, Start: s.start,
		Score: score, Help: help, Supports: v.text("point.supports"), Probe: v.yes("point.probe"),
		Phase: strings.ToLower(v.text("point.phase")), Place: v.oneOf("session.place"), Format: v.oneOf("session.format"),
		Therapist: v.id("session.therapist"), Source: v.source(column),
	}
	d.Note, _ = v.words("point.note")
	if !v.counts(s, d) {
		return superseded
	}
	v.in.batch.DataPoints = append(v.in.batch.DataPoints, d)
	return usedRow
}

// counts reports whether the row is the newest of its result so far. Where no
// column tells which of two is newer, the later row counts, and that they
// differ is a problem.
func (v *values) counts(s visit, d record.DataPoint) bool {
	this := versionOf(v.row.Number, s.content, s.modified, s.clock)
	key := hashOf(string(d.Key))
	before, seen := v.in.points[key]
	switch {
	case !seen:
	case this.modified != 0 && before.modified != 0:
		if this.modified < before.modified || this.modified == before.modified && this.minute < before.minute {
			return false
		}
	case before.content != s.content && !v.l.identity:
		v.fail(Cell{Column: d.Source.Column, Text: d.Score.Text}, &flaw{
			"row.conflict", fmt.Sprintf("says something else than row %d of the same session and goal; the later row counts", before.row),
			"leave only the right row in the export",
		})
	}
	v.in.points[key] = this
	return true
}

// result reads the result from whichever columns tell it, and the help. Column
// is the header of the cell that decided. False: it is a problem.
func (v *values) result() (s record.Score, help record.Help, column string, ok bool) {
	before := len(v.problems)
	kind := record.Kind(v.oneOf("goal.measure"))
	help = v.help("point.help")
	if s, ok := v.ratio("point.ok", "point.of"); ok {
		return s, help, v.columnOf("point.ok"), true
	}
	if s, ok := v.percent("point.percent", "point.share"); ok {
		return s, help, v.columnOf("point.percent", "point.share"), true
	}
	s, named, _ := v.score("point.score", kind)
	column = v.columnOf("point.score", "point.ok", "point.percent", "point.share")
	if refusedIn(v.problems[before:], v.columnsOf("point.score", "point.ok", "point.of", "point.percent", "point.share")) {
		return s, help, column, false
	}
	if help.IsZero() {
		help = named
	}
	if s.IsMissing() && s.Text == "" && !help.IsZero() {
		s = record.Score{Form: record.StepForm, Number: float64(help.Level), Text: help.Text}
		column = v.columnOf("point.help")
	}
	return s, help, column, true
}

// refusedIn reports whether one of the problems lies in one of the columns.
func refusedIn(problems []record.Problem, columns []string) bool {
	for _, p := range problems {
		for _, c := range columns {
			if p.Column == c {
				return true
			}
		}
	}
	return false
}

// columnOf returns the header of the first of the fields that has a column.
func (v *values) columnOf(fields ...string) string {
	if all := v.columnsOf(fields...); len(all) > 0 {
		return all[0]
	}
	return ""
}

// columnsOf returns the headers of all columns of the fields.
func (v *values) columnsOf(fields ...string) []string {
	var all []string
	for _, f := range fields {
		for _, i := range v.at[f] {
			if i < len(v.row.Cells) {
				all = append(all, v.row.Cells[i].Column)
			}
		}
	}
	return all
}

// ratio reads successes and tries from two columns, kept as two whole numbers.
func (v *values) ratio(okField, ofField string) (record.Score, bool) {
	if len(v.at[okField]) == 0 || len(v.at[ofField]) == 0 {
		return record.Score{}, false
	}
	ok, has := v.whole(okField)
	of, hasOf := v.whole(ofField)
	if !has || !hasOf {
		return record.Score{}, false
	}
	s, bad := ratioOf(strconv.Itoa(ok), strconv.Itoa(of))
	if bad != nil {
		c, _, _ := v.cell(okField)
		c.Text = fmt.Sprintf("%d of %d", ok, of)
		v.fail(c, bad)
		return record.Score{}, false
	}
	s.Text = fmt.Sprintf("%d of %d", ok, of)
	return s, true
}

// percent reads a percent column (0 to 100) or a share column (0 to 1). A
// percent column that holds only numbers from 0 to 1 is read as shares; one
// that mixes both is a problem where a number may be either.
func (v *values) percent(percentField, shareField string) (record.Score, bool) {
	field, share := percentField, false
	c, pos, ok := v.cell(field)
	if !ok {
		field, share = shareField, true
		c, pos, ok = v.cell(field)
	}
	if !ok || isBlankWord(c.Text) {
		return record.Score{}, false
	}
	n, isNumber := readNumber(c.Text)
	if c.Format != Plain || !isNumber {
		s, _, ok := v.score(field, record.Percent)
		return s, ok && !s.IsMissing()
	}
	if share = share || v.l.shares[pos] == shares; share {
		n, _ = hundredfold(c.Text)
	} else if v.l.shares[pos] == mixed && n > 0 && n < 1 {
		v.fail(c, &flaw{
			"score.scale", "stands in a column with numbers over 1, so that it may mean a share or a percent",
			"write the whole column as percent, 0 to 100",
		})
		return record.Score{}, false
	}
	s, bad := percentScore(n)
	if bad != nil {
		v.fail(c, bad)
		return record.Score{}, false
	}
	s.Text = strings.TrimSpace(c.Text)
	return s, true
}

// scoreWithoutGoal lists a result that names no goal.
func (v *values) scoreWithoutGoal() {
	for _, field := range []string{"point.score", "point.ok", "point.percent", "point.share"} {
		if c, pos, ok := v.cell(field); ok && pos >= 0 && !isBlankWord(c.Text) {
			v.fail(c, &flaw{"row.goal", "is a result without a goal", "write the goal's title or id in the row"})
			return
		}
	}
}
