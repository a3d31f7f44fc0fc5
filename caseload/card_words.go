package caseload

import (
	"milepost/library"
	"milepost/record"
)

// unknownDomains lists the domains and skills of a card that the phrases do not
// have: a goal of such a domain would lose them without a word.
func unknownDomains(goals []record.Goal) ([]record.Problem, error) {
	list, err := library.Domains()
	if err != nil {
		return nil, err
	}
	var all []record.Problem
	add := func(g record.Goal, key, found, nearest string) {
		at, told := g.Told["goal."+key]
		if nearest == "" || !told {
			return
		}
		all = append(all, record.Problem{
			Source: at, Client: g.Client, Code: "card." + key, Found: found, Wrong: "is not a " + key + " that Milepost knows",
			Next: record.ToWrite("one that it knows, such as " + nearest),
		})
	}
	for _, g := range goals {
		domain, skill := library.Unknown(list, g.Domain, g.Skill)
		add(g, "domain", g.Domain, domain)
		add(g, "skill", g.Skill, skill)
	}
	return all, nil
}
