// Package fold makes the current record of one client from all versions of
// all records that imports and cards told. It is pure: the same versions give
// the same record, whatever stands on disk and whatever day it is.
package fold

import (
	"cmp"
	"slices"
	"strings"

	"milepost/record"
)

// Options is what the fold knows beside the records.
type Options struct {
	// Today is the clinic's current day; what was done after it is a problem.
	// The zero day asks nothing.
	Today record.Date
	// Discipline is the clinic's own: that of rows which name none.
	Discipline string
}

// Result is one client's current record, made from all imports that count.
type Result struct {
	Client     record.Client
	NameOnly   bool          // it was said that no pronouns are to be used
	Goals      []record.Goal // by id, then version; each with one objective at least
	Sessions   []record.Session
	DataPoints []record.DataPoint // each with its Objective
	Statements []record.Statement
	// Assessments are in order of day, then as they stand in the exports.
	Assessments []record.Assessment
	NewNames    []string       // whole names in rows that wait until a person says whose they are
	NewBirths   []record.Date  // birth dates in such rows
	Unused      map[string]int // records that no rule asks for, counted by rule
	Problems    []record.Problem
	Rows        VisitRows   // what became of each row that tells of a visit
	Today       record.Date // by which it was folded; zero not known
}

// HoldsFuture reports whether something was left out since it lies in the
// future: another day may take it in.
func (f Result) HoldsFuture() bool {
	return slices.ContainsFunc(f.Problems, func(p record.Problem) bool {
		return p.Code == codeFutureDay || p.Code == codeFutureBirth
	})
}

// Codes of what another day may mend.
const (
	codeFutureDay   = "day.future"
	codeFutureBirth = "client.birth-future"
)

// Codes of what makes results or levels unusable.
const (
	codeUnfit     = "score.unfit"
	codeStray     = "score.stray"
	codeLevel     = "goal.level-unfit"
	codeDirection = "goal.direction"
	codeScale     = "goal.help-scale"
)

// Client returns what one client's records say when each newer version of a
// record supersedes the older ones with the same key, field by field: an
// empty field of the newer one erases nothing. Which is newer, the rows and
// their exports say (version.go); in which order they arrived decides nothing.
// Cards count last, each as it stands now (card.go). A record that was withdrawn, that a newer export of a
// mapping with "complete: true" lacks, or that the checks refuse, is not in the
// result; each refusal is a problem. A result of which only the score is
// refused stays, without it. What comes out depends on the versions only, not
// on the order of rows with different keys.
func Client(raw record.Versions, opt Options) Result {
	raw, waiting := ownRows(standingCards(raw))
	f := &folder{opt: opt, gone: withdrawn(raw.Withdrawals), exports: exportsOf(raw.Exports), disputes: map[filePair]*dispute{}}
	f.Unused, f.Today = map[string]int{}, opt.Today
	f.Rows.Waiting = waiting.visits
	f.foldClient(withPlanDays(raw), raw.EarlierCards)
	f.foldGoals(raw.Goals)
	f.foldVisits(raw)
	f.foldDataPoints(raw.DataPoints)
	f.checkNames()
	f.foldStatements(raw.Statements)
	f.foldAssessments(raw.Assessments)
	f.askWhichIsNewer()
	f.Problems = append(f.Problems, waiting.problems(f.Client.Person().Written())...)
	f.NewNames, f.NewBirths = waiting.newNames(), waiting.newBirths()
	slices.SortStableFunc(f.Problems, byPlace)
	return f.Result
}

// folder is the fold at work.
type folder struct {
	Result
	opt      Options
	gone     map[withdrawal]lastWithdrawal
	exports  exports
	disputes map[filePair]*dispute
	doubts   [][2]record.Client // of equal age, that tell of the client differently
	visits   []*joinedVisit
	days     visitDays
}

// put takes the later value of a field unless it is empty, and reports whether
// the field changed.
func put[T comparable](into *T, later T) bool {
	var empty T
	if later == empty || later == *into {
		return false
	}
	*into = later
	return true
}

// putList is put for a list, which is superseded as a whole.
func putList[T comparable](into *[]T, later []T) bool {
	if len(later) == 0 || slices.Equal(*into, later) {
		return false
	}
	*into = slices.Clone(later)
	return true
}

// anyOf reports whether one of the changes is true. All of its arguments are
// worked out, which is the point.
func anyOf(changes ...bool) bool { return slices.Contains(changes, true) }

func sessionsKeyed() keyed[record.Session] {
	return keyed[record.Session]{
		kind: "session",
		key:  func(s record.Session) record.Key { return s.Key },
		about: func(s record.Session) about {
			return about{s.Modified, s.Source, "the visit of " + s.Day.String(), s.Status, record.KeptVisit, s.Day}
		},
		merge:  mergeSession,
		counts: func(a, b record.Session) bool { return a.Status == b.Status && a.Day == b.Day },
	}
}

// mergeSession takes what a later version says. Its source changes only where
// something else does, so that an old row in a new export stays as it was.
func mergeSession(into *record.Session, later record.Session) {
	changed := anyOf(
		put(&into.ID, later.ID), put(&into.Client, later.Client), put(&into.ClientKey, later.ClientKey),
		put(&into.Day, later.Day), put(&into.Start, later.Start), put(&into.Minutes, later.Minutes),
		put(&into.Status, later.Status), put(&into.Reason, later.Reason),
		put(&into.Discipline, later.Discipline), put(&into.Format, later.Format),
		put(&into.Place, later.Place), put(&into.Therapist, later.Therapist), put(&into.Note, later.Note))
	if later.List != "" {
		into.List = later.List
	}
	if changed {
		into.Source = later.Source
	}
}

// foldStatements folds what people said, and refuses days to come.
func (f *folder) foldStatements(versions []record.Version[record.Statement]) {
	versions = slices.DeleteFunc(slices.Clone(versions), func(v record.Version[record.Statement]) bool { return v.Record.Stated != nil })
	statements := latest(f, versions, statementsKeyed())
	slices.SortStableFunc(statements, func(a, b told[record.Statement]) int {
		return cmp.Or(a.record.Day.Compare(b.record.Day), a.rank.compare(b.rank),
			cmp.Compare(a.record.Key, b.record.Key))
	})
	for _, s := range statements {
		if f.dayFits("statement", s.record.Day, s.record.Source) {
			f.Statements = append(f.Statements, s.record)
		}
	}
}

func statementsKeyed() keyed[record.Statement] {
	return keyed[record.Statement]{
		kind: "statement",
		key:  func(s record.Statement) record.Key { return s.Key },
		about: func(s record.Statement) about {
			return about{s.Modified, s.Source, "what was said on " + s.Day.String(), "", record.KeptRow, s.Day}
		},
		merge:  mergeStatement,
		counts: func(a, b record.Statement) bool { return a.Text == b.Text },
	}
}

func mergeStatement(into *record.Statement, later record.Statement) {
	changed := anyOf(
		put(&into.Client, later.Client), put(&into.ClientKey, later.ClientKey),
		putList(&into.GoalKeys, later.GoalKeys), put(&into.Day, later.Day),
		put(&into.By, later.By), put(&into.Text, later.Text))
	if changed {
		into.Source = later.Source
	}
}

// byPlace orders problems as a person looks them up.
func byPlace(a, b record.Problem) int {
	return cmp.Or(
		strings.Compare(a.File, b.File), strings.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Row, b.Row),
		strings.Compare(a.Column, b.Column), strings.Compare(a.Code, b.Code),
		strings.Compare(a.Found, b.Found), strings.Compare(a.Wrong, b.Wrong))
}
