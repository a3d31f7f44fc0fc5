package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// isTerminal reports whether a person types there.
func isTerminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// confirmed reports whether a person says yes: beforehand with --yes, or now on
// a terminal. Where nobody can be asked, it says how to say yes.
func confirmed(sh *shell, yes bool, question string) (bool, error) {
	if yes {
		return true, nil
	}
	if !isTerminal(sh.In) {
		return false, errors.New("nothing changed: say --yes to do it")
	}
	fmt.Fprintf(sh.Out, "%s [y/N] ", question)
	answer, err := bufio.NewReader(sh.In).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return true, nil
	}
	fmt.Fprintln(sh.Out, "Nothing changed.")
	return false, nil
}
