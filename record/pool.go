package record

import (
	"fmt"
	"slices"
	"strings"
)

// Several says how the results that one file holds of one goal in one visit
// make one, where their kind alone does not decide. The empty value is "nobody
// said".
type Several string

// What a file or its mapping says of several results in one visit.
const (
	Parts  Several = "parts"     // a column numbers or names the trials, sets or parts of the visit
	Add    Several = "add"       // they are parts of one result
	Median Several = "median"    // each is a result, and the middle one counts
	Last   Several = "last"      // each is a result, and the last one of the visit counts
	Alike  Several = "same rows" // rows alike in every cell: nobody said whether they are trials or one row twice
)

// SeveralAnswers lists what a person may say of several results in one visit.
func SeveralAnswers() []string { return []string{string(Add), string(Median), string(Last)} }

// How several results of a visit became one.
const (
	PooledSum    = "added"  // successes and tries, or amounts
	PooledMean   = "mean"   // of percents without tries: each counts alike, however many tries it had
	PooledMedian = "median" // between two steps, the one with more help or the lower one
	PooledLast   = "last"
	PooledSame   = "same" // all of them say the same
)

// Part is one row of a pooled result, as it was read.
type Part struct {
	Source Source
	Score  Score
	Help   Help
	Left   string // why the row does not count; "" it does
}

// Why a row of a visit does not count in the visit's result.
const (
	PartNotProbe = "not a probe"
	PartHelp     = "more help than the goal allows"
	PartPlace    = "another place or format than the goal's"
	PartNoScore  = "nothing measured"
	PartToldSame = "another file says the same"
)

// Sources returns the rows on which the result rests, the counting ones of a
// pooled result.
func (p DataPoint) Sources() []Source {
	if len(p.Pooled) == 0 {
		return []Source{p.Source}
	}
	var all []Source
	for _, part := range p.Pooled {
		if part.Left == "" {
			all = append(all, part.Source)
		}
	}
	return all
}

// PooledWords says of which rows a pooled result was made, for people who ask;
// "" it is one row.
func (p DataPoint) PooledWords() string {
	if len(p.Pooled) == 0 {
		return ""
	}
	var used, left []string
	for _, part := range p.Pooled {
		switch {
		case part.Left == "":
			used = append(used, part.Score.Words())
		case part.Left != PartNoScore:
			left = append(left, fmt.Sprintf("%s (%s)", part.Score.Words(), part.Left))
		}
	}
	when := p.Day.String()
	if p.Day.IsZero() {
		when = fmt.Sprintf("visit %d", p.Order)
	}
	text := fmt.Sprintf("%s: %s, %s %s", when, p.Score.Words(), pooledFrom(p.PooledBy), strings.Join(used, ", "))
	if len(left) > 0 {
		text += "; not counted: " + strings.Join(left, ", ")
	}
	return text
}

// pooledFrom says how a result came of those that follow.
func pooledFrom(by string) string {
	switch by {
	case PooledSum:
		return "added up from"
	case PooledMean:
		return "the mean of percents without tries:"
	case PooledMedian:
		return "the middle one of"
	case PooledLast:
		return "the last of"
	}
	return "as in"
}

// Words writes the score as it was exported, else by its numbers.
func (s Score) Words() string {
	switch {
	case s.Text != "":
		return s.Text
	case s.Form == Ratio:
		return fmt.Sprintf("%d/%d", s.OK, s.Of)
	case s.Form == PercentForm:
		return fmt.Sprintf("%v%%", s.Number)
	case s.Form == Seconds:
		return fmt.Sprintf("%v s", s.Number)
	case s.IsMissing():
		return "-"
	}
	return fmt.Sprint(s.Number)
}

// PooledOf returns what each pooled result among the points was made of.
func PooledOf(points []DataPoint) []string {
	var all []string
	for _, p := range points {
		if words := p.PooledWords(); words != "" {
			all = append(all, words)
		}
	}
	return slices.Clip(all)
}
