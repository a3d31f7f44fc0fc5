package main

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeSession runs the commands of README.md, in order, with the sample
// clinic's files in the workspace, and compares what they print. A line of
// three dots stands for any lines, dots at a line's end for the rest of it.
func TestReadmeSession(t *testing.T) {
	if testing.Short() {
		t.Skip("is long, and runs nothing at once")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	commands := 0
	for _, block := range regexp.MustCompile("(?s)```console\n(.*?)```").FindAllSubmatch(readme, -1) {
		for _, part := range strings.Split("\n"+string(block[1]), "\n$ milepost ")[1:] {
			command, want, _ := strings.Cut(part, "\n")
			var out, errs bytes.Buffer
			code := run(context.Background(), strings.Fields(command), shell{Out: &out, Err: &errs, Now: scriptNow})
			if code != exitDone {
				t.Fatalf("milepost %s: exit code %d, %s", command, code, errs.String())
			}
			if !expected(want).MatchString(out.String()) {
				t.Errorf("milepost %s prints\n%s\nand README.md says\n%s", command, out.String(), want)
			}
			if commands == 0 {
				if err := os.Remove("clinic/" + configName); err != nil {
					t.Fatal(err)
				}
				if err := copySamples("clinic"); err != nil {
					t.Fatal(err)
				}
			}
			commands++
		}
	}
	if commands < 5 {
		t.Errorf("README.md holds %d commands, want the whole session", commands)
	}
}

// expected makes a pattern of what a document says that a command prints.
func expected(text string) *regexp.Regexp {
	pattern := regexp.QuoteMeta(strings.TrimRight(text, "\n"))
	pattern = regexp.MustCompile(`(?m)^\\\.\\\.\\\.$\n?`).ReplaceAllString(pattern, "(?s:.*?)")
	pattern = strings.ReplaceAll(pattern, `\.\.\.`, `[^\n]*`)
	return regexp.MustCompile("^" + pattern + `\s*$`)
}
