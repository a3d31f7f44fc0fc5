package main

import (
	"fmt"
	"strconv"
	"strings"
)

// cards returns the clients' cards: what the exports lack and people know.
func cards(c *clinic) []file {
	var files []file
	for i, ch := range c.children {
		files = append(files, file{"clinic/clients/" + ch.ID + ".yaml", card(ch, i)})
	}
	return files
}

func card(c *child, n int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "client: %s\n", c.ID)
	put(&b, "preferred", c.Called)
	switch c.Pronouns {
	case "ze":
		b.WriteString("pronouns: {subject: ze, object: zir, possessive: zir, owned: zirs, reflexive: zirself, plural: false}\n")
	default:
		put(&b, "pronouns", c.Pronouns)
	}
	if f := c.Formerly; f.Name != "" {
		fmt.Fprintf(&b, "formerly: {name: %s, pronouns: %s}\n", quoted(f.Name), f.Pronouns)
	}
	put(&b, "birth_date", c.Born)
	put(&b, "language", c.Language)
	put(&b, "therapist", c.By)
	put(&b, "caseload", staff(c.By).caseload)
	put(&b, "start_of_care", c.Care)
	put(&b, "discharged", c.Discharged)
	if len(c.Precautions) > 0 {
		fmt.Fprintf(&b, "precautions: [%s]\n", strings.Join(c.Precautions, ", "))
	}
	contacts(&b, c, n)
	if c.Card != "none" {
		b.WriteString("goals:\n")
		for _, g := range c.goals {
			if g.Discipline == "OT" {
				goalCard(&b, g, c.Language)
			}
		}
	}
	schoolDays(&b, n)
	return []byte(b.String())
}

func put(b *strings.Builder, key, value string) {
	if value != "" {
		fmt.Fprintf(b, "%s: %s\n", key, quoted(value))
	}
}

// contacts writes one or two people who may receive documents.
func contacts(b *strings.Builder, c *child, n int) {
	first := contactNames(c.Language)
	kin := []string{"mother", "father", "mother", "grandmother"}[n%4]
	pick := first[kin == "father"]
	fmt.Fprintf(b, "contacts:\n  - {name: %s, relationship: %s, language: %s, phone: 312-555-01%02d, may_receive: true%s}\n",
		quoted(pick[n/4%len(pick)]+" "+c.Last), kin, c.Language, n, reached(n))
	if n%5 == 3 {
		fmt.Fprintf(b, "  - {name: %s, relationship: teacher, language: en, may_receive: false}\n",
			[]string{"Ms. Tran", "Mr. Oyelaran", "Mrs. Petrakis", "Ms. Lindahl"}[n/5%4])
	}
}

// reached says how papers reach a contact; of some families nobody asked yet.
func reached(n int) string {
	switch n % 6 {
	case 0, 1, 3:
		return fmt.Sprintf(`, address: ["%d %s", "Riverbend, IL 60999"]`, 4+7*n, []string{"Oak St", "Pine Ct", "Lake Dr", "Hill Rd, Apt 3"}[n%4])
	case 2:
		return ", send_by: portal"
	case 4:
		return ", send_by: hand"
	}
	return ""
}

// contactNames returns first names of women (false) and men (true).
func contactNames(language string) map[bool][]string {
	names := map[string]map[bool][]string{
		"vi": {false: {"Hương", "Mai"}, true: {"Minh"}},
		"es": {false: {"Lucía", "Rosa", "Elena"}, true: {"Andrés", "Javier"}},
		"tr": {false: {"Elif", "Zeynep"}, true: {"Emre"}},
		"ru": {false: {"Оксана"}, true: {"Сергей"}},
		"uk": {false: {"Oksana"}, true: {"Andriy"}},
		"el": {false: {"Ελένη"}, true: {"Νίκος"}},
		"pl": {false: {"Agnieszka", "Katarzyna"}, true: {"Tomasz"}},
		"ar": {false: {"Layla"}, true: {"Karim"}},
		"zh": {false: {"Shu-Fen"}, true: {"Wei"}},
	}
	if n, ok := names[language]; ok {
		return n
	}
	return map[bool][]string{false: {"Karen", "Denise", "Joanna", "Ruth"}, true: {"Paul", "Martin", "Gregory"}}
}

// plainNames are a goal's plain names: in English and, for a family who speaks
// it, in Spanish.
func plainNames(plain, language string) string {
	names := "en: " + quoted(plain)
	if own := spanishNames()[plain]; language == "es" && own != "" {
		names += ", es: " + quoted(own)
	}
	return names
}

// goalCard writes what exports lack of a goal.
func goalCard(b *strings.Builder, g *goal, language string) {
	fmt.Fprintf(b, "  - goal: %s\n", g.id)
	if !g.lacks["plain"] {
		fmt.Fprintf(b, "    plain: {%s}\n", plainNames(g.Plain, language))
	}
	line(b, "    ", "skill", g.Skill)
	line(b, "    ", "domain", g.Domain)
	if len(g.Objectives) == 0 {
		o := g.objectives[0]
		scoring(b, "    ", o)
		outside(b, "    ", g)
		goalCriterion(b, "    ", g, o)
		return
	}
	b.WriteString("    objectives:\n")
	for _, o := range g.objectives {
		fmt.Fprintf(b, "      - id: %s\n", o.id)
		line(b, "        ", "text", o.text)
		if !g.lacks["plain"] {
			fmt.Fprintf(b, "        plain: {%s}\n", plainNames(o.plain, language))
		}
		scoring(b, "        ", o)
		line(b, "        ", "baseline", o.write(o.base))
		line(b, "        ", "baseline_date", g.baseDay.iso())
		outside(b, "        ", g)
		goalCriterion(b, "        ", g, o)
	}
}

// scoring writes measure, unit, direction and steps.
func scoring(b *strings.Builder, indent string, o *objective) {
	line(b, indent, "measure", o.Measure)
	line(b, indent, "unit", o.Unit)
	if o.Of > 0 {
		line(b, indent, "of", strconv.Itoa(o.Of))
	}
	line(b, indent, "better", o.Better)
	if len(o.Steps) == 0 {
		return
	}
	var steps []string
	for v := -2; v <= 8; v++ {
		if words, ok := o.Steps[v]; ok {
			steps = append(steps, fmt.Sprintf("%d: %s", v, quoted(words)))
		}
	}
	fmt.Fprintf(b, "%ssteps: {%s}\n", indent, strings.Join(steps, ", "))
}

// outside says whose baseline it is, where the child moved in from elsewhere.
func outside(b *strings.Builder, indent string, g *goal) {
	if g.child.Outside {
		line(b, indent, "baseline_from", "Bright Path Therapy")
	}
}

// goalCriterion writes target, criterion and the most help; a card that lacks
// the target lacks the criterion too.
func goalCriterion(b *strings.Builder, indent string, g *goal, o *objective) {
	if !g.lacks["target"] {
		line(b, indent, "target", o.write(o.Target))
		line(b, indent, "target_date", g.target.iso())
		fmt.Fprintf(b, "%scriterion: {%s}\n", indent, criterionWords(o.Criterion))
	}
	line(b, indent, "most_help", o.Help)
	line(b, indent, "format", o.Format)
}

func criterionWords(m Mastery) string {
	var parts []string
	if m.AtLeast != "" {
		parts = append(parts, "at_least: "+m.AtLeast)
	}
	parts = append(parts, fmt.Sprintf("sessions: %d", m.Sessions))
	if m.Of > 0 {
		parts = append(parts, fmt.Sprintf("of: %d", m.Of))
	}
	return strings.Join(parts, ", ")
}

func line(b *strings.Builder, indent, key, value string) {
	if value != "" {
		fmt.Fprintf(b, "%s%s: %s\n", indent, key, quoted(value))
	}
}

// quoted writes the text as a YAML scalar, in quotes where YAML would read
// something else than that text.
func quoted(text string) string {
	plain := text != "Yes" && text != "No" && !strings.ContainsAny(text, "{}[]:#,&*!|>'\"%@`") &&
		!strings.HasPrefix(text, "-") && !strings.HasPrefix(text, "+")
	if plain {
		return text
	}
	return strconv.Quote(text)
}
