package delivery

import (
	"fmt"
	"slices"
	"strings"

	"milepost/record"
)

// IsParent reports whether the words, such as the relationship on a contact's
// card or "the mother", name a parent or guardian and nobody else.
func IsParent(words string) bool { return onlySaid(words, parents()) }

// IsFamily reports whether the words name people of the child's family and
// nobody else: "the mother's lawyer" does not.
func IsFamily(words string) bool { return onlySaid(words, append(parents(), kin()...)) }

// onlySaid reports whether the words are of the list, beside what may stand
// beside any of them, and one of the list at least is there.
func onlySaid(words string, list []string) bool {
	found := false
	for _, word := range strings.Fields(plain(words)) {
		switch {
		case slices.Contains(list, word):
			found = true
		case !slices.Contains(beside(), word):
			return false
		}
	}
	return found
}

func parents() []string {
	return []string{
		"mother", "father", "parent", "parents", "guardian", "guardians", "mom", "dad", "mum", "mama", "papa", "mommy", "daddy",
		"stepmother", "stepfather", "stepparent", "madre", "padre", "padres", "mamá", "papá", "tutor", "tutora", "madrastra", "padrastro",
	}
}

func kin() []string {
	return []string{
		"family", "grandmother", "grandfather", "grandparent", "grandparents", "grandma", "grandpa", "aunt", "uncle", "sister", "brother",
		"sibling", "cousin", "familia", "abuela", "abuelo", "abuelos", "tía", "tío", "hermana", "hermano",
	}
}

// beside are words that change nothing of who is meant.
func beside() []string {
	return []string{
		"the", "and", "or", "both", "her", "his", "their", "foster", "step", "adoptive", "birth", "biological", "legal", "custodial",
		"surrogate", "maternal", "paternal", "great", "la", "el", "los", "las", "y", "de", "acogida",
	}
}

// NeedsRelease reports whether the clinic may give papers to the contact only
// under a release, or for a reason why none is needed: all but the family, and
// a payer, who is told for payment. A contact of whom no relationship is on file
// gets the family's edition and counts as family.
//
// Source: 45 CFR 164.506(c), 164.508 and 164.524; 34 CFR 99.30.
func NeedsRelease(c record.Contact) bool {
	switch AudienceOf(c) {
	case School:
		return true
	case Payer:
		return false
	}
	return c.Relationship != "" && !IsFamily(c.Relationship)
}

// Going is what would go to a contact on a day.
type Going struct {
	To      string   // the contact's name
	Purpose string   // as a release names it
	Kinds   []string // of documents, as a release names them
	On      record.Date
}

// Under returns the newest of the releases under which it may go; nil where none
// is, and then why each of them does not do.
func (g Going) Under(releases []record.Release) (*record.Release, string) {
	var why []string
	for i := range slices.Backward(releases) {
		lacks := releases[i].Lacks(g.To, g.Purpose, g.Kinds, g.On)
		if lacks == "" {
			return &releases[i], ""
		}
		why = append(why, fmt.Sprintf("release %d: %s", releases[i].N, lacks))
	}
	if len(why) == 0 {
		return nil, "there is none on file"
	}
	slices.Reverse(why)
	return nil, strings.Join(why, "; ")
}

// Meant returns the contacts that were written down as the recipient of a copy.
func Meant(to string, contacts []record.Contact) []record.Contact {
	return slices.DeleteFunc(slices.Clone(contacts), func(c record.Contact) bool { return !means(to, c) })
}
