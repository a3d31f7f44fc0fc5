package check_test

import (
	"strings"
	"testing"

	"milepost/check"
)

func TestWhatOnlyTheTeamDecides(t *testing.T) {
	for text, want := range map[string]bool{
		"Linh needs OT twice a week.":                                             true,
		"She requires occupational therapy services at school.":                   true,
		"The school must give her a quiet place.":                                 true,
		"Therapy 2x per week is needed.":                                          true,
		"OT 30 minutes per week.":                                                 true,
		"We recommend a paraprofessional.":                                        true,
		"She is eligible for special education.":                                  true,
		"She should be placed in a smaller class.":                                true,
		"She must receive services.":                                              true,
		"For the team to consider: whether Linh needs OT.":                        false,
		"A thick line may help in cut-and-paste work.":                            false,
		"She came to the clinic for OT 11 times.":                                 false,
		"Linh needs one reminder to turn the paper.":                              false,
		"[[therapist write: what does she need?]]":                                false,
		`Reported by the parent: "She needs OT twice a week."`:                    false,
		`Clinic goal as written: "Linh will receive therapy 2 times per week."`:   false,
		"What is done at school, the team decides; she must receive nothing less": false,
	} {
		found := check.School("# Report\n\n" + text + "\n")
		if (len(found) > 0) != want {
			t.Errorf("%q: got %+v, want found %v", text, found, want)
		}
		if len(found) > 0 && (found[0].Code != check.CodeTeam || found[0].Line != 3 || !strings.Contains(found[0].Do, "For the team to consider: ")) {
			t.Errorf("%q: got %+v, want the consideration on offer", text, found[0])
		}
	}
}

// The lint of goals, domain facts 2.5: each part that a measurable goal says is
// missed where it is taken out.
func TestSuggestedGoalsThatCannotBeMeasured(t *testing.T) {
	lint := func(goal string) string {
		var b strings.Builder
		for _, f := range check.School("# R\n\n## Suggested goals, for the team to consider\n\n" + goal + "\n") {
			if f.Code == check.CodeMeasure {
				b.WriteString(f.Wrong + "\n")
			}
		}
		return b.String()
	}
	whole := "Given a visual model, Linh will cut along a curved line within 1/4 inch in 4 of 5 trials by June 2027, as measured by work samples (baseline: 2 of 5)."
	if got := lint(whole); got != "" {
		t.Errorf("a measurable goal: got %q", got)
	}
	for _, tt := range []struct{ cut, put, want string }{
		{"Linh will cut", "Cutting", "who will do what"},
		{"Given a visual model, ", "", "under what condition"},
		{" within 1/4 inch in 4 of 5 trials", "", "how well"},
		{" by June 2027", "", "by when"},
		{", as measured by work samples", "", "how it is measured"},
		{" (baseline: 2 of 5)", "", "from which level now"},
		{"cut along", "understand", `"understand" is nothing that somebody can see`},
		{"cut along", "be aware of", `"be aware" is nothing that somebody can see`},
	} {
		goal := strings.Replace(whole, tt.cut, tt.put, 1)
		if got := lint(goal); !strings.Contains(got, tt.want) {
			t.Errorf("%q: got %q, want %q", goal, got, tt.want)
		}
	}
	if got := lint("Linh will improve her handwriting."); !strings.Contains(got, `"improve" is nothing`) {
		t.Errorf("improve alone: got %q", got)
	}
	if got := lint("Given a model, Linh will increase her cutting to 4 of 5 trials by June 2027, as measured by work samples (baseline 2 of 5)."); got != "" {
		t.Errorf("increase with a number: got %q", got)
	}
}

func TestAnAssessmentReportHasItsSections(t *testing.T) {
	whole := "---\ndocument: school assessment\naudience: school\nclient: C-1\nperiod: not known\nlanguage: en\ndraft: aaaaaaaaaaaa\nbase: bbbbbbbbbbbb\n---\n\n# Report\n\nWords.\n\n" +
		"## Purpose and question\n\nWords.\n\n## Sources of information\n\n- Words\n\n## Background\n\nWords.\n\n## Behavior during testing\n\nWords.\n\n## Results\n\n### BOT-2\n\nWords.\n\n## Strengths\n\nWords.\n"
	if found := check.School(whole); len(found) > 0 {
		t.Errorf("a whole report: got %+v", found)
	}
	for _, tt := range []struct {
		rule, cut string
		part      bool
	}{
		{"a required section is empty", "## Behavior during testing\n\nWords.", true},
		{"another one may be accepted", "## Background\n\nWords.", false},
		{"results of a test without a word", "### BOT-2\n\nWords.", false},
	} {
		heading, _, _ := strings.Cut(tt.cut, "\n")
		found := check.School(strings.Replace(whole, tt.cut, heading, 1))
		if len(found) != 1 || found[0].Code != check.CodeEmpty || found[0].Part != tt.part {
			t.Errorf("%s: got %+v", tt.rule, found)
		}
	}
	found := check.School(strings.Replace(whole, "## Strengths\n\nWords.\n", "", 1))
	if len(found) != 1 || !found[0].Part || !strings.Contains(found[0].Wrong, "is gone") {
		t.Errorf("a required section is gone: got %+v", found)
	}
}
