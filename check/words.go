package check

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed words
var shippedWords embed.FS

// Words are what a language says its claims with, compiled once.
type Words struct {
	code     string
	file     wordsFile
	roles    map[role]*regexp.Regexp
	columns  map[role]*regexp.Regexp
	claims   map[string]*regexp.Regexp
	places   map[string]*regexp.Regexp
	pronouns map[string]*regexp.Regexp
	negation *regexp.Regexp
	hopes    *regexp.Regexp
	causes   *regexp.Regexp
	promises *regexp.Regexp
	people   *regexp.Regexp
	numbers  *regexp.Regexp
	dates    map[string]*regexp.Regexp
	amounts  *regexp.Regexp
	last     *regexp.Regexp
	ranges   *regexp.Regexp
	unitOf   map[string]string // noun -> visits, times, other, days
}

type wordsFile struct {
	Roles     map[role][]string   `yaml:"roles"`
	Columns   map[role][]string   `yaml:"columns"`
	Units     map[string][]string `yaml:"units"`
	Numbers   map[string]int      `yaml:"numbers"`
	Negations []string            `yaml:"negations"`
	Hopes     []string            `yaml:"hopes"`
	Claims    map[string][]string `yaml:"claims"`
	Places    map[string][]string `yaml:"places"`
	Causes    []string            `yaml:"causes"`
	Promises  []string            `yaml:"promises"`
	Pronouns  map[string][]string `yaml:"pronouns"`
	People    []string            `yaml:"people"`
	Capitals  []string            `yaml:"capitals"`
	NameVerbs []string            `yaml:"name_verbs"`
	Starters  []string            `yaml:"starters"`
	Dates     map[string][]string `yaml:"dates"`
	Last      []string            `yaml:"last_visits"`
	TimeUnits map[string]float64  `yaml:"time_units"`
	Percents  []string            `yaml:"percents"`
	OutOf     []string            `yaml:"out_of"`
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
	whole := func(list []string) *regexp.Regexp {
		list = slices.Clone(list)
		slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
		at, err := regexp.Compile(`(?i)(?:^|[^\pL\pN'])(` + strings.Join(list, "|") + `)(?:$|[^\pL\pN])`)
		if err != nil && bad == nil {
			bad = fmt.Errorf("check/words/%s.yaml: %w", w.code, err)
		}
		return at
	}
	w.roles, w.columns = each(f.Roles, whole), each(f.Columns, whole)
	w.claims, w.places, w.pronouns = each(f.Claims, whole), each(f.Places, whole), each(f.Pronouns, whole)
	w.negation, w.hopes, w.causes, w.promises = whole(f.Negations), whole(f.Hopes), whole(f.Causes), whole(f.Promises)
	w.people, w.dates, w.last = whole(f.People), each(f.Dates, whole), whole(f.Last)
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

func each[K comparable](lists map[K][]string, whole func([]string) *regexp.Regexp) map[K]*regexp.Regexp {
	out := make(map[K]*regexp.Regexp, len(lists))
	for key, list := range lists {
		out[key] = whole(list)
	}
	return out
}

// spans are the places at which a pattern of whole words stands, overlapping
// edges allowed.
func spans(at *regexp.Regexp, text string) [][2]int {
	if at == nil {
		return nil
	}
	var out [][2]int
	for from := 0; from < len(text); {
		m := at.FindStringSubmatchIndex(text[from:])
		if m == nil {
			break
		}
		out = append(out, [2]int{from + m[2], from + m[3]})
		from += m[3]
	}
	return out
}
