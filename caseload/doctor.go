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
)

// Examined is what one look of the doctor found.
type Examined struct {
	What  string `json:"what"`  // disk, clock, ...
	State string `json:"state"` // one of the three below
	Found string `json:"found"`
	Do    string `json:"do,omitempty"` // what to do about it
}

// How something stands.
const (
	ExaminedOK    = "ok"
	ExaminedLook  = "look"  // it may be wrong, or cannot be told
	ExaminedWrong = "wrong" // it has to be mended
)

func fine(what, found string) Examined { return Examined{what, ExaminedOK, found, ""} }

// Examine looks at what the workspace rests on: versions, clock, log, signed files,
// fonts and letterhead, backups, drafts that are away. It changes nothing.
func (c *Caseload) Examine(ctx context.Context, now time.Time) ([]Examined, error) {
	var all []Examined
	for _, look := range []func(context.Context, time.Time) (Examined, error){
		c.examineVersions, c.examineClock, c.examineLog, c.examineSigned, c.examineLook, c.examineBackups, c.examineAway,
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
		e.State, e.Do = ExaminedLook, "any command that writes brings the database up to date"
	}
	return e, nil
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
	const do = "set day, time and time zone in the system's settings: signatures and due days go by it"
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
		return Examined{"log", ExaminedWrong, checked.Wrong[0], "\"milepost verify --log\" lists all; restore a backup beside and compare"}, nil
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
		markdown, pdf, html, err := c.store.Files(ctx, d.ID)
		if err != nil {
			return Examined{}, err
		}
		for i, data := range [][]byte{markdown, pdf, html} {
			name := "signed/" + d.Name + endings()[i]
			standing, err := c.readFile(name)
			switch {
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
		return Examined{"signed", ExaminedWrong, other + " is not the file that was signed", "remove it: \"milepost draft\" writes the signed bytes again"}, nil
	case missing > 0:
		return Examined{"signed", ExaminedLook, count(missing, "file is", "files are") + " missing in signed/", "\"milepost draft\" writes them again from the kept bytes"}, nil
	}
	return fine("signed", count(len(documents), "signed document", "signed documents")+", each file as it was signed"), nil
}

func (c *Caseload) examineLook(context.Context, time.Time) (Examined, error) {
	if err := c.loadWording(); err != nil {
		return Examined{"fonts", ExaminedWrong, err.Error(), "\"milepost check\" names the place"}, nil //nolint:nilerr // it is what was found
	}
	if len(c.wrong) > 0 {
		return Examined{"fonts", ExaminedWrong, c.wrong[0].File + " " + c.wrong[0].Wrong, c.wrong[0].Do}, nil
	}
	return fine("fonts", "the program's own, and "+count(len(c.options.Look.Fonts), "font", "fonts")+" of the clinic; letterhead and logo can be printed"), nil
}

func (c *Caseload) examineBackups(ctx context.Context, now time.Time) (Examined, error) {
	last, err := c.lastBackup(ctx, now)
	if err != nil {
		return Examined{}, err
	}
	if last.Need != "" {
		return Examined{"backup", ExaminedWrong, last.Need, "milepost backup FILE, on another disk"}, nil
	}
	return fine("backup", "the last is of "+c.Day(last.At).String()+"; try it: milepost backup --check FILE"), nil
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
		return Examined{"away", ExaminedLook, strings.Join(out, "; "), "milepost takeback FILE, when the therapist hands back; milepost handover --end ID gives one up"}, nil
	}
	leftover, err := c.root.Stat(handoverFolder)
	if err == nil && leftover.IsDir() {
		return Examined{"away", ExaminedLook, "a hand-over was stopped half-way, and a copy of its drafts lies in " + handoverFolder, "remove that folder, or hand over again"}, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Examined{}, err
	}
	return fine("away", "no draft is on another machine"), nil
}
