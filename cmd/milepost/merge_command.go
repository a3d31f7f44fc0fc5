package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

func mergeClientsCommand(sh *shell) *cobra.Command {
	var yes, undo, alike bool
	cmd := &cobra.Command{
		Use:   "merge-clients KEEP GONE",
		Short: "Join two records of one child: all that is known of GONE belongs to KEEP; --undo parts them again",
		Example: "  milepost merge-clients C-1 C-7\n" +
			"  milepost merge-clients --alike   (after a change of program: every two of one name and birth date)",
		Args: func(cmd *cobra.Command, args []string) error {
			if alike {
				return noArgs(cmd, args)
			}
			return exactly(2)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
				switch {
				case alike:
					return mergeAlike(ctx, sh, c, u, yes)
				case undo:
					return unmerge(ctx, sh, c, u, record.ID(args[0]), record.ID(args[1]))
				}
				return mergeClients(ctx, sh, c, u, record.ID(args[0]), record.ID(args[1]), yes)
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do it without asking")
	cmd.Flags().BoolVar(&undo, "undo", false, "part two records that were joined")
	cmd.Flags().BoolVar(&alike, "alike", false, "join every two records of one name and one birth date, after showing them")
	cmd.MarkFlagsMutuallyExclusive("undo", "alike")
	return cmd
}

func unmerge(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, kept, gone record.ID) error {
	done, err := c.Unmerge(ctx, sh.Now(), u, kept, gone)
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "%s and %s are two clients again.\n", kept, gone)
	return printRedrawn(sh, done, "")
}

// mergeAlike joins every two records of one name and one birth date after one
// question for all.
func mergeAlike(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, yes bool) error {
	pairs, err := c.Alike(ctx, u)
	if err != nil {
		return err
	}
	if len(pairs) == 0 {
		fmt.Fprintln(sh.Out, "No two clients have one name and one birth date.")
		return nil
	}
	table := tabwriter.NewWriter(sh.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "keep\tgone\tname\tborn\tvisits kept\tvisits gone")
	for _, p := range pairs {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%d\n", p[0].Client, p[1].Client, p[0].Name, p[0].Born, p[0].Sessions, p[1].Sessions)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "\nSigned papers stay as they are. %s parts two records again; where two are two children, say so first: %s\n",
		sh.fullCommand("merge-clients --undo KEEP GONE"), sh.fullCommand("clients --two-children KEEP,GONE"))
	if ok, err := confirmed(sh, yes, fmt.Sprintf("Is each of these %s one child?", plural(len(pairs), "pair", "pairs"))); !ok {
		return err
	}
	joined := map[record.ID]bool{}
	var problems error
	for _, p := range pairs {
		if joined[p[0].Client] || joined[p[1].Client] {
			continue // it was joined with a third one
		}
		done, err := c.Merge(ctx, sh.Now(), u, p[0].Client, p[1].Client)
		if err != nil {
			return err
		}
		joined[p[1].Client] = true
		fmt.Fprintf(sh.Out, "%s and %s are one client: %s.\n", p[0].Client, p[1].Client, p[0].Client)
		problems = errors.Join(problems, printRedrawn(sh, done, ""))
	}
	if problems != nil {
		return errProblems
	}
	return nil
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
