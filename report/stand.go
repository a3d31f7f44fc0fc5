package report

import (
	"slices"
	"strings"

	"milepost/record"
)

// MergeFiles puts a saved file into the text that stands, where both were made
// from the same earlier text and people changed both. It is Merge with
// people's words on both sides: what one wrote and the other deleted is a
// question, too.
func MergeFiles(ancestor record.Body, mine string, stands record.Body) Merged {
	m := Merge(ancestor, mine, stands)
	had := map[string]int{}
	for _, u := range unitsOf(ancestor) {
		had[u.plain]++
	}
	have := m.Markdown
	for _, q := range m.Questions {
		have += "\n" + q.Mine + "\n" + q.Now
	}
	said := map[string]bool{}
	units, _ := cut(Normal(have))
	for _, u := range units {
		said[u.plain] = true
	}
	for _, u := range unitsOf(stands) {
		if had[u.plain] == 0 && !said[u.plain] {
			m.Questions = append(m.Questions, Question{ID: u.section + "\x00" + u.plain, Now: u.text})
		}
	}
	return m
}

// Stands returns the sentences of a body as they stand in a text made from it,
// each with its line. One that a person wrote or changed has no phrase.
func Stands(base record.Body, markdown string) []record.Sentence {
	return Merge(base, markdown, base).Sentences
}

// BodyOf returns a text as a body that others can be compared with.
func BodyOf(key record.DraftKey, markdown string, sentences []record.Sentence) record.Body {
	b := record.Body{Draft: key, Markdown: markdown, Sentences: sentences, Hash: record.ShortHash(Normal(markdown))}
	if d, err := Read(markdown); err == nil {
		b.Hash = d.Hash
	}
	return b
}

// Resembles returns which of the texts the one given resembles most, by the
// words of their lines; of two that it resembles alike, the later.
func Resembles(markdown string, texts []string) int {
	best, most := -1, -1
	mine := linesOf(markdown)
	for i, text := range texts {
		n := 0
		other := linesOf(text)
		for line, times := range mine {
			n += min(times, other[line])
		}
		if n >= most {
			best, most = i, n
		}
	}
	return best
}

func linesOf(markdown string) map[string]int {
	body := Normal(markdown)
	if d, err := Read(markdown); err == nil {
		body = d.Body
	}
	lines := map[string]int{}
	units, _ := cut(body)
	for _, u := range units {
		lines[u.plain]++
	}
	return lines
}

// NewSince lists the units of a text that were not in the one that a person
// read before, each with what stood there, where that can be told.
func NewSince(read record.Body, markdown string) []Refreshed {
	if d, err := Read(markdown); err == nil {
		markdown = d.Body
	}
	own, lines := cut(Normal(markdown))
	a := align(unitsOf(read), own)
	var list []Refreshed
	for j, u := range own {
		fresh := Refreshed{Line: lines[j], Text: u.text}
		if len(a.of[j]) > 0 {
			b := a.base[a.of[j][0]]
			if b.plain == u.plain {
				continue
			}
			fresh.ID, fresh.Was = b.id, b.text
		}
		list = append(list, fresh)
	}
	return list
}

// Holds reports whether the units of the text stand in the Markdown.
func Holds(markdown, text string) bool {
	have := linesOf(markdown)
	units, _ := cut(Normal(text))
	return !slices.ContainsFunc(units, func(u unit) bool { return have[u.plain] == 0 })
}

// Put replaces what stands in a text by other words: the first line of mine by
// all of the new ones, the further ones by nothing. Where mine is empty the
// new words go to the end of their unit's section. false: mine does not stand
// there any more.
func Put(markdown string, q record.Question, words string) (string, bool) {
	head, body := "", Normal(markdown)
	if d, err := Read(markdown); err == nil {
		head, body = joinedHead(markdown), d.Body
	}
	units, _ := cut(body)
	if q.Mine == "" {
		return head + written(addTo(units, q.Unit, words)), true
	}
	mine, _ := cut(Normal(q.Mine))
	places := placesOf(units, mine)
	if places == nil {
		return markdown, false
	}
	if words == "" && units[places[0]].kind == headingUnit {
		return head + written(withoutSection(units, places[0])), true
	}
	first := units[places[0]]
	units[places[0]].text = words
	for _, p := range slices.Backward(places) {
		if p != places[0] || words == "" {
			units = slices.Delete(units, p, p+1)
		}
	}
	if words == "" && places[0] < len(units) {
		units[places[0]].gap = max(units[places[0]].gap, first.gap)
	}
	return head + written(units), true
}

// placesOf finds the units one after the other, or nil.
func placesOf(units, wanted []unit) []int {
	var places []int
	from := 0
	for _, w := range wanted {
		at := slices.IndexFunc(units[from:], func(u unit) bool { return u.plain == w.plain })
		if at < 0 {
			return nil
		}
		places = append(places, from+at)
		from += at + 1
	}
	return places
}

// addTo puts words to the end of the section that the unit's id names.
func addTo(units []unit, id, words string) []unit {
	section, _, _ := strings.Cut(id, "\x00")
	at, inside := len(units), false
	for i, u := range units {
		if u.kind != headingUnit {
			continue
		}
		if inside {
			at = i
			break
		}
		inside = u.headingKey() == section
	}
	return slices.Insert(units, at, unit{text: words, gap: 1})
}

// withoutSection leaves a heading and all below it out, up to the next.
func withoutSection(units []unit, heading int) []unit {
	end := heading + 1
	for end < len(units) && units[end].kind != headingUnit {
		end++
	}
	return slices.Delete(units, heading, end)
}

// written is the text of units with their gaps.
func written(units []unit) string {
	var b strings.Builder
	for i, u := range units {
		if i > 0 {
			b.WriteString(strings.Repeat("\n", u.gap))
		}
		b.WriteString(u.text + "\n")
	}
	return Normal(b.String())
}
