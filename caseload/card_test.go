package caseload_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/caseload"
	"milepost/ingest/fold"
	"milepost/record"
)

// drawCardText draws a card of K-000 with any of the lines that it may have; some
// have a value that cannot be used.
func drawCardText(t *rapid.T) string {
	var b strings.Builder
	b.WriteString("client: K-000\n")
	for _, lines := range [][]string{
		{"language: es\n", "language: Spanish!\n"},
		{"pronouns: she\n", "pronouns: xx\n"},
		{"preferred: Quinn\n"},
		{"caseload: Z\n"},
		{"other_names: [Peter Pan]\nbirth_date: 2019-05-01\n"},
		{"discharged: 2026-10-01\n", "discharged: soon\n"},
		{"contacts: []\n", "contacts:\n", "contacts:\n  - {name: Ann Tester, relationship: mother, may_receive: yes}\n", "contacts:\n  - {name: Ex Stepdad, may_receive: yes, phone: 555-0100}\n"},
		{"visits:\n  - {day: 2026-08-17, status: no-show}\n"},
		{"goals:\n  - goal: Scissors\n    skill: curve\n    target: 5/5\n", "goals:\n  - goal: Scissors\n    domain: scissors\n    most_help: nonsense\n"},
	} {
		if rapid.Bool().Draw(t, lines[0]) {
			b.WriteString(rapid.SampledFrom(lines).Draw(t, "line"))
		}
	}
	return b.String()
}

const cardRoster = "Client ID,First Name,Last Name,DOB,Home Language,Contact Name,Contact Phone,Contact May Receive\n"

// clinicKnown is what a workspace knows of everyone, apart from what is history.
type clinicKnown struct {
	Clients  map[record.ID]fold.Result
	Problems []string
	Waiting  []string
}

func whatIsKnown(t *rapid.T, p *practice) clinicKnown {
	k := clinicKnown{Clients: map[record.ID]fold.Result{}}
	s, err := p.Status(p.Context(), now(), caseload.Holder())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range s.Clients {
		f, err := p.FoldOf(p.Context(), one.Client)
		if err != nil {
			t.Fatal(err)
		}
		f.Client.Former = nil
		k.Clients[one.Client] = f
	}
	for _, problem := range s.Problems {
		k.Problems = append(k.Problems, problem.String())
	}
	for _, problem := range s.Waiting {
		k.Waiting = append(k.Waiting, problem.String())
	}
	return k
}

// Any sequence of edits of a card, and of exports between them, ends in what the
// last card that could be read and the exports alone say.
func TestACardAsItStandsDecides(t *testing.T) {
	const name = "clients/K-000.yaml"
	outer, checks, most := t, 0, 60
	if testing.Short() {
		most = 12 // each takes two workspaces through all of it
	}
	rapid.Check(t, func(t *rapid.T) {
		if checks++; checks > most {
			return
		}
		p, fresh := cardFolder(outer), cardFolder(outer)
		defer p.Close()
		defer fresh.Close()
		good, last := "", ""
		for n := range rapid.IntRange(1, 6).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"edit", "edit", "edit", "break", "remove", "export"}).Draw(t, "step") {
			case "edit":
				last = drawCardText(t)
				good = last
			case "break":
				last = "client: [\n"
			case "remove":
				good, last = "", ""
			case "export":
				row := fmt.Sprintf("K-000,Qaando,Tester,2019-05-01,%s,Export Aunt,555-01%02d,yes\n", rapid.SampledFrom([]string{"en", "vi", ""}).Draw(t, "language"), n)
				export := fmt.Sprintf("inbox/roster-2026-10-%02d.csv", n+1)
				p.write(export, cardRoster+row)
				fresh.write(export, cardRoster+row)
			}
			if last == "" {
				_ = os.Remove(filepath.Join(p.dir, name))
			} else {
				p.write(name, last)
			}
			p.ingest()
		}
		if good != "" {
			fresh.write(name, good)
		}
		fresh.ingest()
		if last != good {
			fresh.write(name, last)
			fresh.ingest()
		}
		if got, want := whatIsKnown(t, p), whatIsKnown(t, fresh); !reflect.DeepEqual(got, want) {
			t.Fatalf("got\n%+v\nwant\n%+v", got, want)
		}
	})
}

// cardFolder is a workspace of one child, in which rows under the child's id name
// another one.
func cardFolder(t *testing.T) *practice {
	t.Helper()
	p := &practice{TB: t, dir: t.TempDir()}
	p.must(caseload.Init(p.dir))
	for name, text := range practiceExports(1) {
		p.write("inbox/"+name, text)
	}
	p.write("inbox/the-other.csv", "Client ID,First Name,Last Name,DOB\nK-000,Peter,Pan,2019-05-01\n")
	p.open()
	p.ingest()
	return p
}

func (p *practice) ingest() caseload.Intake {
	p.Helper()
	in, err := p.Ingest(p.Context(), now(), caseload.Holder(), nil)
	p.must(err)
	return in
}
