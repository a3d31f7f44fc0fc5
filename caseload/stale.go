package caseload

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"milepost/calendar"
	"milepost/ingest/fold"
	"milepost/record"
	"milepost/store"
)

// made is what is kept of a client's newest draft, so that it is made anew
// only where something changed on which it rests.
type made struct {
	Basis   string       `json:"basis"`           // hash of the data and settings that it was made from
	Wording string       `json:"wording"`         // hash of the phrases, templates and rules
	Day     record.Date  `json:"day"`             // the clinic's day then
	Until   record.Date  `json:"until"`           // last day on which it stands where it stood; zero: for good
	File    string       `json:"file"`            // hash of its Markdown file afterwards; "" where there is none
	State   record.State `json:"state,omitempty"` // of the draft afterwards
	Drafted Drafted      `json:"drafted"`

	Edition      string `json:"edition,omitempty"`      // hash of the Markdown file of the edition in the family's language
	Translations string `json:"translations,omitempty"` // hash of what people had translated, where there is such an edition
}

// madeName begins the names under which the store keeps what was made of the
// kind of document for the audience.
func madeName(kind, audience string) string { return "made:" + kind + "." + audience + ":" }

// rest is on what all drafts rest at one moment.
type rest struct {
	kind     string
	audience string
	today    record.Date
	adopt    bool   // other wording is taken at once
	settings string // hash of what all drafts rest on, beside the wording
	wording  string // hash of the wording: the clinic's and the program's
	words    string // hash of what people translated, on which editions in other languages rest
	stamps   map[record.ID]string
	made     map[string]string // JSON by client
	printed  map[string]string // from what each draft's files were printed, by its id
	drafts   map[string]store.DraftState
	of       map[record.ID][]store.DraftState // the same by client
}

// rests reads on what each client's draft for the audience rests now, and on
// what it rested when it was made.
func (c *Caseload) rests(ctx context.Context, now time.Time, kind, audience string) (rest, error) {
	r := rest{
		kind: kind, audience: audience, today: c.today(now),
		drafts: map[string]store.DraftState{}, of: map[record.ID][]store.DraftState{},
	}
	var err error
	if r.settings, err = c.settings(); err != nil {
		return r, err
	}
	users, err := c.hasUsers(ctx)
	if err != nil {
		return r, err
	}
	if users { // from then on it matters who typed a criterion
		r.settings += " users"
	}
	r.wording = hashOf([]byte(c.wordingHash + c.options.Version))
	if r.words, err = c.loadTranslations(ctx); err != nil {
		return r, err
	}
	if r.stamps, err = c.store.Stamps(ctx); err != nil {
		return r, err
	}
	if r.made, err = c.store.Fingerprints(ctx, madeName(kind, audience)); err != nil {
		return r, err
	}
	if r.printed, err = c.store.Fingerprints(ctx, store.Printed); err != nil {
		return r, err
	}
	drafts, err := c.store.DraftHeads(ctx)
	for _, d := range drafts {
		r.drafts[d.ID] = d
		r.of[d.Key.Client] = append(r.of[d.Key.Client], d)
	}
	return r, err
}

// settings is a hash of what all drafts rest on beside the wording, whose
// change redraws nothing by itself (ADR 72).
func (c *Caseload) settings() (string, error) {
	text, err := c.optionsText()
	return hashOf(append(text, c.lookFilesHash...)), err
}

// optionsText holds every option on which drafts rest, the same on every open
// workspace, whether or not it has loaded its wording.
func (c *Caseload) optionsText() ([]byte, error) {
	o := c.options
	o.Workers, o.Inbox, o.Zone, o.Version, o.Failed = 0, "", nil, "", nil // what no draft rests on, and what JSON cannot hold
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	for _, audience := range slices.Sorted(maps.Keys(o.Look.Passwords)) { // JSON leaves them out
		text = append(text, hashOf([]byte(audience+o.Look.Passwords[audience]))...)
	}
	return append(text, c.options.Zone.String()...), nil
}

// basis is a hash of all that the client's draft rests on.
func (r rest) basis(id record.ID) string { return hashOf([]byte(r.settings + r.stamps[id])) }

// before returns what was made for the client where nothing changed since.
func (c *Caseload) before(r rest, id record.ID) (made, bool) {
	var m made
	text, found := r.made[string(id)]
	if !found || json.Unmarshal([]byte(text), &m) != nil || m.Basis != r.basis(id) {
		return m, false
	}
	if m.Drafted.Away != "" { // it may be back
		return m, false
	}
	if r.adopt && m.Wording != r.wording {
		return m, false
	}
	if r.today.Before(m.Day) || !m.Until.IsZero() && r.today.After(m.Until) {
		return m, false
	}
	if e := m.Drafted.Edition; e != nil && (m.Translations != r.words || e.Outcome == DraftFailed) {
		return m, false
	}
	return m, c.untouched(r, id) && c.stands(r, m)
}

// untouched reports whether the files of the client's drafts say what people
// last wrote, nobody saved one since, and no copy lies beside one.
func (c *Caseload) untouched(r rest, id record.ID) bool {
	for _, d := range r.of[id] {
		if r.printed[d.ID] == "" && !d.State.IsSigned() {
			return false
		}
		text, err := c.readFile(draftPath(d.Key) + ".md")
		if err != nil || text != nil && hashOf(text) != d.Written {
			return false
		}
	}
	return !c.hasCopies(r.of[id])
}

// stands reports whether the draft and its files are as they were left.
func (c *Caseload) stands(r rest, m made) bool {
	if r.drafts[m.Drafted.Draft].State != m.State {
		return false
	}
	if m.File == "" {
		text, err := c.readFile(m.Drafted.Path + ".md")
		return err == nil && (m.Drafted.Path == "" || text == nil)
	}
	if m.Edition != "" && !c.left(m.Drafted.Edition.Path, m.Edition) {
		return false
	}
	return c.left(m.Drafted.Path, m.File)
}

// left reports whether a draft's files are all there, and the Markdown has the
// hash.
func (c *Caseload) left(path, hash string) bool {
	text, err := c.root.ReadFile(path + ".md")
	if err != nil || hashOf(text) != hash {
		return false
	}
	for _, ending := range []string{".pdf", ".html"} {
		if _, err := c.root.Stat(path + ending); err != nil {
			return false
		}
	}
	return true
}

// fileHash is the hash of a draft's Markdown file, "" where there is none.
func (c *Caseload) fileHash(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := c.readFile(path + ".md")
	if err != nil || text == nil {
		return "", err
	}
	return hashOf(text), nil
}

// again is what is said of a draft that was not made anew.
func (c *Caseload) again(ctx context.Context, r rest, m made) (Drafted, error) {
	d := m.Drafted
	d.Reworded = d.Draft != "" && !m.State.IsSigned() && m.Wording != r.wording
	switch d.Outcome {
	case DraftNew, DraftChanged, DraftEdited, DraftMerged:
		d.Outcome, d.Problems = DraftUnchanged, nil
	}
	if e := d.Edition; e != nil {
		e.Outcome = DraftUnchanged
	}
	if d.Draft == "" {
		return d, nil
	}
	open, err := c.openQuestions(ctx, d.Draft)
	d.Questions = len(open)
	return d, err
}

// keepMade keeps what became of the drafts, each by its client; a draft whose
// period was asked for is made anew when next nothing is asked.
func (c *Caseload) keepMade(ctx context.Context, r rest, all []Drafted) error {
	texts := map[string]string{}
	drafts, err := c.store.DraftHeads(ctx)
	if err != nil {
		return err
	}
	states := map[string]record.State{}
	for _, d := range drafts {
		states[d.ID] = d.State
	}
	for _, d := range all {
		m := made{Basis: r.basis(d.Client), Wording: r.wording, Day: r.today, Until: d.until, Drafted: d, State: states[d.Draft]}
		if m.File, err = c.fileHash(d.Path); err != nil {
			return err
		}
		if e := d.Edition; e != nil {
			m.Translations = r.words
			if m.Edition, err = c.fileHash(e.Path); err != nil {
				return err
			}
		}
		text, err := json.Marshal(m)
		if err != nil {
			return err
		}
		texts[string(d.Client)] = string(text)
	}
	return c.store.SetFingerprints(ctx, madeName(r.kind, r.audience), texts)
}

// standsUntil returns the last day on which the client's draft stands where it
// stands today, whatever comes; zero: for good.
func standsUntil(folded fold.Result, period record.Period, today record.Date) record.Date {
	if folded.HoldsFuture() {
		return today
	}
	return calendar.StandsUntil(period, today)
}

// Stale lists the clients whose drafts for the audience do not rest on what is
// known now, in order of ids: their records, the clinic's settings,
// or the draft's file changed, or there is none yet. Draft makes exactly these
// anew. For others than parents a draft is made when it is asked for, so only
// clients with an open one are listed.
func (c *Caseload) Stale(ctx context.Context, now time.Time, by Actor, audience string) ([]record.ID, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	if err := c.loadWording(); err != nil {
		return nil, err
	}
	all, err := c.store.Clients(ctx)
	if err != nil {
		return nil, err
	}
	r, err := c.rests(ctx, now, progressReport, audience)
	if err != nil {
		return nil, err
	}
	var stale []record.ID
	for _, id := range all {
		if audience != parentAudience && !r.hasOpen(id) {
			continue
		}
		if _, same := c.before(r, id); !same {
			stale = append(stale, id)
		}
	}
	return stale, nil
}

// hasOpen reports whether the client has a draft for the audience that is not
// signed.
func (r rest) hasOpen(id record.ID) bool {
	return slices.ContainsFunc(r.of[id], func(d store.DraftState) bool {
		return d.Key.Kind == r.kind && d.Key.Audience == r.audience && !d.State.IsSigned()
	})
}
