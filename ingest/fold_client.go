package ingest

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"milepost/record"
)

// foldClient joins all that was said of the client. What was said under an id
// that a person joined with this one fills only what else is not known.
func (f *folder) foldClient(versions []record.Version[record.Client]) {
	var joined []record.Client
	known := false
	for _, v := range inOrder(versions) {
		switch {
		case v.Record.Was != "":
			joined = append(joined, v.Record)
		case known:
			if v.Card {
				forgetDays(&f.Client, v.Record.Source.File)
			}
			f.laterClient(v.Record)
		default:
			f.Client, known = v.Record, true
			f.Client.Keys = slices.Clone(v.Record.Keys)
			f.Client.Contacts = slices.Clone(v.Record.Contacts)
			f.Client.OtherNames = slices.Clone(v.Record.OtherNames)
			f.Client.Days = slices.Clone(v.Record.Days)
			f.Client.Allowed = slices.Clone(v.Record.Allowed)
		}
	}
	for _, c := range joined {
		own := f.Client
		f.Client = c
		f.Client.ID, f.Client.Was = own.ID, ""
		mergeClient(&f.Client, own)
		if own.ID == "" {
			f.Client.ID = c.ID
		}
	}
	if f.Client.Pronouns == noPronouns() {
		f.Client.Pronouns, f.NameOnly = record.Pronouns{}, true
	}
	f.askNames(versions)
	slices.Sort(f.Client.Keys)
	f.checkClient()
}

// laterClient takes what a later version says. One that speaks of another
// person, and a name that nobody confirmed, are left out.
func (f *folder) laterClient(later record.Client) {
	switch {
	case isAnother(f.Client, later):
		f.Problems = append(f.Problems, record.Problem{
			Source: later.Source, Code: "client.two-people", Client: f.Client.ID, Found: string(later.ID),
			Wrong: "is the id of a client with another name and another birth date in " + f.Client.Source.String() +
				"; name and birth date of this row were left out",
			Do: "give each child an id of its own, or correct the row",
		})
		later.FirstName, later.LastName, later.Preferred, later.BirthDate, later.Keys = "", "", "", record.Date{}, nil
	case isRenamed(f.Client, later):
		f.renamed = append(f.renamed, later)
		later.FirstName, later.LastName, later.Preferred = "", "", ""
	}
	mergeClient(&f.Client, later)
}

// isAnother reports whether two rows of one id speak of two people: name and
// birth date are both known and both differ. A corrected birth date alone is
// the same person.
//
// Source: features 17.
func isAnother(known, later record.Client) bool {
	return isRenamed(known, later) &&
		!known.BirthDate.IsZero() && !later.BirthDate.IsZero() && known.BirthDate != later.BirthDate
}

// isRenamed reports whether the later row gives the client another name than
// the one known. Capitals, accents, punctuation and initials are no other name.
func isRenamed(known, later record.Client) bool {
	other := func(a, b string) bool { return a != "" && b != "" && foldName(a) != foldName(b) }
	return other(known.FirstName, later.FirstName) || other(known.LastName, later.LastName)
}

// foldName makes names comparable: letters only, without their marks, in
// lower case, and without initials behind the first name.
func foldName(name string) string {
	name = withoutInitials(strings.Fields(name))
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(name))
}

// askNames takes the last new name that a person confirmed, and asks about the
// last one that nobody did.
func (f *folder) askNames(versions []record.Version[record.Client]) {
	var confirmed []string
	for _, v := range versions {
		for _, name := range v.Record.OtherNames {
			confirmed = append(confirmed, foldName(name))
		}
	}
	for i, c := range f.renamed {
		if slices.Contains(confirmed, foldName(wholeName(c))) {
			keepFormer(&f.Client, record.Client{FirstName: c.FirstName, Preferred: c.Preferred})
			put(&f.Client.FirstName, c.FirstName)
			put(&f.Client.LastName, c.LastName)
			put(&f.Client.Preferred, c.Preferred)
			continue
		}
		if slices.ContainsFunc(f.renamed[i+1:], func(later record.Client) bool { return wholeName(later) == wholeName(c) }) {
			continue
		}
		f.NewNames = append(f.NewNames, wholeName(c))
		f.Problems = append(f.Problems, record.Problem{
			Source: c.Source, Code: "client.new-name", Client: f.Client.ID, Found: string(f.Client.ID),
			Wrong: "has another name here than in " + f.Client.Source.String() + "; until a person says whose it is, the former name stands",
			Do: fmt.Sprintf("if it is the same child: milepost clients --same-child %s; if it is another child, give that one an id of its own",
				f.Client.ID),
		})
	}
}

// wholeName returns the client's first and last name.
func wholeName(c record.Client) string {
	return strings.TrimSpace(c.FirstName + " " + c.LastName)
}

// mergeClient takes what a later version says. Keys only grow: a client stays
// findable by an older name.
func mergeClient(into *record.Client, later record.Client) {
	putList(&into.OtherNames, later.OtherNames)
	putList(&into.Namesakes, later.Namesakes)
	keepFormer(into, later)
	changed := anyOf(
		put(&into.FirstName, later.FirstName), put(&into.LastName, later.LastName),
		put(&into.Preferred, later.Preferred), put(&into.BirthDate, later.BirthDate),
		put(&into.Pronouns, later.Pronouns), put(&into.Caseload, later.Caseload),
		put(&into.Therapist, later.Therapist), put(&into.Language, later.Language),
		put(&into.StartOfCare, later.StartOfCare), put(&into.Discharged, later.Discharged),
		putList(&into.Precautions, later.Precautions), mergeContacts(&into.Contacts, later.Contacts))
	mergeDays(into, later)
	if changed {
		into.Source = later.Source
	}
	for _, k := range later.Keys {
		if !slices.Contains(into.Keys, k) {
			into.Keys = append(into.Keys, k)
		}
	}
}

// keepFormer remembers a name and pronouns that the later version changes, so
// that texts which still hold them can be put right.
func keepFormer(into *record.Client, later record.Client) {
	for _, name := range [][2]string{{into.Preferred, later.Preferred}, {into.FirstName, later.FirstName}} {
		if name[0] != "" && name[1] != "" && name[0] != name[1] {
			into.Former = append(into.Former, record.Former{Name: name[0]})
		}
	}
	for _, f := range later.Former {
		if !slices.Contains(into.Former, f) {
			into.Former = append(into.Former, f)
		}
	}
	if into.Pronouns.Subject != "" && into.Pronouns != noPronouns() && later.Pronouns.Subject != "" && into.Pronouns != later.Pronouns {
		into.Former = append(into.Former, record.Former{Pronouns: into.Pronouns})
	}
}

// mergeContacts joins contacts by name. Whether someone may receive papers is
// what was said last: a permission is never older than its withdrawal.
func mergeContacts(into *[]record.Contact, later []record.Contact) bool {
	changed := false
	for _, c := range later {
		i := slices.IndexFunc(*into, func(known record.Contact) bool {
			return strings.EqualFold(strings.Join(strings.Fields(known.Name), " "), strings.Join(strings.Fields(c.Name), " "))
		})
		if i < 0 {
			*into = append(*into, c)
			changed = true
			continue
		}
		known := &(*into)[i]
		changed = anyOf(changed, put(&known.Relationship, c.Relationship), put(&known.Language, c.Language),
			put(&known.Phone, c.Phone), put(&known.Email, c.Email), put(&known.Household, c.Household), put(&known.Address, c.Address),
			put(&known.SendBy, c.SendBy), put(&known.ReleaseEnds, c.ReleaseEnds), known.MayReceive != c.MayReceive, c.HideAddress && !known.HideAddress)
		known.MayReceive = c.MayReceive
		known.HideAddress = known.HideAddress || c.HideAddress // hidden once, hidden for good: an export that does not know of it opens nothing
	}
	return changed
}

// checkClient refuses dates that contradict each other.
func (f *folder) checkClient() {
	c := &f.Client
	if !f.opt.Today.IsZero() && c.BirthDate.After(f.opt.Today) {
		f.refuseClient(codeFutureBirth, c.BirthDate, "is a birth date in the future; it was left out")
		c.BirthDate = record.Date{}
	}
	if !c.StartOfCare.IsZero() && c.StartOfCare.Before(c.BirthDate) {
		f.refuseClient("client.start-before-birth", c.StartOfCare, "is a start of care before birth; it was left out")
		c.StartOfCare = record.Date{}
	}
	if !c.Discharged.IsZero() && c.Discharged.Before(c.StartOfCare) {
		f.refuseClient("client.discharge-before-start", c.Discharged, "is a discharge before the start of care; it was left out")
		c.Discharged = record.Date{}
	}
	f.checkDays()
}

func (f *folder) refuseClient(code string, found record.Date, wrong string) {
	f.Problems = append(f.Problems, record.Problem{
		Source: f.Client.Source, Code: code, Client: f.Client.ID,
		Found: found.String(), Wrong: wrong,
		Do: "correct the date in the roster, or write the right one in the client's card",
	})
}
