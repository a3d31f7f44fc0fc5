package value_test

import (
	"testing"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

func TestScoresAreReadByWhatTheySay(t *testing.T) {
	ratio := func(ok, of int) record.Score { return record.Score{Form: record.Ratio, OK: ok, Of: of} }
	percent := func(n float64, bound string) record.Score {
		return record.Score{Form: record.PercentForm, Number: n, Bound: bound}
	}
	amount := func(n float64, bound string) record.Score {
		return record.Score{Form: record.Number, Number: n, Bound: bound}
	}
	seconds := func(n float64) record.Score { return record.Score{Form: record.Seconds, Number: n} }
	step := func(n float64) record.Score { return record.Score{Form: record.StepForm, Number: n} }
	none := record.Score{}
	cases := []struct {
		rule   string
		text   string
		format sheet.Format
		kind   record.Kind
		want   record.Score
		code   string
	}{
		{"a percent sign", "80%", "", "", percent(80, ""), ""},
		{"a percent sign after a space", "80 %", "", "", percent(80, ""), ""},
		{"a percent cell holds a share", "0.8", sheet.AsPercent, "", percent(80, ""), ""},
		{"a percent cell is not rounded", "0.796", sheet.AsPercent, "", percent(79.6, ""), ""},
		{"the point is moved in the text", "0.57", sheet.AsPercent, "", percent(57, ""), ""},
		{"0.07 is 7 exactly", "0.07", sheet.AsPercent, "", percent(7, ""), ""},
		{"an exponent", "8e-1", sheet.AsPercent, "", percent(80, ""), ""},
		{"over 100 in a percent cell", "1.3", sheet.AsPercent, "", none, "score.over"},
		{"130 %", "130%", "", "", none, "score.over"},
		{"a decimal comma", "66,7 %", "", "", percent(66.7, ""), ""},
		{"a slash", "4/5", "", "", ratio(4, 5), ""},
		{"a slash with spaces", "4 / 5", "", "", ratio(4, 5), ""},
		{"words for a slash", "4 of 5", "", "", ratio(4, 5), ""},
		{"more words", "8 out of 10 trials", "", "", ratio(8, 10), ""},
		{"with what was counted", "4 of 5 snips", "", "", ratio(4, 5), ""},
		{"with its percent", "4/5 (80%)", "", "", ratio(4, 5), ""},
		{"with another percent", "4/5 (60%)", "", "", none, "score.text"},
		{"two results in a cell", "4/5, 3/5", "", "", none, "score.text"},
		{"6 of 5", "6/5", "", "", none, "score.over"},
		{"nothing was tried", "0/0", "", "", none, ""},
		{"a colon among trials", "8:10", "", record.Trials, ratio(8, 10), ""},
		{"a colon is a time elsewhere", "6:30", "", "", seconds(390), ""},
		{"minutes", "7 min", "", "", seconds(420), ""},
		{"seconds", "450 s", "", "", seconds(450), ""},
		{"hours and minutes", "1 h 5 min", "", "", seconds(3900), ""},
		{"minutes and seconds without a space", "7m30s", "", "", seconds(450), ""},
		{"a time typed as 6:30 in a spreadsheet", "0.270833333333333", sheet.AsTime, "", seconds(390), ""},
		{"a time with seconds shown", "0.00451388888888889", sheet.AsDuration, "", seconds(390), ""},
		{"a bare number", "3", "", "", amount(3, ""), ""},
		{"a number with its things", "3 meltdowns", "", "", amount(3, ""), ""},
		{"a rate", "2 per hr", "", "", amount(2, ""), ""},
		{"thousands", "1,234.5", "", "", amount(1234.5, ""), ""},
		{"a bare number over 100 where results are percents", "130", "", record.Percent, none, "score.over"},
		{"a negative count", "-3", "", record.Count, none, "score.negative"},
		{"more than", ">80", "", "", amount(80, ">"), ""},
		{"at least in percent", ">= 80%", "", "", percent(80, ">"), ""},
		{"about", "~75", "", "", amount(75, "~"), ""},
		{"a plus behind", "80+", "", "", amount(80, ">"), ""},
		{"a range is its middle", "75-80", "", "", amount(77.5, "-"), ""},
		{"a range in percent", "75-80%", "", "", percent(77.5, "-"), ""},
		{"a range with a long dash", "75–80 %", "", "", percent(77.5, "-"), ""},
		{"a range over 100", "90-110%", "", "", none, "score.over"},
		{"a level of help", "Min A", "", "", step(3), ""},
		{"its long form", "moderate assistance", "", "", step(2), ""},
		{"contact guard", "CGA", "", "", step(4), ""},
		{"stand by", "stand-by assist", "", "", step(5), ""},
		{"modified independent", "ModI", "", "", step(7), ""},
		{"independent", "Independent", "", "", step(8), ""},
		{"hand over hand", "HOH", "", "", step(0), ""},
		{"cues with a count", "2 VC", "", "", step(6), ""},
		{"the most intrusive of several", "2 VC, 1 HOH", "", "", step(0), ""},
		{"between two levels", "Min-Mod A", "", "", record.Score{Form: record.StepForm, Number: 2.5, Bound: "-"}, ""},
		{"gas", "GAS -1", "", "", step(-1), ""},
		{"gas out of range", "GAS +3", "", "", none, "score.gas"},
		{"a bare gas level", "-2", "", record.GAS, amount(-2, ""), ""},
		{"a minus sign", "−2", "", "", amount(-2, ""), ""},
		{"a bare number no gas has", "3", "", record.GAS, none, "score.gas"},
		{"a step", "level 3", "", "", amount(3, ""), ""},
		{"yes", "Yes", "", "", record.Score{Form: record.Answer, Number: 1}, ""},
		{"not met", "not met", "", "", record.Score{Form: record.Answer}, ""},
		{"blank is missing", "", "", "", none, ""},
		{"N/A is missing", "N/A", "", "", none, ""},
		{"a dash is missing", "-", "", "", none, ""},
		{"DNT is missing", "DNT", "", "", none, ""},
		{"not addressed is missing", "Not addressed", "", "", none, ""},
		{"absent is missing", "absent", "", "", none, ""},
		{"zero is not missing", "0", "", "", amount(0, ""), ""},
		{"zero percent is not missing", "0%", "", "", percent(0, ""), ""},
		{"4/5 that a spreadsheet made a date", "46117", sheet.AsDay, "", none, "score.date"},
		{"the same, saved as CSV", "5-Apr", "", "", none, "score.date"},
		{"the same, the other way round", "Apr-05", "", "", none, "score.date"},
		{"words", "doing better", "", "", none, "score.text"},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			got, _, code := value.ReadScore(c.text, c.format, c.kind)
			text := got.Text
			got.Text = ""
			if got != c.want || code != c.code {
				t.Errorf("%q: got %+v %q, want %+v %q", c.text, got, code, c.want, c.code)
			}
			if shown := value.Shown(sheet.Cell{Text: c.text, Format: c.format}); code == "" && text != shown {
				t.Errorf("%q: kept as %q, want the text as the export shows it", c.text, text)
			}
		})
	}
}

func TestHelpBesideAResult(t *testing.T) {
	for text, want := range map[string]record.Help{
		"80% Min A":        {Ladder: record.AssistLadder, Level: 3},
		"4/5 with 2 VC":    {Ladder: record.PromptLadder, Level: 6, Count: 2},
		"4/5, independent": {Ladder: record.AssistLadder, Level: 8},
		"2 VC, 1 HOH":      {Ladder: record.PromptLadder, Level: 0, Count: 1},
		"Min-Mod A":        {Ladder: record.AssistLadder, Level: 2},
		"4 - Min A":        {Ladder: record.AssistLadder, Level: 3},
		"5 (SBA)":          {Ladder: record.AssistLadder, Level: 5},
		"Mod A x2":         {Ladder: record.AssistLadder, Level: 2},
		"3/5 with 2 cues":  {Ladder: record.PromptLadder, Level: record.AnyPrompt, Count: 2},
		"3/5 trials min A": {Ladder: record.AssistLadder, Level: 3},
	} {
		_, help, code := value.ReadScore(text, "", "")
		help.Text = ""
		if help != want || code != "" {
			t.Errorf("%q: %+v %q, want %+v", text, help, code, want)
		}
	}
}

// TestMinutesAreNoHelp: "min" behind a number may be minutes.
func TestMinutesAreNoHelp(t *testing.T) {
	for _, text := range []string{"5-min", "4 - min", "3 min", "3: min"} {
		if s, help, _ := value.ReadScore(text, "", ""); !help.IsZero() || s.Form == record.StepForm {
			t.Errorf("%q: %+v %+v", text, s, help)
		}
	}
}

func TestFit(t *testing.T) {
	number := record.Score{Form: record.Number, Number: 3, Text: "3"}
	cases := []struct {
		rule string
		m    record.Measure
		s    record.Score
		form record.Form
		ok   bool
	}{
		{"a bare number is a count", record.Measure{Kind: record.Count}, number, record.Number, true},
		{"a bare number of fixed trials is a ratio", record.Measure{Kind: record.Trials, Of: 5}, number, record.Ratio, true},
		{"more than all trials", record.Measure{Kind: record.Trials, Of: 2}, number, record.Ratio, false},
		{"a bare number of trials without a number of them", record.Measure{Kind: record.Trials}, number, record.PercentForm, false},
		{"a bare number is minutes where the unit says so", record.Measure{Kind: record.Duration, Unit: "minutes"}, number, record.Seconds, true},
		{"a bare number is no time without a unit", record.Measure{Kind: record.Duration}, number, record.Number, false},
		{"a bare number is a step of a rubric", record.Measure{Kind: record.Rubric}, number, record.StepForm, true},
		{"a bare number is no level of help: scales run both ways", record.Measure{Kind: record.Assist}, number, record.Number, false},
		{"three is no gas level", record.Measure{Kind: record.GAS}, number, record.StepForm, false},
		{"a level of help is no gas level", record.Measure{Kind: record.GAS}, record.Score{Form: record.StepForm, Number: 2, Text: "Mod A"}, record.StepForm, false},
		{"8:10 is a ratio among trials", record.Measure{Kind: record.Trials}, record.Score{Form: record.Seconds, Number: 490, Text: "8:10"}, record.Ratio, true},
		{"a ratio is no time", record.Measure{Kind: record.Duration}, record.Score{Form: record.Ratio, OK: 1, Of: 2}, record.Ratio, false},
		{"missing fits all", record.Measure{Kind: record.GAS}, record.Score{Text: "N/A"}, record.Missing, true},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			got, ok := value.Fit(c.m, c.s)
			if ok != c.ok || ok && got.Form != c.form {
				t.Errorf("%+v: got %+v %v, want %v %v", c.s, got, ok, c.form, c.ok)
			}
		})
	}
}
