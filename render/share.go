package render

// need is what a column of a table needs.
type need struct {
	whole  int // the width of its longest text on one line
	part   int // that of its longest word
	amount int // the squares of the widths of its texts, in pt
	texts  [][]glyph
	lines  map[int][]int // of each text, by the width of the column
}

func (n *need) add(text []glyph) {
	whole, part := widths(text)
	n.whole, n.part = max(n.whole, whole+2*padX), max(n.part, part+2*padX)
	n.amount += (whole / 1000) * (whole / 1000)
	n.texts = append(n.texts, text)
}

// share gives each column its width: as wide as its text on one line where all
// fit; a table of labels is then not stretched. Else the lines are shared out so
// that rows are low.
func share(width int, needs []need, bare bool) []int {
	wholes, parts := 0, 0
	for _, n := range needs {
		wholes, parts = wholes+n.whole, parts+n.part
	}
	columns := make([]int, len(needs))
	for j, n := range needs {
		switch {
		case wholes <= width && bare:
			columns[j] = n.whole
		case wholes <= width:
			columns[j] = n.whole + (width-wholes)*n.whole/max(wholes, 1)
		case parts > width:
			columns[j] = width * n.part / parts
		default:
			return lower(shareLines(width, needs), needs)
		}
	}
	return columns
}

// shareLines shares a width among columns that fit broken but not whole. The
// sum of the squares of the lines of all cells is least where the columns are
// as the cube roots of their amounts, a column never narrower than its longest
// word nor wider than its longest text. What these limits leave is shared among
// the others in the same way, the side that is further off its limits first.
func shareLines(width int, needs []need) []int {
	columns := make([]int, len(needs))
	for fixed := 0; fixed < len(needs); {
		free, roots := width, 0
		for j, n := range needs {
			if columns[j] > 0 {
				free -= columns[j]
			} else {
				roots += root(n.amount)
			}
		}
		wish := make([]int, len(needs))
		off := 0 // how much the limits add to the wishes
		for j, n := range needs {
			if columns[j] == 0 {
				wish[j] = free * root(n.amount) / roots
				off += min(max(wish[j], n.part), n.whole) - wish[j]
			}
		}
		before := fixed
		for j, n := range needs {
			if columns[j] == 0 && (off >= 0 && wish[j] < n.part || off <= 0 && wish[j] > n.whole) {
				columns[j] = min(max(wish[j], n.part), n.whole)
				fixed++
			}
		}
		if fixed == before {
			for j := range needs {
				columns[j] = max(columns[j], wish[j])
			}
			return columns
		}
	}
	return columns
}

// root is ten times the cube root of n, at least 1: whole numbers are the
// same on every machine.
func root(n int) int {
	low, high := 1, 1<<21
	for low < high {
		mid := (low + high + 1) / 2
		if mid/10*mid/10*mid/10 <= n {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}

// moved is how much width goes from one column to another at a time, and
// mostLower how many rows a table may have for that to be tried.
const (
	moved     = 4000
	mostLower = 200
)

// lower moves width from one column to another as long as rows get lower.
func lower(columns []int, needs []need) []int {
	if len(needs[0].texts) > mostLower {
		return columns
	}
	for range 40 {
		best, from, to, by := linesOf(columns, needs), -1, -1, 0
		for i := range columns {
			for j := range columns {
				for step := moved; step <= 6*moved && i != j && columns[i]-step >= needs[i].part; step += moved {
					columns[i], columns[j] = columns[i]-step, columns[j]+step
					if n := linesOf(columns, needs); n < best {
						best, from, to, by = n, i, j, step
					}
					columns[i], columns[j] = columns[i]+step, columns[j]-step
				}
			}
		}
		if from < 0 {
			break
		}
		columns[from], columns[to] = columns[from]-by, columns[to]+by
	}
	return columns
}

// linesOf weighs how many lines all rows have together, and, where that is the
// same, all cells.
func linesOf(columns []int, needs []need) int {
	lines := make([][]int, len(needs))
	for j := range needs {
		lines[j] = needs[j].at(columns[j])
	}
	total := 0
	for row := range needs[0].texts {
		most := 1
		for j := range lines {
			most = max(most, lines[j][row])
			total += lines[j][row]
		}
		total += most * 1000
	}
	return total
}

// at tells how many lines each text has in a column of a width.
func (n *need) at(width int) []int {
	if counts, ok := n.lines[width]; ok {
		return counts
	}
	counts := make([]int, len(n.texts))
	for i, text := range n.texts {
		for len(text) > 0 {
			end, _ := fit(text, max(width-2*padX, 1000))
			text = text[end:]
			counts[i]++
		}
	}
	if n.lines == nil {
		n.lines = map[int][]int{}
	}
	n.lines[width] = counts
	return counts
}
