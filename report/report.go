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
	Last       map[string]bool // ids of the phrases of the last signed report
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
}
