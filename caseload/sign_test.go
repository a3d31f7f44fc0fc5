package caseload_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
	"milepost/report"
)

// clinicStaff are the users of the tests: id, roles, and how their licence
// stands on the day of now.
func clinicStaff() []record.User {
	last := record.Date{Year: 2027, Month: 6, Day: 30}
	return []record.User{
		{ID: "L-1", Roles: []record.Role{record.RoleLead}, Name: "Margaret O'Dowd"},
		{ID: "T-1", Roles: []record.Role{record.RoleTherapist}, Name: "Zoë Łukasz", Credential: "OTR/L", License: "OT-00001", Expires: last},
		{ID: "T-2", Roles: []record.Role{record.RoleTherapist}, Name: "Old License", License: "OT-00002", Expires: record.Date{Year: 2026, Month: 11, Day: 1}},
		{ID: "T-3", Roles: []record.Role{record.RoleTherapist}, Name: "No License"},
		{ID: "T-4", Roles: []record.Role{record.RoleTherapist}, Name: "Last Day", License: "OT-00004", Expires: record.Date{Year: 2026, Month: 11, Day: 2}},
		{ID: "A-1", Roles: []record.Role{record.RoleOTA}, Name: "Ana Reyes", Credential: "COTA/L", License: "OTA-7", Expires: last},
		{ID: "S-1", Roles: []record.Role{record.RoleStudent}, Name: "Sam Student"},
		{ID: "V-1", Roles: []record.Role{record.RoleVA}, Name: "Lito Santos"},
	}
}

const secret = "three quiet words"

var staffed prepared

// newClinic is a desk whose draft has no empty place any more, with staff.
func newClinic(t *testing.T) *desk {
	t.Helper()
	c, dir := staffed.open(t, func() string {
		c, dir := openIngested(t)
		d := &desk{T: t, Caseload: c, dir: dir}
		d.addStaff()
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		return dir
	})
	d := &desk{T: t, Caseload: c, dir: dir}
	d.made(d.draft())
	d.save(regexp.MustCompile(`(?m)^\[\[.*\]\]\n`).ReplaceAllString(d.text(), ""))
	return d
}

func (d *desk) addStaff() {
	d.Helper()
	var lead caseload.Actor
	for _, u := range clinicStaff() {
		if err := d.AddUser(d.Context(), now(), lead, caseload.NewUser{User: u, Password: secret}); err != nil {
			d.Fatal(err)
		}
		if lead.User().ID == "" {
			lead = d.sit("L-1")
		}
	}
	for _, u := range clinicStaff()[1:] {
		if err := d.Grant(d.Context(), now(), lead, u.ID, []string{"A"}); err != nil {
			d.Fatal(err)
		}
	}
}

func (d *desk) sit(id record.ID) caseload.Actor {
	d.Helper()
	s, err := d.OpenSitting(d.Context(), now(), id, secret)
	if err != nil {
		d.Fatal(err)
	}
	return s.Actor()
}

func (d *desk) user(id record.ID) caseload.Actor {
	d.Helper()
	u, err := d.ActorFor(d.Context(), id)
	if err != nil {
		d.Fatal(err)
	}
	return u
}

func (d *desk) review(id record.ID) caseload.Review {
	d.Helper()
	r, err := d.Open(d.Context(), now(), d.user(id), string(child))
	if err != nil {
		d.Fatal(err)
	}
	return r
}

func (d *desk) sign(id record.ID) (caseload.Signing, error) {
	d.Helper()
	return d.Sign(d.Context(), now(), d.sit(id), d.means(""))
}

const theOne = "R-0401 2026-07-29 to 2026-10-26"

// means names the one report of the tests.
func (d *desk) means(why string) caseload.ToSign {
	return caseload.ToSign{Name: string(child), Names: theOne, Why: why}
}

func (d *desk) signed(id record.ID) caseload.Signing {
	d.Helper()
	d.review(id)
	s, err := d.sign(id)
	if err != nil {
		d.Fatal(err)
	}
	return s
}

// refused checks that something was refused with words that say what to do.
func (d *desk) refused(err error, want string) {
	d.Helper()
	if !errors.Is(err, caseload.ErrRefused) || !strings.Contains(err.Error(), want) {
		d.Errorf("got %v, want a refusal with %q", err, want)
	}
}

func (d *desk) read(name string) []byte {
	d.Helper()
	data, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(name)))
	if err != nil {
		d.Fatal(err)
	}
	return data
}

func TestASignedReportIsKeptByteForByte(t *testing.T) {
	d := newClinic(t)
	s := d.signed("T-1")
	if !s.Complete || len(s.Files) != 3 {
		t.Fatalf("%+v", s)
	}
	md := string(d.read(s.Files[0]))
	for _, want := range []string{
		"Signed by Zoë Łukasz, OTR/L, license OT-00001, on November 2, 2026 at 3:00 PM UTC.",
		record.SignedStatement, "Document " + s.Document, "signed: " + s.Document,
	} {
		if !strings.Contains(md, want) {
			t.Errorf("no %q in\n%s", want, md)
		}
	}
	if strings.Contains(md, "____") {
		t.Error("the line for a signature by hand still stands")
	}
	if _, err := os.Stat(d.file); err == nil {
		t.Error("the working copy is still in drafts/")
	}
	kept := map[string][]byte{}
	for _, f := range s.Files {
		kept[f] = d.read(f)
		info, err := os.Stat(filepath.Join(d.dir, f))
		if err != nil || info.Mode().Perm() != 0o400 {
			t.Errorf("%s may be written to: %v, %v", f, info.Mode(), err)
		}
		if err := os.Remove(filepath.Join(d.dir, f)); err != nil {
			t.Fatal(err)
		}
	}
	// Another release and another letterhead change nothing of what was signed.
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	later, err := caseload.Open(t.Context(), d.dir, caseload.Options{
		Clinic: caseload.Clinic{Name: "Another Name"}, CadenceDays: 90, Zone: time.UTC, Language: "en", Look: caseload.Look{Paper: "a4"}, Version: "v99",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer later.Close()
	if mended, err := later.Settle(t.Context(), caseload.Holder()); err != nil || len(mended) != 3 {
		t.Errorf("written again: %v, %v", mended, err)
	}
	for f, want := range kept {
		if !bytes.Equal(d.read(f), want) {
			t.Errorf("%s is not the file that was signed", f)
		}
	}
}

func TestASignatureIsRefused(t *testing.T) {
	d := newClinic(t)
	_, err := d.sign("T-1")
	d.refused(err, "is drafted, so it cannot be signed")
	d.review("V-1")
	_, err = d.sign("T-1")
	d.refused(err, "T-1 has not opened this draft yet")
	for _, tt := range []struct {
		who  record.ID
		want string
	}{
		{"V-1", "V-1 (va) may not sign"},
		{"L-1", "L-1 (lead) may not sign"},
		{"T-2", "the license of T-2 ended on 2026-11-01"},
		{"T-3", "the license of T-3 is missing"},
	} {
		d.review(tt.who)
		_, err := d.sign(tt.who)
		d.refused(err, tt.want)
	}
	d.review("T-1")
	d.swap(inAugust, "Changed since.")
	_, err = d.sign("T-1")
	d.refused(err, "the draft changed since T-1 read it")
	if r := d.review("T-1"); len(r.New) != 1 || r.New[0].Text != "Changed since." || r.New[0].Was != inAugust {
		t.Errorf("new since read: %+v", r.New)
	}
	_, err = d.Sign(t.Context(), now(), d.sit("T-1"), caseload.ToSign{Name: string(child), Names: "R-0402"})
	d.refused(err, `type the client and the period of this report: "`+theOne+`"`)
	sitting := d.sit("T-1")
	_, err = d.Sign(t.Context(), now().Add(15*time.Minute+time.Second), sitting, d.means(""))
	d.refused(err, "after 15 minutes without a click")
	_, err = d.Sign(t.Context(), now(), caseload.Holder(), d.means(""))
	d.refused(err, "may not sign")
	_, err = d.OpenSitting(t.Context(), now(), "T-1", "not the password")
	d.refused(err, "that is not the password of T-1")
	d.swap("Changed since.", "Changed since.\n[[therapist write: what helped?]]")
	d.review("T-1")
	_, err = d.sign("T-1")
	d.refused(err, "an empty place for the therapist")
}

func TestALicenceHoldsOnItsLastDay(t *testing.T) {
	d := newClinic(t)
	if s := d.signed("T-4"); !s.Complete {
		t.Errorf("%+v", s)
	}
}

// settled opens the draft and lets stand, with a reason, that one.csv has results
// of days on which the attendance list has no visit; the other findings are left.
func (d *desk) settled(by record.ID) caseload.Review {
	d.Helper()
	r := d.review(by)
	var left []record.Finding
	for _, f := range r.Findings {
		if f.Code != report.FindingWaiting {
			left = append(left, f)
		} else if _, err := d.LetStand(d.Context(), now(), d.user("T-1"), string(child), f.ID, "the front desk forgot the list"); err != nil {
			d.Fatal(err)
		}
	}
	r.Findings = left
	return r
}

func TestAnOpenQuestionAndAFindingBarASignature(t *testing.T) {
	d := newClinic(t)
	d.swap(sevenOfTen, "She cuts curves 7 out of 10 times.")
	d.draft()
	d.grow("one.csv")
	d.draft()
	r := d.review("T-1")
	_, err := d.sign("T-1")
	d.refused(err, "an open question")
	if _, err := d.Answer(t.Context(), now(), caseload.Holder(), string(child), caseload.Answer{Question: r.Questions[0].ID, Take: record.AnswerMine}); err != nil {
		t.Fatal(err)
	}
	r = d.settled("T-1")
	_, err = d.sign("T-1")
	d.refused(err, `says "7 out of 10 times", and the data now say "8 out of 10 times"`)
	if len(r.Findings) != 1 {
		t.Fatalf("findings %+v", r.Findings)
	}
	_, err = d.LetStand(t.Context(), now(), d.user("V-1"), string(child), r.Findings[0].ID, "fine")
	d.refused(err, "may not accept a finding")
	_, err = d.LetStand(t.Context(), now(), d.user("T-1"), string(child), r.Findings[0].ID, " ")
	d.refused(err, "the reason for keeping it is missing")
	if _, err := d.LetStand(t.Context(), now(), d.user("T-1"), string(child), r.Findings[0].ID, "the last visit was a bad day"); err != nil {
		t.Fatal(err)
	}
	// Another text is another finding.
	d.swap("She cuts curves 7", "She can cut curves 7")
	r = d.settled("T-1")
	if len(r.Findings) != 1 || r.Findings[0].Code != "truth.role" || r.Findings[0].Reason != "" {
		t.Errorf("findings %+v, want one of the number that is not the level any more", r.Findings)
	}
	d.swap("She can cut curves 7", "She cuts curves 7")
	d.review("T-1")
	if _, err := d.sign("T-1"); err != nil {
		t.Error(err)
	}
}

func TestAnAssistantSignsAsAuthor(t *testing.T) {
	d := newClinic(t)
	if s := d.signed("A-1"); s.Complete || s.As != record.AsAuthor || len(s.Files) > 0 {
		t.Fatalf("%+v", s)
	}
	_, err := d.sign("A-1")
	d.refused(err, "already signed this text as author; a therapist has to sign it now")
	d.grow("one.csv")
	if made := d.draft(); made.Outcome != caseload.DraftUnchanged || !strings.Contains(made.Why, "its author has signed it") {
		t.Errorf("new data reach a text that its author signed: %+v", made)
	}
	for _, f := range d.settled("T-1").Findings { // the data moved on; the therapist says why her assistant's numbers may stand
		if !strings.HasPrefix(f.Code, "truth.") {
			t.Errorf("finding %+v", f)
		}
		if _, err := d.LetStand(t.Context(), now(), d.user("T-1"), string(child), f.ID, "as of the day of writing"); err != nil {
			t.Fatal(err)
		}
	}
	s := d.signed("T-1")
	md := string(d.read(s.Files[0]))
	if !s.Complete || !strings.Contains(md, "Written by Ana Reyes, COTA/L, license OTA-7, on November 2, 2026") || !strings.Contains(md, record.AuthorStatement) {
		t.Errorf("%+v\n%s", s, md)
	}
}

func TestAnAuthorsSignatureIsForHerTextOnly(t *testing.T) {
	d := newClinic(t)
	d.signed("S-1")
	d.swap(inAugust, "The therapist said it otherwise.")
	s := d.signed("T-1")
	if md := string(d.read(s.Files[0])); strings.Contains(md, "Sam Student") {
		t.Errorf("the author of another text stands under this one:\n%s", md)
	}
}

func TestAClinicsPolicyMayLetAnAssistantComplete(t *testing.T) {
	d := newClinic(t)
	policy := `kind: cosignature
id: cosignature
title: Ours
as_of: 2026-11-01
source: our board
rows:
  - {document: progress-report, authors: [ota], needs: none, source: our board}
  - {authors: [student], needs: therapist, source: our board}
`
	if err := os.WriteFile(filepath.Join(d.dir, "rules", "cosignature.yaml"), []byte(policy), 0o600); err != nil {
		t.Fatal(err)
	}
	d.review("S-1")
	if s, err := d.sign("S-1"); err != nil || s.Complete {
		t.Errorf("student: %+v, %v", s, err)
	}
	if s := d.signed("A-1"); !s.Complete || !strings.Contains(string(d.read(s.Files[0])), "Written and signed by Ana Reyes") {
		t.Errorf("assistant: %+v", s)
	}
}

func TestASignedReportIsAmendedReplacedWithdrawn(t *testing.T) {
	atLength(t)
	d := newClinic(t)
	ctx := t.Context()
	s := d.signed("T-1")
	first := d.read(s.Files[0])

	d.save("---\ndraft: x\n") // an editor saves its old buffer: kept, no part of the document
	if made := d.draft(); made.Outcome != caseload.DraftSigned || made.Problems == nil {
		t.Errorf("%+v", made)
	}
	if err := os.Remove(d.file); err != nil {
		t.Fatal(err)
	}
	_, err := d.Amend(ctx, now(), d.sit("A-1"), d.means("More."))
	d.refused(err, "may not amend")
	_, err = d.Amend(ctx, now(), d.sit("T-1"), d.means(" "))
	d.refused(err, "the text is empty")
	added, err := d.Amend(ctx, now(), d.sit("T-1"), d.means("She zips at *school*, too."))
	if err != nil {
		t.Fatal(err)
	}
	if md := string(d.read(added.Files[0])); !strings.Contains(md, "# Addendum: Progress report for Linh") || !strings.Contains(md, "She zips at *school*, too.") || !strings.Contains(md, "document "+s.Document) {
		t.Errorf("addendum:\n%s", md)
	}
	if _, err := d.Deliver(ctx, now(), caseload.Holder(), caseload.Delivery{Name: string(child), To: "the mother", Purpose: "progress report"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Deliver(ctx, now(), caseload.Holder(), caseload.Delivery{Name: added.Document, To: "the grandmother", Purpose: "IEP meeting"}); err != nil {
		t.Fatal(err)
	}
	if r := d.review("T-1"); r.State != record.Amended {
		t.Errorf("state %q, want amended", r.State)
	}

	if _, err := d.Replace(ctx, now(), d.sit("T-1"), d.means("One score was another child's.")); err != nil {
		t.Fatal(err)
	}
	_, err = d.Amend(ctx, now(), d.sit("T-1"), d.means("More."))
	d.refused(err, "a replacement of document "+s.Document+" is being written")
	if err := d.CancelReplacement(ctx, now(), d.sit("T-1"), string(child)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Replace(ctx, now(), d.sit("T-1"), d.means("One score was another child's.")); err != nil {
		t.Fatal(err)
	}
	d.swap(inAugust, "In August it was 5 out of 10 times.")
	again := d.signed("T-1")
	md := string(d.read(again.Files[0]))
	if again.Replaced != s.Document || !strings.Contains(md, "This report replaces the one signed on November 2, 2026") || !strings.Contains(md, "Reason: One score was another child's.") {
		t.Errorf("%+v\n%s", again, md)
	}
	if len(again.Recall) != 2 {
		t.Errorf("recall %+v, want mother and grandmother", again.Recall)
	}
	if !bytes.Equal(first, d.read(s.Files[0])) {
		t.Error("the first signed text changed")
	}

	gone, err := d.Withdraw(ctx, now(), d.sit("T-1"), d.means("It was another child's altogether."))
	if err != nil || !strings.Contains(string(d.read(gone.Files[0])), "entered in error and is withdrawn") {
		t.Fatalf("%+v, %v", gone, err)
	}
	if v, err := d.Verify(ctx, caseload.Holder(), again.Files[1], d.read(again.Files[1])); err != nil || !v.OK || !strings.Contains(v.What, "WITHDRAWN") {
		t.Errorf("%+v, %v", v, err)
	}
	out := t.TempDir()
	printed, err := d.Reprint(ctx, caseload.Holder(), string(child), out)
	if err != nil || len(printed) != 2 || !strings.Contains(printed[0].Files[1], "WITHDRAWN") {
		t.Fatalf("reprinted %+v, %v: want the report and the notice", printed, err)
	}
	copied, err := os.ReadFile(printed[0].Files[1])
	if err != nil || !bytes.Equal(copied, d.read(again.Files[1])) {
		t.Errorf("the reprint is not the signed file: %v", err)
	}
	checked, err := d.VerifyLog(ctx, caseload.Holder())
	if err != nil || len(checked.Wrong) > 0 {
		t.Errorf("%+v, %v", checked, err)
	}
}

func TestVerifyTellsTheSignedFileFromOthers(t *testing.T) {
	d := newClinic(t)
	s := d.signed("T-1")
	md := d.read(s.Files[0])
	for _, tt := range []struct {
		rule, name string
		data       []byte
		ok         bool
		what       string
	}{
		{"the Markdown", "a.md", md, true, "as it was signed"},
		{"with CRLF and a byte order mark", "a.md", []byte("\uFEFF" + strings.ReplaceAll(string(md), "\n", "\r\n")), true, "as it was signed"},
		{"one digit changed", "a.md", bytes.Replace(md, []byte("7 out of 10"), []byte("9 out of 10"), 1), false, "is NOT document " + s.Document + " as it was signed. It was changed since it was signed: it differs from line"},
		{"a line added at its end", "a.md", append(bytes.Clone(md), "More.\n"...), false, "is NOT document"},
		{"the PDF", "b.pdf", d.read(s.Files[1]), true, "as it was signed"},
		{"one byte of the PDF in its place", filepath.Join(d.dir, s.Files[1]), append([]byte("%PDF"), d.read(s.Files[1])[5:]...), false, "its bytes are others"},
		{"the page", "c.html", d.read(s.Files[2]), true, "as it was signed"},
		{"something else", "x.pdf", []byte("%PDF-1.7 x"), false, "is not a document that was signed here"},
	} {
		v, err := d.Verify(t.Context(), caseload.Holder(), tt.name, tt.data)
		if err != nil || v.OK != tt.ok || !strings.Contains(v.What, tt.what) || !tt.ok && v.Next.IsZero() {
			t.Errorf("%s: %+v, %v", tt.rule, v, err)
		}
	}
	name := filepath.Join(d.dir, s.Files[1])
	if err := errors.Join(os.Chmod(name, 0o600), os.WriteFile(name, []byte("%PDF"), 0o600)); err != nil {
		t.Fatal(err)
	}
	checked, err := d.VerifyLog(t.Context(), caseload.Holder())
	if err != nil || len(checked.Wrong) != 1 || !strings.Contains(checked.Wrong[0], "is not the file that was signed") {
		t.Errorf("%+v, %v", checked, err)
	}
}

func TestTheNextReportBeginsAfterTheSignedOne(t *testing.T) {
	d := newClinic(t)
	d.signed("T-1")
	if made := d.draft(); made.Outcome != caseload.DraftSigned || made.Why != "" {
		t.Errorf("without new data: %+v", made)
	}
	d.grow("one.csv") // inside the signed period
	if made := d.draft(); made.Outcome != caseload.DraftSigned || !strings.Contains(made.Why, "the data changed since") {
		t.Errorf("with data inside the period: %+v", made)
	}
	name := filepath.Join(d.dir, "next.csv")
	row := strings.NewReplacer("2026-10-20", "2026-11-01", "2026-10-21", "2026-11-02").Replace(string(d.read("one.csv")))
	if err := os.WriteFile(name, []byte(strings.NewReplacer("one.csv", "next.csv", "8/10", "10/10").Replace(row)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Ingest(context.Background(), now(), caseload.Holder(), []string{name}); err != nil {
		t.Fatal(err)
	}
	made := d.draft()
	if made.Outcome != caseload.DraftNew || !strings.Contains(made.Path, "/2026-10-27_") {
		t.Errorf("with data after it: %+v", made)
	}
	d.comparesWithSigned(made.Path)
	// Where there is a choice, it takes other phrases than the signed one.
	said, again := d.phrases(d.file), 0
	for phrase := range d.phrases(made.Path) {
		if said[phrase] {
			again++
		}
	}
	if all := len(d.phrases(made.Path)); all < 5 || again > all/3 {
		t.Errorf("%d of %d phrases of the next report were those of the signed one, want a third at most", again, all)
	}
}

// comparesWithSigned checks that a draft holds the level now against the one
// that was signed, not against what the data say of those days by now.
func (d *desk) comparesWithSigned(name string) {
	d.Helper()
	body, err := d.Explain(context.Background(), caseload.Holder(), name)
	if err != nil {
		d.Fatal(err)
	}
	for _, s := range body.Sentences {
		for _, f := range s.Facts {
			if f.Name != "last report" {
				continue
			}
			if f.Value != "7 out of 10 times" || !strings.HasPrefix(f.Sources[0].File, "signed document ") {
				d.Errorf("the last report is %+v, want 7 out of 10 times, as it was signed", f)
			}
			return
		}
	}
	d.Errorf("no sentence compares with the last signed report:\n%s", body.Markdown)
}

// phrases returns the ids of the phrases that a draft was made with.
func (d *desk) phrases(name string) map[string]bool {
	d.Helper()
	body, err := d.Explain(context.Background(), caseload.Holder(), name)
	if err != nil {
		d.Fatal(err)
	}
	all := map[string]bool{}
	for _, s := range body.Sentences {
		if s.Phrase != "" {
			all[s.Phrase] = true
		}
	}
	return all
}

func TestUsersAreKeptByALead(t *testing.T) {
	c, _ := openIngested(t)
	d := &desk{T: t, Caseload: c}
	ctx := t.Context()
	add := func(by caseload.Actor, id record.ID, password string, roles ...record.Role) error {
		return c.AddUser(ctx, now(), by, caseload.NewUser{User: record.User{ID: id, Roles: roles}, Password: password})
	}
	d.refused(add(caseload.Holder(), "V-1", secret, record.RoleVA), "the first account has to be a lead")
	d.refused(c.ChangePassword(ctx, now(), caseload.Holder(), secret), "a user id has 1 to 60 characters")
	d.refused(add(caseload.Holder(), "L-1", "short", record.RoleLead), "a password needs at least 10 characters")
	if err := add(caseload.Holder(), "L-1", secret, record.RoleLead); err != nil {
		t.Fatal(err)
	}
	d.refused(add(caseload.Holder(), "L-2", secret, record.RoleLead), "may not keep users")
	lead := d.sit("L-1")
	d.refused(add(lead, "X", secret, "boss"), `"boss" is not a role; the roles are va, ota, student, therapist, lead`)
	d.refused(add(lead, "L-1", secret, record.RoleVA), "there already is a user L-1")
	if err := add(lead, "T-1", secret, record.RoleTherapist); err != nil {
		t.Fatal(err)
	}
	d.refused(add(d.sit("T-1"), "T-2", secret, record.RoleLead), "T-1 (therapist) may not keep users")
	end := func(n *caseload.NewUser) { n.Ended = true }
	d.refused(c.ChangeUser(ctx, now(), lead, "L-1", end), "L-1 is the only lead")
	if err := c.ChangeUser(ctx, now(), lead, "T-1", end); err != nil {
		t.Fatal(err)
	}
	d.refused(c.ChangePassword(ctx, now(), d.sit("T-1"), secret+"!"), "the account of T-1 is closed")
	if err := c.ChangePassword(ctx, now(), lead, "another secret"); err != nil {
		t.Fatal(err)
	}
	_, err := c.OpenSitting(ctx, now(), "L-1", secret)
	d.refused(err, "not the password")
}

// A refusal says the next step as data; no front end's language is in its words.
func TestARefusalNamesItsNextStep(t *testing.T) {
	d := newClinic(t)
	d.review("T-3")
	_, err := d.sign("T-3")
	var refusal *record.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != record.Incomplete || refusal.Next != (record.NextStep{Act: record.StepSetLicense, User: "T-3"}) {
		t.Errorf("got %+v", refusal)
	}
}
