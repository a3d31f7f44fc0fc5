package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"append":  appendFile,
			"replace": replaceIn,
			"pdf":     makePDF,
		},
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
	ts.Check(os.WriteFile(name, foreignPDF(args[1:]...), 0o600))
}

// foreignPDF is a PDF as an old program writes it.
func foreignPDF(pages ...string) []byte {
	kids := ""
	objects := []string{"<</Type /Catalog /Pages 2 0 R>>", "", "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>"}
	for _, text := range pages {
		kids += fmt.Sprintf("%d 0 R ", len(objects)+1)
		content := "BT /F1 12 Tf 72 720 Td 16 TL"
		for _, ln := range strings.Split(text, "|") {
			content += " (" + strings.NewReplacer("(", `\(`, ")", `\)`).Replace(ln) + ") Tj T*"
		}
		content += " ET"
		objects = append(objects,
			fmt.Sprintf("<</Type /Page /Parent 2 0 R /Resources <</Font <</F1 3 0 R>>>> /MediaBox [0 0 612 792] /Contents %d 0 R>>", len(objects)+2),
			fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content))
	}
	objects[1] = fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", kids, len(pages))
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	table := "0000000000 65535 f \n"
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table, len(objects)+1, start)
	return b.Bytes()
}
