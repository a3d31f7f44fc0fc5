package fold

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"milepost/record"
)

// measureOf returns the measure that an objective's results and levels were
// plainly written in, where nobody said it; the zero measure where they leave
// it open.
//
//   - "4/5" counts trials, "80%" is a percent, "yes" answers, "Min A" is a level
//     of help, "6 min" a time, "3 bites" a count of bites, "GAS -1" a step of
//     goal attainment scaling. A bare number can be several things and says
//     nothing, unless the levels on file lie below zero: only that scale does.
//   - The form of most results is the measure, if those and the levels on file
//     in the same form are at least twice as many as the results in other
//     forms. One stray value so takes nothing away: it is told, and not used.
//   - Trials and percents go together, as percents; unless baseline and target
//     are on file as trials, and trials have that majority: then a percent is a
//     stray value.
//   - Where there are no results, baseline and target together say it.
//   - Levels of help are the measure only where no level on file says
//     otherwise: a column of help beside results in another column looks the
//     same. For times and counts too the levels on file must agree.
func measureOf(points []record.DataPoint, o record.Objective) record.Measure {
	v := voting{votes: map[record.Kind]int{}, levels: map[record.Kind]int{}, units: map[string]int{}}
	v.belowZero = onAttainmentScale(o)
	for _, p := range points {
		v.result(p)
	}
	for _, s := range []record.Score{o.Baseline, o.Target} {
		v.level(s)
	}
	kind := v.winner()
	m := record.Measure{Kind: kind}
	if kind == record.Count || kind == record.Length {
		if m.Unit = v.unit(); m.Unit == "" {
			return record.Measure{} // several things were counted
		}
	}
	if kind == record.Duration {
		if o.Measure.Kind = kind; o.Measure.Better == "" {
			o.Measure.Better, _ = o.Direction()
		}
		if o.Measure.Better != record.Up {
			return record.Measure{} // a time to get shorter may be how long, or how long until
		}
	}
	return m
}

// voting counts what the results and the levels on file were written in.
type voting struct {
	votes, levels map[record.Kind]int
	units         map[string]int // of counted things
	all, onFile   int
	belowZero     bool
}

func (v *voting) result(p record.DataPoint) {
	if p.Score.IsMissing() {
		return
	}
	kind, unit := v.kind(p.Score, p.Help)
	v.votes[kind]++
	v.all++
	if unit != "" {
		v.units[unit]++
	}
}

func (v *voting) level(s record.Score) {
	if s.IsMissing() {
		return
	}
	kind, unit := v.kind(s, helpIn(s))
	v.levels[kind]++
	v.onFile++
	if unit != "" {
		v.units[unit]++
	}
}

// wins reports whether n results of a kind outnumber the others so far that
// those are strays.
func (v *voting) wins(kind record.Kind, n, others int) bool {
	return n > others && n+v.levels[kind] >= 2*others
}

func (v *voting) winner() record.Kind {
	if v.all == 0 && v.onFile == 2 { // baseline and target, and no results yet
		for kind, n := range v.levels {
			if n == 2 {
				return kind
			}
		}
		return ""
	}
	trials, percents := v.votes[record.Trials], v.votes[record.Percent]
	shares := trials + percents
	if shares > v.all-shares && shares+v.levels[record.Trials]+v.levels[record.Percent] >= 2*(v.all-shares) {
		byLevels := v.onFile > 0 && v.levels[record.Trials] == v.onFile
		if percents == 0 || byLevels && v.wins(record.Trials, trials, v.all-trials) {
			return record.Trials
		}
		return record.Percent
	}
	for _, kind := range []record.Kind{record.YesNo, record.GAS} {
		if v.wins(kind, v.votes[kind], v.all-v.votes[kind]) {
			return kind
		}
	}
	for _, kind := range []record.Kind{record.Assist, record.Duration, record.Count, record.Length} {
		if v.levels[kind] == v.onFile && v.wins(kind, v.votes[kind], v.all-v.votes[kind]) {
			return kind
		}
	}
	return ""
}

// unit returns the one thing that was counted; "" where it was not one.
func (v *voting) unit() string {
	if len(v.units) != 1 {
		return ""
	}
	for unit := range v.units {
		return unit
	}
	return ""
}

// kind is the measure that a score by itself is of, with what it counts; ""
// where it can be of several.
func (v *voting) kind(s record.Score, help record.Help) (record.Kind, string) {
	switch s.Form {
	case record.Ratio:
		return record.Trials, ""
	case record.PercentForm:
		return record.Percent, ""
	case record.Answer:
		return record.YesNo, ""
	case record.StepForm:
		if !help.IsZero() {
			return record.Assist, ""
		}
		if saysGAS(s.Text) {
			return record.GAS, ""
		}
	case record.Seconds:
		if timeInWords.MatchString(s.Text) {
			return record.Duration, ""
		}
	case record.Number:
		if v.belowZero && isAttainmentStep(s.Number) {
			return record.GAS, ""
		}
		return countedIn(s.Text)
	}
	return "", ""
}

var (
	timeInWords = regexp.MustCompile(`(?i)\d\s*(?:hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)\b`)
	unitInText  = regexp.MustCompile(`^\s*\d[\d.,]*\s+([\p{L}]+)\s*$`)
)

// countedIn returns what a number in a cell counts: "3 bites". A word that is
// neither the plural of a thing nor a unit of length says nothing.
func countedIn(text string) (record.Kind, string) {
	m := unitInText.FindStringSubmatch(text)
	if m == nil {
		return "", ""
	}
	switch unit := strings.ToLower(m[1]); unit {
	case "in", "inch", "inches":
		return record.Length, "inches"
	case "cm", "mm":
		return record.Length, unit
	case "ft", "foot", "feet":
		return record.Length, "feet"
	case "tries", "trials", "opportunities", "points", "attempts", "steps", "levels", "less", "plus", "minus":
		return "", "" // of how many, or of which scale, it does not say
	default:
		if strings.HasSuffix(unit, "s") && !strings.HasSuffix(unit, "ss") && len(unit) > 3 {
			return record.Count, unit
		}
	}
	return "", ""
}

// onAttainmentScale reports whether the levels on file can only be steps of
// goal attainment scaling: one lies below zero, and both lie on it.
func onAttainmentScale(o record.Objective) bool {
	below := false
	for _, s := range []record.Score{o.Baseline, o.Target} {
		if s.Form == record.Number && !isAttainmentStep(s.Number) {
			return false
		}
		below = below || s.Form == record.Number && s.Number < 0
	}
	return below
}

func isAttainmentStep(n float64) bool { return n >= -2 && n <= 2 && n == math.Trunc(n) }

func saysGAS(text string) bool { return strings.Contains(strings.ToLower(text), "gas") }

// helpIn is the help that a level on file names: any step that is no step of
// goal attainment scaling.
func helpIn(s record.Score) record.Help {
	if s.Form != record.StepForm || s.Number < 0 || s.Number > record.Independent || saysGAS(s.Text) {
		return record.Help{}
	}
	return record.Help{Ladder: record.AssistLadder, Level: int(s.Number)}
}

// stray says what is wrong with a result that is not written as the measure
// that was read off the others; "" nothing.
func stray(kind record.Kind, s record.Score) string {
	forms := map[record.Kind][]record.Form{
		record.Trials: {record.Ratio}, record.Percent: {record.PercentForm, record.Ratio},
		record.YesNo: {record.Answer}, record.Assist: {record.StepForm}, record.Duration: {record.Seconds},
		record.Count: {record.Number, record.Ratio}, record.Length: {record.Number}, record.GAS: {record.StepForm, record.Number},
	}
	for _, form := range forms[kind] {
		if s.Form == form {
			return ""
		}
	}
	words := map[record.Kind]string{
		record.Trials: "tries, like 4/5", record.Percent: "percents, like 80%", record.YesNo: "yes or no",
		record.Assist: "levels of help", record.Duration: "times, like 6 min", record.Count: "counts", record.Length: "lengths",
		record.GAS: "steps of goal attainment scaling, from -2 to 2",
	}
	return fmt.Sprintf("is written otherwise than the goal's other results, which are %s", words[kind])
}
