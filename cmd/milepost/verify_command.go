package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
	"milepost/store"
)

// withReader does the same as withWorkspace for the person whom --as names.
func withReader(ctx context.Context, sh *shell, act func(*caseload.Caseload, caseload.Actor) error) error {
	return withWorkspace(ctx, sh, as(ctx, sh, act))
}

// withReaderAsIs does the same for what does not rest on cards.
func withReaderAsIs(ctx context.Context, sh *shell, act func(*caseload.Caseload, caseload.Actor) error) error {
	return withWorkspaceAsIs(ctx, sh, as(ctx, sh, act))
}

func verifyCommand(sh *shell) *cobra.Command {
	var log, asJSON bool
	var head string
	cmd := &cobra.Command{
		Use:   "verify [FILE...]",
		Short: "Say whether a Markdown, PDF or HTML file is the one that was signed; --log verifies the audit log",
		RunE: func(cmd *cobra.Command, args []string) error {
			if log == (len(args) > 0) || head != "" && !log {
				return usageError{fmt.Errorf("name the files to verify, or give --log")}
			}
			return withReaderAsIs(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				if log {
					return verifyLog(cmd.Context(), sh, c, u, head, asJSON)
				}
				return verifyFiles(cmd.Context(), sh, c, u, args)
			})
		},
	}
	cmd.Flags().BoolVar(&log, "log", false, "verify the audit log and all that it tells of")
	cmd.Flags().StringVar(&head, "head", "", "with --log: a hash that was printed, mailed or is in a backup, which the log must still hold")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the log's verification as JSON")
	return cmd
}

func verifyFiles(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, files []string) error {
	bad := false
	for _, name := range files {
		if err := c.CheckForeign(name); err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		full, err := filepath.Abs(name)
		if err != nil {
			return err
		}
		v, err := c.Verify(ctx, u, full, data)
		if err != nil {
			return err
		}
		v.File = name
		printVerified(sh, v)
		bad = bad || !v.OK
	}
	if bad {
		return errProblems
	}
	return nil
}

func printVerified(sh *shell, v caseload.Verified) {
	w := sh.Out
	fmt.Fprintf(w, "%s: %s\n", v.File, v.What)
	for _, m := range v.Signed {
		fmt.Fprintf(w, "  signed as %s by %s (%s), license %s, on %s: %q\n", m.As, m.Signer.ID, m.Signer.Role, orDash(m.Signer.License), m.At, m.Statement)
	}
	if !v.Next.IsZero() {
		fmt.Fprintf(w, "  %s\n", sh.oneLine(v.Next))
	}
}

func verifyLog(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, head string, asJSON bool) error {
	checked, err := c.VerifyLog(ctx, u)
	if err == nil && head != "" {
		err = c.VerifyHead(ctx, u, head, &checked)
	}
	if err != nil {
		return err
	}
	if asJSON {
		err = encode(sh.Out, checked)
	} else {
		printChecked(sh.Out, checked)
	}
	if err == nil && len(checked.Wrong) > 0 {
		return errProblems
	}
	return err
}

func printChecked(w io.Writer, checked store.Checked) {
	for _, line := range checked.Wrong {
		fmt.Fprintln(w, "WRONG:", line)
	}
	if len(checked.Wrong) > 0 {
		fmt.Fprintf(w, "%s, %s not hold. Keep this folder as it is, and look at the last backup that verifies.\n",
			plural(checked.Entries, "entry", "entries"), plural(len(checked.Wrong), "thing does", "things do"))
		return
	}
	fmt.Fprintf(w, "%s, each as it was written; head %s\n", plural(checked.Entries, "entry", "entries"), checked.Head)
}

func reprintCommand(sh *shell) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "reprint DOCUMENT",
		Short: "Write a signed document again, byte for byte, with what belongs to it",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				printed, err := c.Reprint(cmd.Context(), u, args[0], to)
				for _, p := range printed {
					printReprinted(sh.Out, p)
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&to, "to", ".", "the folder to write it to")
	return cmd
}

func printReprinted(w io.Writer, p caseload.Reprinted) {
	switch p.State {
	case record.Withdrawn:
		fmt.Fprintf(w, "Document %s was WITHDRAWN as entered in error: hand it out only with its notice.\n", p.Document)
	case record.Replaced:
		fmt.Fprintf(w, "Document %s was replaced by another: hand it out only as what was said then.\n", p.Document)
	default:
		fmt.Fprintf(w, "Document %s\n", p.Document)
	}
	for _, f := range p.Files {
		fmt.Fprintln(w, " ", f)
	}
}

func logCommand(sh *shell) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "log",
		Short: "Export the audit log as JSON lines that anyone can verify",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				if out == "" {
					_, err := c.ExportLog(cmd.Context(), sh.Now(), u, sh.Out)
					return err
				}
				return exportTo(sh, out, func(w io.Writer) (int, error) { return c.ExportLog(cmd.Context(), sh.Now(), u, w) })
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the file to write (without: to the screen)")
	return cmd
}

// exportTo writes a file under a temporary name first, so that a failure
// leaves nothing behind.
func exportTo(sh *shell, name string, write func(io.Writer) (int, error)) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".milepost-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	n, err := write(f)
	if err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "Wrote %s: %s.\n", name, plural(n, "entry", "entries"))
	return nil
}

func disclosuresCommand(sh *shell) *cobra.Command {
	var client string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "disclosures",
		Short: "List whom signed documents went to, when and what for",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				list, err := c.Disclosures(cmd.Context(), u, record.ID(client))
				if err != nil {
					return err
				}
				if asJSON {
					return encode(sh.Out, list)
				}
				if len(list) == 0 {
					fmt.Fprintln(sh.Out, "No delivery is on file: \"milepost deliver\" writes one down.")
				}
				printDeliveries(sh.Out, c, list)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&client, "client", "", "only of this client, by id")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}
