package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/gofrs/flock"

	"milepost/caseload"
	"milepost/record"
)

// asCards is whoever brings cards up to date before something else is done.
func asCards() caseload.Actor { return caseload.Program("cards") }

// freshCards is the door to whatever rests on cards: it reads those that were
// saved since they were last read. write hands on the right to write; where it
// cannot have it, somebody else is writing, and the cards as they were read stand.
func freshCards(ctx context.Context, sh *shell, c *caseload.Caseload, write func(func() error) error) error {
	changed, err := c.CardsChanged(ctx, asCards())
	if err != nil || !changed {
		return err
	}
	var in caseload.Intake
	err = write(func() error {
		in, err = c.ReadCards(ctx, sh.Now(), asCards())
		return err
	})
	if errors.Is(err, errStillWriting) {
		fmt.Fprintln(sh.Err, "milepost: another command is writing in this workspace; a card that was saved just now is not read yet")
		return nil
	}
	if len(in.Files) > 0 {
		printTaken(sh, sh.Err, in.Files, false)
		printHeld(sh, sh.Err, in.Held)
	}
	return err
}

// holding is for whoever has the right to write already.
func holding(act func() error) error { return act() }

// briefly takes the right to write where nobody else has it.
func briefly(ctx context.Context, dir string, c *caseload.Caseload) func(func() error) error {
	return func(act func() error) error {
		w := &writer{lock: flock.New(filepath.Join(dir, lockName)), mark: filepath.Join(dir, writingName)}
		held, err := w.lock.TryLock()
		if err != nil || !held {
			return errStillWriting
		}
		if err := w.begin(dir); err != nil {
			return errors.Join(err, w.lock.Unlock())
		}
		return errors.Join(w.on(ctx, c, func(*caseload.Caseload) error { return act() }), w.release())
	}
}

// printHeld names the folders of the outbox that were moved out of the way.
func printHeld(sh *shell, w io.Writer, held []caseload.HeldBatch) {
	for _, b := range held {
		fmt.Fprintf(w, "%s held %s that may no longer go (client %s).\n", inDir(sh, b.Folder), plural(b.Copies, "copy", "copies"), joinIDs(b.Clients))
		if b.Former > 0 {
			fmt.Fprintf(w, "  %s for a former address: where these contacts get papers has changed.\n", plural(b.Former, "copy was", "copies were"))
		}
		if b.Moved == "" {
			fmt.Fprintln(w, "  The folder is open in another program and could not be moved. Do not send anything from it.")
			continue
		}
		fmt.Fprintf(w, "  It was moved to %s. Do not send anything from it.\n", inDir(sh, b.Moved))
		fmt.Fprintf(w, "  If some of it already went out, read its worklist back first: %s\n", sh.fullCommand("deliver --done "+quoted(inDir(sh, b.Moved+"/worklist.xlsx"))))
		fmt.Fprintf(w, "  Then get the rest ready again: %s\n", sh.fullCommand("deliver --due"))
	}
}

// inDir is a path below the workspace as the command line would name it.
func inDir(sh *shell, name string) string { return filepath.Join(sh.Dir, filepath.FromSlash(name)) }

func joinIDs(ids []record.ID) string {
	text := ""
	for i, id := range ids {
		if i > 0 {
			text += ", "
		}
		text += string(id)
	}
	return text
}
