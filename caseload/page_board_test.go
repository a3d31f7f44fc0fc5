package caseload_test

import (
	"maps"
	"testing"

	"milepost/caseload"
	"milepost/record"
)

// TestTheBoardIsRememberedForEveryOpenWorkspace asks two open workspaces of one
// folder: one that has drafted, and one that did nothing yet.
func TestTheBoardIsRememberedForEveryOpenWorkspace(t *testing.T) {
	c, dir := openIngested(t)
	if _, err := c.Draft(t.Context(), now(), caseload.Holder(), caseload.Selection{Clients: []record.ID{child}}, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	stamps, err := c.BoardStamps(t.Context(), now())
	if err != nil || len(stamps) == 0 {
		t.Fatalf("%d stamps, %v; want one for each client", len(stamps), err)
	}
	other, err := openAt(t, dir).BoardStamps(t.Context(), now())
	if err != nil || !maps.Equal(stamps, other) {
		t.Errorf("the other open workspace has other stamps of the same clients, or %v", err)
	}
}
