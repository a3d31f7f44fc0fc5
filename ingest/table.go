package ingest

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// headerRows is how many rows may stand above a header.
const headerRows = 60

var errEnough = errors.New("enough rows were seen")

// readTables reads every sheet that a mapping fits.
func (in *intake) readTables(sheets []sheet) error {
	var missed []miss
	var used []string
	fits := 0
	for _, s := range sheets {
		l, m, err := in.learn(s)
		if err != nil {
			return err
		}
		if l == nil {
			missed = append(missed, m)
			continue
		}
		fits++
		in.notes(s, l)
		if !slices.Contains(used, l.mapping.Name) {
			used = append(used, l.mapping.Name)
		}
		if err := in.readSheet(s, l); err != nil {
			return err
		}
	}
	in.report.Mapping = strings.Join(used, ", ")
	if fits == 0 {
		in.refuseTables(missed)
		return nil
	}
	for _, m := range missed {
		if m.rows > 0 {
			in.note(fmt.Sprintf("sheet %q was not read: no mapping fits it (%d rows)", m.sheet, m.rows))
		}
	}
	return nil
}

// notes lists what was guessed of a sheet.
func (in *intake) notes(s sheet, l *layout) {
	for _, n := range s.notes {
		in.note(n)
	}
	if s.hidden {
		in.note(fmt.Sprintf("sheet %q is hidden in the workbook and was read", s.name))
	}
	var unused []string
	for i, c := range l.columns {
		if c != "" && !l.knows(i) && (l.mapping.Group == "" || i != l.group) {
			unused = append(unused, c+in.like(l, c))
		}
	}
	if len(unused) > 0 {
		in.note("columns that mapping " + l.mapping.Name + " does not know, and that were not used: " + strings.Join(unused, ", "))
	}
}

// like names the header of the mapping that an unknown one resembles.
func (in *intake) like(l *layout, header string) string {
	for _, c := range l.mapping.Columns {
		if _, there := l.byHeader[fold(c.Header)]; !there && distance(fold(c.Header), fold(header)) <= 1 {
			return fmt.Sprintf(" (did the export mean %q?)", c.Header)
		}
	}
	return ""
}

// knows reports whether the mapping names the column, wanted or not.
func (l *layout) knows(position int) bool {
	header := fold(l.columns[position])
	return slices.ContainsFunc(l.mapping.Columns, func(c Column) bool { return fold(c.Header) == header })
}

// learn reads a sheet once: where its header is, which mapping fits, in which
// order days are written. A nil layout: no mapping fits, and why.
func (in *intake) learn(s sheet) (*layout, miss, error) {
	var top []Row
	err := s.rows(in.ctx, func(row Row) error {
		top = append(top, cloneRow(row))
		if len(top) == headerRows {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, miss{}, err
	}
	l, m := findLayout(s, top, in.options.Mappings)
	if l == nil {
		return nil, m, nil
	}
	return l, miss{}, in.learnColumns(s, l)
}

// cloneRow copies a row that its reader will overwrite.
func cloneRow(row Row) Row {
	row.Cells = slices.Clone(row.Cells)
	return row
}

// miss is a sheet that no mapping fits.
type miss struct {
	sheet   string
	rows    int // with text, among the first
	row     int // the row that comes nearest to a header
	headers []string
	nearest *Mapping
	lacks   []string // headers that the nearest mapping needs and the sheet has not
}

// findLayout finds the header row and the mapping that fits it best: the
// first row that holds all that a mapping needs; of several mappings the one
// that knows most of its columns. A header may stand in two rows, the upper
// one with merged cells.
func findLayout(s sheet, top []Row, mappings []Mapping) (*layout, miss) {
	m := miss{sheet: s.name}
	folded := foldMappings(s, mappings)
	bestShare := 0.0
	for i, row := range top {
		texts := textsOf(row)
		if len(texts) == 0 {
			continue
		}
		m.rows++
		candidates := [][]string{headerTexts(row)}
		if i+1 < len(top) && row.Number+1 == top[i+1].Number {
			candidates = append(candidates, joinHeaders(row, top[i+1]))
		}
		var fits *Mapping
		depth, most := 0, -1
		for d, headers := range candidates {
			there := foldSet(headers)
			if best, rank := bestMapping(folded, there); rank > most {
				fits, depth, most = best, d, rank
			}
			for _, f := range folded {
				lacks := f.lacking(there)
				if share := 1 - float64(len(lacks))/float64(max(1, len(f.needs))); share > bestShare {
					bestShare = share
					m.nearest, m.lacks, m.headers, m.row = f.m, lacks, nonEmpty(slices.Clone(headers)...), row.Number
				}
			}
		}
		if fits != nil {
			return newLayout(s, fits, candidates[depth], row.Number+depth), m
		}
		if m.headers == nil && len(texts) > 1 {
			m.headers, m.row = texts, row.Number
		}
	}
	return nil, m
}

// foldedMapping is a mapping with its headers made comparable.
type foldedMapping struct {
	m              *Mapping
	needs, columns []string
}

// foldMappings returns the mappings that may read the sheet.
func foldMappings(s sheet, mappings []Mapping) []foldedMapping {
	var all []foldedMapping
	for i := range mappings {
		m := &mappings[i]
		if m.Sheet != "" && s.name != "" && !strings.EqualFold(m.Sheet, s.name) {
			continue
		}
		f := foldedMapping{m: m}
		for _, h := range m.Needs {
			f.needs = append(f.needs, fold(h))
		}
		for _, c := range m.Columns {
			f.columns = append(f.columns, fold(c.Header))
		}
		all = append(all, f)
	}
	return all
}

// foldSet returns the headers made comparable.
func foldSet(headers []string) map[string]bool {
	there := map[string]bool{}
	for _, h := range headers {
		if h = fold(h); h != "" {
			there[h] = true
		}
	}
	return there
}

// lacking returns the headers that the mapping needs and that are not there.
func (f foldedMapping) lacking(there map[string]bool) []string {
	var all []string
	for i, need := range f.needs {
		if !there[need] {
			all = append(all, f.m.Needs[i])
		}
	}
	return all
}

// bestMapping returns the mapping that fits the headers and knows most of
// them, and its rank; a tie goes to the one that needs more, then to the
// first. nil and -1: none.
func bestMapping(mappings []foldedMapping, there map[string]bool) (best *Mapping, most int) {
	most = -1
	for _, f := range mappings {
		if len(f.lacking(there)) > 0 {
			continue
		}
		known := 0
		for _, c := range f.columns {
			known += boolInt(there[c])
		}
		if rank := 100*known + len(f.needs); rank > most {
			best, most = f.m, rank
		}
	}
	return best, most
}

// textsOf returns the trimmed texts of a row that are not blank.
func textsOf(row Row) []string {
	var all []string
	for _, c := range row.Cells {
		if text := strings.TrimSpace(c.Text); text != "" && c.Filled == Own {
			all = append(all, text)
		}
	}
	return all
}

// headerTexts returns the headers that a row would give.
func headerTexts(row Row) []string {
	headers := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		headers[i] = headerText(c.Text)
	}
	return headers
}

// headerText joins the lines of a header; what is too long for one is cut.
func headerText(text string) string {
	const most = 300
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	return strings.Join(strings.Fields(text), " ")
}

// joinHeaders joins a header in two rows: "Score" above "Correct" and "Trials"
// gives "Score Correct" and "Score Trials". A lower cell alone stays.
func joinHeaders(upper, lower Row) []string {
	headers := make([]string, max(len(upper.Cells), len(lower.Cells)))
	for i := range headers {
		var parts []string
		if i < len(upper.Cells) {
			parts = append(parts, headerText(upper.Cells[i].Text))
		}
		if i < len(lower.Cells) && lower.Cells[i].Filled != FilledDown {
			parts = append(parts, headerText(lower.Cells[i].Text))
		}
		headers[i] = strings.TrimSpace(strings.Join(parts, " "))
	}
	return headers
}

// newLayout binds the columns of a sheet to the fields of a mapping. Of two
// columns with one header the first counts; the other is not used.
func newLayout(s sheet, m *Mapping, headers []string, row int) *layout {
	l := &layout{
		mapping: m, sheet: s.name, header: row, columns: headers,
		at: map[string][]int{}, byHeader: map[string]int{}, shares: map[int]scale{},
	}
	for i, h := range headers {
		if _, twice := l.byHeader[fold(h)]; !twice && fold(h) != "" {
			l.byHeader[fold(h)] = i
		}
	}
	for _, c := range m.Columns {
		if i, ok := l.byHeader[fold(c.Header)]; ok && c.Field != Ignore {
			l.at[c.Field] = append(l.at[c.Field], i)
		}
	}
	if m.Group != "" {
		l.group = len(l.columns)
		l.columns = append(slices.Clone(l.columns), "group row")
		l.at[m.Group] = append(l.at[m.Group], l.group)
	}
	return l
}

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

// refuseTables lists that no mapping fits any sheet, with the nearest one.
func (in *intake) refuseTables(missed []miss) {
	if len(missed) == 0 {
		in.problem(in.fileProblem("file.empty", "holds no sheet with cells", "export it again"))
		return
	}
	best := slices.MaxFunc(missed, func(a, b miss) int {
		return (len(b.lacks) - len(a.lacks)) + 1000*(boolInt(a.nearest != nil)-boolInt(b.nearest != nil)) + len(a.headers) - len(b.headers)
	})
	p := in.fileProblem("file.no-mapping", "has columns that no mapping fits", "write a mapping for it that says what each column is")
	p.Sheet, p.Row = best.sheet, best.row
	p.Found = shorten(strings.Join(best.headers, ", "))
	switch {
	case best.rows == 0:
		p.Code, p.Wrong, p.Do = "file.empty", "holds no rows", "export it again"
	case best.nearest != nil:
		unknown := best.unknown()
		p.Wrong += fmt.Sprintf("; the nearest is %s, which also needs %s", best.nearest.Name, quotedList(best.lacks))
		if len(unknown) > 0 {
			p.Wrong += "; it does not know " + quotedList(unknown)
		}
	}
	in.problem(p)
}

// unknown returns the headers that the nearest mapping does not know.
func (m miss) unknown() []string {
	var all []string
	for _, h := range m.headers {
		if !slices.ContainsFunc(m.nearest.Columns, func(c Column) bool { return fold(c.Header) == fold(h) }) {
			all = append(all, shorten(h))
		}
	}
	return all[:min(len(all), 20)]
}

// quotedList writes texts in quotes, parted by commas.
func quotedList(texts []string) string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = fmt.Sprintf("%q", t)
	}
	return strings.Join(all, ", ")
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

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
	if row.Number > r.l.header && !row.Broken {
		if row.Hidden {
			r.hidden++
		}
		r.shape(&row)
	}
	switch reason := r.reason(row); {
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
		return nil
	}
	return r.in.take(r.l, row)
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
// cell is no "Total".
func (r *rowReader) named(row Row) bool {
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
