package caseload

import (
	"context"
	"slices"
	"strings"
	"time"

	"milepost/record"
	"milepost/render"
	"milepost/report"
	"milepost/store"
)

// Page is a draft as the review page shows it. It names the client: it is for
// a screen, not for a log.
type Page struct {
	Review
	Key       record.DraftKey
	Name      string // "Linh T."
	Therapist record.Therapist
	Units     []PageUnit
	Shown     string // stands for the text on the screen: what is signed must be it
	Naming    string // what a signer gives to say that she means this one
	Editions  []PageEdition
	Documents []record.Document // that were signed of it, without their bytes
	Waiting   bool              // an author signed it: it waits for a therapist
	Leads     bool              // the draft that is signed; false: a translation of it
	Revision  int               // number of the newest revision, 0 none
	Unsaved   bool              // a file was saved in an editor and is not taken in yet
}

// Settled counts nothing that bars a signature.
func (p Page) Settled() bool {
	return !slices.ContainsFunc(p.Findings, func(f record.Finding) bool { return f.Reason == "" })
}

// PageEdition is a draft of the same client and period: for another audience,
// or in another language.
type PageEdition struct {
	Draft    string
	Audience string
	Language string // in English
	State    record.State
	This     bool
}

// PageUnit is a part of the text as a person reads it.
type PageUnit struct {
	report.Unit
	HTML      string   // of the words
	Cells     []string // of a row, HTML
	Level     int      // of a heading, from 1
	Anchor    string   // of a heading, "" none
	Lead      string   // of a mark that is chosen from: what it says before its options
	Options   []string // of such a mark
	Edited    bool     // a person wrote it
	New       *report.Refreshed
	Findings  []record.Finding
	Questions []record.Question
}

// Page returns a draft as it stands to who may look at it. It writes nothing: a
// file that was saved in an editor is taken in by the watcher, or by the next
// act.
func (c *Caseload) Page(ctx context.Context, now time.Time, by Actor, draft string) (Page, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return Page{}, err
	}
	d, folded, err := c.seen(ctx, now, by, draft)
	if err != nil {
		return Page{}, err
	}
	s, err := c.textOf(ctx, d)
	if err != nil {
		return Page{}, err
	}
	s.client, s.folded = folded.Client, &folded
	return c.pageOf(ctx, now, u, taken{standing: s})
}

func (c *Caseload) pageOf(ctx context.Context, now time.Time, by acting, t taken) (Page, error) {
	if err := c.loadWording(); err != nil {
		return Page{}, err
	}
	if err := c.lookUp(ctx, now, &t.standing); err != nil {
		return Page{}, err
	}
	left, err := c.lastDays(ctx, now)
	if err != nil {
		return Page{}, err
	}
	p := Page{
		Key: t.state.Key, Name: shortName(t.client), Therapist: c.signerNow(t.client, left),
		Shown: textHash(t.markdown()), Naming: naming(t.state.Key.Client, t.body.Period), Leads: !c.translates(t.state.Key),
	}
	if p.Review, err = c.review(ctx, now, by, t); err != nil {
		return p, err
	}
	if t.revision != nil {
		p.Revision = t.revision.N
	}
	if p.Units, err = c.pageUnits(ctx, t.standing, p.Review); err != nil {
		return p, err
	}
	if p.Editions, err = c.pageEditions(ctx, t.state.Key); err != nil {
		return p, err
	}
	if p.Documents, err = c.store.Documents(ctx, t.state.ID); err != nil {
		return p, err
	}
	if p.Waiting, err = c.waitsForTherapist(ctx, t.standing); err != nil {
		return p, err
	}
	file, err := c.readFile(draftPath(t.state.Key) + ".md")
	p.Unsaved = err == nil && file != nil && !t.knows(file)
	return p, err
}

// lookUp reads the client's records as of today, unless they were.
func (c *Caseload) lookUp(ctx context.Context, now time.Time, s *standing) error {
	if s.folded != nil {
		return nil
	}
	folded, err := c.fold(ctx, s.state.Key.Client, c.today(now))
	s.client, s.folded = folded.Client, &folded
	return err
}

// pageUnits cuts the text into units and puts beside each what is to be seen of
// it.
func (c *Caseload) pageUnits(ctx context.Context, s standing, r Review) ([]PageUnit, error) {
	options, err := c.optionsOf(ctx, s)
	if err != nil {
		return nil, err
	}
	base := map[string]string{}
	for _, one := range s.body.Sentences {
		base[one.ID] = one.Text
	}
	var list []PageUnit
	for _, u := range report.Units(s.markdown(), s.sentences()) {
		one := PageUnit{Unit: u}
		if err := one.show(options); err != nil {
			return nil, err
		}
		if s.revision != nil && (u.Kind == report.UnitSentence || u.Kind == report.UnitItem) {
			one.Edited = u.Sentence == nil || base[u.Sentence.ID] != u.Text
		}
		one.beside(r)
		list = append(list, one)
	}
	return list, nil
}

// show fills in the unit's HTML.
func (u *PageUnit) show(o render.Options) error {
	words, plainWords := u.Words()
	switch u.Kind {
	case report.UnitChart, report.UnitBlock:
		var err error
		u.HTML, err = render.Fragment([]byte(u.Text), o)
		return err
	case report.UnitRow:
		for _, cell := range words {
			if plainWords {
				cell = report.Escape(cell)
			}
			u.Cells = append(u.Cells, render.Inline(cell))
		}
	case report.UnitHeading:
		u.Level, u.Anchor = report.Heading(u.Text)
		u.HTML = render.Inline(report.Escape(report.Plain(u.Text)))
	case report.UnitMark:
		u.Lead, u.Options = u.Mark.Lead()
	case report.UnitRule:
	default:
		u.HTML = render.Inline(u.Markdown())
	}
	return nil
}

// PlainWords is a line of a draft as a person reads it, without escapes and
// signs of form.
func PlainWords(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, report.Plain(line))
	}
	return strings.Join(lines, " ")
}

// beside puts to the unit what the review says of its line.
func (u *PageUnit) beside(r Review) {
	for i, fresh := range r.New {
		if fresh.Line == u.Line {
			u.New = &r.New[i]
		}
	}
	for _, f := range r.Findings {
		if f.Line == u.Line && f.Code != report.FindingMark && f.Code != report.FindingQuestion {
			u.Findings = append(u.Findings, f)
		}
	}
	for _, q := range r.Questions {
		if u.asks(q) {
			u.Questions = append(u.Questions, q)
		}
	}
}

// asks reports whether the question is about the unit.
func (u *PageUnit) asks(q record.Question) bool {
	if u.Sentence != nil && u.Sentence.ID == q.Unit {
		return true
	}
	return q.Mine != "" && report.Holds(u.Text, firstLine(q.Mine))
}

// firstLine is the first line of a text.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// pageEditions lists the client's drafts of the kind for the same period.
func (c *Caseload) pageEditions(ctx context.Context, key record.DraftKey) ([]PageEdition, error) {
	drafts, err := c.store.DraftsOf(ctx, key.Client)
	if err != nil {
		return nil, err
	}
	var list []PageEdition
	for _, d := range drafts {
		if d.Key.Kind == key.Kind && d.Key.From == key.From {
			l := c.languageOf(d.Key.Language)
			list = append(list, PageEdition{
				Draft: d.ID, Audience: d.Key.Audience, Language: l.EnglishName(), State: d.State, This: d.Key == key,
			})
		}
	}
	return list, nil
}

// Saw notes that the user had the draft on her screen: what was new to her is
// no longer. One who signs brings a draft into review by reading it. It returns
// the draft's state as it is then.
func (c *Caseload) Saw(ctx context.Context, now time.Time, by Actor, p Page) (record.State, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return "", err
	}
	d, err := c.draftOf(ctx, p.Draft)
	if err != nil {
		return "", err
	}
	if d.State.IsSigned() {
		return d.State, c.Look(ctx, now, by, p.Draft, "draft")
	}
	step := opened(now, u, d.ID, p.Shown)
	signs := u.May(record.ActSign) || u.May(record.ActAuthor)
	if signs && d.State == record.Drafted && !c.translates(d.Key) {
		step.State, step.Event.Kind = record.InReview, "opened for review"
		d.State = record.InReview
	}
	_, err = c.store.Step(ctx, step)
	return d.State, err
}

// opened notes that the user had the text with the hash on her screen.
func opened(now time.Time, by acting, draft, text string) store.Step {
	return store.Step{
		Draft: draft, Opened: &record.Opened{By: by.ID, At: instant(now), Text: text},
		Event: by.event(now, "opened", "", nil),
	}
}

// HasRead reports whether the user had the draft on her screen as it stands.
func (c *Caseload) HasRead(ctx context.Context, by Actor, draft string) (bool, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return false, err
	}
	d, err := c.draftOf(ctx, draft)
	if err != nil {
		return false, err
	}
	s, err := c.textOf(ctx, d)
	if err != nil {
		return false, err
	}
	return c.hasRead(ctx, u, s)
}

func (c *Caseload) hasRead(ctx context.Context, by acting, s standing) (bool, error) {
	last, err := c.store.LastOpened(ctx, s.state.ID, by.ID)
	return last != nil && last.Text == textHash(s.markdown()), err
}

// SignShown signs the draft that the signer has on her screen: shown stands
// for its text, as Page.Shown gave it. Where the text is another one by now,
// nothing is signed.
func (c *Caseload) SignShown(ctx context.Context, now time.Time, by Actor, what ToSign, shown string) (Signing, error) {
	u, err := c.admitAt(ctx, now, by, actOfSigner(by))
	if err != nil {
		return Signing{}, err
	}
	t, err := c.currentFor(ctx, now, u, what.Name)
	if err != nil {
		return Signing{}, err
	}
	if textHash(t.markdown()) != shown {
		return Signing{}, ErrMovedOn
	}
	if !t.state.State.IsSigned() {
		if _, err := c.Open(ctx, now, by, what.Name); err != nil {
			return Signing{}, err
		}
	}
	return c.Sign(ctx, now, by, what)
}
