package sheet_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"milepost/ingest/sheet"
)

// FuzzRowsOfText checks that every byte of a text file lies in one row and no
// other, whatever its quotes are, and that rows are numbered by their lines.
func FuzzRowsOfText(f *testing.F) {
	f.Add([]byte("ID,Date,Note,Score\nR-1,9/1/2026,\"calm,40\nR-2,9/8/2026,\"tired\",45\n\n\nR-3,9/9/2026,\"a \\\"red\\\" one\",5"))
	f.Add([]byte("ID, Note, Score\r\n1, \"calm, on task\", 4\r\n2, \"calm\" he said, 5\r\n3,\"it's \"fine\"\",6\r\n4,\"x\n\ny\",\"z"))
	f.Add([]byte("a;b\n\"\";\"\"\"\"\n\\\";\"\\\\\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 64<<10 || !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 || !bytes.Contains(data, []byte("\n")) {
			return
		}
		file := sheet.File{Name: "f.csv", Data: bytes.NewReader(data), Size: int64(len(data))}
		l, err := sheet.Sniff(file)
		if err != nil || l.Format != sheet.CSV || bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
			return
		}
		c, err := sheet.OpenCSV(file, l)
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		last := 0
		err = c.Rows(t.Context(), func(row sheet.Row) error {
			all.Write(row.Raw)
			if row.Number != last+1 {
				t.Errorf("row %d follows row %d", row.Number, last)
			}
			if last = row.Number; row.Raw != nil && len(row.Cells) == 0 {
				t.Errorf("row %d has bytes and no cell", row.Number)
			}
			return nil
		})
		if rest, ok := strings.CutPrefix(string(data), all.String()); err != nil || !ok || strings.Trim(rest, "\r\n") != "" {
			t.Errorf("%v: the rows are not the text\n%q\n%q", err, all.String(), data)
		}
	})
}
