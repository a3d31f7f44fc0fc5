package ingest

import (
	"cmp"
	"context"
	"fmt"

	"milepost/record"
)

// The formats of tables.
const (
	formatCSV  = "CSV"
	formatXLSX = "XLSX"
)

// Read reads an export and yields its records in batches of about 2,000. The
// format is told by the bytes, never by the name. The report counts every row
// once and lists every problem; an error says why reading stopped.
func Read(ctx context.Context, f File, o Options, yield func(record.Batch) error) (Report, error) {
	in := newIntake(ctx, f, o, yield)
	l, err := lookAt(f)
	if err != nil {
		return in.report, err
	}
	in.report.Import = l.sum
	in.report.Format = l.format
	err = in.read(l)
	if bad, ok := asFlaw(err); ok {
		in.problem(in.fileProblem("file.unreadable", bad.wrong, bad.do))
		err = nil
	}
	if err == nil {
		err = in.finish()
	}
	return in.report, err
}

// read reads the file by its format. A new format is one case here.
func (in *intake) read(l look) error {
	switch l.format {
	case formatCSV:
		in.checkName(l.format)
		s, err := csvSheet(in.file, l)
		if err != nil {
			return err
		}
		return in.readTables([]sheet{s})
	case formatXLSX:
		in.checkName(l.format)
		sheets, err := openXLSX(in.file)
		if err != nil {
			return err
		}
		return in.readTables(sheets)
	case fhirJSON, fhirNDJSON:
		in.report.Mapping = "fhir"
		return readFHIR(in)
	default:
		in.problem(in.fileProblem("file.unreadable", l.wrong, l.do))
		return nil
	}
}

// checkName lists that a file is not what its name says; it is read all the
// same, as what it is.
func (in *intake) checkName(format string) {
	if wrong := nameWrong(in.file.Name, format); wrong != "" {
		in.problem(in.fileProblem("file.name", wrong, "check that it is the right file; it was read as "+format))
	}
}

// fileProblem is a problem of the file as a whole.
func (in *intake) fileProblem(code, wrong, do string) record.Problem {
	return record.Problem{Source: record.Source{File: in.file.Name}, Code: code, Wrong: wrong, Do: do}
}

// WordsOf returns what Report.Words would be if the file were read now.
func WordsOf(ctx context.Context, f File, o Options) (string, error) {
	in := newIntake(ctx, f, o, func(record.Batch) error { return nil })
	sheets, err := openSheets(f)
	if err != nil {
		return "", nil //nolint:nilerr // what is no table is read by no mapping
	}
	for _, s := range sheets {
		l, _, err := in.learn(s)
		if err != nil {
			return "", err
		}
		if l != nil {
			in.useMapping(l.mapping)
		}
	}
	return in.report.Words, nil
}

// EachRow calls f for every row of every sheet of a CSV or XLSX file, blank
// rows too, as they stand there: no mapping is needed. A row is valid until f
// returns. A file that is no table gives an error that says what it is.
func EachRow(ctx context.Context, f File, each func(Row) error) error {
	sheets, err := openSheets(f)
	if err != nil {
		return err
	}
	for _, s := range sheets {
		err := s.rows(ctx, func(row Row) error {
			row.Sheet = s.name
			return each(row)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// openSheets opens the tables of a CSV or XLSX file.
func openSheets(f File) ([]sheet, error) {
	l, err := lookAt(f)
	if err != nil {
		return nil, err
	}
	switch l.format {
	case formatCSV:
		s, err := csvSheet(f, l)
		return []sheet{s}, err
	case formatXLSX:
		return openXLSX(f)
	}
	return nil, fmt.Errorf("%s %s", f.Name, cmp.Or(l.wrong, "is "+l.format+", not a table"))
}
