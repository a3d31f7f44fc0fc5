package ingest

import (
	"fmt"
	"regexp"
	"strings"

	"milepost/record"
)

// layout is what was learned of a table before its rows are read.
type layout struct {
	mapping  *Mapping
	sheet    string
	header   int              // number of the last header row
	columns  []string         // headers as a person reads them
	at       map[string][]int // field: positions of its columns
	byHeader map[string]int   // folded header: position
	days     []dayReader      // by position
	shares   map[int]scale    // percent columns, by position
	identity bool             // columns bear the names of fields
	group    int              // position of the column that group rows fill, where the mapping has one
}

// values reads the fields of one row and gathers its problems.
type values struct {
	in       *intake
	l        *layout
	row      Row
	at       map[string][]int
	problems []record.Problem
}

// identityOf maps the columns of a row that bear the names of fields.
func identityOf(row Row) map[string][]int {
	at := make(map[string][]int, len(row.Cells))
	for i, c := range row.Cells {
		at[c.Column] = append(at[c.Column], i)
	}
	return at
}

// source is where a fact of this row was read.
func (v *values) source(column string) record.Source {
	if v.row.Mended != nil {
		at := *v.row.Mended
		at.Column = column
		return at
	}
	return record.Source{
		Import: v.in.report.Import, File: v.in.file.Name, Sheet: v.row.Sheet, Row: v.row.Number, Column: column,
	}
}

// fail lists what is wrong with a cell, once.
func (v *values) fail(c Cell, bad *flaw) {
	for _, p := range v.problems {
		if p.Column == c.Column && p.Code == bad.code && p.Found == c.Text {
			return
		}
	}
	v.problems = append(v.problems, record.Problem{
		Source: v.source(c.Column), Code: bad.code, Found: shorten(c.Text), Wrong: bad.wrong, Do: bad.do,
	})
}

// shorten keeps what a person needs to find a cell by.
func shorten(text string) string {
	const most = 80
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}

// cell returns the first cell of the field that is not blank, else what the
// mapping makes or always says. False: the row says nothing of it. pos is the
// cell's position, -1 for one that is not in the file.
func (v *values) cell(field string) (c Cell, pos int, ok bool) {
	for _, i := range v.at[field] {
		if i >= len(v.row.Cells) {
			continue
		}
		c := v.row.Cells[i]
		if bad := unusable(c); bad != nil {
			v.fail(c, bad)
			continue
		}
		if strings.TrimSpace(c.Text) != "" {
			c.Text = v.word(field, c.Text)
			return c, i, c.Text != ""
		}
	}
	if text := v.made(field); text != "" {
		return Cell{Text: text, Column: field}, -1, true
	}
	if text := v.l.mapping.Always[field]; text != "" {
		return Cell{Text: text, Column: field}, -1, true
	}
	return Cell{}, -1, false
}

// word replaces a word of the export by ours, where the mapping names it.
func (v *values) word(field, text string) string {
	if table := v.l.mapping.Words[field]; table != nil {
		if ours, ok := table[foldWord(text)]; ok {
			return ours
		}
	}
	return text
}

// made fills the mapping's text for a field with cells of the row; "" where
// the mapping makes none or a cell is blank.
func (v *values) made(field string) string {
	form := v.l.mapping.Make[field]
	if form == "" {
		return ""
	}
	blank := false
	text := placeholder.ReplaceAllStringFunc(form, func(name string) string {
		value := v.header(name[1 : len(name)-1])
		blank = blank || value == ""
		return value
	})
	if blank {
		return ""
	}
	return text
}

// header returns the trimmed text under a header; "" where it has none.
func (v *values) header(name string) string {
	i, ok := v.l.byHeader[fold(name)]
	if !ok || i >= len(v.row.Cells) {
		return ""
	}
	return strings.TrimSpace(v.row.Cells[i].Text)
}

// unusable is the flaw of a cell whose value the spreadsheet could not tell.
func unusable(c Cell) *flaw {
	switch {
	case c.Format == AsError || errorWord(c.Text):
		return &flaw{"cell.error", "is a formula's error", "mend the formula or write the value"}
	case c.Unsaved && c.Text == "":
		return &flaw{"cell.unsaved", "is a formula whose value was not saved", "open the file in the spreadsheet program and save it again"}
	}
	return nil
}

// errorWord reports whether the text is an error of a formula. "#N/A" alone
// in a CSV is one too: a lookup that found nothing.
func errorWord(text string) bool {
	switch strings.TrimSpace(text) {
	case "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!":
		return true
	}
	return false
}

// text returns the field's text, trimmed; words that mean "nothing" give "".
func (v *values) text(field string) string {
	c, _, ok := v.cell(field)
	if !ok || isBlankWord(c.Text) {
		return ""
	}
	return strings.TrimSpace(c.Text)
}

// mostLetters is how many letters Excel keeps in a cell.
//
// Source: Microsoft, Excel specifications and limits.
const mostLetters = 32767

// words returns the text as a person wrote it, for notes; line breaks stay.
func (v *values) words(field string) (string, record.Source) {
	c, _, ok := v.cell(field)
	text := strings.TrimSpace(c.Text)
	for _, lineEnd := range []string{"_x000D_\n", "_x000D_", "\r\n"} {
		text = strings.ReplaceAll(text, lineEnd, "\n")
	}
	if !ok || isBlankWord(text) {
		return "", record.Source{}
	}
	if len(c.Text) >= mostLetters && len([]rune(c.Text)) == mostLetters {
		v.in.noteOnce(fmt.Sprintf("row %d, column %q: the text has %d letters, the most that a spreadsheet keeps; its end may be missing",
			v.row.Number, c.Column, mostLetters))
	}
	return text, v.source(c.Column)
}

var (
	floatID = regexp.MustCompile(`^\d+(\.\d+)?[eE]\+?\d+$`)
	longID  = regexp.MustCompile(`^\d{15}0+$`)
)

// id returns an id to the letter. One that a spreadsheet has rounded is a problem.
func (v *values) id(field string) record.ID {
	c, _, ok := v.cell(field)
	text := strings.TrimSpace(c.Text)
	if !ok || isBlankWord(text) && text != "0" {
		return ""
	}
	if floatID.MatchString(text) || c.Format == Plain && longID.MatchString(text) && len(text) > 15 {
		v.fail(c, &flaw{
			"id.rounded", "is an id that a spreadsheet has rounded: its last digits are lost",
			"export again with this column as text",
		})
		return ""
	}
	return record.ID(text)
}

// day returns the field's day and the clock time beside it. It is zero where
// the row says none or what it says is a problem.
func (v *values) day(field string) (record.Date, string) {
	c, pos, ok := v.cell(field)
	if !ok {
		return record.Date{}, ""
	}
	d, clock, bad := v.l.dayReader(v.in, pos).read(c)
	if bad != nil {
		v.fail(c, bad)
	}
	return d, clock
}

// past is day for days that cannot lie in the future.
func (v *values) past(field string) record.Date {
	d, _ := v.day(field)
	if v.isFuture(d) {
		c, _, _ := v.cell(field)
		v.fail(c, &flaw{"date.future", "is in the future", "correct the date"})
		return record.Date{}
	}
	return d
}

// isFuture reports whether the day lies after today.
func (v *values) isFuture(d record.Date) bool {
	today := v.in.options.Today
	return !today.IsZero() && d.After(today)
}

// clock returns the field's clock time, 15:04.
func (v *values) clock(field string) string {
	c, pos, ok := v.cell(field)
	if !ok {
		return ""
	}
	clock, bad := readClock(c, v.l.dayReader(v.in, pos))
	if bad != nil {
		v.fail(c, bad)
	}
	return clock
}

// whole returns the field's whole number, 0 or more. False: none.
func (v *values) whole(field string) (int, bool) {
	c, _, ok := v.cell(field)
	if !ok || isBlankWord(c.Text) {
		return 0, false
	}
	n, ok := readWhole(c.Text)
	if !ok {
		v.fail(c, &flaw{"number.unreadable", "is not a whole number", "write a number, digits only"})
	}
	return n, ok
}

// yes reports whether the field says yes.
func (v *values) yes(field string) bool {
	for _, i := range v.at[field] {
		if i < len(v.row.Cells) {
			switch foldWord(v.word(field, v.row.Cells[i].Text)) {
			case "yes", "y", "true", "t", "1", "x", "✓", "void", "voided", "deleted":
				return true
			}
		}
	}
	return false
}

// oneOf returns our word for a field with a closed list; "" where the row says
// none. A word that is not in the list is a problem.
func (v *values) oneOf(field string) string {
	c, pos, ok := v.cell(field)
	if !ok || isBlankWord(c.Text) && field != "session.status" || strings.TrimSpace(c.Text) == "" {
		return ""
	}
	if pos < 0 {
		return strings.TrimSpace(c.Text)
	}
	ours, ok := ourWord(field, foldWord(c.Text))
	if !ok && (strings.HasSuffix(field, ".place") || strings.HasSuffix(field, ".format")) {
		v.in.noteOnce(fmt.Sprintf("column %q: %q is no known word of %s and is left out; say under words: in the mapping what it means",
			c.Column, shorten(c.Text), field))
		return ""
	}
	if !ok {
		v.fail(c, &flaw{
			"word.unknown", "is not a word that " + field + " can be",
			"write one of " + typeOf(field) + ", or say under words: " + field + ": in the mapping what it means",
		})
	}
	return ours
}

// score returns the field's result. False: the row says nothing of it, or it
// is a problem.
func (v *values) score(field string, kind record.Kind) (record.Score, record.Help, bool) {
	c, _, ok := v.cell(field)
	if !ok {
		return record.Score{}, record.Help{}, false
	}
	s, help, bad := scoreReader{v.in.book, kind}.read(c)
	if bad != nil {
		v.fail(c, bad)
		return record.Score{}, record.Help{}, false
	}
	return s, help, true
}

// help returns the field's level of help; zero where the row says none.
func (v *values) help(field string) record.Help {
	c, _, ok := v.cell(field)
	if !ok || isBlankWord(c.Text) {
		return record.Help{}
	}
	h, ok := v.in.book.read(normal(c.Text))
	if !ok {
		v.fail(c, &flaw{"help.unknown", "names no level of help", "write a level such as Min A, CGA, 2 VC or independent"})
	}
	h.help.Text = strings.TrimSpace(c.Text)
	if !ok {
		return record.Help{}
	}
	return h.help
}
