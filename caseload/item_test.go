package caseload_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"milepost/caseload"
)

// TestOneFileNeverStopsTheInbox puts a long name in front of a good export, with
// a link, a folder that cannot be read and a broken file beside.
func TestOneFileNeverStopsTheInbox(t *testing.T) {
	for _, tt := range []struct{ script, letter string }{{"Latin", "a"}, {"Cyrillic", "ж"}, {"Chinese", "评"}, {"emoji", "🙂"}} {
		t.Run(tt.script, func(t *testing.T) {
			p := newPractice(t, 1, families)
			for _, length := range []int{200, 243, 251, 255} {
				name := strings.Repeat(tt.letter, (length-4)/len(tt.letter)) + ".csv"
				p.write("inbox/"+name, "What,Is\nthis,then\n"+name[:4])
			}
			p.must(os.Symlink("/etc/hostname", filepath.Join(p.dir, "inbox", "1 link.csv")))
			p.must(os.Mkdir(filepath.Join(p.dir, "inbox", "2 folder.csv"), 0o700))
			p.write("inbox/🙂 zz last.csv", strings.ReplaceAll(practiceExports(1)["sessions.csv"], "2026-10-05", "2026-10-19"))
			in, err := p.Ingest(t.Context(), now(), caseload.Holder(), nil)
			p.must(err)
			last := in.Files[len(in.Files)-1]
			skipped := 0
			for _, f := range in.Files {
				if f.Skip {
					skipped++
				}
				if strings.HasSuffix(f.Name, "last.csv") {
					last = f
				}
			}
			if skipped != 1 || !in.HasProblems() || !strings.HasSuffix(last.Name, "last.csv") || last.Used == 0 {
				t.Errorf("%d skipped, the last file %+v", skipped, last)
			}
			left, err := os.ReadDir(filepath.Join(p.dir, "inbox"))
			p.must(err)
			if len(left) != 2 {
				t.Errorf("in the inbox are %v, want the link and the folder", left)
			}
			why, err := filepath.Glob(filepath.Join(p.dir, "rejected", "*.why.txt"))
			p.must(err)
			if len(why) != 4 {
				t.Errorf("reasons %v, want one for each of the 4 broken files", why)
			}
		})
	}
}

// TestOneDraftNeverStopsTheOthers makes a draft a link, and another's folder a
// file.
func TestOneDraftNeverStopsTheOthers(t *testing.T) {
	p := newPractice(t, 4, families)
	p.draft()
	p.must(os.Remove(filepath.Join(p.dir, draftFile(kid(0)))))
	p.must(os.Symlink("/etc/hostname", filepath.Join(p.dir, draftFile(kid(0)))))
	p.must(os.RemoveAll(filepath.Join(p.dir, "drafts", string(kid(1)))))
	p.write("drafts/"+string(kid(1)), "a file")
	p.edit(kid(2), "Said of the third.")
	for _, d := range p.draft() {
		bad := d.Client == kid(0) || d.Client == kid(1)
		if bad != (d.Outcome == caseload.DraftFailed) || bad && d.Why == "" {
			t.Errorf("%s: %s %s", d.Client, d.Outcome, d.Why)
		}
	}
	if !strings.Contains(p.everyText(kid(2)), "Said of the third.") {
		t.Error("the edit of another child was not taken in")
	}
}

// TestAFittedNameIsAName: whatever a file is called, ours fits, is valid text,
// keeps its ending, and differs where the names differ.
func TestAFittedNameIsAName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.StringN(1, 255, -1).Draw(t, "one")
		other := one + rapid.SampledFrom([]string{"x", "я", ".csv"}).Draw(t, "more")
		got := caseload.Fitted(one)
		if len(got) > 200 || got == "" || utf8.ValidString(one) && !utf8.ValidString(got) {
			t.Fatalf("%q became %q", one, got)
		}
		if got == caseload.Fitted(other) {
			t.Fatalf("%q and %q are both %q", one, other, got)
		}
		if len(one) <= 200 && got != one {
			t.Fatalf("%q fits, and became %q", one, got)
		}
	})
}
