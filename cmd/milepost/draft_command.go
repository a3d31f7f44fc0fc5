package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"milepost/caseload"
	"milepost/library"
	"milepost/record"
)

func draftCommand(sh *shell) *cobra.Command {
	var caseloads, clients []string
	var document, audience, from, to string
	var adopt bool
	cmd := &cobra.Command{
		Use:   "draft",
		Short: "Draft the progress report of every client with a goal active in the period",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sel, err := selection(caseloads, clients, from, to)
			if err != nil {
				return usageError{err}
			}
			sel.Document, sel.Audience, sel.Adopt = document, audience, adopt
			if audience != "" && !slices.Contains(library.Audiences(), audience) {
				return usageError{fmt.Errorf("--audience %q: there are %s", audience, strings.Join(library.Audiences(), ", "))}
			}
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				return draft(cmd.Context(), sh, c, u, sel)
			})
		},
	}
	cmd.Flags().StringArrayVar(&caseloads, "caseload", nil, "only this caseload (may be given again)")
	cmd.Flags().StringArrayVar(&clients, "client", nil, "only this client, by id (may be given again)")
	cmd.Flags().StringVar(&document, "document", "", documentsHelp())
	cmd.Flags().StringVar(&audience, "audience", "", "whom it is written for: parent, school or payer; the document's own, else parent")
	cmd.Flags().BoolVar(&adopt, "adopt", false, "take phrases, templates and rules that changed since a draft was made; \"milepost check --impact\" shows what they would change")
	cmd.Flags().StringVar(&from, "from", "", "first day of the period, like 8/3/2026")
	cmd.Flags().StringVar(&to, "to", "", "last day of the period, like 2026-10-30")
	return cmd
}

// documentsHelp lists the kinds of document with a word on each.
func documentsHelp() string {
	text := "what to draft; a progress report"
	for _, k := range caseload.DocumentKinds() {
		text += "\n  " + k.Kind + ": " + k.About
	}
	return text
}

func selection(caseloads, clients []string, from, to string) (caseload.Selection, error) {
	sel := caseload.Selection{Caseloads: caseloads}
	for _, id := range clients {
		sel.Clients = append(sel.Clients, record.ID(id))
	}
	var err error
	if sel.From, err = dayFlag("from", from); err != nil {
		return sel, err
	}
	if sel.To, err = dayFlag("to", to); err != nil {
		return sel, err
	}
	if !sel.From.IsZero() && !sel.To.IsZero() && sel.To.Before(sel.From) {
		return sel, fmt.Errorf("--to %s comes before --from %s", to, from)
	}
	return sel, nil
}

// draft makes the drafts with a progress bar and prints what became of them.
func draft(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, sel caseload.Selection) error {
	mended, err := c.Settle(ctx, caseload.Program("settle"))
	if err != nil {
		return err
	}
	for _, name := range mended {
		fmt.Fprintf(sh.Out, "%s was not there any more: it is written again, byte for byte.\n", name)
	}
	bar := progress(sh.Err)
	made, err := c.Draft(ctx, sh.Now(), u, sel, bar)
	if err != nil {
		return err
	}
	if printDrafted(sh, made) {
		return errProblems
	}
	return nil
}

// progress returns what draws a bar on a terminal, and nothing elsewhere.
func progress(w io.Writer) func(made, all int) {
	if p, is := w.(*plain); is {
		w = p.to // a bar acts on the terminal
	}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func(int, int) {}
	}
	var bar *progressbar.ProgressBar
	return func(made, all int) {
		if bar == nil {
			bar = progressbar.NewOptions(all, progressbar.OptionSetWriter(w),
				progressbar.OptionSetDescription("Drafting"), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
		}
		// A bar that cannot be drawn is no reason to stop drafting.
		_ = bar.Set(made)
	}
}

// outcomeNote says in words what happened to edited drafts.
func outcomeNote(o caseload.Outcome) string {
	switch o {
	case caseload.DraftEdited:
		return ": what was written by hand was taken in"
	case caseload.DraftMerged:
		return ": new data were put in, and what was written by hand stays"
	}
	return ""
}

// printDrafted writes a count for each outcome and a line for each client who
// needs a word, and reports whether there was something for a person to mend.
func printDrafted(sh *shell, made []caseload.Drafted) bool {
	w := sh.Out
	counts := map[caseload.Outcome]int{}
	other := map[string]int{}
	marks, reworded, wrong := 0, 0, false
	editions, waits := map[string]int{}, map[string]bool{}
	for _, d := range made {
		counts[d.Outcome]++
		marks += d.Marks
		for discipline, n := range d.Other {
			other[discipline] += n
		}
		if d.Later > 0 {
			fmt.Fprintln(w, laterLine(d))
		}
		switch d.Outcome {
		case caseload.DraftFailed:
			wrong = true
			fmt.Fprintf(w, "%s: FAILED: %s\n", d.Client, d.Why)
		case caseload.DraftNone:
			fmt.Fprintf(w, "%s: %s: %s\n", d.Client, d.Outcome, d.Why)
		default:
			if d.Why != "" {
				fmt.Fprintf(w, "%s: %s\n", d.Client, sh.withNext(d.Why, d.Next))
			}
		}
		if d.Questions > 0 {
			fmt.Fprintln(w, questionsLine(d))
		}
		if d.Findings > 0 {
			fmt.Fprintln(w, findingsLine(d))
		}
		if d.Reworded {
			reworded++
		}
		if e := d.Edition; e != nil {
			editions[e.Language]++
			switch e.Outcome {
			case caseload.DraftFailed:
				wrong = true
				fmt.Fprintf(w, "%s: the edition in %s FAILED: %s\n", d.Client, e.Language, e.Why)
			case caseload.DraftUnchanged:
				if e.Why == "" {
					break
				}
				fmt.Fprintf(w, "%s: the edition in %s was left as it is: %s\n", d.Client, e.Language, e.Why)
			}
			for _, one := range e.Waits {
				waits[e.Language+"\x00"+one.Text] = true
			}
		}
		for _, p := range d.Problems {
			wrong = true
			fmt.Fprintln(w, sh.problemLine(p))
		}
	}
	if len(made) > 0 {
		fmt.Fprintln(w, outcomes(counts, "\n"))
	}
	if reworded > 0 {
		fmt.Fprintln(w, rewordedLine(reworded))
	}
	if marks > 0 {
		fmt.Fprintf(w, "%s for a person to fill\n", plural(marks, "empty place", "empty places"))
	}
	for _, code := range slices.Sorted(maps.Keys(editions)) {
		fmt.Fprintf(w, "%s in %s beside the English\n", plural(editions[code], "edition", "editions"), code)
	}
	if len(waits) > 0 {
		fmt.Fprintf(w, "%s for a translation: \"milepost translations\" lists them\n", plural(len(waits), "text waits", "texts wait"))
	}
	for _, discipline := range slices.Sorted(maps.Keys(other)) {
		fmt.Fprintf(w, "%s of %s kept and not drafted: there is no phrase library for %s\n",
			plural(other[discipline], "goal", "goals"), discipline, discipline)
	}
	return wrong
}

// questionsLine says where to look for what is asked.
func questionsLine(d caseload.Drafted) string {
	return fmt.Sprintf("%s: %s where you and the data both changed the text: milepost questions %s",
		d.Client, plural(d.Questions, "question", "questions"), d.Client)
}

// findingsLine says where to look for what the data do not bear.
func findingsLine(d caseload.Drafted) string {
	return fmt.Sprintf("%s: %s that the data do not bear: milepost review %s",
		d.Client, plural(d.Findings, "place", "places"), d.Client)
}

// rewordedLine says that drafts were made with other wording than the present.
func rewordedLine(n int) string {
	return fmt.Sprintf("Phrases, templates or rules changed since %s made: \"milepost check --impact\" shows what they would change, \"milepost draft --adopt\" takes them",
		plural(n, "open draft was", "open drafts were"))
}

// laterLine says which sessions a draft leaves for the next report.
func laterLine(d caseload.Drafted) string {
	return fmt.Sprintf("%s: %s after %s wait for the next report; --client %s --to DATE takes them in",
		d.Client, plural(d.Later, "session", "sessions"), d.To, d.Client)
}

// outcomes writes a count for each outcome that there is.
func outcomes(counts map[caseload.Outcome]int, between string) string {
	var parts []string
	for _, o := range []caseload.Outcome{
		caseload.DraftNew, caseload.DraftChanged, caseload.DraftUnchanged, caseload.DraftEdited, caseload.DraftMerged,
		caseload.DraftSigned, caseload.DraftNone, caseload.DraftFailed,
	} {
		if counts[o] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s%s", counts[o], o, outcomeNote(o)))
		}
	}
	return strings.Join(parts, between)
}
