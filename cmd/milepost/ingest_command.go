package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/ingest/fold"
	"milepost/record"
)

func ingestCommand(sh *shell) *cobra.Command {
	var asJSON, all bool
	cmd := &cobra.Command{
		Use:   "ingest [FILE...]",
		Short: "Read exports: the files named, or all that lies in the inbox",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withUserAsIs(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				return ingestFiles(cmd.Context(), sh, c, u, args, ingestFlags{asJSON, all})
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what became of each file as JSON")
	cmd.Flags().BoolVar(&all, "all", false, "list every row with a problem, not one line for each cause")
	return cmd
}

// ingestFlags say how what became of the files is told.
type ingestFlags struct{ json, all bool }

func ingestFiles(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, files []string, f ingestFlags) error {
	in, err := c.Ingest(ctx, sh.Now(), u, files)
	if f.json {
		err = errors.Join(err, encode(sh.Out, in))
	} else {
		if len(in.Files)+len(in.Halves) == 0 {
			fmt.Fprintln(sh.Out, "Nothing to read: put exports into the inbox, or name them.")
		}
		printTaken(sh, sh.Out, in.Files, f.all)
		printHalves(sh, in.Halves)
		printHeld(sh, sh.Out, in.Held)
		sh.printCauses(sh.Out, in.Problems, f.all)
		sh.printCauses(sh.Out, in.Waiting, f.all)
		if err == nil {
			err = askAbout(ctx, sh, c, u, in.Files)
		}
	}
	if err == nil && in.HasProblems() {
		return errProblems
	}
	return err
}

// printHalves tells of files that wait for the rest of their set.
func printHalves(sh *shell, held []caseload.HalfSet) {
	for _, h := range held {
		fmt.Fprintf(sh.Out, "%s: waits for %s, which belongs to it; to read it all the same: %s\n", filepath.Base(h.File), h.For,
			sh.typed(record.NextStep{Act: record.StepReadFile, Name: h.File}))
	}
}

// askAbout shows the first rows of each import that waits and asks, on a
// terminal, whether they were read right.
func askAbout(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, taken []caseload.Taken) error {
	var wait []string
	for _, t := range taken {
		if t.Asked != record.Waits || t.Counts {
			continue
		}
		imp, err := c.Import(ctx, u, strconv.Itoa(t.Order))
		if err != nil {
			return err
		}
		if imp.Asked != record.Waits {
			continue // accepted with another one
		}
		fmt.Fprintf(sh.Out, "\n%s was read for the first time by mapping %s. Its first rows, as they were understood:\n", imp.Name, imp.Mapping)
		said, err := c.Rows(ctx, sh.Now(), u, imp)
		if err != nil {
			return err
		}
		printSaid(sh.Out, said)
		if !isTerminal(sh.In) {
			fmt.Fprintln(sh.Out, askRight(imp))
			wait = append(wait, strconv.Itoa(imp.Order))
			continue
		}
		ok, err := confirmed(sh, false, "Is this right? Until you say yes, its rows do not count.")
		if err != nil {
			return err
		}
		if !ok {
			fmt.Fprintln(sh.Out, askRight(imp))
			continue
		}
		if err := acceptImports(ctx, sh, c, u, strconv.Itoa(imp.Order)); err != nil {
			return err
		}
	}
	if len(wait) > 1 {
		fmt.Fprintf(sh.Out, "\nIf all of these are right: milepost imports --accept %s\n", strings.Join(wait, ","))
	}
	return nil
}

// printTaken writes a line for each file, then every problem.
func printTaken(sh *shell, w io.Writer, taken []caseload.Taken, all bool) {
	cards := 0
	for _, t := range taken {
		if t.Mapping == caseload.CardMapping && len(t.Problems) == 0 && !t.Removed {
			cards++
			continue
		}
		fmt.Fprintln(w, takenLine(t))
		printNotes(w, t.Notes)
	}
	if cards > 0 {
		fmt.Fprintf(w, "clients/: %s read\n", plural(cards, "card", "cards"))
	}
	for _, t := range taken {
		if t.Mapping == caseload.CardMapping && len(t.Problems) == 0 && !t.Removed && len(t.Notes) > 0 {
			fmt.Fprintf(w, "%s:\n", t.Name)
			printNotes(w, t.Notes)
		}
	}
	for _, t := range taken {
		sh.printCauses(w, t.Problems, all)
	}
	printNewer(sh, w, taken)
}

func printNotes(w io.Writer, notes []string) {
	for _, note := range notes {
		fmt.Fprintf(w, "  %s\n", note)
	}
}

func takenLine(t caseload.Taken) string {
	switch {
	case t.Removed:
		return t.Name + ": the card is gone; what it said is no longer used"
	case t.Known && !t.Counts:
		return fmt.Sprintf("%s: read before as import %d, which does not count (%s); nothing changed", t.Name, t.Order, t.State())
	case t.Known:
		return t.Name + ": read before; nothing changed"
	case t.Skip:
		return fmt.Sprintf("%q: skipped; it stays where it is", t.Name)
	case t.Refused:
		return t.Name + ": not used; it is in rejected/ with the reason"
	}
	if t.Of != "" {
		return mendedLine(t)
	}
	parts := []string{fmt.Sprintf("%s: %s used%s", t.Name, plural(t.Used, "row", "rows"), beside(t.Changes))}
	reasons := make([]string, 0, len(t.Skipped))
	for reason := range t.Skipped {
		reasons = append(reasons, reason)
	}
	sort.Strings(reasons)
	for _, reason := range reasons {
		parts = append(parts, fmt.Sprintf("%d skipped (%s)", t.Skipped[reason], reason))
	}
	if t.Bad > 0 {
		parts = append(parts, plural(t.Bad, "row with a problem", "rows with problems"))
	}
	line := strings.Join(parts, ", ") + fmt.Sprintf("; mapping %s, %s", t.Mapping, plural(len(t.Clients), "client", "clients"))
	if t.Asked == record.Waits {
		line += "; waits for a yes"
	}
	return line + missing(t) + toMend(t)
}

// beside says how the rows stand to what was known before, where something was.
func beside(c fold.Changes) string {
	if c.Same+c.Corrected+c.Older == 0 {
		return ""
	}
	older := ""
	if c.Older > 0 {
		older = fmt.Sprintf(", %d not newer than what is on file", c.Older)
	}
	return fmt.Sprintf(" (%d new, %d corrected, %d as before%s)", c.New, c.Corrected, c.Same, older)
}

// missing names rows that the last export of the kind held and this one lacks.
func missing(t caseload.Taken) string {
	gone := t.Changes.Gone
	if len(gone) == 0 {
		return ""
	}
	count := "they count on"
	if t.Complete {
		count = "they count no more, since the mapping is complete"
	}
	return fmt.Sprintf("\n  %s of the last such export not in this one, the first %s; %s",
		plural(len(gone), "row is", "rows are"), gone[0], count)
}

// toMend says where the rows with problems wait to be mended.
func toMend(t caseload.Taken) string {
	if t.Rejected == "" {
		return ""
	}
	return "\n  rows to mend: " + t.Rejected + "; mend them there and put the file into the inbox"
}

// mendedLine says what became of rows that came back.
func mendedLine(t caseload.Taken) string {
	wrong := len(t.Problems)
	line := fmt.Sprintf("%s: %s put into %s", t.Name, plural(t.Mended, "mended row", "mended rows"), t.Of)
	if wrong > 0 {
		line += ", " + plural(wrong, "problem left", "problems left")
	}
	return line + toMend(t)
}

func (sh *shell) printProblems(problems []record.Problem) { sh.printProblemsTo(sh.Out, problems) }

func (sh *shell) printProblemsTo(w io.Writer, problems []record.Problem) {
	for _, p := range problems {
		fmt.Fprintln(w, sh.problemLine(p))
	}
}

// printCauses lists problems, one line for each cause, or each row.
func (sh *shell) printCauses(w io.Writer, problems []record.Problem, all bool) {
	if all {
		sh.printProblemsTo(w, problems)
		return
	}
	for _, c := range record.Causes(problems) {
		fmt.Fprintln(w, sh.causeLine(c))
	}
}

// encode writes the value as indented JSON.
func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// plural writes a count with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
