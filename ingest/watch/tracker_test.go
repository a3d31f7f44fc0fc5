package watch_test

import (
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"milepost/ingest/watch"
)

// start is the time at which every table begins.
var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func at(seconds float64) time.Time {
	return start.Add(time.Duration(seconds * float64(time.Second)))
}

// file is a plain file of so many bytes, last written so many seconds in.
func file(name string, size int64, written float64) watch.Seen {
	return watch.Seen{Name: name, Size: size, ModTime: at(written), Regular: true}
}

// step is one call to the tracker at a time in seconds.
type step struct {
	at    float64
	do    func(*watch.Tracker) []watch.Line // before looking; nil for nothing
	files []watch.Seen
	want  []string // handed out
	says  string   // part of a line; "" where nothing is said
}

// play runs the steps one after the other.
func play(t *testing.T, rules watch.Rules, steps []step) {
	t.Helper()
	tracker := watch.NewTracker(rules)
	for i, s := range steps {
		var lines []watch.Line
		if s.do != nil {
			lines = s.do(tracker)
		}
		got, more := tracker.Look(at(s.at), s.files)
		lines = append(lines, more...)
		if !slices.Equal(got, s.want) {
			t.Errorf("step %d at %v s: Look handed out %q, want %q (files %v)", i, s.at, got, s.want, s.files)
		}
		checkLines(t, i, lines, s.says)
	}
}

func checkLines(t *testing.T, step int, lines []watch.Line, want string) {
	t.Helper()
	var all []string
	for _, l := range lines {
		all = append(all, l.String())
	}
	text := strings.Join(all, "\n")
	if (want == "") != (text == "") || !strings.Contains(text, want) {
		t.Errorf("step %d: said %q, want %q", step, text, want)
	}
}

// Steps that stand for what Run does.
func began(when float64, f watch.Seen) func(*watch.Tracker) []watch.Line {
	return func(tr *watch.Tracker) []watch.Line {
		if !tr.Begin(at(when), f) {
			return []watch.Line{{Text: "not begun"}}
		}
		return nil
	}
}

func done(name string) func(*watch.Tracker) []watch.Line {
	return func(tr *watch.Tracker) []watch.Line { return tr.Done(name) }
}

func failed(name, why string) func(*watch.Tracker) []watch.Line {
	return func(tr *watch.Tracker) []watch.Line { return tr.Fail(name, why) }
}

func later(when float64, name, why string) func(*watch.Tracker) []watch.Line {
	return func(tr *watch.Tracker) []watch.Line { return tr.Retry(at(when), name, why) }
}

func wrote(when float64, name string) func(*watch.Tracker) []watch.Line {
	return func(tr *watch.Tracker) []watch.Line { tr.Wrote(at(when), name); return nil }
}

func created(when float64, name string) func(*watch.Tracker) []watch.Line {
	return func(tr *watch.Tracker) []watch.Line { tr.Created(at(when), name); return nil }
}

func both(a, b func(*watch.Tracker) []watch.Line) func(*watch.Tracker) []watch.Line {
	return func(tr *watch.Tracker) []watch.Line { return append(a(tr), b(tr)...) }
}

func TestWhenAFileSettles(t *testing.T) {
	a := file("a.csv", 10, -100)
	link := watch.Seen{Name: "a.csv", Size: 10, ModTime: at(-100)}
	tests := map[string][]step{
		"a file found at the start holds still first": {
			{at: 0, files: []watch.Seen{a}},
			{at: 4.9, files: []watch.Seen{a}},
			{at: 5, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"a file is handed out once": {
			{at: 0, files: []watch.Seen{a}},
			{at: 5, files: []watch.Seen{a}, want: []string{"a.csv"}},
			{at: 50, files: []watch.Seen{a}},
		},
		"growing begins the wait anew": {
			{at: 0, files: []watch.Seen{file("a.csv", 10, 0)}},
			{at: 4, files: []watch.Seen{file("a.csv", 20, 0)}},
			{at: 8, files: []watch.Seen{file("a.csv", 20, 0)}},
			{at: 9, files: []watch.Seen{file("a.csv", 20, 0)}, want: []string{"a.csv"}},
		},
		"a new time with the same size begins the wait anew": {
			{at: 0, files: []watch.Seen{file("a.csv", 10, 0)}},
			{at: 5, files: []watch.Seen{file("a.csv", 10, 1)}},
			{at: 10, files: []watch.Seen{file("a.csv", 10, 1)}, want: []string{"a.csv"}},
		},
		"a clock that is years off does not matter": {
			{at: 0, files: []watch.Seen{file("a.csv", 10, 1e8)}},
			{at: 5, files: []watch.Seen{file("a.csv", 10, 1e8)}, want: []string{"a.csv"}},
		},
		"an event begins the wait anew though nothing shows": {
			{at: 0, files: []watch.Seen{a}},
			{at: 5, do: wrote(4, "a.csv"), files: []watch.Seen{a}},
			{at: 9, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"a rename over it begins the wait anew": {
			{at: 0, files: []watch.Seen{a}},
			{at: 5, do: created(4, "a.csv"), files: []watch.Seen{a}},
			{at: 9, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"lost events begin every wait anew": {
			{at: 0, files: []watch.Seen{a}},
			{at: 5, do: func(tr *watch.Tracker) []watch.Line { tr.Unsure(at(3)); return nil }, files: []watch.Seen{a}},
			{at: 8, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"one that goes and comes back is new": {
			{at: 0, files: []watch.Seen{a}},
			{at: 4},
			{at: 5, files: []watch.Seen{a}},
			{at: 10, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"a link is left alone, and that is said once": {
			{at: 0, files: []watch.Seen{link}, says: "not a plain file"},
			{at: 50, files: []watch.Seen{link}},
		},
		"a link that becomes a file is read": {
			{at: 0, files: []watch.Seen{link}, says: "not a plain file"},
			{at: 6, files: []watch.Seen{a}},
			{at: 11, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"what is to be ignored is not seen, nor what lies in such a folder": {
			{at: 0, files: []watch.Seen{file(".DS_Store", 1, 0), file("sub/~$a.xlsx", 1, 0), file(".stfolder/a.csv", 1, 0)}},
			{at: 50, files: []watch.Seen{file(".DS_Store", 1, 0), file("sub/~$a.xlsx", 1, 0), file(".stfolder/a.csv", 1, 0)}},
		},
		"several come in the order of their names": {
			{at: 0, files: []watch.Seen{file("c.csv", 1, 0), file("b/a.csv", 1, 0), a}},
			{at: 5, files: []watch.Seen{file("c.csv", 1, 0), file("b/a.csv", 1, 0), a}, want: []string{"a.csv", "b/a.csv", "c.csv"}},
		},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) { play(t, watch.Rules{Ignore: ignored}, steps) })
	}
}

// ignored knows a few names as package caseload does.
func ignored(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") || strings.HasSuffix(base, ".tmp")
}

func TestActing(t *testing.T) {
	a := file("a.csv", 10, -100)
	touched := file("a.csv", 10, 6)
	grown := file("a.csv", 20, 6)
	settle := []step{
		{at: 0, files: []watch.Seen{a}},
		{at: 5, files: []watch.Seen{a}, want: []string{"a.csv"}},
	}
	tests := map[string][]step{
		"a storm of touches while it is acted on queues nothing": {
			{at: 6, do: both(began(5, a), wrote(5.5, "a.csv")), files: []watch.Seen{touched}},
			{at: 7, do: wrote(6.5, "a.csv"), files: []watch.Seen{file("a.csv", 10, 7)}},
			{at: 60, files: []watch.Seen{file("a.csv", 10, 7)}},
			{at: 61, do: done("a.csv")},
		},
		"one that changed since it settled is not begun": {
			{at: 5.1, do: began(5.1, grown), files: []watch.Seen{grown}, says: "not begun"},
			{at: 10.1, files: []watch.Seen{grown}, want: []string{"a.csv"}},
		},
		"one that was renamed over since it settled is not begun": {
			{at: 5.1, do: both(created(5.05, "a.csv"), began(5.1, a)), files: []watch.Seen{a}, says: "not begun"},
			{at: 10.1, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"one that changed while it was acted on is looked at again": {
			{at: 6, do: began(5, a), files: []watch.Seen{grown}},
			{at: 7, do: done("a.csv"), files: []watch.Seen{grown}},
			{at: 11, files: []watch.Seen{grown}, want: []string{"a.csv"}},
		},
		"a new file under the name of one just taken is acted on, though it looks the same": {
			{at: 7, do: both(both(began(5, a), created(6, "a.csv")), done("a.csv")), files: []watch.Seen{a}},
			{at: 11, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"an event that tells late of the file itself changes nothing": {
			{at: 7, do: both(both(began(5, a), created(4.5, "a.csv")), done("a.csv")), files: []watch.Seen{a}},
			{at: 50, files: []watch.Seen{a}},
		},
		"one that is still there after success is left alone": {
			{at: 6, do: both(began(5, a), done("a.csv")), files: []watch.Seen{a}},
			{at: 50, files: []watch.Seen{a}},
		},
		"one dropped again after success is acted on again": {
			{at: 6, do: both(began(5, a), done("a.csv"))},
			{at: 7, files: []watch.Seen{a}},
			{at: 12, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"one that failed is left alone until it changes": {
			{at: 6, do: both(began(5, a), failed("a.csv", "no header line")), files: []watch.Seen{a}, says: "a.csv: no header line"},
			{at: 50, files: []watch.Seen{a}},
			{at: 60, files: []watch.Seen{grown}},
			{at: 65, files: []watch.Seen{grown}, want: []string{"a.csv"}},
		},
		"a temporary failure is tried again, later each time": {
			{at: 5, do: both(began(5, a), later(5, "a.csv", "locked")), files: []watch.Seen{a}, says: "a.csv: locked; trying again in 5s"},
			{at: 9.9, files: []watch.Seen{a}},
			{at: 10, files: []watch.Seen{a}, want: []string{"a.csv"}},
			{at: 10, do: both(began(10, a), later(10, "a.csv", "locked")), files: []watch.Seen{a}},
			{at: 19.9, files: []watch.Seen{a}},
			{at: 20, files: []watch.Seen{a}, want: []string{"a.csv"}},
			{at: 21, do: both(began(20, a), done("a.csv")), says: "went through at try 3"},
		},
		"another reason is said": {
			{at: 5, do: both(began(5, a), later(5, "a.csv", "locked")), files: []watch.Seen{a}, says: "a.csv: locked; trying again in 5s, then at longer times up to 5m"},
			{at: 10, files: []watch.Seen{a}, want: []string{"a.csv"}},
			{at: 10, do: both(began(10, a), later(10, "a.csv", "disk full")), files: []watch.Seen{a}, says: "disk full; trying again in 10s"},
		},
		"one that another program holds open settles anew": {
			{at: 6, do: func(tr *watch.Tracker) []watch.Line { tr.Busy(at(5), "a.csv"); return nil }, files: []watch.Seen{a}},
			{at: 9.9, files: []watch.Seen{a}},
			{at: 10, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"a locked file that changes settles first": {
			{at: 5, do: both(began(5, a), later(5, "a.csv", "locked")), files: []watch.Seen{a}, says: "locked"},
			{at: 8, files: []watch.Seen{grown}},
			{at: 10, files: []watch.Seen{grown}},
			{at: 13, files: []watch.Seen{grown}, want: []string{"a.csv"}},
		},
		"a locked file that changed while it was acted on settles first": {
			{at: 6, do: began(5, a), files: []watch.Seen{grown}},
			{at: 7, do: later(7, "a.csv", "locked"), files: []watch.Seen{grown}, says: "locked; it changed meanwhile"},
			{at: 11, files: []watch.Seen{grown}, want: []string{"a.csv"}},
		},
		"one that failed but changed meanwhile is looked at again": {
			{at: 6, do: began(5, a), files: []watch.Seen{grown}},
			{at: 7, do: failed("a.csv", "no header line"), files: []watch.Seen{grown}, says: "no header line"},
			{at: 11, files: []watch.Seen{grown}, want: []string{"a.csv"}},
		},
		"one that failed and is renamed over is acted on, though it looks the same": {
			{at: 6, do: both(began(5, a), failed("a.csv", "no header line")), files: []watch.Seen{a}, says: "no header line"},
			{at: 12, do: created(8, "a.csv"), files: []watch.Seen{a}},
			{at: 13, files: []watch.Seen{a}, want: []string{"a.csv"}},
		},
		"what was never handed out cannot be begun or ended": {
			{at: 6, do: both(began(6, file("b.csv", 1, 0)), done("b.csv")), files: []watch.Seen{a}, says: "not begun"},
			{at: 7, do: both(failed("b.csv", "x"), later(7, "b.csv", "x")), files: []watch.Seen{a}},
		},
		"a file that vanished while it was to be tried again is let go, and that is said": {
			{at: 5, do: both(began(5, a), later(5, "a.csv", "no such file")), files: []watch.Seen{a}, says: "no such file"},
			{at: 8, says: "a.csv: went away before it could be read"},
			{at: 50},
		},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) { play(t, watch.Rules{}, append(slices.Clone(settle), steps...)) })
	}
}

func TestRetryWaitHasAnEnd(t *testing.T) {
	a := file("a.csv", 10, 0)
	tracker := watch.NewTracker(watch.Rules{Retry: time.Second, RetryMax: time.Minute})
	tracker.Look(at(0), []watch.Seen{a})
	now := at(5)
	for n := range 100 {
		got, _ := tracker.Look(now, []watch.Seen{a})
		if len(got) != 1 || !tracker.Begin(now, a) {
			t.Fatalf("try %d at %v: handed out %q, want a.csv", n, now, got)
		}
		tracker.Retry(now, "a.csv", "disk full")
		next := tracker.Next()
		if wait := next.Sub(now); wait <= 0 || wait > time.Minute {
			t.Fatalf("try %d: next after %v, want above 0 and up to 1m", n, wait)
		}
		now = next
	}
}

func TestEndlessChangeIsSaidOnce(t *testing.T) {
	tracker := watch.NewTracker(watch.Rules{})
	said := 0
	for second := range 3600 {
		got, lines := tracker.Look(at(float64(second)), []watch.Seen{file("a.csv", int64(second), 0)})
		if len(got) > 0 {
			t.Fatalf("handed out %q at %d s while it grows", got, second)
		}
		said += len(lines)
	}
	if said != 1 {
		t.Errorf("said %d lines in an hour of growing, want 1", said)
	}
}

func TestNext(t *testing.T) {
	tracker := watch.NewTracker(watch.Rules{})
	if got := tracker.Next(); !got.IsZero() {
		t.Errorf("Next with no file = %v, want the zero time", got)
	}
	tracker.Look(at(0), []watch.Seen{file("a.csv", 1, 0)})
	tracker.Look(at(2), []watch.Seen{file("a.csv", 1, 0), file("b.csv", 1, 0), {Name: "pipe"}})
	if got := tracker.Next(); !got.Equal(at(5)) {
		t.Errorf("Next = %v, want when a.csv has settled, %v", got, at(5))
	}
}

func TestSameReasonIsSaidOnceAnHour(t *testing.T) {
	a := file("a.csv", 10, 0)
	tracker := watch.NewTracker(watch.Rules{})
	tracker.Look(at(0), []watch.Seen{a})
	said := 0
	for second := 5.0; second < 3*3600; second++ {
		if got, _ := tracker.Look(at(second), []watch.Seen{a}); len(got) > 0 {
			tracker.Begin(at(second), a)
			said += len(tracker.Retry(at(second), "a.csv", "disk full"))
		}
	}
	if said != 3 {
		t.Errorf("said %d times in three hours, want 3", said)
	}
}

func TestFileThatShouldStayAndGoesIsTold(t *testing.T) {
	a := file("library/en/own.yaml", 10, 0)
	for _, stay := range []bool{true, false} {
		tracker := watch.NewTracker(watch.Rules{Stay: stay})
		tracker.Look(at(0), []watch.Seen{a})
		tracker.Look(at(5), []watch.Seen{a})
		tracker.Begin(at(5), a)
		tracker.Done(a.Name)
		_, lines := tracker.Look(at(6), nil)
		if told := len(lines) == 1 && lines[0].Kind == watch.Gone; told != stay {
			t.Errorf("stay %t: said %v", stay, lines)
		}
	}
}

func TestSettling(t *testing.T) {
	tracker := watch.NewTracker(watch.Rules{})
	if tracker.Settling(at(0)) {
		t.Error("Settling = true of an empty folder")
	}
	for second := range 60 {
		tracker.Look(at(float64(second)), []watch.Seen{file("a.csv", int64(second), 0)})
		if got, want := tracker.Settling(at(float64(second))), second < 30; got != want {
			t.Errorf("Settling = %t while a file grows for %d s, want %t", got, second, want)
		}
	}
	tracker.Look(at(65), []watch.Seen{file("a.csv", 59, 0)})
	if tracker.Settling(at(65)) {
		t.Error("Settling = true of a file that was handed out")
	}
}
