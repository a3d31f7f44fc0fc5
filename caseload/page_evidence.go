package caseload

import (
	"context"
	"slices"
	"time"

	"milepost/figure"
	"milepost/record"
	"milepost/render"
	"milepost/report"
)

// Evidence is why a unit of a draft says what it says.
type Evidence struct {
	Unit      PageUnit
	Words     []string // as a person edits them
	Plain     bool     // they are words, not Markdown
	Phrase    string   // that said it, or that had said it before a person wrote it
	Template  string   // of the phrase, as it stands in the library; "" none
	Facts     []record.Fact
	Generated string            // what the data and the phrase say; "" nothing
	Last      string            // the same place in the last signed report; "" none
	Signed    string            // instant of that signature
	Wordings  []record.Sentence // other phrases that fit
	Chart     string            // HTML of the goal's chart, "" none
}

// Evidence returns what stands behind the unit of a draft with the key, to who
// may look at the draft.
func (c *Caseload) Evidence(ctx context.Context, now time.Time, by Actor, draft, key string) (Evidence, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return Evidence{}, err
	}
	d, folded, err := c.seen(ctx, now, by, draft)
	if err != nil {
		return Evidence{}, err
	}
	if err := c.loadWording(); err != nil {
		return Evidence{}, err
	}
	s, err := c.textOf(ctx, d)
	if err != nil {
		return Evidence{}, err
	}
	s.client, s.folded = folded.Client, &folded
	units := report.Units(s.markdown(), s.sentences())
	at := slices.IndexFunc(units, func(u report.Unit) bool { return u.Key == key })
	if at < 0 {
		return Evidence{}, &ClashError{Key: key}
	}
	return c.evidence(ctx, now, s, units, at)
}

func (c *Caseload) evidence(ctx context.Context, now time.Time, s standing, units []report.Unit, at int) (Evidence, error) {
	u := units[at]
	e := Evidence{Unit: PageUnit{Unit: u}}
	options, err := c.optionsOf(ctx, s)
	if err != nil {
		return e, err
	}
	if err := e.Unit.show(options); err != nil {
		return e, err
	}
	e.Words, e.Plain = u.Words()
	if e.Chart, err = chartOf(units, u, options); err != nil || u.Sentence == nil {
		return e, err
	}
	e.Facts = u.Sentence.Facts
	e.Phrase = u.Sentence.Phrase
	for _, one := range s.body.Sentences {
		if one.ID == u.Sentence.ID {
			e.Generated = one.Text
			if e.Phrase == "" {
				e.Phrase = one.Phrase
			}
		}
	}
	e.Template = c.phraseText(s, e.Phrase)
	if e.Last, e.Signed, err = c.lastSigned(ctx, s, u.Sentence.ID); err != nil {
		return e, err
	}
	all, err := c.wordingsOf(ctx, now, s, u)
	for _, one := range all {
		if one.Text != u.Text {
			e.Wordings = append(e.Wordings, one)
		}
	}
	return e, err
}

// phraseText is the phrase as it stands in the library, with its braces.
func (c *Caseload) phraseText(s standing, id string) string {
	if id == "" {
		return ""
	}
	for _, p := range c.wording(c.signer(s.client).ID).Phrases() {
		if p.ID == id && p.Language == s.state.Key.Language {
			return p.Text
		}
	}
	return ""
}

// chartOf is the chart of the goal in whose section the unit stands.
func chartOf(units []report.Unit, u report.Unit, o render.Options) (string, error) {
	if u.Section == "" || u.Kind == report.UnitChart {
		return "", nil
	}
	for _, other := range units {
		if other.Kind != report.UnitChart || other.Section != u.Section {
			continue
		}
		if _, err := figure.Parse(other.Text); err == nil {
			return render.Fragment([]byte(other.Text), o)
		}
	}
	return "", nil
}

// lastSigned is what the newest signed report before this one says in the
// place of the sentence.
func (c *Caseload) lastSigned(ctx context.Context, s standing, id string) (text, at string, err error) {
	old, err := c.lastSignedText(ctx, s.state)
	if err != nil || old == nil {
		return "", "", err
	}
	signatures, err := c.store.Signatures(ctx, old.state.ID)
	if err != nil || len(signatures) == 0 {
		return "", "", err
	}
	for _, one := range old.sentences() {
		if one.ID == id {
			return one.Text, signatures[len(signatures)-1].At, nil
		}
	}
	return "", "", nil
}

// Preview returns the draft as it is printed, or the document that was signed
// of it: ending is .pdf, .html or .md. It writes nothing.
func (c *Caseload) Preview(ctx context.Context, by Actor, draft, ending string) ([]byte, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return nil, err
	}
	d, err := c.draftSeen(ctx, u, draft)
	if err != nil {
		return nil, err
	}
	if d.State.IsSigned() {
		documents, err := c.store.Documents(ctx, draft)
		if err != nil {
			return nil, err
		}
		if last := lastReport(documents); last != nil {
			return c.DocumentFile(ctx, by, last.ID, ending)
		}
	}
	if err := c.loadWording(); err != nil {
		return nil, err
	}
	s, err := c.textOf(ctx, d)
	if err != nil {
		return nil, err
	}
	return c.printed(ctx, s, ending)
}

// printed is a draft in one of its forms: from its file where that is fresh,
// else printed now.
func (c *Caseload) printed(ctx context.Context, s standing, ending string) ([]byte, error) {
	if ending == ".md" {
		return []byte(s.markdown()), nil
	}
	options, err := c.optionsOf(ctx, s)
	if err != nil {
		return nil, err
	}
	basis := hashOf([]byte(s.markdown() + "\x00" + c.lookHash(options)))
	if same, err := c.same(ctx, s.state, basis); err != nil {
		return nil, err
	} else if same {
		return c.readFile(draftPath(s.state.Key) + ending)
	}
	if ending == ".html" {
		page, _, err := render.HTML([]byte(s.markdown()), options)
		return page, err
	}
	file, _, err := render.PDF([]byte(s.markdown()), options)
	return file, err
}

// DocumentFile returns one file of a signed document, byte for byte.
func (c *Caseload) DocumentFile(ctx context.Context, by Actor, document, ending string) ([]byte, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return nil, err
	}
	if _, _, err := c.documentSeen(ctx, u, document); err != nil {
		return nil, err
	}
	files, err := c.files(ctx, document)
	return files[ending], err
}
