package caseload

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"milepost/library"
	"milepost/record"
	"milepost/report"
	"milepost/templates"
)

// PhraseShown is a phrase as a reader would see it, and how it fared.
type PhraseShown struct {
	library.Phrase
	Sample    string // as a made-up child's report says it; "" the child has no such goal
	Uses      int    // in signed reports
	Rewritten int    // of those, how often a person put other words or none
	Edits     int    // times that somebody worked on it
	Seconds   int    // that one of these took, the median
}

// Share is how often the phrase is rewritten, in percent of its uses.
func (p PhraseShown) Share() int { return 100 * p.Rewritten / max(p.Uses, 1) }

// Own reports whether the clinic wrote it.
func (p PhraseShown) Own() bool { return p.Layer > 0 }

// SampleCache remembers what phrases say of a made-up child, which takes a
// while to work out, until the clinic's wording changes. It is safe for
// concurrent use.
type SampleCache struct {
	mu    sync.Mutex
	hash  string
	shown map[string][]library.Shown // by audience
}

// samples says every phrase of the audience.
func (s *SampleCache) samples(c *Caseload, audience string) ([]library.Shown, error) {
	hash, err := hashTree(c.root.FS(), libraryFolder, languageFolder)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hash != hash {
		s.hash, s.shown = hash, map[string][]library.Shown{}
	}
	if known, ok := s.shown[audience]; ok {
		return known, nil
	}
	lib, err := c.wordingOf("")
	if err != nil {
		return nil, err
	}
	s.shown[audience] = lib.ShowAll(library.Sample(c.language, audience), audience, c.language.Code)
	return s.shown[audience], nil
}

// PhraseList lists the phrases in force of the clinic's language for the
// audience, by slot.
func (c *Caseload) PhraseList(ctx context.Context, by Actor, audience string, cache *SampleCache) ([]PhraseShown, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	if !slices.Contains(library.Audiences(), audience) {
		return nil, record.Refuse(record.NotFound, "there is no audience %q", audience)
	}
	shown, err := cache.samples(c, audience)
	if err != nil {
		return nil, err
	}
	stats, err := c.phraseStats(ctx)
	if err != nil {
		return nil, err
	}
	var list []PhraseShown
	for _, one := range shown {
		list = append(list, stats[one.Phrase.ID].said(one))
	}
	return list, nil
}

// said is the phrase's numbers with its words.
func (p PhraseShown) said(one library.Shown) PhraseShown {
	p.Phrase, p.Sample = one.Phrase, one.Text
	return p
}

// PhraseOf returns the phrase in force with the id, of the clinic's language,
// for the first audience that has it; nil none.
func (c *Caseload) PhraseOf(ctx context.Context, by Actor, id string, cache *SampleCache) (*PhraseShown, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	for _, audience := range library.Audiences() {
		shown, err := cache.samples(c, audience)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(shown, func(one library.Shown) bool { return one.Phrase.ID == id })
		if i < 0 {
			continue
		}
		stats, err := c.phraseStats(ctx)
		p := stats[id].said(shown[i])
		return &p, err
	}
	return nil, nil //nolint:nilnil // none is no error
}

// phraseStats counts, over all signed reports, how often each phrase was used
// and rewritten, and how long the edits took. It knows of no person.
//
// Source: features 69.
func (c *Caseload) phraseStats(ctx context.Context) (map[string]PhraseShown, error) {
	stats := map[string]PhraseShown{}
	drafts, err := c.store.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		if !d.State.IsSigned() {
			continue
		}
		s, err := c.textOf(ctx, d)
		if err != nil {
			return nil, err
		}
		text := map[string]string{}
		for _, one := range s.sentences() {
			text[one.ID] = one.Text
		}
		for _, one := range s.body.Sentences {
			if one.Phrase == "" || len(report.Marks(one.Text)) > 0 {
				continue
			}
			p := stats[one.Phrase]
			p.Uses++
			if text[one.ID] != one.Text {
				p.Rewritten++
			}
			stats[one.Phrase] = p
		}
	}
	times, err := c.store.EditTimes(ctx)
	seconds := map[string][]int{}
	for _, e := range times {
		seconds[e.Phrase] = append(seconds[e.Phrase], e.Seconds)
	}
	for id, list := range seconds {
		slices.Sort(list)
		p := stats[id]
		p.Edits, p.Seconds = len(list), list[len(list)/2]
		stats[id] = p
	}
	return stats, err
}

// WordingTrial is what a change of wording would do.
type WordingTrial struct {
	Wrong   []string  // why it cannot be taken; then nothing below is filled in
	Sample  string    // as a made-up child's report would say it
	Altered []Altered // open drafts that it would change
	Open    int       // all open drafts
}

// Sentences counts the sentences that would read otherwise.
func (t WordingTrial) Sentences() int {
	n := 0
	for _, a := range t.Altered {
		n += len(a.Lines)
	}
	return n
}

// PhraseChange is another text for a phrase.
type PhraseChange struct {
	ID   string
	Text string
	Off  bool // it is taken out
}

// sheet is the change as a sheet of one phrase.
func (c *Caseload) sheet(change PhraseChange) ([]byte, error) {
	lib, err := c.wordingOf("")
	if err != nil {
		return nil, err
	}
	for _, row := range lib.Rows() {
		if row.Cells["id"] != change.ID || row.Cells["language"] != c.language.Code {
			continue
		}
		row.Cells["text"] = strings.Join(strings.Fields(change.Text), " ")
		if change.Off {
			row.Cells["off"] = "yes"
		}
		var b bytes.Buffer
		err := library.WriteCSV(&b, []library.Row{row})
		return b.Bytes(), err
	}
	return nil, record.Refuse(record.NotFound, "there is no phrase %q", change.ID)
}

// pageSheet names a change that the review page makes.
const pageSheet = "page.csv"

// TryPhrase says what the change of a phrase would do, and changes nothing.
func (c *Caseload) TryPhrase(ctx context.Context, now time.Time, by Actor, change PhraseChange) (WordingTrial, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return WordingTrial{}, err
	}
	data, err := c.sheet(change)
	if err != nil {
		return WordingTrial{}, err
	}
	rows, err := library.ReadSheet(pageSheet, data)
	if err != nil {
		return WordingTrial{Wrong: faultWords(err)}, nil
	}
	layers, err := c.layers("")
	if err != nil {
		return WordingTrial{}, err
	}
	top := layers[len(layers)-1]
	got, err := library.Import(rows, top, layers[:len(layers)-1]...)
	if err != nil {
		return WordingTrial{Wrong: faultWords(err)}, nil
	}
	lib, err := laidOver(got, top, layers[:len(layers)-1])
	if err != nil {
		return WordingTrial{Wrong: faultWords(err)}, nil
	}
	t, err := c.tryWording(ctx, now, by, func() { c.wordings[""] = lib })
	for _, one := range lib.ShowAll(library.Sample(c.language, parentAudience), parentAudience, c.language.Code) {
		if one.Phrase.ID == change.ID {
			t.Sample = one.Text
		}
	}
	return t, err
}

// tryWording says which open drafts the wording that set puts in force would
// change, and puts the clinic's own back.
func (c *Caseload) tryWording(ctx context.Context, now time.Time, by Actor, set func()) (WordingTrial, error) {
	var t WordingTrial
	if err := c.loadWording(); err != nil {
		return t, err
	}
	defer func() { c.wordingHash = "" }() // what is in force is read anew
	set()
	var err error
	t.Altered, t.Open, err = c.Impact(ctx, now, by)
	return t, err
}

// faultWords lists what is wrong, each as a person reads it.
func faultWords(err error) []string {
	var list []string
	for _, one := range each(err) {
		text := strings.TrimPrefix(one.Error(), pageSheet+":2: ")
		list = append(list, strings.TrimPrefix(text, pageSheet+": "))
	}
	return list
}

// TakePhrase puts the change into the clinic's own layer.
func (c *Caseload) TakePhrase(ctx context.Context, now time.Time, by Actor, change PhraseChange) error {
	u, err := c.admit(ctx, by, record.ActWording)
	if err != nil {
		return err
	}
	data, err := c.sheet(change)
	if err != nil {
		return err
	}
	e := u.event(now, "phrase changed", change.ID, map[string]string{"wording": record.LongHash(change.Text)})
	if _, err := c.importPhrases(ctx, now, e, phraseSheet{pageSheet, data}, ""); err != nil {
		return record.Refuse(record.InvalidInput, "%w", err)
	}
	return nil
}

// FormShown is a template in force.
type FormShown struct {
	Name string
	Own  bool // the clinic's
}

// Forms lists the templates in force.
func (c *Caseload) Forms(ctx context.Context, by Actor) ([]FormShown, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	var list []FormShown
	for _, name := range templates.Names() {
		_, err := c.root.Stat("templates/" + name)
		list = append(list, FormShown{name, err == nil})
	}
	return list, nil
}

// Form returns the text of a template in force.
func (c *Caseload) Form(ctx context.Context, by Actor, name string) (string, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return "", err
	}
	if !slices.Contains(templates.Names(), name) {
		return "", record.Refuse(record.NotFound, "there is no template %q", name)
	}
	form, err := c.readTemplate(name)
	return form.Source, err
}

// TryForm says what another text of a template would do, and changes nothing.
func (c *Caseload) TryForm(ctx context.Context, now time.Time, by Actor, name, text string) (WordingTrial, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return WordingTrial{}, err
	}
	if _, err := c.Form(ctx, by, name); err != nil {
		return WordingTrial{}, err
	}
	form := templates.Template{Name: "templates/" + name, Source: lines(text)}
	if err := report.CheckForm(form, c.language); err != nil {
		return WordingTrial{Wrong: []string{strings.TrimPrefix(err.Error(), form.Name+":")}}, nil
	}
	t, err := c.tryWording(ctx, now, by, func() { c.forms.byName[name] = form.Kept() })
	if err != nil {
		return WordingTrial{Wrong: []string{err.Error()}}, nil //nolint:nilerr // it is what is wrong with the template
	}
	return t, nil
}

// lines gives a text the line ends of the shipped ones.
func lines(text string) string {
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// TakeForm makes the text the clinic's own template; "" takes the clinic's own
// away, so that the shipped one is in force. What it replaces is kept beside.
func (c *Caseload) TakeForm(ctx context.Context, now time.Time, by Actor, name, text string) error {
	u, err := c.admit(ctx, by, record.ActWording)
	if err != nil {
		return err
	}
	if _, err := c.Form(ctx, by, name); err != nil {
		return err
	}
	if text != "" {
		if t, err := c.TryForm(ctx, now, by, name, text); err != nil || len(t.Wrong) > 0 {
			return errors.Join(err, record.Refuse(record.InvalidInput, "%s", strings.Join(t.Wrong, "; ")))
		}
	}
	file := "templates/" + name
	before, err := c.readFile(file)
	if err != nil {
		return err
	}
	e := u.event(now, "template changed", name, map[string]string{"wording": record.LongHash(text)})
	return c.logged(ctx, e, func() error {
		if before != nil {
			kept := "templates/replaced/" + now.UTC().Format("20060102T150405Z") + "/" + name
			if err := c.writeFile(kept, before); err != nil {
				return err
			}
		}
		if text == "" {
			return c.putFile(file, nil)
		}
		return c.putFile(file, []byte(lines(text)))
	})
}

// Audiences lists whom documents are written for.
func Audiences() []string { return library.Audiences() }

// Rewritten lists the phrases that people rewrite most, the most first; those
// that were used fewer than least times are left out.
func Rewritten(list []PhraseShown, least int) []PhraseShown {
	var often []PhraseShown
	for _, p := range list {
		if p.Uses >= least && p.Rewritten > 0 {
			often = append(often, p)
		}
	}
	slices.SortStableFunc(often, func(a, b PhraseShown) int { return cmp.Compare(b.Share(), a.Share()) })
	return often
}
