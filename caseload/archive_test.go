package caseload_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/caseload"
)

// TestAChangedImportedFileIsNoticed flips a byte of a file in archive/, cuts it,
// empties it or takes it away: verify and doctor name the file and what to do.
func TestAChangedImportedFileIsNoticed(t *testing.T) {
	p := newPractice(t, 2, families)
	p.logHolds()
	files, err := filepath.Glob(filepath.Join(p.dir, "archive", "*", "*"))
	p.must(err)
	if len(files) < 2 {
		t.Fatalf("archive/ holds %q", files)
	}
	rapid.Check(t, func(r *rapid.T) {
		file := rapid.SampledFrom(files).Draw(r, "file")
		whole, err := os.ReadFile(file)
		p.must(err)
		defer func() { p.must(os.WriteFile(file, whole, 0o600)) }()
		at := rapid.IntRange(0, len(whole)-1).Draw(r, "at")
		want := "was changed since it was imported; restore it from a backup"
		switch rapid.SampledFrom([]string{"flip", "cut", "gone"}).Draw(r, "how") {
		case "flip":
			other := append([]byte{}, whole...)
			other[at] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
			p.must(os.WriteFile(file, other, 0o600))
		case "cut":
			p.must(os.WriteFile(file, whole[:at], 0o600))
		case "gone":
			p.must(os.Remove(file))
			want = "is missing; restore it from a backup"
		}
		name, err := filepath.Rel(p.dir, file)
		p.must(err)
		p.must(os.WriteFile(file+".tombstone.txt", []byte("whatever"), 0o600)) // no client was forgotten
		defer os.Remove(file + ".tombstone.txt")
		checked, err := p.VerifyLog(t.Context(), caseload.Holder())
		if err != nil || len(checked.Wrong) != 1 || !strings.HasPrefix(checked.Wrong[0], filepath.ToSlash(name)) || !strings.Contains(strings.ReplaceAll(checked.Wrong[0], ")", ""), "import ") ||
			!strings.Contains(checked.Wrong[0], want) {
			r.Fatalf("verify: %q, %v, want %q of %s", checked.Wrong, err, want, name)
		}
		looks, err := p.Examine(t.Context(), now(), caseload.Holder())
		p.must(err)
		for _, look := range looks {
			if look.What == "archive" && (look.State != caseload.ExaminedWrong || look.Found != checked.Wrong[0]) {
				r.Fatalf("doctor: %+v", look)
			}
		}
	})
}
