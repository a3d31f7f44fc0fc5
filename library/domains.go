package library

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

//go:embed domains.yaml
var domainsFile []byte

// Domain is a field of goals, such as dressing.
type Domain struct {
	Key    string   `yaml:"key"`    // as phrases write it
	Name   string   `yaml:"name"`   // as people read it
	Also   []string `yaml:"also"`   // other names that cards and exports may use
	Skills []Skill  `yaml:"skills"` // in the order of the file
}

// Skill is what a goal of a domain is about, such as buttons.
type Skill struct {
	Key  string   `yaml:"key"`
	Also []string `yaml:"also"`
}

// Domains returns the domains and their skills, in the order of the file.
func Domains() ([]Domain, error) {
	var list []Domain
	if err := yaml.UnmarshalWithOptions(domainsFile, &list, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("domains.yaml: %w", err)
	}
	return list, nil
}

// Placed returns the keys of the domain and the skill that a card or an export
// names in its own words. A name that the list has not is returned as it is,
// in lower case; a skill alone gives its domain where only one has it.
func Placed(list []Domain, domain, skill string) (domainKey, skillKey string) {
	domain, skill = folded(domain), folded(skill)
	if domain == "" {
		domain = domainOf(list, skill)
	}
	for _, d := range list {
		if !named(domain, d.Key, d.Also) && !strings.EqualFold(domain, d.Name) {
			continue
		}
		for _, s := range d.Skills {
			if named(skill, s.Key, s.Also) {
				return d.Key, s.Key
			}
		}
		return d.Key, skill
	}
	return domain, skill
}

// domainOf returns the one domain that has the skill, "" where none or more
// than one has it.
func domainOf(list []Domain, skill string) string {
	found := ""
	for _, d := range list {
		for _, s := range d.Skills {
			if skill == "" || !named(skill, s.Key, s.Also) {
				continue
			}
			if found != "" && found != d.Key {
				return ""
			}
			found = d.Key
		}
	}
	return found
}

func named(name, key string, also []string) bool {
	return sameWords(name, key) || slices.ContainsFunc(also, func(a string) bool { return sameWords(a, name) })
}

// isSkill reports whether some domain has the skill.
func isSkill(list []Domain, name string) bool {
	return slices.ContainsFunc(list, func(d Domain) bool {
		return slices.ContainsFunc(d.Skills, func(s Skill) bool { return named(name, s.Key, s.Also) })
	})
}

// sameWords reports whether two names differ in nothing but capitals and what
// parts their words: gross motor, Gross-Motor. It is asked of every name in the
// lists for every sentence, and so builds no text.
func sameWords(a, b string) bool {
	for {
		var x, y rune
		x, a = nextLetter(a)
		y, b = nextLetter(b)
		if x != y {
			return false
		}
		if x == noLetter {
			return true
		}
	}
}

const noLetter = -1

// nextLetter cuts off the first sign that does not part words, as a small letter.
func nextLetter(text string) (letter rune, rest string) {
	for text != "" {
		r, n := utf8.DecodeRuneInString(text)
		text = text[n:]
		if r != ' ' && r != '-' && r != '_' {
			return unicode.ToLower(r), text
		}
	}
	return noLetter, ""
}

func folded(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// Unknown says which of a typed domain and skill the lists do not have, and
// the name that is nearest. "" it has it, or nothing was typed.
func Unknown(list []Domain, domain, skill string) (domainNearest, skillNearest string) {
	key, placed := Placed(list, domain, skill)
	if skills := skillsOf(list, key); skills == nil && key != "" && key != generalDomain {
		return nearest(key, domainKeys(list)), ""
	} else if placed != "" && len(skills) > 0 && !slices.Contains(skills, placed) && !isSkill(list, placed) {
		return "", nearest(placed, skills)
	}
	return "", ""
}

// Meant returns the known names that a typed domain and skill misspell: no more
// than two letters off. "" it is known, or a name of the clinic's own.
func Meant(list []Domain, domain, skill string) (domainMeant, skillMeant string) {
	near := func(typed, known string) string {
		typed = strings.ReplaceAll(folded(typed), " ", "-")
		if known == "" || len(typed) <= 4 || distance(typed, known) > 2 {
			return ""
		}
		return known
	}
	nearestDomain, nearestSkill := Unknown(list, domain, skill)
	if key, placed := Placed(list, domain, skill); key == "" && placed != "" && !isSkill(list, placed) {
		var all []string
		for _, d := range list {
			all = append(all, skillsOf(list, d.Key)...)
		}
		nearestSkill = nearest(placed, all)
	}
	return near(domain, nearestDomain), near(skill, nearestSkill)
}
