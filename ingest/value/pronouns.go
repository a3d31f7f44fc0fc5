package value

import (
	"slices"
	"strings"

	"milepost/record"
)

// NoPronouns stands for "pronouns: none" until the fold: unlike the zero
// Pronouns it supersedes what an export said.
func NoPronouns() record.Pronouns { return record.Pronouns{Plural: true} }

// PronounSet returns the set that a word such as "she" or "she/her" names, and
// for "none" one that means "the name only". False: the word names no set that
// is known in full; none is ever guessed.
func PronounSet(word string) (record.Pronouns, bool) {
	switch strings.ToLower(strings.ReplaceAll(strings.Join(strings.Fields(word), ""), ",", "/")) {
	case "she", "she/her", "she/her/hers":
		return sheSet(), true
	case "he", "he/him", "he/him/his":
		return heSet(), true
	case "they", "they/them", "they/them/theirs", "they/them/their":
		return theySet(), true
	case "none", "nameonly", "usemyname":
		return NoPronouns(), true
	}
	return record.Pronouns{}, false
}

func sheSet() record.Pronouns {
	return record.Pronouns{Subject: "she", Object: "her", Possessive: "her", Owned: "hers", Reflexive: "herself"}
}

func heSet() record.Pronouns {
	return record.Pronouns{Subject: "he", Object: "him", Possessive: "his", Owned: "his", Reflexive: "himself"}
}

func theySet() record.Pronouns {
	return record.Pronouns{
		Subject: "they", Object: "them", Possessive: "their", Owned: "theirs", Reflexive: "themselves", Plural: true,
	}
}

// Pronouns reads "she/her", "he", "they/them", or a set of five separated by
// slashes. Anything else is not known: documents then use the name.
func Pronouns(text string) record.Pronouns {
	low := strings.ToLower(strings.ReplaceAll(text, " ", ""))
	switch strings.Split(low, "/")[0] {
	case "she", "her", "hers":
		return sheSet()
	case "he", "him", "his":
		return heSet()
	case "they", "them", "their", "theirs":
		return theySet()
	}
	if own := strings.Split(low, "/"); len(own) == 5 && !slices.Contains(own, "") {
		return record.Pronouns{Subject: own[0], Object: own[1], Possessive: own[2], Owned: own[3], Reflexive: own[4]}
	}
	return record.Pronouns{}
}
