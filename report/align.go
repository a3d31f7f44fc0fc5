package report

import (
	"cmp"
	"slices"
)

// How alike two units must be to be the same one, edited (likeness), and how
// much of a unit must come from another to be a piece of it (within).
const (
	sameUnit = 0.5
	pieceOf  = 0.6
)

// alignment says for each unit of mine which units of the base it stands for,
// and the other way round.
type alignment struct {
	base, mine []unit
	of         [][]int // per unit of mine: units of the base, none: added
	by         [][]int // per unit of the base: units of mine, none: deleted
	baseWords  [][]string
	mineWords  [][]string
}

// align finds for what stands (mine) the units of the base that it was made
// from: headings by their id, then equal units in order, moved ones, edited
// ones by likeness, what fills a mark by its place, and last the pieces of a
// unit that was split or joined.
func align(base, mine []unit) *alignment {
	a := &alignment{
		base: base, mine: mine,
		of: make([][]int, len(mine)), by: make([][]int, len(base)),
		baseWords: make([][]string, len(base)), mineWords: make([][]string, len(mine)),
	}
	a.headings()
	for _, section := range a.sections() {
		a.inOrder(section)
	}
	a.equal(true)
	a.equal(false)
	a.takeWords()
	a.alike()
	a.places()
	a.pieces()
	return a
}

// takeWords takes the words of the units that may have to be compared by them:
// those of text, and those that are not matched yet.
func (a *alignment) takeWords() {
	for i, u := range a.base {
		if u.kind == textUnit || len(a.by[i]) == 0 {
			a.baseWords[i] = words(u.text)
		}
	}
	for j, u := range a.mine {
		if u.kind == textUnit || len(a.of[j]) == 0 {
			a.mineWords[j] = words(u.text)
		}
	}
}

func (a *alignment) link(i, j int) {
	a.of[j] = append(a.of[j], i)
	a.by[i] = append(a.by[i], j)
}

func (a *alignment) open(i, j int) bool { return len(a.by[i]) == 0 && len(a.of[j]) == 0 }

// headings matches the headings and gives each unit of mine the section of
// the base that it stands in.
func (a *alignment) headings() {
	for _, same := range []func(b, m int) bool{
		func(b, m int) bool { return a.base[b].headingKey() == a.mine[m].headingKey() },
		func(b, m int) bool { return a.base[b].plain == a.mine[m].plain },
		func(b, m int) bool { return likeness(words(a.base[b].text), words(a.mine[m].text)) >= sameUnit },
	} {
		for j, m := range a.mine {
			for i, b := range a.base {
				if m.kind == headingUnit && b.kind == headingUnit && a.open(i, j) && same(i, j) {
					a.link(i, j)
				}
			}
		}
	}
	section := ""
	for j := range a.mine {
		if m := &a.mine[j]; m.kind == headingUnit {
			section = "own\x00" + m.plain
			if len(a.of[j]) > 0 {
				section = a.base[a.of[j][0]].section
			}
		}
		a.mine[j].section = section
	}
}

// sections lists the sections of the base in their order.
func (a *alignment) sections() []string {
	var list []string
	for _, u := range a.base {
		if !slices.Contains(list, u.section) {
			list = append(list, u.section)
		}
	}
	return list
}

// inOrder matches equal units of one section, as many as keep their order (the
// longest common subsequence).
func (a *alignment) inOrder(section string) {
	var bs, ms []int
	for i, u := range a.base {
		if u.section == section && len(a.by[i]) == 0 {
			bs = append(bs, i)
		}
	}
	for j, u := range a.mine {
		if u.section == section && len(a.of[j]) == 0 {
			ms = append(ms, j)
		}
	}
	best := make([][]int, len(bs)+1)
	for x := range best {
		best[x] = make([]int, len(ms)+1)
	}
	for x := len(bs) - 1; x >= 0; x-- {
		for y := len(ms) - 1; y >= 0; y-- {
			best[x][y] = max(best[x+1][y], best[x][y+1])
			if a.base[bs[x]].plain == a.mine[ms[y]].plain {
				best[x][y] = max(best[x][y], best[x+1][y+1]+1)
			}
		}
	}
	for x, y := 0, 0; x < len(bs) && y < len(ms); {
		switch {
		case a.base[bs[x]].plain == a.mine[ms[y]].plain && best[x][y] == best[x+1][y+1]+1:
			a.link(bs[x], ms[y])
			x, y = x+1, y+1
		case best[x+1][y] >= best[x][y+1]:
			x++
		default:
			y++
		}
	}
}

// equal matches what is left and equal: moved within its section, else (or in
// the second round) moved to another one, the nearest first.
func (a *alignment) equal(within bool) {
	for i, b := range a.base {
		if len(a.by[i]) > 0 {
			continue
		}
		best := -1
		for j, m := range a.mine {
			if len(a.of[j]) == 0 && m.plain == b.plain && (!within || m.section == b.section) &&
				(best < 0 || distance(i, j) < distance(i, best)) {
				best = j
			}
		}
		if best >= 0 {
			a.link(i, best)
		}
	}
}

func distance(i, j int) int { return max(i-j, j-i) }

// pair is a unit of the base and one of mine that may be the same, edited.
type pair struct {
	i, j  int
	score float64
}

// alike matches edited units within their section, the likest first; a tie
// goes to the nearest place.
func (a *alignment) alike() {
	var pairs []pair
	for i, b := range a.base {
		for j, m := range a.mine {
			if a.open(i, j) && b.kind == m.kind && b.section == m.section {
				if score := a.score(i, j); score >= sameUnit {
					pairs = append(pairs, pair{i, j, score})
				}
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.score, x.score), distance(x.i, x.j)-distance(y.i, y.j))
	})
	for _, p := range pairs {
		if a.open(p.i, p.j) {
			a.link(p.i, p.j)
		}
	}
}

// score is the likeness of two units; figures of one goal and rows that begin
// with the same cell are the same whatever else they hold.
func (a *alignment) score(i, j int) float64 {
	b, m := a.base[i], a.mine[j]
	score := likeness(a.baseWords[i], a.mineWords[j])
	switch {
	case b.kind == figureUnit && firstLine(b.text) == firstLine(m.text):
		score++
	case b.kind == rowUnit && firstCell(b.plain) == firstCell(m.plain) && firstCell(b.plain) != "":
		score++
	}
	return score
}

func firstCell(row string) string {
	for at, r := range row {
		if r == '|' && at > 0 && row[at-1] != '\\' {
			return row[:at]
		}
	}
	return ""
}

// places matches by place what is not alike: between two matched neighbours,
// text fills the marks that are gone, and a single sentence that is gone was
// written anew.
func (a *alignment) places() {
	for j := 0; j < len(a.mine); j++ {
		if len(a.of[j]) > 0 {
			continue
		}
		end := j
		for end < len(a.mine) && len(a.of[end]) == 0 && a.mine[end].section == a.mine[j].section {
			end++
		}
		a.place(j, end)
		j = end - 1
	}
}

// place matches the units of mine from start to end, none of which has a unit
// of the base yet, with those of the base that are gone there.
func (a *alignment) place(start, end int) {
	var marks, sentences, texts []int
	for _, i := range a.gone(start, end) {
		switch a.base[i].kind {
		case markUnit:
			marks = append(marks, i)
		case textUnit:
			sentences = append(sentences, i)
		}
	}
	for j := start; j < end; j++ {
		if a.mine[j].kind == textUnit || a.mine[j].kind == markUnit {
			texts = append(texts, j)
		}
	}
	switch {
	case len(texts) == 0:
	case len(marks) > 0:
		for k, j := range texts {
			a.link(marks[min(k, len(marks)-1)], j)
		}
	case len(sentences) == 1:
		a.link(sentences[0], a.likest(sentences[0], texts))
	}
}

// gone lists the unmatched units of the base between the neighbours of the
// units of mine from start to end, in their section.
func (a *alignment) gone(start, end int) []int {
	section := a.mine[start].section
	from, to := -1, len(a.base)
	if start > 0 && a.mine[start-1].section == section && len(a.of[start-1]) > 0 {
		from = a.of[start-1][0]
	}
	if end < len(a.mine) && a.mine[end].section == section && len(a.of[end]) > 0 {
		to = a.of[end][0]
	}
	var gone []int
	for i := from + 1; i < to; i++ {
		if a.base[i].section == section && len(a.by[i]) == 0 {
			gone = append(gone, i)
		}
	}
	return gone
}

func (a *alignment) likest(i int, texts []int) int {
	best := texts[0]
	for _, j := range texts[1:] {
		if likeness(a.baseWords[i], a.mineWords[j]) > likeness(a.baseWords[i], a.mineWords[best]) {
			best = j
		}
	}
	return best
}

// pieces finds what was split and what was joined: a unit beside an edited one
// whose words come from the same unit of the base, and a unit of the base that
// is gone and whose words stand in an edited one.
func (a *alignment) pieces() {
	for j := range a.mine {
		if len(a.of[j]) > 0 || a.mine[j].kind != textUnit {
			continue
		}
		for _, beside := range []int{j - 1, j + 1} {
			if i, ok := a.edited(beside); ok && a.mine[beside].section == a.mine[j].section &&
				within(a.mineWords[j], a.baseWords[i]) >= pieceOf {
				a.link(i, j)
				break
			}
		}
	}
	for i, b := range a.base {
		if len(a.by[i]) > 0 || b.kind != textUnit || len(a.baseWords[i]) == 0 {
			continue
		}
		for _, beside := range []int{i - 1, i + 1} {
			if beside < 0 || beside >= len(a.base) || len(a.by[beside]) == 0 {
				continue
			}
			j := a.by[beside][0]
			if _, ok := a.edited(j); ok && a.joins(i, j) {
				a.link(i, j)
				break
			}
		}
	}
}

// joins reports whether unit j of mine holds the words of unit i of the base
// beside those that it stands for already.
func (a *alignment) joins(i, j int) bool {
	both := slices.Clone(a.baseWords[i])
	for _, other := range a.of[j] {
		both = append(both, a.baseWords[other]...)
	}
	slices.Sort(both)
	return within(both, a.mineWords[j]) >= pieceOf && within(a.baseWords[i], a.mineWords[j]) >= pieceOf
}

// edited returns the unit of the base of which unit j of mine is an edited
// text.
func (a *alignment) edited(j int) (int, bool) {
	if j < 0 || j >= len(a.mine) || len(a.of[j]) == 0 || a.mine[j].kind != textUnit {
		return 0, false
	}
	i := a.of[j][0]
	return i, a.base[i].kind == textUnit && a.base[i].plain != a.mine[j].plain
}
