package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

func retractCommand(sh *shell) *cobra.Command {
	var yes, undo bool
	cmd := &cobra.Command{
		Use:   "retract IMPORT",
		Short: "Take an import back: nothing is erased, its rows count no more; --undo makes them count again",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
				imp, err := c.Import(ctx, u, args[0])
				if err != nil {
					return err
				}
				if undo {
					return takeBack(ctx, sh, c, u, imp, yes)
				}
				return retract(ctx, sh, c, u, imp, yes)
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do it without asking")
	cmd.Flags().BoolVar(&undo, "undo", false, "make the rows of a retracted import count again, as if it had never been retracted")
	return cmd
}

func retract(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, imp record.Import, yes bool) error {
	switch {
	case imp.Asked == record.Waits:
		return refuse(ctx, sh, c, u, imp, yes)
	case !imp.Counts:
		return fmt.Errorf("import %d does not count: %s", imp.Order, imp.State())
	}
	fmt.Fprintf(sh.Out, "Import %d, %s: its %s will count no more. Nothing is erased; \"milepost retract --undo %d\" takes it back.\n",
		imp.Order, imp.Name, plural(imp.Used, "row", "rows"), imp.Order)
	if imp.Mends > 0 {
		fmt.Fprintf(sh.Out, "Import %d, in whose place it stands, will count again.\n", imp.Mends)
	}
	return recount{c.RetractImpact, "Retract it?", c.Retract, "counts no more"}.run(ctx, sh, u, imp, yes)
}

func takeBack(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, imp record.Import, yes bool) error {
	if imp.Counts {
		return fmt.Errorf("import %d was not retracted: it counts", imp.Order)
	}
	fmt.Fprintf(sh.Out, "Import %d, %s: its %s will count again, in their old place.\n", imp.Order, imp.Name, plural(imp.Used, "row", "rows"))
	if imp.ReplacedBy > 0 {
		fmt.Fprintf(sh.Out, "Import %d, which stands in its place now, will count no more.\n", imp.ReplacedBy)
	}
	return recount{c.TakeBackImpact, "Take it back?", c.TakeBack, "counts again"}.run(ctx, sh, u, imp, yes)
}

// recount is a change of what counts: what it would do is shown, then a person
// is asked, then it is done.
type recount struct {
	impact   func(context.Context, time.Time, caseload.Actor, record.Import) (caseload.Impact, error)
	question string
	do       func(context.Context, time.Time, caseload.Actor, record.Import) (caseload.Redrawn, error)
	done     string
}

func (r recount) run(ctx context.Context, sh *shell, u caseload.Actor, imp record.Import, yes bool) error {
	impact, err := r.impact(ctx, sh.Now(), u, imp)
	if err != nil {
		return err
	}
	printImpact(sh.Out, impact)
	if ok, err := confirmed(sh, yes, r.question); !ok {
		return err
	}
	done, err := r.do(ctx, sh.Now(), u, imp)
	if err != nil {
		return err
	}
	return printRedrawn(sh, done, r.done)
}

// refuse says no to an import that waits; nothing rests on it yet.
func refuse(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, imp record.Import, yes bool) error {
	fmt.Fprintf(sh.Out, "Import %d, %s, waits for a yes; to retract it is to say no. Mend mappings/%s.yaml and drop the file again: it is then read anew.\n",
		imp.Order, imp.Name, imp.Mapping)
	if ok, err := confirmed(sh, yes, "Say no to it?"); !ok {
		return err
	}
	done, err := c.Retract(ctx, sh.Now(), u, imp)
	if err != nil {
		return err
	}
	return printRedrawn(sh, done, "is refused")
}

// printImpact says what a change would do to clients, drafts and papers.
func printImpact(w io.Writer, i caseload.Impact) {
	fmt.Fprintf(w, "%s; %s.\n", plural(len(i.Clients), "client changes", "clients change"),
		plural(len(i.Changed)+len(i.Empty), "open draft changes", "open drafts change"))
	printFew(w, i.Changed, "changes")
	printFew(w, i.Empty, "has nothing left to say, and stays as it is")
	for _, path := range i.Signed {
		fmt.Fprintf(w, "  %s: is signed on data of which some would be retracted since; it stays as it is\n", path)
	}
}

// printFew lists some of the papers, so that a long list hides nothing else.
func printFew(w io.Writer, paths []string, what string) {
	const few = 10
	for _, path := range paths[:min(few, len(paths))] {
		fmt.Fprintf(w, "  %s: %s\n", path, what)
	}
	if rest := len(paths) - few; rest > 0 {
		fmt.Fprintf(w, "  ... and %d more\n", rest)
	}
}
