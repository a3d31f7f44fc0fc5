package ingest

import (
	"cmp"
	"slices"
	"strings"

	"milepost/record"
)

// FoldOptions is what the fold knows beside the records.
type FoldOptions struct {
	// Today is the clinic's current day; what was done after it is a problem.
	// The zero day asks nothing.
	Today record.Date
}

// Folded is one client's current record, made from all imports that count.
type Folded struct {
	Client     record.Client
	NameOnly   bool          // it was said that no pronouns are to be used
	Goals      []record.Goal // by id, then version; each with one objective at least
	Sessions   []record.Session
	DataPoints []record.DataPoint // each with its Objective
	Statements []record.Statement
	// Assessments are in order of day, then as they stand in the exports.
	Assessments []record.Assessment
	NewNames    []string       // whole names that an export gives the client and nobody confirmed
	Unused      map[string]int // records that no rule asks for, counted by rule
	Problems    []record.Problem
}

// HoldsFuture reports whether something was left out since it lies in the
// future: another day may take it in.
func (f Folded) HoldsFuture() bool {
	return slices.ContainsFunc(f.Problems, func(p record.Problem) bool {
		return p.Code == codeFutureDay || p.Code == codeFutureBirth
	})
}

// Codes of what another day may mend.
const (
	codeFutureDay   = "day.future"
	codeFutureBirth = "client.birth-future"
)

// Fold returns what one client's records say when each later version of a
// record supersedes the earlier ones with the same key, field by field: an
// empty field of the later one erases nothing. Cards count last. A record that
// was withdrawn, that a later export of a mapping with "complete: true" lacks,
// or that the checks refuse, is not in the result; each refusal is a problem. The result depends on the versions only, not on the order of
// rows with different keys.
func Fold(raw record.Versions, opt FoldOptions) Folded {
	f := &folder{opt: opt, gone: withdrawn(raw.Withdrawals), exports: exportsOf(raw.Exports)}
	f.Unused = map[string]int{}
	f.foldClient(raw.Clients)
	f.foldGoals(raw.Goals)
	f.foldSessions(raw.Sessions)
	f.foldDataPoints(raw.DataPoints)
	f.foldStatements(raw.Statements)
	f.foldAssessments(raw.Assessments)
	slices.SortStableFunc(f.Problems, byPlace)
	return f.Folded
}

// folder is the fold at work.
type folder struct {
	Folded
	opt     FoldOptions
	gone    map[withdrawal]int
	exports exports
	renamed []record.Client // versions with another name than the one known
}

// withdrawal names a withdrawn record.
type withdrawal struct {
	kind string
	key  record.Key
}

// withdrawn returns the order of the last import that withdrew each record.
func withdrawn(versions []record.Version[record.Withdrawal]) map[withdrawal]int {
	last := map[withdrawal]int{}
	for _, v := range versions {
		w := withdrawal{v.Record.Kind, v.Record.Key}
		last[w] = max(last[w], v.Order)
	}
	return last
}

// isGone reports whether the record was withdrawn by that import or a later
// one. What a later import states again counts again.
func (f *folder) isGone(kind string, key record.Key, order int) bool {
	last, ok := f.gone[withdrawal{kind, key}]
	return ok && order <= last
}

// inOrder returns the versions in the order in which they count: imports by
// arrival, then cards by arrival.
func inOrder[T any](versions []record.Version[T]) []record.Version[T] {
	sorted := slices.Clone(versions)
	slices.SortStableFunc(sorted, func(a, b record.Version[T]) int {
		if a.Card != b.Card {
			if b.Card {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Order, b.Order)
	})
	return sorted
}

// told is a folded record with the order of the import that first told it.
type told[T any] struct {
	record T
	order  int
}

// keyed says how records of one sort are told apart and joined.
type keyed[T any] struct {
	kind  string // of withdrawals
	key   func(T) record.Key
	merge func(into *T, later T) // superseding field by field
}

// latest folds the versions of records of one sort, each key once, in the
// order in which the keys first appear.
func latest[T any](f *folder, versions []record.Version[T], by keyed[T]) []told[T] {
	var out []told[T]
	at := map[record.Key]int{}
	for _, v := range inOrder(present(f.exports, versions, by.key)) {
		key := by.key(v.Record)
		if f.isGone(by.kind, key, v.Order) {
			continue
		}
		i, known := at[key]
		if !known {
			at[key] = len(out)
			out = append(out, told[T]{v.Record, v.Order})
			continue
		}
		by.merge(&out[i].record, v.Record)
	}
	return out
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

// foldSessions folds the sessions and refuses those on impossible days.
func (f *folder) foldSessions(versions []record.Version[record.Session]) {
	sessions := latest(f, versions, keyed[record.Session]{
		kind:  "session",
		key:   func(s record.Session) record.Key { return s.Key },
		merge: mergeSession,
	})
	slices.SortStableFunc(sessions, func(a, b told[record.Session]) int {
		return cmp.Or(
			a.record.Day.Compare(b.record.Day), strings.Compare(a.record.Start, b.record.Start),
			cmp.Compare(a.order, b.order), cmp.Compare(a.record.Key, b.record.Key))
	})
	for _, s := range joinSessions(sessions) {
		if f.sessionFits(s.record) {
			f.Sessions = append(f.Sessions, s.record)
		}
	}
}

// joinSessions joins sessions that two exports tell of, one by an id of its
// own and the other by day and start only: a child is in one session of a
// discipline at a time. The sessions are in order of day and start.
func joinSessions(sorted []told[record.Session]) []told[record.Session] {
	var out []told[record.Session]
	for _, s := range sorted {
		if n := len(out); n > 0 && sameSession(out[n-1].record, s.record) {
			mergeSession(&out[n-1].record, s.record)
			continue
		}
		out = append(out, s)
	}
	return out
}

func sameSession(a, b record.Session) bool {
	return a.Start != "" && a.Day == b.Day && a.Start == b.Start && (a.ID == "" || b.ID == "" || a.ID == b.ID) &&
		(a.Discipline == "" || b.Discipline == "" || strings.EqualFold(a.Discipline, b.Discipline))
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
	if changed {
		into.Source = later.Source
	}
}

// foldStatements folds what people said, and refuses days to come.
func (f *folder) foldStatements(versions []record.Version[record.Statement]) {
	statements := latest(f, versions, keyed[record.Statement]{
		kind:  "statement",
		key:   func(s record.Statement) record.Key { return s.Key },
		merge: mergeStatement,
	})
	slices.SortStableFunc(statements, func(a, b told[record.Statement]) int {
		return cmp.Or(a.record.Day.Compare(b.record.Day), cmp.Compare(a.order, b.order),
			cmp.Compare(a.record.Key, b.record.Key))
	})
	for _, s := range statements {
		if f.dayFits("statement", s.record.Day, s.record.Source) {
			f.Statements = append(f.Statements, s.record)
		}
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
