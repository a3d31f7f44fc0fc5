package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"milepost/caseload"
	"milepost/ingest"
)

// firstResults is how many results a person is shown before a mapping counts.
const firstResults = 3

// printFirst shows the first results of the file as the proposal stands, unless
// something is missing without which there are none.
func (m *mapper) printFirst(ctx context.Context) error {
	if len(m.p.Lacks()) > 0 {
		return nil
	}
	mapping := m.p.Mapping("proposal")
	mapping.Sheet = m.flags.sheet
	read, err := ingest.ParseMapping("proposal", m.text(mapping))
	if err != nil {
		return err
	}
	t, err := m.try(ctx, read)
	if err != nil {
		return err
	}
	m.printResults(t)
	return nil
}

// printResults shows the first results in plain words, each with its cell.
func (m *mapper) printResults(t caseload.Trial) {
	said := ingest.SayResults(t.First, firstResults, m.called)
	if len(said) == 0 {
		return
	}
	fmt.Fprintln(m.sh.Out, "\nThe first results, read so:")
	for _, s := range said {
		at := s.Source
		at.File = ""
		fmt.Fprintf(m.sh.Out, "  %s (%s)\n", s.Text, strings.TrimPrefix(at.String(), ", "))
	}
}

// skip says that the sheet a question is about is no child's.
func (m *mapper) skip(d ingest.Doubt) error {
	_, rest, _ := strings.Cut(d.Answer, "--skip-sheet ")
	quoted, err := strconv.QuotedPrefix(rest)
	if err != nil {
		return err
	}
	name, err := strconv.Unquote(quoted)
	if err != nil {
		return err
	}
	return m.p.SetSkip(name)
}
