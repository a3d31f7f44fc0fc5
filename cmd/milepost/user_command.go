package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

func userCommand(sh *shell) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "user",
		Short: "Keep the people who work here: their roles, licences and passwords",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(userAddCommand(sh), userSetCommand(sh), userPasswordCommand(sh), userListCommand(sh))
	return cmd
}

// userFlags are what can be said of a user.
type userFlags struct {
	roles                              []string
	name, credential, license, expires string
	ended                              bool
	caseloads                          []string
}

func (f *userFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.roles, "role", nil, "va, ota, student, therapist or lead; several joined by commas")
	cmd.Flags().StringVar(&f.name, "name", "", "as it is printed under a signature (without: as the staff list has it)")
	cmd.Flags().StringVar(&f.credential, "credential", "", "OTR/L, COTA/L, ...")
	cmd.Flags().StringVar(&f.license, "license", "", "the licence's number")
	cmd.Flags().StringVar(&f.expires, "expires", "", "the licence's last day, like 6/30/2027")
}

// put changes what the command line gave.
func (f *userFlags) put(cmd *cobra.Command, n *caseload.NewUser) error {
	if cmd.Flags().Changed("role") {
		n.Roles = nil
		for _, r := range f.roles {
			n.Roles = append(n.Roles, record.Role(r))
		}
	}
	for flag, pair := range map[string]struct {
		into *string
		from string
	}{"name": {&n.Name, f.name}, "credential": {&n.Credential, f.credential}, "license": {&n.License, f.license}} {
		if cmd.Flags().Changed(flag) {
			*pair.into = pair.from
		}
	}
	if cmd.Flags().Changed("ended") {
		n.Ended = f.ended
	}
	if !cmd.Flags().Changed("expires") {
		return nil
	}
	var err error
	n.Expires, err = dayFlag("expires", f.expires)
	return err
}

func userAddCommand(sh *shell) *cobra.Command {
	var f userFlags
	var own, fresh password
	cmd := &cobra.Command{
		Use:   "add ID",
		Short: "Add a user; the first one is a lead, who adds the others",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			n := caseload.NewUser{User: record.User{ID: record.ID(args[0])}}
			if err := f.put(cmd, &n); err != nil {
				return err
			}
			return addUser(cmd.Context(), sh, n, own, fresh)
		},
	}
	f.flags(cmd)
	own.flag(cmd, "password-file", "a file that holds your own password, for scripts; of the first lead, her new one")
	fresh.flag(cmd, "new-password-file", "a file that holds the new user's password, for scripts")
	return cmd
}

func addUser(ctx context.Context, sh *shell, n caseload.NewUser, own, fresh password) error {
	first := false
	err := withWorkspaceAsIs(ctx, sh, func(c *caseload.Caseload) error {
		users, err := c.Users(ctx, caseload.Holder())
		first = len(users) == 0
		return err
	})
	if err != nil {
		return err
	}
	if first && fresh.file == "" {
		fresh = own
	}
	add := func(c *caseload.Caseload, sitting caseload.Actor) error {
		if err := c.AddUser(ctx, sh.Now(), sitting, n); err != nil {
			return err
		}
		fmt.Fprintf(sh.Out, "Added %s as %s.\n", n.ID, n.RoleNames())
		return nil
	}
	if n.Password, err = fresh.read(sh, fmt.Sprintf("New password of %s", n.ID)); err != nil {
		return err
	}
	if first {
		return withLockAsIs(ctx, sh, func(c *caseload.Caseload) error { return add(c, caseload.Holder()) })
	}
	return withSitting(ctx, sh, own, add)
}

func userSetCommand(sh *shell) *cobra.Command {
	var f userFlags
	var own, fresh password
	cmd := &cobra.Command{
		Use:   "set ID",
		Short: "Change what is on file of a user: roles, name, licence, or that she no longer works here",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			secret := ""
			if fresh.file != "" {
				var err error
				if secret, err = fresh.read(sh, ""); err != nil {
					return err
				}
			}
			return withSitting(ctx, sh, own, func(c *caseload.Caseload, sitting caseload.Actor) error {
				var wrong error
				err := c.ChangeUser(ctx, sh.Now(), sitting, record.ID(args[0]), func(n *caseload.NewUser) {
					n.Password = secret
					wrong = f.put(cmd, n)
				})
				if wrong != nil {
					return wrong
				}
				if err == nil && cmd.Flags().Changed("caseload") {
					err = c.Grant(ctx, sh.Now(), sitting, record.ID(args[0]), f.caseloads)
				}
				if err == nil {
					fmt.Fprintf(sh.Out, "Changed %s.\n", args[0])
				}
				return err
			})
		},
	}
	f.flags(cmd)
	cmd.Flags().StringSliceVar(&f.caseloads, "caseload", nil, "the caseloads that are open to them, beside their own; several joined by commas")
	cmd.Flags().BoolVar(&f.ended, "ended", false, "she no longer works here (--ended=false: again)")
	own.flag(cmd, "password-file", "a file that holds your own password, for scripts")
	fresh.flag(cmd, "new-password-file", "a file that holds a new password for the user")
	return cmd
}

func userPasswordCommand(sh *shell) *cobra.Command {
	var own, fresh password
	cmd := &cobra.Command{
		Use:   "password",
		Short: "Change your own password",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSitting(cmd.Context(), sh, own, func(c *caseload.Caseload, sitting caseload.Actor) error {
				secret, err := fresh.read(sh, "New password of "+sh.User)
				if err != nil {
					return err
				}
				if err := c.ChangePassword(cmd.Context(), sh.Now(), sitting, secret); err != nil {
					return err
				}
				fmt.Fprintln(sh.Out, "Changed your password.")
				return nil
			})
		},
	}
	own.flag(cmd, "password-file", "a file that holds your present password, for scripts")
	fresh.flag(cmd, "new-password-file", "a file that holds the new one")
	return cmd
}

func userListCommand(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List all users with roles and licences",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withReaderAsIs(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				users, err := c.Users(cmd.Context(), u)
				if err != nil {
					return err
				}
				if len(users) == 0 {
					fmt.Fprintln(sh.Out, "No users yet: milepost user add ID --role lead")
					return nil
				}
				return printUsers(sh.Out, users)
			})
		},
	}
}

func printUsers(w io.Writer, users []record.User) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "id\troles\tname\tlicense\tends")
	for _, u := range users {
		ended := ""
		if u.Ended {
			ended = " (no longer works here)"
		}
		fmt.Fprintf(table, "%s\t%s%s\t%s\t%s\t%s\n", u.ID, u.RoleNames(), ended, orDash(u.Name), orDash(u.License), orDash(u.Expires.String()))
	}
	return table.Flush()
}
