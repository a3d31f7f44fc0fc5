package report_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"milepost/record"
	"milepost/report"
)

// TestTwoSavedFilesLoseNothing: two people edit the same text, each in an
// editor of her own, and save one after the other.
func TestTwoSavedFilesLoseNothing(t *testing.T) {
	n := 600
	if testing.Short() {
		n = 60
	}
	rng := rand.New(rand.NewPCG(29, 31))
	bodies := pairs(t, rng, 20)
	asked := 0
	for i := range n {
		base := bodies[rng.IntN(len(bodies))][0]
		first := &history{base: base, next: base, lines: strings.Split(base.Markdown, "\n")}
		second := &history{base: base, next: base, lines: strings.Split(base.Markdown, "\n")}
		for _, h := range []*history{first, second} {
			for range 1 + rng.IntN(4) {
				edits()[rng.IntN(len(edits()))](h, rng)
			}
		}
		stands := report.BodyOf(base.Draft, first.text(), report.Stands(base, first.text()))
		got := report.MergeFiles(base, second.text(), stands)
		second.losesNothing(t, got)
		othersSide := got
		for _, q := range got.Questions {
			othersSide.Markdown += "\n" + q.Now
		}
		first.losesNothing(t, othersSide)
		if len(got.Questions) > 0 {
			asked++
		}
		if t.Failed() {
			t.Fatalf("pair %d:\nfirst: %s\nsecond: %s\nquestions: %+v\nfrom first to merged:\n%s", i,
				strings.Join(first.did, "\n"), strings.Join(second.did, "\n"), got.Questions, differing(first.text(), got.Markdown))
		}
	}
	t.Logf("%d pairs of saved files: %d ask, nothing lost", n, asked)
}

func TestPutTakesAnAnswer(t *testing.T) {
	first, _ := revised(t)
	base := compose(t, first)
	lines := strings.Split(strings.TrimSpace(nowBefore+thenLine), "\n")
	for _, tt := range []struct {
		rule         string
		q            record.Question
		words        string
		want, absent string
	}{
		{"new words take the place of the old", record.Question{Mine: lines[0]}, "Other words.", "{#g-12}\n\nOther words.\n" + thenLine, nowBefore},
		{"pieces that were one take one answer", record.Question{Mine: lines[0] + "\n" + lines[1]}, "Both at once.", "{#g-12}\n\nBoth at once.\n" + hopeLine, thenLine},
		{"nothing takes the place: it is left out", record.Question{Mine: lines[0]}, "", "{#g-12}\n\n" + thenLine, nowBefore},
		{"a heading whose goal is gone takes its section along", record.Question{Mine: "## Put on and zip her coat: goal met {#g-14}"}, "", "## Stay at a table", "{#g-14}"},
		{"what was left out comes back at the end of its section", record.Question{Unit: "#g-12\x00x"}, "Back again.", "Back again.\n\n## Put on", "\x00"},
	} {
		got, found := report.Put(base.Markdown, tt.q, tt.words)
		if !found || !strings.Contains(got, tt.want) || strings.Contains(got, tt.absent) {
			t.Errorf("%s: found %v, want %q and no %q in\n%s", tt.rule, found, tt.want, tt.absent, got)
		}
	}
	if got, found := report.Put(base.Markdown, record.Question{Mine: "Not here."}, "x"); found || got != base.Markdown {
		t.Error("words that do not stand there are replaced")
	}
}

func TestReadSavedMendsTheHead(t *testing.T) {
	first, _ := revised(t)
	base := compose(t, first)
	_, body, _ := strings.Cut(base.Markdown, "---\n\n")
	for _, tt := range []struct {
		rule, text string
		base       string
		noted      bool
	}{
		{"a head as it was written", base.Markdown, base.Hash, false},
		{"with a byte order mark and CRLF", "\uFEFF" + strings.ReplaceAll(base.Markdown, "\n", "\r\n"), base.Hash, false},
		{"a head that is gone", body, "", true},
		{"a head that is no YAML any more", strings.Replace(base.Markdown, "document: ", "document: [: ", 1), base.Hash, true},
	} {
		got := report.ReadSaved(tt.text, base.Markdown)
		if got.Base != tt.base || (got.Note != "") != tt.noted {
			t.Errorf("%s: base %q, note %q", tt.rule, got.Base, got.Note)
		}
		d, err := report.Read(got.Markdown)
		if err != nil || d.Front.Draft != base.Draft.ID() || d.Hash != base.Hash {
			t.Errorf("%s: %+v, %v", tt.rule, d.Front, err)
		}
	}
}

func TestKeysOfAnEditorStayInTheHead(t *testing.T) {
	first, second := revised(t)
	base, next := compose(t, first), compose(t, second)
	mine := strings.Replace(base.Markdown, "\nbase:", "\ntags:\n  - urgent\naliases: [Linh]\nbase:", 1)
	got := report.Merge(base, mine, next).Markdown
	for _, want := range []string{"tags:\n  - urgent\n", "aliases: [Linh]\n", "base: " + next.Hash} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%.400s", want, got)
		}
	}
}

func TestSavedBytesAreRead(t *testing.T) {
	for _, tt := range []struct {
		rule, data, want, encoding string
		err                        error
	}{
		{"UTF-8", "piñata", "piñata", "", nil},
		{"Windows-1252", "pi\xf1ata \x93big\x94", "piñata “big”", "Windows-1252", nil},
		{"what Windows calls Unicode", "\xff\xfep\x00i\x00\xf1\x00", "piñ", "UTF-16", nil},
		{"an empty file", "\xEF\xBB\xBF \r\n", "", "", report.ErrEmpty},
		{"rich text", `{\rtf1\ansi hello}`, "", "", report.ErrNotText},
		{"a word processor's file", "PK\x03\x04...", "", "", report.ErrNotText},
		{"a file of zeros, as a crash leaves it", "\x00\x00\x00", "", "", report.ErrNotText},
	} {
		text, encoding, err := report.Text([]byte(tt.data))
		if text != tt.want || encoding != tt.encoding || !errors.Is(err, tt.err) {
			t.Errorf("%s: got %q, %q, %v; want %q, %q, %v", tt.rule, text, encoding, err, tt.want, tt.encoding, tt.err)
		}
	}
}

func TestFindingsBarASignature(t *testing.T) {
	text := "---\ndraft: x\n---\n\nShe cuts 6 of 10 times.\n[[therapist choose 1: a / b]]\nHer coat.\n"
	moved := []record.MovedFact{
		{Unit: "g/now/1", Name: "current", Text: "She cuts 6 of 10 times.", Was: "6 of 10 times", Now: "8 of 10 times"},
		{Unit: "g/coat/1", Name: "current", Text: "Her coat.", Was: "a lot of help", Now: "no help"},
	}
	open := []record.Question{{ID: "q1", Kind: record.AskData, Mine: "Her coat."}}
	got := report.Findings(text, open, moved)
	want := []struct {
		code string
		part bool
		line int
	}{{report.FindingMark, true, 2}, {report.FindingQuestion, true, 3}, {report.FindingMoved, false, 1}}
	if len(got) != len(want) {
		t.Fatalf("findings %+v", got)
	}
	for i, w := range want {
		if got[i].Code != w.code || got[i].Part != w.part || got[i].Line != w.line || len(got[i].ID) != 8 || got[i].Do == "" {
			t.Errorf("finding %d: %+v, want %+v", i, got[i], w)
		}
	}
	changed := report.Findings(strings.Replace(text, "6 of 10", "8 of 10", 1), nil, moved)
	if len(changed) != 1 || changed[0].Code != report.FindingMark {
		t.Errorf("a sentence that was put right is still found: %+v", changed)
	}
}
