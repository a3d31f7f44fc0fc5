package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

func mergeClientsCommand(sh *shell) *cobra.Command {
	var yes, undo bool
	cmd := &cobra.Command{
		Use:   "merge-clients KEEP GONE",
		Short: "Join two records of one child: all that is known of GONE belongs to KEEP; --undo parts them again",
		Args:  exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, kept, gone := cmd.Context(), record.ID(args[0]), record.ID(args[1])
			return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
				if undo {
					done, err := c.Unmerge(ctx, sh.Now(), u, kept, gone)
					if err != nil {
						return err
					}
					fmt.Fprintf(sh.Out, "%s and %s are two clients again.\n", kept, gone)
					return printRedrawn(sh, done, "")
				}
				return mergeClients(ctx, sh, c, u, kept, gone, yes)
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do it without asking")
	cmd.Flags().BoolVar(&undo, "undo", false, "part two records that were joined")
	return cmd
}

func mergeClients(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, kept, gone record.ID, yes bool) error {
	sides, err := c.Sides(ctx, u, kept, gone)
	if err != nil {
		return err
	}
	impact, err := c.MergeImpact(ctx, sh.Now(), u, kept, gone)
	if err != nil {
		return err
	}
	for i, s := range sides {
		fmt.Fprintf(sh.Out, "%s %s: %s, born %s; %s, %s, %s\n", []string{"keep", "gone"}[i], s.Client, s.Name, orDash(s.Born.String()),
			plural(s.Goals, "goal", "goals"), plural(s.Sessions, "session", "sessions"), plural(s.Results, "result", "results"))
	}
	for _, path := range sides[1].Drafts {
		fmt.Fprintf(sh.Out, "  %s stays as it is, and is made anew no more\n", path)
	}
	printImpact(sh.Out, impact)
	fmt.Fprintf(sh.Out, "Signed papers stay as they are. \"milepost merge-clients --undo %s %s\" parts the two again.\n", kept, gone)
	if ok, err := confirmed(sh, yes, "Join the two records?"); !ok {
		return err
	}
	done, err := c.Merge(ctx, sh.Now(), u, kept, gone)
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "%s and %s are one client: %s.\n", kept, gone, kept)
	return printRedrawn(sh, done, "")
}

// answers are what a VA says to the questions of who is who.
type answers struct {
	sameChild   string
	otherName   string
	twoChildren string
	newChild    string
}

// given returns what carries out the one answer that was given; nil: none.
func (a answers) given(sh *shell) func(context.Context, *caseload.Caseload, caseload.Actor) error {
	switch {
	case a.sameChild != "":
		return func(ctx context.Context, c *caseload.Caseload, u caseload.Actor) error {
			n, err := c.SameChild(ctx, sh.Now(), u, record.ID(a.sameChild))
			if err == nil {
				fmt.Fprintf(sh.Out, "%s of %s kept in the client's card. Next: milepost draft\n", plural(n, "new name", "new names"), a.sameChild)
			}
			return err
		}
	case a.otherName != "":
		return func(ctx context.Context, c *caseload.Caseload, u caseload.Actor) error {
			id, name, ok := strings.Cut(a.otherName, "=")
			if !ok {
				return usageError{fmt.Errorf("--other-name takes ID=NAME, such as \"C-1=Annie Smith\"")}
			}
			err := c.OtherName(ctx, sh.Now(), u, record.ID(strings.TrimSpace(id)), name)
			if err == nil {
				fmt.Fprintf(sh.Out, "Kept in the card of %s. Next: milepost draft\n", id)
			}
			return err
		}
	case a.newChild != "":
		return func(ctx context.Context, c *caseload.Caseload, u caseload.Actor) error {
			id, err := c.NewChild(ctx, sh.Now(), u, a.newChild)
			if err == nil {
				fmt.Fprintf(sh.Out, "The child is client %s. Next: milepost draft\n", id)
			}
			return err
		}
	case a.twoChildren != "":
		return func(ctx context.Context, c *caseload.Caseload, u caseload.Actor) error {
			one, other, ok := strings.Cut(a.twoChildren, ",")
			if !ok {
				return usageError{fmt.Errorf("--two-children takes two ids, such as C-1,C-9")}
			}
			err := c.TwoChildren(ctx, sh.Now(), u, record.ID(strings.TrimSpace(one)), record.ID(strings.TrimSpace(other)))
			if err == nil {
				fmt.Fprintf(sh.Out, "Kept: %s and %s are two children.\n", one, other)
			}
			return err
		}
	}
	return nil
}
