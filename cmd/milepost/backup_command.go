package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

// backupKey is what closes or opens a backup: a password, or keys of age.
type backupKey struct {
	password
	recipients []string
	identity   string
}

func (k *backupKey) to(sh *shell) ([]age.Recipient, error) {
	if len(k.recipients) > 0 {
		all, err := caseload.Key{Recipients: strings.Join(k.recipients, "\n")}.Closing()
		if err != nil {
			return nil, usageError{fmt.Errorf("--recipient: %w", err)}
		}
		return all, nil
	}
	typed, err := k.read(sh, "Password of the backup (without it nobody can read the backup again)")
	if err != nil {
		return nil, err
	}
	return caseload.Key{Password: typed}.Closing()
}

func (k *backupKey) from(sh *shell) ([]age.Identity, error) {
	if k.identity != "" {
		text, err := os.ReadFile(k.identity)
		if err != nil {
			return nil, err
		}
		all, err := caseload.Key{Identity: string(text)}.Opening()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.identity, err)
		}
		return all, nil
	}
	typed, err := k.read(sh, "Password of the backup")
	if err != nil {
		return nil, err
	}
	return caseload.Key{Password: typed}.Opening()
}

func backupCommand(sh *shell) *cobra.Command {
	var k backupKey
	var check bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Save the whole workspace as one encrypted file on another disk",
		Long:  "Save the whole workspace as one encrypted file, which is read once more before it counts.\nIt is a tar archive inside an age file: the programs age and tar open it, too.",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if check {
				return checkBackup(sh, args[0], k)
			}
			return backup(cmd.Context(), sh, args[0], k)
		},
	}
	k.flag(cmd, "password-file", "a file that holds the backup's password, for scripts")
	cmd.Flags().StringSliceVar(&k.recipients, "recipient", nil, "a public key of age (age1...) in place of a password, for backups that run by themselves")
	cmd.Flags().StringVar(&k.identity, "identity", "", "with --check: the file of the key of age")
	cmd.Flags().BoolVar(&check, "check", false, "read a backup through, and write nothing")
	return cmd
}

func backup(ctx context.Context, sh *shell, name string, k backupKey) error {
	if _, err := readConfig(sh.Dir); err != nil {
		return err
	}
	to, err := k.to(sh)
	if err != nil {
		return err
	}
	return withUserAsIs(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
		b, err := c.Backup(ctx, sh.Now(), u, name, to...)
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.Out, "Saved %s (%s) in %s, and read it once more.\nKeep the file on another disk, and its password away from it. Try it: milepost backup --check %s\n",
			plural(b.Files, "file", "files"), megabytes(b.Bytes), name, name)
		return errors.Join(contentChanged(sh, b.Changed), leftOut(sh, b.Skipped))
	})
}

// leftOut names what of the workspace a backup does not hold.
func leftOut(sh *shell, skipped []caseload.Oddity) error {
	if len(skipped) == 0 {
		return nil
	}
	for _, one := range skipped {
		fmt.Fprintf(sh.Out, "NOT SAVED: %s %s\n", one.File, one.Why)
	}
	return errProblems
}

// contentChanged tells what in the database something else than Milepost changed.
func contentChanged(sh *shell, changed []string) error {
	if len(changed) == 0 {
		return nil
	}
	for _, line := range changed {
		fmt.Fprintln(sh.Out, "CHANGED:", line)
	}
	fmt.Fprintln(sh.Out, "Keep the backups of earlier days until you know what changed it: milepost verify --log")
	return errProblems
}

func checkBackup(sh *shell, name string, k backupKey) error {
	keys, err := k.from(sh)
	if err != nil {
		return err
	}
	b, err := caseload.CheckBackup(name, keys...)
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "%s is whole: %s (%s), saved on %s.\n", name, plural(b.Files, "file", "files"), megabytes(b.Bytes), momentUTC(b.At))
	if b.Head != "" {
		fmt.Fprintf(sh.Out, "Its log ended with %s: milepost verify --log --head %s\n", b.Head, b.Head)
	}
	return nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

func restoreCommand(sh *shell) *cobra.Command {
	var k backupKey
	cmd := &cobra.Command{
		Use:   "restore FILE DIR",
		Short: "Make a workspace anew from a backup, in an empty folder",
		Long:  "Make a workspace anew from a backup, in a folder that is empty or not there yet. Clients who were\nforgotten after the backup was made are taken out before anybody can read it.",
		Args:  exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return restore(cmd.Context(), sh, args[0], args[1], k)
		},
	}
	k.flag(cmd, "password-file", "a file that holds the backup's password, for scripts")
	cmd.Flags().StringVar(&k.identity, "identity", "", "the file of the key of age, for backups made with --recipient")
	return cmd
}

func restore(ctx context.Context, sh *shell, name, dir string, k backupKey) error {
	if err := checkPlace(dir); err != nil {
		return err
	}
	keys, err := k.from(sh)
	if err != nil {
		return err
	}
	options, err := DefaultConfig().options(dir)
	if err != nil {
		return err
	}
	options.Workers, options.Version, options.Build = runtime.GOMAXPROCS(0), version(), build()
	r, err := caseload.Restore(ctx, sh.Now(), name, dir, options, keys...)
	if err != nil {
		return err
	}
	printRestored(sh.Out, dir, r)
	return nil
}

// momentUTC writes the moment of a backup, of which the clinic's time zone is not
// known before it is restored.
func momentUTC(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return t.UTC().Format("2006-01-02 at 15:04 UTC")
}

func printRestored(w io.Writer, dir string, r caseload.Restored) {
	fmt.Fprintf(w, "Restored %s (%s) as saved on %s, in %s; each is the file that was saved.\n", plural(r.Files, "file", "files"), megabytes(r.Bytes), momentUTC(r.At), dir)
	for _, id := range r.Forgotten {
		fmt.Fprintf(w, "Client %s was forgotten after that day, and was taken out again.\n", id)
	}
	if !r.List {
		fmt.Fprintln(w, "No list of forgotten clients (milepost-forgotten.json) lies beside the backup. If somebody was forgotten since, forget that client again.")
	}
	fmt.Fprintf(w, "Next: milepost verify --log -C %s\n", dir)
}

// errOtherID says that an id was not typed twice alike.
var errOtherID = errors.New("the two client ids differ; nothing was removed")

func forgetCommand(sh *shell) *cobra.Command {
	var p password
	var confirm, why, out string
	cmd := &cobra.Command{
		Use:   "forget CLIENT",
		Short: "Remove all that is known of a client, for good (lead only)",
		Long:  "Remove a client from the database, from drafts, signed and rejected files, and from the archived exports,\nwhich are rewritten without the client's rows. It cannot be undone. The log keeps id, day, reason and who.",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return withSitting(ctx, sh, p, func(c *caseload.Caseload, sitting caseload.Actor) error {
				again, err := typedAgain(sh, confirm, args[0])
				if err != nil {
					return err
				}
				cert, err := c.Forget(ctx, sh.Now(), sitting, caseload.ToForget{Client: record.ID(args[0]), Again: record.ID(again), Why: why})
				if err != nil {
					return err
				}
				text := cert.Text()
				if out != "" {
					if err := os.WriteFile(out, []byte(text), 0o600); err != nil {
						return err
					}
				}
				fmt.Fprint(sh.Out, text)
				return nil
			})
		},
	}
	p.flag(cmd, "password-file", "a file that holds your password, for scripts")
	cmd.Flags().StringVar(&confirm, "confirm", "", "the client's id once more, for scripts")
	cmd.Flags().StringVar(&why, "why", "", "the reason; needed before the retention date and under a legal hold; name nobody")
	cmd.Flags().StringVar(&out, "out", "", "a file for the certificate")
	return cmd
}

func typedAgain(sh *shell, confirm, id string) (string, error) {
	if confirm == "" {
		var err error
		if confirm, err = naming(sh, "", id, "You are about to remove all that is known of client "+id+". It cannot be undone."); err != nil {
			return "", err
		}
	}
	if confirm != id {
		return "", errOtherID
	}
	return confirm, nil
}
