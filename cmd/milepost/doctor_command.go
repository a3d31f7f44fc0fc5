package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

func doctorCommand(sh *shell) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look at what the workspace rests on: disk, place, rights, clock, log, fonts, backups",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, err := examine(cmd.Context(), sh)
			if err != nil {
				return err
			}
			if asJSON {
				err = encode(sh.Out, all)
			} else {
				err = printExamined(sh, all)
			}
			for _, e := range all {
				if e.State != caseload.ExaminedOK {
					return errors.Join(err, errProblems)
				}
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

// examine looks at the machine first: where that is not fit, the workspace is not
// opened.
func examine(ctx context.Context, sh *shell) ([]caseload.Examined, error) {
	if _, err := readConfig(sh.Dir); err != nil {
		return nil, err
	}
	all, fit := examineMachine(sh.Dir)
	if !fit {
		return all, nil
	}
	err := withWorkspaceAsIs(ctx, sh, func(c *caseload.Caseload) error {
		inside, err := c.Examine(ctx, sh.Now(), caseload.Holder())
		all = append(all, inside...)
		return err
	})
	return all, err
}

// examineMachine looks at what the folder rests on; the review page shows it, too.
func examineMachine(dir string) (_ []caseload.Examined, fit bool) {
	place, fit := examinePlace(dir)
	return []caseload.Examined{place, examineDisk(dir), examineSpace(dir), examineRights(dir), examineRestoring(dir)}, fit
}

func examinePlace(dir string) (_ caseload.Examined, fit bool) {
	if err := checkPlace(dir); err != nil {
		return caseload.Examined{What: "place", State: caseload.ExaminedWrong, Found: err.Error(), Next: record.ToAdvise("move the folder, whole, to this machine's own disk")}, false
	}
	return caseload.Examined{What: "place", State: caseload.ExaminedOK, Found: "on this machine's own disk, in no synchronised folder"}, true
}

// examineDisk says whether the disk below the workspace is encrypted.
//
// Source: 45 CFR 164.312(a)(2)(iv); a lost machine whose disk was encrypted is no
// breach (45 CFR 164.402, guidance of HHS on unsecured PHI).
func examineDisk(dir string) caseload.Examined {
	e := caseload.Examined{What: "disk", State: caseload.ExaminedLook, Next: record.ToAdvise("switch on " + diskEncryption + ": a lost machine is then no breach")}
	switch encrypted, why := diskEncrypted(dir); {
	case encrypted:
		e.State, e.Found, e.Next = caseload.ExaminedOK, "encrypted ("+why+")", record.NextStep{}
	case why != "":
		e.Found, e.Next = "it cannot be told whether it is encrypted: "+why, record.ToAdvise("check that "+diskEncryption+" is on")
	default:
		e.State, e.Found = caseload.ExaminedWrong, "not encrypted"
	}
	return e
}

// examineSpace compares the free space with the database, of which an upgrade and
// a backup make a copy beside.
func examineSpace(dir string) caseload.Examined {
	free, err := freeSpace(dir)
	if err != nil {
		return caseload.Examined{What: "space", State: caseload.ExaminedLook, Found: "it cannot be told: " + err.Error(), Next: record.ToAdvise("look how much of the disk is free")}
	}
	size := caseload.DatabaseSize(dir)
	found := fmt.Sprintf("%s free, the database has %s", megabytes(free), megabytes(size))
	if free < 2*size+500e6 {
		return caseload.Examined{What: "space", State: caseload.ExaminedWrong, Found: found, Next: record.ToAdvise("make room: an upgrade copies the database, and 500 MB should be left")}
	}
	return caseload.Examined{What: "space", State: caseload.ExaminedOK, Found: found}
}

// examineRights finds files that others on this machine can read.
func examineRights(dir string) caseload.Examined {
	if runtime.GOOS == "windows" {
		return caseload.Examined{What: "rights", State: caseload.ExaminedOK, Found: "those of the user's profile: keep the workspace below it"}
	}
	if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o077 == 0 {
		return caseload.Examined{What: "rights", State: caseload.ExaminedOK, Found: "nobody else on this machine can enter the folder"}
	}
	open, first := 0, ""
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && d.Type()&fs.ModeSymlink == 0 && info.Mode().Perm()&0o077 != 0 {
			if open++; first == "" {
				first = name
			}
		}
		return err
	})
	switch {
	case err != nil:
		return caseload.Examined{What: "rights", State: caseload.ExaminedLook, Found: err.Error(), Next: record.ToAdvise("look who may read the workspace")}
	case open > 0:
		return caseload.Examined{What: "rights", State: caseload.ExaminedWrong, Found: fmt.Sprintf("others on this machine can enter the folder, and read %s and %d more", first, open-1), Next: record.ToAdvise("chmod -R go= " + dir)}
	}
	return caseload.Examined{What: "rights", State: caseload.ExaminedOK, Found: "nobody else on this machine can read it"}
}

// examineRestoring finds what a restore that was stopped left beside.
func examineRestoring(dir string) caseload.Examined {
	abs, err := filepath.Abs(dir)
	if err != nil {
		abs = dir
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(abs), ".*.restoring")) // the pattern is a good one
	if len(left) > 0 {
		return caseload.Examined{What: "leftovers", State: caseload.ExaminedLook, Found: strings.Join(left, ", ") + " was left by a restore that was stopped", Next: record.ToAdvise("restore again, or remove it: it may hold clients who were forgotten")}
	}
	return caseload.Examined{What: "leftovers", State: caseload.ExaminedOK, Found: "none of a restore beside the workspace"}
}

func printExamined(sh *shell, all []caseload.Examined) error {
	w := sh.Out
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	wrong := 0
	for _, e := range all {
		fmt.Fprintf(table, "%s\t%s\t%s\n", e.State, e.What, e.Found)
		if !e.Next.IsZero() {
			wrong++
			fmt.Fprintf(table, "\t\t  -> %s\n", sh.oneLine(e.Next))
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if wrong == 0 {
		fmt.Fprintln(w, "\nAll is well.")
		return nil
	}
	fmt.Fprintf(w, "\n%s to look at; each arrow says what to do.\n", plural(wrong, "thing", "things"))
	return nil
}
