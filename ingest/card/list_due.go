package card

import (
	"milepost/ingest/sheet"
	"milepost/record"
)

// The sheet of what falls due, and its columns that are read back.
const (
	DueSheet  = "Due"
	DueDay    = "Day to put on file"
	DueClient = "Client ID"
	DueField  = "Field of the card"
)

// ReadDueList returns the days that people wrote into a list of what falls due,
// each under the field of the card whose day is missing.
func ReadDueList(f sheet.File) ([]Change, []record.Problem, error) {
	l, err := openList(f, DueSheet, DueDay, DueClient, DueField)
	if err != nil {
		return nil, nil, err
	}
	for i, line := range l.lines {
		day := l.cell(line, DueDay)
		c := Change{Client: record.ID(l.cell(line, DueClient)), Field: l.cell(line, DueField), Value: typedDay(day)}
		switch {
		case day == "":
		case c.Client == "" || !isDayKey(c.Field):
			l.refuse(i, DueDay, day, "stands in a row whose day is not missing on a card", record.ToAdvise("change that day where it comes from: the column \"Record\" names it"))
		default:
			l.keep(i, DueDay, c)
		}
	}
	return l.changes, l.problems, nil
}
