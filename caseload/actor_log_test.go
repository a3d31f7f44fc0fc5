package caseload_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/xuri/excelize/v2"

	"milepost/calendar"
	"milepost/caseload"
	"milepost/ingest/card"
	"milepost/record"
)

// deed is a use case that changes something, and the entry that it leaves.
type deed struct {
	name string // of the use case
	kind string // of its entry
	do   func(p *practice, by caseload.Actor) error
}

// deeds are done one after the other in a clinic of four children.
func deeds() []deed {
	return slices.Concat(intakeDeeds(), wordingDeeds(), draftDeeds(), custodyDeeds())
}

func intakeDeeds() []deed {
	imported := func(p *practice, by caseload.Actor) record.Import {
		imp, err := p.Import(p.Context(), by, "3")
		p.must(err)
		return imp
	}
	return []deed{
		{"Ingest", "imported", func(p *practice, by caseload.Actor) error {
			p.write("inbox/renamed.csv", strings.ReplaceAll(practiceExports(1)["roster.csv"], practiceName(0), "Renamed"))
			_, err := p.Ingest(p.Context(), now(), by, nil)
			return err
		}},
		{"SameChild", "new name confirmed", func(p *practice, by caseload.Actor) error {
			_, err := p.SameChild(p.Context(), now(), by, kid(0))
			return err
		}},
		{"OtherName", "other name given", func(p *practice, by caseload.Actor) error {
			return p.OtherName(p.Context(), now(), by, kid(0), "Quin Tester")
		}},
		{"TwoChildren", "two children told apart", func(p *practice, by caseload.Actor) error {
			return p.TwoChildren(p.Context(), now(), by, kid(0), kid(1))
		}},
		{"ReadGoals", "card filled in", func(p *practice, by caseload.Actor) error {
			var list bytes.Buffer
			p.must(wrote(p.WriteGoals(p.Context(), now(), by, &list, true)))
			_, err := p.ReadGoals(p.Context(), now(), by, "goals.xlsx", p.fill(list.Bytes(), "What is counted: yes, or change to", "snips"))
			return err
		}},
		{"ReadClients", "card filled in", func(p *practice, by caseload.Actor) error {
			var list bytes.Buffer
			p.must(wrote(p.WriteClients(p.Context(), now(), by, &list, true)))
			_, err := p.ReadClients(p.Context(), now(), by, "clients.xlsx", p.fill(list.Bytes(), "School district: yes, or change to", "Springfield 12"))
			return err
		}},
		{"ReadDue", "card filled in", func(p *practice, by caseload.Actor) error {
			due := caseload.DueList{Items: []caseload.DueItem{{Due: calendar.Due{Client: kid(0), Missing: "dates.iep_meeting"}}}}
			var list bytes.Buffer
			p.must(caseload.WriteTable(&list, "due.xlsx", due, nil))
			filled, err := p.ReadDue(p.Context(), now(), by, "due.xlsx", p.fill(list.Bytes(), card.DueDay, "10/1/2026"))
			if err == nil && filled.Changes != 1 {
				p.Errorf("%+v", filled)
			}
			return err
		}},
		{"IngestCards", "imported", func(p *practice, by caseload.Actor) error {
			p.write("clients/"+string(kid(3))+".yaml", practiceCard(3, "pronouns: she\n"))
			_, err := p.IngestCards(p.Context(), now(), by)
			return err
		}},
		{"ReadCards", "imported", func(p *practice, by caseload.Actor) error {
			p.write("clients/"+string(kid(3))+".yaml", practiceCard(3, "pronouns: he\n"))
			_, err := p.ReadCards(p.Context(), now(), by)
			return err
		}},
		{"NewChild", "new child given an id", func(p *practice, by caseload.Actor) error {
			_, err := p.NewChild(p.Context(), now(), by, "Nobody Known, 2019-01-02")
			return err
		}},
		{"SaveMapping", "mapping kept", func(p *practice, by caseload.Actor) error {
			_, err := p.SaveMapping(p.Context(), now(), by, "own-roster", p.Mappings()[0].Write(nil), caseload.KeepOld)
			return err
		}},
		{"DateImport", "import dated", func(p *practice, by caseload.Actor) error {
			_, err := p.DateImport(p.Context(), now(), by, imported(p, by), record.Date{Year: 2026, Month: 10, Day: 1})
			return err
		}},
		{"Retract", "import retracted", func(p *practice, by caseload.Actor) error {
			_, err := p.Retract(p.Context(), now(), by, imported(p, by))
			return err
		}},
		{"TakeBack", "import taken back", func(p *practice, by caseload.Actor) error {
			_, err := p.TakeBack(p.Context(), now(), by, imported(p, by))
			return err
		}},
		{"Merge", "clients joined", func(p *practice, by caseload.Actor) error {
			_, err := p.Merge(p.Context(), now(), by, kid(2), kid(3))
			return err
		}},
		{"Unmerge", "clients parted", func(p *practice, by caseload.Actor) error {
			_, err := p.Unmerge(p.Context(), now(), by, kid(2), kid(3))
			return err
		}},
	}
}

func wordingDeeds() []deed {
	return []deed{
		{"ImportPhrases", "phrases imported", func(p *practice, by caseload.Actor) error {
			sheet := "language,id,domain,slot,for,kind,text\nen,own.home/1,general,home,parent,chosen,sing one song each day\n"
			_, err := p.ImportPhrases(p.Context(), now(), by, "own.csv", []byte(sheet), "")
			return err
		}},
		{"TakePhrase", "phrase changed", func(p *practice, by caseload.Actor) error {
			return p.TakePhrase(p.Context(), now(), by, caseload.PhraseChange{ID: "general.home.praise/1", Text: "say one good thing a day"})
		}},
		{"TakeForm", "template changed", func(p *practice, by caseload.Actor) error {
			forms, err := p.Forms(p.Context(), by)
			p.must(err)
			text, err := p.Form(p.Context(), by, forms[0].Name)
			p.must(err)
			return p.TakeForm(p.Context(), now(), by, forms[0].Name, text+"\n")
		}},
	}
}

func draftDeeds() []deed {
	name := string(kid(0))
	return []deed{
		{"Draft", "drafted", func(p *practice, by caseload.Actor) error {
			_, err := p.Draft(p.Context(), now(), by, caseload.Selection{Clients: []record.ID{kid(0)}}, func(int, int) {})
			return err
		}},
		{"Open", "opened for review", func(p *practice, by caseload.Actor) error {
			_, err := p.Open(p.Context(), now(), by, name)
			return err
		}},
		{"Return", "changes asked", func(p *practice, by caseload.Actor) error {
			_, err := p.Return(p.Context(), now(), by, name, "more on scissors")
			return err
		}},
		{"Undo", "undone", func(p *practice, by caseload.Actor) error {
			p.settle(kid(0)) // edited by hand
			_, err := p.Undo(p.Context(), now(), by, name, 0)
			return err
		}},
		{"Look", "looked at", func(p *practice, by caseload.Actor) error {
			list, err := p.Status(p.Context(), now(), by)
			p.must(err)
			return p.Look(p.Context(), now(), by, list.Clients[0].Draft, "draft.pdf")
		}},
		{"Follow", "followed up", func(p *practice, by caseload.Actor) error {
			_, err := p.Follow(p.Context(), now(), by, record.FollowUpNote{
				Client: kid(0), Stage: record.Requested, Purpose: "annual IEP review", Party: "case manager",
			})
			return err
		}},
		{"WriteICS", "calendar written", func(p *practice, by caseload.Actor) error {
			_, _, err := p.WriteICS(p.Context(), now(), by, caseload.DueSelection{}, io.Discard)
			return err
		}},
	}
}

func custodyDeeds() []deed {
	return []deed{
		{"Backup", "backup made", func(p *practice, by caseload.Actor) error {
			key, err := age.GenerateX25519Identity()
			p.must(err)
			_, err = p.Backup(p.Context(), now(), by, filepath.Join(p.TempDir(), "clinic.age"), key.Recipient())
			return err
		}},
		{"BackupFetched", "backup made", func(p *practice, by caseload.Actor) error {
			return p.BackupFetched(p.Context(), now(), by, caseload.Backup{Hash: "0"})
		}},
		{"ExportLog", "log exported", func(p *practice, by caseload.Actor) error {
			_, err := p.ExportLog(p.Context(), now(), by, io.Discard)
			return err
		}},
		{"Forget", "client forgotten", func(p *practice, by caseload.Actor) error {
			_, err := p.Forget(p.Context(), now(), by, caseload.ToForget{Client: kid(3), Again: kid(3), Why: "moved away before the first visit"})
			return err
		}},
		{"AddUser", "user added", func(p *practice, by caseload.Actor) error {
			return p.AddUser(p.Context(), now(), by, caseload.NewUser{Password: secret, User: record.User{ID: "L-1", Roles: []record.Role{record.RoleLead}}})
		}},
	}
}

// TestEveryDeedLeavesItsEntry while there is no user yet: whoever holds the
// folder does all but sign, and the log says who it was. A deed leaves its entry
// once; files that it makes known or anew along with it have their own.
func TestEveryDeedLeavesItsEntry(t *testing.T) {
	p := newFolder(t, 4, families)
	follow := []string{"imported", "drafted", "edited"}
	for _, d := range deeds() {
		before := p.entries(0)
		if err := d.do(p, caseload.Holder()); err != nil {
			t.Fatalf("%s: %v", d.name, err)
		}
		times := 0
		for _, e := range p.entries(len(before) + 1) {
			if e.Who() != "holder of the folder, no user yet" && d.name != "AddUser" {
				t.Errorf("%s: %q did it, says the log: %+v", d.name, e.Who(), e)
			}
			if e.Kind == d.kind {
				times++
			} else if !slices.Contains(follow, e.Kind) {
				t.Errorf("%s: an entry of another kind: %s", d.name, e.Kind)
			}
		}
		if times == 0 || times > 1 && !slices.Contains(follow, d.kind) && d.kind != "card filled in" {
			t.Errorf("%s: %d entries %q", d.name, times, d.kind)
		}
	}
	p.logHolds()
}

// TestWhereThereAreUsersTheRoleDecides: the same acts, by whoever gives no name,
// by a program and by a VA, are done and say who did them, or are refused and
// leave nothing.
func TestWhereThereAreUsersTheRoleDecides(t *testing.T) {
	p := newPractice(t, 4, families)
	p.must(p.AddUser(t.Context(), now(), p.sit(), caseload.NewUser{Password: secret, User: record.User{ID: "V-1", Roles: []record.Role{record.RoleVA}}}))
	p.must(p.Grant(t.Context(), now(), p.sit(), "V-1", []string{"A"}))
	va, err := p.ActorFor(t.Context(), "V-1")
	p.must(err)
	refused := []string{"ImportPhrases", "TakePhrase", "TakeForm", "Return", "ExportLog", "Forget", "AddUser"}
	unattended := []string{"Ingest", "IngestCards", "ReadCards", "DateImport", "Retract", "TakeBack", "Draft", "Look", "WriteICS", "Backup", "BackupFetched"}
	actors := []struct {
		by  caseload.Actor
		who string
	}{{va, "V-1"}, {caseload.Holder(), "holder of the folder"}, {caseload.Program("watch"), "program: watch"}}
	for i, d := range deeds() {
		a := actors[i%len(actors)]
		before := len(p.entries(0))
		if !slices.Contains(unattended, d.name) && !slices.Contains(refused, d.name) {
			a = actors[i%2]
			if err := d.do(p, actors[2].by); !errors.Is(err, caseload.ErrRefused) || len(p.entries(0)) > before {
				t.Errorf("%s by a program: %v", d.name, err)
			}
		}
		err := d.do(p, a.by)
		after := p.entries(before + 1)
		if slices.Contains(refused, d.name) {
			for _, one := range actors {
				err := d.do(p, one.by)
				if !errors.Is(err, caseload.ErrRefused) || !strings.Contains(err.Error(), "may not ") {
					t.Errorf("%s by %s: %v", d.name, one.who, err)
				}
			}
			if n := len(p.entries(0)); n != before {
				t.Errorf("%s was refused, and left %d entries", d.name, n-before)
			}
			continue
		}
		if err != nil || len(after) == 0 {
			t.Errorf("%s by %s: %v, %d entries", d.name, a.who, err, len(after))
		}
		for _, e := range after {
			if e.Who() != a.who {
				t.Errorf("%s by %s: the log says %q: %+v", d.name, a.who, e.Who(), e)
			}
		}
	}
	p.logHolds()
}

func (p *practice) entries(from int) []record.Event {
	p.Helper()
	all, err := p.LogOf(p.Context(), from)
	p.must(err)
	return all
}

// fill writes words into the first row of a list, below the header.
func (p *practice) fill(data []byte, header, words string) []byte {
	p.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	p.must(err)
	defer book.Close()
	sheet := book.GetSheetName(0)
	rows, err := book.GetRows(sheet)
	p.must(err)
	for r, row := range rows {
		if c := slices.Index(row, header); c >= 0 {
			cell, err := excelize.CoordinatesToCellName(c+1, r+2)
			p.must(err)
			p.must(book.SetCellStr(sheet, cell, words))
			var out bytes.Buffer
			p.must(book.Write(&out))
			return out.Bytes()
		}
	}
	p.Fatalf("no column %q in %q", header, rows)
	return nil
}
