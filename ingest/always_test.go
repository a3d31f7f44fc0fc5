package ingest_test

import (
	"strings"
	"testing"

	"milepost/ingest"
)

// TestWhatIsSaidOfEveryRowCounts: a file about one client or one goal is read
// with what a person says of all its rows, and no other file is.
func TestWhatIsSaidOfEveryRowCounts(t *testing.T) {
	cases := []struct{ rule, text, field, entry, want string }{
		{"one goal", "Client ID,Date,Score\nC-1,9/14/2026,4/5\n", "goal.title", "Cutting", "C-1 2026-09-14 4/5"},
		{"one client", "Date,Goal,Score\n9/14/2026,Cutting,4/5\n", "client.id", "C-7", "C-7 2026-09-14 4/5"},
	}
	for _, c := range cases {
		_, p := columnsProposed(t, c.text)
		if lacks := p.Lacks(); len(lacks) != 1 || !strings.Contains(lacks[0].Do, "--always \""+c.field) {
			t.Errorf("%s: lacks %v, want the flag that says it", c.rule, lacks)
		}
		for field, entry := range map[string]string{c.field: c.entry, "session.status": "attended"} {
			if err := p.SetAlways(field, entry); err != nil {
				t.Fatal(err)
			}
		}
		if lacks := p.Lacks(); len(lacks) > 0 {
			t.Errorf("%s: still lacks %v", c.rule, lacks)
		}
		m, err := ingest.ParseMapping("own", p.Mapping("own").Write(nil))
		if err != nil {
			t.Fatal(err)
		}
		batch, report := readBytes(t, "f.csv", []byte(c.text), m)
		if got := scores(batch); got != c.want || report.Bad != 0 {
			t.Errorf("%s: %s\n%s", c.rule, got, problemsOf(report))
		}
		if _, other := readBytes(t, "other.csv", []byte(c.text), m); other.Mapping != "" {
			t.Errorf("%s: another file is read as if it were about the same", c.rule)
		}
	}
}
