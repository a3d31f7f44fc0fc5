package main

import "testing"

// TestDaysOfFlags checks that flags take days as people type them.
func TestDaysOfFlags(t *testing.T) {
	for _, text := range []string{"3/31/2027", "2027-03-31", "Mar 31, 2027", "3-31-27"} {
		if d, err := dayFlag("until", text); err != nil || d.String() != "2027-03-31" {
			t.Errorf("%q is %v (%v)", text, d, err)
		}
	}
	if d, err := dayFlag("until", "31/3/2027"); err == nil {
		t.Errorf("a day written day first is %v", d)
	}
	if sel, err := selection(nil, nil, "8/3/2026", "10/31/2026"); err != nil || sel.From.String() != "2026-08-03" || sel.To.String() != "2026-10-31" {
		t.Errorf("a period: %+v %v", sel, err)
	}
}
