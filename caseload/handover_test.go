package caseload_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"milepost/caseload"
	"milepost/record"
)

// away opens a hand-over of all drafts on a machine of its own.
func (p *practice) away(key *age.X25519Identity) (*practice, caseload.HandedOver) {
	p.Helper()
	dir := p.TempDir()
	file := filepath.Join(dir, "out.age")
	h, err := p.HandOver(p.Context(), now(), caseload.Holder(), "T-1", file, key.Recipient())
	p.must(err)
	_, err = caseload.OpenHandover(file, filepath.Join(dir, "away"), key)
	p.must(err)
	q := &practice{TB: p.TB, dir: filepath.Join(dir, "away")}
	q.open()
	return q, h
}

// back takes back what was done on the other machine.
func (p *practice) back(q *practice, key *age.X25519Identity) (caseload.TakenBack, error) {
	p.Helper()
	file := filepath.Join(p.TempDir(), "back.age")
	_, err := q.HandBack(p.Context(), now(), q.user(), file, key.Recipient())
	p.must(err)
	return p.TakeBackDrafts(p.Context(), now(), caseload.Holder(), file, key)
}

// edit puts a line before the heading of the questions.
func (p *practice) edit(child record.ID, line string) {
	p.Helper()
	text := p.read(draftFile(child))
	if !strings.Contains(text, "## Questions?") {
		p.Fatalf("%s has no place for a line", child)
	}
	p.write(draftFile(child), strings.Replace(text, "## Questions?", line+"\n\n## Questions?", 1))
}

// everything that the store has of a draft as text.
func (p *practice) everyText(child record.ID) string {
	p.Helper()
	var all strings.Builder
	for n := 1; ; n++ {
		text, err := p.RevisionText(p.Context(), caseload.Holder(), string(child), n)
		if err != nil {
			return all.String()
		}
		all.WriteString(text)
	}
}

// handedOver is how many drafts go to the therapist and back; the figure that is
// asked for is 60.
var handedOver = flag.Int("handover", 12, "drafts that are handed over and taken back")

// TestRoundTripLosesNothing hands drafts over, edits a third of them there, a
// third here, some on both sides, signs some there, and takes them back.
func TestRoundTripLosesNothing(t *testing.T) {
	atLength(t)
	children, each := *handedOver, *handedOver/3 // of these, edited on either side
	p := newPractice(t, children, func(int) string { return "" })
	p.draft()
	for i := range children { // what stood before
		if i%7 == 0 {
			p.edit(kid(i), "Before it went away.")
		}
	}
	p.draft()
	key := newKey(t)
	q, h := p.away(key)
	if h.Drafts != children || len(h.Clients) != children {
		t.Fatalf("handed over %+v", h)
	}
	for i := range each { // 0-19 there, 10-29 here: 10 on both sides
		q.edit(kid(i), fmt.Sprintf("Said there of %d.", i))
	}
	q.draft()
	q.edit(kid(0), "And said there once more.")
	sitting := q.sit()
	var signed []caseload.Signing
	first := each * 3 / 2 // edited by nobody: signed there
	for i := first; i < first+4; i++ {
		signed = append(signed, q.sign(sitting, kid(i)))
	}
	for i := each / 2; i < each*3/2; i++ {
		p.edit(kid(i), fmt.Sprintf("Said here of %d.", i))
	}
	for _, d := range p.draft() {
		if d.Outcome != caseload.DraftUnchanged && d.Away != "T-1" {
			t.Errorf("%s was redrawn while it was away: %+v", d.Client, d)
		}
	}
	back, err := p.back(q, key)
	if err != nil {
		t.Fatal(err)
	}
	if back.Signed != 4 || back.Edited != each || back.Joined != each/2 || back.Unchanged != children-4-each {
		t.Errorf("taken back: %+v", back)
	}
	for i := range children {
		all := p.everyText(kid(i))
		for line, want := range map[string]bool{
			"Before it went away.":              i%7 == 0,
			fmt.Sprintf("Said there of %d.", i): i < each,
			fmt.Sprintf("Said here of %d.", i):  i >= each/2 && i < each*3/2,
			"And said there once more.":         i == 0,
		} {
			if strings.Contains(all, line) != want {
				t.Errorf("%s: %q kept: %v, want %v", kid(i), line, !want, want)
			}
			if i >= first && i < first+4 { // its draft is a signed document now
				continue
			}
			stands := p.read(draftFile(kid(i)))
			questions, err := p.Questions(t.Context(), now(), caseload.Holder(), string(kid(i)))
			p.must(err)
			asked := fmt.Sprint(questions)
			if want && !strings.Contains(stands, line) && !strings.Contains(asked, line) {
				t.Errorf("%s: %q neither stands nor is asked", kid(i), line)
			}
		}
	}
	for i, s := range signed {
		for _, file := range s.Files {
			if p.read(file) != q.read(file) {
				t.Errorf("%s is not the file that was signed there", file)
			}
		}
		if v, err := p.Verify(t.Context(), caseload.Holder(), s.Files[1], []byte(q.read(s.Files[1]))); err != nil || !v.OK {
			t.Errorf("signed document %d: %+v, %v", i, v, err)
		}
	}
	p.logHolds()
	q.logHolds()
	for _, d := range p.draft() {
		if d.Away != "" {
			t.Errorf("after it came back: %+v", d)
		}
	}
}

func TestHandoverHoldsNobodyElse(t *testing.T) {
	p := newPractice(t, 3, families)
	p.draft()
	sitting := p.sit()
	p.sign(sitting, kid(1)) // no open draft: it stays
	p.must(p.AddUser(t.Context(), now(), sitting, caseload.NewUser{Password: secret, User: record.User{ID: "V-1", Roles: []record.Role{record.RoleVA}}}))
	q, h := p.away(newKey(t))
	if len(h.Clients) != 2 {
		t.Fatalf("handed over %+v", h)
	}
	if found := q.traces(practiceName(1)); len(found) > 0 {
		t.Errorf("a child whose draft was not handed over is in %v", found)
	}
	users, err := q.Users(t.Context(), caseload.Holder())
	p.must(err)
	if len(users) != 1 || users[0].ID != "T-1" {
		t.Errorf("users there: %+v", users)
	}
	q.logHolds()
	if r, err := q.Open(t.Context(), now(), q.user(), "K-000"); err != nil || len(r.Findings) > 5 {
		t.Errorf("the draft there: %+v, %v", r.Findings, err)
	}
}

func TestTakeBackRefuses(t *testing.T) {
	atLength(t)
	p := newPractice(t, 1, families)
	p.draft()
	key := newKey(t)
	q, h := p.away(key)
	dir := t.TempDir()
	file := filepath.Join(dir, "back.age")
	if _, err := p.HandOver(t.Context(), now(), caseload.Holder(), "T-1", filepath.Join(dir, "x.age"), key.Recipient()); err == nil || !strings.Contains(err.Error(), "has been checked out to T-1") {
		t.Errorf("handed over twice: %v", err)
	}
	if _, err := p.Sign(t.Context(), now(), p.sit(), caseload.ToSign{Name: "K-000"}); err == nil {
		t.Error("signed here while it is away")
	}
	_, err := q.HandBack(t.Context(), now(), q.user(), file, key.Recipient())
	p.must(err)
	whole, err := os.ReadFile(file)
	p.must(err)
	short := filepath.Join(dir, "short.age")
	p.must(os.WriteFile(short, whole[:len(whole)-20], 0o600))
	for _, tt := range []struct {
		rule, file string
		key        age.Identity
		on         *practice
		want       string
	}{
		{"another machine's key", file, newKey(t), p, "made for another machine's key"},
		{"cut short", short, key, p, "cut short or changed"},
		{"in the workspace that it is from", file, key, q, "no drafts were checked out here under the id " + h.ID},
	} {
		if _, err := tt.on.TakeBackDrafts(t.Context(), now(), caseload.Holder(), tt.file, tt.key); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.rule, err, tt.want)
		}
	}
	if _, err := p.HandBack(t.Context(), now(), p.user(), filepath.Join(dir, "y.age"), key.Recipient()); !errors.Is(err, caseload.ErrRefused) {
		t.Errorf("handed back from the clinic itself: %v", err)
	}
	_, err = p.TakeBackDrafts(t.Context(), now(), caseload.Holder(), file, key)
	p.must(err)
	if _, err := p.TakeBackDrafts(t.Context(), now(), caseload.Holder(), file, key); err == nil || !strings.Contains(err.Error(), "was already checked in on 2026-11-02; nothing changed") {
		t.Errorf("taken back twice: %v", err)
	}
	p.logHolds()
}

func TestTakenBackAfterNewerData(t *testing.T) {
	p := newPractice(t, 1, families)
	p.draft()
	key := newKey(t)
	q, _ := p.away(key)
	q.edit(kid(0), "Said there.")
	exports := practiceExports(1)
	p.write("inbox/more.csv", strings.ReplaceAll(strings.ReplaceAll(exports["sessions.csv"], "2026-10-05", "2026-10-19"), "\n", "\n9"))
	_, err := p.Ingest(t.Context(), now(), caseload.Holder(), nil)
	p.must(err)
	if _, err := p.back(q, key); err != nil {
		t.Fatal(err)
	}
	p.draft()
	text := p.read(draftFile(kid(0)))
	if !strings.Contains(text, "Said there.") || !strings.Contains(text, "October 19") {
		t.Errorf("want her line and the newer data in\n%s", text)
	}
	p.logHolds()
}
