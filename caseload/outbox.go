package caseload

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"milepost/delivery"
	"milepost/record"
	"milepost/store"
)

// heldBack is the folder of the outbox in which batches lie that must not be
// sent as they are.
const heldBack = "stopped"

// HeldBatch is a batch of the outbox that held copies which may no longer go. It
// was moved out of the way: whoever sends finds the outbox without it.
type HeldBatch struct {
	Folder  string      `json:"folder"`           // where it was, below the workspace
	Moved   string      `json:"moved"`            // where it is; "" it could not be moved, and must not be sent
	Copies  int         `json:"copies"`           // that may no longer go
	Former  int         `json:"former,omitempty"` // of these, for where the recipient no longer gets papers
	Clients []record.ID `json:"clients"`
}

// holdBackFor is holdBack for clients whose cards changed. One on whom the program
// fails is left out: "milepost status" names the client.
func (c *Caseload) holdBackFor(ctx context.Context, now time.Time, by acting, clients []record.ID) ([]HeldBatch, error) {
	for len(clients) > 0 {
		folders, due, err := c.plannedBeside(ctx, now, clients)
		f := failureIn(err)
		switch {
		case f != nil && slices.Contains(clients, f.Client):
			clients = slices.DeleteFunc(slices.Clone(clients), func(id record.ID) bool { return id == f.Client })
		case err != nil || len(folders) == 0:
			return nil, err
		default:
			return c.holdBack(ctx, now, by, due, clients)
		}
	}
	return nil, nil
}

// plannedBeside returns the batches of the outbox, and where there are some the
// clients' copies as they are planned now.
func (c *Caseload) plannedBeside(ctx context.Context, now time.Time, clients []record.ID) (folders []string, due []dueCopy, err error) {
	if folders, err = c.batchFolders(); err != nil || len(folders) == 0 {
		return nil, nil, err
	}
	if err := c.loadWording(); err != nil {
		return nil, nil, err
	}
	due, err = c.dueCopies(ctx, now, clients)
	return folders, due, err
}

// holdBack moves out of the outbox each batch with a copy that has not gone yet
// and may no longer go: its recipient was taken off the contacts, may not receive
// papers any more, or gets them elsewhere now. due are the copies as they are planned now; clients
// are those who are meant, nil everyone.
func (c *Caseload) holdBack(ctx context.Context, now time.Time, by acting, due []dueCopy, clients []record.ID) ([]HeldBatch, error) {
	folders, err := c.batchFolders()
	if err != nil || len(folders) == 0 {
		return nil, err
	}
	stopped, err := c.stoppedCopies(ctx, now, due, clients)
	if err != nil {
		return nil, err
	}
	var held []HeldBatch
	for _, folder := range folders {
		one := HeldBatch{Folder: outbox + "/" + folder}
		for _, s := range stopped {
			if !strings.HasSuffix(folder, "-"+s.Batch) {
				continue
			}
			one.Copies++
			if s.former {
				one.Former++
			}
			if !slices.Contains(one.Clients, s.client) {
				one.Clients = append(one.Clients, s.client)
			}
		}
		if one.Copies == 0 {
			continue
		}
		if err := c.moveBatch(ctx, now, by, &one); err != nil {
			return held, err
		}
		held = append(held, one)
	}
	return held, nil
}

// moveBatch moves a batch, with the entry in the log. A folder that some program
// holds open stays, and whoever sends is told.
func (c *Caseload) moveBatch(ctx context.Context, now time.Time, by acting, b *HeldBatch) error {
	to := strings.Replace(b.Folder, outbox+"/", outbox+"/"+heldBack+"/", 1)
	e := by.event(now, "batch stopped", strings.TrimPrefix(b.Folder, outbox+"/"), map[string]string{"copies": strconv.Itoa(b.Copies)})
	return c.logged(ctx, e, func() error {
		err := errors.Join(c.root.MkdirAll(outbox+"/"+heldBack, 0o700), c.root.RemoveAll(to))
		if err == nil && c.root.Rename(b.Folder, to) == nil {
			b.Moved = to
		}
		return err
	})
}

// stoppedCopy is a copy of a batch that may no longer go.
type stoppedCopy struct {
	store.Copy
	client record.ID
	former bool // the recipient gets it elsewhere now
}

// wentTo reports whether a document went to somebody for whom a copy was made, as
// it was written down by hand: "the mother".
func wentTo(recipient string, sent []string, contacts []record.Contact) bool {
	meant := delivery.Meant(recipient, contacts)
	return slices.ContainsFunc(sent, func(to string) bool { return len(delivery.Meant(to, meant)) > 0 })
}

// stoppedCopies lists the copies of batches that have not gone and that nobody
// would make now, of documents that still go to others or would.
func (c *Caseload) stoppedCopies(ctx context.Context, now time.Time, due []dueCopy, clients []record.ID) ([]stoppedCopy, error) {
	kept, err := c.store.CopiesIn(ctx)
	if err != nil {
		return nil, err
	}
	papers, err := c.signedPapers(ctx)
	if err != nil {
		return nil, err
	}
	documents, sent := papers.documents, papers.sent
	goes := map[string]string{} // to where, by copy
	for _, d := range due {
		if !d.Stopped() {
			goes[d.id] = d.goesTo()
		}
	}
	var stopped []stoppedCopy
	known := map[record.ID]record.Client{}
	for _, k := range kept {
		i := slices.IndexFunc(documents, func(d record.Document) bool { return d.ID == k.Document })
		to, still := goes[k.ID]
		if i < 0 || still && (k.GoesTo == "" || k.GoesTo == to) || slices.Contains(sent[k.Document], k.Recipient) || !mayBeDue(documents[i], documents, sent[k.Document], now) {
			continue
		}
		id := documents[i].Draft.Client
		if clients != nil && !slices.Contains(clients, id) {
			continue
		}
		client, err := c.clientOnce(ctx, now, id, known)
		if err != nil {
			return nil, err
		}
		if !wentTo(k.Recipient, sent[k.Document], client.Contacts) {
			stopped = append(stopped, stoppedCopy{k, id, still})
		}
	}
	return stopped, nil
}
