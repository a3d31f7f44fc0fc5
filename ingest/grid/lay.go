package grid

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// mostLines is how many rows may stand above the first header.
const mostLines = 60

var (
	totalText = regexp.MustCompile(`(?i)^(?:(?:grand|sub|overall|class|group|weekly|monthly|quarterly|running|session|row|column)[ \-]?)?(?:totals?|subtotals?|sums?|averages?|avgs?|means?|medians?|overall|# ?(?:of )?(?:sessions?|days?)|sessions? count|days? count)(?:\s*(?:[:.]|score|percent|percentage|accuracy|%|\(%\)|to date|so far|correct|for (?:the )?(?:day|week|month|quarter|period|date|session)|of (?:all|last|the last) .*))*\s*$`)
	noteText  = regexp.MustCompile(`(?i)^(?:notes?|comments?|remarks?|observations?|notes?\s*/\s*comments?|comments?\s*/\s*notes?|anecdotal(?: notes?)?|teacher notes?|therapist notes?)\s*:?$`)
	footText  = regexp.MustCompile(`(?i)^(?:key|legend|notes?|scoring|codes?|page \d+|printed|\*)\b?\s*[:*=\-]`)
)

// role is what a column of a table holds.
type role int

const (
	roleNone role = iota // nothing that can be told
	roleKey              // what a row is about
	roleCell             // results
	roleEdge             // totals and notes
)

// column is one column of a table.
type column struct {
	role  role
	head  string // as a person reads it
	name  string // of the column of the rows: of a key its header, of a result its part
	group int    // cells of one result share it
	goal  string
	day   string // as it is read
	why   Why
}

// label is what a line above a table says of it.
type label struct {
	name   string
	cell   sheet.Cell
	row    sheet.Row // in which it stands
	column int
}

// block is one table of a sheet. Numbers are places among its rows.
type block struct {
	top, bottom, end int
	lines            []int
	columns          []column
	labels           []label
	groups           int
	texts            bool // the lower row of the header has the goals' texts
}

// layer lays out one sheet.
type layer struct {
	rows  []sheet.Row
	file  string
	shape Shape
	words Words
	out   Table

	blocks []block
	at     map[string]int // column of the rows, by folded header
}

// Lay lays out a sheet of which these are the rows, all of them or the first.
// The file's name may tell the year.
func Lay(s sheet.Table, rows []sheet.Row, file string, shape Shape, w Words) Table {
	l := &layer{rows: rows, file: file, shape: shape, words: w, at: map[string]int{}}
	l.out.Table = s
	l.out.HiddenColumns = nil
	if shape.skips(s.Name) {
		return l.out
	}
	l.find()
	if len(l.blocks) == 0 {
		return l.out
	}
	l.out.Found, l.out.Blocks, l.out.Top = true, len(l.blocks), rows[l.blocks[0].top].Number
	for i := range l.blocks {
		l.nameLines(&l.blocks[i])
		l.nameColumns(&l.blocks[i])
	}
	l.partNames()
	l.union()
	_ = l.each(func(sheet.Row) error { return nil }, true)
	l.out.heads, l.out.isHead, l.out.isLine = l.headsOf, l.isHead, l.isLine
	l.out.Rows = func(ctx context.Context, f func(sheet.Row) error) error {
		return l.each(func(r sheet.Row) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return f(r)
		}, false)
	}
	return l.out
}

// skips reports whether a sheet is not read, by its name.
func (s Shape) skips(name string) bool {
	return slices.ContainsFunc(s.Skip, func(one string) bool { return strings.EqualFold(strings.TrimSpace(one), strings.TrimSpace(name)) })
}

// find finds the headers of the tables, and where each ends.
func (l *layer) find() {
	for i := 0; i < len(l.rows); i++ {
		b, is := l.headerAt(i)
		if !is {
			if len(l.blocks) == 0 && i >= mostLines {
				return
			}
			continue
		}
		l.blocks = append(l.blocks, b)
		i = b.bottom
		if l.shape.Across != Days {
			break // one table on a sheet
		}
	}
	for n := range l.blocks {
		b := &l.blocks[n]
		b.end = len(l.rows)
		if n+1 < len(l.blocks) {
			b.end = l.linesAbove(&l.blocks[n+1], b)
		}
	}
	if len(l.blocks) > 0 {
		for i := range l.blocks[0].top {
			l.blocks[0].lines = append(l.blocks[0].lines, i)
		}
	}
}

// headerAt returns the table whose header is the row, with the row above or
// below it where it stands in two.
func (l *layer) headerAt(i int) (block, bool) {
	b := block{top: i, bottom: i}
	switch l.shape.Across {
	case Days:
		if !l.isDayHeader(i) {
			return b, false
		}
		if l.monthsAbove(i) || l.goalsAbove(i) {
			b.top = i - 1
		}
		if l.partsBelow(i) {
			b.bottom = i + 1
		}
	case Goals:
		if !l.isHeader(i) {
			return b, false
		}
		switch {
		case l.goalsOverParts(i):
			b.top = i - 1
		case l.partsBelow(i):
			b.bottom = i + 1
		case l.textsBelow(i):
			b.bottom, b.texts = i+1, true
		}
	default:
		return b, l.isHeader(i)
	}
	return b, true
}

// isHeader reports whether a row holds the headers of a table whose headers
// are no days.
func (l *layer) isHeader(i int) bool {
	var below *sheet.Row
	if l.follows(i + 1) {
		below = &l.rows[i+1]
	}
	return !l.rows[i].Broken && l.words.IsHeader(l.rows[i], below)
}

// follows reports whether row i stands directly below row i-1.
func (l *layer) follows(i int) bool {
	return i > 0 && i < len(l.rows) && l.rows[i-1].Number+1 == l.rows[i].Number
}

// headText returns the text of a header's cell; "" where it is another's.
func headText(r sheet.Row, c int) string {
	if c < 0 || c >= len(r.Cells) {
		return ""
	}
	return strings.Join(strings.Fields(strings.ToValidUTF8(cut(r.Cells[c].Text), "")), " ")
}

// ownText is headText of a cell that is not filled from a merged one.
func ownText(r sheet.Row, c int) string {
	if c < 0 || c >= len(r.Cells) || r.Cells[c].Filled != sheet.Own {
		return ""
	}
	return headText(r, c)
}

func cut(text string) string {
	const most = 300
	return text[:min(len(text), most)]
}

// isDayHeader reports whether a row is a header with days: several in the
// order of the calendar, or one beside a header that is known.
func (l *layer) isDayHeader(i int) bool {
	r := l.rows[i]
	if r.Broken {
		return false
	}
	var days []headDay
	known, unknown, certain, others, seconds := false, false, true, 0, map[int]bool{}
	for c := range r.Cells {
		text := ownText(r, c)
		if text == "" {
			continue
		}
		d, is := l.dayAt(i, c)
		switch {
		case is:
			days = append(days, d)
			certain = certain && (d.text != "" || d.year != "" || d.month > 0)
			seconds[d.second] = true
		case isValue(r.Cells[c]):
			others++
		default:
			is := l.words.IsKnown(text) || isEdge(text)
			known, unknown = known || is, unknown || !is
		}
	}
	first := ""
	for c := range r.Cells {
		if first = ownText(r, c); first != "" {
			break
		}
	}
	anew := len(l.blocks) > 0
	switch {
	case len(days) == 0 || others > 0 || !inOneForm(days) || !l.hasNamesBefore(i) || l.isOfDays(i):
		return false
	case len(days) == 1: // beside others it may be a birth date
		return known && certain && !unknown && (anew || l.namesRow(r))
	case !inOrder(days):
		return false
	case anew:
		return known || certain || l.isAgain(r)
	}
	if known {
		return true
	}
	return len(seconds) > 1 && sameYears(days) && !holdsCodes(r) && !l.isBelowHeader(i) || certain && !l.isBelowHeader(i)
}

// sameYears reports whether all days of a header name a year, or none does.
func sameYears(days []headDay) bool {
	with := 0
	for _, d := range days {
		if d.year != "" || d.text != "" {
			with++
		}
	}
	return with == 0 || with == len(days)
}

// holdsCodes reports whether a row holds ids, as no header does.
func holdsCodes(r sheet.Row) bool {
	return slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool {
		return c.Filled == sheet.Own && sheet.ClassOf(c.Text)&sheet.CodeClass != 0
	})
}

// isBelowHeader reports whether a row above this one is a header of another
// kind: two texts or more, most of which exports are known to have.
func (l *layer) isBelowHeader(i int) bool {
	for n := range i {
		if n == i-1 && (l.monthsAbove(i) || l.goalsAbove(i)) {
			continue
		}
		known, all := 0, 0
		for _, text := range ownTexts(l.rows[n]) {
			all++
			if l.words.IsKnown(text) {
				known++
			}
		}
		if known >= 2 && 2*known >= all {
			return true
		}
	}
	return false
}

// hasNamesBefore reports whether something stands to the left of the first day
// of a row, in the row or in those below it: a row that begins with a day is
// one of results.
func (l *layer) hasNamesBefore(i int) bool {
	first := 0
	for ; first < len(l.rows[i].Cells); first++ {
		if _, is := l.dayAt(i, first); is && ownText(l.rows[i], first) != "" {
			break
		}
	}
	const below = 6
	for n := i; n < min(len(l.rows), i+below); n++ {
		for c := range min(first, len(l.rows[n].Cells)) {
			if ownText(l.rows[n], c) != "" {
				return true
			}
		}
	}
	return false
}

// inOneForm reports whether days are all written in numbers, or all as dates
// or words: a date beside "3/10" is a day and a result.
func inOneForm(days []headDay) bool {
	dates, numbers := 0, 0
	for _, d := range days {
		switch {
		case d.text != "":
			dates++
		case d.sign != "" && d.year == "":
			numbers++
		}
	}
	return dates == 0 || numbers == 0
}

// near is how many rows above and below a row tell what it is.
const near = 7

// isOfDays reports whether days stand above or below the days of a row, or
// other texts between them: it is a row of an ordinary table.
func (l *layer) isOfDays(i int) bool {
	r, first, last := l.rows[i], -1, -1
	filled, below := 0, 0
	for c := range r.Cells {
		if _, is := l.dayAt(i, c); !is || ownText(r, c) == "" {
			continue
		}
		if last = c; first < 0 {
			first = c
		}
		for n := max(0, i-near); n < min(len(l.rows), i+near+1); n++ {
			if n == i {
				continue
			}
			text := ownText(l.rows[n], c)
			again := text == ownText(r, c) && n != i-1 && n != i+1 // the header of another table
			if again || !strings.ContainsAny(text, "0123456789") {
				continue
			}
			filled++
			if d, is := readDay(l.rows[n].Cells[c], l.out.From04); is && (d.text != "" || d.year != "") {
				below++
			}
		}
	}
	for c := first + 1; c < last; c++ {
		text := ownText(r, c)
		if _, is := l.dayAt(i, c); text != "" && !is && !isEdge(text) && !l.words.IsPart(text) {
			return true
		}
	}
	return 2*below > filled
}

// namesRow reports whether a header says what the rows below it are about.
func (l *layer) namesRow(r sheet.Row) bool {
	for c := range r.Cells {
		if text := ownText(r, c); text != "" && l.words.IsAbout(text) {
			return true
		}
	}
	return false
}

// isAgain reports whether the row begins as the header of the table above it.
func (l *layer) isAgain(r sheet.Row) bool {
	last := l.blocks[len(l.blocks)-1]
	for c := range r.Cells {
		if text := ownText(r, c); text != "" {
			return value.FoldHeader(text) == value.FoldHeader(headText(l.rows[last.bottom], c))
		}
	}
	return false
}

// isValue reports whether a cell of a header is a number or a percent, as no
// header is.
func isValue(c sheet.Cell) bool {
	text := strings.TrimSuffix(value.Normal(c.Text), "%")
	_, ok := value.Number(text)
	return ok && text != "" && strings.ContainsAny(text, "0123456789")
}

// dayAt returns the day above a column: in the cell, or a number in it below a
// month.
func (l *layer) dayAt(i, c int) (headDay, bool) {
	r := l.rows[i]
	if d, is := readDay(r.Cells[c], l.out.From04); is {
		return d, true
	}
	n, ok := value.Whole(r.Cells[c].Text)
	if !ok || n < 1 || n > 31 || !l.follows(i) {
		return headDay{}, false
	}
	up := l.rows[i-1]
	for k := min(c, len(up.Cells)-1); k >= 0; k-- {
		text := headText(up, k)
		if text == "" {
			continue
		}
		if m := monthText.FindStringSubmatch(text); m != nil && monthOf(m[1]) > 0 {
			return headDay{month: monthOf(m[1]), day: n, year: strings.TrimPrefix(m[2], "'")}, true
		}
		return headDay{}, false
	}
	return headDay{}, false
}

// monthsAbove reports whether the row above names the months of its days.
func (l *layer) monthsAbove(i int) bool {
	for c := range l.rows[i].Cells {
		if _, own := readDay(l.rows[i].Cells[c], l.out.From04); own {
			continue
		}
		if _, is := l.dayAt(i, c); is && ownText(l.rows[i], c) != "" {
			return true
		}
	}
	return false
}

// inOrder reports whether days follow one another, read month first or day
// first, from one year into the next too.
func inOrder(days []headDay) bool {
	for _, dayFirst := range []bool{false, true} {
		texts, down, ok := make([]int, len(days)), 0, true
		for i, d := range days {
			month, day := d.month, d.day
			switch {
			case d.text != "":
				month, day = atoi(d.text[5:7]), atoi(d.text[8:10])
			case d.sign != "" && dayFirst:
				month, day = d.second, d.first
			case d.sign != "":
				month, day = d.first, d.second
			}
			ok = ok && month >= 1 && month <= 12 && day >= 1 && day <= 31
			texts[i] = 100*month + day
			if i > 0 && texts[i] < texts[i-1] {
				down++
			}
		}
		if ok && (down <= 1+len(days)/8 || certainDays(days) || repeats(texts)) {
			return true
		}
	}
	return false
}

// certainDays reports whether every day says its year, or its month by a word.
func certainDays(days []headDay) bool {
	return !slices.ContainsFunc(days, func(d headDay) bool { return d.text == "" && d.year == "" && d.month == 0 })
}

// repeats reports whether the same days stand there several times, one set for
// each goal.
func repeats(days []int) bool {
	for n := 1; n <= len(days)/2; n++ {
		if len(days)%n == 0 && slices.Equal(days[:len(days)-n], days[n:]) {
			return true
		}
	}
	return false
}

// goalsAbove reports whether the row above a header of days names goals over
// them.
func (l *layer) goalsAbove(i int) bool {
	if !l.follows(i) {
		return false
	}
	named, over, first := 0, true, true
	for c := range l.rows[i].Cells {
		text := ownText(l.rows[i-1], c)
		_, day := l.dayAt(i, c)
		if !day {
			continue
		}
		if first && headText(l.rows[i-1], c) == "" {
			over = false // the first days stand below nothing
		}
		first = false
		if text == "" {
			continue
		}
		if _, isDay := readDay(l.rows[i-1].Cells[c], l.out.From04); isDay || isValue(l.rows[i-1].Cells[c]) {
			return false
		}
		named++
	}
	return over && named >= 2
}

// partsBelow reports whether the row below a header names the parts of what
// stands in it: "Correct" and "Trials".
func (l *layer) partsBelow(i int) bool {
	if !l.follows(i + 1) {
		return false
	}
	below, parts := l.rows[i+1], 0
	for c := range below.Cells {
		text := ownText(below, c)
		if text == "" {
			continue
		}
		if l.isSpread(i, l.left(i, c)) {
			if !l.words.IsPart(text) || isValue(below.Cells[c]) {
				return false
			}
			parts++
		} else if !l.words.IsKnown(text) {
			return false
		}
	}
	return parts >= 2
}

// textsBelow reports whether the row below a header of goals has the text of
// each goal: a sentence, where results would stand.
func (l *layer) textsBelow(i int) bool {
	if !l.follows(i + 1) {
		return false
	}
	below, texts := l.rows[i+1], 0
	for c := range below.Cells {
		text := ownText(below, c)
		_, isDay := readDay(below.Cells[c], l.out.From04)
		switch {
		case text == "":
		case isDay || isValue(below.Cells[c]):
			return false
		case !l.isSpread(i, c):
		case len(strings.Fields(text)) < 3:
			return false
		default:
			texts++
		}
	}
	return texts > 0
}

// left returns the column at or before c with a header of its own.
func (l *layer) left(i, c int) int {
	for k := c; k >= 0; k-- {
		if ownText(l.rows[i], k) != "" {
			return k
		}
	}
	return -1
}

// isSpread reports whether the column's header is a day, or a goal where those
// stand across.
func (l *layer) isSpread(i, c int) bool {
	text := headText(l.rows[i], c)
	if text == "" {
		return false
	}
	if l.shape.Across == Goals {
		return !l.words.IsKey(text) && !isEdge(text)
	}
	_, is := l.dayAt(i, c)
	return is
}

// goalsOverParts reports whether the row names parts of results, below a row
// that names the goals.
func (l *layer) goalsOverParts(i int) bool {
	if !l.follows(i) {
		return false
	}
	parts := 0
	for c := range l.rows[i].Cells {
		text := ownText(l.rows[i], c)
		if text == "" {
			continue
		}
		over := l.left(i-1, c)
		switch {
		case over >= 0 && l.words.IsPart(text) && !l.words.IsKey(headText(l.rows[i-1], over)):
			parts++
		case ownText(l.rows[i-1], c) != "":
			return false
		}
	}
	return parts >= 2
}

func isEdge(text string) bool { return totalText.MatchString(text) || noteText.MatchString(text) }

// linesAbove finds the lines that belong to a further table, and returns where
// the table above it ends.
func (l *layer) linesAbove(b, before *block) int {
	i := b.top
	for i-1 > before.bottom {
		r := l.rows[i-1]
		if texts := len(ownTexts(r)); texts > 3 || l.holdsResults(before, r) {
			break
		}
		if len(ownTexts(r)) == 0 && len(b.lines) > 0 {
			break
		}
		i--
		if len(ownTexts(r)) > 0 {
			b.lines = append([]int{i}, b.lines...)
		}
	}
	return i
}

// holdsResults reports whether a row has a cell below a day of the table.
func (l *layer) holdsResults(b *block, r sheet.Row) bool {
	first := len(r.Cells)
	for c := range l.rows[b.bottom].Cells {
		if l.isSpread(b.bottom, c) || b.top < b.bottom && l.isSpread(b.top, c) {
			first = c
			break
		}
	}
	for c := first; c < len(r.Cells); c++ {
		if ownText(r, c) != "" {
			return true
		}
	}
	return false
}

func ownTexts(r sheet.Row) []string {
	var all []string
	for c := range r.Cells {
		if text := ownText(r, c); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// nameLines reads what the lines above a table say of it: "Child: Mia Lopez" in
// one cell or in two, or a line of one text.
func (l *layer) nameLines(b *block) {
	for _, i := range b.lines {
		r := l.rows[i]
		for c := 0; c < len(r.Cells); c++ {
			text := ownText(r, c)
			if text == "" {
				continue
			}
			name, rest, colon := strings.Cut(text, ":")
			name = strings.TrimSpace(name)
			next := nextText(r, c)
			switch {
			case colon && strings.TrimSpace(rest) != "" && l.words.IsKnown(name):
				l.add(b, name+above, r, c, at(r, c, strings.TrimSpace(rest), name))
			case next > 0 && l.words.IsKnown(name) && (colon && strings.TrimSpace(rest) == "" || !colon) && !l.words.IsKnown(ownText(r, next)):
				cell := at(r, next, r.Cells[next].Text, name)
				cell.Format = r.Cells[next].Format
				l.add(b, name+above, r, next, cell)
				c = next
			case len(ownTexts(r)) == 1 && !colon && isNameLike(text) && !l.words.IsKnown(text):
				l.add(b, LineColumn, r, c, at(r, c, text, ""))
			default:
				l.unused(r, c, "", IsTitle)
			}
		}
	}
}

// at is a cell that says where it stands.
func at(r sheet.Row, c int, text, name string) sheet.Cell {
	place := letters(c) + strconv.Itoa(r.Number)
	if name != "" {
		place += " (" + name + ")"
	}
	return sheet.Cell{Text: text, At: place}
}

// nextText returns the next column with a text, 0 none.
func nextText(r sheet.Row, c int) int {
	for k := c + 1; k < len(r.Cells); k++ {
		if ownText(r, k) != "" {
			return k
		}
	}
	return 0
}

var nameLike = regexp.MustCompile(`^\p{Lu}[\p{L}'’.\-]*(?:,?\s+\p{Lu}[\p{L}'’.\-]*){0,3}$`)

func isNameLike(text string) bool { return nameLike.MatchString(text) }

// add adds a label that stands in a cell, the first of its name.
func (l *layer) add(b *block, name string, r sheet.Row, c int, cell sheet.Cell) {
	if slices.ContainsFunc(b.labels, func(o label) bool { return value.FoldHeader(o.name) == value.FoldHeader(name) }) {
		l.unused(r, c, "", IsTitle)
		return
	}
	b.labels = append(b.labels, label{name, cell, r, c})
}

// unused lists a cell once.
func (l *layer) unused(r sheet.Row, c int, head string, why Why) {
	l.out.Unused = append(l.out.Unused, Unused{Row: r.Number, Column: c, Header: head, Text: r.Cells[c].Text, Why: why})
}

// letters names a column as a spreadsheet does.
func letters(c int) string {
	name := ""
	for c++; c > 0; c = (c - 1) / 26 {
		name = string(rune('A'+(c-1)%26)) + name
	}
	return name
}

// yearOf finds out of which year the days of a table are.
func (l *layer) yearOf(b *block) pin {
	var texts []string
	for _, i := range b.lines {
		texts = append(texts, ownTexts(l.rows[i])...)
	}
	if b.top > 0 && len(b.lines) == 0 {
		texts = append(texts, ownTexts(l.rows[l.blocks[0].top])...)
	}
	for c := range l.rows[b.bottom].Cells {
		if !l.isSpread(b.bottom, c) {
			texts = append(texts, headText(l.rows[b.bottom], c))
		}
	}
	p := pinOf(append(texts, l.out.Name, strings.ReplaceAll(l.file, "_", " "))...)
	return cmp.Or(p, pin{year: l.shape.Year})
}
