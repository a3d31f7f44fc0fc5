package record

import (
	"slices"
	"strings"
)

// StaffNamed returns the member of staff whom a cell, a card or the settings
// mean: by id, else by name as people write it, in any order, with or without
// credentials. False: it names nobody, or more than one.
//
// Source: ADR 140.
func StaffNamed(staff []Therapist, said ID) (Therapist, bool) {
	for _, t := range staff {
		if said != "" && t.ID == said {
			return t, true
		}
	}
	text := strings.TrimSpace(string(said))
	for _, means := range []func(Therapist) bool{
		func(t Therapist) bool { return strings.EqualFold(string(t.ID), text) },
		func(t Therapist) bool { return isNamed(t, text) },
		func(t Therapist) bool { return isNamed(t, withoutCredentials(text, t)) },
	} {
		found := slices.DeleteFunc(slices.Clone(staff), func(t Therapist) bool { return !means(t) })
		if len(found) > 0 {
			return found[0], len(found) == 1 && text != ""
		}
	}
	return Therapist{}, false
}

// isNamed reports whether a text is the name of the member of staff, or the name
// with a nickname for the first.
func isNamed(t Therapist, text string) bool {
	is, said := Person{Whole: withoutCredentials(t.Name, t)}, Person{Whole: text}
	if is.Whole == "" {
		return false
	}
	if CompareNames(is, said) == SameName {
		return true
	}
	return CompareNames(split(is.Whole), split(text)) == Nickname
}

func split(whole string) Person {
	first, last := SplitName(whole)
	return Person{First: first, Last: last}
}

// withoutCredentials leaves out of a name what says what somebody may do: what
// the staff list has as the member's credential, and what has the look of one.
// Two words stay, since a name may look like one too: "Ma, Li".
func withoutCredentials(text string, t Therapist) string {
	own := credentialWords(t.Credential)
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t();", r) })
	words = slices.DeleteFunc(words, func(w string) bool { return strings.Trim(w, ",") == "" })
	for i := len(words) - 1; i >= 0 && len(words) > 2; i-- {
		word := strings.Trim(words[i], ",")
		if letters := plainCredential(word); slices.Contains(own, letters) || isCredential(word, letters) {
			words = slices.Delete(words, i, i+1)
		}
	}
	return strings.Trim(strings.Join(words, " "), " ,")
}

func credentialWords(text string) []string {
	var all []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		all = append(all, plainCredential(word))
	}
	return all
}

// plainCredential writes a credential without its marks: "M.S." is ms.
func plainCredential(word string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune("./,-", r) {
			return -1
		}
		return r
	}, word))
}

// isCredential reports whether a word is a degree or a license: with a slash, as
// OTR/L, or one of the usual.
func isCredential(word, letters string) bool {
	if strings.Contains(word, "/") {
		return true
	}
	switch letters {
	case "ot", "otr", "otrl", "otd", "mot", "msot", "bsot", "drot", "cota", "cotal", "ota", "ots", "pt", "dpt", "mpt", "pta", "spt",
		"slp", "cccslp", "ccc", "cfslp", "slpa", "ms", "msc", "ma", "bs", "ba", "med", "edd", "phd", "bcba", "bcp", "rbt", "cht", "clt", "aty", "atp",
		"swc", "cbis", "lcsw", "lpc", "rn", "md", "faota":
		return true
	}
	return false
}

// Called returns what people call a member of staff on paper and screen: name and
// credential, else the id.
func (t Therapist) Called() string {
	if t.Name == "" {
		return string(t.ID)
	}
	if t.Credential == "" {
		return t.Name
	}
	return t.Name + ", " + t.Credential
}

// HasLeft reports whether the member of staff had left by the day.
func (t Therapist) HasLeft(on Date) bool { return !t.Left.IsZero() && on.After(t.Left) }

// CalledLeft is Called with the last day at work, where it is known.
func (t Therapist) CalledLeft() string {
	if t.Left.IsZero() {
		return t.Called()
	}
	return t.Called() + " (left on " + t.Left.Long() + ")"
}
