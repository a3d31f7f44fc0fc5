package caseload

import (
	"context"
	"slices"
	"time"

	"milepost/record"
	"milepost/report"
)

// HardSentence is a sentence of a draft that is hard to read.
type HardSentence struct {
	Key     string // of its unit
	Text    string
	Why     []string // such as "26 words"
	Plainer []string // "latency: how long it takes to start"
}

// Hard lists the sentences of a draft that are hard to read, the hardest first,
// with plainer words where there are some. Only what parents read is graded,
// and only in languages whose words the program has.
func (c *Caseload) Hard(ctx context.Context, now time.Time, by Actor, draft string) ([]HardSentence, error) {
	d, folded, err := c.seen(ctx, now, by, draft)
	if err != nil || d.Key.Audience != parentAudience {
		return nil, err
	}
	s, err := c.textOf(ctx, d)
	if err != nil {
		return nil, err
	}
	s.client, s.folded = folded.Client, &folded
	in, err := c.factsOf(ctx, now, s)
	if err != nil || c.truths == nil || c.translates(d.Key) {
		return nil, err
	}
	if err := c.loadNames(ctx); err != nil {
		return nil, err
	}
	units := report.Units(s.markdown(), s.sentences())
	var list []HardSentence
	for _, h := range c.truths.Read(c.toCheck(s, in)).Hard {
		one := HardSentence{Text: h.Text, Why: h.Why, Plainer: h.Plainer}
		if i := slices.IndexFunc(units, func(u report.Unit) bool { return u.Line == h.Line }); i >= 0 {
			one.Key = units[i].Key
		}
		list = append(list, one)
	}
	return list, nil
}

// DueOf lists what falls due of the clients whom the user may see, and her own
// licence; a lead sees all.
func (c *Caseload) DueOf(ctx context.Context, now time.Time, by Actor, days int, cache *BoardCache) (DueList, error) {
	list, err := c.Due(ctx, now, by, DueSelection{Days: days, Names: true})
	if err != nil {
		return list, err
	}
	board, err := c.Board(ctx, now, by, cache)
	if err != nil {
		return list, err
	}
	seen := map[record.ID]string{}
	for _, card := range board.Cards {
		seen[card.Client] = card.Name
	}
	all := by.user.Has(record.RoleLead)
	list.Items = slices.DeleteFunc(list.Items, func(d DueItem) bool {
		_, sees := seen[d.Client]
		return !all && !sees && (d.Staff == "" || d.Staff != by.user.ID)
	})
	for i, d := range list.Items {
		if name := seen[d.Client]; name != "" {
			list.Items[i].Called = name
		}
	}
	return list, nil
}
