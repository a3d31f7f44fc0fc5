package ingest

import (
	"slices"
	"strings"

	"milepost/record"
)

// person is how a row names its client.
type person struct {
	key   record.Key // "" the row names none
	id    record.ID
	other record.ID
	first string
	last  string
	birth record.Date
}

// person reads the client that the row names: by id, else by name and birth
// date. A name alone is no key: two children may share it.
func (v *values) person() person {
	p := person{id: v.id("client.id"), other: v.id("client.other_id"), first: v.text("client.first"), last: v.text("client.last")}
	if whole := v.text("client.name"); whole != "" && p.first == "" && p.last == "" {
		p.first, p.last = splitName(whole)
	}
	p.birth = v.past("client.birth")
	switch {
	case p.id != "":
		p.key = record.ClientByID(p.id)
	case p.other != "":
		p.key = record.ClientByID(p.other)
	case p.first != "" && p.last != "" && !p.birth.IsZero():
		p.key = record.ClientByName(p.first, p.last, p.birth)
	}
	return p
}

// missing is the flaw of a row whose client is not clear.
func (p person) missing() *flaw {
	if p.first != "" || p.last != "" {
		return &flaw{"row.client", "names a client by name only, and two clients may share a name", "add the client's id, or the birth date"}
	}
	return &flaw{"row.client", "names no client", "add the client's id"}
}

// splitName splits a whole name: "Smith, Ana M." and "Ana M. Smith" alike.
func splitName(whole string) (first, last string) {
	whole = strings.Join(strings.Fields(whole), " ")
	if before, after, ok := strings.Cut(whole, ","); ok {
		return withoutInitials(strings.Fields(after)), strings.TrimSpace(before)
	}
	words := strings.Fields(whole)
	for len(words) > 2 && isSuffix(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) < 2 {
		return whole, ""
	}
	return withoutInitials(words[:len(words)-1]), words[len(words)-1]
}

// withoutInitials joins the words of a first name without a middle initial at
// its end.
func withoutInitials(words []string) string {
	for len(words) > 1 && len([]rune(strings.TrimSuffix(words[len(words)-1], "."))) == 1 {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

// isSuffix reports whether the word follows a last name.
func isSuffix(word string) bool {
	return slices.Contains([]string{"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}, strings.ToLower(word))
}

// client adds the client that the row describes.
func (v *values) client(p person) outcome {
	c := record.Client{
		ID: p.id, FirstName: p.first, LastName: p.last, BirthDate: p.birth,
		Preferred: v.text("client.preferred"), Pronouns: pronouns(v.text("client.pronouns")),
		Caseload: v.text("client.caseload"), Therapist: v.id("client.therapist"),
		Language: v.text("client.language"), Precautions: splitList(v.text("client.precautions")),
		Source: v.source(""),
	}
	c.StartOfCare, _ = v.day("client.start_of_care")
	c.Discharged, _ = v.day("client.discharged")
	c.Contacts = v.contacts()
	v.daysOf(&c)
	if c.ID == "" {
		c.ID = p.other
	}
	if c.ID == "" {
		v.fail(Cell{}, &flaw{"row.client", "describes a client without an id", "add the client's id"})
		return nothing
	}
	c.Keys = append(c.Keys, record.ClientByID(c.ID))
	if p.other != "" && p.other != c.ID {
		c.Keys = append(c.Keys, record.ClientByID(p.other))
	}
	if p.first != "" && p.last != "" && !p.birth.IsZero() {
		c.Keys = append(c.Keys, record.ClientByName(p.first, p.last, p.birth))
	}
	if v.in.isNew("client", sayClient(c)) {
		v.in.batch.Clients = append(v.in.batch.Clients, c)
	}
	return usedRow
}

// sayClient is all that a client's record says, without its source.
func sayClient(c record.Client) string {
	contacts := ""
	for _, k := range c.Contacts {
		contacts += strings.Join([]string{k.Name, k.Relationship, k.Language, k.Phone, k.Email, k.Address, k.SendBy}, "\x00")
		if k.MayReceive {
			contacts += "+"
		}
	}
	return strings.Join([]string{
		string(c.ID), c.FirstName, c.LastName, c.Preferred, c.BirthDate.String(), c.Pronouns.Subject,
		c.Pronouns.Object, c.Caseload, string(c.Therapist), c.Language, c.StartOfCare.String(),
		c.Discharged.String(), strings.Join(c.Precautions, ";"), contacts, sayDays(c),
	}, "\x01")
}

// contacts reads the one person whom a row names as contact.
func (v *values) contacts() []record.Contact {
	name := v.text("contact.name")
	if name == "" {
		return nil
	}
	return []record.Contact{{
		Name: name, Relationship: v.text("contact.relationship"), Language: v.text("contact.language"),
		Phone: v.text("contact.phone"), Email: v.text("contact.email"), MayReceive: v.yes("contact.may_receive"),
		Address: addressLines(v.text("contact.address")), SendBy: sendBy(v.text("contact.send_by")),
	}}
}

// sendBy returns a way of sending that is known, else "".
func sendBy(text string) string {
	word := strings.ReplaceAll(strings.ToLower(text), "e-mail", record.ByEmail)
	if slices.Contains(record.SendWays(), word) {
		return word
	}
	return ""
}

// splitList splits a cell that lists several things.
func splitList(text string) []string {
	var all []string
	for _, item := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == ',' || r == '\n' || r == '|' }) {
		if item = strings.ToLower(strings.TrimSpace(item)); item != "" && item != "none" {
			all = append(all, item)
		}
	}
	return all
}

// pronouns reads "she/her", "he", "they/them", or a set of five separated by
// slashes. Anything else is not known: documents then use the name.
func pronouns(text string) record.Pronouns {
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
