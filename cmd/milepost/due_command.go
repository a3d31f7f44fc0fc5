package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"milepost/calendar"
	"milepost/caseload"
	"milepost/record"
)

// dueFlags say what is asked for.
type dueFlags struct {
	sel              caseload.DueSelection
	clients          []string
	therapist, until string
	days             int
}

// whose asks whose days are meant.
func (f *dueFlags) whose(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.clients, "client", nil, "only these clients, by id")
	cmd.Flags().StringSliceVar(&f.sel.Caseloads, "caseload", nil, "only these caseloads")
	cmd.Flags().StringVar(&f.therapist, "therapist", "", "only clients of this therapist, by id")
	cmd.Flags().BoolVar(&f.sel.Names, "names", false, "call clients by name, not by id")
}

// untilWhen asks how far ahead.
func (f *dueFlags) untilWhen(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.until, "until", "", "the last day, like 3/31/2027")
	cmd.Flags().IntVar(&f.days, "days", 0, "how many days ahead (without: 60, for a calendar 400)")
	cmd.MarkFlagsMutuallyExclusive("until", "days")
}

func (f *dueFlags) selection() (caseload.DueSelection, error) {
	sel := f.sel
	sel.Therapist = record.ID(f.therapist)
	for _, id := range f.clients {
		sel.Clients = append(sel.Clients, record.ID(id))
	}
	var err error
	if sel.Until, err = dayFlag("until", f.until); err != nil {
		return sel, err
	}
	if f.days < 0 || f.days > 3660 {
		return sel, usageError{fmt.Errorf("--days %d: give 1 to 3660", f.days)}
	}
	sel.Days = f.days
	return sel, nil
}

func dueCommand(sh *shell) *cobra.Command {
	var f dueFlags
	var asJSON, why bool
	var out, in, ics string
	cmd := &cobra.Command{
		Use:   "due",
		Short: "List what falls due, whose duty it is and why; as a workbook (out and in), CSV or calendar too",
		Long: "Lists what has no date on file, then what is overdue, then the rest by day: IEP and IFSP reviews,\n" +
			"re-evaluations, transitions, packets, progress reports, authorizations, licences and follow-ups.\n" +
			"A day of a school or an agency is shown as theirs, never as the clinic's overdue.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			sel, err := f.selection()
			switch {
			case err != nil:
				return err
			case ics != "":
				return writeICS(ctx, sh, sel, ics)
			case in != "":
				return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
					return readList(ctx, sh, c, u, (*caseload.Caseload).ReadDue, in)
				})
			}
			return withReader(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
				list, err := c.Due(ctx, sh.Now(), u, sel)
				switch {
				case err != nil:
					return err
				case asJSON:
					err = encode(sh.Out, list)
				case out != "":
					printFailed(sh.Err, list.Failed)
					err = writeDue(ctx, sh, c, u, list, out)
				default:
					err = printDue(sh, list, why)
				}
				return told(err, list.Failed)
			})
		},
	}
	f.whose(cmd)
	f.untilWhen(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	cmd.Flags().BoolVar(&why, "why", false, "say of each day how it came about, the rule and the record")
	cmd.Flags().StringVar(&out, "out", "", "write it to this file, .xlsx or .csv")
	cmd.Flags().StringVar(&in, "in", "", "read the days that were written into the .xlsx file back into clients/")
	cmd.Flags().StringVar(&ics, "ics", "", "write a calendar to this file, to subscribe to: what changed since the last one is marked")
	cmd.MarkFlagsMutuallyExclusive("json", "out", "in", "ics")
	return cmd
}

func printDue(sh *shell, list caseload.DueList, why bool) error {
	w := sh.Out
	printFailed(w, list.Failed)
	sh.printProblems(list.Problems)
	printLeft(sh, w, list.Left)
	last := calendar.Standing("")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, d := range list.Items {
		if group := groupOf(d.Stands); group != last {
			if last != "" {
				fmt.Fprintln(table)
			}
			fmt.Fprintln(table, heading(group))
			last = group
		}
		printItem(sh, table, d, why)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if len(list.Items) > 0 {
		fmt.Fprintln(w)
	}
	printLoad(w, list.Load)
	fmt.Fprintf(w, "%s until %s.\n", plural(len(list.Items), "thing", "things"), list.Until)
	if !why && len(list.Items) > 0 {
		fmt.Fprintln(w, "Why each day is what it is: milepost due --why. In your calendar: milepost due --ics due.ics")
	}
	if len(list.Problems) > 0 {
		return errProblems
	}
	return nil
}

// groupOf joins what stands together in the list.
func groupOf(s calendar.Standing) calendar.Standing {
	if s == calendar.Later {
		return calendar.Ahead
	}
	return s
}

func heading(s calendar.Standing) string {
	switch s {
	case calendar.Missing:
		return "No date on file:"
	case calendar.Overdue:
		return "Overdue:"
	case calendar.Passed:
		return "The day of a school or agency has passed; ask, and write down what happened:"
	case calendar.Now:
		return "Now:"
	}
	return "Ahead:"
}

func printItem(sh *shell, w io.Writer, d caseload.DueItem, why bool) {
	when := d.On.String()
	switch {
	case d.Stands == calendar.Missing:
		fmt.Fprintf(w, "  %s\t%s\t%s\n", d.Called, d.What, sh.withNext(d.Why, d.Next))
		return
	case d.Days < 0:
		when += fmt.Sprintf(", %s ago", plural(-d.Days, "day", "days"))
	case d.Days == 0:
		when += ", today"
	case d.ActBy.Before(d.On):
		when += ", act by " + d.ActBy.String()
	}
	if d.Days >= 0 && !d.Opens.IsZero() {
		when += ", not before " + d.Opens.String()
	}
	whose := d.Whose
	if whose != calendar.Clinic {
		whose += "'s day"
	}
	fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", d.Called, d.What, when, whose)
	if !why {
		return
	}
	fmt.Fprintf(w, "  \t    %s\n", d.Why)
	unverified := ""
	if d.Unverified {
		unverified = " (nobody has compared this rule with its source yet)"
	}
	fmt.Fprintf(w, "  \t    %s: %s%s\n", d.Rule, d.Citation, unverified)
	for _, s := range d.Sources {
		fmt.Fprintf(w, "  \t    from %s\n", s)
	}
}

// printLoad writes the weeks in which something falls due.
func printLoad(w io.Writer, load []calendar.Week) {
	busy := false
	for _, week := range load {
		n := week.Clinic + week.Others
		if n == 0 {
			continue
		}
		if !busy {
			fmt.Fprintln(w, "Weeks ahead (clinic + schools and agencies; a point is one expected again):")
			busy = true
		}
		bar := strings.Repeat("#", n-week.Expected) + strings.Repeat(".", week.Expected)
		fmt.Fprintf(w, "  %s  %3d + %-3d %s\n", week.Monday, week.Clinic, week.Others, bar[:min(n, 60)])
	}
	if busy {
		fmt.Fprintln(w)
	}
}

func writeDue(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, list caseload.DueList, name string) error {
	if err := isTable(name); err != nil {
		return err
	}
	follow, err := c.FollowUps(ctx, u, "")
	if err != nil {
		return err
	}
	if err := writeWhole(name, func(w io.Writer) error { return caseload.WriteTable(w, name, list, follow) }); err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "Wrote %s with %s.\n", name, plural(len(list.Items), "date", "dates"))
	return nil
}

func isTable(name string) error {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xlsx", ".csv":
		return nil
	}
	return usageError{fmt.Errorf("--out %s: name a workbook (.xlsx) or a list (.csv)", name)}
}

func writeICS(ctx context.Context, sh *shell, sel caseload.DueSelection, name string) error {
	if !strings.EqualFold(filepath.Ext(name), ".ics") {
		return usageError{fmt.Errorf("--ics %s: name a calendar file (.ics)", name)}
	}
	return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
		entries, undated := 0, 0
		err := writeWhole(name, func(w io.Writer) error {
			var err error
			entries, undated, err = c.WriteICS(ctx, sh.Now(), u, sel, w)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.Out, "Wrote %s with %s. Subscribe to it, or import it again: entries are updated, never doubled.\n", name, plural(entries, "entry", "entries"))
		if undated > 0 {
			fmt.Fprintf(sh.Out, "%s in no calendar: milepost due\n", plural(undated, "thing has no date on file and stands", "things have no date on file and stand"))
		}
		return nil
	})
}
