package fold

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"milepost/record"
)

// codeOtherChild is the problem of rows that stand under one client and name
// another.
const codeOtherChild = "row.other-child"

// ownRows returns the versions that are the client's: every row that says whom
// it is about is compared with what client lists and cards say of the client.
// A row that contradicts it waits, and nothing of it is in the result. Clients
// come in the order in which they count: rows of sessions, results and goals
// first, then client lists, then cards.
//
// Source: ADR 136.
func ownRows(raw record.Versions) (record.Versions, *judge) {
	j := newJudge(raw)
	raw.Clients = j.clients(raw.Clients)
	j.firstWords(raw)
	sessions := len(raw.Sessions)
	raw.Goals = own(j, raw.Goals, func(g *record.Goal) subjectRow {
		return subjectRow{g.Subject, g.Source, record.Date{}, record.KeptGoal}
	})
	raw.Sessions = own(j, raw.Sessions, func(s *record.Session) subjectRow { return subjectRow{s.Subject, s.Source, s.Day, record.KeptVisit} })
	j.visits = sessions - len(raw.Sessions)
	raw.DataPoints = own(j, raw.DataPoints, func(p *record.DataPoint) subjectRow { return subjectRow{p.Subject, p.Source, p.Day, record.KeptResult} })
	raw.Statements = own(j, raw.Statements, func(s *record.Statement) subjectRow { return subjectRow{s.Subject, s.Source, s.Day, record.KeptRow} })
	raw.Assessments = own(j, raw.Assessments, func(a *record.Assessment) subjectRow { return subjectRow{a.Subject, a.Source, a.Day, record.KeptRow} })
	raw.Withdrawals = own(j, raw.Withdrawals, func(w *record.Withdrawal) subjectRow {
		return subjectRow{w.Subject, w.Source, record.Date{}, record.KeptRow}
	})
	return raw, j
}

// subjectRow is whom a record is about, by its own row.
type subjectRow struct {
	subject record.Person
	source  record.Source
	day     record.Date
	kept    record.Kept // what the record is
}

// own returns the versions whose rows do not contradict what is known.
func own[T any](j *judge, versions []record.Version[T], of func(*T) subjectRow) []record.Version[T] {
	for i := range versions {
		if j.isOwn(of(&versions[i].Record)) {
			continue
		}
		kept := slices.Clone(versions[:i])
		for k := i + 1; k < len(versions); k++ {
			if j.isOwn(of(&versions[k].Record)) {
				kept = append(kept, versions[k])
			}
		}
		return kept
	}
	return versions
}

// judge knows what lists and cards say of one client.
type judge struct {
	id       record.ID
	listed   []record.Person // names that a list or a row gives
	names    []record.Person // listed, and others that a card says
	births   []record.Date
	others   []record.ID
	sheets   map[sheetOf]bool // that give more than clients
	verdicts map[record.Person]verdict
	waiting  []*waitingRows
	visits   int // rows of visits that wait
	// rivals are who else the client is by files of equal age, of which none
	// counts; bornTwice is the same of birth dates.
	rivals, bornTwice rivals
}

// sheetOf names a sheet of an import.
type sheetOf struct {
	order int
	sheet string
}

// verdict is what contradicts.
type verdict string

const (
	agrees     verdict = ""
	otherName  verdict = "name"
	nearName   verdict = "near name"
	otherBirth verdict = "birth date"
	otherID    verdict = "number"
	undecided  verdict = "several people"
)

func newJudge(raw record.Versions) *judge {
	j := &judge{verdicts: map[record.Person]verdict{}}
	if len(raw.Clients) > 1 || len(raw.Clients) == 1 && !raw.Clients[0].Card {
		j.sheets = map[sheetOf]bool{}
		mark(j, raw.Goals, func(g *record.Goal) string { return g.Source.Sheet })
		mark(j, raw.Sessions, func(s *record.Session) string { return s.Source.Sheet })
		mark(j, raw.DataPoints, func(p *record.DataPoint) string { return p.Source.Sheet })
		mark(j, raw.Statements, func(s *record.Statement) string { return s.Source.Sheet })
		mark(j, raw.Assessments, func(a *record.Assessment) string { return a.Source.Sheet })
	}
	return j
}

// mark remembers which sheets give records of one sort.
func mark[T any](j *judge, versions []record.Version[T], sheet func(*T) string) {
	last := sheetOf{}
	for i := range versions {
		if at := (sheetOf{versions[i].Order, sheet(&versions[i].Record)}); at != last {
			j.sheets[at], last = true, at
		}
	}
}

// clients learns what is known of the client and returns the versions that
// agree. Cards are believed first, then client lists, then rows that give
// results or goals too. Of one id, the first that gives a name says whose it
// is.
func (j *judge) clients(versions []record.Version[record.Client]) []record.Version[record.Client] {
	var lists, rows []ranked[record.Client]
	var cards []record.Version[record.Client]
	for _, v := range inOrder(versions, aboutClient) {
		j.id = cmp.Or(j.id, v.Record.ID)
		switch {
		case v.Card:
			cards = append(cards, v.Version)
			j.learn(v.Record)
		case j.sheets[sheetOf{v.Order, v.Record.Source.Sheet}]:
			rows = append(rows, v)
		default:
			lists = append(lists, v)
		}
	}
	named := map[record.ID]bool{}
	listed := j.believed(lists, named, true)
	brought := j.believed(rows, named, false)
	if named[""] && slices.ContainsFunc(listed, func(v record.Version[record.Client]) bool { return v.Record.FirstName != "" }) {
		for i := range brought { // the list says how the client is called
			brought[i].Record.FirstName, brought[i].Record.LastName, brought[i].Record.Preferred = "", "", ""
		}
	}
	return slices.Concat(brought, listed, cards)
}

// lists returns the versions that client lists and cards give. What rows of
// sessions and goals say of who the client is, is no news of the client.
func (j *judge) lists(versions []record.Version[record.Client]) []record.Version[record.Client] {
	return slices.DeleteFunc(slices.Clone(versions), func(v record.Version[record.Client]) bool {
		return j.sheets[sheetOf{v.Order, v.Record.Source.Sheet}]
	})
}

// believed returns the versions that agree with what is known, and learns from
// them. named holds the ids under which somebody was named. A client list may
// correct a birth date.
//
// Source: features 17.
func (j *judge) believed(versions []ranked[record.Client], named map[record.ID]bool, corrects bool) []record.Version[record.Client] {
	var kept []record.Version[record.Client]
	var first ranked[record.Client] // that gave a name
	for _, v := range j.settle(versions, named) {
		p := v.Record.Person()
		if named[v.Record.Was] || v.Record.Was == "" && len(j.rivals) > 0 && p.Name() != "" {
			found := j.judge(p)
			if found == otherBirth && (corrects && likeness(j.listed, p) >= record.Nickname || v.rank == first.rank && v.Order != first.Order) {
				found = agrees // of files of equal age, both birth dates are asked about
			}
			if found != agrees {
				j.wait(subjectRow{p, v.Record.Source, record.Date{}, record.KeptRow}, found)
				continue
			}
		}
		if p.Name() != "" {
			if !named[v.Record.Was] {
				first = v
			}
			named[v.Record.Was] = true
			j.listed = append(j.listed, p)
		}
		j.learn(v.Record)
		kept = append(kept, v.Version)
	}
	return kept
}

// learn takes what a version says of the client for known.
func (j *judge) learn(c record.Client) {
	for _, p := range c.Names() {
		if !slices.Contains(j.names, p) {
			j.names = append(j.names, p)
		}
	}
	for _, d := range c.BirthDates() {
		if !slices.Contains(j.births, d) {
			j.births = append(j.births, d)
		}
	}
	for _, k := range c.Keys {
		if id, ok := strings.CutPrefix(string(k), string(record.ClientByID(""))); ok && !slices.Contains(j.others, record.ID(id)) {
			j.others = append(j.others, record.ID(id))
		}
	}
}

// isOwn reports whether a row does not contradict what is known of the client.
func (j *judge) isOwn(a subjectRow) bool {
	if a.subject == (record.Person{}) {
		return true
	}
	found, judged := j.verdicts[a.subject]
	if !judged {
		found = j.judge(a.subject)
		j.verdicts[a.subject] = found
	}
	if found != agrees {
		j.wait(a, found)
	}
	return found == agrees
}

// judge says what of a person contradicts what is known.
func (j *judge) judge(p record.Person) verdict {
	if len(j.rivals) > 0 && (p.Name() != "" || !p.Birth.IsZero()) || len(j.bornTwice) > 0 && !p.Birth.IsZero() {
		return undecided
	}
	like := likeness(j.names, p)
	bornSo := !p.Birth.IsZero() && slices.Contains(j.births, p.Birth)
	switch {
	case p.Name() != "" && len(j.names) > 0 && like == record.NearName:
		return nearName
	case p.Name() != "" && len(j.names) > 0 && like < record.NearName:
		return otherName
	case !p.Birth.IsZero() && len(j.births) > 0 && !bornSo:
		return otherBirth
	case p.Other != "" && len(j.others) > 1 && !slices.Contains(j.others, p.Other) && !bornSo && (p.Name() == "" || len(j.names) == 0):
		return otherID
	}
	return agrees
}

// likeness returns how near the name is to the nearest that is known.
func likeness(known []record.Person, p record.Person) record.Likeness {
	best := record.Unlike
	for _, k := range known {
		best = max(best, record.CompareNames(k, p))
	}
	return best
}

// waitingRows are rows of one file that name one other child.
type waitingRows struct {
	subjectRow
	verdict
	beside naming // undecided: who it is by another file of equal age
	rows   []record.Source
	has    map[record.Source]bool
	last   record.Date // of the last row
}

// wait keeps a row back with the others of its file that name the same child.
func (j *judge) wait(a subjectRow, found verdict) *waitingRows {
	i := slices.IndexFunc(j.waiting, func(w *waitingRows) bool {
		return w.source.Import == a.source.Import && w.source.File == a.source.File && w.verdict == found && samePerson(w.subject, a.subject, found)
	})
	if i < 0 {
		i = len(j.waiting)
		j.waiting = append(j.waiting, &waitingRows{subjectRow: a, verdict: found, has: map[record.Source]bool{}})
	}
	j.waiting[i].add(a)
	if doubt := slices.Concat(j.rivals, j.bornTwice); found == undecided && len(doubt) > 0 {
		j.waiting[i].beside, _ = doubt.beside(a.subject)
	}
	return j.waiting[i]
}

// add takes one more row of the same kind into account. What comes out does not
// depend on the order of the rows.
func (w *waitingRows) add(a subjectRow) {
	row := a.source.WholeRow()
	if !w.has[row] {
		w.has[row] = true
		w.rows = append(w.rows, row)
	}
	if bySource(a.source, w.source) < 0 {
		w.source, w.subject = a.source, a.subject
	}
	if a.kept != w.kept {
		w.kept = record.KeptRow
	}
	if w.last.Before(a.day) {
		w.last = a.day
	}
	if w.day.IsZero() || !a.day.IsZero() && a.day.Before(w.day) {
		w.day = a.day
	}
}

// samePerson reports whether two rows raise the same question.
func samePerson(a, b record.Person, found verdict) bool {
	switch found {
	case otherBirth:
		return a.Birth == b.Birth
	case otherID:
		return a.Other == b.Other
	}
	return a.Name() == b.Name() || record.CompareNames(a, b) == record.SameName
}

// problems asks once for each file and pair of names. The texts hold names: they
// are for a screen, and never for a log. Called is how the client is called now.
func (j *judge) problems(called string) []record.Problem {
	var all []record.Problem
	for _, w := range j.waiting {
		p := record.Problem{
			Source: w.source.WholeRow(), Code: codeOtherChild, Client: j.id, Day: w.day, Last: w.last, Rows: len(w.rows), Keeps: w.kept, Places: w.rows,
			Found: w.subject.Name(), Wrong: w.wrong(j, called) + "; " + rowsWait(w.rows),
			Next: record.NextStep{Act: record.StepSameChild, Client: j.id, Text: "correct the client's id in these rows"},
		}
		switch w.verdict {
		case otherBirth:
			p.Found = w.subject.Birth.String()
		case otherID:
			p.Found = string(w.subject.Other)
			p.Next = record.ToAdvise("correct the client's id in these rows, or write the client's name in them")
		case undecided:
			p.Found = cmp.Or(p.Found, w.subject.Birth.String())
			p.Next = w.whichOfTwo(j.id)
		}
		all = append(all, p)
	}
	return all
}

// wrong says what contradicts, with the name that is known.
func (w *waitingRows) wrong(j *judge, called string) string {
	known := fmt.Sprintf("client %s", j.id)
	if called == "" && len(j.names) > 0 {
		called = j.names[0].Written()
	}
	if called != "" {
		known += ", " + called
	}
	switch w.verdict {
	case nearName:
		return "is not quite the name of " + known
	case otherBirth:
		days := make([]string, len(j.births))
		for i, d := range j.births {
			days[i] = d.String()
		}
		return fmt.Sprintf("is not the birth date of %s, born %s", known, strings.Join(days, " or "))
	case otherID:
		return "is not another number of " + known
	case undecided:
		return fmt.Sprintf("is client %s here, who is %s in %s; nothing says which file is newer, so neither is used", j.id, said(w.beside.subject), w.beside.source)
	}
	return "is not the name of " + known
}

// rowsWait says which rows wait, as a person finds them.
func rowsWait(rows []record.Source) string {
	const most = 8
	slices.SortFunc(rows, func(a, b record.Source) int {
		return cmp.Or(strings.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Row, b.Row))
	})
	numbers := make([]string, 0, most)
	for i, r := range rows {
		if i == most {
			numbers = append(numbers, "...")
			break
		}
		numbers = append(numbers, strconv.Itoa(r.Row))
	}
	if len(rows) == 1 {
		return fmt.Sprintf("1 row (%s) waits and is not used", numbers[0])
	}
	return fmt.Sprintf("%d rows (%s) wait and are not used", len(rows), strings.Join(numbers, ", "))
}

// newNames returns the names of rows that wait, as they stand there.
func (j *judge) newNames() []string {
	var all []string
	for _, w := range j.waiting {
		if name := w.subject.Written(); name != "" && (w.verdict == otherName || w.verdict == nearName || w.verdict == undecided) && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// newBirths returns the birth dates of rows that wait.
func (j *judge) newBirths() []record.Date {
	var all []record.Date
	for _, w := range j.waiting {
		if !w.subject.Birth.IsZero() && (w.verdict != undecided || w.subject.Name() == "") && !slices.Contains(j.births, w.subject.Birth) && !slices.Contains(all, w.subject.Birth) {
			all = append(all, w.subject.Birth)
		}
	}
	slices.SortFunc(all, record.Date.Compare)
	return all
}
