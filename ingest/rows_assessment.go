package ingest

import (
	"fmt"
	"regexp"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// assessment adds the result of one scale of an instrument. A number that
// cannot be read is a problem, and the rest of the row counts; without the
// instrument or the day nothing of it is used.
func (v *values) assessment(p person) outcome {
	a := record.Assessment{
		Client: p.id, ClientKey: p.key, Day: v.past("assessment.day"),
		Instrument: v.text("assessment.instrument"), Edition: v.text("assessment.edition"),
		Form: v.text("assessment.form"), Norms: v.text("assessment.norms"), Scale: v.text("assessment.scale"),
		Band: v.text("assessment.band"), Age: v.text("assessment.age"), By: v.text("assessment.by"),
		Language: v.text("assessment.language"), Source: v.source(""),
		Subject: v.subject, Modified: v.modified,
	}
	a.Note, _ = v.words("assessment.note")
	if a.Instrument == "" {
		v.needs("assessment.instrument", &value.Flaw{Code: "row.instrument", Wrong: "names no instrument", Next: record.ToWrite("the name of the test, with its edition")})
		return nothing
	}
	if a.Day.IsZero() {
		if len(v.problems) == 0 {
			v.needs("assessment.day", &value.Flaw{Code: "row.day", Wrong: "says no day", Next: record.ToWrite("the day on which the test was given")})
		}
		return nothing
	}
	a.Scores = v.testScores()
	a.Low, a.High = v.interval(a)
	a.Confidence, _ = v.whole("assessment.confidence")
	if len(a.Scores) == 0 && a.Band == "" {
		if len(v.problems) == 0 {
			v.fail(v.firstCell(), &value.Flaw{Code: "row.score", Wrong: "has neither a score nor a band", Next: record.ToWrite("the score of the scale, or leave the row out")})
		}
		return nothing
	}
	a.Key = record.KeyOf("assessment", a.Instrument, a.Edition, a.Form, a.Scale, a.Day.String())
	if v.in.isNew("assessment", string(p.key), value.SayAssessment(a), v.says()) {
		v.in.batch.Assessments = append(v.in.batch.Assessments, a)
	}
	return usedRow
}

// testScores reads the numbers of the row, in the order of their kinds.
func (v *values) testScores() []record.TestScore {
	var all []record.TestScore
	for _, f := range []struct {
		field string
		kind  record.ScoreKind
	}{
		{"assessment.raw", record.RawScore},
		{"assessment.scaled", record.ScaledScore},
		{"assessment.standard", record.StandardScore},
		{"assessment.t", record.TScore},
		{"assessment.percentile", record.Percentile},
		{"assessment.other", record.OtherScore},
	} {
		c, _, ok := v.cell(f.field)
		if !ok || value.IsBlank(c.Text) || strings.Trim(value.Normal(c.Text), "-") == "" {
			continue
		}
		s, bad := readTestScore(c, f.kind)
		if bad != nil {
			v.fail(c, bad)
			continue
		}
		all = append(all, s)
	}
	return all
}

var (
	ordinalText  = regexp.MustCompile(`(?i)^(.*\d)\s*(?:st|nd|rd|th)?\s*(?:%|percentile|%ile)?$`)
	testBound    = regexp.MustCompile(`^([<>])\s*=?\s*(.+)$`)
	intervalText = regexp.MustCompile(`^(-?\d+(?:\.\d+)?)\s*(?:-|to|,)\s*(-?\d+(?:\.\d+)?)$`)
	aroundText   = regexp.MustCompile(`^(?:±|\+/-|\+-)\s*(\d+(?:\.\d+)?)$`)
)

// readTestScore reads a score with its bound: "61", ">99", "86th".
func readTestScore(c sheet.Cell, kind record.ScoreKind) (record.TestScore, *value.Flaw) {
	s := record.TestScore{Kind: kind, Text: strings.TrimSpace(c.Text), Column: c.Column}
	text := value.Normal(c.Text)
	if m := testBound.FindStringSubmatch(text); m != nil {
		s.Bound, text = m[1], m[2]
	}
	if kind == record.Percentile {
		if c.Format == sheet.AsPercent {
			n, ok := value.Hundredfold(text)
			s.Number = n
			return s, notANumber(ok)
		}
		if m := ordinalText.FindStringSubmatch(text); m != nil {
			text = m[1]
		}
	}
	n, ok := value.Number(text)
	if !ok || c.Format == sheet.AsDay || c.Format == sheet.AsDayTime {
		return s, notANumber(false)
	}
	s.Number = n
	if kind == record.Percentile && (n < 0 || n > 100) {
		return s, &value.Flaw{Code: "percentile.range", Wrong: "is no percentile rank: it goes from 0 to 100", Next: record.ToWrite("the percentile as the score report has it")}
	}
	return s, nil
}

func notANumber(ok bool) *value.Flaw {
	if ok {
		return nil
	}
	return &value.Flaw{Code: "number.unreadable", Wrong: "is not a number", Next: record.ToWrite("the score, digits only, or leave it blank")}
}

// interval reads a confidence interval: "57-65", or "±4" around the score that
// it belongs to, which is the last of the row that is no percentile.
func (v *values) interval(a record.Assessment) (low, high float64) {
	c, _, ok := v.cell("assessment.interval")
	if !ok || value.IsBlank(c.Text) {
		return 0, 0
	}
	text := strings.Trim(value.Normal(c.Text), "()[]")
	bad := &value.Flaw{Code: "interval.unreadable", Wrong: "is not a confidence interval", Next: record.ToWrite("its two ends, like 57-65")}
	if c.Format == sheet.AsDay || value.ExcelRatio.MatchString(text) {
		bad.Wrong = "is a date: a spreadsheet made it of an interval such as 5-9"
		bad.Next = record.ToWrite("the interval again, as text: '5-9")
		v.fail(c, bad)
		return 0, 0
	}
	if m := intervalText.FindStringSubmatch(text); m != nil {
		low, high = number(m[1]), number(m[2])
	} else if m := aroundText.FindStringSubmatch(text); m != nil {
		for _, s := range a.Scores {
			if s.Kind != record.Percentile {
				low, high = s.Number-number(m[1]), s.Number+number(m[1])
			}
		}
	}
	if low >= high {
		v.fail(c, bad)
		return 0, 0
	}
	return low, high
}

// number reads a number that a pattern found.
func number(text string) float64 {
	n, _ := value.Number(text)
	return n
}

// assessmentWords says a result as it was understood.
func assessmentWords(a record.Assessment) string {
	text := strings.TrimSpace(a.Instrument + " " + a.Edition)
	for _, more := range []string{a.Form, a.Scale} {
		if more != "" {
			text += ", " + more
		}
	}
	text += " on " + dayWords(a.Day)
	for _, s := range a.Scores {
		text += fmt.Sprintf(", %s %s%g", s.Kind, s.Bound, s.Number)
	}
	if a.High > 0 {
		text += fmt.Sprintf(", interval %g to %g", a.Low, a.High)
	}
	if a.Band != "" {
		text += ", " + a.Band
	}
	return text
}
