package main

import "strings"

// crShort are the columns of the session export that the messy files need.
const crShort = "Id,DateOfService,ClientId,ClientFirstName,ClientLastName,ProviderId,ProviderFirstName," +
	"ProviderLastName,ProcedureCodeString,ProcedureCodeId,Location,TimeWorkedInMins,UnitsOfService,DateTimeFrom," +
	"DateTimeTo,CreationDate,IsVoid,IsDeleted,IsLocked,GoalTitle,Score,Prompt,Supports,Format,SessionNote,ParentComment\n"

// crLine is a line of that export; the words in capitals are filled in.
const crLine = "ID,DAY,CLIENT,T-1,Zoë,Łukasz,97530: Therapeutic activities,20341,Clinic,45,3,DAY 9:00 AM," +
	"DAY 9:45 AM,DAY 10:10 AM,False,False,True,GOAL,SCORE,PROMPT,,Individual,,\n"

// session is one line of a messy session export.
type session struct{ id, day, client, goal, score string }

const (
	linh  = "R-0401,Linh,Trần"
	mateo = "R-0403,Mateo,O'Brien-García"
	cut   = "Cut along a curved line"
	size  = "Write letters on the line"
)

func sessionsCSV(list ...session) []byte {
	var b strings.Builder
	b.WriteString(crShort)
	for _, s := range list {
		prompt := ""
		if s.goal == cut {
			prompt = "1 VC"
		}
		b.WriteString(strings.NewReplacer(
			"ID", s.id, "DAY", s.day, "CLIENT", s.client, "GOAL", s.goal, "SCORE", s.score, "PROMPT", prompt,
		).Replace(crLine))
	}
	return []byte(b.String())
}

// messyFiles are exports that are wrong in one way each: the second line of
// most is bad, the others are fine.
func messyFiles() []file {
	good := session{"1", "10/5/2026", linh, cut, "5/10"}
	last := session{"3", "10/19/2026", linh, cut, "6/10"}
	between := func(bad session) []byte { return sessionsCSV(good, bad, last) }
	return []file{
		{"messy/wrong-date.csv", between(session{"2", "13/45/2026", linh, cut, "6/10"})},
		{"messy/percent-over-100.csv", between(session{"2", "10/12/2026", mateo, size, "130%"})},
		{"messy/six-of-five.csv", between(session{"2", "10/12/2026", linh, cut, "6/5"})},
		{"messy/before-birth.csv", between(session{"2", "10/12/2016", linh, cut, "6/10"})},
		{"messy/in-the-future.csv", between(session{"2", "10/12/2062", linh, cut, "6/10"})},
		{"messy/unknown-client.csv", between(session{"2", "10/12/2026", "R-9999,Nobody,Known", cut, "6/10"})},
		{"messy/unknown-goal.csv", between(session{"2", "10/12/2026", linh, "Ride a bicycle", "6/10"})},
		{"messy/text-for-a-number.csv", []byte("Client ID,Date,Start,Minutes,Status,Therapist ID,Discipline,Reason,Visit ID\n" +
			"R-0401,10/5/2026,9:00 AM,45,Show,T-1,OT,,\n" +
			"R-0401,10/12/2026,9:00 AM,most of an hour,Show,T-1,OT,,\n" +
			"R-0401,10/19/2026,9:00 AM,45,Show,T-1,OT,,\n")},
		{"messy/unknown-score.csv", between(session{"2", "10/12/2026", linh, cut, "pretty good"})},
		{"messy/unknown-columns.csv", []byte("Kid,When,Exercise,How it went\nLinh T.,10/5/2026,scissors,fine\n")},
		{"messy/header-only.csv", []byte(crShort)},
		{"messy/empty.csv", nil},
		{"messy/really-csv.xlsx", sessionsCSV(good, last)},
	}
}
