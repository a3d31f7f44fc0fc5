package caseload

import (
	"bytes"
	"context"
	"io/fs"
	"path"
	"strings"

	"milepost/ingest"
)

// eraseMappings takes the client out of the clinic's own mappings: the names
// under which a tracker calls the client, and a mapping of the client's own
// file whole.
func (c *Caseload) eraseMappings(_ context.Context, cert *Certificate, who identity, e eraser) error {
	entries, err := fs.ReadDir(c.root.FS(), "mappings")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := path.Join("mappings", entry.Name())
		if !entry.Type().IsRegular() {
			continue
		}
		text, err := c.root.ReadFile(name)
		if err != nil {
			return err
		}
		rest, found := mappingWithout(text, string(cert.Client))
		switch {
		case !found && !who.said(string(text)):
			continue
		case !found || rest == nil:
			err = e.remove(name)
		default:
			err = e.put(name, rest)
		}
		if err != nil {
			return err
		}
		cert.Files++
	}
	return nil
}

// mappingWithout returns a mapping without the words for a client; nil where it
// is of that client's file alone. False: it does not name the client.
func mappingWithout(text []byte, id string) ([]byte, bool) {
	m, err := ingest.ParseMapping("mapping", text)
	if err != nil {
		return nil, false
	}
	if m.Always["client.id"] == id || m.Always["client.other_id"] == id {
		return nil, true
	}
	found := false
	for _, field := range []string{"client.id", "client.other_id"} {
		for word, ours := range m.Words[field] {
			if ours == id {
				delete(m.Words[field], word)
				found = true
			}
		}
	}
	if !found {
		return nil, false
	}
	var head bytes.Buffer
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		head.WriteString(line)
	}
	return append(head.Bytes(), m.Write(nil)...), true
}
