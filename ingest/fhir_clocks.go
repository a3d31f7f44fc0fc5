package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// eventKeys are the keys of FHIR behind which stands when something happened.
func eventKeys() [][]byte {
	return [][]byte{[]byte(`"effectiveDateTime"`), []byte(`"effectiveInstant"`), []byte(`"start"`)}
}

// learnClocks looks whether the file writes days as midnight of some time zone:
// a system that knows only days often does. It stops at the first time of day.
func (r *fhirReader) learnClocks() error {
	in := bufio.NewReaderSize(sheet.Contents(r.in.file), 64<<10)
	for {
		text, err := in.ReadSlice(',')
		for _, key := range eventKeys() {
			if at := bytes.Index(text, key); at >= 0 {
				r.clocks = r.clocks.With(quotedBehind(text[at+len(key):]))
			}
		}
		switch {
		case errors.Is(err, io.EOF), r.clocks.TellTime():
			return nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// quotedBehind returns the text between the next two quotes.
func quotedBehind(text []byte) string {
	_, text, ok := bytes.Cut(text, []byte(`"`))
	inside, _, end := bytes.Cut(text, []byte(`"`))
	if !ok || !end {
		return ""
	}
	return string(inside)
}

// localTime turns an instant into the clinic's day and clock time and leaves a
// day as it is. What is neither stays to be told as a problem.
func (r *fhirReader) localTime(text string) string {
	reader := r.in.dayReader(value.YearFirst, false)
	reader.Clocks = r.clocks
	day, clock, bad := reader.Read(sheet.Cell{Text: text})
	switch {
	case bad != nil || day.IsZero():
		return text
	case clock == "":
		return day.String()
	}
	return day.String() + " " + clock
}
