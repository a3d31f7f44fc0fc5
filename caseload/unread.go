package caseload

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"milepost/ingest"
	"milepost/record"
)

// Unread is an export that could not be read and lies in rejected/.
type Unread struct {
	File string          `json:"file"` // as a command run where the workspace was named finds it
	Why  string          `json:"why"`  // the first reason
	Step record.NextStep `json:"step,omitzero"`
}

const (
	rejectedFolder = "rejected"
	whyEnding      = ".why.txt" // of the reasons beside a rejected file
)

// unread lists the exports that wait in rejected/ to be read.
func (c *Caseload) unread() ([]Unread, error) {
	entries, err := fs.ReadDir(c.root.FS(), rejectedFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var all []Unread
	for _, entry := range entries {
		name, isWhy := strings.CutSuffix(entry.Name(), whyEnding)
		if !isWhy {
			continue
		}
		if _, err := c.root.Stat(path.Join(rejectedFolder, name)); err != nil {
			continue // put back into the inbox, say
		}
		text, err := c.readFile(path.Join(rejectedFolder, entry.Name()))
		if err != nil {
			return nil, err
		}
		first, _, _ := strings.Cut(string(text), "\n")
		one := Unread{File: c.rejectedFile(name), Why: first}
		if strings.Contains(first, ingest.NoMapping) {
			one.Step = record.NextStep{Act: record.StepMapFile, Name: one.File}
		}
		all = append(all, one)
	}
	return all, err
}

// rejectedFile returns where a rejected file lies, for a command.
func (c *Caseload) rejectedFile(name string) string {
	return filepath.Join(c.dir, rejectedFolder, name)
}

// askToMap makes the next step of a file that no mapping fits a command that
// finds it where it will lie.
func (c *Caseload) askToMap(file string, one *Taken) {
	if within(c.options.Inbox, file) {
		file = c.rejectedFile(fitted(one.Name))
	}
	for i, p := range one.Problems {
		if p.Code == ingest.CodeNoMapping {
			one.Problems[i].Next = record.NextStep{Act: record.StepMapFile, Name: file}
		}
	}
}

// settleRejected removes from rejected/ what was read after all: it is safe in
// the archive. Another file of that name stays.
func (c *Caseload) settleRejected(one Taken) error {
	name := path.Join(rejectedFolder, fitted(one.Name))
	if _, err := c.root.Stat(name + whyEnding); one.Refused || one.Name == "" || err != nil {
		return nil //nolint:nilerr // nothing was rejected under that name
	}
	data, err := c.root.Open(name)
	if err != nil {
		return nil //nolint:nilerr // none lies there
	}
	hash, err := hashReader(data)
	if err := errors.Join(err, data.Close()); err != nil || !strings.HasPrefix(one.ID, hash) {
		return err
	}
	return errors.Join(c.root.Remove(name), c.root.Remove(name+whyEnding))
}
