package fold

import (
	"cmp"
	"slices"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// Visits (ADR 137). Several files tell of one visit: the schedule, the notes or
// bills, the data sheet. What each source says last is joined to one visit per
// client, discipline and day:
//
//   - An appointment list says what became of a visit, and covers the days from
//     the first to the last row of each of its files: there is no visit of
//     which it does not tell, unless a billing list does.
//   - A billing list says what was held, never what was not.
//   - A data sheet implies a visit on a day that no list covers and on which no
//     source took one back. It changes nothing that a list says.
//   - Two visits on a day are two where one list itself holds two whose times do
//     not overlap.

// visitRow is what one source says of a visit, as it says it last.
type visitRow struct {
	record.Session
	mapping string
	card    bool
	orders  []int        // imports that hold the row
	told    record.Stamp // when it was modified, else the newest day of its exports
	result  bool         // its source has a result of that day
}

// joinedVisit is one visit and every row that tells of it.
type joinedVisit struct {
	record.Session
	rows    []*visitRow
	by      *visitRow // the row that says what became of it
	against *visitRow // a row of a billing list by which it was held, though the list says that it was not
	waits   bool      // two rows contradict each other, and nothing says which is right
	settled bool      // a person said what happened
}

// foldVisits joins the rows that tell of visits, of all sources.
func (f *folder) foldVisits(raw record.Versions) {
	s := f.readSources(raw)
	byDay := map[record.Date][]*visitRow{}
	for _, r := range s.rows {
		byDay[r.Day] = append(byDay[r.Day], r)
	}
	for day, rows := range byDay {
		if day.IsZero() {
			f.undated(rows)
			continue
		}
		for discipline, rows := range byDiscipline(rows, f.opt.Discipline) {
			f.foldDay(dayOf{day, discipline}, rows)
		}
	}
	slices.SortFunc(f.visits, func(a, b *joinedVisit) int {
		return cmp.Or(a.Day.Compare(b.Day), strings.Compare(a.Start, b.Start),
			strings.Compare(a.Discipline, b.Discipline), cmp.Compare(a.Key, b.Key))
	})
	for _, v := range f.visits {
		f.Rows.count(v)
		if !v.waits {
			f.Sessions = append(f.Sessions, v.Session)
		}
	}
}

// undated keeps sessions of exports without dates as they are.
func (f *folder) undated(rows []*visitRow) {
	for _, r := range rows {
		f.visits = append(f.visits, &joinedVisit{Session: r.Session, rows: []*visitRow{r}, by: r})
	}
}

// dayOf is a day of one discipline; "" is the clinic's own.
type dayOf struct {
	day        record.Date
	discipline string
}

// byDiscipline parts the rows of a day. A row that names no discipline belongs
// to the only one that others name, else to the clinic's own.
func byDiscipline(rows []*visitRow, own string) map[string][]*visitRow {
	named := map[string]bool{}
	for _, r := range rows {
		if d := value.Discipline(r.Discipline); d != "" {
			named[d] = true
		}
	}
	silent := ""
	if own = value.Discipline(own); named[own] {
		silent = own
	} else if len(named) == 1 {
		for d := range named {
			silent = d
		}
	}
	parts := map[string][]*visitRow{}
	for _, r := range rows {
		d := cmp.Or(value.Discipline(r.Discipline), silent)
		parts[d] = append(parts[d], r)
	}
	return parts
}

// foldDay makes the visits of one day and discipline.
func (f *folder) foldDay(on dayOf, rows []*visitRow) {
	slices.SortFunc(rows, before)
	onlySheets := !slices.ContainsFunc(rows, func(r *visitRow) bool { return r.card || r.List != record.DataSheet })
	if onlySheets && f.tellOfNone(on) {
		f.Rows.Waiting += len(rows)
		return
	}
	for _, of := range slots(rows) {
		v := &joinedVisit{rows: of}
		v.decide()
		if v.by == nil {
			f.Rows.Same += len(of) // a card says that there was no visit
			f.days.denied = append(f.days.denied, on)
			continue
		}
		v.merge(on)
		if v.waits {
			f.Problems = append(f.Problems, v.question(f.Client.ID))
		}
		f.visits = append(f.visits, v)
	}
}

// before orders rows as they count: what a person says, lists of appointments,
// lists of visits held, data sheets; of each the newest first. Arrival decides
// nothing.
func before(a, b *visitRow) int {
	return cmp.Or(
		cmp.Compare(listRank(a), listRank(b)), cmp.Compare(b.told, a.told),
		strings.Compare(a.mapping, b.mapping), strings.Compare(a.Start, b.Start), cmp.Compare(a.Key, b.Key),
		strings.Compare(a.Source.File, b.Source.File), strings.Compare(a.Source.Sheet, b.Source.Sheet),
		cmp.Compare(a.Source.Row, b.Source.Row))
}

func listRank(r *visitRow) int {
	switch {
	case r.card:
		return 0
	case r.List == record.AppointmentList:
		return 1
	case r.List == record.BillingList:
		return 2
	}
	return 3
}

// sameStamp reports whether neither stamp is newer: a day alone is as old as any
// time of that day.
func sameStamp(a, b record.Stamp) bool {
	n := min(len(a), len(b))
	return len(a) == len(b) && a == b || n > 0 && a[:n] == b[:n]
}

// merge puts what the rows say into one session: what decides first, and of all
// else what stands first.
func (v *joinedVisit) merge(on dayOf) {
	status, reason := v.Status, v.by.Reason
	v.Session = v.by.Session
	for _, r := range v.rows {
		v.fill(r.Session)
	}
	v.Status, v.Reason, v.Day = status, reason, on.day
	v.Discipline = cmp.Or(on.discipline, v.Discipline)
}

// fill takes what a session lacks.
func (v *joinedVisit) fill(from record.Session) {
	s := &v.Session
	s.ID, s.Client, s.ClientKey = cmp.Or(s.ID, from.ID), cmp.Or(s.Client, from.Client), cmp.Or(s.ClientKey, from.ClientKey)
	if s.Start == "" {
		s.Start, s.Minutes = from.Start, cmp.Or(s.Minutes, from.Minutes)
	}
	s.Minutes, s.Format = cmp.Or(s.Minutes, from.Minutes), cmp.Or(s.Format, from.Format)
	s.Place, s.Therapist, s.Note = cmp.Or(s.Place, from.Place), cmp.Or(s.Therapist, from.Therapist), cmp.Or(s.Note, from.Note)
}
