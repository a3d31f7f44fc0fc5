package caseload

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"

	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// errFound ends a walk at the first file that is looked for.
var errFound = errors.New("found")

func errFoundAt(found *string, name string) error {
	*found = name
	return errFound
}

// databaseThere refuses a folder that holds the clinic's files and no database:
// a new, empty one would hide that everything else is lost.
func (c *Caseload) databaseThere() error {
	if DatabaseSize(c.dir) > 0 {
		return nil
	}
	for _, folder := range []string{"signed", "archive", "drafts"} {
		found := ""
		err := fs.WalkDir(c.root.FS(), folder, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && !Junk(d.Name()) && !isTemporary(d.Name()) {
				return errFoundAt(&found, name)
			}
			return c.skipWalk(name, d, err)
		})
		if err != nil && !errors.Is(err, errFound) && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if found != "" {
			return record.Refuse(record.Conflict, "the database is missing or empty, and this folder holds files that were made with it, such as %s; nothing was changed", found).
				Then(record.NextStep{Act: record.StepRestoreNewest})
		}
	}
	if _, err := c.root.Stat(headOfDatabase); err == nil {
		return record.Refuse(record.Conflict, "the database is missing or empty, and %s says that there was one; nothing was changed. If it is lost for good and this folder is to begin again, remove that file", headOfDatabase).
			Then(record.NextStep{Act: record.StepRestoreNewest})
	}
	return nil
}

// headOfDatabase is the file with the newest entry of the log.
const headOfDatabase = ".milepost.head"

// databaseCurrent refuses a database that is older than the newest entry of its log
// that was written beside it, or than a file in signed/: what was signed since
// would be made once more, with other words.
func (c *Caseload) databaseCurrent(ctx context.Context) error {
	if err := c.store.NotOlder(ctx); errors.Is(err, store.ErrOlder) {
		return record.Refuse(record.Conflict, "%w; an older one was put in its place, or another clinic's; nothing was changed. If what was done since is lost for good, remove the file %s", err, headOfDatabase).
			Then(record.NextStep{Act: record.StepRestoreNewest, Text: c.lastSaved(ctx)})
	} else if err != nil {
		return err
	}
	documents, err := c.store.Documents(ctx, "")
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, d := range documents {
		known[signedFolder+d.Name+".md"] = true
	}
	unknown := ""
	err = fs.WalkDir(c.root.FS(), "signed", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || path.Ext(name) != ".md" || known[name] || !c.isDocument(name) {
			return c.skipWalk(name, d, err)
		}
		unknown = name
		return errFound
	})
	if err != nil && !errors.Is(err, errFound) && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if unknown == "" {
		return nil
	}
	return record.Refuse(record.Conflict, "the database is older than the signed report %s, which it does not know; nothing was changed", unknown).
		Then(record.NextStep{Act: record.StepRestoreNewest, Text: c.lastSaved(ctx)})
}

// isDocument reports whether a Markdown file says that it is a signed document.
func (c *Caseload) isDocument(name string) bool {
	data, err := c.readFile(name)
	if err != nil {
		return false
	}
	text, _, err := report.Text(data)
	if err != nil {
		return false
	}
	d, err := report.Read(text)
	return err == nil && documentIDs.MatchString(d.Front.Signed)
}

// lastSaved names the newest backup that the database tells of, in words.
func (c *Caseload) lastSaved(ctx context.Context) string {
	last, err := c.store.LastEvent(ctx, backupMade)
	if err != nil || last == nil {
		return ""
	}
	folders, err := c.store.Fingerprint(ctx, backupFolders)
	if err != nil || folders == "" {
		return "this database knows one of " + c.Day(last.At).String()
	}
	return "this database knows one of " + c.Day(last.At).String() + ", in " + strings.ReplaceAll(folders, "\n", " or ")
}

// asDamage says of a damaged database which backup to restore.
func (c *Caseload) asDamage(ctx context.Context, err error) error {
	if !errors.Is(err, store.ErrDamaged) {
		return err
	}
	text := ""
	if c.store != nil {
		text = c.lastSaved(ctx)
	}
	return record.Refuse(record.Conflict, "%w", err).Then(record.NextStep{Act: record.StepRestoreNewest, Text: text})
}

// Sound looks through the database for damage, as after a command that did not
// end.
func (c *Caseload) Sound(ctx context.Context, by Actor) error {
	if _, err := c.admit(ctx, by, record.ActVerify); err != nil {
		return err
	}
	return c.asDamage(ctx, c.store.QuickCheck(ctx))
}
