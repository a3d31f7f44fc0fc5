package fold

import (
	"cmp"
	"reflect"
	"slices"

	"milepost/record"
)

// Changes says what an import told beside what was known before it, in rows.
type Changes struct {
	New       int             `json:"new"`             // tell something that no import told before
	Corrected int             `json:"corrected"`       // tell something else than before
	Same      int             `json:"same"`            // tell what was known
	Older     int             `json:"older,omitempty"` // tell what a newer row or export says otherwise
	Gone      []record.Source `json:"gone,omitempty"`
}

// Add adds the changes of another client.
func (c *Changes) Add(other Changes) {
	c.New += other.New
	c.Corrected += other.Corrected
	c.Same += other.Same
	c.Older += other.Older
	c.Gone = append(c.Gone, other.Gone...)
}

// Compared names what is compared: an import by its place, the one before it of
// the same mapping (0 none), and the days that the import spans.
type Compared struct {
	Place  int
	Before int
	Span   record.Period
}

// Compare says what one import told of a client. Gone are the rows of the
// import before, on days that this one spans, that this one lacks: they count
// on, unless its mapping says "complete: true". Rows that wait until a person
// says whose they are tell nothing.
func Compare(raw record.Versions, by Compared) Changes {
	raw, own := ownRows(standingCards(raw))
	c := &comparison{Compared: by, rows: map[record.Source]change{}, gone: map[record.Source]bool{}, taken: map[withdrawal]record.Source{}}
	for _, v := range raw.Withdrawals {
		if v.Order == by.Place {
			c.taken[withdrawal{v.Record.Kind, v.Record.Key, v.Mapping}] = v.Record.Source.WholeRow()
		}
	}
	compare(c, own.lists(raw.Clients), keyed[record.Client]{
		key:   func(c record.Client) record.Key { return record.ClientByID(cmp.Or(c.Was, c.ID)) },
		about: aboutClient,
		merge: func(into *record.Client, later record.Client) {
			*into = ownLists(*into)
			mergeClient(into, later)
		},
	}, func(record.Client) record.Date { return record.Date{} })
	compare(c, raw.Goals, keyed[record.Goal]{key: goalName, about: aboutGoal, merge: replaceGoal},
		func(record.Goal) record.Date { return record.Date{} })
	compare(c, raw.Sessions, sessionsKeyed(), func(s record.Session) record.Date { return s.Day })
	compare(c, raw.DataPoints, pointsKeyed(), func(p record.DataPoint) record.Date { return p.Day })
	compare(c, raw.Assessments, assessments(), func(a record.Assessment) record.Date { return a.Day })
	compare(c, raw.Statements, statementsKeyed(), func(s record.Statement) record.Date { return s.Day })
	return c.changes()
}

// change is what a row told, the weightiest last.
type change int

const (
	sameAsBefore change = iota
	older
	corrected
	isNew
)

// comparison compares one import with all that arrived before it.
type comparison struct {
	Compared
	rows  map[record.Source]change
	gone  map[record.Source]bool
	taken map[withdrawal]record.Source // rows of this import that take something back
}

// compare goes through the versions of one sort of record, each key once.
func compare[T any](c *comparison, versions []record.Version[T], by keyed[T], day func(T) record.Date) {
	arrived := slices.DeleteFunc(slices.Clone(versions), func(v record.Version[T]) bool { return v.Card || v.Order > c.Place })
	keys, all := byKey(inOrder(arrived, by.about), by.key)
	for _, key := range keys {
		before, known := mergeAll(all[key], by.merge, func(v ranked[T]) bool { return v.Order < c.Place })
		after, _ := mergeAll(all[key], by.merge, func(ranked[T]) bool { return true })
		var missing []record.Source
		mapping := ""
		for _, v := range all[key] {
			if v.Order == c.Before && !day(v.Record).IsZero() && c.Span.Contains(day(v.Record)) {
				missing, mapping = append(missing, v.at.WholeRow()), v.Mapping
			}
		}
		for _, v := range all[key] {
			if v.Order == c.Place {
				missing = nil
				c.rows[v.at.WholeRow()] = max(c.rows[v.at.WholeRow()], whatChanged(known, before, after, v.Record, by.merge))
			}
		}
		if at, is := c.takesBack(by.kind, key, mapping); is && len(missing) > 0 {
			missing = nil // it says so itself
			c.rows[at] = max(c.rows[at], corrected)
		}
		if len(missing) > 0 {
			c.gone[missing[len(missing)-1]] = true
		}
	}
}

// takesBack returns the row by which the import takes the record back.
func (c *comparison) takesBack(kind string, key record.Key, mapping string) (record.Source, bool) {
	at, is := c.taken[withdrawal{kind, key, mapping}]
	return at, is
}

// mergeAll folds the versions that want wants, which are in order. False: it
// wants none.
func mergeAll[T any](sorted []ranked[T], merge func(*T, T), want func(ranked[T]) bool) (result T, some bool) {
	for _, v := range sorted {
		switch {
		case !want(v):
		case some:
			merge(&result, v.Record)
		default:
			result, some = v.Record, true
		}
	}
	return result, some
}

// whatChanged says what a row did to a record.
func whatChanged[T any](known bool, before, after, row T, merge func(*T, T)) change {
	again := after
	merge(&again, row)
	switch {
	case !known:
		return isNew
	case !sameWords(reflect.ValueOf(before), reflect.ValueOf(after), notWords):
		return corrected
	case !sameWords(reflect.ValueOf(again), reflect.ValueOf(after), notWords):
		return older
	}
	return sameAsBefore
}

// replaceGoal takes a later version of a goal where it says something else.
func replaceGoal(into *record.Goal, later record.Goal) {
	a, b := *into, later
	for _, g := range []*record.Goal{&a, &b} {
		g.Source, g.Told, g.Version = record.Source{}, nil, 0
	}
	if !reflect.DeepEqual(a, b) {
		*into = later
	}
}

// changes counts the rows.
func (c *comparison) changes() Changes {
	var all Changes
	for _, what := range c.rows {
		switch what {
		case isNew:
			all.New++
		case corrected:
			all.Corrected++
		case sameAsBefore:
			all.Same++
		case older:
			all.Older++
		}
	}
	for source := range c.gone {
		all.Gone = append(all.Gone, source)
	}
	slices.SortFunc(all.Gone, func(a, b record.Source) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Row, b.Row))
	})
	return all
}
