package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"milepost/caseload"
	"milepost/ingest"
	"milepost/record"
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

// askLacks asks for what may be true of the whole file: whose it is, of which
// goal. Each is asked once.
func (m *mapper) askLacks(t talk) error {
	asked := map[string]bool{}
	for {
		lacks := slices.DeleteFunc(m.p.Lacks(), func(l ingest.Lack) bool { return l.Field == "" || asked[l.Field] })
		if len(lacks) == 0 {
			return nil
		}
		l := lacks[0]
		fmt.Fprintf(t.out, "\n%s. If the whole file is about one, which is it?%s\n", capital(l.What), about(l.Field))
		for n, choice := range l.Choices {
			fmt.Fprintf(t.out, "     %c = %s\n", 'a'+n, strings.TrimSpace(choice+" "+m.called[record.ID(choice)]))
		}
		answer, err := t.ask("   Type it, or its letter; or the number of the column that says it; Enter leaves it open: ")
		if err != nil {
			return err
		}
		asked[l.Field] = true
		if err := m.settleLack(l, answer); err != nil {
			return err
		}
	}
}

// settleLack puts the answer to what a file lacks into the proposal.
func (m *mapper) settleLack(l ingest.Lack, answer string) error {
	if answer == "" || answer == "-" {
		return nil
	}
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(m.p.Columns) && m.p.Columns[n-1].Header != "" {
		return m.p.Set(m.p.Columns[n-1].Header, l.Field)
	}
	if len(answer) == 1 {
		if n := int(answer[0] - 'a'); n >= 0 && n < len(l.Choices) {
			answer = l.Choices[n]
		}
	}
	return m.p.SetAlways(l.Field, answer)
}

// capital begins a sentence.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
