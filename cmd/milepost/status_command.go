package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/ingest/fold"
	"milepost/record"
)

func statusCommand(sh *shell) *cobra.Command {
	var f statusFlags
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Print how each client's report stands, and what to do next",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				status, err := c.Status(cmd.Context(), sh.Now(), u)
				if err != nil {
					return err
				}
				status = status.Only(f.view)
				if f.json {
					err = encode(sh.Out, status)
				} else {
					err = printStatus(sh, status, f)
				}
				return told(err, status.Failed)
			})
		},
	}
	f.add(cmd)
	return cmd
}

// statusFlags say what is asked for, and how it is told.
type statusFlags struct {
	view      caseload.StatusView
	json      bool
	allCauses bool
	allRows   bool
}

func (f *statusFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.json, "json", false, "print it as JSON")
	cmd.Flags().BoolVar(&f.allCauses, "problems", false, "list the causes of all problems, not only the first ten")
	cmd.Flags().BoolVar(&f.allRows, "all", false, "list every row with a problem, not one line for each cause")
	cmd.Flags().Var(idList{&f.view.Clients}, "client", "only these clients, by id")
	cmd.Flags().StringSliceVar(&f.view.Caseloads, "caseload", nil, "only these caseloads")
	cmd.Flags().Var(idList{&f.view.Therapists}, "therapist", "only clients of these therapists, by id")
	cmd.Flags().BoolVar(&f.view.Names, "names", false, "show the children's names too")
}

// idList is a flag that takes ids, parted by commas.
type idList struct{ ids *[]record.ID }

func (l idList) String() string { return "" }

func (l idList) Type() string { return "strings" }

func (l idList) Set(text string) error {
	for _, id := range strings.Split(text, ",") {
		*l.ids = append(*l.ids, record.ID(strings.TrimSpace(id)))
	}
	return nil
}

// statusRow is one client's line.
func statusRow(c caseload.Standing, names bool) string {
	who, due := string(c.Client), orDash(c.Due.String())
	if names {
		who += "\t" + orDash(c.Name)
	}
	if c.Overdue > 0 {
		due += ", " + plural(c.Overdue, "day", "days") + " late"
	}
	return strings.Join([]string{who, orDash(c.Caseload), due, c.State, orDash(c.Turn), orDash(strings.Join(c.Needs, ", "))}, "\t")
}

func printStatus(sh *shell, s caseload.Status, f statusFlags) error {
	w := sh.Out
	if len(s.Clients) > 0 {
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		head := "client\t"
		if f.view.Names {
			head += "name\t"
		}
		fmt.Fprintln(table, head+"caseload\tdue\tstate\tturn\tneeds")
		for _, c := range s.Clients {
			fmt.Fprintln(table, statusRow(c, f.view.Names))
		}
		if err := table.Flush(); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	printFailed(w, s.Failed)
	problems := append(append([]record.Problem{}, s.Problems...), s.Waiting...)
	sh.printSome(w, problems, f)
	for _, u := range s.Unread {
		fmt.Fprintln(w, unreadLine(sh, u))
	}
	printLeft(sh, w, s.Left)
	for _, o := range s.Other {
		fmt.Fprintf(w, "%s: %s. Next: %s\n", o.What, o.Counts, sh.typed(o.Step))
	}
	if len(s.Other) > 0 {
		fmt.Fprintln(w)
	}
	if s.Rows.Total() > 0 {
		fmt.Fprintf(w, "Visits: %s.\n", visitRows(s.Rows))
	}
	if s.Backup != "" && len(s.Clients) > 0 {
		fmt.Fprintf(w, "Backup: %s: %s, on another disk.\n", s.Backup, sh.typed(record.NextStep{Act: record.StepBackUp}))
	}
	fmt.Fprintf(w, "%s, %s.\nNext: %s.\n  %s\n",
		plural(len(s.Clients), "client", "clients"), plural(len(problems), "problem", "problems"), s.Next, sh.typed(s.Step))
	return nil
}

// printLeft names therapists who left, and how their drafts get another signer.
func printLeft(sh *shell, w io.Writer, left []caseload.LeftSigner) {
	for _, l := range left {
		fmt.Fprintf(w, "%s; %s: %s\n", l.Text(), l.Step.Words(), sh.oneLine(l.Step))
	}
	if len(left) > 0 {
		fmt.Fprintln(w)
	}
}

// fewProblems is how many problems a screen can carry beside the caseload.
const fewProblems = 10

func (sh *shell) printSome(w io.Writer, problems []record.Problem, f statusFlags) {
	if f.allRows {
		sh.printProblemsTo(w, problems)
	} else {
		sh.printFewCauses(w, record.Causes(problems), f.allCauses)
	}
	if len(problems) > 0 {
		fmt.Fprintln(w)
	}
}

func (sh *shell) printFewCauses(w io.Writer, causes []record.Cause, all bool) {
	shown := causes
	if !all && len(shown) > fewProblems {
		shown = shown[:fewProblems]
	}
	for _, c := range shown {
		fmt.Fprintln(w, sh.causeLine(c))
	}
	if rest := len(causes) - len(shown); rest > 0 {
		fmt.Fprintf(w, "... and %s more: %s lists all\n", plural(rest, "cause", "causes"), sh.fullCommand("status --problems"))
	}
}

// unreadLine tells of a file that could not be read.
func unreadLine(sh *shell, u caseload.Unread) string {
	if u.Step.IsZero() {
		return u.File + " could not be read: " + u.Why
	}
	return u.File + ": nobody said yet what its columns are: " + sh.typed(u.Step)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// visitRows says what became of the rows that tell of visits.
func visitRows(r fold.VisitRows) string {
	parts := []string{plural(r.Used(), "row", "rows") + " used"}
	for _, more := range []struct {
		n    int
		what string
	}{
		{r.Scheduled, "scheduled"},
		{r.Same, "the same visit as another row"},
		{r.Withdrawn, "withdrawn"},
		{r.Waiting, "waiting for an answer"},
		{r.Refused, "refused"},
	} {
		if more.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", more.n, more.what))
		}
	}
	return strings.Join(parts, ", ")
}
