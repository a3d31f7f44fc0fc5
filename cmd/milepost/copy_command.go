package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"milepost/caseload"
)

func copyCommand(sh *shell) *cobra.Command {
	var goal, field, to string
	var limit int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "copy DRAFT",
		Short: "Print a draft goal by goal and field by field, to paste into another system",
		Long: "Prints each goal of a draft as plain text by field: present level, progress, impact, suggested goal. No Markdown,\n" +
			"straight quotation marks, letters counted. With --goal and --field it prints that text alone, for a clipboard.\n" +
			"The limits of a system's fields stand in a rule file, rules/copy-NAME.yaml. Nothing is ever cut.",
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 0 {
				return usageError{fmt.Errorf("--limit %d: give the letters that a field holds", limit)}
			}
			if (goal == "") != (field == "") {
				return usageError{fmt.Errorf("--goal and --field go together: they name one text")}
			}
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				copied, err := c.Copy(cmd.Context(), u, args[0], to, limit)
				if err != nil {
					return err
				}
				switch {
				case asJSON:
					err = encode(sh.Out, copied)
				case goal != "":
					err = printField(sh, copied, goal, field)
				default:
					printCopied(sh, copied)
				}
				if err == nil && (copied.Over > 0 && goal == "" || len(copied.Problems) > 0) {
					return errProblems
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&goal, "goal", "", "only this goal, by the id in its heading")
	cmd.Flags().StringVar(&field, "field", "", "only this field of it")
	cmd.Flags().StringVar(&to, "to", "", "the system: NAME of rules/copy-NAME.yaml")
	cmd.Flags().IntVar(&limit, "limit", 0, "letters that every field holds, in place of the system's own limits")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	cmd.MarkFlagsMutuallyExclusive("json", "goal")
	return cmd
}

// printField writes one text alone to the output; what is wrong with it goes
// beside it.
func printField(sh *shell, copied caseload.Copied, goal, field string) error {
	for _, g := range copied.Goals {
		for _, f := range g.Fields {
			if g.Goal != goal || f.Field != field && f.Label != field {
				continue
			}
			if f.Text == "" {
				return fmt.Errorf("goal %s: the draft says nothing for %q", goal, field)
			}
			fmt.Fprintln(sh.Out, f.Text)
			if f.Over > 0 {
				fmt.Fprintf(sh.Err, "milepost: %s\n", lengthOf(f))
				return errProblems
			}
			return nil
		}
	}
	return fmt.Errorf("no goal %q with a field %q in draft %s: \"milepost copy %s\" lists them", goal, field, copied.Draft, copied.Draft)
}

func printCopied(sh *shell, copied caseload.Copied) {
	w := sh.Out
	sh.printProblems(copied.Problems)
	state := "not signed yet"
	if copied.Signed {
		state = "signed"
	}
	fmt.Fprintf(w, "Client %s, draft %s, %s. For: %s.\n", copied.Client, copied.Draft, state, copied.Target)
	for _, g := range copied.Goals {
		fmt.Fprintf(w, "\n== %s (%s)\n", g.Title, g.Goal)
		if g.Empty > 0 {
			fmt.Fprintf(w, "   %s in this goal: fill them first, or say it yourself\n", plural(g.Empty, "empty place stands", "empty places stand"))
		}
		for _, f := range g.Fields {
			if f.Text == "" {
				fmt.Fprintf(w, "-- %s: nothing\n", f.Label)
				continue
			}
			fmt.Fprintf(w, "-- %s (%s)\n%s\n", f.Label, lengthOf(f), f.Text)
		}
	}
	if len(copied.Goals) == 0 {
		fmt.Fprintln(w, "No goal stands in it.")
	}
}

// lengthOf says how long a text is, and whether it fits.
func lengthOf(f caseload.CopyField) string {
	switch {
	case f.Over > 0:
		return fmt.Sprintf("%d of %d letters: %d too many", f.Letters, f.Limit, f.Over)
	case f.Limit > 0:
		return fmt.Sprintf("%d of %d letters", f.Letters, f.Limit)
	}
	return plural(f.Letters, "letter", "letters")
}
