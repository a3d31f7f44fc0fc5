package library

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/vm"
	"github.com/goccy/go-yaml/ast"

	"milepost/record"
)

// Phrase is one wording for a slot, as a clinic lead writes it.
type Phrase struct {
	ID          string          // DOMAIN.SLOT.NAME/N, never used twice
	Language    string          // BCP 47 code, from the folder
	Slot        string          // one of Slots
	Audiences   []string        // parent, school, payer
	Domain      string          // "" general
	Skills      []string        // empty: every skill of the domain
	Statuses    []record.Status // empty: every status, and outside goals
	Measures    []record.Kind   // empty: every kind, and outside goals
	Better      record.Direction
	Sort        record.Sort
	When        string   // a condition, see Context; "" always
	Text        string   // with {fields}
	Precautions []string // hides a choice from a client who has one of them
	FromAge     int      // full years; 0: any
	ToAge       int      // full years; 0: any
	Careful     bool     // never to be picked beforehand: feeding, swinging, weight
	Last        bool     // taken only where nothing else fits
	Layer       int      // 0 shipped, 1 clinic, 2 therapist
	Place       string   // file and line

	parts []part
	when  *vm.Program
}

// Hash returns the hash of the phrase's text, by which a draft knows whether
// the wording changed.
func (p Phrase) Hash() string { return record.ShortHash(p.Text) }

// phraseFile is a file of phrases. What stands at its top holds for each
// phrase that does not say otherwise.
type phraseFile struct {
	Domain  string      `yaml:"domain"`
	For     []string    `yaml:"for"`
	Kind    string      `yaml:"kind"`
	Phrases []phraseRow `yaml:"phrases"`
}

// phraseRow is a phrase as the file holds it.
type phraseRow struct {
	ID          string   `yaml:"id"`
	Slot        string   `yaml:"slot"`
	For         []string `yaml:"for"`
	Skills      []string `yaml:"skills"`
	Status      []string `yaml:"status"`
	Measure     []string `yaml:"measure"`
	Better      string   `yaml:"better"`
	Kind        string   `yaml:"kind"`
	When        located  `yaml:"when"`
	Text        located  `yaml:"text"`
	Precautions []string `yaml:"precautions"`
	Ages        string   `yaml:"ages"` // "3-6", "5+"
	Careful     bool     `yaml:"careful"`
	Last        bool     `yaml:"last"`
	Off         bool     `yaml:"off"` // takes the phrase with this id out
}

// located is a text that knows where in its file it begins.
type located struct {
	text         string
	line, column int
}

// UnmarshalYAML keeps the place of the text.
func (t *located) UnmarshalYAML(node ast.Node) error {
	scalar, ok := node.(ast.ScalarNode)
	if !ok {
		if node.Type() == ast.LiteralType {
			t.text = node.(*ast.LiteralNode).Value.Value
		} else {
			return fmt.Errorf("line %d: a text belongs here", node.GetToken().Position.Line)
		}
	} else {
		t.text = fmt.Sprint(scalar.GetValue())
	}
	t.text = strings.TrimSpace(t.text)
	t.line, t.column = node.GetToken().Position.Line, node.GetToken().Position.Column
	if s, ok := node.(*ast.StringNode); ok && strings.HasPrefix(s.String(), `"`) {
		t.column++
	}
	return nil
}

// Slots returns the places in a document that phrases speak in.
func Slots() []string {
	return []string{
		"strength", "attendance", "told", "visits", "later", // about the whole
		"score",                                                                                            // about a result of a test
		"now", "last", "then", "since", "measured", "help", "counted", "hope", "no-target", "aim", "trend", // about one goal
		"began", "ended", "steps", // about a goal's life
		"undated", "thin", "next", "now-note", "place-note", "goal-text", // where data are thin or a person must speak
		"strength-pick", "home", "helped", "function", "plan", "school", "need", // chosen
		"picked-strength-pick", "picked-home", "picked-helped", "picked-function", "picked-plan",
		"picked-school", "picked-need", // how a chosen one is said
	}
}

// Audiences returns whom documents are written for.
func Audiences() []string { return []string{"parent", "school", "payer"} }

// Precautions returns the words for what may make an activity unsafe.
func Precautions() []string {
	return []string{"seizure", "swallowing", "allergy", "joint", "shunt", "skin", "choking", "supervision"}
}

func statuses() []string {
	return []string{
		string(record.Paused), string(record.NotStarted), string(record.NoData), string(record.Met),
		string(record.Maintained), string(record.TooEarly), string(record.Lower), string(record.Same),
		string(record.OnTrack), string(record.Slower), string(record.Better),
	}
}

func kinds() []string {
	return []string{
		string(record.Percent), string(record.Trials), string(record.Count), string(record.Rate),
		string(record.Duration), string(record.Latency), string(record.Length), string(record.Assist),
		string(record.GAS), string(record.Rubric), string(record.YesNo), string(record.Narrative),
	}
}

// build makes a phrase of a row, or says what is wrong with it.
func (f phraseFile) build(row phraseRow, domains []Domain) (Phrase, error) {
	audiences := row.For
	if len(audiences) == 0 {
		audiences = f.For
	}
	p := Phrase{
		ID: row.ID, Slot: row.Slot, Audiences: audiences, Domain: f.Domain, Skills: row.Skills,
		Better: record.Direction(row.Better), Sort: record.Sort(row.Kind), When: row.When.text,
		Text: row.Text.text, Precautions: row.Precautions, Careful: row.Careful, Last: row.Last,
	}
	if p.Sort == "" {
		p.Sort = record.Sort(f.Kind)
	}
	if p.Sort == "" {
		p.Sort = record.DataSort
	}
	for _, s := range row.Status {
		p.Statuses = append(p.Statuses, record.Status(s))
	}
	for _, m := range row.Measure {
		p.Measures = append(p.Measures, record.Kind(m))
	}
	if err := p.check(domains); err != nil {
		return p, err
	}
	var err error
	p.FromAge, p.ToAge, err = ages(row.Ages)
	return p, err
}

// check compares the phrase's words with the closed lists.
func (p Phrase) check(domains []Domain) error {
	if p.ID == "" || p.Text == "" {
		return fmt.Errorf("a phrase needs an id and a text")
	}
	if len(p.Audiences) == 0 {
		return fmt.Errorf("for: name at least one of %s", strings.Join(Audiences(), ", "))
	}
	for _, c := range []struct {
		key   string
		words []string
		list  []string
	}{
		{"slot", []string{p.Slot}, Slots()},
		{"for", p.Audiences, Audiences()},
		{"status", texts(p.Statuses), statuses()},
		{"measure", texts(p.Measures), kinds()},
		{"better", []string{string(p.Better)}, []string{"", "up", "down"}},
		{"kind", []string{string(p.Sort)}, []string{"data", "recorded", "chosen", "fixed"}},
		{"precautions", p.Precautions, Precautions()},
		{"skills", p.Skills, skillsOf(domains, p.Domain)},
	} {
		for _, word := range c.words {
			if !slices.Contains(c.list, word) {
				return fmt.Errorf("%s: %q is not known (nearest: %q)", c.key, word, nearest(word, c.list))
			}
		}
	}
	return nil
}

func skillsOf(domains []Domain, key string) []string {
	for _, d := range domains {
		if d.Key != key {
			continue
		}
		keys := make([]string, len(d.Skills))
		for i, s := range d.Skills {
			keys[i] = s.Key
		}
		return keys
	}
	return nil
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = string(t)
	}
	return out
}

// ages reads "3-6", "5+" or nothing, in full years.
func ages(text string) (from, to int, err error) {
	if text == "" {
		return 0, 0, nil
	}
	wrong := fmt.Errorf("ages: %q is not like 3-6 or 5+", text)
	if low, ok := strings.CutSuffix(text, "+"); ok {
		from, err = strconv.Atoi(low)
		if err != nil {
			return 0, 0, wrong
		}
		return from, 0, nil
	}
	low, high, ok := strings.Cut(text, "-")
	if !ok {
		return 0, 0, wrong
	}
	from, err = strconv.Atoi(low)
	if err != nil {
		return 0, 0, wrong
	}
	to, err = strconv.Atoi(high)
	if err != nil || to < from {
		return 0, 0, wrong
	}
	return from, to, nil
}

// nearest returns the word of the list that takes the fewest changes.
func nearest(word string, list []string) string {
	best, least := "", 1<<30
	for _, w := range list {
		if d := distance(word, w); w != "" && d < least {
			best, least = w, d
		}
	}
	return best
}

// distance counts the letters to add, drop or change (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// Nearest returns the word of the list that takes the fewest changes to become
// the word: what somebody may have meant. "" where the list is empty.
func Nearest(word string, list []string) string { return nearest(word, list) }

// FileKeys lists the keys that a file of phrases may have.
func FileKeys() []string {
	return []string{
		"domain", "for", "kind", "phrases", "id", "slot", "skills", "status", "measure", "better", "when", "text",
		"precautions", "ages", "careful", "last", "off",
	}
}
