package ingest

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"
)

// look is what the bytes of a file say before anything is read of it.
type look struct {
	format string // "CSV", "XLSX", "FHIR JSON", "FHIR NDJSON"; "" refused
	sum    string // SHA-256, hex
	utf8   bool   // every byte is part of UTF-8
	bareCR bool   // lines end with CR alone
	wrong  string // why it is refused
	do     string
}

// headSize is how much of a file tells its format.
const headSize = 64 << 10

// lookAt reads the whole file once: its hash, its encoding, its format.
func lookAt(f File) (look, error) {
	var l look
	head := make([]byte, min(headSize, f.Size))
	if _, err := f.Data.ReadAt(head, 0); err != nil && err != io.EOF {
		return l, fmt.Errorf("read %s: %w", f.Name, err)
	}
	sum, scan := sha256.New(), &textScan{valid: true}
	if _, err := io.Copy(io.MultiWriter(sum, scan), io.NewSectionReader(f.Data, 0, f.Size)); err != nil {
		return l, fmt.Errorf("read %s: %w", f.Name, err)
	}
	l.sum = hex.EncodeToString(sum.Sum(nil))
	l.utf8 = scan.valid && len(scan.rest) == 0
	l.bareCR = scan.cr > 0 && scan.lf == 0
	l.format, l.wrong, l.do = formatOf(f, head)
	return l, nil
}

// textScan checks bytes for UTF-8 as they pass.
type textScan struct {
	rest   []byte // start of a letter that the next bytes may end
	valid  bool
	cr, lf int
}

// Write takes the next bytes.
func (s *textScan) Write(p []byte) (int, error) {
	s.cr += bytes.Count(p, []byte{'\r'})
	s.lf += bytes.Count(p, []byte{'\n'})
	if !s.valid {
		return len(p), nil
	}
	all := append(s.rest, p...)
	cut := len(all)
	for back := 1; back <= 3 && back <= len(all); back++ {
		if b := all[len(all)-back]; utf8.RuneStart(b) {
			if !utf8.FullRune(all[len(all)-back:]) {
				cut = len(all) - back
			}
			break
		}
	}
	s.valid = utf8.Valid(all[:cut])
	s.rest = bytes.Clone(all[cut:])
	return len(p), nil
}

// formatOf tells the format by the first bytes, never by the name. For a file
// that cannot be read it tells why and what to do.
func formatOf(f File, head []byte) (format, wrong, do string) {
	const resave = "open it in the program that made it and save it as .xlsx or .csv"
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	low := bytes.ToLower(text[:min(len(text), 512)])
	switch {
	case f.Size == 0 || len(text) == 0:
		return "", "is empty", "export it again"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return zipFormat(f)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		if bytes.Contains(head, utf16Text("EncryptedPackage")) {
			return "", "is protected by a password", "open it with its password and save it without one"
		}
		return "", "is an old Excel file (.xls)", "open it in Excel and save it as .xlsx"
	case bytes.HasPrefix(head, []byte("%PDF")):
		return "", "is a PDF", "export the same report as CSV or Excel"
	case bytes.HasPrefix(low, []byte("{\\rtf")):
		return "", "is a text document (RTF)", "export the same report as CSV or Excel"
	case bytes.HasPrefix(low, []byte("<!doctype")), bytes.HasPrefix(low, []byte("<html")), bytes.HasPrefix(low, []byte("<table")):
		return "", "is a web page", resave
	case bytes.HasPrefix(low, []byte("<?xml")), bytes.HasPrefix(low, []byte("<bundle")):
		return "", "is XML", "export it as CSV, Excel or FHIR JSON"
	case bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("7z\xbc\xaf")), bytes.HasPrefix(head, []byte("Rar!")):
		return "", "is a packed file", "unpack it and drop what is inside"
	case text[0] == '{', bytes.HasPrefix(text, []byte("[{")), path.Ext(strings.ToLower(f.Name)) == ".json" && text[0] == '/':
		return jsonFormat(text), "", ""
	case utf32Of(head) == "" && utf16Of(head) == "" && bytes.IndexByte(head, 0) >= 0:
		return "", "is not a table: it holds no text", resave
	}
	return formatCSV, "", ""
}

// jsonFormat tells one JSON value from one a line.
func jsonFormat(text []byte) string {
	line, rest, _ := bytes.Cut(text, []byte("\n"))
	rest = bytes.TrimSpace(rest)
	if bytes.HasSuffix(bytes.TrimSpace(line), []byte("}")) && len(rest) > 0 && rest[0] == '{' {
		return fhirNDJSON
	}
	return fhirJSON
}

// zipFormat tells a workbook from other packed files.
func zipFormat(f File) (format, wrong, do string) {
	z, err := zip.NewReader(f.Data, f.Size)
	if err != nil {
		return "", "is a damaged workbook or packed file", "export it again; it may have been cut while it was copied"
	}
	for _, part := range z.File {
		switch name := strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/")); {
		case name == "xl/workbook.bin":
			return "", "is a binary workbook (.xlsb)", "open it in Excel and save it as .xlsx"
		case strings.HasSuffix(name, "workbook.xml"):
			return formatXLSX, "", ""
		case strings.HasPrefix(name, "word/"):
			return "", "is a Word document", "export the same report as CSV or Excel"
		case name == "mimetype" || name == "content.xml":
			return "", "is an OpenDocument file (.ods)", "open it and save it as .xlsx"
		case strings.HasPrefix(name, "index/") && strings.HasSuffix(name, ".iwa"):
			return "", "is a Numbers file", "export it from Numbers as Excel or CSV"
		}
	}
	return "", "is a packed file", "unpack it and drop what is inside"
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

// nameWrong tells that the name promises another format than the bytes hold;
// "" where it does not.
func nameWrong(name, format string) string {
	ending := strings.ToLower(path.Ext(name))
	excel := ending == ".xlsx" || ending == ".xlsm" || ending == ".xls"
	text := ending == ".csv" || ending == ".tsv" || ending == ".txt" || ending == ".json" || ending == ".ndjson"
	if excel && format != formatXLSX || text && format == formatXLSX {
		return fmt.Sprintf("is named %s but holds %s", ending, format)
	}
	return ""
}
