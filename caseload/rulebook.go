package caseload

import (
	"io/fs"
	"sync"

	"milepost/record"
	"milepost/rules"
)

// rulebook holds the rules of the workspace, read once and anew where the
// clinic's own changed; for several drafts at once.
type rulebook struct {
	sync.Mutex
	hash     string
	rules    rules.Rules
	problems []record.Problem
	read     bool
}

// loadRules returns all rules that count, and what is wrong with files of the
// clinic's own, for which the shipped ones count.
func (c *Caseload) loadRules() (rules.Rules, []record.Problem, error) {
	c.rulebook.Lock()
	defer c.rulebook.Unlock()
	hash, err := hashTree(c.root.FS(), "rules")
	if err != nil || c.rulebook.read && hash == c.rulebook.hash {
		return c.rulebook.rules, c.rulebook.problems, err
	}
	own, err := fs.Sub(c.root.FS(), "rules")
	if err != nil {
		return rules.Rules{}, nil, err
	}
	all, problems, err := rules.Load(own)
	if err != nil {
		return rules.Rules{}, nil, err
	}
	c.rulebook.rules, c.rulebook.problems = all, problems
	c.rulebook.hash, c.rulebook.read = hash, true
	return all, problems, nil
}

// concerns are what the instruments' own data say against the results of a
// client's assessments: they are warned of, and the results stand as typed.
func (c *Caseload) concerns(results []record.Assessment) ([]record.Problem, error) {
	if len(results) == 0 {
		return nil, nil
	}
	all, _, err := c.loadRules()
	if err != nil {
		return nil, err
	}
	var problems []record.Problem
	for _, a := range results {
		for _, concern := range all.Read(a).Concerns {
			problems = append(problems, concern.Problem(a))
		}
	}
	return problems, nil
}
