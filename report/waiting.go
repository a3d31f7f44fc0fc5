package report

import (
	"fmt"
	"slices"

	"milepost/record"
)

// FindingWaiting is the code of rows that are kept out of a report.
const FindingWaiting = "waiting"

// WaitingFindings lists what is kept out of a report, or contradicts it, until somebody
// fixes it: one finding for each kind of record and cause, in the order of the
// problems. A therapist may sign without the rows, and gives a reason.
//
// Source: ADR 150.
func (in Input) WaitingFindings() []record.Finding {
	type cause struct {
		keeps record.Kept
		code  string
	}
	var order []cause
	groups := map[cause][]record.Problem{}
	for _, p := range in.Waiting {
		at := cause{p.Keeps, p.Code}
		if groups[at] == nil {
			order = append(order, at)
		}
		groups[at] = append(groups[at], p)
	}
	found := make([]record.Finding, len(order))
	for i, at := range order {
		found[i] = waitingFinding(groups[at])
	}
	return found
}

// waitingFinding makes one finding of problems of one cause.
func waitingFinding(all []record.Problem) record.Finding {
	first := all[0]
	wrong := where(first)
	if first.Found != "" {
		wrong += fmt.Sprintf(": %q", first.Found)
	}
	wrong += " " + first.Wrong
	if first.Keeps != "" {
		wrong = WaitingWords(all) + ": " + wrong
	}
	if more := len(rowsOf(all)) - 1; more > 0 {
		wrong += fmt.Sprintf(" (and %d more like it)", more)
	}
	return record.Finding{
		ID: record.FindingID(FindingWaiting, first.Code, wrong), Code: FindingWaiting, Wrong: wrong, Do: doWaiting(first),
	}
}

func doWaiting(p record.Problem) string {
	const keep = "or sign without it and say why"
	if words := p.Next.Words(); words != "" {
		return words + ", " + keep
	}
	return "fix it in the export and import it again, " + keep
}

// where names the row of a problem as a person finds it.
func where(p record.Problem) string {
	if p.Row == 0 {
		return p.File
	}
	return fmt.Sprintf("%s, row %d", p.File, p.Row)
}

// rowsOf returns the rows at which the problems stand, each once.
func rowsOf(all []record.Problem) []record.Source {
	var rows []record.Source
	for _, p := range all {
		if at := p.WholeRow(); !slices.Contains(rows, at) {
			rows = append(rows, at)
		}
	}
	return rows
}

// WaitingWords says how many records the problems keep out, and of which time:
// "8 results in October are waiting to be fixed". Two problems of one row keep
// out one record.
func WaitingWords(all []record.Problem) string {
	n, first, last := 0, record.Date{}, record.Date{}
	counted := map[record.Source]bool{}
	for _, p := range all {
		if at := p.WholeRow(); !counted[at] || p.Rows > 0 {
			counted[at] = true
			n += p.Count()
		}
		end := p.Last
		if end.Before(p.Day) {
			end = p.Day
		}
		if last.Before(end) {
			last = end
		}
		if !p.Day.IsZero() && (first.IsZero() || p.Day.Before(first)) {
			first = p.Day
		}
	}
	what, are := string(all[0].Keeps), " are waiting to be fixed"
	if n == 1 {
		are = " is waiting to be fixed"
	} else {
		what += "s"
	}
	return fmt.Sprintf("%d %s%s%s", n, what, monthsOf(first, last), are)
}

// monthsOf names the months from the first day to the last, with their years
// where these differ.
func monthsOf(first, last record.Date) string {
	switch {
	case first.IsZero():
		return ""
	case first.Year != last.Year:
		return fmt.Sprintf(" from %s %d to %s %d", first.Month, first.Year, last.Month, last.Year)
	case first.Month != last.Month:
		return fmt.Sprintf(" from %s to %s", first.Month, last.Month)
	}
	return " in " + first.Month.String()
}
