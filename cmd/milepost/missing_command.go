package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

// list is a list of what is missing: how it is shown, written and read back.
type list struct {
	print func(context.Context, *shell, *caseload.Caseload, caseload.Actor) error
	write func(*caseload.Caseload, context.Context, time.Time, caseload.Actor, io.Writer, bool) (int, error) // bool: all, not only what is missing
	read  reader
}

// reader takes in a list that people filled.
type reader func(*caseload.Caseload, context.Context, time.Time, caseload.Actor, string, []byte) (caseload.Filled, error)

func goalsCommand(sh *shell) *cobra.Command {
	cmd := listCommand(sh, list{printMissingGoals, (*caseload.Caseload).WriteGoals, (*caseload.Caseload).ReadGoals})
	cmd.Use = "goals"
	cmd.Short = "List what goals lack, with proposals; as a workbook out and in"
	return cmd
}

func clientsCommand(sh *shell) *cobra.Command {
	cmd := listCommand(sh, list{printMissingClients, (*caseload.Caseload).WriteClients, (*caseload.Caseload).ReadClients})
	cmd.Use = "clients"
	cmd.Short = "List what is missing of clients; as a workbook out and in; answer who is who"
	var a answers
	cmd.Flags().StringVar(&a.sameChild, "same-child", "", "the new name that an export gives this client, by id, is the same child's")
	cmd.Flags().StringVar(&a.otherName, "other-name", "", "ID=NAME: rows with this name mean the client; \"ID=NAME, BIRTH DATE\" where they give another birth date")
	cmd.Flags().StringVar(&a.twoChildren, "two-children", "", "ID,ID: these two of one name and birth date are two children")
	cmd.Flags().StringVar(&a.newChild, "new-child", "", "\"NAME, BIRTH DATE\": a list without ids means another child than those who are known")
	list := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		answer := a.given(sh)
		if answer == nil {
			return list(cmd, args)
		}
		return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error { return answer(cmd.Context(), c, u) })
	}
	cmd.MarkFlagsMutuallyExclusive("same-child", "other-name", "two-children", "new-child", "in", "out")
	return cmd
}

func listCommand(sh *shell, l list) *cobra.Command {
	var out, in string
	var all bool
	cmd := &cobra.Command{
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			switch {
			case out != "" && in != "":
				return usageError{fmt.Errorf("--out and --in do not go together")}
			case all && out == "":
				return usageError{fmt.Errorf("--all goes with --out FILE.xlsx")}
			case out != "":
				return withReader(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error { return writeList(ctx, sh, c, u, l, out, all) })
			case in != "":
				return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error { return readList(ctx, sh, c, u, l.read, in) })
			}
			return withReader(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error { return l.print(ctx, sh, c, u) })
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write the list to this XLSX file, with cells to fill")
	cmd.Flags().StringVar(&in, "in", "", "read the filled XLSX file back into clients/")
	cmd.Flags().BoolVar(&all, "all", false, "with --out: everything that can be said, not only what is missing")
	return cmd
}

// writeList writes the workbook.
func writeList(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, l list, name string, all bool) error {
	rows := 0
	err := writeWorkbook(name, func(w io.Writer) (err error) {
		rows, err = l.write(c, ctx, sh.Now(), u, w, all)
		return err
	})
	switch {
	case err != nil:
		return err
	case rows == 0 && !all:
		fmt.Fprintf(sh.Out, "Nothing is missing, so %s has no rows. With --all it lists everything that can be said.\n", name)
	default:
		fmt.Fprintf(sh.Out, "Wrote %s with %s. Fill the tinted cells (\"yes\" takes a proposal), save it, and read it back with --in %s.\n", name, plural(rows, "row", "rows"), name)
	}
	return nil
}

// writeWorkbook writes a list for people to fill.
func writeWorkbook(name string, write func(io.Writer) error) error {
	if strings.ToLower(filepath.Ext(name)) != ".xlsx" {
		return usageError{fmt.Errorf("--out %s: the list is a workbook, so name it with .xlsx", name)}
	}
	return writeWhole(name, write)
}

// writeWhole writes a file under a temporary name first, so that a failure
// leaves nothing behind.
func writeWhole(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".milepost-*"+filepath.Ext(name))
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

func readList(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, read reader, name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	filled, err := read(c, ctx, sh.Now(), u, filepath.Base(name), data)
	if err != nil {
		return err
	}
	sh.printProblems(filled.Problems)
	fmt.Fprintf(sh.Out, "%s put into %s.\n", plural(filled.Changes, "value", "values"), plural(filled.Cards, "card", "cards"))
	return filledIn(sh, filled.Changes, filled.Problems)
}

// filledIn says what comes after a list was read back.
func filledIn(sh *shell, changes int, problems []record.Problem) error {
	if changes > 0 {
		fmt.Fprintln(sh.Out, "Next: milepost draft")
	}
	if len(problems) > 0 {
		return errProblems
	}
	return nil
}

func printMissingGoals(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor) error {
	missing, err := c.MissingGoals(ctx, sh.Now(), u)
	if err != nil {
		return err
	}
	for _, m := range missing {
		name := string(m.Goal)
		if m.Objective != m.Goal {
			name += " " + string(m.Objective)
		}
		fmt.Fprintf(sh.Out, "%s  %s: no %s\n", m.Client, name, strings.Join(m.Missing, ", "))
		if len(m.WorkedOut) > 0 {
			fmt.Fprintf(sh.Out, "    worked out from its results, baseline and target: %s\n", strings.Join(m.WorkedOut, ", "))
		}
		if m.Proposal.PlainName != "" && m.Missing[0] == "plain name" {
			fmt.Fprintf(sh.Out, "    its words propose the plain name: %s\n", m.Proposal.PlainName)
		}
	}
	printFillHint(sh, len(missing), "goals")
	return nil
}

func printMissingClients(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor) error {
	missing, err := c.MissingClients(ctx, sh.Now(), u)
	if err != nil {
		return err
	}
	for _, m := range missing {
		fmt.Fprintf(sh.Out, "%s: no %s\n", m.Client, strings.Join(m.Missing, ", "))
	}
	printFillHint(sh, len(missing), "clients")
	return nil
}

func printFillHint(sh *shell, n int, what string) {
	if n == 0 {
		fmt.Fprintln(sh.Out, "Nothing is missing.")
		return
	}
	fmt.Fprintf(sh.Out, "\nFill them in one sitting: milepost %s --out %s.xlsx\n", what, what)
}
