package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"milepost/ingest/grid"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// layout is what was learned of a table before its rows are read.
type layout struct {
	mapping  *Mapping
	sheet    string
	header   int                 // number of the last header row
	columns  []string            // headers as a person reads them
	at       map[string][]int    // field: positions of its columns
	byHeader map[string]int      // folded header: position
	days     []value.DayReader   // by position
	shares   map[int]value.Scale // percent columns, by position
	repeats  repeats             // rows that repeat one another
	signs    map[int]value.Signs // columns of results, by position
	identity bool                // columns bear the names of fields
	list     record.List         // what kind of list its visits are of
	half     bool                // of the statuses only one is known, beside one that is not
	codes    bool                // statuses are a school's codes: P is present, so that A is absent
	names    int                 // 1 what is said of clients is who they are, 2 more, 0 not looked at yet
	widths   *widths             // of the rows of a text file
	group    int                 // position of the column that group rows fill, where the mapping has one
	saved    record.Stamp        // when a tracker was saved: what it says counts from then on
	unused   []grid.Unused       // cells of a table of another layout of which no row was made
}

// values reads the fields of one row and gathers its problems.
type values struct {
	in       *intake
	l        *layout
	row      sheet.Row
	gives    []Give // records that the row gives
	at       map[string][]int
	problems []record.Problem
	subject  record.Person // whom the row says it is about
	about    record.Key    // the same as its records name him; "" nobody
	on       record.Date   // of its visit; zero: none, or not known
	modified record.Stamp
	planDays []record.StatedDay // of a row that brings no client
}

// identityOf maps the columns of a row that bear the names of fields.
func identityOf(row sheet.Row) map[string][]int {
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
func (v *values) fail(c sheet.Cell, bad *value.Flaw) {
	for _, p := range v.problems {
		if p.Column == c.Column && p.Code == bad.Code && p.Found == value.Shorten(v.shown(c)) {
			return
		}
	}
	v.problems = append(v.problems, record.Problem{
		Source: v.source(c.Column), Code: bad.Code, Found: value.Shorten(v.shown(c)), Wrong: bad.Wrong, Next: bad.Next,
	})
}

// shown is the text of a cell as the spreadsheet shows it: a day is no number.
func (v *values) shown(c sheet.Cell) string {
	if c.Format == sheet.AsDay || c.Format == sheet.AsDayTime {
		if i := slices.Index(v.l.columns, c.Column); i >= 0 && value.PlainNumber.MatchString(strings.TrimSpace(c.Text)) {
			if d, clock, bad := v.l.dayReader(v.in, i).Read(c); bad == nil {
				return strings.TrimSpace(d.String() + " " + clock)
			}
		}
		return c.Text
	}
	if value.IsTimeCell(c) {
		return value.Shown(c)
	}
	return c.Text
}

// says is what the row says of its client and of its own age, as one text:
// records that are alike but for these are not told twice.
func (v *values) says() string {
	s := v.subject
	if s == (record.Person{}) && v.modified == "" {
		return ""
	}
	return strings.Join([]string{
		string(s.ID), string(s.Other), s.First, s.Last, s.Whole, s.Birth.String(), string(v.modified),
	}, "\x01")
}

// cell returns the first cell of the field that is not blank, else what the
// mapping makes or always says. False: the row says nothing of it. pos is the
// cell's position, -1 for one that is not in the file.
func (v *values) cell(field string) (c sheet.Cell, pos int, ok bool) {
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
		return sheet.Cell{Text: text, Column: field}, -1, true
	}
	if text := v.l.mapping.Always[field]; text != "" {
		return sheet.Cell{Text: text, Column: field}, -1, true
	}
	return sheet.Cell{}, -1, false
}

// word replaces a word of the export by ours, where the mapping names it.
func (v *values) word(field, text string) string {
	if table := v.l.mapping.Words[field]; table != nil {
		if ours, ok := table[value.FoldWord(text)]; ok {
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
	i, ok := v.l.byHeader[value.FoldHeader(name)]
	if !ok || i >= len(v.row.Cells) {
		return ""
	}
	return strings.TrimSpace(v.row.Cells[i].Text)
}

// unusable is the flaw of a cell whose value the spreadsheet could not tell.
func unusable(c sheet.Cell) *value.Flaw {
	switch {
	case c.Format == sheet.AsError || errorWord(c.Text):
		return &value.Flaw{Code: "cell.error", Wrong: "is a formula's error", Next: record.ToAdvise("mend the formula or write the value")}
	case c.Unsaved && c.Text == "":
		return &value.Flaw{Code: "cell.unsaved", Wrong: "is a formula whose value was not saved", Next: record.ToAdvise("open the file in the spreadsheet program and save it again")}
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
	if !ok || value.IsBlank(c.Text) {
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
	if !ok || value.IsBlank(text) {
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
	if !ok || value.IsBlank(text) && text != "0" {
		return ""
	}
	if floatID.MatchString(text) || c.Format == sheet.Plain && longID.MatchString(text) && len(text) > 15 {
		v.fail(c, &value.Flaw{
			Code: "id.rounded", Wrong: "is an id that a spreadsheet has rounded: its last digits are lost",
			Next: record.ToExportAgain("with this column as text"),
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
	reader := v.l.dayReader(v.in, pos)
	reader.Days = isDay(field)
	d, clock, bad := reader.Read(c)
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
		v.fail(c, &value.Flaw{Code: "date.future", Wrong: "is in the future", Next: record.ToCorrect("the date")})
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
	clock, bad := value.Clock(c, v.l.dayReader(v.in, pos))
	if bad != nil {
		v.fail(c, bad)
	}
	return clock
}

// whole returns the field's whole number, 0 or more. False: none.
func (v *values) whole(field string) (int, bool) {
	c, _, ok := v.cell(field)
	if !ok || value.IsBlank(c.Text) {
		return 0, false
	}
	n, ok := value.Whole(c.Text)
	if !ok {
		v.fail(c, &value.Flaw{Code: "number.unreadable", Wrong: "is not a whole number", Next: record.ToWrite("a number, digits only")})
	}
	return n, ok
}

// score returns the field's result. False: the row says nothing of it, or it
// is a problem.
func (v *values) score(field string, kind record.Kind) (record.Score, record.Help, bool) {
	c, pos, ok := v.cell(field)
	if !ok {
		return record.Score{}, record.Help{}, false
	}
	s, help, bad := value.ScoreReader{Book: v.in.book, Kind: kind, Signs: v.l.signs[pos]}.Read(c)
	if bad != nil {
		v.fail(c, bad)
		return record.Score{}, record.Help{}, false
	}
	if v.l.signs[pos].Half && s.Form == record.Answer {
		v.fail(c, &value.Flaw{
			Code: "word.half", Wrong: "is one half of a pair: nothing is known of the other words of this column",
			Next: record.NextStep{Act: record.StepSetMapping, Name: "words: " + field, Text: "yes or no for the other words"},
		})
		return record.Score{}, record.Help{}, false
	}
	if c.Format == sheet.AsTime && s.Form == record.Seconds {
		v.in.noteOnce(fmt.Sprintf("column %q: the spreadsheet keeps times of day; they are read as minutes and seconds, such as %s as %s", c.Column,
			"6:30", "6 min 30 s"))
	}
	return s, help, true
}

// help returns the field's level of help; zero where the row says none.
func (v *values) help(field string) record.Help {
	c, _, ok := v.cell(field)
	if !ok || value.IsBlank(c.Text) {
		return record.Help{}
	}
	h, ok := v.in.book.ReadHelp(value.Normal(c.Text))
	if !ok {
		v.fail(c, &value.Flaw{Code: "help.unknown", Wrong: "names no level of help", Next: record.ToWrite("a level such as Min A, CGA, 2 VC or independent")})
	}
	if !ok {
		return record.Help{}
	}
	h.Text = strings.TrimSpace(c.Text)
	return h
}
