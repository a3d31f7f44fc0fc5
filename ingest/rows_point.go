package ingest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// pointKey is the natural key of a result: the export's own id; else session
// and goal; else client, goal, day and start; each further one of the same
// session and goal has its place among them. Else it is the n-th of that
// client, goal and day in the file.
func (v *values) pointKey(s visit, goals []record.Key) record.Key {
	goal := string(goals[0])
	if id := v.id("point.id"); id != "" {
		return record.KeyOf("point", "id", string(id))
	}
	if id := v.id("session.id"); id != "" {
		return v.further(s, record.KeyOf("point", "session", string(id), goal))
	}
	at := s.day.String()
	if s.order > 0 {
		at = "session " + strconv.Itoa(s.order)
	}
	if s.start != "" {
		return v.further(s, record.KeyOf("point", string(s.key), goal, at, s.start))
	}
	if v.modified != "" {
		first := record.KeyOf("point", string(s.key), goal, at, "#1")
		if v.isVersion(hashOf(string(first))) && !entered(v.columnOf("row.modified")) {
			return first
		}
	}
	return record.KeyOf("point", string(s.key), goal, at, v.in.count1("point", string(s.key), goal, at))
}

// isVersion reports whether the row says that it is newer or older than the one
// before with that key, in a sheet that is no log of trials.
func (v *values) isVersion(at uint64) bool {
	before, seen := v.in.points[at]
	isLog := v.l.repeats.same == SameTrials || v.l.mapping.SameRows == SameTrials
	return seen && !isLog && v.modified != "" && before.modified != "" && v.modified != before.modified
}

// entered reports whether a column says when a row was written, and not when it
// was changed: two such rows of one day are two results.
func entered(header string) bool {
	return slices.ContainsFunc(headerWords(header), func(word string) bool {
		return slices.Contains([]string{"created", "creation", "entered", "entry", "stamp", "timestamp", "submitted"}, word)
	})
}

// further returns the key of the row's result among those of one session and
// goal. A row that says that it is newer or older than the first is a version
// of that one, unless the file is a log of trials.
func (v *values) further(s visit, first record.Key) record.Key {
	at := hashOf(string(first))
	before, seen := v.in.points[at]
	switch {
	case v.l.identity:
		return first
	case !seen:
		v.in.points[at] = versionOf(v.row.Number, s.content, v.modified)
		return first
	case v.isVersion(at):
		return first
	}
	before.nth++
	v.in.points[at] = before
	return record.KeyOf(string(first), "#"+strconv.Itoa(int(before.nth)))
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
		Subject: v.subject, Modified: v.modified, Several: v.several(s.content),
	}
	d.Note, _ = v.words("point.note")
	if !v.counts(s, d) {
		return superseded
	}
	v.in.batch.DataPoints = append(v.in.batch.DataPoints, d)
	return usedRow
}

// several returns what the file says of several results in one visit.
func (v *values) several(content uint64) record.Several {
	if v.l.repeats.same == sameAsk && v.l.repeats.alike[content] {
		return record.Alike
	}
	for _, field := range resultFields() {
		if how := v.l.mapping.Several[field]; how != "" && len(v.at[field]) > 0 {
			return how
		}
	}
	if v.text("point.trial") != "" {
		return record.Parts
	}
	return ""
}

// counts reports whether the row is the newest of its result so far. Where no
// column tells which of two is newer, the later row counts, and that they
// differ is a problem.
func (v *values) counts(s visit, d record.DataPoint) bool {
	this := versionOf(v.row.Number, s.content, v.modified)
	key := hashOf(string(d.Key))
	before, seen := v.in.points[key]
	switch {
	case !seen:
	case v.l.saved == "" && this.modified != "" && before.modified != "":
		if this.modified < before.modified {
			return false
		}
	case before.content != s.content && !v.l.identity:
		v.fail(sheet.Cell{Column: d.Source.Column, Text: d.Score.Text}, &value.Flaw{
			Code: "row.conflict", Wrong: fmt.Sprintf("says something else than row %d of the same session and goal; the later row counts", before.row),
			Next: record.ToAdvise(v.onlyOne()),
		})
	}
	this.nth = max(1, before.nth)
	v.in.points[key] = this
	return true
}

// onlyOne says what to do about two rows of one result.
func (v *values) onlyOne() string {
	if v.l.saved != "" {
		return "leave only the right row; if one was copied for another goal, empty its Milepost columns but the client"
	}
	return "leave only the right row in the export"
}

// result reads the result from whichever columns tell it, and the help. Column
// is the header of the cell that decided. False: it is a problem.
func (v *values) result() (s record.Score, help record.Help, column string, ok bool) {
	before := len(v.problems)
	kind := record.Kind(v.oneOf("goal.measure"))
	help = v.help("point.help")
	tries := tryFields{"point.ok", "point.wrong", "point.of"}
	if s, ok := v.ratio(tries); ok {
		return s, help, v.columnOf("point.ok", "point.wrong"), true
	}
	if s, ok := v.percent("point.percent", "point.share"); ok {
		return s, help, v.columnOf("point.percent", "point.share"), true
	}
	s, named, _ := v.score("point.score", kind)
	column = v.columnOf("point.score", "point.ok", "point.wrong", "point.percent", "point.share")
	if refusedIn(v.problems[before:], v.columnsOf("point.score", "point.ok", "point.wrong", "point.of", "point.percent", "point.share")) {
		return s, help, column, false
	}
	if help.IsZero() {
		help = named
	}
	if s.IsMissing() && s.Text == "" && v.columnOf("point.ok", "point.wrong") != "" {
		return v.bareSuccesses(), help, column, true // beside successes, help is never the result
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

// tryFields are the fields that count tries: those that went well, those that
// did not, and all of them.
type tryFields struct{ ok, wrong, of string }

// ratio reads successes and tries from two of their columns, kept as two whole
// numbers. Where all three are there, tries without an answer count as tries.
func (v *values) ratio(f tryFields) (record.Score, bool) {
	ok, hasOK := v.whole(f.ok)
	wrong, hasWrong := v.whole(f.wrong)
	of, hasOf := v.whole(f.of)
	switch {
	case hasOK && hasOf:
	case hasOK && hasWrong:
		of = ok + wrong
	case hasWrong && hasOf:
		ok = of - wrong
	default:
		return record.Score{}, false
	}
	if hasOf && wrong > of-min(ok, of) || ok < 0 {
		c, _, _ := v.cell(f.wrong)
		c.Text = fmt.Sprintf("%d and %d of %d", max(0, ok), wrong, of)
		v.fail(c, &value.Flaw{
			Code: "score.over", Wrong: "are more than all tries", Next: record.ToWrite("how many tries went well, how many did not, and how many there were"),
		})
		return record.Score{}, false
	}
	s, bad := value.Ratio(strconv.Itoa(ok), strconv.Itoa(of))
	if bad != nil {
		c, _, _ := v.cell(f.ok)
		c.Text = fmt.Sprintf("%d of %d", ok, of)
		v.fail(c, bad)
		return record.Score{}, false
	}
	s.Text = fmt.Sprintf("%d of %d", ok, of)
	return s, true
}

// bareSuccesses reads successes whose tries no column tells: a number, which
// is a result where the goal counts successes or says of how many.
func (v *values) bareSuccesses() record.Score {
	n, ok := v.whole("point.ok")
	if !ok {
		return record.Score{}
	}
	return record.Score{Form: record.Number, Number: float64(n), Text: strconv.Itoa(n)}
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
	if !ok || value.IsBlank(c.Text) {
		return record.Score{}, false
	}
	n, isNumber := value.Number(c.Text)
	if c.Format != sheet.Plain || !isNumber {
		s, _, ok := v.score(field, record.Percent)
		return s, ok && !s.IsMissing()
	}
	if share = share || v.l.shares[pos] == value.Shares; share {
		n, _ = value.Hundredfold(c.Text)
	} else if v.l.shares[pos] == value.Mixed && n > 0 && n < 1 {
		v.fail(c, &value.Flaw{
			Code: "score.scale", Wrong: "stands in a column with numbers over 1, so that it may mean a share or a percent",
			Next: record.ToWrite("the whole column as percent, 0 to 100"),
		})
		return record.Score{}, false
	}
	s, bad := value.Percent(n)
	if bad != nil {
		v.fail(c, bad)
		return record.Score{}, false
	}
	s.Text = strings.TrimSpace(c.Text)
	return s, true
}

// scoreWithoutGoal lists a result that names no goal.
func (v *values) scoreWithoutGoal() {
	for _, field := range []string{"point.score", "point.ok", "point.wrong", "point.percent", "point.share"} {
		if c, pos, ok := v.cell(field); ok && pos >= 0 && !value.IsBlank(c.Text) {
			v.fail(c, &value.Flaw{Code: "row.goal", Wrong: "is a result without a goal", Next: record.ToWrite("the goal's title or id in the row")})
			return
		}
	}
}
