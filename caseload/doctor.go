package caseload

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"time"

	"milepost/record"
	"milepost/store"
)

// Examined is what one look of the doctor found.
type Examined struct {
	What  string          `json:"what"`  // disk, clock, ...
	State string          `json:"state"` // one of the three below
	Found string          `json:"found"`
	Next  record.NextStep `json:"next,omitzero"` // what to do about it
}

// How something stands.
const (
	ExaminedOK    = "ok"
	ExaminedLook  = "look"  // it may be wrong, or cannot be told
	ExaminedWrong = "wrong" // it has to be mended
)

func fine(what, found string) Examined { return Examined{What: what, State: ExaminedOK, Found: found} }

// Examine looks at what the workspace rests on: versions, clock, log, signed files,
// fonts and letterhead, backups, drafts that are away. It changes nothing.
func (c *Caseload) Examine(ctx context.Context, now time.Time, by Actor) ([]Examined, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	var all []Examined
	for _, look := range []func(context.Context, time.Time) (Examined, error){
		c.examineVersions, c.examineDatabase, c.examineClock, c.examineLog, c.examineSigned, c.examineArchive, c.examineLook, c.examineOddities, c.examineBackups, c.examineAway,
	} {
		one, err := look(ctx, now)
		if err != nil {
			return all, fmt.Errorf("examine: %w", err)
		}
		all = append(all, one)
	}
	return all, nil
}

func (c *Caseload) examineVersions(ctx context.Context, _ time.Time) (Examined, error) {
	have, knows, err := c.store.Versions(ctx)
	if err != nil {
		return Examined{}, err
	}
	e := fine("version", fmt.Sprintf("milepost %s on %s %s; database %d of %d", c.options.Version, runtime.GOOS, runtime.GOARCH, have, knows))
	if have < knows {
		e.State, e.Next = ExaminedLook, record.ToAdvise("nothing by hand: the next import or draft brings the database up to date")
	}
	return e, nil
}

// examineDatabase looks through the database for damage.
func (c *Caseload) examineDatabase(ctx context.Context, _ time.Time) (Examined, error) {
	err := c.store.QuickCheck(ctx)
	if errors.Is(err, store.ErrDamaged) {
		return Examined{"database", ExaminedWrong, err.Error(), record.NextStep{Act: record.StepRestoreNewest, Text: c.lastSaved(ctx)}}, nil
	}
	return fine("database", "its pages are sound"), err
}

// earliest is before any day on which this program can run.
func earliest() time.Time { return time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC) }

// examineClock compares the clock with the newest entry of the log: time does not
// run backwards.
func (c *Caseload) examineClock(ctx context.Context, now time.Time) (Examined, error) {
	var last record.Event
	if err := c.store.Events(ctx, func(e record.Event) error { last = e; return nil }); err != nil {
		return Examined{}, err
	}
	do := record.ToAdvise("set day, time and time zone in the system's settings; signatures and due dates depend on it")
	local := now.In(c.options.Zone).Format("2006-01-02 15:04 MST")
	if at, err := time.Parse(time.RFC3339, last.At); err == nil && now.Before(at.Add(-time.Minute)) {
		return Examined{"clock", ExaminedWrong, fmt.Sprintf("it says %s, and the log was written on %s already", local, last.At[:16]), do}, nil
	}
	if now.Before(earliest()) || now.Year() > 2100 {
		return Examined{"clock", ExaminedWrong, "it says " + local, do}, nil
	}
	return fine("clock", local+"; it does not lag behind the log. Compare it with a telephone"), nil
}

func (c *Caseload) examineLog(ctx context.Context, _ time.Time) (Examined, error) {
	checked, err := c.store.CheckLog(ctx)
	if err != nil {
		return Examined{}, err
	}
	if len(checked.Wrong) > 0 {
		return Examined{"log", ExaminedWrong, checked.Wrong[0], record.NextStep{Act: record.StepVerifyLog}}, nil
	}
	return fine("log", fmt.Sprintf("%s, each as it was written; head %.16s", count(checked.Entries, "entry", "entries"), checked.Head)), nil
}

// examineSigned compares the files of signed/ with the bytes that are kept.
func (c *Caseload) examineSigned(ctx context.Context, _ time.Time) (Examined, error) {
	documents, err := c.store.Documents(ctx, "")
	if err != nil {
		return Examined{}, err
	}
	missing, other := 0, ""
	for _, d := range documents {
		files, err := c.files(ctx, d.ID)
		if errors.Is(err, ErrRefused) {
			return Examined{"signed", ExaminedWrong, err.Error(), record.NextStep{Act: record.StepVerifyLog}}, nil
		}
		if err != nil {
			return Examined{}, err
		}
		for _, ending := range endings() {
			name, data := signedFolder+d.Name+ending, files[ending]
			standing, err := c.readFile(name)
			switch {
			case inTheWay(err) != "":
				other = name
			case err != nil:
				return Examined{}, err
			case standing == nil:
				missing++
			case hashOf(standing) != hashOf(data):
				other = name
			}
		}
	}
	switch {
	case other != "":
		return Examined{"signed", ExaminedWrong, other + " is not the file that was signed", record.NextStep{Act: record.StepDraft, Text: "remove it; the signed file is written again with the next drafts"}}, nil
	case missing > 0:
		return Examined{"signed", ExaminedLook, count(missing, "file is", "files are") + " missing in signed/", record.NextStep{Act: record.StepDraft, Text: "they are written again with the next drafts"}}, nil
	}
	return fine("signed", count(len(documents), "signed document", "signed documents")+", each file as it was signed"), nil
}

func (c *Caseload) examineLook(context.Context, time.Time) (Examined, error) {
	if err := c.loadWording(); err != nil {
		return Examined{"fonts", ExaminedWrong, err.Error(), record.NextStep{Act: record.StepCheckLibrary}}, nil //nolint:nilerr // it is what was found
	}
	if len(c.wrong) > 0 {
		return Examined{"fonts", ExaminedWrong, c.wrong[0].File + " " + c.wrong[0].Wrong, c.wrong[0].Next}, nil
	}
	return fine("fonts", "the program's own, and "+count(len(c.options.Look.Fonts), "font", "fonts")+" of the clinic; letterhead and logo can be printed"), nil
}

func (c *Caseload) examineBackups(ctx context.Context, now time.Time) (Examined, error) {
	last, err := c.lastBackup(ctx, now)
	if err != nil {
		return Examined{}, err
	}
	if last.Need != "" {
		return Examined{"backup", ExaminedWrong, last.Need, record.NextStep{Act: record.StepBackUp}}, nil
	}
	return fine("backup", "the last is of "+c.Day(last.At).String()+"; test it now and then"), nil
}

func (c *Caseload) examineAway(ctx context.Context, _ time.Time) (Examined, error) {
	all, err := c.aways(ctx)
	if err != nil {
		return Examined{}, err
	}
	var out []string
	for _, h := range all {
		out = append(out, fmt.Sprintf("%s with %s since %s (%s)", count(h.Drafts, "draft", "drafts"), h.Person, c.Day(h.At), h.ID))
	}
	if len(out) > 0 {
		return Examined{"away", ExaminedLook, strings.Join(out, "; "), record.NextStep{Act: record.StepTakeBackOrEnd, ID: all[0].ID}}, nil
	}
	leftover, err := c.root.Stat(handoverFolder)
	if err == nil && leftover.IsDir() {
		return Examined{"away", ExaminedLook, "a hand-over was stopped half-way, and a copy of its drafts lies in " + handoverFolder, record.ToAdvise("remove that folder, or check the drafts out again")}, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Examined{}, err
	}
	return fine("away", "no draft is on another machine"), nil
}
