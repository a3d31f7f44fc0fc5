package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/record"
)

// withUser does the same as withLock for the person whom --as names.
func withUser(ctx context.Context, sh *shell, act func(*caseload.Caseload, caseload.Actor) error) error {
	return withLock(ctx, sh, as(ctx, sh, act))
}

// withUserAsIs does the same for what reads cards by itself, or does not rest on
// them.
func withUserAsIs(ctx context.Context, sh *shell, act func(*caseload.Caseload, caseload.Actor) error) error {
	return withLockAsIs(ctx, sh, as(ctx, sh, act))
}

// as lets the person act whom --as names.
func as(ctx context.Context, sh *shell, act func(*caseload.Caseload, caseload.Actor) error) func(*caseload.Caseload) error {
	return func(c *caseload.Caseload) error {
		u, err := c.ActorFor(ctx, record.ID(sh.User))
		if err != nil {
			return err
		}
		return act(c, u)
	}
}

func reviewCommand(sh *shell) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "review DRAFT",
		Short: "Open a draft to read it, with what is new, asked and missing; it is in review from then on",
		Long:  "Open a draft to read it: its text, what is new since you last read it, what is asked and what is missing.\nThe draft is in review from then on. DRAFT is its file, its id, or its client's id.",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				r, err := c.Open(cmd.Context(), sh.Now(), u, args[0])
				if err != nil {
					return err
				}
				if asJSON {
					return encode(sh.Out, r)
				}
				printReview(sh, c, r)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

func printReview(sh *shell, c *caseload.Caseload, r caseload.Review) {
	w := sh.Out
	fmt.Fprintln(w, inWords(r.Text))
	fmt.Fprintf(w, "\n%s\n%s: %s, draft %s\n", strings.Repeat("-", 60), r.Naming(), r.State, r.Draft)
	for _, m := range r.Moves {
		if m.Why != "" && m.State == record.ChangesAsked && r.State != record.Signed {
			fmt.Fprintf(w, "Changes asked by %s on %s: %s\n", m.By, c.Day(m.At), m.Why)
		}
	}
	for _, m := range r.Signed {
		fmt.Fprintf(w, "Signed by %s as %s on %s (%s, document %s)\n", m.Signer.ID, m.As, c.Day(m.At), m.Kind, m.Document)
	}
	printNew(w, r)
	printQuestions(w, r.Questions)
	printFindings(w, r)
	printMoved(w, r)
	printFeedback(w, r)
	sh.printProblems(r.Problems)
	if r.State.IsSigned() {
		return
	}
	fmt.Fprintf(w, "\nTo read as it is printed: %s.pdf\nTo edit: %s.md\n", r.Path, r.Path)
	if !barred(r) {
		fmt.Fprintf(w, "Nothing stands in the way of a signature. To sign: milepost sign %s\n", r.Client)
	}
}

// printFeedback writes what the school's team said of earlier papers, for the
// plan of these.
func printFeedback(w io.Writer, r caseload.Review) {
	if len(r.Feedback) == 0 || r.State.IsSigned() {
		return
	}
	fmt.Fprintln(w, "\nThe school's team said of earlier papers; think of it when you write what comes next:")
	for _, n := range r.Feedback {
		outcome := ""
		if n.Outcome != "" {
			outcome = ", " + n.Outcome
		}
		fmt.Fprintf(w, "  %s%s (follow-up %s): %s\n", n.On, outcome, record.FollowUpID(n.Client, n.N), n.Feedback)
	}
}

// trendBlock matches the Markdown of a chart, with its words.
var trendBlock = regexp.MustCompile("(?ms)^```trend .*?^alt: (.*?)$.*?^```$")

// inWords is a text without its charts' numbers: what each shows is said.
func inWords(text string) string {
	return strings.TrimRight(trendBlock.ReplaceAllString(text, "[chart: $1]"), "\n")
}

// barred reports whether something stands in the way of a signature.
func barred(r caseload.Review) bool {
	for _, f := range r.Findings {
		if f.Reason == "" {
			return true
		}
	}
	return false
}

func printNew(w io.Writer, r caseload.Review) {
	if r.First || len(r.New) == 0 {
		return
	}
	fmt.Fprintln(w, "\nNew since you read it:")
	for _, n := range r.New {
		fmt.Fprintf(w, "  line %d: %s\n", n.Line, firstLine(n.Text))
		if n.Was != "" {
			fmt.Fprintf(w, "    it was: %s\n", firstLine(n.Was))
		}
	}
}

func printFindings(w io.Writer, r caseload.Review) {
	missing := 0
	for _, f := range r.Findings {
		if f.Code == "question" {
			continue // told above, with both sides
		}
		if missing++; missing == 1 {
			fmt.Fprintln(w, "\nIn the way of a signature:")
		}
		at := ""
		if f.Line > 0 {
			at = fmt.Sprintf("line %d: ", f.Line)
		}
		fmt.Fprintf(w, "  %s  %s%s", f.ID, at, f.Wrong)
		if f.Part && f.Text != "" {
			fmt.Fprintf(w, ": %s", f.Text)
		}
		fmt.Fprintln(w)
		switch {
		case f.Reason != "":
			fmt.Fprintf(w, "    let stand by %s: %s\n", f.By, f.Reason)
		case f.Part:
			fmt.Fprintf(w, "    %s\n", f.Do)
		default:
			fmt.Fprintf(w, "    %s: milepost accept %s %s --why TEXT\n", f.Do, r.Client, f.ID)
		}
	}
}

func printMoved(w io.Writer, r caseload.Review) {
	if len(r.Moved) == 0 {
		return
	}
	fmt.Fprintln(w, "\nFacts that moved under what you wrote:")
	for _, m := range r.Moved {
		now := m.Now
		if now == "" {
			now = "no longer said"
		}
		fmt.Fprintf(w, "  %s\n    %s was %s, now %s\n", firstLine(m.Text), m.Name, m.Was, now)
	}
}

func firstLine(text string) string {
	line, _, more := strings.Cut(text, "\n")
	if more {
		line += " ..."
	}
	return line
}

func questionsCommand(sh *shell) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "questions [DRAFT]",
		Short: "List the places that a person and the data both changed, of one draft or of all",
		Args:  atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := ""
			if len(args) == 1 {
				name = args[0]
			}
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				list, err := c.Questions(cmd.Context(), sh.Now(), u, name)
				if err != nil {
					return err
				}
				if asJSON {
					return encode(sh.Out, list)
				}
				if len(list) == 0 {
					fmt.Fprintln(sh.Out, "No questions.")
				}
				printQuestions(sh.Out, list)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print them as JSON")
	return cmd
}

func printQuestions(w io.Writer, list []record.Question) {
	for _, q := range list {
		mine, now := "You wrote", "The data now say"
		if q.Kind == record.AskFile {
			mine, now = "The saved file says", "Another saved text says"
		}
		fmt.Fprintf(w, "\nQuestion %s (draft %s)\n", q.ID, q.Draft)
		printSide(w, mine, q.Mine, "(left out)")
		if q.Kind == record.AskData {
			printSide(w, "The data said", q.Was, "(nothing)")
		}
		printSide(w, now, q.Now, "(nothing any more)")
		fmt.Fprintf(w, "  Keep yours: milepost answer %s %s mine\n  Take the other: milepost answer %s %s new\n  Or in other words: milepost answer %s %s text \"WORDS\"\n",
			q.Draft, q.ID, q.Draft, q.ID, q.Draft, q.ID)
	}
}

func printSide(w io.Writer, who, text, none string) {
	if text == "" {
		text = none
	}
	fmt.Fprintf(w, "  %-24s %s\n", who+":", strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", 27)))
}

func answerCommand(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "answer DRAFT QUESTION mine|new|text [WORDS]",
		Short: "Answer a question: keep what was written, take what the data now say, or say it in other words",
		Args:  func(cmd *cobra.Command, args []string) error { return usage(cobra.RangeArgs(3, 4)(cmd, args)) },
		RunE: func(cmd *cobra.Command, args []string) error {
			answer := caseload.Answer{Question: args[1], Take: args[2]}
			if len(args) == 4 {
				answer.Text = args[3]
			}
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				q, err := c.Answer(cmd.Context(), sh.Now(), u, args[0], answer)
				if err != nil {
					return err
				}
				fmt.Fprintf(sh.Out, "Question %s of draft %s is answered: %s.\n", q.ID, q.Draft, q.Answer)
				return nil
			})
		},
	}
}

func acceptCommand(sh *shell) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:   "accept DRAFT FINDING",
		Short: "Let a finding stand, with the reason, until the text changes",
		Args:  exactly(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				f, err := c.LetStand(cmd.Context(), sh.Now(), u, args[0], args[1], why)
				if err != nil {
					return err
				}
				fmt.Fprintf(sh.Out, "Finding %s stands: %s\n", f.ID, f.Reason)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "why it may stand")
	return cmd
}

func returnCommand(sh *shell) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:   "return DRAFT",
		Short: "Ask for changes to a draft in review",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				r, err := c.Return(cmd.Context(), sh.Now(), u, args[0], why)
				if err != nil {
					return err
				}
				fmt.Fprintf(sh.Out, "%s: changes asked. Whoever makes them hands it back with: milepost review %s\n", r.Naming(), r.Client)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "what is to change")
	return cmd
}

func undoCommand(sh *shell) *cobra.Command {
	to := -1
	cmd := &cobra.Command{
		Use:   "undo DRAFT",
		Short: "Take an earlier text of a draft back; nothing is overwritten",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withUser(cmd.Context(), sh, func(c *caseload.Caseload, u caseload.Actor) error {
				r, err := c.Undo(cmd.Context(), sh.Now(), u, args[0], to)
				if err != nil {
					return err
				}
				fmt.Fprintf(sh.Out, "%s: an earlier text stands in %s.md again; the one before is kept (milepost history %s).\n", r.Naming(), r.Path, r.Client)
				return nil
			})
		},
	}
	cmd.Flags().IntVar(&to, "to", -1, "the revision to go back to, 0 for the text as it was generated (without: the one before)")
	return cmd
}

func historyCommand(sh *shell) *cobra.Command {
	var asJSON bool
	text := -1
	cmd := &cobra.Command{
		Use:   "history DRAFT",
		Short: "Tell what happened to a draft and its documents: who and when",
		Args:  exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withWorkspace(cmd.Context(), sh, func(c *caseload.Caseload) error {
				u, err := c.ActorFor(cmd.Context(), record.ID(sh.User))
				if err != nil {
					return err
				}
				if text >= 0 {
					markdown, err := c.RevisionText(cmd.Context(), u, args[0], text)
					fmt.Fprint(sh.Out, markdown)
					return err
				}
				d, past, err := c.History(cmd.Context(), u, args[0])
				if err != nil {
					return err
				}
				if asJSON {
					return encode(sh.Out, past)
				}
				fmt.Fprintf(sh.Out, "draft %s of client %s, %s: %s\n", d.ID, d.Key.Client, orDash(d.Period.String()), d.State)
				printPast(sh.Out, c.Zone(), past)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	cmd.Flags().IntVar(&text, "text", -1, "print the text of this revision, 0 for the text as it was generated")
	return cmd
}

func printPast(w io.Writer, zone *time.Location, past []caseload.Past) {
	for _, p := range past {
		at := p.At
		if t, err := time.Parse(time.RFC3339, p.At); err == nil {
			at = t.In(zone).Format("2006-01-02 15:04:05")
		}
		line := fmt.Sprintf("%s  %-8s %s", at, orDash(string(p.By)), p.What)
		if p.Revision != "" {
			line += ", revision " + p.Revision
		}
		if p.Document != "" {
			line += ", document " + p.Document
		}
		fmt.Fprintln(w, line)
	}
}
