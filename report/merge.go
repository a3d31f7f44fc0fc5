package report

import (
	"slices"
	"strings"

	"milepost/record"
)

// Merged is what became of a draft that people edited when the data changed.
type Merged struct {
	Markdown  string // whole, with the front matter of the new body
	Sentences []record.Sentence
	Questions []Question
	Moved     []MovedFact
	New       []Refreshed
}

// Question is a unit that both sides changed. What stands in the text is what
// a person wrote; while a question is open the draft cannot be signed.
type Question struct {
	ID   string // of the unit
	Line int    // of the merged body, from 1
	Mine string // what a person wrote
	Was  string // what the data said when it was written
	Now  string // what the data now say; "" nothing any more
}

// MovedFact is a fact behind a sentence that a person wrote or changed, whose
// value is now another.
type MovedFact struct {
	ID       string
	Line     int
	Name     string
	Was, Now string // Now "" where it is gone
}

// Refreshed is a unit that the data changed or brought since the person had
// it on the screen: new since read.
type Refreshed struct {
	ID   string
	Line int
	Text string
	Was  string // "" where the unit is new
}

// Merge puts new data into an edited draft, unit by unit. base is the body
// that mine was made from, mine is the file as it stands, next is what the
// data say now. Units that nobody edited are refreshed; what was edited, moved
// or added stays, what was deleted stays deleted, what fills a mark stays; a
// unit that both sides changed is a question. Nothing that a person wrote is
// absent from the result or the questions. Merging twice changes nothing.
//
// Source: design.md, decision 3.
func Merge(base record.Body, mine string, next record.Body) Merged {
	stands := Normal(mine)
	if d, err := Read(mine); err == nil {
		stands = d.Body
	}
	own, _ := cut(stands)
	old := unitsOf(base)
	m := &merge{next: unitsOf(next), front: joinedFront(next.Markdown, mine)}
	if base.Hash == next.Hash { // nothing new: what stands stays to the letter
		m.alignment = align(old, own)
		m.prepare()
		out := m.finish(m.asItStands())
		out.Markdown = m.front + stands
		return out
	}
	m.alignment = align(old, unwrapped(own, old))
	m.prepare()
	items := m.kept()
	items = m.insertOwn(items)
	return m.finish(unbroken(m.insertNew(items)))
}

// merge is one merging under way.
type merge struct {
	*alignment
	next   []unit
	front  string
	nextOf []int       // per unit of the base: its place in next, -1 gone
	baseOf []int       // per unit of next: its place in the base, -1 new
	same   map[int]int // per added unit of mine: the new unit of next that says the same
	moved  []bool      // per unit of mine: a person moved it
}

// item is one unit of the result.
type item struct {
	unit
	mine, next int // places there, -1 none
	question   *Question
}

// prepare compares the base with what the data now say and finds what a person
// moved.
func (m *merge) prepare() {
	at := map[string]int{}
	for k, u := range m.next {
		at[u.id] = k
	}
	m.nextOf, m.baseOf = make([]int, len(m.base)), make([]int, len(m.next))
	for k := range m.baseOf {
		m.baseOf[k] = -1
	}
	for i, u := range m.base {
		m.nextOf[i] = -1
		if k, ok := at[u.id]; ok {
			m.nextOf[i], m.baseOf[k] = k, i
		}
	}
	m.sameWords()
	m.same = map[int]int{}
	for k, n := range m.next {
		for j, own := range m.mine {
			if _, taken := m.same[j]; !taken && m.baseOf[k] < 0 && len(m.of[j]) == 0 &&
				own.kind == n.kind && own.plain == n.plain && (own.section == n.section || n.kind == headingUnit) {
				m.same[j] = k
				m.baseOf[k] = len(m.base) // known to mine
				break
			}
		}
	}
	m.moved = movedOf(m.of)
}

// sameWords matches units of the base and of next that have no id in common
// and say the same under the same heading, such as a person's own sentence in
// two saved texts.
func (m *merge) sameWords() {
	for i, u := range m.base {
		if m.nextOf[i] >= 0 {
			continue
		}
		for k, n := range m.next {
			if m.baseOf[k] < 0 && n.section == u.section && n.kind == u.kind && n.plain == u.plain {
				m.nextOf[i], m.baseOf[k] = k, i
				break
			}
		}
	}
}

// movedOf tells which units of mine do not keep the base's order: those
// outside the longest run that does.
func movedOf(of [][]int) []bool {
	length, before := make([]int, len(of)), make([]int, len(of))
	last := -1
	for j := range of {
		length[j], before[j] = 1, -1
		for p := range j {
			if len(of[j]) > 0 && len(of[p]) > 0 && of[p][0] <= of[j][0] && length[p] >= length[j] {
				length[j], before[j] = length[p]+1, p
			}
		}
		if len(of[j]) > 0 && (last < 0 || length[j] > length[last]) {
			last = j
		}
	}
	moved := make([]bool, len(of))
	for j := range of {
		moved[j] = len(of[j]) > 0
	}
	for ; last >= 0; last = before[last] {
		moved[last] = false
	}
	return moved
}

// asItStands is the result where the data say nothing new.
func (m *merge) asItStands() []item {
	items := make([]item, len(m.mine))
	for j, own := range m.mine {
		items[j] = item{unit: own, mine: j, next: -1}
		if len(m.of[j]) > 0 {
			items[j].next = m.nextOf[m.of[j][0]]
		}
	}
	return items
}

// kept gives, in the order of next, the units that stand in base, mine and
// next and that nobody moved.
func (m *merge) kept() []item {
	var items []item
	for k, i := range m.baseOf {
		if i < 0 || i >= len(m.base) || len(m.by[i]) == 0 {
			continue
		}
		j := m.by[i][0]
		if m.moved[j] || m.of[j][0] != i {
			continue
		}
		if one, stays := m.decide(j); stays && one.next == k {
			items = append(items, one)
		}
	}
	return items
}

// decide says what becomes of a unit of mine. false: the data took it back,
// and nobody had touched it.
func (m *merge) decide(j int) (item, bool) {
	own := m.mine[j]
	one := item{unit: own, mine: j, next: -1}
	if len(m.of[j]) == 0 {
		if k, ok := m.same[j]; ok {
			one.next = k
		}
		return one, true
	}
	i := m.of[j][0]
	b := m.base[i]
	one.next = m.nextOf[i]
	switch {
	case own.plain == b.plain:
		return m.untouched(one, i)
	case b.kind == markUnit, !m.changed(j):
		return one, true
	case len(m.of[j]) == 1 && one.next >= 0 && m.next[one.next].plain == own.plain:
		return one, true
	}
	one.question = m.ask(j)
	return one, true
}

// untouched refreshes a unit. The heading of a goal that is gone stays where a
// person wrote below it, and is a question.
func (m *merge) untouched(one item, i int) (item, bool) {
	b := m.base[i]
	if one.next < 0 {
		one.question = &Question{ID: b.id, Mine: one.text, Was: b.text}
		return one, b.kind == headingUnit && m.wroteBelow(one.mine)
	}
	if n := m.next[one.next]; n.plain != b.plain {
		one.text, one.plain = n.text, n.plain
	}
	return one, true
}

// wroteBelow reports whether a person edited or added something below the
// heading of mine.
func (m *merge) wroteBelow(heading int) bool {
	for j := heading + 1; j < len(m.mine) && m.mine[j].kind != headingUnit; j++ {
		if len(m.of[j]) == 0 || m.base[m.of[j][0]].plain != m.mine[j].plain {
			return true
		}
	}
	return false
}

// changed reports whether the data say something else of what unit j of mine
// was made from.
func (m *merge) changed(j int) bool {
	return slices.ContainsFunc(m.of[j], func(i int) bool {
		k := m.nextOf[i]
		return k < 0 || m.next[k].plain != m.base[i].plain
	})
}

// ask makes the question for an edited unit whose data changed; of the pieces
// of a split one only the first asks.
func (m *merge) ask(j int) *Question {
	pieces := m.by[m.of[j][0]]
	if pieces[0] != j {
		return nil
	}
	q := &Question{ID: m.base[m.of[j][0]].id}
	var mine, was, now []string
	for _, p := range pieces {
		mine = append(mine, m.mine[p].text)
	}
	for _, i := range m.of[j] {
		was = append(was, m.base[i].text)
		if k := m.nextOf[i]; k >= 0 {
			now = append(now, m.next[k].text)
		}
	}
	q.Mine, q.Was, q.Now = strings.Join(mine, "\n"), strings.Join(was, "\n"), strings.Join(now, "\n")
	return q
}

// insertOwn puts in what a person added, moved or split, each behind the unit
// that it stands behind in mine.
func (m *merge) insertOwn(items []item) []item {
	placed := map[int]bool{}
	for _, one := range items {
		placed[one.mine] = true
	}
	for j := range m.mine {
		if placed[j] {
			continue
		}
		one, stays := m.decide(j)
		if !stays {
			continue
		}
		at := 0
		for p := j - 1; p >= 0 && at == 0; p-- {
			if placed[p] {
				at = 1 + slices.IndexFunc(items, func(x item) bool { return x.mine == p })
			}
		}
		items = slices.Insert(items, at, one)
		placed[j] = true
	}
	return items
}

// insertNew puts in what the data brought, each unit behind the one that it
// stands behind in next. A section that a person deleted takes none.
func (m *merge) insertNew(items []item) []item {
	for k, i := range m.baseOf {
		if i >= 0 {
			continue
		}
		at := m.placeFor(items, k)
		if at < 0 {
			continue
		}
		items = slices.Insert(items, at, item{unit: m.next[k], mine: -1, next: k})
	}
	return items
}

// placeFor returns where in the result a new unit goes, -1 nowhere.
func (m *merge) placeFor(items []item, k int) int {
	n := m.next[k]
	for q := k - 1; q >= 0; q-- {
		if n.kind != headingUnit && m.next[q].section != n.section {
			return -1
		}
		at := 1 + slices.IndexFunc(items, func(x item) bool { return x.next == q })
		if at == 0 {
			continue
		}
		for n.kind == headingUnit && at < len(items) && items[at].kind != headingUnit {
			at++
		}
		return at
	}
	return 0
}
