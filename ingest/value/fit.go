package value

import (
	"math"
	"strings"

	"milepost/record"
)

// Fit turns a score that was read by its text alone into one of the measure: a
// bare number becomes a step, seconds, an answer or a percent where the
// measure demands it, and "8:10" a ratio. False: the score is not of this
// measure. A missing score fits every measure. Whether a percent of 0.8 means
// 0.8 or 80 is not decided here.
func Fit(m record.Measure, s record.Score) (record.Score, bool) {
	if s.IsMissing() || m.Kind == "" {
		return s, true
	}
	switch m.Kind {
	case record.Percent, record.Trials:
		return fitShare(m, s)
	case record.Count, record.Rate, record.Length:
		return s, s.Form == record.Number || s.Form == record.Ratio && m.Kind == record.Count
	case record.Duration, record.Latency:
		return fitSeconds(m, s)
	case record.Assist:
		if len(m.Steps) > 0 {
			return fitOwnStep(m, s)
		}
		return s, s.Form == record.StepForm && s.Number >= 0 && s.Number <= record.Independent
	case record.GAS:
		return fitStep(s, -2, 2)
	case record.Rubric:
		return fitRubric(m, s)
	case record.YesNo:
		return fitAnswer(s)
	}
	return s, false
}

// fitShare fits a score to percent or trials.
func fitShare(m record.Measure, s record.Score) (record.Score, bool) {
	switch s.Form {
	case record.Ratio:
		return s, true
	case record.PercentForm:
		return s, s.Number >= 0 && s.Number <= 100
	case record.Seconds:
		if parts := colonText.FindStringSubmatch(Normal(s.Text)); parts != nil && parts[3] == "" {
			ratio, bad := Ratio(parts[1], parts[2])
			ratio.Text = s.Text
			return ratio, bad == nil && !ratio.IsMissing()
		}
	case record.Number:
		whole := s.Number == math.Trunc(s.Number)
		if m.Kind == record.Trials && m.Of > 0 && whole && s.Bound == "" {
			s.Form, s.OK, s.Of, s.Number = record.Ratio, int(s.Number), m.Of, 0
			return s, s.OK >= 0 && s.OK <= s.Of
		}
		s.Form = record.PercentForm
		return s, m.Kind == record.Percent && s.Number >= 0 && s.Number <= 100
	}
	return s, false
}

// fitSeconds fits a score to a time; a bare number is in the measure's unit.
func fitSeconds(m record.Measure, s record.Score) (record.Score, bool) {
	if s.Form == record.Number {
		switch unit := strings.ToLower(strings.TrimSpace(m.Unit)); {
		case unit == "h" || strings.HasPrefix(unit, "hour"):
			s.Number *= 3600
		case strings.HasPrefix(unit, "min"):
			s.Number *= 60
		case unit == "s" || strings.HasPrefix(unit, "sec"):
		default:
			return s, false
		}
		s.Form = record.Seconds
	}
	return s, s.Form == record.Seconds && s.Number >= 0
}

// fitStep fits a score to whole steps from low to high. A level of help is no
// such step, although it has a number.
func fitStep(s record.Score, low, high float64) (record.Score, bool) {
	if s.Form == record.StepForm {
		if _, isHelp := NewHelpBook().Read(s.Text); isHelp {
			return s, false
		}
	}
	if s.Form == record.Number {
		s.Form = record.StepForm
	}
	return s, s.Form == record.StepForm && s.Number >= low && s.Number <= high && (s.Number == math.Trunc(s.Number) || s.Bound == "-")
}

// fitRubric fits a score to the measure's own steps; without any, every whole
// step is one.
func fitRubric(m record.Measure, s record.Score) (record.Score, bool) {
	if len(m.Steps) == 0 {
		return fitStep(s, -1000, 1000)
	}
	return fitOwnStep(m, s)
}

// fitOwnStep fits a score to the steps of the clinic's own scale. A step that
// was written in words is the one that has these words, or names the same level
// of help; its number on another scale says nothing (ADR 156).
func fitOwnStep(m record.Measure, s record.Score) (record.Score, bool) {
	low, high := m.Steps[0].Value, m.Steps[0].Value
	for _, step := range m.Steps {
		low, high = min(low, step.Value), max(high, step.Value)
	}
	if step, named, ok := stepNamed(m.Steps, s.Text); named {
		s.Form, s.Number, s.OK, s.Of = record.StepForm, float64(step), 0, 0
		return s, ok && s.Bound == ""
	}
	if s.Form == record.Ratio && s.Of == high {
		s.Form, s.Number, s.OK, s.Of = record.StepForm, float64(s.OK), 0, 0
	}
	return fitStep(s, float64(low), float64(high))
}

// stepNamed returns the step that a text names by its words, or by a level of
// help. Named reports whether the text names a level of help or a step at all,
// and ok whether exactly one step of the scale has it.
func stepNamed(steps []record.Step, text string) (step int, named, ok bool) {
	plain := strings.ToLower(OneLine(text))
	if plain == "" {
		return 0, false, false
	}
	book := NewHelpBook()
	want, isHelp := book.Read(text)
	found := 0
	for _, s := range steps {
		h, stepIsHelp := book.Read(s.Words)
		same := isHelp && stepIsHelp && h.Value == want.Value && (h.Help.Ladder == want.Help.Ladder || h.Help.Level == record.Independent)
		if same || strings.ToLower(OneLine(s.Words)) == plain {
			step, found = s.Value, found+1
		}
	}
	return step, isHelp || found > 0, found == 1
}

// fitAnswer fits a score to yes and no.
func fitAnswer(s record.Score) (record.Score, bool) {
	if s.Form == record.Number && s.Bound == "" && (s.Number == 0 || s.Number == 1) {
		s.Form = record.Answer
	}
	return s, s.Form == record.Answer
}
