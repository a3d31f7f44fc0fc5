package caseload_test

import (
	"errors"
	"strings"
	"testing"

	"milepost/caseload"
)

// TestAReportSaysWhoSignedInPlace: a therapist who is not the one that the report
// names signs, and paper and result say so.
func TestAReportSaysWhoSignedInPlace(t *testing.T) {
	d := newClinic(t)
	s := d.signed("T-4")
	want := "Signed in place of "
	if text := string(d.read(s.Files[0])); s.InPlace == "" || !strings.Contains(text, want) {
		t.Errorf("in place of %q:\n%s", s.InPlace, text)
	}
	own := newClinic(t)
	mine := own.signed(s.InPlace)
	if text := string(own.read(mine.Files[0])); mine.InPlace != "" || strings.Contains(text, want) {
		t.Errorf("the named therapist signed, and in place of %q:\n%s", mine.InPlace, text)
	}
}

// TestTheCaseloadCountsOnTheCommandLine: a user to whom a caseload is not open
// reads and signs nothing of it, by any name.
func TestTheCaseloadCountsOnTheCommandLine(t *testing.T) {
	d := newClinic(t)
	own := d.signed("T-1")
	draft := strings.SplitN(own.Document, "-", 2)[0]
	if err := d.Grant(t.Context(), now(), d.sit("L-1"), "T-4", nil); err != nil {
		t.Fatal(err)
	}
	u := d.user("T-4")
	for _, name := range []string{string(child), draft, own.Files[0]} {
		_, err := d.Open(t.Context(), now(), u, name)
		if !errors.Is(err, caseload.ErrUnseen) {
			t.Errorf("review %s: %v", name, err)
		}
		if _, err := d.Reprint(t.Context(), u, name, t.TempDir()); !errors.Is(err, caseload.ErrUnseen) {
			t.Errorf("reprint %s: %v", name, err)
		}
		_, err = d.Sign(t.Context(), now(), d.sit("T-4"), caseload.ToSign{Name: name, Names: theOne})
		if !errors.Is(err, caseload.ErrUnseen) {
			t.Errorf("sign %s: %v", name, err)
		}
		if _, err := d.Reprint(t.Context(), caseload.Holder(), name, t.TempDir()); err != nil {
			t.Errorf("whoever holds the folder: %v", err)
		}
	}
}
