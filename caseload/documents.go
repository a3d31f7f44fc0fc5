package caseload

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"milepost/language"
	"milepost/record"
	"milepost/report"
	"milepost/rules"
)

// DocumentKind is a kind of document that can be drafted.
type DocumentKind struct {
	Kind     string
	Audience string // whom it is for; "" any
	About    string
}

// DocumentKinds lists what can be drafted.
func DocumentKinds() []DocumentKind {
	return []DocumentKind{
		{progressReport, "", "progress report for parents, a school or a payer"},
		{"school-assessment", "school", "assessment report for the school team"},
		{report.IEPProgress, "school", "progress on the IEP's goals, by a therapist under contract"},
		{"plaafp", "school", "block for the present levels of an IEP"},
		{report.IFSPReview, "school", "six-month review of an IFSP"},
		{"meeting-summary", "school", "one page for a meeting"},
		{"written-input", "school", "written input of an outside provider"},
		{"cover-letter", "school", "letter that goes with a packet"},
		{"release-reminder", "parent", "asks the family for the signed release"},
		{"reauthorization", "payer", "progress summary for the next authorization"},
	}
}

// tellsOfData reports whether a document of the kind says how the client's
// goals stand: letters do not.
func tellsOfData(kind string) bool { return kind != "cover-letter" && kind != "release-reminder" }

// document fills in the kind and the audience of a selection, and refuses what
// there is not.
func (s Selection) document() (Selection, error) {
	if s.Document == "" {
		s.Document = progressReport
	}
	kinds := DocumentKinds()
	i := slices.IndexFunc(kinds, func(k DocumentKind) bool { return k.Kind == s.Document })
	if i < 0 {
		var names []string
		for _, k := range kinds {
			names = append(names, k.Kind)
		}
		return s, record.Refuse(record.NotFound, "there is no document %q; choose from %s", s.Document, strings.Join(names, ", "))
	}
	switch want := kinds[i].Audience; {
	case want == "":
	case s.Audience == "":
		s.Audience = want
	case s.Audience != want:
		return s, record.Refuse(record.InvalidInput, "%s is written for the %s, not for the %s", s.Document, want, s.Audience)
	}
	if s.Audience == "" {
		s.Audience = parentAudience
	}
	return s, nil
}

// results are a client's test results up to the day, with what their
// instruments' own data say of them.
func (c *Caseload) results(all []record.Assessment, until record.Date) ([]report.Result, error) {
	if len(all) == 0 {
		return nil, nil
	}
	r, _, err := c.loadRules()
	if err != nil {
		return nil, err
	}
	var readings []rules.Reading
	for _, a := range all {
		if until.IsZero() || !a.Day.After(until) {
			readings = append(readings, r.Read(a))
		}
	}
	var results []report.Result
	for i, reading := range readings {
		if slices.ContainsFunc(readings[i+1:], func(later rules.Reading) bool { return sameScale(reading, later) }) {
			continue // a later one tells of it
		}
		result := resultOf(reading)
		for _, before := range slices.Backward(readings[:i]) {
			if sameScale(before, reading) && before.Assessment.Day != reading.Assessment.Day {
				result.Earlier = c.changed(before, reading)
				break
			}
		}
		results = append(results, result)
	}
	return results, nil
}

// sameScale reports whether two results are of one scale of one instrument and
// form.
func sameScale(a, b rules.Reading) bool {
	return instrumentOf(a) == instrumentOf(b) && strings.EqualFold(a.Assessment.Form, b.Assessment.Form) && strings.EqualFold(a.Assessment.Scale, b.Assessment.Scale)
}

// instrumentOf tells instruments apart; one that is not known is told by what
// was typed.
func instrumentOf(k rules.Reading) string {
	if k.Known {
		return k.Instrument.ID
	}
	return k.Assessment.Instrument + k.Assessment.Edition
}

// resultOf puts a reading into the words of a document.
func resultOf(k rules.Reading) report.Result {
	a := k.Assessment
	r := report.Result{
		Assessment: a, Called: strings.TrimSpace(a.Instrument + " " + a.Edition), Band: k.Band,
		ScoreName: k.Type.Name, Score: k.Score.Bound + scoreText(k.Score),
	}
	if k.Known {
		r.Called, r.Title = k.Instrument.Called(), k.Instrument.Title
		r.Difficulty = k.Instrument.Direction == rules.Difficulty
		r.Frequency = k.Instrument.Direction == rules.Frequency || k.Instrument.Direction == rules.Rarity
		r.Convention = convention(k)
	}
	if k.Score.Kind == "" || k.Score.Kind == record.Percentile {
		r.Score, r.ScoreName = "", ""
		if raw, ok := a.Score(record.RawScore); ok {
			r.Score, r.ScoreName = scoreText(raw), "raw score"
		}
	}
	if p, ok := a.Score(record.Percentile); ok && !r.Frequency {
		r.Percentile, r.Rank = percentile(p)
	}
	if a.Low < a.High {
		r.Interval = number(a.Low) + " to " + number(a.High)
		if a.Confidence > 0 {
			r.Interval += fmt.Sprintf(" (%d%%)", a.Confidence)
		}
	}
	for _, concern := range k.Concerns {
		r.Doubts = append(r.Doubts, fmt.Sprintf("%s: \"%s\" %s; the results stand as typed", a.Scale, concern.Found, concern.Wrong))
	}
	return r
}

func scoreText(s record.TestScore) string {
	if s.Kind == "" {
		return ""
	}
	return number(s.Number)
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// percentile writes a percentile rank, never 0 and never 100, and as a rank.
//
// Source: domain facts 3.1.
func percentile(p record.TestScore) (text, rank string) {
	switch {
	case p.Bound == "<" || p.Number < 1:
		n := max(p.Number, 1)
		return "<" + number(n), "below the " + rules.Ordinal(int(n))
	case p.Bound == ">" || p.Number > 99:
		n := min(p.Number, 99)
		return ">" + number(float64(int(n))), "above the " + rules.Ordinal(int(n))
	}
	return number(p.Number), rules.Ordinal(int(p.Number + 0.5))
}

// convention names what the publisher calls average: two conventions are in
// use, and a reader may know the other one.
//
// Source: domain facts 3.1.
func convention(k rules.Reading) string {
	for _, b := range k.Type.Bands {
		if strings.EqualFold(b.Words, "average") || strings.EqualFold(b.Words, "typical") {
			return fmt.Sprintf("On this test, a %s from %d to %d is called %q.", k.Type.Name, b.From, b.To, b.Words)
		}
	}
	return ""
}

// changed says how a result differs from the earlier one.
func (c *Caseload) changed(before, after rules.Reading) string {
	change, why := rules.Compare(before, after)
	day := c.language.Date(language.Day(before.Assessment.Day))
	switch {
	case why != "" && before.Known && !before.Instrument.ForProgress():
		return fmt.Sprintf("%s was given on %s, too; the two are not compared: %s.", after.Assessment.Scale, day, why)
	case why != "":
		return fmt.Sprintf("%s: the result of %s is not compared with this one: %s.", after.Assessment.Scale, day, why)
	case change == rules.WithinError:
		return fmt.Sprintf("%s was %s on %s; the difference lies within the confidence interval and is no change.", after.Assessment.Scale, scoreText(before.Score), day)
	}
	return fmt.Sprintf("%s was %s on %s and is %s now, more than the confidence interval.", after.Assessment.Scale, scoreText(before.Score), day, change)
}
