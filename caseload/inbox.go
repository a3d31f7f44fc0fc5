package caseload

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"syscall"

	"milepost/record"
)

// exportsIn lists the files of the inbox in order of their names, without
// what editors, browsers and sync tools leave there.
func exportsIn(inbox string) ([]string, error) {
	names, _, err := filesIn(inbox)
	return names, err
}

// filesIn does so, and tells of what is there and is no file that can be read.
func filesIn(inbox string) (names []string, odd []Taken, err error) {
	err = filepath.WalkDir(inbox, func(name string, d fs.DirEntry, err error) error {
		if err != nil && name != inbox && inTheWay(err) != "" {
			odd = append(odd, skipped(name, err))
			return fs.SkipDir
		}
		if err != nil {
			return err
		}
		if Junk(d.Name()) && name != inbox {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		switch {
		case d.Type().IsRegular():
			names = append(names, name)
		case d.Type()&fs.ModeSymlink != 0:
			odd = append(odd, skipped(name, syscall.ELOOP))
		case !d.IsDir():
			odd = append(odd, skipped(name, errNoFile))
		}
		return nil
	})
	sort.Strings(names)
	if err != nil {
		return nil, nil, fmt.Errorf("read inbox: %w", err)
	}
	return names, odd, nil
}

// within reports whether the file lies in the folder.
func within(folder, name string) bool {
	a, err := filepath.Abs(folder)
	if err != nil {
		return false
	}
	b, err := filepath.Abs(name)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(a, b)
	return err == nil && filepath.IsLocal(rel)
}

// clear removes an export that is safe in the archive from the inbox. One that
// could not be used goes to rejected/ with the reason beside it. A file that
// was replaced since it was read stays for the next run: its new bytes are
// nowhere else.
func (c *Caseload) clear(name string, one Taken) error {
	same, err := c.reject(name, one)
	if err != nil || !same {
		return err
	}
	// Put aside first: what takes its name from here on is another file.
	aside := filepath.Join(filepath.Dir(name), temporaryName(filepath.Base(name)))
	if err := os.Rename(name, aside); err != nil {
		return err
	}
	hash, err := HashFile(aside)
	if err != nil || !strings.HasPrefix(one.ID, hash) {
		return errors.Join(err, os.Rename(aside, freeName(name)))
	}
	return os.Remove(aside)
}

// HashFile returns the SHA-256 of a file, as hex; the id of its import begins
// with it.
func HashFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return hashReader(f)
}

// freeName returns the name, or one like it where a file has that name.
func freeName(name string) string {
	free := name
	for n := 2; ; n++ {
		if _, err := os.Lstat(free); err != nil {
			return free
		}
		ending := filepath.Ext(name)
		free = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(filepath.Join(filepath.Dir(name), fitted(filepath.Base(name))), ending), n, ending)
	}
}

// reject copies a refused file to rejected/, and reports whether the file
// still holds the bytes that were read.
func (c *Caseload) reject(name string, one Taken) (bool, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	hash, err := hashReader(f)
	if err != nil || !strings.HasPrefix(one.ID, hash) {
		return false, err
	}
	if !one.Refused {
		return true, nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	return true, errors.Join(
		c.copyFile(rejectedFolder+"/"+fitted(one.Name), f),
		c.writeFile(rejectedFolder+"/"+fitted(one.Name)+whyEnding, []byte(why(one.Problems))),
	)
}

// why writes the reasons for a rejection, a line each.
func why(problems []record.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintln(&b, p)
	}
	return b.String()
}
