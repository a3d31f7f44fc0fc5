package card

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// ReadGoalList returns the changes that people wrote into a list of goals:
// "yes" takes the proposal, another word is the value, an empty cell changes
// nothing. A value that the card cannot take is a problem.
func ReadGoalList(f sheet.File) ([]Change, []record.Problem, error) {
	l, err := openList(f, goalSheet, "Client", "Goal")
	if err != nil {
		return nil, nil, err
	}
	for i, line := range l.lines {
		to := Change{
			Client: record.ID(l.cell(line, "Client")), Goal: l.cell(line, "Goal"), Objective: l.cell(line, "Objective"),
		}
		to.Version, _ = strconv.Atoi(l.cell(line, "Version"))
		if to.Client == "" || to.Goal == "" {
			continue
		}
		for _, field := range goalFields() {
			to := to
			if to.Field = field.field; isOfGoal(to.Field) {
				to.Objective = ""
			}
			l.take(i, line, field.title, to)
		}
	}
	return l.changes, l.problems, nil
}

// isOfGoal reports whether a key of the card stands with the goal, not with an
// objective.
func isOfGoal(field string) bool { return field == "plain.en" || field == "domain" || field == "skill" }

// ReadClientList returns the changes that people wrote into a list of clients.
func ReadClientList(f sheet.File, o ListOptions) ([]Change, []record.Problem, error) {
	l, err := openList(f, clientSheet, "Client")
	if err != nil {
		return nil, nil, err
	}
	l.options = o
	for i, line := range l.lines {
		client := record.ID(l.cell(line, "Client"))
		if client == "" {
			continue
		}
		for _, field := range clientFields() {
			l.take(i, line, field.title, Change{Client: client, Field: field.field})
		}
		name := l.cell(line, contactName)
		for _, field := range contactFields() {
			entry := l.cell(line, field[0])
			if name == "" || entry == "" {
				continue
			}
			l.keep(i, field[0], Change{Client: client, Contact: name, Field: field[1], Value: entry})
		}
	}
	return l.changes, l.problems, nil
}

// filledList is a list that is read back.
type filledList struct {
	file, sheet string
	at          map[string]int // header: column from 0
	lines       [][]string     // below the header
	options     ListOptions
	changes     []Change
	problems    []record.Problem
}

// openList opens a workbook and checks that it is the list.
func openList(f sheet.File, named string, needs ...string) (*filledList, error) {
	text, err := io.ReadAll(sheet.Contents(f))
	if err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(text), excelize.Options{RawCellValue: true, UnzipSizeLimit: 256 << 20})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows(named)
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s: has no sheet %q: it is not a list that this program wrote", f.Name, named)
	}
	l := &filledList{file: f.Name, sheet: named, at: map[string]int{}, lines: rows[1:]}
	for i, header := range rows[0] {
		l.at[strings.TrimSpace(header)] = i
	}
	for _, header := range needs {
		if _, ok := l.at[header]; !ok {
			return nil, fmt.Errorf("%s: sheet %q has no column %q: it is not a list that this program wrote", f.Name, named, header)
		}
	}
	return l, nil
}

// cell returns the text under a header; "" where it has none.
func (l *filledList) cell(line []string, header string) string {
	i, ok := l.at[header]
	if !ok || i >= len(line) {
		return ""
	}
	return strings.TrimSpace(sheet.WithoutApostrophe(strings.TrimSpace(line[i])))
}

// take keeps what stands in the cell for "yes, or change to" of a field.
func (l *filledList) take(i int, line []string, title string, c Change) {
	c.Value = l.cell(line, title+changeEnd)
	switch typed := c.Value; {
	case typed == "":
		return
	case value.Agrees(typed):
		c.Confirms = true
		if c.Value = l.cell(line, title+proposalEnd); c.Value == "" {
			l.refuse(i, title+changeEnd, typed, "confirms a proposal, and there is none", record.ToWrite("the value itself"))
			return
		}
	}
	if words, strange := l.options.strange(c.Field, c.Value); strange {
		l.refuse(i, title+changeEnd, c.Value, "is not a "+c.Field+" of this clinic", instead(c.Value, words))
		return
	}
	if isDayKey(c.Field) {
		c.Value = typedDay(c.Value)
	}
	l.keep(i, title+changeEnd, c)
}

// keep keeps a change that a card can take.
func (l *filledList) keep(i int, column string, c Change) {
	c.At = record.Source{File: l.file, Sheet: l.sheet, Row: i + 2, Column: column}
	if _, err := Write(nil, c.Client, []Change{c}); err != nil {
		l.refuse(i, column, c.Value, "cannot be used: "+lastLine(err.Error()), instead(c.Value, l.options.words(c.Field)))
		return
	}
	l.changes = append(l.changes, c)
}

// lastLine returns what a card's reader says of a value, without its place and
// without what to do, which the list says itself.
func lastLine(message string) string {
	message, _, _ = strings.Cut(message, "\n")
	message, _, _ = strings.Cut(message, "; ")
	if _, after, ok := strings.Cut(message, `" `); ok {
		return after
	}
	return message
}

func (l *filledList) refuse(i int, column, found, wrong string, next record.NextStep) {
	l.problems = append(l.problems, record.Problem{
		Source: record.Source{File: l.file, Sheet: l.sheet, Row: i + 2, Column: column},
		Code:   "list.value", Found: found, Wrong: wrong, Next: next,
	})
}

// isDayKey reports whether a key of the card is a day.
func isDayKey(field string) bool {
	return strings.HasSuffix(field, "_date") || strings.HasPrefix(field, "dates.") ||
		slices.Contains([]string{"start_of_care", "discharged", "release_ends"}, field)
}

// typedDay writes a day as the card keeps it, whether a person typed it or the
// spreadsheet made a number of it. What is no day stays, to be refused.
func typedDay(text string) string {
	if d, err := value.Typed(dayOfSerial(text)); err == nil {
		return d.String()
	}
	return text
}

// dayOfSerial turns the number that a spreadsheet made of a day back into it.
func dayOfSerial(text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 20_000 || n > 80_000 {
		return text
	}
	t, err := excelize.ExcelDateToTime(n, false)
	if err != nil {
		return text
	}
	return record.DateOf(t).String()
}
