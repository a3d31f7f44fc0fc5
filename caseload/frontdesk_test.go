package caseload_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"milepost/caseload"
	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

// frontDesk is a clinic's workspace, where a person maps and reads files.
type frontDesk struct {
	t interface {
		Helper()
		Fatal(...any)
		Fatalf(string, ...any)
	}
	c   *caseload.Caseload
	dir string
}

func newFrontDesk(t *testing.T) *frontDesk {
	t.Helper()
	dir := t.TempDir()
	c := emptyWorkspace(t, dir)
	t.Cleanup(func() { c.Close() })
	return &frontDesk{t, c, dir}
}

// mapped writes the mapping that is proposed for a file. Sessions of which no
// column says whether they were held were.
func (d *frontDesk) mapped(name, text string, set ...string) {
	d.t.Helper()
	f := sheet.File{Name: name, Data: bytes.NewReader([]byte(text)), Size: int64(len(text))}
	p, err := ingest.ProposeMapping(ctx(), f, ingest.LookOptions{})
	if err != nil {
		d.t.Fatal(err)
	}
	for _, s := range set {
		header, field, _ := strings.Cut(s, "=")
		if err := p.Set(header, field); err != nil {
			d.t.Fatal(err)
		}
	}
	if err := p.SetAlways("session.status", record.Attended); err != nil {
		d.t.Fatal(err)
	}
	if lacks := p.Lacks(); len(lacks) > 0 {
		d.t.Fatalf("%s: %v", name, lacks)
	}
	own := strings.TrimSuffix(strings.ToLower(name), filepath.Ext(name)) + "-own"
	if _, err := d.c.SaveMapping(ctx(), now(), caseload.Holder(), own, p.Mapping(own).Write(nil), caseload.ReplaceOld); err != nil {
		d.t.Fatal(err)
	}
}

// took reads a file and says that it was read right.
func (d *frontDesk) took(name, text string) caseload.Intake {
	d.t.Helper()
	in := drop(d.t, d.c, d.dir, name, text)
	all, err := d.c.Imports(ctx(), caseload.Holder())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, imp := range all {
		if imp.Asked == record.Waits {
			if _, err := d.c.AcceptImport(ctx(), now(), caseload.Holder(), imp.Import); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	return in
}

// questions lists what a person is asked.
func (d *frontDesk) questions() []record.Problem {
	d.t.Helper()
	s, err := d.c.Status(ctx(), now(), caseload.Holder())
	if err != nil {
		d.t.Fatal(err)
	}
	return append(s.Problems, s.Waiting...)
}

// counts says what is known of each client: name, goals, sessions and results.
func (d *frontDesk) counts() string {
	d.t.Helper()
	s, err := d.c.Status(ctx(), now(), caseload.Holder())
	if err != nil {
		d.t.Fatal(err)
	}
	var all []string
	for _, one := range s.Clients {
		f, err := d.c.FoldOf(ctx(), one.Client)
		if err != nil {
			d.t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%s %s %s: %d %d %d", one.Client, f.Client.FirstName, f.Client.LastName, len(f.Goals), len(f.Sessions), len(f.DataPoints)))
	}
	return strings.Join(all, "; ")
}

// sharedCase reads a file of the shared cases, or skips.
func sharedCase(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "shared", "cases", filepath.FromSlash(name)))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("%v: put the shared cases beside the project", err)
	}
	return string(text)
}

// namesNobody fails where the log or the name of a file names one of the people.
func (d *frontDesk) namesNobody(people ...string) {
	d.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(d.dir, "milepost.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer db.Close()
	var told string
	if err := db.QueryRow(`SELECT coalesce(group_concat(kind || ' ' || subject || ' ' || detail, ' '), '') FROM log`).Scan(&told); err != nil {
		d.t.Fatal(err)
	}
	err = filepath.WalkDir(d.dir, func(name string, _ fs.DirEntry, err error) error {
		told += "\n" + strings.TrimPrefix(name, d.dir)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	for _, name := range people {
		if strings.Contains(told, name) {
			d.t.Fatalf("%q stands in the log or in a name of a file:\n%s", name, told)
		}
	}
}
