package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// makePrivate makes the file where there is none, so that only its owner can
// read it from the start; SQLite gives its side files the rights of the file. A
// file that is there is not opened: closing any descriptor of a file drops all
// locks that the process has on it (POSIX), those of SQLite too. So the new file
// gets its name when it is closed: another Open may use it from then on.
func makePrivate(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp") // 0600
	if err != nil {
		return err
	}
	err = errors.Join(f.Close(), linkNew(f.Name(), path))
	return errors.Join(err, os.Remove(f.Name()))
}

// linkNew gives an empty file a second name, unless there is a file of that name.
func linkNew(file, name string) error {
	err := os.Link(file, name)
	if err != nil && !errors.Is(err, fs.ErrExist) { // a file system without links
		var f *os.File
		if f, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
			err = f.Close()
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// copyBeside writes the database as it stands to another file. The file
// appears whole or not at all; one that an earlier attempt left is replaced.
func copyBeside(ctx context.Context, db *sql.DB, name string) error {
	part := name + ".part"
	if err := removeFile(part); err != nil {
		return err
	}
	// VACUUM INTO writes into an empty file, and so keeps its rights.
	if err := makePrivate(part); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, part); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := syncFile(part); err != nil {
		return err
	}
	return os.Rename(part, name)
}

func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// copyPages writes the database as it stands to another file, page by page. The
// file is there for the moment: it is not synced, and the caller removes it.
func copyPages(ctx context.Context, db *sql.DB, name string) error {
	if err := removeFile(name); err != nil { // of an earlier attempt
		return err
	}
	if err := makePrivate(name); err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	return errors.Join(conn.Raw(func(c any) error { return pagesTo(c, name) }), conn.Close())
}

// pagesTo copies the pages that a connection reads into a file. There is no
// journal: half a copy is of no use.
func pagesTo(from any, name string) error {
	c, ok := from.(interface {
		NewBackup(to string) (*sqlite.Backup, error)
	})
	if !ok {
		return errors.ErrUnsupported
	}
	b, err := c.NewBackup(address(name, url.Values{"_pragma": {"journal_mode(OFF)", "synchronous(OFF)"}}))
	if err != nil {
		return err
	}
	_, err = b.Step(-1)
	if ended := b.Finish(); err == nil { // it repeats what Step said
		err = ended
	}
	var failed *sqlite.Error
	if errors.As(err, &failed) && failed.Code()&0xff == sqlite3.SQLITE_FULL {
		return errors.New("there is no room for the copy on the workspace's disk") // the driver's words add "not an error"
	}
	return err
}

// removeFile removes a file that need not be there.
func removeFile(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// writeOver writes a text over what stands in a file beside the database, which is
// as long. It waits for no disk.
func writeOver(name, text string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// readSmall reads such a file.
func readSmall(name string) ([]byte, error) { return os.ReadFile(name) }
