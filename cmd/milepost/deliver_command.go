package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/ingest/sheet"
	"milepost/record"
)

func deliverCommand(sh *shell) *cobra.Command {
	var d caseload.Delivery
	var due, asJSON bool
	var done string
	var lead password
	cmd := &cobra.Command{
		Use:   "deliver DOCUMENT | --due | --done WORKLIST",
		Short: "Get signed documents ready to be sent, and write down whom they went to",
		Long: "With --due: make a folder of all that is signed and not sent: a PDF to print with address sheets,\nfiles to upload, locked files for e-mail, and a worklist to tick. Milepost sends nothing.\n" +
			"With --done: read the ticked worklist back; each tick is written into the disclosure log.\nWith a document: write down by hand whom it went to. To others than the family it goes under a release,\nor for a reason why none is needed.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			switch {
			case due && len(args) == 0 && done == "":
				return deliverDue(ctx, sh, asJSON)
			case done != "" && len(args) == 0 && !due:
				return deliverDone(ctx, sh, done)
			case len(args) == 1 && !due && done == "":
				d.Name = args[0]
				return deliverOne(ctx, sh, d, lead)
			}
			return usageError{errors.New("say one of: deliver --due, deliver --done WORKLIST, deliver DOCUMENT --to WHO --purpose WHAT")}
		},
	}
	cmd.Flags().BoolVar(&due, "due", false, "get all ready that is signed and not sent")
	cmd.Flags().StringVar(&done, "done", "", "the worklist, ticked")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	cmd.Flags().StringVar(&d.To, "to", "", "whom it goes to: \"the mother\"; number, name or relationship of one of the client's contacts")
	cmd.Flags().StringVar(&d.Purpose, "purpose", "", "what for")
	cmd.Flags().StringVar(&d.How, "how", "", "how: by hand, post, fax, portal")
	exemptionFlags(cmd, &d.NoRelease, &d.Why, &lead)
	return cmd
}

func deliverOne(ctx context.Context, sh *shell, d caseload.Delivery, lead password) error {
	return withExemption(ctx, sh, exemption{d.NoRelease, lead}, func(c *caseload.Caseload, u caseload.Actor, sitting caseload.Actor) error {
		d.Lead = sitting
		delivery, err := c.Deliver(ctx, sh.Now(), u, d)
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.Out, "Written down: document %s of client %s went to %s.\n", delivery.Document, delivery.Client, delivery.To)
		return nil
	})
}

func deliverDue(ctx context.Context, sh *shell, asJSON bool) error {
	config, err := readConfig(sh.Dir)
	if err != nil {
		return err
	}
	pattern, err := config.Delivery.pattern()
	if err != nil {
		return err
	}
	return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
		batch, err := c.DeliverDue(ctx, sh.Now(), u, caseload.Sending{Pattern: pattern, Random: rand.Reader})
		if err != nil {
			return err
		}
		if asJSON {
			return encode(sh.Out, batch)
		}
		return printBatch(sh, batch)
	})
}

// printBatch says what was made, what must not go, and what to do next.
func printBatch(sh *shell, b caseload.Batch) error {
	w, dir := sh.Out, sh.Dir
	byWay := map[string]int{}
	stopped := 0
	for _, c := range b.Copies {
		if c.Why != "" {
			stopped++
			continue
		}
		byWay[c.How]++
	}
	switch {
	case b.Folder == "":
		fmt.Fprintln(w, "Nothing is to be sent: all that is signed went out, or is stopped.")
	case b.Made:
		fmt.Fprintf(w, "Ready to be sent, in %s:\n", filepath.Join(dir, filepath.FromSlash(b.Folder)))
	default:
		fmt.Fprintf(w, "Nothing is new since this was made, in %s:\n", filepath.Join(dir, filepath.FromSlash(b.Folder)))
	}
	for _, way := range []struct{ by, what string }{
		{record.ByPost, "by post: print mailing.pdf on both sides"},
		{record.ByPortal, "by portal: the files in upload/"},
		{record.ByEmail, "by e-mail: the locked files in email/, each with a text to paste"},
		{record.ByHand, "by hand: the files in upload/"},
	} {
		if n := byWay[way.by]; n > 0 {
			fmt.Fprintf(w, "  %s %s\n", plural(n, "copy", "copies"), way.what)
		}
	}
	if b.Envelopes > 0 && b.Made {
		fmt.Fprintf(w, "  %s, %s\n", plural(b.Envelopes, "envelope", "envelopes"), plural(b.Pages, "page", "pages"))
	}
	printHeld(sh, w, b.Held)
	for _, folder := range b.Again {
		fmt.Fprintf(w, "Some of these copies are in %s too, whose worklist was not read back. If they went out, read it back first, or they go twice.\n", folder)
	}
	if b.Folder != "" {
		fmt.Fprintf(w, "Next: tick worklist.xlsx as copies go out, then: milepost deliver --done %s\n", filepath.Join(dir, filepath.FromSlash(b.Folder), "worklist.xlsx"))
	}
	if stopped > 0 {
		fmt.Fprintf(w, "Stopped, %s:\n", plural(stopped, "copy", "copies"))
	}
	for _, c := range b.Copies {
		if c.Why != "" {
			fmt.Fprintf(w, "  %s  document %s to %s: %s; %s\n", c.Client, c.Document, c.To, c.Why, sh.oneLine(c.Next))
		}
	}
	for _, p := range b.Problems {
		fmt.Fprintln(w, sh.problemLine(p))
	}
	if stopped+len(b.Problems) > 0 {
		return errProblems
	}
	return nil
}

func deliverDone(ctx context.Context, sh *shell, name string) error {
	data, err := os.Open(name)
	if err != nil {
		return err
	}
	defer data.Close()
	info, err := data.Stat()
	if err != nil {
		return err
	}
	return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
		sent, err := c.ReadSent(ctx, sh.Now(), u, sheet.File{Name: filepath.Base(name), Data: data, Size: info.Size()})
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.Out, "%s written down", plural(len(sent.Written), "delivery", "deliveries"))
		if sent.Known > 0 {
			fmt.Fprintf(sh.Out, "; %d were written down before", sent.Known)
		}
		fmt.Fprintln(sh.Out, ".")
		for _, p := range sent.Problems {
			fmt.Fprintln(sh.Out, sh.problemLine(p))
		}
		if len(sent.Problems) > 0 {
			return errProblems
		}
		return nil
	})
}
