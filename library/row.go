package library

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Row is a phrase as one line of a sheet: a text for each column.
type Row struct {
	Cells map[string]string // by column
	place func(column string) string
}

// Columns returns the columns of a sheet of phrases, in order. Lists in a cell
// are parted by commas; yes and nothing are the answers of the last ones.
func Columns() []string {
	return []string{
		"language", "id", "domain", "slot", "for", "text", "when", "status", "measure", "better", "skills", "kind",
		"precautions", "ages", "careful", "last", "off", "from",
	}
}

// columnFrom says which layer a phrase comes from; it is for people to read.
const columnFrom = "from"

// key names the row's phrase.
func (r Row) key() string { return keyOf(r.Cells["language"], r.Cells["id"]) }

// off reports whether the row takes its phrase out.
func (r Row) off() bool { return r.Cells["off"] == yes }

// yes is the answer of a cell.
const yes = "yes"

// rowOf writes a phrase as a row.
func rowOf(p Phrase) Row {
	return Row{Cells: map[string]string{
		"language": p.Language, "id": p.ID, "domain": cmp.Or(p.Domain, generalDomain), "slot": p.Slot,
		"for": cell(p.Audiences), "text": p.Text, "when": p.When, "status": cell(texts(p.Statuses)),
		"measure": cell(texts(p.Measures)), "better": string(p.Better), "skills": cell(p.Skills), "kind": string(p.Sort),
		"precautions": cell(p.Precautions), "ages": agesText(p.FromAge, p.ToAge),
		"careful": answer(p.Careful), "last": answer(p.Last), "off": "", columnFrom: layerName(p.Layer),
	}}
}

// generalDomain is what sheets and files call the phrases of no domain.
const generalDomain = "general"

func layerName(layer int) string {
	return [...]string{"shipped", "clinic", "therapist"}[min(layer, 2)]
}

// languageCode is what a folder of phrases may be called.
var languageCode = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

func cell(words []string) string { return strings.Join(words, ", ") }

func answer(holds bool) string {
	if holds {
		return yes
	}
	return ""
}

// agesText writes an age range as phrases have it: "3-6", "5+", "".
func agesText(from, to int) string {
	switch {
	case from == 0 && to == 0:
		return ""
	case to == 0:
		return fmt.Sprintf("%d+", from)
	}
	return fmt.Sprintf("%d-%d", from, to)
}

// same reports whether two rows say the same phrase.
func (r Row) same(other Row) bool {
	for _, c := range Columns() {
		if c != columnFrom && r.Cells[c] != other.Cells[c] {
			return false
		}
	}
	return true
}

// phrase reads the row as a file would: checked, compiled, with its faults at
// the row's own cells.
func (ld *loader) phrase(r Row) (Phrase, bool) {
	get := func(column string) located { return located{text: r.Cells[column]} }
	f := phraseFile{Domain: r.Cells["domain"]}
	if f.Domain == generalDomain {
		f.Domain = ""
	}
	row := phraseRow{
		ID: r.Cells["id"], Slot: r.Cells["slot"], For: listed(r.Cells["for"]), Skills: listed(r.Cells["skills"]),
		Status: listed(r.Cells["status"]), Measure: listed(r.Cells["measure"]), Better: r.Cells["better"],
		Kind: r.Cells["kind"], When: get("when"), Text: get("text"), Precautions: listed(r.Cells["precautions"]),
		Ages: r.Cells["ages"],
	}
	before := len(ld.wrong)
	if !languageCode.MatchString(r.Cells["language"]) {
		ld.wrongCell(r, "language", fmt.Sprintf("%q is not a language code, such as \"en\"", r.Cells["language"]))
		return Phrase{}, false
	}
	row.Careful, row.Last = ld.answers(r, "careful"), ld.answers(r, "last")
	ld.answers(r, "off")
	if f.Domain != "" && skillsOf(ld.domains, f.Domain) == nil {
		ld.wrongCell(r, "domain", fmt.Sprintf("%q is not known (nearest: %q)", f.Domain, nearest(f.Domain, domainKeys(ld.domains))))
		return Phrase{}, false
	}
	p, err := f.build(row, ld.domains)
	if err != nil {
		column, what, ok := strings.Cut(err.Error(), ": ")
		if _, known := r.Cells[column]; !ok || !known {
			column, what = "text", err.Error()
		}
		ld.wrongCell(r, column, what)
		return p, false
	}
	p.Language, p.Place = r.Cells["language"], r.place("text")
	ld.compileRow(&p, r)
	return p, len(ld.wrong) == before
}

// compileRow reads the row's fields and condition.
func (ld *loader) compileRow(p *Phrase, r Row) {
	parts, fault := parse(p.Text, ld.fields)
	if fault != nil {
		ld.wrongCell(r, "text", fault.what+excerpt(p.Text, fault.at))
		return
	}
	p.parts = parts
	program, fault := ld.condition(p.When)
	if fault != nil {
		ld.wrongCell(r, "when", fault.what+excerpt(p.When, fault.at))
		return
	}
	p.when = program
}

func (ld *loader) answers(r Row, column string) bool {
	switch strings.ToLower(r.Cells[column]) {
	case yes, "true", "x", "1":
		r.Cells[column] = yes
		return true
	case "", "no", "false", "0":
		r.Cells[column] = ""
		return false
	}
	ld.wrongCell(r, column, fmt.Sprintf("%q is neither %q nor empty", r.Cells[column], yes))
	return false
}

// wrongCell notes a fault with the file, the cell and the phrase.
func (ld *loader) wrongCell(r Row, column, what string) {
	ld.wrong = append(ld.wrong, fmt.Errorf("%s: %s: phrase %q: %s", r.place(column), column, r.Cells["id"], what))
}

// excerpt is the line of the fault with a caret below it.
func excerpt(text string, at int) string {
	line, column := lineOf(text, at)
	return fmt.Sprintf("\n  %s\n  %s^", strings.Split(text, "\n")[line], strings.Repeat(" ", column))
}

// lineOf returns the line of a byte of the text, and its place there, both
// from 0.
func lineOf(text string, at int) (line, column int) {
	lines := strings.Split(text, "\n")
	for line < len(lines)-1 && at > len(lines[line]) {
		at -= len(lines[line]) + 1
		line++
	}
	return line, at
}

func listed(text string) []string {
	var words []string
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func domainKeys(domains []Domain) []string {
	keys := make([]string, len(domains), len(domains)+1)
	for i, d := range domains {
		keys[i] = d.Key
	}
	return append(keys, generalDomain)
}

// Rows returns every phrase as a row: those in force, and those that a layer
// took out, marked off; by language and id.
func (l *Library) Rows() []Row {
	rows := make([]Row, 0, len(l.phrases)+len(l.off))
	for _, p := range l.phrases {
		rows = append(rows, rowOf(p))
	}
	for _, p := range l.off {
		r := rowOf(p)
		r.Cells["off"] = yes
		rows = append(rows, r)
	}
	sortRows(rows)
	return rows
}

func sortRows(rows []Row) {
	slices.SortStableFunc(rows, func(a, b Row) int { return strings.Compare(a.key(), b.key()) })
}
