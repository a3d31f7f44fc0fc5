package library

import (
	"time"

	"milepost/language"
	"milepost/progress"
	"milepost/record"
)

// Examples returns made-up subjects on which every phrase can be seen and
// checked: the full product of children (she, he, they, words of their own,
// not known, no name), measures and statuses, and of the whole report.
func Examples(l *language.Language, audience string) []Subject {
	var list []Subject
	for i, child := range exampleChildren() {
		for _, goal := range exampleGoals(l.Code) {
			for _, sum := range exampleSummaries(goal.Objectives[0]) {
				list = append(list, exampleSubject(l, audience, child, goal, sum))
			}
		}
		if i%4 == 0 {
			list = append(list, rareExamples(l, audience, child)...)
			list = append(list, livesExamples(l, audience, child)...)
			list = append(list, thinExamples(l, audience, child)...)
			list = append(list, risesExamples(l, audience, child)...)
		}
		for _, goal := range domainGoals(l.Code) {
			status := []record.Status{record.OnTrack, record.Same, record.Met, record.Slower}[i%4]
			sum := exampleSummary(goal.Objectives[0], status)
			list = append(list, exampleSubject(l, audience, child, goal, sum))
		}
		list = append(list, exampleWholes(l, audience, child)...)
	}
	return inWords(list)
}

func exampleSubject(l *language.Language, audience string, child record.Client, goal record.Goal, sum progress.Summary) Subject {
	return Subject{
		Language: l, Audience: audience, Client: child, Period: examplePeriod(),
		Therapist: record.Therapist{Name: "Zoë Łukasz", Credential: "OTR/L", License: "OT-00000"},
		Visits:    Visits{Planned: 13, Attended: 11, Later: 2, Sources: []record.Source{{File: "example.csv", Row: 2}}},
		Goal:      &goal, Summary: &sum,
	}
}

// rareExamples are goals without a confirmed plain name, and scales and turns
// that few goals have.
func rareExamples(l *language.Language, audience string, child record.Client) []Subject {
	var list []Subject
	add := func(x exampleScale, status record.Status) {
		goal := x.goal(l.Code)
		list = append(list, exampleSubject(l, audience, child, goal, exampleSummary(goal.Objectives[0], status)))
	}
	for _, x := range exampleScales() {
		x.plain = ""
		add(x, record.OnTrack)
		add(x, record.Lower)
		add(x, record.Met)
	}
	score := func(f record.Form, n float64) record.Score { return record.Score{Form: f, Number: n} }
	for _, x := range []exampleScale{
		{"wait for {their} turn", "turn-taking", "play", record.Measure{Kind: record.Latency, Better: record.Up}, score(record.Seconds, 2), score(record.Seconds, 20), score(record.Seconds, 60)},
		{"jump forward", "jumping", "gross-motor", record.Measure{Kind: record.Length, Unit: "inches", Better: record.Up}, score(record.Number, 2), score(record.Number, 5), score(record.Number, 10)},
		{"keep hands down", "", "social", record.Measure{Kind: record.Rate, Unit: "grabs", Better: record.Down}, score(record.Number, 9), score(record.Number, 3), score(record.Number, 1)},
		{"sit on the rug", "sitting", "gross-motor", record.Measure{Kind: record.Duration, Better: record.Up}, score(record.Seconds, 0), score(record.Seconds, 40), score(record.Seconds, 90)},
		{"stand on one foot", "balance", "gross-motor", record.Measure{Kind: record.Duration, Better: record.Up}, score(record.Seconds, 1), score(record.Seconds, 9), score(record.Seconds, 20)},
		{"lace {their} shoes", "laces", "dressing", record.Measure{Kind: record.Assist, Better: record.Up}, score(record.StepForm, 8), score(record.StepForm, 8), score(record.StepForm, 8)},
		{"use a fork", "utensils", "feeding", record.Measure{Kind: record.YesNo, Better: record.Up}, score(record.Answer, 1), score(record.Answer, 1), score(record.Answer, 1)},
	} {
		for _, status := range []record.Status{record.OnTrack, record.Same, record.Lower, record.Met} {
			add(x, status)
			unnamed := x
			unnamed.plain = ""
			add(unnamed, status)
		}
	}
	young := exampleScales()[0].goal(l.Code)
	sum := exampleSummary(young.Objectives[0], record.OnTrack)
	sum.Status = record.TooEarly
	list = append(list, exampleSubject(l, audience, child, young, sum))
	sum.Status, sum.Undated, sum.Newest = record.NoData, true, record.Date{}
	return append(list, exampleSubject(l, audience, child, young, sum))
}

// exampleWholes are subjects outside goals: visits and statements.
func exampleWholes(l *language.Language, audience string, child record.Client) []Subject {
	var list []Subject
	for _, visits := range []Visits{
		{Planned: 13, Attended: 13},
		{Planned: 13, Attended: 11, Later: 1},
		{Planned: 1, Attended: 1},
		{Planned: 5, Attended: 0},
		{Planned: 1},
	} {
		visits.Sources = []record.Source{{File: "example.csv", Row: 2}}
		list = append(list, Subject{Language: l, Audience: audience, Client: child, Period: examplePeriod(), Visits: visits})
	}
	for _, by := range []string{"parent", "teacher", "therapist"} {
		for _, on := range []record.Date{date(2026, 10, 14), {}} {
			list = append(list, Subject{
				Language: l, Audience: audience, Client: child, Period: examplePeriod(),
				Statement: &record.Statement{By: by, Day: on, Text: "Lines up for school without tears now."},
			})
		}
	}
	for _, r := range exampleResults() {
		list = append(list, Subject{Language: l, Audience: audience, Client: child, Period: examplePeriod(), Result: r})
	}
	return list
}

func date(y, m, d int) record.Date { return record.Date{Year: y, Month: time.Month(m), Day: d} }

func examplePeriod() record.Period {
	return record.Period{From: date(2026, 8, 3), To: date(2026, 10, 30)}
}

func exampleChildren() []record.Client {
	she := record.Pronouns{Subject: "she", Object: "her", Possessive: "her", Owned: "hers", Reflexive: "herself"}
	he := record.Pronouns{Subject: "he", Object: "him", Possessive: "his", Owned: "his", Reflexive: "himself"}
	they := record.Pronouns{
		Subject: "they", Object: "them", Possessive: "their", Owned: "theirs", Reflexive: "themselves", Plural: true,
	}
	xe := record.Pronouns{Subject: "xe", Object: "xem", Possessive: "xyr", Owned: "xyrs", Reflexive: "xemself"}
	birth := date(2020, 5, 17)
	return []record.Client{
		{ID: "E-1", FirstName: "Nguyễn Thị Ánh", Preferred: "Ánh", Pronouns: she, BirthDate: birth},
		{ID: "E-2", FirstName: "James", LastName: "O'Brien-García", Pronouns: he, BirthDate: birth},
		{ID: "E-3", FirstName: "O'Brien-García", Pronouns: they, BirthDate: birth},
		{ID: "E-4", FirstName: "Robin Jr.", Pronouns: xe, BirthDate: birth},
		{ID: "E-5", FirstName: "Sam", BirthDate: birth},
		{ID: "E-6", Pronouns: she},
		{ID: "E-7"},
	}
}

// exampleScale is a measure with the scores of its example.
type exampleScale struct {
	plain, skill, domain string
	measure              record.Measure
	start, now, target   record.Score
}

func exampleScales() []exampleScale {
	of := func(ok, of int) record.Score { return record.Score{Form: record.Ratio, OK: ok, Of: of} }
	form := func(f record.Form, n float64) record.Score { return record.Score{Form: f, Number: n} }
	steps := []record.Step{{Value: 1, Words: "copies with a model"}, {Value: 2, Words: "writes from memory"}, {Value: 3, Words: ""}}
	return []exampleScale{
		{"cut along a curved line", "curve", "scissors", record.Measure{Kind: record.Trials, Of: 10, Better: record.Up}, of(3, 10), of(7, 10), form(record.PercentForm, 80)},
		{"copy a square", "shapes", "scissors", record.Measure{Kind: record.Trials, Better: record.Up}, of(0, 1), of(1, 1), of(4, 5)},
		{"write {their} name", "name", "handwriting", record.Measure{Kind: record.Percent, Better: record.Up}, form(record.PercentForm, 40), form(record.PercentForm, 72.5), form(record.PercentForm, 80)},
		{"stay in {their} seat", "", "attention", record.Measure{Kind: record.Percent, Better: record.Down}, form(record.PercentForm, 60), form(record.PercentForm, 33.3), form(record.PercentForm, 20)},
		{"try new foods", "new-foods", "feeding", record.Measure{Kind: record.Count, Unit: "bites of new food", Better: record.Up}, form(record.Number, 1), form(record.Number, 4), form(record.Number, 5)},
		{"calm down after a change", "calm-down", "sensory-regulation", record.Measure{Kind: record.Count, Unit: "upsets", Better: record.Down}, form(record.Number, 5), form(record.Number, 1), form(record.Number, 0)},
		{"raise {their} hand", "", "social", record.Measure{Kind: record.Count, Better: record.Up}, form(record.Number, 0), form(record.Number, 1), form(record.Number, 4)},
		{"hit the ball", "ball", "bilateral", record.Measure{Kind: record.Rate, Unit: "hits", Better: record.Up}, form(record.Number, 2), form(record.Number, 6.5), form(record.Number, 10)},
		{"stay close to the line", "straight-line", "scissors", record.Measure{Kind: record.Length, Unit: "inches", Better: record.Down}, form(record.Number, 1), form(record.Number, 0.5), form(record.Number, 0.25)},
		{"stay at a table task", "stay-with-task", "attention", record.Measure{Kind: record.Duration, Better: record.Up}, form(record.Seconds, 60), form(record.Seconds, 240), form(record.Seconds, 630)},
		{"get dressed", "shirt", "dressing", record.Measure{Kind: record.Duration, Better: record.Down}, form(record.Seconds, 900), form(record.Seconds, 450), form(record.Seconds, 300)},
		{"start work when asked", "start-task", "attention", record.Measure{Kind: record.Latency, Better: record.Down}, form(record.Seconds, 61), form(record.Seconds, 20), form(record.Seconds, 1)},
		{"put on and zip {their} coat", "coat", "dressing", record.Measure{Kind: record.Assist, Better: record.Up}, form(record.StepForm, 2), form(record.StepForm, 7), form(record.StepForm, 8)},
		{"wash {their} hands", "hand-washing", "toileting", record.Measure{Kind: record.Assist, Better: record.Up}, form(record.StepForm, 0), form(record.StepForm, 1), form(record.StepForm, 4)},
		{"dress {themself}", "shirt", "dressing", record.Measure{Kind: record.GAS, Better: record.Up}, form(record.StepForm, -2), form(record.StepForm, -1), form(record.StepForm, 0)},
		{"write a sentence", "letters", "handwriting", record.Measure{Kind: record.Rubric, Better: record.Up, Steps: steps}, form(record.StepForm, 1), form(record.StepForm, 2), form(record.StepForm, 3)},
		{"write the alphabet", "letters", "handwriting", record.Measure{Kind: record.Rubric, Better: record.Up}, form(record.StepForm, 1), form(record.StepForm, 2), form(record.StepForm, 4)},
		{"ask for a break", "break", "sensory-regulation", record.Measure{Kind: record.YesNo, Better: record.Up}, form(record.Answer, 0), form(record.Answer, 1), form(record.Answer, 1)},
		{"stay at the table", "sit-for-meals", "feeding", record.Measure{Kind: record.YesNo, Unit: "leaving the table", Better: record.Down}, form(record.Answer, 1), form(record.Answer, 0), form(record.Answer, 0)},
		{"use kind words", "", "social", record.Measure{Kind: record.YesNo, Better: record.Down}, form(record.Answer, 1), form(record.Answer, 0), form(record.Answer, 0)},
		{"", "", "", record.Measure{Kind: record.Trials, Better: record.Up}, of(3, 10), of(7, 10), of(8, 10)},
		{"", "", "", record.Measure{Kind: record.Assist, Better: record.Up}, form(record.StepForm, 2), form(record.StepForm, 3), form(record.StepForm, 8)},
		{"join a game", "join-in", "play", record.Measure{Kind: record.Narrative}, record.Score{}, record.Score{}, record.Score{}},
	}
}

// exampleGoals are one goal for each scale.
func exampleGoals(lang string) []record.Goal {
	var list []record.Goal
	for _, x := range exampleScales() {
		list = append(list, x.goal(lang))
	}
	return list
}

// domainGoals are goals of each skill, so that the phrases of every domain
// are seen.
func domainGoals(lang string) []record.Goal {
	domains, err := Domains()
	if err != nil {
		return nil
	}
	var list []record.Goal
	for _, d := range domains {
		for _, skill := range d.Skills {
			for _, x := range exampleScales() {
				if x.plain == "cut along a curved line" || x.plain == "put on and zip {their} coat" {
					x.domain, x.skill = d.Key, skill.Key
					list = append(list, x.goal(lang))
				}
			}
		}
	}
	return list
}

func (x exampleScale) goal(lang string) record.Goal {
	id := record.ID("G-" + record.ShortHash(x.plain+x.skill+x.domain+string(x.measure.Kind)))
	return record.Goal{
		ID: id, Text: "The child will do this as the plan says.", Skill: x.skill, Domain: x.domain,
		PlainName: map[string]string{lang: x.plain}, Source: record.Source{File: "goals.csv", Row: 3},
		Objectives: []record.Objective{{
			ID: id, Measure: x.measure, Baseline: x.start, BaselineDate: date(2026, 8, 5), Target: x.target,
			TargetDate: date(2027, 1, 29), Criterion: record.Criterion{Sessions: 3}, Place: "clinic",
		}},
	}
}

// exampleSummaries are one summary for each status, as the data would be.
func exampleSummaries(o record.Objective) []progress.Summary {
	var list []progress.Summary
	for _, status := range statuses() {
		list = append(list, exampleSummary(o, record.Status(status)))
	}
	undated := exampleSummary(o, record.Better)
	undated.Undated, undated.Aim, undated.Trend, undated.Objective.TargetDate = true, nil, nil, record.Date{}
	if undated.Baseline != nil {
		undated.Baseline.Day = record.Date{}
	}
	if undated.Current != nil {
		undated.Current.How, undated.Current.Points = progress.PhaseMean, undated.Points
	}
	for i := range undated.Points {
		undated.Points[i].Day, undated.Points[i].Order = record.Date{}, i+1
	}
	bare := exampleSummary(o, record.TooEarly)
	bare.Points, bare.InPeriod, bare.Current, bare.Baseline, bare.Target = nil, nil, nil, nil, nil
	ahead := exampleSummary(o, record.OnTrack)
	ahead.Objective.Place = ""
	ahead.Objective.TargetDate = date(2026, 10, 1)
	dropped := exampleSummary(o, record.Met)
	undatedDrop := exampleSummary(o, record.Met)
	if dropped.Reached != nil {
		dropped.Reached.LowerSince, undatedDrop.Reached.LowerSince = date(2026, 10, 21), date(2026, 10, 21)
		undatedDrop.Undated, undatedDrop.Reached.On = true, record.Date{}
	}
	noRun := exampleSummary(o, record.Met)
	noRun.Reached = nil
	return append(list, undated, bare, ahead, dropped, undatedDrop, noRun)
}

func exampleSummary(o record.Objective, status record.Status) progress.Summary {
	sum := progress.Summary{Objective: o, Status: status, Reason: "an example", Newest: date(2026, 10, 28)}
	level := func(score record.Score, how progress.How) *progress.Level {
		value, ok := o.Measure.Value(score)
		if !ok {
			return nil
		}
		return &progress.Level{Value: value, Score: score, How: how, Day: date(2026, 8, 5)}
	}
	sum.Baseline, sum.Target = level(o.Baseline, progress.Documented), level(o.Target, progress.TargetOnly)
	now := exampleNow(o, status)
	count := map[record.Status]int{record.NotStarted: 0, record.TooEarly: 1, record.Paused: 0}
	n, thin := count[status]
	if !thin {
		n = 7
	}
	for i := range n {
		sum.Points = append(sum.Points, record.DataPoint{
			Day: date(2026, 8, 5).AddDays(14 * i), Score: now, Source: record.Source{File: "sessions.csv", Row: 10 + i},
			Supports: "thicker line",
			Help:     record.Help{Ladder: record.PromptLadder, Level: 6, Count: 1}, Place: o.Place,
		})
	}
	if status != record.NoData {
		sum.InPeriod = sum.Points
	}
	if n > 2 {
		sum.Current = level(now, progress.LastThree)
	}
	if sum.Current != nil {
		sum.Current.Points = sum.Points[n-3:]
		sum.Left = []progress.Left{{Reason: "more help", Points: sum.Points[:1]}}
		sum.Trend = exampleTrend(o, status)
	}
	exampleOutcome(&sum, status)
	return sum
}

// exampleTrend goes toward the target, but for a status that says otherwise.
func exampleTrend(o record.Objective, status record.Status) *progress.Trend {
	t := &progress.Trend{PerWeek: 1, N: 7, Days: 84}
	if (o.Measure.Better == record.Down) != (status == record.Lower) {
		t.PerWeek = -1
	}
	return t
}

// exampleNow is the score now that makes the status true.
func exampleNow(o record.Objective, status record.Status) record.Score {
	switch status {
	case record.Met, record.Maintained:
		return o.Target
	case record.Same:
		return o.Baseline
	case record.Lower:
		lower := o.Baseline
		if o.Measure.Better == record.Down {
			lower.Number++
			return lower
		}
		lower.OK, lower.Number = max(0, lower.OK-1), max(0, lower.Number-1)
		return lower
	}
	for _, x := range exampleScales() {
		if x.measure.Kind == o.Measure.Kind && x.start == o.Baseline && x.measure.Better == o.Measure.Better {
			return x.now
		}
	}
	return o.Baseline
}

func exampleOutcome(sum *progress.Summary, status record.Status) {
	m := sum.Objective.Measure
	if (status == record.Met || status == record.Maintained) && len(sum.Points) > 3 {
		sum.Reached = &progress.Reached{On: date(2026, 10, 7), Points: sum.Points[3:6], Kept: status == record.Maintained}
	}
	if sum.Baseline == nil || sum.Target == nil || sum.Current == nil || m.Ordinal() {
		return
	}
	sum.Aim = &progress.AimLine{
		From: date(2026, 8, 5), To: sum.Objective.TargetDate, FromValue: sum.Baseline.Value, ToValue: sum.Target.Value,
		Expected: (sum.Baseline.Value + sum.Target.Value) / 2, Ahead: status == record.OnTrack,
	}
}
