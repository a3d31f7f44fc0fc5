package caseload

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"filippo.io/age"

	"milepost/record"
	"milepost/store"
)

// HandedOver is a set of drafts that went into a hand-over file.
type HandedOver struct {
	ID      string      `json:"id"`
	To      record.ID   `json:"to"`
	Clients []record.ID `json:"clients"`
	Drafts  int         `json:"drafts"`
}

// handoverFolder is where the workspace that goes along is put together.
const handoverFolder = ".handover" + temporaryEnding

// awayNote is under what name a workspace that was opened from a hand-over file
// keeps from where it comes.
const awayNote = "opened from a hand-over"

// origin is what such a workspace keeps.
type origin struct {
	ID     string         `json:"id"`
	N      int            `json:"n"`    // entries of the other log
	Head   string         `json:"head"` // of it
	Drafts map[string]int `json:"drafts"`
}

// HandOver writes one encrypted file for a therapist: a workspace of the open
// drafts of her clients, with all that is known of these, and no other client or
// user. Until it comes back, these drafts are not redrawn and not signed here.
// Who calls it holds the writer lock.
func (c *Caseload) HandOver(ctx context.Context, now time.Time, by Actor, to record.ID, name string, keys ...age.Recipient) (HandedOver, error) {
	u, err := c.mayHandOver(ctx, by, to)
	if err != nil {
		return HandedOver{}, err
	}
	if err := c.checkBackupName(name); err != nil {
		return HandedOver{}, err
	}
	return c.writeHandover(ctx, now, u, to, name, keys)
}

// HandOverAside does the same for a browser to fetch. The drafts are away from
// then on, fetched or not. Who calls it holds the writer lock.
func (c *Caseload) HandOverAside(ctx context.Context, now time.Time, by Actor, to record.ID, keys ...age.Recipient) (HandedOver, Aside, error) {
	u, err := c.mayHandOver(ctx, by, to)
	if err != nil {
		return HandedOver{}, Aside{}, err
	}
	a, err := c.newAside(fmt.Sprintf("milepost-handover-%s.age", c.today(now)))
	if err != nil {
		return HandedOver{}, a, err
	}
	h, err := c.writeHandover(ctx, now, u, to, c.asidePath(a), keys)
	if err != nil {
		return h, a, errors.Join(err, c.root.RemoveAll(a.folder))
	}
	return h, a, nil
}

// mayHandOver refuses who may not give drafts, or not take them.
func (c *Caseload) mayHandOver(ctx context.Context, by Actor, to record.ID) (acting, error) {
	u, err := c.admitAll(ctx, by, record.ActHandOver)
	if err != nil {
		return u, err
	}
	if to == "" {
		return u, record.Refuse(record.InvalidInput, "the therapist who gets the drafts is missing")
	}
	taker, err := c.user(ctx, to)
	if err != nil {
		return u, err
	}
	return u, may(taker, record.ActSign)
}

func (c *Caseload) writeHandover(ctx context.Context, now time.Time, by acting, to record.ID, name string, keys []age.Recipient) (HandedOver, error) {
	result, h, err := c.toHandOver(ctx, now, by, to)
	if err != nil {
		return result, err
	}
	part := name + ".part"
	err = errors.Join(c.packHandover(ctx, part, h, result.Clients, keys), c.root.RemoveAll(handoverFolder))
	if err == nil {
		err = c.store.HandOver(ctx, h, by.ID)
	}
	if err == nil {
		err = os.Rename(part, name)
	}
	if err != nil {
		_ = os.Remove(part) // it may not be there
		return HandedOver{}, fmt.Errorf("hand over to %s: %w", to, err)
	}
	return result, nil
}

// toHandOver finds the open drafts of the therapist's clients, with all that was
// saved of them taken in.
func (c *Caseload) toHandOver(ctx context.Context, now time.Time, by acting, to record.ID) (HandedOver, store.Handover, error) {
	result := HandedOver{To: to}
	h := store.Handover{Person: to, At: instant(now), Drafts: map[string]int{}}
	drafts, err := c.store.Drafts(ctx)
	if err != nil {
		return result, h, err
	}
	clients := map[record.ID]record.Client{}
	for _, d := range drafts {
		if d.State.IsSigned() {
			continue
		}
		client, err := c.clientOnce(ctx, now, d.Key.Client, clients)
		if err != nil {
			return result, h, err
		}
		if c.therapist(client.Therapist).ID != to && c.therapist(c.options.Therapist[client.Caseload]).ID != to {
			continue
		}
		if away, err := c.store.AwayWith(ctx, d.ID); err != nil {
			return result, h, err
		} else if away != nil {
			return result, h, record.Refuse(record.Conflict, "draft %s of client %s has been checked out to %s since %s", d.ID, d.Key.Client, away.Person, c.Day(away.At)).
				Then(record.NextStep{Act: record.StepTakeBackOrEnd, ID: away.ID})
		}
		if _, err := c.takeIn(ctx, now, by, d); err != nil {
			return result, h, err
		}
		if h.Drafts[d.ID], err = c.store.RevisionCount(ctx, d.ID); err != nil {
			return result, h, err
		}
		if !slices.Contains(result.Clients, d.Key.Client) {
			result.Clients = append(result.Clients, d.Key.Client)
		}
	}
	if len(h.Drafts) == 0 {
		return result, h, record.Refuse(record.NotFound, "no client of %s has an open draft", to).Then(record.NextStep{Act: record.StepDraft})
	}
	if h.N, h.Head, err = c.store.LogHead(ctx); err != nil {
		return result, h, err
	}
	h.ID = record.LongHash(h.Head + "\n" + string(to) + "\n" + h.At)[:12]
	result.ID, result.Drafts = h.ID, len(h.Drafts)
	return result, h, nil
}

// packHandover puts the workspace together that goes along, and encrypts it.
func (c *Caseload) packHandover(ctx context.Context, part string, h store.Handover, clients []record.ID, to []age.Recipient) error {
	if err := errors.Join(c.root.RemoveAll(handoverFolder), c.root.MkdirAll(handoverFolder, 0o700)); err != nil {
		return err
	}
	if err := c.copyAlong(clients); err != nil {
		return err
	}
	folder := filepath.Join(c.dir, handoverFolder)
	if err := c.store.CopyTo(ctx, filepath.Join(folder, database)); err != nil {
		return err
	}
	if err := leaveBehind(ctx, filepath.Join(folder, database), h, clients); err != nil {
		return err
	}
	away, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer away.Close()
	m := backupManifest{Form: backupForm, Kind: kindHandover, At: h.At, Program: c.options.Version, Head: h.Head}
	return writePart(part, func(w io.Writer) error {
		return encrypt(w, to, func(w io.Writer) error { return packAll(away, "", w, &m) })
	})
}

// leaveBehind takes out of a copy of the database what is not handed over.
func leaveBehind(ctx context.Context, name string, h store.Handover, clients []record.ID) error {
	s, err := store.Open(ctx, name)
	if err != nil {
		return err
	}
	err = s.KeepOnly(ctx, clients, h.Person, record.Event{At: h.At, By: h.Person, Subject: h.ID, Detail: map[string]string{"from": h.Head}})
	if err == nil {
		var note []byte
		if note, err = json.Marshal(origin{h.ID, h.N, h.Head, h.Drafts}); err == nil {
			err = s.SetFingerprint(ctx, awayNote, string(note))
		}
	}
	return errors.Join(err, s.Close())
}

// copyAlong copies what a workspace needs, and of clients' own files those of the
// ones that go along.
func (c *Caseload) copyAlong(clients []record.ID) error {
	names := []string{"milepost.yaml", "mappings", "templates", "rules", libraryFolder, languageFolder, c.options.Clinic.LogoFile}
	names = append(names, c.options.Look.Fonts...)
	for _, id := range clients {
		names = append(names, "drafts/"+id.Path(), signedFolder+id.Path(), attachments(id), "clients/"+id.Path()+".yaml")
	}
	for _, name := range names {
		if name == "" || !fs.ValidPath(name) {
			continue
		}
		err := fs.WalkDir(c.root.FS(), name, func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || isTemporary(d.Name()) {
				return err
			}
			f, err := c.root.Open(name)
			if err != nil {
				return err
			}
			defer f.Close()
			return c.copyFile(handoverFolder+"/"+name, f)
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// OpenHandover makes a workspace from a hand-over file, in a folder that is empty
// or not there.
func OpenHandover(name, dir string, keys ...age.Identity) (Backup, error) {
	if err := checkEmpty(dir); err != nil {
		return Backup{}, err
	}
	var b Backup
	err := makeAnew(dir, func(building string) error {
		var err error
		b, err = unpackAll(name, building, kindHandover, keys)
		return err
	})
	if err != nil {
		return b, fmt.Errorf("open %s: %w; nothing was opened", filepath.Base(name), err)
	}
	return b, nil
}

// unpackAll unpacks a backup or hand-over file into a new folder, and makes what
// folders a newer program needs.
func unpackAll(name, dir, kind string, keys []age.Identity) (Backup, error) {
	f, err := os.Open(name)
	if err != nil {
		return Backup{}, err
	}
	defer f.Close()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Backup{}, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Backup{}, err
	}
	defer root.Close()
	b, err := readBackup(f, kind, keys, func(h *tar.Header, from io.Reader) error { return unpack(root, h, from) })
	if err != nil {
		return b, err
	}
	return b, Init(dir)
}

// GiveUpHandover ends a hand-over whose file will not come back: its drafts are
// open here again, as they stand.
func (c *Caseload) GiveUpHandover(ctx context.Context, now time.Time, by Actor, id string) error {
	u, err := c.admitAll(ctx, by, record.ActHandOver)
	if err != nil {
		return err
	}
	h, err := c.handover(ctx, id)
	if err != nil {
		return err
	}
	return c.store.EndHandover(ctx, h.ID, u.ID, instant(now), nil)
}

// Away is a hand-over that is out.
type Away struct {
	ID     string
	Person record.ID
	At     string // an instant
	Drafts int
}

// Aways lists the hand-overs that are out, the oldest first.
func (c *Caseload) Aways(ctx context.Context, by Actor) ([]Away, error) {
	if _, err := c.admit(ctx, by, record.ActHandOver); err != nil {
		return nil, err
	}
	return c.aways(ctx)
}

func (c *Caseload) aways(ctx context.Context) ([]Away, error) {
	all, err := c.store.Handovers(ctx)
	var out []Away
	for _, h := range all {
		if h.Returned == "" {
			out = append(out, Away{h.ID, h.Person, h.At, len(h.Drafts)})
		}
	}
	return out, err
}

// handover returns a hand-over that is away.
func (c *Caseload) handover(ctx context.Context, id string) (store.Handover, error) {
	all, err := c.store.Handovers(ctx)
	if err != nil {
		return store.Handover{}, err
	}
	i := slices.IndexFunc(all, func(h store.Handover) bool { return h.ID == id })
	switch {
	case i < 0:
		return store.Handover{}, record.Refuse(record.NotFound, "no drafts were checked out here under the id %s; check them in where they came from", id)
	case all[i].Returned != "" && all[i].AwayHead == "":
		return all[i], record.Refuse(record.Conflict, "check-out %s was given up on %s, and its drafts went on here; copy what is needed from the therapist's machine by hand", id, c.Day(all[i].Returned))
	case all[i].Returned != "":
		return all[i], record.Refuse(record.Conflict, "check-out %s was already checked in on %s; nothing changed", id, c.Day(all[i].Returned))
	}
	return all[i], nil
}

// away says with whom a draft is, and in words that it is; "" it is here.
func (c *Caseload) away(ctx context.Context, draft string) (record.ID, string, error) {
	h, err := c.store.AwayWith(ctx, draft)
	if err != nil || h == nil {
		return "", "", err
	}
	return h.Person, fmt.Sprintf("away with %s since %s: new data wait until it is taken back", h.Person, c.Day(h.At)), nil
}
