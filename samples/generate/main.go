// Command generate writes the made-up clinic that ships with Milepost: exports
// as a clinic would drop them in its inbox, cards of clients, a configuration,
// and a folder of exports that are wrong in one way each. It takes its two
// lists, goals.yaml and children.yaml, and a fixed seed; the same lists give
// the same bytes. Nothing in it is real, and nothing is read from elsewhere.
//
//	go run ./samples/generate
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// file is one file of the samples; its name is relative to samples/, with '/'.
type file struct {
	name string
	data []byte
}

func main() {
	out := flag.String("out", "samples", "folder to write to")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	files, err := everyFile()
	if err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(out, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// everyFile returns all files of the samples, in a fixed order.
func everyFile() ([]file, error) {
	c, err := newClinic()
	if err != nil {
		return nil, err
	}
	files := []file{
		{"clinic/inbox/roster.csv", roster(c)},
		{"clinic/inbox/goals-progress-monitoring.csv", goalsExport(c)},
		{"clinic/inbox/sessions-centralreach.csv", centralReach(c)},
		{"clinic/inbox/attendance.csv", attendance(c)},
		{"clinic/milepost.yaml", []byte(configuration)},
		{"clinic/rules/calendar-d-300.yaml", []byte(schoolCalendar)},
		{"generate/testdata/intended.tsv", intended(c)},
	}
	book, err := webPT(c)
	if err != nil {
		return nil, err
	}
	logo, err := logoPNG()
	if err != nil {
		return nil, err
	}
	files = append(files, file{"clinic/inbox/sessions-webpt.xlsx", book}, file{"clinic/logo.png", logo})
	files = append(files, cards(c)...)
	return append(files, messyFiles()...), nil
}
