package ingest

import (
	"context"
	"errors"
	"milepost/record"
)

// Read reads an export and yields its records in batches of about 2,000.
func Read(ctx context.Context, f File, o Options, yield func(record.Batch) error) (Report, error) {
	return Report{}, errors.New("not written")
}

// rowTaker is what a format's reader hands its rows to.
type rowTaker interface {
	// take turns a row into records and problems and counts it once.
	take(Row) error
	// skip counts a row, or a resource, that gives no record, by reason.
	skip(reason string)
	// bad counts a row that gives nothing but the problem. Import, File are filled in.
	bad(record.Problem)
	// note adds a line to the report's notes.
	note(string)
}
