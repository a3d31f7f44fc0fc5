package main

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// damages hurts the desk's workspace between two commands, each time in another
// way, and sees that it is noticed.
type damages struct {
	*desk
	random *rand.Rand
	older  []byte // the database as it was a command ago
	backup string
	done   map[string]int
}

func newDamages(d *desk, random *rand.Rand) *damages {
	return &damages{desk: d, random: random, backup: filepath.Join(d.TempDir(), "same.age"), done: map[string]int{}}
}

func (d *damages) database() string { return filepath.Join(d.dir, "milepost.db") }

// hurt does one damage, checks that the program says so and keeps the earlier
// backup, and undoes it.
func (d *damages) hurt(i int) {
	d.Helper()
	whole := d.read(d.database())
	if d.older == nil {
		d.older = whole
		d.saves(exitDone)
		return
	}
	before := d.read(d.backup)
	kinds := []struct {
		name string
		do   func() (undo func(), ok bool)
	}{
		{"older database", func() (func(), bool) { return d.put(d.database(), d.older), true }},
		{"zeroed pages", func() (func(), bool) {
			data := bytes.Clone(whole)
			from := 4096 * (1 + d.random.IntN(len(data)/4096/2))
			clear(data[from : from+len(data)/4/4096*4096])
			return d.put(d.database(), data), true
		}},
		{"cut end", func() (func(), bool) {
			return d.put(d.database(), whole[:len(whole)-4096*(1+d.random.IntN(8))]), true
		}},
		{"no database", func() (func(), bool) {
			d.check(os.Remove(d.database()))
			return d.put(d.database(), nil), true
		}},
		{"row changed by hand", func() (func(), bool) { d.change(); return func() {}, true }},
		{"signed file changed", func() (func(), bool) { return d.spoil("signed") }},
		{"imported file changed", func() (func(), bool) { return d.spoil("archive") }},
	}
	kind := kinds[i%len(kinds)]
	undo, ok := kind.do()
	if ok {
		code, out, errs := invoke("verify", "--log", "-C", d.dir)
		if code == exitDone {
			d.Errorf("%s is not noticed:\n%s%s", kind.name, out, errs)
		}
		if i%len(kinds) < 5 { // the database
			d.saves(exitNotDone)
			if !bytes.Equal(before, d.read(d.backup)) {
				d.Errorf("%s: the earlier backup is another file now", kind.name)
			}
		}
		d.done[kind.name]++
	}
	undo()
	_ = os.Remove(d.database() + "-wal") // of the damaged one
	_ = os.Remove(d.database() + "-shm")
	d.put(d.database(), whole)
	d.whole("after " + kind.name)
	d.saves(exitDone)
	d.older = whole
}

// saves makes a backup over the earlier one.
func (d *damages) saves(want int) {
	d.Helper()
	code, out, errs := invoke("backup", d.backup, "-C", d.dir, "--as", "T-1", "--password-file", d.secret())
	if code != want {
		d.Errorf("backup ended with %d, want %d:\n%s%s", code, want, out, errs)
	}
}

func (d *damages) check(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *damages) read(name string) []byte {
	d.Helper()
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.Fatal(err)
	}
	return data
}

// put writes other bytes into a file, nil none, and returns what undoes it.
func (d *damages) put(name string, data []byte) func() {
	d.Helper()
	before := d.read(name)
	if data != nil {
		_ = os.Chmod(name, 0o600)
		d.check(os.WriteFile(name, data, 0o600))
	}
	return func() {
		if before != nil {
			d.check(os.WriteFile(name, before, 0o600))
		}
	}
}

// spoil changes a byte of a file below a folder.
func (d *damages) spoil(folder string) (func(), bool) {
	d.Helper()
	var names []string
	_ = filepath.WalkDir(filepath.Join(d.dir, folder), func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			names = append(names, name)
		}
		return err
	})
	if len(names) == 0 {
		return func() {}, false
	}
	name := names[d.random.IntN(len(names))]
	data := bytes.Clone(d.read(name))
	data[d.random.IntN(len(data))] ^= 1
	return d.put(name, data), true
}

// change changes a value of a random table behind the program's back.
func (d *damages) change() {
	d.Helper()
	db, err := sql.Open("sqlite", d.database())
	d.check(err)
	all := []string{
		`UPDATE data_points SET ok = ok + 1`, `DELETE FROM sessions WHERE n % 2`, `UPDATE imports SET counts = 1 - counts`,
		`UPDATE bodies SET markdown = markdown || 'x'`, `UPDATE users SET roles = '["lead"]'`, `UPDATE opened SET by = 'X-9'`,
		`UPDATE moves SET at = '2020-01-01T00:00:00Z'`, `UPDATE revisions SET by = 'X-9'`, `UPDATE claims SET owner = owner || 'x'`,
	}
	result, err := db.Exec(all[d.random.IntN(len(all))])
	d.check(errors.Join(err, db.Close()))
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		d.Log("a change by hand that met no row")
		db, err := sql.Open("sqlite", d.database())
		d.check(err)
		_, err = db.Exec(`UPDATE imports SET name = name || 'x'`)
		d.check(errors.Join(err, db.Close()))
	}
}
