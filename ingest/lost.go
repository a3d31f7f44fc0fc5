package ingest

import "milepost/record"

// sizes counts the records of a batch by kind.
type sizes struct{ goals, visits, results, rows int }

func sizesOf(b record.Batch) sizes {
	return sizes{
		goals: len(b.Goals), visits: len(b.Sessions), results: len(b.DataPoints),
		rows: len(b.Clients) + len(b.Assessments) + len(b.Statements),
	}
}

// tellLost puts to each problem of the row whom it concerns, and which of the
// records that the row should give it keeps out. Before counts what was read
// before the row. Where a row of a list says nothing of a kind, nothing of that
// kind is lost.
func (v *values) tellLost(before sizes) {
	if len(v.problems) == 0 {
		return
	}
	kept := v.keptOut(before)
	for i := range v.problems {
		p := &v.problems[i]
		p.About, p.Day, p.Keeps = v.about, v.on, kept
	}
}

func (v *values) keptOut(before sizes) record.Kept {
	now := sizesOf(v.in.batch)
	result := gives(v.gives, Data) && now.results == before.results && v.tellsResult()
	visit := gives(v.gives, Sessions) && now.visits == before.visits
	goal := gives(v.gives, Goals) && now.goals == before.goals && v.tellsGoal()
	switch {
	case result && (visit || goal), visit && goal:
		return record.KeptRow
	case result:
		return record.KeptResult
	case visit:
		return record.KeptVisit
	case goal:
		return record.KeptGoal
	case now == before:
		return record.KeptRow
	}
	return ""
}

// tellsResult reports whether a cell of the row has a result.
func (v *values) tellsResult() bool {
	for _, field := range resultFields() {
		if v.fills(field) {
			return true
		}
	}
	return v.in.groups != nil
}

// tellsGoal reports whether a cell of the row names a goal.
func (v *values) tellsGoal() bool {
	return v.fills("goal.id") || v.fills("goal.title") || v.fills("goal.text")
}

// fills reports whether a column of the field has a text in this row, be it
// usable or not.
func (v *values) fills(field string) bool {
	for _, i := range v.at[field] {
		if i < len(v.row.Cells) && v.row.Cells[i].Text != "" {
			return true
		}
	}
	return false
}
