package library

import "milepost/record"

// Followed is a sentence of an edition that follows another.
type Followed struct {
	Lead  record.Sentence // as the edition says it that leads
	Own   record.Sentence // as this one says it; its text is empty where Waits
	Waits bool            // no phrase of this language says it yet
}

// Follow picks the phrase for the slot as the leading language does and says it
// by the phrase of the same id in the subject's own, so that both state the
// same facts; false: no phrase fits in the leading language. The subject must
// have a Lead.
func (l *Library) Follow(slot string, s Subject, c *Choice) (Followed, bool) {
	lead, ok := l.Sentence(slot, s.leading(), c)
	if !ok {
		return Followed{}, false
	}
	own, said := l.sayAgain(lead.Phrase, l.view(s))
	own.Phrase = lead.Phrase
	return Followed{Lead: lead, Own: own, Waits: !said}, true
}

// leading is the subject as the edition has it that leads.
func (s Subject) leading() Subject {
	s.Language, s.Lead, s.Translate = s.Lead, nil, nil
	return s
}

// sayAgain says the phrase with the id in the view's language; false: there is
// none, a layer has changed the leading one since, or a field has no words yet.
func (l *Library) sayAgain(id string, v *view) (record.Sentence, bool) {
	own, ok := l.byID[keyOf(v.s.Language.Code, id)]
	lead, too := l.byID[keyOf(v.s.Lead.Code, id)]
	if !ok || !too || l.phrases[own].Layer < l.phrases[lead].Layer {
		return record.Sentence{}, false
	}
	fit := candidate{phrase: &l.phrases[own]}
	if !l.realise(v, &fit) {
		return record.Sentence{}, false
	}
	return fit.sentence(), true
}

// followOffers gives each offer of the leading edition in the subject's own
// language. One that has no words there yet keeps the leading ones: a mark is
// read by the therapist alone.
func (l *Library) followOffers(slot string, s Subject, c *Choice, n int) []Offer {
	lead := l.Offers(slot, s.leading(), c, n)
	own := make([]Offer, len(lead))
	for i, o := range lead {
		own[i] = o
		own[i].Lead = o.Sentence
		own[i].Sentence = ""
		for _, about := range s.each() {
			said, ok := l.sayAgain(o.Phrase, l.view(about))
			if !ok {
				continue
			}
			framed := l.view(s)
			framed.picked = said.Text
			own[i].Text, own[i].Sentence = said.Text, s.Language.Capital(said.Text)+"."
			if frame, ok := l.sayAgain(o.Frame, framed); ok {
				own[i].Sentence = frame.Text
			}
			break
		}
	}
	return own
}
