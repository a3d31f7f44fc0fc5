package card

import (
	"milepost/ingest/fold"
	"milepost/record"
)

// Missing returns, in plain words, what a report needs of a goal's objective
// and no file has told.
func Missing(g record.Goal, o record.Objective) []string {
	var out []string
	add := func(missing bool, words string) {
		if missing {
			out = append(out, words)
		}
	}
	counted := o.Measure.Kind != record.Narrative
	better, _ := o.Direction()
	add(len(g.PlainName) == 0, "plain name")
	add(g.Domain == "", "domain")
	add(g.Skill == "", "skill")
	add(o.Measure.Kind == "", "measure")
	add(counted && better == "" && !upByNature(o.Measure.Kind), "better")
	add(o.Measure.Kind == record.Rubric && len(o.Measure.Steps) == 0, "steps")
	add(counted && o.Target.IsMissing(), "target")
	add(counted && o.TargetDate.IsZero(), "target date")
	add(counted && o.Criterion.Sessions == 0, "criterion")
	return out
}

// WorkedOut returns what nobody said of how the objective is measured and its
// own results, baseline and target show.
func WorkedOut(o record.Objective) []string {
	var out []string
	if o.WorkedOut {
		out = append(out, "measure "+string(o.Measure.Kind))
	}
	if better, stated := o.Direction(); better != "" && !stated {
		out = append(out, "better "+string(better))
	}
	return out
}

// upByNature reports whether the scale itself says where improvement lies.
func upByNature(kind record.Kind) bool { return kind == record.GAS || kind == record.Assist }

// MissingOfClient returns, in plain words, what a report needs of a client and
// no file has told.
func MissingOfClient(f fold.Result) []string {
	c := f.Client
	var out []string
	add := func(missing bool, words string) {
		if missing {
			out = append(out, words)
		}
	}
	add(c.CalledName() == "", "name")
	add(c.Pronouns == record.Pronouns{} && !f.NameOnly, "pronouns")
	add(c.BirthDate.IsZero(), "birth date")
	add(c.Therapist == "", "therapist")
	add(c.Caseload == "", "caseload")
	add(len(c.Contacts) == 0, "contact")
	return out
}

// MissingIn returns whether the objective lacks a plain name in the language,
// where it has one in another: of its own, where the goal has several.
func MissingIn(g record.Goal, o record.Objective, lang string) bool {
	names := g.PlainName
	if len(g.Objectives) > 1 {
		names = o.PlainName
	}
	return len(names) > 0 && names[lang] == ""
}
