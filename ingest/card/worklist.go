package card

import (
	"io"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// WorkRow is a copy of a document on the list of what is to be sent, or one
// that must not go.
type WorkRow struct {
	ID       string // of the copy; ties the row to it when the list comes back
	Client   string // id and name, for who reads the list
	Document string
	To       string
	How      string
	File     string // below the list's folder; mailing.pdf with the pages
	Note     string // a password to tell by telephone; why a copy is stopped, and what to do
	Stopped  bool
}

// Sheets and columns of the worklist.
const (
	workSheet   = "To send"
	stopSheet   = "Stopped"
	workID      = "Copy"
	workDone    = "Done? (yes)"
	workDay     = "Day sent (empty: today)"
	workNote    = "Note"
	stoppedNote = "Why it must not go, and what to do"
)

// WriteWorklist writes the copies of a batch as a workbook: a sheet of those to
// send, with an empty cell to tick, and one of those that are stopped.
func WriteWorklist(w io.Writer, rows []WorkRow) error {
	send := sheet.Page{Name: workSheet, Header: []string{"Child", "Recipient", "How", "File", workDone, workDay, workNote, "Document", workID}}
	send.Columns = map[string]sheet.Column{
		workDone: {Fill: true, Choices: []string{"yes", "no"}}, workDay: {Fill: true, Holds: sheet.Days}, workNote: {Width: 40},
	}
	stopped := sheet.Page{Name: stopSheet, Header: []string{"Child", "Recipient", stoppedNote, "Document"}}
	for _, r := range rows {
		if r.Stopped {
			stopped.Lines = append(stopped.Lines, []string{r.Client, r.To, r.Note, r.Document})
			continue
		}
		send.Lines = append(send.Lines, []string{r.Client, r.To, r.How, r.File, "", "", r.Note, r.Document, r.ID})
	}
	return sheet.WriteBook(w, []sheet.Page{send, stopped})
}

// Ticked is a row of a worklist that a person ticked.
type Ticked struct {
	ID     string
	Day    record.Date // zero: the day on which the list is read
	Source record.Source
}

// ReadWorklist returns the rows that were ticked. Rows may have been sorted or
// removed and columns moved; a tick or a day that cannot be read is a problem.
func ReadWorklist(f sheet.File) ([]Ticked, []record.Problem, error) {
	l, err := openList(f, workSheet, workID, workDone)
	if err != nil {
		return nil, nil, err
	}
	var ticked []Ticked
	for i, line := range l.lines {
		done, known := value.Ticked(l.cell(line, workDone))
		day := l.cell(line, workDay)
		id := l.cell(line, workID)
		switch {
		case known && !done:
			if day != "" && id != "" {
				l.refuse(i, workDay, day, "gives a day, and the row is not ticked", record.ToWrite("yes under "+workDone+", or empty the day"))
			}
			continue
		case !known:
			l.refuse(i, workDone, l.cell(line, workDone), "is no tick that is known", record.ToWrite("yes, or leave the cell empty"))
			continue
		case id == "":
			l.refuse(i, workID, "", "is empty, so it is not known which copy the tick means", record.ToAdvise("take the row from a list that was not changed there"))
			continue
		}
		one := Ticked{ID: id, Source: record.Source{File: l.file, Sheet: l.sheet, Row: i + 2}}
		if day != "" {
			if one.Day, err = value.Typed(dayOfSerial(day)); err != nil {
				l.refuse(i, workDay, day, "is not a date", record.ToWrite("the date like 11/2/2026"))
				continue
			}
		}
		ticked = append(ticked, one)
	}
	return ticked, l.problems, nil
}
