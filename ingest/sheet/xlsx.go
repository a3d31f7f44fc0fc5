package sheet

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"milepost/record"
)

// Limits of a workbook. A sheet packs about 10 to 20 times; what packs 200
// times and is large was made to fill a memory.
const (
	maxStrings  = 256 << 20 // bytes of shared texts, unpacked
	maxSheet    = 4 << 30   // bytes of a sheet, unpacked
	maxRatio    = 200
	ratioFrom   = 64 << 20 // smaller parts may pack as they like
	maxColumns  = 16384
	maxCellText = 4 * 32767 // bytes; no spreadsheet holds more than 32,767 letters in a cell
)

// UnreadableError is an error that tells a person what is wrong with a file.
type UnreadableError struct {
	Wrong string
	Next  record.NextStep
}

// Error returns what is wrong.
func (e *UnreadableError) Error() string { return e.Wrong }

// Workbook is an open XLSX file. It is read as a stream, since a library that
// loads a sheet needs a hundred times its memory; and raw, since a formatted
// value is rounded (79.6 % shows as 80 %).
type Workbook struct {
	parts   map[string]*zip.File // by lower-case path
	strings []string
	formats []Format // by style
	Styles  []int    // number of the number format, by style
	Codes   map[int]string
	Sheets  []Table
}

// OpenXLSX reads all of a workbook but its cells.
func OpenXLSX(f File) ([]Table, error) {
	w, err := OpenWorkbook(f)
	if err != nil {
		return nil, err
	}
	return w.Sheets, nil
}

// OpenWorkbook is OpenXLSX, for who needs the workbook too.
func OpenWorkbook(f File) (*Workbook, error) {
	z, err := zip.NewReader(f.Data, f.Size)
	if err != nil {
		return nil, &UnreadableError{"is a damaged workbook", record.ToExportAgain("")}
	}
	w := &Workbook{parts: map[string]*zip.File{}}
	for _, part := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(part.Name, `\`, "/"), "/"))
		if _, twice := w.parts[name]; !twice {
			w.parts[name] = part
		}
	}
	return w, w.open()
}

// open reads the list of sheets, the styles and the shared texts.
func (w *Workbook) open() error {
	home := w.home()
	links, err := w.links(home)
	if err != nil {
		return err
	}
	for _, link := range links {
		switch link.kind {
		case "styles":
			err = w.readStyles(link.target)
		case "sharedStrings":
			err = w.readStrings(link.target)
		}
		if err != nil {
			return err
		}
	}
	return w.readSheets(home, links)
}

// home returns the path of the part that lists the sheets.
func (w *Workbook) home() string {
	links, err := w.links("")
	if err == nil {
		for _, l := range links {
			if l.kind == "officeDocument" && w.parts[l.target] != nil {
				return l.target
			}
		}
	}
	if w.parts["xl/workbook.xml"] == nil {
		for name := range w.parts {
			if strings.HasSuffix(name, "/workbook.xml") {
				return name
			}
		}
	}
	return "xl/workbook.xml"
}

// link is a relationship of one part to another.
type link struct{ id, kind, target string }

// links returns the relationships of a part, "" the package's own.
func (w *Workbook) links(part string) ([]link, error) {
	dir, base := path.Split(part)
	var doc struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := w.decode(dir+"_rels/"+base+".rels", &doc); err != nil {
		return nil, err
	}
	var all []link
	for _, l := range doc.Links {
		target := strings.ToLower(strings.ReplaceAll(l.Target, `\`, "/"))
		if strings.HasPrefix(target, "/") {
			target = strings.TrimPrefix(path.Clean(target), "/")
		} else {
			target = path.Join(dir, target)
		}
		all = append(all, link{l.ID, path.Base(l.Type), target})
	}
	return all, nil
}

// part opens a part of the workbook.
func (w *Workbook) part(name string, most uint64) (io.ReadCloser, error) {
	p := w.parts[strings.ToLower(name)]
	if p == nil {
		return nil, &UnreadableError{fmt.Sprintf("is a damaged workbook: it lacks its part %q", name), record.ToAdvise("open it in Excel and save it again")}
	}
	bomb := p.UncompressedSize64 > ratioFrom && p.UncompressedSize64/max(1, p.CompressedSize64) > maxRatio
	if bomb || p.UncompressedSize64 > most {
		return nil, &UnreadableError{"is a workbook that unpacks to far more than a table", record.ToAdvise("export only the rows that are needed")}
	}
	r, err := p.Open()
	if err != nil {
		return nil, &UnreadableError{"is a damaged workbook", record.ToExportAgain("")}
	}
	return r, nil
}

// decode reads a small part as XML.
func (w *Workbook) decode(name string, into any) error {
	r, err := w.part(name, 64<<20)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := newXML(r).Decode(into); err != nil {
		return &UnreadableError{fmt.Sprintf("is a damaged workbook: its part %q cannot be read", name), record.ToAdvise("open it in Excel and save it again")}
	}
	return nil
}

// newXML returns a decoder for a part: UTF-16 by its mark, else UTF-8.
func newXML(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(transform.NewReader(r, unicode.BOMOverride(transform.Nop)))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// readSheets lists the sheets that hold cells, in their order.
func (w *Workbook) readSheets(home string, links []link) error {
	var doc struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.decode(home, &doc); err != nil {
		return err
	}
	saved := w.saved()
	from04 := doc.Properties.Date1904 == "1" || doc.Properties.Date1904 == "true"
	for _, s := range doc.Sheets {
		for _, l := range links {
			if l.kind != "worksheet" || l.id != linkID(s.Attrs) {
				continue
			}
			part := l.target
			w.Sheets = append(w.Sheets, Table{
				Part: part, Saved: saved, Name: s.Name, Hidden: s.State == "hidden" || s.State == "veryHidden", From04: from04,
				HiddenColumns: func() ([][2]int, error) { return w.hiddenColumns(part) },
				Rows:          func(ctx context.Context, f func(Row) error) error { return w.readRows(ctx, part, s.Name, f) },
			})
		}
	}
	return nil
}

// linkID returns the r:id of a sheet.
func linkID(attrs []xml.Attr) string {
	for _, a := range attrs {
		if a.Name.Local == "id" {
			return a.Value
		}
	}
	return ""
}

// readStyles learns which styles show days, times and percents.
func (w *Workbook) readStyles(part string) error {
	var doc struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.decode(part, &doc); err != nil {
		return err
	}
	w.Codes = map[int]string{}
	for _, f := range doc.Formats {
		w.Codes[f.ID] = f.Code
	}
	for _, s := range doc.Styles {
		w.Styles = append(w.Styles, s.Format)
		if code, own := w.Codes[s.Format]; own {
			w.formats = append(w.formats, formatOfCode(code))
		} else {
			w.formats = append(w.formats, builtinFormat(s.Format))
		}
	}
	return nil
}

// builtinFormat returns what a number format that every workbook knows shows.
//
// Source: ECMA-376-1:2016, 18.8.30 numFmt.
func builtinFormat(id int) Format {
	switch {
	case id == 9 || id == 10:
		return AsPercent
	case id == 22:
		return AsDayTime
	case id == 18 || id == 20:
		return AsTime
	case id == 19 || id == 21 || id >= 45 && id <= 47:
		return AsDuration
	case id >= 14 && id <= 17 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 54 || id == 57 || id == 58:
		return AsDay
	}
	return Plain
}

// formatOfCode returns what a number format of the workbook's own shows, by
// the letters of its first section.
func formatOfCode(code string) Format {
	letters := formatLetters(code)
	has := func(one string) bool { return strings.ContainsAny(letters, one) }
	switch {
	case has("%"):
		return AsPercent
	case elapsed(code) && !has("s"):
		return AsElapsed
	case has("yd") && has("hs"):
		return AsDayTime
	case has("yd"), has("m") && !has("hs"):
		return AsDay
	case has("s"):
		return AsDuration
	case has("h"):
		return AsTime
	}
	return Plain
}

// elapsed reports whether a format counts on past a day, or an hour: [h]:mm.
// Without seconds nobody sets it who does not mean elapsed time; [h]:mm:ss is
// what a spreadsheet makes of 45:00.
func elapsed(code string) bool {
	_, rest, open := strings.Cut(strings.ToLower(code), "[")
	inside, _, closed := strings.Cut(rest, "]")
	if open && closed && (inside == "" || strings.Trim(inside, "hms") != "") {
		return elapsed(rest) // a color, a condition
	}
	return open && closed
}

// formatLetters drops from a format what is printed as it stands: quoted text,
// escaped letters, colours, and the sections for negative numbers and zero.
func formatLetters(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			i += 1 + strings.IndexByte(code[i+1:]+`"`, '"')
		case '\\', '_', '*':
			i++
		case '[':
			inside, _, _ := strings.Cut(code[i+1:], "]")
			if low := strings.ToLower(inside); strings.Trim(low, "hms") == "" {
				b.WriteString(low)
			}
			i += len(inside) + 1
		case ';':
			return b.String()
		default:
			b.WriteString(strings.ToLower(string(c)))
		}
	}
	if strings.EqualFold(code, "general") {
		return ""
	}
	return b.String()
}

// readStrings reads the texts that cells share.
func (w *Workbook) readStrings(part string) error {
	r, err := w.part(part, maxStrings)
	if err != nil {
		return err
	}
	defer r.Close()
	d := newXML(r)
	var text strings.Builder
	inText, phonetic := false, false
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &UnreadableError{"is a damaged workbook: its texts cannot be read", record.ToAdvise("open it in Excel and save it again")}
		}
		switch t := t.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t" && !phonetic
			phonetic = phonetic || t.Name.Local == "rPh"
		case xml.EndElement:
			inText = false
			switch t.Name.Local {
			case "rPh":
				phonetic = false
			case "si":
				w.strings = append(w.strings, unescape(text.String()))
				text.Reset()
			}
		case xml.CharData:
			if inText {
				text.Write(t)
			}
		}
	}
}

// unescape turns _x000D_ and the like, by which XLSX writes signs that XML
// cannot hold, into those signs; a line break of a Mac into one.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if strings.HasPrefix(text[i:], "_x") && len(text) >= i+7 && text[i+6] == '_' {
			if n, err := strconv.ParseUint(text[i+2:i+6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				i += 6
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// AsUnreadable returns what a person is told of a file that cannot be read.
func AsUnreadable(err error) (*UnreadableError, bool) {
	var f *UnreadableError
	ok := errors.As(err, &f)
	return f, ok
}
