package check

import (
	"fmt"
	"slices"
	"strings"

	"milepost/progress"
	"milepost/record"
)

// truth is whether the data hold a claim.
type truth int

const (
	unknown truth = iota
	holds
	fails
)

// claims compares words such as "met", "improved" or "about the same", with
// their negations, with what the data say.
func (k *knowledge) claims(ln line, s sentence) []record.Finding {
	g := ln.goal
	if g == nil && !s.whole || g == nil && len(k.goals) == 0 {
		return nil
	}
	if g == nil {
		g = &k.whole
	}
	var found []record.Finding
	taken := [][2]int{}
	for _, name := range claimNames() {
		for _, at := range spans(k.w.claims[name], s.text) {
			if slices.ContainsFunc(taken, func(t [2]int) bool { return at[0] < t[1] && at[1] > t[0] }) {
				continue
			}
			taken = append(taken, at)
			if s.hoped(at[0]) && name != "ahead" && name != "behind" {
				continue
			}
			if k.conditional(s.text[at[1]:]) || name == "gain" && atLeast(s.text[:at[0]]) {
				continue
			}
			denied := k.denied(s, at)
			if wrong := k.claim(g, s, name, denied, at); wrong != "" {
				found = append(found, ln.finding(CodeStatus, wrong, "mend the words, or say why they stand although the data say otherwise"))
			}
		}
	}
	return found
}

// conditional reports whether what follows makes a condition of what was said.
func (k *knowledge) conditional(rest string) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	return slices.Contains(k.w.file.Conditions, strings.ToLower(first))
}

// atLeast reports whether what stands before makes "better" a part of a level:
// "4 out of 5 times or better".
func atLeast(before string) bool {
	low := strings.ToLower(before)
	return strings.HasSuffix(low, " or ") || strings.HasSuffix(low, " o ")
}

// claimNames are the claims in the order in which words are read: the first
// that a word belongs to counts.
func claimNames() []string {
	return []string{"met", "filed", "enough", "fresh", "started", "paused", "same", "ahead", "behind", "up", "down", "loss", "gain", "happened", "able"}
}

// denied reports whether a negation stands before the words in their clause, or
// inside them.
func (k *knowledge) denied(s sentence, at [2]int) bool {
	start := clauseStart(s.text, at[0])
	n := 0
	for _, no := range spans(k.w.negation, s.text[start:at[1]]) {
		if start+no[0] != at[0] {
			n++ // words that begin with their own negation are one: "no change"
		}
	}
	return n%2 == 1
}

// claim says what is wrong with a claim; nothing where the data hold it or are
// silent.
func (k *knowledge) claim(g *goalFacts, s sentence, name string, denied bool, at [2]int) string {
	words := s.text[at[0]:at[1]]
	found := unknown
	for i := range g.steps {
		t := k.holds(&g.steps[i], s, name, denied)
		if t == holds && !denied || t == fails && denied {
			return ""
		}
		if t != unknown {
			found = t
		}
	}
	if found == unknown {
		if (name == "gain" || name == "loss") && !denied && !s.whole {
			return fmt.Sprintf("%q: the data are too few to say so", words)
		}
		return ""
	}
	if s.whole && !s.mine && (name == "able" || name == "happened") {
		return ""
	}
	if denied {
		return fmt.Sprintf("it is denied that %q, and the data say that it is so: %s", words, g.stand())
	}
	return fmt.Sprintf("%q: the data say otherwise: %s", words, g.stand())
}

// stand is how the goal stands, for messages.
func (f *goalFacts) stand() string {
	var parts []string
	for _, s := range f.steps {
		if word := string(s.Status); !slices.Contains(parts, word) {
			parts = append(parts, word)
		}
	}
	return strings.Join(parts, ", ")
}

func yes(b bool) truth {
	if b {
		return holds
	}
	return fails
}

// holds says whether the data of one objective hold a claim.
func (k *knowledge) holds(sum *progress.Summary, s sentence, name string, denied bool) truth {
	met := sum.Status == record.Met || sum.Status == record.Maintained
	switch name {
	case "met":
		return yes(met || sum.Reached != nil)
	case "filed":
		return yes(sum.Target != nil || !sum.Objective.Target.IsMissing())
	case "enough":
		return yes(sum.Status != record.TooEarly && sum.Status != record.NoData && sum.Status != record.NotStarted)
	case "fresh":
		if sum.Status == record.Paused {
			return unknown
		}
		return yes(sum.Status != record.NoData && len(sum.InPeriod) > 0)
	case "started":
		return yes(sum.Status != record.NotStarted)
	case "paused":
		return yes(sum.Status == record.Paused)
	case "ahead":
		if met {
			return holds
		}
		if sum.Aim == nil {
			return yes(sum.Status == record.OnTrack)
		}
		return yes(sum.Aim.Ahead || sum.Status == record.OnTrack)
	case "behind":
		if sum.Aim == nil {
			return yes(sum.Status == record.Slower)
		}
		return yes(!sum.Aim.Ahead && !met)
	case "able", "happened":
		if slices.ContainsFunc(s.amounts, func(a amount) bool { return a.n == 0 }) {
			return unknown // how often is said in numbers
		}
		if denied && metByNever(sum) {
			return unknown // on some visits it happened, on those that met the criterion it did not
		}
		return k.able(sum, s)
	}
	return k.moves(sum, s, name, denied)
}

// metByNever reports whether the criterion was met by visits on which it did not
// happen: a goal that something stops.
func metByNever(sum *progress.Summary) bool {
	m := sum.Objective.Measure
	return m.Kind == record.YesNo && m.Better == record.Down && sum.Reached != nil
}

// able says whether it was done, or happened, at all.
func (k *knowledge) able(sum *progress.Summary, s sentence) truth {
	m := sum.Objective.Measure
	early := s.roleAt(len(s.text), len(s.text)) == baselineRole || s.earlier()
	if m.Kind == record.YesNo && !early {
		if len(sum.InPeriod) == 0 {
			return unknown
		}
		return yes(slices.ContainsFunc(sum.InPeriod, func(p record.DataPoint) bool { return p.Score.Number > 0 }))
	}
	lv := sum.Current
	if early {
		lv = sum.Baseline
	}
	if lv == nil || m.Kind == record.GAS || m.Kind == record.Rubric {
		return unknown
	}
	if m.Kind == record.Assist {
		return unknown
	}
	if lv.Value == 0 && !early && sum.Reached != nil {
		return unknown // it was, on the visits that met the criterion, and is no longer
	}
	return yes(lv.Value > 0)
}

// earlier reports whether the sentence tells of the start.
func (s sentence) earlier() bool {
	for _, c := range s.cues {
		if c.role == baselineRole {
			return true
		}
	}
	for _, d := range s.days {
		if d.day == 0 && d.cue != "target" {
			return true
		}
	}
	return false
}

// moves says whether the level went the way that the words say. Words that
// stand beside both levels speak of these; others speak of the trend too.
func (k *knowledge) moves(sum *progress.Summary, s sentence, name string, denied bool) truth {
	change, trend, since := k.change(sum), slope(sum), k.sinceLast(sum)
	last := len(spans(k.w.roles[lastRole], s.text)) > 0
	if last {
		if since == "" {
			return unknown
		}
		change, trend = since, ""
	}
	if name == "up" || name == "down" {
		if sum.Better == record.Down != (name == "down") {
			change, trend = turned(change), turned(trend)
		}
		name = "gain"
	}
	levels := len(s.amounts) > 1
	switch name {
	case "gain":
		switch {
		case change == "" && trend == "":
			return unknown
		case denied:
			return yes(change == "gain" && trend != "loss" && sum.Status != record.Same && sum.Status != record.Lower)
		case trend == "gain" && (sum.Status != record.Lower || change == "gain"):
			return holds
		case trend == "loss" && !levels:
			return fails
		case sum.Status == record.Same && trend == "" && !levels && change != "gain":
			return fails
		}
		return yes(change == "gain")
	case "loss":
		if change == "" && trend == "" {
			return unknown
		}
		lower := sum.Reached != nil && !sum.Reached.LowerSince.IsZero()
		return yes(change == "loss" || trend == "loss" || lower || sum.Status == record.Lower)
	case "same":
		if change == "" {
			return unknown
		}
		return yes(change == "same" || sum.Status == record.Same || last && since == "same")
	}
	return unknown
}

func turned(way string) string {
	switch way {
	case "gain":
		return "loss"
	case "loss":
		return "gain"
	}
	return way
}

// change compares the level now with the start, toward the better.
func (k *knowledge) change(sum *progress.Summary) string {
	if sum.Current == nil || sum.Baseline == nil {
		return ""
	}
	return way(sum.Current.Value-sum.Baseline.Value, sum.Better)
}

func way(d float64, better record.Direction) string {
	if better == record.Down {
		d = -d
	}
	switch {
	case d > 1e-9:
		return "gain"
	case d < -1e-9:
		return "loss"
	}
	return "same"
}

func slope(sum *progress.Summary) string {
	if sum.Trend == nil {
		return ""
	}
	return way(sum.Trend.PerWeek, sum.Better)
}

// sinceLast compares the level now with the last signed report's.
func (k *knowledge) sinceLast(sum *progress.Summary) string {
	last, ok := k.in.Signed[sum.Objective.ID]
	if !ok {
		return ""
	}
	change, known := progress.ChangeSince(last, *sum)
	if !known {
		return ""
	}
	return map[string]string{"better": "gain", "lower": "loss", "same": "same"}[string(change.Moved)]
}

// turnedAround finds an edit that took a negation out of a sentence, or put one
// in, and left most of it.
func (k *knowledge) turnedAround(ln line) []record.Finding {
	if ln.told == "" || ln.told == ln.text || ln.kind != proseLine {
		return nil
	}
	before, after := len(spans(k.w.negation, ln.told)), len(spans(k.w.negation, ln.text))
	if before%2 == after%2 || likeness(ln.told, ln.text) < 0.6 {
		return nil
	}
	return []record.Finding{ln.finding(CodeNegation, fmt.Sprintf("the edit turns the sentence around; the data gave: %q", ln.told), "take the edit back, or say why it stands")}
}

// likeness is the share of words that two sentences have in common, 0-1.
func likeness(a, b string) float64 {
	count := map[string]int{}
	one, two := strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b))
	for _, word := range one {
		count[word]++
	}
	same := 0
	for _, word := range two {
		if count[word] > 0 {
			count[word]--
			same++
		}
	}
	return 2 * float64(same) / float64(max(1, len(one)+len(two)))
}
