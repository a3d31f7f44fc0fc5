package caseload

import (
	"milepost/ingest/card"
	"milepost/ingest/sheet"
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

// readGoalList returns the changes that people wrote into a list of goals, with
// domains and skills as the library writes them.
func readGoalList(f sheet.File) ([]card.Change, []record.Problem, error) {
	changes, problems, err := card.ReadGoalList(f)
	if err != nil {
		return nil, nil, err
	}
	list, err := library.Domains()
	if err != nil {
		return nil, nil, err
	}
	kept, misspelled := placeWords(list, changes)
	return kept, append(problems, misspelled...), nil
}

// placeWords writes domains and skills as the library does. One that is
// misspelled is a problem; what no list has may be the clinic's own name.
func placeWords(list []library.Domain, changes []card.Change) (kept []card.Change, problems []record.Problem) {
	domains := map[string]string{} // typed for a goal, which its skill goes with
	goal := func(c card.Change) string { return string(c.Client) + "\x00" + c.Goal }
	for _, c := range changes {
		if c.Field == "domain" {
			domains[goal(c)] = c.Value
		}
	}
	for _, c := range changes {
		domain, skill := c.Value, ""
		if c.Field == "skill" {
			domain, skill = domains[goal(c)], c.Value
		}
		if c.Field != "domain" && c.Field != "skill" {
			kept = append(kept, c)
			continue
		}
		otherDomain, otherSkill := library.Meant(list, domain, skill)
		meant := map[string]string{"domain": otherDomain, "skill": otherSkill}[c.Field]
		if meant != "" {
			problems = append(problems, record.Problem{
				Source: c.At, Code: "list.value", Found: c.Value, Wrong: "is not a " + c.Field + " that Milepost knows", Next: record.ToWrite(meant),
			})
			continue
		}
		unknownDomain, unknownSkill := library.Unknown(list, domain, skill)
		key, placed := library.Placed(list, domain, skill)
		switch {
		case c.Field == "domain" && unknownDomain == "":
			c.Value = key
		case c.Field == "skill" && unknownDomain+unknownSkill == "":
			c.Value = placed
		}
		kept = append(kept, c)
	}
	return kept, problems
}
