package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"milepost/record"
)

// next is one way to take a next step: a command to paste and when to take it.
// One of the two may be empty.
type next struct{ When, Command string }

// ways turns a step into what can be typed, with the workspace and the user
// that this command line gave.
func (sh *shell) ways(step record.NextStep) []next {
	var all []next
	for _, w := range formOf(step.Act).ways {
		n := next{When: step.Fill(w.when, func(value string) string { return value })}
		if typed := step.Fill(w.command, quoted); typed != "" {
			n.Command = sh.fullCommand(typed)
		}
		if n != (next{}) {
			all = append(all, n)
		}
	}
	return all
}

// formOf finds the form of an act; an advice has none.
func formOf(act record.StepAct) stepForm {
	forms := slices.Concat(peopleForms(), draftForms(), importForms(), outgoingForms())
	if i := slices.IndexFunc(forms, func(f stepForm) bool { return f.act == act }); i >= 0 {
		return forms[i]
	}
	return stepForm{}
}

// fullCommand completes a command so that it can be pasted as it stands.
func (sh *shell) fullCommand(command string) string {
	full := "milepost " + command
	if sh.Dir != "" && sh.Dir != "." {
		full += " -C " + quoted(sh.Dir)
	}
	if sh.User != sh.setUser && !strings.Contains(command, "--as ") {
		full += " --as " + quoted(sh.User)
	}
	return full
}

// quoted writes an argument so that a shell reads it back as it is.
func quoted(arg string) string {
	safe := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:,@%+", r) ||
			r == '\\' && runtime.GOOS == "windows"
	}
	switch {
	case arg != "" && strings.IndexFunc(arg, func(r rune) bool { return !safe(r) }) < 0:
		return arg
	case runtime.GOOS == "windows":
		return `"` + strings.ReplaceAll(arg, `"`, `\"`) + `"`
	case strings.ContainsAny(arg, "\"$`\\!"):
		return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	return `"` + arg + `"`
}

// oneLine says a step within a line: the words, then what to type.
func (sh *shell) oneLine(step record.NextStep) string {
	var typed []string
	for _, n := range sh.ways(step) {
		typed = append(typed, n.String())
	}
	switch {
	case len(typed) == 0:
		return step.Words()
	case formOf(step.Act).whole:
		return strings.Join(typed, "; ")
	}
	return step.Words() + ": " + strings.Join(typed, "; ")
}

// String writes the way as people read it: "to cancel it, milepost replace ...".
func (n next) String() string {
	if n.When != "" && n.Command != "" {
		return n.When + ", " + n.Command
	}
	return n.When + n.Command
}

// typed is the first thing to type for a step.
func (sh *shell) typed(step record.NextStep) string {
	for _, n := range sh.ways(step) {
		if n.Command != "" {
			return n.Command
		}
	}
	return step.Words()
}

// problemLine writes a problem with its next step as it is typed here.
func (sh *shell) problemLine(p record.Problem) string {
	next := p.Next
	p.Next = record.NextStep{}
	return sh.withNext(p.String(), next)
}

// causeLine writes the problems of one cause with their next step as it is
// typed here.
func (sh *shell) causeLine(c record.Cause) string {
	next := c.Next
	c.Next = record.NextStep{}
	return sh.withNext(c.String(), next)
}

// withNext adds a step to a text, within the line.
func (sh *shell) withNext(text string, next record.NextStep) string {
	if next.IsZero() {
		return text
	}
	return text + "; " + sh.oneLine(next)
}

// tellError prints why a command did not do what it should, and the next step
// on lines of its own, where a command is easy to copy.
func (sh *shell) tellError(err error) {
	fmt.Fprintf(sh.Err, "milepost: %v\n", err)
	var refusal *record.Refusal
	if !errors.As(err, &refusal) || refusal.Next.IsZero() {
		return
	}
	fmt.Fprintf(sh.Err, "Next: %s.\n", refusal.Next.Words())
	for _, n := range sh.ways(refusal.Next) {
		if n.When != "" && n.Command != "" {
			n.When += ":\n    "
		}
		fmt.Fprintf(sh.Err, "  %s%s\n", n.When, n.Command)
	}
}

// exitCodes maps each kind of refusal to an exit code. All are the same today:
// nothing was changed. Scripts of clinics rest on that.
func exitCodes() map[record.RefusalKind]int {
	return map[record.RefusalKind]int{
		record.NotSignedIn:  exitNotDone,
		record.NotAllowed:   exitNotDone,
		record.NotFound:     exitNotDone,
		record.Conflict:     exitNotDone,
		record.InvalidInput: exitNotDone,
		record.Incomplete:   exitNotDone,
		record.Busy:         exitNotDone,
	}
}

// exitCode is the exit code for an error that is no wrong command line.
func exitCode(err error) int {
	var refusal *record.Refusal
	if errors.As(err, &refusal) {
		if code, ok := exitCodes()[refusal.Kind]; ok {
			return code
		}
	}
	return exitNotDone
}
