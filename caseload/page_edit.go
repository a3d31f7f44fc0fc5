package caseload

import (
	"context"
	"slices"
	"strings"
	"time"

	"milepost/library"
	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// ErrMovedOn says that a text is not the one that a person had on her screen.
var ErrMovedOn error = record.Refuse(record.Conflict, "the draft changed while you were reading it, so nothing was done").
	Then(record.NextStep{Act: record.StepReview})

// UnitEdit is what a person does to one unit of a text on the review page.
type UnitEdit struct {
	Key    string   // report.Unit.Key
	Was    string   // its text as she had it on her screen
	Words  []string // as report.Unit.With takes them; none: it goes
	Plain  bool     // the words are words, not Markdown
	Picks  []string // options that she chose of a mark
	Phrase string   // id of the phrase in whose words she wants it
	Took   time.Duration
}

// ClashError is why an edit was not kept: somebody else changed the same unit
// meanwhile. Nothing is lost: what she wrote is hers to put in again.
type ClashError struct {
	Key string
	Now string // as it reads by now; "" it is gone
	By  record.ID
}

// Error says what happened.
func (c *ClashError) Error() string {
	return "somebody changed this sentence while you were writing"
}

// Unwrap makes it a refusal.
func (c *ClashError) Unwrap() error {
	return record.Refuse(record.Conflict, "somebody changed this sentence while you were writing; load the page again to see it")
}

// EditUnit changes one unit of a draft and keeps the text as a revision. Its
// files follow with Print, so that nobody waits for them while she writes. An
// edit of a unit that reads otherwise by now is a *ClashError.
func (c *Caseload) EditUnit(ctx context.Context, now time.Time, by Actor, draft string, e UnitEdit) (Page, error) {
	u, err := c.admit(ctx, by, record.ActDraft)
	if err != nil {
		return Page{}, err
	}
	t, err := c.unprinted(ctx, now, u, draft)
	if err != nil {
		return Page{}, err
	}
	if t.state.State.IsSigned() {
		return Page{}, record.Refuse(record.Conflict, "the report is signed and cannot be edited").Then(record.NextStep{Act: record.StepChangeSigned, ID: t.state.ID})
	}
	unit, err := unitAt(t.standing, e)
	if err != nil {
		return Page{}, err
	}
	if err := c.lookUp(ctx, now, &t.standing); err != nil {
		return Page{}, err
	}
	words, said, err := c.wordsOf(ctx, now, t.standing, unit, e)
	if err != nil {
		return Page{}, err
	}
	if words == unit.Text {
		return c.pageOf(ctx, now, u, t)
	}
	before := t.standing
	if err := c.keepUnit(ctx, now, u, &t, unit, words, said); err != nil {
		return Page{}, err
	}
	if err := c.timed(ctx, before, unit, words, e.Took); err != nil {
		return Page{}, err
	}
	return c.pageOf(ctx, now, u, t)
}

// unitAt finds the unit that a person means, as she had it on her screen.
func unitAt(s standing, e UnitEdit) (report.Unit, error) {
	units := report.Units(s.markdown(), s.sentences())
	at := slices.IndexFunc(units, func(u report.Unit) bool { return u.Key == e.Key })
	if at >= 0 && units[at].Text == e.Was {
		return units[at], nil
	}
	clash := &ClashError{Key: e.Key}
	if at >= 0 {
		clash.Now = units[at].Text
	}
	if s.revision != nil {
		clash.By = s.revision.By
	}
	return report.Unit{}, clash
}

// wordsOf are the unit's new Markdown and, where a phrase says it, the sentence.
func (c *Caseload) wordsOf(ctx context.Context, now time.Time, s standing, u report.Unit, e UnitEdit) (string, *record.Sentence, error) {
	switch {
	case e.Phrase != "":
		said, err := c.otherWords(ctx, now, s, u, e.Phrase)
		if err != nil {
			return "", nil, err
		}
		return u.With([]string{said.Text}, false), &said, nil
	case u.Mark != nil:
		lines, said, err := c.answerOf(ctx, now, s, u, e)
		return strings.Join(lines, "\n"), said, err
	}
	if u.Kind == report.UnitHeading && strings.TrimSpace(strings.Join(e.Words, "")) == "" {
		return "", nil, record.Refuse(record.InvalidInput, "a heading cannot be empty; remove what is below it instead")
	}
	if (u.Kind == report.UnitChart || u.Kind == report.UnitBlock || u.Kind == report.UnitRule) && len(e.Words) > 0 {
		return "", nil, record.Refuse(record.InvalidInput, "a chart cannot be edited; it can be removed")
	}
	if len(e.Words) == 0 {
		return "", nil, nil
	}
	return u.With(e.Words, e.Plain), nil, nil
}

// answerOf is what takes the place of a mark: each option that was picked as
// the library says it, then her own words.
func (c *Caseload) answerOf(ctx context.Context, now time.Time, s standing, u report.Unit, e UnitEdit) ([]string, *record.Sentence, error) {
	lead, options := u.Mark.Lead()
	if u.Mark.Kind == "choose" && len(e.Picks) > u.Mark.UpTo {
		return nil, nil, record.Refuse(record.InvalidInput, "choose at most %d", u.Mark.UpTo)
	}
	var lines []string
	var said *record.Sentence
	for _, pick := range e.Picks {
		if !slices.Contains(options, pick) {
			return nil, nil, record.Refuse(record.InvalidInput, "that is not one of the options")
		}
		if pick == options[len(options)-1] && len(options) > 1 && pick == c.languageOf(s.state.Key.Language).Word("none") {
			continue // "none": the place is left out
		}
		sentence, err := c.picked(ctx, now, s, u, lead, pick)
		if err != nil {
			return nil, nil, err
		}
		lines = append(lines, sentence.Text)
		if said == nil {
			said = &sentence
		}
	}
	own := report.Unit{Kind: report.UnitSentence}.With(e.Words, e.Plain)
	if own != "" {
		lines = append(lines, own)
	}
	if len(lines) == 0 && len(e.Picks) == 0 && u.Mark.Kind == "choose" && len(e.Words) > 0 {
		return nil, nil, record.Refuse(record.InvalidInput, "choose an option, or write your own words")
	}
	return lines, said, nil
}

// picked says an option of a mark as the sentence that stands once it is
// picked: as the library has it, else in the option's own words.
func (c *Caseload) picked(ctx context.Context, now time.Time, s standing, u report.Unit, lead, option string) (record.Sentence, error) {
	l := c.languageOf(s.state.Key.Language)
	words := record.Sentence{Sort: record.ChosenSort, Text: report.Escape(l.Capital(option) + ".")}
	if lead != "" {
		words.Text = report.Escape(l.Capital(lead) + ": " + option)
	}
	if u.Sentence == nil {
		return words, nil
	}
	var offer *record.Fact
	for i, f := range u.Sentence.Facts {
		if f.Name == "offer" && strings.TrimSuffix(f.Value, ".") == option {
			offer = &u.Sentence.Facts[i]
		}
	}
	if offer == nil {
		return words, nil
	}
	found := false
	err := c.eachSubject(ctx, now, s, func(lib *library.Library, about library.Subject, from record.Date) {
		for _, o := range lib.Offers(slotOf(u.Sentence.ID), about, &library.Choice{From: from}, allOffers) {
			if !found && o.Phrase == offer.Note && strings.TrimSuffix(o.Text, ".") == option && o.Sentence != "" {
				found = true
				words.Text, words.Phrase, words.Facts = report.Escape(o.Sentence), o.Phrase, append(o.Facts, *offer)
			}
		}
	})
	return words, err
}

// allOffers is more than any slot offers.
const allOffers = 1000

// slotOf is the middle part of a sentence's id.
func slotOf(id string) string {
	parts := strings.Split(id, "/")
	if len(parts) < 3 {
		return ""
	}
	return parts[len(parts)-2]
}

// keepUnit puts the words in the unit's place and keeps the text as a revision.
func (c *Caseload) keepUnit(ctx context.Context, now time.Time, by acting, t *taken, u report.Unit, words string, said *record.Sentence) error {
	markdown, sentences, err := report.PutUnit(t.markdown(), t.sentences(), u.Key, u.Text, words)
	if err != nil {
		return err
	}
	if said != nil {
		for i := range sentences {
			if sentences[i].Line == u.Line && u.Sentence != nil && sentences[i].ID == u.Sentence.ID {
				sentences[i].Phrase, sentences[i].Sort, sentences[i].Facts = said.Phrase, said.Sort, said.Facts
			}
		}
	}
	n, err := c.store.RevisionCount(ctx, t.state.ID)
	if err != nil {
		return err
	}
	before := t.standing
	t.revision = &record.Revision{
		Draft: t.state.Key, N: n + 1, Kind: record.RevisionEdit, By: by.ID, At: instant(now), Base: t.body.Hash, From: n + 1,
		Markdown: report.WithRevision(markdown, n+1), Sentences: sentences,
	}
	t.carry(before)
	step := store.Step{
		Draft: t.state.ID, Revision: t.revision,
		Event: by.event(now, "edited", "", nil),
	}
	if step.Questions, err = c.follow(ctx, t.standing, now); err != nil {
		return err
	}
	steps := []store.Step{step}
	had, err := c.hasRead(ctx, by, before)
	if err != nil {
		return err
	}
	if had { // her own words are not new to her
		steps = append(steps, opened(now, by, t.state.ID, textHash(t.markdown())))
	}
	_, err = c.store.Step(ctx, steps...)
	return err
}

// longestEdit is the longest time that one edit counts: who leaves a sentence
// open and goes home has not worked on it.
const longestEdit = 15 * time.Minute

// timed keeps how long the edit took and how much it changed.
func (c *Caseload) timed(ctx context.Context, before standing, u report.Unit, words string, took time.Duration) error {
	if u.Mark != nil {
		return nil // to answer is no rewriting
	}
	phrase := ""
	if u.Sentence != nil {
		phrase = u.Sentence.Phrase
	}
	was, now := strings.Fields(report.Plain(u.Text)), strings.Fields(report.Plain(words))
	return c.store.AddEditTime(ctx, store.EditTime{
		Draft: before.state.ID, Phrase: phrase, Seconds: int(min(max(took, 0), longestEdit).Seconds()),
		Was: len(was), Words: len(now), Changed: changedWords(was, now),
	})
}

// changedWords counts the words of two texts that only one of them has.
func changedWords(was, now []string) int {
	left := map[string]int{}
	for _, w := range was {
		left[w]++
	}
	changed := 0
	for _, w := range now {
		if left[w] == 0 {
			changed++
			continue
		}
		left[w]--
	}
	for _, n := range left {
		changed += n
	}
	return changed
}

// eachSubject hands each subject of the draft to visit, with the wording that
// its sentences come from and the first day of its period.
func (c *Caseload) eachSubject(ctx context.Context, now time.Time, s standing, visit func(*library.Library, library.Subject, record.Date)) error {
	if err := c.loadWording(); err != nil {
		return err
	}
	if err := c.lookUp(ctx, now, &s); err != nil {
		return err
	}
	in, why, err := c.inputOf(ctx, now, s.state.Key, s.body.Period, *s.folded)
	if err != nil || why != "" {
		return err // where there is a reason, nothing of it is on file any more
	}
	in.Language = c.languageOf(s.state.Key.Language)
	for _, about := range report.Subjects(in) {
		visit(c.wording(in.Therapist.ID), about, s.body.Period.From)
	}
	return nil
}

// otherWords is what the phrase says in the unit's place.
func (c *Caseload) otherWords(ctx context.Context, now time.Time, s standing, u report.Unit, phrase string) (record.Sentence, error) {
	all, err := c.wordingsOf(ctx, now, s, u)
	if err != nil {
		return record.Sentence{}, err
	}
	for _, one := range all {
		if one.Phrase == phrase {
			return one, nil
		}
	}
	return record.Sentence{}, record.Refuse(record.Conflict, "that wording no longer fits the data")
}

// wordingsOf lists every wording that fits the unit's place and says the same
// of the same objective.
func (c *Caseload) wordingsOf(ctx context.Context, now time.Time, s standing, u report.Unit) ([]record.Sentence, error) {
	if u.Sentence == nil || slotOf(u.Sentence.ID) == "" {
		return nil, nil
	}
	generated := *u.Sentence
	for _, one := range s.body.Sentences {
		if one.ID == u.Sentence.ID {
			generated = one
		}
	}
	var found []record.Sentence
	err := c.eachSubject(ctx, now, s, func(lib *library.Library, about library.Subject, from record.Date) {
		for _, about.Named = range []bool{false, true} { // with the name, or with a pronoun
			list := lib.Wordings(slotOf(generated.ID), about, &library.Choice{From: from})
			fits := slices.ContainsFunc(list, func(one record.Sentence) bool {
				return one.Phrase == generated.Phrase && one.Text == generated.Text
			})
			if found == nil && fits {
				found = list
			}
		}
	})
	return found, err
}
