package record

// SameScale reports whether two scores can stand on one scale of help. The top
// step is on both scales; a score that is no level of help is on any.
func (s Score) SameScale(as Score) bool {
	return s.Ladder == "" || as.Ladder == "" || s.Ladder == as.Ladder
}

// onScales reports whether levels of the measure stand on the scales of help: it
// has no steps of the clinic's own.
func (m Measure) onScales() bool { return m.Kind == Assist && len(m.Steps) == 0 }

// HelpScale returns the scale of help on which the objective is followed: that
// of its results, and of results on both that of the target, else of the
// baseline, else of most of them, else of the last. It is empty where the
// objective is not measured in levels of help, or nothing tells. Levels on the
// other scale are compared with nothing: only the top step is on both.
//
// Source: ADR 156.
func (o Objective) HelpScale(points []DataPoint) Ladder {
	if !o.Measure.onScales() {
		return ""
	}
	n := map[Ladder]int{}
	var last Ladder
	for i := range points {
		if s := points[i].Score; s.Form == StepForm && s.Ladder != "" && !points[i].Refused {
			n[s.Ladder]++
			last = s.Ladder
		}
	}
	levels := []Score{o.Target, o.Criterion.AtLeast, o.Baseline}
	if len(n) == 1 {
		return last
	}
	for _, level := range levels {
		if level.Form == StepForm && level.Ladder != "" {
			return level.Ladder
		}
	}
	if n[AssistLadder] == n[PromptLadder] {
		return last
	}
	if n[AssistLadder] > n[PromptLadder] {
		return AssistLadder
	}
	return PromptLadder
}

// IsOn reports whether the score can be compared with levels on the scale of
// help; "" is any.
func (s Score) IsOn(scale Ladder) bool { return s.SameScale(Score{Ladder: scale}) }
