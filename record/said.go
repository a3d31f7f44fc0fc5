package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Source is where a fact was read: one cell, or one row where Column is empty.
type Source struct {
	Import string `json:"import,omitempty"` // SHA-256 of the file, hex
	File   string `json:"file"`
	Sheet  string `json:"sheet,omitempty"`
	Row    int    `json:"row,omitempty"` // as a person counts in the file, from 1
	Column string `json:"column,omitempty"`
}

// String writes the source as people look it up: "jan.xlsx, Sessions, row 12,
// column Score".
func (s Source) String() string {
	parts := []string{s.File}
	if s.Sheet != "" {
		parts = append(parts, s.Sheet)
	}
	if s.Row > 0 {
		parts = append(parts, fmt.Sprintf("row %d", s.Row))
	}
	if s.Column != "" {
		parts = append(parts, "column "+s.Column)
	}
	return strings.Join(parts, ", ")
}

// WholeRow returns the row in which a cell stands.
func (s Source) WholeRow() Source {
	s.Column = ""
	return s
}

// Problem is something in an export for a person to mend. It is data: an
// import goes on and lists all of them.
type Problem struct {
	Source
	Code   string `json:"code"`             // kind of problem, such as "date.unreadable"
	Client ID     `json:"client,omitempty"` // whom it concerns, where that is known
	Day    Date   `json:"day,omitzero"`     // of the visit or result that it keeps out, the first of several; zero: none, or not known
	Last   Date   `json:"last,omitzero"`    // of the last one, where there are several
	Rows   int    `json:"rows,omitempty"`   // how many rows, visits or results it keeps out; 0: the one where it stands
	Keeps  Kept   `json:"keeps,omitempty"`  // what it keeps out
	Found  string `json:"found"`            // what stands there, as exported
	Wrong  string `json:"wrong"`            // what is wrong with it
	// Next is what to do. A front end adds a command or a link to its words.
	Next NextStep `json:"next,omitzero"`

	Places []Source `json:"-"` // of those rows, where there are several; not kept
	About  Key      `json:"-"` // whom the row names, as its records would; "" nobody
}

// Kept is what a problem keeps out of the records.
type Kept string

// What a problem keeps out. "" is no more than a field, or nothing.
const (
	KeptResult Kept = "result"
	KeptVisit  Kept = "visit"
	KeptGoal   Kept = "goal"
	KeptRow    Kept = "row" // of another kind, or of several
)

// Count is how many rows, visits or results the problem keeps out, at least 1.
func (p Problem) Count() int { return max(1, p.Rows) }

// Touches reports whether the problem may concern the days from the first to
// the last: one without a day may.
func (p Problem) Touches(days Period) bool {
	last := p.Last
	if last.Before(p.Day) {
		last = p.Day
	}
	return last.IsZero() || days.IsZero() || !last.Before(days.From) && (days.To.IsZero() || !p.Day.After(days.To))
}

// String writes the problem as one line: where, what was found, what to do, in
// words that name no command.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.Source.String())
	b.WriteString(": ")
	if p.Found != "" {
		fmt.Fprintf(&b, "%q ", p.Found)
	}
	b.WriteString(p.Wrong)
	if words := p.Next.Words(); words != "" {
		b.WriteString("; " + words)
	}
	return b.String()
}

// Import is one reading of one export.
type Import struct {
	ID       string         `json:"id"` // SHA-256 of the file's bytes, hex; of a file read again with ".2" and so on behind it
	Name     string         `json:"file"`
	Size     int64          `json:"size"`
	Order    int            `json:"order"` // among all imports, from 1: the number that people use
	Place    int            `json:"-"`     // in the fold: the order at which its bytes, or those it mends, first arrived
	At       string         `json:"at"`    // UTC, fixed width
	By       ID             `json:"-"`     // who brought it in, for the log; "" nobody gave a name
	Program  string         `json:"-"`     // that brought it in by itself, for the log; "" a person did
	Mapping  string         `json:"mapping,omitempty"`
	Again    bool           `json:"-"`    // to be read again, although its bytes are known
	Words    string         `json:"-"`    // hash of the mapping's text, where it is the clinic's own; "" a shipped one
	Rows     int            `json:"rows"` // data rows read
	Used     int            `json:"used"` // rows that gave a record
	Skipped  map[string]int `json:"skipped,omitempty"`
	Bad      int            `json:"bad"`                // rows that are problems
	Lost     int            `json:"lost,omitempty"`     // rows that should tell of a visit and, for a problem, tell of none
	Counts   bool           `json:"counts"`             // its records are part of the fold
	Asked    Asked          `json:"asked,omitempty"`    // whether a person said that it was read right
	Complete bool           `json:"complete,omitempty"` // what it lacks of earlier ones of its mapping is gone
	Day      Date           `json:"day,omitzero"`       // that the export is of, by its head, its name or its newest row
	Mends    int            `json:"mends,omitempty"`    // order of the import for which it stands, with some rows mended; 0 none
	// ReplacedBy is the order of the import that counts in its place; 0 none.
	ReplacedBy int  `json:"replaced_by,omitempty"`
	Card       bool `json:"card,omitempty"` // a client's card, not an export
}

// Asked is how a person answered whether an import was read right.
type Asked string

// The answers. The empty one: nobody had to be asked.
const (
	NotAsked  Asked = ""
	Waits     Asked = "waits"
	Confirmed Asked = "accepted"
	Refused   Asked = "refused"
)

// Bytes is the SHA-256 of the file's bytes. What is read again has an ID of its
// own that begins with it.
func (i Import) Bytes() string {
	hash, _, _ := strings.Cut(i.ID, ".")
	return hash
}

// State says in words whether the import counts, and why not.
func (i Import) State() string {
	switch {
	case i.Counts:
		return "counts"
	case i.ReplacedBy > 0:
		return fmt.Sprintf("replaced by import %d", i.ReplacedBy)
	case i.Asked == Waits:
		return "waits for a yes"
	case i.Asked == Refused:
		return "refused"
	}
	return "retracted"
}

// Status is how an objective stands: design words, a closed list.
type Status string

// The statuses of an objective, in the order in which the first that applies
// is taken.
const (
	Paused     Status = "paused"
	NotStarted Status = "not started"
	NoData     Status = "no data"
	Met        Status = "met"
	Maintained Status = "maintained"
	TooEarly   Status = "too early"
	Lower      Status = "lower"
	Same       Status = "same"
	OnTrack    Status = "on track"
	Slower     Status = "slower"
	Better     Status = "better"
)

// Fact is one thing that a sentence rests on.
type Fact struct {
	Name    string   `json:"name"`           // current, baseline, visits, ...
	Value   string   `json:"value"`          // as the sentence says it
	Note    string   `json:"note,omitempty"` // how it was worked out
	Sources []Source `json:"sources,omitempty"`
	Pooled  []string `json:"pooled,omitempty"` // of which rows the results of visits with several were made
}

// Sort of sentence (design, decision 9).
type Sort string

// The sorts of sentence.
const (
	DataSort     Sort = "data"     // computed from rows
	RecordedSort Sort = "recorded" // said by a dated row
	ChosenSort   Sort = "chosen"   // offered by the library, picked by a therapist
	FixedSort    Sort = "fixed"    // the form's own words, such as the clinic's phone line
)

// Sentence is one line of a draft and all that stands behind it.
type Sentence struct {
	ID     string `json:"id"`   // GOAL-ID/SLOT/N, "-/SLOT/N" outside goals
	Line   int    `json:"line"` // of the body, from 1
	Text   string `json:"text"`
	Phrase string `json:"phrase,omitempty"`
	Sort   Sort   `json:"sort,omitempty"`
	Facts  []Fact `json:"facts,omitempty"`
}

// DraftKey is the identity of a draft, which data cannot move.
type DraftKey struct {
	Client   ID
	Kind     string // progress-report
	Audience string // parent, school, payer
	Language string // en
	From     Date   // first day of its period; zero where the export has no dates
}

// ID returns the draft's id: 12 hex digits derived from the key.
func (k DraftKey) ID() string {
	return ShortHash(strings.Join([]string{string(k.Client), k.Kind, k.Audience, k.Language, k.From.String()}, "\x00"))
}

// Path returns the draft's file name below drafts/, without its ending, with
// '/' between folders. It holds no name of a person.
func (k DraftKey) Path() string {
	from := k.From.String()
	if from == "" {
		from = "undated"
	}
	return fmt.Sprintf("%s/%s_%s.%s.%s", k.Client.Path(), from, k.Kind, k.Audience, k.Language)
}

// ShortHash returns the first 12 hex digits of the text's SHA-256.
func ShortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// PhraseUse says which text of a phrase or template a draft was made with.
type PhraseUse struct {
	ID   string `json:"id"`
	Hash string `json:"hash"` // ShortHash of its text
}

// Body is one generated text of a draft. Bodies are kept whole and for good.
type Body struct {
	Draft     DraftKey
	Period    Period
	Hash      string // ShortHash of Markdown after the front matter: the draft's base
	Markdown  string // whole, with front matter
	Sentences []Sentence
	Made      []PhraseUse // template first, then phrases by id
	Levels    []Level     // where each objective stood, in the order of the document
}

// Level is where an objective stood in a report. It is kept with the text and
// signed with it, so that the next report compares with what was signed,
// whatever the data say by then.
type Level struct {
	Objective ID     `json:"objective"`
	Current   Score  `json:"current"`
	Status    Status `json:"status"`
}
