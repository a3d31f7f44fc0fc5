package card

import (
	"cmp"
	"slices"
	"strings"

	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// ListOptions say what a list shows, and the clinic's own words.
type ListOptions struct {
	All       bool               // every row and field, not only what is missing
	Staff     []record.Therapist // one of them is every client's therapist; none: anybody may be
	Caseloads []string           // that the clinic has; none: any name may be one
}

// words returns the words from which a field of the card may take one; none
// where it takes any text.
func (o ListOptions) words(field string) []string {
	switch field {
	case "domain", "skill":
		return tableWords(field)
	case "measure":
		return kinds()
	case "better":
		return []string{string(record.Up), string(record.Down)}
	case "pronouns":
		return []string{"she", "he", "they", "none"}
	case "plan":
		return []string{"IEP", "IFSP", "none"}
	case "send_by":
		return []string{"post", "portal", "email", "hand"}
	case "hide_address", "may_receive":
		return []string{"yes", "no"}
	case "therapist":
		return calledStaff(o.Staff)
	case "caseload":
		return o.Caseloads
	}
	return nil
}

// calledStaff names each member of staff: by id where two have one name.
func calledStaff(staff []record.Therapist) []string {
	var all []string
	for _, t := range staff {
		called := cmp.Or(t.Name, string(t.ID))
		if found, ok := record.StaffNamed(staff, record.ID(called)); !ok || found.ID != t.ID {
			called = string(t.ID)
		}
		all = append(all, called)
	}
	return all
}

// tableWords lists the domains or skills that goals' words are searched for.
func tableWords(field string) []string {
	var all []string
	for _, line := range skillTable() {
		word := line.domain
		if field == "skill" {
			word = line.skill
		}
		if word != "" {
			all = append(all, word)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// strange returns the words that a therapist or caseload may be, where the typed
// one is none of them. Other fields are the card's own to judge.
func (o ListOptions) strange(field, typed string) (words []string, strange bool) {
	words = o.words(field)
	switch {
	case len(words) == 0:
		return nil, false
	case field == "therapist":
		_, known := record.StaffNamed(o.Staff, record.ID(typed))
		return words, !known
	case field == "caseload":
		return words, !slices.Contains(words, typed)
	}
	return words, false
}

// instead is the step after a word that a field does not take: the word that it
// is nearest to, else those that the field takes, where they are few.
func instead(typed string, words []string) record.NextStep {
	const few = 12
	if near := value.Near(typed, words); near != "" {
		return record.ToWrite(near)
	}
	if len(words) == 0 || len(words) > few {
		return record.ToCorrect("the cell and bring the list in again")
	}
	return record.ToWrite("one of " + strings.Join(words, ", "))
}

// columnsFor returns how the columns of the fields look: a proposal can be taken
// with "yes", and one of a field's words can be picked.
func columnsFor[T any](fields []listField[T], o ListOptions) map[string]sheet.Column {
	all := map[string]sheet.Column{}
	for _, f := range fields {
		holds := sheet.Texts
		if isDayKey(f.field) {
			holds = sheet.Days
		}
		words := o.words(f.field)
		if f.proposal != nil {
			words = append([]string{"yes"}, words...)
			all[f.title+proposalEnd] = sheet.Column{Holds: holds}
		}
		all[f.title+nowEnd] = sheet.Column{Holds: holds}
		all[f.title+changeEnd] = sheet.Column{Holds: holds, Choices: words, Fill: true}
	}
	return all
}

// asksFor reports whether a list of what is missing has a place for the field:
// one of its rows lacks it, or has a proposal that nobody has taken yet.
func asksFor[T any](f listField[T], rows []T, missing func(T) []string) bool {
	return slices.ContainsFunc(rows, func(r T) bool {
		if slices.ContainsFunc(missing(r), func(word string) bool { return isMissing(f.field, word) }) {
			return true
		}
		return f.proposal != nil && isOpen(f.now(r)) && f.proposal(r) != ""
	})
}

// isMissing reports whether a word of what is missing means the field.
func isMissing(field, word string) bool {
	means := strings.ReplaceAll(field, "_", " ")
	switch field {
	case "plain.en":
		means = "plain name"
	case "preferred":
		means = "name"
	}
	return word == means || strings.HasPrefix(word, means+" who ")
}

// fieldsAskedFor are the fields that a list has a place for.
func fieldsAskedFor[T any](fields []listField[T], rows []T, missing func(T) []string, o ListOptions) []listField[T] {
	if o.All {
		return fields
	}
	return slices.DeleteFunc(fields, func(f listField[T]) bool { return !asksFor(f, rows, missing) })
}

// NewClientRow is a client with what a report needs and no file has told, and
// what else the caller finds missing.
func NewClientRow(f fold.Result, others ...string) ClientRow {
	return ClientRow{Folded: f, Missing: append(MissingOfClient(f), others...)}
}
