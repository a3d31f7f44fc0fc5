package ingest

import (
	"maps"
	"slices"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// person is how a row names its client.
type person struct {
	key   record.Key // "" the row names none
	id    record.ID
	other record.ID
	first string
	last  string
	whole string // the name as one cell has it, where first and last were split from it
	birth record.Date
}

// said is what the row says of its client; the zero Person where that is no
// more than the id under which its records stand.
func (p person) said() record.Person {
	s := record.Person{ID: p.id, Other: p.other, First: p.first, Last: p.last, Whole: p.whole, Birth: p.birth}
	if s == (record.Person{ID: p.id}) || s == (record.Person{Other: p.other}) {
		return record.Person{}
	}
	return s
}

// personCells is what the cells of a row say of its client. Many rows say the
// same.
type personCells struct {
	id, other          record.ID
	first, last, whole string
}

// mostPeople bounds how many people are remembered while a file is read.
const mostPeople = 50_000

// person reads the client that the row names: by id, else by name and birth
// date. A name alone is no key: two children may share it. A name in the place
// of an id is a problem and no id: it would stand in names of files.
func (v *values) person() person {
	cells := personCells{v.id("client.id"), v.id("client.other_id"), v.named("client.first"), v.named("client.last"), v.named("client.name")}
	p, known := v.in.people[cells]
	if !known {
		p = personOf(cells, v.l.identity)
		if len(v.in.people) >= mostPeople {
			clear(v.in.people)
		}
		v.in.people[cells] = p
	}
	if p.id == "" && cells.id != "" {
		v.notAnID("client.id")
	}
	if p.other == "" && cells.other != "" {
		v.notAnID("client.other_id")
	}
	p.birth = v.past("client.birth")
	switch {
	case p.id != "":
		p.key = record.ClientByID(p.id)
	case p.other != "":
		p.key = record.ClientByID(p.other)
	case p.first != "" && p.last != "" && !p.birth.IsZero():
		p.key = v.in.nameKey(p)
	}
	return p
}

// personOf splits names and record numbers. Resources of FHIR name their ids.
func personOf(c personCells, exact bool) person {
	p := person{id: c.id, other: c.other, first: c.first, last: c.last}
	if p.first == "" && p.last == "" {
		p.whole = c.whole
	}
	if exact {
		p.first, p.last = splitWhole(p)
		return p
	}
	for _, id := range []*record.ID{&p.id, &p.other} {
		name, number, numbered := value.SplitNumber(string(*id))
		switch {
		case numbered:
			*id = record.ID(number)
			if p.first+p.last+p.whole == "" {
				p.whole = name
			}
		case value.IsNameNotID(string(*id)):
			*id = ""
		}
	}
	p.whole = p.withoutNumber(p.whole)
	if whole := p.withoutNumber(p.first + " " + p.last); p.first+p.last != "" && len(whole) < len(p.first+p.last) {
		p.first, p.last, p.whole = "", "", whole
	}
	p.first, p.last = splitWhole(p)
	return p
}

// withoutNumber takes a record number off a name; where the row gives no other,
// it is the client's.
func (p *person) withoutNumber(text string) string {
	name, number, numbered := value.SplitNumber(text)
	if !numbered {
		return text
	}
	if p.id == "" && p.other == "" {
		p.id = record.ID(number)
	} else if p.other == "" && p.id != record.ID(number) {
		p.other = record.ID(number)
	}
	return name
}

func splitWhole(p person) (first, last string) {
	if p.whole != "" && p.first == "" && p.last == "" {
		return record.SplitName(p.whole)
	}
	return p.first, p.last
}

// notAnID lists that a name stands in the place of a client's id.
func (v *values) notAnID(field string) {
	c, _, _ := v.cell(field)
	v.fail(c, &value.Flaw{
		Code: "id.name", Wrong: "is a name, not a client's number", Next: record.NextStep{Act: record.StepMap, Name: v.in.file.Name, Text: "which one is the name"},
	})
}

// nameKey returns the key of a name with a birth date.
func (in *intake) nameKey(p person) record.Key {
	named := person{first: p.first, last: p.last, birth: p.birth}
	key, known := in.nameKeys[named]
	if !known {
		if len(in.nameKeys) >= mostPeople {
			clear(in.nameKeys)
		}
		key = record.ClientByName(p.first, p.last, p.birth)
		in.nameKeys[named] = key
	}
	return key
}

// missing is the flaw of a row whose client is not clear.
func (p person) missing() *value.Flaw {
	if p.first != "" || p.last != "" {
		return &value.Flaw{Code: "row.client", Wrong: "names a client by name only, and two clients may share a name", Next: record.ToAdd("the client's id, or the birth date")}
	}
	return &value.Flaw{Code: "row.client", Wrong: "names no client", Next: record.ToAdd("the client's id")}
}

// hasIDs reports whether the export has a column for the ids of clients.
func (l *layout) hasIDs() bool {
	return len(l.at["client.id"])+len(l.at["client.other_id"]) > 0 || l.mapping.Always["client.id"] != "" || l.mapping.Make["client.id"] != ""
}

// onlyNames reports whether the export says nothing of clients but who they are.
func (l *layout) onlyNames() bool {
	if l.names == 0 {
		l.names = 1
		for _, field := range slices.Concat(slices.Collect(maps.Keys(l.at)), slices.Collect(maps.Keys(l.mapping.Always))) {
			if !isNaming(field) && hasPrefix(field, "client.", "contact.", "date.") {
				l.names = 2
			}
		}
	}
	return l.names == 1
}

func isNaming(field string) bool {
	return slices.Contains([]string{"client.id", "client.other_id", "client.first", "client.middle", "client.last", "client.name", "client.birth"}, field)
}

func hasPrefix(text string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return len(text) >= len(p) && text[:len(p)] == p })
}

// noClient lists that a row of a client list gives no client. A row that gives
// more names its client and brings none.
func (v *values) noClient(kinds []Give) outcome {
	if len(kinds) == 1 {
		v.fail(sheet.Cell{}, &value.Flaw{Code: "row.client", Wrong: "describes a client without an id", Next: record.ToAdd("the client's id")})
	}
	return nothing
}
