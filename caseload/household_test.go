package caseload_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
	"milepost/rules"
)

// practice is a clinic of a few children with one goal each, small enough that
// a test can take it through all of its life.
type practice struct {
	testing.TB
	*caseload.Caseload
	dir string
}

func practiceOptions() caseload.Options {
	return caseload.Options{
		Clinic:      caseload.Clinic{Name: "Test Clinic", Address: []string{"5 Main St", "Springfield, IL 62700"}, Phone: "555-0100", ClientWord: "child"},
		Staff:       []record.Therapist{{ID: "T-1", Name: "Zoë Łukasz", Credential: "OTR/L", License: "OT-1"}},
		Therapist:   map[string]record.ID{"A": "T-1"},
		CadenceDays: 90, Discipline: "OT", Zone: time.UTC, Language: "en", Version: "test",
		Retention: rules.DefaultRetention(),
		Look:      caseload.Look{Paper: "letter", Client: "id"},
	}
}

func kid(i int) record.ID { return record.ID(fmt.Sprintf("K-%03d", i)) }

// newPractice makes a workspace with so many children, K-000 and on. The
// contacts of each come from a function, as YAML of a card; "" it has no card.
func newPractice(t testing.TB, children int, contacts func(i int) string) *practice {
	t.Helper()
	p := newFolder(t, children, contacts)
	p.must(p.AddUser(t.Context(), now(), caseload.Holder(), caseload.NewUser{Password: secret, User: record.User{
		ID: "T-1", Roles: []record.Role{record.RoleTherapist, record.RoleLead}, Expires: record.Date{Year: 2027, Month: 6, Day: 30},
	}}))
	return p
}

// newFolder is a practice in which nobody is a user yet.
func newFolder(t testing.TB, children int, contacts func(i int) string) *practice {
	t.Helper()
	p := &practice{TB: t, dir: t.TempDir()}
	p.must(caseload.Init(p.dir))
	for name, text := range practiceExports(children) {
		p.write("inbox/"+name, text)
	}
	for i := range children {
		p.write("clients/"+string(kid(i))+".yaml", practiceCard(i, contacts(i)))
	}
	p.open()
	_, err := p.Ingest(t.Context(), now(), caseload.Holder(), nil)
	p.must(err)
	return p
}

func (p *practice) open() {
	p.Helper()
	o := practiceOptions()
	o.Inbox = filepath.Join(p.dir, "inbox")
	c, err := caseload.Open(p.Context(), p.dir, o)
	p.must(err)
	p.Caseload = c
	p.Cleanup(func() { _ = c.Close() })
}

func (p *practice) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *practice) write(name, text string) {
	p.Helper()
	full := filepath.Join(p.dir, filepath.FromSlash(name))
	p.must(os.MkdirAll(filepath.Dir(full), 0o700))
	p.must(os.WriteFile(full, []byte(text), 0o600))
}

func (p *practice) read(name string) string {
	p.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, filepath.FromSlash(name)))
	p.must(err)
	return string(data)
}

func (p *practice) draft(children ...record.ID) []caseload.Drafted {
	p.Helper()
	made, err := p.Draft(p.Context(), now(), caseload.Holder(), caseload.Selection{Clients: children}, func(int, int) {})
	p.must(err)
	return made
}

func (p *practice) user() caseload.Actor {
	p.Helper()
	u, err := p.ActorFor(p.Context(), "T-1")
	p.must(err)
	return u
}

func (p *practice) sit() caseload.Actor {
	p.Helper()
	s, err := p.OpenSitting(p.Context(), now(), "T-1", secret)
	p.must(err)
	return s.Actor()
}

var emptyPlace = regexp.MustCompile(`(?m)^\[\[.*\]\]\n`)

// settle empties the places of a draft that only a person can fill.
func (p *practice) settle(child record.ID) {
	p.Helper()
	name := draftFile(child)
	p.write(name, emptyPlace.ReplaceAllString(p.read(name), ""))
}

func draftFile(child record.ID) string {
	return "drafts/" + string(child) + "/2026-08-03_progress-report.parent.en.md"
}

const practicePeriod = " 2026-08-03 to 2026-10-31"

// sign takes a draft to its signature.
func (p *practice) sign(sitting caseload.Actor, child record.ID) caseload.Signing {
	p.Helper()
	p.settle(child)
	_, err := p.Open(p.Context(), now(), p.user(), string(child))
	p.must(err)
	s, err := p.Sign(p.Context(), now(), sitting, caseload.ToSign{Name: string(child), Names: string(child) + practicePeriod})
	p.must(err)
	return s
}

// signAll drafts and signs all, and makes the editions that follow.
func (p *practice) signAll(children int) {
	p.Helper()
	p.draft()
	sitting := p.sit()
	for i := range children {
		p.sign(sitting, kid(i))
	}
	p.draft()
}

// noLog fails where the log does not hold.
func (p *practice) logHolds() {
	p.Helper()
	checked, err := p.VerifyLog(p.Context(), caseload.Holder())
	p.must(err)
	if len(checked.Wrong) > 0 {
		p.Errorf("the log: %v", checked.Wrong)
	}
}

func practiceCard(i int, contacts string) string {
	return fmt.Sprintf("client: %s\n%sgoals:\n  - goal: Scissors\n    plain: {en: cut along a line, es: recortar por una línea}\n    skill: straight-line\n    domain: scissors\n    measure: trials\n    unit: cuts\n    of: 5\n    better: up\n    target: 4/5\n    criterion: 3 sessions in a row\n", kid(i), contacts)
}

// practiceExports are a roster, a goal and eight sessions a child.
func practiceExports(children int) map[string]string {
	var roster, goals, sessions strings.Builder
	roster.WriteString("Client ID,First Name,Last Name,DOB,Pronouns,Therapist ID,Caseload,Home Language,Start of Care\n")
	goals.WriteString("State ID,Local ID,First Name,Last Name,Goal Title,Goal Statement,Present Level,Baseline Date,Baseline Score,Last Entered Score,Last Entered Score Date,Target Date,Specially Designed Instruction,Method,Middle Name\n")
	sessions.WriteString("Id,DateOfService,ClientId,ClientFirstName,ClientLastName,ProviderId,ProviderFirstName,ProviderLastName,ProcedureCodeString,ProcedureCodeId,Location,TimeWorkedInMins,UnitsOfService,DateTimeFrom,DateTimeTo,CreationDate,IsVoid,IsDeleted,IsLocked,GoalTitle,Score,Prompt,Supports,Format,SessionNote,ParentComment\n")
	for i := range children {
		first := practiceName(i)
		fmt.Fprintf(&roster, "%s,%s,Tester,2019-05-%02d,he,T-1,A,en,2026-08-03\n", kid(i), first, i%28+1)
		fmt.Fprintf(&goals, "%d,%s,%s,Tester,Scissors,%s will cut along a line in 4 of 5 trials over 3 consecutive sessions.,,2026-08-03,1/5,,,2027-01-29,,,\n", i, kid(i), first, first)
		for n := range 8 {
			day := time.Date(2026, time.August, 17+7*n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			fmt.Fprintf(&sessions, "%d,%s,%s,%s,Tester,T-1,Zoë,Łukasz,97530,1,Clinic,45,3,%s 15:00,%s 15:45,%s,false,false,true,Scissors,%d/5,,,individual,,\n",
				i*8+n, day, kid(i), first, day, day, day, 1+n/3)
		}
	}
	return map[string]string{"roster.csv": roster.String(), "goals.csv": goals.String(), "sessions.csv": sessions.String()}
}

// practiceName is a name that no other child has and no text holds by chance.
func practiceName(i int) string {
	return "Q" + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + "ndo"
}
