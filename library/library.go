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
	Goal      *record.Goal      // nil outside goals
	Summary   *progress.Summary // nil outside goals
	Statement *record.Statement // nil but in slots that quote one
	Named     bool              // the name was said in this section: pronouns may stand for it
}

// Visits counts the sessions of a period, of one discipline.
type Visits struct {
	Planned, Attended, Cancelled, NoShow int
	Sources                              []record.Source
}

// Choice remembers, over one document, which phrases it has used; it makes
// wording repeatable and free of repeats (design, decision 7).
type Choice struct {
	From record.Date     // the period's first day, part of the seed
	Last map[string]bool // phrase ids of the last signed report
	used map[string]bool
}
