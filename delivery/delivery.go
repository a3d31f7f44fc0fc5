// Package delivery plans who gets a signed document: one copy for each
// household, in its language, by the way it asked for, and without what
// belongs to another household. It takes a document and the client's contacts
// and gives copies, each one to be sent or stopped with the reason. It reads no
// clock and no files, and sends nothing.
package delivery

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"milepost/record"
)

// Audiences of documents, as drafts name them.
const (
	Parent = "parent"
	School = "school"
	Payer  = "payer"
)

// Signed is a signed document that may have to be sent.
type Signed struct {
	Document string
	Client   record.ID
	Audience string
	Language string            // in which it was signed
	Family   string            // language of the client's family, "" not known
	Editions map[string]string // the text of each edition that is ready, by language
	Waits    map[string]string // why an edition is not ready, by language
	Sent     []string          // whom it went to already, as it was written down
	OnlyTo   []string          // nil: everyone; else only who got the document that it is about, to whom it tells of nothing new
	Kind     string            // of the document, as a release names it
	Releases []record.Release  // of the client
}

// Copy is one copy of a document for one household, school or payer.
type Copy struct {
	Document string
	Client   record.ID
	Audience string
	To       string   // names and who they are to the client, for log and list
	Names    []string // for the envelope
	Language string   // of the edition
	By       string   // one of record.SendWays
	Address  []string // lines; for post
	Hidden   bool     // the address stands on the envelope and nowhere else
	Email    string
	Why      string          // it is stopped: the reason; "" it goes
	Next     record.NextStep // what to do about that
}

// Stopped reports whether the copy must not go.
func (c Copy) Stopped() bool { return c.Why != "" }

// Plan returns the copies of a document that are still to go on a day, and
// those that are stopped, in the order of the contacts. Contacts of one
// household get one copy.
//
// Source: 45 CFR 164.522(b) (a person may ask for another address or way);
// 34 CFR 99.30 and 164.508 (to others than the family only with a release).
func Plan(s Signed, contacts []record.Contact, today record.Date) []Copy {
	homes := households(contacts, s.Audience)
	if len(homes) == 0 {
		return []Copy{{
			Document: s.Document, Client: s.Client, Audience: s.Audience, To: "-",
			Why:  "no contact for the " + s.Audience + " edition is on file",
			Next: record.NextStep{Act: record.StepFixCard, Client: s.Client, Name: "contacts", Text: "add who gets it to"},
		}}
	}
	everyone := slices.Concat(households(contacts, Parent), households(contacts, School), households(contacts, Payer))
	var copies []Copy
	for i := range homes {
		if c := s.copyFor(homes[i], today); s.isDue(homes[i], c) {
			c.keepApart(s, homes[i], everyone)
			copies = append(copies, c)
		}
	}
	return copies
}

// household is the contacts who get one copy together.
type household struct {
	key     string
	members []record.Contact
}

// households groups the contacts of an audience: by the household that they
// name, else by the address, else each for itself.
func households(contacts []record.Contact, audience string) []household {
	var homes []household
	for _, c := range contacts {
		if AudienceOf(c) != audience {
			continue
		}
		key := cmp.Or(plain(c.Household), plain(c.Address), plain(c.Name))
		if i := slices.IndexFunc(homes, func(h household) bool { return h.key == key }); i >= 0 {
			homes[i].members = append(homes[i].members, c)
			continue
		}
		homes = append(homes, household{key, []record.Contact{c}})
	}
	return homes
}

// AudienceOf returns which edition a contact gets, by who the person is to the
// client.
func AudienceOf(c record.Contact) string {
	words := " " + plain(c.Relationship) + " "
	for _, group := range []struct {
		audience string
		words    []string
	}{
		{School, []string{"teacher", "school", "case manager", "principal", "iep", "district", "special education", "preschool", "maestra", "maestro", "escuela"}},
		{Payer, []string{"payer", "insurance", "insurer", "medicaid", "plan", "seguro"}},
	} {
		if slices.ContainsFunc(group.words, func(word string) bool { return strings.Contains(words, " "+word+" ") }) {
			return group.audience
		}
	}
	return Parent
}

// copyFor is the household's copy, with the reason where it is stopped.
func (s Signed) copyFor(h household, today record.Date) Copy {
	c := Copy{Document: s.Document, Client: s.Client, Audience: s.Audience}
	may := slices.DeleteFunc(slices.Clone(h.members), func(m record.Contact) bool { return s.barred(m, today) != "" })
	if len(may) == 0 {
		first := h.members[0]
		c.To, c.Why, c.Next = Named(h.members...), s.barred(first, today), s.unbar(first, today)
		return c
	}
	c.To = Named(may...)
	for _, m := range may {
		c.Names = append(c.Names, m.Name)
		c.Email = cmp.Or(c.Email, m.Email)
		c.Hidden = c.Hidden || m.HideAddress
		if c.Address == nil && m.Address != "" {
			c.Address = strings.Split(m.Address, "\n")
		}
	}
	s.choose(&c, may)
	return c
}

// barred says why a person may not receive the document; "" she may.
func (s Signed) barred(c record.Contact, today record.Date) string {
	if why := OffList(c, today); why != "" {
		return why
	}
	if s.OnlyTo != nil || !NeedsRelease(c) {
		return ""
	}
	release, why := s.going(c, today).Under(s.Releases)
	if release != nil {
		return ""
	}
	return "no release covers this: " + why
}

// going is the document on its way to the contact. What a copy of a batch is for
// nobody says: it is for what its kind is for.
func (s Signed) going(c record.Contact, today record.Date) Going {
	return Going{To: c.Name, Purpose: s.Kind, Kinds: []string{s.Kind}, On: today}
}

// OffList says why a person may not receive any papers; "" she may.
func OffList(c record.Contact, today record.Date) string {
	switch {
	case !c.MayReceive:
		return "this contact may not receive papers"
	case !c.ReleaseEnds.IsZero() && today.After(c.ReleaseEnds):
		return "the release for this contact ended on " + c.ReleaseEnds.String()
	}
	return ""
}

// unbar says what to do where a person may not receive the document.
func (s Signed) unbar(c record.Contact, today record.Date) record.NextStep {
	if OffList(c, today) != "" {
		return s.card("may_receive: yes", "once a release is on file, say that this contact may receive papers in")
	}
	return record.NextStep{Act: record.StepReleaseOrNot, Client: s.Client, Name: s.Kind, ID: s.Document}
}

// card is a step in the client's card.
func (s Signed) card(field, do string) record.NextStep {
	return record.NextStep{Act: record.StepFixCard, Client: s.Client, Name: field, Text: do}
}

// choose settles language and way.
func (s Signed) choose(c *Copy, may []record.Contact) {
	c.Language = s.Language
	if s.Audience == Parent {
		spoken, _, _ := strings.Cut(cmp.Or(firstOf(may, func(m record.Contact) string { return m.Language }), s.Family, s.Language), "-")
		c.Language = spoken
	}
	c.By = firstOf(may, func(m record.Contact) string { return m.SendBy })
	if c.By == "" && c.Address != nil {
		c.By = record.ByPost
	}
	switch {
	case c.By == "":
		c.stop("it is not known how this contact gets papers", s.card("address, or send_by: portal, email or hand", "add the address of this contact, or how it gets papers, to"))
	case c.By == record.ByPost && c.Address == nil:
		c.stop("this contact has no address", s.card("address", "add the address of this contact to"))
	case c.By == record.ByEmail && c.Email == "":
		c.stop("this contact has no e-mail address", s.card("email", "add the e-mail address of this contact to"))
	case c.Language != s.Language && s.Waits[c.Language] != "":
		c.stop("the edition in the household's language is not ready: "+s.Waits[c.Language], record.NextStep{Act: record.StepSeeTranslation})
	case s.Editions[c.Language] == "":
		c.stop(fmt.Sprintf("there is no edition in the household's language (%s)", c.Language),
			s.card("language", "make one, or change the language of this contact in"))
	}
}

func (c *Copy) stop(why string, next record.NextStep) {
	if c.Why == "" {
		c.Why, c.Next = why, next
	}
}

// isDue reports whether the copy has not gone to the household yet. What was
// written down by hand, as "the mother", counts too.
func (s Signed) isDue(h household, c Copy) bool {
	went := func(list []string) bool {
		return slices.ContainsFunc(list, func(to string) bool {
			return plain(to) == plain(c.To) || slices.ContainsFunc(h.members, func(m record.Contact) bool { return means(to, m) })
		})
	}
	return !went(s.Sent) && (s.OnlyTo == nil || went(s.OnlyTo))
}

// means reports whether what was written down of a recipient means the person.
func means(to string, m record.Contact) bool {
	to = " " + plain(to) + " "
	return m.Name != "" && strings.Contains(to, " "+plain(m.Name)+" ") ||
		m.Relationship != "" && (to == " the "+plain(m.Relationship)+" " || to == " "+plain(m.Relationship)+" ")
}

// keepApart stops a copy whose text tells where another household of the client
// lives, or how to reach it.
func (c *Copy) keepApart(s Signed, h household, all []household) {
	if c.Stopped() {
		return
	}
	text := " " + plain(s.Editions[c.Language]) + " "
	mine := told(h)
	for _, other := range all {
		if other.key == h.key {
			continue
		}
		for what := range told(other) {
			if !mine[what] && strings.Contains(text, " "+what+" ") {
				c.stop("its text tells where another household lives, or how to reach it",
					record.NextStep{Act: record.StepReplace, ID: c.Document, Client: c.Client, Text: "without that"})
				return
			}
		}
	}
}

// told is what leads to a household: the lines of its addresses that hold a
// number, telephone numbers and e-mail addresses.
func told(h household) map[string]bool {
	all := map[string]bool{}
	for _, m := range h.members {
		for _, line := range append(strings.Split(m.Address, "\n"), m.Phone, m.Email) {
			line = plain(line)
			if len(line) >= 6 && strings.ContainsAny(line, "0123456789") || strings.Contains(line, "@") || m.Email != "" && line == plain(m.Email) {
				all[line] = true
			}
		}
	}
	return all
}

// Named writes the people of a household: "Maria Silva (mother) and Jon Silva
// (father)".
func Named(members ...record.Contact) string {
	var all []string
	for _, m := range members {
		name := m.Name
		if m.Relationship != "" {
			name += " (" + m.Relationship + ")"
		}
		all = append(all, name)
	}
	return strings.Join(all, " and ")
}

func firstOf(members []record.Contact, of func(record.Contact) string) string {
	for _, m := range members {
		if text := of(m); text != "" {
			return text
		}
	}
	return ""
}

// plain is a text in small letters and digits, its words parted by one space,
// so that "12 Oak St." and "12  oak st" are the same.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !isWord(r)
	}), " ")
}

func isWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127
}
