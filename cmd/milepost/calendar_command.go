package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/ingest/value"
	"milepost/record"
)

func calendarCommand(sh *shell) *cobra.Command {
	var f dueFlags
	var month, out string
	cmd := &cobra.Command{
		Use:   "calendar",
		Short: "Write a month of what falls due, to print or to read",
		Long: "Writes what falls due in a month: a grid to see it at a glance, then what needs a person first, then each week\n" +
			"with whose duty each day is and why. --out writes a PDF (.pdf) or Markdown (.md); without it, the Markdown is printed.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			day, err := monthOf(month, sh.Now())
			if err != nil {
				return err
			}
			sel, err := f.selection()
			if err != nil {
				return err
			}
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				m, err := c.Month(cmd.Context(), sh.Now(), u, sel, day)
				if err != nil {
					return err
				}
				return writeMonth(sh, c, m, out)
			})
		},
	}
	f.whose(cmd)
	cmd.Flags().StringVar(&month, "month", "", "the month, like 3/2027 (without: this one)")
	cmd.Flags().StringVar(&out, "out", "", "write it to this file, .pdf or .md")
	return cmd
}

func monthOf(text string, now time.Time) (record.Date, error) {
	if text == "" {
		return record.DateOf(now), nil
	}
	day, err := value.TypedMonth(text)
	if err != nil {
		return day, usageError{fmt.Errorf("--month: %w", err)}
	}
	return day, nil
}

func writeMonth(sh *shell, c *caseload.Caseload, m caseload.Month, out string) error {
	if out == "" {
		fmt.Fprint(sh.Out, m.Markdown)
		return listed(sh, m.Problems)
	}
	file := []byte(m.Markdown)
	switch strings.ToLower(filepath.Ext(out)) {
	case ".md":
	case ".pdf":
		var err error
		if file, m.Problems, err = c.MonthPDF(m); err != nil {
			return err
		}
	default:
		return usageError{fmt.Errorf("--out %s: name a PDF (.pdf) or Markdown (.md)", out)}
	}
	err := writeWhole(out, func(w io.Writer) error {
		_, err := w.Write(file)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "Wrote %s with %s.\n", out, plural(m.Items, "date", "dates"))
	return listed(sh, m.Problems)
}

// listed prints problems beside the output.
func listed(sh *shell, problems []record.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	sh.printProblemsTo(sh.Err, problems)
	return errProblems
}
