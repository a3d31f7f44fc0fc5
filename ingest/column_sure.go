package ingest

import (
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// neutralWords are words of a header that do not change whose or what a column
// is: "Local Student ID" is a student's id, "DOB (mm/dd/yyyy)" a date of birth.
func neutralWords() []string {
	return strings.Fields("client clients patient patients student students child childs kid learner participant local current full legal clinic the a an of s for and or to " +
		"mm dd yyyy yy mon m d y format optional required only ot therapy")
}

// otherPeople are words for people who are not the client.
func otherPeople() []string {
	return strings.Fields("teacher teachers staff parent parents guardian guardians mother father mom dad caregiver sibling brother sister family therapist provider clinician " +
		"doctor physician pediatrician dr referring supervisor coordinator manager administrator employee aide assistant evaluator examiner contact emergency subscriber insured " +
		"policyholder guarantor payer insurance responsible user author writer signer " +
		"maestro maestra docente profesor profesora madre padre mama papa tutor tutora apoderado apoderada encargado encargada familia hermano hermana terapeuta profesional medico medica contacto responsable")
}

// isOfAnother reports whether the header speaks of somebody who is not the
// client.
func isOfAnother(header string) bool {
	return slices.ContainsFunc(headerWords(header), func(w string) bool { return slices.Contains(otherPeople(), w) })
}

// withoutClient drops fields of the client from what a column of another
// person may be.
func withoutClient(header string, fields []string) []string {
	if !isOfAnother(header) {
		return fields
	}
	return slices.DeleteFunc(slices.Clone(fields), func(f string) bool { return strings.HasPrefix(f, "client.") })
}

// isSure reports whether a header and the values under it leave no doubt that
// the column is the field: the header is known; or it holds a known one and no
// word that could make it another; or it resembles a known one, and the values
// are such as only that kind of field has.
func (n named) isSure(k *columnLook) bool {
	switch n.rank {
	case 1:
		rest := headerWords(k.header)
		for _, w := range headerWords(n.as) {
			if i := slices.Index(rest, w); i >= 0 {
				rest = slices.Delete(rest, i, i+1)
			}
		}
		return !slices.ContainsFunc(rest, func(w string) bool { return !slices.Contains(neutralWords(), w) })
	case 2:
		return k.decides(n.field)
	}
	return true
}

// decides reports whether the values are such as only this kind of field has.
func (k *columnLook) decides(field string) bool {
	const most = 0.8
	switch kind := typeOf(field); {
	case kind == "help":
		return k.share("help") >= most
	case kind == "score":
		return k.share("ratio")+k.share("percent") >= most
	case slices.Contains(closedFields(), field):
		return k.share(field) >= most
	case field == "contact.email":
		return k.share("email") >= most
	}
	return false
}

// doubtful returns a field that the column may be and that is not taken yet,
// and why that is no more than likely; false where there is none.
func (p *MappingProposal) doubtful(i int, claims []claim) (reason string, ok bool) {
	k := &p.look.columns[i]
	for _, c := range claims {
		if c.column == i && !c.isSure(k) && k.suits(c.field) && (!p.fills(c.field) || mayRepeat(c.field)) {
			return because(k, c.named) + ", which is not enough to be sure", true
		}
	}
	return "", false
}

// ofParts returns what a column may be whose header stands in two rows: what
// the lower one says, which is sure where it stands under one group only, and
// the group is a known header too; else what the upper one says.
func (t *tableLook) ofParts(k *columnLook) []named {
	for _, part := range k.parts {
		all := t.lexicon.fieldsNamed(part)
		if len(all) == 0 {
			continue
		}
		if group := k.parts[len(k.parts)-1]; t.groupsOver(part) > 1 || !t.lexicon.isKnown(group) && !isPlainGroup(group) {
			for i := range all {
				all[i].rank = min(all[i].rank, 1)
			}
		}
		return all
	}
	return nil
}

// isPlainGroup reports whether the name of a group of columns says nothing that
// could make them others than their own headers say: "Trial Data".
func isPlainGroup(group string) bool {
	plain := strings.Fields("trial trials data session sessions visit visits result results performance outcome outcomes information info details general progress today this")
	return !slices.ContainsFunc(headerWords(group), func(w string) bool { return !slices.Contains(plain, w) && !slices.Contains(neutralWords(), w) })
}

// groupsOver counts the columns whose lower header is the part.
func (t *tableLook) groupsOver(part string) int {
	n := 0
	for i := range t.columns {
		n += boolInt(len(t.columns[i].parts) > 1 && t.columns[i].parts[0] == part)
	}
	return n
}

// checkIDs takes the id of a client from a column of which several clients
// share a value: it is the number of something else.
func (p *MappingProposal) checkIDs() error {
	who := p.columnsOf("client.name", "client.first", "client.last", "client.birth")
	for i := range p.Columns {
		col := &p.Columns[i]
		by := who
		if col.Field == "client.other_id" {
			by = append(p.columnsOf("client.id"), who...)
		}
		isList := slices.Equal(p.Gives(), []Give{Clients})
		if !isID(col.Field) || len(by) == 0 || col.Field == "client.id" && !isList {
			continue // rows of visits and results are held against the name beside the id when they are read
		}
		shared, all, err := p.sharing(i, by)
		if err != nil {
			return err
		}
		if shared > 0 && (col.Field == "client.other_id" || 5*shared >= all) {
			col.Maybe, col.Reason = []string{col.Field}, "its header says the id of a client, but several clients share a value"
			col.Field, col.Sure = Ignore, false
		}
	}
	return nil
}

// columnsOf returns the columns of the fields.
func (p *MappingProposal) columnsOf(fields ...string) []int {
	var all []int
	for i, c := range p.Columns {
		if slices.Contains(fields, c.Field) {
			all = append(all, i)
		}
	}
	return all
}

// sharing counts the values of a column, and those that stand beside two
// clients or more, told apart by other columns.
func (p *MappingProposal) sharing(column int, by []int) (shared, all int, err error) {
	const most = 5000
	first, twice := map[string]string{}, map[string]bool{}
	text := func(row sheet.Row, i int) string {
		if i >= len(row.Cells) || value.IsBlank(row.Cells[i].Text) {
			return ""
		}
		return value.FoldWord(row.Cells[i].Text)
	}
	err = p.look.eachRow(p.rows, func(row sheet.Row) {
		id, who := text(row, column), ""
		for _, i := range by {
			who += "\x00" + text(row, i)
		}
		if id == "" || strings.Trim(who, "\x00") == "" || len(first) >= most {
			return
		}
		if before, seen := first[id]; seen && before != who {
			twice[id] = true
		} else {
			first[id] = who
		}
	})
	return len(twice), len(first), err
}

// nameInTwo takes a header that may mean the whole name or the first, such as
// "Nombre", for the first name where another column is the last.
func (p *MappingProposal) nameInTwo(claims []claim) {
	if !p.fills("client.last") || p.fills("client.first") {
		return
	}
	for _, c := range claims {
		if p.Columns[c.column].Field == "client.name" && c.field == "client.first" && c.rank == 3 {
			p.Columns[c.column].Field = c.field
			return
		}
	}
}
