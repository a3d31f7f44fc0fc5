package caseload_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"milepost/caseload"
	"milepost/record"
)

// tamper changes the database of a workspace as whoever holds its folder can.
func (p *practice) tamper(query string, args ...any) {
	p.Helper()
	p.must(p.Close())
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(p.dir, "milepost.db")))
	p.must(err)
	_, err = db.ExecContext(p.Context(), query, args...)
	p.must(err)
	p.must(db.Close())
	p.open()
}

// signAs takes a draft to its signature by a person of the same password.
func (p *practice) signAs(id, child record.ID) {
	p.Helper()
	p.settle(child)
	u, err := p.ActorFor(p.Context(), id)
	p.must(err)
	_, err = p.Open(p.Context(), now(), u, string(child))
	p.must(err)
	s, err := p.OpenSitting(p.Context(), now(), id, secret)
	p.must(err)
	_, err = p.Sign(p.Context(), now(), s.Actor(), caseload.ToSign{Name: string(child), Names: string(child) + practicePeriod})
	p.must(err)
}

// head is the end of the log.
func (p *practice) head() string {
	p.Helper()
	checked, err := p.VerifyLog(p.Context(), caseload.Holder())
	p.must(err)
	return checked.Head
}

// TestASignatureThatComesBackFits signs on the other machine under a name, a
// license, a day or an account that the clinic does not know: nothing of the
// file counts, until a lead takes the edits alone.
func TestASignatureThatComesBackFits(t *testing.T) {
	for _, tt := range []struct{ rule, set, signer, want string }{
		{"another name", `UPDATE users SET name = 'Dr. Evil', credential = 'MD'`, "T-1", "Dr. Evil"},
		{"another license", `UPDATE users SET license = 'FAKE-1'`, "T-1", "FAKE-1"},
		{"another last day", `UPDATE users SET expires = '2099-01-01'`, "T-1", "2099-01-01"},
		{"another person", `INSERT INTO users (id, roles, name, credential, license, expires, ended, password, log)
			SELECT 'T-2', roles, 'Someone', credential, 'OT-2', expires, 0, password, log FROM users WHERE id = 'T-1'`, "T-2", "T-2 acts in it"},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			p := newPractice(t, 2, families)
			p.draft()
			lead := p.sit()
			key := newKey(t)
			q, _ := p.away(key)
			q.edit(kid(0), "Said there.")
			q.draft()
			q.tamper(tt.set)
			q.signAs(record.ID(tt.signer), kid(0))
			file := filepath.Join(t.TempDir(), "back.age")
			_, err := q.HandBack(t.Context(), now(), q.user(), file, key.Recipient())
			p.must(err)
			head := p.head()
			_, err = p.TakeBackDrafts(t.Context(), now(), lead, file, key)
			var refusal *record.Refusal
			if !errors.As(err, &refusal) || !strings.Contains(refusal.What, tt.want) || refusal.Next.Act != record.StepTakeEdits {
				t.Fatalf("got %v, want a refusal with %q", err, tt.want)
			}
			if p.head() != head {
				t.Error("something of the file counts")
			}
			back, err := p.TakeEditsBack(t.Context(), now(), lead, file, key)
			p.must(err)
			if back.Signed != 0 || back.Edited != 1 {
				t.Errorf("taken back %+v, want one edited and none signed", back)
			}
			if text := p.read(draftFile(kid(0))); !strings.Contains(text, "Said there.") {
				t.Errorf("the edit is lost:\n%s", text)
			}
			p.logHolds()
		})
	}
}

// TestOnlyALeadLeavesASignatureOut: whoever is no lead may not decide it.
func TestOnlyALeadLeavesASignatureOut(t *testing.T) {
	p := newPractice(t, 1, families)
	p.draft()
	p.must(p.AddUser(t.Context(), now(), p.sit(), caseload.NewUser{Password: secret, User: record.User{ID: "V-1", Roles: []record.Role{record.RoleVA}}}))
	key := newKey(t)
	q, _ := p.away(key)
	file := filepath.Join(t.TempDir(), "back.age")
	_, err := q.HandBack(t.Context(), now(), q.user(), file, key.Recipient())
	p.must(err)
	va, err := p.ActorFor(t.Context(), "V-1")
	p.must(err)
	if _, err := p.TakeEditsBack(t.Context(), now(), va, file, key); !errors.Is(err, caseload.ErrRefused) {
		t.Errorf("a VA decided it: %v", err)
	}
}
