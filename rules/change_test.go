package rules_test

import (
	"testing"

	"milepost/record"
	"milepost/rules"
)

func TestWhatIsAChange(t *testing.T) {
	r := load(t)
	read := func(instrument string, kind record.ScoreKind, score, low, high float64) rules.Reading {
		a := result(instrument, "x", typed(kind, score))
		a.Low, a.High = low, high
		return r.Read(a)
	}
	standard := record.StandardScore
	for _, tt := range []struct {
		rule          string
		before, after rules.Reading
		want          rules.Change
	}{
		{"inside the interval it is no change", read("BOT-2", standard, 38, 0, 0), read("BOT-2", standard, 41, 37, 45), rules.WithinError},
		{"at its edge too", read("BOT-2", standard, 37, 0, 0), read("BOT-2", standard, 41, 37, 45), rules.WithinError},
		{"outside it is", read("BOT-2", standard, 36, 0, 0), read("BOT-2", standard, 41, 37, 45), rules.Higher},
		{"and down", read("BOT-2", standard, 46, 0, 0), read("BOT-2", standard, 41, 37, 45), rules.Lower},
		{"without an interval nobody knows", read("BOT-2", standard, 30, 0, 0), read("BOT-2", standard, 41, 0, 0), rules.NotCompared},
		{"two points on the COPM matter", read("COPM", record.OtherScore, 3, 0, 0), read("COPM", record.OtherScore, 5, 0, 0), rules.Higher},
		{"one does not", read("COPM", record.OtherScore, 3, 0, 0), read("COPM", record.OtherScore, 4, 0, 0), rules.WithinError},
		{"editions are not compared", read("PDMS-2", standard, 80, 0, 0), read("PDMS-3", standard, 90, 85, 95), rules.NotCompared},
		{"nor what is not meant for progress", read("Sensory Profile 2", record.RawScore, 50, 0, 0), read("Sensory Profile 2", record.RawScore, 40, 0, 0), rules.NotCompared},
	} {
		got, why := rules.Compare(tt.before, tt.after)
		if got != tt.want || (why == "") != (tt.want != rules.NotCompared) {
			t.Errorf("%s: got %q (%s), want %q", tt.rule, got, why, tt.want)
		}
	}
}
