package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"milepost/record"
)

// fullStep has every argument that a form can ask for.
func fullStep(act record.StepAct) record.NextStep {
	return record.NextStep{Act: act, Client: "C 1", Other: "C-2", User: "kim", ID: "7", Name: "goals.csv", Text: "parent"}
}

func TestEveryNextStepCanBeTyped(t *testing.T) {
	acts := record.StepActs()
	for _, f := range slices.Concat(peopleForms(), draftForms(), importForms(), outgoingForms()) {
		if !slices.Contains(acts, f.act) {
			t.Errorf("%s has a form twice, or is no act", f.act)
		}
		acts = slices.DeleteFunc(acts, func(a record.StepAct) bool { return a == f.act })
	}
	if len(acts) > 0 {
		t.Errorf("acts without a form: %v", acts)
	}
	sh := &shell{Dir: "/clinic of Ana", User: "kim"}
	for _, act := range record.StepActs() {
		for _, step := range []record.NextStep{fullStep(act), {Act: act, ID: "7", Client: "C-1", Other: "C-2", User: "kim"}} {
			for _, n := range sh.ways(step) {
				checkTyped(t, act, n.Command)
			}
		}
	}
}

// checkTyped reads a command as a shell would and asks cobra for its command,
// flags and arguments.
func checkTyped(t *testing.T, act record.StepAct, command string) {
	t.Helper()
	if command == "" {
		return
	}
	args := splitLikeAShell(command)
	if args[0] != "milepost" || strings.ContainsAny(command, "{}[]") || !slices.Contains(args, "/clinic of Ana") {
		t.Errorf("%s: %s", act, command)
	}
	cmd, rest, err := rootCommand(&shell{}).Find(args[1:])
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err == nil && cmd.Args != nil {
		err = cmd.Args(cmd, cmd.Flags().Args())
	}
	if err == nil && !cmd.HasParent() {
		err = fmt.Errorf("it names no command")
	}
	if err != nil {
		t.Errorf("%s: %s: %v", act, command, err)
	}
}

// splitLikeAShell undoes quoted.
func splitLikeAShell(line string) []string {
	var args []string
	var arg strings.Builder
	var within rune
	for _, r := range line + " " {
		switch {
		case within != 0 && r == within:
			within = 0
		case within == 0 && (r == '"' || r == '\''):
			within = r
		case within == 0 && r == ' ':
			args = append(args, arg.String())
			arg.Reset()
		default:
			arg.WriteRune(r)
		}
	}
	return args
}

func TestAnArgumentIsQuotedForAShell(t *testing.T) {
	for arg, want := range map[string]string{
		"C-1": "C-1", "": `""`, "a b": `"a b"`, "it's": `"it's"`, "a$b": "'a$b'", `a"b'c`: `'a"b'\''c'`, "a;b": `"a;b"`,
	} {
		if got := quoted(arg); got != want {
			t.Errorf("%q: got %s, want %s", arg, got, want)
		}
	}
}

func TestACommandHasWhatTheCommandLineGave(t *testing.T) {
	step := record.NextStep{Act: record.StepSetExpiry, User: "kim"}
	for _, c := range []struct {
		sh   shell
		want string
	}{
		{shell{Dir: "."}, "milepost user set kim --expires DATE"},
		{shell{Dir: "/c", User: "va", setUser: "va"}, "milepost user set kim --expires DATE -C /c"},
		{shell{Dir: "a b", User: "lee", setUser: "va"}, `milepost user set kim --expires DATE -C "a b" --as lee`},
	} {
		if got := c.sh.ways(step); len(got) != 1 || got[0].Command != c.want {
			t.Errorf("got %v, want %s", got, c.want)
		}
	}
}

func TestARefusalIsToldWithItsNextStep(t *testing.T) {
	var errs bytes.Buffer
	sh := &shell{Err: &errs, Dir: "d"}
	sh.tellError(record.Refuse(record.Incomplete, "the license of kim has no end date").Then(record.NextStep{Act: record.StepSetExpiry, User: "kim"}))
	want := "milepost: the license of kim has no end date\nNext: a lead adds the day the license of kim ends.\n  milepost user set kim --expires DATE -C d\n"
	if errs.String() != want {
		t.Errorf("got %q, want %q", errs.String(), want)
	}
}

func TestEveryKindOfRefusalHasAnExitCode(t *testing.T) {
	codes := exitCodes()
	for _, kind := range record.RefusalKinds() {
		if code, ok := codes[kind]; !ok || code == exitDone || code == exitProblems {
			t.Errorf("%s: exit code %d, %v", kind, code, ok)
		}
	}
	if len(codes) != len(record.RefusalKinds()) {
		t.Errorf("got %d codes for %d kinds", len(codes), len(record.RefusalKinds()))
	}
}

func TestWaysOfAStepStandOnLinesOfTheirOwn(t *testing.T) {
	var errs bytes.Buffer
	sh := &shell{Err: &errs, Dir: "d"}
	sh.tellError(record.Refuse(record.Conflict, "it is so").Then(record.NextStep{Act: record.StepCancelReplace, ID: "7"}))
	want := "milepost: it is so\nNext: sign the replacement, or cancel it.\n  to sign it:\n    milepost sign 7 -C d\n  to cancel it:\n    milepost replace 7 --cancel -C d\n"
	if errs.String() != want {
		t.Errorf("got %q, want %q", errs.String(), want)
	}
}
