package grid

import (
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// nameColumns says what each column of a table holds.
func (l *layer) nameColumns(b *block) {
	width := 0
	for i := b.top; i < b.end; i++ {
		width = max(width, len(l.rows[i].Cells))
	}
	b.columns = make([]column, width)
	main := l.main(b)
	var days []headDay
	var at []int
	spread, first := map[int]int{}, true
	for c := range b.columns {
		k := &b.columns[c]
		k.head = l.headOf(b, c)
		from := c
		if main < b.bottom || b.top < main { // two rows: a group spans what stands to its right
			from = l.spanOf(b, main, c)
		}
		switch {
		case l.shape.Across != Nothing && l.isSpread(main, c), from != c && from >= 0 && l.shape.Across != Nothing && l.isSpread(main, from):
			k.role = roleCell
			if _, seen := spread[from]; !seen {
				b.groups++
				spread[from] = b.groups
			}
			k.group = spread[from]
			l.nameCell(b, c, from, main)
			if l.shape.Across == Days {
				d, _ := l.dayAt(main, from)
				days, at = append(days, d), append(at, c)
			}
			first = false
		case l.shape.Across != Nothing && totalText.MatchString(k.head):
			k.role, k.why = roleEdge, IsTotal
		case l.shape.Across == Days && noteText.MatchString(k.head):
			k.role, k.why = roleEdge, IsNote
		case k.head != "" && slices.ContainsFunc(b.columns[:c], func(o column) bool {
			return o.role == roleKey && value.FoldHeader(o.name) == value.FoldHeader(k.head)
		}):
			k.role, k.why = roleEdge, IsTwice
		case k.head != "":
			k.role, k.name = roleKey, k.head
		case first && l.shape.Across == Days && l.hasTexts(b, c):
			k.role, k.name = roleKey, "Column "+letters(c)
			k.head = k.name
		default:
			k.why = NoHeader
		}
	}
	if l.shape.Across != Days {
		return
	}
	texts, noYear := dayTexts(days, l.yearOf(b))
	for n, c := range at {
		b.columns[c].day = texts[n]
		l.out.Last = texts[n]
		if head := b.columns[c].head; len(l.blocks) > 0 && b == &l.blocks[0] {
			l.out.Days = append(l.out.Days, head)
		}
		if noYear && !strings.ContainsAny(days[n].text+days[n].year, "0123456789") {
			l.out.NoYear = append(l.out.NoYear, b.columns[c].head)
		}
	}
}

// main returns the row of a header in which days, or goals, stand.
func (l *layer) main(b *block) int {
	if l.shape.Across == Days {
		for i := b.top; i <= b.bottom; i++ {
			if l.isDayHeader(i) {
				return i
			}
		}
	}
	return b.top
}

// spanOf returns the column whose header spans column c: its own, or one to
// the left where the row below names a part of it. -1: none.
func (l *layer) spanOf(b *block, main, c int) int {
	if ownText(l.rows[main], c) != "" {
		return c
	}
	if main < b.bottom && (b.texts || ownText(l.rows[b.bottom], c) == "") {
		return c
	}
	if main == b.bottom {
		return c
	}
	return l.left(main, c)
}

// nameCell says what the cells of a column of results are.
func (l *layer) nameCell(b *block, c, from, main int) {
	k := &b.columns[c]
	k.name = CellColumn
	if main < b.bottom && !b.texts {
		if part := ownText(l.rows[b.bottom], c); part != "" {
			k.name = part
		}
	}
	switch {
	case b.texts && ownText(l.rows[b.bottom], c) != "":
		k.goal = headText(l.rows[b.bottom], c)
	case l.shape.Across == Goals:
		k.goal = headText(l.rows[main], from)
	case main > b.top && !l.monthsAbove(main):
		for g := from; g >= 0; g-- {
			if k.goal = headText(l.rows[b.top], g); k.goal != "" {
				break
			}
		}
	}
	if k.goal != "" && !slices.Contains(l.out.Goals, k.goal) {
		l.out.Goals = append(l.out.Goals, k.goal)
	}
}

// headOf returns a column's header as a person reads it, of one row or two.
func (l *layer) headOf(b *block, c int) string {
	var parts []string
	for i := b.top; i <= b.bottom && (i == b.top || !b.texts); i++ {
		text := headText(l.rows[i], c)
		if d, is := readDay(cellOf(l.rows[i], c), l.out.From04); is && d.text != "" {
			text = d.text // not a number of days
		}
		if text != "" && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " ")
}

func cellOf(r sheet.Row, c int) sheet.Cell {
	if c < 0 || c >= len(r.Cells) {
		return sheet.Cell{}
	}
	return r.Cells[c]
}

// hasTexts reports whether a column holds a text below its header.
func (l *layer) hasTexts(b *block, c int) bool {
	for i := b.bottom + 1; i < b.end; i++ {
		if ownText(l.rows[i], c) != "" {
			return true
		}
	}
	return false
}

// partNames gives columns about a row other names where a column of results,
// or one that is made, has theirs.
func (l *layer) partNames() {
	taken := map[string]bool{}
	for _, name := range []string{TabColumn, LineColumn, GoalColumn, DayColumn, CellColumn} {
		taken[value.FoldHeader(name)] = true
	}
	for _, b := range l.blocks {
		for _, k := range b.columns {
			if k.role == roleCell {
				taken[value.FoldHeader(k.name)] = true
			}
		}
		for _, one := range b.labels {
			taken[value.FoldHeader(one.name)] = true
		}
	}
	for _, b := range l.blocks {
		for c := range b.columns {
			if k := &b.columns[c]; k.role == roleKey && taken[value.FoldHeader(k.name)] {
				k.name += " in column " + letters(c)
			}
		}
	}
}

// union makes the columns of the rows of all tables of the sheet.
func (l *layer) union() {
	add := func(name string) {
		if _, there := l.at[value.FoldHeader(name)]; !there {
			l.at[value.FoldHeader(name)] = len(l.out.Header)
			l.out.Header = append(l.out.Header, name)
		}
	}
	eachColumn := func(do func(column)) {
		for _, b := range l.blocks {
			for _, k := range b.columns {
				do(k)
			}
		}
	}
	eachColumn(func(k column) {
		if k.role == roleKey {
			add(k.name)
		}
	})
	for _, b := range l.blocks {
		for _, one := range b.labels {
			add(one.name)
		}
	}
	if l.shape.Tabs {
		add(TabColumn)
	}
	eachColumn(func(k column) {
		if k.goal != "" {
			add(GoalColumn)
		}
	})
	if l.shape.Across == Days {
		add(DayColumn)
	}
	eachColumn(func(k column) {
		if k.role == roleCell {
			add(k.name)
		}
	})
}

// each makes the rows. Note lists the cells of which none is made.
func (l *layer) each(f func(sheet.Row) error, note bool) error {
	for n := range l.blocks {
		b := &l.blocks[n]
		if n == 0 {
			for _, i := range b.lines {
				if err := f(l.rows[i]); err != nil {
					return err
				}
			}
			head := sheet.Row{Sheet: l.out.Name, Number: l.rows[b.bottom].Number, Cells: make([]sheet.Cell, len(l.out.Header))}
			for i, h := range l.out.Header {
				head.Cells[i].Text = h
			}
			if err := f(head); err != nil {
				return err
			}
		}
		if err := l.eachOf(b, f, note); err != nil {
			return err
		}
	}
	return nil
}

// eachOf makes the rows of one table.
func (l *layer) eachOf(b *block, f func(sheet.Row) error, note bool) error {
	last := l.lastResult(b)
	blank := false
	made := 0
	if note {
		defer func() {
			if made == 0 { // what stands above a table without rows says nothing
				for _, one := range b.labels {
					l.unused(one.row, one.column, "", IsTitle)
				}
			}
		}()
		f = func(sheet.Row) error { made++; return nil }
	}
	for i := b.bottom + 1; i < b.end; i++ {
		r := l.rows[i]
		texts := ownTexts(r)
		var err error
		switch why := Why(""); {
		case r.Broken:
			err = f(r)
		case len(texts) == 0:
			blank = true
			if !hasUnsaved(r) {
				err = f(sheet.Row{Sheet: r.Sheet, Number: r.Number})
				break
			}
			err = l.rowsOf(b, r, f, note)
		case l.shape.Across == Days && totalText.MatchString(l.firstKey(b, r)):
			why = IsTotal
			l.allUnused(b, r, why, note)
		case l.shape.Across != Nothing && i > last && len(texts) <= 2 && (blank || footText.MatchString(texts[0])):
			l.allUnused(b, r, BelowNobody, note)
		default:
			err = l.rowsOf(b, r, f, note)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// hasUnsaved reports whether a cell is a formula without a value.
func hasUnsaved(r sheet.Row) bool {
	return slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool { return c.Unsaved })
}

// lastResult returns the last row with a cell of results.
func (l *layer) lastResult(b *block) int {
	for i := b.end - 1; i > b.bottom; i-- {
		for c, k := range b.columns {
			if k.role == roleCell && ownText(l.rows[i], c) != "" && !totalText.MatchString(l.firstKey(b, l.rows[i])) {
				return i
			}
		}
	}
	return len(l.rows)
}

// firstKey returns the first text of a row that is no result.
func (l *layer) firstKey(b *block, r sheet.Row) string {
	for c, k := range b.columns {
		if k.role == roleCell {
			continue
		}
		if text := ownText(r, c); text != "" {
			return text
		}
	}
	return ""
}

func (l *layer) allUnused(b *block, r sheet.Row, why Why, note bool) {
	for c := range r.Cells {
		if note && ownText(r, c) != "" {
			l.unused(r, c, b.columns[c].head, why)
			l.out.Unused[len(l.out.Unused)-1].OfRow = true
		}
	}
}

// rowsOf makes a row of each result in a row of the sheet. One without results
// gives a row that says what it says of itself.
func (l *layer) rowsOf(b *block, r sheet.Row, f func(sheet.Row) error, note bool) error {
	base := make([]sheet.Cell, len(l.out.Header))
	put := func(name string, c sheet.Cell) { base[l.at[value.FoldHeader(name)]] = c }
	for _, one := range b.labels {
		put(one.name, one.cell)
	}
	if l.shape.Tabs {
		put(TabColumn, sheet.Cell{Text: l.out.Name})
	}
	groups := make([][]int, b.groups+1)
	blanks := make([]int, b.groups+1) // a column of each result that is not there, from 1
	bare := true
	for c, k := range b.columns {
		if c >= len(r.Cells) {
			break
		}
		cell := r.Cells[c]
		switch {
		case k.role == roleKey:
			put(k.name, cell)
		case k.role == roleCell && cell.Filled == sheet.Own && (strings.TrimSpace(cell.Text) != "" || cell.Unsaved):
			groups[k.group] = append(groups[k.group], c)
			bare = false
		case k.role == roleCell:
			blanks[k.group] = c + 1
		case k.role == roleEdge || k.role == roleNone:
			if note && ownText(r, c) != "" {
				l.unused(r, c, k.head, k.why)
			}
		}
	}
	origin := l.origin(b, r)
	row := func(cells []sheet.Cell) sheet.Row {
		return sheet.Row{Sheet: r.Sheet, Number: r.Number, Hidden: r.Hidden, Mended: r.Mended, Cells: cells, Origin: origin}
	}
	if bare || l.shape.Across == Nothing {
		one := row(base)
		one.Bare = l.shape.Across != Nothing
		if err := f(one); err != nil || !l.shape.Blanks {
			return err
		}
	}
	for n, columns := range groups {
		if len(columns) == 0 {
			if l.shape.Blanks && blanks[n] > 0 {
				one := row(l.dated(base, b, blanks[n]-1))
				one.Blank = true
				if err := f(one); err != nil {
					return err
				}
			}
			continue
		}
		cells := slices.Clone(base)
		for _, c := range columns {
			k := b.columns[c]
			cell, i := r.Cells[c], l.at[value.FoldHeader(k.name)]
			if cell.At = letters(c) + " (" + k.head + ")"; cells[i].At != "" { // two cells of one part are two results
				if err := f(row(cells)); err != nil {
					return err
				}
				cells = slices.Clone(base)
			}
			cells[i] = cell
			cells = l.dated(cells, b, c)
		}
		if err := f(row(cells)); err != nil {
			return err
		}
	}
	return nil
}

// dated puts into cells what the header of a column says of its results.
func (l *layer) dated(cells []sheet.Cell, b *block, c int) []sheet.Cell {
	cells = slices.Clone(cells)
	if k := b.columns[c]; k.day != "" {
		cells[l.at[value.FoldHeader(DayColumn)]] = sheet.Cell{Text: k.day, At: letters(c) + ", header"}
	}
	if k := b.columns[c]; k.goal != "" {
		cells[l.at[value.FoldHeader(GoalColumn)]] = sheet.Cell{Text: k.goal, At: letters(c) + ", header"}
	}
	return cells
}

// origin is the row of the sheet of which several rows are made.
func (l *layer) origin(b *block, r sheet.Row) *sheet.Origin {
	o := &sheet.Origin{Cells: r.Cells, Columns: b.heads()}
	for _, one := range b.labels {
		o.Labels = append(o.Labels, one.cell.Text)
	}
	for _, i := range b.lines {
		o.Lines = append(o.Lines, l.rows[i].Number)
	}
	return o
}

// heads returns the headers of a table, each column with one.
func (b *block) heads() []string {
	all := make([]string, len(b.columns))
	for c, k := range b.columns {
		if all[c] = k.head; k.head == "" {
			all[c] = "Column " + letters(c)
		}
	}
	return all
}

// isHead reports whether a row is a header.
func (l *layer) isHead(number int) bool {
	return slices.ContainsFunc(l.blocks, func(b block) bool {
		return number >= l.rows[b.top].Number && number <= l.rows[b.bottom].Number
	})
}

// isLine reports whether a row is a line above a table.
func (l *layer) isLine(number int) bool {
	return slices.ContainsFunc(l.blocks, func(b block) bool {
		return slices.ContainsFunc(b.lines, func(i int) bool { return l.rows[i].Number == number })
	})
}

// headsOf returns the headers of the table in which a row stands.
func (l *layer) headsOf(number int) []string {
	for i := range l.blocks {
		b := &l.blocks[i]
		if number > l.rows[b.bottom].Number && (b.end == len(l.rows) || number < l.rows[b.end].Number) {
			return b.heads()
		}
	}
	return nil
}
