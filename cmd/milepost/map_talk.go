package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"milepost/caseload"
	"milepost/ingest"
	"milepost/record"
)

// printProposal lists each column with what it seems to be, why, and three of
// its values.
func printProposal(w io.Writer, p *ingest.MappingProposal) {
	where := p.File
	if p.Sheet != "" {
		where += fmt.Sprintf(", sheet %q", p.Sheet)
	}
	if p.Layout != "" {
		fmt.Fprintf(w, "%s: %s\n", where, p.Layout)
	} else {
		fmt.Fprintf(w, "%s: the header is row %d, with %s of data below it.\n", where, p.Header, plural(p.Rows, "row", "rows"))
	}
	for _, note := range p.Notes {
		fmt.Fprintf(w, "  %s\n", note)
	}
	for i, c := range p.Columns {
		if c.Field != ingest.Ignore || !c.Sure {
			printColumn(w, i, c)
		}
	}
	printUnused(w, p.Columns)
	given := make([]string, 0, 4)
	for _, g := range p.Gives() {
		given = append(given, string(g))
	}
	if len(given) > 0 {
		fmt.Fprintf(w, "\nEach row gives: %s.\n", strings.Join(given, ", "))
		if slices.Contains(given, string(ingest.Data)) && !slices.Contains(given, string(ingest.Goals)) {
			fmt.Fprintln(w, "Rows name goals and do not describe them: the goals must come from another file.")
		}
	}
	if p.Why != "" {
		fmt.Fprintf(w, "Days are written %s: %s.\n", strings.ReplaceAll(string(p.Date), "-", " "), p.Why)
	}
}

// printUnused lists the columns that are not used, by the reason.
func printUnused(w io.Writer, columns []ingest.ProposedColumn) {
	var reasons []string
	headers := map[string][]string{}
	for _, c := range columns {
		if c.Field != ingest.Ignore || !c.Sure || c.Header == "" {
			continue
		}
		if headers[c.Reason] == nil {
			reasons = append(reasons, c.Reason)
		}
		headers[c.Reason] = append(headers[c.Reason], strconv.Quote(c.Header))
	}
	for i, reason := range reasons {
		if i == 0 {
			fmt.Fprintln(w, "\nNot used:")
		}
		fmt.Fprintf(w, "  %s\n    %s\n", strings.Join(headers[reason], ", "), reason)
	}
}

// printColumn writes one column: what it is, why, its values.
func printColumn(w io.Writer, i int, c ingest.ProposedColumn) {
	what := c.Field
	switch {
	case !c.Sure:
		what = "not sure"
	case c.Field == ingest.Ignore:
		what = "not used"
	}
	fmt.Fprintf(w, "\n%3d. %q -> %s%s\n", i+1, c.Header, what, about(c.Field))
	if c.Reason != "" {
		fmt.Fprintf(w, "     because %s\n", c.Reason)
	}
	if len(c.Samples) > 0 {
		fmt.Fprintf(w, "     values: %s\n", strings.Join(c.Samples, " | "))
	}
}

// about explains a field in brackets.
func about(field string) string {
	for _, f := range ingest.Fields() {
		if f.Name == field {
			return " (" + f.About + ")"
		}
	}
	return ""
}

// printLacks lists what is missing.
func printLacks(w io.Writer, lacks []ingest.Lack) {
	if len(lacks) == 0 {
		return
	}
	fmt.Fprintln(w, "\nMissing, so that no row could be used:")
	for _, l := range lacks {
		fmt.Fprintf(w, "  %s\n    %s\n", l.What, l.Do)
	}
}

// printOpen lists what is missing and what is not sure. True: without it no
// mapping can be written.
func printOpen(w io.Writer, p *ingest.MappingProposal) bool {
	doubts, lacks := p.Doubts(), p.Lacks()
	printLacks(w, lacks)
	blocked := len(lacks) > 0
	if len(doubts) > 0 {
		fmt.Fprintln(w, "\nNot sure; until you say, it is left out:")
	}
	for _, d := range doubts {
		must := ""
		if d.Must {
			must, blocked = " This must be said before a mapping can be written.", true
		}
		fmt.Fprintf(w, "  %s%s%s\n    one of %s; %s\n", columnOf(d), d.Question, must, strings.Join(d.Choices, ", "), d.Answer)
	}
	return blocked
}

// columnOf names the column of a doubt, where it is of one.
func columnOf(d ingest.Doubt) string {
	if d.Column == "" {
		return ""
	}
	return fmt.Sprintf("%q: ", d.Column)
}

// errStopped says that the person at the terminal stopped.
var errStopped = errors.New("stopped: nothing was written")

// talk asks a person, line by line.
type talk struct {
	in  *bufio.Scanner
	out io.Writer
}

// ask prints a question and returns the trimmed answer; the end of the input
// and "q" stop.
func (t talk) ask(format string, args ...any) (string, error) {
	fmt.Fprintf(t.out, format, args...)
	if !t.in.Scan() {
		fmt.Fprintln(t.out)
		return "", errStopped
	}
	answer := strings.TrimSpace(t.in.Text())
	if answer == "q" || answer == "quit" {
		return "", errStopped
	}
	return answer, nil
}

// converse shows the proposal, asks what is open, lets the person change any
// column, then writes.
func (m *mapper) converse(ctx context.Context) error {
	t := talk{in: bufio.NewScanner(m.sh.In), out: m.sh.Out}
	printProposal(t.out, m.p)
	fmt.Fprintln(t.out, "\nNothing is written before you say so. At each question: ? lists what a column can be, ?WORD only\n"+
		"what holds the word, - leaves the column out, Enter goes on, q stops.")
	for {
		if err := m.askDoubts(t); err != nil {
			return err
		}
		if err := m.askLacks(t); err != nil {
			return err
		}
		printLacks(t.out, m.p.Lacks())
		if err := m.printFirst(ctx); err != nil {
			return err
		}
		write, err := m.askChange(t)
		if err != nil {
			return err
		}
		if write && len(m.p.Lacks()) == 0 {
			break
		}
	}
	if m.flags.name == "" && m.flags.out == "" {
		if err := m.askName(t); err != nil {
			return err
		}
	}
	return m.finish(ctx)
}

// askChange asks for one change. True: the person wants it written.
func (m *mapper) askChange(t talk) (bool, error) {
	what := "Enter writes the mapping"
	if len(m.p.Lacks()) > 0 {
		what = "It cannot be written yet"
	}
	answer, err := t.ask("\n%s; a column's number changes that column; l lists all again; q stops: ", what)
	if err != nil {
		return false, err
	}
	n, notNumber := strconv.Atoi(answer)
	switch {
	case answer == "":
		return true, nil
	case answer == "l":
		printProposal(t.out, m.p)
	case strings.HasPrefix(answer, "?"):
		return false, printFields(t.out, fieldsWith(strings.Fields(answer[1:])))
	case notNumber == nil && n >= 1 && n <= len(m.p.Columns) && m.p.Columns[n-1].Header != "":
		return false, m.askColumn(t, n-1)
	default:
		fmt.Fprintf(t.out, "   There is no column %q: type a number from 1 to %d.\n", answer, len(m.p.Columns))
	}
	return false, nil
}

// askColumn asks what one column is, until the answer is understood.
func (m *mapper) askColumn(t talk, i int) error {
	for {
		c := m.p.Columns[i]
		printColumn(t.out, i, c)
		for n, field := range c.Maybe {
			fmt.Fprintf(t.out, "     %d = %s%s\n", n+1, field, about(field))
		}
		answer, err := t.ask("   What is it? ")
		if err != nil {
			return err
		}
		if done, err := m.answer(t, c, answer); err != nil || done {
			return err
		}
	}
}

// answer takes one answer about a column. False: it is to be asked again.
func (m *mapper) answer(t talk, c ingest.ProposedColumn, answer string) (bool, error) {
	field := answer
	switch n, err := strconv.Atoi(answer); {
	case answer == "" && !c.Sure:
		field = ingest.Ignore
	case answer == "":
		field = c.Field
	case answer == "-":
		field = ingest.Ignore
	case strings.HasPrefix(answer, "?"):
		return false, printFields(t.out, fieldsWith(strings.Fields(answer[1:])))
	case err == nil && n >= 1 && n <= len(c.Maybe):
		field = c.Maybe[n-1]
	}
	if err := m.p.Set(c.Header, field); err != nil {
		fmt.Fprintf(t.out, "   %v\n", err)
		return false, nil
	}
	return true, nil
}

// askDoubts asks what is still open.
func (m *mapper) askDoubts(t talk) error {
	asked := map[string]bool{}
	for {
		open := slices.DeleteFunc(m.p.Doubts(), func(d ingest.Doubt) bool { return asked[d.Column+d.Question] })
		if len(open) == 0 {
			return nil
		}
		d := open[0]
		if i := slices.IndexFunc(m.p.Columns, func(c ingest.ProposedColumn) bool { return c.Header == d.Column && !c.Sure }); i >= 0 {
			if err := m.askColumn(t, i); err != nil {
				return err
			}
			continue
		}
		done, err := m.askDoubt(t, d)
		if err != nil {
			return err
		}
		asked[d.Column+d.Question] = done
	}
}

// askDoubt asks one question. False: it is to be asked again.
func (m *mapper) askDoubt(t talk, d ingest.Doubt) (bool, error) {
	fmt.Fprintf(t.out, "\n%s%s\n", columnOf(d), d.Question)
	for n, choice := range d.Choices {
		fmt.Fprintf(t.out, "     %d = %s%s\n", n+1, choice, about(choice))
	}
	answer, err := t.ask("   A number, or Enter to leave it open: ")
	if err != nil {
		return false, err
	}
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(d.Choices) {
		answer = d.Choices[n-1]
	}
	if answer == "" && d.Must {
		fmt.Fprintln(t.out, "   Without it no mapping can be written: type a number, or q to stop.")
		return false, nil
	}
	if err := m.settle(d, answer); err != nil {
		fmt.Fprintf(t.out, "   %v\n", err)
		return false, nil
	}
	return true, nil
}

// settle puts the answer to a doubt into the proposal. An empty one leaves it
// open.
func (m *mapper) settle(d ingest.Doubt, answer string) error {
	switch {
	case strings.HasPrefix(d.Answer, "--list") && answer == "yes":
		return m.p.SetList(string(record.DataSheet))
	case strings.HasPrefix(d.Answer, "--list") && answer == "no":
		return m.p.SetAlways("session.status", record.Attended)
	case answer == "" || answer == "no" || answer == "-":
		return nil
	case strings.HasPrefix(d.Answer, "--date"):
		return m.p.SetDate(answer)
	case strings.HasPrefix(d.Answer, "--year"):
		return m.p.SetYear(answer)
	case answer == ingest.SkipSheet:
		return m.skip(d)
	case strings.HasPrefix(d.Answer, "--fill"):
		return m.p.SetFill(d.Column)
	case strings.HasPrefix(d.Answer, "--several"):
		return m.p.SetSeveral("point.score", answer)
	case strings.HasPrefix(d.Answer, "--same-rows"):
		return m.p.SetSameRows(answer)
	case strings.HasPrefix(d.Answer, "--group"):
		return m.p.SetGroup(answer)
	case strings.HasPrefix(d.Answer, "--word"):
		quoted, err := strconv.QuotedPrefix(strings.TrimPrefix(d.Answer, "--word "))
		if err != nil {
			return err
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			return err
		}
		field, rest, _ := strings.Cut(text, ":")
		theirs, _, _ := cutLast(rest, "=")
		return m.p.SetWord(field, theirs, answer)
	}
	return m.p.Set(d.Column, answer)
}

// askName asks for the mapping's name until it can be one.
func (m *mapper) askName(t talk) error {
	for {
		proposed := m.c.FreeMappingName(m.p.Gives())
		answer, err := t.ask("\nName of the mapping [%s]: ", proposed)
		if err != nil {
			return err
		}
		if answer == "" {
			answer = proposed
		}
		if err := caseload.CheckMappingName(answer); err != nil {
			fmt.Fprintf(t.out, "   %v\n", err)
			continue
		}
		m.flags.name = answer
		return nil
	}
}
