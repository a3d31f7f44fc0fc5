package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/check"
	"milepost/record"
)

func checkCommand(sh *shell) *cobra.Command {
	var impact, drafts bool
	var audience string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the clinic's own phrases, templates, mappings and configuration",
		Long: "Check milepost.yaml and the clinic's own phrases, templates, mappings and rules, and compose every draft without\n" +
			"writing it. Each mistake is listed with file, line, column and what may have been meant. --impact says instead which\n" +
			"open drafts the wording as it now stands would change.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if impact {
				return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error { return showImpact(cmd.Context(), sh, c, u) })
			}
			if drafts {
				return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
					return showDrafts(cmd.Context(), sh, c, u, audience)
				})
			}
			return checkAll(cmd.Context(), sh)
		},
	}
	cmd.Flags().BoolVar(&impact, "impact", false, "say which open drafts changed wording would alter, as a diff")
	cmd.Flags().BoolVar(&drafts, "drafts", false, "check what the open drafts say: facts, reading grade, likeness to each other")
	cmd.Flags().StringVar(&audience, "audience", "parent", "with --drafts: of which edition")
	return cmd
}

// checkAll checks the configuration, then the files, then, where these can be
// read, every draft.
func checkAll(ctx context.Context, sh *shell) error {
	config, err := readConfig(sh.Dir)
	if errors.Is(err, errNoWorkspace) {
		return err
	}
	if err != nil {
		return printFaults(sh.Out, []check.Fault{check.Locate("configuration", err.Error(), func(name string) string { return readText(sh.Dir, name) }).Meant(configKeys())})
	}
	faults := config.faults(func(name string) string { return readText(sh.Dir, name) })
	options, err := config.options(sh.Dir)
	if err != nil {
		return err
	}
	more, err := caseload.CheckFiles(sh.Dir, options)
	if err != nil {
		return err
	}
	faults = append(faults, more...)
	if len(more) == 0 {
		err = withReader(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
			drafts, err := c.CheckDrafts(ctx, sh.Now(), u)
			faults = append(faults, drafts...)
			return err
		})
	}
	if err != nil {
		return err
	}
	return printFaults(sh.Out, faults)
}

func readText(dir, name string) string {
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return ""
	}
	return string(data)
}

// faults are what the configuration says that its other parts do not know.
func (c Config) faults(read func(string) string) []check.Fault {
	staff := map[string]bool{}
	var faults []check.Fault
	var people []record.Therapist
	for _, s := range c.Staff {
		people = append(people, record.Therapist{ID: record.ID(s.ID), Name: s.Name, Credential: s.Credential})
		if staff[s.ID] {
			faults = append(faults, check.Locate("configuration.staff", fmt.Sprintf("%s: staff: two people have the id %q", configName, s.ID), read))
		}
		staff[s.ID] = true
	}
	for _, l := range c.Caseloads {
		if _, known := record.StaffNamed(people, record.ID(l.Therapist)); l.Therapist != "" && !known {
			faults = append(faults, check.Locate("configuration.caseload",
				fmt.Sprintf("%s: caseload %q: nobody on the staff list has the id %q", configName, l.Name, l.Therapist), read))
		}
	}
	return faults
}

func printFaults(w io.Writer, faults []check.Fault) error {
	for _, f := range faults {
		fmt.Fprintln(w, f)
	}
	if len(faults) == 0 {
		fmt.Fprintln(w, "Nothing is wrong.")
		return nil
	}
	fmt.Fprintf(w, "%s to mend\n", plural(len(faults), "mistake", "mistakes"))
	return errProblems
}

func showImpact(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor) error {
	changed, all, err := c.Impact(ctx, sh.Now(), u)
	if err != nil {
		return err
	}
	for _, d := range changed {
		fmt.Fprintf(sh.Out, "%s\n", d.Path)
		for _, l := range d.Lines {
			fmt.Fprintf(sh.Out, "  - %s\n  + %s\n      %s\n", l.Was, l.Now, l.Phrase)
		}
	}
	fmt.Fprintf(sh.Out, "%d of %s would change\n", len(changed), plural(all, "open draft", "open drafts"))
	return nil
}

// configKeys lists the keys of milepost.yaml.
func configKeys() []string {
	var keys []string
	for _, t := range []reflect.Type{reflect.TypeFor[Config](), reflect.TypeFor[ClinicConfig](), reflect.TypeFor[StaffConfig](), reflect.TypeFor[CaseloadConfig]()} {
		for i := range t.NumField() {
			keys = append(keys, t.Field(i).Tag.Get("yaml"))
		}
	}
	return keys
}

func printPassages(w io.Writer, all []check.Passage) {
	for _, p := range all {
		fmt.Fprintf(w, "  %s\n  %s\n", p.TextA, p.TextB)
	}
}

// mostHard is how many hard sentences of all drafts are printed.
const mostHard = 5

// printHardest prints the hardest sentences of all drafts, each once, with
// plainer words for what makes them hard.
func printHardest(w io.Writer, all []check.Hard) {
	slices.SortStableFunc(all, func(a, b check.Hard) int { return b.Points - a.Points })
	all = slices.CompactFunc(all, func(a, b check.Hard) bool { return a.Text == b.Text })
	for i, h := range all[:min(len(all), mostHard)] {
		if i == 0 {
			fmt.Fprintln(w, "The hardest sentences:")
		}
		fmt.Fprintf(w, "  %s\n    %s\n", h.Text, strings.Join(append(slices.Clone(h.Why), h.Plainer...), "; "))
	}
}

// showDrafts prints the findings of every open draft, the hardest sentences of
// parents' drafts, and the reports that are too like each other.
func showDrafts(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, audience string) error {
	reads, err := c.ReadDrafts(ctx, sh.Now(), u, audience)
	if err != nil {
		return err
	}
	found := 0
	var grades []float64
	var hard []check.Hard
	reports := make([]check.Report, len(reads))
	for i, r := range reads {
		for _, f := range r.Findings {
			found++
			fmt.Fprintf(sh.Out, "%s:%d: %s\n  %s\n  %s\n", r.Path, f.Line, f.Wrong, f.Text, f.Do)
		}
		if r.Last != nil {
			found++
			fmt.Fprintf(sh.Out, "%s has %.0f of 100 runs of words in common with the last signed report\n", r.Path, 100*r.Last.Likeness)
			printPassages(sh.Out, r.Last.Passages)
		}
		hard = append(hard, r.Reading.Hard...)
		grades = append(grades, r.Reading.Whole.Grade())
		reports[i] = r.Report
	}
	for _, clone := range check.Clones(reports, check.CloneOver(audience)) {
		found++
		fmt.Fprintf(sh.Out, "%s and %s have %.0f of 100 runs of words in common\n", clone.A.Client, clone.B.Client, 100*clone.Likeness)
		printPassages(sh.Out, clone.Passages)
	}
	printHardest(sh.Out, hard)
	if len(grades) > 0 {
		slices.Sort(grades)
		mean, most := check.MeanLikeness(reports)
		fmt.Fprintf(sh.Out, "Reading grades %.1f to %.1f, median %.1f; likeness of the reports %.2f in the mean, %.2f at most\n",
			grades[0], grades[len(grades)-1], grades[len(grades)/2], mean, most)
	}
	fmt.Fprintf(sh.Out, "%s in %s\n", plural(found, "finding", "findings"), plural(len(reads), "draft", "drafts"))
	if found > 0 {
		return errProblems
	}
	return nil
}
