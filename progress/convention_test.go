package progress_test

import (
	"testing"

	"milepost/progress"
)

// The rows of the domain facts, 3.1.
func TestScoreConventions(t *testing.T) {
	rows := []struct {
		standard       float64
		t, scaled, bot int
		percentile     float64
		text           string
	}{
		{55, 20, 1, 1, 0.1, "<1"},
		{65, 27, 3, 3, 1, "1"},
		{70, 30, 4, 5, 2, "2"},
		{75, 33, 5, 7, 5, "5"},
		{80, 37, 6, 8, 9, "9"},
		{85, 40, 7, 10, 16, "16"},
		{90, 43, 8, 12, 25, "25"},
		{95, 47, 9, 13, 37, "37"},
		{100, 50, 10, 15, 50, "50"},
		{105, 53, 11, 17, 63, "63"},
		{110, 57, 12, 18, 75, "75"},
		{115, 60, 13, 20, 84, "84"},
		{120, 63, 14, 22, 91, "91"},
		{125, 67, 15, 23, 95, "95"},
		{130, 70, 16, 25, 98, "98"},
		{145, 80, 19, 30, 99.9, ">99"},
	}
	for _, r := range rows {
		z := progress.StandardScale().Z(r.standard)
		if a, b, c := progress.TScale().Score(z), progress.ScaledScale().Score(z), progress.BOTScale().Score(z); a != r.t || b != r.scaled || c != r.bot {
			t.Errorf("standard %v: T %d, scaled %d, BOT %d; want %d, %d, %d", r.standard, a, b, c, r.t, r.scaled, r.bot)
		}
		p := progress.Percentile(z)
		if got := progress.PercentileText(p); !near(p, r.percentile, 0.5) || got != r.text {
			t.Errorf("standard %v: percentile %v, printed %q; want %v, %q", r.standard, p, got, r.percentile, r.text)
		}
		if !progress.PercentileFits(z, r.percentile) {
			t.Errorf("standard %v does not fit its own percentile %v", r.standard, r.percentile)
		}
	}
}

// The rows of publishers' sample reports, domain facts 3.3: both write T-like
// scores with their percentile.
func TestPercentilesOfSampleReports(t *testing.T) {
	for score, want := range map[float64]string{
		61: "86", 27: "1", 39: "14", 40: "16", 31: "3", // BOT-2
		58: "79", 69: "97", 73: "99", 76: ">99", 74: "99", 66: "95", // SPM-2
	} {
		if got := progress.PercentileText(progress.Percentile(progress.TScale().Z(score))); got != want {
			t.Errorf("T %v: got %s, want %s", score, got, want)
		}
	}
}

func TestPercentileFits(t *testing.T) {
	cases := []struct {
		standard, percentile float64
		want                 bool
	}{
		{100, 53, true}, {100, 53.1, false}, {85, 19, false}, {85, 18.8, true}, {70, 3, true}, {70, 4, false}, {130, 97, true}, {130, 95, false},
	}
	for _, c := range cases {
		if got := progress.PercentileFits(progress.StandardScale().Z(c.standard), c.percentile); got != c.want {
			t.Errorf("standard %v with percentile %v: got %v, want %v", c.standard, c.percentile, got, c.want)
		}
	}
	if got := progress.LeastDetectable(3); got != 8.3156 {
		t.Errorf("least detectable change of SEM 3: got %v, want 8.3156", got)
	}
}
