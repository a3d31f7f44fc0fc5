package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

func handoverCommand(sh *shell) *cobra.Command {
	var k backupKey
	var to, end string
	var back bool
	cmd := &cobra.Command{
		Use:   "handover FILE --to THERAPIST | FILE --back | --end ID",
		Short: "Give a therapist her drafts for a machine of her own, as one encrypted file",
		Long: "With --to: write the open drafts of a therapist's clients, with all that they rest on, into one encrypted file,\nwhich \"milepost open\" makes a workspace of on her machine. Until it comes back, these drafts are not redrawn here.\n" +
			"With --back, on her machine: write what she did into a file for \"milepost takeback\" at the clinic.\nWith --end: give a hand-over up whose file will not come back.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			switch {
			case len(args) == 1 && to != "" && !back && end == "":
				return handOver(ctx, sh, args[0], record.ID(to), k)
			case len(args) == 1 && back && to == "" && end == "":
				return handBack(ctx, sh, args[0], k)
			case len(args) == 0 && end != "" && to == "" && !back:
				return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
					if err := c.GiveUpHandover(ctx, sh.Now(), u, end); err != nil {
						return err
					}
					fmt.Fprintf(sh.Out, "Hand-over %s is given up: its drafts go on here.\n", end)
					return nil
				})
			}
			return usageError{errors.New("say one of: handover FILE --to THERAPIST, handover FILE --back, handover --end ID")}
		},
	}
	k.flag(cmd, "password-file", "a file that holds the password of the hand-over file, for scripts")
	cmd.Flags().StringSliceVar(&k.recipients, "recipient", nil, "a public key of age (age1...) in place of a password")
	cmd.Flags().StringVar(&to, "to", "", "the therapist's id")
	cmd.Flags().BoolVar(&back, "back", false, "write what was done here into a file for the clinic")
	cmd.Flags().StringVar(&end, "end", "", "the id of a hand-over that will not come back")
	return cmd
}

func handOver(ctx context.Context, sh *shell, name string, to record.ID, k backupKey) error {
	keys, err := k.to(sh)
	if err != nil {
		return err
	}
	return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
		h, err := c.HandOver(ctx, sh.Now(), u, to, name, keys...)
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.Out, "Handed over to %s: %s of %s, in %s (hand-over %s).\nThey are not redrawn here until it comes back. On her machine: milepost open %s DIR\nTell her the password by telephone, never with the file.\n",
			h.To, plural(h.Drafts, "draft", "drafts"), plural(len(h.Clients), "client", "clients"), name, h.ID, name)
		return nil
	})
}

func handBack(ctx context.Context, sh *shell, name string, k backupKey) error {
	keys, err := k.to(sh)
	if err != nil {
		return err
	}
	return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
		h, err := c.HandBack(ctx, sh.Now(), u, name, keys...)
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.Out, "Wrote %s with %s (hand-over %s). At the clinic: milepost takeback %s\n", name, plural(h.Drafts, "draft", "drafts"), h.ID, name)
		return nil
	})
}

func openCommand(sh *shell) *cobra.Command {
	var k backupKey
	cmd := &cobra.Command{
		Use:   "open FILE DIR",
		Short: "Make a workspace from a hand-over file, on the therapist's own machine",
		Args:  exactly(2),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := checkPlace(args[1]); err != nil {
				return err
			}
			keys, err := k.from(sh)
			if err != nil {
				return err
			}
			b, err := caseload.OpenHandover(args[0], args[1], keys...)
			if err != nil {
				return err
			}
			fmt.Fprintf(sh.Out, "Opened in %s: %s.\nRead, edit and sign there as ever (milepost status -C %s). When you are done: milepost handover FILE --back -C %s\n",
				args[1], plural(b.Files, "file", "files"), args[1], args[1])
			return nil
		},
	}
	k.flag(cmd, "password-file", "a file that holds the password, for scripts")
	cmd.Flags().StringVar(&k.identity, "identity", "", "the file of the key of age, for files made with --recipient")
	return cmd
}

func takebackCommand(sh *shell) *cobra.Command {
	var k backupKey
	var without bool
	cmd := &cobra.Command{
		Use:   "takeback FILE",
		Short: "Merge what a therapist did on her own machine",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			keys, err := k.from(sh)
			if err != nil {
				return err
			}
			return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
				takeBack := c.TakeBackDrafts
				if without {
					takeBack = c.TakeEditsBack
				}
				t, err := takeBack(ctx, sh.Now(), u, args[0], keys...)
				if err != nil {
					return err
				}
				printTakenBack(sh, t)
				if t.Questions+len(t.Problems) > 0 {
					return errProblems
				}
				return nil
			})
		},
	}
	k.flag(cmd, "password-file", "a file that holds the password, for scripts")
	cmd.Flags().StringVar(&k.identity, "identity", "", "the file of the key of age, for files made with --recipient")
	cmd.Flags().BoolVar(&without, "without-signatures", false, "a lead's decision: take what was written, and no signature of it")
	return cmd
}

func printTakenBack(sh *shell, t caseload.TakenBack) {
	w := sh.Out
	fmt.Fprintf(w, "Taken back from %s: %d signed, %d edited, %d unchanged.\n", t.Person, t.Signed, t.Edited, t.Unchanged)
	if t.Joined > 0 {
		fmt.Fprintf(w, "%s edited here as well: both texts are joined, and nothing is lost.\n", plural(t.Joined, "draft was", "drafts were"))
	}
	if t.Questions > 0 {
		fmt.Fprintf(w, "%s, where both sides changed the same words: milepost questions\n", plural(t.Questions, "question", "questions"))
	}
	for _, p := range t.Problems {
		fmt.Fprintln(w, sh.problemLine(p))
	}
	fmt.Fprintf(w, "The other machine's log has %s, head %.16s; it is kept beside ours: milepost verify --log proves both.\n", plural(t.Entries, "entry", "entries"), t.Head)
}
