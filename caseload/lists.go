package caseload

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"milepost/calendar"
	"milepost/ingest/card"
	"milepost/ingest/sheet"
	"milepost/record"
)

// WriteTable writes what falls due, what follows up and the load of the weeks
// ahead as a workbook, or what falls due alone as CSV, by the ending of the
// name. No cell is a formula.
func WriteTable(w io.Writer, name string, list DueList, follow []calendar.FollowUp) error {
	return writeSheets(w, name, dueSheet(list), followUpSheet(follow), loadSheet(list))
}

// WriteFollowUps writes follow-ups as a workbook or, by the ending of the name,
// as CSV.
func WriteFollowUps(w io.Writer, name string, follow []calendar.FollowUp) error {
	return writeSheets(w, name, followUpSheet(follow))
}

// writeSheets writes all sheets, or the first alone as CSV.
func writeSheets(w io.Writer, name string, sheets ...sheet.Page) error {
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		return sheet.WriteCSV(w, sheets[0])
	}
	return sheet.WriteBook(w, sheets)
}

func dueSheet(list DueList) sheet.Page {
	s := sheet.Page{Name: card.DueSheet, Header: []string{
		"Client or staff", "What", "Stands", "Last day", "Days left", "Act by", "Not before", "Whose duty", "Therapist",
		card.DueDay, "How the day came about", "Set by", "Rule", "Citation", "Compared with its source", "Record", card.DueClient, card.DueField,
	}}
	s.Columns = columnsOf(map[sheet.Holds][]string{sheet.Days: {"Last day", "Act by", "Not before"}, sheet.Numbers: {"Days left"}})
	s.Columns[card.DueDay] = sheet.Column{Holds: sheet.Days, Fill: true}
	for _, d := range list.Items {
		days, compared := "", "yes"
		if !d.On.IsZero() {
			days = strconv.Itoa(d.Days)
		}
		if d.Unverified {
			compared = "no"
		}
		s.Lines = append(s.Lines, []string{
			d.Called, d.What, string(d.Stands), d.On.String(), days, d.ActBy.String(), d.Opens.String(), d.Whose, string(d.Therapist),
			"", d.Why, string(d.Basis), d.Rule, d.Citation, compared, joinSources(d.Sources), string(d.Client), d.Missing,
		})
	}
	return s
}

// columnsOf says of columns what their cells hold.
func columnsOf(holds map[sheet.Holds][]string) map[string]sheet.Column {
	all := map[string]sheet.Column{}
	for what, headers := range holds {
		for _, header := range headers {
			all[header] = sheet.Column{Holds: what}
		}
	}
	return all
}

func joinSources(sources []record.Source) string {
	var all []string
	for _, s := range sources {
		all = append(all, s.String())
	}
	return strings.Join(all, "; ")
}

func followUpSheet(all []calendar.FollowUp) sheet.Page {
	s := sheet.Page{Name: "Follow-ups", Header: []string{
		"Follow-up", "Client", "Purpose", "Stage", "Since", "Meeting", "Next", "By", "Owner", "Outcome", "Not written down", "Feedback",
	}}
	s.Columns = columnsOf(map[sheet.Holds][]string{sheet.Days: {"Since", "Meeting", "By"}})
	for _, f := range all {
		var skipped, said []string
		for _, stage := range f.Skipped {
			skipped = append(skipped, string(stage))
		}
		for _, n := range f.Feedback {
			said = append(said, fmt.Sprintf("%s: %s", n.On, n.Feedback))
		}
		s.Lines = append(s.Lines, []string{
			f.ID, string(f.Client), f.Purpose, string(f.Stage), f.Since.String(), f.Meeting.String(), f.Next, f.Due.String(), f.Owner,
			f.Outcome, strings.Join(skipped, ", "), strings.Join(said, "\n"),
		})
	}
	return s
}

func loadSheet(list DueList) sheet.Page {
	s := sheet.Page{Name: "Weeks ahead", Header: []string{"Week from", "The clinic's", "Schools' and agencies'", "Of these expected"}}
	s.Columns = columnsOf(map[sheet.Holds][]string{
		sheet.Days: {"Week from"}, sheet.Numbers: {"The clinic's", "Schools' and agencies'", "Of these expected"},
	})
	for _, w := range list.Load {
		s.Lines = append(s.Lines, []string{w.Monday.String(), strconv.Itoa(w.Clinic), strconv.Itoa(w.Others), strconv.Itoa(w.Expected)})
	}
	return s
}
