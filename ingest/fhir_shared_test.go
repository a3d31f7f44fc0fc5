package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"milepost/ingest"
	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/record"
)

// sharedData returns a folder of the shared test data. Without it the test is
// skipped, in CI it fails.
func sharedData(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "data", name)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return dir
}

// clinic is what a folder of exports gives, by client.
type clinic struct {
	reports  []ingest.Report
	versions map[record.ID]*record.Versions
	known    map[record.ID]bool // clients of whom a Patient tells
}

// read takes one file in.
func (c *clinic) read(t *testing.T, name string, text []byte) ingest.Report {
	t.Helper()
	order := len(c.reports) + 1
	of := func(id record.ID, key record.Key) *record.Versions {
		if id == "" {
			id = record.ID(key)
		}
		if c.versions[id] == nil {
			c.versions[id] = &record.Versions{}
		}
		return c.versions[id]
	}
	file := sheet.File{Name: name, Data: bytes.NewReader(text), Size: int64(len(text))}
	report, err := ingest.Read(context.Background(), file, ingest.Options{Zone: time.UTC}, func(b record.Batch) error {
		for _, r := range b.Clients {
			c.known[r.ID] = true
			v := of(r.ID, "")
			v.Clients = append(v.Clients, version(order, r))
		}
		for _, r := range b.Goals {
			v := of(r.Client, r.ClientKey)
			v.Goals = append(v.Goals, version(order, r))
		}
		for _, r := range b.Sessions {
			v := of(r.Client, r.ClientKey)
			v.Sessions = append(v.Sessions, version(order, r))
		}
		for _, r := range b.DataPoints {
			v := of(r.Client, r.ClientKey)
			v.DataPoints = append(v.DataPoints, version(order, r))
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	c.reports = append(c.reports, report)
	return report
}

// readFolder takes in all JSON and NDJSON files of a folder, in order.
func readFolder(t *testing.T, dir string) *clinic {
	t.Helper()
	c := &clinic{versions: map[record.ID]*record.Versions{}, known: map[record.ID]bool{}}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "json") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		c.read(t, filepath.Base(path), text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// summary is a folder in numbers.
type summary struct {
	files, resources, used, bad         int
	clients, goals, sessions, points    int
	skipped                             map[string]int
	problems                            map[string]int
	folded                              []fold.Result
	unknown                             int // clients of whom no Patient tells
	objectives, withMeasure, withTarget int
}

func (c *clinic) sum() summary {
	s := summary{files: len(c.reports), skipped: map[string]int{}, problems: map[string]int{}}
	for _, r := range c.reports {
		s.resources += r.Rows
		s.used += r.Used
		s.bad += r.Bad
		for rule, n := range r.Skipped {
			s.skipped[rule] += n
		}
		for _, p := range r.Problems {
			s.problems[p.Code]++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.versions)) {
		f := fold.Client(*c.versions[id], fold.Options{})
		s.folded = append(s.folded, f)
		s.goals += len(f.Goals)
		s.sessions += len(f.Sessions)
		s.points += len(f.DataPoints)
		if c.known[id] {
			s.clients++
		} else {
			s.unknown++
		}
		for rule, n := range f.Unused {
			s.skipped["fold: "+rule] += n
		}
		for _, p := range f.Problems {
			s.problems["fold: "+p.Code]++
		}
		for _, g := range f.Goals {
			for _, o := range g.Objectives {
				s.objectives++
				if o.Measure.Kind != "" {
					s.withMeasure++
				}
				if !o.Target.IsMissing() {
					s.withTarget++
				}
			}
		}
	}
	return s
}

func (s summary) print(t *testing.T, name string) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d files, %d resources: %d used, %d with problems\n", name, s.files, s.resources, s.used, s.bad)
	fmt.Fprintf(&b, "  %d clients (and %d named only), %d goals, %d objectives (%d with a measure, %d with a target), %d sessions, %d data points\n",
		s.clients, s.unknown, s.goals, s.objectives, s.withMeasure, s.withTarget, s.sessions, s.points)
	for _, rule := range slices.Sorted(maps.Keys(s.skipped)) {
		fmt.Fprintf(&b, "  not used %5d  %s\n", s.skipped[rule], rule)
	}
	for _, code := range slices.Sorted(maps.Keys(s.problems)) {
		fmt.Fprintf(&b, "  problem  %5d  %s\n", s.problems[code], code)
	}
	t.Log("\n" + b.String())
}

func TestSharedFHIRFolders(t *testing.T) {
	tests := []struct {
		folder                  string
		resources, clients      int
		goals, sessions, points int
		unreferred              int // values that no goal asks for
		withMeasure, withTarget int
	}{
		{"chronic-care-sample-data", 154, 2, 10, 2, 37, 36, 8, 8},
		{"pacio-pfe-2.0.0-ballot", 174, 1, 3, 0, 0, 5, 0, 0},
		{"pco-goal-attainment-scaling", 33, 2, 4, 0, 4, 1, 3, 2},
		{"hl7-fhir-r4-examples", 368, 43, 2, 1, 1, 20, 1, 1},
		{"smart-bulk-ndjson-10", 2148, 13, 0, 1142, 0, 0, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.folder, func(t *testing.T) {
			c := readFolder(t, sharedData(t, test.folder))
			got := c.sum()
			got.print(t, test.folder)
			want := summary{
				resources: test.resources, clients: test.clients, goals: test.goals, sessions: test.sessions, points: test.points,
				withMeasure: test.withMeasure, withTarget: test.withTarget,
			}
			if got.resources != want.resources || got.clients != want.clients || got.goals != want.goals || got.sessions != want.sessions ||
				got.points != want.points || got.withMeasure != want.withMeasure || got.withTarget != want.withTarget {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
			if n := got.skipped["fold: "+fold.UnusedLoose]; n != test.unreferred {
				t.Errorf("got %d values that no goal asks for, want %d", n, test.unreferred)
			}
			for _, r := range c.reports {
				total := r.Used + r.Bad
				for _, n := range r.Skipped {
					total += n
				}
				if total != r.Rows {
					t.Errorf("report %+v: %d counted, want %d rows", r, total, r.Rows)
				}
			}
		})
	}
}

func TestSharedGoalAttainment(t *testing.T) {
	c := readFolder(t, sharedData(t, "pco-goal-attainment-scaling"))
	f := fold.Client(*c.versions["pcoPatientJones"], fold.Options{})
	var scores []float64
	for _, p := range f.DataPoints {
		if p.Objective != "pcoGoalWalkDogExample" {
			t.Errorf("got point %+v, want goal pcoGoalWalkDogExample", p)
		}
		scores = append(scores, p.Score.Number)
	}
	if !slices.Equal(scores, []float64{-1, 1, 0}) {
		t.Errorf("got scores %v, want -1, 1, 0 by day", scores)
	}
	i := slices.IndexFunc(f.Goals, func(g record.Goal) bool { return g.ID == "pcoGoalWalkDogExample" })
	steps := f.Goals[i].Objectives[0].Measure.Steps
	if len(steps) != 5 || steps[0] != (record.Step{Value: -2, Words: "Unable to go outside with dog"}) ||
		steps[4] != (record.Step{Value: 2, Words: "Walk dog outside three times a week"}) {
		t.Errorf("got steps %v, want the five levels with their words", steps)
	}
}
