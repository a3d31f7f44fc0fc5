package caseload_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"milepost/caseload"
	"milepost/record"
)

func (p *practice) forget(child record.ID, why string) (caseload.Certificate, error) {
	p.Helper()
	return p.Forget(p.Context(), now(), p.sit(), caseload.ToForget{Client: child, Again: child, Why: why})
}

// traces lists the files of the workspace that hold one of the texts, as bytes.
func (p *practice) traces(texts ...string) []string {
	p.Helper()
	var found []string
	p.must(filepath.WalkDir(p.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		for _, text := range texts {
			if bytes.Contains(data, []byte(text)) {
				found = append(found, strings.TrimPrefix(name, p.dir)+": "+text)
			}
		}
		return err
	}))
	return found
}

func TestForgottenClientIsGoneFromEveryFile(t *testing.T) {
	atLength(t)
	p := newPractice(t, 3, families)
	p.signAll(3)
	p.due()
	other := p.read("signed/K-000/2026-08-03_progress-report.parent.en.md")
	name := practiceName(1)
	if len(p.traces(name)) == 0 {
		t.Fatal("the name stands nowhere before: this test shows nothing")
	}
	cert, err := p.forget(kid(1), "the family asked for it")
	p.must(err)
	if found := p.traces(name, "2019-05-02"); len(found) > 0 {
		t.Errorf("the name or the birth date is left in %v", found)
	}
	if cert.Documents != 1 || cert.Drafts != 1 || cert.Exports != 4 || cert.Rows < 10 {
		t.Errorf("the certificate: %+v", cert)
	}
	for _, want := range []string{"Client          K-001", "the family asked for it", "head of the log"} {
		if text := cert.Text(); !strings.Contains(text, want) || strings.Contains(text, name) {
			t.Errorf("the certificate reads\n%s", text)
		}
	}
	p.logHolds()
	if again := p.read("signed/K-000/2026-08-03_progress-report.parent.en.md"); again != other {
		t.Error("another child's report changed")
	}
	for _, d := range p.draft() {
		if d.Client == kid(1) || d.Why != "" {
			t.Errorf("after it: %+v", d)
		}
	}
	if again, err := p.forget(kid(1), ""); err != nil || again.Day != cert.Day {
		t.Errorf("forgotten twice: %+v, %v", again, err)
	}
}

func TestOriginalOfAForgottenClientIsRefusedForThatClient(t *testing.T) {
	p := newPractice(t, 3, families)
	_, err := p.forget(kid(1), "asked")
	p.must(err)
	before := len(p.draft())
	for name, text := range practiceExports(3) { // the originals
		p.write("inbox/"+name, text)
	}
	in, err := p.Ingest(p.Context(), now(), caseload.Holder(), nil)
	p.must(err)
	for _, f := range in.Files {
		if !f.Known || !strings.Contains(strings.Join(f.Notes, " "), "K-001 were refused: the client was forgotten on 2026-11-02") {
			t.Errorf("%s: %+v", f.Name, f)
		}
	}
	more := practiceExports(4) // next month's, which nobody told
	p.write("inbox/next.csv", more["roster.csv"])
	p.write("inbox/next-sessions.csv", more["sessions.csv"])
	_, err = p.Ingest(p.Context(), now(), caseload.Holder(), nil)
	p.must(err)
	if found := p.traces(practiceName(1)); len(found) > 0 {
		t.Errorf("came back in %v", found)
	}
	if after := len(p.draft()); after != before+1 {
		t.Errorf("%d clients before, %d after: want the new one alone", before, after)
	}
}

func TestForgetRefuses(t *testing.T) {
	p := newPractice(t, 2, families)
	sit := p.sit()
	for _, tt := range []struct {
		rule string
		what caseload.ToForget
		want string
	}{
		{"typed twice, not alike", caseload.ToForget{Client: kid(0), Again: kid(1), Why: "x"}, "the two client ids differ"},
		{"before the retention date", caseload.ToForget{Client: kid(0), Again: kid(0)}, "must be kept until 2044-05-01"},
		{"a reason that names the child", caseload.ToForget{Client: kid(0), Again: kid(0), Why: "the mother of " + practiceName(0) + " Tester asked"}, "the reason names the client"},
		{"nobody of that id", caseload.ToForget{Client: "K-9", Again: "K-9", Why: "x"}, "no client"},
	} {
		if _, err := p.Forget(t.Context(), now(), sit, tt.what); !errors.Is(err, caseload.ErrRefused) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.rule, err, tt.want)
		}
	}
	if _, err := p.Forget(t.Context(), now(), caseload.Holder(), caseload.ToForget{Client: kid(0), Again: kid(0), Why: "x"}); err == nil || !strings.Contains(err.Error(), "may not forget a client") {
		t.Errorf("without a lead: %v", err)
	}
	if len(p.traces(practiceName(0))) == 0 {
		t.Error("it was refused, and the name is gone all the same")
	}
}

func TestRestoreForgetsWhoWasForgottenSince(t *testing.T) {
	atLength(t)
	p := newPractice(t, 2, families)
	p.signAll(2)
	key, dir := newKey(t), t.TempDir()
	name := filepath.Join(dir, "b.age")
	p.backup(name, key)
	cert, err := p.forget(kid(1), "asked")
	p.must(err)
	if len(cert.Lists) != 1 || cert.Lists[0] != dir {
		t.Errorf("the list was put beside %v, want %s", cert.Lists, dir)
	}
	back := filepath.Join(dir, "back")
	r, err := caseload.Restore(t.Context(), now(), name, back, practiceOptions(), key)
	p.must(err)
	if len(r.Forgotten) != 1 || r.Forgotten[0] != kid(1) || !r.List {
		t.Errorf("got %+v", r)
	}
	q := &practice{TB: t, dir: back}
	if found := q.traces(practiceName(1)); len(found) > 0 {
		t.Errorf("came back in %v", found)
	}
	q.open()
	q.logHolds()
}

// TestWouldForgetChangesNothing and tells what the certificate then says.
func TestWouldForgetChangesNothing(t *testing.T) {
	p := newPractice(t, 3, families)
	p.signAll(3)
	p.due()
	lead := p.user()
	before, rows := tree(t, p.dir), rowsOf(t, p.dir)
	would, err := p.WouldForget(t.Context(), now(), lead, kid(1))
	p.must(err)
	for name, hash := range tree(t, p.dir) {
		if before[name] != hash {
			t.Errorf("%s changed by looking", name)
		}
		delete(before, name)
	}
	if len(before) > 0 {
		t.Errorf("gone by looking: %v", before)
	}
	if !reflect.DeepEqual(rowsOf(t, p.dir), rows) {
		t.Error("the database changed by looking")
	}
	if !strings.Contains(would.Needs, "must be kept until 2044-05-02") || would.Before || !strings.Contains(would.Name, practiceName(1)) {
		t.Errorf("got %+v", would)
	}
	cert, err := p.forget(kid(1), "the family asked for it")
	p.must(err)
	if would.Drafts != cert.Drafts || would.Documents != cert.Documents || would.Exports != cert.Exports || would.Rows != cert.Rows || would.Files != cert.Files || cert.Rows == 0 {
		t.Errorf("foretold %+v, done %+v", would.Certificate, cert)
	}
	if again, err := p.WouldForget(t.Context(), now(), lead, kid(1)); err != nil || !again.Before || again.Reason != "the family asked for it" {
		t.Errorf("of one who is forgotten: %+v, %v", again, err)
	}
	if _, err := p.WouldForget(t.Context(), now(), caseload.Holder(), kid(0)); !errors.Is(err, caseload.ErrRefused) {
		t.Errorf("a VA looks: %v", err)
	}
}
