// Package report composes drafts, reads them back and merges them. It takes
// summaries, phrases and a template and gives Markdown of which each line is
// known: its place, its phrase and the facts behind it. It is pure: it reads
// no file and no clock, and the same input gives the same bytes. It never
// words a fact itself (package library does) and never decides a status
// (package progress does).
package report

import (
	"milepost/language"
	"milepost/library"
	"milepost/progress"
	"milepost/record"
)

// Input is all that a draft is made of, beside phrases and the template.
type Input struct {
	Key        record.DraftKey
	Period     record.Period // zero: the export has no dates
	Clinic     Clinic
	Language   *language.Language
	Client     record.Client
	Therapist  record.Therapist // who treats and will sign; may be zero
	Goals      []Goal           // in the order of the document
	Visits     library.Visits   // of the period
	Statements []record.Statement
	Last       map[string]bool               // ids of the phrases of the last signed report
	Signed     map[record.ID]progress.Signed // what the last signed report said, by objective
	AsOf       record.Date                   // day up to which the data tell; zero: the period's last day
	Results    []Result                      // of assessments, by day
	Excusal    record.Date                   // on which the therapist, as the district's required member, was excused; zero: nobody said so
	Others     []Colleague                   // who else held sessions of the period, by their first one
	Waiting    []record.Problem              // what is kept out of the period until somebody fixes it

	lead      *language.Language // of the edition that this one follows; see Follow
	translate func(text string) (string, bool)
	recall    func(text string) (string, bool) // a whole sentence as a person translated it
	note      string                           // what a translation says of itself
}

// Colleague is a member of staff who held sessions of the period and does not
// sign.
type Colleague struct {
	Therapist record.Therapist
	Until     record.Date // the last such session, where all of them came before the signer's first; else zero
	Sources   []record.Source
}

// Clinic is what a document says of the clinic.
type Clinic struct {
	Name        string
	Phone       string
	Interpreter string // the line that offers an interpreter; "" none
	ClientWord  string // child, student or client; "" child
}

// Goal is a goal and how each of its objectives stands, in their order.
type Goal struct {
	Goal  record.Goal
	Steps []progress.Summary
	Code  *Code // the school's progress code; nil where the clinic uses none
}

// Code is what a school's set of progress codes has for a goal. The program
// proposes; the therapist decides.
type Code struct {
	Set      string   // whose codes they are
	Proposed string   // the code that fits, with its words; "" the set has none for this
	Codes    []string // all codes of the set, with their words
}

// levels says where each objective of the input stands that has a current
// level.
func (in Input) levels() []record.Level {
	var list []record.Level
	for _, g := range in.Goals {
		for _, s := range g.Steps {
			if s.Current != nil && s.Objective.ID != "" {
				list = append(list, record.Level{Objective: s.Objective.ID, Current: s.Current.Score, Status: s.Status})
			}
		}
	}
	return list
}
