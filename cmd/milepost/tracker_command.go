package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

// trackerFlags are what the command line says of a tracker.
type trackerFlags struct {
	caseloads, clients, days []string
	from, to, out            string
	grid                     bool
}

func trackerCommand(sh *shell) *cobra.Command {
	var f trackerFlags
	cmd := &cobra.Command{
		Use:   "tracker",
		Short: "Write a workbook in which therapists write results: a row for each goal, a column for each day",
		Long: "Writes a workbook with a sheet for each child, or with --grid one sheet for all: the goals are filled in,\n" +
			"and there is a column for each day. Save it in Excel, Google Sheets or LibreOffice and drop it into the inbox,\n" +
			"as often as you like: what changed since it was read last is corrected, and nothing counts twice.",
		Example: "  milepost tracker --caseload A --from 12/1/2026 --to 12/31/2026 --out tracker.xlsx\n" +
			"  milepost tracker --client R-0401 --from 12/1/2026 --to 12/31/2026 --days Mon,Thu --out mia.xlsx",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			return withReader(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
				var of caseload.TrackerOf
				err := writeWorkbook(f.out, func(w io.Writer) error {
					var err error
					of, err = c.WriteTracker(ctx, sh.Now(), u, o, w)
					return err
				})
				if err != nil {
					return err
				}
				fmt.Fprintf(sh.Out, "Wrote %s: %s, %s, up to %s.\nNext: fill it in, save it, and read it: %s\n", f.out,
					plural(of.Children, "child", "children"), plural(of.Goals, "goal", "goals"), plural(of.Days, "day", "days"),
					sh.typed(record.NextStep{Act: record.StepReadFile, Name: f.out}))
				return nil
			})
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.caseloads, "caseload", nil, "only these caseloads")
	flags.StringSliceVar(&f.clients, "client", nil, "only these clients, by id")
	flags.StringVar(&f.from, "from", "", "the first day, like 12/1/2026")
	flags.StringVar(&f.to, "to", "", "the last day, like 12/31/2026")
	flags.StringSliceVar(&f.days, "days", nil, "weekdays with visits, like Mon,Thu (without: those on which each child came of late)")
	flags.BoolVar(&f.grid, "grid", false, "one sheet for all children")
	flags.StringVar(&f.out, "out", "", "the XLSX file to write")
	for _, name := range []string{"from", "to", "out"} {
		_ = cmd.MarkFlagRequired(name)
	}
	return cmd
}

// options reads the flags.
func (f *trackerFlags) options() (caseload.TrackerOptions, error) {
	o := caseload.TrackerOptions{Grid: f.grid}
	o.Caseloads = f.caseloads
	for _, id := range f.clients {
		o.Clients = append(o.Clients, record.ID(id))
	}
	var err error
	if o.From, err = dayFlag("from", f.from); err != nil {
		return o, err
	}
	if o.To, err = dayFlag("to", f.to); err != nil {
		return o, err
	}
	for _, word := range f.days {
		day, ok := weekdayOf(word)
		if !ok {
			return o, usageError{fmt.Errorf("--days %q: write weekdays as Mon,Tue,Wed,Thu,Fri,Sat,Sun", word)}
		}
		o.Days = append(o.Days, day)
	}
	return o, nil
}

// weekdayOf reads a weekday by its first three letters or more.
func weekdayOf(word string) (time.Weekday, bool) {
	all := []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
	word = strings.ToLower(strings.TrimSpace(word))
	i := slices.IndexFunc(all, func(d time.Weekday) bool {
		return len(word) >= 3 && strings.HasPrefix(strings.ToLower(d.String()), word)
	})
	return time.Weekday(max(0, i)), i >= 0
}
