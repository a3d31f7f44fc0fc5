package rules_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"milepost/record"
	"milepost/rules"
)

// result is a result of one scale; numbers of 0 are not typed.
func result(instrument, scale string, scores ...record.TestScore) record.Assessment {
	return record.Assessment{Instrument: instrument, Scale: scale, Scores: scores}
}

func typed(kind record.ScoreKind, number float64) record.TestScore {
	return record.TestScore{Kind: kind, Number: number, Text: fmt.Sprint(number), Column: string(kind)}
}

func above(number float64) record.TestScore {
	return record.TestScore{Kind: record.Percentile, Number: number, Bound: ">", Text: fmt.Sprint(">", number), Column: "percentile"}
}

// The rows of publishers' sample reports, domain facts 3.3: each lands in its
// band, and nothing is said against it.
func TestPublishedRowsLandInTheirBands(t *testing.T) {
	scale := func(n float64) record.TestScore { return typed(record.ScaledScore, n) }
	standard := func(n float64) record.TestScore { return typed(record.StandardScore, n) }
	tscore := func(n float64) record.TestScore { return typed(record.TScore, n) }
	rank := func(n float64) record.TestScore { return typed(record.Percentile, n) }
	r := load(t)
	for _, row := range []struct {
		a    record.Assessment
		band string
		want string
	}{
		{result("BOT-2", "Fine Motor Precision", scale(17)), "Average", "Average"},
		{result("BOT-2", "Fine Motor Integration", scale(22)), "Above Average", "Above Average"},
		{result("BOT-2", "Fine Manual Control", typed(record.RawScore, 39), standard(61), rank(86)), "Above Average", "Above Average"},
		{result("BOT-2", "Manual Dexterity", scale(3)), "Well-Below Average", "Well-Below Average"},
		{result("BOT-2", "Upper-Limb Coordination", scale(5)), "Well-Below Average", "Well-Below Average"},
		{result("BOT-2", "Manual Coordination", standard(27), rank(1)), "Well-Below Average", "Well-Below Average"},
		{result("BOT-2", "Fine Motor Composite", standard(39), rank(14)), "Below Average", "Below Average"},
		{result("BOT-2", "Bilateral Coordination", scale(7)), "Below Average", "Below Average"},
		{result("BOT-2", "Balance", scale(17)), "Average", "Average"},
		{result("BOT-2", "Body Coordination", standard(40), rank(16)), "Below Average", "Below Average"},
		{result("BOT-2", "Running Speed & Agility", scale(4)), "Well-Below Average", "Well-Below Average"},
		{result("BOT-2", "Strength (full push-ups)", scale(6)), "Below Average", "Below Average"},
		{result("BOT-2", "Strength and Agility", standard(31), rank(3)), "Below Average", "Below Average"},

		{result("SPM-2", "VIS", tscore(58), rank(79)), "Typical", "Typical"},
		{result("SPM-2", "HEA", tscore(69), rank(97)), "Moderate", "Moderate Difficulties"},
		{result("SPM-2", "TOU", tscore(73), rank(99)), "Severe", "Severe Difficulties"},
		{result("SPM-2", "T&S", tscore(58), rank(79)), "Typical", "Typical"},
		{result("SPM-2", "BOD", tscore(76), above(99)), "Severe", "Severe Difficulties"},
		{result("SPM-2", "BAL", tscore(76), above(99)), "Severe", "Severe Difficulties"},
		{result("SPM-2", "ST", tscore(74), rank(99)), "Severe", "Severe Difficulties"},
		{result("SPM-2", "PLN", tscore(74), rank(99)), "Severe", "Severe Difficulties"},
		{result("SPM-2", "SOC", tscore(66), rank(95)), "Moderate", "Moderate Difficulties"},

		{result("SPM-1", "VIS", tscore(49)), "Typical", "Typical"},
		{result("SPM-1", "HEA", tscore(64)), "Some", "Some Problems"},
		{result("SPM-1", "TOU", tscore(74)), "Definite", "Definite Dysfunction"},
		{result("SPM-1", "BOD", tscore(59)), "Typical", "Typical"},
		{result("SPM-1", "BAL", tscore(66)), "Some Problems", "Some Problems"},
		{result("SPM-1", "PLN", tscore(65)), "Some Problems", "Some Problems"},
		{result("SPM-1", "SOC", tscore(48)), "Typical", "Typical"},
	} {
		row.a.Band = row.band
		got := r.Read(row.a)
		if got.Band != row.want || got.Typed || !got.Known || len(got.Concerns) > 0 {
			t.Errorf("%s %s: got %q, concerns %+v, want %q and none", row.a.Instrument, row.a.Scale, got.Band, got.Concerns, row.want)
		}
	}
}

func TestWhatDoesNotGoTogetherIsWarnedOf(t *testing.T) {
	r := load(t)
	for _, tt := range []struct {
		rule string
		a    record.Assessment
		band string
		want string // code of the one concern; "" none
	}{
		{"a composite of 50/10 read as one of 100/15", result("BOT-2", "x", typed(record.StandardScore, 61), typed(record.Percentile, 50)), "", "assessment.percentile"},
		{"three points off in the middle is norms", result("Beery VMI 6", "x", typed(record.StandardScore, 100), typed(record.Percentile, 53)), "", ""},
		{"four are not", result("Beery VMI 6", "x", typed(record.StandardScore, 100), typed(record.Percentile, 54)), "", "assessment.percentile"},
		{"one point off in a tail is norms", result("Beery VMI 6", "x", typed(record.StandardScore, 70), typed(record.Percentile, 3)), "", ""},
		{"two are not", result("Beery VMI 6", "x", typed(record.StandardScore, 70), typed(record.Percentile, 4)), "", "assessment.percentile"},
		{"another publisher's word", result("Beery VMI 6", "x", typed(record.StandardScore, 87)), "Average", "assessment.band"},
		{"PDMS-2 calls 90 average", result("PDMS-2", "x", typed(record.StandardScore, 110)), "Average", ""},
		{"and PDMS-3 calls 110 above", result("PDMS-3", "x", typed(record.StandardScore, 110)), "Average", "assessment.band"},
		{"a score outside its range", result("SPM-2", "x", typed(record.TScore, 81)), "", "assessment.range"},
		{"a subtest's score in the composite's column", result("PDMS-2", "Grasping", typed(record.StandardScore, 9)), "", "assessment.range"},
		{"a score that the instrument does not give", result("SPM-2", "x", typed(record.StandardScore, 100)), "", "assessment.kind"},
		{"no edition where there are several", result("BOT", "x", typed(record.ScaledScore, 10)), "", "assessment.edition"},
		{"an edition that is not known", result("BOT-4", "x", typed(record.ScaledScore, 10)), "", "assessment.edition"},
		{"no edition where one is known: it is not guessed", result("Beery VMI", "x", typed(record.StandardScore, 100)), "", "assessment.edition"},
		{"an instrument that is not known", result("Flying Saucer Test", "x", typed(record.StandardScore, 100)), "", "assessment.instrument"},
		{"a word of the instrument without a table", result("Sensory Profile 2", "Seeking", typed(record.RawScore, 50)), "More Than Others", ""},
		{"a word that it does not have", result("Sensory Profile 2", "Seeking", typed(record.RawScore, 50)), "Definite Difference", "assessment.band"},
	} {
		tt.a.Band = tt.band
		got := ""
		for _, c := range r.Read(tt.a).Concerns {
			got += c.Code
			if c.Wrong == "" || c.Next.IsZero() {
				t.Errorf("%s: %+v says not what is wrong and what to do", tt.rule, c)
			}
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.rule, got, tt.want)
		}
	}
	a := result("Beery VMI 6", "x", typed(record.StandardScore, 87))
	a.Low, a.High = 90, 104
	if got := r.Read(a).Concerns; len(got) != 1 || got[0].Code != "assessment.interval" {
		t.Errorf("a score outside its interval: got %+v", got)
	}
}

// A typed value always stands: what is read of it never differs from it.
func TestNothingIsMendedInSilence(t *testing.T) {
	a := result("Beery VMI 6", "x", typed(record.StandardScore, 87), typed(record.Percentile, 50))
	got := load(t).Read(a)
	if fmt.Sprint(got.Assessment) != fmt.Sprint(a) || len(got.Concerns) == 0 {
		t.Errorf("got %+v with %d concerns, want what was typed, and a warning", got.Assessment, len(got.Concerns))
	}
}

// The table of domain facts 3.1.
func TestPercentilesOfTheNormalModel(t *testing.T) {
	hundred := rules.ScoreType{Name: "standard score", Mean: 100, SD: 15}
	fifty := rules.ScoreType{Name: "T-score", Mean: 50, SD: 10}
	ten := rules.ScoreType{Name: "scaled score", Mean: 10, SD: 3}
	bot := rules.ScoreType{Name: "scale score", Mean: 15, SD: 5}
	for _, tt := range []struct {
		of    rules.ScoreType
		score float64
		want  float64
	}{
		{hundred, 55, 0.1},
		{hundred, 70, 2},
		{hundred, 75, 5},
		{hundred, 80, 9},
		{hundred, 85, 16},
		{hundred, 90, 25},
		{hundred, 95, 37},
		{hundred, 100, 50},
		{hundred, 105, 63},
		{hundred, 110, 75},
		{hundred, 115, 84},
		{hundred, 120, 91},
		{hundred, 130, 98},
		{hundred, 145, 99.9},
		{fifty, 20, 0.1},
		{fifty, 30, 2},
		{fifty, 40, 16},
		{fifty, 60, 84},
		{fifty, 70, 98},
		{ten, 7, 16},
		{ten, 13, 84},
		{bot, 10, 16},
		{bot, 25, 98},
	} {
		got, ok := tt.of.PercentileOf(tt.score)
		if unit := 1.0; !ok || math.Abs(got-tt.want) > unit/2 {
			t.Errorf("%s %v: got %v, want %v", tt.of.Name, tt.score, got, tt.want)
		}
	}
}

func TestInstrumentsByTheNamesThatPeopleWrite(t *testing.T) {
	r := load(t)
	for name, want := range map[[2]string]string{
		{"BOT-2", ""}: "instrument-bot-2", {"bot2", ""}: "instrument-bot-2", {"BOT", "2"}: "instrument-bot-2", {"BOT-2", "2"}: "instrument-bot-2",
		{"Bruininks-Oseretsky Test of Motor Proficiency, 2nd edition", ""}: "instrument-bot-2",
		{"Sensory Profile 2", ""}: "instrument-sp-2", {"SP-2", ""}: "instrument-sp-2", {"PEDI-CAT", ""}: "instrument-pedi-cat", {"COPM", ""}: "instrument-copm",
		{"BOT-2", "3"}: "", {"BOT", ""}: "", {"", ""}: "",
	} {
		got, concern := r.Find(name[0], name[1])
		if got.ID != want || (concern == nil) != (want != "") {
			t.Errorf("%q: got %q, %+v, want %q", name, got.ID, concern, want)
		}
	}
	if _, concern := r.Find("BOT", ""); concern == nil || !strings.Contains(concern.Wrong, "BOT-2, BOT-3") {
		t.Errorf("without an edition: got %+v, want the editions that there are", concern)
	}
}
