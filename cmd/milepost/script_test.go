package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"milepost/samples"
)

// TestMain lets scripts call the program as "milepost".
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"milepost": func() {
			sh := shell{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: scriptNow, User: os.Getenv("MILEPOST_USER")}
			os.Exit(run(context.Background(), os.Args[1:], sh))
		},
	})
}

// scriptNow is the moment at which scripts happen; env MINUTES_LATER=60 moves it.
func scriptNow() time.Time {
	minutes, _ := strconv.Atoi(os.Getenv("MINUTES_LATER"))
	return time.Date(2026, time.November, 2, 15, minutes, 0, 0, time.UTC)
}

// TestScripts runs testdata/*.txtar; UPDATE=1 rewrites the texts they expect.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"append":  appendFile,
			"replace": replaceIn,
			"pdf":     makePDF,
			"fill":    fillCell,
			"book":    makeBook,
			"setcell": setCell,
			"resave":  resave,
			"looks":   looksKept,
		},
		Condition: isThere,
	})
}

// appendFile adds the text of the first file to the second.
func appendFile(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[1]) + ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}

// replaceIn puts new words in place of old ones, wherever they stand in a file:
// replace OLD NEW FILE.
func replaceIn(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[2])
	if !strings.Contains(text, args[0]) {
		ts.Fatalf("%s does not hold %q", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.ReplaceAll(text, args[0], args[1])), 0o600))
}

// makePDF writes a PDF from elsewhere, a page for each further argument, whose
// lines are parted by "|": pdf FILE TEXT...
func makePDF(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(name), 0o700))
	pages := make([]string, len(args)-1)
	for i, text := range args[1:] {
		pages[i] = strings.ReplaceAll(text, "|", "\n")
	}
	ts.Check(os.WriteFile(name, samples.ForeignPDF(612, 792, pages...), 0o600))
}
