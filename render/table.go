package render

import "milepost/render/pdf"

// The space inside the cells of a table.
const (
	padX = 5000
	padY = 3500
)

// rowLines is how many lines of a table's row stay together; a longer row is
// continued on the next page.
const rowLines = 24

// dayLines is how many lines the days of a calendar have room for at least.
const dayLines = 4

// grid is a table with its columns measured.
type grid struct {
	block  *block
	widths []int
	cells  [][][]line // row, column
	faces  [2]face    // of the head, of the body
	x      int
	width  int
}

func (l *layouter) table(b *block, f frame) {
	g := l.measureTable(b, f)
	node := f.node.New(pdf.Table)
	head, body := node.New(pdf.TableHead), node.New(pdf.TableBody)
	var again []item
	if !b.bare {
		row := l.row(g, 0, tags(head.New(pdf.TableRow), g, 0))
		row[0].gap = l.gap(f) + 2000
		for i := range row {
			row[i].keep = true
			l.add(row[i], f)
		}
		if len(row) == 1 {
			again = l.row(g, 0, make([]*pdf.Node, len(g.widths)))
		}
	}
	for i := 1; i < len(b.rows); i++ {
		parts := l.row(g, i, tags(body.New(pdf.TableRow), g, i))
		if b.bare && i == 1 {
			parts[0].gap = l.gap(f)
		}
		for j := range parts {
			parts[j].again = again
			parts[j].keep = j == 0 && i == len(b.rows)-2 || len(b.rows) <= 7 && i < len(b.rows)-1
			l.add(parts[j], f)
		}
	}
}

// tags makes the elements of a row's cells. In a table of labels the first
// column is the head of its row.
func tags(row *pdf.Node, g grid, i int) []*pdf.Node {
	nodes := make([]*pdf.Node, len(g.widths))
	for j := range nodes {
		switch {
		case i == 0:
			nodes[j] = row.New(pdf.HeaderCell)
			nodes[j].Scope = "Column"
		case j == 0 && g.block.bare:
			nodes[j] = row.New(pdf.HeaderCell)
			nodes[j].Scope = "Row"
		default:
			nodes[j] = row.New(pdf.DataCell)
		}
	}
	return nodes
}

func (l *layouter) measureTable(b *block, f frame) grid {
	g := grid{block: b, x: f.x, width: f.width, faces: [2]face{tableFace(), tableFace()}}
	g.faces[0].bold, g.faces[0].color = true, l.accent
	glyphs := make([][][]glyph, len(b.rows))
	needs := make([]need, len(b.aligns))
	for i, row := range b.rows {
		for j := range row {
			shaped := l.shape(row[j].text, g.face(i, j))
			glyphs[i] = append(glyphs[i], shaped)
			needs[j].add(shaped)
		}
	}
	g.widths = share(f.width, needs, b.bare)
	if b.days {
		for j := range g.widths {
			g.widths[j] = f.width / len(g.widths)
		}
	}
	g.cells = make([][][]line, len(b.rows))
	for i, row := range glyphs {
		for j := range row {
			g.cells[i] = append(g.cells[i], breakLines(row[j], max(g.widths[j]-2*padX, 1000)))
		}
	}
	return g
}

func (g grid) face(row, column int) face {
	if row == 0 {
		return g.faces[0]
	}
	if column == 0 && g.block.bare {
		f := g.faces[1]
		f.color = quiet()
		return f
	}
	return g.faces[1]
}

func sum(ns []int) int {
	total := 0
	for _, n := range ns {
		total += n
	}
	return total
}

// row makes the items of one row; nodes are those of its cells, nil for a
// repeated head.
func (l *layouter) row(g grid, i int, nodes []*pdf.Node) []item {
	lines := 1
	for _, c := range g.cells[i] {
		lines = max(lines, len(c))
	}
	var items []item
	for from := 0; from < lines; from += rowLines {
		to := min(from+rowLines, lines)
		height := (to-from)*g.faces[1].leading + 2*padY
		if g.block.bare {
			height -= padY
		}
		if g.block.days && i > 0 {
			height = max(height, dayLines*g.faces[1].leading+2*padY)
		}
		it := item{height: height}
		for j := range g.widths {
			it.cells = append(it.cells, placed{width: g.widths[j], draw: l.cell(g, part{i, j, from, to, height}, nodes[j])})
		}
		if g.x > 0 { // an empty column moves the table to the right
			it.cells = append([]placed{{width: g.x}}, it.cells...)
		}
		items = append(items, it)
	}
	return items
}

// part is what one item shows of a cell.
type part struct {
	row, column int
	from, to    int // lines
	height      int
}

func (l *layouter) cell(g grid, p part, n *pdf.Node) func(*canvas, pdf.Point) {
	face := g.face(p.row, p.column)
	all := g.cells[p.row][p.column]
	lines := all[min(p.from, len(all)):min(p.to, len(all))]
	at := g.block.aligns[p.column]
	inner := g.widths[p.column] - 2*padX
	return func(c *canvas, corner pdf.Point) {
		if p.column == 0 {
			c.rowRules(g, p, corner)
		}
		if n != nil {
			n.Attach()
		}
		top := padY
		if g.block.bare {
			top = padY / 2
		}
		for k, ln := range lines {
			x := corner.X + padX
			if g.block.bare && p.column == 0 {
				x = corner.X
			}
			switch at {
			case right:
				x += inner - ln.width
			case center:
				x += (inner - ln.width) / 2
			}
			c.text(ln, pdf.Point{X: x, Y: corner.Y + top + k*face.leading}, face, n)
		}
	}
}

// rowRules draws the tint of a head and the rule below a row.
func (c *canvas) rowRules(g grid, p part, at pdf.Point) {
	if g.block.bare {
		return
	}
	c.pdf.Artifact("Layout")
	width := sum(g.widths)
	rule := pdf.Stroke{Width: 500, Color: hairline()}
	if p.row == 0 {
		c.pdf.Rect(at, width, p.height, tint())
		rule = pdf.Stroke{Width: 1000, Color: g.faces[0].color}
	}
	y := at.Y + p.height
	c.pdf.Line(pdf.Point{X: at.X, Y: y}, pdf.Point{X: at.X + width, Y: y}, rule)
	if !g.block.days {
		return
	}
	for j, x := 0, at.X; j <= len(g.widths); j++ {
		c.pdf.Line(pdf.Point{X: x, Y: at.Y}, pdf.Point{X: x, Y: y}, pdf.Stroke{Width: 500, Color: hairline()})
		if j < len(g.widths) {
			x += g.widths[j]
		}
	}
}
