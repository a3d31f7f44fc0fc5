package ingest_test

import (
	"strings"
	"testing"

	"milepost/ingest"
)

// ownClients is a mapping as milepost map writes it of a list of clients.
const ownClients = "gives: clients\nneeds: [Kid no, First, Last]\ncolumns: {Kid no: client.id, First: client.first, Last: client.last, Born: client.birth, Shoe size: ignore}\n"

// TestAMappingClaimsNoFileOfWhichItWouldDropFields: a column that the mapping
// does not know, and whose header or values are those of a field, stops it.
func TestAMappingClaimsNoFileOfWhichItWouldDropFields(t *testing.T) {
	const roster = "Client ID,First Name,Last Name,DOB"
	cases := []struct {
		rule, text string
		claimed    bool
	}{
		{"the list of clients itself", roster + "\nC-1,A,B,2019-05-06\n", true},
		{"columns that are not used", roster + ",Gender,Grade,Insurance\nC-1,A,B,2019-05-06,f,1,Acme\n", true},
		{"columns that nobody knows", roster + ",Shirt color,Bus\nC-1,A,B,2019-05-06,red,7\nC-2,A,B,2019-05-06,red,8\n", true},
		{"a goal sheet", roster + ",Goal,Baseline,Target\nC-1,A,B,2019-05-06,Cut,1/5,4/5\n", false},
		{"a file of visits", roster + ",Date of Service,Minutes\nC-1,A,B,2019-05-06,2026-09-14,45\n", false},
		{"one field more", roster + ",Email\nC-1,A,B,2019-05-06,a@b.org\n", false},
		{"results under a header that nobody knows", roster + ",Week one\nC-1,A,B,2019-05-06,1/5\nC-2,C,D,2019-05-06,2/5\nC-3,E,F,2019-05-06,3/5\n", false},
		{"help under a header that nobody knows", roster + ",Zipper\nC-1,A,B,2019-05-06,Min A\nC-2,C,D,2019-05-06,Mod A\nC-3,E,F,2019-05-06,CGA\n", false},
		{"attendance under a header that nobody knows", roster + ",Week one\nC-1,A,B,2019-05-06,attended\nC-2,C,D,2019-05-06,no show\nC-3,E,F,2019-05-06,cancelled\n", false},
		{"the clinic's own list", "Kid no,First,Last,Born,Shoe size\n7,A,B,2019-05-06,33\n", true},
		{"visits that begin as the clinic's own list", "Kid no,First,Last,Born,DOS,Attendance\n7,A,B,2019-05-06,2026-09-14,attended\n", false},
	}
	mappings := append([]ingest.Mapping{own(t, ownClients)}, shippedOnce()...)
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			batch, report := readBytes(t, "f.csv", []byte(c.text), mappings...)
			if claimed := report.Mapping != ""; claimed != c.claimed {
				t.Errorf("mapping %q\n%s", report.Mapping, problemsOf(report))
			}
			if !c.claimed && (len(batch.Clients) > 0 || codes(report.Problems) != "file.passed-over" || !strings.Contains(problemsOf(report), "say what the columns of f.csv mean")) {
				t.Errorf("%d clients\n%s", len(batch.Clients), problemsOf(report))
			}
		})
	}
}

// TestAStoppedMappingLeavesTheFileToAnother: the mapping that knows all
// columns reads the file, whichever comes first.
func TestAStoppedMappingLeavesTheFileToAnother(t *testing.T) {
	visits := own(t, "gives: sessions\nneeds: [Kid no, DOS]\ncolumns: {Kid no: client.id, First: client.first, Last: client.last, Born: client.birth, DOS: session.day, Attendance: session.status}\n")
	visits.Name = "visits"
	clients := own(t, ownClients)
	data := []byte("Kid no,First,Last,Born,DOS,Attendance\n7,A,B,2019-05-06,2026-09-14,attended\n")
	for _, mappings := range [][]ingest.Mapping{{clients, visits}, {visits, clients}} {
		if _, report := readBytes(t, "f.csv", data, mappings...); report.Mapping != "visits" {
			t.Errorf("mapping %q\n%s", report.Mapping, problemsOf(report))
		}
	}
	if _, report := readWith(t, "f.csv", data, ingest.Options{Mappings: []ingest.Mapping{clients}, Today: today, ReadOnce: true}); report.Mapping == "" {
		t.Errorf("a file that was read before is not read again\n%s", problemsOf(report))
	}
}
