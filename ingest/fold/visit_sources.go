package fold

import (
	"slices"

	"milepost/ingest/value"
	"milepost/record"
)

// visitSources is what all sources say of visits, each row once.
type visitSources struct {
	rows []*visitRow
	days visitDays
}

// visitDays is what lists say of whole days.
type visitDays struct {
	covered []coverage
	taken   []takenDay
	denied  []dayOf // a person said that there was no visit
}

// coverage is a span of days of which one file of appointments tells.
type coverage struct {
	discipline string
	span       record.Period
}

// takenDay is a day on which a source took a visit back that it had told of.
type takenDay struct {
	dayOf
	mapping string
}

// readSources returns each source's rows as it tells them last. What was taken
// back, is older, or cannot be is counted and left out.
func (f *folder) readSources(raw record.Versions) visitSources {
	var s visitSources
	results := resultDays(raw.DataPoints, f)
	kinds := kindsOfMappings(raw)
	groups := map[string][]record.Version[record.Session]{}
	for _, v := range raw.Sessions {
		if v.Record.List == "" {
			v.Record.List = kinds[v.Mapping]
		}
		groups[v.Mapping] = append(groups[v.Mapping], v)
	}
	for mapping, group := range groups {
		s.days.cover(f, group)
		for _, r := range f.rowsOf(group) {
			r.mapping, r.result = mapping, results[resultDay{mapping, r.Day}]
			if f.sessionFits(r.Session) {
				s.rows = append(s.rows, r)
			} else {
				f.Rows.Refused++
			}
		}
	}
	s.days.take(f, raw, groups)
	for _, v := range raw.Withdrawals {
		if v.Record.Kind == "session" && v.Record.ClientKey != "" {
			f.Rows.Withdrawn++
		}
	}
	f.days = s.days
	return s
}

// rowsOf returns the rows of one source as it tells them last.
func (f *folder) rowsOf(group []record.Version[record.Session]) []*visitRow {
	key := func(s record.Session) record.Key { return s.Key }
	byKey := map[record.Key]*visitRow{}
	told := map[record.Key]int{}
	for _, v := range present(f.exports, group, key) {
		if isVoid(f, sessionsKeyed(), v) {
			continue
		}
		r := byKey[v.Record.Key]
		if r == nil {
			r = &visitRow{card: v.Card}
			byKey[v.Record.Key] = r
		}
		r.orders = append(r.orders, v.Order)
		r.told = max(r.told, stampOf(v))
		told[v.Record.Key]++
	}
	var rows []*visitRow
	alive := 0
	for _, t := range latest(f, group, sessionsKeyed()) {
		r := byKey[t.record.Key]
		r.Session = t.record
		rows = append(rows, r)
		alive += told[t.record.Key]
		f.Rows.Same += told[t.record.Key] - 1
		delete(told, t.record.Key)
	}
	for _, n := range told { // neither of two versions counts until a question is answered
		f.Rows.Waiting += n
		alive += n
	}
	f.Rows.Withdrawn += len(group) - alive
	return rows
}

// stampOf returns when the row was modified, else the day that its export is of.
func stampOf(v record.Version[record.Session]) record.Stamp {
	if v.Record.Modified != "" {
		return v.Record.Modified
	}
	return record.StampOf(v.Day, "")
}

// resultDay is a day of which a source has a result.
type resultDay struct {
	mapping string
	day     record.Date
}

func resultDays(points []record.Version[record.DataPoint], f *folder) map[resultDay]bool {
	days := map[resultDay]bool{}
	for _, v := range points {
		p := v.Record
		if !p.Day.IsZero() && !p.Score.IsMissing() && !isVoid(f, pointsKeyed(), v) {
			days[resultDay{v.Mapping, p.Day}] = true
		}
	}
	return days
}

// kindsOfMappings tells what kind of list each mapping reads; of one whose rows
// were stored before mappings said so, by what they give.
func kindsOfMappings(raw record.Versions) map[string]record.List {
	kinds := map[string]record.List{}
	statuses, results := map[string]bool{}, map[string]bool{}
	for _, v := range raw.DataPoints {
		results[v.Mapping] = true
	}
	for _, v := range raw.Sessions {
		if v.Card {
			continue
		}
		if v.Record.List != "" {
			kinds[v.Mapping] = v.Record.List
		}
		statuses[v.Mapping] = statuses[v.Mapping] || v.Record.Status != ""
	}
	for mapping, has := range statuses {
		if kinds[mapping] == "" {
			kinds[mapping] = record.BillingList
			if has {
				kinds[mapping] = record.AppointmentList
			}
			if results[mapping] {
				kinds[mapping] = record.DataSheet
			}
		}
	}
	return kinds
}

// cover adds the days that each file of appointments tells of, from its first
// row to its last. Rows that were taken back count here; those on days that
// cannot be do not.
func (d *visitDays) cover(f *folder, group []record.Version[record.Session]) {
	type file struct {
		order      int
		discipline string
	}
	spans := map[file]record.Period{}
	for _, v := range group {
		s := v.Record
		if _, bad := f.impossibleSession(s); bad || v.Card || s.List != record.AppointmentList || s.Day.IsZero() {
			continue
		}
		at := file{v.Order, f.ownDiscipline(s.Discipline)}
		spans[at] = widen(spans[at], s.Day)
	}
	for at, span := range spans {
		d.covered = append(d.covered, coverage{at.discipline, span})
	}
}

// widen returns the span with the day in it.
func widen(span record.Period, day record.Date) record.Period {
	if span.From.IsZero() || day.Before(span.From) {
		span.From = day
	}
	if day.After(span.To) {
		span.To = day
	}
	return span
}

// ownDiscipline spells a discipline; one that is not named is the clinic's own.
func (f *folder) ownDiscipline(text string) string {
	if text == "" {
		text = f.opt.Discipline
	}
	return value.Discipline(text)
}

// take notes the days on which a source took its visit back and tells of no
// other.
func (d *visitDays) take(f *folder, raw record.Versions, groups map[string][]record.Version[record.Session]) {
	held := map[resultDay][]string{} // disciplines
	for mapping, group := range groups {
		for _, v := range group {
			discipline := value.Discipline(v.Record.Discipline)
			if isVoid(f, sessionsKeyed(), v) {
				d.taken = append(d.taken, takenDay{dayOf{v.Record.Day, discipline}, mapping})
				continue
			}
			at := resultDay{mapping, v.Record.Day}
			held[at] = append(held[at], discipline)
		}
	}
	for _, v := range raw.Withdrawals {
		if w := v.Record; w.Kind == "session" && !w.Day.IsZero() {
			d.taken = append(d.taken, takenDay{dayOf{w.Day, value.Discipline(w.Discipline)}, v.Mapping})
		}
	}
	d.taken = slices.DeleteFunc(d.taken, func(t takenDay) bool {
		return slices.ContainsFunc(held[resultDay{t.mapping, t.day}], func(discipline string) bool {
			return alike(t.discipline, discipline)
		})
	})
}

// covers reports whether a list of appointments tells of the day.
func (f *folder) covers(on dayOf) bool {
	discipline := f.ownDiscipline(on.discipline)
	return slices.ContainsFunc(f.days.covered, func(c coverage) bool {
		return c.span.Contains(on.day) && alike(c.discipline, discipline)
	})
}

// tookBack reports whether a source took back its visit of the day.
func (f *folder) tookBack(on dayOf) bool {
	return slices.ContainsFunc(f.days.taken, func(t takenDay) bool {
		return t.day == on.day && alike(t.discipline, on.discipline)
	})
}

// denied reports whether a person said that there was no visit on the day.
func (f *folder) denied(on dayOf) bool {
	return slices.ContainsFunc(f.days.denied, func(d dayOf) bool {
		return d.day == on.day && alike(d.discipline, on.discipline)
	})
}

// tellOfNone reports whether what lists say of the day leaves no place for a
// visit of which only data sheets tell.
func (f *folder) tellOfNone(on dayOf) bool { return f.covers(on) || f.tookBack(on) }

// alike reports whether two disciplines may be one: "" may be any.
func alike(a, b string) bool { return a == "" || b == "" || a == b }
