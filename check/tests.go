package check

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"milepost/record"
	"milepost/report"
)

// testFacts is what is known of an instrument as it was given, or of one of its
// scales.
type testFacts struct {
	names   []string // by which a line speaks of it, lower case
	numbers []float64
	days    []record.Date
	scales  []*scaleFacts
}

// scaleFacts is one scale of it.
type scaleFacts struct {
	testFacts
	result report.Result
}

var digitsAt = regexp.MustCompile(`\d+(?:\.\d+)?`)

// gatherTests keeps what the results of assessments say.
func (k *knowledge) gatherTests() {
	for _, r := range k.in.Results {
		t := k.testNamed(r.Called)
		s := &scaleFacts{result: r}
		a := r.Assessment
		s.days = append(s.days, a.Day)
		for _, score := range a.Scores {
			s.numbers = append(s.numbers, score.Number)
		}
		s.numbers = append(s.numbers, a.Low, a.High, float64(a.Confidence), 100) // of 100 children
		for _, text := range []string{r.Rank, r.Percentile, r.Earlier, a.Scale} {
			s.numbers = append(s.numbers, numbersIn(text)...)
		}
		if a.Scale != "" {
			s.names = []string{strings.ToLower(a.Scale)}
		}
		t.scales = append(t.scales, s)
		for _, text := range []string{r.Called, r.Title, r.Convention, a.Norms, a.By, a.Note, a.Form} {
			t.numbers = append(t.numbers, numbersIn(text)...)
		}
		if birth := k.in.Client.BirthDate; !birth.IsZero() {
			months := (a.Day.Year-birth.Year)*12 + int(a.Day.Month) - int(birth.Month)
			t.numbers = append(t.numbers, float64(months), float64(months-1), float64(a.Day.YearsSince(birth)), float64(months%12), float64((months+11)%12))
		}
		t.names = append(t.names, strings.ToLower(r.Title))
		for _, text := range []string{r.Called, r.Title, r.Band, r.ScoreName, r.Convention, a.Scale, a.Form, a.Norms, a.By, a.Note, a.Language, a.Instrument} {
			for _, word := range wordAt.FindAllString(text, -1) {
				k.names[ownName(word)] = true
			}
		}
		k.days = append(k.days, a.Day)
		k.quoted = append(k.quoted, bare(r.Band), bare(a.Note))
	}
}

func (k *knowledge) testNamed(called string) *testFacts {
	low := strings.ToLower(called)
	for _, t := range k.tests {
		if slices.Contains(t.names, low) {
			return t
		}
	}
	t := &testFacts{names: []string{low}}
	k.tests = append(k.tests, t)
	return t
}

func numbersIn(text string) []float64 {
	var all []float64
	for _, m := range digitsAt.FindAllString(text, -1) {
		if n, err := strconv.ParseFloat(m, 64); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// testOf returns the test that a line speaks of: by its name, or by the heading
// above; nil none.
func (k *knowledge) testOf(ln line) *testFacts {
	low := strings.ToLower(ln.text)
	for _, t := range k.tests {
		if slices.ContainsFunc(t.names, func(name string) bool { return name != "" && strings.Contains(low, name) }) {
			return t
		}
	}
	return ln.test
}

// testLine compares the numbers of a line about a test with what was typed: of
// the scale that it names, else of the test as a whole.
func (k *knowledge) testLine(ln line, t *testFacts) []record.Finding {
	if ln.kind == headingLine || ruleRow.MatchString(ln.raw) {
		return nil
	}
	text := withoutDays(k, ln.text)
	known, days := slices.Clone(t.numbers), slices.Clone(k.days)
	named := t.scalesIn(strings.ToLower(ln.text))
	scales := named
	if len(named) == 0 {
		scales = t.scales
	}
	for _, s := range scales {
		known, days = append(known, s.numbers...), append(days, s.days...)
	}
	var found []record.Finding
	for _, n := range numbersIn(text) {
		if !slices.Contains(known, n) {
			found = append(found, ln.finding(CodeNumber, fmt.Sprintf("%q is a number that no result of this test holds", strconv.FormatFloat(n, 'f', -1, 64)),
				"check it against the score report, then mend the sentence or say why it stands"))
		}
	}
	if ln.kind == rowLine && len(named) == 1 {
		found = append(found, k.testCells(ln, named[0].result)...)
	}
	return append(found, k.bandOf(ln, named)...)
}

// withoutDays takes out days that are known, so that their numbers are not
// taken for scores.
func withoutDays(k *knowledge, text string) string {
	for _, d := range k.days {
		if !d.IsZero() {
			text = strings.ReplaceAll(text, k.in.Language.Date(dayOf(d)), "")
		}
	}
	for _, r := range k.in.Results {
		for _, day := range dayAt.FindAllString(r.Earlier, -1) {
			text = strings.ReplaceAll(text, day, "")
		}
	}
	return text
}

var dayAt = regexp.MustCompile(`\p{Lu}\pL+ \d{1,2}, \d{4}`)

// scalesIn returns the scales that a text names; of two of which one's name
// holds the other's, the longer.
func (t *testFacts) scalesIn(low string) []*scaleFacts {
	var found []*scaleFacts
	for _, s := range t.scales {
		if len(s.names) > 0 && strings.Contains(low, s.names[0]) {
			found = append(found, s)
		}
	}
	return slices.DeleteFunc(found, func(s *scaleFacts) bool {
		return slices.ContainsFunc(found, func(o *scaleFacts) bool {
			return o != s && o.names[0] != s.names[0] && strings.Contains(o.names[0], s.names[0])
		})
	})
}

// testCells compares the cells of a row with the result: scale, score,
// interval, percentile, band.
func (k *knowledge) testCells(ln line, r report.Result) []record.Finding {
	parts := cells(ln.text)
	if len(parts) != 5 {
		return nil
	}
	var found []record.Finding
	for i, want := range []string{"", r.Score, r.Interval, r.Percentile, r.Band} {
		got, _, _ := strings.Cut(parts[i], " (")
		want, _, _ := strings.Cut(want, " (")
		if i > 0 && want != "" && got != want {
			found = append(found, ln.finding(CodeNumber, fmt.Sprintf("%q is not what the result holds here, which is %q", parts[i], want),
				"put in what the score report says, or say why it stands"))
		}
	}
	return found
}

// bandOf finds a publisher's word that is that of another band of the test.
func (k *knowledge) bandOf(ln line, scales []*scaleFacts) []record.Finding {
	if ln.kind == rowLine || len(scales) != 1 || scales[0].result.Band == "" || !strings.Contains(ln.text, "in the words of the test") {
		return nil
	}
	if strings.Contains(ln.text, scales[0].result.Band+" in the words of the test") {
		return nil
	}
	return []record.Finding{ln.finding(CodeStatus, fmt.Sprintf("the test's own word for this result is %q", scales[0].result.Band), "put it in, or say why another stands")}
}
