package main

import (
	"fmt"
	"strings"
)

// iepDays are the last IEP meeting and eligibility decision of every fifth
// child; one school has told neither day yet.
func iepDays() [][2]string {
	return [][2]string{
		{"2025-11-18", "2023-11-21"},
		{"2025-12-04", "2024-12-05"},
		{"2026-01-15", "2025-01-16"},
		{"2026-01-29", "2024-02-01"},
		{"2026-02-12", "2024-02-29"},
		{"2026-03-05", "2025-03-06"},
		{"2026-03-12", "2026-03-12"},
		{"2026-03-19", "2024-03-21"},
		{"2026-04-09", "2025-04-10"},
		{"2026-04-23", "2024-04-25"},
		{"2026-05-07", "2024-05-09"},
		{"", ""},
	}
}

// schoolDays writes, at the end of the card so that its other lines stay where
// they are, what a school and a payer set for every fifth and every fourth
// child.
func schoolDays(b *strings.Builder, n int) {
	if n%5 == 3 {
		school := []string{"Alder Creek Elementary", "Riverbend Elementary", "Quarry Road School"}[n%3]
		fmt.Fprintf(b, "plan: IEP\nschool: {name: %s, district: D-300}\n", school)
		if days := iepDays()[n/5%len(iepDays())]; days[0] != "" {
			fmt.Fprintf(b, "dates:\n  iep_meeting: %s\n  eligibility: %s\n", days[0], days[1])
			nextMeeting(b, n/5)
		}
	}
	if n%4 == 1 {
		fmt.Fprintf(b, "authorizations:\n  - {number: PA-%d, payer: Illinois Medicaid, from: 2026-07-06, to: 2027-01-01, visits: %d}\n", 1040+n, 26+n%3*13)
	}
}

// nextMeeting is what two families have on paper: a printed day, and the day of
// a meeting.
func nextMeeting(b *strings.Builder, k int) {
	switch k {
	case 0:
		b.WriteString("  iep_review: 2026-11-17\n")
	case 1:
		b.WriteString("  iep_next: 2026-12-02\n")
	}
}

// schoolCalendar is the calendar of the children's school district.
const schoolCalendar = `# When the schools of the made-up district are open.
kind: school calendar
id: calendar-d-300
title: Riverbend Community Unit School District 300
as_of: 2026-10-30
source: made up
verified: false
district: D-300
holidays: holidays-us-federal
years:
  - first: 2026-08-19
    last: 2027-06-04
    closed:
      - {from: 2026-11-25, to: 2026-11-27, why: Thanksgiving}
      - {from: 2026-12-21, to: 2027-01-01, why: winter break}
      - {from: 2027-02-12, why: institute day}
      - {from: 2027-03-22, to: 2027-03-26, why: spring break}
    report_cards: [2026-10-30, 2027-01-22, 2027-03-19, 2027-06-04]
`
