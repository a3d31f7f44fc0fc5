package caseload_test

import (
	"strings"
	"testing"

	"milepost/caseload"
)

// TestAMappingForgetsAClient: the names under which a tracker calls the client
// go, the others stay, and a mapping of the client's own file goes whole.
func TestAMappingForgetsAClient(t *testing.T) {
	const text = "# Written by milepost map.\ngives: [sessions, data]\nneeds: [Sheet name, Column date, Cell]\nlayout: days across\nsheet names: true\n" +
		"columns: {Sheet name: client.id, Column date: session.day, Cell: point.score}\nwords: {client.id: {mia: R-1, mia r: R-1, leo: R-2}}\n"
	got, found := caseload.MappingWithout([]byte(text), "R-1")
	if !found || strings.Contains(string(got), "mia") || !strings.Contains(string(got), "leo: R-2") || !strings.HasPrefix(string(got), "# Written by milepost map.\n") {
		t.Errorf("%v\n%s", found, got)
	}
	if _, found := caseload.MappingWithout([]byte(text), "R-3"); found {
		t.Error("it names R-3")
	}
	own := strings.Replace(text, "words:", "always: {client.id: R-1}\nwords:", 1)
	if got, found := caseload.MappingWithout([]byte(own), "R-1"); !found || got != nil {
		t.Errorf("the mapping of the client's own file stays:\n%s", got)
	}
}
