package caseload_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"milepost/caseload"
	"milepost/record"
)

// desk is a workspace with the draft of one child, as a therapist finds it.
type desk struct {
	*testing.T
	*caseload.Caseload
	dir, file string
}

const child = record.ID("R-0401")

// prepared is a workspace that many tests begin with, made once and copied:
// to make it anew for each would take most of their time.
type prepared struct {
	sync.Once
	files map[string][]byte
}

// open opens a copy of the workspace that fill makes.
func (p *prepared) open(t testing.TB, fill func() string) (*caseload.Caseload, string) {
	t.Helper()
	p.Do(func() {
		p.files = map[string][]byte{}
		dir := fill()
		err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			short, err := filepath.Rel(dir, name)
			if err != nil {
				return err
			}
			p.files[short], err = os.ReadFile(name)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	dir := t.TempDir()
	for name, data := range p.files {
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := caseload.Init(dir); err != nil {
		t.Fatal(err)
	}
	return openAt(t, dir), dir
}

var ingested prepared

// openIngested opens a workspace of its own with the samples read in.
func openIngested(t testing.TB) (*caseload.Caseload, string) {
	t.Helper()
	return ingested.open(t, func() string {
		c, dir := open(t, func(string) {})
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		return dir
	})
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	c, dir := openIngested(t)
	d := &desk{T: t, Caseload: c, dir: dir}
	d.made(d.draft())
	return d
}

// made notes where the new draft lies.
func (d *desk) made(made caseload.Drafted) {
	d.Helper()
	if made.Outcome != caseload.DraftNew {
		d.Fatalf("outcome %q, want new: %s", made.Outcome, made.Why)
	}
	d.file = filepath.Join(d.dir, filepath.FromSlash(made.Path)+".md")
}

func (d *desk) draft() caseload.Drafted {
	d.Helper()
	made, err := d.Draft(context.Background(), now(), caseload.Holder(), caseload.Selection{Clients: []record.ID{child}}, func(int, int) {})
	if err != nil {
		d.Fatal(err)
	}
	return made[0]
}

func (d *desk) text() string {
	d.Helper()
	data, err := os.ReadFile(d.file)
	if err != nil {
		d.Fatal(err)
	}
	return string(data)
}

func (d *desk) save(text string) {
	d.Helper()
	if err := os.WriteFile(d.file, []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
}

// swap replaces one text of the file by another.
func (d *desk) swap(old, fresh string) {
	d.Helper()
	text := d.text()
	if !strings.Contains(text, old) {
		d.Fatalf("no %q in the draft:\n%s", old, text)
	}
	d.save(strings.Replace(text, old, fresh, 1))
}

// grow brings in two more sessions, after which the child cuts 8 of 10.
func (d *desk) grow(file string) {
	d.Helper()
	name := filepath.Join(d.dir, file)
	score := map[string]string{"one.csv": "8/10", "two.csv": "10/10"}[file]
	row := "Id,DateOfService,ClientId,ClientFirstName,ClientLastName,ProviderId,ProviderFirstName,ProviderLastName,ProcedureCodeString,ProcedureCodeId,Location,TimeWorkedInMins,UnitsOfService,DateTimeFrom,DateTimeTo,CreationDate,IsVoid,IsDeleted,IsLocked,GoalTitle,Score,Prompt,Supports,Format,SessionNote,ParentComment\n"
	for _, id := range []string{"1", "2"} {
		day := map[string]string{"one.csv1": "2026-10-20", "one.csv2": "2026-10-21", "two.csv1": "2026-10-22", "two.csv2": "2026-10-23"}[file+id]
		row += file + id + "," + day + ",R-0401,Linh,Trần,T-1,Zoë,Łukasz,97530,1,Clinic,45,3," + day + " 11:00," + day + " 11:45," + day + ",false,false,true,Cut along a curved line," + score + ",,,individual,,\n"
	}
	if err := os.WriteFile(name, []byte(row), 0o600); err != nil {
		d.Fatal(err)
	}
	if _, err := d.Ingest(context.Background(), now(), caseload.Holder(), []string{name}); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) expect(want ...string) {
	d.Helper()
	for _, w := range want {
		if !strings.Contains(d.text(), w) {
			d.Errorf("no %q in\n%s", w, d.text())
		}
	}
}

const (
	sevenOfTen = "In the clinic, Linh is now able to cut along a curved line 7 out of 10 times."
	eightOfTen = "In the clinic, Linh is now able to cut along a curved line 8 out of 10 times."
	inAugust   = "In August it was 4 out of 10 times."
)

func TestAnEditIsTakenInAndSurvivesNewData(t *testing.T) {
	d := newDesk(t)
	d.swap(inAugust, "In August it was 4 out of 10 times, with tears.")
	saved := d.text()
	if made := d.draft(); made.Outcome != caseload.DraftEdited || len(made.Problems) > 0 {
		t.Errorf("outcome %q, problems %v; want edited", made.Outcome, made.Problems)
	}
	if d.text() != saved {
		t.Error("a file without new data is not left to the letter")
	}
	if made := d.draft(); made.Outcome != caseload.DraftUnchanged {
		t.Errorf("outcome %q, want unchanged", made.Outcome)
	}
	d.grow("one.csv")
	if made := d.draft(); made.Outcome != caseload.DraftMerged || made.Questions != 0 {
		t.Errorf("outcome %q with %d questions, want merged without", made.Outcome, made.Questions)
	}
	d.expect(eightOfTen, "4 out of 10 times, with tears.")
	pdf, err := os.Stat(strings.TrimSuffix(d.file, ".md") + ".pdf")
	if err != nil || pdf.Size() == 0 {
		t.Errorf("no PDF of the merged draft: %v", err)
	}
}

func TestBothChangedIsAQuestion(t *testing.T) {
	d := newDesk(t)
	ctx, va := context.Background(), caseload.Holder()
	d.swap(sevenOfTen, "She cuts curves 7 out of 10 times.")
	d.draft()
	d.grow("one.csv")
	if made := d.draft(); made.Questions != 1 {
		t.Fatalf("%d questions, want 1", made.Questions)
	}
	d.expect("She cuts curves 7 out of 10 times.")
	for _, tt := range []struct{ take, text, want string }{
		{record.AnswerMine, "", "She cuts curves 7 out of 10 times."},
		{record.AnswerNew, "", eightOfTen},
		{record.AnswerText, "She cuts curves 8 out of 10 times.", "She cuts curves 8 out of 10 times."},
	} {
		list, err := d.Questions(ctx, now(), va, string(child))
		if err != nil || len(list) != 1 {
			t.Fatalf("questions %+v, %v", list, err)
		}
		q := list[0]
		if q.Mine != "She cuts curves 7 out of 10 times." || q.Was != sevenOfTen || q.Now != eightOfTen {
			t.Errorf("question %+v", q)
		}
		if _, err := d.Answer(ctx, now(), va, string(child), caseload.Answer{Question: q.ID, Take: tt.take, Text: tt.text}); err != nil {
			t.Fatal(err)
		}
		d.expect(tt.want)
		if made := d.draft(); made.Questions != 0 || made.Outcome != caseload.DraftUnchanged {
			t.Errorf("%s: %d questions, %s; want none, unchanged", tt.take, made.Questions, made.Outcome)
		}
		if tt.take == record.AnswerText {
			return
		}
		back := -1
		if tt.take == record.AnswerMine { // nothing to undo: ask anew by going to the merge
			back = 2
		}
		if _, err := d.Undo(ctx, now(), va, string(child), back); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnEditorThatKeepsAnOldTextOpen(t *testing.T) {
	d := newDesk(t)
	old := d.text()
	d.grow("one.csv")
	if made := d.draft(); made.Outcome != caseload.DraftChanged {
		t.Fatalf("outcome %q, want changed", made.Outcome)
	}
	// She never saw the new text, and saves the old one with a change.
	d.save(strings.Replace(old, inAugust, "She began at 4.", 1))
	made := d.draft()
	if made.Questions != 0 || len(made.Problems) > 0 {
		t.Errorf("%d questions, problems %v", made.Questions, made.Problems)
	}
	d.expect(eightOfTen, "She began at 4.")

	// Two revisions later she still has it open, and saves again.
	d.grow("two.csv")
	d.draft()
	d.save(strings.Replace(old, inAugust, "She began at 4 in summer.", 1))
	made = d.draft()
	if made.Questions != 0 {
		t.Errorf("%d questions, want none: the words changed are her own", made.Questions)
	}
	d.expect("She began at 4 in summer.")
	if strings.Contains(d.text(), sevenOfTen) {
		t.Error("an old number came back")
	}
}

func TestAnyEditorsFileIsTakenIn(t *testing.T) {
	atLength(t)
	quote := "> \u201cI zipped it!\u201d said\n> Linh \u2013 twice.\n\n~~~python\nx  =  1\n\n~~~\n\n- [ ] call the school\n"
	for _, tt := range []struct {
		rule    string
		write   func(string) string
		problem string
	}{
		{"UTF-8 and LF", func(s string) string { return s }, ""},
		{"a byte order mark and CRLF", func(s string) string { return "\uFEFF" + strings.ReplaceAll(s, "\n", "\r\n") }, ""},
		{"UTF-16", func(s string) string {
			out, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
			return out
		}, "edit.encoding"},
		{"Windows-1252", func(s string) string {
			s = strings.NewReplacer("ầ", "a", "Ł", "L", "\u2082", "2").Replace(s)
			out, err := charmap.Windows1252.NewEncoder().String(s)
			if err != nil {
				panic(err)
			}
			return out
		}, "edit.encoding"},
		{"the head is gone", func(s string) string { return s[strings.Index(s, "# Progress"):] }, "edit.head"},
		{"no line end at the end", func(s string) string { return strings.TrimRight(s, "\n") }, ""},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			d := newDesk(t)
			d.swap(inAugust+"\n", inAugust+"\n\n"+quote+"\n")
			d.save(tt.write(d.text()))
			made := d.draft()
			if tt.problem == "" && len(made.Problems) > 0 || tt.problem != "" && !hasProblem(made, tt.problem) {
				t.Errorf("problems %v, want %q", made.Problems, tt.problem)
			}
			d.grow("one.csv")
			if made := d.draft(); made.Outcome != caseload.DraftMerged || made.Questions > 0 {
				t.Errorf("outcome %q with %d questions", made.Outcome, made.Questions)
			}
			d.expect(quote, eightOfTen)
		})
	}
}

func hasProblem(made caseload.Drafted, code string) bool {
	return slices.ContainsFunc(made.Problems, func(p record.Problem) bool { return p.Code == code && !p.Next.IsZero() && p.Wrong != "" })
}

func TestWhatIsNoTextIsLeftAlone(t *testing.T) {
	for _, tt := range []struct{ rule, text, problem string }{
		{"rich text", `{\rtf1\ansi Linh}`, "edit.unreadable"},
		{"an empty file", "", "edit.unreadable"},
		{"another child's draft", "OTHER", "edit.other-draft"},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			d := newDesk(t)
			before := d.text()
			if tt.text == "OTHER" {
				tt.text = strings.Replace(before, "draft: ", "draft: 0", 1)
			}
			d.save(tt.text)
			if made := d.draft(); !hasProblem(made, tt.problem) {
				t.Errorf("problems %v, want %s", made.Problems, tt.problem)
			}
			if d.text() != tt.text {
				t.Error("the file was written over")
			}
			if _, err := d.Undo(context.Background(), now(), caseload.Holder(), string(child), 0); err != nil {
				t.Fatal(err)
			}
			d.expect(sevenOfTen)
		})
	}
}

func TestACopyBesideADraftIsAProblem(t *testing.T) {
	d := newDesk(t)
	copied := strings.TrimSuffix(d.file, ".md") + " (conflicted copy 2026-11-02).md"
	if err := os.WriteFile(copied, []byte(d.text()+"\nMine.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, own := range []string{"~$draft.md", ".draft.md.swp", "draft.tmp"} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(d.file), own), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	made := d.draft()
	if len(made.Problems) != 1 || made.Problems[0].Code != "draft.copy" || !strings.Contains(made.Problems[0].File, "conflicted copy") {
		t.Errorf("problems %v, want the one copy", made.Problems)
	}
	if _, err := os.Stat(copied); err != nil {
		t.Error("the copy is gone")
	}
}

func TestUndoTakesAnyEarlierTextBack(t *testing.T) {
	d := newDesk(t)
	ctx, va := context.Background(), caseload.Holder()
	texts := []string{d.text()}
	for _, words := range []string{"First.", "Second.", "Third."} {
		d.save(strings.Replace(texts[0], inAugust, words, 1))
		d.draft()
		texts = append(texts, d.text())
	}
	for i, words := range []string{inAugust, "First.", "Second."} {
		if _, err := d.Undo(ctx, now(), va, string(child), i); err != nil {
			t.Fatal(err)
		}
		d.expect(words)
	}
	if _, err := d.Undo(ctx, now(), va, string(child), 99); !errors.Is(err, caseload.ErrRefused) {
		t.Errorf("an unknown revision: %v", err)
	}
	d.grow("one.csv")
	d.draft()
	d.expect("Second.", eightOfTen)
}

func TestAFileSavedWhileItIsReplacedIsNotLost(t *testing.T) {
	d := newDesk(t)
	name := strings.TrimPrefix(filepath.ToSlash(d.file), filepath.ToSlash(d.dir)+"/")
	known := caseload.HashOf([]byte(d.text()))
	d.save(d.text() + "\nSaved at the last moment.\n")
	if err := d.ReplaceFile(name, []byte("new"), known); !errors.Is(err, caseload.ErrChanged) {
		t.Errorf("got %v, want that it was saved meanwhile", err)
	}
	d.expect("Saved at the last moment.")

	// A crash between the two renames leaves the file beside its place.
	before := filepath.Join(filepath.Dir(d.file), "."+filepath.Base(d.file)+".before")
	if err := os.Rename(d.file, before); err != nil {
		t.Fatal(err)
	}
	d.draft()
	d.expect("Saved at the last moment.")
	if _, err := os.Stat(before); err == nil {
		t.Error("the file beside the draft is still there")
	}
}
