package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

// shapeFlags are what the command line says of shaping.
type shapeFlags struct {
	out  string
	keep []string
}

func shapeCommand(sh *shell) *cobra.Command {
	var f shapeFlags
	cmd := &cobra.Command{
		Use:   "shape FILE...",
		Short: "Write a file of the same form without its names, IDs and texts, to report a file that fails",
		Long: "Writes, for each file, one of the same form. Names, IDs and phone numbers are made up, free text is blanked,\n" +
			"and numbers change where another one of the same form can be found. All days of a file move by the same number\n" +
			"of days: anyone who knows one of the days can work out all the others, birth dates too. Headers, words of\n" +
			"closed lists (such as pronouns), the order of rows, and the lengths of names stay. With it a clinic can show\n" +
			"what kind of file fails. " + noDeidentification,
		Args: func(cmd *cobra.Command, args []string) error { return usage(cobra.MinimumNArgs(1)(cmd, args)) },
		RunE: func(cmd *cobra.Command, args []string) error { return shapeFiles(cmd.Context(), sh, args, f) },
	}
	cmd.Flags().StringVar(&f.out, "out", ".", "the folder to write to; files are named shaped-1.csv and so on, since a file's own name may hold a person's")
	cmd.Flags().StringArrayVar(&f.keep, "keep", nil, "a header to keep although it holds words that Milepost does not know; may stand several times")
	return cmd
}

const noDeidentification = "This is no de-identification as HIPAA defines it: look at the file before you pass it on."

// shapeFiles shapes each file; one that cannot be shaped leaves the others
// done.
func shapeFiles(ctx context.Context, sh *shell, names []string, f shapeFlags) error {
	var failed []error
	for i, name := range names {
		if err := shapeFile(ctx, sh, name, i+1, f); err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) < len(names) {
		fmt.Fprintln(sh.Out, noDeidentification)
	}
	return errors.Join(failed...)
}

func shapeFile(ctx context.Context, sh *shell, name string, n int, f shapeFlags) error {
	file, err := openExport(name)
	if err != nil {
		return err
	}
	defer file.Close()
	o, err := shapeOptions(ctx, sh, f)
	if err != nil {
		return err
	}
	var made bytes.Buffer
	done, err := ingest.Shape(ctx, file.export, o, &made)
	if err != nil {
		return err
	}
	same, err := readsAlike(ctx, o, file.export, made.Bytes())
	if err != nil {
		return err
	}
	out := filepath.Join(f.out, fmt.Sprintf("shaped-%d%s", n, strings.ToLower(filepath.Ext(name))))
	if err := writeNew(out, made.Bytes(), false); err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "Wrote %s: %s replaced.\n", out, plural(done.Cells, "value", "values"))
	for _, note := range append(done.Notes, same...) {
		fmt.Fprintf(sh.Out, "  %s\n", note)
	}
	if len(done.Headers) > 0 {
		fmt.Fprintf(sh.Out, "  headers that hold words which Milepost does not know were replaced, since they may name a person: %q\n"+
			"    keep one with --keep HEADER\n", done.Headers)
	}
	return nil
}

// shapeOptions take the workspace's mappings where there is one, and chance.
func shapeOptions(ctx context.Context, sh *shell, f shapeFlags) (ingest.ShapeOptions, error) {
	o := ingest.ShapeOptions{Today: record.DateOf(sh.Now()), Keep: f.keep}
	if _, err := rand.Read(o.Seed[:]); err != nil {
		return o, err
	}
	if _, err := os.Stat(filepath.Join(sh.Dir, configName)); err != nil {
		o.Mappings, err = ingest.Shipped()
		return o, err
	}
	err := withWorkspaceAsIs(ctx, sh, func(c *caseload.Caseload) error {
		o.Mappings = c.Mappings()
		return nil
	})
	return o, err
}

// readsAlike reads both files and says where the shaped one reads otherwise.
func readsAlike(ctx context.Context, o ingest.ShapeOptions, file sheet.File, made []byte) ([]string, error) {
	options := ingest.Options{Mappings: o.Mappings, Today: o.Today, Zone: time.UTC}
	before, err := caseload.TryFile(ctx, file, options)
	if err != nil {
		return nil, err
	}
	after, err := caseload.TryFile(ctx, sheet.File{Name: file.Name, Data: bytes.NewReader(made), Size: int64(len(made))}, options)
	if err != nil {
		return nil, err
	}
	a, b := before.Report, after.Report
	if a.Rows == b.Rows && a.Used == b.Used && a.Bad == b.Bad && len(a.Problems) == len(b.Problems) {
		return []string{fmt.Sprintf("it reads as the file does: %d rows used, %d with problems, %d skipped", b.Used, b.Bad, b.Rows-b.Used-b.Bad)}, nil
	}
	return []string{fmt.Sprintf("it reads otherwise than the file: %d of %d rows used, %d problems; in the file %d of %d, %d problems",
		b.Used, b.Rows, len(b.Problems), a.Used, a.Rows, len(a.Problems))}, nil
}
