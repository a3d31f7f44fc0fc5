package sheet

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"milepost/record"
)

// Look is what the bytes of a file say before anything is read of it.
type Look struct {
	Format string // "CSV", "XLSX", "FHIR JSON", "FHIR NDJSON"; "" refused
	Sum    string // SHA-256, hex
	UTF8   bool   // but for a few bytes, such as a letter cut in the middle
	bareCR bool   // lines end with CR alone
	Wrong  string // why it is refused
	Next   record.NextStep
}

// headSize is how much of a file tells its format.
const headSize = 64 << 10

// Sniff reads the whole file once: its hash, its encoding, its format.
func Sniff(f File) (Look, error) {
	var l Look
	head := make([]byte, min(headSize, f.Size))
	if _, err := f.Data.ReadAt(head, 0); err != nil && err != io.EOF {
		return l, fmt.Errorf("read %s: %w", f.Name, err)
	}
	sum, scan := sha256.New(), &textScan{}
	if _, err := io.Copy(io.MultiWriter(sum, scan), io.NewSectionReader(f.Data, 0, f.Size)); err != nil {
		return l, fmt.Errorf("read %s: %w", f.Name, err)
	}
	l.Sum = hex.EncodeToString(sum.Sum(nil))
	l.UTF8 = scan.isUTF8()
	l.bareCR = scan.cr > 0 && scan.lf == 0
	l.Format, l.Wrong, l.Next = formatOf(f, head)
	return l, nil
}

// textScan counts letters of UTF-8 beyond ASCII, and bytes that are part of
// none, as they pass.
type textScan struct {
	rest      []byte // start of a letter that the next bytes may end
	good, bad int
	cr, lf    int
}

// isUTF8 reports whether the text is UTF-8: letters of two bytes and more come
// about by chance in no other text.
func (s *textScan) isUTF8() bool {
	bad := s.bad + len(s.rest)
	return bad == 0 || s.good >= bad
}

// Write takes the next bytes.
func (s *textScan) Write(p []byte) (int, error) {
	s.cr += bytes.Count(p, []byte{'\r'})
	s.lf += bytes.Count(p, []byte{'\n'})
	all := append(s.rest, p...)
	for len(all) > 0 && (all[0] < utf8.RuneSelf || utf8.FullRune(all)) {
		if all[0] < utf8.RuneSelf {
			all = all[1:]
			continue
		}
		r, size := utf8.DecodeRune(all)
		if all = all[size:]; r == utf8.RuneError && size == 1 {
			s.bad++
		} else {
			s.good++
		}
	}
	s.rest = bytes.Clone(all)
	return len(p), nil
}

// formatOf tells the format by the first bytes, never by the name. For a file
// that cannot be read it tells why and what to do.
func formatOf(f File, head []byte) (format, wrong string, next record.NextStep) {
	resave := record.ToAdvise("open it in the program that made it and save it as .xlsx or .csv")
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	low := bytes.ToLower(text[:min(len(text), 512)])
	switch {
	case f.Size == 0 || len(text) == 0:
		return "", "is empty", record.ToExportAgain("")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return zipFormat(f)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		if bytes.Contains(head, utf16Text("EncryptedPackage")) {
			return "", "is protected by a password", record.ToAdvise("open it with its password and save it without one")
		}
		return "", "is an old Excel file (.xls)", record.ToAdvise("open it in Excel and save it as .xlsx")
	case bytes.HasPrefix(head, []byte("%PDF")):
		return "", "is a PDF", record.ToAdvise("export the same report as CSV or Excel")
	case bytes.HasPrefix(low, []byte("{\\rtf")):
		return "", "is a text document (RTF)", record.ToAdvise("export the same report as CSV or Excel")
	case bytes.HasPrefix(low, []byte("<!doctype")), bytes.HasPrefix(low, []byte("<html")), bytes.HasPrefix(low, []byte("<table")):
		return "", "is a web page", resave
	case bytes.HasPrefix(low, []byte("<?xml")), bytes.HasPrefix(low, []byte("<bundle")):
		return "", "is XML", record.ToAdvise("export it as CSV, Excel or FHIR JSON")
	case bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("7z\xbc\xaf")), bytes.HasPrefix(head, []byte("Rar!")):
		return "", "is a packed file", record.ToAdvise("unpack it and drop what is inside")
	case x12Kind(text) != "":
		return "", x12Kind(text), record.ToAdvise("export appointments, notes or goals as CSV or Excel")
	case bytes.HasPrefix(text, []byte("MSH|")):
		return "", "is a file of HL7 messages", record.ToAdvise("export appointments, notes or goals as CSV or Excel")
	case text[0] == '{', text[0] == '[' && bytes.HasPrefix(bytes.TrimLeft(text[1:], " \t\r\n"), []byte("{")), path.Ext(strings.ToLower(f.Name)) == ".json" && text[0] == '/':
		return jsonFormat(text), "", record.NextStep{}
	case utf32Of(head) == "" && utf16Of(head) == "" && bytes.IndexByte(head, 0) >= 0:
		return "", "is not a table: it holds no text", resave
	}
	return CSV, "", record.NextStep{}
}

// jsonFormat tells one JSON value from one a line.
func jsonFormat(text []byte) string {
	line, rest, _ := bytes.Cut(text, []byte("\n"))
	rest = bytes.TrimSpace(rest)
	if bytes.HasSuffix(bytes.TrimSpace(line), []byte("}")) && len(rest) > 0 && rest[0] == '{' {
		return FHIRNDJSON
	}
	return FHIRJSON
}

// zipFormat tells a workbook from other packed files.
func zipFormat(f File) (format, wrong string, next record.NextStep) {
	z, err := zip.NewReader(f.Data, f.Size)
	if err != nil {
		return "", "is a damaged workbook or packed file", record.ToAdvise("export it again; it may have been cut while it was copied")
	}
	for _, part := range z.File {
		switch name := strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/")); {
		case name == "xl/workbook.bin":
			return "", "is a binary workbook (.xlsb)", record.ToAdvise("open it in Excel and save it as .xlsx")
		case strings.HasSuffix(name, "workbook.xml"):
			return XLSX, "", record.NextStep{}
		case name == "word/document.xml":
			return "", "is a Word document", record.ToAdvise("export the same report as CSV or Excel")
		case name == "mimetype" || name == "content.xml":
			return "", "is an OpenDocument file (.ods)", record.ToAdvise("open it and save it as .xlsx")
		case strings.HasPrefix(name, "index/") && strings.HasSuffix(name, ".iwa"):
			return "", "is a Numbers file", record.ToAdvise("export it from Numbers as Excel or CSV")
		}
	}
	if isOffice(z) || strings.HasPrefix(strings.ToLower(path.Ext(f.Name)), ".xls") {
		return "", "is a damaged workbook: the list of its sheets is missing", record.ToExportAgain("")
	}
	return "", "is a packed file", record.ToAdvise("unpack it and drop what is inside")
}

// isOffice reports whether a packed file was made by an Office program.
func isOffice(z *zip.Reader) bool {
	return slices.ContainsFunc(z.File, func(part *zip.File) bool {
		name := strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/"))
		return name == "[content_types].xml" || strings.HasPrefix(name, "xl/")
	})
}

// x12Kind names an X12 interchange by its first transaction; "" it is none.
//
// Source: ASC X12 interchange header, 106 characters, its fourth the separator.
func x12Kind(text []byte) string {
	if len(text) < 106 || !bytes.HasPrefix(text, []byte("ISA")) || strings.IndexByte("*|^~:", text[3]) < 0 {
		return ""
	}
	_, rest, found := bytes.Cut(text, []byte{'S', 'T', text[3]})
	kind, _, _ := bytes.Cut(rest, text[3:4])
	if !found || len(kind) != 3 {
		return "is an X12 file"
	}
	names := map[string]string{
		"837": "a claim file", "835": "a payment file", "270": "a file of eligibility questions", "271": "a file of eligibility answers",
		"276": "a file of claim status questions", "277": "a file of claim status answers", "278": "a file of authorizations", "834": "an enrollment file",
	}
	name := names[string(kind)]
	if name == "" {
		name = "a file"
	}
	return fmt.Sprintf("is %s (X12 %s)", name, kind)
}

// utf16Text returns the text as the low half of UTF-16 writes it.
func utf16Text(text string) []byte {
	var b []byte
	for _, c := range []byte(text) {
		b = append(b, c, 0)
	}
	return b
}

// utf16Of returns "LE" or "BE" for text in UTF-16, with or without a mark; ""
// for other text.
func utf16Of(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return "LE"
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return "BE"
	}
	head = head[:min(len(head), 4096)]
	even, odd := 0, 0
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	switch half := len(head) / 2; {
	case half > 1 && odd > half*6/10 && even*10 < odd:
		return "LE"
	case half > 1 && even > half*6/10 && odd*10 < even:
		return "BE"
	}
	return ""
}

// utf32Of is utf16Of for UTF-32.
func utf32Of(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")):
		return "LE"
	case bytes.HasPrefix(head, []byte("\x00\x00\xfe\xff")):
		return "BE"
	}
	head = head[:min(len(head), 4096)&^3]
	zeros := [4]int{}
	for i, b := range head {
		zeros[i%4] += boolInt(b == 0)
	}
	switch n := len(head) / 4; {
	case n > 0 && zeros[2] == n && zeros[3] == n && zeros[0] == 0:
		return "LE"
	case n > 0 && zeros[0] == n && zeros[1] == n && zeros[3] == 0:
		return "BE"
	}
	return ""
}

// NameWrong tells that the name promises another format than the bytes hold;
// "" where it does not.
func NameWrong(name, format string) string {
	ending := strings.ToLower(path.Ext(name))
	excel := ending == ".xlsx" || ending == ".xlsm" || ending == ".xls"
	text := ending == ".csv" || ending == ".tsv" || ending == ".txt" || ending == ".json" || ending == ".ndjson"
	if excel && format != XLSX || text && format == XLSX {
		return fmt.Sprintf("is named %s but holds %s", ending, format)
	}
	return ""
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
