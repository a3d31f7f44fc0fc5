package record

import "strings"

// How a revision came about.
const (
	RevisionEdit    = "edit"    // a person saved the file
	RevisionMerge   = "merge"   // the program put new data, or another file, into an edited text
	RevisionAnswer  = "answer"  // a question was answered
	RevisionUndo    = "undo"    // an earlier text was taken back
	RevisionLate    = "late"    // an edit of a text that was signed already: kept, not part of it
	RevisionReplace = "replace" // the text from which a replacement begins
)

// Revision is one text of a draft that is not as it was generated. Revisions
// are kept whole and for good.
type Revision struct {
	Draft     DraftKey
	N         int // from 1 within the draft
	Kind      string
	By        ID     // "" nobody gave a name
	At        string // UTC, fixed width
	Base      string // hash of the generated body that the text has taken in
	From      int    // its front matter's revision: which text it was made from; 0 the body
	Markdown  string // whole, with front matter; UTF-8, LF
	Raw       []byte // the file as it was saved, where it differs from Markdown
	Sentences []Sentence
	Moved     []MovedFact // facts that moved under sentences that a person wrote
}

// Hash is the SHA-256 of the text as hex.
func (r Revision) Hash() string { return LongHash(r.Markdown) }

// MovedFact is a fact behind a sentence that a person wrote, whose value has
// become another.
type MovedFact struct {
	Unit string `json:"unit"` // id of the sentence
	Name string `json:"name"`
	Text string `json:"text"` // the sentence as it stands
	Was  string `json:"was"`
	Now  string `json:"now"` // "" where it is gone
}

// What a question is between, and how it was answered.
const (
	AskData = "data" // what a person wrote, and what the data now say
	AskFile = "file" // what a saved file says, and what stood meanwhile

	AnswerMine = "mine" // what stands in the text stays
	AnswerNew  = "new"  // the other side takes its place
	AnswerText = "text" // other words take its place
	AnswerGone = "gone" // it no longer arises: the text says what was asked, or was asked anew
)

// Question is a place that two sides changed. What stands in the text is
// Mine; while it is open the draft cannot be signed.
type Question struct {
	Draft    string `json:"draft"`
	ID       string `json:"id"`       // 8 hex digits
	Revision int    `json:"revision"` // that asked
	Kind     string `json:"kind"`
	Unit     string `json:"unit"`
	Mine     string `json:"mine"` // "" deleted
	Was      string `json:"was"`
	Now      string `json:"now"` // "" nothing any more
	Answer   string `json:"answer,omitempty"`
	By       ID     `json:"by,omitempty"`
	At       string `json:"at,omitempty"` // of the answer
}

// QuestionID derives the id of a question from what it asks.
func QuestionID(q Question) string {
	return LongHash(strings.Join([]string{q.Draft, q.Kind, q.Unit, q.Mine, q.Was, q.Now}, "\x00"))[:8]
}

// Finding is something in a text that stands in the way of a signature until
// it is mended or a therapist accepts it with a reason.
type Finding struct {
	ID     string `json:"id"` // 8 hex digits of code, unit and text: another text is another finding
	Code   string `json:"code"`
	Line   int    `json:"line,omitempty"` // of the body, from 1
	Text   string `json:"text,omitempty"` // where it was found
	Wrong  string `json:"wrong"`
	Do     string `json:"do"`
	Part   bool   `json:"part,omitempty"`   // a required part is missing: no reason takes its place
	Reason string `json:"reason,omitempty"` // for which it was accepted
	By     ID     `json:"by,omitempty"`
}

// FindingID derives the id of a finding.
func FindingID(code, unit, text string) string {
	return LongHash(strings.Join([]string{code, unit, text}, "\x00"))[:8]
}

// Acceptance is a finding that a therapist let stand, with the reason. It is
// void as soon as the text changes, since the finding then has another id.
type Acceptance struct {
	Draft   string
	Finding string
	Reason  string
	By      ID
	At      string
}

// Opened says that a person had a text on the screen.
type Opened struct {
	Draft string
	By    ID
	At    string
	Text  string // hash of the Markdown
}
