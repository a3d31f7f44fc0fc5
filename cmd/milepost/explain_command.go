package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

func explainCommand(sh *shell) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain DRAFT",
		Short: "Print, sentence by sentence, the phrase and the dated rows behind a draft",
		Long:  "Print, sentence by sentence, the phrase and the dated rows behind a draft.\nDRAFT is its file, its id, or its client's id.",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withReader(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				body, err := c.Explain(cmd.Context(), u, args[0])
				if err != nil {
					return err
				}
				if asJSON {
					return encode(sh.Out, body.Sentences)
				}
				printExplanation(sh.Out, body)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

func printExplanation(w io.Writer, body record.Body) {
	fmt.Fprintf(w, "draft %s, base %s, %s\n", body.Draft.ID(), body.Hash, orDash(body.Period.String()))
	for _, s := range body.Sentences {
		fmt.Fprintf(w, "\n%s\n  %s  (line %d, %s)\n", s.Text, s.ID, s.Line, sortOf(s))
		if s.Phrase != "" {
			fmt.Fprintf(w, "  phrase %s\n", s.Phrase)
		}
		for _, f := range s.Facts {
			fmt.Fprintf(w, "  %s: %s", f.Name, f.Value)
			if f.Note != "" {
				fmt.Fprintf(w, " = %s", f.Note)
			}
			fmt.Fprintln(w)
			for _, pooled := range f.Pooled {
				fmt.Fprintf(w, "    %s\n", pooled)
			}
			for _, source := range f.Sources {
				fmt.Fprintf(w, "    from %s\n", source)
			}
		}
	}
}

// sortOf says which sort of sentence one is; a person's own words have none.
func sortOf(s record.Sentence) string {
	if s.Sort == "" {
		return "a person's own words"
	}
	return string(s.Sort)
}
