package caseload_test

import (
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/caseload"
)

// alter changes the closed database as whoever holds the folder can.
func (d *desk) alter(query string, args ...any) {
	d.Helper()
	d.shut()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(d.dir, "milepost.db")))
	if err != nil {
		d.Fatal(err)
	}
	_, err = db.ExecContext(d.Context(), query, args...)
	if err != nil {
		d.Fatal(err)
	}
	if err := db.Close(); err != nil {
		d.Fatal(err)
	}
	d.reopened()
}

// rewrite changes a signed file in its folder.
func (d *desk) rewrite(name string, data []byte) {
	d.Helper()
	full := filepath.Join(d.dir, name)
	if err := os.Chmod(full, 0o600); err != nil {
		d.Fatal(err)
	}
	if err := os.WriteFile(full, data, 0o600); err != nil {
		d.Fatal(err)
	}
}

// TestAChangedReportIsNotVouchedFor changes a figure of a signed report in the
// database and in its file: nothing says that it was signed, and nothing gives it
// out.
func TestAChangedReportIsNotVouchedFor(t *testing.T) {
	for _, tt := range []struct{ rule, set string }{
		{"the text alone", `UPDATE documents SET markdown = $1, html = $2`},
		{"the text, and the manifest with it", `UPDATE documents SET markdown = $1, html = $2;
			UPDATE signatures SET manifest = replace(manifest, '"kind":"report"', '"kind":"Report"')`},
		{"the text, and the signature is gone", `UPDATE documents SET markdown = $1, html = $2; DELETE FROM signatures`},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			d := newClinic(t)
			s := d.signed("T-1")
			md := bytes.Replace(d.read(s.Files[0]), []byte("7 out of 10"), []byte("9 out of 10"), 1)
			html := bytes.Replace(d.read(s.Files[2]), []byte("7 out of 10"), []byte("9 out of 10"), 1)
			d.alter(tt.set, md, html)
			d.rewrite(s.Files[0], md)
			d.rewrite(s.Files[2], html)
			for _, file := range []string{s.Files[0], s.Files[2]} {
				v, err := d.Verify(t.Context(), caseload.Holder(), filepath.Join(d.dir, file), d.read(file))
				if err != nil || v.OK || v.Next.IsZero() {
					t.Errorf("%s: %+v, %v", file, v, err)
				}
			}
			out := t.TempDir()
			_, err := d.Reprint(t.Context(), caseload.Holder(), s.Document, out)
			d.refused(err, "changed in the database since it was")
			if left, _ := os.ReadDir(out); len(left) > 0 {
				t.Errorf("reprint left %v", left)
			}
			_, err = d.DocumentFile(t.Context(), caseload.Holder(), s.Document, ".md")
			d.refused(err, "nothing was given out")
			if checked, err := d.VerifyLog(t.Context(), caseload.Holder()); err != nil || len(checked.Wrong) == 0 {
				t.Errorf("the check of the log: %+v, %v", checked, err)
			}
		})
	}
}

// TestAFileThatSaysWhichItIsIsNamed: a paper with an id inside, saved again or
// changed, under any name, is named as changed since it was signed.
func TestAFileThatSaysWhichItIsIsNamed(t *testing.T) {
	d := newClinic(t)
	s := d.signed("T-1")
	pdf, html := d.read(s.Files[1]), d.read(s.Files[2])
	files := map[string][]byte{
		"longer.pdf":  append(bytes.Clone(pdf), "\n% saved again\n"...),
		"figure.html": bytes.Replace(html, []byte("7 out of 10"), []byte("9 out of 10"), 1),
		"figure.htm":  bytes.Replace(html, []byte("7 out of 10"), []byte("9 out of 10"), 1),
	}
	if tool, err := exec.LookPath("qpdf"); err == nil {
		saved := filepath.Join(t.TempDir(), "saved.pdf")
		if out, err := exec.CommandContext(t.Context(), tool, "--object-streams=generate", filepath.Join(d.dir, s.Files[1]), saved).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if files["saved.pdf"], err = os.ReadFile(saved); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range files {
		v, err := d.Verify(t.Context(), caseload.Holder(), name, data)
		if err != nil || v.OK || v.Document != s.Document || !strings.Contains(v.What, "changed since it was signed") {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
}

// TestEveryOtherByteIsAnotherFile changes bytes of signed PDF and HTML anywhere.
func TestEveryOtherByteIsAnotherFile(t *testing.T) {
	d := newClinic(t)
	s := d.signed("T-1")
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Clone(d.read(s.Files[2]))
		at := rapid.IntRange(0, len(data)-1).Draw(t, "at")
		data[at] ^= rapid.ByteRange(1, 255).Draw(t, "bits")
		if v, err := d.Verify(d.Context(), caseload.Holder(), "x.html", data); err != nil || v.OK {
			t.Fatalf("byte %d: %+v, %v", at, v, err)
		}
	})
}
