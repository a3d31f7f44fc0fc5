package fold

import (
	"reflect"
	"slices"

	"milepost/record"
)

// Who a client is, where files of equal age say it differently, is decided here:
// nobody's word counts, until a newer file, a card or a person says who it is.
//
// Source: docs/adr/0152-files-of-equal-age-name-nobody.md.

// naming is what a row says of who the client is, with the age of the row.
type naming struct {
	subjectRow
	rank  rank
	order int
}

// rivals are people whom files of equal age take for one client.
type rivals []naming

// beside returns the first of the rivals who is another than this one.
func (r rivals) beside(p record.Person) (naming, bool) {
	for _, n := range r {
		if !oneName(n.subject, p) || n.subject.Birth != p.Birth {
			return n, true
		}
	}
	return naming{}, false
}

// oneName reports whether two names can be one person's.
func oneName(a, b record.Person) bool {
	return a.Name() == "" || b.Name() == "" || record.CompareNames(a, b) > record.NearName
}

// oneBirth reports whether two birth dates can be one person's.
func oneBirth(a, b record.Person) bool {
	return a.Birth.IsZero() || b.Birth.IsZero() || a.Birth == b.Birth
}

// settled returns what the oldest files say of which those of equal age agree,
// and the rivals of the oldest where they do not. The sayings are in order; the
// first of each file is the file's word.
func settled(sayings []naming, one func(a, b record.Person) bool) (who, doubt rivals) {
	for i := 0; i < len(sayings); {
		n := i + 1
		for n < len(sayings) && sayings[n].rank == sayings[i].rank {
			n++
		}
		words := firstOfEach(sayings[i:n])
		if !contradict(words, one) {
			return words, doubt
		}
		if doubt == nil {
			doubt = words
		}
		i = n
	}
	return nil, doubt
}

// firstOfEach returns the first saying of each file.
func firstOfEach(sayings []naming) rivals {
	var words rivals
	for _, s := range sayings {
		if !slices.ContainsFunc(words, func(w naming) bool { return w.order == s.order }) {
			words = append(words, s)
		}
	}
	return words
}

func contradict(words rivals, one func(a, b record.Person) bool) bool {
	for i, a := range words {
		if slices.ContainsFunc(words[i+1:], func(b naming) bool { return !one(a.subject, b.subject) }) {
			return true
		}
	}
	return false
}

// settle looks at the rows that bring the client before they are believed one
// after the other. A name that the card gives decides. Else the oldest files of
// equal age that agree say who it is, also to older ones that disagree. Where
// none agree, what these files say of the client waits, and only what they all
// say is kept.
func (j *judge) settle(versions []ranked[record.Client], named map[record.ID]bool) []ranked[record.Client] {
	var ids []record.ID
	for _, v := range versions {
		if id := v.Record.Was; !named[id] && !slices.Contains(ids, id) && (id != "" || len(j.rivals) == 0) {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		versions = j.settleID(versions, id, named)
	}
	return versions
}

func (j *judge) settleID(versions []ranked[record.Client], id record.ID, named map[record.ID]bool) []ranked[record.Client] {
	var sayings []naming
	for _, v := range versions {
		if p := v.Record.Person(); v.Record.Was == id && p.Name() != "" {
			sayings = append(sayings, naming{subjectRow{p, v.Record.Source, record.Date{}, record.KeptRow}, v.rank, v.Order})
		}
	}
	who, doubt := settled(sayings, oneName)
	if len(doubt) > 0 {
		if by, _ := settled(j.likeNames(sayings), oneName); len(by) > 0 {
			who = by
		}
	}
	switch {
	case len(doubt) == 0: // the oldest agree
	case len(who) == 0:
		return j.unsettle(versions, id, doubt)
	default:
		named[id] = true
		for _, n := range who {
			j.listed, j.names = append(j.listed, n.subject), append(j.names, record.Person{First: n.subject.First, Last: n.subject.Last})
		}
	}
	return versions
}

// likeNames returns the sayings that agree with a name of the card.
func (j *judge) likeNames(sayings []naming) []naming {
	return slices.DeleteFunc(slices.Clone(sayings), func(n naming) bool { return likeness(j.names, n.subject) <= record.NearName })
}

// unsettle keeps back what the rivals' rows, and all others that name the
// client, say. One row stays, with what all rivals' rows say alike.
func (j *judge) unsettle(versions []ranked[record.Client], id record.ID, doubt rivals) []ranked[record.Client] {
	if id == "" {
		j.rivals = doubt
	}
	var kept, held []ranked[record.Client]
	at := 0
	for _, v := range versions {
		if p := v.Record.Person(); v.Record.Was != id || p.Name() == "" {
			kept = append(kept, v)
			continue
		}
		if len(held) == 0 {
			at = len(kept)
		}
		held = append(held, v)
	}
	for _, v := range held {
		if other, ok := doubt.beside(v.Record.Person()); ok && v.Record.Source != doubt[0].source {
			j.wait(subjectRow{v.Record.Person(), v.Record.Source, record.Date{}, record.KeptRow}, undecided).beside = other
		}
	}
	return slices.Insert(kept, at, saidByAll(held))
}

// saidByAll returns what versions say alike of a client, and no name.
func saidByAll(versions []ranked[record.Client]) ranked[record.Client] {
	v := versions[0]
	v.Record = ownLists(v.Record)
	for _, other := range versions[1:] {
		blank(reflect.ValueOf(&v.Record).Elem(), reflect.ValueOf(versions[0].Record), reflect.ValueOf(other.Record))
	}
	c := &v.Record
	c.FirstName, c.LastName, c.Preferred, c.Former, c.OtherNames = "", "", "", nil, nil
	c.Keys = slices.DeleteFunc(c.Keys, func(k record.Key) bool { return k != record.ClientByID(c.ID) })
	return v
}

// firstWords learns what the oldest rows say of the client where no list and no
// card says it: other rows that contradict it wait. Rows of equal age that
// contradict each other wait all.
func (j *judge) firstWords(raw record.Versions) {
	if len(j.rivals) > 0 || len(j.names) > 0 && len(j.births) > 0 {
		return
	}
	named := len(j.names) > 0
	all := sayings(raw, func(p record.Person) bool { return !p.Birth.IsZero() || !named && p.Name() != "" })
	if !named {
		who, doubt := settled(slices.DeleteFunc(slices.Clone(all), func(n naming) bool { return n.subject.Name() == "" }), oneName)
		if len(doubt) > 0 && len(who) == 0 {
			j.rivals = doubt
			return
		}
		for _, n := range who {
			j.names = append(j.names, record.Person{First: n.subject.First, Last: n.subject.Last, Whole: n.subject.Whole})
		}
	}
	if len(j.births) == 0 {
		who, doubt := settled(slices.DeleteFunc(all, func(n naming) bool {
			return n.subject.Birth.IsZero() || j.judge(n.subject) != agrees
		}), oneBirth)
		if len(who) > 0 {
			j.births = append(j.births, who[0].subject.Birth)
			return
		}
		j.bornTwice = doubt
	}
}

// sayings returns what the rows of all sorts say of whom they are about, of those
// who are wanted, in the order in which they count.
func sayings(raw record.Versions, wanted func(record.Person) bool) []naming {
	all := say(raw.Goals, aboutGoal, func(g *record.Goal) record.Person { return g.Subject }, wanted)
	all = append(all, say(raw.Sessions, sessionsKeyed().about, func(s *record.Session) record.Person { return s.Subject }, wanted)...)
	all = append(all, say(raw.DataPoints, pointsKeyed().about, func(p *record.DataPoint) record.Person { return p.Subject }, wanted)...)
	all = append(all, say(raw.Statements, statementsKeyed().about, func(s *record.Statement) record.Person { return s.Subject }, wanted)...)
	all = append(all, say(raw.Assessments, assessments().about, func(a *record.Assessment) record.Person { return a.Subject }, wanted)...)
	first := map[int]record.Source{}
	for _, n := range all {
		if at, known := first[n.order]; !known || bySource(n.source, at) < 0 {
			first[n.order] = n.source
		}
	}
	slices.SortStableFunc(all, func(a, b naming) int {
		switch {
		case a.rank != b.rank:
			return a.rank.compare(b.rank)
		case a.order != b.order:
			return bySource(first[a.order], first[b.order])
		}
		return bySource(a.source, b.source)
	})
	return all
}

// say returns what versions of one sort say of whom they are about.
func say[T any](versions []record.Version[T], of func(T) about, subject func(*T) record.Person, wanted func(record.Person) bool) []naming {
	var all []naming
	for i := range versions {
		v := &versions[i]
		if p := subject(&v.Record); !v.Card && wanted(p) {
			a := of(v.Record)
			all = append(all, naming{subjectRow{p, a.source, a.day, a.kept}, rankOf(*v, a.modified), v.Order})
		}
	}
	return all
}

// whichOfTwo is how a person says who the client is, or that two children have
// one number.
func (w *waitingRows) whichOfTwo(id record.ID) record.NextStep {
	if w.subject.Name() == "" || oneName(w.subject, w.beside.subject) {
		return record.NextStep{Act: record.StepFixCard, Client: id, Name: "birth_date", Text: "write the right birth date in"}
	}
	return record.NextStep{Act: record.StepOtherName, Client: id, Name: w.subject.Written(), Text: "correct the client's id in one of the files"}
}

// said writes what a row says of whom it is about.
func said(p record.Person) string {
	if p.Birth.IsZero() {
		return p.Written()
	}
	if p.Name() == "" {
		return "born " + p.Birth.String()
	}
	return p.Written() + ", born " + p.Birth.String()
}
