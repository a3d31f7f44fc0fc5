package ingest

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"milepost/ingest/grid"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

var (
	totalRow  = regexp.MustCompile(`^(?i)(grand |sub|sub-|overall |report )?(totals?|sum|averages?|avg|mean|count|subtotals?)\b`)
	footerRow = regexp.MustCompile(`^(?i)(page \d+( of \d+)?$|confidential|printed|generated|exported|run (on|date)|report (date|run)|end of (report|file)|displaying \d+|showing \d+|copyright|©|\*{3,}|-{3,}|={3,}|\d+ (rows?|records?)\b)`)
)

// readSheet turns the rows below the header into records.
func (in *intake) readSheet(s sheet.Table, l *layout) error {
	if len(l.mapping.Gather.By) > 0 {
		in.groups = &gathering{groups: map[string]*group{}}
	}
	r := &rowReader{in: in, l: l}
	err := s.Rows(in.ctx, r.row)
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
	group  sheet.Cell   // of the last group row
	above  []sheet.Cell // of the last data row, for columns that repeat
}

// row counts one row of the sheet, whatever it is.
func (r *rowReader) row(row sheet.Row) error {
	if row.Number == r.l.header {
		return nil
	}
	r.mend(&row)
	misfit := r.misfit(row)
	if row.Number > r.l.header && !row.Broken {
		if row.Hidden {
			r.hidden++
		}
		r.shape(&row)
	}
	switch reason := r.reason(row); {
	case reason == "footer":
		r.checkCut(row)
		r.in.stated(strings.Join(textsOf(row), " "), r.in.titleDays(r.l, false))
		r.in.skip(reason)
		return nil
	case reason == "group":
		r.group = sheet.Cell{Text: textsOf(row)[0], Column: "group row", Filled: sheet.FilledDown}
		r.in.skip(reason)
		return nil
	case reason != "":
		r.in.skip(reason)
		return nil
	}
	if misfit != nil {
		r.refuse(row, misfit)
		return nil
	}
	if c, is := r.garbled(row); is {
		r.in.refuse(r.l, row, c, &value.Flaw{
			Code: "cell.letters", Wrong: "holds letters that were lost when the file was saved", Next: record.ToExportAgain("as CSV UTF-8"),
		})
		return nil
	}
	return r.in.take(r.l, row, r.l.mapping.Gives)
}

// misfit tells why no cell of a row of a text file can be trusted to stand
// under its header; nil where each can.
func (r *rowReader) misfit(row sheet.Row) *value.Flaw {
	if row.Broken {
		return &value.Flaw{Code: "row.quote", Wrong: "opens a quote and never closes it", Next: record.ToAdvise("close the quote, or write it twice")}
	}
	return r.l.widths.misfit(row)
}

// garbled returns a cell that is read and holds letters that nobody wrote.
func (r *rowReader) garbled(row sheet.Row) (sheet.Cell, bool) {
	for i, c := range row.Cells {
		if (c.Format == sheet.AsGarbled || strings.ContainsRune(c.Text, utf8.RuneError)) && r.l.reads(i) {
			return c, true
		}
	}
	return sheet.Cell{}, false
}

// reads reports whether the column fills a field.
func (l *layout) reads(position int) bool {
	for _, columns := range l.at {
		if slices.Contains(columns, position) {
			return true
		}
	}
	return false
}

// refuse lists a row of which nothing is used, and keeps it as one line, so
// that nothing of it is used either where it comes back as it was.
func (r *rowReader) refuse(row sheet.Row, bad *value.Flaw) {
	row.Cells = []sheet.Cell{{Text: line(row)}}
	r.in.refuse(r.l, row, row.Cells[0], bad)
}

// refuse lists and keeps a row of which nothing is used, for one of its cells.
func (in *intake) refuse(l *layout, row sheet.Row, c sheet.Cell, bad *value.Flaw) {
	v := &values{in: in, l: l, row: row, gives: l.mapping.Gives}
	v.lose()
	v.fail(c, bad)
	in.bad(v.problems...)
	in.reject(v, v.problems)
}

// shownRows is the line by which some programs say how much of a list they show.
var shownRows = regexp.MustCompile(`^(?i)(?:displaying|showing)\s+(?:\d+\s*(?:-|–|to)\s*)?(\d+)\s+of\s+(\d+)`)

// checkCut lists that an export holds one page of a longer list only: some
// programs export what the screen shows.
//
// Source: domain facts 8.1 (TheraNest, Jane).
func (r *rowReader) checkCut(row sheet.Row) {
	text := textsOf(row)[0]
	m := shownRows.FindStringSubmatch(text)
	if m == nil || atoi(m[1]) >= atoi(m[2]) {
		return
	}
	p := r.in.fileProblem("file.cut", fmt.Sprintf("shows %s of %s rows: the rest is not in the file", m[1], m[2]),
		record.ToAdvise("show all rows on one page in the program that made it, and export it again"))
	p.Sheet, p.Row, p.Found = row.Sheet, row.Number, value.Shorten(text)
	r.in.problem(p)
}

// shape names the cells of a row, and fills or empties those that a merged or
// group cell speaks for. A score is never taken from another row.
func (r *rowReader) shape(row *sheet.Row) {
	if len(row.Cells) > len(r.l.columns) {
		row.Cells = row.Cells[:max(len(r.l.columns), lastText(row.Cells)+1)]
	}
	for i := range row.Cells {
		c := &row.Cells[i]
		if i < len(r.l.columns) {
			c.Column = cmp.Or(c.At, r.l.columns[i])
		}
		if c.Filled == sheet.FilledRight || c.Filled == sheet.FilledDown && r.l.isScore(i) {
			*c = sheet.Cell{Column: c.Column}
		}
	}
	if r.l.mapping.Group != "" && len(textsOf(*row)) > 1 {
		for len(row.Cells) <= r.l.group {
			row.Cells = append(row.Cells, sheet.Cell{})
		}
		row.Cells[r.l.group] = r.group
	}
	for _, header := range r.l.mapping.Fill {
		i, ok := r.l.byHeader[value.FoldHeader(header)]
		if !ok || len(textsOf(*row)) < 2 {
			continue
		}
		for len(row.Cells) <= i {
			row.Cells = append(row.Cells, sheet.Cell{})
		}
		if strings.TrimSpace(row.Cells[i].Text) == "" && i < len(r.above) {
			row.Cells[i] = r.above[i]
			row.Cells[i].Filled = sheet.FilledDown
		}
	}
	if len(r.l.mapping.Fill) > 0 && len(textsOf(*row)) > 1 {
		r.above = slices.Clone(row.Cells)
	}
}

// lastText returns the place of the last cell with a text, -1 none.
func lastText(cells []sheet.Cell) int {
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
func (r *rowReader) reason(row sheet.Row) string {
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
	case row.Origin != nil && r.l.mapping.Shape.Across != grid.Nothing:
		return "" // totals and titles were told from results before
	case r.isHeader(row):
		return "header again"
	case len(texts) > 0 && totalRow.MatchString(texts[0]) && !r.named(row):
		return "total"
	case len(texts) > 0 && len(texts) <= 2 && footerRow.MatchString(texts[0]):
		return "footer"
	case row.Number == r.l.header+1 && areUnits(texts):
		return "units"
	case len(texts) == 1 && r.l.mapping.Group != "":
		return "group"
	case r.isSum(row):
		return "total"
	}
	return ""
}

// unitText is what a row of units below a header holds.
var unitText = regexp.MustCompile(`^(?i)\(?(?:min|mins|minutes|sec|secs|seconds|hours|hrs|inches|%|percent|#|mm/dd/yyyy|m/d/yyyy|mm/dd/yy|yyyy-mm-dd|hh:mm|y/n|yes/no|text|number|n)\)?$`)

// areUnits reports whether a row says no more than how its columns are written.
func areUnits(texts []string) bool {
	return len(texts) > 0 && !slices.ContainsFunc(texts, func(text string) bool { return !unitText.MatchString(text) })
}

// hasUnsaved reports whether a cell is a formula without a value.
func hasUnsaved(row sheet.Row) bool {
	return slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return c.Unsaved })
}

// isHeader reports whether the row repeats the header, as every page of some
// exports does.
func (r *rowReader) isHeader(row sheet.Row) bool {
	same := 0
	for i, c := range row.Cells {
		if text := strings.TrimSpace(c.Text); text != "" {
			if i >= len(r.l.columns) || value.FoldHeader(text) != value.FoldHeader(r.l.columns[i]) {
				return false
			}
			same++
		}
	}
	return same > 1
}

// named reports whether the row names a client and a day, so that its first
// cell is no "Total". A "Total" in the column of clients names none.
func (r *rowReader) named(row sheet.Row) bool {
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
func (r *rowReader) isSum(row sheet.Row) bool {
	if r.hasText(row, "client.id", "client.other_id", "client.name", "client.first", "client.last", "goal.id",
		"goal.title", "goal.text", "session.day", "session.id", "point.id", "session.note") {
		return false
	}
	for _, text := range textsOf(row) {
		if _, ok := value.Number(strings.TrimSuffix(value.Normal(text), "%")); !ok {
			return false
		}
	}
	return len(textsOf(row)) > 0
}

// hasText reports whether one of the fields has a cell with a text.
func (r *rowReader) hasText(row sheet.Row, fields ...string) bool {
	for _, f := range fields {
		for _, i := range r.l.at[f] {
			if i < len(row.Cells) && strings.TrimSpace(row.Cells[i].Text) != "" {
				return true
			}
		}
	}
	return false
}
