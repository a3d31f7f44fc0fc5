package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

func statusCommand(sh *shell) *cobra.Command {
	var asJSON, all bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Print how each client's report stands, and what to do next",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withWorkspace(cmd.Context(), sh, func(c *caseload.Caseload) error {
				status, err := c.Status(cmd.Context(), sh.Now())
				if err != nil {
					return err
				}
				if asJSON {
					return encode(sh.Out, status)
				}
				return printStatus(sh.Out, status, all)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	cmd.Flags().BoolVar(&all, "problems", false, "list every problem, not only the first of each file")
	return cmd
}

func printStatus(w io.Writer, s caseload.Status, allProblems bool) error {
	if len(s.Clients) > 0 {
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "client\tcaseload\tdue\tstate\tneeds a person")
		for _, c := range s.Clients {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", c.Client, orDash(c.Caseload), orDash(c.Due.String()), c.State, orDash(strings.Join(c.Needs, ", ")))
		}
		if err := table.Flush(); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	problems := append(append([]record.Problem{}, s.Problems...), s.Waiting...)
	printSome(w, problems, allProblems)
	for _, o := range s.Other {
		fmt.Fprintf(w, "%s: %s. Next: %s\n", o.What, o.Counts, o.Command)
	}
	if len(s.Other) > 0 {
		fmt.Fprintln(w)
	}
	if s.Backup != "" && len(s.Clients) > 0 {
		fmt.Fprintf(w, "Backup: %s: milepost backup FILE, on another disk.\n", s.Backup)
	}
	fmt.Fprintf(w, "%s, %s.\nNext: %s.\n  %s\n",
		plural(len(s.Clients), "client", "clients"), plural(len(problems), "problem", "problems"), s.Next, s.Command)
	return nil
}

// fewProblems is how many problems a screen can carry beside the caseload.
const fewProblems = 10

func printSome(w io.Writer, problems []record.Problem, all bool) {
	shown := problems
	if !all && len(shown) > fewProblems {
		shown = shown[:fewProblems]
	}
	for _, p := range shown {
		fmt.Fprintln(w, p)
	}
	if rest := len(problems) - len(shown); rest > 0 {
		fmt.Fprintf(w, "... and %d more: \"milepost status --problems\" lists all\n", rest)
	}
	if len(problems) > 0 {
		fmt.Fprintln(w)
	}
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
