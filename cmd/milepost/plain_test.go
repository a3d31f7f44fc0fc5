package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestNothingActsOnTheTerminal: however a text is cut into writes, what comes out
// is text without control characters, and harmless text comes out as it is.
func TestNothingActsOnTheTerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.SliceOf(rapid.Byte()),
			rapid.Map(rapid.StringOf(rapid.SampledFrom([]rune("aé评\n\t\r\x1b\u009b\x07]0;\u202e"))), func(s string) []byte { return []byte(s) }),
		).Draw(t, "text")
		var whole, cut bytes.Buffer
		p := &plain{to: &whole}
		_, _ = p.Write(text)
		p.flush()
		q := &plain{to: &cut}
		for rest := text; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "n")
			_, _ = q.Write(rest[:n])
			rest = rest[n:]
		}
		q.flush()
		out := whole.String()
		if out != cut.String() {
			t.Fatalf("%q cut gives %q, whole %q", text, cut.String(), out)
		}
		harmless := utf8.Valid(text)
		for _, r := range string(text) {
			harmless = harmless && !acts(r)
		}
		if harmless && out != string(text) {
			t.Fatalf("%q became %q", text, out)
		}
		for _, r := range strings.ReplaceAll(out, "\r\n", "\n") {
			if acts(r) || r == utf8.RuneError && !harmless && !strings.ContainsRune(string(text), utf8.RuneError) {
				t.Fatalf("%q became %q", text, out)
			}
		}
	})
}

// TestAHostileFileNameIsPrintedEscaped runs the import of a file whose name sets
// the terminal's title.
func TestAHostileFileNameIsPrintedEscaped(t *testing.T) {
	dir := t.TempDir()
	var out, wrong bytes.Buffer
	sh := shell{In: strings.NewReader(""), Out: &out, Err: &wrong, Now: func() time.Time { return time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC) }}
	if code := run(context.Background(), []string{"init", dir}, sh); code != exitDone {
		t.Fatalf("init: %d %s", code, wrong.String())
	}
	name := "\x1b]0;owned\x07\u202e.csv"
	if err := os.WriteFile(filepath.Join(dir, "inbox", name), []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run(context.Background(), []string{"ingest", "-C", dir}, sh); code != exitProblems {
		t.Errorf("ingest: %d %s", code, wrong.String())
	}
	said := out.String() + wrong.String()
	if strings.ContainsAny(said, "\x1b\x07\u202e") || !strings.Contains(said, "owned") {
		t.Errorf("%q", said)
	}
}
