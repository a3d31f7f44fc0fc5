package check

import (
	"embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"
)

//go:embed words
var shippedWords embed.FS

// Words are what a language says its claims with, compiled once.
type Words struct {
	code     string
	file     wordsFile
	roles    map[role]*pattern
	columns  map[role]*pattern
	claims   map[string]*pattern
	places   map[string]*pattern
	pronouns map[string]*pattern
	negation *pattern
	hopes    *pattern
	causes   *pattern
	promises *pattern
	people   *pattern
	numbers  *pattern
	dates    map[string]*pattern
	amounts  *regexp.Regexp
	last     *pattern
	ranges   *regexp.Regexp
	plainer  *pattern
	spelling *pattern
	passive  *pattern
	unitOf   map[string]string // noun -> visits, times, other, days
}

type wordsFile struct {
	Roles      map[role][]string   `yaml:"roles"`
	Columns    map[role][]string   `yaml:"columns"`
	Units      map[string][]string `yaml:"units"`
	Numbers    map[string]int      `yaml:"numbers"`
	Negations  []string            `yaml:"negations"`
	Hopes      []string            `yaml:"hopes"`
	Claims     map[string][]string `yaml:"claims"`
	Places     map[string][]string `yaml:"places"`
	Causes     []string            `yaml:"causes"`
	Promises   []string            `yaml:"promises"`
	Conditions []string            `yaml:"conditions"`
	Pronouns   map[string][]string `yaml:"pronouns"`
	People     []string            `yaml:"people"`
	Capitals   []string            `yaml:"capitals"`
	NameVerbs  []string            `yaml:"name_verbs"`
	Starters   []string            `yaml:"starters"`
	Dates      map[string][]string `yaml:"dates"`
	Per        []string            `yaml:"per"` // between what is counted and that in which it is
	Last       []string            `yaml:"last_visits"`
	TimeUnits  map[string]float64  `yaml:"time_units"`
	Percents   []string            `yaml:"percents"`
	OutOf      []string            `yaml:"out_of"`
	Syllables  struct {
		Words map[string]int `yaml:"words"`
	} `yaml:"syllables"`
	Plainer     map[string]string `yaml:"plainer"`
	Spelling    map[string]string `yaml:"spelling"`
	Be          []string          `yaml:"be"`
	Participles []string          `yaml:"participles"`
}

// num matches a number as it is written.
const num = `(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)`

// role is what a level is said of.
type role string

const (
	baselineRole  role = "baseline"
	currentRole   role = "current"
	targetRole    role = "target"
	lastRole      role = "last"
	criterionRole role = "criterion"
	statusRole    role = "status"
	anyRole       role = ""
)

// Load returns the words of a language. One that has no file is an error: what
// is written in it cannot be checked.
func Load(code string) (*Words, error) {
	source, err := shippedWords.ReadFile("words/" + code + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("drafts in %q cannot be checked: %w", code, err)
	}
	w := &Words{code: code, unitOf: map[string]string{}}
	if err := yaml.UnmarshalWithOptions(source, &w.file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("check/words/%s.yaml: %w", code, err)
	}
	return w, w.compile()
}

func (w *Words) compile() error {
	f := w.file
	var bad error
	whole := func(list []string) *pattern {
		list = slices.Clone(list)
		slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
		at, err := regexp.Compile(`(?i)(?:^|[^\pL\pN'])(` + strings.Join(list, "|") + `)(?:$|[^\pL\pN])`)
		if err != nil && bad == nil {
			bad = fmt.Errorf("check/words/%s.yaml: %w", w.code, err)
		}
		return &pattern{at: at, hints: hintsOf(list)}
	}
	w.roles, w.columns = each(f.Roles, whole), each(f.Columns, whole)
	w.claims, w.places, w.pronouns = each(f.Claims, whole), each(f.Places, whole), each(f.Pronouns, whole)
	w.negation, w.hopes, w.causes, w.promises = whole(f.Negations), whole(f.Hopes), whole(f.Causes), whole(f.Promises)
	w.people, w.dates, w.last = whole(f.People), each(f.Dates, whole), whole(f.Last)
	w.plainer, w.spelling = whole(keys(f.Plainer)), whole(keys(f.Spelling))
	w.passive = whole([]string{`(?:` + strings.Join(f.Be, "|") + `) (?:\pL+ly )?(?:\pL{3,}ed|` + strings.Join(f.Participles, "|") + `)`})
	var units []string
	for unit := range f.TimeUnits {
		units = append(units, unit)
	}
	slices.SortFunc(units, func(a, b string) int { return len(b) - len(a) })
	time := `(?:` + strings.Join(units, "|") + `)\b`
	outOf := `(?:` + strings.Join(f.OutOf, "|") + `)`
	// An amount: a time in parts, a ratio, a percent, or a number, with the
	// two words that follow it.
	w.amounts = regexp.MustCompile(`(?:` + num + ` ?-?` + time + `(?:,? (?:and )?` + num + ` ` + time + `)*)` +
		`|(` + num + `)(?: ` + outOf + ` (?:the )?|/)(` + num + `)` +
		`|(` + num + `) ?(?:` + strings.Join(f.Percents, "|") + `)` +
		`|(` + num + `)`)
	w.ranges = regexp.MustCompile(`\bfrom (` + num + `) to (` + num + `)((?: ` + outOf + ` ` + num + `)?(?: ?%| [a-z]+)?(?: [a-z]+)?)`)
	numbers := make([]string, 0, len(f.Numbers))
	for word := range f.Numbers {
		numbers = append(numbers, word)
	}
	slices.Sort(numbers)
	w.numbers = whole(numbers)
	for kind, nouns := range f.Units {
		for _, noun := range nouns {
			w.unitOf[noun] = kind
		}
	}
	return bad
}

// keys are the words of a list, sorted.
func keys(list map[string]string) []string { return slices.Sorted(maps.Keys(list)) }

func each[K comparable](lists map[K][]string, whole func([]string) *pattern) map[K]*pattern {
	out := make(map[K]*pattern, len(lists))
	for key, list := range lists {
		out[key] = whole(list)
	}
	return out
}

// pattern finds whole words. hints are texts of which one stands in every text
// that it can match, so that most texts need not be matched at all; nil: none
// are known.
type pattern struct {
	at    *regexp.Regexp
	hints []string
}

// hintsOf returns what each alternative begins with, up to its first sign that
// is not a letter or a space.
func hintsOf(list []string) []string {
	var hints []string
	for _, one := range firsts(list) {
		end := strings.IndexFunc(one, func(r rune) bool { return !unicode.IsLetter(r) && r != ' ' && r != '\'' })
		if end < 0 {
			end = len(one)
		}
		if end < len(one) && (one[end] == '?' || one[end] == '*') && end > 0 {
			end--
		}
		if end == 0 {
			return nil
		}
		hints = append(hints, strings.ToLower(one[:end]))
	}
	return hints
}

// firsts are the alternatives with a group at their start written out.
func firsts(list []string) []string {
	var out []string
	for _, one := range list {
		if group, ok := strings.CutPrefix(one, "(?:"); ok {
			inner, _, _ := strings.Cut(group, ")")
			out = append(out, strings.Split(inner, "|")...)
			continue
		}
		out = append(out, strings.TrimPrefix(one, `\w+`))
	}
	return out
}

// matches reports whether the words stand in the text.
func (p *pattern) matches(text string) bool { return len(spans(p, text)) > 0 }

// possible reports whether the words may stand in the text.
func (p *pattern) possible(text string) bool {
	if p.hints == nil {
		return true
	}
	low := strings.ToLower(text)
	return slices.ContainsFunc(p.hints, func(hint string) bool { return strings.Contains(low, hint) })
}

// spans are the places at which a pattern's words stand.
func spans(p *pattern, text string) [][2]int {
	if p == nil || !p.possible(text) {
		return nil
	}
	var out [][2]int
	for from := 0; from < len(text); {
		m := p.at.FindStringSubmatchIndex(text[from:])
		if m == nil {
			break
		}
		out = append(out, [2]int{from + m[2], from + m[3]})
		from += m[3]
	}
	return out
}
