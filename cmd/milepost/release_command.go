package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/ingest/value"
	"milepost/record"
)

func releaseCommand(sh *shell) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "release",
		Short: "Write down releases of information, and their revocation",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(releaseAddCommand(sh), releaseListCommand(sh), releaseRevokeCommand(sh))
	return cmd
}

func releaseAddCommand(sh *shell) *cobra.Command {
	var r record.Release
	var client, from, until string
	cmd := &cobra.Command{
		Use:   "add",
		Short: "Write down a release that was signed",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if r.From, err = dayFlag("from", from); err != nil {
				return err
			}
			if r.Until, err = dayFlag("until", until); err != nil {
				return err
			}
			r.Client = record.ID(client)
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				kept, err := c.AddRelease(cmd.Context(), sh.Now(), u, r)
				if err != nil {
					return err
				}
				fmt.Fprintf(sh.Out, "Written down: release %d of client %s, from %s, %s.\n", kept.N, kept.Client, kept.From, untilWords(kept))
				return nil
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&client, "client", "", "the client's id")
	flags.StringVar(&r.To, "to", "", "who may get it: number, name or relationship of one of the client's contacts")
	flags.StringSliceVar(&r.What, "what", nil, "what: all, or kinds of document joined by commas, such as school-assessment,data,attachments")
	flags.StringVar(&r.Purpose, "purpose", record.AnyPurpose, "what for: a packet, such as iep-review, or a kind of document that goes by itself, such as iep-progress; any")
	flags.StringVar(&from, "from", "", "first day; today")
	flags.StringVar(&until, "until", "", "last day")
	flags.StringVar(&r.Event, "event", "", "the event with which it ends, where it has no last day")
	flags.StringVar(&r.SignedBy, "signed-by", "", "who signed it")
	flags.StringVar(&r.Right, "right", "", "by what right: "+strings.Join(record.Rights(), ", "))
	return cmd
}

// exemption is why no release is needed, and the password of the lead who decides
// that.
type exemption struct {
	reason string // one of record.NoReleaseReasons; "" one is needed
	lead   password
}

// exemptionFlags are what can be said of why no release is needed.
func exemptionFlags(cmd *cobra.Command, reason, why *string, lead *password) {
	cmd.Flags().StringVar(reason, "no-release", "", "why no release is needed: "+strings.Join(record.NoReleaseReasons(), ", "))
	cmd.Flags().StringVar(why, "why", "", "more on why no release is needed")
	lead.flag(cmd, "password-file", "a file that holds the lead's password, where she decides that no release is needed")
}

// withExemption acts as the user; that no release is needed for treatment, she
// decides as a lead, with her password.
func withExemption(ctx context.Context, sh *shell, x exemption, act func(*caseload.Caseload, caseload.Actor, caseload.Actor) error) error {
	if x.reason != record.Treatment {
		return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error { return act(c, u, u) })
	}
	return withSitting(ctx, sh, x.lead, func(c *caseload.Caseload, lead caseload.Actor) error {
		u, err := c.ActorFor(ctx, record.ID(sh.User))
		if err != nil {
			return err
		}
		return act(c, u, lead)
	})
}

// dayFlag reads a day of the command line.
func dayFlag(name, text string) (record.Date, error) {
	d, err := value.Typed(text)
	if err != nil {
		return d, usageError{fmt.Errorf("--%s: %w", name, err)}
	}
	return d, nil
}

func untilWords(r record.Release) string {
	if r.Until.IsZero() {
		return "until " + r.Event
	}
	return "until " + r.Until.String()
}

func releaseListCommand(sh *shell) *cobra.Command {
	var client string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the releases on file",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				releases, err := c.Releases(cmd.Context(), u, record.ID(client))
				if err != nil {
					return err
				}
				if asJSON {
					return encode(sh.Out, releases)
				}
				for _, r := range releases {
					state := untilWords(r)
					if !r.RevokedOn.IsZero() {
						state = "revoked on " + r.RevokedOn.String()
					}
					fmt.Fprintf(sh.Out, "%d  client %s  to %s  %s  for %s  from %s, %s  signed by %s (%s)\n",
						r.N, r.Client, r.To, strings.Join(r.What, ","), r.Purpose, r.From, state, r.SignedBy, r.Right)
				}
				if len(releases) == 0 {
					fmt.Fprintln(sh.Out, "No releases on file.")
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&client, "client", "", "of one client only")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print them as JSON")
	return cmd
}

func releaseRevokeCommand(sh *shell) *cobra.Command {
	var on, why string
	cmd := &cobra.Command{
		Use:   "revoke NUMBER",
		Short: "Write down that a release was revoked; packets that rest on it and have not gone out are stopped",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := strconv.Atoi(args[0])
			if err != nil {
				return usageError{fmt.Errorf("%q is no number of a release: \"milepost release list\" lists them", args[0])}
			}
			day, err := dayFlag("on", on)
			if err != nil {
				return err
			}
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				r, err := c.RevokeRelease(cmd.Context(), sh.Now(), u, n, day, why)
				if err != nil {
					return err
				}
				fmt.Fprintf(sh.Out, "Release %d of client %s: revoked on %s.\n", r.N, r.Client, r.RevokedOn)
				for _, id := range r.Packets {
					fmt.Fprintf(sh.Out, "Packet %s is stopped: it may not go out.\n", id)
				}
				for _, folder := range r.Folders {
					fmt.Fprintf(sh.Out, "%s holds a copy that may not go any more: take it out of what is sent; milepost deliver --due makes a new folder without it.\n", folder)
				}
				fmt.Fprintf(sh.Out, "What went out before: milepost disclosures --client %s\n", r.Client)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&on, "on", "", "the day; today")
	cmd.Flags().StringVar(&why, "why", "", "how it was revoked")
	return cmd
}
