// Package library is the phrase library: it loads phrases, checks them, picks
// one for a slot and realises it as a sentence. Every phrase is the clinic's
// own to change. A sentence it gives knows its phrase and its facts; where no
// phrase fits it gives none, and it never says what the facts do not hold.
package library

import (
	"milepost/language"
	"milepost/progress"
	"milepost/record"
)

// Subject is whom and what a sentence may speak of.
type Subject struct {
	Language  *language.Language
	Audience  string // parent, school, payer
	Client    record.Client
	Therapist record.Therapist
	Period    record.Period
	Visits    Visits
	Goal      *record.Goal        // nil outside goals
	Summary   *progress.Summary   // nil outside goals
	Goals     []*record.Goal      // all goals of the report, for offers outside goals
	Stand     []*progress.Summary // how each of Goals stands: its objective in hand; nil not known
	Statement *record.Statement   // nil but in slots that quote one
	Result    *Result             // nil but in slots that say one
	Change    *progress.Change    // since the last signed report; nil not known
	Named     bool                // the name was said in this section: pronouns may stand for it

	// Lead is the language of the edition that this one follows: each sentence
	// says what the phrase of the same id says there. Nil: it follows none.
	Lead *language.Language
	// Translate gives what others wrote, a unit or a note, in the language of
	// an edition that follows another; false: nobody has translated it yet.
	Translate func(text string) (string, bool)
}

// Visits counts the sessions of a period, of one discipline.
type Visits struct {
	Planned, Attended, Cancelled, NoShow int
	Later                                int // held after the period's last day: they wait for the next report
	Sources                              []record.Source
}

// Choice remembers, over one document, which phrases it has used; it makes
// wording repeatable and free of repeats (design, decision 7). Make a new one
// for each document.
type Choice struct {
	From record.Date     // the period's first day, part of the seed
	Last map[string]bool // phrase ids of the last signed report
	used map[string]bool
	view *view  // of the last subject
	day  string // From, as the seed has it
}

// Offer is one option of a mark that a therapist chooses from. Nothing of it
// stands in a draft unpicked.
type Offer struct {
	Text     string // the option, without capital and full stop: "a thicker line"
	Sentence string // what stands once it is picked: "A thicker line helped."
	Phrase   string
	Frame    string // phrase that makes the sentence, "" none
	Hidden   string // the client's precautions that forbid it; "" it may be offered
	Careful  bool   // feeding, swinging, weight: nothing may pick it beforehand
	Facts    []record.Fact

	Lead string // Sentence as the edition says it that this one follows; "" it follows none
}

// TableWords are the cells of a goal's row in "Where each goal stands".
type TableWords struct {
	Goal     string // "Cut along a curved line"; "" no confirmed plain name
	Baseline string // "3 of 10 times"; "not yet measured" where there is none
	Current  string // "7 of 10 times"; "2 visits only" where data are thin
	Target   string // "8 of 10 times"; "" none on file
	Status   string // from the closed list
}
