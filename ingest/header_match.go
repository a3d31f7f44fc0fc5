package ingest

import (
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// named is a field that a header may mean, and how surely.
type named struct {
	field string
	rank  int // 3 the header is known, 2 but for one letter, 1 it holds the words of a known one
	as    string
}

// lexicon is the list of synonyms, made ready to be searched.
type lexicon struct {
	exact  map[string][]named // by key
	known  []knownHeader
	unused map[string]bool

	vocabulary map[string]bool // words of headers, made when first asked for
}

// knownHeader is one header that a field is known by.
type knownHeader struct {
	field, header, key, words string
}

// newLexicon makes the synonyms ready.
func newLexicon() *lexicon {
	x := &lexicon{exact: map[string][]named{}, unused: map[string]bool{}}
	for _, s := range slices.Concat(synonyms(), spanishSynonyms()) {
		for _, h := range s.headers {
			k := knownHeader{s.field, h, headerKey(h), strings.Join(headerWords(h), " ")}
			x.known = append(x.known, k)
			if !slices.ContainsFunc(x.exact[k.key], func(n named) bool { return n.field == s.field }) {
				x.exact[k.key] = append(x.exact[k.key], named{s.field, 3, h})
			}
		}
	}
	for _, h := range knownUnused() {
		x.unused[headerKey(h)] = true
	}
	return x
}

// headerKey makes a header comparable with synonyms.
func headerKey(header string) string { return strings.Join(headerWords(header), "") }

// fieldsNamed returns the fields that the header may mean, the surest first. A
// tail in brackets, "Target (date)" or "Score (%)", is tried with and without.
func (x *lexicon) fieldsNamed(header string) []named {
	if all := x.fieldsKnown(header); len(all) > 0 || len(header) > longestHeader {
		return all
	}
	return x.misspelled(headerKey(header))
}

// longestHeader is how long a header is that names a field, in bytes.
const longestHeader = 80

// fieldsKnown returns the fields whose very header it is. It is fast: every
// cell of the first rows of a file is asked about.
func (x *lexicon) fieldsKnown(header string) []named {
	if len(header) > longestHeader {
		return nil
	}
	var all []named
	for _, key := range []string{headerKey(header), headerKey(withoutBrackets(header))} {
		for _, n := range x.exact[key] {
			all = addNamed(all, n)
		}
	}
	switch {
	case len(all) > 0:
	case isClientNumber(headerWords(header)):
		return []named{{"client.id", 3, "client no"}}
	case x.isFormerNumber(header):
		return []named{{"client.other_id", 3, "former client no"}}
	}
	return all
}

// isFormerNumber reports whether a header names the number that a client had in
// another program: "Legacy MRN".
func (x *lexicon) isFormerNumber(header string) bool {
	former := []string{"legacy", "old", "previous", "prior", "former", "anterior", "viejo"}
	words := headerWords(header)
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(former, w) })
	if len(rest) == len(words) || len(rest) == 0 {
		return false
	}
	return isClientNumber(rest) || slices.ContainsFunc(x.exact[headerKey(strings.Join(rest, " "))], func(n named) bool { return isID(n.field) })
}

// isClientNumber reports whether two words name the clinic's number for a
// client, by whatever word the clinic calls the client.
func isClientNumber(words []string) bool {
	if len(words) != 2 {
		return false
	}
	person := slices.Contains([]string{"client", "patient", "student", "child", "kid", "kiddo", "learner", "pupil", "participant", "person", "individual", "consumer", "member"}, words[0])
	return person && slices.Contains([]string{"id", "no", "number", "num", "#", "nr", "code", "identifier"}, words[1])
}

// misspelled returns the fields whose header is one letter away, of headers
// with five letters or more.
func (x *lexicon) misspelled(key string) []named {
	var all []named
	if len(key) < 5 || x.unused[key] {
		return nil
	}
	for _, k := range x.known {
		if len(k.key) >= 5 && len(k.key)-len(key) <= 1 && len(key)-len(k.key) <= 1 && value.Distance(key, k.key) <= 1 {
			rank := 2
			if typeOf(k.field) == "text" && (key+"s" == k.key || k.key+"s" == key) {
				rank = 3 // one thing or several of it
			}
			all = addNamed(all, named{k.field, rank, k.header})
		}
	}
	return all
}

// addNamed adds a field, once.
func addNamed(all []named, n named) []named {
	if slices.ContainsFunc(all, func(o named) bool { return o.field == n.field }) {
		return all
	}
	return append(all, n)
}

// withoutBrackets drops what stands in brackets.
func withoutBrackets(header string) string {
	before, rest, ok := strings.Cut(header, "(")
	if !ok {
		return header
	}
	_, after, _ := strings.Cut(rest, ")")
	return strings.TrimSpace(before + " " + after)
}

// fieldsWithin returns fields whose known header, of two words or more, stands
// within a longer one: "Patient Date of Birth (mm/dd/yyyy)". The longest first.
func (x *lexicon) fieldsWithin(header string) []named {
	if len(header) > 80 {
		return nil
	}
	words := " " + strings.Join(headerWords(header), " ") + " "
	var all []named
	for _, k := range x.known {
		if strings.Contains(k.words, " ") && strings.Contains(words, " "+k.words+" ") {
			all = append(all, named{k.field, 1, k.header})
		}
	}
	slices.SortStableFunc(all, func(a, b named) int { return len(b.as) - len(a.as) })
	var once []named
	for _, n := range all {
		once = addNamed(once, n)
	}
	return once
}

// isUnused reports whether the header is known as one that no field takes.
func (x *lexicon) isUnused(header string) bool { return x.unused[headerKey(header)] }

// hits rates a row as a header: two for each header that the lexicon knows,
// less the cells that are values, numbers and days.
func (x *lexicon) hits(headers []string) int {
	hits := 0
	for _, h := range headers {
		if h == "" {
			continue
		}
		_, isNumber := value.Number(h)
		_, _, badDay := anyDay(value.MonthFirst).Read(sheet.Cell{Text: h})
		switch {
		case isNumber || badDay == nil && !value.IsBlank(h):
			hits--
		case isYesNo(strings.ToLower(h)):
		case len(h) > 1 && (x.isUnused(h) || len(x.fieldsNamed(h)) > 0):
			hits += 2
		}
	}
	return hits
}
