package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

const (
	maxResource = 16 << 20 // bytes of the largest resource that is read
	maxNesting  = 8        // Bundles within Bundles
)

// Rules by which a FHIR resource is not used.
const (
	notFHIR    = "no resourceType: not a FHIR resource"
	noResource = "Bundle: an entry without a resource"
	notUsed    = ": not a resource we use"
	notPatient = ": not about one patient"
)

// readFHIR reads a JSON file with one resource or Bundle, or an NDJSON file
// with one of these a line. Each resource becomes rows whose columns bear the
// names of fields, and is counted once. Memory grows with the largest resource
// and the number of a Bundle's local addresses, not with the file.
func readFHIR(in *intake) error {
	r := &fhirReader{in: in, layout: &layout{identity: true, list: record.BillingList, mapping: &Mapping{Name: "fhir"}}}
	in.report.Format = sheet.FHIRJSON
	in.of.name = in.dayIn(in.file.Name, in.titleDays(r.layout, false))
	if err := r.learnClocks(); err != nil {
		return err
	}
	read := r.whole
	if isNDJSON(in.file) {
		in.report.Format = sheet.FHIRNDJSON
		read = r.lines
	}
	if err := read(); err != nil {
		return err
	}
	if n := in.report.Rows; n > 0 && in.report.Skipped[notFHIR] == n {
		in.report.Mapping = ""
		in.problem(in.fileProblem("file.not-fhir", "is JSON, but not FHIR", record.ToAdvise("export it as CSV, Excel or FHIR")))
	}
	if r.part > 0 {
		in.note(fmt.Sprintf("%d dates name only a month or a year; they were left out", r.part))
	}
	return nil
}

// fhirReader reads the resources of one file.
type fhirReader struct {
	in     *intake
	layout *layout
	local  addresses
	clocks value.Clocks
	part   int    // dates that name only a month or a year
	row    int    // line of NDJSON, else place in the Bundle, from 1
	sheet  string // resource that is read, as Type/id
}

// isNDJSON reports whether the file is named so, or its first line is a whole
// JSON value with another one below.
func isNDJSON(f sheet.File) bool {
	if strings.HasSuffix(strings.ToLower(f.Name), ".ndjson") {
		return true
	}
	lines := bufio.NewReaderSize(sheet.Contents(f), 1<<20)
	first, err := lines.ReadSlice('\n')
	if err != nil || !json.Valid(bytes.TrimSpace(first)) {
		return false
	}
	next, err := lines.Peek(1)
	return err == nil && next[0] == '{'
}

// lines reads NDJSON: one resource or Bundle a line.
func (r *fhirReader) lines() error {
	in := bufio.NewReaderSize(sheet.Contents(r.in.file), 64<<10)
	for number := 1; ; number++ {
		line, err := readLine(in)
		r.row, r.sheet = number, ""
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, bufio.ErrTooLong):
			r.bad("fhir.too-large", "", "is larger than 16 MiB", record.ToExportAgain("without attachments"))
			continue
		case err != nil:
			return err
		case len(bytes.TrimSpace(line)) == 0:
			r.in.skip("blank")
			continue
		}
		r.local = addresses{}
		if err := r.resource(line, "", 0); err != nil {
			return err
		}
	}
}

// readLine returns the next line without its end. A line that is too long is
// read to its end and gives bufio.ErrTooLong.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if len(line)+len(part) > maxResource {
			long = true
		}
		if !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && len(line) == 0 && !long:
			return nil, err
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		case long:
			return nil, bufio.ErrTooLong
		}
		return line, nil
	}
}

// whole reads a file that is one resource or one Bundle.
func (r *fhirReader) whole() error {
	r.row = 1
	kind, err := topType(sheet.Contents(r.in.file))
	if err != nil && isJSONList(r.in.file) {
		r.in.skip(notFHIR)
		return nil
	}
	if err != nil {
		r.broken(err)
		return nil
	}
	if kind == "Bundle" {
		return r.bundle()
	}
	if r.in.file.Size > maxResource {
		r.bad("fhir.too-large", "", "is larger than 16 MiB", record.ToExportAgain("without attachments"))
		return nil
	}
	text, err := io.ReadAll(sheet.Contents(r.in.file))
	if err != nil {
		return err
	}
	return r.resource(text, "", 0)
}

// isJSONList reports whether the file is a list in JSON, as programs write a
// table.
func isJSONList(f sheet.File) bool {
	in := json.NewDecoder(io.LimitReader(sheet.Contents(f), maxResource))
	first, err := in.Token()
	if err != nil || first != json.Delim('[') {
		return false
	}
	var one json.RawMessage
	return !in.More() || in.Decode(&one) == nil
}

// entry reads the resource of one entry.
func (r *fhirReader) entry(entry fhirEntry, nesting int) error {
	r.sheet = ""
	if len(entry.Resource) == 0 || bytes.Equal(entry.Resource, []byte("null")) {
		r.in.skip(noResource)
		return nil
	}
	return r.resource(entry.Resource, entry.FullURL, nesting)
}

// resource reads one resource, or the entries of a Bundle within it.
func (r *fhirReader) resource(text []byte, fullURL string, nesting int) error {
	var head fhirHead
	if err := json.Unmarshal(text, &head); err != nil {
		r.broken(err)
		return nil
	}
	if head.ResourceType == "" {
		r.in.skip(notFHIR)
		return nil
	}
	if head.ID == "" {
		_, head.ID = r.local.find(fullURL)
	}
	r.sheet = strings.TrimSuffix(head.ResourceType+"/"+head.ID, "/")
	if head.ResourceType == "Bundle" {
		return r.inner(text, nesting)
	}
	rows, rule, err := r.flatten(head, text)
	switch {
	case err != nil:
		r.broken(err)
	case rule != "":
		r.in.skip(rule)
	default:
		return r.takeAll(rows)
	}
	return nil
}

// flatten turns a resource into rows, or names the rule by which it is not
// used.
func (r *fhirReader) flatten(head fhirHead, text []byte) ([]fhirRow, string, error) {
	switch head.ResourceType {
	case "Patient":
		return rowsOf(r, head, text, (*fhirReader).patient)
	case "Goal":
		return rowsOf(r, head, text, (*fhirReader).goal)
	case "Observation":
		return rowsOf(r, head, text, (*fhirReader).observation)
	case "Encounter":
		return rowsOf(r, head, text, (*fhirReader).encounter)
	}
	return nil, head.ResourceType + notUsed, nil
}

// rowsOf decodes a resource and flattens it.
func rowsOf[T any](r *fhirReader, head fhirHead, text []byte, flatten func(*fhirReader, fhirHead, T) ([]fhirRow, string)) ([]fhirRow, string, error) {
	var resource T
	if err := json.Unmarshal(text, &resource); err != nil {
		return nil, "", err
	}
	rows, rule := flatten(r, head, resource)
	for i := range rows {
		rows[i].add("row.modified", r.version(head.Meta))
	}
	return rows, rule, nil
}

// takeAll hands the rows of one resource on and counts them as one: a problem
// if one of them is, else used if one is.
func (r *fhirReader) takeAll(rows []fhirRow) error {
	report := &r.in.report
	before := *report
	skipped := map[string]int{}
	for rule, n := range report.Skipped {
		skipped[rule] = n
	}
	for _, row := range rows {
		if r.in.batch.Len()+len(rows) >= batchSize { // so that what the row gives is still there below
			if err := r.in.flush(); err != nil {
				return err
			}
		}
		goals := len(r.in.batch.Goals)
		if err := r.in.take(r.layout, row.Row, row.gives); err != nil {
			return err
		}
		addSteps(r.in.batch.Goals[min(goals, len(r.in.batch.Goals)):], row)
	}
	switch {
	case report.Rows <= before.Rows+1:
		return nil
	case report.Bad > before.Bad:
		report.Rows, report.Bad, report.Used, report.Skipped = before.Rows+1, before.Bad+1, before.Used, skipped
	case report.Used > before.Used:
		report.Rows, report.Used, report.Skipped = before.Rows+1, before.Used+1, skipped
	default:
		report.Rows = before.Rows + 1
		rule := "nothing to use"
		for _, name := range slices.Sorted(maps.Keys(report.Skipped)) {
			if report.Skipped[name] > skipped[name] {
				rule = name
			}
		}
		skipped[rule]++
		report.Skipped = skipped
	}
	return nil
}

// addSteps gives the goal of a row the steps of its scale.
func addSteps(goals []record.Goal, row fhirRow) {
	for _, c := range row.Cells {
		if c.Column == stepsColumn && len(goals) == 1 && len(goals[0].Objectives) == 1 {
			goals[0].Objectives[0].Measure.Steps = value.Steps(c.Text)
		}
	}
}

// fhirRow is a resource, or a part of one, as a row: its columns bear the
// names of Fields.
type fhirRow struct {
	sheet.Row
	gives []Give // records that this row gives
}

// newRow starts a row of the resource that is read.
func (r *fhirReader) newRow(gives ...Give) fhirRow {
	return fhirRow{sheet.Row{Sheet: r.sheet, Number: r.row}, gives}
}

// add adds a cell, unless it is empty.
func (row *fhirRow) add(field, text string) {
	if text = strings.TrimSpace(text); text != "" {
		row.Cells = append(row.Cells, sheet.Cell{Text: text, Column: field})
	}
}

// about adds whom the row is about: the id, and the name that stands beside a
// reference, where it is one.
func (row *fhirRow) about(client string, ref *fhirReference) {
	row.add("client.id", client)
	if ref != nil && displayedName.MatchString(ref.Display) {
		row.add("client.name", ref.Display)
	}
}

// displayedName is a text beside a reference that is a name and nothing else:
// no "Patient 1", no birth date behind it.
var displayedName = regexp.MustCompile(`^\pL[\pL\pM\d'’.\-]*(?:,? \pL[\pL\pM\d'’.\-]*){1,4}$`)

// broken tells of a text that is not JSON, or not FHIR.
func (r *fhirReader) broken(err error) {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		r.bad("fhir.unreadable", kind.Field, "is "+withArticle(kind.Value)+", which FHIR does not write there",
			record.ToAdvise("ask who made the export for FHIR R4 or R5"))
		return
	}
	wrong := "is not JSON: " + err.Error()
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		wrong = "ends before its end: it is empty or cut off"
	}
	r.bad("fhir.broken", "", wrong, record.ToAdvise("export the file again"))
}

// withArticle puts a or an before a word.
func withArticle(word string) string {
	if word != "" && strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// bad counts the resource as a problem.
func (r *fhirReader) bad(code, column, wrong string, next record.NextStep) {
	r.in.bad(record.Problem{
		Source: record.Source{Sheet: r.sheet, Row: r.row, Column: column}, Code: code, Found: r.sheet, Wrong: wrong, Next: next,
	})
}
