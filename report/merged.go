package report

import (
	"strings"

	"milepost/record"
)

// finish writes the result: its text, its sentences and what a person has to
// see.
func (m *merge) finish(items []item) Merged {
	var out Merged
	var b strings.Builder
	line := 0
	for x, one := range items {
		gap := 0
		if x > 0 {
			gap = m.gap(items[x-1], one)
		}
		b.WriteString(strings.Repeat("\n", gap) + one.text + "\n")
		m.note(&out, one, line+gap+1)
		line += gap + 1 + strings.Count(one.text, "\n")
	}
	out.Markdown = m.front + Normal(b.String())
	return out
}

// gap returns how many empty lines stand between two units. Where both stood
// next to each other before, as many as there were; a gap that a person
// changed stays; else as the kinds ask.
func (m *merge) gap(before, one item) int {
	inMine := one.mine >= 0 && before.mine == one.mine-1
	inNext := one.next >= 0 && before.next == one.next-1
	if inMine && inNext && len(m.of[one.mine]) > 0 {
		if was := m.base[m.of[one.mine][0]].gap; m.mine[one.mine].gap == was {
			return m.next[one.next].gap
		}
	}
	switch {
	case inMine:
		return m.mine[one.mine].gap
	case inNext:
		return m.next[one.next].gap
	case before.kind == rowUnit && one.kind == rowUnit:
		return 0
	case before.kind != one.kind && !flowing(before.kind) || !flowing(one.kind):
		return 1
	}
	return min(one.gap, 1)
}

// flowing reports whether units of the kind stand in one paragraph.
func flowing(k unitKind) bool { return k == textUnit || k == markUnit }

// note adds what a person has to see of a unit, and its sentence.
func (m *merge) note(out *Merged, one item, line int) {
	if one.question != nil {
		q := *one.question
		q.Line = line
		out.Questions = append(out.Questions, q)
	}
	if one.mine < 0 {
		out.New = append(out.New, Refreshed{ID: one.id, Line: line, Text: one.text})
	} else if own := m.mine[one.mine]; own.plain != one.plain {
		out.New = append(out.New, Refreshed{ID: m.next[one.next].id, Line: line, Text: one.text, Was: own.text})
	}
	if one.next < 0 || m.next[one.next].sentence == nil {
		return
	}
	s := *m.next[one.next].sentence
	s.Line = line
	if one.plain != m.next[one.next].plain {
		// A person's own words: no phrase said them.
		s.Text, s.Phrase, s.Sort = one.text, "", ""
		out.Moved = append(out.Moved, m.movedFacts(one, s)...)
	}
	out.Sentences = append(out.Sentences, s)
}

// movedFacts lists the facts behind an edited sentence that are others now.
func (m *merge) movedFacts(one item, now record.Sentence) []MovedFact {
	if one.mine < 0 || len(m.of[one.mine]) == 0 {
		return nil
	}
	b := m.base[m.of[one.mine][0]]
	if b.sentence == nil || b.kind == markUnit || b.kind == figureUnit {
		return nil
	}
	var moved []MovedFact
	for _, was := range b.sentence.Facts {
		f, _ := factOf(now.Facts, was.Name)
		if f.Value != was.Value {
			moved = append(moved, MovedFact{ID: now.ID, Line: now.Line, Name: was.Name, Was: was.Value, Now: f.Value})
		}
	}
	return moved
}

func factOf(facts []record.Fact, name string) (record.Fact, bool) {
	for _, f := range facts {
		if f.Name == name {
			return f, true
		}
	}
	return record.Fact{}, false
}
