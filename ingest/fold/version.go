package fold

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"milepost/record"
)

// Which version of a record counts, and when none does, is decided here alone.
//
// Source: docs/adr/0139-the-newer-version-counts.md.

// rank says how new a version is: by its row's own modification date; by the
// day of its export where it has none, or where two have the same.
type rank struct {
	stamp record.Stamp
	day   record.Date
}

func (a rank) compare(b rank) int {
	return cmp.Or(strings.Compare(string(a.stamp), string(b.stamp)), a.day.Compare(b.day))
}

func rankOf[T any](v record.Version[T], modified record.Stamp) rank {
	if modified == "" {
		modified = record.Stamp(v.Day.String())
	}
	return rank{modified, v.Day}
}

// keyed says how records of one sort are told apart and joined.
type keyed[T any] struct {
	kind  string // of withdrawals
	key   func(T) record.Key
	about func(T) about
	merge func(into *T, later T) // superseding field by field
	// counts reports whether the record can count although two exports have it
	// as a and as b. Nil: it always can.
	counts func(a, b T) bool
}

// about is what a record says of itself.
type about struct {
	modified record.Stamp
	source   record.Source
	what     string // for people: "the result of 2026-10-12"
	words    string // what it says, where that is short: "3/5"
	kept     record.Kept
	day      record.Date
}

// ranked is a version with its rank.
type ranked[T any] struct {
	record.Version[T]
	rank rank
	at   record.Source
}

// ranks returns the versions as they stand, each with its rank.
func ranks[T any](versions []record.Version[T], of func(T) about) []ranked[T] {
	all := make([]ranked[T], len(versions))
	for i, v := range versions {
		a := of(v.Record)
		all[i] = ranked[T]{v, rankOf(v, a.modified), a.source}
	}
	return all
}

// inOrder returns the versions in the order in which they count: exports from
// the oldest to the newest, then cards. Of one export, later rows count; of two
// exports of equal age the order is fixed, so that arrival decides nothing.
func inOrder[T any](versions []record.Version[T], of func(T) about) []ranked[T] {
	sorted := ranks(versions, of)
	first := map[int]record.Source{} // of each export: the first of its places, by name
	for _, v := range sorted {
		if at, known := first[v.Order]; !known || bySource(v.at, at) < 0 {
			first[v.Order] = v.at
		}
	}
	slices.SortStableFunc(sorted, func(a, b ranked[T]) int {
		switch {
		case a.Card != b.Card && b.Card:
			return -1
		case a.Card != b.Card:
			return 1
		case a.Card:
			return cmp.Compare(a.Order, b.Order)
		case a.Order == b.Order:
			return a.rank.compare(b.rank) // its rows stand in their order, mended ones in their old place
		}
		return cmp.Or(a.rank.compare(b.rank), bySource(first[a.Order], first[b.Order]))
	})
	return sorted
}

// bySource orders places: by file, then as a person counts in it.
func bySource(a, b record.Source) int {
	return cmp.Or(strings.Compare(a.Import, b.Import), strings.Compare(a.File, b.File),
		strings.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Row, b.Row), strings.Compare(a.Column, b.Column))
}

// told is a folded record with the rank of the version that first told it.
type told[T any] struct {
	record  T
	rank    rank
	last    rank   // of the newest version
	mapping string // by which the newest was read
}

// latest folds the versions of records of one sort, each key once, in the
// order in which the keys first appear.
func latest[T any](f *folder, versions []record.Version[T], by keyed[T]) []told[T] {
	keys, all := byKey(inOrder(present(f.exports, versions, by.key), by.about), by.key)
	var out []told[T]
	for _, key := range keys {
		standing := slices.DeleteFunc(all[key], func(v ranked[T]) bool { return takesBack(f, by, key, v) })
		if len(standing) == 0 {
			continue
		}
		if r, ok := join(f, standing, by); ok {
			newest := standing[len(standing)-1]
			out = append(out, told[T]{r, standing[0].rank, newest.rank, newest.Mapping})
		}
	}
	return out
}

// byKey groups the versions, and returns the keys in the order in which they
// first appear.
func byKey[T any](sorted []ranked[T], of func(T) record.Key) ([]record.Key, map[record.Key][]ranked[T]) {
	var keys []record.Key
	all := map[record.Key][]ranked[T]{}
	for _, v := range sorted {
		key := of(v.Record)
		if len(all[key]) == 0 {
			keys = append(keys, key)
		}
		all[key] = append(all[key], v)
	}
	return keys, all
}

// join folds the versions of one record, which are in order. Where two exports
// of equal age disagree about a field, nobody's word counts. False: the record
// cannot count without it.
func join[T any](f *folder, sorted []ranked[T], by keyed[T]) (T, bool) {
	result, counts := sorted[0].Record, true
	for i := 0; i < len(sorted); {
		n, disputed := sameAge(sorted[i:]), false
		if i > 0 {
			by.merge(&result, sorted[i].Record)
		}
		for _, v := range sorted[i+1 : i+n] {
			by.merge(&result, v.Record)
		}
		for _, d := range disagreements(sorted[i:i+n], by.merge) {
			f.disagree(by.about(d.a.Record), by.about(d.b.Record))
			blank(reflect.ValueOf(&result).Elem(), reflect.ValueOf(d.a.Record), reflect.ValueOf(d.b.Record))
			disputed = disputed || by.counts != nil && !by.counts(d.a.Record, d.b.Record)
		}
		counts = !disputed
		i += n
	}
	return result, counts
}

// sameAge returns how many of the first versions are as new as the first.
func sameAge[T any](sorted []ranked[T]) int {
	n := 1
	for n < len(sorted) && !sorted[0].Card && !sorted[n].Card && sorted[n].rank == sorted[0].rank {
		n++
	}
	return n
}

// disagreement is two versions as the one and the other export would have the
// record.
type disagreement[T any] struct{ a, b ranked[T] }

// disagreements returns the pairs of exports that tell a record differently.
// The versions are equally new.
func disagreements[T any](sorted []ranked[T], merge func(*T, T)) []disagreement[T] {
	pieces := byFile(sorted, merge)
	var all []disagreement[T]
	for i, a := range pieces {
		for _, b := range pieces[i+1:] {
			x, y := a, b
			merge(&x.Record, b.Record)
			merge(&y.Record, a.Record)
			if !sameWords(reflect.ValueOf(x.Record), reflect.ValueOf(y.Record), notDisputed) {
				all = append(all, disagreement[T]{x, y})
			}
		}
	}
	return all
}

// byFile folds the versions of each export, which are in order.
func byFile[T any](sorted []ranked[T], merge func(*T, T)) []ranked[T] {
	var pieces []ranked[T]
	for _, v := range sorted {
		if n := len(pieces); n > 0 && pieces[n-1].Order == v.Order {
			merge(&pieces[n-1].Record, v.Record)
			continue
		}
		pieces = append(pieces, v)
	}
	return pieces
}

// notWords are the fields that say where and how a record was told, not what.
func notWords(field string) bool {
	switch field {
	case "Source", "Told", "Subject", "Modified", "Client", "ClientKey", "Keys", "Was", "Former", "Version", "PlanDays":
		return true
	}
	return false
}

// notDisputed are the fields about which two files are never held against each
// other: a client's names are asked about one by one.
func notDisputed(field string) bool {
	return notWords(field) || field == "FirstName" || field == "LastName" || field == "Preferred"
}

// sameWords reports whether two records say the same, but for some fields.
func sameWords(a, b reflect.Value, but func(field string) bool) bool {
	for i := range a.NumField() {
		x, y, name := a.Field(i), b.Field(i), a.Type().Field(i).Name
		same := but(name) || name == "Days" && sameDays(x, y) || reflect.DeepEqual(x.Interface(), y.Interface()) || name == "Objectives" && sameObjectives(x, y, but)
		if !same {
			return false
		}
	}
	return true
}

// sameObjectives compares the objectives of two goals.
func sameObjectives(a, b reflect.Value, but func(field string) bool) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i := range a.Len() {
		if !sameWords(a.Index(i), b.Index(i), but) {
			return false
		}
	}
	return true
}

// filePair is two files of equal age that disagree.
type filePair struct{ a, b string }

// dispute is what two files disagree about.
type dispute struct {
	first, other about
	count        int
	from, to     record.Date // the days that it concerns; zero: none
	kept         record.Kept
}

// disagree notes that two files of equal age tell a record differently.
func (f *folder) disagree(a, b about) {
	if bySource(b.source, a.source) < 0 {
		a, b = b, a
	}
	pair := filePair{fileName(a.source), fileName(b.source)}
	u, known := f.disputes[pair]
	if !known {
		u = &dispute{first: a, other: b, kept: a.kept}
		f.disputes[pair] = u
	}
	u.add(a)
}

// add takes one more record into account of which the files differ.
func (u *dispute) add(a about) {
	u.count++
	if u.kept != a.kept {
		u.kept = record.KeptRow
	}
	if u.to.Before(a.day) {
		u.to = a.day
	}
	if !a.day.IsZero() && (u.from.IsZero() || a.day.Before(u.from)) {
		u.from = a.day
	}
}

func fileName(s record.Source) string { return s.Import + "\x00" + s.File }

// askWhichIsNewer makes one question of all that two files disagree about.
func (f *folder) askWhichIsNewer() {
	for _, u := range f.disputes {
		f.Problems = append(f.Problems, record.Problem{
			Source: u.first.source, Code: CodeVersion, Client: f.Client.ID, Day: u.from, Last: u.to, Rows: u.count, Keeps: u.kept,
			Found: u.first.words, Wrong: u.wrong(),
			Next: record.NextStep{Act: record.StepDateImport, ID: u.first.source.Import[:min(12, len(u.first.source.Import))], Name: u.first.source.File},
		})
	}
}

// wrong says what the two files disagree about.
func (u dispute) wrong() string {
	there := ""
	if u.other.words != "" {
		there = fmt.Sprintf(" (%q there)", u.other.words)
	}
	more := ""
	if u.count > 1 {
		more = fmt.Sprintf(", and so do %d more", u.count-1)
	}
	return fmt.Sprintf("is %s here and differs from %s%s%s; nothing says which file is newer, so neither is used",
		u.first.what, u.other.source, there, more)
}

// CodeVersion is the code of the question which of two files is newer.
const CodeVersion = "version.unclear"

// withdrawal names a withdrawn record, within the exports of one mapping: a
// list takes back only what it said itself.
type withdrawal struct {
	kind    string
	key     record.Key
	mapping string
}

// lastWithdrawal is the newest withdrawal of a record.
type lastWithdrawal struct {
	rank  rank
	order int
	about about
	parts bool
}

// withdrawn returns the newest withdrawal of each record.
func withdrawn(versions []record.Version[record.Withdrawal]) map[withdrawal]lastWithdrawal {
	newest := map[withdrawal]lastWithdrawal{}
	for _, v := range versions {
		w := withdrawal{v.Record.Kind, v.Record.Key, v.Mapping}
		r := rankOf(v, v.Record.Modified)
		if r == (rank{}) {
			r = latestRank()
		}
		was, known := newest[w]
		if known && cmp.Or(r.compare(was.rank), bySource(v.Record.Source, was.about.source)) <= 0 {
			continue
		}
		newest[w] = lastWithdrawal{r, v.Order, about{modified: v.Record.Modified, source: v.Record.Source, what: "a row that takes it back"}, v.Record.Parts}
	}
	return newest
}

// isGone reports whether the version was withdrawn by a row of its own list
// that is as new or newer. What a newer row states again counts again.
func (f *folder) isGone(kind string, key record.Key, mapping string, r rank) bool {
	last, ok := f.lastOf(kind, key, mapping)
	return ok && r.compare(last.rank) <= 0
}

// lastOf returns the newest withdrawal of a record: of itself, or of all that
// its source said of the resource of which it is a part.
func (f *folder) lastOf(kind string, key record.Key, mapping string) (lastWithdrawal, bool) {
	last, ok := f.gone[withdrawal{kind, key, mapping}]
	if i := strings.IndexAny(string(key), "#@"); i > 0 {
		whole, known := f.gone[withdrawal{kind, key[:i], mapping}]
		if known && whole.parts && (!ok || last.rank.compare(whole.rank) < 0) {
			return whole, true
		}
	}
	return last, ok
}

// latestRank is the age of a withdrawal of which nothing says how old it is: a
// row that was taken back is not told again.
func latestRank() rank { return rank{stamp: "9999-12-31"} }

// isVoid is isGone for a version that is not ranked yet.
func isVoid[T any](f *folder, by keyed[T], v record.Version[T]) bool {
	return !v.Card && f.isGone(by.kind, by.key(v.Record), v.Mapping, rankOf(v, by.about(v.Record).modified))
}

// takesBack is isGone, and asks where two files of equal age have it so and so.
func takesBack[T any](f *folder, by keyed[T], key record.Key, v ranked[T]) bool {
	if v.Card || !f.isGone(by.kind, key, v.Mapping, v.rank) {
		return false
	}
	if last, _ := f.lastOf(by.kind, key, v.Mapping); v.rank == last.rank && v.Order != last.order {
		f.disagree(by.about(v.Record), last.about)
	}
	return true
}

// isWithdrawn reports whether any list withdrew the record.
func (f *folder) isWithdrawn(kind string, key record.Key) bool {
	for w := range f.gone {
		if w.kind == kind && w.key == key {
			return true
		}
	}
	return false
}
