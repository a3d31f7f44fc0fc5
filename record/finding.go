package record

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Finding is something in a text that stands in the way of a signature until
// it is mended or a therapist accepts it with a reason.
type Finding struct {
	ID     string `json:"id"` // 8 hex digits of code, unit and text: another text is another finding
	Code   string `json:"code"`
	Line   int    `json:"line,omitempty"` // of the body, from 1
	Text   string `json:"text,omitempty"` // where it was found
	Wrong  string `json:"wrong"`
	Do     string `json:"do"`
	Part   bool   `json:"part,omitempty"`   // a required part is missing: no reason takes its place
	Reason string `json:"reason,omitempty"` // for which it was accepted
	By     ID     `json:"by,omitempty"`
}

// FindingID derives the id of a finding.
func FindingID(code, unit, text string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{code, unit, text}, "\x00")))
	return hex.EncodeToString(sum[:])[:8]
}
