package record

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Cause is a problem with all others that have the same cause: in one column of
// one file, of one client, and wrong in the same way. A question about a column,
// or about a word of one, is one for all clients.
type Cause struct {
	Problem          // the first
	Rows    []Source // at which they stand, that of the first too
}

// Causes groups problems by their cause, in the order of the first of each.
func Causes(all []Problem) []Cause {
	type key struct {
		client                                 ID
		file, sheet, column, code, wrong, word string
	}
	var causes []Cause
	at := map[key]int{}
	for _, p := range all {
		client := p.Client
		if p.Next.Act == StepMap || p.Next.Act == StepSetMapping {
			client = ""
		}
		k := key{client, p.File, p.Sheet, p.Column, p.Code, numbers.ReplaceAllString(p.Wrong, "0"), p.word()}
		i, known := at[k]
		if !known {
			i = len(causes)
			at[k] = i
			causes = append(causes, Cause{Problem: p})
		}
		if row := p.WholeRow(); !slices.Contains(causes[i].Rows, row) {
			causes[i].Rows = append(causes[i].Rows, row)
		}
	}
	return causes
}

// word is the word that a question is about, however it is written; "" it is
// about none.
func (p Problem) word() string {
	if !strings.HasPrefix(p.Code, "word.") {
		return ""
	}
	return strings.Join(strings.Fields(strings.ToLower(p.Found)), " ")
}

// numbers differ from row to row in what is wrong alike.
var numbers = regexp.MustCompile(`\d+`)

// String writes the cause as one line, with the other rows of it.
func (c Cause) String() string {
	if len(c.Rows) < 2 {
		return c.Problem.String()
	}
	words := c.Next.Words()
	c.Next = NextStep{}
	text := c.Problem.String() + " (" + c.more() + ")"
	if words != "" {
		text += "; " + words
	}
	return text
}

// more names the rows beside the first.
func (c Cause) more() string {
	const most = 6
	var rows []string
	for i, r := range c.Rows[1:] {
		if i == most {
			rows = append(rows, "...")
			break
		}
		rows = append(rows, fmt.Sprint(r.Row))
	}
	if n := len(c.Rows) - 1; n > 1 {
		return fmt.Sprintf("and %d more rows like it: %s", n, strings.Join(rows, ", "))
	}
	return "and row " + rows[0] + " like it"
}
