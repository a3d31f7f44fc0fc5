package ingest_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/encoding/charmap"

	"milepost/ingest"
	"milepost/ingest/card"
	"milepost/ingest/fold"
	"milepost/record"
)

// TestExportsOfStrangers reads small exports of clinics and districts that
// nobody here knows: looked at, mapped with the answers beside them, read and
// folded. What had to come out was written down before they were first read.
func TestExportsOfStrangers(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "strangers", "*.txtar"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d exports: %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := archive.Files[len(archive.Files)-1]
			s := &stranger{t: t}
			for _, f := range archive.Files {
				switch f.Name {
				case "answers":
					s.answers = strings.Split(strings.TrimSpace(string(f.Data)), "\n")
				case "want":
				default:
					s.exports = append(s.exports, f)
				}
			}
			got := s.read()
			if os.Getenv("UPDATE") != "" {
				archive.Files[len(archive.Files)-1].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if got != string(want.Data) {
				t.Errorf("%sgot\n%s\nwant\n%s\n%s", archive.Comment, got, want.Data, strings.Join(s.talk, "\n"))
			}
		})
	}
}

// stranger is a clinic whose exports nobody has seen.
type stranger struct {
	t        *testing.T
	exports  []txtar.File
	answers  []string
	readings []reading
	lines    []string // what came out
	talk     []string // what was asked, for a failing test
}

func (s *stranger) say(format string, args ...any) {
	s.lines = append(s.lines, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

// read reads the exports and says what came out.
func (s *stranger) read() string {
	for _, f := range s.exports {
		s.readFile(f)
	}
	owners := map[record.Key]record.ID{}
	var ids []record.ID
	for _, r := range s.readings {
		for _, c := range r.batch.Clients {
			if !slices.Contains(ids, c.ID) {
				ids = append(ids, c.ID)
			}
			for _, k := range append([]record.Key{record.ClientByID(c.ID)}, c.Keys...) {
				owners[k] = c.ID
			}
		}
	}
	for _, id := range ids {
		s.sayClient(fold.Client(s.versions(id, owners), fold.Options{Today: today}))
	}
	return strings.Join(s.lines, "\n") + "\n"
}

func (s *stranger) readFile(f txtar.File) {
	data := f.Data
	if strings.Contains(f.Name, ".mac.") {
		data = macText(s.t, data)
	}
	batch, report := readBytes(s.t, f.Name, data, shippedOnce()...)
	if report.Mapping == "" {
		m, ok := s.mapping(f.Name, data)
		if !ok {
			s.say("%s: not written", f.Name)
			return
		}
		batch, report = readBytes(s.t, f.Name, data, m)
	}
	countedOnce(s.t, report)
	if f.Name != "roster.csv" || report.Bad > 0 {
		s.say("%s: %d used, %d problems", f.Name, report.Used, report.Bad)
	}
	for _, p := range report.Problems {
		s.say("problem %s row %d %s %s", p.File, p.Row, p.Column, p.Code)
		s.talk = append(s.talk, p.String())
	}
	s.readings = append(s.readings, reading{f.Name, report.Mapping, batch})
}

// mapping proposes a mapping, gives the answers that fit, and writes it as "map
// --yes" does. False: something has to be said first.
func (s *stranger) mapping(name string, data []byte) (ingest.Mapping, bool) {
	p := proposed(s.t, name, data)
	for _, a := range s.answers {
		left, right, _ := strings.Cut(a, "=")
		switch {
		case strings.HasPrefix(left, "set "):
			_ = p.Set(strings.TrimPrefix(left, "set "), right) // of another file of the case
		case strings.HasPrefix(left, "word "):
			field, word, _ := strings.Cut(strings.TrimPrefix(left, "word "), ":")
			_ = p.SetWord(field, word, right)
		case left == "date":
			if err := p.SetDate(right); err != nil {
				s.t.Fatal(err)
			}
		case left == "gives":
			if err := p.SetGives(strings.Split(right, ",")); err != nil {
				s.t.Fatal(err)
			}
		case slices.Contains(p.Gives(), ingest.Sessions) || slices.Contains(p.Gives(), ingest.Data):
			if err := p.SetAlways(left, right); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	s.talk = append(s.talk, name+": "+fieldsOf(p), opens(p))
	must := slices.ContainsFunc(p.Doubts(), func(d ingest.Doubt) bool { return d.Must })
	for _, d := range p.Doubts() {
		s.say("asks %s %s", name, d.Column)
	}
	if must || len(p.Lacks()) > 0 {
		return ingest.Mapping{}, false
	}
	m, err := ingest.ParseMapping("own", p.Mapping("own").Write(nil))
	if err != nil {
		s.t.Fatal(err)
	}
	return m, true
}

// versions are the records of one client.
func (s *stranger) versions(id record.ID, owners map[record.Key]record.ID) record.Versions {
	var mine []reading
	for _, r := range s.readings {
		b := r.batch
		r.batch = record.Batch{
			Clients:     slices.DeleteFunc(slices.Clone(b.Clients), func(c record.Client) bool { return c.ID != id }),
			Goals:       slices.DeleteFunc(slices.Clone(b.Goals), func(g record.Goal) bool { return owners[g.ClientKey] != id }),
			Sessions:    slices.DeleteFunc(slices.Clone(b.Sessions), func(v record.Session) bool { return owners[v.ClientKey] != id }),
			DataPoints:  slices.DeleteFunc(slices.Clone(b.DataPoints), func(p record.DataPoint) bool { return owners[p.ClientKey] != id }),
			Statements:  slices.DeleteFunc(slices.Clone(b.Statements), func(t record.Statement) bool { return owners[t.ClientKey] != id }),
			Withdrawals: b.Withdrawals,
		}
		if !slices.ContainsFunc(s.readings, func(r reading) bool { return len(r.batch.Goals) > 0 }) || len(b.Goals) == 0 {
			r.batch.Goals = append(r.batch.Goals, goalsOf(r.batch, s.readings)...)
		}
		mine = append(mine, r)
	}
	raw := versionsOf(mine)
	for i, r := range mine {
		raw.Statements = append(raw.Statements, versioned(i+1, r.mapping, r.batch.Statements)...)
	}
	return raw
}

// goalsOf makes the goals that results name and no file brings, as the goals of
// another file would.
func goalsOf(b record.Batch, all []reading) []record.Goal {
	for _, r := range all {
		if len(r.batch.Goals) > 0 {
			return nil
		}
	}
	var goals []record.Goal
	seen := map[record.Key]bool{}
	for _, p := range b.DataPoints {
		key := p.GoalKeys[0]
		if seen[key] {
			continue
		}
		seen[key] = true
		_, title, _ := strings.Cut(string(key), "title:")
		goals = append(goals, record.Goal{Title: title, Client: p.Client, ClientKey: p.ClientKey, Keys: p.GoalKeys, Source: p.Source.WholeRow()})
	}
	return goals
}

func (s *stranger) sayClient(got fold.Result) {
	c := got.Client
	s.say("%s %s %s", c.ID, c.FirstName, c.LastName)
	var days []string
	for _, d := range c.Days {
		days = append(days, fmt.Sprintf("%s %s", d.Milestone, d.On))
	}
	if len(days) > 0 {
		s.say("days %s", strings.Join(days, ", "))
	}
	slices.SortFunc(got.Goals, func(a, b record.Goal) int { return strings.Compare(a.Title+a.Text, b.Title+b.Text) })
	for _, g := range got.Goals {
		for _, o := range g.Objectives {
			var points []record.DataPoint
			var results []string
			for _, p := range got.DataPoints {
				if p.Objective == o.ID {
					points = append(points, p)
					results = append(results, p.Day.String()+" "+levelOf(p.Score, p))
				}
			}
			s.say("goal %s%s: %s", g.Title, g.Text, goalLine(card.GoalRow{Client: c, Goal: g, Objective: o, Points: points}))
			if len(results) > 0 {
				s.say("results %s", strings.Join(results, ", "))
			}
		}
	}
	var visits []string
	for _, v := range got.Sessions {
		visits = append(visits, v.Day.String()+" "+v.Status)
	}
	if len(visits) > 0 && !slices.ContainsFunc(s.answers, func(a string) bool { return a == "session.status=attended" }) || strings.Contains(strings.Join(visits, ""), "no-show") {
		s.say("visits %s", strings.Join(visits, ", "))
	}
	for _, p := range got.Problems {
		s.say("fold %s %q", p.Code, p.Found)
		s.talk = append(s.talk, p.String())
	}
}

// goalLine says how a goal is measured, and what its words propose beside.
func goalLine(r card.GoalRow) string {
	o := r.Objective
	better, _ := o.Direction()
	line := orOpen(string(o.Measure.Kind))
	if o.Measure.Unit != "" {
		line += " " + o.Measure.Unit
	}
	if better == "" && len(r.Points) > 0 && o.Baseline.IsMissing() && o.Measure.Kind != "" {
		better = record.Up // of a case without levels
	}
	line += " " + orOpen(string(better))
	if r.Goal.Text != "" {
		line += " " + levelOf(o.Baseline, record.DataPoint{}) + " -> " + levelOf(o.Target, record.DataPoint{})
	}
	if !o.TargetDate.IsZero() {
		line += " by " + o.TargetDate.String()
	}
	if o.Criterion.Sessions > 0 {
		line += fmt.Sprintf(" crit %d", o.Criterion.Sessions)
		if o.Criterion.Days {
			line += " days"
		}
	}
	if o.Measure.Kind != "" || r.Goal.Text == "" {
		return line
	}
	return line + proposalLine(r)
}

func proposalLine(r card.GoalRow) string {
	p := card.Propose(r)
	line := ""
	if p.Measure.Kind != "" {
		line = strings.TrimRight(" "+string(p.Measure.Kind)+" "+string(p.Measure.Better), " ")
	}
	if !p.Target.IsMissing() {
		line += " " + levelOf(p.Target, record.DataPoint{})
	}
	if p.Criterion.Sessions > 0 {
		line += fmt.Sprintf(" in %d sessions", p.Criterion.Sessions)
	}
	if !p.MostHelp.IsZero() {
		line += " help " + p.MostHelp.Text
	}
	if !p.TargetDate.IsZero() {
		line += " by " + p.TargetDate.String()
	}
	if line != "" {
		line = "; proposes" + line
	}
	return line
}

func orOpen(text string) string {
	if text == "" {
		return "?"
	}
	return text
}

// levelOf writes a level or result at a glance.
func levelOf(s record.Score, p record.DataPoint) string {
	text := "-"
	switch s.Form {
	case record.Ratio:
		text = fmt.Sprintf("%d/%d", s.OK, s.Of)
	case record.PercentForm:
		text = fmt.Sprintf("%g%%", s.Number)
	case record.Number:
		text = fmt.Sprint(s.Number)
	case record.Seconds:
		text = fmt.Sprintf("%gs", s.Number)
	case record.Answer:
		text = map[float64]string{0: "no", 1: "yes"}[s.Number]
	case record.StepForm:
		text = fmt.Sprintf("step %g", s.Number)
		if ladder := string(fold.OnItsScale(s).Ladder); ladder != "" || s.Number == record.Independent {
			text = fmt.Sprintf("%s %g", orAssist(ladder), s.Number)
		}
	}
	switch {
	case p.Refused:
		return "refused"
	case p.Help.IsZero() || s.Form == record.StepForm:
		return text
	case p.Help.Count > 0:
		return fmt.Sprintf("%s (%s x%d)", text, p.Help, p.Help.Count)
	}
	return fmt.Sprintf("%s (%s)", text, p.Help)
}

func orAssist(ladder string) string {
	if ladder == "" {
		return "assist"
	}
	return ladder
}

// macText writes a text as Excel for Mac did.
func macText(t *testing.T, data []byte) []byte {
	t.Helper()
	out, err := charmap.Macintosh.NewEncoder().Bytes(bytes.ReplaceAll(data, []byte("\n"), []byte("\r")))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
