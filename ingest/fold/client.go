package fold

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// foldClient joins all that was said of the client, in the order of ownRows.
// What was said under an id that a person joined with this one fills only what
// else is not known.
func (f *folder) foldClient(versions, earlier []record.Version[record.Client]) {
	var joined []record.Version[record.Client]
	var confirmed []record.Person // names that a person said are this client's too
	for _, v := range versions {
		for _, name := range v.Record.OtherNames {
			confirmed = append(confirmed, record.Person{Whole: name})
		}
	}
	known := false
	ordered := ranks(versions, aboutClient)
	for i := 0; i < len(ordered); {
		n := sameAge(ordered[i:])
		for _, v := range ordered[i : i+n] {
			switch {
			case isPlanDays(v.Record):
				mergeDays(&f.Client, v.Record)
			case v.Record.Was != "":
				joined = append(joined, v.Version)
			case known && v.Card:
				mergeCard(&f.Client, v.Record)
			case known:
				f.laterClient(v.Record, confirmed)
			default:
				days := f.Client // of rows older than the first that brings the client
				f.Client, known = ownLists(v.Record), true
				mergeDays(&days, v.Record)
				f.Client.Days = days.Days
			}
		}
		f.doubtClient(ordered[i : i+n])
		i += n
	}
	f.askWhatIsOpen()
	for _, v := range joined {
		f.joinClient(v.Record)
	}
	remember(&f.Client, earlier)
	if f.Client.Pronouns == value.NoPronouns() {
		f.Client.Pronouns, f.NameOnly = record.Pronouns{}, true
	}
	slices.Sort(f.Client.Keys)
	f.checkClient()
}

func aboutClient(c record.Client) about {
	return about{modified: c.Modified, source: c.Source, what: "the client's row"}
}

// joinClient takes what was said under an id that was joined with the client's:
// it fills what else is not known. One list of contacts on a card is the list.
func (f *folder) joinClient(c record.Client) {
	own := f.Client
	f.Client = ownLists(c)
	f.Client.ID, f.Client.Was = cmp.Or(own.ID, c.ID), ""
	mergeCard(&f.Client, own)
	if c.AllContacts && !own.AllContacts {
		f.Client.Contacts = listed(c.Contacts, own.Contacts)
	}
	if c.AllAllowed && !own.AllAllowed {
		f.Client.Allowed = grantedOf(c.Allowed, own.Allowed)
	}
}

// ownLists returns the client with lists that no other value shares.
func ownLists(c record.Client) record.Client {
	c.Keys = slices.Clone(c.Keys)
	c.Contacts = slices.Clone(c.Contacts)
	c.OtherNames = slices.Clone(c.OtherNames)
	c.OtherBirths = slices.Clone(c.OtherBirths)
	c.Days = slices.Clone(c.Days)
	c.Allowed = slices.Clone(c.Allowed)
	c.Former = slices.Clone(c.Former)
	return c
}

// doubtClient empties what two exports of equal age tell of the client
// differently. What stands under an id that was joined with the client's fills
// gaps, and disputes nothing.
func (f *folder) doubtClient(sameAge []ranked[record.Client]) {
	sameAge = slices.DeleteFunc(slices.Clone(sameAge), func(v ranked[record.Client]) bool { return v.Record.Was != "" })
	merge := func(into *record.Client, later record.Client) {
		*into = ownLists(*into)
		into.ID = cmp.Or(into.ID, later.ID) // rows of the plan alone have none
		mergeClient(into, later)
	}
	for _, d := range disagreements(sameAge, merge) {
		blank(reflect.ValueOf(&f.Client).Elem(), reflect.ValueOf(d.a.Record), reflect.ValueOf(d.b.Record))
		f.doubts = append(f.doubts, [2]record.Client{d.a.Record, d.b.Record})
	}
}

// askWhatIsOpen asks about what exports of equal age tell of the client
// differently, unless a newer export or the card has said it since.
func (f *folder) askWhatIsOpen() {
	now := reflect.ValueOf(f.Client)
	for _, d := range f.doubts {
		a, b := reflect.ValueOf(d[0]), reflect.ValueOf(d[1])
		open := false
		for i := range now.NumField() {
			name := now.Type().Field(i).Name
			open = open || !notDisputed(name) && !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) && f.isOpen(name, now.Field(i), d)
		}
		if open {
			f.disagree(aboutClient(d[0]), aboutClient(d[1]))
		}
	}
}

// isOpen reports whether nobody has said since what two exports disagree about.
func (f *folder) isOpen(field string, now reflect.Value, d [2]record.Client) bool {
	switch field {
	case "Days":
		return slices.ContainsFunc(record.Milestones(), func(m record.MilestoneAbout) bool {
			a, b := d[0].Day(m.Milestone).On, d[1].Day(m.Milestone).On
			return !a.IsZero() && !b.IsZero() && a != b && f.Client.Day(m.Milestone).On.IsZero()
		})
	case "Contacts":
		return now.Len() == 0 && !f.Client.AllContacts
	case "Allowed":
		return now.Len() == 0 && !f.Client.AllAllowed
	}
	return now.IsZero()
}

// laterClient takes what a later version says. Who is known by a name keeps it:
// another way to write it, and a nickname, change nothing. A new name that a
// person confirmed, and a name written in capitals, do.
func (f *folder) laterClient(later record.Client, confirmed []record.Person) {
	known := f.Client.Person()
	if known.Name() != "" && later.FirstName+later.LastName != "" && !sameParts(known, later.Person()) {
		if !slices.ContainsFunc(confirmed, func(name record.Person) bool {
			return record.CompareNames(name, later.Person()) == record.SameName
		}) {
			later.FirstName, later.LastName = "", ""
		}
	}
	mergeClient(&f.Client, later)
}

// sameParts reports whether a name is the same in both its parts, or one name
// has only one.
func sameParts(a, b record.Person) bool {
	if a.First == "" || a.Last == "" || b.First == "" || b.Last == "" {
		return true
	}
	return record.CompareNames(a, b) == record.SameName && slices.Equal(record.NameWords(a.Last), record.NameWords(b.Last))
}

// mergeClient takes what a later version says. Keys only grow: a client stays
// findable by an older name.
func mergeClient(into *record.Client, later record.Client) {
	putList(&into.OtherNames, later.OtherNames)
	putList(&into.OtherBirths, later.OtherBirths)
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
	if into.Pronouns.Subject != "" && into.Pronouns != value.NoPronouns() && later.Pronouns.Subject != "" && into.Pronouns != later.Pronouns {
		into.Former = append(into.Former, record.Former{Pronouns: into.Pronouns})
	}
}

// mergeContacts joins contacts by name. Whether someone may receive papers is
// what was said last: a permission is never older than its withdrawal.
func mergeContacts(into *[]record.Contact, later []record.Contact) bool {
	changed := false
	for _, c := range later {
		i := slices.IndexFunc(*into, func(known record.Contact) bool {
			return sameContactName(known.Name, c.Name)
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

func sameContactName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
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
		Next: record.ToCorrect("the date in the roster, or write the right one in the client's card"),
	})
}
