package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/library"
	"milepost/record"
)

// phraseView is which phrases are shown, and how.
type phraseView struct {
	audience, slot, domain, staff, client string
	all, gaps                             bool
}

func phrasesCommand(sh *shell) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "phrases",
		Short: "Show the phrases, and take them out to a sheet and in again",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(showPhrases(sh), exportPhrases(sh), importPhrases(sh), phraseFields(sh))
	return cmd
}

func showPhrases(sh *shell) *cobra.Command {
	var v phraseView
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Say the phrases for a made-up child, or for a client's own goals",
		Long: "Say the phrases as a reader would see them. Without --client each is said once, for a made-up child.\n" +
			"With --client the wording that the draft takes for each of the client's goals is shown; --all adds every other that fits.\n" +
			"--gaps counts what each domain says in its own words, and what falls back to the general phrases.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := v.check(); err != nil {
				return usageError{err}
			}
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error { return v.show(cmd.Context(), sh, c, u) })
		},
	}
	cmd.Flags().StringVar(&v.audience, "audience", "parent", "whom they are written for: parent, school or payer")
	cmd.Flags().StringVar(&v.slot, "slot", "", "only this place in a document: "+strings.Join(library.Slots(), ", "))
	cmd.Flags().StringVar(&v.domain, "domain", "", "only this domain of goals; general for those of no domain")
	cmd.Flags().StringVar(&v.staff, "staff", "", "with the phrases of this member of staff over the clinic's")
	cmd.Flags().StringVar(&v.client, "client", "", "for the goals of this client, by id")
	cmd.Flags().BoolVar(&v.all, "all", false, "with --client: every wording that fits, not only the one taken")
	cmd.Flags().BoolVar(&v.gaps, "gaps", false, "count what falls back to the general phrases")
	return cmd
}

// check refuses words that are on no list, with the lists.
func (v phraseView) check() error {
	if !slices.Contains(library.Audiences(), v.audience) {
		return fmt.Errorf("--audience %q: there are %s", v.audience, strings.Join(library.Audiences(), ", "))
	}
	if v.slot != "" && !slices.Contains(library.Slots(), v.slot) {
		return fmt.Errorf("--slot %q: there are %s", v.slot, strings.Join(library.Slots(), ", "))
	}
	return nil
}

func (v phraseView) show(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor) error {
	lib, err := c.Wording(ctx, u, record.ID(v.staff))
	if err != nil {
		return err
	}
	switch {
	case v.gaps:
		v.printGaps(sh.Out, lib, c)
		return nil
	case v.client != "":
		return v.showClient(ctx, sh, c, u, lib)
	}
	l := c.Language()
	shown := lib.ShowAll(library.Sample(l, v.audience), v.audience, l.Code)
	slot, n, unsaid := "", 0, 0
	for _, one := range shown {
		if !v.wants(one.Phrase) {
			continue
		}
		if one.Phrase.Slot != slot {
			slot = one.Phrase.Slot
			fmt.Fprintf(sh.Out, "\n%s\n", slot)
		}
		n++
		if one.Text == "" {
			unsaid++
			one.Text = one.Phrase.Text + "   (as written: the made-up child has no such goal)"
		}
		fmt.Fprintf(sh.Out, "  %s\n      %s\n", one.Text, label(one.Phrase))
	}
	fmt.Fprintf(sh.Out, "\n%s", plural(n, "phrase", "phrases"))
	if unsaid > 0 {
		fmt.Fprintf(sh.Out, ", %d of them not said by the made-up child", unsaid)
	}
	fmt.Fprintln(sh.Out)
	return nil
}

// wants reports whether the phrase is asked for.
func (v phraseView) wants(p library.Phrase) bool {
	return (v.slot == "" || p.Slot == v.slot) && (v.domain == "" || cmp.Or(p.Domain, "general") == v.domain)
}

// label names a phrase with what it is kept from.
func label(p library.Phrase) string {
	text := p.ID
	if p.Layer > 0 {
		text += "  (" + []string{"shipped", "clinic's own", "therapist's own"}[p.Layer] + ")"
	}
	if len(p.Precautions) > 0 {
		text += "  not with: " + strings.Join(p.Precautions, ", ")
	}
	if p.Careful {
		text += "  careful: never picked beforehand"
	}
	return text
}

// showClient says what the client's draft takes for each goal.
func (v phraseView) showClient(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, lib *library.Library) error {
	subjects, from, err := c.Subjects(ctx, sh.Now(), u, record.ID(v.client), v.audience)
	if err != nil {
		return err
	}
	for _, s := range subjects {
		fmt.Fprintf(sh.Out, "\n%s\n", aboutGoal(s))
		slot := ""
		for _, one := range lib.ShowOf(s, from) {
			if !v.wants(one.Phrase) || !v.all && !one.Picked {
				continue
			}
			if one.Phrase.Slot != slot {
				slot = one.Phrase.Slot
				fmt.Fprintf(sh.Out, "  %s\n", slot)
			}
			sign := " "
			if one.Picked {
				sign = "*"
			}
			fmt.Fprintf(sh.Out, "  %s %s\n      %s\n", sign, one.Text, label(one.Phrase))
		}
		printHidden(sh.Out, lib, s)
	}
	fmt.Fprintln(sh.Out, "\n* is what a draft takes first; in a whole draft, a wording that was used already gives way to the next.")
	return nil
}

// aboutGoal heads the sentences about one goal.
func aboutGoal(s library.Subject) string {
	if s.Summary == nil {
		return string(s.Client.ID) + ", the report as a whole"
	}
	words := library.Words(s)
	return fmt.Sprintf("%s, %s: %s", s.Summary.Objective.ID, cmp.Or(words.Goal, "no plain name"), words.Status)
}

// printHidden lists the activities that the client's own precautions forbid.
func printHidden(w io.Writer, lib *library.Library, s library.Subject) {
	if s.Summary == nil {
		return
	}
	for _, slot := range []string{"home", "helped", "school"} {
		for _, o := range lib.Offers(slot, s, &library.Choice{}, 0) {
			if o.Hidden != "" {
				fmt.Fprintf(w, "  hidden, for %s: %s\n      %s\n", o.Hidden, o.Text, o.Phrase)
			}
		}
	}
}

// printGaps writes a table of domains and slots.
func (v phraseView) printGaps(w io.Writer, lib *library.Library, c *caseload.Caseload) {
	lang := c.Language().Code
	var domains, slots []string
	cells := map[[2]string]string{}
	missing := 0
	for _, g := range lib.Gaps(v.audience, lang) {
		if !slices.Contains(domains, g.Domain) {
			domains = append(domains, g.Domain)
		}
		if !slices.Contains(slots, g.Slot) {
			slots = append(slots, g.Slot)
		}
		text := fmt.Sprint(g.Own)
		switch {
		case g.Own == 0 && g.General > 0:
			text = fmt.Sprintf("(%d)", g.General)
		case g.Own == 0:
			text, missing = "-", missing+1
		}
		cells[[2]string{g.Domain, g.Slot}] = text
	}
	fmt.Fprintf(w, "%s, %s: a domain's own phrases by place; (n): none, n general ones stand in; -: nothing to say\n\n%-20s", lang, v.audience, "")
	for _, slot := range slots {
		fmt.Fprintf(w, "%*s", len(slot)+2, slot)
	}
	fmt.Fprintln(w)
	for _, d := range domains {
		fmt.Fprintf(w, "%-20s", d)
		for _, slot := range slots {
			fmt.Fprintf(w, "%*s", len(slot)+2, cells[[2]string{d, slot}])
		}
		fmt.Fprintln(w)
	}
	silent := lib.Silent(library.Sample(c.Language(), v.audience))
	fmt.Fprintf(w, "\n%s with nothing to say; measures and statuses of which nothing is said: %s\n",
		plural(missing, "place", "places"), orDash(strings.Join(silent, ", ")))
}

func exportPhrases(sh *shell) *cobra.Command {
	var staff string
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: "Write all phrases in force to an .xlsx or .csv file",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if ext := strings.ToLower(filepath.Ext(args[0])); ext != ".xlsx" && ext != ".csv" {
				return usageError{fmt.Errorf("%s: name it with .xlsx or .csv", args[0])}
			}
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				n := 0
				err := writeWhole(args[0], func(w io.Writer) (err error) {
					n, err = c.ExportPhrases(cmd.Context(), u, w, args[0], record.ID(staff))
					return err
				})
				if err != nil {
					return err
				}
				fmt.Fprintf(sh.Out, "Wrote %s with %s. Change the column \"text\", save it, and read it back: milepost phrases import %s\n",
					args[0], plural(n, "phrase", "phrases"), args[0])
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&staff, "staff", "", "with the phrases of this member of staff over the clinic's")
	return cmd
}

func importPhrases(sh *shell) *cobra.Command {
	var staff string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Take the phrases of an .xlsx or .csv file into the clinic's own",
		Long: "Take the phrases of a sheet into the clinic's own (library/), or with --staff into one therapist's.\n" +
			"What a row changes replaces the shipped phrase of its id; a row that is left out of the sheet changes nothing;\n" +
			"\"yes\" in the column \"off\" takes the phrase out. Where one row is wrong, nothing changes and all that is wrong is listed.",
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				got, err := c.ImportPhrases(cmd.Context(), sh.Now(), u, filepath.Base(args[0]), data, record.ID(staff))
				if err != nil {
					return err
				}
				printImported(sh.Out, got)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&staff, "staff", "", "into the phrases of this member of staff")
	return cmd
}

func printImported(w io.Writer, got library.Imported) {
	for _, change := range got.Changes {
		fmt.Fprintf(w, "%s  %s  %s\n", change.How, change.Language, change.ID)
	}
	fmt.Fprintf(w, "%s\n", plural(len(got.Changes), "phrase changed", "phrases changed"))
	if len(got.Before) > 0 {
		fmt.Fprintln(w, "The files as they were are kept in library/replaced/.")
	}
	if len(got.Changes) > 0 {
		fmt.Fprintln(w, "Next: milepost draft")
	}
}

func phraseFields(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "fields",
		Short: "List what a phrase may hold in braces, and what its condition may ask",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(sh.Out, "In a text:")
			for _, f := range library.Fields() {
				fmt.Fprintf(sh.Out, "  %-20s %s, such as: %s\n", "{"+f.Name+"}", f.What, f.Example)
			}
			fmt.Fprintln(sh.Out, "\nIn a condition (when):")
			for _, q := range library.Conditions() {
				fmt.Fprintf(sh.Out, "  %-16s %s (%s)\n", q.Name, q.What, q.Kind)
			}
			return nil
		},
	}
}
