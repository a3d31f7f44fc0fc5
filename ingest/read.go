package ingest

import (
	"context"

	"milepost/ingest/sheet"
	"milepost/record"
)

// Read reads an export and yields its records in batches of about 2,000. The
// format is told by the bytes, never by the name. The report counts every row
// once and lists every problem; an error says why reading stopped.
func Read(ctx context.Context, f sheet.File, o Options, yield func(record.Batch) error) (Report, error) {
	in := newIntake(ctx, f, o, yield)
	l, err := sheet.Sniff(f)
	if err != nil {
		return in.report, err
	}
	in.report.Import = l.Sum
	in.report.Format = l.Format
	err = in.read(l)
	if bad, ok := sheet.AsUnreadable(err); ok {
		in.problem(in.fileProblem("file.unreadable", bad.Wrong, bad.Next))
		err = nil
	}
	if err == nil {
		err = in.finish()
	}
	return in.report, err
}

// read reads the file by its format. A new format is one case here.
func (in *intake) read(l sheet.Look) error {
	switch l.Format {
	case sheet.CSV:
		in.checkName(l.Format)
		s, err := sheet.CSVTable(in.file, l)
		if err != nil {
			return err
		}
		return in.readTables([]sheet.Table{s})
	case sheet.XLSX:
		in.checkName(l.Format)
		sheets, err := sheet.OpenXLSX(in.file)
		if err != nil {
			return err
		}
		return in.readTables(sheets)
	case sheet.FHIRJSON, sheet.FHIRNDJSON:
		in.report.Mapping = "fhir"
		return readFHIR(in)
	default:
		in.problem(in.fileProblem("file.unreadable", l.Wrong, l.Next))
		return nil
	}
}

// checkName lists that a file is not what its name says; it is read all the
// same, as what it is.
func (in *intake) checkName(format string) {
	if wrong := sheet.NameWrong(in.file.Name, format); wrong != "" {
		in.problem(in.fileProblem("file.name", wrong, record.ToAdvise("check that it is the right file; it was read as "+format)))
	}
}

// fileProblem is a problem of the file as a whole.
func (in *intake) fileProblem(code, wrong string, next record.NextStep) record.Problem {
	return record.Problem{Source: record.Source{File: in.file.Name}, Code: code, Wrong: wrong, Next: next}
}

// WordsOf returns what Report.Words would be if the file were read now.
func WordsOf(ctx context.Context, f sheet.File, o Options) (string, error) {
	in := newIntake(ctx, f, o, func(record.Batch) error { return nil })
	sheets, err := sheet.Open(f)
	if err != nil {
		return "", nil //nolint:nilerr // what is no table is read by no mapping
	}
	for _, s := range sheets {
		_, l, _, err := in.learn(s)
		if err != nil {
			return "", err
		}
		if l != nil {
			in.useMapping(l.mapping)
		}
	}
	return in.report.Words, nil
}
