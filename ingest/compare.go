package ingest

import (
	"cmp"
	"reflect"
	"slices"

	"milepost/record"
)

// Changes says what an import told beside what was known before it, in rows.
type Changes struct {
	New       int             `json:"new"`       // tell something that no import told before
	Corrected int             `json:"corrected"` // tell something else than before
	Same      int             `json:"same"`      // tell what was known
	Gone      []record.Source `json:"gone,omitempty"`
}

// Add adds the changes of another client.
func (c *Changes) Add(other Changes) {
	c.New += other.New
	c.Corrected += other.Corrected
	c.Same += other.Same
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
// on, unless its mapping says "complete: true".
func Compare(raw record.Versions, by Compared) Changes {
	c := &comparison{Compared: by, rows: map[record.Source]change{}, gone: map[record.Source]bool{}}
	compare(c, raw.Clients, keyed[record.Client]{
		key:   func(c record.Client) record.Key { return record.ClientByID(cmp.Or(c.Was, c.ID)) },
		merge: func(into *record.Client, later record.Client) { mergeClient(into, later) },
	}, func(c record.Client) (record.Date, record.Source) { return record.Date{}, c.Source })
	compare(c, raw.Goals, keyed[record.Goal]{key: goalName, merge: replaceGoal},
		func(g record.Goal) (record.Date, record.Source) { return record.Date{}, g.Source })
	compare(c, raw.Sessions, keyed[record.Session]{key: func(s record.Session) record.Key { return s.Key }, merge: mergeSession},
		func(s record.Session) (record.Date, record.Source) { return s.Day, s.Source })
	compare(c, raw.DataPoints, keyed[record.DataPoint]{key: func(p record.DataPoint) record.Key { return p.Key }, merge: mergeDataPoint},
		func(p record.DataPoint) (record.Date, record.Source) { return p.Day, p.Source })
	compare(c, raw.Assessments, assessments(),
		func(a record.Assessment) (record.Date, record.Source) { return a.Day, a.Source })
	compare(c, raw.Statements, keyed[record.Statement]{key: func(s record.Statement) record.Key { return s.Key }, merge: mergeStatement},
		func(s record.Statement) (record.Date, record.Source) { return s.Day, s.Source })
	return c.changes()
}

// change is what a row told, the weightiest last.
type change int

const (
	sameAsBefore change = iota
	corrected
	isNew
)

// comparison compares one import with all before it.
type comparison struct {
	Compared
	rows map[record.Source]change
	gone map[record.Source]bool
}

// compare goes through the versions of one sort of record. Merging changes the
// source of a record only where it changes something else.
func compare[T any](c *comparison, versions []record.Version[T], by keyed[T], place func(T) (record.Date, record.Source)) {
	known := map[record.Key]T{}
	missing := map[record.Key]record.Source{}
	for _, v := range inOrder(versions) {
		if v.Card || v.Order > c.Place {
			continue
		}
		key := by.key(v.Record)
		day, source := place(v.Record)
		if v.Order == c.Before && !day.IsZero() && c.Span.Contains(day) {
			missing[key] = wholeRow(source)
		}
		before, has := known[key]
		after := before
		if has {
			by.merge(&after, v.Record)
		} else {
			after = v.Record
		}
		known[key] = after
		if v.Order < c.Place {
			continue
		}
		delete(missing, key)
		what := isNew
		if has {
			what = sameAsBefore
			if _, was := place(before); sourceOf(place, after) != was {
				what = corrected
			}
		}
		c.rows[wholeRow(source)] = max(c.rows[wholeRow(source)], what)
	}
	for _, source := range missing {
		c.gone[source] = true
	}
}

func sourceOf[T any](place func(T) (record.Date, record.Source), r T) record.Source {
	_, source := place(r)
	return source
}

// wholeRow returns the row in which a cell stands.
func wholeRow(s record.Source) record.Source {
	s.Column = ""
	return s
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
