package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"milepost/caseload"
	"milepost/record"
)

// made is what the last act on the page Safe gave. It is shown to the session
// that did it, and held in memory only; it has no key and no password.
type made struct {
	at       time.Time
	Kind     string // one of the five that Title names
	Backup   caseload.Backup
	Place    string          // where the backup was written; "" it is to be fetched
	File     *caseload.Aside // waits to be fetched; nil: none, or it was
	Handover caseload.HandedOver
	Back     caseload.TakenBack
	Text     string // of a certificate
}

// Title names the result.
func (m made) Title() string {
	return map[string]string{
		"backup": "The backup is made", "checked": "The backup is whole", "handover": "The hand-over file is made",
		"takeback": "The hand-over is taken back", "certificate": "The client is forgotten",
	}[m.Kind]
}

// Megabytes is the size of the files in a backup.
func (m made) Megabytes() string { return fmt.Sprintf("%.1f MB", float64(m.Backup.Bytes)/1e6) }

// shelf holds the results, by session.
type shelf struct {
	mu sync.Mutex
	of map[string]made
}

func newShelf() *shelf { return &shelf{of: map[string]made{}} }

// keepFile is how long a result is kept and a file waits to be fetched.
const keepFile = time.Hour

// get returns the session's result; its Kind is "" where there is none.
func (s *shelf) get(session string) made {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of[session]
}

func (s *shelf) put(session string, m made) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[session] = m
}

// take removes the results that are not wanted, and returns their files and how
// many results are left.
func (s *shelf) take(unwanted func(session string, m made) bool) (files []caseload.Aside, left int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for session, m := range s.of {
		if !unwanted(session, m) {
			continue
		}
		if m.File != nil {
			files = append(files, *m.File)
		}
		delete(s.of, session)
	}
	return files, len(s.of)
}

// clear makes room before a file is made: the session's last one goes; what a
// program left that was killed goes, too.
func (v *visit) clear(c *caseload.Caseload) error {
	session := v.sessions.Token(v.ctx())
	old, left := v.shelf.take(func(key string, _ made) bool { return key == session })
	if left == 0 {
		return c.ClearAsides(v.ctx(), page())
	}
	return drop(v.ctx(), c, old)
}

func drop(ctx context.Context, c *caseload.Caseload, files []caseload.Aside) error {
	var err error
	for _, one := range files {
		err = errors.Join(err, c.DropAside(ctx, page(), one))
	}
	return err
}

// dropAll removes results that are not wanted, with their files.
func (s *Server) dropAll(ctx context.Context, unwanted func(session string, m made) bool) {
	files, _ := s.shelf.take(unwanted)
	if len(files) == 0 {
		return
	}
	_ = s.o.Workspace.Read(ctx, func(c *caseload.Caseload) error { return drop(ctx, c, files) }) // the next file that is made clears what is left
}

// dropOld removes what nobody came for in time.
func (v *visit) dropOld() {
	v.dropAll(context.WithoutCancel(v.ctx()), func(_ string, m made) bool { return v.now.Sub(m.at) > keepFile })
}

// dropOwn removes what the session has.
func (v *visit) dropOwn() {
	own := v.sessions.Token(v.ctx())
	v.dropAll(context.WithoutCancel(v.ctx()), func(session string, _ made) bool { return session == own })
}

// keep keeps the session's result. Who made a file does so while it holds the
// writer lock, so that nobody clears it away.
func (v *visit) keep(m made) {
	m.at = v.now
	v.shelf.put(v.sessions.Token(v.ctx()), m)
}

// makeFile makes a file and sends the browser to what is told of it: loading that
// page again makes nothing again.
func (v *visit) makeFile(act func(*caseload.Caseload) (made, error)) error {
	err := v.write(func(c *caseload.Caseload) error {
		if err := v.clear(c); err != nil {
			return err
		}
		m, err := act(c)
		if err == nil {
			v.keep(m)
		}
		return err
	})
	if err != nil {
		return err
	}
	return v.goTo("/safe/done", "")
}

// tell keeps a result without a file and sends the browser to it.
func (v *visit) tell(m made) error {
	v.dropOwn()
	v.keep(m)
	return v.goTo("/safe/done", "")
}

func errNothingMade() error {
	return record.Refuse(record.NotFound, "there is nothing here to download; a file can be downloaded once, within an hour").Then(record.NextStep{Act: record.StepBackUp})
}

func showDone(v *visit) error {
	m := v.shelf.get(v.sessions.Token(v.ctx()))
	if m.Kind == "" {
		return errNothingMade()
	}
	v.page(http.StatusOK, "done", m.Title(), m)
	return nil
}

// fetch gives the file that the session made.
func fetch(v *visit) error {
	session := v.sessions.Token(v.ctx())
	m := v.shelf.get(session)
	if m.Text != "" {
		v.attach("certificate.txt", "text/plain; charset=utf-8", int64(len(m.Text)))
		_, err := io.WriteString(v.w, m.Text)
		return err
	}
	if m.File == nil {
		return errNothingMade()
	}
	whole, err := v.give(*m.File)
	if err != nil || !whole {
		return err
	}
	err = v.write(func(c *caseload.Caseload) error {
		if m.Kind == "backup" {
			if err := c.BackupFetched(context.WithoutCancel(v.ctx()), v.now, v.by, m.Backup); err != nil {
				return err
			}
		}
		return c.DropAside(context.WithoutCancel(v.ctx()), v.by, *m.File)
	})
	if err != nil { // the browser has its answer already
		v.o.Log.Error("a fetched file is not written down", "kind", m.Kind, "error", err.Error())
		return nil
	}
	m.File = nil
	v.shelf.put(session, m)
	return nil
}

// give sends a file; whole says that the browser took all of it. No reader of the
// workspace is kept from others meanwhile.
func (v *visit) give(a caseload.Aside) (whole bool, err error) {
	var f *os.File
	err = v.read(func(c *caseload.Caseload) error {
		var err error
		f, err = c.OpenAside(v.ctx(), v.by, a)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return false, errNothingMade()
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	v.attach(a.Name, "application/octet-stream", info.Size())
	if v.r.Method == http.MethodHead {
		return false, nil
	}
	n, err := io.Copy(v.w, f)
	return err == nil && n == info.Size(), nil // or the browser went away, and the file waits for it
}

// attach says that a file to be saved follows.
func (v *visit) attach(name, kind string, size int64) {
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.FormatInt(size, 10))
}
