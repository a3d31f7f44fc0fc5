package library

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

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
	return name == key || slices.ContainsFunc(also, func(a string) bool { return strings.EqualFold(a, name) })
}

func folded(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }
