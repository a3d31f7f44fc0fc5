package ingest

import (
	"fmt"
	"strings"
	"time"

	"milepost/record"
)

// patient flattens a Patient: one row, and one more for each further contact.
// Of the identifiers only the medical record number is kept.
func (r *fhirReader) patient(head fhirHead, p fhirPatient) ([]fhirRow, string) {
	if head.ID == "" {
		return nil, "Patient: without an id"
	}
	row := r.newRow(Clients)
	row.add("client.id", head.ID)
	for _, id := range p.Identifier {
		if id.Type.first() == "MR" && !isPrivate(id) && id.Value != head.ID {
			row.add("client.other_id", id.Value)
			break
		}
	}
	addNames(&row, p.Name)
	row.add("client.birth", r.wholeDay(p.BirthDate))
	row.add("client.pronouns", pronounsOf(p.Extension))
	for i, c := range p.Communication {
		if c.Preferred || len(p.Communication) == 1 && i == 0 {
			row.add("client.language", c.Language.first())
			break
		}
	}
	return r.contacts(head, p, row), ""
}

// addNames takes the official name, else the usual one, else the first that is
// no old one; a nickname is what the child is called.
func addNames(row *fhirRow, names []fhirName) {
	best, rank := -1, 0
	for i, n := range names {
		this := map[string]int{"official": 4, "usual": 3, "": 2, "temp": 1}[n.Use]
		if this > rank {
			best, rank = i, this
		}
		if n.Use == "nickname" && len(n.Given) > 0 {
			row.add("client.preferred", n.Given[0])
		}
	}
	if best < 0 {
		return
	}
	n := names[best]
	if n.Family == "" && len(n.Given) == 0 {
		row.add("client.name", n.Text)
		return
	}
	row.add("client.last", n.Family)
	if len(n.Given) > 0 {
		row.add("client.first", n.Given[0])
		row.add("client.middle", strings.Join(n.Given[1:], " "))
	}
}

// pronounsOf reads the extension for pronouns.
//
// Source: HL7 extension individual-pronouns; LOINC answer list LL5144-2.
func pronounsOf(extensions []fhirExtension) string {
	for _, e := range extensions {
		if !strings.HasSuffix(e.URL, "/individual-pronouns") {
			continue
		}
		for _, part := range e.Extension {
			switch part.ValueConcept.first() {
			case "LA29518-0":
				return "he/him"
			case "LA29519-8":
				return "she/her"
			case "LA29520-6":
				return "they/them"
			}
		}
	}
	return ""
}

// contacts adds the contacts, the first to the patient's own row. None of
// them may receive papers by that alone.
func (r *fhirReader) contacts(head fhirHead, p fhirPatient, row fhirRow) []fhirRow {
	rows := []fhirRow{row}
	for i, c := range p.Contact {
		if i > 0 {
			next := r.newRow(Clients)
			next.add("client.id", head.ID)
			rows = append(rows, next)
		}
		to := &rows[len(rows)-1]
		if c.Name != nil {
			name := c.Name.Text
			if name == "" {
				name = strings.TrimSpace(strings.Join(c.Name.Given, " ") + " " + c.Name.Family)
			}
			to.add("contact.name", name)
		}
		if len(c.Relationship) > 0 {
			to.add("contact.relationship", c.Relationship[0].words())
		}
		for _, t := range c.Telecom {
			if t.System == "phone" || t.System == "email" {
				to.add("contact."+t.System, t.Value)
			}
		}
	}
	return rows
}

// encounter flattens an Encounter to a session. Stays in hospital and
// emergencies are no sessions.
func (r *fhirReader) encounter(head fhirHead, e fhirEncounter) ([]fhirRow, string) {
	if e.Status == enteredInError {
		return nil, r.withdraw(head, taken{"session", record.KeyOf("session", "id", head.ID), e.Subject, e.period().Start})
	}
	client, ok := r.local.client(e.Subject)
	if !ok {
		return nil, "Encounter" + notPatient
	}
	row := r.newRow(Sessions)
	row.about(client, e.Subject)
	row.add("session.id", head.ID)
	status, known := encounterStatus(e.Status)
	if !known {
		row.add("session.status", "FHIR status "+e.Status) // told as an unknown word
	}
	row.add("session.status", status)
	for _, class := range e.Class {
		switch class {
		case "IMP", "ACUTE", "NONAC", "EMER", "OBSENC", "PRENC", "SS", "FLD":
			return nil, "Encounter: not an outpatient visit"
		case "AMB":
			row.add("session.place", "clinic")
		case "HH":
			row.add("session.place", "home")
		case "VR":
			row.add("session.place", "telehealth")
		}
	}
	row.add("session.discipline", disciplineOf(append(e.ServiceType, e.Type...)))
	r.addPeriod(&row, e)
	for _, p := range e.Participant {
		id := r.local.therapist(p.Individual)
		if id == "" {
			id = r.local.therapist(p.Actor)
		}
		if id != "" {
			row.add("session.therapist", id)
			break
		}
	}
	return []fhirRow{row}, ""
}

// period returns when a visit was, empty where it does not say.
func (e fhirEncounter) period() fhirPeriod {
	switch {
	case e.Period != nil:
		return *e.Period
	case e.ActualPeriod != nil:
		return *e.ActualPeriod
	}
	return fhirPeriod{}
}

// addPeriod adds day, start and length of a visit.
func (r *fhirReader) addPeriod(row *fhirRow, e fhirEncounter) {
	period := e.period()
	row.add("session.day", r.localTime(period.Start))
	from, err1 := time.Parse(time.RFC3339, period.Start)
	to, err2 := time.Parse(time.RFC3339, period.End)
	if err1 == nil && err2 == nil && to.After(from) && to.Sub(from) < 24*time.Hour {
		row.add("session.minutes", fmt.Sprint(int(to.Sub(from).Minutes())))
	}
}

// wholeDay returns a date that names a day, and nothing for one that names
// only a year or a month: a day is never made up.
func (r *fhirReader) wholeDay(text string) string {
	if len(text) < len("2006-01-02") && strings.Trim(text, "0123456789-") == "" {
		if text != "" {
			r.part++
		}
		return ""
	}
	return text
}

// encounterStatus returns our word for the status of an Encounter. False: it is
// no status of FHIR R4 or R5.
func encounterStatus(status string) (string, bool) {
	switch status {
	case "arrived", "triaged", "in-progress", "onleave", "finished", "on-hold", "discharged", "completed":
		return "attended", true
	case "planned":
		return "scheduled", true
	case "cancelled", "discontinued":
		return "cancelled", true
	case "noshow":
		return "no-show", true
	case "unknown":
		return "", true
	}
	return "", false
}

// disciplineOf names the therapy that an Encounter is, by code or word.
//
// Source of the codes: SNOMED CT 84478008 occupational therapy, 91251008
// physical therapy, 311555007 speech and language therapy.
func disciplineOf(concepts []fhirConcept) string {
	for _, c := range concepts {
		for _, coding := range c.Coding {
			switch coding.Code {
			case "84478008":
				return "OT"
			case "91251008":
				return "PT"
			case "311555007":
				return "SLP"
			}
		}
		switch words := strings.ToLower(c.words()); {
		case strings.Contains(words, "occupational therapy"):
			return "OT"
		case strings.Contains(words, "physical therapy"), strings.Contains(words, "physiotherapy"):
			return "PT"
		case strings.Contains(words, "speech"):
			return "SLP"
		}
	}
	return ""
}
