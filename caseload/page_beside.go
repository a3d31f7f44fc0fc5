package caseload

import (
	"context"
	"slices"

	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// Pair is one place of two texts side by side, each with its words as a person
// reads them; "" the text has nothing there.
type Pair struct {
	Left, Right string
	Heading     bool
	Same        bool
}

// Beside puts a draft beside another text, place by place: "generated" (what
// the data and the phrases say), "signed" (the last signed report before it),
// or the id of another edition of the same period.
func (c *Caseload) Beside(ctx context.Context, by Actor, draft, with string) (left, right string, pairs []Pair, err error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return "", "", nil, err
	}
	d, err := c.draftSeen(ctx, u, draft)
	if err != nil {
		return "", "", nil, err
	}
	if err := c.loadWording(); err != nil {
		return "", "", nil, err
	}
	s, err := c.textOf(ctx, d)
	if err != nil {
		return "", "", nil, err
	}
	mine := report.Units(s.markdown(), s.sentences())
	switch with {
	case "signed":
		old, err := c.lastSignedText(ctx, d)
		if err != nil || old == nil {
			return "This draft", "No report was signed before this one", pairUp(mine, nil), err
		}
		return "This draft", "Last signed", pairUp(mine, report.Units(old.markdown(), old.sentences())), nil
	case "", "generated":
		return "As it stands", "Generated from the data", pairUp(mine, report.Units(s.body.Markdown, s.body.Sentences)), nil
	}
	other, err := c.draftOf(ctx, with)
	if err != nil || other.Key.Client != d.Key.Client {
		return "", "", nil, ErrUnseen
	}
	o, err := c.textOf(ctx, other)
	name := func(d store.DraftState) string {
		return c.languageOf(d.Key.Language).EnglishName() + ", for the " + d.Key.Audience
	}
	return name(d), name(other), pairUp(mine, report.Units(o.markdown(), o.sentences())), err
}

// lastSignedText is the newest signed report of the kind before the draft, nil
// none.
func (c *Caseload) lastSignedText(ctx context.Context, d store.DraftState) (*standing, error) {
	drafts, err := c.store.DraftsOf(ctx, d.Key.Client)
	if err != nil {
		return nil, err
	}
	last := lastSigned(drafts, d.Key, true)
	if last == nil {
		return nil, nil //nolint:nilnil // none is no error
	}
	s, err := c.textOf(ctx, *last)
	return &s, err
}

// pairUp puts the units of two texts side by side: those of one sentence, of
// one heading, or of the same words, in the order of the left text; what only
// the right one has stands where it stands there.
func pairUp(left, right []report.Unit) []Pair {
	left, right = shownUnits(left), shownUnits(right)
	var pairs []Pair
	at := 0
	for _, l := range left {
		j := slices.IndexFunc(right[at:], func(r report.Unit) bool { return samePlace(l, r) })
		if j >= 0 {
			for _, r := range right[at : at+j] {
				if !slices.ContainsFunc(left, func(l report.Unit) bool { return samePlace(l, r) }) {
					pairs = append(pairs, pairOf(nil, &r))
				}
			}
			at += j + 1
			pairs = append(pairs, pairOf(&l, &right[at-1]))
			continue
		}
		pairs = append(pairs, pairOf(&l, nil))
	}
	for _, r := range right[at:] {
		pairs = append(pairs, pairOf(nil, &r))
	}
	return pairs
}

// shownUnits leaves out what has no words.
func shownUnits(units []report.Unit) []report.Unit {
	return slices.DeleteFunc(slices.Clone(units), func(u report.Unit) bool {
		return u.Kind == report.UnitRule || u.Kind == report.UnitChart || u.Kind == report.UnitBlock || plainOf(u) == ""
	})
}

func samePlace(a, b report.Unit) bool {
	if a.Sentence != nil && b.Sentence != nil {
		return a.Sentence.ID == b.Sentence.ID
	}
	if a.Kind == report.UnitHeading && b.Kind == report.UnitHeading {
		_, x := report.Heading(a.Text)
		_, y := report.Heading(b.Text)
		return x != "" && x == y || x == y && plainOf(a) == plainOf(b)
	}
	return a.Text == b.Text
}

func pairOf(l, r *report.Unit) Pair {
	p := Pair{}
	if l != nil {
		p.Left, p.Heading = plainOf(*l), l.Kind == report.UnitHeading
	}
	if r != nil {
		p.Right, p.Heading = plainOf(*r), r.Kind == report.UnitHeading
	}
	p.Same = p.Left == p.Right
	return p
}

// plainOf is what a person reads of a unit.
func plainOf(u report.Unit) string {
	if u.Kind != report.UnitRow {
		return report.Plain(u.Text)
	}
	words, _ := u.Words()
	text := ""
	for _, cell := range words {
		if cell = report.Plain(cell); cell != "" {
			if text != "" {
				text += " | "
			}
			text += cell
		}
	}
	return text
}
