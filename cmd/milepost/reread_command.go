package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"milepost/caseload"
	"milepost/record"
)

// rereadImport shows what a newer mapping changes in an import, asks, and reads
// it again in its place.
func rereadImport(ctx context.Context, sh *shell, args []string, yes bool) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("--reread needs the number of one import, for example: milepost imports 3 --reread")}
	}
	return withUser(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error {
		imp, err := c.Import(ctx, u, args[0])
		if err != nil {
			return err
		}
		seen, err := c.RereadImpact(ctx, sh.Now(), u, imp)
		if err != nil {
			return err
		}
		showReread(sh.Out, imp, seen)
		if ok, err := confirmed(sh, yes, "Read it again?"); !ok {
			return err
		}
		done, err := c.Reread(ctx, sh.Now(), u, imp)
		if err != nil {
			return err
		}
		err = printRedrawn(sh, done, fmt.Sprintf("was read again and is used in place of import %d", imp.Order))
		fmt.Fprintf(sh.Out, "To have the old reading back: %s\n", sh.typed(record.NextStep{Act: record.StepRetractImport, ID: strconv.Itoa(done.Imports[0].Order)}))
		return err
	})
}

// showReread says how the file would be understood, and what that changes.
func showReread(w io.Writer, imp record.Import, seen caseload.Reread) {
	fmt.Fprintf(w, "Import %d, %s, was read by the mapping %s: %s of %d used.\n", imp.Order, imp.Name, imp.Mapping, plural(imp.Used, "row", "rows"), imp.Rows)
	fmt.Fprintf(w, "By the mapping %s as it is now: %s of %d used. Its first rows, as they would be understood:\n", seen.Mapping, plural(seen.Used, "row", "rows"), seen.Rows)
	printSaid(w, seen.Said)
	printTotals(w, seen.Before, seen.After)
	printImpact(w, seen.Impact)
}

// printTotals says what the records of the clients come to before and after.
func printTotals(w io.Writer, was, is caseload.Totals) {
	fmt.Fprintln(w, "What it changes for these clients:")
	for _, one := range []struct {
		what    string
		was, is int
	}{
		{"clients", was.Clients, is.Clients},
		{"goals", was.Goals, is.Goals},
		{"visits", was.Visits, is.Visits},
		{"results", was.Results, is.Results},
		{"rows to fix", was.Waiting, is.Waiting},
	} {
		change := "as before"
		if one.was != one.is {
			change = fmt.Sprintf("were %d", one.was)
		}
		fmt.Fprintf(w, "  %s: %d, %s\n", one.what, one.is, change)
	}
}

// markOutdated marks the imports that would be read by another mapping now.
func markOutdated(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, kept []caseload.Kept) error {
	newer, err := c.Outdated(ctx, sh.Now(), u)
	for i := range kept {
		kept[i].Newer = slices.Contains(newer, kept[i].Order)
	}
	return err
}

// printNewer says how files that were read before are read by a mapping that is
// newer.
func printNewer(sh *shell, w io.Writer, taken []caseload.Taken) {
	for _, t := range taken {
		if t.Newer {
			fmt.Fprintf(w, "%s counts as import %d, and its mapping is newer. See what it changes: %s\n", t.Name, t.Order, sh.typed(rereadStep(t.Order)))
		}
	}
}

func rereadStep(number int) record.NextStep {
	return record.NextStep{Act: record.StepRereadImport, ID: strconv.Itoa(number)}
}

// readStep is how the file is read by the mapping that was written: where it
// counts already, again in its place.
func (m *mapper) readStep() record.NextStep {
	if m.c != nil {
		if n, err := m.c.CountsAs(context.Background(), m.by, m.file); err == nil && n > 0 {
			return rereadStep(n)
		}
	}
	return record.NextStep{Act: record.StepReadFile, Name: m.path}
}
