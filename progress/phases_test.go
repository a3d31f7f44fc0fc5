package progress_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"milepost/progress"
	"milepost/record"

	"pgregory.net/rapid"
)

var (
	v1 = progress.Phases{Before: []float64{20, 20, 26, 25, 22, 23}, During: []float64{28, 25, 24, 27, 30, 30, 29}}
	v2 = progress.Phases{Before: []float64{3, 3, 4, 5}, During: []float64{4, 5, 6, 7, 7}}
	v3 = progress.Phases{Before: []float64{2, 3, 5, 3}, During: []float64{4, 5, 5, 7, 6}}
	v4 = progress.Phases{Before: []float64{4, 3, 4, 3, 4, 7, 5, 2, 3, 2}, During: []float64{5, 9, 7, 9, 7, 5, 9, 11, 11, 10, 9}}
	v5 = progress.Phases{Before: []float64{12, 14, 9, 10}, During: []float64{10, 6, 4, 5, 3, 4}, Better: record.Down}
	v6 = progress.Phases{Before: []float64{1, 2, 3, 4, 5}, During: []float64{6, 7, 8, 9, 10}}
	// cubs falls; tarlow falls too, but its documentation takes up as better.
	cubs   = progress.Phases{Before: []float64{20, 22, 24, 17}, During: []float64{21, 13, 10, 9, 20, 9, 18}, Better: record.Down}
	tarlow = progress.Phases{Before: []float64{33, 25, 17, 25, 14, 13, 15}, During: []float64{15, 16, 16, 5, 7, 9, 6, 5, 3, 3, 8, 11, 7}}
)

// The vectors of the domain facts, 4.5.
func TestEffectSizes(t *testing.T) {
	tau := func(p progress.Phases) func() (float64, bool) { return p.Tau }
	cases := []struct {
		name string
		got  func() (float64, bool)
		want float64
	}{
		{"V1 PND", v1.PND, 5.0 / 7},
		{"V1 PAND", v1.PAND, 11.0 / 13},
		{"V1 PEM", v1.PEM, 1},
		{"V1 robust IRD", v1.IRD, 6.0/7 - 1.0/6},
		{"V1 NAP", v1.NAP, 38.5 / 42},
		{"V1 Tau", tau(v1), 35.0 / 42},
		{"V1 Tau-U", v1.TauU, 0.7380952},
		{"V1 Tau-BC", v1.TauBC, 0.2857143},
		{"V1 PoGO 25", func() (float64, bool) { return v1.PoGO(25) }, 210.2040816},
		{"V1 PoGO 30", func() (float64, bool) { return v1.PoGO(30) }, 66.8831169},
		{"V1 PoGO 35", func() (float64, bool) { return v1.PoGO(35) }, 39.7683398},
		{"V2 Tau", tau(v2), 16.0 / 20},
		{"V2 Tau-U", v2.TauU, 11.0 / 20},
		{"V3 Tau", tau(v3), 0.8},
		{"V4 NAP", v4.NAP, 106.0 / 110},
		{"V4 Tau-U is over 1", v4.TauU, 1.0181818},
		{"V5 NAP where less is better", v5.NAP, 0.9375},
		{"V5 PND where less is better", v5.PND, 5.0 / 6},
		{"V6 Tau", tau(v6), 1},
		{"V6 Tau-U", v6.TauU, 0.6},
		{"V6 Tau-BC credits therapy with nothing", v6.TauBC, 0},
		{"cubs PAND by fewest left out, not 63.6% as scan sorts", cubs.PAND, 9.0 / 11},
	}
	for _, c := range cases {
		if got, ok := c.got(); !ok || !near(got, c.want, 1e-6) {
			t.Errorf("%s: got %v, %v; want %v", c.name, got, ok, c.want)
		}
	}
}

func TestNAPErrors(t *testing.T) {
	got, ok := v1.NAPErrors()
	if !ok || !near(got.Unbiased, 0.06900656, 1e-8) || !near(got.Hanley, 0.0773918, 1e-7) || !near(got.Null, 0.1666667, 1e-7) {
		t.Errorf("V1: got %+v, want 0.069007, 0.0773918 and 0.166667", got)
	}
	if _, ok := (progress.Phases{Before: []float64{1}, During: []float64{2, 3}}).NAPErrors(); ok {
		t.Error("one baseline point has a standard error")
	}
}

// All rows of the printed example "Bob".
func TestTauParts(t *testing.T) {
	parts, _ := v3.TauParts()
	want := progress.TauParts{
		Between: progress.Pairing{Pairs: 20, Up: 17, Down: 1, Ties: 2},
		Before:  progress.Pairing{Pairs: 6, Up: 4, Down: 1, Ties: 1},
		During:  progress.Pairing{Pairs: 10, Up: 8, Down: 1, Ties: 1},
	}
	if parts != want {
		t.Fatalf("got %+v, want %+v", parts, want)
	}
	s, a, b := parts.Between.S(), parts.Before.S(), parts.During.S()
	for _, c := range []struct {
		name     string
		s, pairs int
		want     float64
	}{
		{"A vs B", s, 20, 0.80},
		{"trend A", a, 6, 0.50},
		{"trend B", b, 10, 0.70},
		{"A vs B - trend A", s - a, 20, 0.65},
		{"A vs B + trend B", s + b, 30, 0.77},
		{"A vs B + trend B - trend A", s + b - a, 36, 0.56},
	} {
		if got := float64(c.s) / float64(c.pairs); !near(got, c.want, 0.005) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	v4parts, _ := v4.TauParts()
	if v4parts.Between != (progress.Pairing{Pairs: 110, Up: 104, Down: 2, Ties: 4}) || v4parts.Before.S() != -10 {
		t.Errorf("V4: got %+v, want 104, 2 and 4 of 110, S of A -10", v4parts)
	}
}

func TestKendall(t *testing.T) {
	x := []float64{1, 2.5, 2.5, 4.5, 4.5, 6.5, 6.5, 8, 9.5, 9.5}
	y := []float64{1, 2, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10}
	if got, ok := progress.KendallTauB(x, y); !ok || !near(got, 33/math.Sqrt(41*36), 1e-12) {
		t.Errorf("Kendall 1970: got %v, want 0.859", got)
	}
	if _, ok := progress.KendallTauB([]float64{1, 1}, []float64{1, 2}); ok {
		t.Error("all x equal, but there is a tau")
	}
	if got, ok := tarlow.TauBCKendall(); !ok || !near(got, 0.70, 0.005) {
		t.Errorf("baseline corrected tau: got %v, want 0.70", got)
	}
	phase := make([]float64, 7, 20)
	for range 13 {
		phase = append(phase, 1)
	}
	if got, _ := progress.KendallTauB(phase, append(append([]float64{}, tarlow.Before...), tarlow.During...)); !near(got, -0.57, 0.005) {
		t.Errorf("uncorrected tau: got %v, want -0.57", got)
	}
	if got, _ := progress.KendallTauB([]float64{1, 2, 3, 4, 5, 6, 7}, tarlow.Before); !near(got, -0.68, 0.005) {
		t.Errorf("tau of the baseline with time: got %v, want -0.68", got)
	}
}

// The published facts as the data set states them.
func TestPublishedFacts(t *testing.T) {
	raw, err := os.ReadFile(shared(t, "sced-published-facts", "known_answers.json"))
	if err != nil {
		t.Fatal(err)
	}
	var facts struct {
		Cases []struct {
			ID       string
			A, B     []float64
			Expected map[string]any
		}
	}
	if err := json.Unmarshal(raw, &facts); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, c := range facts.Cases {
		p := progress.Phases{Before: c.A, During: c.B}
		for name, f := range map[string]func() (float64, bool){
			"PND": p.PND, "PAND (SingleCaseES: robust 1-2/13)": p.PAND, "PEM": p.PEM, "IRD (robust)": p.IRD, "NAP": p.NAP,
			"Tau": p.Tau, "Tau-U": p.TauU, "Tau-BC": p.TauBC, "baseline corrected tau (Theil-Sen)": p.TauBCKendall,
		} {
			want, stated := c.Expected[name]
			if !stated {
				continue
			}
			checked++
			if got, ok := f(); !ok || !near(got, fraction(t, want), 1e-3) {
				t.Errorf("%s, %s: got %v, want %v", c.ID, name, got, want)
			}
		}
	}
	if checked != 12 {
		t.Errorf("%d published values checked, want 12", checked)
	}
}

// fraction reads 5/7, 6/7-1/6 or a number.
func fraction(t *testing.T, v any) float64 {
	t.Helper()
	text, ok := v.(string)
	if !ok {
		return v.(float64)
	}
	switch text {
	case "6/7-1/6":
		return 6.0/7 - 1.0/6
	}
	var a, b float64
	for i := range text {
		if text[i] == '/' {
			a, b = number(t, text[:i]), number(t, text[i+1:])
		}
	}
	if b == 0 {
		t.Fatalf("%q is not a fraction", text)
	}
	return a / b
}

func drawPhases(t *rapid.T) progress.Phases {
	draw := func(name string) []float64 {
		var values []float64
		for _, n := range rapid.SliceOfN(rapid.IntRange(-9, 9), 2, 8).Draw(t, name) {
			values = append(values, float64(n))
		}
		return values
	}
	return progress.Phases{Before: draw("before"), During: draw("during")}
}

func all(p progress.Phases) map[string]float64 {
	values := map[string]float64{}
	for name, f := range map[string]func() (float64, bool){
		"PND": p.PND, "PEM": p.PEM, "PAND": p.PAND, "IRD": p.IRD, "NAP": p.NAP, "Tau": p.Tau, "TauU": p.TauU,
		"TauBC": p.TauBC, "TauBCKendall": p.TauBCKendall,
	} {
		values[name], _ = f()
	}
	errors, _ := p.NAPErrors()
	values["unbiased"], values["hanley"] = errors.Unbiased, errors.Hanley
	return values
}

func mapped(values []float64, f func(float64) float64) []float64 {
	var out []float64
	for _, v := range values {
		out = append(out, f(v))
	}
	return out
}

// No effect size changes when a constant is added, or when values and
// direction are mirrored; those that know no time do not change when points
// change places.
func TestEffectSizesKeep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPhases(t)
		plain := all(p)
		up := func(v float64) float64 { return v + 17 }
		down := func(v float64) float64 { return -v }
		higher := progress.Phases{Before: mapped(p.Before, up), During: mapped(p.During, up)}
		mirror := progress.Phases{Before: mapped(p.Before, down), During: mapped(p.During, down), Better: record.Down}
		shuffled := progress.Phases{Before: rapid.Permutation(p.Before).Draw(t, "b"), During: rapid.Permutation(p.During).Draw(t, "d")}
		moved, mirrored, mixed := all(higher), all(mirror), all(shuffled)
		for name, v := range plain {
			if !near(v, moved[name], 1e-9) || !near(v, mirrored[name], 1e-9) {
				t.Fatalf("%s of %+v: %v, 17 higher %v, mirrored %v", name, p, v, moved[name], mirrored[name])
			}
			if name != "TauU" && name != "TauBC" && name != "TauBCKendall" && !near(v, mixed[name], 1e-9) {
				t.Fatalf("%s of %+v: %v, in another order %v", name, p, v, mixed[name])
			}
		}
		if !near(plain["Tau"], 2*plain["NAP"]-1, 1e-12) {
			t.Fatalf("tau %v is not 2 NAP - 1 of %v", plain["Tau"], plain["NAP"])
		}
	})
}

func TestEffectSizesOfNothing(t *testing.T) {
	for name, p := range map[string]progress.Phases{"no phase": {}, "no baseline": {During: []float64{1}}, "no treatment": {Before: []float64{1, 2}}} {
		for what, f := range map[string]func() (float64, bool){
			"PND": p.PND, "PEM": p.PEM, "PAND": p.PAND, "IRD": p.IRD, "NAP": p.NAP, "Tau": p.Tau, "TauU": p.TauU, "TauBC": p.TauBC,
		} {
			if v, ok := f(); ok {
				t.Errorf("%s: %s is %v, want none", name, what, v)
			}
		}
	}
}
