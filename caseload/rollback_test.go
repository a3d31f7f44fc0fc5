package caseload_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"milepost/caseload"
	"milepost/record"
)

// copyOf keeps the closed database of a workspace, and reopens it.
func (d *desk) copyOf() []byte {
	d.Helper()
	d.shut()
	data := d.read("milepost.db")
	d.reopened()
	return data
}

func (d *desk) shut() {
	d.Helper()
	if err := d.Close(); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) reopened() {
	d.Helper()
	d.Caseload = openAt(d.T, d.dir)
}

// older puts an earlier database in place of the workspace's.
func (d *desk) older(database []byte) {
	d.Helper()
	d.shut()
	if err := os.WriteFile(filepath.Join(d.dir, "milepost.db"), database, 0o600); err != nil {
		d.Fatal(err)
	}
	if err := os.Remove(filepath.Join(d.dir, ".milepost.head")); err != nil { // else the folder is not even opened
		d.Fatal(err)
	}
	d.reopened()
}

// TestASignedFileIsNeverOverwritten puts a database from before a signature back
// and signs another text: the paper that the family has keeps its file.
func TestASignedFileIsNeverOverwritten(t *testing.T) {
	d := newClinic(t)
	before, text := d.copyOf(), d.text()
	first := d.signed("T-1")
	kept := map[string][]byte{}
	for _, name := range first.Files {
		kept[name] = d.read(name)
	}
	for name := range kept { // else the folder is not even opened
		if strings.HasSuffix(name, ".md") {
			if err := os.Remove(filepath.Join(d.dir, name)); err != nil {
				t.Fatal(err)
			}
			delete(kept, name)
		}
	}
	d.older(before)
	d.draft()
	d.save(text)
	d.swap(inAugust, "In August it was 6 out of 10 times.")
	d.review("T-1")
	_, err := d.sign("T-1")
	d.refused(err, "is never written over")
	var refusal *record.Refusal
	if !errors.As(err, &refusal) || refusal.Next.Act != record.StepRestoreNewest {
		t.Errorf("the next step is %+v, want to restore the newest backup", refusal)
	}
	for name, data := range kept {
		if !bytes.Equal(d.read(name), data) {
			t.Errorf("%s is another file now", name)
		}
	}
	if v, err := d.Verify(t.Context(), caseload.Holder(), first.Files[1], kept[first.Files[1]]); err != nil || v.OK {
		t.Errorf("a paper that this database does not know: %+v, %v", v, err)
	}
}

// TestADocumentIDNamesOnePaper signs two texts from one earlier state, with the
// files of the first out of the way: their ids differ.
func TestADocumentIDNamesOnePaper(t *testing.T) {
	d := newClinic(t)
	before, text := d.copyOf(), d.text()
	first := d.signed("T-1")
	if err := os.RemoveAll(filepath.Join(d.dir, "signed", string(child))); err != nil {
		t.Fatal(err)
	}
	d.older(before)
	d.draft()
	d.save(text)
	d.swap(inAugust, "Last August it was 5 out of 10 times.")
	second := d.signed("T-1")
	if first.Document == second.Document {
		t.Errorf("two papers have the id %s", first.Document)
	}
}

// TestTheAuthorsPaperIsTheTherapists: both signatures name one document.
func TestTheAuthorsPaperIsTheTherapists(t *testing.T) {
	d := newClinic(t)
	author := d.signed("A-1")
	d.review("T-1")
	signed, err := d.sign("T-1")
	if err != nil || author.Document != signed.Document {
		t.Errorf("author %s, therapist %s, %v", author.Document, signed.Document, err)
	}
	if text := string(d.read(signed.Files[0])); !strings.Contains(text, "Document "+signed.Document) {
		t.Errorf("the paper does not name %s:\n%s", signed.Document, text)
	}
}

// TestIDsOfDocumentsDiffer: whatever else is the same, another moment gives
// another id, and each tells its number.
func TestIDsOfDocumentsDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draft := rapid.StringMatching(`[0-9a-f]{12}`).Draw(t, "draft")
		n := rapid.IntRange(1, 30).Draw(t, "n")
		at := time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "at"), 0).UTC()
		one := record.DocumentID(draft, n, "head", at.Format(time.RFC3339))
		other := record.DocumentID(draft, n, "head", at.Add(time.Second).Format(time.RFC3339))
		if one == other {
			t.Fatalf("%s twice", one)
		}
		for m := range 40 {
			if got := record.IsNth(one, draft, m); got != (m == n) {
				t.Fatalf("IsNth(%s, %d) = %v", one, m, got)
			}
		}
	})
}

// TestASignedPlaceIsWrittenOnce holds the rule in its one place: whatever is
// written below signed/, the first bytes stay.
func TestASignedPlaceIsWrittenOnce(t *testing.T) {
	c, dir := openIngested(t)
	rapid.Check(t, func(t *rapid.T) {
		name := "signed/" + rapid.StringMatching(`[a-c]/[a-c]\.(md|pdf|html)`).Draw(t, "name")
		data := rapid.SliceOfN(rapid.Byte(), 1, 4).Draw(t, "data")
		before, _ := os.ReadFile(filepath.Join(dir, name))
		err := caseload.WriteFile(c, name, data)
		after, _ := os.ReadFile(filepath.Join(dir, name))
		switch {
		case before == nil && (err != nil || !bytes.Equal(after, data)):
			t.Fatalf("a new file: %v", err)
		case before != nil && !bytes.Equal(before, after):
			t.Fatalf("%s was written over", name)
		case before != nil && !bytes.Equal(before, data) && !errors.Is(err, caseload.ErrRefused):
			t.Fatalf("other bytes: got %v, want a refusal", err)
		case before != nil && bytes.Equal(before, data) && err != nil:
			t.Fatalf("the same bytes: %v", err)
		}
	})
}
