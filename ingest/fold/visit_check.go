package fold

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// UnusedDenied is the rule by which a result stays unused since a person said
// that there was no visit.
const UnusedDenied = "result: a person said that the visit was not held"

// Codes of what does not go together about a visit.
const (
	codeVisitTwice    = "visit.unclear"       // two lists contradict each other
	codeVisitAgainst  = "visit.contradiction" // not held by the list, and yet there are results, or a bill
	codeVisitNone     = "visit.none"          // results on a day without a visit
	codeVisitTakeBack = "visit.taken-back"    // results of a visit that was voided or deleted
)

// answerVisit says how a question about a visit is answered.
const answerVisit = "correct the file that is wrong and import it again, or write what happened on the child's card, under visits"

// question tells of a visit of which two rows say different things.
func (v *joinedVisit) question(client record.ID) record.Problem {
	i := slices.IndexFunc(v.rows, func(r *visitRow) bool {
		return r != v.by && listRank(r) == listRank(v.by) && decided(r) && attendanceOf(r.Status) != attendanceOf(v.by.Status) && sameStamp(r.told, v.by.told)
	})
	return record.Problem{
		Source: v.by.Source, Client: client, Day: v.Day, Code: codeVisitTwice, Found: american(v.Status),
		Wrong: fmt.Sprintf("is what one row says of the visit on %s, and %s says %q; neither counts until one is right",
			v.Day, rowName(v.rows[i].Source), american(v.rows[i].Status)),
		Next: record.ToAdvise(answerVisit),
	}
}

// rowName names a row in a sentence.
func rowName(s record.Source) string {
	if s.Sheet != "" {
		return fmt.Sprintf("%s, sheet %s, row %d", s.File, s.Sheet, s.Row)
	}
	return fmt.Sprintf("%s, row %d", s.File, s.Row)
}

// odd is a visit, or a day without one, that does not go with the results of
// that day.
type odd struct {
	record.Problem
	results int
}

// holdAgainstVisits compares the results with the visits of their days. One on
// a day on which no visit was held is kept, and told, once for the visit. One
// of a visit that its own source took back, or of which a person said that it
// was not held, is left out.
func (f *folder) holdAgainstVisits() {
	disciplines := map[record.ID]string{}
	for _, g := range f.Goals {
		for _, o := range g.Objectives {
			disciplines[o.ID] = value.Discipline(g.Discipline)
		}
	}
	byDay := map[record.Date][]*joinedVisit{}
	for _, v := range f.visits {
		byDay[v.Day] = append(byDay[v.Day], v)
	}
	c := &visitCheck{folder: f, told: map[*joinedVisit]*odd{}, days: map[dayOf]*odd{}}
	f.DataPoints = slices.DeleteFunc(f.DataPoints, func(p record.DataPoint) bool {
		return !p.Day.IsZero() && !p.Score.IsMissing() && !c.keeps(p, disciplines[p.Objective], byDay[p.Day])
	})
	for _, v := range f.visits {
		if v.against != nil && c.told[v] == nil && !v.waits {
			f.Problems = append(f.Problems, v.contradiction(f.Client.ID, v.against.Source, v.against.Status, "is a visit held"))
		}
	}
	c.tell()
}

// visitCheck gathers what does not go together, once for each visit or day.
type visitCheck struct {
	*folder
	told map[*joinedVisit]*odd
	days map[dayOf]*odd
}

// keeps reports whether the result stays, and notes where it does not go with
// the visits of its day.
func (c *visitCheck) keeps(p record.DataPoint, discipline string, visits []*joinedVisit) bool {
	on := dayOf{p.Day, discipline}
	own := keepVisits(visits, func(v *joinedVisit) bool { return alike(value.Discipline(v.Discipline), discipline) })
	if at := keepVisits(own, func(v *joinedVisit) bool { return p.Start != "" && v.isAt(p.Start) }); len(at) > 0 {
		own = at
	}
	open := keepVisits(own, func(v *joinedVisit) bool { return !v.settled })
	switch {
	case slices.ContainsFunc(own, func(v *joinedVisit) bool {
		return v.waits || attendanceOf(v.Status) == attended || attendanceOf(v.Status) == unknown
	}):
		return true
	case len(open) > 0:
		c.note(p, open[0])
	case len(own) > 0, c.denied(on):
		c.Unused[UnusedDenied]++
		return false
	case c.tookBack(on):
		c.noteDay(p, on, codeVisitTakeBack, "is a result of a visit that was voided or deleted; the result was left out")
		return false
	case c.covers(on):
		c.noteDay(p, on, codeVisitNone, "is a result on a day without a visit; the result is kept")
	}
	return true
}

func keepVisits(visits []*joinedVisit, want func(*joinedVisit) bool) []*joinedVisit {
	return slices.DeleteFunc(slices.Clone(visits), func(v *joinedVisit) bool { return !want(v) })
}

// isAt reports whether the visit was to be held at the time.
func (v *joinedVisit) isAt(clock string) bool {
	return slices.ContainsFunc(v.rows, func(r *visitRow) bool {
		if r.Start == "" || listRank(r) > 2 {
			return false
		}
		from, to := times(r)
		m := value.MinuteOf(clock)
		return from <= m && m < to
	})
}

// note notes a result of a visit that was not held.
func (c *visitCheck) note(p record.DataPoint, v *joinedVisit) {
	if c.told[v] == nil {
		c.told[v] = &odd{Problem: v.contradiction(c.Client.ID, p.Source, "", "is a result")}
	}
	c.told[v].add(p)
}

func (c *visitCheck) noteDay(p record.DataPoint, on dayOf, code, wrong string) {
	if c.days[on] == nil {
		c.days[on] = &odd{Problem: record.Problem{Client: c.Client.ID, Day: p.Day, Code: code, Wrong: wrong, Next: record.ToAdvise(answerVisit)}}
	}
	c.days[on].add(p)
}

// add takes the result into account; the first of the day is shown.
func (o *odd) add(p record.DataPoint) {
	shown := record.Problem{Source: p.Source, Found: cmp.Or(p.Score.Text, scoreText(p.Score))}
	if o.results == 0 || byPlace(shown, record.Problem{Source: o.Source, Found: o.Found}) < 0 {
		o.Source, o.Found = shown.Source, shown.Found
	}
	o.results++
}

// contradiction tells of a visit that was not held by the list that counts,
// and that another row has as held.
func (v *joinedVisit) contradiction(client record.ID, of record.Source, found, what string) record.Problem {
	return record.Problem{
		Source: of, Client: client, Day: v.Day, Code: codeVisitAgainst, Found: found,
		Wrong: fmt.Sprintf("%s on %s, of which %s says %q; the visit stays as that list has it",
			what, v.Day, rowName(v.by.Source), american(v.Status)),
		Next: record.ToAdvise(answerVisit),
	}
}

// american spells a status as people read it.
func american(status string) string { return strings.ReplaceAll(status, "cancelled", "canceled") }

// tell lists what was noted.
func (c *visitCheck) tell() {
	for _, o := range c.told {
		o.Wrong += "; the result is kept" + o.more()
		c.Problems = append(c.Problems, o.Problem)
	}
	for on, o := range c.days {
		o.Wrong = strings.Replace(o.Wrong, "on a day", "on "+on.day.String()+", a day", 1)
		o.Wrong += o.more()
		c.Problems = append(c.Problems, o.Problem)
	}
}

// more says how many results one problem is about.
func (o *odd) more() string {
	switch o.results {
	case 0, 1:
		return ""
	case 2:
		return ", as is another one of that day"
	}
	return fmt.Sprintf(", as are %d others of that day", o.results-1)
}
