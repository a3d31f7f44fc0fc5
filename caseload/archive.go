package caseload

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"milepost/record"
	"milepost/store"
)

// archiveStands compares each file of archive/ with the import that was read from
// it: its ID is the file's SHA-256. It returns what is missing or changed, with
// the file and what to do.
func (c *Caseload) archiveStands(ctx context.Context) (wrong []string, files int, err error) {
	imports, err := c.store.Imports(ctx)
	if err != nil {
		return nil, 0, err
	}
	forgotten, err := c.store.ForgottenClients(ctx)
	if err != nil {
		return nil, 0, err
	}
	// The archive stays at the clinic: what was imported before a hand-over was
	// opened is kept there.
	opened, err := c.store.LastEvent(ctx, store.HandOverOpened)
	if err != nil {
		return nil, 0, err
	}
	seen := map[string]bool{}
	for _, imp := range imports {
		if opened != nil && imp.At <= opened.At {
			continue
		}
		name, err := archivedAs(imp)
		if err != nil || seen[imp.Bytes()] {
			continue // one read again shares the file of the first time
		}
		seen[imp.Bytes()] = true
		files++
		what, err := c.archiveStandsAs(name, imp, len(forgotten) > 0)
		if err != nil {
			return wrong, files, err
		}
		if what != "" {
			wrong = append(wrong, fmt.Sprintf("%s (import %d) %s; restore it from a backup, or import the original again", name, imp.Order, what))
		}
	}
	return wrong, files, nil
}

// archivedAs returns where the file of an import is kept.
func archivedAs(imp record.Import) (string, error) {
	at, err := time.Parse(instantForm, imp.At)
	if err != nil {
		return "", err
	}
	return archiveName(at, imp.Bytes(), imp.Name), nil
}

// archiveStandsAs says what is wrong with one file; "" nothing. Once a client was
// forgotten, a file may stand without its rows, or be gone, with a note beside it.
func (c *Caseload) archiveStandsAs(name string, imp record.Import, mayLack bool) (string, error) {
	f, err := c.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		note, err := c.readFile(name + tombstoneEnding)
		if err != nil || note != nil && mayLack {
			return "", err
		}
		return "is missing", nil
	}
	if inTheWay(err) != "" {
		return inTheWay(err), nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum, err := hashReader(f)
	if inTheWay(err) != "" {
		return inTheWay(err), nil
	}
	if err != nil || sum == imp.Bytes() || mayLack && c.isRewritten(name, sum) {
		return "", err
	}
	return "was changed since it was imported", nil
}

// examineArchive compares the files of archive/ with their imports.
func (c *Caseload) examineArchive(ctx context.Context, _ time.Time) (Examined, error) {
	wrong, files, err := c.archiveStands(ctx)
	if err != nil {
		return Examined{}, err
	}
	if len(wrong) > 0 {
		return Examined{"archive", ExaminedWrong, wrong[0], record.NextStep{Act: record.StepVerifyLog}}, nil
	}
	return fine("archive", count(files, "imported file", "imported files")+", each as it was imported"), nil
}
