package report_test

import (
	"slices"
	"strings"
	"testing"

	"milepost/progress"
	"milepost/record"
	"milepost/report"
)

func TestColleaguesAreThoseWhoHeldSessions(t *testing.T) {
	staff := []record.Therapist{{ID: "T-1", Name: "Zoë Łukasz"}, {ID: "T-2", Name: "Marisol Vega"}, {ID: "T-3", Name: "Kim Lee"}}
	held := func(day int, by record.ID, status string) record.Session {
		return record.Session{Day: firstDay.AddDays(day), Therapist: by, Status: status, Source: record.Source{Row: day + 2}}
	}
	got := report.Colleagues([]record.Session{
		held(-3, "T-3", record.Attended), held(0, "T-2", record.Attended), held(3, "marisol vega", record.Attended),
		held(4, "T-1", record.Cancelled), held(7, "T-1", record.Attended), held(9, "T-3", record.Attended), held(10, "T-3", record.NoShow),
		held(11, "T-9", record.Attended), held(12, "", record.Attended),
	}, staff, staff[0], autumn)
	if len(got) != 2 || got[0].Therapist.ID != "T-2" || got[1].Therapist.ID != "T-3" {
		t.Fatalf("got %+v, want T-2 and T-3", got)
	}
	if got[0].Until != firstDay.AddDays(3) || len(got[0].Sources) != 2 {
		t.Errorf("T-2 came before the signer's first session: got %+v", got[0])
	}
	if !got[1].Until.IsZero() {
		t.Errorf("T-3 came in between: got until %v", got[1].Until)
	}
}

func TestTheFormFollowsTheClientsCourse(t *testing.T) {
	r, c := rulers(), courses()
	usual := func() report.Input { return inputOf(t, goalOf("g-12", r[1], c[0])) }
	for _, tt := range []struct {
		rule   string
		change func(*report.Input)
		want   string
	}{
		{"nothing special", func(*report.Input) {}, "progress-report"},
		{"care began 41 days before", func(in *report.Input) { in.Client.StartOfCare = lastDay.AddDays(-41) }, report.WelcomeLetter},
		{"care began 42 days before", func(in *report.Input) { in.Client.StartOfCare = lastDay.AddDays(-42) }, "progress-report"},
		{"a period just begun, told up to today", func(in *report.Input) {
			in.Client.StartOfCare, in.AsOf = firstDay, firstDay.AddDays(20)
		}, report.WelcomeLetter},
		{"discharged on the last day", func(in *report.Input) { in.Client.Discharged = lastDay }, report.DischargeSummary},
		{"discharged the day after", func(in *report.Input) { in.Client.Discharged = lastDay.AddDays(1) }, "progress-report"},
		{"all goals without new numbers", func(in *report.Input) { *in = inputOf(t, goalOf("g", r[1], c[8]), goalOf("h", r[3], c[10])) }, report.NoDataLetter},
		{"all goals on pause", func(in *report.Input) { *in = inputOf(t, goalOf("g", r[1], c[9])) }, report.NoDataLetter},
		{"one goal has new numbers", func(in *report.Input) { *in = inputOf(t, goalOf("g", r[1], c[8]), goalOf("h", r[3], c[0])) }, "progress-report"},
		{"no goals", func(in *report.Input) { in.Goals = nil }, "progress-report"},
		{"for a school", func(in *report.Input) { in.Client.Discharged, in.Key.Audience = lastDay, "school" }, "progress-report"},
	} {
		in := usual()
		tt.change(&in)
		if got := report.Form(in); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.rule, got, tt.want)
		}
	}
}

func TestChosenCodesAreReadUnderTheirGoals(t *testing.T) {
	text := "# Report\n\nProgress code (Virginia): SP\n\n## Cut: on track {#g-1}\n\nProgress code (Virginia): SP, sufficient progress\n" +
		"[[therapist confirm: Progress code (Virginia): M, mastered]]\n\n```trend g-1\nProgress code (Virginia): IP\n```\n\n## Zip: same {#g-2}\n\nprogress code (a \\[set\\]): NI\n"
	got := report.ChosenCodes(text, "Progress code")
	want := []report.ChosenCode{{Goal: "g-1", Code: "SP, sufficient progress", Line: 7}, {Goal: "g-2", Code: "NI", Line: 16}}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// TestAgainstTheLastSignedReport holds what is said against the level that was
// signed, whatever the data say of that time today.
func TestAgainstTheLastSignedReport(t *testing.T) {
	in := inputOf(t, goalOf("g-12", rulers()[1], courses()[0]))
	in.Signed = signedAt(5)
	body := compose(t, in)
	found := false
	for _, s := range body.Sentences {
		if s.ID != "g-12/since/1" {
			continue
		}
		found = true
		if s.Facts[0].Sources[0].File != "signed/old.md" || !hasAny(s.Text, "5 out of 10 times") {
			t.Errorf("got %q with %+v", s.Text, s.Facts)
		}
	}
	if !found {
		t.Errorf("nothing is said of the last report:\n%s", body.Markdown)
	}
}

// signedAt is a last signed report that told a level of so many of 10.
func signedAt(ok int) map[record.ID]progress.Signed {
	return map[record.ID]progress.Signed{"g-12": {
		Period:  record.Period{From: firstDay.AddDays(-90), To: firstDay.AddDays(-1)},
		Current: record.Score{Form: record.Ratio, OK: ok, Of: 10}, Status: record.OnTrack,
		Source: record.Source{File: "signed/old.md"},
	}}
}

func hasAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
