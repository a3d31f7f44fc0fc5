package milepost_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryAttackHasItsTest: docs/attacks/README.md names tests that exist.
func TestEveryAttackHasItsTest(t *testing.T) {
	list, err := os.ReadFile("docs/attacks/README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("`([a-z/_]+_test\\.go)` `((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllStringSubmatch(string(list), -1)
	if len(rows) == 0 {
		t.Fatal("no row names a test")
	}
	for _, row := range rows {
		text, err := os.ReadFile(row[1])
		if err != nil || !strings.Contains(string(text), "func "+row[2]+"(") {
			t.Errorf("%s has no %s: %v", row[1], row[2], err)
		}
	}
}
