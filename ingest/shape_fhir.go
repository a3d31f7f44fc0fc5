package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// shapeFHIR writes the same JSON with other values: codes, systems and links
// to definitions stay; ids, references, names and days are made up; texts are
// blanked.
func (s *shaper) shapeFHIR(f sheet.File, w io.Writer) error {
	if f.Size > 256<<20 {
		return fmt.Errorf("%s is larger than 256 MiB: cut it, and shape the part that fails", f.Name)
	}
	text, err := io.ReadAll(io.NewSectionReader(f.Data, 0, f.Size))
	if err != nil {
		return err
	}
	children := fhirChildren{map[int]bool{}, map[int]string{}, map[int]string{}}
	_ = eachValue(text, children.learn) // where it breaks off is told below
	_ = eachValue(text, func(v jsonValue) {
		s.fake.days.whose = children.of(v.resource)
		s.learnJSON(v)
	})
	var out bytes.Buffer
	last := 0
	bad := eachValue(text, func(v jsonValue) {
		s.fake.days.whose = children.of(v.resource)
		out.Write(text[last:v.from])
		out.Write(s.jsonText(v, text))
		last = v.to
	})
	if bad != nil {
		return fmt.Errorf("%s is not JSON from byte %d on, and what cannot be read cannot be shaped: %w", f.Name, last, bad)
	}
	out.Write(text[last:])
	_, err = w.Write(out.Bytes())
	return err
}

// jsonValue is one value of a JSON text, or one key.
type jsonValue struct {
	path     []string // keys from the top, lists left out
	token    json.Token
	from, to int
	resource int // number of the resource that it stands in, from 1
}

// fhirChildren says which child each resource is of, by its number.
type fhirChildren struct {
	patients map[int]bool
	ids      map[int]string // of the resources themselves
	referred map[int]string // ids of the patients that they are about
}

// learn takes one value into account: the id of a patient, or the first reference
// to one.
func (f *fhirChildren) learn(v jsonValue) {
	text, is := v.token.(string)
	own := len(v.path) == 1 || v.key(1) == "resource"
	switch {
	case !is:
	case own && v.key(0) == "resourceType":
		f.patients[v.resource] = text == "Patient"
	case own && v.key(0) == "id":
		f.ids[v.resource] = text
	case v.key(0) == "reference" && f.referred[v.resource] == "":
		if m := reference.FindStringSubmatch(text); m != nil && m[2] == "Patient" {
			f.referred[v.resource] = m[3]
		}
	}
}

// of returns the child that a resource is of, "" nobody's.
func (f *fhirChildren) of(resource int) string {
	id := f.referred[resource]
	if f.patients[resource] {
		id = f.ids[resource]
	}
	if id == "" {
		return ""
	}
	return childByID(id)
}

// key returns the nth key from the end of the path, "" none.
func (v jsonValue) key(n int) string {
	if i := len(v.path) - 1 - n; i >= 0 {
		return v.path[i]
	}
	return ""
}

// eachValue calls f with every text and number of one JSON value, or of many
// after one another.
func eachValue(text []byte, f func(jsonValue)) error {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	shift := len(text) - len(bytes.TrimPrefix(text, []byte("\ufeff")))
	d.UseNumber()
	var path []string
	resource := 0
	type level struct {
		object, onKey bool
	}
	var levels []level
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && len(levels) == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		top := len(levels) - 1
		if delim, is := t.(json.Delim); is {
			switch delim {
			case '{', '[':
				if delim == '{' && (len(levels) == 0 || len(path) > 0 && path[len(path)-1] == "resource") {
					resource++
				}
				levels = append(levels, level{object: delim == '{', onKey: delim == '{'})
			default:
				levels = levels[:top]
				if top--; top >= 0 && levels[top].object {
					path = path[:len(path)-1]
					levels[top].onKey = true
				}
			}
			continue
		}
		if top >= 0 && levels[top].object && levels[top].onKey {
			path = append(path, t.(string))
			levels[top].onKey = false
			continue
		}
		to := int(d.InputOffset()) + shift
		f(jsonValue{path, t, startOfToken(text, to, t), to, resource})
		if top >= 0 && levels[top].object {
			path = path[:len(path)-1]
			levels[top].onKey = true
		}
	}
}

// startOfToken goes back from the end of a value to its start.
func startOfToken(text []byte, to int, t json.Token) int {
	if _, is := t.(string); !is {
		from := to
		for from > 0 && !bytes.ContainsRune([]byte(" \t\r\n,:[{"), rune(text[from-1])) {
			from--
		}
		return from
	}
	for from := to - 2; from >= 0; from-- {
		if text[from] != '"' {
			continue
		}
		slashes := 0
		for i := from - 1; i >= 0 && text[i] == '\\'; i-- {
			slashes++
		}
		if slashes%2 == 0 {
			return from
		}
	}
	return 0
}

// learnJSON looks at one value, so that it is never made up for another.
func (s *shaper) learnJSON(v jsonValue) {
	text, is := v.token.(string)
	if !is || text == "" || isFHIRWord(v, text) {
		return
	}
	s.fake.avoid(text)
	if day, _ := dayOfFHIR(text); day != "" {
		s.fake.days.learn(sheet.Cell{Text: day}, value.YearFirst)
	}
}

// jsonText writes what stands for a value.
func (s *shaper) jsonText(v jsonValue, source []byte) []byte {
	old := source[v.from:v.to]
	made := ""
	switch t := v.token.(type) {
	case json.Number:
		if v.key(0) != "value" && !strings.HasPrefix(v.key(0), "value") && !strings.HasPrefix(v.key(0), "detail") {
			return old
		}
		made = s.fake.number(sheet.Cell{Text: t.String()}, -3)
		if v.key(1) == "low" || v.key(1) == "high" {
			made = s.fake.near(t.String())
		}
		if !json.Valid([]byte(made)) {
			return old
		}
		s.done.Cells++
		return []byte(made)
	case string:
		if t == "" || isFHIRWord(v, t) {
			return old
		}
		made = s.fhirText(v, t)
	default:
		return old
	}
	s.done.Cells++
	text, err := json.Marshal(made)
	if err != nil {
		return old
	}
	return text
}

var (
	fhirDay   = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)(T.*)?$`)
	fhirPart  = regexp.MustCompile(`^\d{4}(-\d\d)?$`)
	uuidText  = regexp.MustCompile(`^[0-9a-fA-F-]{32,36}$`)
	reference = regexp.MustCompile(`^((?:https?://[^?#]*/)?)([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]+)(/_history/[A-Za-z0-9.\-]+)?$`)
)

// dayOfFHIR splits a FHIR date into its day and what follows.
func dayOfFHIR(text string) (day, rest string) {
	if m := fhirDay.FindStringSubmatch(text); m != nil {
		return m[1], m[2]
	}
	return "", ""
}

// isFHIRWord reports whether a value is FHIR's own: a code, a system, a link to
// a definition, a unit.
func isFHIRWord(v jsonValue, text string) bool {
	switch v.key(0) {
	case "resourceType", "code", "system", "status", "lifecycleStatus", "use", "unit", "comparator", "method", "mode", "kind", "gender", "lifecycle", "version", "versionId", "rank", "intent", "priority", "docStatus":
		return v.key(0) != "code" || len(text) < 24 || !strings.Contains(text, " ")
	case "url":
		return v.key(1) == "extension" || strings.Contains(text, "StructureDefinition") || !strings.Contains(text, "/")
	case "profile", "instantiatesCanonical", "type":
		return v.key(0) == "type" || v.key(1) == "meta" || strings.Contains(text, "StructureDefinition")
	}
	return strings.HasPrefix(v.key(0), "valueCode") && v.key(0) != "valueCodeableConcept"
}

// fhirText makes up a text by what it is.
func (s *shaper) fhirText(v jsonValue, text string) string {
	if day, rest := dayOfFHIR(text); day != "" {
		return s.fake.day(sheet.Cell{Text: day}, value.YearFirst) + rest
	}
	switch key := v.key(0); {
	case fhirPart.MatchString(text) && key != "id" && key != "value" && key != "text":
		year := atoi(text[:4]) - 4*(1+s.fake.keyed("part of a day", s.fake.days.whose).IntN(3))
		return fmt.Sprintf("%04d%s", year, text[4:])
	case key == "reference" || key == "fullUrl":
		return s.fhirReference(text)
	case key == "id":
		return s.fhirID(text)
	case slices.Contains([]string{"family", "given", "prefix", "suffix"}, key), key == "text" && v.key(1) == "name", key == "name":
		return s.fake.name(text)
	case key == "value" && slices.Contains(v.path, "telecom"):
		return s.fake.reach(text)
	case key == "value" && slices.Contains(v.path, "identifier"):
		return s.fhirID(text)
	case key == "div":
		return `<div xmlns="http://www.w3.org/1999/xhtml">text</div>`
	case key == "valueString" && s.fake.formOf(sheet.Cell{Text: text}, text) != s.fake.formOf(sheet.Cell{Text: "text 1: xxxx"}, "text 1: xxxx"):
		return s.fake.number(sheet.Cell{Text: text}, -4)
	case key == "url" || key == "valueUrl" || key == "valueUri" || key == "data" || strings.HasPrefix(text, "urn:"):
		return s.fhirReference(text)
	}
	return s.fake.note(text)
}

// fhirID makes up an id; hexadecimal ones stay such.
func (s *shaper) fhirID(text string) string {
	if !uuidText.MatchString(text) {
		return s.fake.code(text)
	}
	return s.fake.once("code", text, func(int) string {
		return strings.Map(func(r rune) rune {
			switch {
			case r == '-':
				return r
			case r >= 'A' && r <= 'F':
				return rune("0123456789ABCDEF"[s.fake.random.IntN(16)])
			}
			return rune("0123456789abcdef"[s.fake.random.IntN(16)])
		}, text)
	})
}

// fhirReference makes up what a reference names, in the form of the reference.
func (s *shaper) fhirReference(text string) string {
	if m := reference.FindStringSubmatch(text); m != nil {
		base := ""
		if m[1] != "" {
			base = "https://example.org/fhir/"
		}
		history := ""
		if m[4] != "" {
			history = "/_history/1"
		}
		return base + m[2] + "/" + s.fhirID(m[3]) + history
	}
	if strings.HasPrefix(text, "#") {
		return "#" + s.fhirID(text[1:])
	}
	if kind, query, ok := strings.Cut(text, "?identifier="); ok {
		system, value, both := strings.Cut(query, "|")
		if !both {
			return kind + "?identifier=" + s.fhirID(system)
		}
		return kind + "?identifier=" + system + "|" + s.fhirID(value)
	}
	if i := strings.LastIndex(text, ":"); strings.HasPrefix(text, "urn:") && i > 0 {
		return text[:i+1] + s.fhirID(text[i+1:])
	}
	return "https://example.org/" + s.fake.code("aaaaaa"+fmt.Sprint(len(text)))
}
