package ingest

import (
	"context"

	"milepost/record"
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
	case "CSV":
		in.checkName(l.format)
		s, err := csvSheet(in.file, l)
		if err != nil {
			return err
		}
		return in.readTables([]sheet{s})
	case "XLSX":
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
