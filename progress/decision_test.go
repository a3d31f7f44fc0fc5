package progress_test

import (
	"testing"

	"milepost/progress"
	"milepost/record"
)

func TestObtained(t *testing.T) {
	cases := []struct {
		name  string
		goal  record.Objective
		last  record.Score
		want  float64
		known bool
	}{
		{"part of the way", cutting(), ratio(7, 10), 80, true},
		{"past the target", cutting(), ratio(10, 10), 140, true},
		{"below the start", cutting(), ratio(2, 10), -20, true},
		{"a level that falls", counted(record.Down, 9, 1), num(5), 50, true},
		{"steps", dressing(), step(5), 0, false},
		{"no target", sitting(), secs(300), 0, false},
		{"target is the start", counted(record.Up, 9, 9), num(9), 0, false},
	}
	for _, c := range cases {
		s := progress.Analyze(c.goal, every(20, c.last, c.last, c.last), progress.Question{Period: autumn()})
		if got, ok := s.Obtained(); ok != c.known || !near(got, c.want, 1e-9) {
			t.Errorf("%s: got %v, %v; want %v, %v", c.name, got, ok, c.want, c.known)
		}
	}
}

// The statement that schools must make: yes, no, or open.
func TestSufficient(t *testing.T) {
	dated := &progress.Level{Day: aug5(100)}
	cases := []struct {
		status record.Status
		target *progress.Level
		yes    bool
		known  bool
	}{
		{record.Met, dated, true, true},
		{record.Maintained, nil, true, true},
		{record.OnTrack, dated, true, true},
		{record.Slower, dated, false, true},
		{record.Same, dated, false, true},
		{record.Lower, dated, false, true},
		{record.Same, nil, false, false},
		{record.Better, nil, false, false},
		{record.TooEarly, dated, false, false},
		{record.NoData, dated, false, false},
		{record.Paused, dated, false, false},
	}
	for _, c := range cases {
		yes, known := progress.Summary{Status: c.status, Target: c.target}.Sufficient()
		if yes != c.yes || known != c.known {
			t.Errorf("%s: got %v, known %v; want %v, %v", c.status, yes, known, c.yes, c.known)
		}
	}
}
