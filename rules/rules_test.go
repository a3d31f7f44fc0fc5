package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"milepost/record"
	"milepost/rules"
)

func load(t *testing.T) rules.Rules {
	t.Helper()
	r, problems, err := rules.Load(nil)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return r
}

func percent(p float64) *float64 { return &p }

func TestShippedRulesSayWhereTheyComeFrom(t *testing.T) {
	r := load(t)
	if len(r.CodeSets) != 9 || len(r.Instruments) != 18 {
		t.Errorf("%d code sets and %d instruments, want 9 and 18", len(r.CodeSets), len(r.Instruments))
	}
	for _, s := range r.CodeSets {
		if s.Verified {
			t.Errorf("%s says it is verified, but nobody has compared it with its source", s.ID)
		}
	}
	for _, i := range r.Instruments {
		if i.Verified {
			t.Errorf("%s says it is verified, but nobody has compared it with its source", i.ID)
		}
	}
}

// The crosswalk: one row a code set, one column a status of the design.
func TestProposedCodes(t *testing.T) {
	columns := []record.Status{
		record.Paused, record.NotStarted, record.NoData, record.Met, record.Maintained, record.TooEarly,
		record.Lower, record.Same, record.OnTrack, record.Slower, record.Better,
	}
	rows := map[string]string{
		"codes-mississippi":          "- D - C C - B B A B -",
		"codes-connecticut":          "- Not_Introduced - Mastered Mastered - No_Progress_to_Date No_Progress_to_Date Satisfactory_Progress Limited/Minimal_Progress -",
		"codes-maryland-mcps":        "- not_yet_introduced - mastered mastered - not_making_sufficient_progress_to_meet_goal not_making_sufficient_progress_to_meet_goal making_sufficient_progress_to_meet_goal not_making_sufficient_progress_to_meet_goal -",
		"codes-california-selpa":     "- - - 4 4 - - - - - -", // the percent of the goal is not known
		"codes-new-york-west-islip":  "- - - A A - - - PS PG -",
		"codes-minnesota-coop":       "- - - met met - insufficient insufficient adequate insufficient -",
		"codes-washington-ieponline": "- NI - - - - - - - - -",
		"codes-virginia":             "- NI - M M - IP IP SP ES -",
		"codes-new-york-ei":          "- - - attained attained - not_achieved not_achieved emerging emerging emerging",
	}
	r := load(t)
	for id, row := range rows {
		set, ok := r.CodeSet(id)
		if !ok {
			t.Errorf("no code set %s", id)
			continue
		}
		for i, want := range strings.Fields(row) {
			want = strings.ReplaceAll(strings.TrimPrefix(want, "-"), "_", " ")
			code, _ := set.Propose(rules.Standing{Status: columns[i]})
			if code.Name() != want {
				t.Errorf("%s, %s: got %q, want %q", id, columns[i], code.Name(), want)
			}
		}
	}
}

func TestCaliforniaBandsByPercentOfTheGoal(t *testing.T) {
	set, _ := load(t).CodeSet("codes-california-selpa")
	for obtained, want := range map[float64]string{-20: "1", 0: "1", 0.99: "1", 1: "2", 49.99: "2", 50: "3", 99.99: "3", 100: "", 140: ""} {
		code, ok := set.Propose(rules.Standing{Status: record.Slower, Obtained: percent(obtained)})
		if code.Code != want || ok != (want != "") {
			t.Errorf("%v%% of the goal: got %q, want %q", obtained, code.Code, want)
		}
	}
	if why := set.Contradicts("3", rules.Standing{Status: record.Slower, Obtained: percent(20)}); why == "" {
		t.Error("substantial at 20% of the goal is not flagged")
	}
}

func TestCodesThatContradictTheData(t *testing.T) {
	cases := []struct {
		name, set, code string
		status          record.Status
		flagged         bool
	}{
		{"sufficient at half of the goal", "codes-mississippi", "A", record.Slower, true},
		{"what is proposed agrees", "codes-mississippi", "B", record.Slower, false},
		{"met without data", "codes-mississippi", "C", record.NoData, true},
		{"sufficient without a target fits", "codes-mississippi", "A", record.Better, false},
		{"not a code", "codes-mississippi", "E", record.Met, true},
		{"see comments fits all", "codes-new-york-west-islip", "SC", record.Lower, false},
		{"inconsistently fits a fall", "codes-new-york-west-islip", "PI", record.Lower, false},
		{"inconsistently does not fit a goal met", "codes-new-york-west-islip", "PI", record.Met, true},
		{"not mastered while on track", "codes-connecticut", "Not Mastered", record.OnTrack, false},
		{"not mastered though met", "codes-connecticut", "Not Mastered", record.Met, true},
	}
	r := load(t)
	for _, c := range cases {
		set, _ := r.CodeSet(c.set)
		if why := set.Contradicts(c.code, rules.Standing{Status: c.status}); (why != "") != c.flagged {
			t.Errorf("%s: got %q, want flagged %v", c.name, why, c.flagged)
		}
	}
}

// Every edge of every shipped band, one below and one above: outside it, the
// words are those of the neighbour or none.
func TestEveryBandBoundary(t *testing.T) {
	edges := 0
	for _, i := range load(t).Instruments {
		for _, s := range i.Scores {
			for n, b := range s.Bands {
				for _, score := range []int{b.From, b.To} {
					edges++
					if got, ok := s.Band(float64(score)); !ok || got != b.Words {
						t.Errorf("%s, %s %d: got %q, want %q", i.ID, s.Name, score, got, b.Words)
					}
				}
				for _, score := range []int{b.From - 1, b.To + 1} {
					if got, ok := s.Band(float64(score)); ok && got == b.Words {
						t.Errorf("%s, %s %d: still %q, band %d", i.ID, s.Name, score, got, n)
					}
				}
			}
		}
	}
	if edges < 100 {
		t.Errorf("only %d edges tested", edges)
	}
}

// Boundaries as their sources print them, so that a slip in a file shows.
func TestBandsBySource(t *testing.T) {
	cases := []struct {
		name, edition, score string
		want                 map[float64]string
	}{
		{"BOT", "2", "percentile", map[float64]string{98: "Well-Above Average", 97: "Above Average", 84: "Above Average", 83: "Average", 18: "Average", 17: "Below Average", 3: "Below Average", 2: "Well-Below Average"}},
		{"SPM", "2", "T-score", map[float64]string{40: "Typical", 59: "Typical", 60: "Moderate Difficulties", 69: "Moderate Difficulties", 70: "Severe Difficulties", 80: "Severe Difficulties", 81: "", 39: ""}},
		{"SPM", "1", "T-score", map[float64]string{49: "Typical", 64: "Some Problems", 74: "Definite Dysfunction", 59: "Typical", 66: "Some Problems", 65: "Some Problems", 48: "Typical"}},
		{"Beery VMI", "6", "standard score", map[float64]string{69: "Very Low", 70: "Low", 80: "Below Average", 89: "Below Average", 90: "Average", 109: "Average", 110: "Above Average", 120: "High", 129: "High", 130: "Very High"}},
		{"PDMS", "2", "quotient", map[float64]string{69: "Very Poor", 89: "Below Average", 90: "Average", 110: "Average", 111: "Above Average", 121: "Superior", 131: "Very Superior"}},
		{"PDMS", "2", "subtest standard score", map[float64]string{3: "Very Poor", 4: "Poor", 6: "Below Average", 8: "Average", 12: "Average", 13: "Above Average", 15: "Superior", 17: "Very Superior"}},
		{"PDMS", "3", "index", map[float64]string{69: "Impaired or delayed", 70: "Borderline impaired or delayed", 90: "Average", 109: "Average", 110: "Above average", 130: "Gifted or very advanced"}},
		{"Bayley", "4", "composite score", map[float64]string{69: "Extremely Low", 79: "Very Low", 89: "Low Average", 90: "Average", 110: "High Average", 120: "Very High", 130: "Extremely High"}},
		{"PEDI-CAT", "", "T-score", map[float64]string{29: "", 30: "within age expectation", 70: "within age expectation", 71: ""}},
	}
	r := load(t)
	for _, c := range cases {
		i, _ := r.Instrument(c.name, c.edition)
		s, ok := i.Score(c.score)
		if !ok {
			t.Errorf("%s %s has no %s", c.name, c.edition, c.score)
		}
		for score, want := range c.want {
			if got, _ := s.Band(score); got != want {
				t.Errorf("%s %s, %s %v: got %q, want %q", c.name, c.edition, c.score, score, got, want)
			}
		}
	}
}

// The rows of publishers' sample reports, domain facts 3.3.
func TestBandsOfSampleReports(t *testing.T) {
	r := load(t)
	bot, _ := r.Instrument("BOT", "2")
	scale, _ := bot.Score("scale score")
	for score, want := range map[float64]string{17: "Average", 22: "Above Average", 3: "Well-Below Average", 5: "Well-Below Average", 7: "Below Average", 4: "Well-Below Average", 6: "Below Average"} {
		if got, _ := scale.Band(score); got != want {
			t.Errorf("BOT-2 scale score %v: got %q, want %q", score, got, want)
		}
	}
	composite, _ := bot.Score("composite standard score")
	for score, want := range map[float64]string{61: "Above Average", 27: "Well-Below Average", 39: "Below Average", 40: "Below Average", 31: "Below Average"} {
		if got, _ := composite.Band(score); got != want {
			t.Errorf("BOT-2 composite %v: got %q, want %q", score, got, want)
		}
	}
	spm, _ := r.Instrument("SPM", "2")
	tscore, _ := spm.Score("T-score")
	for score, want := range map[float64]string{58: "Typical", 69: "Moderate Difficulties", 73: "Severe Difficulties", 76: "Severe Difficulties", 74: "Severe Difficulties", 66: "Moderate Difficulties"} {
		if got, _ := tscore.Band(score); got != want {
			t.Errorf("SPM-2 T %v: got %q, want %q", score, got, want)
		}
	}
}

func TestDirectionAndUseOfInstruments(t *testing.T) {
	r := load(t)
	for key, want := range map[[2]string]rules.Direction{
		{"SPM", "2"}: rules.Difficulty, {"Sensory Profile", "2"}: rules.Frequency, {"BOT", "2"}: rules.Skill,
	} {
		if i, ok := r.Instrument(key[0], key[1]); !ok || i.Direction != want {
			t.Errorf("%v: got %q, want %q", key, i.Direction, want)
		}
	}
	if i, _ := r.Instrument("Sensory Profile", "2"); i.ForProgress() {
		t.Error("Sensory Profile 2 is not for progress")
	}
	if _, ok := r.Instrument("BOT", ""); ok {
		t.Error("an instrument without its edition was found")
	}
}

func TestOwnRules(t *testing.T) {
	own := fstest.MapFS{
		"codes-virginia.yaml": {Data: []byte("kind: progress codes\nid: codes-virginia\ntitle: Ours\nas_of: 2026-12-01\nsource: the district's form\nverified: true\ncomplete: true\ncodes:\n  - {code: X, words: met, proposed_for: [met]}\n")},
		"notes.txt":           {Data: []byte("not a rule")},
	}
	r, problems, err := rules.Load(own)
	set, _ := r.CodeSet("codes-virginia")
	if err != nil || len(problems) > 0 || set.Title != "Ours" || len(r.CodeSets) != 9 {
		t.Errorf("got %q of %d sets, problems %v, %v; want the clinic's own in its place", set.Title, len(r.CodeSets), problems, err)
	}
}

func TestBrokenRulesAreProblems(t *testing.T) {
	head := "kind: progress codes\nid: mine\ntitle: Mine\nas_of: 2026-12-01\nsource: form\n"
	cases := []struct{ name, text, want string }{
		{"no YAML", "kind: [", "mine.yaml"},
		{"unknown kind", "kind: recipe", "is none of"},
		{"unknown key", head + "colour: red\ncodes: [{words: met}]", "colour"},
		{"another id", strings.Replace(head, "id: mine", "id: yours", 1) + "codes: [{words: met}]", "name of the file"},
		{"no day", strings.Replace(head, "2026-12-01", `""`, 1) + "codes: [{words: met}]", "as_of"},
		{"a day that cannot be", strings.Replace(head, "2026-12-01", "2026-02-30", 1) + "codes: [{words: met}]", "as_of"},
		{"no source", strings.Replace(head, "source: form\n", "", 1) + "codes: [{words: met}]", "source"},
		{"no codes", head, "none are listed"},
		{"not a status", head + "codes: [{words: met, proposed_for: [mastered]}]", "not a status"},
		{"two codes for one status", head + "codes: [{words: a, proposed_for: [met]}, {words: b, proposed_for: [met]}]", "two codes"},
		{"bands that overlap", "kind: instrument\nid: mine\ntitle: Mine\nas_of: 2026-12-01\nsource: manual\ninstrument: Mine\ndirection: more skill\nscores: [{score: s, bands: [{from: 1, to: 5, words: low}, {from: 5, to: 9, words: high}]}]", "do not meet"},
		{"bands beyond the range", "kind: instrument\nid: mine\ntitle: Mine\nas_of: 2026-12-01\nsource: manual\ninstrument: Mine\ndirection: more skill\nscores: [{score: s, from: 1, to: 4, bands: [{from: 1, to: 5, words: low}]}]", "range"},
		{"no direction", "kind: instrument\nid: mine\ntitle: Mine\nas_of: 2026-12-01\nsource: manual\ninstrument: Mine", "direction"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r, problems, err := rules.Load(fstest.MapFS{"mine.yaml": {Data: []byte(c.text)}})
			if err != nil || len(problems) != 1 || !strings.Contains(problems[0].String(), c.want) {
				t.Errorf("got %v, %v; want one problem that says %q", problems, err, c.want)
			}
			if len(r.CodeSets) != 9 {
				t.Errorf("%d code sets are left, want the 9 shipped ones", len(r.CodeSets))
			}
		})
	}
}

func FuzzRule(f *testing.F) {
	f.Add("kind: progress codes\nid: mine\ntitle: Mine\nas_of: 2026-12-01\nsource: form\ncodes: [{words: met}]")
	f.Add("kind: instrument\nid: mine\ninstrument: Mine\nscores: [{score: s, bands: [{from: 1, to: 5, words: low}]}]")
	f.Fuzz(func(t *testing.T, text string) {
		r, problems, err := rules.Load(fstest.MapFS{"mine.yaml": {Data: []byte(text)}})
		if err != nil {
			t.Fatalf("a clinic's file stopped the program: %v", err)
		}
		if len(r.CodeSets)+len(r.Instruments)+len(problems) != 9+18+1 {
			t.Fatalf("%q is neither a rule nor a problem", text)
		}
	})
}

func TestCodesAreReadBackFromWhatADraftSays(t *testing.T) {
	r, _, err := rules.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	set, ok := r.CodeSet("codes-mississippi")
	if !ok {
		t.Fatal("no codes of Mississippi")
	}
	for _, c := range []struct{ rule, text, want string }{
		{"with its words", "A, sufficient progress", "A"},
		{"with a full stop", "A, sufficient progress.", "A"},
		{"the code alone", "c", "C"},
		{"other words behind it", "B, see below", "B"},
		{"a code of another set", "SP", "SP"},
	} {
		if got := set.Named(c.text); got != c.want {
			t.Errorf("%s: Named(%q) = %q, want %q", c.rule, c.text, got, c.want)
		}
	}
	for _, code := range set.Codes {
		if got := set.Named(code.Full()); got != code.Name() {
			t.Errorf("Named(%q) = %q, want %q", code.Full(), got, code.Name())
		}
	}
}
