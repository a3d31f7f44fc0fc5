package delivery_test

import (
	"strings"
	"testing"

	"milepost/delivery"
	"milepost/record"
)

func day(text string) record.Date {
	d, err := record.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestWhoIsFamilyNeedsNoRelease(t *testing.T) {
	for _, c := range []struct {
		relationship          string
		family, parent, needs bool
	}{
		{"mother", true, true, false},
		{"the mother", true, true, false},
		{"Parent/Guardian", true, true, false},
		{"foster father", true, true, false},
		{"la mamá", true, true, false},
		{"maternal grandmother", true, false, false},
		{"aunt", true, false, false},
		{"the mother's lawyer", false, false, true},
		{"guardian ad litem", false, false, true},
		{"pediatrician", false, false, true},
		{"teacher", false, false, true},
		{"school case manager", false, false, true},
		{"insurance", false, false, false},
		{"", false, false, false},
		{"the", false, false, true},
	} {
		if got := delivery.IsFamily(c.relationship); got != c.family {
			t.Errorf("%q is family: %v, want %v", c.relationship, got, c.family)
		}
		if got := delivery.IsParent(c.relationship); got != c.parent {
			t.Errorf("%q is a parent: %v, want %v", c.relationship, got, c.parent)
		}
		if got := delivery.NeedsRelease(record.Contact{Relationship: c.relationship}); got != c.needs {
			t.Errorf("%q needs a release: %v, want %v", c.relationship, got, c.needs)
		}
	}
}

// TestASchoolsCopyGoesUnderARelease plans a document for a teacher under one
// release after the other.
func TestASchoolsCopyGoesUnderARelease(t *testing.T) {
	teacher := record.Contact{Name: "Ms. Cole", Relationship: "teacher", MayReceive: true, SendBy: record.ByPortal}
	holds := record.Release{N: 3, To: "Ms. Cole", What: []string{"iep-progress"}, Purpose: record.AnyPurpose, From: day("2026-08-01"), Until: day("2027-07-31")}
	for _, c := range []struct {
		rule     string
		change   func(*record.Release)
		document func(*delivery.Signed)
		why      string
	}{
		{"it holds", nil, nil, ""},
		{"none is on file", nil, func(s *delivery.Signed) { s.Releases = nil }, "there is none on file"},
		{"of another recipient", func(r *record.Release) { r.To = "Mr. Lee" }, nil, "release 3: it is for another recipient"},
		{"of another kind of document", func(r *record.Release) { r.What = []string{"plaafp"} }, nil, "release 3: it does not cover iep-progress"},
		{"for a packet only", func(r *record.Release) { r.Purpose = "iep-review" }, nil, "release 3: it is for another purpose, iep-review"},
		{"for this kind of document", func(r *record.Release) { r.Purpose = "iep-progress" }, nil, ""},
		{"it ended", func(r *record.Release) { r.Until = day("2026-10-01") }, nil, "release 3: it ended on 2026-10-01"},
		{"revoked", func(r *record.Release) { r.RevokedOn = day("2026-11-02") }, nil, "release 3: it was revoked on 2026-11-02"},
		{"a notice to who has the document tells nothing new", nil, func(s *delivery.Signed) { s.Releases, s.OnlyTo = nil, []string{"Ms. Cole"} }, ""},
	} {
		r := holds
		if c.change != nil {
			c.change(&r)
		}
		s := delivery.Signed{
			Document: "d-1", Client: "C-1", Audience: delivery.School, Language: "en", Kind: "iep-progress",
			Editions: map[string]string{"en": "text"}, Releases: []record.Release{r},
		}
		if c.document != nil {
			c.document(&s)
		}
		copies := delivery.Plan(s, []record.Contact{teacher}, day("2026-11-02"))
		if len(copies) != 1 {
			t.Fatalf("%s: %d copies", c.rule, len(copies))
		}
		got := copies[0]
		if got.Stopped() != (c.why != "") || !strings.HasSuffix(got.Why, c.why) {
			t.Errorf("%s: stopped for %q, want %q", c.rule, got.Why, c.why)
		}
		if c.why != "" && got.Next != (record.NextStep{Act: record.StepReleaseOrNot, Client: "C-1", Name: "iep-progress", ID: got.Document}) {
			t.Errorf("%s: the next step is %+v", c.rule, got.Next)
		}
	}
}
