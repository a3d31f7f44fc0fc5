package caseload

import (
	"context"
	"fmt"
	"slices"
	"time"

	"milepost/ingest/card"
	"milepost/record"
)

// vet leaves out each "yes" by which something on file could no longer be
// used: the client's record is folded with the card as it would be. What a
// person typed is that person's own word, and stays. Objectives are looked at
// one by one, each with all that was filled in for it.
func (c *Caseload) vet(ctx context.Context, now time.Time, changes []card.Change) ([]card.Change, []record.Problem, error) {
	var good []card.Change
	var problems []record.Problem
	for _, some := range byClient(changes) {
		v := vetting{c: c, client: some[0].Client, today: c.today(now)}
		if slices.ContainsFunc(some, func(ch card.Change) bool { return ch.Confirms }) {
			if err := v.open(ctx); err != nil {
				return nil, nil, err
			}
			if err := v.all(some); err != nil {
				return nil, nil, err
			}
			some = v.good
			problems = append(problems, v.problems...)
		}
		good = append(good, some...)
	}
	return good, problems, nil
}

// byClient parts changes where the client changes.
func byClient(changes []card.Change) [][]card.Change {
	return runs(changes, func(a, b card.Change) bool { return a.Client == b.Client })
}

// byObjective parts the changes of one client where the objective changes.
// What is said of a goal goes with the objective beside it.
func byObjective(changes []card.Change) [][]card.Change {
	return runs(changes, func(a, b card.Change) bool {
		return a.Goal == b.Goal && a.Version == b.Version && a.At.Row == b.At.Row
	})
}

func runs(changes []card.Change, same func(a, b card.Change) bool) [][]card.Change {
	var out [][]card.Change
	for start := 0; start < len(changes); {
		end := start
		for end < len(changes) && same(changes[start], changes[end]) {
			end++
		}
		out = append(out, changes[start:end])
		start = end
	}
	return out
}

// vetting tries changes of one client.
type vetting struct {
	c        *Caseload
	client   record.ID
	today    record.Date
	standing []byte // the card
	versions record.Versions
	good     []card.Change
	problems []record.Problem
}

func (v *vetting) open(ctx context.Context) (err error) {
	if v.standing, err = v.c.readFile("clients/" + v.client.Path() + ".yaml"); err != nil {
		return err
	}
	v.versions, err = v.c.store.Records(ctx, v.client)
	return err
}

// all takes what harms nothing: an objective's changes together, else what was
// typed, and then each "yes" by itself.
func (v *vetting) all(changes []card.Change) error {
	for _, group := range byObjective(changes) {
		before, err := v.unusable(v.good)
		if err != nil {
			return err
		}
		after, err := v.unusable(slices.Concat(v.good, group))
		if err != nil {
			return err
		}
		if after <= before {
			v.good = append(v.good, group...)
			continue
		}
		if err := v.oneByOne(group); err != nil {
			return err
		}
	}
	return nil
}

func (v *vetting) oneByOne(group []card.Change) error {
	for _, ch := range group {
		if !ch.Confirms {
			v.good = append(v.good, ch)
		}
	}
	before, err := v.unusable(v.good)
	if err != nil {
		return err
	}
	for _, ch := range group {
		if !ch.Confirms {
			continue
		}
		after, err := v.unusable(append(slices.Clone(v.good), ch))
		if err != nil {
			return err
		}
		if after > before {
			v.problems = append(v.problems, disagrees(ch, after-before))
			continue
		}
		v.good = append(v.good, ch)
	}
	return nil
}

// unusable counts what could not be used with the changes in the card. A card
// that cannot take them is told when it is written.
func (v *vetting) unusable(changes []card.Change) (int, error) {
	text, err := card.Write(v.standing, v.client, changes)
	if err != nil {
		return 0, nil //nolint:nilerr // writeCard says what is wrong with the card
	}
	batch, _, err := card.Read(v.client.Path()+".yaml", text)
	if err != nil {
		return 0, nil //nolint:nilerr // as above
	}
	tried := v.versions
	last := 0
	for _, g := range v.versions.Goals {
		last = max(last, g.Order)
	}
	tried.Goals = slices.DeleteFunc(slices.Clone(tried.Goals), func(g record.Version[record.Goal]) bool { return g.Card })
	for _, g := range batch.Goals {
		tried.Goals = append(tried.Goals, record.Version[record.Goal]{Order: last + 1, Card: true, Mapping: CardMapping, Record: g})
	}
	folded, err := v.c.foldVersions(tried, v.today)
	return folded.Unusable(), err
}

// disagrees is the problem of a "yes" that the data speak against.
func disagrees(ch card.Change, n int) record.Problem {
	things := "1 result or level"
	if n > 1 {
		things = fmt.Sprintf("%d results or levels", n)
	}
	return record.Problem{
		Source: ch.At, Code: "list.disagrees", Client: ch.Client, Found: "yes",
		Wrong: fmt.Sprintf("was not saved: with %q, Milepost could no longer use %s on file for goal %s", ch.Value, things, ch.Goal),
		Next:  record.ToAdvise("write the value that fits the goal's data"),
	}
}
