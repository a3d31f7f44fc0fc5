package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"milepost/ingest"
)

func fieldsCommand(sh *shell) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "fields [WORD...]",
		Short: "List what a column of an export can be: every field that a mapping can fill",
		Long: "Lists every field that a mapping can fill, with its type, an example and what it is.\n" +
			"With words, only the fields that hold one of them: milepost fields date",
		RunE: func(_ *cobra.Command, args []string) error {
			fields := fieldsWith(args)
			if asJSON {
				return encode(sh.Out, fields)
			}
			return printFields(sh.Out, fields)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON")
	return cmd
}

// fieldsWith returns the fields whose name or explanation holds one of the
// words; without words, all.
func fieldsWith(words []string) []ingest.Field {
	found := []ingest.Field{}
	for _, f := range ingest.Fields() {
		said := strings.ToLower(f.Name + " " + f.About)
		hit := len(words) == 0
		for _, w := range words {
			hit = hit || strings.Contains(said, strings.ToLower(w))
		}
		if hit {
			found = append(found, f)
		}
	}
	return found
}

// printFields writes a line for each field, below a line for each kind, then
// the words of closed lists, which are too long for a column.
func printFields(w io.Writer, fields []ingest.Field) error {
	if len(fields) == 0 {
		fmt.Fprintln(w, "No field holds that word. All of them: milepost fields")
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "FIELD\tTYPE\tEXAMPLE\tWHAT IT IS")
	kind := ""
	for _, f := range fields {
		if first, _, _ := strings.Cut(f.Name, "."); first != kind && kind != "" {
			fmt.Fprintln(t, "\t\t\t")
		}
		kind, _, _ = strings.Cut(f.Name, ".")
		shown, about := f.Type, f.About
		if strings.Contains(f.Type, ", ") {
			shown, about = "one word of", f.About+": "+f.Type
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", f.Name, shown, f.Example, about)
	}
	fmt.Fprintln(t, "\t\t\t")
	fmt.Fprintf(t, "%s\t\t\tfor a column that is known and not wanted\n", ingest.Ignore)
	return t.Flush()
}
