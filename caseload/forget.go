package caseload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"milepost/record"
	"milepost/store"
)

// ToForget is a client to be forgotten, as a lead names it.
type ToForget struct {
	Client record.ID
	Again  record.ID // typed a second time
	Why    string    // needed before the retention date and under a legal hold
}

// Certificate says what was removed when a client was forgotten. It names nobody.
type Certificate struct {
	store.Forgotten
	Until     record.Date `json:"until"` // the records had to be kept until then; zero: nobody can say
	Held      bool        `json:"held"`  // a legal hold was on them
	Drafts    int         `json:"drafts"`
	Documents int         `json:"documents"`
	Exports   int         `json:"exports"`          // files of the archive that were rewritten or removed
	Rows      int         `json:"rows"`             // taken out of them
	Files     int         `json:"files"`            // others that were removed
	Lists     []string    `json:"lists,omitempty"`  // where the list of forgotten clients was put beside backups
	Missed    []string    `json:"missed,omitempty"` // where it could not be put
	Away      []record.ID `json:"away,omitempty"`   // who has drafts of the client on a machine of her own
	Head      string      `json:"head"`             // of the log
}

// forgottenList is the list of forgotten clients, in the workspace and beside
// each backup: Restore applies it.
const forgottenList = "milepost-forgotten.json"

// Forget removes a client from the database, from drafts, signed, rejected and
// attached files, and from the exports in the archive, which are rewritten
// without the client's rows. It works again from where it was stopped: files go
// first, the database last.
//
// Source: 34 CFR 300.611(a) (destruction is physical destruction or removal of
// personal identifiers) and 300.624.
func (c *Caseload) Forget(ctx context.Context, now time.Time, by Actor, what ToForget) (Certificate, error) {
	u, err := c.admitAt(ctx, now, by, record.ActForget)
	if err != nil {
		return Certificate{}, err
	}
	if what.Client == "" || what.Client != what.Again {
		return Certificate{}, record.Refuse(record.InvalidInput, "the two client ids differ (%s, %s); nothing was removed", what.Client, what.Again)
	}
	cert := Certificate{Forgotten: store.Forgotten{Client: what.Client, By: u.ID, At: instant(now), Day: c.today(now), Reason: strings.TrimSpace(what.Why)}}
	if done, err := c.forgottenBefore(ctx, what.Client); err != nil || done != nil {
		if err != nil {
			return cert, err
		}
		cert.Forgotten = *done
		return cert, errors.Join(c.store.Vacuum(ctx), c.finishForget(ctx, &cert))
	}
	if err := c.mayForget(ctx, &cert); err != nil {
		return cert, err
	}
	return cert, c.erase(ctx, &cert)
}

// Forgetting is what Forget would do, and what it would ask for.
type Forgetting struct {
	Certificate        // what would be removed; of one who is forgotten already, the day
	Name        string // of the client, so that a person sees whom she names
	Before      bool   // the client was forgotten already: it would only be finished
	Needs       string // why a reason is needed; "" none is
}

// WouldForget says what Forget would remove. It changes nothing.
func (c *Caseload) WouldForget(ctx context.Context, now time.Time, by Actor, client record.ID) (Forgetting, error) {
	if _, err := c.admit(ctx, by, record.ActPreview); err != nil {
		return Forgetting{}, err
	}
	f := Forgetting{Certificate: Certificate{Forgotten: store.Forgotten{Client: client, Day: c.today(now)}}}
	if done, err := c.forgottenBefore(ctx, client); err != nil || done != nil {
		if err == nil {
			f.Before, f.Forgotten = true, *done
		}
		return f, err
	}
	who, err := c.keptUntil(ctx, &f.Certificate)
	if err != nil {
		return f, err
	}
	f.Name, f.Needs = strings.TrimSpace(who.CalledName()+" "+who.LastName), f.needsReason()
	_, _, err = c.eraseFrom(ctx, &f.Certificate, looker())
	return f, err
}

func (c *Caseload) forgottenBefore(ctx context.Context, client record.ID) (*store.Forgotten, error) {
	ids, err := c.store.Clients(ctx)
	if err != nil || slices.Contains(ids, client) {
		return nil, err
	}
	all, err := c.store.ForgottenClients(ctx)
	for i := range all {
		if all[i].Client == client {
			return &all[i], err
		}
	}
	if err == nil {
		err = record.Refuse(record.NotFound, "there is no client %q", client).Then(record.NextStep{Act: record.StepSeeStatus})
	}
	return nil, err
}

// mayForget refuses before the retention date and under a legal hold, unless
// there is a reason; the reason names nobody.
func (c *Caseload) mayForget(ctx context.Context, cert *Certificate) error {
	client, err := c.keptUntil(ctx, cert)
	if err != nil {
		return err
	}
	needs := cert.needsReason()
	switch {
	case needs != "" && cert.Reason == "":
		return record.Refuse(record.Incomplete, "%s", needs).Then(record.NextStep{Act: record.StepForget, Client: cert.Client})
	case newIdentity(client, nil).said(cert.Reason):
		return record.Refuse(record.InvalidInput, "the reason names the client, and it stays in the log; write it without the name")
	}
	return nil
}

// keptUntil finds until when the records of the client are to be kept, and
// whether a legal hold is on them.
func (c *Caseload) keptUntil(ctx context.Context, cert *Certificate) (record.Client, error) {
	folded, err := c.fold(ctx, cert.Client, record.Date{})
	if err != nil {
		return record.Client{}, err
	}
	var last record.Date
	for _, s := range folded.Sessions {
		last = later(last, s.Day)
	}
	cert.Until = c.options.Retention.Until(folded.Client.BirthDate, last)
	cert.Held = slices.Contains(c.options.Holds, cert.Client)
	return folded.Client, nil
}

// needsReason says why the client is not forgotten without a reason; "" nothing
// is in the way.
func (c Certificate) needsReason() string {
	switch {
	case c.Held:
		return fmt.Sprintf("client %s is under a legal hold, so nothing may be removed; where counsel has agreed, give the reason", c.Client)
	case c.Until.IsZero():
		return fmt.Sprintf("client %s has neither a birth date nor a visit on file, so it is unknown how long the records must be kept; give the reason", c.Client)
	case !c.Day.After(c.Until):
		return fmt.Sprintf("the records of client %s must be kept until %s; wait, or give the reason", c.Client, c.Until)
	}
	return ""
}

// erase removes all that is known of the client.
func (c *Caseload) erase(ctx context.Context, cert *Certificate) error {
	who, exports, err := c.eraseFrom(ctx, cert, eraser{c.writeFile, c.root.RemoveAll})
	if err != nil {
		return err
	}
	if err := errors.Join(c.root.MkdirAll(outbox, 0o700), c.root.RemoveAll(asideFolder)); err != nil {
		return err
	}
	cert.Keys = who.hashes()
	if err := c.store.Forget(ctx, cert.Forgotten, exports, who.said); err != nil {
		return err
	}
	return errors.Join(c.store.Vacuum(ctx), c.finishForget(ctx, cert))
}

// eraseFrom takes the client out of all files, and counts what that is.
func (c *Caseload) eraseFrom(ctx context.Context, cert *Certificate, e eraser) (identity, []store.Rewritten, error) {
	folded, err := c.fold(ctx, cert.Client, record.Date{})
	if err != nil {
		return identity{}, nil, err
	}
	ids, err := c.store.Clients(ctx)
	if err != nil {
		return identity{}, nil, err
	}
	who := newIdentity(folded.Client, ids)
	if err := c.countTexts(ctx, cert); err != nil {
		return who, nil, err
	}
	exports, err := c.eraseExports(ctx, cert, who, e)
	if err != nil {
		return who, nil, err
	}
	return who, exports, c.eraseFiles(ctx, cert, who, e)
}

// countTexts counts drafts and documents of the client, and finds who has some
// on a machine of her own.
func (c *Caseload) countTexts(ctx context.Context, cert *Certificate) error {
	drafts, err := c.store.DraftsOf(ctx, cert.Client)
	if err != nil {
		return err
	}
	cert.Drafts = len(drafts)
	for _, d := range drafts {
		documents, err := c.store.Documents(ctx, d.ID)
		if err != nil {
			return err
		}
		cert.Documents += len(documents)
		if with, _, err := c.away(ctx, d.ID); err != nil {
			return err
		} else if with != "" && !slices.Contains(cert.Away, with) {
			cert.Away = append(cert.Away, with)
		}
	}
	return nil
}

// finishForget puts the list of forgotten clients where it belongs.
func (c *Caseload) finishForget(ctx context.Context, cert *Certificate) error {
	all, err := c.store.ForgottenClients(ctx)
	if err != nil {
		return err
	}
	list, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	if err := c.writeFile(forgottenList, append(list, '\n')); err != nil {
		return err
	}
	folders, err := c.store.Fingerprint(ctx, backupFolders)
	if err != nil {
		return err
	}
	for folder := range strings.SplitSeq(folders, "\n") {
		if folder == "" {
			continue
		}
		if err := mergeList(filepath.Join(folder, forgottenList), all); err != nil {
			cert.Missed = append(cert.Missed, folder)
			continue
		}
		cert.Lists = append(cert.Lists, folder)
	}
	checked, err := c.store.CheckLog(ctx)
	cert.Head = checked.Head
	return err
}

// readForgotten reads a list of forgotten clients; nil where there is none.
func readForgotten(name string) ([]store.Forgotten, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []store.Forgotten
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("%s cannot be read, so it is not known who was forgotten: %w", name, err)
	}
	return all, nil
}

// mergeList adds clients to a list that may lie beside backups of several
// workspaces.
func mergeList(name string, all []store.Forgotten) error {
	list, err := readForgotten(name)
	if err != nil {
		return err
	}
	for _, f := range all {
		list = slices.DeleteFunc(list, func(old store.Forgotten) bool { return old.Client == f.Client && old.At == f.At })
		list = append(list, f)
	}
	text, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		return err
	}
	part := name + ".part"
	if err := writePart(part, func(w io.Writer) error { _, err := w.Write(append(text, '\n')); return err }); err != nil {
		return err
	}
	return os.Rename(part, name)
}

// forgetAgain takes out of a restored workspace whoever was forgotten after its
// backup was made: the list lies beside the backup.
func forgetAgain(ctx context.Context, now time.Time, beside, dir string, o Options, r *Restored) error {
	list, err := readForgotten(filepath.Join(beside, forgottenList))
	if err != nil {
		return err
	}
	r.List = list != nil
	c, err := Open(ctx, dir, o)
	if err != nil {
		return err
	}
	return errors.Join(c.forgetListed(ctx, now, list, r), c.Close())
}

func (c *Caseload) forgetListed(ctx context.Context, now time.Time, list []store.Forgotten, r *Restored) error {
	ids, err := c.store.Clients(ctx)
	if err != nil {
		return err
	}
	for _, f := range list {
		if f.At < r.At || !slices.Contains(ids, f.Client) {
			continue
		}
		cert := Certificate{Forgotten: f}
		cert.At = instant(now)
		if err := c.erase(ctx, &cert); err != nil {
			return fmt.Errorf("forget client %s again: %w", f.Client, err)
		}
		r.Forgotten = append(r.Forgotten, f.Client)
	}
	return nil
}
