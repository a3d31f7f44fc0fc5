package library

import (
	"embed"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed examples.*.yaml
var exampleFiles embed.FS

// exampleWords are the words of the examples in a language; none in the one in
// which they are written.
func exampleWords(lang string) map[string]string {
	source, err := exampleFiles.ReadFile("examples." + lang + ".yaml")
	if err != nil {
		return nil
	}
	words := map[string]string{}
	if err := yaml.Unmarshal(source, &words); err != nil {
		return nil // cannot be: the file is embedded, and a test reads it
	}
	return words
}

// inWords gives the subjects the words of their language: names of goals,
// units, steps and what was said.
func inWords(list []Subject) []Subject {
	if len(list) == 0 {
		return list
	}
	lang := list[0].Language.Code
	words := exampleWords(lang)
	if words == nil {
		return list
	}
	say := func(text string) string {
		if own, ok := words[text]; ok {
			return own
		}
		return text
	}
	for i := range list {
		list[i].inWords(lang, say)
	}
	return list
}

func (s *Subject) inWords(lang string, say func(string) string) {
	if s.Statement != nil {
		told := *s.Statement
		told.Text = say(told.Text)
		s.Statement = &told
	}
	if s.Goal != nil {
		goal := *s.Goal
		goal.PlainName = maps.Clone(goal.PlainName)
		goal.PlainName[lang] = say(goal.PlainName[lang])
		goal.Objectives = slices.Clone(goal.Objectives)
		for i := range goal.Objectives {
			goal.Objectives[i].Measure.Unit = say(goal.Objectives[i].Measure.Unit)
		}
		s.Goal = &goal
	}
	if s.Summary != nil {
		sum := *s.Summary
		m := &sum.Objective.Measure
		m.Unit, m.Steps = say(m.Unit), slices.Clone(m.Steps)
		for i := range m.Steps {
			m.Steps[i].Words = say(strings.TrimSpace(m.Steps[i].Words))
		}
		s.Summary = &sum
	}
}
