package caseload

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"filippo.io/age"

	"milepost/record"
)

// A backup is one age file that holds a tar archive: the files of the workspace,
// and at its end the list of them with their hashes. Anybody who has the key can
// open it with the programs age and tar alone.
const (
	backupList  = "milepost-backup.json"
	backupMagic = "age-encryption.org/v1"
)

// backupForm is the form of backups that this program writes and reads.
const backupForm = 1

// backupManifest lists what a backup holds.
type backupManifest struct {
	Form    int          `json:"form"`
	Kind    string       `json:"kind,omitempty"` // "" a backup
	At      string       `json:"at"`
	Program string       `json:"program"`
	Head    string       `json:"head"` // of the audit log
	Files   []backupFile `json:"files"`

	skipped []Oddity // not in it
}

// skip remembers what is left out.
func (m *backupManifest) skip(name string, err error) {
	m.skipped = append(m.skipped, Oddity{name, inTheWay(err)})
}

// notRegular says what something is that is neither file nor folder.
func notRegular(d fs.DirEntry) error {
	if d.Type()&fs.ModeSymlink != 0 {
		return syscall.ELOOP
	}
	return errNoFile
}

// Kinds of file that hold a workspace.
const (
	kindBackup   = ""
	kindHandover = "handover"
)

type backupFile struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Hash string `json:"sha256"`
}

// Backup is a backup that was made or read.
type Backup struct {
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"` // of the files
	Hash  string `json:"hash"`  // of the backup itself
	At    string `json:"at"`    // when it was made
	Head  string `json:"head"`  // of its audit log; "" an older program made it

	Skipped []Oddity `json:"skipped,omitempty"` // what is not in it, since it is no file that can be read
	Changed []string `json:"changed,omitempty"` // what in the database something else than Milepost changed
}

// Backup writes all of the workspace into one encrypted file outside of it. The
// file takes its name when it is complete, on the disk, and was read once more;
// one of an earlier day stays until then. Who calls it holds the writer lock.
func (c *Caseload) Backup(ctx context.Context, now time.Time, by Actor, name string, to ...age.Recipient) (Backup, error) {
	return c.backupInto(ctx, now, by, name, createPrivate, to)
}

// sink is a file that is written; a disk may fill while it is.
type sink interface {
	io.WriteCloser
	Sync() error
}

// createPrivate makes a file that its owner alone can read.
func createPrivate(name string) (sink, error) {
	return os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
}

// writePart makes such a file outside of the workspace, on the disk when it
// returns; half a file is removed.
func writePart(name string, write func(io.Writer) error) error {
	f, err := createPrivate(name)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

func (c *Caseload) backupInto(ctx context.Context, now time.Time, by Actor, name string, create func(string) (sink, error), to []age.Recipient) (Backup, error) {
	u, err := c.admitAll(ctx, by, record.ActBackup)
	if err != nil {
		return Backup{}, err
	}
	if err := c.checkBackupName(name); err != nil {
		return Backup{}, err
	}
	b, err := c.saveBackup(ctx, now, name, create, to)
	if err != nil {
		return Backup{}, err
	}
	if err := c.noteFolder(ctx, name); err != nil {
		return b, err
	}
	return b, c.noteBackup(ctx, now, u, b)
}

// saveBackup writes a backup; it takes its name when it is complete and was read
// once more.
func (c *Caseload) saveBackup(ctx context.Context, now time.Time, name string, create func(string) (sink, error), to []age.Recipient) (Backup, error) {
	changed, err := c.contentFor(ctx, name)
	if err != nil {
		return Backup{}, err
	}
	part := name + ".part"
	b, err := c.writeBackup(ctx, now, create, part, to)
	b.Changed = changed
	if err == nil {
		err = sameOnDisk(part, b.Hash)
	}
	if err == nil {
		err = os.Rename(part, name)
	}
	if err != nil {
		if gone := os.Remove(part); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
		return Backup{}, fmt.Errorf("backup %s: %w; nothing was kept of it, and an earlier backup of this name stands as it was", filepath.Base(name), c.asDamage(ctx, err))
	}
	return b, nil
}

// contentFor says what in the database something else than Milepost changed. Such a
// backup never takes the place of an earlier one.
func (c *Caseload) contentFor(ctx context.Context, name string) ([]string, error) {
	changed, err := c.store.CheckContent(ctx)
	if err != nil || len(changed) == 0 {
		return nil, c.asDamage(ctx, err)
	}
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return changed, nil
	}
	return nil, record.Refuse(record.Conflict, "the database holds something that Milepost did not write (%s); the earlier backup %s stays as it was", changed[0], filepath.Base(name)).
		Then(record.NextStep{Act: record.StepRestoreNewest, Text: "or save this state under another name; " + c.lastSaved(ctx)})
}

// noteFolder remembers where a backup lies: a list of forgotten clients is put
// beside.
func (c *Caseload) noteFolder(ctx context.Context, name string) error {
	folder, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return err
	}
	known, err := c.store.Fingerprint(ctx, backupFolders)
	if err != nil || strings.Contains("\n"+known+"\n", "\n"+folder+"\n") {
		return err
	}
	return c.store.SetFingerprint(ctx, backupFolders, strings.TrimPrefix(known+"\n"+folder, "\n"))
}

// noteBackup writes into the log that a backup was made.
func (c *Caseload) noteBackup(ctx context.Context, now time.Time, by acting, b Backup) error {
	return c.store.Log(ctx, by.event(now, backupMade, "backup", map[string]string{"backup": b.Hash}))
}

// backupDays is how old the last backup may be before people are told.
const backupDays = 7

// LastBackup is when the last backup was made.
type LastBackup struct {
	At   string // an instant; "" there is none
	Need string // says in words that it is time for another; "" it is not
}

// LastBackup says when the last backup was made, and whether it is too old.
func (c *Caseload) LastBackup(ctx context.Context, now time.Time, by Actor) (LastBackup, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return LastBackup{}, err
	}
	return c.lastBackup(ctx, now)
}

func (c *Caseload) lastBackup(ctx context.Context, now time.Time) (LastBackup, error) {
	last, err := c.store.LastEvent(ctx, backupMade)
	if err != nil {
		return LastBackup{}, err
	}
	if last == nil {
		return LastBackup{Need: "there is no backup yet"}, nil
	}
	at, err := time.Parse(time.RFC3339, last.At)
	if err != nil {
		return LastBackup{}, err
	}
	b := LastBackup{At: last.At}
	if days := int(now.Sub(at).Hours() / 24); days > backupDays {
		b.Need = fmt.Sprintf("the last backup is %d days old", days)
	}
	return b, nil
}

const (
	backupMade    = "backup made"
	backupFolders = "backup folders"
)

// checkBackupName refuses a place where a backup helps nobody, and a file that is
// none.
func (c *Caseload) checkBackupName(name string) error {
	inside, err := filepath.Abs(c.dir)
	if err != nil {
		return err
	}
	if within(inside, name) {
		return record.Refuse(record.InvalidInput, "%s would be inside the workspace; a backup belongs on another disk", filepath.Base(name))
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, len(backupMagic))
	if _, err := io.ReadFull(f, head); err != nil || string(head) != backupMagic {
		return record.Refuse(record.Conflict, "there already is a file %s, and it is not a backup; choose another name", filepath.Base(name))
	}
	return nil
}

func (c *Caseload) writeBackup(ctx context.Context, now time.Time, create func(string) (sink, error), part string, to []age.Recipient) (Backup, error) {
	f, err := create(part)
	if err != nil {
		return Backup{}, err
	}
	hash := sha256.New()
	b := Backup{At: instant(now)}
	if _, b.Head, err = c.store.LogHead(ctx); err != nil {
		return b, errors.Join(err, f.Close())
	}
	err = c.store.Snapshot(ctx, filepath.Join(c.dir, copiedDatabase), func() error {
		m := backupManifest{Form: backupForm, At: b.At, Program: c.options.Version, Head: b.Head}
		err := encrypt(io.MultiWriter(f, hash), to, func(w io.Writer) error { return packAll(c.root.Root, copiedDatabase, w, &m) })
		b.Files, b.Skipped = len(m.Files), m.skipped
		for _, one := range m.Files {
			b.Bytes += one.Size
		}
		return err
	})
	err = errors.Join(err, f.Sync(), f.Close())
	b.Hash = hex.EncodeToString(hash.Sum(nil))
	return b, err
}

// encrypt writes what write writes so that the recipients alone can read it.
func encrypt(w io.Writer, to []age.Recipient, write func(io.Writer) error) error {
	closed, err := age.Encrypt(w, to...)
	if err != nil {
		return err
	}
	if err := write(closed); err != nil {
		return err
	}
	return closed.Close()
}

// packAll writes the files of a workspace and their list; the database from the
// copy, which is whole by itself, or "" from its own file, where nobody has that
// open.
func packAll(root *os.Root, dbCopy string, w io.Writer, m *backupManifest) error {
	archive := tar.NewWriter(w)
	err := fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil && name != "." && inTheWay(err) != "" {
			m.skip(name, err)
			return fs.SkipDir
		}
		if err != nil || d.IsDir() && name == "." {
			return err
		}
		if d.IsDir() {
			if isTemporary(d.Name()) {
				return fs.SkipDir
			}
			return archive.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name + "/", Mode: 0o700})
		}
		if !d.Type().IsRegular() && !isPassing(name) {
			m.skip(name, notRegular(d))
		}
		if !d.Type().IsRegular() || isPassing(name) || dbCopy != "" && name == walOfDatabase {
			return nil
		}
		from := name
		if name == database && dbCopy != "" {
			from = dbCopy
		}
		one, err := pack(root, archive, from, name)
		if errors.Is(err, fs.ErrNotExist) { // an editor's own file that came and went
			return nil
		}
		if one.Name == "" && inTheWay(err) != "" { // it could not be opened, and nothing was written of it
			m.skip(name, err)
			return nil
		}
		m.Files = append(m.Files, one)
		return err
	})
	if err != nil {
		return err
	}
	list, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: backupList, Mode: 0o600, Size: int64(len(list))}); err != nil {
		return err
	}
	_, err = archive.Write(list)
	return errors.Join(err, archive.Close())
}

// isPassing reports whether a file of the workspace is gone after the command
// that wrote it: locks, half-written files and the index of the database's -wal.
func isPassing(name string) bool {
	base := path.Base(name)
	return isTemporary(base) || strings.HasPrefix(name, ".milepost.") || name == shmOfDatabase || strings.HasSuffix(base, ".part")
}

// inMemory is up to which size a file is read before its head is written: one
// that an editor saves meanwhile is then whole, as it was or as it is.
const inMemory = 4 << 20

// pack writes one file under its name.
func pack(root *os.Root, archive *tar.Writer, from, name string) (backupFile, error) {
	f, err := root.Open(from)
	if err != nil {
		return backupFile{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return backupFile{}, err
	}
	var text io.Reader = f
	size := info.Size()
	if size <= inMemory {
		data, err := io.ReadAll(f)
		if err != nil {
			return backupFile{}, err
		}
		text, size = bytes.NewReader(data), int64(len(data))
	}
	if err := archive.WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: name, Size: size, Mode: int64(info.Mode().Perm()), ModTime: info.ModTime().Truncate(time.Second), Format: tar.FormatPAX,
	}); err != nil {
		return backupFile{}, err
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(archive, hash), io.LimitReader(text, size))
	if err == nil && n != size {
		err = fmt.Errorf("%s was cut while it was read: run the backup again", name)
	}
	return backupFile{name, size, hex.EncodeToString(hash.Sum(nil))}, err
}

// sameOnDisk reads a file that was just written, and compares its hash.
func sameOnDisk(name, want string) error {
	got, err := HashFile(name)
	if err == nil && got != want {
		err = errors.New("what the disk holds is not what was written: the disk is failing; take another")
	}
	return err
}

// ErrBackup says that a file is no backup that can be read: with this key, or at
// all.
var ErrBackup = errors.New("not a backup that can be read")

// readBackup decrypts a backup and hands each file to put, in order; it checks
// each against the list at the end. A backup that was cut short, changed, or made
// for another key is ErrBackup.
func readBackup(r io.Reader, kind string, keys []age.Identity, put func(*tar.Header, io.Reader) error) (Backup, error) {
	whole := sha256.New()
	source := io.TeeReader(r, whole)
	open, err := age.Decrypt(source, keys...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return Backup{}, fmt.Errorf("%w: the password is wrong, or it was made for another key", ErrBackup)
	case err != nil:
		return Backup{}, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	archive := tar.NewReader(open)
	found := map[string]backupFile{}
	var list []byte
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Backup{}, fmt.Errorf("%w: it was cut short or changed: %w; take an earlier one", ErrBackup, err)
		}
		if h.Name == backupList {
			if list, err = io.ReadAll(archive); err != nil {
				return Backup{}, fmt.Errorf("%w: it was cut short or changed: %w; take an earlier one", ErrBackup, err)
			}
			continue
		}
		hash := sha256.New()
		inner := &cutReader{r: io.TeeReader(archive, hash)}
		if err := put(h, inner); err != nil {
			if inner.err != nil {
				return Backup{}, fmt.Errorf("%w: it was cut short or changed: %w; take an earlier one", ErrBackup, inner.err)
			}
			return Backup{}, err
		}
		found[h.Name] = backupFile{h.Name, h.Size, hex.EncodeToString(hash.Sum(nil))}
	}
	if _, err := io.Copy(io.Discard, open); err != nil { // up to the end mark that age checks
		return Backup{}, fmt.Errorf("%w: it was cut short or changed: %w; take an earlier one", ErrBackup, err)
	}
	b, err := compareList(list, kind, found)
	b.Hash = hex.EncodeToString(whole.Sum(nil))
	return b, err
}

// cutReader remembers why reading ended, so that a backup that is cut short is
// told from a disk that is full.
type cutReader struct {
	r   io.Reader
	err error
}

func (c *cutReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

func compareList(list []byte, kind string, found map[string]backupFile) (Backup, error) {
	var m backupManifest
	if err := json.Unmarshal(list, &m); err != nil {
		return Backup{}, fmt.Errorf("%w: its list of files is missing: it was cut short; take an earlier one", ErrBackup)
	}
	if m.Form > backupForm {
		return Backup{}, fmt.Errorf("%w: it has form %d, and this program knows up to %d: install the newer program", ErrBackup, m.Form, backupForm)
	}
	switch {
	case m.Kind == kindHandover && kind == kindBackup:
		return Backup{}, record.Refuse(record.InvalidInput, "this file holds checked-out drafts and is not a backup").Then(record.NextStep{Act: record.StepOpenHandover})
	case m.Kind != kind:
		return Backup{}, record.Refuse(record.InvalidInput, "this file is a backup and does not hold checked-out drafts").Then(record.NextStep{Act: record.StepRestore})
	}
	b := Backup{Files: len(m.Files), At: m.At, Head: m.Head}
	for _, want := range m.Files {
		if found[want.Name] != want {
			return b, fmt.Errorf("%w: %s in it is not the file that was saved; take an earlier one", ErrBackup, want.Name)
		}
		b.Bytes += want.Size
	}
	return b, nil
}

// CheckBackup reads a backup through and writes nothing.
func CheckBackup(name string, keys ...age.Identity) (Backup, error) {
	f, err := os.Open(name)
	if err != nil {
		return Backup{}, err
	}
	defer f.Close()
	b, err := CheckBackupFrom(f, keys...)
	if err != nil {
		return b, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return b, nil
}

// CheckBackupFrom does the same with a backup that is read from elsewhere.
func CheckBackupFrom(r io.Reader, keys ...age.Identity) (Backup, error) {
	return readBackup(r, kindBackup, keys, func(_ *tar.Header, r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
}
