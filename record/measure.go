package record

import (
	"strconv"
	"strings"
)

// Kind is what sort of thing a measure counts (domain facts, measure types).
type Kind string

// The kinds of measure. The empty kind is "not known yet".
const (
	Percent   Kind = "percent"   // share of opportunities, 0-100
	Trials    Kind = "trials"    // successes of n
	Count     Kind = "count"     // whole things a session
	Rate      Kind = "rate"      // things an hour
	Duration  Kind = "duration"  // seconds
	Latency   Kind = "latency"   // seconds until it starts
	Length    Kind = "length"    // inches, millimetres, ...
	Assist    Kind = "assist"    // level of help, ordinal
	GAS       Kind = "gas"       // goal attainment scale, -2 to 2, ordinal
	Rubric    Kind = "rubric"    // steps of the clinic's own, ordinal
	YesNo     Kind = "yes-no"    // ordinal with two steps
	Narrative Kind = "narrative" // words only: never a number
)

// Direction is where improvement lies. It is never inferred from a name.
type Direction string

// The directions of improvement. The empty direction is "not known yet".
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// Step is one level of an ordinal scale, with the words that documents print.
type Step struct {
	Value int    `json:"value" yaml:"value"`
	Words string `json:"words" yaml:"words"`
}

// Measure is what a data point counts.
type Measure struct {
	Kind   Kind
	Unit   string // what is counted, as a noun phrase: "cuts on the line"; "" none
	Of     int    // trials a session, where they are fixed; 0 not fixed
	Better Direction
	Steps  []Step // ordinal scales of the clinic's own
}

// Ordinal reports whether the measure has steps, not amounts: its points are
// compared and counted, never averaged, and have no aim line.
func (m Measure) Ordinal() bool {
	switch m.Kind {
	case Assist, GAS, Rubric, YesNo:
		return true
	}
	return false
}

// Counted returns what is counted, "spills"; "" where the unit says no more than
// that something is: "trials".
func (m Measure) Counted() string {
	switch strings.ToLower(strings.TrimSpace(m.Unit)) {
	case "", "%", "percent", "time", "times", "trial", "trials", "try", "tries", "attempts", "opportunities", "occasions", "sessions", "visits", "points",
		"per hour", "times per hour", "times an hour", "an hour":
		return ""
	}
	return m.Unit
}

// Form is how a score was written.
type Form string

// The forms of a score.
const (
	Missing     Form = ""        // nothing was measured; never zero
	Ratio       Form = "ratio"   // 4 of 5
	PercentForm Form = "percent" // 80%
	Number      Form = "number"
	Seconds     Form = "seconds"
	StepForm    Form = "step" // a step of an ordinal scale
	Answer      Form = "answer"
)

// Score is a measured level, a baseline or a target, as it was exported. A
// ratio keeps its two whole numbers; a percent without them keeps the decimal
// that was exported. Missing is not zero.
type Score struct {
	Form   Form    `json:"form,omitempty"`
	OK     int     `json:"ok,omitempty"` // Ratio: successes
	Of     int     `json:"of,omitempty"` // Ratio: opportunities, 1 or more
	Number float64 `json:"number,omitempty"`
	Bound  string  `json:"bound,omitempty"` // "<", ">", "~" or "-" where only a bound, guess or range was written
	Text   string  `json:"text,omitempty"`  // as exported
	Ladder Ladder  `json:"-"`               // of a step: the scale of help that its text is of, set by the fold
}

// IsMissing reports whether nothing was measured.
func (s Score) IsMissing() bool { return s.Form == Missing }

// Value returns the score as a number on the measure's own scale: percent
// (0-100) for Percent and Trials, seconds for Duration and Latency, the step
// for ordinal measures (yes is 1), else the number itself. False: the score
// is missing or is not of this measure.
func (m Measure) Value(s Score) (float64, bool) {
	switch m.Kind {
	case Percent, Trials:
		switch {
		case s.Form == Ratio && s.Of > 0:
			return 100 * float64(s.OK) / float64(s.Of), true
		case s.Form == PercentForm:
			return s.Number, true
		case s.Form == Number && m.Kind == Trials && m.Of > 0:
			return 100 * s.Number / float64(m.Of), true
		}
		return 0, false
	case Duration, Latency:
		return s.Number, s.Form == Seconds
	case Assist, GAS, Rubric:
		return s.Number, s.Form == StepForm
	case YesNo:
		return s.Number, s.Form == Answer
	case Count, Rate, Length:
		if s.Form == Ratio && m.Kind == Count {
			return float64(s.OK), true
		}
		return s.Number, s.Form == Number
	}
	return 0, false
}

// Reaches reports whether score s is at least as good as the level, exactly:
// two ratios are compared as whole numbers (4 of 5 reaches 80 of 100, 79 of
// 100 does not). False where either is missing or not of this measure, or they
// stand on two scales of help.
//
// Source: domain facts 4.2, reading 1.
func (m Measure) Reaches(s, level Score) bool {
	if s.Form == Ratio && level.Form == Ratio && (m.Kind == Percent || m.Kind == Trials) {
		if m.Better == Down {
			return s.OK*level.Of <= level.OK*s.Of
		}
		return s.OK*level.Of >= level.OK*s.Of
	}
	if s.Form == Ratio && level.Form == PercentForm && level.Number == float64(int(level.Number)) {
		return m.Reaches(s, Score{Form: Ratio, OK: int(level.Number), Of: 100})
	}
	a, aok := m.Value(s)
	b, bok := m.Value(level)
	if !aok || !bok || !s.SameScale(level) {
		return false
	}
	if m.Better == Down {
		return a <= b
	}
	return a >= b
}

// Ladder is a scale of help.
type Ladder string

// The two ladders of help. Their steps are not comparable with each other but
// for the top one, which is "on her own" on both.
const (
	AssistLadder Ladder = "assist" // dependent 0 ... independent 8
	PromptLadder Ladder = "prompt" // hand over hand 0 ... independent 8
)

// Independent is the top step of both ladders.
const Independent = 8

// AnyPrompt is the level of prompts of which only the number was written down:
// "2 prompts".
const AnyPrompt = -1

// Help is how much help was given, or the most that a goal allows. The zero
// Help is "not recorded".
type Help struct {
	Ladder Ladder `json:"ladder,omitempty"`
	Level  int    `json:"level,omitempty"` // 0 (all the help) to 8 (none); AnyPrompt
	Count  int    `json:"count,omitempty"` // how many prompts, where counted
	Text   string `json:"text,omitempty"`  // as exported
}

// IsZero reports whether no help was recorded.
func (h Help) IsZero() bool { return h.Ladder == "" }

// NoMoreThan reports whether h is known to be no more help than most. Where
// most is zero every help is allowed; of counted prompts no more than most has
// are, where their number was written down. Where h is not recorded, or stands on
// the other ladder below its top, it is not known, and the answer is false.
func (h Help) NoMoreThan(most Help) bool {
	if most.IsZero() || !h.IsZero() && h.Level == Independent {
		return true
	}
	if !h.Comparable(most) || h.Level < most.Level && most.Level != AnyPrompt {
		return false
	}
	return h.Level > most.Level && most.Level != AnyPrompt || most.Count == 0 || h.Count <= most.Count
}

// Comparable reports whether h can be told to be more or less help than most:
// they stand on one ladder, and the kind of prompt is known where most names
// one. The top is on both ladders.
func (h Help) Comparable(most Help) bool {
	switch {
	case h.IsZero() || most.IsZero() || h.Level == Independent || most.Level == Independent:
		return true
	case h.Level == AnyPrompt && most.Level != AnyPrompt:
		return false
	}
	return h.Ladder == most.Ladder
}

// Uncounted reports whether h is the help that most limits by a number, and
// nobody wrote down how often it was given. It is then taken to be allowed, and
// what rests on it has to be confirmed.
func (h Help) Uncounted(most Help) bool {
	same := h.Level == most.Level || most.Level == AnyPrompt && h.Level != Independent
	return most.Count > 0 && h.Count == 0 && h.Ladder == most.Ladder && same
}

// String writes the help for people who look for a fault.
func (h Help) String() string {
	if h.IsZero() {
		return "not recorded"
	}
	return string(h.Ladder) + " " + strconv.Itoa(h.Level)
}
