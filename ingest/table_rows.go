package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	totalRow  = regexp.MustCompile(`^(?i)(grand |sub|sub-|overall |report )?(totals?|sum|averages?|avg|mean|count|subtotals?)\b`)
	footerRow = regexp.MustCompile(`^(?i)(page \d+( of \d+)?$|confidential|printed|generated|exported|run (on|date)|report (date|run)|end of (report|file)|displaying \d+|showing \d+|copyright|©|\*{3,}|-{3,}|={3,}|\d+ (rows?|records?)\b)`)
)

// readSheet turns the rows below the header into records.
func (in *intake) readSheet(s sheet, l *layout) error {
	if len(l.mapping.Gather.By) > 0 {
		in.groups = &gathering{groups: map[string]*group{}}
	}
	r := &rowReader{in: in, l: l}
	err := s.rows(in.ctx, r.row)
	in.yieldGroups()
	if r.hidden > 0 {
		done := "they were read"
		if in.options.Hidden == SkipHidden {
			done = "they were left out"
		}
		in.note(fmt.Sprintf("%d rows are hidden or filtered away; %s", r.hidden, done))
	}
	return err
}

// rowReader tells the rows of a sheet that hold data from all others.
type rowReader struct {
	in     *intake
	l      *layout
	hidden int
	group  Cell   // of the last group row
	above  []Cell // of the last data row, for columns that repeat
}

// row counts one row of the sheet, whatever it is.
func (r *rowReader) row(row Row) error {
	if row.Number == r.l.header {
		return nil
	}
	r.mend(&row)
	if row.Number > r.l.header && !row.Broken {
		if row.Hidden {
			r.hidden++
		}
		r.shape(&row)
	}
	switch reason := r.reason(row); {
	case reason == "footer":
		r.checkCut(row)
		r.in.skip(reason)
		return nil
	case reason == "group":
		r.group = Cell{Text: textsOf(row)[0], Column: "group row", Filled: FilledDown}
		r.in.skip(reason)
		return nil
	case reason != "":
		r.in.skip(reason)
		return nil
	}
	if row.Broken {
		v := &values{in: r.in, l: r.l, row: row}
		v.fail(Cell{Text: row.Cells[0].Text}, &flaw{"row.quote", "opens a quote and never closes it", "close the quote, or write it twice"})
		r.in.bad(v.problems...)
		r.in.reject(v, v.problems)
		return nil
	}
	return r.in.take(r.l, row)
}

// shownRows is the line by which some programs say how much of a list they show.
var shownRows = regexp.MustCompile(`^(?i)(?:displaying|showing)\s+(?:\d+\s*(?:-|–|to)\s*)?(\d+)\s+of\s+(\d+)`)

// checkCut lists that an export holds one page of a longer list only: some
// programs export what the screen shows.
//
// Source: domain facts 8.1 (TheraNest, Jane).
func (r *rowReader) checkCut(row Row) {
	text := textsOf(row)[0]
	m := shownRows.FindStringSubmatch(text)
	if m == nil || atoi(m[1]) >= atoi(m[2]) {
		return
	}
	p := r.in.fileProblem("file.cut", fmt.Sprintf("shows %s of %s rows: the rest is not in the file", m[1], m[2]),
		"show all rows on one page in the program that made it, and export it again")
	p.Sheet, p.Row, p.Found = row.Sheet, row.Number, shorten(text)
	r.in.problem(p)
}

// shape names the cells of a row, and fills or empties those that a merged or
// group cell speaks for. A score is never taken from another row.
func (r *rowReader) shape(row *Row) {
	if len(row.Cells) > len(r.l.columns) {
		row.Cells = row.Cells[:max(len(r.l.columns), lastText(row.Cells)+1)]
	}
	for i := range row.Cells {
		c := &row.Cells[i]
		if i < len(r.l.columns) {
			c.Column = r.l.columns[i]
		}
		if c.Filled == FilledRight || c.Filled == FilledDown && r.l.isScore(i) {
			*c = Cell{Column: c.Column}
		}
	}
	if r.l.mapping.Group != "" && len(textsOf(*row)) > 1 {
		for len(row.Cells) <= r.l.group {
			row.Cells = append(row.Cells, Cell{})
		}
		row.Cells[r.l.group] = r.group
	}
	for _, header := range r.l.mapping.Fill {
		i, ok := r.l.byHeader[fold(header)]
		if !ok || len(textsOf(*row)) < 2 {
			continue
		}
		for len(row.Cells) <= i {
			row.Cells = append(row.Cells, Cell{})
		}
		if strings.TrimSpace(row.Cells[i].Text) == "" && i < len(r.above) {
			row.Cells[i] = r.above[i]
			row.Cells[i].Filled = FilledDown
		}
	}
	if len(r.l.mapping.Fill) > 0 && len(textsOf(*row)) > 1 {
		r.above = slices.Clone(row.Cells)
	}
}

// lastText returns the place of the last cell with a text, -1 none.
func lastText(cells []Cell) int {
	for i := len(cells) - 1; i >= 0; i-- {
		if strings.TrimSpace(cells[i].Text) != "" {
			return i
		}
	}
	return -1
}

// isScore reports whether the column holds results.
func (l *layout) isScore(position int) bool {
	for _, f := range []string{"point.score", "point.ok", "point.of", "point.percent", "point.share", "point.help"} {
		if slices.Contains(l.at[f], position) {
			return true
		}
	}
	return false
}

// reason tells why a row is no data row; "" it is one.
func (r *rowReader) reason(row Row) string {
	texts := textsOf(row)
	switch {
	case row.Number < r.l.header:
		if len(texts) == 0 {
			return "blank"
		}
		return "title"
	case row.Broken:
		return ""
	case len(texts) == 0 && lastText(row.Cells) < 0 && !hasUnsaved(row):
		return "blank"
	case row.Hidden && r.in.options.Hidden == SkipHidden:
		return "hidden"
	case r.isHeader(row):
		return "header again"
	case len(texts) > 0 && totalRow.MatchString(texts[0]) && !r.named(row):
		return "total"
	case len(texts) > 0 && len(texts) <= 2 && footerRow.MatchString(texts[0]):
		return "footer"
	case len(texts) == 1 && r.l.mapping.Group != "":
		return "group"
	case r.isSum(row):
		return "total"
	}
	return ""
}

// hasUnsaved reports whether a cell is a formula without a value.
func hasUnsaved(row Row) bool {
	return slices.ContainsFunc(row.Cells, func(c Cell) bool { return c.Unsaved })
}

// isHeader reports whether the row repeats the header, as every page of some
// exports does.
func (r *rowReader) isHeader(row Row) bool {
	same := 0
	for i, c := range row.Cells {
		if text := strings.TrimSpace(c.Text); text != "" {
			if i >= len(r.l.columns) || fold(text) != fold(r.l.columns[i]) {
				return false
			}
			same++
		}
	}
	return same > 1
}

// named reports whether the row names a client and a day, so that its first
// cell is no "Total". A "Total" in the column of clients names none.
func (r *rowReader) named(row Row) bool {
	first := textsOf(row)[0]
	for _, i := range slices.Concat(r.l.at["client.id"], r.l.at["client.other_id"]) {
		if i < len(row.Cells) && strings.TrimSpace(row.Cells[i].Text) == first && digitsOf(first) == "" {
			return false
		}
	}
	return r.hasText(row, "client.id", "client.other_id") && (r.hasText(row, "session.day", "point.order", "goal.title", "goal.text", "goal.id") ||
		len(r.l.at["session.day"]) == 0 && r.hasText(row, "client.first", "client.last"))
}

// isSum reports whether the row names nothing and holds numbers only.
func (r *rowReader) isSum(row Row) bool {
	if r.hasText(row, "client.id", "client.other_id", "client.name", "client.first", "client.last", "goal.id",
		"goal.title", "goal.text", "session.day", "session.id", "point.id", "session.note") {
		return false
	}
	for _, text := range textsOf(row) {
		if _, ok := readNumber(strings.TrimSuffix(normal(text), "%")); !ok {
			return false
		}
	}
	return len(textsOf(row)) > 0
}

// hasText reports whether one of the fields has a cell with a text.
func (r *rowReader) hasText(row Row, fields ...string) bool {
	for _, f := range fields {
		for _, i := range r.l.at[f] {
			if i < len(row.Cells) && strings.TrimSpace(row.Cells[i].Text) != "" {
				return true
			}
		}
	}
	return false
}
