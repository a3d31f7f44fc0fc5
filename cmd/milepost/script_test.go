package main

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
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

// scriptNow is the moment at which scripts happen.
func scriptNow() time.Time { return time.Date(2026, time.November, 2, 15, 0, 0, 0, time.UTC) }

// TestScripts runs testdata/*.txtar; UPDATE=1 rewrites the texts they expect.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}
