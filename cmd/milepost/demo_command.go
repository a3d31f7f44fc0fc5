package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
	"milepost/samples"
)

// demoNow is the moment at which the demo happens: the Monday after the
// sample clinic's last export, so that the demo is the same on every day.
func demoNow() time.Time { return time.Date(2026, time.November, 2, 15, 0, 0, 0, time.UTC) }

func demoCommand(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "demo [DIR]",
		Short: "Make a workspace from the shipped samples and draft everyone's report",
		Args:  atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "milepost-demo"
			if len(args) == 1 {
				dir = args[0]
			}
			demo := *sh
			demo.Dir, demo.Now = dir, demoNow
			return runDemo(cmd.Context(), &demo)
		},
	}
}

// runDemo makes the workspace, ingests and drafts. Problems that the samples
// hold on purpose are listed and are no reason for another exit code.
func runDemo(ctx context.Context, sh *shell) error {
	if err := refuseFull(sh.Dir); err != nil {
		return err
	}
	if err := checkPlace(sh.Dir); err != nil {
		return err
	}
	if err := caseload.Init(sh.Dir); err != nil {
		return err
	}
	if err := copySamples(sh.Dir); err != nil {
		return err
	}
	err := withLockAsIs(ctx, sh, func(c *caseload.Caseload) error {
		u := caseload.Holder()
		fmt.Fprintln(sh.Out, "Reading the exports of a made-up clinic:")
		ingested := ingestFiles(ctx, sh, c, u, nil, ingestFlags{})
		if ingested != nil && !errors.Is(ingested, errProblems) {
			return ingested
		}
		fmt.Fprintln(sh.Out, "\nDrafting every child's progress report:")
		drafted := draft(ctx, sh, c, u, caseload.Selection{})
		if drafted != nil && !errors.Is(drafted, errProblems) {
			return drafted
		}
		return printOpenNext(ctx, sh, c, u)
	})
	return err
}

func refuseFull(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty: nothing changed; name another folder, or remove this one", dir)
	}
	return nil
}

// copySamples writes the sample clinic's files into the workspace.
func copySamples(dir string) error {
	clinic, err := fs.Sub(samples.FS, "clinic")
	if err != nil {
		return err
	}
	return fs.WalkDir(clinic, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(clinic, name)
		if err != nil {
			return err
		}
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o600)
	})
}

// printOpenNext names the report that has most to show, and the commands that come
// next.
func printOpenNext(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor) error {
	status, err := c.Status(ctx, sh.Now(), u)
	if err != nil {
		return err
	}
	client, file := longestDraft(sh.Dir, status.Clients)
	if file == "" {
		return nil
	}
	fmt.Fprintf(sh.Out, `
Open next:
  %s.pdf    how a parent gets it
  %s.html   the same in a browser
  %s.md     the draft that a therapist edits

Then try:
  milepost status -C %s
  milepost explain -C %s %s
`, file, file, file, sh.Dir, sh.Dir, client)
	return nil
}

// longestDraft returns the client whose draft says most, and the draft without its
// ending; "" nobody has one.
func longestDraft(dir string, clients []caseload.Standing) (client record.ID, file string) {
	most := int64(-1)
	for _, s := range clients {
		if s.Path == "" {
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(s.Path))
		if about, err := os.Stat(name + ".md"); err == nil && about.Size() > most {
			client, file, most = s.Client, name, about.Size()
		}
	}
	return client, file
}
