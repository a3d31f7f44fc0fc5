package ingest

import (
	"slices"
	"strings"

	"milepost/record"
)

// foldClient joins all that was said of the client.
func (f *folder) foldClient(versions []record.Version[record.Client]) {
	for i, v := range inOrder(versions) {
		if i == 0 {
			f.Client = v.Record
			f.Client.Keys = slices.Clone(v.Record.Keys)
			f.Client.Contacts = slices.Clone(v.Record.Contacts)
			continue
		}
		later := v.Record
		if isAnother(f.Client, later) {
			f.Problems = append(f.Problems, record.Problem{
				Source: later.Source, Code: "client.two-people", Client: f.Client.ID, Found: string(later.ID),
				Wrong: "is the id of a client with another name and another birth date in " + f.Client.Source.String() +
					"; name and birth date of this row were left out",
				Do: "give each child an id of its own, or correct the row",
			})
			later.FirstName, later.LastName, later.Preferred, later.BirthDate, later.Keys = "", "", "", record.Date{}, nil
		}
		mergeClient(&f.Client, later)
	}
	if f.Client.Pronouns == noPronouns() {
		f.Client.Pronouns, f.NameOnly = record.Pronouns{}, true
	}
	slices.Sort(f.Client.Keys)
	f.checkClient()
}

// isAnother reports whether two rows of one id speak of two people: first name
// and birth date are both known and both differ. A new last name, or a
// corrected birth date, alone is the same person.
func isAnother(known, later record.Client) bool {
	return known.FirstName != "" && later.FirstName != "" && !strings.EqualFold(known.FirstName, later.FirstName) &&
		!known.BirthDate.IsZero() && !later.BirthDate.IsZero() && known.BirthDate != later.BirthDate
}

// mergeClient takes what a later version says. Keys only grow: a client stays
// findable by an older name.
func mergeClient(into *record.Client, later record.Client) {
	keepFormer(into, later)
	changed := anyOf(
		put(&into.FirstName, later.FirstName), put(&into.LastName, later.LastName),
		put(&into.Preferred, later.Preferred), put(&into.BirthDate, later.BirthDate),
		put(&into.Pronouns, later.Pronouns), put(&into.Caseload, later.Caseload),
		put(&into.Therapist, later.Therapist), put(&into.Language, later.Language),
		put(&into.StartOfCare, later.StartOfCare), put(&into.Discharged, later.Discharged),
		putList(&into.Precautions, later.Precautions), mergeContacts(&into.Contacts, later.Contacts))
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
			put(&known.Phone, c.Phone), put(&known.Email, c.Email), known.MayReceive != c.MayReceive)
		known.MayReceive = c.MayReceive
	}
	return changed
}

// checkClient refuses dates that contradict each other.
func (f *folder) checkClient() {
	c := &f.Client
	if !f.opt.Today.IsZero() && c.BirthDate.After(f.opt.Today) {
		f.refuseClient("client.birth-future", c.BirthDate, "is a birth date in the future; it was left out")
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
}

func (f *folder) refuseClient(code string, found record.Date, wrong string) {
	f.Problems = append(f.Problems, record.Problem{
		Source: f.Client.Source, Code: code, Client: f.Client.ID,
		Found: found.String(), Wrong: wrong,
		Do: "correct the date in the roster, or write the right one in the client's card",
	})
}
