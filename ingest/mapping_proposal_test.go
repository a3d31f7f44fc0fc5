package ingest_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"milepost/ingest"
	"milepost/ingest/sheet"
)

// proposed looks at a file that a test holds in memory.
func proposed(t testing.TB, name string, data []byte) *ingest.MappingProposal {
	t.Helper()
	p, err := ingest.ProposeMapping(t.Context(), fileOf(name, data), ingest.LookOptions{Staff: []ingest.Staff{{ID: "T-1", Name: "Kim Lee"}}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func fileOf(name string, data []byte) sheet.File {
	return sheet.File{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))}
}

// fieldsOf writes what the used columns are: "DOB=client.birth". A column that
// is not sure has a question mark.
func fieldsOf(p *ingest.MappingProposal) string {
	var all []string
	for _, c := range p.Columns {
		switch {
		case !c.Sure:
			all = append(all, c.Header+"?")
		case c.Field != ingest.Ignore:
			all = append(all, c.Header+"="+c.Field)
		}
	}
	return strings.Join(all, ", ")
}

// opens writes the questions and lacks by the first words of each.
func opens(p *ingest.MappingProposal) string {
	var all []string
	for _, d := range p.Doubts() {
		all = append(all, strings.TrimSpace(d.Column+": "+d.Question))
	}
	for _, l := range p.Lacks() {
		all = append(all, l.What)
	}
	return strings.Join(all, "\n")
}

// TestMappingProposals looks at tables as clinics' programs export them, and at
// tables that clinics make by hand.
//
// Source of the columns: domain facts 8.1.
func TestMappingProposals(t *testing.T) {
	cases := []struct{ rule, table, want, gives, open string }{
		{
			"a goal sheet made by hand, with a title and a total",
			"Sunny Kids Therapy - OT goals,,,,,,,,,\nPrinted 10/30/2026,,,,,,,,,\n\n" +
				"Kid #,Child's Name,DOB,Goal Area,Long Term Goal,Baseline,Baseline Date,Target,Target date,Status\n" +
				"C-1,\"Ruiz, Ana\",5/14/2019,Fine motor,Given a visual model Ana will cut along a curved line in 4 of 5 trials,1/5,8/3/2026,4/5,11/30/2026,In progress\n" +
				"C-2,\"Lee, Bo\",2/1/2018,Sensory,Bo will reduce his meltdowns during transitions to two a day,7,8/17/2026,2,12/15/2026,Met!\nTotal,,,,2 goals,,,,,\n",
			"Kid #=client.id, Child's Name=client.name, DOB=client.birth, Goal Area=goal.domain, Long Term Goal=goal.text, Baseline=goal.baseline, " +
				"Baseline Date=goal.baseline_date, Target=goal.target, Target date=goal.target_date, Status=goal.state",
			"clients goals", `Status: what does "Met!" mean (1 row)?`,
		},
		{
			"WebPT Documented Units: units and codes are not used, staff by name become ids",
			"clinic_name,case_name,visit_id,patient_name,patient_dob,date_of_service,documenting_therapist,place_of_service,visit_type,cpt_code,units\n" +
				"Sunny,OT,9,\"Ruiz, Ana\",05/14/2019,09/14/2026,\"Lee, Kim\",11,Daily Note,97530,3\nSunny,OT,10,\"Lee, Bo\",02/01/2018,09/16/2026,Kim Lee,11,Daily Note,97530,2\n",
			"visit_id=session.id, patient_name=client.name, patient_dob=client.birth, date_of_service=session.day, documenting_therapist=session.therapist, place_of_service=session.place, visit_type?",
			"sessions", "visit_type: what is it?",
		},
		{
			"SimplePractice: a name alone names no client",
			"Date,Client,Clinician,Status,Billing Code,Rate,Units,Total Fee\n09/14/2026,Ana Ruiz,Pat Doe,Show,97530,120,3,360\n09/16/2026,Bo Lee,Pat Doe,Late cancelled,97530,120,1,60\n",
			"Date=session.day, Client=client.name, Status=session.status", "sessions", "named by name only",
		},
		{
			"TheraNest",
			"Client Name,Client ID,DOB,Appointment Date,Start Time,Duration,Attendance,Service Code\nAna Ruiz,77,5/14/2019,9/14/2026,9:00 AM,45 min,Attended,97530\n",
			"Client Name=client.name, Client ID=client.id, DOB=client.birth, Appointment Date=session.day, Start Time=session.start, Duration=session.minutes, Attendance=session.status",
			"clients sessions", "",
		},
		{
			"Jane: a status word that is not known is asked",
			"Appointment Date,Start Time,End Time,Patient Number,Patient,Staff Member,Treatment,State\n2026-09-14,9:00 AM,9:45 AM,1001,Ana Ruiz,Kim Lee,OT Follow up,Arrived\n2026-09-16,9:00 AM,9:45 AM,1002,Bo Lee,Kim Lee,OT Follow up,Snowed in\n",
			"Appointment Date=session.day, Start Time=session.start, End Time=session.end, Patient Number=client.id, Patient=client.name, Staff Member=session.therapist, State=session.status",
			"sessions", `State: what does "Snowed in" mean (1 row)?`,
		},
		{
			"Fusion: a flow sheet with results",
			"Patient Name,MRN,Date of Service,Goal,Accuracy,Level of Assistance,Comments\n\"Ruiz, Ana\",88,9/14/2026,Cut on a curved line,80%,Min A,\"ñ, well done\"\n",
			"Patient Name=client.name, MRN=client.id, Date of Service=session.day, Goal=goal.title, Accuracy=point.percent, Level of Assistance=point.help, Comments=session.note",
			"sessions data", "does another export, such as an appointment list, say which visits were held?",
		},
		{
			"CentralReach keys",
			"Id,DateOfService,ClientId,ClientFirstName,ClientLastName,ProviderId,ProviderFirstName,ProcedureCodeString,Location,TimeWorkedInMins,UnitsOfService,DateTimeFrom,DateTimeTo,CreationDate,IsVoid,IsDeleted,IsLocked\n" +
				"1,9/14/2026,C-1,Ana,Ruiz,T-1,Kim,97530: Therapeutic,Clinic,45,3,9/14/2026 9:00 AM,9/14/2026 9:45 AM,9/14/2026 10:00 AM,False,False,True\n",
			"DateOfService=session.day, ClientId=client.id, ClientFirstName=client.first, ClientLastName=client.last, ProviderId=session.therapist, Location=session.place, " +
				"TimeWorkedInMins=session.minutes, DateTimeFrom=session.start, DateTimeTo=session.end, CreationDate=row.modified, IsVoid=row.void, IsDeleted=row.void",
			"sessions", "does another export",
		},
		{
			"PowerSchool progress monitoring",
			"State ID,Local ID,First Name,Last Name,Goal Title,Goal Statement,Present Level,Method,Baseline Date,Baseline Score,Last Entered Score,Last Entered Score Date,Target Date\n" +
				"991,C-1,Ana,Ruiz,Scissors,Given a visual model Ana will cut along a curved line,Cuts straight lines on her own,Data,8/20/2026,1/5,3/5,10/12/2026,5/28/2027\n",
			"State ID=client.other_id, Local ID=client.id, First Name=client.first, Last Name=client.last, Goal Title=goal.title, Goal Statement=goal.text, Present Level=goal.present_level, " +
				"Baseline Date=goal.baseline_date, Baseline Score=goal.baseline, Last Entered Score=goal.last_score, Last Entered Score Date=goal.last_score_date, Target Date=goal.target_date",
			"clients goals", "",
		},
		{
			"correct and trials in two columns, a header with a typo",
			"Student ID,Sesion Date,Goal,Correct,Trials,Prompts\nC-1,9/14/2026,Cutting,4,5,1 VC\n",
			"Student ID=client.id, Sesion Date?, Goal=goal.title, Correct=point.ok, Trials=point.of, Prompts=point.help", "goals", "one letter away from \"session date\"",
		},
		{
			"nothing decides the order of days: asked",
			"Student ID,Date,Goal,Score\nC-1,03/04/2026,Cutting,4/5\n",
			"Student ID=client.id, Date=session.day, Goal=goal.title, Score=point.score", "sessions data", "is the month or the day written first",
		},
		{
			"shares and percents in one column: asked",
			"Student ID,Date,Goal,% Correct\nC-1,9/14/2026,Cutting,0.8\nC-1,9/15/2026,Cutting,75\n",
			"Student ID=client.id, Date=session.day, Goal=goal.title, % Correct=point.percent", "sessions data", "does 0.8 mean 80 %",
		},
		{
			"a client named in the first of its rows only: asked",
			"Student ID,Date,Goal,Score\nC-1,9/14/2026,Cutting,4/5\n,9/15/2026,Cutting,3/5\n",
			"Student ID=client.id, Date=session.day, Goal=goal.title, Score=point.score", "sessions data", "1 rows are blank here",
		},
		{
			"a column for each day is read as the results below it",
			"Student ID,Goal,9/14/2026,9/15/2026,9/16/2026\nC-1,Cutting,4/5,3/5,4/5\n",
			"Student ID=client.id, Goal=goal.title, Column date=session.day, Cell=point.score", "goals sessions data", "no column says whether a visit was held",
		},
		{
			"headers say nothing, values do: asked, not assumed",
			"A1,A2,A3,A4\nC-101,9/14/2026,4/5,Min A\nC-101,9/15/2026,3/5,Mod A\n",
			"A1?, A2?, A3?, A4?", "", "no column says which client a row is about",
		},
		{
			"a header that promises dates, with words below",
			"Client ID,First Name,Last Name,DOB\nC-1,Ana,Ruiz,spring baby\n",
			"Client ID=client.id, First Name=client.first, Last Name=client.last, DOB?", "clients", "its values are not of that kind",
		},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			p := proposed(t, "x.csv", []byte(c.table))
			if got := fieldsOf(p); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			var given []string
			for _, g := range p.Gives() {
				given = append(given, string(g))
			}
			if got := strings.Join(given, " "); got != c.gives {
				t.Errorf("gives %q, want %q", got, c.gives)
			}
			if open := opens(p); !strings.Contains(open, c.open) || c.open == "" && open != "" && !strings.Contains(open, "does another export") {
				t.Errorf("open questions:\n%s\nwant %q", open, c.open)
			}
			for _, col := range p.Columns {
				if col.Reason == "" {
					t.Errorf("column %q has no reason", col.Header)
				}
			}
		})
	}
}

func TestProposalOfAWorkbookWithATitleAndAHeaderInTwoRows(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		put(t, f, "A1", []any{"Notes"}, []any{"nothing here"})
		_, _ = f.NewSheet("Fall 2026")
		for cell, row := range map[string][]any{
			"A1": {"Acme Therapy: results from 8/1 to 10/31"},
			"A3": {"Student ID", "Session Date", "Goal", "Score"},
			"D4": {"Correct", "Trials"},
			"A5": {"C-1", 46085, "Cutting", 4, 5},
			"B6": {46086, "Cutting", 3, 5},
			"A7": {"C-2", 46086, "Buttons", 1, 4},
			"A8": {"Grand Total", nil, nil, 8, 14},
		} {
			if err := f.SetSheetRow("Fall 2026", cell, &row); err != nil {
				t.Fatal(err)
			}
		}
		_ = f.MergeCell("Fall 2026", "A1", "F1")
		_ = f.MergeCell("Fall 2026", "D3", "E3")
		_ = f.MergeCell("Fall 2026", "A5", "A6")
		_ = f.SetCellStyle("Fall 2026", "B5", "B7", style(t, f, "m/d/yyyy"))
		_ = f.SetRowVisible("Fall 2026", 7, false)
	})
	p := proposed(t, "x.xlsx", data)
	want := "Student ID=client.id, Session Date=session.day, Goal=goal.title, Score Correct=point.ok, Score Trials=point.of"
	if p.Sheet != "Fall 2026" || p.Header != 4 || p.Rows != 3 || fieldsOf(p) != want {
		t.Fatalf("sheet %q, header %d, rows %d, %s\nwant %s", p.Sheet, p.Header, p.Rows, fieldsOf(p), want)
	}
	batch, report := readBytes(t, "x.xlsx", data, p.Mapping("own"))
	if scores(batch) != "C-1 2026-03-04 4 of 5; C-1 2026-03-05 3 of 5; C-2 2026-03-05 1 of 4" || report.Bad != 0 || report.Skipped["total"] != 1 {
		t.Errorf("%s %+v\n%s", scores(batch), report, problemsOf(report))
	}
}

func TestAnswersChangeAProposal(t *testing.T) {
	p := proposed(t, "x.csv", []byte("Kid no,When,What,How well,State\nC-1,03/04/2026,Cutting,0.8,here\n,03/05/2026,Cutting,75,snow\n"))
	for _, set := range [][2]string{{"kid NO", "client.id"}, {"When", "session.day"}, {"What", "goal.title"}, {"How well", "point.share"}, {"State", "session.status"}} {
		if err := p.Set(set[0], set[1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{p.SetDate("day-first"), p.SetFill("Kid no"), p.SetWord("session.status", "Here", "attended"), p.SetWord("session.status", "snow", "clinic cancelled")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if open := opens(p); open != "" {
		t.Errorf("still open:\n%s", open)
	}
	m, err := ingest.ParseMapping("own", p.Mapping("own").Write(nil))
	if err != nil {
		t.Fatal(err)
	}
	batch, report := readBytes(t, "x.csv", []byte("Kid no,When,What,How well,State\nC-1,03/04/2026,Cutting,0.8,here\n,04/04/2026,Cutting,0.75,snow\n"), m)
	if scores(batch) != "C-1 2026-04-03 0.8; C-1 2026-04-04 0.75" || batch.Sessions[1].Status != "clinic cancelled" {
		t.Errorf("%s %+v\n%s", scores(batch), batch.Sessions, problemsOf(report))
	}
	for name, err := range map[string]error{
		`the nearest is "Kid no"`:                 p.Set("Kid nr", "client.id"),
		`the nearest is "client.id"`:              p.Set("Kid no", "client.idd"),
		`the nearest is "month-first"`:            p.SetDate("month-frist"),
		`"here" is no word of session.status`:     p.SetWord("session.status", "x", "here"),
		`the nearest is "sessions"`:               p.SetGives([]string{"session"}),
		`milepost fields lists them all`:          p.SetGroup("nothing.like"),
		`"held" is no word of session.status; it`: p.SetAlways("session.status", "held"),
	} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v, want %s", err, name)
		}
	}
}

// TestMappingsAreReadAsTheyWereWritten: whatever headers a file has, what is
// written of them is read as the same mapping.
func TestMappingsAreReadAsTheyWereWritten(t *testing.T) {
	names := func() []string {
		var all []string
		for _, f := range ingest.Fields() {
			all = append(all, f.Name)
		}
		return append(all, ingest.Ignore)
	}()
	rapid.Check(t, func(r *rapid.T) {
		header := rapid.OneOf(rapid.StringMatching(`[A-Za-z0-9#%][ -~]{0,20}`), rapid.StringMatching(`[a-zß-ÿא-ת一-三][^\n\r\t]{0,8}`), rapid.SampledFrom([]string{"yes", "null", "12", "1.5e3", "a: b", "- x", "# y", "{z}", "'q'", `"d"`, "&a", "*b", "!c", "~1"}))
		var m ingest.Mapping
		m.Name, m.About, m.Gives = "own", "One row.", []ingest.Give{ingest.Goals}
		seen := map[string]bool{}
		for _, h := range rapid.SliceOfN(header, 1, 8).Draw(r, "headers") {
			h = strings.TrimSpace(strings.ToValidUTF8(h, ""))
			if key := foldedOf(h); key == "" || seen[key] {
				continue
			}
			seen[foldedOf(h)] = true
			m.Columns = append(m.Columns, ingest.Column{Header: h, Field: rapid.SampledFrom(names).Draw(r, "field")})
			m.Needs = append(m.Needs, h)
		}
		if len(m.Columns) == 0 {
			return
		}
		m.Fill = m.Needs[:1]
		m.Words = map[string]map[string]string{"session.status": {"snow day: x": "attended"}}
		m.Always = map[string]string{"session.status": "attended"}
		text := m.Write(map[string]string{m.Needs[0]: "since # it: says\nso"})
		got, err := ingest.ParseMapping("own", text)
		m.Hash = got.Hash // of the text itself
		if err != nil || !reflect.DeepEqual(got, m) {
			r.Fatalf("%v\ngot  %+v\nwant %+v\n%s", err, got, m, text)
		}
	})
}

// foldedOf is what is left of a header without signs, for the test's own use.
func foldedOf(h string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || c == '%' || c == '#' {
			return c
		}
		return -1
	}, strings.ToLower(h))
}

// TestProposalsOfSharedTables looks at every real export: no crash, a reason
// for every column, and every mapping that can be written reads its file.
func TestProposalsOfSharedTables(t *testing.T) {
	atLength(t)
	var files []string
	for _, pattern := range []string{"edfi-assessment-exports/*/data/*.csv", "therapy-sessions-aphasia-jslhr/*.csv", "csv-spectrum/csvs/*.csv"} {
		found, err := filepath.Glob(filepath.Join(shared(t, "."), pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	written, rows := 0, 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := ingest.ProposeMapping(t.Context(), fileOf(filepath.Base(name), data), ingest.LookOptions{})
		if err != nil {
			t.Logf("%s: %v", filepath.Base(name), err)
			continue
		}
		must := slices.ContainsFunc(p.Doubts(), func(d ingest.Doubt) bool { return d.Must })
		if len(p.Lacks()) > 0 || must {
			continue
		}
		m, err := ingest.ParseMapping("own", p.Mapping("own").Write(nil))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_, report := readBytes(t, filepath.Base(name), data, m)
		if report.Mapping != "own" || report.Used == 0 {
			t.Errorf("%s: the mapping reads nothing: %+v\n%s\n%s", name, report, fieldsOf(p), problemsOf(report))
		}
		written++
		rows += report.Used
	}
	t.Logf("%d files, %d mappings without a question that must be answered, %d rows used by them", len(files), written, rows)
}

// TestWordsOfVisitsUnderAnyHeader: a column in which words for held and missed
// stand is asked about as that, whatever its header says and whichever word of it
// is the clinic's own; one of names or ids is not.
func TestWordsOfVisitsUnderAnyHeader(t *testing.T) {
	for _, tt := range []struct {
		header string
		words  []string
		want   bool
	}{
		{"Outcome", []string{"Provided", "No School", "Student Absent"}, true},
		{"Outcome", []string{"Given", "No School", "Student Absent"}, true},
		{"Column F", []string{"Given", "No show", "Cancelled"}, true},
		{"Outcome", []string{"Independent", "Min A", "Mod A"}, false},
		{"Column F", []string{"Ada Lovelace", "Bo Mar", "Cy Twom"}, false},
		{"Column F", []string{"yes", "no", "no"}, false},
	} {
		var file strings.Builder
		file.WriteString("Client ID,Date,Minutes," + tt.header + "\n")
		for i := range 12 {
			fmt.Fprintf(&file, "C-%d,9/%d/2026,30,%s\n", i%2, 10+i, tt.words[i%len(tt.words)])
		}
		p := proposed(t, "log.csv", []byte(file.String()))
		c := p.Columns[3]
		if got := c.Field == "session.status" || !c.Sure && slices.Contains(c.Maybe, "session.status"); got != tt.want {
			t.Errorf("%s %q: %+v, want visits: %v", tt.header, tt.words, c, tt.want)
		}
	}
}

// TestANumberFromAnotherProgram: the client's number in a program that the clinic
// had before is another number of the client, never lost and never the first one.
func TestANumberFromAnotherProgram(t *testing.T) {
	for header, want := range map[string]bool{
		"Legacy MRN": true, "Old Patient ID": true, "Previous Client Number": true, "Former chart number": true,
		"Old Goal": false, "Previous Score": false, "Prior Therapist": false,
	} {
		p := proposed(t, "roster.csv", []byte("Client ID,First Name,Last Name,DOB,"+header+"\nN-501,Mia,Diaz,3/15/2018,10021\nN-502,Leo,Park,4/20/2019,10044\n"))
		if got := p.Columns[4].Field == "client.other_id"; got != want || p.Columns[0].Field != "client.id" {
			t.Errorf("%q is %s beside %s, want the other number: %v", header, p.Columns[4].Field, p.Columns[0].Field, want)
		}
	}
}
