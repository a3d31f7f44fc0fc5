package report

import (
	"slices"
	"strings"

	"milepost/language"
	"milepost/library"
	"milepost/progress"
	"milepost/record"
)

// goal is what a template sees of one goal.
type goal struct {
	*part
	Name    *value // its plain name, else the goal as written, in quotation marks
	Named   bool   // the plain name is confirmed
	Quote   *value // the goal as written, in quotation marks
	Status  *value // in words, as in the table
	Steps   []*step
	Several bool   // it has more than one objective
	Met     *value // how many of several objectives are met: "2 of 3"; nil where there is one
	Code    *code  // nil where the clinic uses no progress codes

	figures int // trend blocks given so far
}

// code is what a template sees of a goal's progress code.
type code struct {
	Set      *value   // whose codes they are
	Proposed *value   // with its words; nil the set has none for this
	Codes    []string // all of the set, with their words
}

// step is what a template sees of one objective of a goal.
type step struct {
	*part
	Goal   *value // the goal's name
	Name   *value // its own plain name, else, where the goal has no other objective, the goal's; nil none
	Start  *value // cells of the table; nil where not known
	Now    *value
	Hope   *value
	Status *value

	Number      int    // from 1
	Last        bool   // of the goal's objectives
	Best        bool   // one of those that stand best, of which the strengths speak
	Quote       *value // the objective as written, in quotation marks
	Proposed    bool   // the status has to be confirmed
	Doubt       *value // what the first three visits say, where it is not the start on file
	HelpUnknown *value // comparable visits whose help was not written down; nil none

	goal *goal
	sum  *progress.Summary
}

func newGoal(parent *part, first string, in Goal) *goal {
	p := *parent
	p.first = first
	p.subject = subjectOf(parent.subject, &in.Goal, nil)
	g := &goal{part: &p, Several: len(in.Steps) > 1}
	g.Named = strings.TrimSpace(in.Goal.PlainName[p.subject.Language.Code]) != ""
	g.Quote = p.quoted("goal", joined("", in.Goal.Text), in.Goal.Source)
	if g.Quote == nil {
		g.Quote = p.quoted("goal", in.Goal.Title, in.Goal.Source)
	}
	for i := range in.Steps {
		g.Steps = append(g.Steps, newStep(g, i, &in.Goal, &in.Steps[i]))
	}
	g.Name = g.name(in.Goal)
	for _, s := range g.Steps {
		s.Goal = g.Name
		if !g.Several {
			s.Name = g.Name
		}
	}
	if s := g.inHand(); s != nil {
		p.subject.Summary = s.sum
		g.Status = s.Status
	}
	g.count(in)
	if in.Code != nil {
		g.Code = &code{Set: fact("progress codes", in.Code.Set), Codes: in.Code.Codes}
		if s := g.inHand(); s != nil && in.Code.Proposed != "" {
			g.Code.Proposed = fact("progress code", in.Code.Proposed, sourcesOf(s.sum.InPeriod)...)
			g.Code.Proposed.facts[0].Note = s.sum.Reason
		}
	}
	return g
}

// inHand returns the objective that is worked on now, nil where the goal has
// none. Which one that is, package progress decides.
func (g *goal) inHand() *step {
	if len(g.Steps) == 0 {
		return nil
	}
	return g.Steps[g.summary().InHand]
}

func (g *goal) summary() progress.GoalSummary {
	sums := make([]progress.Summary, len(g.Steps))
	for i, s := range g.Steps {
		sums[i] = *s.sum
	}
	return progress.SummarizeGoal(sums)
}

// count says how many of several objectives are met.
func (g *goal) count(in Goal) {
	if !g.Several {
		return
	}
	sum, l := g.summary(), g.subject.Language
	var sources []record.Source
	for _, s := range g.Steps {
		if s.Is("met", "maintained") {
			sources = append(sources, sourcesOf(s.sum.Reached.Visits())...)
		}
	}
	if len(sources) == 0 {
		sources = []record.Source{in.Goal.Source}
	}
	g.Met = fact("steps met", l.Reason("steps met", "n", l.Int(sum.Met), "of", l.Int(len(g.Steps))), sources...)
}

// name is the plain name as the table has it; without one the goal's title or
// first words, in quotation marks; without these its id.
func (g *goal) name(in record.Goal) *value {
	l := g.subject.Language
	if words := library.Words(g.subject); g.Named && words.Goal != "" {
		source, told := in.Told["goal.plain_name"]
		if !told {
			source = in.Source
		}
		return fact("plain name", words.Goal, source)
	}
	if v := g.quoted("goal", firstWords(joined("", in.Title), 8), in.Source); v != nil {
		return v
	}
	if v := g.quoted("goal", firstWords(in.Text, 8), in.Source); v != nil {
		return v
	}
	return fact("goal", l.Word("goal")+" "+string(in.ID), in.Source)
}

// firstWords returns the first n words, with a sign where some are left out.
func firstWords(text string, n int) string {
	words := strings.Fields(text)
	if len(words) <= n {
		return strings.Join(words, " ")
	}
	return strings.Join(words[:n], " ") + " …"
}

// quoted is what an export says of the client, in quotation marks, nil where it
// says nothing. Only the present name and pronouns stand in it.
func (p *part) quoted(name, words string, source record.Source) *value {
	l := p.subject.Language
	if words = oneLine(words); words == "" {
		return nil
	}
	words, ok := library.Foreign(p.subject, words)
	if !ok {
		return fact(name, l.Word("untranslated"), source)
	}
	return fact(name, l.Quote(words), source)
}

// Heading gives the words of the goal's heading and its anchor.
func (g *goal) Heading(format string, args ...any) (string, error) {
	return g.own("heading", "", format+" {#"+g.first+"}", args)
}

// StatusInText is the status with a small first letter.
func (g *goal) StatusInText() *value { return inText(g.subject.Language, g.Status) }

// Is reports whether the goal stands so: its objective in hand does.
func (g *goal) Is(statuses ...string) bool {
	s := g.inHand()
	return s != nil && s.Is(statuses...)
}

func newStep(g *goal, i int, in *record.Goal, sum *progress.Summary) *step {
	p := *g.part
	p.subject = subjectOf(g.subject, in, sum)
	if last, ok := p.c.in.Signed[sum.Objective.ID]; ok {
		if change, known := progress.ChangeSince(last, *sum); known {
			p.subject.Change = &change
		}
	}
	if g.Several {
		p.behind = "." + Anchor(sum.Objective.ID)
		if sum.Objective.ID == "" {
			p.behind = "." + p.subject.Language.Int(i+1)
		}
	}
	s := &step{part: &p, Number: i + 1, Last: i == len(g.subject.Goal.Objectives)-1, Proposed: sum.Proposed, goal: g, sum: sum}
	words := library.Words(p.subject)
	s.Name = fact("plain name", words.Goal, in.Source)
	s.Start = levelValue("baseline", words.Baseline, sum.Baseline, in)
	s.Now = levelValue("current", words.Current, sum.Current, in)
	s.Hope = levelValue("target", words.Target, sum.Target, in)
	s.Status = &value{Escape(words.Status), []record.Fact{{
		Name: "status", Value: words.Status, Note: sum.Reason, Sources: sourcesOf(sum.InPeriod),
	}}}
	s.Quote = p.quoted("objective", sum.Objective.Text, in.Source)
	if sum.Doubt != nil {
		s.Doubt = levelValue("first three visits", s.levelWords(sum.Doubt), sum.Doubt, in)
	}
	if n := sum.HelpUnknown; n > 0 {
		s.HelpUnknown = fact("help not written down", p.subject.Language.Int(n), sourcesOf(sum.Points)...)
	}
	return s
}

// levelValue is a level's words with the rows that they rest on.
func levelValue(name, words string, level *progress.Level, in *record.Goal) *value {
	if words == "" {
		return nil
	}
	if level == nil {
		return &value{text: Escape(words)}
	}
	sources := sourcesOf(level.Points)
	if len(sources) == 0 {
		sources = []record.Source{in.Source}
		if told, ok := in.Told["goal."+name]; ok {
			sources[0] = told
		}
	}
	v := fact(name, words, sources...)
	v.facts[0].Note = string(level.How)
	v.facts[0].Pooled = record.PooledOf(level.Points)
	return v
}

func sourcesOf(points []record.DataPoint) []record.Source {
	sources := make([]record.Source, 0, len(points))
	for _, p := range points {
		sources = append(sources, p.Sources()...)
	}
	return sources
}

// levelWords says a level as the table does.
func (s *step) levelWords(level *progress.Level) string {
	return library.LevelWords(s.subject, level)
}

// Asked reports whether the therapist is asked about what follows here: about
// a met objective that stayed so only once all of its goal are met, at the last.
func (s *step) Asked() bool {
	lower := s.sum.Reached != nil && !s.sum.Reached.LowerSince.IsZero()
	if !s.Is("met", "maintained") || lower {
		return true
	}
	return s == s.goal.Steps[len(s.goal.Steps)-1] && s.goal.Is("met", "maintained")
}

// StatusInText is the status with a small first letter.
func (s *step) StatusInText() *value { return inText(s.subject.Language, s.Status) }

// Is reports whether the objective has one of the statuses.
func (s *step) Is(statuses ...string) bool {
	return slices.Contains(statuses, string(s.sum.Status))
}

func inText(l *language.Language, v *value) *value {
	if v == nil {
		return nil
	}
	return &value{l.Lower(v.text), v.facts}
}
