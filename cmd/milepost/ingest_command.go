package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

func ingestCommand(sh *shell) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "ingest [FILE...]",
		Short: "Read exports: the files named, or all that lies in the inbox",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withLock(cmd.Context(), sh, func(c *caseload.Caseload) error {
				return ingestFiles(cmd.Context(), sh, c, args, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what became of each file as JSON")
	return cmd
}

func ingestFiles(ctx context.Context, sh *shell, c *caseload.Caseload, files []string, asJSON bool) error {
	in, err := c.Ingest(ctx, sh.Now(), files)
	if asJSON {
		err = errors.Join(err, encode(sh.Out, in))
	} else {
		printTaken(sh.Out, in.Files)
		printProblems(sh.Out, in.Problems)
		printProblems(sh.Out, in.Waiting)
	}
	if err == nil && in.HasProblems() {
		return errProblems
	}
	return err
}

// printTaken writes a line for each file, then every problem.
func printTaken(w io.Writer, taken []caseload.Taken) {
	if len(taken) == 0 {
		fmt.Fprintln(w, "Nothing to read: put exports into the inbox, or name them.")
	}
	cards := 0
	for _, t := range taken {
		if t.Mapping == caseload.CardMapping && len(t.Problems) == 0 {
			cards++
			continue
		}
		fmt.Fprintln(w, takenLine(t))
		for _, note := range t.Notes {
			fmt.Fprintf(w, "  %s\n", note)
		}
	}
	if cards > 0 {
		fmt.Fprintf(w, "clients/: %s read\n", plural(cards, "card", "cards"))
	}
	for _, t := range taken {
		printProblems(w, t.Problems)
	}
}

func takenLine(t caseload.Taken) string {
	switch {
	case t.Known:
		return t.Name + ": read before; nothing changed"
	case t.Refused:
		return t.Name + ": not used; it is in rejected/ with the reason"
	}
	parts := []string{fmt.Sprintf("%s: %s used", t.Name, plural(t.Used, "row", "rows"))}
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
	return strings.Join(parts, ", ") + fmt.Sprintf("; mapping %s, %s", t.Mapping, plural(len(t.Clients), "client", "clients"))
}

func printProblems(w io.Writer, problems []record.Problem) {
	for _, p := range problems {
		fmt.Fprintln(w, p)
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
