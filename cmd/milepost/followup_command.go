package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"milepost/calendar"
	"milepost/caseload"
	"milepost/record"
)

// noteFlags are what can be said of a stage of a follow-up.
type noteFlags struct {
	note             record.FollowUpNote
	on, meeting, due string
}

func (f *noteFlags) flags(cmd *cobra.Command) {
	n := &f.note
	cmd.Flags().StringVar((*string)(&n.Stage), "stage", "", "what happened: "+stageList())
	cmd.Flags().StringVar(&f.on, "on", "", "the day on which it happened (without: today)")
	cmd.Flags().StringVar(&n.Purpose, "purpose", "", "of a request: what the school wants the papers for")
	cmd.Flags().StringVar(&n.Party, "who", "", "who asked, to whom it was sent, who confirmed")
	cmd.Flags().StringVar(&n.How, "how", "", "how it was sent: by hand, post, fax, portal")
	cmd.Flags().StringVar(&f.meeting, "meeting", "", "the day of the meeting, once known")
	cmd.Flags().StringVar(&n.Outcome, "outcome", "", "of the clinic's recommendations: "+strings.Join(record.Outcomes(), ", "))
	cmd.Flags().StringVar(&n.Feedback, "feedback", "", "what the school's team said of the papers, word for word")
	cmd.Flags().StringVar(&n.Action, "next", "", "what is to be done next")
	cmd.Flags().StringVar(&n.Owner, "owner", "", "who does it: a staff id, the school, the family")
	cmd.Flags().StringVar(&f.due, "due", "", "by when")
}

func stageList() string {
	var all []string
	for _, s := range record.Stages() {
		all = append(all, string(s))
	}
	return strings.Join(all, ", ")
}

// read fills in what needs reading.
func (f *noteFlags) read() (record.FollowUpNote, error) {
	for _, d := range []struct {
		flag, text string
		into       *record.Date
	}{{"on", f.on, &f.note.On}, {"meeting", f.meeting, &f.note.Meeting}, {"due", f.due, &f.note.Due}} {
		day, err := dayFlag(d.flag, d.text)
		if err != nil {
			return f.note, err
		}
		*d.into = day
	}
	return f.note, nil
}

func followUpCommand(sh *shell) *cobra.Command {
	var f noteFlags
	var asJSON bool
	var out string
	cmd := &cobra.Command{
		Use:   "followup [CLIENT[#N]]",
		Short: "See what became of papers for a school, or write down the next stage",
		Long: "Without --stage it lists the follow-ups, what stands still the longest first. With --stage it writes down\n" +
			"what happened: " + stageList() + ".\n" +
			"Releases, drafts, signatures, packets and deliveries for a school count by themselves.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			note, err := f.read()
			if err != nil {
				return err
			}
			if len(args) > 0 {
				if note.Client, note.N, err = followUpName(args[0]); err != nil {
					return err
				}
			}
			if note.Stage != "" {
				return addNote(cmd, sh, note, asJSON)
			}
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				all, err := c.FollowUps(cmd.Context(), u, note.Client)
				switch {
				case err != nil:
					return err
				case asJSON:
					return encode(sh.Out, all)
				case out != "":
					return writeFollowUps(sh, all, out)
				}
				return printFollowUps(sh.Out, all, record.DateOf(sh.Now()), note.Client != "")
			})
		},
	}
	f.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	cmd.Flags().StringVar(&out, "out", "", "write the list to this file, .xlsx or .csv")
	cmd.MarkFlagsMutuallyExclusive("json", "out")
	cmd.MarkFlagsMutuallyExclusive("stage", "out")
	return cmd
}

// followUpName reads "R-0401" or "R-0401#2".
func followUpName(text string) (record.ID, int, error) {
	id, number, has := strings.Cut(text, "#")
	if !has {
		return record.ID(id), 0, nil
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return "", 0, usageError{fmt.Errorf("%q names no follow-up: write a client's id, or one like R-0401#2", text)}
	}
	return record.ID(id), n, nil
}

func addNote(cmd *cobra.Command, sh *shell, note record.FollowUpNote, asJSON bool) error {
	if note.Client == "" {
		return usageError{errors.New("say of which client: milepost followup CLIENT --stage STAGE")}
	}
	return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
		f, err := c.Follow(cmd.Context(), sh.Now(), u, note)
		switch {
		case err != nil:
			return err
		case asJSON:
			return encode(sh.Out, f)
		}
		fmt.Fprintf(sh.Out, "Written down: follow-up %s stands at %q.\n", f.ID, f.Stage)
		printNext(sh.Out, f)
		return nil
	})
}

func printNext(w io.Writer, f calendar.FollowUp) {
	if f.Next == "" {
		return
	}
	by := ""
	if !f.Due.IsZero() {
		by = " by " + f.Due.String()
	}
	owner := ""
	if f.Owner != "" {
		owner = " (" + f.Owner + ")"
	}
	fmt.Fprintf(w, "Next%s: %s%s\n", by, f.Next, owner)
}

func printFollowUps(w io.Writer, all []calendar.FollowUp, today record.Date, whole bool) error {
	if len(all) == 0 {
		fmt.Fprintln(w, "No follow-up. When a school asks for papers: milepost followup CLIENT --stage requested --purpose WHAT --who WHO")
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "follow-up\tpurpose\tstage\tsince\tnext\tby")
	for _, f := range all {
		by := orDash(f.Due.String())
		if f.Stands(today) {
			by += ", stands still"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", f.ID, f.Purpose, f.Stage, f.Since, orDash(f.Next), by)
	}
	if err := table.Flush(); err != nil || !whole {
		return err
	}
	for _, f := range all {
		fmt.Fprintf(w, "\n%s\n", f.ID)
		for _, n := range f.Notes {
			fmt.Fprintf(w, "  %s  %s%s\n", n.On, n.Stage, noteWords(n))
		}
		for _, s := range f.Skipped {
			fmt.Fprintf(w, "  not written down: %s\n", s)
		}
	}
	return nil
}

func noteWords(n record.FollowUpNote) string {
	words := ""
	for _, part := range [][2]string{
		{"", n.Purpose},
		{"", n.Party},
		{"", n.How},
		{"meeting on ", n.Meeting.String()},
		{"", n.Outcome},
		{"the team said: ", n.Feedback},
		{"next: ", n.Action},
		{"owner: ", n.Owner},
		{"by ", n.Due.String()},
		{"shown by ", n.Document},
	} {
		if part[1] != "" {
			words += ", " + part[0] + part[1]
		}
	}
	return words
}

func writeFollowUps(sh *shell, all []calendar.FollowUp, name string) error {
	if err := isTable(name); err != nil {
		return err
	}
	if err := writeWhole(name, func(w io.Writer) error { return caseload.WriteFollowUps(w, name, all) }); err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "Wrote %s with %s.\n", name, plural(len(all), "follow-up", "follow-ups"))
	return nil
}
