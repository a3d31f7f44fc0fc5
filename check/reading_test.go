package check_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"milepost/check"
)

// shared reads one of the files of known answers that stand beside the project.
func shared(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", filepath.FromSlash(name)))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("the files of known answers are not here")
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func TestTheFormulasGiveThePublishedValues(t *testing.T) {
	c := check.Count{Sentences: 1, Words: 13, Syllables: 26}
	if g, e := c.Grade(), c.Ease(); math.Abs(g-13.08) > 0.005 || math.Abs(e-24.44) > 0.005 {
		t.Errorf("13 words of 26 syllables: grade %.3f, ease %.3f, want 13.08 and 24.44", g, e)
	}
	var vectors struct {
		Cases []struct {
			Formula                     string
			Sentences, Words, Syllables int
			Value                       float64
		}
	}
	shared(t, "readability-words/vectors.json", &vectors)
	for _, v := range vectors.Cases {
		c := check.Count{Sentences: v.Sentences, Words: v.Words, Syllables: v.Syllables}
		got, asked := c.Grade(), true
		switch v.Formula {
		case "flesch reading ease":
			got = c.Ease()
		case "flesch-kincaid grade":
		default:
			asked = false
		}
		if asked && math.Abs(got-v.Value) > 0.005 {
			t.Errorf("%s of %+v: got %.3f, want %v", v.Formula, c, got, v.Value)
		}
	}
}

// Syllables are counted by rule, not by a dictionary, so the grades of whole
// texts lie near those of textstat, which has one.
func TestTheGradesOfTextsAreNearTheDictionarys(t *testing.T) {
	var vectors struct {
		Texts    map[string]string
		Expected map[string]map[string]float64 `json:"expected_en_US"`
	}
	shared(t, "readability-textstat/vectors.json", &vectors)
	for name, text := range vectors.Texts {
		want, ok := vectors.Expected["flesch_kincaid_grade"][name]
		if !ok {
			continue
		}
		c := words(t).Count(text)
		t.Logf("%s: %+v, grade %.2f, textstat %.2f; ease %.2f, textstat %.2f", name, c, c.Grade(), want, c.Ease(), vectors.Expected["flesch_reading_ease"][name])
		if math.Abs(c.Grade()-want) > 0.5 {
			t.Errorf("%s: grade %.2f, want %.2f within half a grade", name, c.Grade(), want)
		}
	}
}

// The prose of parents' drafts reads at grade 6 in the middle, and none above 8.
func TestParentsDraftsAreEasyToRead(t *testing.T) {
	n := 200
	if testing.Short() {
		n = 40
	}
	var grades []float64
	sections := map[string][]float64{}
	for seed := range uint64(n) {
		in := child(t, seed)
		if in.Key.Audience != "parent" {
			continue
		}
		d := written(t, in)
		r := words(t).Read(d)
		for _, s := range r.Sections {
			sections[s.Heading] = append(sections[s.Heading], s.Count.Grade())
		}
		if r.Whole.Words < 40 {
			continue
		}
		g := r.Whole.Grade()
		grades = append(grades, g)
		if g > check.MostGrade {
			t.Errorf("child %d reads at grade %.1f (%+v); hardest: %+v", seed, g, r.Whole, r.Hard)
		}
	}
	slices.Sort(grades)
	middle := grades[len(grades)/2]
	t.Logf("%d drafts: grades %.1f to %.1f, median %.1f", len(grades), grades[0], grades[len(grades)-1], middle)
	if middle > check.AimGrade {
		t.Errorf("median grade %.1f, want at most %.0f", middle, check.AimGrade)
	}
}

func TestHardSentencesAreRankedWithPlainerWords(t *testing.T) {
	d := written(t, child(t, 3))
	easy := "Before homework, do ten wall pushes together."
	hard := "Demonstrates emerging bilateral coordination with moderate assistance, and transitions were not tolerated without numerous modifications by the therapist in the room on that day."
	d = added(t, d, 3, easy+"\n"+hard)
	r := words(t).Read(d)
	if len(r.Hard) == 0 || !strings.HasPrefix(r.Hard[0].Text, "Demonstrates") {
		t.Fatalf("hardest: %+v", r.Hard)
	}
	if !slices.Contains(r.Hard[0].Plainer, "bilateral coordination: using both hands together") {
		t.Errorf("no plainer words offered: %q", r.Hard[0].Plainer)
	}
	for _, h := range r.Hard {
		if h.Text == easy {
			t.Errorf("%q is called hard: %q", easy, h.Why)
		}
	}
}

func TestStyleOfAnotherCountryAndPercentSigns(t *testing.T) {
	seed := uint64(0)
	for child(t, seed).Key.Audience != "parent" || strings.Contains(written(t, child(t, seed)).Markdown, "%") {
		seed++
	}
	d := added(t, written(t, child(t, seed)), 3, "The colour was right on 80% of the pages.")
	var codes []string
	for _, f := range words(t).Readable(d) {
		codes = append(codes, f.Code+": "+f.Wrong)
	}
	if len(codes) != 2 {
		t.Errorf("got %q, want the spelling and the percent sign", codes)
	}
}
