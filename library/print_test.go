package library_test

import (
	"fmt"
	"os"
	"testing"

	"milepost/library"
)

func TestPrint(t *testing.T) {
	if os.Getenv("PRINT") == "" {
		t.Skip()
	}
	l, en := shipped(t), english(t)
	aud := os.Getenv("AUD")
	if aud == "" {
		aud = "parent"
	}
	for i, s := range library.Examples(en, aud) {
		if string(s.Client.ID) != os.Getenv("PRINT") {
			continue
		}
		if s.Goal != nil && i > 0 && os.Getenv("FIRST") != "" && s.Goal.PlainName["en"] == "" {
			continue
		}
		c := &library.Choice{}
		w := library.Words(s)
		fmt.Printf("\n| %s | %s | %s | %s | %s |\n", w.Goal, w.Baseline, w.Current, w.Target, w.Status)
		for _, slot := range library.Slots() {
			if len(slot) > 6 && slot[:6] == "picked" {
				continue
			}
			if x, ok := l.Sentence(slot, s, c); ok && x.Sort != "chosen" {
				fmt.Printf("%10s: %s\n", slot, x.Text)
			}
			s.Named = s.Named || slot == "now"
		}
	}
}
