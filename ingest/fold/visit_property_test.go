package fold_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/fold"
	"milepost/record"
)

// held is what truly happened: a visit of a day and discipline.
type held struct {
	day               int
	discipline, start string
	status            string
}

// told is a row of a file that tells of a visit.
type told struct {
	held
	result bool // a sheet's row with a result
}

// source is one file of a made-up clinic.
type source struct {
	kind     record.List
	rows     []told
	timed    bool
	ids      bool
	named    bool // its rows name the discipline
	voidDays []int
}

// clinicOf is a made-up client with all files that tell of the client's visits.
type clinicOf struct {
	truth   []held
	sources []source
}

func (c clinicOf) on(day int, discipline string) []held {
	return keepIf(c.truth, func(h held) bool { return h.day == day && (discipline == "" || h.discipline == discipline) })
}

func keepIf[T any](all []T, want func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), func(x T) bool { return !want(x) })
}

const lastDay = 8

// someClinic draws what happened and which files tell of it: lists of spans of
// days, in which they are complete; bills of what was held; sheets with results
// of visits, and some of days on which there was none.
func someClinic(t *rapid.T) clinicOf {
	var c clinicOf
	twice, therapies := rapid.Bool().Draw(t, "two visits a day"), rapid.Bool().Draw(t, "two therapies")
	status := rapid.SampledFrom([]string{
		record.Attended, record.Attended, record.Attended, record.Cancelled, record.LateCancelled, record.NoShow, record.ClinicClosed, record.Scheduled,
	})
	for day := 1; day <= lastDay; day++ {
		for i := range rapid.IntRange(0, 1+btoi(twice)).Draw(t, "visits") {
			c.truth = append(c.truth, held{day, "OT", []string{"09:00", "14:00"}[i], status.Draw(t, "status")})
		}
		if therapies && rapid.Bool().Draw(t, "PT") {
			c.truth = append(c.truth, held{day, "PT", "16:00", status.Draw(t, "status")})
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "lists") {
		from := rapid.IntRange(1, lastDay).Draw(t, "from")
		to := rapid.IntRange(from, lastDay).Draw(t, "to")
		s := source{kind: record.AppointmentList, timed: twice || rapid.Bool().Draw(t, "timed"), ids: rapid.Bool().Draw(t, "ids"), named: therapies || rapid.Bool().Draw(t, "named")}
		for _, h := range c.truth {
			if h.day >= from && h.day <= to {
				s.rows = append(s.rows, told{held: h})
			}
		}
		c.sources = append(c.sources, s)
	}
	if rapid.Bool().Draw(t, "bills") {
		c.sources = append(c.sources, c.bills(t, twice, therapies))
	}
	for range rapid.IntRange(0, 2).Draw(t, "sheets") {
		c.sources = append(c.sources, c.sheet(t))
	}
	return c
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// bills lists what was held from some day on; a bill of a day without a visit
// was deleted again.
func (c clinicOf) bills(t *rapid.T, twice, therapies bool) source {
	from := rapid.IntRange(1, lastDay).Draw(t, "bills from")
	s := source{kind: record.BillingList, timed: twice || rapid.Bool().Draw(t, "timed"), ids: rapid.Bool().Draw(t, "ids"), named: therapies}
	for day := from; day <= lastDay; day++ {
		of := keepIf(c.on(day, ""), func(h held) bool { return h.status == record.Attended })
		for _, h := range of {
			s.rows = append(s.rows, told{held: h})
		}
		if len(of) == 0 && rapid.Bool().Draw(t, "void") {
			s.voidDays = append(s.voidDays, day)
		}
	}
	return s
}

// sheet draws a data sheet: rows of visits of occupational therapy, and rows of
// days on which there was none.
func (c clinicOf) sheet(t *rapid.T) source {
	s := source{kind: record.DataSheet, timed: rapid.Bool().Draw(t, "timed"), named: rapid.Bool().Draw(t, "named")}
	for day := 1; day <= lastDay; day++ {
		of := append(c.on(day, "OT"), held{day, "OT", "11:00", record.Attended})
		if len(of) > 1 {
			of = of[:len(of)-1]
		}
		seen := map[string]bool{}
		for range rapid.IntRange(0, 2).Draw(t, "rows") {
			h := rapid.SampledFrom(of).Draw(t, "of")
			h.status = record.Attended // as the mapping always says
			if !s.timed {
				h.start = ""
			}
			if !seen[h.start] {
				s.rows = append(s.rows, told{h, rapid.IntRange(0, 3).Draw(t, "result") > 0})
			}
			seen[h.start] = true
		}
	}
	return s
}

// versions writes the files down as records.
func (c clinicOf) versions(t *rapid.T) record.Versions {
	g := goal("") // of no measure, so that each result stays one by itself
	g.Discipline = "OT"
	raw := record.Versions{Goals: []record.Version[record.Goal]{version(100, g)}}
	for i, s := range c.sources {
		mapping, order := fmt.Sprintf("m%d", i), i+1
		for n, r := range s.rows {
			d := day(t, fmt.Sprintf("2026-03-%02d", r.day))
			rec := record.Session{Client: "R-1", Day: d, Status: r.status, List: s.kind, Source: record.Source{File: mapping, Row: n + 2}}
			if s.timed {
				rec.Start, rec.Minutes = r.start, 45
			}
			if s.named {
				rec.Discipline = r.discipline
			}
			rec.Key = record.KeyOf("session", d.String(), rec.Start, strings.Repeat(rec.Discipline, btoi(!s.timed)))
			if s.ids {
				rec.ID = record.ID(fmt.Sprintf("%s-%d", mapping, n))
				rec.Key = record.KeyOf("session", "id", string(rec.ID))
			}
			raw.Sessions = append(raw.Sessions, record.Version[record.Session]{Order: order, Mapping: mapping, Record: rec})
			if s.kind == record.DataSheet {
				p := point(fmt.Sprintf("%s %d", mapping, n), d, record.Score{})
				p.Start, p.Source = rec.Start, rec.Source
				if r.result {
					p.Score = bare(3)
				}
				raw.DataPoints = append(raw.DataPoints, record.Version[record.DataPoint]{Order: order, Mapping: mapping, Record: p})
			}
		}
		for _, n := range s.voidDays {
			d := day(t, fmt.Sprintf("2026-03-%02d", n))
			raw.Withdrawals = append(raw.Withdrawals, record.Version[record.Withdrawal]{Order: order, Mapping: mapping, Record: record.Withdrawal{
				Kind: "session", Key: record.KeyOf("session", d.String(), "10:00", ""), ClientKey: "id:R-1", Day: d,
			}})
		}
	}
	return raw
}

// figures are what a report says, and the days of problems.
type figures struct {
	attended, byFamily, byClinic, noShow, scheduled int
	points                                          int
	problems                                        []string
}

func (f *figures) count(status string) {
	switch status {
	case record.Attended:
		f.attended++
	case record.Cancelled, record.LateCancelled:
		f.byFamily++
	case record.ClinicClosed:
		f.byClinic++
	case record.NoShow:
		f.noShow++
	case record.Scheduled:
		f.scheduled++
	}
}

// expected works the figures out from what happened and what the files show.
func (c clinicOf) expected() figures {
	var f figures
	for day := 1; day <= lastDay; day++ {
		c.expectedOf(day, "PT", &f)
		known := c.expectedOf(day, "OT", &f)
		c.expectResults(day, known, &f)
	}
	slices.Sort(f.problems)
	return f
}

// expectedOf counts the visits of a day and discipline, and returns those that
// are known.
func (c clinicOf) expectedOf(day int, discipline string, f *figures) []held {
	var known []held
	switch {
	case c.listed(day, discipline):
		known = c.on(day, discipline)
	case c.covered(day, discipline):
	case len(c.billed(day, discipline)) > 0:
		known = c.billed(day, discipline)
	case discipline == "OT" && !c.voided(day):
		known = c.implied(day)
	}
	if c.covered(day, discipline) && !c.listed(day, discipline) {
		known = c.billed(day, discipline)
	}
	for _, h := range known {
		f.count(h.status)
	}
	return known
}

func (c clinicOf) rows(kind record.List, day int, discipline string) []told {
	var all []told
	for _, s := range c.sources {
		if s.kind == kind {
			all = append(all, keepIf(s.rows, func(r told) bool { return (day == 0 || r.day == day) && r.discipline == discipline })...)
		}
	}
	return all
}

func (c clinicOf) listed(day int, discipline string) bool {
	return len(c.rows(record.AppointmentList, day, discipline)) > 0
}

func (c clinicOf) covered(day int, discipline string) bool {
	return slices.ContainsFunc(c.sources, func(s source) bool {
		rows := keepIf(s.rows, func(r told) bool { return r.discipline == discipline })
		return s.kind == record.AppointmentList &&
			slices.ContainsFunc(rows, func(r told) bool { return r.day <= day }) && slices.ContainsFunc(rows, func(r told) bool { return r.day >= day })
	})
}

func (c clinicOf) billed(day int, discipline string) []held {
	var all []held
	for _, r := range c.rows(record.BillingList, day, discipline) {
		all = append(all, r.held)
	}
	return all
}

func (c clinicOf) voided(day int) bool {
	return slices.ContainsFunc(c.sources, func(s source) bool { return slices.Contains(s.voidDays, day) })
}

// implied are the visits of the fullest sheet of a day of which no list tells.
// A sheet that names no discipline may speak of the physical therapy of the day.
func (c clinicOf) implied(day int) []held {
	otherTherapy := c.listed(day, "PT") || len(c.billed(day, "PT")) > 0
	ours := keepIf(c.sources, func(s source) bool { return s.kind == record.DataSheet && s.named && onDay(s, day) > 0 })
	var best []held
	for _, s := range c.sources {
		if s.kind != record.DataSheet || !s.named && otherTherapy && len(ours) == 0 {
			continue
		}
		if rows := keepIf(s.rows, func(r told) bool { return r.day == day }); len(rows) > len(best) {
			best = nil
			for _, r := range rows {
				best = append(best, r.held)
			}
		}
	}
	return best
}

func onDay(s source, day int) int {
	return len(keepIf(s.rows, func(r told) bool { return r.day == day }))
}

// expectResults counts the results of a day, and what is told of them.
func (c clinicOf) expectResults(day int, known []held, f *figures) {
	problems := map[string]bool{}
	for _, s := range c.sources {
		for _, r := range s.rows {
			if s.kind != record.DataSheet || r.day != day {
				continue
			}
			if !r.result {
				f.points++
				continue
			}
			at := keepIf(known, func(h held) bool { return r.start != "" && c.timed(h) && h.start == r.start })
			if len(at) == 0 {
				at = known
			}
			switch {
			case slices.ContainsFunc(at, func(h held) bool { return h.status == record.Attended }):
				f.points++
			case len(at) > 0:
				f.points++
				problems["visit.contradiction "+at[0].start] = true
			case c.voided(day):
				problems["visit.taken-back"] = true
			case c.covered(day, "OT"):
				f.points++
				problems["visit.none"] = true
			default:
				f.points++
			}
		}
	}
	for p := range problems {
		code, _, _ := strings.Cut(p, " ")
		f.problems = append(f.problems, fmt.Sprintf("%s %d", code, day))
	}
}

// timed reports whether some list shows the time of a visit.
func (c clinicOf) timed(h held) bool {
	return slices.ContainsFunc(c.sources, func(s source) bool {
		return s.timed && s.kind != record.DataSheet && slices.ContainsFunc(s.rows, func(r told) bool {
			return r.day == h.day && r.discipline == h.discipline && r.start == h.start
		})
	})
}

// found are the figures of a fold.
func found(got fold.Result) figures {
	var f figures
	for _, s := range got.Sessions {
		f.count(s.Status)
	}
	f.points = len(got.DataPoints)
	for _, p := range got.Problems {
		f.problems = append(f.problems, fmt.Sprintf("%s %d", p.Code, p.Day.Day))
	}
	slices.Sort(f.problems)
	return f
}

func foldOT(raw record.Versions) fold.Result {
	return fold.Client(raw, fold.Options{Discipline: "OT"})
}

// TestEveryRowOfAVisitIsInOneClass: the figures are those that follow from what
// happened; each row is in exactly one class; the order of files decides
// nothing.
func TestEveryRowOfAVisitIsInOneClass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := someClinic(t)
		raw := c.versions(t)
		got := foldOT(raw)
		if f, want := found(got), c.expected(); !reflect.DeepEqual(f, want) {
			t.Fatalf("%+v\ngot %+v\nwant %+v\nproblems %v", c, f, want, got.Problems)
		}
		if n := len(raw.Sessions) + len(raw.Withdrawals); got.Rows.Total() != n {
			t.Fatalf("%+v: %d rows, but %+v", c, n, got.Rows)
		}
		f := found(got)
		if r := got.Rows; r.Attended != f.attended || r.ByFamily != f.byFamily || r.ByClinic != f.byClinic || r.NoShow != f.noShow || r.Scheduled != f.scheduled {
			t.Fatalf("rows %+v, figures %+v", r, f)
		}
		again := foldOT(shuffled(t, raw))
		if !reflect.DeepEqual(again.Sessions, got.Sessions) || !reflect.DeepEqual(again.Problems, got.Problems) || again.Rows != got.Rows || !reflect.DeepEqual(found(again), f) {
			t.Fatalf("in another order of files got %+v\nwant %+v", again, got)
		}
	})
}

// shuffled returns the same files as they arrive in another order.
func shuffled(t *rapid.T, raw record.Versions) record.Versions {
	place := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}).Draw(t, "arrival")
	raw.Sessions = slices.Clone(raw.Sessions)
	raw.DataPoints, raw.Withdrawals = slices.Clone(raw.DataPoints), slices.Clone(raw.Withdrawals)
	for i := range raw.Sessions {
		raw.Sessions[i].Order = 1 + place[raw.Sessions[i].Order]
	}
	for i := range raw.DataPoints {
		raw.DataPoints[i].Order = 1 + place[raw.DataPoints[i].Order]
	}
	for i := range raw.Withdrawals {
		raw.Withdrawals[i].Order = 1 + place[raw.Withdrawals[i].Order]
	}
	raw.Sessions = rapid.Permutation(raw.Sessions).Draw(t, "sessions")
	raw.DataPoints = rapid.Permutation(raw.DataPoints).Draw(t, "points")
	return raw
}

// TestASheetOfTheSameVisitsChangesNoFigure adds a data sheet of visits of which
// the lists tell.
func TestASheetOfTheSameVisitsChangesNoFigure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := someClinic(t)
		want := found(foldOT(c.versions(t)))
		more := source{kind: record.DataSheet, timed: rapid.Bool().Draw(t, "timed")}
		for day := 1; day <= lastDay; day++ {
			for _, h := range c.on(day, "OT") {
				if h.status == record.Attended && (c.listed(day, "OT") || len(c.billed(day, "OT")) > 0) && rapid.Bool().Draw(t, "in the sheet") {
					if !more.timed {
						h.start = ""
					}
					more.rows = append(more.rows, told{h, true})
				}
			}
		}
		c.sources = append(c.sources, more)
		got := found(foldOT(c.versions(t)))
		got.points -= len(more.rows)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v\ngot %+v\nwant %+v", c, got, want)
		}
	})
}
