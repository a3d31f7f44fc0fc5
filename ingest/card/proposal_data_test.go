package card_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/card"
	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// read reads a level or result as an export has it.
func read(text string) (record.Score, record.Help) {
	s, h, bad := value.ScoreReader{Book: value.NewHelpBook()}.Read(sheet.Cell{Text: text})
	if bad != nil {
		panic(text + " " + bad.Wrong)
	}
	return s, h
}

// goalRow is a goal with levels and results as an export has them, folded.
func goalRow(text, baseline, target string, results ...string) card.GoalRow {
	o := record.Objective{ID: "g"}
	o.Baseline, _ = read(baseline)
	o.Target, _ = read(target)
	g := record.Goal{ID: "g", Text: text, Objectives: []record.Objective{o}}
	raw := record.Versions{Goals: []record.Version[record.Goal]{{Order: 1, Record: g}}}
	for i, r := range results {
		score, help := read(r)
		raw.DataPoints = append(raw.DataPoints, record.Version[record.DataPoint]{Order: 1, Record: record.DataPoint{
			Key: record.KeyOf("p", fmt.Sprint(i)), GoalKeys: []record.Key{record.GoalByID("g")}, Score: score, Help: help,
			Day: record.Date{Year: 2026, Month: 9, Day: 1}.AddDays(7 * i),
		}})
	}
	got := fold.Client(raw, fold.Options{})
	return card.GoalRow{Goal: got.Goals[0], Objective: got.Goals[0].Objectives[0], Points: got.DataPoints}
}

// TestProposalsAgreeWithTheData: what baseline, target and results say comes
// before the words.
func TestProposalsAgreeWithTheData(t *testing.T) {
	tests := []struct {
		name string
		row  card.GoalRow
		want string // measure, unit, better, target, most help, day
	}{
		{"lowercase is not lower", goalRow("Marta will write 20 of 26 lowercase letters.", "6/26", "20/26"), "trials up 20/26"},
		{"a limit belongs to what it limits", goalRow("Kid will tie both shoes in less than 3 minutes on 4 of 5 trials.", "1/5", "", "1/5", "2/5"), "trials up 4/5"},
		{"the results are the times", goalRow("Kid will tie both shoes in less than 3 minutes on 4 of 5 trials.", "5 min", "", "4 min", "3.5 min"), "duration down 3 min"},
		{"a limit by itself", goalRow("Hal will leave the table no more than 2 times in a meal.", "6", "2", "5", "4"), "count down 2"},
		{"a limit that the start is under", goalRow("Hal will leave the table no more than 2 times in a meal.", "1", "", "1", "2"), ""},
		{"a rubric", goalRow("Inga will reach 4 of 5 points on the drawing rubric.", "2", "4", "2", "3"), "rubric up 4"},
		{"a rubric in the words, tries in the data", goalRow("Inga will reach 4 of 5 points on the drawing rubric.", "1/5", "4/5", "2/5"), "trials up 4/5"},
		{"goal attainment", goalRow("Inga will sit, goal attainment scaling level 0.", "-2", "0", "-2", "-1"), "gas up 0"},
		{"goal attainment, only named", goalRow("Inga will sit, goal attainment scaling level 0.", "", "", "1", "2"), "gas up 0"},
		{"levels of help, tries in the words", goalRow("Mia will zip her coat with min A in 4 of 5 trials.", "Max A", "", "Mod A", "Mod A"), "assist up min A"},
		{"tries, help in the words", goalRow("Mia will zip her coat with min A in 4 of 5 trials.", "1/5", "", "2/5", "2/5 Min A"), "trials up 4/5 help min A"},
		{"prompts of no kind", goalRow("Mia will zip her coat in 4 of 5 trials with no more than 2 prompts.", "1/5", "", "2/5", "2/5 VC", "3/5 with 2 prompts"), "trials up 4/5 help 2 prompts"},
		{"prompts of no kind, no data", goalRow("Mia will zip her coat with no more than 2 prompts.", "", ""), "help 2 prompts"},
		{"prompts are what is counted", goalRow("Mia will zip her coat with no more than 2 prompts.", "6 prompts", "", "5 prompts", "4 prompts"), "count prompts down 2"},
		{"prompts of no kind, assistance recorded", goalRow("Mia will zip her coat in 4 of 5 trials with no more than 2 prompts.", "1/5", "", "2/5 Min A", "2/5 Mod A"), "trials up 4/5"},
		{"help on another ladder than recorded", goalRow("Mia will zip her coat with min A in 4 of 5 trials.", "1/5", "", "2/5 VC", "2/5 VC"), "trials up 4/5"},
		{"bites with a prompt", goalRow("Ben will take 6 bites of a new food with verbal prompt.", "", "", "2 bites", "3 bites"), "count bites up 6 help verbal prompt"},
		{"bites without results", goalRow("Ben will take 6 bites of a new food with verbal prompt.", "", ""), "help verbal prompt"},
		{"a day is no target", goalRow("Ana will trace letters by 1/29/2027.", "1/5", "", "2/5"), "trials by 2027-01-29"},
		{"minutes, bare results", goalRow("Sam will sit for 10 minutes.", "3", "", "4", "5"), "duration minutes up 10 min"},
		{"fewer", goalRow("Leo will hit others no more than 2/10 times.", "7/10", "", "6/10"), "trials down 2/10"},
		{"tries to get fewer, by the data", goalRow("Leo will hit others in 2 of 10 chances.", "7/10", "2/10", "6/10"), "trials down 2/10"},
		{"at the target already", goalRow("Leo will snip in 4 of 5 trials.", "4/5", "", "4/5"), "trials"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := proposed(card.Propose(test.row), test.row.Objective); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// proposed writes a proposal, as a list of goals shows it.
func proposed(p card.Proposal, o record.Objective) string {
	target := p.Target
	if target.IsMissing() {
		target = o.Target
	}
	level := ""
	switch target.Form {
	case record.Ratio:
		level = fmt.Sprintf("%d/%d", target.OK, target.Of)
	case record.Seconds:
		level = fmt.Sprintf("%g min", target.Number/60)
	case record.StepForm:
		level = target.Text
	case record.Number:
		level = fmt.Sprint(target.Number)
	}
	words := []string{string(p.Measure.Kind), p.Measure.Unit, string(p.Measure.Better), level}
	if !p.MostHelp.IsZero() {
		words = append(words, "help "+p.MostHelp.Text)
	}
	if !p.TargetDate.IsZero() {
		words = append(words, "by "+p.TargetDate.String())
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// TestNoProposalIsAgainstTheData: whatever the words, levels and results, what
// is proposed makes nothing on file unusable, goes the way that baseline and
// target go, and is never a day.
func TestNoProposalIsAgainstTheData(t *testing.T) {
	clauses := []string{
		"in 4 of 5 trials", "with 80% accuracy", "in less than 3 minutes", "within 30 s", "for 10 minutes", "with no more than 2 verbal prompts",
		"with min A", "independently", "no more than 3 errors", "fewer than 2/10 times", "by 1/29/2027", "by 1/29", "6 bites", "0 meltdowns",
		"reducing meltdowns", "on the drawing rubric", "goal attainment scaling level 0", "over 3 consecutive sessions", "from mod A to min A",
		"lowercase letters", "within 1/4 inch of the line", "2 times per week for 12 weeks", "4 of 5 points",
	}
	levels := []string{"", "", "1/5", "4/5", "9/10", "20%", "80%", "2", "6", "0", "-2", "Mod A", "Min A", "VC", "2 min", "6:30", "yes", "no", "3 bites"}
	rapid.Check(t, func(t *rapid.T) {
		text := "Mia will put on her coat " + strings.Join(rapid.SliceOfN(rapid.SampledFrom(clauses), 1, 4).Draw(t, "clauses"), " ")
		level := rapid.SampledFrom(levels)
		row := goalRow(text, level.Draw(t, "baseline"), level.Draw(t, "target"), rapid.SliceOfN(level, 0, 6).Draw(t, "results")...)
		p := card.Propose(row)
		o := row.Objective
		if o.Measure.Kind == "" {
			o.Measure.Kind, o.Measure.Unit = p.Measure.Kind, p.Measure.Unit
		}
		if o.Target.IsMissing() {
			o.Target = p.Target
		}
		o.Measure.Better, o.MostHelp = p.Measure.Better, p.MostHelp
		if n, before := fold.UnusableIf(o, row.Points), fold.UnusableIf(row.Objective, row.Points); n > before {
			t.Fatalf("%q: %+v makes %d more unusable", text, p, n-before)
		}
		if o.AgainstLevels() || !p.Target.IsMissing() && o.BeginsThere() {
			t.Fatalf("%q: %+v is against baseline or target", text, p)
		}
		if p.Target.Form == record.Ratio && p.Target.Of == 29 {
			t.Fatalf("%q: a day is the target", text)
		}
	})
}
