package fold

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// inOneVisit names the results of one objective in one visit.
type inOneVisit struct {
	objective record.ID
	day       record.Date
	order     int    // of an export without dates
	start     string // of the visit, where its day has several
}

// poolVisits makes one result of all that one visit has of one objective. What
// only a person can decide waits: none of the visit's results counts, and that
// is told once for each column.
//
// Source: ADR 138. Criteria and levels count visits, so a result is one per
// objective and visit.
func (f *folder) poolVisits(tellers map[record.Key]teller) {
	visits := f.heldVisits()
	objectives := f.objectivesInTime()
	groups := map[inOneVisit][]record.DataPoint{}
	for _, p := range f.DataPoints {
		at := visits.of(p, objectives.of(p).discipline)
		groups[at] = append(groups[at], p)
	}
	if len(groups) == len(f.DataPoints) && !slices.ContainsFunc(f.DataPoints, isAlike) {
		return
	}
	waiting := map[record.Source]*waitingResults{}
	pooled := make([]record.DataPoint, 0, len(groups))
	for _, p := range f.DataPoints {
		of := objectives.of(p)
		at := visits.of(p, of.discipline)
		all, first := groups[at]
		if !first {
			continue
		}
		delete(groups, at)
		v := oneVisit{objective: of.objective, tellers: tellers}
		one, ok := v.pool(all)
		if !ok {
			wait(waiting, all, of.objective.Measure)
		}
		pooled = append(pooled, one...)
	}
	f.DataPoints = pooled
	f.tellWaiting(waiting)
}

func isAlike(p record.DataPoint) bool { return p.Several == record.Alike }

// oneVisit pools the results of one objective in one visit.
type oneVisit struct {
	objective record.Objective
	tellers   map[record.Key]teller
}

// teller is by which mapping a result was read, and how new it is.
type teller struct {
	mapping string
	rank    rank
}

// pool returns the visit's result. Several, as they are, where the measure is
// not known or has no values. False: they wait.
func (v oneVisit) pool(all []record.DataPoint) ([]record.DataPoint, bool) {
	m := v.objective.Measure
	all = v.underOneSortOfKey(all)
	slices.SortFunc(all, inVisit)
	switch {
	case slices.ContainsFunc(all, isAlike):
		return nil, false
	case len(all) == 1, m.Kind == "" || m.Kind == record.Narrative:
		return all, true
	}
	parts := partsOf(v.objective, all)
	counting := v.counting(all, parts)
	if len(counting) == 0 {
		return all[:1], true // nothing was measured: one visit without a result
	}
	one := joined(counting)
	if len(counting) == 1 {
		one.PooledBy = record.PooledSame
	} else {
		var ok bool
		if one.Score, one.PooledBy, ok = pool(m, counting); !ok {
			return nil, false
		}
		one.Help = helpOf(m, counting)
	}
	one.Pooled = parts
	return []record.DataPoint{one}, true
}

// underOneSortOfKey leaves out what an import told under the results' own ids
// where a later one of the same mapping told the visit without them, or the
// other way round: a column of ids that repeats in one file and not in another
// is read as ids there only, and the same results are not to count twice.
func (v oneVisit) underOneSortOfKey(all []record.DataPoint) []record.DataPoint {
	newest := map[string]teller{} // by mapping: the sort of key and the order of its newest import
	sortOf := func(p record.DataPoint) string {
		if strings.HasPrefix(string(p.Key), string(record.KeyOf("point", "id"))+"|") {
			return "id"
		}
		return "place"
	}
	for _, p := range all {
		t := v.tellers[p.Key]
		if n, known := newest[t.mapping]; !known || t.rank.compare(n.rank) > 0 {
			newest[t.mapping] = teller{sortOf(p), t.rank}
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(p record.DataPoint) bool {
		t := v.tellers[p.Key]
		return newest[t.mapping].mapping != sortOf(p) && t.rank.compare(newest[t.mapping].rank) < 0
	})
}

// partsOf says of each row of a visit whether it counts. A probe outranks what
// is no probe; a row on the goal's own terms (place, format, help) outranks
// one that is not.
func partsOf(o record.Objective, all []record.DataPoint) []record.Part {
	parts := make([]record.Part, len(all))
	for i, p := range all {
		parts[i] = record.Part{Source: p.Source, Score: p.Score, Help: p.Help}
		if p.Score.IsMissing() {
			parts[i].Left = record.PartNoScore
		}
	}
	outrank := func(why string, better func(record.DataPoint) bool) {
		counts := func(i int) bool { return parts[i].Left == "" }
		if !slices.ContainsFunc(placesOf(all), func(i int) bool { return counts(i) && better(all[i]) }) {
			return
		}
		for i := range all {
			if counts(i) && !better(all[i]) {
				parts[i].Left = why
			}
		}
	}
	outrank(record.PartNotProbe, func(p record.DataPoint) bool { return p.Probe })
	outrank(record.PartPlace, func(p record.DataPoint) bool {
		return (o.Place == "" || p.Place == "" || o.Place == p.Place) && (o.Format == "" || p.Format == "" || o.Format == p.Format)
	})
	if o.Measure.Kind != record.Assist {
		outrank(record.PartHelp, func(p record.DataPoint) bool { return p.Help.IsZero() || p.Help.NoMoreThan(o.MostHelp) })
	}
	return parts
}

func placesOf(all []record.DataPoint) []int {
	places := make([]int, len(all))
	for i := range places {
		places[i] = i
	}
	return places
}

// counting returns the results that count. Two files by different mappings
// that come to the same for the visit tell of the same tries, and one of them
// counts: the one with more tries.
func (v oneVisit) counting(all []record.DataPoint, parts []record.Part) []record.DataPoint {
	byTeller := map[string][]int{}
	var names []string
	for i := range all {
		if parts[i].Left == "" {
			name := v.tellers[all[i].Key].mapping
			if byTeller[name] == nil {
				names = append(names, name)
			}
			byTeller[name] = append(byTeller[name], i)
		}
	}
	if len(names) > 1 {
		v.leaveTwice(names, byTeller, all, parts)
	}
	var counting []record.DataPoint
	for i := range all {
		if parts[i].Left == "" {
			counting = append(counting, all[i])
		}
	}
	return counting
}

// toldResult is what one file tells of a visit.
type toldResult struct {
	name  string
	value float64
	tries int
}

func (v oneVisit) leaveTwice(names []string, byTeller map[string][]int, all []record.DataPoint, parts []record.Part) {
	var told []toldResult
	for _, name := range names {
		var of []record.DataPoint
		for _, i := range byTeller[name] {
			of = append(of, all[i])
		}
		score, ok := of[0].Score, true
		if len(of) > 1 {
			score, _, ok = pool(v.objective.Measure, of)
		}
		if value, is := v.objective.Measure.Value(score); ok && is {
			told = append(told, toldResult{name, value, score.Of})
		}
	}
	slices.SortFunc(told, func(a, b toldResult) int {
		return cmp.Or(cmp.Compare(b.tries, a.tries), strings.Compare(a.name, b.name))
	})
	for i := range told {
		if slices.ContainsFunc(told[:i], func(o toldResult) bool { return sameResult(o, told[i]) }) {
			for _, at := range byTeller[told[i].name] {
				parts[at].Left = record.PartToldSame
			}
		}
	}
}

// sameResult reports whether two files tell the same of a visit: a percent
// without tries may be the rounded one of a ratio.
func sameResult(a, b toldResult) bool {
	if (a.tries > 0) != (b.tries > 0) {
		return math.Abs(a.value-b.value) <= 0.5
	}
	return a.value == b.value
}

// joined is what the counting results of a visit say beside their scores: what
// all of them agree on, and each of their words once.
func joined(of []record.DataPoint) record.DataPoint {
	one := of[0]
	var supports, notes []string
	for _, p := range of {
		one.Key = min(one.Key, p.Key)
		one.Place, one.Format, one.Phase = agreed(one.Place, p.Place), agreed(one.Format, p.Format), agreed(one.Phase, p.Phase)
		one.Therapist = agreed(one.Therapist, p.Therapist)
		supports, notes = addOnce(supports, p.Supports), addOnce(notes, p.Note)
	}
	one.Supports, one.Note = strings.Join(supports, "; "), strings.Join(notes, "; ")
	one.Several = ""
	return one
}

func agreed[T ~string](a, b T) T {
	if a == b {
		return a
	}
	return ""
}

func addOnce(all []string, text string) []string {
	if text == "" || slices.Contains(all, text) {
		return all
	}
	return append(all, text)
}

// helpOf returns the help of a pooled result: that of the middle step where
// help is what is measured, else the most that was given in one of its rows.
// Rows on two ladders have none in common.
func helpOf(m record.Measure, of []record.DataPoint) record.Help {
	if m.Kind == record.Assist {
		return of[middleStep(m, of)].Help
	}
	var most record.Help
	for _, p := range of {
		switch {
		case p.Help.IsZero():
		case most.IsZero() || most.Level == record.Independent:
			most = p.Help
		case p.Help.Level == record.Independent:
		case p.Help.Ladder != most.Ladder:
			return record.Help{}
		case (p.Help.Level == record.AnyPrompt) != (most.Level == record.AnyPrompt):
			most.Level, most.Count = record.AnyPrompt, max(most.Count, p.Help.Count)
		case p.Help.Level < most.Level || p.Help.Level == most.Level && p.Help.Count > most.Count:
			most = p.Help
		}
	}
	return most
}

// waitingResults are the results of one column that wait for an answer.
type waitingResults struct {
	example []record.DataPoint
	measure record.Measure
	visits  int
	oldest  record.Date
	newest  record.Date
	alike   bool
}

// wait notes that the results of a visit wait.
func wait(waiting map[record.Source]*waitingResults, all []record.DataPoint, m record.Measure) {
	at := record.Source{File: all[0].Source.File, Sheet: all[0].Source.Sheet, Column: all[0].Source.Column}
	w := waiting[at]
	if w == nil {
		all = slices.Clone(all)
		slices.SortFunc(all, inVisit)
		w = &waitingResults{example: all, measure: m}
		waiting[at] = w
	}
	w.visits++
	w.alike = w.alike || slices.ContainsFunc(all, isAlike)
	day := all[0].Day
	if w.newest.Before(day) {
		w.newest = day
	}
	if !day.IsZero() && (w.oldest.IsZero() || day.Before(w.oldest)) {
		w.oldest = day
	}
}

// tellWaiting lists each column whose results wait, with the readings that a
// person has to choose from.
func (f *folder) tellWaiting(waiting map[record.Source]*waitingResults) {
	for _, w := range waiting {
		p := record.Problem{
			Source: w.example[0].Source, Code: "point.several", Client: f.Client.ID, Day: w.oldest, Last: w.newest, Rows: w.visits, Keeps: record.KeptResult, Found: exampleOf(w.example),
			Wrong: fmt.Sprintf("are several results of one goal in one visit, and nothing says %s; %s", w.readings(), w.waits()),
			Next:  record.NextStep{Act: record.StepMap, Name: w.example[0].Source.File, Text: "whether they are added, or the middle or the last one counts"},
		}
		if w.alike {
			p.Code = "point.same-rows"
			p.Wrong = "stands in rows that are alike, and nothing says whether they are trials or one row twice; " + w.waits()
			p.Next.Text = "whether such rows are trials"
		}
		f.Problems = append(f.Problems, p)
	}
}

// waits says how many visits have no result until then.
func (w *waitingResults) waits() string {
	if w.visits == 1 {
		return "the results of this visit wait"
	}
	return fmt.Sprintf("the results of %d such visits wait", w.visits)
}

func exampleOf(all []record.DataPoint) string {
	var scores []string
	for _, p := range all {
		if !p.Score.IsMissing() {
			scores = append(scores, p.Score.Words())
		}
	}
	return value.Shorten(strings.Join(scores, ", "))
}

// readings says what the example comes to, by each answer.
func (w *waitingResults) readings() string {
	var all []string
	for _, answer := range record.SeveralAnswers() {
		of := slices.Clone(w.example)
		of = slices.DeleteFunc(of, func(p record.DataPoint) bool { return p.Score.IsMissing() })
		for i := range of {
			of[i].Several = record.Several(answer)
		}
		if score, by, ok := pool(w.measure, of); ok && len(of) > 0 {
			value, _ := w.measure.Value(score)
			all = append(all, fmt.Sprintf("%s (%v)", map[string]string{
				record.PooledSum: "they are added", record.PooledMedian: "the middle one counts", record.PooledLast: "the last one counts",
			}[by], value))
		}
	}
	return "whether " + strings.Join(all, " or ")
}
