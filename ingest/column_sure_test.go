package ingest_test

import (
	"strings"
	"testing"

	"milepost/ingest"
)

// columnsProposed returns what each column is taken for: "?" behind one that is
// asked about, with what it may be, "-" for one that is not used.
func columnsProposed(t *testing.T, text string) (string, *ingest.MappingProposal) {
	t.Helper()
	p, err := ingest.ProposeMapping(t.Context(), fileOf("f.csv", []byte(text)), ingest.LookOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, c := range p.Columns {
		switch {
		case !c.Sure:
			all = append(all, "?"+strings.Join(c.Maybe, "/"))
		case c.Field == ingest.Ignore:
			all = append(all, "-")
		default:
			all = append(all, c.Field)
		}
	}
	return strings.Join(all, " "), p
}

// TestWhatIsUncertainIsAsked: a header that holds or resembles a known one
// decides nothing, but for words that cannot change what it says.
func TestWhatIsUncertainIsAsked(t *testing.T) {
	const roster = "Client ID,First Name,Last Name,%\nC-1,Ina,Berg,1/5/2023\nC-2,Tom,Ruiz,2/25/2024\nC-3,Uma,Sand,3/6/2024\n"
	for header, want := range map[string]string{
		"DOB (mm/dd/yyyy)":        "client.birth",
		"Patient's Date of Birth": "client.birth",
		"Part C Exit Date":        "?client.discharged",
		"Discharge Dates":         "?client.discharged",
		"Bus Entry Date":          "?row.modified",
		"Reevaluation Due Date":   "date.reevaluation",
		"Parent Date of Birth":    "?session.day/goal.target_date/goal.start",
		"Exit Date":               "client.discharged",
	} {
		if got, _ := columnsProposed(t, strings.Replace(roster, "%", header, 1)); got != "client.id client.first client.last "+want {
			t.Errorf("%s: %s, want %s", header, got, want)
		}
	}
	if got, _ := columnsProposed(t, "ChildID,Child F Name,Child L Name,BirthDate\nC-1,Ina,Berg,3/24/2022\nC-2,Tom,Ruiz,5/6/2022\n"); got != "client.id client.first client.last client.birth" {
		t.Errorf("initials of the kind of name: %s", got)
	}
	if got, _ := columnsProposed(t, "ChildID,Child Nane,Last Nbme,BirthDate\nC-1,Ina,Berg,3/24/2022\nC-2,Tom,Ruiz,5/6/2022\n"); got != "client.id ?client.name ?client.last client.birth" {
		t.Errorf("one letter more: %s", got)
	}
}

// TestOtherPeopleAreNoClient: whatever stands in a column of a teacher, a
// therapist or a parent, it is never proposed as the client's.
func TestOtherPeopleAreNoClient(t *testing.T) {
	for _, who := range []string{"Teacher", "Case Manager", "Parent", "Referring Provider", "Emergency Contact", "Staff"} {
		for _, what := range []string{"State ID", "Student ID", "First Name", "Full Name", "Date of Birth", "Home Language"} {
			got, p := columnsProposed(t, "Client ID,Client Name,"+who+" "+what+"\nC-1,Ina Berg,Mary Lou\nC-2,Tom Ruiz,9911\nC-3,Uma Sand,3/24/1980\n")
			last := p.Columns[2]
			for _, f := range append(last.Maybe, last.Field) {
				if strings.HasPrefix(f, "client.") {
					t.Errorf("%s %s: %s", who, what, got)
				}
			}
		}
	}
}

// TestASharedValueIsNoID: a number that several clients share is not theirs.
func TestASharedValueIsNoID(t *testing.T) {
	cases := []struct{ rule, text, want string }{
		{"a teacher's number", "State ID,Client ID,First Name,Last Name\n9911,S-1,Ina,Berg\n9911,S-2,Tom,Ruiz\n9922,S-3,Uma,Sand\n", "?client.other_id client.id client.first client.last"},
		{"a number for each", "State ID,Client ID,First Name,Last Name\n9911,S-1,Ina,Berg\n9912,S-2,Tom,Ruiz\n9911,S-1,Ina,Berg\n", "client.other_id client.id client.first client.last"},
		{"a family's account", "Account,First Name,Last Name,DOB\n71,Ina,Berg,3/24/2019\n71,Tom,Berg,5/26/2018\n72,Uma,Sand,3/4/2017\n", "?client.id client.first client.last client.birth"},
		{"rows of one client", "Account,First Name,Last Name,Goal\n71,Ina,Berg,Cut\n71,Ina,Berg,Zip\n72,Uma,Sand,Cut\n", "client.id client.first client.last goal.title"},
	}
	for _, c := range cases {
		if got, _ := columnsProposed(t, c.text); got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
	}
}
