package record

import (
	"fmt"
	"slices"
	"strings"
)

// Person is whom a row says it is about. A part is empty where the row does
// not say it.
type Person struct {
	ID    ID     `json:"id,omitempty"`    // as the row has it
	Other ID     `json:"other,omitempty"` // another number of the same client
	First string `json:"first,omitempty"`
	Last  string `json:"last,omitempty"`
	Whole string `json:"whole,omitempty"` // the name as one cell has it, where first and last were split from it
	Birth Date   `json:"birth,omitzero"`
}

// Name returns the name as a person writes it, "" where the row has none.
func (p Person) Name() string {
	switch {
	case p.Whole != "":
		return p.Whole
	case p.First != "" && p.Last != "":
		return p.First + " " + p.Last
	}
	return p.First + p.Last
}

// Person returns whom a client's record is of.
func (c Client) Person() Person {
	return Person{ID: c.ID, First: c.FirstName, Last: c.LastName, Birth: c.BirthDate}
}

// Names returns every name by which the record calls the client, the name that
// an export writes first. None has a birth date.
func (c Client) Names() []Person {
	var all []Person
	add := func(first, last string) {
		if p := (Person{First: first, Last: last}); p.Name() != "" && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	add(c.FirstName, c.LastName)
	if c.Preferred != "" {
		add(c.Preferred, c.LastName)
	}
	for _, f := range c.Former {
		if f.Name != "" {
			add(f.Name, c.LastName)
		}
	}
	for _, whole := range c.OtherNames {
		add(SplitName(whole))
	}
	return all
}

// BirthDates returns the birth date of the record, and others that a person
// said exports give the client too.
func (c Client) BirthDates() []Date {
	var all []Date
	for _, d := range append([]Date{c.BirthDate}, c.OtherBirths...) {
		if !d.IsZero() && !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	return all
}

// NameKeys returns the keys by which rows name the client by name and birth
// date, and those by which a nickname may mean the client where nobody has it
// for a name.
func (c Client) NameKeys() (own, nick []Key) {
	for _, born := range c.BirthDates() {
		for _, p := range c.Names() {
			if p.First == "" || p.Last == "" {
				continue
			}
			own = addKey(own, ClientByName(p.First, p.Last, born))
			if words := NameWords(p.First); len(words) == 1 {
				for _, other := range NicknamesOf(words[0]) {
					nick = addKey(nick, ClientByName(other, p.Last, born))
				}
			}
		}
	}
	return own, slices.DeleteFunc(nick, func(k Key) bool { return slices.Contains(own, k) })
}

func addKey(all []Key, k Key) []Key {
	if slices.Contains(all, k) {
		return all
	}
	return append(all, k)
}

// Stamp is when a row was last modified, by its own word: 2006-01-02, or
// 2006-01-02 15:04 where it gives a time. Stamps compare as texts. The empty
// one is not known.
type Stamp string

// StampOf returns the stamp of a day and a time, which may be empty.
func StampOf(day Date, clock string) Stamp {
	switch {
	case day.IsZero():
		return ""
	case clock == "":
		return Stamp(day.String())
	}
	return Stamp(fmt.Sprintf("%s %s", day, clock))
}

// Day returns the stamp's day; zero: not known.
func (s Stamp) Day() Date {
	day, _, _ := strings.Cut(string(s), " ")
	d, _ := ParseDate(day)
	return d
}

// List is what kind of list tells of a visit.
type List string

// The kinds of list.
const (
	AppointmentList List = "appointments" // of visits planned, held and missed: covers the days from its first row to its last
	BillingList     List = "billing"      // of visits held: notes, claims; says nothing of others
	DataSheet       List = "data"         // of results: implies a visit where no list covers the day
)
