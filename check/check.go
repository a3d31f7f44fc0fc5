// Package check looks at a written draft, whoever wrote its sentences, and says
// what cannot be defended: numbers, dates, names, pronouns, places and causes
// that the client's data do not hold, words that contradict them, sentences
// that are hard to read, and passages that stand in other reports too. It takes
// texts and facts and gives findings; it changes no text, reads no file and no
// clock, and is never the reason why a draft is not made.
package check

import (
	"cmp"
	"slices"

	"milepost/record"
	"milepost/report"
)

// Draft is a text with all that is known of its client.
type Draft struct {
	Markdown  string            // whole, or the body alone
	Sentences []record.Sentence // of the text, with lines and ids; may be nil for a text whose places are not known
	Generated []record.Sentence // as last generated: what was offered, and what an edit turned around; may be nil
	Input     report.Input      // the facts
	Others    []string          // names of the other clients: never in this draft
}

// Codes of findings.
const (
	CodeNumber   = "truth.number"    // a number that the data do not hold
	CodeRole     = "truth.role"      // one that they hold, of another thing
	CodeUnit     = "truth.unit"      // a number of another unit
	CodeDate     = "truth.date"      // a day or month that the data do not hold
	CodeName     = "truth.name"      // a name that is nobody's here
	CodePronoun  = "truth.pronoun"   // of another set than the client's
	CodeStatus   = "truth.status"    // words that contradict the data
	CodeNegation = "truth.negation"  // an edit that turned a sentence around
	CodePlace    = "truth.place"     // a place without rows
	CodeCause    = "truth.cause"     // a cause that nobody picked
	CodePromise  = "truth.promise"   // what nobody can know
	CodeQuote    = "truth.quotation" // words in quotation marks that nobody said
	CodeGoal     = "truth.goal"      // a heading of no goal of this child
	CodeFigure   = "truth.figure"    // a chart with other numbers than the data
)

// Result is all that is found of one draft.
type Result struct {
	Findings []record.Finding // by line
	Reading  Reading
	Report   Report // for comparing with others
}

// Check looks at a draft in every way: what it says, how it reads, and what of
// it is compared with other drafts.
func (w *Words) Check(d Draft) Result {
	k := w.learn(d)
	r := Result{Reading: k.reading(), Report: k.report()}
	r.Findings = append(k.truth(), k.readable(r.Reading)...)
	slices.SortStableFunc(r.Findings, func(a, b record.Finding) int { return cmp.Compare(a.Line, b.Line) })
	return r
}

// Truth compares every sentence, heading, table row and figure of the draft
// with the facts of its client. What is found is listed in the order of lines.
// Each finding is for a therapist to mend or to accept with a reason.
func (w *Words) Truth(d Draft) []record.Finding { return w.learn(d).truth() }

func (k *knowledge) truth() []record.Finding {
	var found []record.Finding
	for _, ln := range k.lines {
		found = append(found, k.look(ln)...)
	}
	slices.SortStableFunc(found, func(a, b record.Finding) int { return cmp.Compare(a.Line, b.Line) })
	return found
}

// finding says what is wrong at a line, once for each place and word.
func (ln line) finding(code, wrong, do string) record.Finding {
	unit := ln.id
	if unit == "" {
		unit = ln.section
	}
	return record.Finding{ID: record.FindingID(code, unit, ln.raw+"\x00"+wrong), Code: code, Line: ln.n, Text: ln.raw, Wrong: wrong, Do: do}
}
