package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/ingest"
	"milepost/record"
)

func importsCommand(sh *shell) *cobra.Command {
	var asJSON bool
	var accept []string
	var day string
	var reread, yes bool
	cmd := &cobra.Command{
		Use:   "imports [IMPORT]",
		Short: "List every import; show the first rows of one as they were understood; --accept makes one count",
		Args:  atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			switch {
			case reread:
				return rereadImport(ctx, sh, args, yes)
			case len(accept) > 0 && len(args) > 0:
				return usageError{fmt.Errorf("--accept takes the numbers with commas between them and no blanks: --accept 1,2,3")}
			case len(accept) > 0:
				return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error { return acceptImports(ctx, sh, c, u, accept...) })
			case day != "" && len(args) == 0:
				return usageError{fmt.Errorf("--day needs the number of an import, for example: milepost imports 3 --day 2026-10-05")}
			case day != "":
				return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error { return dateImport(ctx, sh, c, u, args[0], day) })
			case len(args) == 1:
				return withReader(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error { return showImport(ctx, sh, c, u, args[0]) })
			}
			return withReader(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
				kept, err := c.Imports(ctx, u)
				if err == nil {
					err = markOutdated(ctx, sh, c, u, kept)
				}
				if err != nil {
					return err
				}
				if asJSON {
					return encode(sh.Out, kept)
				}
				return printImports(sh, kept)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON")
	cmd.Flags().StringSliceVar(&accept, "accept", nil, "say that this import, or these, and all that its mapping reads, is read right: 4, or 1,2,3")
	cmd.Flags().BoolVar(&reread, "reread", false, "show what a newer mapping changes in this import, ask, and read it again in its place")
	cmd.Flags().BoolVar(&yes, "yes", false, "with --reread: do it without asking")
	cmd.Flags().StringVar(&day, "day", "", "the day that this export is of; where two exports disagree, the newer one is used")
	return cmd
}

func printImports(sh *shell, kept []caseload.Kept) error {
	w := sh.Out
	if len(kept) == 0 {
		fmt.Fprintln(w, "No imports yet: put exports into the inbox, and run \"milepost ingest\".")
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "import\twhen\tfile\trows\tused\tproblems\tclients\tmapping\tstate")
	waits, newer := 0, 0
	for _, k := range kept {
		fmt.Fprintf(table, "%d\t%.10s\t%s\t%d\t%d\t%d\t%d\t%s\t%s\n",
			k.Order, k.At, k.Name, k.Rows, k.Used, k.Bad, len(k.Clients), k.Mapping, importState(k))
		if k.Newer && newer == 0 {
			newer = k.Order
		}
		if k.Asked == record.Waits {
			waits = k.Order
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if waits > 0 {
		fmt.Fprintf(w, "\nLook at the rows of one that waits, then say yes: milepost imports %d; milepost imports --accept %d\n", waits, waits)
	}
	if newer > 0 {
		fmt.Fprintf(w, "\nA mapping is newer than a reading. See what it changes, then read it again: %s\n",
			sh.typed(rereadStep(newer)))
	}
	return nil
}

func importState(k caseload.Kept) string {
	if k.Newer {
		return k.State + ", its mapping is newer"
	}
	return k.State
}

func showImport(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, name string) error {
	imp, err := c.Import(ctx, u, name)
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "Import %d, %s: %s. Its first rows, as they are understood:\n", imp.Order, imp.Name, imp.State())
	said, err := c.Rows(ctx, sh.Now(), u, imp)
	if err != nil {
		return err
	}
	printSaid(sh.Out, said)
	if imp.Asked == record.Waits {
		fmt.Fprintln(sh.Out, askRight(imp))
	}
	return nil
}

func printSaid(w io.Writer, said []ingest.Said) {
	for _, s := range said {
		fmt.Fprintf(w, "  %s: %s\n", s.Source, s.Text)
	}
}

// askRight says what to do with an import that waits.
func askRight(imp record.Import) string {
	return fmt.Sprintf("Is this right? If so: milepost imports --accept %d. If not: milepost retract %d --yes, mend mappings/%s.yaml, and drop the file again.",
		imp.Order, imp.Order, imp.Mapping)
}

// acceptImports accepts all imports that are named.
func acceptImports(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, names ...string) error {
	imports := make([]record.Import, len(names))
	for i, name := range names {
		var err error
		if imports[i], err = c.Import(ctx, u, name); err != nil {
			return err
		}
	}
	done, err := c.AcceptImport(ctx, sh.Now(), u, imports...)
	if err != nil {
		return err
	}
	return printRedrawn(sh, done, "counts now")
}

// dateImport says of which day an export is.
func dateImport(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, name, text string) error {
	day, err := dayFlag("day", text)
	if err != nil {
		return err
	}
	imp, err := c.Import(ctx, u, name)
	if err != nil {
		return err
	}
	done, err := c.DateImport(ctx, sh.Now(), u, imp, day)
	if err != nil {
		return err
	}
	return printRedrawn(sh, done, "is of "+day.String())
}

// printRedrawn says what a change of the imports came to.
func printRedrawn(sh *shell, done caseload.Redrawn, what string) error {
	w := sh.Out
	for _, imp := range done.Imports[:min(1, len(done.Imports))] {
		fmt.Fprintf(w, "import %d, %s, %s\n", imp.Order, imp.Name, what)
	}
	for _, imp := range done.Imports[min(1, len(done.Imports)):] {
		fmt.Fprintf(w, "with it: import %d, %s\n", imp.Order, imp.Name)
	}
	fmt.Fprintf(w, "%s\n", plural(len(done.Clients), "client's record changed", "clients' records changed"))
	wrong := printDrafted(sh, done.Drafts)
	sh.printCauses(w, done.Problems, false)
	if wrong || len(done.Problems) > 0 {
		return errProblems
	}
	return nil
}
