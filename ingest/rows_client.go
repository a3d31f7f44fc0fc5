package ingest

import (
	"slices"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// client adds the client that the row describes. One of an export without ids
// has none yet: the store gives it, by name and birth date.
func (v *values) client(p person, kinds []Give) outcome {
	if p.id == "" && p.other == "" && (v.l.hasIDs() || p.key == "") {
		return v.noClient(kinds)
	}
	if len(kinds) > 1 && p.first == "" && p.last == "" && v.columnOf("client.name", "client.first", "client.last") != "" {
		return nothing // it names a client whom a list brings
	}
	if v.l.onlyNames() && !v.l.identity {
		if v.in.clients[p] {
			return usedRow
		}
		v.in.clients[p] = true
	}
	c := record.Client{
		ID: p.id, FirstName: p.first, LastName: p.last, BirthDate: p.birth,
		Preferred: v.preferred(p), Pronouns: value.Pronouns(v.text("client.pronouns")),
		Caseload: v.text("client.caseload"), Therapist: v.id("client.therapist"),
		Language: v.language("client.language"), Precautions: splitList(v.text("client.precautions")),
		Source: v.source(""), Modified: v.modified,
	}
	c.StartOfCare, _ = v.day("client.start_of_care")
	c.Discharged, _ = v.day("client.discharged")
	c.Contacts = v.contacts()
	v.daysOf(&c)
	if c.ID == "" {
		c.ID = p.other
	}
	if c.ID != "" {
		c.Keys = append(c.Keys, record.ClientByID(c.ID))
	}
	if p.other != "" && p.other != c.ID {
		c.Keys = append(c.Keys, record.ClientByID(p.other))
	}
	if p.first != "" && p.last != "" && !p.birth.IsZero() {
		c.Keys = append(c.Keys, v.in.nameKey(p))
	}
	if v.in.isNew("client", sayClient(c), string(v.modified)) {
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
		Name: name, Relationship: v.text("contact.relationship"), Language: v.language("contact.language"),
		Phone: v.text("contact.phone"), Email: v.text("contact.email"), MayReceive: v.yes("contact.may_receive"),
		Address: value.AddressLines(v.text("contact.address")), SendBy: sendBy(v.text("contact.send_by")),
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
