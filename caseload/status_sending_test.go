package caseload_test

import (
	"slices"
	"strings"
	"testing"

	"milepost/caseload"
	"milepost/record"
)

// TestStatusSurvivesOneClientsSignedPapers: what is wrong with the signed paper
// of one client is told at that client, and the others are told of.
func TestStatusSurvivesOneClientsSignedPapers(t *testing.T) {
	t.Run("a program that fails", func(t *testing.T) {
		d := newClinic(t)
		d.signed("T-1")
		d.BreakOn(child)
		s := d.status()
		if !slices.Contains(s.Failed, child) || len(s.Clients) == 0 {
			t.Errorf("failed %v of %d clients, want %s among them", s.Failed, len(s.Clients), child)
		}
	})
	t.Run("a paper that was changed", func(t *testing.T) {
		d := newClinic(t)
		d.signed("T-1")
		d.alter(`UPDATE documents SET markdown = $1`, []byte("other words"))
		needs := strings.Join(d.status().Clients[d.at(child)].Needs, "; ")
		if !strings.Contains(needs, "a signed paper cannot be sent: ") || !strings.Contains(needs, "changed in the database since it was") {
			t.Errorf("needs %q, want that its paper was changed", needs)
		}
	})
}

// TestStatusSaysWhatWasNotSent, also in a workspace that was just opened.
func TestStatusSaysWhatWasNotSent(t *testing.T) {
	d := newClinic(t)
	d.signed("T-1")
	s := d.status()
	due, err := d.DeliverDue(t.Context(), now(), caseload.Holder(), caseload.Sending{})
	if err != nil {
		t.Fatal(err)
	}
	stopped := 0
	for _, c := range due.Copies {
		if c.Why != "" {
			stopped++
		}
	}
	if s.Unsent != len(due.Copies)-stopped || s.Stopped != stopped || len(due.Copies) == 0 {
		t.Errorf("status tells of %d copies to send and %d stopped; the plan has %d, %d of them stopped", s.Unsent, s.Stopped, len(due.Copies), stopped)
	}
	if part := s.Only(caseload.StatusView{Clients: []record.ID{"nobody"}}); part.Unsent+part.Stopped+len(part.Clients)+len(part.Left)+len(part.Halves) > 0 {
		t.Errorf("of nobody: %+v", part)
	}
}

// status asks how all stand, in a workspace that was just opened.
func (d *desk) status() caseload.Status {
	d.Helper()
	s, err := d.Status(d.Context(), now(), caseload.Holder())
	if err != nil {
		d.Fatal(err)
	}
	return s
}

// at is the client's place in status.
func (d *desk) at(id record.ID) int {
	d.Helper()
	return slices.IndexFunc(d.status().Clients, func(s caseload.Standing) bool { return s.Client == id })
}
