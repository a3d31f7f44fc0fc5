package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed goals.yaml
var goalsYAML []byte

//go:embed children.yaml
var childrenYAML []byte

//go:embed spanish.yaml
var spanishYAML []byte

// spanishNames are the plain names of the bank's goals in Spanish; a test holds
// that the file can be read.
func spanishNames() map[string]string {
	names := map[string]string{}
	if err := yaml.Unmarshal(spanishYAML, &names); err != nil {
		return nil
	}
	return names
}

// Scoring is how an objective is measured, in the goal bank.
type Scoring struct {
	Measure   string         `yaml:"measure"`
	Unit      string         `yaml:"unit"`
	Of        int            `yaml:"of"`
	Better    string         `yaml:"better"`
	Base      [2]float64     `yaml:"base"` // lowest and highest level to start from
	Target    float64        `yaml:"target"`
	Round     float64        `yaml:"round"` // to what amounts are rounded; 0 is 1
	Ladder    string         `yaml:"ladder"`
	Steps     map[int]string `yaml:"steps"`
	Criterion Mastery        `yaml:"criterion"`
	Help      string         `yaml:"help"` // the most help that the goal allows
	Format    string         `yaml:"format"`
}

// Mastery is the criterion of an objective, in the form of a client's card.
type Mastery struct {
	AtLeast  string `yaml:"at_least"`
	Sessions int    `yaml:"sessions"`
	Of       int    `yaml:"of"`
}

// StepForm is an objective of a goal that has several.
type StepForm struct {
	Text    string `yaml:"text"`
	Plain   string `yaml:"plain"`
	Scoring `yaml:",inline"`
}

// GoalForm is one goal of the bank.
type GoalForm struct {
	Key        string     `yaml:"key"`
	Discipline string     `yaml:"discipline"` // "" is OT
	Domain     string     `yaml:"domain"`
	Skill      string     `yaml:"skill"`
	Title      string     `yaml:"title"`
	Text       string     `yaml:"text"`
	Present    string     `yaml:"present"`
	SDI        string     `yaml:"sdi"`
	Method     string     `yaml:"method"`
	Plain      string     `yaml:"plain"`
	Objectives []StepForm `yaml:"objectives"`
	Prompts    []string   `yaml:"prompts"`
	More       string     `yaml:"more"` // what is given on a hard day: more than the goal allows
	Supports   []string   `yaml:"supports"`
	Notes      []string   `yaml:"notes"`
	Parent     []string   `yaml:"parent"`
	Teacher    []string   `yaml:"teacher"`
	Scoring    `yaml:",inline"`
}

// steps returns the goal's objectives: itself, where it names none.
func (g GoalForm) steps() []StepForm {
	if len(g.Objectives) == 0 {
		return []StepForm{{Text: g.Title, Scoring: g.Scoring}}
	}
	steps := make([]StepForm, len(g.Objectives))
	copy(steps, g.Objectives)
	for i := range steps {
		if steps[i].Better == "" {
			steps[i].Better = "up"
		}
	}
	return steps
}

// ChildForm is one line of children.yaml.
type ChildForm struct {
	ID          string   `yaml:"id"`
	First       string   `yaml:"first"`
	Last        string   `yaml:"last"`
	Called      string   `yaml:"called"`
	Born        string   `yaml:"born"`
	Pronouns    string   `yaml:"pronouns"`
	Language    string   `yaml:"language"`
	By          string   `yaml:"by"`
	Care        string   `yaml:"care"`
	Week        int      `yaml:"week"`  // visits a week
	Group       bool     `yaml:"group"` // one more visit a week, in a group
	Place       string   `yaml:"place"` // where every third visit is
	Precautions []string `yaml:"precautions"`
	Discharged  string   `yaml:"discharged"`
	Plan        string   `yaml:"plan"`
	Until       string   `yaml:"until"`
	Pause       string   `yaml:"pause"`
	Gone        float64  `yaml:"gone"`
	Outside     bool     `yaml:"outside"` // moved in: the baseline is another clinic's
	Card        string   `yaml:"card"`
	Other       string   `yaml:"other"` // another discipline that treats the child
	Goals       string   `yaml:"goals"`
	Moved       struct {
		From string `yaml:"from"`
		On   string `yaml:"on"`
	} `yaml:"moved"`
	Formerly struct {
		Name     string `yaml:"name"`
		Pronouns string `yaml:"pronouns"`
		Until    string `yaml:"until"`
	} `yaml:"formerly"`
}

// wish is one goal that a child is to have, read from ChildForm.Goals.
type wish struct {
	key      string
	statuses []string
	from, to string
	lacks    []string // plain, target, base
}

// readWish reads KEY:STATUS[/STATUS...][@FROM..TO][!LACK...].
func readWish(text string) (wish, error) {
	parts := strings.Split(text, "!")
	w := wish{lacks: parts[1:]}
	head, span, dated := strings.Cut(parts[0], "@")
	if dated {
		w.from, w.to, _ = strings.Cut(span, "..")
	}
	key, statuses, ok := strings.Cut(head, ":")
	if !ok {
		return w, fmt.Errorf("goal %q: no status", text)
	}
	w.key, w.statuses = key, strings.Split(statuses, "/")
	return w, nil
}

// readBank reads the goal bank and the list of children.
func readBank() (map[string]GoalForm, []ChildForm, error) {
	var forms []GoalForm
	if err := decode(goalsYAML, &forms); err != nil {
		return nil, nil, fmt.Errorf("goals.yaml: %w", err)
	}
	bank := make(map[string]GoalForm, len(forms))
	for _, f := range forms {
		bank[f.Key] = f
	}
	var children []ChildForm
	if err := decode(childrenYAML, &children); err != nil {
		return nil, nil, fmt.Errorf("children.yaml: %w", err)
	}
	return bank, children, nil
}

func decode(source []byte, into any) error {
	return yaml.NewDecoder(bytes.NewReader(source), yaml.Strict()).Decode(into)
}
