package main

import (
	"bytes"
	"context"
	"testing"
)

// TestExitCodes holds the codes that scripts of clinics rest on.
func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		rule string
		args []string
		want int
	}{
		{"help is done", []string{"--help"}, exitDone},
		{"an unknown command is a bad command line", []string{"fly"}, exitUsage},
		{"an unknown flag is a bad command line", []string{"status", "--fly"}, exitUsage},
		{"too many arguments are a bad command line", []string{"explain", "a", "b"}, exitUsage},
		{"a folder that is no workspace is not done", []string{"status", "-C", t.TempDir()}, exitNotDone},
		{"days in the wrong order are a bad command line", []string{"draft", "--from", "2026-10-30", "--to", "2026-08-03"}, exitUsage},
	} {
		var out, errs bytes.Buffer
		got := run(context.Background(), c.args, shell{Out: &out, Err: &errs, Now: scriptNow})
		if got != c.want {
			t.Errorf("%s: milepost %q exits with %d, want %d; it printed %q", c.rule, c.args, got, c.want, errs.String())
		}
	}
}
