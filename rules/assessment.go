package rules

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"milepost/record"
)

// Reading is what the instrument's own data say of one result. It never
// changes what a person typed: where the two differ, a Concern says so.
type Reading struct {
	Assessment record.Assessment
	Instrument Instrument // zero where it is not known
	Known      bool
	Score      record.TestScore // the one that the band belongs to; zero: none
	Type       ScoreType        // of Score; zero where the instrument has no such score
	Band       string           // in the publisher's words; "" no band is known
	Typed      bool             // the band is the one that was typed, since no table has it
	Concerns   []Concern
}

// Concern is something about a result that a person should look at.
type Concern struct {
	Code   string // such as "assessment.percentile"
	Column string // where it stands in the export; "" the row
	Found  string
	Wrong  string
	Next   record.NextStep
}

// Problem returns the concern as a problem of the row that it is about.
func (c Concern) Problem(a record.Assessment) record.Problem {
	at := a.Source
	if c.Column != "" {
		at.Column = c.Column
	}
	return record.Problem{Source: at, Code: c.Code, Client: a.Client, Found: c.Found, Wrong: c.Wrong, Next: c.Next}
}

// Read holds a result against its instrument: is there such an instrument and
// edition, does it give such a score, can the score be, do standard score,
// percentile and band agree.
//
// Source: domain facts 3, rules 2-4: warn, never mend in silence.
func (r Rules) Read(a record.Assessment) Reading {
	k := Reading{Assessment: a}
	instrument, wrong := r.Find(a.Instrument, a.Edition)
	if wrong != nil {
		wrong.Found = strings.TrimSpace(a.Instrument + " " + a.Edition)
		k.Band, k.Typed, k.Concerns = a.Band, a.Band != "", []Concern{*wrong}
		return k
	}
	k.Instrument, k.Known = instrument, true
	for _, s := range a.Scores {
		k.look(s)
	}
	k.compare()
	k.interval()
	k.band()
	return k
}

// add adds a concern about a score.
func (k *Reading) add(s record.TestScore, code, wrong string, next record.NextStep) {
	k.Concerns = append(k.Concerns, Concern{"assessment." + code, s.Column, s.Text, wrong, next})
}

// name is the instrument as people write it: BOT-2.
func (k *Reading) name() string { return k.Instrument.Called() }

// Called returns the instrument's short name with its edition: "BOT-2",
// "Beery VMI 6".
func (i Instrument) Called() string {
	switch {
	case i.Edition == "":
		return i.Name
	case strings.Contains(i.Name, " "):
		return i.Name + " " + i.Edition
	}
	return i.Name + "-" + i.Edition
}

// Kind is what kind of number the score is, by its name: the columns of an
// export know kinds only.
func (s ScoreType) Kind() record.ScoreKind {
	switch name := strings.ToLower(s.Name); {
	case strings.Contains(name, "percentile"):
		return record.Percentile
	case strings.HasPrefix(name, "t-"):
		return record.TScore
	case strings.Contains(name, "scale score"), strings.Contains(name, "scaled"), strings.HasPrefix(name, "subtest"):
		return record.ScaledScore
	case strings.Contains(name, "standard"), strings.Contains(name, "composite"), name == "index", name == "quotient":
		return record.StandardScore
	}
	return record.OtherScore
}

// ofKind returns the score of the instrument that a typed number is. Of several
// of one kind it is the one that bears the scale's name, else the first.
func (i Instrument) ofKind(kind record.ScoreKind, scale string) (ScoreType, bool) {
	var first *ScoreType
	for n := range i.Scores {
		s := &i.Scores[n]
		if s.Kind() != kind {
			continue
		}
		if strings.EqualFold(s.Name, scale) {
			return *s, true
		}
		if first == nil {
			first = s
		}
	}
	if first == nil {
		return ScoreType{}, false
	}
	return *first, true
}

// look checks one number by itself.
func (k *Reading) look(s record.TestScore) {
	if s.Kind == record.RawScore {
		if s.Number < 0 {
			k.add(s, "range", "is below 0, which no raw score is", record.ToCorrect("the score"))
		}
		return
	}
	t, ok := k.Instrument.ofKind(s.Kind, k.Assessment.Scale)
	if !ok {
		if s.Kind == record.Percentile { // any instrument on the normal model may print one
			return
		}
		k.add(s, "kind", fmt.Sprintf("stands as %s score, but the %s gives %s", s.Kind, k.name(), k.Instrument.scoreNames()),
			record.ToWrite("the score into the column of its kind"))
		return
	}
	if !t.InRange(s.Number) {
		k.add(s, "range", fmt.Sprintf("is no %s of the %s: it goes from %s to %s", t.Name, k.name(), ends(t.From), ends(t.To)),
			record.ToCorrect("the score, or write it into the column of its kind"))
		return
	}
	// A composite is said before a subtest, both before a percentile.
	if s.Kind != record.Percentile || k.Score == (record.TestScore{}) {
		k.Score, k.Type = s, t
	}
}

func ends(end *float64) string {
	if end == nil {
		return "any number"
	}
	return strconv.FormatFloat(*end, 'g', -1, 64)
}

func (i Instrument) scoreNames() string {
	var names []string
	for _, s := range i.Scores {
		names = append(names, s.Name)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// tolerance is how far, in percentile points, a printed percentile may lie from
// the one of the normal model: norms are taken from children, not from a curve.
//
// Source: domain facts 3.1: about 3 in the middle of the scale, 1 in its tails.
func tolerance(expected float64) float64 {
	if expected < 5 || expected > 95 {
		return 1
	}
	return 3
}

// PercentileOf returns the percentile rank, 0 to 100, of a score on the normal
// model: 100 times Phi of (score - mean)/sd. False where the score is not on
// it.
//
// Source: domain facts 3.1, checked against its table.
func (s ScoreType) PercentileOf(score float64) (float64, bool) {
	if s.SD <= 0 {
		return 0, false
	}
	return 50 * math.Erfc(-(score-s.Mean)/s.SD/math.Sqrt2), true
}

// compare holds each score on the normal model against the percentile.
func (k *Reading) compare() {
	p, ok := k.Assessment.Score(record.Percentile)
	if !ok {
		return
	}
	for _, s := range k.Assessment.Scores {
		t, known := k.Instrument.ofKind(s.Kind, k.Assessment.Scale)
		expected, normal := t.PercentileOf(s.Number)
		if !known || !normal || s.Bound != "" || !t.InRange(s.Number) || agree(p, expected) {
			continue
		}
		k.add(p, "percentile", fmt.Sprintf("does not go with the %s %s: on its scale (mean %g, SD %g) that is about the %s percentile",
			t.Name, s.Text, t.Mean, t.SD, rank(expected)), record.ToAdvise("compare both with the score report and correct the one that is wrong"))
	}
}

// agree reports whether a printed percentile is the expected one.
func agree(p record.TestScore, expected float64) bool {
	off := tolerance(expected)
	switch p.Bound {
	case "<":
		return expected < p.Number+off
	case ">":
		return expected > p.Number-off
	}
	return math.Abs(p.Number-expected) <= off+0.5 // printed as a whole number
}

// rank writes a percentile as reports do: never 0, never 100.
func rank(p float64) string {
	switch {
	case p < 1:
		return "<1st"
	case p > 99:
		return ">99th"
	}
	return Ordinal(int(math.Round(p)))
}

// Ordinal writes a number as English orders: 1st, 12th, 23rd.
func Ordinal(n int) string {
	end := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

// interval checks that the score lies in its confidence interval.
func (k *Reading) interval() {
	a := k.Assessment
	if a.Low == a.High || k.Score == (record.TestScore{}) || k.Score.Kind == record.Percentile {
		return
	}
	if k.Score.Number < a.Low || k.Score.Number > a.High {
		k.add(k.Score, "interval", fmt.Sprintf("lies outside its confidence interval, %g to %g", a.Low, a.High),
			record.ToAdvise("compare both with the score report and correct the one that is wrong"))
	}
}

// band takes the publisher's word from the table, and compares it with the one
// that was typed.
func (k *Reading) band() {
	typed := k.Assessment.Band
	shown := record.TestScore{Text: typed}
	table, from := "", record.TestScore{}
	for _, s := range k.Assessment.Scores {
		t, known := k.Instrument.ofKind(s.Kind, k.Assessment.Scale)
		words, ok := t.Band(s.Number)
		if !known || !ok || s.Bound != "" || s.Kind == record.Percentile && table != "" {
			continue // the percentile comes last, and says nothing where the score itself has a band
		}
		if typed != "" && !t.means(typed, words) {
			k.add(shown, "band", fmt.Sprintf("is not the %s's word for a %s of %s, which is %q", k.name(), t.Name, s.Text, words),
				record.ToAdvise("compare both with the score report; other editions and publishers use other words"))
		}
		table, from = words, s
	}
	if table != "" {
		k.Band = table
		if from.Kind != record.Percentile {
			k.Score = from
		}
		return
	}
	k.Band, k.Typed = typed, typed != ""
	if words := k.Instrument.words(); typed != "" && len(words) > 0 && k.Instrument.full(typed) == "" {
		k.add(shown, "band", fmt.Sprintf("is no word of the %s, which has %s", k.name(), strings.Join(words, ", ")), record.ToWrite("the publisher's word"))
	} else if len(words) > 0 && typed != "" {
		k.Band = k.Instrument.full(typed)
	}
}

// means reports whether what was typed is the band, whole or shortened so that
// it can be no other: "Moderate" for "Moderate Difficulties".
func (s ScoreType) means(typed, band string) bool {
	var words []string
	for _, b := range s.Bands {
		words = append(words, b.Words)
	}
	return fullWord(typed, words) == band
}

// full returns the publisher's whole word for what was typed; "" none.
func (i Instrument) full(typed string) string { return fullWord(typed, i.words()) }

func fullWord(typed string, words []string) string {
	typed = folded(typed)
	var begins []string
	for _, w := range words {
		low := folded(w)
		if low == typed {
			return w
		}
		if strings.HasPrefix(low, typed+" ") && !slices.Contains(begins, w) {
			begins = append(begins, w)
		}
	}
	if len(begins) == 1 {
		return begins[0]
	}
	return ""
}

// words lists all words of the instrument's bands and classes, each once.
func (i Instrument) words() []string {
	var all []string
	for _, s := range i.Scores {
		for _, b := range s.Bands {
			if !slices.Contains(all, b.Words) {
				all = append(all, b.Words)
			}
		}
		for _, c := range s.Classes {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all
}

// folded writes a text without capitals, punctuation and double spaces.
func folded(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// Find returns the instrument that a person names: by name and edition, or
// with the edition in the name ("BOT-2", "Sensory Profile 2"), or by its title.
// An edition is never guessed: without one, or with one that is not known, the
// concern says which there are.
func (r Rules) Find(name, edition string) (Instrument, *Concern) {
	name, edition = folded(name), folded(edition)
	var editions []string
	for _, i := range r.Instruments {
		own, which := folded(i.Name), folded(i.Edition)
		whole := []string{own + " " + which, own + which, folded(i.Title), folded(strings.TrimPrefix(i.ID, "instrument-"))}
		if name == own && edition == which || slices.Contains(whole, name) && (edition == "" || edition == which) {
			return i, nil
		}
		if name == own || which != "" && strings.HasPrefix(name, own+" ") || strings.HasPrefix(folded(i.Title), name+" ") {
			editions = append(editions, i.Called())
		}
	}
	if len(editions) > 0 {
		return Instrument{}, &Concern{
			Code: "assessment.edition", Wrong: "names an edition that is not known, or none; there are " + strings.Join(editions, ", "),
			Next: record.ToWrite("the edition: the same score has other bands in another one; for one that is not listed, add a file to rules/"),
		}
	}
	return Instrument{}, &Concern{
		Code: "assessment.instrument", Wrong: "is an instrument that Milepost does not know" + r.near(name),
		Next: record.ToWrite("it as in rules/, or add a file for it there; its scores are printed as typed, and nothing is checked"),
	}
}

// near names the instrument that a misspelled name may mean.
func (r Rules) near(name string) string {
	for _, i := range r.Instruments {
		called := folded(i.Called())
		if len(name) > 2 && (strings.HasPrefix(called, name[:3]) || strings.Contains(folded(i.Title), name)) {
			return "; perhaps " + i.Called()
		}
	}
	return ""
}
