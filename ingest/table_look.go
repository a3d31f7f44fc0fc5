package ingest

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// tableLook is what one table looks like before anybody said what it is.
type tableLook struct {
	lexicon *lexicon
	sheet   sheet
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
}

// Staff is a therapist as milepost.yaml names her.
type Staff struct{ ID, Name string }

// lookAtTables looks at every sheet and returns the one whose header is known
// best, read through to its end.
func lookAtTables(ctx context.Context, f File, o LookOptions) (*tableLook, error) {
	sheets, err := openSheets(f)
	if err != nil {
		return nil, err
	}
	x := newLexicon()
	var best *tableLook
	var names []string
	for _, s := range sheets {
		names = append(names, s.name)
		if o.Sheet != "" && !strings.EqualFold(o.Sheet, s.name) {
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
func (x *lexicon) headerOf(ctx context.Context, s sheet, wanted int) (*tableLook, error) {
	var top []Row
	err := s.rows(ctx, func(row Row) error {
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
	for i, row := range top {
		if wanted > 0 && row.Number != wanted || len(textsOf(row)) < 2 {
			continue
		}
		one := &tableLook{lexicon: x, sheet: s, header: row.Number, headers: headerTexts(row)}
		one.hits = x.hits(one.headers)
		if best == nil || one.hits > best.hits {
			best = one
		}
		if i == 0 || wanted > 0 || !isSpanning(top[i-1], row) {
			continue
		}
		two := &tableLook{lexicon: x, sheet: s, header: row.Number, upper: headerTexts(top[i-1]), headers: joinHeaders(top[i-1], row)}
		if two.hits = x.hits(two.headers); two.hits >= best.hits && one.hits < len(nonEmpty(two.headers...)) {
			best = two
		}
	}
	return best, nil
}

// isSpanning reports whether the upper of two rows is the first of a header in
// two rows: it names columns that the lower one leaves blank, and spans others
// that the lower one names.
func isSpanning(upper, lower Row) bool {
	if upper.Number+1 != lower.Number || len(textsOf(upper)) < 2 {
		return false
	}
	names, spans := 0, 0
	for i, c := range upper.Cells {
		if strings.TrimSpace(c.Text) == "" {
			continue
		}
		below := ""
		if i < len(lower.Cells) && lower.Cells[i].Filled != FilledDown {
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

// read looks at every row below the header.
func (t *tableLook) read(ctx context.Context) error {
	book := newHelpBook()
	for i, h := range t.headers {
		k := columnLook{header: h, values: map[string]int{}, fits: map[string]int{}, unknown: map[string]map[string]bool{}}
		if t.upper != nil && i < len(t.upper) && t.upper[i] != "" && t.upper[i] != h {
			k.parts = nonEmpty(strings.TrimSpace(strings.TrimPrefix(h, t.upper[i])), t.upper[i])
		}
		t.columns = append(t.columns, k)
	}
	return t.sheet.rows(ctx, func(row Row) error {
		texts := textsOf(row)
		if row.Number <= t.header || row.Broken || len(texts) == 0 || totalRow.MatchString(texts[0]) ||
			len(texts) <= 2 && footerRow.MatchString(texts[0]) || t.isHeaderAgain(row) {
			return nil
		}
		if len(texts) == 1 && len(nonEmpty(t.headers...)) > 2 {
			if len(t.groups) < 200 {
				t.groups = append(t.groups, texts[0])
			}
			return nil
		}
		t.rows++
		if row.Hidden {
			t.hidden++
		}
		for i := range t.columns {
			c := Cell{}
			if i < len(row.Cells) {
				c = row.Cells[i]
			}
			t.columns[i].look(c, book)
		}
		return nil
	})
}

// isHeaderAgain reports whether the row repeats the header.
func (t *tableLook) isHeaderAgain(row Row) bool {
	same := 0
	for i, c := range row.Cells {
		if text := strings.TrimSpace(c.Text); text != "" {
			if i >= len(t.headers) || fold(text) != fold(t.headers[i]) {
				return false
			}
			same++
		}
	}
	return same > 1
}
