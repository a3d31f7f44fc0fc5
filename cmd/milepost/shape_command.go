package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
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
	key  string // the file of the key; "" one for this run, which is not kept
	keep []string
}

func shapeCommand(sh *shell) *cobra.Command {
	var f shapeFlags
	cmd := &cobra.Command{
		Use:   "shape FILE...",
		Short: "Write a file of the same form without its names, IDs and texts, to report a file that fails",
		Long: "Writes, for each file, one of the same form. Names, IDs and phone numbers are made up, free text is blanked,\n" +
			"and numbers change where another one of the same form can be found. The days of each child move by a number of\n" +
			"days of its own: anyone who knows one of a child's days can work out that child's others, the birth date too,\n" +
			"but no other child's. Days of rows that name no child move together. Headers, words of closed lists (such as\n" +
			"pronouns), the order of rows, which may tell the order of the days, and the lengths of names stay.\n" +
			"Files of one run meet: the same ID or name becomes the same one, and a child's days move by the same number where\n" +
			"the files name the child in the same way. With --key this holds for later runs too. Whoever has the key can work\n" +
			"out the days: it stays in the clinic. With a shaped file a clinic can show what kind of file fails.\n" + noDeidentification,
		Args: func(cmd *cobra.Command, args []string) error { return usage(cobra.MinimumNArgs(1)(cmd, args)) },
		RunE: func(cmd *cobra.Command, args []string) error { return shapeFiles(cmd.Context(), sh, args, f) },
	}
	cmd.Flags().StringVar(&f.out, "out", ".", "the folder to write to; files are named shaped-1.csv and so on, since a file's own name may hold a person's")
	cmd.Flags().StringVar(&f.key, "key", "", "a file with a key, which is made where there is none: files shaped with the same key meet; keep it, and never pass it on")
	cmd.Flags().StringArrayVar(&f.keep, "keep", nil, "a header to keep although it holds words that Milepost does not know; may stand several times")
	return cmd
}

const noDeidentification = "This is no de-identification as HIPAA defines it: look at the file before you pass it on."

// shapeFiles shapes each file; one that cannot be shaped leaves the others
// done.
func shapeFiles(ctx context.Context, sh *shell, names []string, f shapeFlags) error {
	o, err := shapeOptions(ctx, sh, f)
	if err != nil {
		return err
	}
	var failed []error
	for i, name := range names {
		if err := shapeFile(ctx, sh, name, i+1, f, o); err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) < len(names) {
		fmt.Fprintln(sh.Out, noDeidentification)
	}
	return errors.Join(failed...)
}

func shapeFile(ctx context.Context, sh *shell, name string, n int, f shapeFlags, o ingest.ShapeOptions) error {
	file, err := openExport(name)
	if err != nil {
		return err
	}
	defer file.Close()
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
	var err error
	if o.Seed, err = shapeKey(sh, f.key); err != nil {
		return o, err
	}
	if _, err := os.Stat(filepath.Join(sh.Dir, configName)); err != nil {
		o.Mappings, err = ingest.Shipped()
		return o, err
	}
	err = withWorkspaceAsIs(ctx, sh, func(c *caseload.Caseload) error {
		o.Mappings = c.Mappings()
		return nil
	})
	return o, err
}

// shapeKey reads the key from its file, which it makes where there is none; without
// a file it makes one that nobody keeps.
func shapeKey(sh *shell, name string) (key [32]byte, err error) {
	if name == "" {
		_, err := rand.Read(key[:])
		return key, err
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := rand.Read(key[:]); err != nil {
			return key, err
		}
		fmt.Fprintf(sh.Out, "Made the key %s. Keep it in the clinic: whoever has it can work out the days in the files.\n", name)
		return key, writeKey(name, key)
	}
	if err != nil {
		return key, err
	}
	if n, err := hex.Decode(key[:], bytes.TrimSpace(text[:min(len(text), 2*len(key)+2)])); err != nil || n != len(key) {
		return key, record.Refuse(record.InvalidInput, "%s holds no key; name another file, which is made where there is none", name)
	}
	return key, nil
}

// writeKey writes a key into a file of its own, which its owner alone can read.
func writeKey(name string, key [32]byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%x\n", key)
	return errors.Join(err, f.Sync(), f.Close())
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
