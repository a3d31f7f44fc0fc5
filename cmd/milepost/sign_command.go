package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"milepost/caseload"
	"milepost/record"
)

// password is where a password comes from: a file, or the terminal.
type password struct {
	file string
}

func (p *password) flag(cmd *cobra.Command, name, what string) {
	cmd.Flags().StringVar(&p.file, name, "", what)
}

// read returns the password: the first line of the file, else what is typed.
func (p password) read(sh *shell, ask string) (string, error) {
	if p.file != "" {
		text, err := os.ReadFile(p.file)
		line, _, _ := strings.Cut(string(text), "\n")
		return strings.TrimSuffix(line, "\r"), err
	}
	f, ok := sh.In.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return "", usageError{fmt.Errorf("%s has to be typed, and this is no terminal: in a script, name a file that holds it with --password-file", ask)}
	}
	fmt.Fprintf(sh.Err, "%s: ", ask)
	typed, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(sh.Err)
	return string(typed), err
}

// withSitting opens a sitting of the person whom --as names, by her password.
// While there is no user yet, whoever holds the folder acts without one.
func withSitting(ctx context.Context, sh *shell, p password, act func(*caseload.Caseload, caseload.Actor) error) error {
	if sh.User == "" {
		return withLock(ctx, sh, func(c *caseload.Caseload) error {
			found, err := c.HasUsers(ctx, caseload.Holder())
			if err == nil && found {
				err = usageError{errors.New("say who you are with --as ID, or set MILEPOST_USER")}
			}
			if err != nil {
				return err
			}
			return act(c, caseload.Holder())
		})
	}
	typed, err := p.read(sh, "Password of "+sh.User)
	if err != nil {
		return err
	}
	return withLock(ctx, sh, func(c *caseload.Caseload) error {
		sitting, err := c.OpenSitting(ctx, sh.Now(), record.ID(sh.User), typed)
		if err != nil {
			return err
		}
		return act(c, sitting.Actor())
	})
}

// naming asks for client and period of the one document that is meant, unless
// the command line gave them.
func naming(sh *shell, given, want, what string) (string, error) {
	if given != "" {
		return given, nil
	}
	fmt.Fprintf(sh.Err, "%s\nType client and period (%s): ", what, want)
	line, err := bufio.NewReader(sh.In).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

func signCommand(sh *shell) *cobra.Command {
	var p password
	var confirm string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "sign DRAFT",
		Short: "Sign one draft that you have read: it becomes a document that never changes",
		Long:  "Sign one draft that you have read (milepost review). The statement signed is:\n  " + record.SignedStatement + "\nAn assistant or student signs as author; the document is complete with a therapist's signature.",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return withSitting(ctx, sh, p, func(c *caseload.Caseload, sitting caseload.Actor) error {
				want, err := c.Naming(ctx, sh.Now(), sitting, args[0])
				if err != nil {
					return err
				}
				names, err := naming(sh, confirm, want, "You are about to sign: "+record.SignedStatement)
				if err != nil {
					return err
				}
				signed, err := c.Sign(ctx, sh.Now(), sitting, caseload.ToSign{Name: args[0], Names: names})
				if err != nil {
					return err
				}
				if asJSON {
					return encode(sh.Out, signed)
				}
				printSigned(sh.Out, c, signed)
				return nil
			})
		},
	}
	signFlags(cmd, &p, &confirm)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

func signFlags(cmd *cobra.Command, p *password, confirm *string) {
	p.flag(cmd, "password-file", "a file that holds your password, for scripts")
	cmd.Flags().StringVar(confirm, "confirm", "", "client and period of the one report that you mean, like \"R-0401 2026-07-29 to 2026-10-26\"")
}

func printSigned(w io.Writer, c *caseload.Caseload, s caseload.Signing) {
	if !s.Complete {
		fmt.Fprintf(w, "Signed as author. The report of client %s waits for a therapist: milepost review %s, then milepost sign %s\n", s.Client, s.Client, s.Client)
		return
	}
	fmt.Fprintf(w, "Signed: document %s of client %s. It never changes; these are its files:\n", s.Document, s.Client)
	for _, f := range s.Files {
		fmt.Fprintln(w, " ", f)
	}
	if s.InPlace != "" {
		fmt.Fprintf(w, "The report names %s as the therapist; it says that you signed in their place.\n", s.InPlace)
	}
	if s.Replaced != "" {
		fmt.Fprintf(w, "It replaces document %s.\n", s.Replaced)
		printRecall(w, c, s.Recall)
	}
	fmt.Fprintf(w, "When it goes out: milepost deliver %s --to WHO --purpose WHAT\n", s.Document)
}

// printRecall lists whom a document that no longer counts went to.
func printRecall(w io.Writer, c *caseload.Caseload, recall []record.Delivery) {
	if len(recall) == 0 {
		fmt.Fprintln(w, "No delivery of it is on file, so there is nobody to tell.")
		return
	}
	fmt.Fprintln(w, "Tell everyone whom it went to:")
	printDeliveries(w, c, recall)
}

func printDeliveries(w io.Writer, c *caseload.Caseload, list []record.Delivery) {
	for _, d := range list {
		how := ""
		if d.How != "" {
			how = ", " + d.How
		}
		if d.Under != "" {
			how += ", " + d.Under
		}
		fmt.Fprintf(w, "  %s  %s  document %s  to %s, for %s%s (by %s)\n", c.Day(d.On), d.Client, d.Document, d.To, d.Purpose, how, orDash(string(d.By)))
	}
}

// aboutCommand is the common part of the commands about a signed document.
func aboutCommand(sh *shell, use, short string, act func(context.Context, *caseload.Caseload, caseload.Actor, caseload.ToSign) error) *cobra.Command {
	var p password
	var confirm, why, file string
	cmd := &cobra.Command{
		Use:   use + " DRAFT",
		Short: short,
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if file != "" {
				text, err := os.ReadFile(file)
				if err != nil {
					return err
				}
				why = string(text)
			}
			return withSitting(ctx, sh, p, func(c *caseload.Caseload, sitting caseload.Actor) error {
				want, err := c.NamingSigned(ctx, sh.Now(), sitting, record.Act(use), args[0])
				if err != nil {
					return err
				}
				names, err := naming(sh, confirm, want, "You are about to "+use+" a signed report.")
				if err != nil {
					return err
				}
				return act(ctx, c, sitting, caseload.ToSign{Name: args[0], Names: names, Why: why})
			})
		},
	}
	signFlags(cmd, &p, &confirm)
	if use == "amend" {
		cmd.Flags().StringVar(&file, "file", "", "a Markdown file that holds the addendum")
		cmd.Flags().StringVar(&why, "text", "", "the addendum")
	} else {
		cmd.Flags().StringVar(&why, "why", "", "the reason; it is printed")
	}
	return cmd
}

func amendCommand(sh *shell) *cobra.Command {
	return aboutCommand(sh, "amend", "Add a signed addendum to a signed report, whose own text never changes",
		func(ctx context.Context, c *caseload.Caseload, sitting caseload.Actor, what caseload.ToSign) error {
			signed, err := c.Amend(ctx, sh.Now(), sitting, what)
			if err == nil {
				printSigned(sh.Out, c, signed)
			}
			return err
		})
}

func withdrawCommand(sh *shell) *cobra.Command {
	return aboutCommand(sh, "withdraw", "Mark a signed report as entered in error, and list whom it went to",
		func(ctx context.Context, c *caseload.Caseload, sitting caseload.Actor, what caseload.ToSign) error {
			signed, err := c.Withdraw(ctx, sh.Now(), sitting, what)
			if err != nil {
				return err
			}
			fmt.Fprintf(sh.Out, "Withdrawn. The notice is document %s:\n", signed.Document)
			for _, f := range signed.Files {
				fmt.Fprintln(sh.Out, " ", f)
			}
			printRecall(sh.Out, c, signed.Recall)
			return nil
		})
}

func replaceCommand(sh *shell) *cobra.Command {
	var cancel bool
	cmd := aboutCommand(sh, "replace", "Begin a report in place of a signed one; it says what it replaces and why",
		func(ctx context.Context, c *caseload.Caseload, sitting caseload.Actor, what caseload.ToSign) error {
			if cancel {
				if err := c.CancelReplacement(ctx, sh.Now(), sitting, what.Name); err != nil {
					return err
				}
				fmt.Fprintln(sh.Out, "The replacement is taken back; the signed report stands as before.")
				return nil
			}
			r, err := c.Replace(ctx, sh.Now(), sitting, what)
			if err != nil {
				return err
			}
			fmt.Fprintf(sh.Out, "%s: the draft is open again. Edit %s.md, then review and sign it; until then the signed report counts.\n", r.Naming(), r.Path)
			return nil
		})
	cmd.Flags().BoolVar(&cancel, "cancel", false, "take a replacement back that is not signed yet")
	return cmd
}
