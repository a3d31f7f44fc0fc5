package main

import "strings"

// called returns what the clinic calls the child on the day.
func (c *child) called(d day) string {
	if c.Formerly.Name != "" && d.before(dayOf(c.Formerly.Until)) {
		return c.Formerly.Name
	}
	if c.Called != "" {
		return c.Called
	}
	return c.First
}

// say fills {Name}, {their}, {them} and {date} of a text written on the day.
func (c *child) say(text string, d, target day) string {
	name, set := c.called(d), c.Pronouns
	if c.Formerly.Name != "" && d.before(dayOf(c.Formerly.Until)) {
		set = c.Formerly.Pronouns
	}
	their, them := pronouns(set, name)
	self := them + "self"
	if them == name {
		self = name
	}
	return strings.NewReplacer(
		"{them}self", self, "{Name}", name, "{their}", their, "{them}", them, "{date}", target.us(),
	).Replace(text)
}

func pronouns(set, name string) (their, them string) {
	switch set {
	case "she":
		return "her", "her"
	case "he":
		return "his", "him"
	case "they":
		return "their", "them"
	case "ze":
		return "zir", "zir"
	}
	return name + "'s", name
}

// pronounColumn is how the roster writes a set of pronouns; it has no words for
// a set of the child's own, which stands on the card.
func pronounColumn(set string) string {
	return map[string]string{"she": "she/her", "he": "he/him", "they": "they/them"}[set]
}

// therapist is a member of staff as exports name her.
type therapist struct {
	id, first, last, caseload, discipline string
}

func (t therapist) name() string { return t.first + " " + t.last }

func staff(id string) therapist {
	return map[string]therapist{
		"T-1": {"T-1", "Zoë", "Łukasz", "A", "OT"},
		"T-2": {"T-2", "Marisol", "Vega-Quintero", "B", "OT"},
		"T-3": {"T-3", "Hannah", "Okonkwo", "C", "OT"},
		"T-4": {"T-4", "Siobhán", "Ní Bhriain", "D", "OT"},
		"T-5": {"T-5", "Kenji", "Watanabe", "E", "OT"},
		"T-6": {"T-6", "Renée", "Thibodeaux", "F", "OT"},
		"T-7": {"T-7", "Caleb", "Stone", "", "PT"},
		"T-8": {"T-8", "Imani", "Brooks", "", "SLP"},
	}[id]
}

// missedBecause lists the reasons of missed visits as families give them, by
// status; "" is a row whose reason nobody typed.
func missedBecause(status string) []string {
	switch status {
	case "Cancelled":
		return []string{
			"Sick", "Fever", "Family trip", "School event", "Dentist appointment", "Sibling sick",
			"Car trouble", "Parent work schedule", "Well visit at pediatrician",
		}
	case "Late cancelled":
		return []string{"Sick this morning", "Car trouble", "Called 1 hour before, no sitter for sibling", "Nap ran late", "Traffic", ""}
	}
	return []string{"", "No answer to call", "Family forgot, rescheduled", "Phone out of service"}
}
