package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

// packetFlags are what the command line says of a packet.
type packetFlags struct {
	order   caseload.PacketOrder
	client  string
	without []string
	limit   float64 // megabytes
	opens   password
	lead    password
	asJSON  bool
}

func packetCommand(sh *shell) *cobra.Command {
	var f packetFlags
	cmd := &cobra.Command{
		Use:   "packet",
		Short: "Assemble a client's packet for a school, an agency or a payer",
		Long: "Assemble a client's packet: cover, contents, signed documents, data pages, attachments from attachments/CLIENT-ID/.\n" +
			"Without --finish it is a draft to look at, with what is missing named. With --finish it is made for good.\n" +
			"A page that is of another child stops it.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), sh) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.client, "client", "", "the client's id")
	flags.StringVar(&f.order.Purpose, "for", "", "purpose, such as iep-review, iep-initial, ifsp-review, reauthorization")
	flags.StringVar(&f.order.To, "to", "", "recipient: number, name or relationship of one of the client's contacts")
	flags.StringArrayVar(&f.without, "without", nil, "go without a required part: PART=REASON; the cover says it")
	flags.StringArrayVar(&f.order.Seen, "seen", nil, "an attachment without text that you looked at, by its file name")
	exemptionFlags(cmd, &f.order.NoRelease, &f.order.Why, &f.lead)
	flags.BoolVar(&f.order.Duplex, "duplex", false, "blank pages, so that each part begins on the front of a sheet")
	flags.Float64Var(&f.limit, "max-mb", 0, "no file larger than this, in megabytes; the packet is parted where it has to be")
	flags.BoolVar(&f.order.Finish, "finish", false, "make it for good")
	flags.BoolVar(&f.asJSON, "json", false, "print it as JSON")
	f.opens.flag(cmd, "open-password-file", "a file that holds the password with which the PDF opens")
	cmd.AddCommand(packetListCommand(sh), packetRestoreCommand(sh))
	return cmd
}

func (f *packetFlags) run(ctx context.Context, sh *shell) error {
	if err := f.parse(sh); err != nil {
		return err
	}
	reason := ""
	if f.order.Finish {
		reason = f.order.NoRelease
	}
	return withExemption(ctx, sh, exemption{reason, f.lead}, func(c *caseload.Caseload, u caseload.Actor, lead caseload.Actor) error {
		f.order.Lead = lead
		made, err := c.Packet(ctx, sh.Now(), u, f.order)
		if err != nil {
			return err
		}
		if f.asJSON {
			if err := encode(sh.Out, made); err != nil {
				return err
			}
		} else {
			printPacket(sh, made)
		}
		if !made.IsReady() || len(made.Problems) > 0 {
			return errProblems
		}
		return nil
	})
}

func (f *packetFlags) parse(sh *shell) error {
	f.order.Client = record.ID(f.client)
	switch {
	case f.client == "":
		return usageError{errors.New("say whose packet: --client ID")}
	case f.order.Purpose == "":
		return usageError{errors.New("say what for: --for, such as iep-review, iep-initial, ifsp-review, reauthorization")}
	case f.limit < 0 || f.limit > 0 && f.limit < 0.05:
		return usageError{errors.New("--max-mb: 0.05 or more")}
	}
	f.order.Limit = int(f.limit * 1e6)
	f.order.Without = map[string]string{}
	for _, w := range f.without {
		part, reason, ok := strings.Cut(w, "=")
		if !ok || strings.TrimSpace(reason) == "" {
			return usageError{fmt.Errorf("--without %q: write PART=REASON", w)}
		}
		f.order.Without[part] = strings.TrimSpace(reason)
	}
	if f.opens.file != "" {
		var err error
		if f.order.Password, err = f.opens.read(sh, "Password that opens the PDF"); err != nil {
			return err
		}
		if len([]rune(f.order.Password)) < leastPassword {
			return usageError{fmt.Errorf("the password that opens the PDF has fewer than %d letters", leastPassword)}
		}
	}
	return nil
}

func printPacket(sh *shell, m caseload.PacketMade) {
	w := sh.Out
	if len(m.Clashes) > 0 {
		fmt.Fprintf(w, "STOPPED: the packet of client %s holds something of another child. No file was written.\n", m.Client)
		for _, f := range m.Clashes {
			fmt.Fprintf(w, "  %s\n", f)
		}
		fmt.Fprintln(w, "Take the page out of attachments/ or out of the document, then make the packet again.")
		return
	}
	for _, p := range m.Parts {
		file := ""
		if len(m.Files) > 1 {
			file = fmt.Sprintf("file %d, ", p.File)
		}
		fmt.Fprintf(w, "%2s  %s%s  %s\n", p.Tab, file, pagesOf(p), p.Title)
	}
	for _, name := range m.Files {
		fmt.Fprintln(w, name)
	}
	unverified := ""
	if !m.Verified {
		unverified = ", which nobody has compared with its source yet"
	}
	fmt.Fprintf(w, "%s; by rule file %s as of %s%s\n", plural(m.Pages, "page", "pages"), m.Rule, m.RuleAsOf, unverified)
	for _, p := range m.Problems {
		fmt.Fprintln(w, sh.problemLine(p))
	}
	for _, n := range m.Notes {
		fmt.Fprintln(w, "Note:", n)
	}
	switch {
	case m.Packet != "":
		fmt.Fprintf(w, "Finished: packet %s of client %s. When it goes out: milepost deliver %s --how HOW\n", m.Packet, m.Client, m.Packet)
	case m.IsReady():
		fmt.Fprintln(w, "Nothing is in the way. To make it for good: the same command with --finish")
	default:
		fmt.Fprintln(w, "In the way of finishing it:")
		for _, missing := range m.Missing {
			fmt.Fprintf(w, "  %s is missing (%s); %s\n", missing.Part, missing.Citation, sh.oneLine(missing.Next))
		}
		for _, bar := range m.Bars {
			fmt.Fprintf(w, "  %s\n", sh.withNext(bar.What, bar.Next))
		}
	}
}

func pagesOf(p caseload.PacketPlace) string {
	if p.Pages == 1 {
		return fmt.Sprintf("page %d", p.First)
	}
	return fmt.Sprintf("pages %d-%d", p.First, p.First+p.Pages-1)
}

func packetListCommand(sh *shell) *cobra.Command {
	var client string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the finished packets",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				packets, err := c.Packets(cmd.Context(), u, record.ID(client))
				if err != nil {
					return err
				}
				for _, p := range packets {
					fmt.Fprintf(sh.Out, "%s  %s  client %s  %s  %s  signed/%s.pdf\n", p.ID, c.Day(p.At), p.Client, p.Purpose, p.State, strings.Join(p.Names, ".pdf signed/"))
				}
				if len(packets) == 0 {
					fmt.Fprintln(sh.Out, "No finished packets.")
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&client, "client", "", "of one client only")
	return cmd
}

func packetRestoreCommand(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "restore PACKET",
		Short: "Write the files of a finished packet to signed/ again, byte for byte",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				names, err := c.RestorePacket(cmd.Context(), u, args[0])
				for _, name := range names {
					fmt.Fprintln(sh.Out, name)
				}
				return err
			})
		},
	}
}
