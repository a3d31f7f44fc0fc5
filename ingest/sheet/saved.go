package sheet

import (
	"strings"
	"time"
)

// saved returns when a program saved the workbook last. A program that does not
// keep it leaves the time at which the workbook was made, or none: zero.
func (w *Workbook) saved() time.Time {
	links, err := w.links("")
	if err != nil {
		return time.Time{}
	}
	for _, l := range links {
		if l.kind != "core-properties" || w.parts[l.target] == nil {
			continue
		}
		var doc struct {
			Created  string `xml:"created"`
			Modified string `xml:"modified"`
		}
		if err := w.decode(l.target, &doc); err != nil {
			return time.Time{}
		}
		at, err := time.Parse(time.RFC3339, strings.TrimSpace(doc.Modified))
		if err != nil || strings.TrimSpace(doc.Modified) == strings.TrimSpace(doc.Created) {
			return time.Time{}
		}
		return at
	}
	return time.Time{}
}
