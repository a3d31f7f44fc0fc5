package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"milepost/caseload"
)

func translationsCommand(sh *shell) *cobra.Command {
	var out, in, by, review string
	cmd := &cobra.Command{
		Use:   "translations",
		Short: "List the sentences that wait for their translation; as a workbook out and in",
		Long: `Families who read another language get an edition of their own beside the English
one. What the program words it says by itself; a sentence that a therapist wrote
or changed waits here until a member of staff with the role translator fills it
in. The same sentence is known from then on.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			switch {
			case out != "" && in != "":
				return usageError{fmt.Errorf("--out and --in do not go together")}
			case (in != "" || review != "") && by == "":
				return usageError{fmt.Errorf("--in and --review need --by: the id of the member of staff who confirms the translations")}
			case review != "":
				return asTranslator(ctx, sh, by, func(c *caseload.Caseload, u caseload.Actor) error {
					path, err := c.ReviewTranslation(ctx, sh.Now(), u, review)
					if err == nil {
						fmt.Fprintf(sh.Out, "%s.md: reviewed by %s. Once its report is signed, it says so.\n", path, by)
					}
					return err
				})
			case out != "":
				return withReader(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error { return writeTranslations(ctx, sh, c, u, out) })
			case in != "":
				return asTranslator(ctx, sh, by, func(c *caseload.Caseload, u caseload.Actor) error { return readTranslations(ctx, sh, c, u, in, by) })
			}
			return withReader(ctx, sh, func(c *caseload.Caseload, u caseload.Actor) error { return printTranslations(ctx, sh, c, u) })
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write the list to this XLSX file, with an empty field beside each text")
	cmd.Flags().StringVar(&in, "in", "", "read the filled XLSX file")
	cmd.Flags().StringVar(&review, "review", "", "say that the translation of this client's report was read whole and is right")
	cmd.Flags().StringVar(&by, "by", "", "who confirms the translations, by id; has the role translator")
	return cmd
}

// asTranslator does the same as withUser for the member of staff whom --by names.
func asTranslator(ctx context.Context, sh *shell, by string, act func(*caseload.Caseload, caseload.Actor) error) error {
	named := *sh
	named.User = by
	return withUser(ctx, &named, act)
}

func printTranslations(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor) error {
	all, err := c.Translations(ctx, sh.Now(), u)
	if err != nil {
		return err
	}
	for _, t := range all {
		ids := make([]string, len(t.Clients))
		for i, id := range t.Clients {
			ids[i] = string(id)
		}
		fmt.Fprintf(sh.Out, "%s  %s  (%s)\n", t.Language, t.Text, strings.Join(ids, ", "))
		for _, term := range t.Terms {
			fmt.Fprintf(sh.Out, "      %s = %s\n", term.From, term.To)
		}
	}
	if len(all) == 0 {
		fmt.Fprintln(sh.Out, "Nothing waits for its translation.")
		return nil
	}
	fmt.Fprintf(sh.Out, "\n%s. Fill them in one sitting: milepost translations --out translations.xlsx\n",
		plural(len(all), "text waits", "texts wait"))
	return nil
}

func writeTranslations(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, name string) error {
	all, err := c.Translations(ctx, sh.Now(), u)
	if err != nil {
		return err
	}
	if err := writeWorkbook(name, func(w io.Writer) error { return caseload.WriteTranslations(w, all) }); err != nil {
		return err
	}
	fmt.Fprintf(sh.Out, "Wrote %s with %s. Fill the column \"translation\", save it, and read it back with --in %s --by ID.\n",
		name, plural(len(all), "text", "texts"), name)
	return nil
}

func readTranslations(ctx context.Context, sh *shell, c *caseload.Caseload, u caseload.Actor, name, by string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	all, problems, err := caseload.ReadTranslations(filepath.Base(name), data)
	if err != nil {
		return err
	}
	n, err := c.ConfirmTranslations(ctx, sh.Now(), u, all)
	if err != nil {
		return err
	}
	sh.printProblems(problems)
	fmt.Fprintf(sh.Out, "%s confirmed by %s.\n", plural(n, "translation", "translations"), by)
	return filledIn(sh, n, problems)
}
