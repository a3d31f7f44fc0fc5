package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"milepost/record"
)

var wordAt = regexp.MustCompile(`[\pL][\pL'’-]*`)

// gatherNames keeps the names that may stand in the draft, and those of others.
func (k *knowledge) gatherNames(others []string) {
	c := k.in.Client
	names := []string{c.School.Name, k.in.Therapist.District, c.FirstName, c.LastName, c.Preferred, k.in.Therapist.Name, k.in.Therapist.Credential, k.in.Clinic.Name, k.in.Language.Unnamed(k.in.Key.Audience)}
	for _, o := range k.in.Others {
		names = append(names, o.Therapist.Name, o.Therapist.Credential)
	}
	for _, contact := range c.Contacts {
		names = append(names, contact.Name)
	}
	for _, g := range k.goals {
		names = append(names, g.goal.Owner, g.goal.Text, g.goal.Title)
		for _, s := range g.steps {
			names = append(names, s.Objective.BaselineFrom, s.Objective.Text, s.Objective.Measure.Unit)
			for _, step := range s.Objective.Measure.Steps {
				names = append(names, step.Words)
			}
		}
		names = append(names, g.names...)
	}
	for _, s := range k.in.Statements {
		names = append(names, s.By)
	}
	names = append(names, k.w.file.Capitals...)
	names = append(names, c.Pronouns.Subject, c.Pronouns.Object, c.Pronouns.Possessive, c.Pronouns.Owned)
	for _, name := range names {
		for _, word := range wordAt.FindAllString(name, -1) {
			k.names[ownName(word)] = true
		}
	}
	for _, name := range others {
		if name != "" && !k.names[strings.ToLower(name)] {
			k.others = append(k.others, name)
		}
	}
	starters := slices.Concat(k.w.file.Starters, k.w.file.Negations, k.w.file.NameVerbs)
	for _, code := range k.in.Language.Statuses() {
		starters = append(starters, k.in.Language.Status(code, dayOf(k.in.Period.To)), k.in.Language.TeamStatus(code, dayOf(k.in.Period.To)))
	}
	for _, text := range starters {
		for _, word := range wordAt.FindAllString(text, -1) {
			k.words[strings.ToLower(word)] = true
		}
	}
}

// ownName is a name without its possessive, for comparison.
func ownName(word string) string {
	word = strings.ToLower(strings.ReplaceAll(word, "’", "'"))
	return strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "'")
}

// whoIs finds names of nobody here.
func (k *knowledge) whoIs(ln line, s sentence) []record.Finding {
	var found []record.Finding
	seen := map[string]bool{}
	add := func(word, why string) {
		if !seen[word] {
			seen[word] = true
			found = append(found, ln.finding(CodeName, fmt.Sprintf("%q %s", word, why), "put in this child's name, or say why it stands"))
		}
	}
	words := wordAt.FindAllStringIndex(s.text, -1)
	for i, at := range words {
		word := s.text[at[0]:at[1]]
		if !unicode.IsUpper([]rune(word)[0]) {
			continue
		}
		name := ownName(word)
		switch {
		case k.names[name] || k.w.known(name):
		case slices.ContainsFunc(k.others, func(o string) bool { return strings.EqualFold(o, name) }):
			add(word, "is the name of another child")
		case k.former(name):
			add(word, "is a name that this child no longer uses")
		case k.begins(s.text, at[0]):
			if i+1 < len(words) && !k.words[strings.ToLower(word)] && !k.lower[name] && k.verbAfter(s.text, words[i+1], word) {
				add(word, "is nobody whom the records of this child name")
			}
		case len([]rune(word)) > 1:
			add(word, "is nobody whom the records of this child name")
		}
	}
	return found
}

// former reports whether the client was called so before.
func (k *knowledge) former(name string) bool {
	return slices.ContainsFunc(k.in.Client.Former, func(f record.Former) bool { return strings.EqualFold(f.Name, name) })
}

// known reports whether the word is one that the language's lists have.
func (w *Words) known(name string) bool {
	_, unit := w.unitOf[name]
	_, number := w.file.Numbers[name]
	return unit || number
}

// begins reports whether a sentence, a cell or a quotation begins at the place.
func (k *knowledge) begins(text string, at int) bool {
	before := strings.TrimRight(text[:at], " (\"“'*_")
	return before == "" || strings.HasSuffix(before, ".") || strings.HasSuffix(before, "!") || strings.HasSuffix(before, "?") ||
		strings.HasSuffix(before, ":") || strings.HasSuffix(before, "/") || strings.HasSuffix(before, "|")
}

// verbAfter reports whether the word after the first one is what a name does,
// or the first is a possessive.
func (k *knowledge) verbAfter(text string, next []int, word string) bool {
	if strings.HasSuffix(strings.ReplaceAll(word, "’", "'"), "'s") {
		return true
	}
	return slices.Contains(k.w.file.NameVerbs, strings.ToLower(text[next[0]:next[1]]))
}

// pronouns finds pronouns of another set than the client's.
func (k *knowledge) pronouns(ln line, s sentence) []record.Finding {
	own := map[string]bool{}
	p := k.in.Client.Pronouns
	for _, word := range []string{p.Subject, p.Object, p.Possessive, p.Owned, p.Reflexive} {
		own[strings.ToLower(word)] = true
	}
	for _, set := range []string{"he", "she", "they"} {
		for _, at := range spans(k.w.pronouns[set], s.text) {
			word := strings.ToLower(s.text[at[0]:at[1]])
			if own[word] || len(spans(k.w.people, s.text[:at[0]])) > 0 {
				continue
			}
			if p.Subject == "" {
				return []record.Finding{ln.finding(CodePronoun, fmt.Sprintf("%q: no pronoun of this child is on file", word), "write the name, or put the pronouns on the client's card")}
			}
			return []record.Finding{ln.finding(CodePronoun, fmt.Sprintf("%q is not this child's pronoun, which is %q", word, p.Subject), "put in the child's own pronoun, or say of whom this speaks")}
		}
	}
	return nil
}
