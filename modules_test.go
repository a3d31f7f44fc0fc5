package milepost_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestModulesHaveAReason compares what go.mod requires directly with the table
// of reasons in docs/adr/0011.
func TestModulesHaveAReason(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := os.ReadFile("docs/adr/0011-modules-we-depend-on.md")
	if err != nil {
		t.Fatal(err)
	}
	required := regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.-]+\.[a-z]+/\S+|modernc\.org/\S+|pgregory\.net/\S+) v\S+(.*)$`)
	found := 0
	for _, line := range required.FindAllStringSubmatch(string(mod), -1) {
		if strings.Contains(line[2], "indirect") {
			continue
		}
		found++
		if !strings.Contains(string(reasons), line[1]) {
			t.Errorf("go.mod requires %s, and docs/adr/0011 does not say why", line[1])
		}
	}
	if found == 0 {
		t.Error("no direct requirement found in go.mod: is the pattern still right?")
	}
}
