package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// shapeXLSX writes a workbook anew with nothing in it but sheets, rows, cells,
// merged blocks, hidden rows and columns, and number formats. Names of people
// in properties, comments, formulas, drawings and links have no way into it.
func (s *shaper) shapeXLSX(ctx context.Context, f sheet.File, w io.Writer) error {
	book, err := sheet.OpenWorkbook(f)
	if err != nil {
		return err
	}
	out := &bookWriter{zip: zip.NewWriter(w), book: book, shaper: s, places: map[string]int{}}
	var sheets []*shapedSheet
	for _, sh := range book.Sheets {
		one, err := s.learnSheet(ctx, f, sh)
		if err != nil {
			return err
		}
		if err := s.learnValues(ctx, one); err != nil {
			return err
		}
		sheets = append(sheets, one)
	}
	for i, one := range sheets {
		if err := out.sheet(ctx, i+1, one); err != nil {
			return err
		}
	}
	return out.finish(sheets)
}

// bookWriter writes the parts of a workbook.
type bookWriter struct {
	zip    *zip.Writer
	book   *sheet.Workbook
	shaper *shaper
	texts  []string
	places map[string]int // of shared texts
}

// part writes one part of the package.
func (b *bookWriter) part(name, text string) error {
	w, err := b.zip.Create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+text)
	return err
}

// sheet writes the cells of one sheet as a stream.
func (b *bookWriter) sheet(ctx context.Context, number int, one *shapedSheet) error {
	w, err := b.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", number))
	if err != nil {
		return err
	}
	fmt.Fprint(w, xml.Header, `<worksheet xmlns="`+spreadsheetML+`">`)
	hidden, err := one.HiddenColumns()
	if err != nil {
		return err
	}
	if len(hidden) > 0 {
		fmt.Fprint(w, "<cols>")
		for _, h := range hidden {
			fmt.Fprintf(w, `<col min="%d" max="%d" width="9" hidden="1"/>`, h[0], h[1])
		}
		fmt.Fprint(w, "</cols>")
	}
	fmt.Fprint(w, "<sheetData>")
	err = one.Rows(ctx, func(row sheet.Row) error { return b.row(w, one, row) })
	if err != nil {
		return err
	}
	fmt.Fprint(w, "</sheetData>")
	if err := b.merges(w, one); err != nil {
		return err
	}
	_, err = fmt.Fprint(w, "</worksheet>")
	return err
}

func (b *bookWriter) row(w io.Writer, one *shapedSheet, row sheet.Row) error {
	texts := b.shaper.cells(one, row)
	fmt.Fprintf(w, `<row r="%d"`, row.Number)
	if row.Hidden {
		fmt.Fprint(w, ` hidden="1"`)
	}
	fmt.Fprint(w, ">")
	for i, c := range row.Cells {
		if c.Filled == sheet.Own && (c.Text != "" || c.Unsaved) {
			b.cell(w, columnName(i)+strconv.Itoa(row.Number), c, texts[i])
		}
	}
	_, err := fmt.Fprint(w, "</row>")
	return err
}

// cell writes one cell with the type that it had. A formula becomes one that
// says nothing.
func (b *bookWriter) cell(w io.Writer, at string, c sheet.Cell, text string) {
	style, formula := "", ""
	if c.Style >= 0 {
		style = fmt.Sprintf(` s="%d"`, c.Style)
	}
	if c.Formula {
		formula = "<f>NA()</f>"
	}
	switch {
	case c.Unsaved && c.Text == "":
		fmt.Fprintf(w, `<c r="%s"%s>%s</c>`, at, style, formula)
	case c.Kind == 's':
		fmt.Fprintf(w, `<c r="%s"%s t="s"><v>%d</v></c>`, at, style, b.shared(text))
	case c.Kind == 'i':
		fmt.Fprintf(w, `<c r="%s"%s t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, style, escaped(text))
	case c.Kind == 'f':
		fmt.Fprintf(w, `<c r="%s"%s t="str">%s<v>%s</v></c>`, at, style, formula, escaped(text))
	case c.Kind == 'b':
		fmt.Fprintf(w, `<c r="%s"%s t="b">%s<v>%d</v></c>`, at, style, formula, boolInt(c.Text == "TRUE"))
	case c.Kind == 'e' || c.Kind == 'd':
		fmt.Fprintf(w, `<c r="%s"%s t="%c">%s<v>%s</v></c>`, at, style, c.Kind, formula, escaped(text))
	case value.PlainNumber.MatchString(text):
		fmt.Fprintf(w, `<c r="%s"%s>%s<v>%s</v></c>`, at, style, formula, escaped(text))
	default:
		fmt.Fprintf(w, `<c r="%s"%s t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, style, escaped(text))
	}
}

// shared returns the place of a text among the shared ones.
func (b *bookWriter) shared(text string) int {
	at, ok := b.places[text]
	if !ok {
		at = len(b.texts)
		b.places[text] = at
		b.texts = append(b.texts, text)
	}
	return at
}

func (b *bookWriter) merges(w io.Writer, one *shapedSheet) error {
	all, err := b.book.Merges(one.Part)
	if err != nil || len(all) == 0 {
		return err
	}
	fmt.Fprintf(w, `<mergeCells count="%d">`, len(all))
	for _, m := range all {
		fmt.Fprintf(w, `<mergeCell ref="%s%d:%s%d"/>`, columnName(m.Left), m.Top, columnName(m.Right), m.Bottom)
	}
	_, err = fmt.Fprint(w, "</mergeCells>")
	return err
}

const spreadsheetML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

// finish writes what names the sheets, the texts and the formats.
func (b *bookWriter) finish(sheets []*shapedSheet) error {
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const relations = "http://schemas.openxmlformats.org/package/2006/relationships"
	const types = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	var list, links, parts strings.Builder
	from04 := ""
	for i, one := range sheets {
		state := ""
		if one.Hidden {
			state = ` state="hidden"`
		}
		if one.From04 {
			from04 = `<workbookPr date1904="1"/>`
		}
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, escaped(b.sheetName(i, one)), i+1, state, i+1)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, office, i+1)
		fmt.Fprintf(&parts, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, types)
	}
	fmt.Fprintf(&links, `<Relationship Id="styles" Type="%s/styles" Target="styles.xml"/><Relationship Id="texts" Type="%s/sharedStrings" Target="sharedStrings.xml"/>`, office, office)
	var shared strings.Builder
	for _, text := range b.texts {
		fmt.Fprintf(&shared, `<si><t xml:space="preserve">%s</t></si>`, escaped(text))
	}
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + types + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + types + `styles+xml"/>` +
			`<Override PartName="/xl/sharedStrings.xml" ContentType="` + types + `sharedStrings+xml"/>` + parts.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + relations + `"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + spreadsheetML + `" xmlns:r="` + office + `">` + from04 + `<sheets>` + list.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + relations + `">` + links.String() + `</Relationships>`},
		{"xl/sharedStrings.xml", `<sst xmlns="` + spreadsheetML + `">` + shared.String() + `</sst>`},
		{"xl/styles.xml", b.styles()},
	} {
		if err := b.part(part.name, part.text); err != nil {
			return err
		}
	}
	return b.zip.Close()
}

// givenName is the name that a spreadsheet program gives a sheet.
var givenName = regexp.MustCompile(`^(?i)(sheet|table|tabelle|hoja|feuil|blad|foglio|planilha)\s?\d{1,3}$`)

// sheetName keeps the name of a sheet that holds known words only, or that the
// mapping names.
func (b *bookWriter) sheetName(i int, one *shapedSheet) string {
	if one.layout != nil && strings.EqualFold(one.layout.mapping.Sheet, one.Name) || givenName.MatchString(one.Name) || b.shaper.lexicon.isPlain(one.Name) {
		return one.Name
	}
	return fmt.Sprintf("Table %d", i+1)
}

// styles writes the number formats, without the texts that stand in them.
func (b *bookWriter) styles() string {
	var formats, cells strings.Builder
	var ids []int
	for id := range b.book.Codes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, id, escaped(withoutTexts(b.book.Codes[id])))
	}
	for _, id := range b.book.Styles {
		fmt.Fprintf(&cells, `<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, id)
	}
	if len(b.book.Styles) == 0 {
		cells.WriteString(`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`)
	}
	own := ""
	if len(ids) > 0 {
		own = fmt.Sprintf(`<numFmts count="%d">%s</numFmts>`, len(ids), formats.String())
	}
	return `<styleSheet xmlns="` + spreadsheetML + `">` + own +
		`<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs>` + cells.String() + `</cellXfs></styleSheet>`
}

// withoutTexts puts x in place of what a number format prints in quotes.
func withoutTexts(code string) string {
	parts := strings.Split(code, `"`)
	for i := 1; i < len(parts); i += 2 {
		parts[i] = strings.Repeat("x", min(1, len(parts[i])))
	}
	return strings.Join(parts, `"`)
}

// escaped writes a text as XML holds it; signs that XML cannot hold are written
// as workbooks do.
func escaped(text string) string {
	var b, out bytes.Buffer
	for _, r := range text {
		if r < ' ' && r != '\n' && r != '\t' {
			fmt.Fprintf(&b, "_x%04X_", r)
			continue
		}
		b.WriteRune(r)
	}
	_ = xml.EscapeText(&out, b.Bytes()) // a buffer takes all
	return strings.ReplaceAll(out.String(), "&#xA;", "\n")
}

// columnName writes a column from 0 as a spreadsheet names it.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
