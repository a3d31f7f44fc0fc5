package progress_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"milepost/progress"
	"milepost/record"
)

// shared returns a path below the data that are not part of the project; the
// test is skipped where they are absent, but not in CI.
func shared(t *testing.T, parts ...string) string {
	t.Helper()
	name := filepath.Join(append([]string{"..", "..", "shared", "data"}, parts...)...)
	if _, err := os.Stat(name); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return name
}

// table reads a CSV file as one map a row.
func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, cell := range row {
			m[rows[0][i]] = cell
		}
		list = append(list, m)
	}
	return list
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The 48 series of the aphasia study: the mean of the session sums before, and
// the change after, as their authors published them.
func TestPhaseMeansOfPublishedSeries(t *testing.T) {
	folder := shared(t, "therapy-sessions-aphasia-jslhr")
	sums := map[[3]string]map[string]map[string]float64{} // series, phase, session
	names, err := filepath.Glob(filepath.Join(folder, "data", "P*", "*.csv"))
	if err != nil || len(names) == 0 {
		t.Fatal("no sessions", err)
	}
	for _, name := range names {
		for _, r := range table(t, name) {
			if r["response"] == "NA" {
				continue
			}
			series := [3]string{r["participant"], r["condition"], r["itemType"]}
			if sums[series] == nil {
				sums[series] = map[string]map[string]float64{}
			}
			if sums[series][r["spt2017"]] == nil {
				sums[series][r["spt2017"]] = map[string]float64{}
			}
			sums[series][r["spt2017"]][r["session"]] += number(t, r["response"])
		}
	}
	effects := table(t, filepath.Join(folder, "effect-sizes.P1-P12.csv"))
	for _, e := range effects {
		series := [3]string{e["participant"], e["condition"], e["itemType"]}
		var points []record.DataPoint
		for phase, sessions := range sums[series] {
			for _, v := range sessions {
				points = append(points, record.DataPoint{Phase: phase, Score: num(v)})
			}
		}
		base, change, ok := progress.PhaseMeans(points, "pre", "post")
		if !ok || !near(base, number(t, e["baseline_score"]), 1e-6) || !near(change, number(t, e["raw_change"]), 1e-6) {
			t.Errorf("%v: got %v and %v, %v; want %s and %s", series, base, change, ok, e["baseline_score"], e["raw_change"])
		}
	}
	if len(effects) != 48 {
		t.Errorf("%d series, want 48", len(effects))
	}
}

func TestPhaseMeansNeedBothPhases(t *testing.T) {
	points := undated(ratio(3, 10), ratio(5, 10), none(), step(4))
	points[0].Phase, points[1].Phase, points[2].Phase, points[3].Phase = "pre", "post", "later", "steps"
	if base, change, ok := progress.PhaseMeans(points, "pre", "post"); !ok || base != 3 || change != 2 {
		t.Errorf("got %v, %v, %v; want 3 and 2", base, change, ok)
	}
	for _, after := range []string{"later", "steps", "never"} {
		if _, _, ok := progress.PhaseMeans(points, "pre", after); ok {
			t.Errorf("phase %q has no mean, but one was given", after)
		}
	}
}

// The four example designs of the What Works Clearinghouse handbook, as the
// package scdtb carries them; the values were worked out by hand.
func TestHandbookExamples(t *testing.T) {
	folder := shared(t, "sced-scdtb", "data")
	cases := []struct {
		file, phase, value, before, during string
		better                             record.Direction
		pnd, pem, pand, nap, tauU          float64
	}{
		{"basic_scd.csv", "phase", "socbehavs", "baseline", "treatment", record.Up, 1, 1, 1, 1, 1},
		{"reversal_withdrawal.csv", "phase", "extbehavs", "baseline1", "treatment1", record.Down, 1, 1, 1, 1, 27.0 / 30},
		{"reversal_withdrawal.csv", "phase", "extbehavs", "baseline2", "treatment2", record.Down, 1, 1, 1, 1, 34.0 / 25},
		{"efficacy_of_CBT.csv", "phase", "Anxious", "0", "1", record.Down, 0, 1, 0.9, 0.8, (15.0 - 9) / 25},
		{"efficacy_of_CBT.csv", "phase", "CATS_N", "0", "1", record.Up, 1, 1, 1, 1, 1},
		{"sleeping_pills.csv", "treatment", "sever_compl", "C", "E", record.Up, 3.0 / 7, 6.0 / 7, 12.0 / 14, 41.5 / 49, (34.0 - 4) / 49},
	}
	for _, c := range cases {
		p := progress.Phases{Better: c.better}
		for _, r := range table(t, filepath.Join(folder, c.file)) {
			switch r[c.phase] {
			case c.before:
				p.Before = append(p.Before, number(t, r[c.value]))
			case c.during:
				p.During = append(p.During, number(t, r[c.value]))
			}
		}
		for name, f := range map[string]struct {
			got  func() (float64, bool)
			want float64
		}{"PND": {p.PND, c.pnd}, "PEM": {p.PEM, c.pem}, "PAND": {p.PAND, c.pand}, "NAP": {p.NAP, c.nap}, "Tau-U": {p.TauU, c.tauU}} {
			if got, ok := f.got(); !ok || !near(got, f.want, 1e-9) {
				t.Errorf("%s %s, %s to %s, %s: got %v, want %v", c.file, c.value, c.before, c.during, name, got, f.want)
			}
		}
	}
}
