package sheet

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
)

// The formats of FHIR files.
const (
	FHIRJSON   = "FHIR JSON"
	FHIRNDJSON = "FHIR NDJSON"
)

// Contents reads the file from its start, without the mark of UTF-8.
func Contents(f File) io.Reader {
	r := bufio.NewReader(io.NewSectionReader(f.Data, 0, f.Size))
	if head, err := r.Peek(3); err == nil && bytes.Equal(head, []byte("\ufeff")) {
		_, _ = r.Discard(3)
	}
	return r
}

// The formats of tables.
const (
	CSV  = "CSV"
	XLSX = "XLSX"
)

// EachRow calls f for every row of every sheet of a CSV or XLSX file, blank
// rows too, as they stand there: no mapping is needed. A row is valid until f
// returns. A file that is no table gives an error that says what it is.
func EachRow(ctx context.Context, f File, each func(Row) error) error {
	sheets, err := Open(f)
	if err != nil {
		return err
	}
	for _, s := range sheets {
		err := s.Rows(ctx, func(row Row) error {
			row.Sheet = s.Name
			return each(row)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Open opens the tables of a CSV or XLSX file.
func Open(f File) ([]Table, error) {
	l, err := Sniff(f)
	if err != nil {
		return nil, err
	}
	switch l.Format {
	case CSV:
		s, err := CSVTable(f, l)
		return []Table{s}, err
	case XLSX:
		return OpenXLSX(f)
	}
	return nil, fmt.Errorf("%s %s", f.Name, cmp.Or(l.Wrong, "is JSON, not a table"))
}
