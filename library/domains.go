package library

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
)

//go:embed domains.yaml
var domainsFile []byte

// Domain is a field of goals, such as dressing.
type Domain struct {
	Key    string   `yaml:"key"`    // as cards and phrases write it
	Name   string   `yaml:"name"`   // as people read it
	Skills []string `yaml:"skills"` // as cards and phrases write them
}

// Domains returns the domains and their skills, in the order of the file.
func Domains() ([]Domain, error) {
	var list []Domain
	if err := yaml.UnmarshalWithOptions(domainsFile, &list, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("domains.yaml: %w", err)
	}
	return list, nil
}

// DomainOf returns the key of the domain that has the skill, "" where none or
// more than one has it.
func DomainOf(list []Domain, skill string) string {
	found := ""
	for _, d := range list {
		if !slices.Contains(d.Skills, skill) {
			continue
		}
		if found != "" {
			return ""
		}
		found = d.Key
	}
	return found
}
