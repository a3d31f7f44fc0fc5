package library

import (
	"slices"
	"strings"

	"milepost/language"
	"milepost/record"
)

// Sample returns made-up subjects of one child, on which phrases are shown: a
// goal of each measure and status, and the report as a whole.
func Sample(l *language.Language, audience string) []Subject {
	child := exampleChildren()[0]
	list := exampleWholes(l, audience, child)
	for _, goal := range exampleGoals(l.Code) {
		for _, sum := range exampleSummaries(goal.Objectives[0]) {
			list = append(list, exampleSubject(l, audience, child, goal, sum))
		}
	}
	list = append(list, rareExamples(l, audience, child)...)
	list = append(list, livesExamples(l, audience, child)...)
	for _, goal := range domainGoals(l.Code) {
		list = append(list, exampleSubject(l, audience, child, goal, exampleSummary(goal.Objectives[0], record.OnTrack)))
	}
	return list
}

// Shown is a phrase as a reader would see it.
type Shown struct {
	Phrase Phrase
	Text   string // "" where no subject lets it be said
	About  Subject
	Picked bool // a draft would take it
}

// ShowAll says each phrase of the language and audience once, on the first of
// the subjects that lets it be said; by slot, then domain, then id.
func (l *Library) ShowAll(subjects []Subject, audience, lang string) []Shown {
	said := map[string]Shown{}
	for _, s := range subjects {
		for _, slot := range Slots() {
			for _, sentence := range l.Wordings(slot, s, &Choice{}) {
				if _, known := said[sentence.Phrase]; !known {
					said[sentence.Phrase] = Shown{Text: sentence.Text, About: s}
				}
			}
		}
	}
	var list []Shown
	for _, p := range l.phrases {
		if p.Language != lang || !slices.Contains(p.Audiences, audience) {
			continue
		}
		one := said[p.ID]
		one.Phrase = p
		list = append(list, one)
	}
	slices.SortStableFunc(list, func(a, b Shown) int {
		if x := slices.Index(Slots(), a.Phrase.Slot) - slices.Index(Slots(), b.Phrase.Slot); x != 0 {
			return x
		}
		return strings.Compare(a.Phrase.Domain, b.Phrase.Domain)
	})
	return list
}

// ShowOf says every wording that fits the subject, by slot; the first of each
// slot is the one that a draft would take.
func (l *Library) ShowOf(s Subject, from record.Date) []Shown {
	var list []Shown
	for _, slot := range Slots() {
		for i, sentence := range l.Wordings(slot, s, &Choice{From: from}) {
			p := l.phrases[l.byID[keyOf(s.Language.Code, sentence.Phrase)]]
			list = append(list, Shown{Phrase: p, Text: sentence.Text, About: s, Picked: i == 0 && !p.option()})
		}
	}
	return list
}

// Gap is how many phrases a domain has of its own for a slot, and what general
// gives where it has none.
type Gap struct {
	Domain, Slot string
	Own, General int
}

// Gaps counts, for the audience and language, each domain's own phrases for
// each slot that any domain writes for, in the order of domains and slots.
func (l *Library) Gaps(audience, lang string) []Gap {
	own := map[[2]string]int{}
	for _, p := range l.phrases {
		if p.Language == lang && slices.Contains(p.Audiences, audience) {
			own[[2]string{p.Domain, p.Slot}]++
		}
	}
	var list []Gap
	for _, d := range l.domains {
		for _, slot := range l.domainSlots(audience, own) {
			list = append(list, Gap{Domain: d.Key, Slot: slot, Own: own[[2]string{d.Key, slot}], General: own[[2]string{"", slot}]})
		}
	}
	return list
}

// domainSlots are the slots that speak of a goal in the words of its domain.
func (l *Library) domainSlots(audience string, own map[[2]string]int) []string {
	return slices.DeleteFunc(Slots(), func(slot string) bool {
		for _, d := range l.domains {
			if own[[2]string{d.Key, slot}] > 0 {
				return false
			}
		}
		return own[[2]string{"", slot}] == 0 || !slices.Contains(wanted(audience), slot)
	})
}

// wanted are the slots that a domain should write for, for the audience.
func wanted(audience string) []string {
	switch audience {
	case "school":
		return []string{"helped", "function", "school"}
	case "payer":
		return []string{"helped", "function", "need", "plan"}
	}
	return []string{"strength-pick", "helped", "function", "home", "plan"}
}

// Silent lists the statuses and measures of which no phrase of the audience
// says anything, as "MEASURE STATUS"; there should be none.
func (l *Library) Silent(subjects []Subject) []string {
	var list []string
	for _, s := range subjects {
		if s.Summary == nil {
			continue
		}
		_, now := l.Sentence("now", s, &Choice{})
		_, thin := l.Sentence("thin", s, &Choice{})
		cell := string(s.Summary.Objective.Measure.Kind) + " " + string(s.Summary.Status)
		if !now && !thin && !slices.Contains(list, cell) {
			list = append(list, cell)
		}
	}
	return list
}
