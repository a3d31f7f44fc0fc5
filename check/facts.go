package check

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"milepost/language"
	"milepost/library"
	"milepost/progress"
	"milepost/record"
	"milepost/report"
)

// knowledge is all that may be said of a client, worked out from the records
// and summaries alone: no sentence of the library is taken for true.
type knowledge struct {
	w        *Words
	in       report.Input
	lines    []line
	goals    []*goalFacts
	byAnchor map[string]*goalFacts
	whole    goalFacts // every goal together, for what is said of none
	others   []string
	offered  []string // options of marks, lower case
	quoted   []string // texts that may stand in quotation marks
	names    map[string]bool
	fixed    []string // texts with digits that are no claim: phone, licence
	days     []record.Date
	visits   map[int]bool
	pairs    map[[2]int]bool
	words    map[string]bool // words that begin no name
	allNames []string
	headed   map[string]bool // goals whose heading was seen
	tests    []*testFacts
	lower    map[string]bool // words of the draft that stand in small letters too
	months   map[string]int
	monthsAt *regexp.Regexp
}

// goalFacts is what is known of a goal, or of one of its objectives.
type goalFacts struct {
	anchor string
	goal   record.Goal
	steps  []progress.Summary
	parts  map[string]*goalFacts // by the anchor of the objective
	names  []string              // plain names, lower case
	levels []level
	scales []scale
	units  []string
	counts []string // the units alone: "beads in 3 minutes"
	days   []record.Date
	visits map[int]bool
	orders []int           // of sessions without days: "session 4"
	pairs  map[[2]int]bool // "6 of 8 visits"
	places map[string]bool
	signed []progress.Signed

	stepList []string
}

// level is a value on a measure's scale and what it is the level of.
type level struct {
	role    role
	value   float64
	measure record.Measure
	score   record.Score
	day     record.Date
}

// scale are the words of an ordinal measure's steps, longest first.
type scale struct {
	steps []stepWords
	helps bool // of the help on the visits, not of the level: value 1 is help that was given
}

type stepWords struct {
	words string
	value float64
}

// learn gathers the facts and reads the text.
func (w *Words) learn(d Draft) *knowledge {
	k := &knowledge{
		w: w, in: d.Input, byAnchor: map[string]*goalFacts{}, names: map[string]bool{},
		visits: map[int]bool{}, pairs: map[[2]int]bool{}, words: map[string]bool{}, headed: map[string]bool{},
	}
	for i, anchor := range d.Input.Anchors() {
		g := k.goal(anchor, d.Input.Goals[i].Goal, d.Input.Goals[i].Steps)
		k.goals, k.byAnchor[g.anchor] = append(k.goals, g), g
	}
	k.together()
	k.countVisits()
	k.gatherDays()
	k.gatherNames(d.Others)
	body := bodyOf(d.Markdown)
	k.gatherQuotes(body)
	k.gatherTests()
	k.gatherOffers(body, d.Generated)
	k.read(body, d.Sentences, d.Generated)
	return k
}

// goal gathers what is known of a goal; a goal of several objectives knows
// each of them apart too.
func (k *knowledge) goal(anchor string, g record.Goal, steps []progress.Summary) *goalFacts {
	f := newGoalFacts(anchor, g)
	f.names = append(f.names, strings.ToLower(k.in.Language.Word("goal")+" "+string(g.ID))) // where it has no other
	for i := range steps {
		part := newGoalFacts(f.anchor, g)
		part.steps = steps[i : i+1]
		k.step(part, &steps[i])
		f.parts[report.Anchor(steps[i].Objective.ID)] = part
		f.join(part)
	}
	f.steps = steps
	met := progress.SummarizeGoal(steps).Met
	f.pairs[[2]int{met, len(steps)}] = true
	for n := range len(steps) + 1 {
		f.visits[n] = true // "step 2"
	}
	return f
}

func newGoalFacts(anchor string, g record.Goal) *goalFacts {
	return &goalFacts{
		anchor: anchor, goal: g, parts: map[string]*goalFacts{}, visits: map[int]bool{},
		pairs: map[[2]int]bool{}, places: map[string]bool{},
	}
}

func (f *goalFacts) join(part *goalFacts) {
	f.names = append(f.names, part.names...)
	f.levels = append(f.levels, part.levels...)
	f.scales = append(f.scales, part.scales...)
	f.units = append(f.units, part.units...)
	f.counts = append(f.counts, part.counts...)
	f.days = append(f.days, part.days...)
	f.steps = append(f.steps, part.steps...)
	f.signed = append(f.signed, part.signed...)
	f.orders = append(f.orders, part.orders...)
	for n := range part.visits {
		f.visits[n] = true
	}
	for p := range part.pairs {
		f.pairs[p] = true
	}
	for p := range part.places {
		f.places[p] = true
	}
}

// step returns the facts of the objective that a sentence's id names behind
// its slot, the goal's where it names none.
func (f *goalFacts) step(id string) *goalFacts {
	parts := strings.Split(id, "/")
	if len(parts) < 2 || len(f.steps) < 2 {
		return f
	}
	if _, objective, ok := strings.Cut(parts[1], "."); ok {
		if part := f.parts[objective]; part != nil {
			return part
		}
	}
	return f
}

// step gathers what is known of one objective.
func (k *knowledge) step(f *goalFacts, s *progress.Summary) {
	o, m := s.Objective, s.Objective.Measure
	for _, name := range []string{f.goal.PlainName[k.in.Language.Code], o.PlainName[k.in.Language.Code]} {
		f.names = append(f.names, k.realised(name)...)
	}
	f.put(baselineRole, m, s.Baseline)
	f.put(baselineRole, m, s.Doubt)
	f.put(currentRole, m, s.Current)
	f.put(targetRole, m, s.Target)
	if v, ok := m.Value(o.Criterion.AtLeast); ok {
		f.levels = append(f.levels, level{criterionRole, v, m, o.Criterion.AtLeast, record.Date{}})
	}
	if s.Target != nil {
		f.levels = append(f.levels, level{criterionRole, s.Target.Value, m, s.Target.Score, record.Date{}})
	}
	if last, ok := k.in.Signed[o.ID]; ok {
		f.signed = append(f.signed, last)
		if v, ok := m.Value(last.Current); ok {
			f.levels = append(f.levels, level{lastRole, v, m, last.Current, last.Period.To})
		}
		f.days = append(f.days, last.Period.From, last.Period.To)
	}
	if s.Aim != nil {
		f.levels = append(f.levels, level{"aim", s.Aim.Expected, m, record.Score{}, k.in.Period.To})
	}
	k.points(f, s)
	f.countVisits(s, o)
	f.days = append(f.days, o.BaselineDate, o.TargetDate, f.goal.Start, f.goal.End, s.Newest)
	f.counts = append(f.counts, k.w.digitsOf(strings.ToLower(m.Unit)))
	f.units = append(f.units, strings.ToLower(strings.Join([]string{m.Unit, o.Text, o.Criterion.Text, f.goal.Text}, " ")))
	f.scales = append(f.scales, k.scales(m)...)
	if o.Place != "" && !anyPlace(s.Points) {
		f.places[o.Place] = true
	}
}

// realised are the forms that a plain name takes in a sentence.
func (k *knowledge) realised(name string) []string {
	name = strings.ToLower(strings.TrimRight(strings.Join(strings.Fields(name), " "), "."))
	if name == "" {
		return nil
	}
	p, called := k.in.Client.Pronouns, k.in.Client.CalledName()
	if called == "" {
		called = k.in.Language.Unnamed(k.in.Key.Audience)
	}
	fill := func(their, them, they, self string) string {
		return strings.ToLower(strings.NewReplacer("{their}", their, "{them}", them, "{they}", they, "{themself}", self,
			"{name}", called, "{name's}", k.in.Language.Possessive(called), "{theirs}", their).Replace(name))
	}
	own := k.in.Language.Possessive(called)
	forms := []string{fill(own, called, called, called)}
	if p.Subject != "" {
		forms = append(forms, fill(p.Possessive, p.Object, p.Subject, p.Reflexive))
	}
	return forms
}

func (f *goalFacts) put(r role, m record.Measure, lv *progress.Level) {
	if lv != nil {
		f.levels = append(f.levels, level{r, lv.Value, m, lv.Score, lv.Day})
		if !lv.Day.IsZero() && lv.How == progress.Documented {
			f.days = append(f.days, lv.Day)
		}
	}
}

func anyPlace(points []record.DataPoint) bool {
	return slices.ContainsFunc(points, func(p record.DataPoint) bool { return p.Place != "" })
}

// points gathers days, levels, places and help of the rows themselves.
func (k *knowledge) points(f *goalFacts, s *progress.Summary) {
	helps := map[record.Ladder]map[int]bool{}
	all := slices.Clone(s.Points)
	for _, left := range s.Left {
		all = append(all, left.Points...)
	}
	for i, p := range all {
		f.days = append(f.days, p.Day)
		if p.Place != "" {
			f.places[p.Place] = true
		}
		if v, ok := s.Objective.Measure.Value(p.Score); ok && i < len(s.Points) {
			f.levels = append(f.levels, level{"point", v, s.Objective.Measure, p.Score, p.Day})
		}
		if !p.Help.IsZero() {
			if helps[p.Help.Ladder] == nil {
				helps[p.Help.Ladder] = map[int]bool{}
			}
			helps[p.Help.Ladder][p.Help.Level] = true
			f.visits[p.Help.Count] = true
		}
		if p.Supports != "" {
			k.quoted = append(k.quoted, p.Supports)
		}
	}
	var given []stepWords
	for _, ladder := range []record.Ladder{record.AssistLadder, record.PromptLadder} {
		given = append(given, k.helpGiven(ladder, helps[ladder], s.Objective.MostHelp)...)
	}
	longestFirst(given)
	f.scales = append(f.scales, scale{steps: given, helps: true})
}

// countVisits gathers how many visits may be spoken of.
func (f *goalFacts) countVisits(s *progress.Summary, o record.Objective) {
	add := func(numbers ...int) {
		for _, n := range numbers {
			f.visits[n] = true
		}
	}
	add(len(s.Points), len(s.InPeriod), len(s.Later), s.HelpUnknown, o.Criterion.Sessions, o.Criterion.Of, o.Criterion.MinTrials)
	if s.Baseline != nil {
		add(len(s.Baseline.Points)) // "the median of the first three sessions"
	}
	more := 0
	for _, left := range s.Left {
		add(len(left.Points))
		if left.Reason == progress.LeftMoreHelp {
			more += len(left.Points)
		}
	}
	if s.Reached != nil {
		add(len(s.Reached.Points))
		if o.Criterion.Of > 0 {
			f.pairs[[2]int{len(s.Reached.Points), o.Criterion.Of}] = true
		}
	}
	if o.Criterion.Of > 0 {
		f.pairs[[2]int{o.Criterion.Sessions, o.Criterion.Of}] = true
	}
	if o.Measure.Kind == record.YesNo {
		yes := yesIn(s.InPeriod)
		f.pairs[[2]int{yes, len(s.InPeriod)}] = true
		add(yes)
	}
	for _, lv := range []*progress.Level{s.Baseline, s.Current} {
		if lv != nil && o.Measure.Kind == record.YesNo {
			f.pairs[[2]int{yesIn(lv.Points), len(lv.Points)}] = true
		}
	}
	if !s.Undated {
		return
	}
	for _, p := range slices.Concat(s.Points, leftOf(s)) {
		add(p.Order)
		f.orders = append(f.orders, p.Order)
	}
}

// leftOf are the points that the levels leave out.
func leftOf(s *progress.Summary) []record.DataPoint {
	var all []record.DataPoint
	for _, left := range s.Left {
		all = append(all, left.Points...)
	}
	return all
}

// scales are the words of an ordinal measure.
func (k *knowledge) scales(m record.Measure) []scale {
	var list []stepWords
	l := k.in.Language
	switch {
	case len(m.Steps) > 0:
		for _, s := range m.Steps {
			list = append(list, stepWords{strings.ToLower(s.Words), float64(s.Value)})
		}
	case m.Kind == record.GAS:
		for v := -2; v <= 2; v++ {
			if words, ok := l.GAS(v); ok {
				list = append(list, stepWords{strings.ToLower(words), float64(v)})
			}
		}
	case m.Kind == record.Assist:
		both := append(k.ladder(record.AssistLadder), k.ladder(record.PromptLadder)...)
		longestFirst(both)
		return []scale{{steps: both}}
	}
	if list == nil {
		return nil
	}
	longestFirst(list)
	return []scale{{steps: list}}
}

func longestFirst(list []stepWords) {
	slices.SortStableFunc(list, func(a, b stepWords) int { return len(b.words) - len(a.words) })
}

// ladder are all words of a ladder of help.
func (k *knowledge) ladder(ladder record.Ladder) []stepWords {
	var list []stepWords
	p := k.in.Client.Pronouns
	called := k.in.Client.CalledName()
	if called == "" {
		called = k.in.Language.Unnamed(k.in.Key.Audience)
	}
	for v := 0; v <= record.Independent; v++ {
		h, ok := k.in.Language.Help(string(ladder), v)
		if !ok {
			continue
		}
		for _, words := range []string{h.Noun, h.With, h.Without, h.Clinical, h.Clinically} {
			for _, their := range []string{p.Possessive, k.in.Language.Possessive(called)} {
				if words == "" || their == "" && strings.Contains(words, "{") {
					continue
				}
				list = append(list, stepWords{strings.ToLower(strings.ReplaceAll(words, "{their}", their)), float64(v)})
			}
		}
	}
	longestFirst(list)
	return list
}

// helpGiven are the words of a ladder: value 1 where such help was given or is
// allowed, else 0.
func (k *knowledge) helpGiven(ladder record.Ladder, seen map[int]bool, most record.Help) []stepWords {
	steps := k.ladder(ladder)
	for i, one := range steps {
		level := int(one.value)
		steps[i].value = 0
		if seen[level] || most.Ladder == ladder && most.Level == level {
			steps[i].value = 1
		}
	}
	return steps
}

// together joins all goals, for sentences about none.
func (k *knowledge) together() {
	k.whole = *newGoalFacts("", record.Goal{})
	for _, g := range k.goals {
		k.whole.join(g)
	}
}

func (k *knowledge) countVisits() {
	v := k.in.Visits
	for _, n := range []int{v.Planned, v.Attended, v.Cancelled, v.NoShow, v.Later, v.Planned - v.Attended} {
		k.visits[n] = true
	}
	k.pairs[[2]int{v.Attended, v.Planned}] = true
	k.visits[len(k.in.Goals)] = true
	if !k.in.Client.BirthDate.IsZero() && !k.in.Period.To.IsZero() {
		age, born := k.in.Period.To, k.in.Client.BirthDate
		k.visits[age.YearsSince(born)] = true
		if months := (age.Year-born.Year)*12 + int(age.Month-born.Month); months < 48 { // of the youngest, ages are in months
			k.visits[months], k.visits[months-1] = true, true
		}
	}
}

func (k *knowledge) gatherDays() {
	k.days = append(k.days, k.in.Period.From, k.in.Period.To, k.in.AsOf, k.in.Client.StartOfCare, k.in.Client.Discharged, k.in.Client.BirthDate)
	for _, s := range k.in.Statements {
		k.days = append(k.days, s.Day)
	}
	for _, o := range k.in.Others {
		k.days = append(k.days, o.Until)
	}
}

// citationAt is a citation of federal regulations, whose numbers are no claim.
var citationAt = regexp.MustCompile(`\d+ CFR \d+\.\d+(?:\([A-Za-z0-9]+\))*`)

// gatherQuotes keeps what may stand in quotation marks.
func (k *knowledge) gatherQuotes(bodyText string) {
	for _, s := range k.in.Statements {
		k.quoted = append(k.quoted, s.Text, library.Present(k.in.Language, k.in.Client, s.Text))
	}
	for _, g := range k.goals {
		texts := []string{g.goal.Text, g.goal.Title}
		for _, s := range g.steps {
			texts = append(texts, s.Objective.Text, s.Objective.Criterion.Text)
		}
		for _, text := range texts {
			k.quoted = append(k.quoted, text, library.Present(k.in.Language, k.in.Client, text))
		}
	}
	for i, q := range k.quoted {
		k.quoted[i] = bare(q)
	}
	k.fixed = append(k.fixed, citationAt.FindAllString(bodyText, -1)...)
	k.fixed = append(k.fixed, k.in.Client.School.Name, k.in.Therapist.District)
	k.fixed = append(k.fixed, k.in.Clinic.Phone, k.in.Therapist.License, k.in.Therapist.Phone, k.in.Clinic.Interpreter)
}

// bare is a text for comparison: lower case, letters and digits alone.
func bare(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		if r >= '0' && r <= '9' || r > 127 || r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// gatherOffers keeps the options of the marks that stand or stood.
func (k *knowledge) gatherOffers(body string, generated []record.Sentence) {
	texts := []string{body}
	for _, s := range generated {
		texts = append(texts, s.Text)
	}
	for _, m := range report.Marks(strings.Join(texts, "\n")) {
		for _, option := range m.Options {
			for _, lead := range []string{"what helped: ", ""} {
				option = strings.TrimPrefix(option, lead)
			}
			if len(option) > 3 && option != "none" {
				k.offered = append(k.offered, strings.ToLower(option))
			}
		}
	}
}

// near reports whether a number as it was written, with so many decimals, may
// stand for the value.
func near(written, value float64, decimals int) bool {
	return math.Abs(written-value) <= 0.5*math.Pow10(-decimals)+1e-9
}

// dayOf turns a record's day into a language's.
func dayOf(d record.Date) language.Day { return language.Day(d) }

// yesIn counts the points that say yes.
func yesIn(points []record.DataPoint) int {
	n := 0
	for _, p := range points {
		if p.Score.Number > 0 {
			n++
		}
	}
	return n
}
