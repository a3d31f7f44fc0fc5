package check

import (
	"regexp"
	"slices"
	"strings"

	"milepost/record"
	"milepost/report"
)

// line is one line of a draft, as people read it, and where it stands.
type line struct {
	n       int // of the body, from 1
	raw     string
	text    string // unescaped
	kind    lineKind
	section string // anchor of the goal's heading above; "" none
	id      string // of its sentence; "" not known
	told    string // what the program wrote in its place; "" nothing
	chosen  bool   // it is a picked option
	fixed   bool   // it is the form's own words
	goal    *goalFacts
	columns []role     // of a table's row
	test    *testFacts // of the heading above; nil none
}

type lineKind int

const (
	proseLine lineKind = iota
	headingLine
	rowLine
	figureLine
	markLine
)

var (
	headingAt = regexp.MustCompile(`^#{1,6}\s+(.*?)(?:\s*\{#([^}\s]+)\})?\s*$`)
	fenceAt   = regexp.MustCompile("^\\s*(```+|~~~+)")
	ruleRow   = regexp.MustCompile(`^\|[\s|:-]+\|$`)
	itemAt    = regexp.MustCompile(`^\s*(?:[-*+]|\d+[.)])\s+`)
)

// bodyOf takes the front matter off.
func bodyOf(markdown string) string {
	if d, err := report.Read(markdown); err == nil {
		return d.Body
	}
	return report.Normal(markdown)
}

// read cuts the body into lines and says what each is. A figure is one line.
func (k *knowledge) read(body string, sentences, generated []record.Sentence) {
	at, told := map[int]record.Sentence{}, map[string]record.Sentence{}
	for _, s := range sentences {
		at[s.Line] = s
	}
	for _, s := range generated {
		told[s.ID] = s
	}
	section, columns := "", []role(nil)
	var test *testFacts
	rows := strings.Split(strings.TrimRight(body, "\n"), "\n")
	for i := 0; i < len(rows); i++ {
		ln := line{n: i + 1, raw: rows[i], text: report.Unescape(strings.TrimSpace(rows[i]))}
		if ln.text == "" {
			columns = nil
			continue
		}
		if fenceAt.MatchString(rows[i]) {
			end := fenceEnd(rows, i)
			ln.kind, ln.raw = figureLine, strings.Join(rows[i:end], "\n")
			i = end - 1
		} else if m := headingAt.FindStringSubmatch(ln.text); m != nil {
			ln.kind, ln.text, section = headingLine, m[1], m[2]
			test = k.testOf(line{text: m[1]})
		} else if strings.HasPrefix(ln.text, "|") {
			ln.kind = rowLine
			if columns == nil {
				columns = k.w.header(ln.text)
			}
			ln.columns = columns
		} else if len(report.Marks(ln.text)) > 0 {
			ln.kind = markLine
		} else {
			ln.text = itemAt.ReplaceAllString(ln.text, "")
		}
		ln.section, ln.test = section, test
		if s, ok := at[ln.n]; ok {
			ln.id, ln.fixed = s.ID, s.Sort == record.FixedSort
			if was, ok := told[s.ID]; ok {
				ln.told = report.Unescape(was.Text)
			}
		}
		ln.chosen = ln.kind == proseLine && k.isPicked(ln.text)
		ln.goal = k.goalOf(ln)
		k.lines = append(k.lines, ln)
	}
}

// fills reports whether the line answers the mark of the slot.
func (ln line) fills(slot string) bool { return strings.Contains(ln.id, "/"+slot+"/") }

func fenceEnd(rows []string, from int) int {
	marker := strings.TrimSpace(rows[from])[:3]
	for i := from + 1; i < len(rows); i++ {
		if strings.HasPrefix(strings.TrimSpace(rows[i]), marker) {
			return i + 1
		}
	}
	return len(rows)
}

// header reads which column of a table tells what.
func (w *Words) header(row string) []role {
	columns := []role{}
	for _, cell := range cells(row) {
		found := role("none")
		for _, r := range []role{statusRole, targetRole, baselineRole, currentRole} {
			if w.columns[r] != nil && w.columns[r].matches(cell) {
				found = r
			}
		}
		columns = append(columns, found)
	}
	return columns
}

func cells(row string) []string {
	parts := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// isPicked reports whether the line says an option that a mark offered, or one
// of the library's.
func (k *knowledge) isPicked(text string) bool {
	low := strings.ToLower(text)
	return slices.ContainsFunc(k.offered, func(option string) bool { return strings.Contains(low, option) })
}

// goalOf returns the goal that a line speaks of: that of its id, its section,
// or its words.
func (k *knowledge) goalOf(ln line) *goalFacts {
	first, _, _ := strings.Cut(ln.id, "/")
	for _, anchor := range []string{first, ln.section} {
		if g := k.byAnchor[anchor]; g != nil {
			return g.step(ln.id)
		}
	}
	low := strings.ToLower(ln.text)
	var best *goalFacts
	long := 0
	for _, g := range k.goals {
		for _, name := range g.names {
			if len(name) > long && strings.Contains(low, name) {
				best, long = g, len(name)
			}
		}
	}
	return best
}
