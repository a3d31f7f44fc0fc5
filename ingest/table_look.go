package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// tableLook is what one table looks like before anybody said what it is.
type tableLook struct {
	lexicon *lexicon
	sheet   sheet.Table
	header  int // number of the last header row
	upper   []string
	headers []string
	hits    int // how well it reads as a header
	rows    int // rows below it that hold data
	groups  []string
	hidden  int
	columns []columnLook
}

// LookOptions narrow where a table is looked for.
type LookOptions struct {
	Sheet  string // "" the sheet whose headers are known best
	Header int    // number of the header row; 0 where most headers are known
	Staff  []Staff

	Clients []KnownClient // whom names in the file may mean
	Today   record.Date   // tells the year of days that have none; zero: it is asked
}

// Staff is a therapist as milepost.yaml names her.
type Staff struct{ ID, Name string }

// lookAtTables looks at every sheet and returns the one whose header is known
// best, read through to its end.
func lookAtTables(ctx context.Context, f sheet.File, o LookOptions) (*tableLook, error) {
	sheets, err := sheet.Open(f)
	if err != nil {
		return nil, err
	}
	x := newLexicon()
	var best *tableLook
	var names []string
	for _, s := range sheets {
		names = append(names, s.Name)
		if o.Sheet != "" && !strings.EqualFold(o.Sheet, s.Name) {
			continue
		}
		t, err := x.headerOf(ctx, s, o.Header)
		if err != nil {
			return nil, err
		}
		if t != nil && (best == nil || t.hits > best.hits) {
			best = t
		}
	}
	switch {
	case best == nil && o.Sheet != "":
		return nil, fmt.Errorf("%s has no sheet %q with rows; its sheets are %s", f.Name, o.Sheet, quotedList(names))
	case best == nil:
		return nil, fmt.Errorf("%s holds no table: no row has two cells with a text", f.Name)
	}
	return best, best.read(ctx)
}

// headerOf finds the header among the first rows: the row, or the two rows,
// of which the list of synonyms knows most; else the first row with two texts.
// nil: the sheet has no such row.
func (x *lexicon) headerOf(ctx context.Context, s sheet.Table, wanted int) (*tableLook, error) {
	var top []sheet.Row
	err := s.Rows(ctx, func(row sheet.Row) error {
		top = append(top, cloneRow(row))
		if len(top) >= headerRows && row.Number >= wanted {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	var best *tableLook
	var bestRow sheet.Row
	for i, row := range top {
		if wanted > 0 && row.Number != wanted || len(textsOf(row)) < 2 {
			continue
		}
		one := &tableLook{lexicon: x, sheet: s, header: row.Number, headers: headerTexts(row)}
		one.hits = x.hits(one.headers)
		if best == nil || one.hits > best.hits && (one.hits > 0 || best.hits < 0) && !isBelow(row, bestRow) {
			best, bestRow = one, row // a row of which nothing is known is no better header than the first
		}
		if i == 0 || wanted > 0 || holdsValues(row) || !isSpanning(top[i-1], row) {
			continue
		}
		two := &tableLook{lexicon: x, sheet: s, header: row.Number, upper: groupTexts(top[i-1], row), headers: joinHeaders(top[i-1], row)}
		two.hits = x.hits(two.headers)
		switch above := x.hits(two.upper); {
		case isGrouping(top[i-1], row) && best.header >= row.Number-1 && x.hits(headerTexts(row)) > 0:
			two.hits = max(two.hits, above+1)
			best = two
		case two.hits > best.hits && one.hits < len(nonEmpty(two.headers...)):
			best = two
		}
	}
	return best, nil
}

// isSpanning reports whether the upper of two rows is the first of a header in
// two rows: it names columns that the lower one leaves blank, and spans others
// that the lower one names.
func isSpanning(upper, lower sheet.Row) bool {
	if upper.Number+1 != lower.Number || len(textsOf(upper)) < 2 {
		return false
	}
	names, spans := 0, 0
	for i, c := range upper.Cells {
		if strings.TrimSpace(c.Text) == "" {
			continue
		}
		below := ""
		if i < len(lower.Cells) && lower.Cells[i].Filled != sheet.FilledDown {
			below = strings.TrimSpace(lower.Cells[i].Text)
		}
		if below == "" {
			names++
		} else {
			spans++
		}
	}
	return names > 0 && spans > 0
}

// isGrouping reports whether the lower of two rows names columns over which
// the upper one has no text of their own: "Results" above "Correct" and
// "Trials".
func isGrouping(upper, lower sheet.Row) bool {
	group := false
	for i, c := range lower.Cells {
		if strings.TrimSpace(c.Text) == "" || c.Filled != sheet.Own {
			continue
		}
		own := i < len(upper.Cells) && strings.TrimSpace(upper.Cells[i].Text) != "" && upper.Cells[i].Filled == sheet.Own
		if !own && i > 0 && i <= len(upper.Cells) && strings.TrimSpace(upper.Cells[i-1].Text) != "" {
			group = true
		}
	}
	return group
}

// isBelow reports whether a row holds values, and the one above it none but as
// many texts: it is data below a header that nobody knows.
func isBelow(row, above sheet.Row) bool {
	return holdsValues(row) && !holdsValues(above) && len(textsOf(row)) <= len(textsOf(above))
}

// holdsValues reports whether a row holds numbers, days or ids, as no header
// does.
func holdsValues(row sheet.Row) bool {
	return slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool {
		return c.Filled == sheet.Own && sheet.ClassOf(c.Text)&(sheet.DayClass|sheet.NumberClass|sheet.CodeClass) != 0
	})
}

// read looks at every row below the header.
func (t *tableLook) read(ctx context.Context) error {
	book := value.NewHelpBook()
	for i, h := range t.headers {
		k := newColumnLook(h)
		k.from04 = t.sheet.From04
		if t.upper != nil && i < len(t.upper) && t.upper[i] != "" && t.upper[i] != h {
			k.parts = nonEmpty(strings.TrimSpace(strings.TrimPrefix(h, t.upper[i])), t.upper[i])
		}
		t.columns = append(t.columns, k)
	}
	w, wide := newWidths(t.headers), false
	var narrow []sheet.Row // with fewer cells than the header
	err := t.sheet.Rows(ctx, func(row sheet.Row) error {
		if !t.isData(row) {
			return nil
		}
		if texts := textsOf(row); len(texts) == 1 && len(nonEmpty(t.headers...)) > 2 {
			if len(t.groups) < 200 {
				t.groups = append(t.groups, texts[0])
			}
			return nil
		}
		t.rows++
		if isTextRow(row) && lastText(row.Cells) >= len(t.headers) {
			return nil // its cells stand under the wrong headers
		}
		if row.Hidden {
			t.hidden++
		}
		w.row(row)
		if isTextRow(row) && len(row.Cells) < w.named && len(narrow) < mostNarrow {
			narrow = append(narrow, cloneRow(row))
			return nil
		}
		wide = true
		t.lookAt(row, book)
		return nil
	})
	for _, row := range narrow {
		if !wide || w.misfit(row) == nil {
			t.lookAt(row, book)
		}
	}
	return err
}

// mostNarrow is how many rows with a cell too few are kept until all others tell
// whether it is the last one that is missing.
const mostNarrow = 2000

// lookAt looks at the cells of a row.
func (t *tableLook) lookAt(row sheet.Row, book value.HelpBook) {
	for i := range t.columns {
		c := sheet.Cell{}
		if i < len(row.Cells) {
			c = row.Cells[i]
		}
		t.columns[i].look(c, book)
	}
}

// isData reports whether a row below the header holds data, or names a group
// of rows.
func (t *tableLook) isData(row sheet.Row) bool {
	texts := textsOf(row)
	return row.Number > t.header && !row.Broken && len(texts) > 0 && !totalRow.MatchString(texts[0]) &&
		(len(texts) > 2 || !footerRow.MatchString(texts[0])) && !t.isHeaderAgain(row)
}

// eachRow calls do for every row of data.
func (t *tableLook) eachRow(rows func(func(sheet.Row) error) error, do func(sheet.Row)) error {
	return rows(func(row sheet.Row) error {
		if t.isData(row) {
			do(row)
		}
		return nil
	})
}

// isHeaderAgain reports whether the row repeats the header.
func (t *tableLook) isHeaderAgain(row sheet.Row) bool {
	same := 0
	for i, c := range row.Cells {
		if text := strings.TrimSpace(c.Text); text != "" {
			if i >= len(t.headers) || value.FoldHeader(text) != value.FoldHeader(t.headers[i]) {
				return false
			}
			same++
		}
	}
	return same > 1
}
