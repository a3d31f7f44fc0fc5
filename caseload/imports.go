package caseload

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"milepost/ingest"
	"milepost/record"
	"milepost/store"
)

// Kept is an import with whom it touches.
type Kept struct {
	record.Import
	State   string      `json:"state"`
	Clients []record.ID `json:"clients"`
	Newer   bool        `json:"newer_mapping,omitempty"` // it would be read by another mapping now; says Outdated
}

// Imports lists every import in the order of arrival; without cards, of which
// there are many.
func (c *Caseload) Imports(ctx context.Context, by Actor) ([]Kept, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	all, err := c.store.Imports(ctx)
	if err != nil {
		return nil, err
	}
	var kept []Kept
	for _, imp := range all {
		if imp.Card {
			continue
		}
		clients, err := c.store.ClientsOf(ctx, imp.ID)
		if err != nil {
			return nil, err
		}
		kept = append(kept, Kept{imp, imp.State(), inView(ctx, v, clients, itself), false})
	}
	return kept, nil
}

// Import returns the import that people name by its number, or by at least
// the first six digits of the SHA-256 of its file.
func (c *Caseload) Import(ctx context.Context, by Actor, name string) (record.Import, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return record.Import{}, err
	}
	all, err := c.store.Imports(ctx)
	if err != nil {
		return record.Import{}, err
	}
	var found []record.Import
	for _, imp := range all {
		if name == strconv.Itoa(imp.Order) {
			return imp, nil
		}
		if len(name) >= 6 && strings.HasPrefix(imp.ID, name) {
			found = append(found, imp)
		}
	}
	switch len(found) {
	case 0:
		return record.Import{}, record.Refuse(record.NotFound, "there is no import %q", name).Then(record.NextStep{Act: record.StepSeeImports})
	case 1:
		return found[0], nil
	}
	return record.Import{}, record.Refuse(record.InvalidInput, "%d imports begin with %q; use the number of the import", len(found), name).Then(record.NextStep{Act: record.StepSeeImports})
}

// shownRows is how many rows a person is shown who has to say whether an
// import was read right.
const shownRows = 5

// Rows returns the first rows of an import as they are understood by the
// mapping of now. It names people: it is for a screen, not for a log.
func (c *Caseload) Rows(ctx context.Context, now time.Time, by Actor, imp record.Import) ([]ingest.Said, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	all, err := c.store.Imports(ctx)
	if err != nil {
		return nil, err
	}
	root, mended, err := c.mendedBefore(ctx, all, imp)
	if err != nil {
		return nil, err
	}
	f, file, err := c.archived(root)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if imp.Card {
		return nil, record.Refuse(record.InvalidInput, "import %d is a client's card; open it in an editor", imp.Order)
	}
	options := c.readOptions(now)
	options.Mended, options.ReadOnce = mended, true
	var said []ingest.Said
	_, err = ingest.Read(ctx, file, options, func(b record.Batch) error {
		if len(said) == 0 {
			said = ingest.Say(b, shownRows)
		}
		return nil
	})
	return said, err
}

// Redrawn is what became of imports that a person accepted, retracted or took
// back.
type Redrawn struct {
	Imports  []record.Import  `json:"imports"`
	Clients  []record.ID      `json:"clients"` // whose records changed
	Drafts   []Drafted        `json:"drafts"`  // made anew
	Problems []record.Problem `json:"problems,omitempty"`
}

// AcceptImport makes imports count that wait for a yes, and every other that
// waits and was read by the same mapping as one of them, and makes the open drafts of the
// clients whom they touch anew.
func (c *Caseload) AcceptImport(ctx context.Context, now time.Time, by Actor, imports ...record.Import) (Redrawn, error) {
	u, err := c.admit(ctx, by, record.ActImport)
	if err != nil {
		return Redrawn{}, err
	}
	var accepted []record.Import
	for _, imp := range imports {
		if slices.ContainsFunc(accepted, func(with record.Import) bool { return with.ID == imp.ID }) {
			continue // one that its mapping reads was accepted before it
		}
		some, err := c.store.Accept(ctx, imp.ID, u.who(now))
		if err != nil {
			return Redrawn{}, err
		}
		accepted = append(accepted, some...)
	}
	return c.redraw(ctx, now, by, accepted)
}

// DateImport says of which day an export is. Where two exports tell the same
// thing differently, the newer one counts (ADR 139).
func (c *Caseload) DateImport(ctx context.Context, now time.Time, by Actor, imp record.Import, day record.Date) (Redrawn, error) {
	u, err := c.admit(ctx, by, record.ActImport)
	if err != nil {
		return Redrawn{}, err
	}
	if day.IsZero() || day.After(c.today(now)) {
		return Redrawn{}, record.Refuse(record.InvalidInput, "the day of an export is today or earlier")
	}
	return c.recount(ctx, now, u, imp, func(s *store.Store, ctx context.Context, id string, who store.Who) error {
		return s.SetDay(ctx, id, day, who)
	})
}

// Retract makes an import count no more, and makes the open drafts of the
// clients whom it touched anew. Nothing of it is erased.
func (c *Caseload) Retract(ctx context.Context, now time.Time, by Actor, imp record.Import) (Redrawn, error) {
	u, err := c.admit(ctx, by, record.ActImport)
	if err != nil {
		return Redrawn{}, err
	}
	return c.recount(ctx, now, u, imp, (*store.Store).Retract)
}

// TakeBack makes a retracted import count again, as if it had never been
// retracted.
func (c *Caseload) TakeBack(ctx context.Context, now time.Time, by Actor, imp record.Import) (Redrawn, error) {
	u, err := c.admit(ctx, by, record.ActImport)
	if err != nil {
		return Redrawn{}, err
	}
	return c.recount(ctx, now, u, imp, (*store.Store).TakeBack)
}

// recounting makes an import count, or count no more.
type recounting func(s *store.Store, ctx context.Context, importID string, who store.Who) error

func (c *Caseload) recount(ctx context.Context, now time.Time, by acting, imp record.Import, change recounting) (Redrawn, error) {
	imports, err := c.inPlaceOf(ctx, imp)
	if err != nil {
		return Redrawn{}, err
	}
	if err := change(c.store, ctx, imp.ID, by.who(now)); err != nil {
		return Redrawn{}, err
	}
	return c.redraw(ctx, now, by.by, imports)
}

// inPlaceOf returns the import and all others of its place: when one of them
// changes, another may count again.
func (c *Caseload) inPlaceOf(ctx context.Context, imp record.Import) ([]record.Import, error) {
	all, err := c.store.Imports(ctx)
	if err != nil {
		return nil, err
	}
	imports := []record.Import{imp}
	for _, other := range all {
		if other.Place == imp.Place && other.Order != imp.Order {
			imports = append(imports, other)
		}
	}
	return imports, nil
}

// redraw works out again what the imports touch: problems, and the drafts that
// are open.
func (c *Caseload) redraw(ctx context.Context, now time.Time, by Actor, imports []record.Import) (Redrawn, error) {
	done := Redrawn{Imports: imports}
	var err error
	if done.Clients, err = c.touchedBy(ctx, imports); err != nil {
		return done, err
	}
	if done.Problems, err = c.refold(ctx, now, slices.Clone(done.Clients)); err != nil {
		return done, err
	}
	done.Drafts, err = c.redrawOf(ctx, now, by, done.Clients)
	return done, err
}

// touchedBy returns the clients whom the imports touch, sorted.
func (c *Caseload) touchedBy(ctx context.Context, imports []record.Import) ([]record.ID, error) {
	var ids []record.ID
	for _, imp := range imports {
		touched, err := c.store.ClientsOf(ctx, imp.ID)
		if err != nil {
			return nil, err
		}
		ids = append(ids, touched...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// redrawOf makes the drafts of those of the clients anew who have one and of
// whom something is still known.
func (c *Caseload) redrawOf(ctx context.Context, now time.Time, by Actor, clients []record.ID) ([]Drafted, error) {
	known, err := c.store.Clients(ctx)
	if err != nil {
		return nil, err
	}
	var sel Selection
	for _, id := range clients {
		drafts, err := c.store.DraftsOf(ctx, id)
		if err != nil {
			return nil, err
		}
		if len(drafts) > 0 && slices.Contains(known, id) {
			sel.Clients = append(sel.Clients, id)
		}
	}
	if len(sel.Clients) == 0 {
		return nil, nil
	}
	return c.Draft(ctx, now, by, sel, func(int, int) {})
}

// Impact is what a change of the records would do, seen beforehand.
type Impact struct {
	Clients []record.ID `json:"clients"`          // whose records would change
	Changed []string    `json:"changed"`          // open drafts that would say something else
	Empty   []string    `json:"empty"`            // open drafts for which nothing would be left to say
	Signed  []string    `json:"signed,omitempty"` // signed documents that rest on what would change: they stay as they are
}

// RetractImpact says what Retract would do.
func (c *Caseload) RetractImpact(ctx context.Context, now time.Time, by Actor, imp record.Import) (Impact, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return Impact{}, err
	}
	return c.recountImpact(ctx, now, imp, (*store.Store).Retract)
}

// TakeBackImpact says what TakeBack would do.
func (c *Caseload) TakeBackImpact(ctx context.Context, now time.Time, by Actor, imp record.Import) (Impact, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return Impact{}, err
	}
	return c.recountImpact(ctx, now, imp, (*store.Store).TakeBack)
}

func (c *Caseload) recountImpact(ctx context.Context, now time.Time, imp record.Import, change recounting) (Impact, error) {
	imports, err := c.inPlaceOf(ctx, imp)
	if err != nil {
		return Impact{}, err
	}
	clients, err := c.touchedBy(ctx, imports)
	if err != nil {
		return Impact{}, err
	}
	return c.impact(ctx, now, clients, func(s *store.Store) error { return change(s, ctx, imp.ID, store.Who{At: instant(now)}) })
}

// impact makes a change on a copy of the store, composes the drafts of the
// clients there and compares them with those that stand.
func (c *Caseload) impact(ctx context.Context, now time.Time, clients []record.ID, change func(*store.Store) error) (Impact, error) {
	return c.tryOut(ctx, now, func(trial *Caseload) ([]record.ID, error) { return clients, change(trial.store) })
}

// tryOut makes a change on a copy of the store, which gives the clients whose
// records would change, and compares their drafts.
func (c *Caseload) tryOut(ctx context.Context, now time.Time, change func(trial *Caseload) ([]record.ID, error)) (Impact, error) {
	if err := c.loadWording(); err != nil {
		return Impact{}, err
	}
	path := filepath.Join(c.dir, trialDatabase)
	if err := c.store.CopyTo(ctx, path); err != nil {
		return Impact{}, err
	}
	defer c.dropTrial()
	trial := *c
	trial.refused = &refusedRows{}
	var err error
	if trial.store, err = store.Open(ctx, path); err != nil {
		return Impact{}, err
	}
	var found Impact
	found.Clients, err = change(&trial)
	for _, id := range found.Clients {
		if err == nil {
			err = trial.compareDraft(ctx, now, id, &found)
		}
	}
	return found, errors.Join(err, trial.store.Close())
}

// dropTrial removes the copy; what is left of one is overwritten by the next.
func (c *Caseload) dropTrial() {
	for _, end := range []string{"", "-wal", "-shm"} {
		_ = c.root.Remove(trialDatabase + end)
	}
}

// compareDraft composes the client's draft and says whether it would differ
// from the newest body.
func (c *Caseload) compareDraft(ctx context.Context, now time.Time, id record.ID, found *Impact) error {
	drafts, err := c.store.DraftsOf(ctx, id)
	if err != nil || len(drafts) == 0 {
		return err
	}
	folded, err := c.fold(ctx, id, c.today(now))
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if c.translates(d.Key) { // it says what its draft says
			continue
		}
		path := "drafts/" + d.Key.Path() + ".md"
		if d.State.IsSigned() {
			found.Signed = append(found.Signed, path)
			continue
		}
		input, why, err := c.inputOf(ctx, now, d.Key, d.Period, folded)
		if err != nil {
			return err
		}
		if why != "" {
			found.Empty = append(found.Empty, path)
			continue
		}
		body, err := c.compose(input)
		if err != nil {
			return err
		}
		if body.Hash != d.Base {
			found.Changed = append(found.Changed, path)
		}
	}
	return nil
}
