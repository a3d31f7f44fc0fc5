package caseload_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/progress"
	"milepost/record"
)

// children is how many made-up children the independent calculation is held
// against: -children=1000 is the whole of it.
var children = flag.Int("children", 60, "how many children of made-up clinics are calculated independently")

const childrenOfAClinic = 10

// dayNumber is a day as days since the first of January 2026: this file counts
// days by itself.
type dayNumber int

var firstOfJanuary = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

func (d dayNumber) time() time.Time { return firstOfJanuary.AddDate(0, 0, int(d)) }

func (d dayNumber) iso() string { return d.time().Format("2006-01-02") }

func numberOf(d record.Date) dayNumber {
	return dayNumber(math.Round(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Sub(firstOfJanuary).Hours() / 24))
}

// result is what one visit gave for one goal.
type result struct {
	day    dayNumber
	ok, of int     // of trials
	number float64 // of everything else: percent, count, seconds, step of the ladder
}

// madeGoal is a goal as the clinic means it.
type madeGoal struct {
	id, kind     string
	down         bool
	start        dayNumber
	baseline     *result // day -1: none is told
	target       *result
	due          dayNumber // -1: none
	runs, within int       // criterion: so many of the last so many; 0 there is none
	results      []result  // in order, one for each visit
}

// value is the result on the goal's scale.
func (g madeGoal) value(r result) float64 {
	if g.kind == "trials" {
		return 100 * float64(r.ok) / float64(r.of)
	}
	return r.number
}

// reaches compares exactly.
func (g madeGoal) reaches(r, level result) bool {
	a, b := r.number, level.number
	if g.kind == "trials" {
		a, b = float64(r.ok*level.of), float64(level.ok*r.of)
	}
	if g.down {
		return a <= b
	}
	return a >= b
}

// madeVisit is a planned visit and what became of it.
type madeVisit struct {
	day    dayNumber
	start  string
	status string // as the attendance list writes it
	told   bool   // the sheet of results says so in place of a result
}

// madeChild is a child as it truly was.
type madeChild struct {
	id     string
	care   dayNumber
	visits []madeVisit
	goals  []*madeGoal
}

// madeClinic is a clinic with its ways of keeping records.
type madeClinic struct {
	*rand.Rand
	list     string // appointments, billing or none
	log      bool   // trials are written one by one
	changed  bool   // the sheet says when a row was changed
	children []*madeChild
	seen     map[record.Status]int // statuses that were calculated
}

// today is the day on which the reports are made: that of now().
const today dayNumber = 305 // November 2

func (c *madeClinic) in(from, to int) int { return from + c.IntN(to-from+1) }

func (c *madeClinic) oneIn(n int) bool { return c.IntN(n) == 0 }

// makeClinic makes a clinic up.
func makeClinic(seed uint64, count int) *madeClinic {
	c := &madeClinic{Rand: rand.New(rand.NewPCG(seed, 16))}
	c.list = []string{"appointments", "appointments", "billing", "none"}[c.IntN(4)]
	c.log, c.changed = c.oneIn(3), c.oneIn(3)
	for n := range count {
		k := &madeChild{id: fmt.Sprintf("K-%d%02d", seed, n+1), care: dayNumber(c.in(100, 260))}
		c.planVisits(k)
		for g := range c.in(1, 3) {
			k.goals = append(k.goals, c.newGoal(k, g))
		}
		c.children = append(c.children, k)
	}
	return c
}

// planVisits plans a visit a week, and says what became of it.
func (c *madeClinic) planVisits(k *madeChild) {
	last := today - dayNumber(c.in(0, 60))
	for day := k.care; day <= last; day += dayNumber(c.in(6, 8)) {
		status := "Show"
		switch n := c.IntN(100); {
		case n < 9:
			status = "No show"
		case n < 16:
			status = "Cancelled"
		case n < 19:
			status = "Late cancel"
		case n < 24:
			status = "Clinic closed"
		}
		told := c.list == "none" && (status == "No show" || status == "Cancelled") && c.oneIn(2)
		k.visits = append(k.visits, madeVisit{day, "15:00", status, told})
		if status == "Show" && c.list == "appointments" && c.oneIn(30) {
			k.visits = append(k.visits, madeVisit{day, "09:00", "Show", false})
		}
	}
}

// newGoal makes a goal up, with the results of the visits that were held.
func (c *madeClinic) newGoal(k *madeChild, n int) *madeGoal {
	g := &madeGoal{id: fmt.Sprintf("%s-G%d", k.id, n+1), kind: []string{"trials", "percent", "count", "duration", "assist"}[c.IntN(5)], start: k.care, due: -1}
	if c.oneIn(3) {
		g.start += dayNumber(c.in(0, 90))
	}
	g.down = (g.kind == "count" || g.kind == "duration") && c.oneIn(2)
	from, to := c.in(0, 3), c.in(5, 8) // of eight
	if g.down {
		from, to = to, max(1, from)
	}
	if !c.oneIn(4) {
		b := c.level(g, from, -1)
		g.baseline = &b
		if !c.oneIn(3) {
			g.baseline.day = g.start
		}
	}
	if !c.oneIn(6) {
		t := c.level(g, to, -1)
		g.target = &t
		if !c.oneIn(4) {
			g.due = g.start + dayNumber(c.in(90, 300))
		}
		if !c.oneIn(4) {
			g.runs = c.in(1, 3)
			if g.within = g.runs; c.oneIn(3) {
				g.within += c.in(1, 2)
			}
		}
	}
	speed := float64(c.in(-2, 12)) / 100
	seen := map[dayNumber]bool{}
	for _, v := range k.visits {
		missed := v.status != "Show" && (c.list != "appointments" || !c.oneIn(25)) // a result of a visit that was not held is kept, and asked about
		if v.day < g.start || missed || seen[v.day] || c.oneIn(6) {
			continue
		}
		seen[v.day] = true
		at := float64(from) + float64(to-from)*speed*float64(len(g.results)) + float64(c.in(-1, 1))
		g.results = append(g.results, c.level(g, int(math.Round(at)), v.day))
	}
	return g
}

// level is a result that lies so many eighths up the goal's scale.
func (c *madeClinic) level(g *madeGoal, eighths int, day dayNumber) result {
	eighths = max(0, min(8, eighths))
	r := result{day: day}
	switch g.kind {
	case "trials":
		r.of = []int{4, 5, 8, 10}[c.IntN(4)]
		if c.log {
			r.of = max(4, r.of)
		}
		r.ok = (eighths*r.of + 4) / 8
	case "percent":
		r.number = float64(eighths*12 + 2)
	case "count":
		r.number = float64(eighths + 1)
	case "duration":
		r.number = float64(eighths*20 + 15)
	case "assist":
		r.number = float64(eighths)
	}
	return r
}

// ladder has the words of the levels of help, from the most to none.
func ladder() []string {
	return []string{"Dep", "Max A", "Mod A", "Min A", "CGA", "SBA", "Supervision", "Mod I", "Independent"}
}

// written is the result as a therapist writes it.
func (g madeGoal) written(r result) string {
	switch g.kind {
	case "trials":
		return fmt.Sprintf("%d/%d", r.ok, r.of)
	case "percent":
		return fmt.Sprintf("%.0f%%", r.number)
	case "duration":
		return fmt.Sprintf("%.0f sec", r.number)
	case "assist":
		return ladder()[int(r.number)]
	}
	return fmt.Sprintf("%.0f", r.number)
}

// exportedFile is a file of the clinic.
type exportedFile struct{ name, text string }

// files writes what the clinic's programs export, in the order in which the
// files arrive: any.
func (c *madeClinic) files() []exportedFile {
	roster, goals, list := rosterHead, "Goal ID,Kid,Goal,Measure,Better,Begun,Level then,Level day,Aim,Aim day,In how many visits,Of how many\n", attendanceHead
	for n, k := range c.children {
		roster += fmt.Sprintf("%s,%s,%s,2019-05-%02d,they,T-1,A,%s\n", k.id, []string{"Ana", "Bo", "Ida", "Ole", "Mia"}[n%5], fmt.Sprintf("Moss%c", 'a'+rune(n)), n+1, k.care.iso())
		for _, g := range k.goals {
			goals += c.goalRow(k, g)
		}
		for _, v := range k.visits {
			if c.list == "appointments" || v.status == "Show" && !c.oneIn(8) {
				list += fmt.Sprintf("%s,%s,%s,45,%s,OT\n", k.id, v.day.iso(), v.start, v.status)
			}
		}
		if c.list == "appointments" {
			list += fmt.Sprintf("%s,%s,15:00,45,Scheduled,OT\n", k.id, (today + dayNumber(c.in(3, 60))).iso())
		}
	}
	all := []exportedFile{{"roster.csv", roster}, {"plans.csv", goals}}
	switch c.list {
	case "appointments":
		all = append(all, exportedFile{"attendance.csv", list})
	case "billing":
		all = append(all, exportedFile{"claims.csv", strings.Replace(list, "Status", "Claim status", 1)})
	}
	all = append(all, c.sheets()...)
	c.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func (c *madeClinic) goalRow(k *madeChild, g *madeGoal) string {
	cells := []string{g.id, k.id, "Task " + g.id, g.kind, "up", g.start.iso(), "", "", "", "", "", ""}
	if g.down {
		cells[4] = "down"
	}
	if g.baseline != nil {
		cells[6] = g.written(*g.baseline)
		if g.baseline.day >= 0 {
			cells[7] = g.baseline.day.iso()
		}
	}
	if g.target != nil {
		cells[8] = g.written(*g.target)
	}
	if g.due >= 0 {
		cells[9] = g.due.iso()
	}
	if g.runs > 0 {
		cells[10] = fmt.Sprint(g.runs)
		if g.within > g.runs {
			cells[11] = fmt.Sprint(g.within)
		}
	}
	return strings.Join(cells, ",") + "\n"
}

const sheetHead = "Kid,Day,Goal ID,Result,Changed\n"

// sheets writes the results: a sheet, or an older and a newer one of which the
// older has mistakes; trials one by one in a log of their own.
func (c *madeClinic) sheets() []exportedFile {
	older, newer := sheetHead, sheetHead
	log := "Kid,Day,Goal ID,Trial,Mark\n"
	for _, k := range c.children {
		for _, v := range k.visits {
			if v.told {
				newer += fmt.Sprintf("%s,%s,%s,%s,\n", k.id, v.day.iso(), k.goals[0].id, strings.ToLower(v.status))
			}
		}
		for _, g := range k.goals {
			for _, r := range g.results {
				if c.log && g.kind == "trials" {
					log += c.trials(k, g, r)
					continue
				}
				newer += c.sheetRow(k, g, r, r)
				if r.day < 270 {
					told := r
					if !c.changed && c.oneIn(8) {
						told = c.level(g, c.in(0, 8), r.day) // put right since
					}
					older += c.sheetRow(k, g, r, told)
				}
			}
		}
	}
	all := []exportedFile{{"marks-2026-11-01.csv", newer}}
	if c.oneIn(2) {
		all = append(all, exportedFile{"marks-2026-10-01.csv", older})
	}
	if strings.Count(log, "\n") > 1 {
		all = append(all, exportedFile{"trials.csv", log})
	}
	return all
}

// sheetRow writes a row, sometimes twice, and sometimes with a version before it
// that was changed since.
func (c *madeClinic) sheetRow(k *madeChild, g *madeGoal, r, told result) string {
	row := func(of result, days int) string {
		changed := ""
		if c.changed {
			changed = (r.day + dayNumber(days)).iso()
		}
		return fmt.Sprintf("%s,%s,%s,%s,%s\n", k.id, r.day.iso(), g.id, g.written(of), changed)
	}
	text := row(told, 2)
	switch {
	case c.changed && c.oneIn(10):
		return row(c.level(g, c.in(0, 8), r.day), 1) + text
	case !c.changed && c.oneIn(25):
		return text + text
	}
	return text
}

func (c *madeClinic) trials(k *madeChild, g *madeGoal, r result) string {
	marks := make([]string, r.of)
	for i := range marks {
		marks[i] = "-"
		if i < r.ok {
			marks[i] = "+"
		}
	}
	c.Shuffle(len(marks), func(i, j int) { marks[i], marks[j] = marks[j], marks[i] })
	text := ""
	for i, m := range marks {
		text += fmt.Sprintf("%s,%s,%s,%d,%s\n", k.id, r.day.iso(), g.id, i+1, m)
	}
	return text
}

// mappingsOfClinic are how the clinic says that its own sheets are read.
func mappingsOfClinic() map[string]string {
	return map[string]string{
		"plans": "gives: goals\nneeds: [Goal ID, Kid, Measure]\ndate: year-first\ncolumns:\n  Goal ID: goal.id\n  Kid: client.id\n  Goal: goal.title\n  Measure: goal.measure\n" +
			"  Better: goal.better\n  Begun: goal.start\n  Level then: goal.baseline\n  Level day: goal.baseline_date\n  Aim: goal.target\n  Aim day: goal.target_date\n" +
			"  In how many visits: goal.criterion_sessions\n  Of how many: goal.criterion_of\n",
		"marks": "gives: [data, sessions]\nneeds: [Kid, Day, Result]\ndate: year-first\nalways: {session.status: attended}\nsame rows: once\ncolumns:\n  Kid: client.id\n  Day: session.day\n  Goal ID: goal.id\n" +
			"  Result: point.score\n  Changed: row.modified\n",
		"trials": "gives: [data, sessions]\nneeds: [Kid, Day, Mark]\ndate: year-first\nalways: {session.status: attended}\nsame rows: trials\ncolumns:\n  Kid: client.id\n  Day: session.day\n  Goal ID: goal.id\n" +
			"  Trial: point.trial\n  Mark: point.score\n",
		"claims": "gives: sessions\nlist: billing\nneeds: [Client ID, Claim status]\ndate: year-first\ncolumns:\n  Client ID: client.id\n  Date: session.day\n  Start: session.start\n" +
			"  Minutes: session.minutes\n  Claim status: session.status\n  Discipline: session.discipline\n",
	}
}

// TestEveryNumberIsCalculatedIndependently makes clinics up, exports their files,
// and holds what the program says of each child against a calculation of its own
// from what truly happened: visits, levels, days and statuses.
//
// -children=1000 is how an issue is judged; the short run takes a few.
func TestEveryNumberIsCalculatedIndependently(t *testing.T) {
	n := *children
	if testing.Short() {
		n = min(n, 2*childrenOfAClinic)
	}
	wrong, seen := 0, map[record.Status]int{}
	for seed := uint64(1); n > 0; seed++ {
		clinic := makeClinic(seed, min(n, childrenOfAClinic))
		clinic.seen = seen
		n -= childrenOfAClinic
		found := holdClinic(t, filepath.Join(t.TempDir(), "w"), clinic)
		for _, f := range found {
			t.Errorf("clinic %d (%s, log %t, changed %t): %s", seed, clinic.list, clinic.log, clinic.changed, f)
		}
		if wrong += len(found); wrong > 40 {
			t.Fatal("too many to list")
		}
	}
	t.Logf("statuses: %v", seen)
	if *children >= 60 && !testing.Short() && len(seen) < 10 {
		t.Errorf("the children have only the statuses %v", seen)
	}
}

// holdClinic reads the clinic's files and lists all that disagrees.
func holdClinic(t *testing.T, dir string, clinic *madeClinic) []string {
	t.Helper()
	c := emptyWorkspace(t, dir)
	defer c.Close()
	for name, text := range mappingsOfClinic() {
		writeMapping(t, dir, name, text)
	}
	files := clinic.files()
	billed := map[string]map[dayNumber]bool{}
	for _, f := range files {
		if f.name == "claims.csv" {
			billed = billedDays(f.text)
		}
		drop(t, c, dir, f.name, f.text)
	}
	acceptAll(t, c)
	again := files[clinic.IntN(len(files))]
	drop(t, c, dir, "copy of "+again.name, again.text) // the same file once more
	var wrong []string
	for _, k := range clinic.children {
		wrong = append(wrong, holdChild(t, c, clinic, k, billed[k.id])...)
	}
	return wrong
}

// billedDays reads the days of each child off the list of claims.
func billedDays(text string) map[string]map[dayNumber]bool {
	all := map[string]map[dayNumber]bool{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n")[1:] {
		cells := strings.Split(line, ",")
		at, err := time.Parse("2006-01-02", cells[1])
		if err != nil {
			panic(err)
		}
		if all[cells[0]] == nil {
			all[cells[0]] = map[dayNumber]bool{}
		}
		all[cells[0]][dayNumber(at.Sub(firstOfJanuary).Hours()/24)] = true
	}
	return all
}

func holdChild(t *testing.T, c *caseload.Caseload, clinic *madeClinic, k *madeChild, billed map[dayNumber]bool) []string {
	t.Helper()
	folded, err := c.FoldOf(t.Context(), record.ID(k.id))
	if err != nil {
		t.Fatal(err)
	}
	in, why, _, _, err := c.ComposedOf(t.Context(), now(), folded, "progress-report", "parent")
	if err != nil {
		t.Fatalf("%s: %v", k.id, err)
	}
	want := calculate(clinic, k, billed)
	var begun []*madeGoal // a goal that begins later is no matter of this report
	for _, g := range k.goals {
		if g.start <= want.asOf {
			begun = append(begun, g)
		}
	}
	switch {
	case why != "" && len(begun) == 0:
		return nil
	case why != "":
		return []string{fmt.Sprintf("%s: no report: %s", k.id, why)}
	}
	var wrong []string
	differ := func(what string, got, want any) {
		if got != want {
			wrong = append(wrong, fmt.Sprintf("%s: %s: the program says %v, calculated %v", k.id, what, got, want))
		}
	}
	differ("first day of the period", numberOf(in.Period.From), want.from)
	differ("last day of the period", numberOf(in.Period.To), want.from+89)
	differ("day up to which the data tell", numberOf(in.AsOf), want.asOf)
	differ("visits attended", in.Visits.Attended, want.attended)
	differ("visits canceled", in.Visits.Cancelled, want.canceled)
	differ("no-shows", in.Visits.NoShow, want.noShow)
	differ("goals", len(in.Goals), len(begun))
	for _, g := range in.Goals {
		i := slices.IndexFunc(k.goals, func(o *madeGoal) bool { return o.id == string(g.Goal.ID) })
		if i < 0 || len(g.Steps) != 1 {
			wrong = append(wrong, fmt.Sprintf("%s: a goal %s of %d steps", k.id, g.Goal.ID, len(g.Steps)))
			continue
		}
		judged := judgeGoal(*k.goals[i], want)
		clinic.seen[judged.status]++
		wrong = append(wrong, holdGoal(k.goals[i], g.Steps[0], judged)...)
	}
	return wrong
}

func holdGoal(g *madeGoal, got progress.Summary, want judged) []string {
	var wrong []string
	say := func(what string, got, want any) {
		wrong = append(wrong, fmt.Sprintf("%s (%s): %s: the program says %v, calculated %v", g.id, g.kind, what, got, want))
	}
	if len(got.Points) != want.points {
		say("results", len(got.Points), want.points)
	}
	if want.points > 0 && numberOf(got.Newest) != want.newest {
		say("newest result", got.Newest, want.newest.iso())
	}
	level := func(what string, got *progress.Level, want *float64) {
		switch {
		case (got == nil) != (want == nil):
			say(what, got != nil, want != nil)
		case got != nil && math.Abs(got.Value-*want) > 1e-6:
			say(what, got.Value, *want)
		}
	}
	level("baseline", got.Baseline, want.baseline)
	level("latest level", got.Current, want.current)
	level("target", got.Target, want.target)
	if got.Status != want.status {
		say("status", fmt.Sprintf("%s (%s)", got.Status, got.Reason), fmt.Sprintf("%s (%s)", want.status, want.why))
	}
	if want.met >= 0 && (got.Reached == nil || numberOf(got.Reached.On) != want.met) {
		say("met on", got.Reached, want.met.iso())
	}
	return wrong
}
