package library

import (
	"crypto/sha256"
	"slices"
	"strings"

	"milepost/record"
)

// rank is how near a phrase is to the goal; a nearer one wins.
type rank int

const (
	general rank = iota
	ofDomain
	ofSkill
)

// candidate is a phrase that fits, realised.
type candidate struct {
	phrase *Phrase
	rank   rank
	hash   [sha256.Size]byte
	text   string
	facts  []record.Fact
}

// Sentence picks the phrase for the slot and realises it; false: no phrase
// fits. Text is plain text, which the caller escapes; ID and Line are the
// caller's to fill. The choice remembers the phrase.
func (l *Library) Sentence(slot string, s Subject, c *Choice) (record.Sentence, bool) {
	v := c.viewOf(l, s)
	for _, fit := range l.candidates(slot, v, c) {
		if l.realise(v, &fit) {
			c.take(fit.phrase.ID)
			return fit.sentence(), true
		}
	}
	return record.Sentence{}, false
}

// viewOf returns the subject's view: the last one where it is of the same goal
// and objective, which a document asks of slot by slot.
func (c *Choice) viewOf(l *Library, s Subject) *view {
	if last := c.view; last != nil && last.s.sameAs(s) {
		last.s.Named, last.picked, last.option = s.Named, "", false
		return last
	}
	c.view = l.view(s)
	return c.view
}

// sameAs reports whether a view of the one is a view of the other, but for
// whether the name was said.
func (s Subject) sameAs(other Subject) bool {
	return s.Goal == other.Goal && s.Summary == other.Summary && s.Statement == other.Statement && s.Change == other.Change &&
		s.Audience == other.Audience && s.Language == other.Language && s.Client.ID == other.Client.ID && s.Period == other.Period &&
		s.Summary != nil
}

// view is a subject as the library's own words place it.
func (l *Library) view(s Subject) *view {
	v := newView(s)
	if s.Goal != nil {
		v.c.Domain, v.c.Skill = Placed(l.domains, s.Goal.Domain, s.Goal.Skill)
	}
	return v
}

// Wordings returns every sentence that fits the slot, the one that Sentence
// would pick first. It is what a person sees who asks for other wordings.
func (l *Library) Wordings(slot string, s Subject, c *Choice) []record.Sentence {
	if s.Lead != nil {
		s = s.leading()
	}
	var list []record.Sentence
	for _, fit := range l.fits(slot, l.view(s), c) {
		list = append(list, fit.sentence())
	}
	return list
}

func (fit candidate) sentence() record.Sentence {
	return record.Sentence{Text: fit.text, Phrase: fit.phrase.ID, Sort: fit.phrase.Sort, Facts: fit.facts}
}

// take remembers a phrase.
func (c *Choice) take(id string) {
	if c.used == nil {
		c.used = map[string]bool{}
	}
	c.used[id] = true
}

// candidates lists the phrases whose keys and condition hold, the best first:
// unused in this document before used; of the unused, those not in the last
// signed report first; then the nearest to the goal; then by hash.
func (l *Library) candidates(slot string, v *view, c *Choice) []candidate {
	var list []candidate
	for _, i := range l.bySlot[placeOf{v.s.Language.Code, slot, v.c.Audience}] {
		p := &l.phrases[i]
		if p.fits(v) {
			list = append(list, candidate{phrase: p, rank: p.rank(), hash: c.seed(v, slot, p.ID)})
		}
	}
	slices.SortFunc(list, c.compare)
	return list
}

// fits lists the candidates whose fields the data bear, realised.
func (l *Library) fits(slot string, v *view, c *Choice) []candidate {
	list := l.candidates(slot, v, c)
	said := list[:0]
	for _, fit := range list {
		if l.realise(v, &fit) {
			said = append(said, fit)
		}
	}
	return said
}

// realise puts the phrase in words; false: a field is missing.
func (l *Library) realise(v *view, fit *candidate) bool {
	v.option = fit.phrase.option()
	text, facts, ok := v.sentence(fit.phrase.parts, l.fields)
	if !ok {
		return false
	}
	fit.text, fit.facts = v.start(fit.phrase, text), v.facts(fit.phrase, facts)
	return true
}

// compare puts the better candidate first. Among general wordings a phrase of
// the last signed report comes late, but never behind a used one.
func (c *Choice) compare(a, b candidate) int {
	if a.phrase.Last != b.phrase.Last {
		if a.phrase.Last {
			return 1
		}
		return -1
	}
	if x := c.worn(a.phrase.ID) - c.worn(b.phrase.ID); x != 0 {
		return x
	}
	if x := int(b.rank) - int(a.rank); x != 0 {
		return x
	}
	return slices.Compare(b.hash[:], a.hash[:])
}

// worn is 2 for a phrase used in this document, 1 for one of the last signed
// report, else 0.
func (c *Choice) worn(id string) int {
	switch {
	case c.used[id]:
		return 2
	case c.Last[id]:
		return 1
	}
	return 0
}

// seed is the hash by which a phrase is picked.
//
// Source: design.md, decision 7.
func (c *Choice) seed(v *view, slot, id string) [sha256.Size]byte {
	if c.day == "" {
		c.day = c.From.String()
	}
	text := make([]byte, 0, 160)
	text = append(append(text, v.s.Client.ID...), 0)
	if v.s.Goal != nil {
		text = append(text, v.s.Goal.ID...)
	}
	text = append(append(append(text, 0), slot...), 0)
	text = append(append(append(text, c.day...), 0), id...)
	return sha256.Sum256(text)
}

// fits reports whether the phrase's keys and condition hold.
func (p *Phrase) fits(v *view) bool {
	c := &v.c
	switch {
	case p.Domain != "" && p.Domain != c.Domain,
		len(p.Skills) > 0 && !slices.Contains(p.Skills, c.Skill),
		len(p.Statuses) > 0 && !slices.Contains(p.Statuses, record.Status(c.Status)),
		len(p.Measures) > 0 && !slices.Contains(p.Measures, record.Kind(c.Measure)),
		p.Better != "" && string(p.Better) != c.Better:
		return false
	}
	if p.when == nil {
		return true
	}
	holds, err := v.machine.Run(p.when, c)
	return err == nil && holds == true
}

// option reports whether the phrase is an option of a mark, not a sentence.
func (p *Phrase) option() bool {
	return p.Sort == record.ChosenSort && !strings.HasPrefix(p.Slot, "picked-")
}

func (p *Phrase) rank() rank {
	switch {
	case p.Domain == "":
		return general
	case len(p.Skills) == 0:
		return ofDomain
	}
	return ofSkill
}

// start gives a sentence its capital; a name, an option of a mark and a
// mark's question stay as written.
func (v *view) start(p *Phrase, text string) string {
	named := v.s.Client.CalledName() != "" && strings.HasPrefix(text, v.called)
	if p.option() || named || p.Slot == "next" {
		return text
	}
	return v.s.Language.Capital(text)
}

// facts adds those that stand behind a whole phrase, not behind one field.
func (v *view) facts(p *Phrase, facts []record.Fact) []record.Fact {
	switch {
	case p.Slot == "aim" && v.s.Summary != nil && v.s.Summary.Aim != nil:
		facts = append(facts, v.aimFact())
	case p.Slot == "trend" && v.s.Summary != nil && v.s.Summary.Trend != nil:
		facts = append(facts, v.trendFact())
	case p.Sort == record.DataSort && len(facts) == 0 && v.s.Summary != nil:
		facts = append(facts, v.statusFact())
	}
	return facts
}

// statusFact is the status with the reason for it.
func (v *view) statusFact() record.Fact {
	sum := v.s.Summary
	return record.Fact{
		Name:  "status",
		Value: v.status(),
		Note:  sum.Reason, Sources: append(v.told("state"), sourcesOf(sum.InPeriod)...),
	}
}

// Offers returns at most n options for a mark, the nearest to the goal first,
// and after them all that are hidden from this client, each with the reason.
// Careful options are offered like others; nothing may pick them beforehand.
// For a subject without a goal of its own the goals of the report take turns.
func (l *Library) Offers(slot string, s Subject, c *Choice, n int) []Offer {
	if s.Lead != nil {
		return l.followOffers(slot, s, c, n)
	}
	turns := [][]candidate{}
	for _, about := range s.each() {
		turns = append(turns, l.suitable(slot, l.view(about), c))
	}
	var list, hidden []Offer
	seen := map[string]bool{}
	for _, fit := range inTurn(turns) {
		if seen[fit.phrase.ID] {
			continue
		}
		seen[fit.phrase.ID] = true
		o := Offer{Text: fit.text, Phrase: fit.phrase.ID, Careful: fit.phrase.Careful, Facts: fit.facts}
		o.Hidden = fit.phrase.forbidden(s.Client.Precautions)
		switch {
		case o.Hidden != "":
			hidden = append(hidden, o)
		case len(list) < n:
			c.take(o.Phrase)
			o.Sentence, o.Frame = l.picked(slot, s, c, o.Text)
			list = append(list, o)
		}
	}
	return append(list, hidden...)
}

// each returns the subject, or one for each of its goals where it is about
// all of them.
func (s Subject) each() []Subject {
	if s.Goal != nil || len(s.Goals) == 0 {
		return []Subject{s}
	}
	list := make([]Subject, len(s.Goals))
	for i := range s.Goals {
		list[i] = s
		list[i].Goal = s.Goals[i]
		if i < len(s.Stand) {
			list[i].Summary = s.Stand[i]
		}
	}
	return list
}

// inTurn takes the first of each list, then the second, and so on.
func inTurn(lists [][]candidate) []candidate {
	var out []candidate
	for i, more := 0, true; more; i++ {
		more = false
		for _, list := range lists {
			if i < len(list) {
				out, more = append(out, list[i]), true
			}
		}
	}
	return out
}

// suitable lists the phrases that fit the slot and the client's age.
func (l *Library) suitable(slot string, v *view, c *Choice) []candidate {
	return slices.DeleteFunc(l.fits(slot, v, c), func(fit candidate) bool { return !fit.phrase.suits(v.c.Age) })
}

// picked says an option as the sentence that stands once it is picked.
func (l *Library) picked(slot string, s Subject, c *Choice, text string) (sentence, frame string) {
	v := l.view(s)
	v.picked = text
	fits := l.fits("picked-"+slot, v, &Choice{From: c.From})
	if len(fits) == 0 {
		return s.Language.Capital(text) + ".", ""
	}
	return fits[0].text, fits[0].phrase.ID
}

// suits reports whether the age lies in the phrase's range; an age that is
// not known suits only a phrase for any.
func (p *Phrase) suits(age int) bool {
	if p.FromAge == 0 && p.ToAge == 0 {
		return true
	}
	return age >= p.FromAge && age >= 0 && (p.ToAge == 0 || age <= p.ToAge)
}

// forbidden names the client's precautions that the phrase must not meet.
func (p *Phrase) forbidden(precautions []string) string {
	var met []string
	for _, precaution := range precautions {
		word := strings.ToLower(strings.TrimSpace(precaution))
		if slices.Contains(p.Precautions, word) {
			met = append(met, word)
		}
	}
	return strings.Join(met, ", ")
}
