package ingest

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"milepost/ingest/grid"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// layoutLook is what was seen of how the tables of a file are laid out.
type layoutLook struct {
	shape  grid.Shape
	tables []grid.Table
	passed []string // sheets that hold no such table
}

// notAChild matches names of sheets that are no child's.
var notAChild = regexp.MustCompile(`(?i)\b(templates?|blank|instructions?|directions|read ?me|how to|key|legend|summary|summaries|totals?|overview|dashboard|examples?|samples?|lists?|look ?ups?|settings|config|charts?|graphs?|drop ?downs?|menus?|schedule|contacts|plantilla|instrucciones|resumen)\b|^(?:sheet|hoja|tab) ?\d*$`)

// lookAtLayout tells whether the tables of a file are of another layout than a
// row for each result, and lays them out. nil: they are not.
func lookAtLayout(ctx context.Context, f sheet.File, o LookOptions) (*layoutLook, error) {
	sheets, err := sheet.Open(f)
	if err != nil || o.Header > 0 {
		return nil, err
	}
	x := newLexicon()
	for _, find := range []func(context.Context, sheet.File, []sheet.Table, LookOptions) (*layoutLook, error){x.daysAcross, x.goalsAcross, x.sheetsAlike} {
		found, err := find(ctx, f, sheets, o)
		if err != nil || found != nil {
			return found, err
		}
	}
	return nil, nil //nolint:nilnil // no layout is no error
}

// wanted returns the sheets that a person did not rule out.
func (o LookOptions) wanted(sheets []sheet.Table) []sheet.Table {
	return slices.DeleteFunc(slices.Clone(sheets), func(s sheet.Table) bool { return o.Sheet != "" && !strings.EqualFold(o.Sheet, s.Name) })
}

// lays lays out each sheet that holds a table of the shape.
func (x *lexicon) lays(ctx context.Context, f sheet.File, sheets []sheet.Table, shape grid.Shape, w grid.Words) (*layoutLook, error) {
	found := &layoutLook{shape: shape}
	for _, s := range sheets {
		top, err := topOf(ctx, s, headerRows)
		if err != nil {
			return nil, err
		}
		s.LaidOut = true
		for i := range top {
			top[i].Sheet = s.Name
		}
		if laid := grid.Lay(s, top, f.Name, shape, w); !laid.Found {
			if len(top) > 0 {
				found.passed = append(found.passed, s.Name)
			}
			continue
		}
		if notAChild.MatchString(s.Name) && len(sheets) > 1 && !isDefaultName(s.Name) {
			found.shape.Skip = append(found.shape.Skip, s.Name)
			continue
		}
		rows, err := rowsToLay(ctx, s)
		if err != nil {
			return nil, err
		}
		found.tables = append(found.tables, grid.Lay(s, rows, f.Name, shape, w))
	}
	if len(found.tables) == 0 {
		return nil, nil //nolint:nilnil // no layout is no error
	}
	return found, nil
}

// isDefaultName reports whether a spreadsheet program gave the sheet its name.
func isDefaultName(name string) bool {
	low := strings.ToLower(name)
	return strings.HasPrefix(low, "sheet") || strings.HasPrefix(low, "hoja") || strings.HasPrefix(low, "tab")
}

// daysAcross finds tables with a column for each day.
func (x *lexicon) daysAcross(ctx context.Context, f sheet.File, sheets []sheet.Table, o LookOptions) (*layoutLook, error) {
	found, err := x.lays(ctx, f, o.wanted(sheets), grid.Shape{Across: grid.Days}, wordsOf(x))
	if err != nil || found == nil {
		return found, err
	}
	if x.needTabs(found.tables) {
		shape := found.shape
		shape.Tabs, shape.Skip = true, nil
		return x.lays(ctx, f, o.wanted(sheets), shape, wordsOf(x))
	}
	return found, nil
}

// needTabs reports whether only the names of the sheets can tell of which child
// or goal they are.
func (x *lexicon) needTabs(tables []grid.Table) bool {
	return tables[0].Name != "" && (!x.names(tables, "client.") || len(tables) > 1 && !x.names(tables, "goal."))
}

// names reports whether a column of the tables is known for such a field.
func (x *lexicon) names(tables []grid.Table, prefix string) bool {
	for _, t := range tables {
		for _, h := range t.Header {
			if prefix == "goal." && h == grid.GoalColumn {
				return true
			}
			if slices.ContainsFunc(x.fieldsNamed(labelOf(h)), func(n named) bool {
				return n.rank == 3 && strings.HasPrefix(n.field, prefix) && (prefix != "client." || isNaming(n.field))
			}) {
				return true
			}
		}
	}
	return false
}

// labelOf returns the label of a column that a line above the table makes.
func labelOf(header string) string { return strings.TrimSuffix(header, " above") }

// goalsAcross finds a table with a column for each goal, such as the answers of
// a web form: days in one column, and columns of results under headers that no
// export has.
func (x *lexicon) goalsAcross(ctx context.Context, f sheet.File, sheets []sheet.Table, o LookOptions) (*layoutLook, error) {
	wanted := o.wanted(sheets)
	goals, heads := map[string]bool{}, map[string]int{}
	for _, s := range wanted {
		top, own, err := x.goalsOf(ctx, s)
		if err != nil {
			return nil, err
		}
		if len(own) > 0 {
			heads[s.Name] = top
			maps.Copy(goals, own)
		}
	}
	if len(heads) == 0 {
		return nil, nil //nolint:nilnil // no layout is no error
	}
	w := wordsOf(x)
	w.IsKey = func(header string) bool { return !goals[value.FoldHeader(header)] }
	w.IsHeader = func(row sheet.Row, _ *sheet.Row) bool { return heads[row.Sheet] == row.Number }
	found, err := x.lays(ctx, f, wanted, grid.Shape{Across: grid.Goals}, w)
	if err != nil || found == nil {
		return found, err
	}
	if x.needTabs(found.tables) {
		return x.lays(ctx, f, wanted, grid.Shape{Across: grid.Goals, Tabs: true}, w)
	}
	return found, nil
}

// goalsOf returns the goals in the header of a sheet, and the row of the
// header, the upper one of two.
func (x *lexicon) goalsOf(ctx context.Context, s sheet.Table) (top int, goals map[string]bool, err error) {
	t, err := x.headerOf(ctx, s, 0)
	if err != nil || t == nil || t.has("goal.title", "goal.text", "goal.id") {
		return 0, nil, err
	}
	over, err := x.goalsOverParts(ctx, s, t)
	if err != nil || len(over) > 0 {
		return t.header - boolInt(t.upper != nil), over, err
	}
	if t.upper != nil || t.has("point.score", "point.percent") {
		return 0, nil, nil
	}
	err = t.read(ctx)
	return t.header, t.goalHeaders(), err
}

// goalsOverParts returns the goals of a header in two rows, of which the lower
// names parts of results again and again.
func (x *lexicon) goalsOverParts(ctx context.Context, s sheet.Table, t *tableLook) (map[string]bool, error) {
	top, err := topOf(ctx, s, headerRows)
	if err != nil {
		return nil, err
	}
	w := wordsOf(x)
	for i := 1; i < len(top); i++ {
		upper, lower := top[i-1], top[i]
		if lower.Number != t.header && upper.Number != t.header {
			continue
		}
		parts, goals, twice := map[string]int{}, map[string]bool{}, 0
		ok := true
		for c := range lower.Cells {
			text := headerText(lower.Cells[c].Text)
			if text == "" || lower.Cells[c].Filled == sheet.FilledDown {
				continue
			}
			ok = ok && w.IsPart(text)
			parts[value.FoldHeader(text)]++
			twice = max(twice, parts[value.FoldHeader(text)])
			for g := min(c, len(upper.Cells)-1); g >= 0; g-- {
				if name := headerText(upper.Cells[g].Text); name != "" {
					goals[value.FoldHeader(name)] = true
					ok = ok && (!x.isKnown(name) || x.isTrial(name)) // "Blocks" may be a goal
					break
				}
			}
		}
		if ok && len(parts) >= 2 && (twice >= 2 || len(goals) == 1) && len(goals) > 0 {
			if t.upper == nil && lower.Number != t.header {
				t.upper, t.header = headerTexts(upper), lower.Number
			}
			return goals, nil
		}
	}
	return nil, nil //nolint:nilnil // no goals is no error
}

// isTrial reports whether a header is known for trials and parts of visits alone.
func (x *lexicon) isTrial(header string) bool {
	all := x.fieldsNamed(header)
	return len(all) > 0 && !slices.ContainsFunc(all, func(n named) bool { return n.field != "point.trial" })
}

func sameSet(a, b map[string]bool) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if !b[k] {
			return false
		}
	}
	return len(a) > 0
}

// goalHeaders returns the headers that are goals, in a table with days in one
// column. nil: it is no such table.
func (t *tableLook) goalHeaders() map[string]bool {
	day, goals := false, map[string]bool{}
	for i := range t.columns {
		k := &t.columns[i]
		const most = 0.6 // a row of goals' texts may stand among few results
		known := t.lexicon.isUnused(k.header) || slices.ContainsFunc(t.lexicon.fieldsNamed(k.header), func(n named) bool {
			return n.rank == 3 && (k.suits(n.field) && n.field != "point.trial" || typeOf(n.field) == "text" && k.share("score") < most)
		})
		switch {
		case k.header == "" || k.filled == 0:
		case k.share("day") >= most:
			day = day || len(t.lexicon.fieldsNamed(k.header)) > 0
		case known:
		case k.share("score")+k.share("missed") >= most || k.share("help") >= most || k.share("yes/no") >= most:
			if k.share("code") < 0.8 && k.share("name") < 0.8 {
				goals[value.FoldHeader(k.header)] = true
			}
		}
	}
	if !day || len(goals) == 0 || len(goals) == 1 && !isQuestion(t.headers, goals) {
		return nil
	}
	return goals
}

// isQuestion reports whether the only header of results is a sentence.
func isQuestion(headers []string, goals map[string]bool) bool {
	return slices.ContainsFunc(headers, func(h string) bool { return goals[value.FoldHeader(h)] && len(strings.Fields(h)) >= 3 })
}

// sheetsAlike finds a workbook with an ordinary table on each sheet, or with
// lines above the table, that alone tell of which child it is.
func (x *lexicon) sheetsAlike(ctx context.Context, f sheet.File, sheets []sheet.Table, o LookOptions) (*layoutLook, error) {
	wanted := o.wanted(sheets)
	var head map[string]bool
	best := 0
	for _, s := range wanted {
		t, err := x.headerOf(ctx, s, 0)
		if err != nil {
			return nil, err
		}
		if t != nil && t.upper == nil && t.hits > best && !t.hasClient() && t.has("session.day") && t.has("point.score", "point.percent", "point.ok", "point.help") && !notAChild.MatchString(s.Name) {
			head, best = foldSet(t.headers), t.hits
		}
	}
	if len(head) < 2 {
		return nil, nil //nolint:nilnil // no layout is no error
	}
	w := wordsOf(x)
	w.IsHeader = func(row sheet.Row, _ *sheet.Row) bool { return sameSet(foldSet(headerTexts(row)), head) }
	found, err := x.lays(ctx, f, wanted, grid.Shape{Tabs: true}, w)
	if err != nil || found == nil {
		return found, err
	}
	if len(found.tables) < 2 && !x.names(found.tables, "client.") && !slices.Contains(found.tables[0].Header, grid.LineColumn) && !o.isKnown(found.tables[0].Name) {
		return nil, nil //nolint:nilnil // no layout is no error
	}
	return found, nil
}

// hasClient reports whether a header of the table tells who a row is about.
func (t *tableLook) hasClient() bool {
	return t.has("client.id", "client.other_id", "client.name", "client.first", "client.last")
}

// joinTables makes one table of all that were laid out, with the columns of all
// and one header, in row 1.
func joinTables(tables []grid.Table) (sheet.Table, []string) {
	var header []string
	at := map[string]int{}
	for _, t := range tables {
		for _, h := range t.Header {
			if _, there := at[value.FoldHeader(h)]; !there {
				at[value.FoldHeader(h)] = len(header)
				header = append(header, h)
			}
		}
	}
	all := tables[0].Table
	all.Name, all.Hidden, all.LaidOut = "", false, true
	all.Rows = func(ctx context.Context, f func(sheet.Row) error) error {
		n := 1
		head := sheet.Row{Number: n, Cells: make([]sheet.Cell, len(header))}
		for i, h := range header {
			head.Cells[i].Text = h
		}
		if err := f(head); err != nil {
			return err
		}
		for _, t := range tables {
			err := t.Rows(ctx, func(row sheet.Row) error {
				if row.Origin == nil {
					return nil
				}
				n++
				cells := make([]sheet.Cell, len(header))
				for i, c := range row.Cells {
					cells[at[value.FoldHeader(t.Header[i])]] = c
				}
				row.Cells, row.Number = cells, n
				return f(row)
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	return all, header
}

// lookAtLaidOut looks at tables of another layout as at one.
func lookAtLaidOut(ctx context.Context, found *layoutLook) (*tableLook, error) {
	joined, header := joinTables(found.tables)
	t := &tableLook{lexicon: newLexicon(), sheet: joined, header: 1, headers: header}
	if err := t.read(ctx); err != nil {
		return nil, err
	}
	for i := range t.columns {
		if label := labelOf(t.columns[i].header); label != t.columns[i].header {
			t.columns[i].parts = []string{label}
		}
	}
	return t, nil
}

// says tells in a sentence how the tables are laid out.
func (l *layoutLook) says() string {
	what := "a row for each result"
	switch l.shape.Across {
	case grid.Days:
		days := l.tables[0].Days
		what = fmt.Sprintf("a column for each day, %s (%s to %s)", plainCount(len(days), "day", "days"), days[0], days[len(days)-1])
	case grid.Goals:
		what = fmt.Sprintf("a column for each goal, %s, and a row for each visit", plainCount(len(l.tables[0].Goals), "goal", "goals"))
	}
	blocks := 0
	var names []string
	for _, t := range l.tables {
		blocks += t.Blocks
		names = append(names, t.Name)
	}
	if len(l.tables) > 1 {
		what += fmt.Sprintf(", on %d sheets (%s)", len(l.tables), strings.Join(names, ", "))
	}
	if blocks > len(l.tables) {
		what += fmt.Sprintf(", in %d tables", blocks)
	}
	return "It has " + what + "."
}

func plainCount(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// otherTables returns the sheets that hold a table with other headers than the
// one that was looked at: they need a mapping of their own.
func otherTables(ctx context.Context, f sheet.File, seen *tableLook, found *layoutLook, o LookOptions) ([]string, error) {
	sheets, err := sheet.Open(f)
	if err != nil || o.Sheet != "" || len(sheets) < 2 {
		return nil, err
	}
	var all []string
	for _, s := range sheets {
		if s.Hidden || found == nil && s.Name == seen.sheet.Name || found != nil && !slices.Contains(found.passed, s.Name) {
			continue
		}
		t, err := seen.lexicon.headerOf(ctx, s, 0)
		if err != nil {
			return nil, err
		}
		if t != nil && t.hits > 2 && !sameSet(foldSet(t.headers), foldSet(seen.headers)) {
			all = append(all, s.Name)
		}
	}
	return all, nil
}
