package library_test

import (
	"testing"

	"milepost/library"
)

func TestDomainsAndSkillsThatAreNotKnown(t *testing.T) {
	list, err := library.Domains()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][4]string{
		{"gross motor", "", "", ""},
		{"Handwriting", "letters", "", ""},
		{"", "", "", ""},
		{"scissors", "snipping", "", ""},
		{"handwriding", "", "handwriting", ""},
		{"handwriting", "leters", "", "letters"},
		{"general", "", "", ""},
		{"fine-motor", "pencil grasp", "", ""},
	} {
		domain, skill := library.Unknown(list, c[0], c[1])
		if domain != c[2] || skill != c[3] {
			t.Errorf("%q, %q: nearest %q, %q; want %q, %q", c[0], c[1], domain, skill, c[2], c[3])
		}
	}
}
