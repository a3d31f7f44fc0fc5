package samples

import (
	"bytes"
	"fmt"
	"strings"
)

// ForeignPDF returns a PDF as an old program of someone else's writes it: no
// tags, one page of the size, in points, for each text. It is for tests of what
// comes from elsewhere.
func ForeignPDF(width, height int, pages ...string) []byte {
	kids := ""
	objects := []string{"<</Type /Catalog /Pages 2 0 R>>", "", "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>"}
	for _, text := range pages {
		kids += fmt.Sprintf("%d 0 R ", len(objects)+1)
		content := fmt.Sprintf("BT /F1 12 Tf 36 %d Td 16 TL", height-48)
		for ln := range strings.SplitSeq(text, "\n") {
			content += " (" + strings.NewReplacer("(", `\(`, ")", `\)`).Replace(ln) + ") Tj T*"
		}
		content += " ET"
		objects = append(objects,
			fmt.Sprintf("<</Type /Page /Parent 2 0 R /Resources <</Font <</F1 3 0 R>>>> /MediaBox [0 0 %d %d] /Contents %d 0 R>>", width, height, len(objects)+2),
			fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content))
	}
	objects[1] = fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", kids, len(pages))
	return PDFOf(objects)
}

// PDFOf returns the PDF file of these objects, of which the first is the
// catalogue.
func PDFOf(objects []string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	table := "0000000000 65535 f \n"
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table, len(objects)+1, start)
	return b.Bytes()
}
