package check_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"milepost/check"
	"milepost/progress"
	"milepost/record"
	"milepost/report"
)

// fault is a kind of error, sown into a true sentence. ok is false where the
// sentence has no place for it.
type fault struct {
	name string
	sow  func(r *rand.Rand, d check.Draft, text string) (string, bool)
}

var (
	digitsAt = regexp.MustCompile(`\b\d+\b`)
	monthsAt = regexp.MustCompile(`\b(January|February|March|April|May|June|July|August|September|October|November|December)\b( \d{1,2}\b)?`)
	smallAt  = regexp.MustCompile(`\b(two|three|four|five|six|seven|eight|nine) (visits|sessions|of)\b`)
	amountAt = regexp.MustCompile(`\d+ (?:out of|of) \d+ \w+|\d+%(?: of the time| of opportunities)?|(?:\d+ (?:minutes?|seconds?) ?)+|\d+ (?:bites?|upsets?|inches)`)
)

func faults() []fault {
	return []fault{
		{"number changed", changeNumber},
		{"numbers swapped", swapNumbers},
		{"date changed", changeDate},
		{"unit changed", replaceOne([]string{" minutes", " seconds", " seconds", " minutes", " minute", " seconds", " bites", " minutes", " upsets", " bites", " inches", " minutes", "% of the time", " minutes", " times", " minutes", " trials", " inches"})},
		{"negation dropped", replaceOne([]string{" not yet ", " ", " not ", " ", " no new ", " new ", "cannot", "can", " too few to ", " enough to "})},
		{"negation added", replaceOne([]string{" can ", " cannot ", " is able ", " is not able ", " are able ", " are not able ", " has met ", " has not met ", " met the goal ", " has not met the goal ", " met this goal", " has not met this goal", " have grown ", " have not grown ", " is now able", " is not yet able"})},
		{"another child's name", otherName},
		{"another pronoun", otherPronoun},
		{"status changed", changeStatus},
		{"place changed", changePlace},
		{"cause added", addCause},
		{"direction turned", replaceOne([]string{" grown ", " fallen ", " gone up ", " gone down ", " come down ", " gone up ", "further than", "behind where", "ahead of where", "behind where", " better than ", " worse than ", " improvement ", " decline ", " lower than ", " better than ", "away from the goal", "toward the goal", "on the way up", "on the way down", "on the way down", "on the way up", " moved up ", " slipped ", "Improved", "Declined", "has risen", "has fallen", "has improved", "has become worse", "not as fast as we hoped", "faster than we hoped, ahead of where we hoped to be"})},
	}
}

func changeNumber(r *rand.Rand, _ check.Draft, text string) (string, bool) {
	at := digitsAt.FindAllStringIndex(text, -1)
	at = slices.DeleteFunc(at, func(a []int) bool {
		return monthsAt.MatchString(text[max(0, a[0]-12):min(len(text), a[1])]) || len(text[a[0]:a[1]]) > 3
	})
	if len(at) == 0 {
		words := []string{"two", "three", "four", "five", "six", "seven", "eight", "nine"}
		m := smallAt.FindStringSubmatchIndex(text)
		if m == nil || strings.Contains(text, "last three") || strings.Contains(text, "first three") {
			return text, false
		}
		i := slices.Index(words, text[m[2]:m[3]])
		return text[:m[2]] + words[(i+3+r.IntN(3))%len(words)] + text[m[3]:], true
	}
	a := at[r.IntN(len(at))]
	n, _ := strconv.Atoi(text[a[0]:a[1]])
	change := 2 + r.IntN(4) + n/20
	if n-change >= 1 && r.IntN(2) == 0 {
		change = -change
	}
	return text[:a[0]] + strconv.Itoa(n+change) + text[a[1]:], true
}

// swapNumbers puts the level of the start where the level now belongs.
func swapNumbers(_ *rand.Rand, _ check.Draft, text string) (string, bool) {
	at := amountAt.FindAllStringIndex(text, -1)
	if len(at) == 2 && text[at[0][0]:at[0][1]] != text[at[1][0]:at[1][1]] {
		a, b := strings.TrimSpace(text[at[0][0]:at[0][1]]), strings.TrimSpace(text[at[1][0]:at[1][1]])
		return text[:at[0][0]] + b + text[at[0][0]+len(a):at[1][0]] + a + text[at[1][0]+len(b):], true
	}
	return text, false
}

func changeDate(r *rand.Rand, _ check.Draft, text string) (string, bool) {
	m := monthsAt.FindStringSubmatchIndex(text)
	if m == nil {
		return text, false
	}
	months := strings.Fields("January February March April May June July August September October November December")
	i := slices.Index(months, text[m[2]:m[3]])
	if m[4] >= 0 && r.IntN(2) == 0 {
		day, _ := strconv.Atoi(strings.TrimSpace(text[m[4]:m[5]]))
		return text[:m[4]] + " " + strconv.Itoa(1+(day+2+r.IntN(3))%28) + text[m[5]:], true
	}
	return text[:m[2]] + months[(i+5+r.IntN(3))%12] + text[m[3]:], true
}

// replaceOne puts the second of a pair in the place of the first.
func replaceOne(pairs []string) func(*rand.Rand, check.Draft, string) (string, bool) {
	return func(_ *rand.Rand, _ check.Draft, text string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(text, pairs[i]) && !strings.HasPrefix(text, "|") && !strings.Contains(text, "hope") {
				return strings.Replace(text, pairs[i], pairs[i+1], 1), true
			}
		}
		return text, false
	}
}

func otherName(r *rand.Rand, d check.Draft, text string) (string, bool) {
	name := d.Input.Client.CalledName()
	other := names()[r.IntN(len(names()))]
	if name == "" || other == name || !strings.Contains(text, name) {
		return text, false
	}
	return strings.Replace(text, name, other, 1), true
}

func otherPronoun(_ *rand.Rand, d check.Draft, text string) (string, bool) {
	sets := pronounSets()
	own := d.Input.Client.Pronouns
	to := map[string]int{"she": 1, "he": 0, "they": 0}[own.Subject]
	if own.Subject == "" || strings.Contains(text, "{the") || strings.Contains(text, "the school what") {
		return text, false // no pronoun is known, or this one is not the child's
	}
	for _, pair := range [][2]string{{own.Subject, sets[to].Subject}, {own.Possessive, sets[to].Possessive}, {own.Object, sets[to].Object}} {
		for _, form := range []func(string) string{strings.ToLower, func(w string) string { return strings.ToUpper(w[:1]) + w[1:] }} {
			at := regexp.MustCompile(`\b` + form(pair[0]) + `\b`)
			if m := at.FindStringIndex(text); m != nil {
				return text[:m[0]] + form(pair[1]) + text[m[1]:], true
			}
		}
	}
	return text, false
}

// changeStatus puts another status of the closed list in.
func changeStatus(r *rand.Rand, d check.Draft, text string) (string, bool) {
	l := d.Input.Language
	say := func(code string) string {
		if d.Input.Key.Audience == "parent" {
			return l.Status(code, [3]dayT{}[0])
		}
		return l.TeamStatus(code, [3]dayT{}[0])
	}
	codes := []string{"met", "on track", "slower", "same", "lower", "too early", "not started"}
	for _, code := range codes {
		for _, form := range []func(string) string{func(s string) string { return s }, l.Lower} {
			was := form(say(code))
			other := form(say(codes[(slices.Index(codes, code)+1+r.IntN(len(codes)-1))%len(codes)]))
			if strings.HasSuffix(text, ": "+was) || strings.HasSuffix(text, "| "+was+" |") || strings.Contains(text, ": "+was+" {#") {
				i := strings.LastIndex(text, was)
				return text[:i] + other + text[i+len(was):], other != was
			}
		}
	}
	return text, false
}

func changePlace(r *rand.Rand, d check.Draft, text string) (string, bool) {
	to := []string{"at home", "at school", "on video visits", "in class"}
	key := []string{"home", "school", "telehealth", "school"}
	i := r.IntN(len(to))
	for _, g := range d.Input.Goals {
		for _, s := range g.Steps {
			if slices.ContainsFunc(append(slices.Clone(s.Points), left(s)...), func(p record.DataPoint) bool { return p.Place == key[i] }) {
				return text, false
			}
		}
	}
	for _, from := range []string{"in the clinic", "In the clinic", "in our sessions", "on our visits"} {
		if strings.Contains(text, from) {
			put := to[i]
			if from[0] == 'I' {
				put = strings.ToUpper(put[:1]) + put[1:]
			}
			return strings.Replace(text, from, put, 1), true
		}
	}
	return text, false
}

func left(s progress.Summary) []record.DataPoint {
	var all []record.DataPoint
	for _, l := range s.Left {
		all = append(all, l.Points...)
	}
	return all
}

func addCause(r *rand.Rand, _ check.Draft, text string) (string, bool) {
	if !strings.HasSuffix(text, ".") || strings.HasPrefix(text, "|") {
		return text, false
	}
	causes := []string{
		" because of the new scissors.", ", thanks to practice with the family.", ", which helped a lot.",
		" due to more rest.", " as a result of the wall pushes.", "; the thicker line made the difference.",
	}
	return strings.TrimSuffix(text, ".") + causes[r.IntN(len(causes))], true
}

// said is a level in a therapist's words, worked out apart from the library.
func said(m record.Measure, lv *progress.Level) string {
	if lv == nil {
		return ""
	}
	switch m.Kind {
	case record.Percent:
		return fmt.Sprintf("%.0f%% of the time", lv.Value)
	case record.Trials:
		of := m.Of
		if lv.Score.Of > 0 {
			of = lv.Score.Of
		}
		if of == 0 {
			return ""
		}
		return fmt.Sprintf("%.0f of %d times", lv.Value*float64(of)/100, of)
	case record.Duration, record.Latency:
		if lv.Value < 60 {
			return fmt.Sprintf("%.0f seconds", lv.Value)
		}
		return fmt.Sprintf("%d minutes %d seconds", int(lv.Value)/60, int(lv.Value)%60)
	case record.Count, record.Length:
		return fmt.Sprintf("%.0f %s", lv.Value, m.Unit)
	}
	return ""
}

// own are true sentences that a therapist might write herself: none is a phrase
// of the library.
func own(d check.Draft, g report.Goal) []string {
	s := g.Steps[0]
	m := s.Objective.Measure
	name, they := d.Input.Client.CalledName(), d.Input.Client.Pronouns.Subject
	if name == "" {
		name = d.Input.Language.Unnamed(d.Input.Key.Audience)
	}
	was := "was"
	if they == "" {
		they = name
	} else if d.Input.Client.Pronouns.Plural {
		was = "were"
	}
	They := strings.ToUpper(they[:1]) + they[1:]
	start, now, hope := said(m, s.Baseline), said(m, s.Current), said(m, s.Target)
	list := []string{
		name + " smiles a lot with us and likes to tidy up at the end.",
		"I talked with " + name + " about this, and we will look at it again next time.",
		"Mom told me at pick-up that mornings are easier to start.",
		"A big thank you to Dad, who came along and watched.",
		name + " picked the dinosaur stickers and told me about the zoo.",
		"Next month we will ask the school what they see.",
		"I would like to hear how bath time goes at home.",
		"We took more breaks than usual, and that was fine.",
		"Let us talk on Monday about what comes next.",
		"On some days we skip this task when " + name + " is tired.",
		"We used the small table by the window.",
		"It is good to see how hard " + name + " works.",
		"If this is still hard in spring, we will look at other ways.",
		"Please call me if anything is unclear.",
		"We plan to try this at school as well.",
		fmt.Sprintf("In all, %s came to %d of %d planned visits.", they, d.Input.Visits.Attended, d.Input.Visits.Planned),
	}
	fresh := s.Status != record.NoData && s.Status != record.Paused && s.Status != record.NotStarted && s.Status != record.TooEarly
	if now != "" && fresh {
		list = append(list, name+" now does this "+now+".", "These days it is "+now+" for "+name+".")
		if s.Objective.Place == "clinic" && len(s.Points) > 0 && s.Points[0].Place == "clinic" {
			list = append(list, "With me in the clinic, "+name+" now gets to "+now+".")
		}
	}
	if start != "" && s.Baseline.How == progress.Documented {
		month := d.Input.Language.Month(s.Baseline.Day.Month)
		list = append(list, "When we began in "+month+", it "+"was "+start+".", They+" "+was+" at "+start+" at first.")
		if now != "" && fresh && now != start {
			list = append(list, name+" went from "+start+" to "+now+".", "Back then it was "+start+" at the start, and today it is "+now+".")
		}
	}
	if hope != "" {
		list = append(list, "Our target is "+hope+", and we keep working on it.")
		if !s.Objective.TargetDate.IsZero() {
			list = append(list, "Our target is "+hope+" by "+d.Input.Language.DayMonth(dayT(s.Objective.TargetDate))+".")
		}
	}
	met := s.Status == record.Met || s.Status == record.Maintained
	if met {
		list = append(list, name+" has met this goal, and we are happy about it.", "You can be proud that "+they+" has met this goal.")
	} else if s.Reached == nil {
		list = append(list, name+" has not met this goal yet.", "This goal is not met so far, and we go on with it.")
	}
	if s.Status == record.OnTrack && s.Trend != nil && s.Current != nil && s.Baseline != nil && better(s) {
		list = append(list, "I see clear improvement here.", name+" has improved on this goal.")
	}
	if n := len(s.Points); n > 0 {
		p := s.Points[n-1]
		if v, ok := m.Value(p.Score); ok {
			if words := said(m, &progress.Level{Value: v, Score: p.Score}); words != "" {
				list = append(list, "On "+d.Input.Language.DayMonth(dayT(p.Day))+", it was "+words+".")
			}
		}
	}
	return list
}

func better(s progress.Summary) bool {
	toward, gain := s.Trend.PerWeek, s.Current.Value-s.Baseline.Value
	if s.Better == record.Down {
		toward, gain = -toward, -gain
	}
	return toward > 0 && gain > 0
}

// place is a line of a draft at which an error can be sown.
type place struct {
	line int // of the body, from 1
	text string
	goal *report.Goal
}

// places are the prose lines, rows and headings of goals of a draft.
func places(d check.Draft) []place {
	var list []place
	for _, s := range d.Sentences {
		if strings.HasPrefix(s.Text, "[[") || strings.HasPrefix(s.Text, "```") || strings.Contains(s.Text, "\n") {
			continue
		}
		for i := range d.Input.Goals {
			if strings.HasPrefix(s.ID, report.Anchor(d.Input.Goals[i].Goal.ID)+"/") {
				list = append(list, place{s.Line, s.Text, &d.Input.Goals[i]})
			}
		}
	}
	return list
}

// bodyLines splits a draft into its front matter and the lines of its body.
func bodyLines(t testing.TB, d check.Draft) (head string, lines []string) {
	t.Helper()
	doc, err := report.Read(d.Markdown)
	if err != nil {
		t.Fatal(err)
	}
	return d.Markdown[:strings.Index(d.Markdown, doc.Body)], strings.Split(doc.Body, "\n")
}

// edited is the draft with another text at a line.
func edited(t testing.TB, d check.Draft, at int, text string) check.Draft {
	t.Helper()
	head, lines := bodyLines(t, d)
	lines[at-1] = text
	d.Markdown = head + strings.Join(lines, "\n")
	d.Sentences = slices.Clone(d.Sentences)
	for i := range d.Sentences {
		if d.Sentences[i].Line == at {
			d.Sentences[i].Text = text
		}
	}
	return d
}

// added is the draft with a line put in behind another.
func added(t testing.TB, d check.Draft, behind int, text string) check.Draft {
	t.Helper()
	head, lines := bodyLines(t, d)
	lines = slices.Insert(lines, behind, text)
	d.Markdown = head + strings.Join(lines, "\n")
	d.Sentences = slices.Clone(d.Sentences)
	for i := range d.Sentences {
		if d.Sentences[i].Line > behind {
			d.Sentences[i].Line += 1 + strings.Count(text, "\n")
		}
	}
	return d
}

// sown is one case: a draft with an error at a line.
type sown struct {
	draft  check.Draft
	line   int
	text   string
	was    string
	author string // generated, therapist
}

// sow puts one error of the kind into a child's draft: into a sentence of the
// program, or into one that a therapist wrote.
func sow(t testing.TB, f fault, seed uint64, author string) (sown, bool) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 3))
	d := written(t, child(t, seed))
	list := places(d)
	if len(list) == 0 {
		return sown{}, false
	}
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for _, p := range list {
		if author == "program" {
			if text, ok := f.sow(r, d, p.text); ok && text != p.text {
				return sown{edited(t, d, p.line, text), p.line, text, p.text, author}, true
			}
			continue
		}
		if strings.HasPrefix(p.text, "|") || strings.HasPrefix(p.text, "#") {
			continue
		}
		all := own(d, *p.goal)
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, one := range all {
			if text, ok := f.sow(r, d, one); ok && text != one {
				if r.IntN(2) == 0 {
					return sown{edited(t, d, p.line, text), p.line, text, one, author}, true
				}
				return sown{added(t, d, p.line, text), p.line + 1, text, one, author}, true
			}
		}
	}
	return sown{}, false
}

// Of the errors that a program sows into drafts, half of them into sentences
// that a therapist wrote, 99 of 100 are found.
func TestSeededErrorsAreFound(t *testing.T) {
	each := 24
	if *all {
		each = 60
	}
	if testing.Short() {
		each = 6
	}
	total, missed := 0, 0
	for _, f := range faults() {
		for _, author := range []string{"program", "therapist"} {
			n, m := 0, 0
			for seed := uint64(0); n < each && seed < uint64(each)*12; seed++ {
				c, ok := sow(t, f, seed, author)
				if !ok {
					continue
				}
				n++
				if !slices.ContainsFunc(words(t).Truth(c.draft), func(found record.Finding) bool { return found.Line == c.line }) {
					m++
					t.Logf("missed: %s, %s, child %d: %q (true: %q)", f.name, author, seed, c.text, c.was)
				}
			}
			total, missed = total+n, missed+m
			t.Logf("%-22s %-10s %3d sown %3d found", f.name, author, n, n-m)
		}
	}
	t.Logf("%d sown, %d missed, recall %.2f %%", total, missed, 100-100*float64(missed)/float64(total))
	if float64(missed) > 0.01*float64(total) {
		t.Errorf("%d of %d errors were missed; at most 1 %% may be", missed, total)
	}
}

// Of the true sentences that a therapist writes, at most 2 of 100 raise an
// alarm.
func TestTrueSentencesOfATherapistRaiseNoAlarm(t *testing.T) {
	children := 120
	if *all {
		children = 1000
	}
	if testing.Short() {
		children = 20
	}
	total, alarms := 0, 0
	for seed := range uint64(children) {
		d := written(t, child(t, seed))
		for _, p := range places(d) {
			if strings.HasPrefix(p.text, "|") || strings.HasPrefix(p.text, "#") {
				continue
			}
			var text strings.Builder
			all := own(d, *p.goal)
			for _, one := range all {
				text.WriteString(one + "\n")
			}
			found := words(t).Truth(added(t, d, p.line, strings.TrimSuffix(text.String(), "\n")))
			total += len(all)
			hit := map[int]bool{}
			for _, f := range found {
				if !hit[f.Line] {
					hit[f.Line] = true
					alarms++
					t.Logf("alarm: child %d: %s: %s: %q", seed, f.Code, f.Wrong, f.Text)
				}
			}
			break
		}
	}
	t.Logf("%d true sentences, %d alarms, %.2f %%", total, alarms, 100*float64(alarms)/float64(total))
	if float64(alarms) > 0.02*float64(total) {
		t.Errorf("%d of %d true sentences raised an alarm; at most 2 %% may", alarms, total)
	}
}
