package ingest

import (
	"fmt"
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// tellsTries reports whether columns, or what every row says, give successes
// and tries: any two of those that went well, those that did not, and all.
func (p *MappingProposal) tellsTries() bool {
	given := 0
	for _, field := range []string{"point.ok", "point.wrong", "point.of"} {
		given += boolInt(p.fills(field) || p.always[field] != "")
	}
	return given >= 2
}

// triesDoubt asks what a count of successes, or of slips, is where nothing
// says how many tries there were: the number alone is no result of a goal that
// is measured in tries.
func (p *MappingProposal) triesDoubt() (Doubt, bool) {
	for _, c := range p.Columns {
		if c.Field != "point.ok" && c.Field != "point.wrong" || p.tellsTries() || p.fills("point.score", "point.percent", "point.share") {
			continue
		}
		what := "went well"
		if c.Field == "point.wrong" {
			what = "did not go well"
		}
		return Doubt{
			Column:   c.Header,
			Question: fmt.Sprintf("it says how many tries %s, but nothing says how many tries there were: is it a count by itself?", what),
			Choices:  []string{"point.score", Ignore},
			Answer:   fmt.Sprintf("--set %q, or where there are always as many tries --always \"point.of=10\"", c.Header+"=point.score"),
			Must:     true,
		}, true
	}
	return Doubt{}, false
}

// resultDoubts returns the questions about results that only a person answers.
func (p *MappingProposal) resultDoubts() []Doubt {
	var all []Doubt
	if d, is := p.triesDoubt(); is {
		all = append(all, d)
	}
	if !gives(p.Gives(), Data) {
		return all
	}
	seen := p.visitsOfGoals()
	if d, is := p.severalDoubt(seen); is {
		all = append(all, d)
	}
	if d, is := p.sameRowsDoubt(seen); is {
		all = append(all, d)
	}
	return all
}

// severalDoubt asks how several plain numbers of one goal in one visit make
// one. Tries are added anyway, and levels of help have a middle.
func (p *MappingProposal) severalDoubt(seen goalVisits) (Doubt, bool) {
	if seen.several == 0 || p.fills("point.trial") {
		return Doubt{}, false
	}
	i := slices.IndexFunc(p.Columns, func(c ProposedColumn) bool { return c.Field == "point.score" })
	if i < 0 || p.several["point.score"] != "" {
		return Doubt{}, false
	}
	return Doubt{
		Column: p.Columns[i].Header,
		Question: fmt.Sprintf("%s several numbers for one goal, such as %s: are they added up, or is each a result of which the middle or the last one counts?",
			map[bool]string{true: "1 visit has", false: fmt.Sprintf("%d visits have", seen.several)}[seen.several == 1], seen.example),
		Choices: record.SeveralAnswers(),
		Answer:  `--several "point.score=add"`,
	}, true
}

// sameRowsDoubt asks what rows are that are alike in every cell.
func (p *MappingProposal) sameRowsDoubt(seen goalVisits) (Doubt, bool) {
	if p.sameRows != "" || p.fills("point.id", "point.trial") || !seen.alike || sameRowsOf(seen.rows) != sameAsk {
		return Doubt{}, false
	}
	all, different := 0, 0
	for _, v := range seen.rows {
		all, different = all+v.all, different+v.different
	}
	return Doubt{
		Question: fmt.Sprintf("some rows are alike in every cell: are they trials with the same result (%d results in all), or one row that stands there twice (%d)?", all, different),
		Choices:  []string{string(SameTrials), string(SameOnce)},
		Answer:   "--same-rows trials",
	}, true
}

// goalVisits is what the rows of a table say of each goal and visit together.
type goalVisits struct {
	rows    map[uint64]visitRows
	alike   bool   // some rows are alike in every cell
	several int    // visits with several plain numbers of one goal
	example string // the numbers of the first such visit
}

// visitsOfGoals reads the table once more, by the columns as they stand; it
// remembers what it found until a column changes.
func (p *MappingProposal) visitsOfGoals() goalVisits {
	columns := map[string][]int{}
	layout := ""
	for i, c := range p.Columns {
		columns[c.Field] = append(columns[c.Field], i)
		layout += c.Field + ","
	}
	if p.visits != nil && p.visitsFor == layout {
		return *p.visits
	}
	found := goalVisits{rows: map[uint64]visitRows{}}
	numbers := map[uint64][]string{}
	var order []uint64
	seen := map[uint64]bool{}
	err := p.look.eachRow(p.rows, func(row sheet.Row) {
		at := visitOf(row, columns)
		if at == 0 {
			return
		}
		v := found.rows[at]
		v.all++
		texts := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			texts[i] = c.Text
		}
		if content := hashOf(texts...); !seen[content] {
			seen[content] = true
			v.different++
		} else {
			found.alike = true
		}
		found.rows[at] = v
		for _, i := range columns["point.score"] {
			if i < len(row.Cells) && row.Cells[i].Format == sheet.Plain {
				if _, ok := value.Number(row.Cells[i].Text); ok && !value.IsBlank(row.Cells[i].Text) {
					if numbers[at] = append(numbers[at], strings.TrimSpace(row.Cells[i].Text)); len(numbers[at]) == 2 {
						order = append(order, at)
					}
				}
			}
		}
	})
	if err == nil && len(order) > 0 {
		found.several = len(order)
		found.example = strings.Join(numbers[order[0]][:min(4, len(numbers[order[0]]))], " and ")
	}
	p.visits, p.visitsFor = &found, layout
	return found
}

// visitOf hashes child, goal and day of a row; 0: it lacks one.
func visitOf(row sheet.Row, columns map[string][]int) uint64 {
	text := func(fields ...string) string {
		all := ""
		for _, f := range fields {
			for _, i := range columns[f] {
				if i < len(row.Cells) {
					all += strings.TrimSpace(row.Cells[i].Text)
				}
			}
		}
		return all
	}
	client := text("client.id", "client.other_id", "client.name", "client.first", "client.last", "client.birth")
	goal := text("goal.id", "objective.id")
	if goal == "" {
		goal = text("goal.title", "goal.text", "objective.text")
	}
	day := text("session.day", "point.order")
	if client == "" || goal == "" || day == "" {
		return 0
	}
	return hashOf(client, value.FoldWord(goal), day)
}

// resultWords is what an unknown word in a column of results may be.
func resultWords() []string {
	return []string{"yes", "no", "not measured", record.NoShow, record.Cancelled}
}

// SetSeveral says how several results of one goal in one visit make one.
func (p *MappingProposal) SetSeveral(field, how string) error {
	if !slices.Contains(resultFields(), field) {
		return fmt.Errorf("%q is no field of a result; it is one of %s", field, strings.Join(resultFields(), ", "))
	}
	if answers := record.SeveralAnswers(); !slices.Contains(answers, how) {
		return fmt.Errorf("%q is none of %s%s", how, strings.Join(answers, ", "), value.Nearest(how, answers))
	}
	p.several[field] = record.Several(how)
	return nil
}

// SetSameRows says what rows are that are alike in every cell.
func (p *MappingProposal) SetSameRows(what string) error {
	answers := []string{string(SameTrials), string(SameOnce)}
	if !slices.Contains(answers, what) {
		return fmt.Errorf("%q is none of %s%s", what, strings.Join(answers, ", "), value.Nearest(what, answers))
	}
	p.sameRows = SameRows(what)
	return nil
}
