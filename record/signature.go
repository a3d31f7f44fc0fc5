package record

import (
	"fmt"
	"strings"
)

// What people say with their signatures; it is printed.
const (
	SignedStatement     = "I have read this report and it is my clinical judgement."
	AuthorStatement     = "I wrote this report under the supervision of a therapist."
	AddendumStatement   = "I have read this addendum and it is my clinical judgement."
	WithdrawalStatement = "I have withdrawn this report."
)

// Kinds of signed document.
const (
	DocumentReport   = "report"
	DocumentAddendum = "addendum"
	DocumentNotice   = "withdrawal"
)

// Signer is a person as she was on the day on which she signed.
type Signer struct {
	ID         ID     `json:"id"`
	Name       string `json:"name"`
	Credential string `json:"credential"`
	Role       Role   `json:"role"`
	License    string `json:"license"`
	Expires    Date   `json:"license_expires"`
}

// Manifest is what a signature covers. Its canonical JSON is kept and hashed.
//
// Source: design, decision 12.
type Manifest struct {
	Document  string      `json:"document"` // id of the document
	Kind      string      `json:"kind"`
	Draft     string      `json:"draft"`
	Client    ID          `json:"client"`
	Period    Period      `json:"period"`
	Text      string      `json:"text"`           // SHA-256 of the text as the signer had it on her screen, without head
	Markdown  string      `json:"markdown"`       // SHA-256 of the document's Markdown, signature block included; "" of an author's
	PDF       string      `json:"pdf,omitempty"`  // SHA-256 of its PDF; "" of an author's, and of earlier versions, whose log entry has it
	HTML      string      `json:"html,omitempty"` // of its HTML, the same
	Facts     string      `json:"facts"`          // SHA-256 of the facts behind its sentences
	Made      []PhraseUse `json:"made"`           // template and phrases
	Rules     []PhraseUse `json:"rules"`          // rules used, such as the co-signature policy
	Levels    []Level     `json:"levels"`         // where each objective stood, which the next report compares with
	Program   string      `json:"program"`        // version
	Signer    Signer      `json:"signer"`
	As        string      `json:"as"` // author, therapist
	Statement string      `json:"statement"`
	At        string      `json:"at"`        // UTC
	Before    string      `json:"before"`    // hash of the signature before it on this document, "" none
	Log       string      `json:"log"`       // hash of the log entry before
	Why       string      `json:"why"`       // amend, replace, withdraw: the reason
	Of        string      `json:"of"`        // addendum, notice, replacement: the document that it is about
	Accepted  []Finding   `json:"accepted"`  // findings that stand, each with its reason
	Questions string      `json:"questions"` // SHA-256 of all questions and answers of the draft
}

// Files returns the hashes of the document's files by their endings.
func (m Manifest) Files() map[string]string {
	return map[string]string{".md": m.Markdown, ".pdf": m.PDF, ".html": m.HTML}
}

// As whom a person signs.
const (
	AsAuthor    = "author"
	AsTherapist = "therapist"
)

// Signature is a manifest as it is kept.
type Signature struct {
	Hash     string // SHA-256 of Manifest, hex
	Manifest string // canonical JSON
	Draft    string
	Document string
	As       string
	By       ID
	At       string
	Text     string // Manifest.Text
}

// Document is one signed document, kept byte for byte.
type Document struct {
	ID       string // as DocumentID gives it
	Draft    DraftKey
	N        int
	Kind     string
	Of       string // addendum, notice: the document that it is about; replacement: the one replaced
	State    State
	Period   Period
	At       string
	By       ID
	Why      string
	Name     string // of its files below signed/, without ending
	Markdown []byte
	PDF      []byte
	HTML     []byte
}

// DocumentID derives the id of the n-th document of a draft. Moment is what no
// other signature has: the end of the log before it, when, who and which text.
// Numbers alone would come again where an older database was put back.
func DocumentID(draft string, n int, moment ...string) string {
	return fmt.Sprintf("%s-%d-%s", draft, n, LongHash(strings.Join(moment, "\n"))[:6])
}

// IsNth reports whether an id is that of the n-th document of a draft. Earlier
// versions gave ids without the part that follows the number.
func IsNth(id, draft string, n int) bool {
	plain := fmt.Sprintf("%s-%d", draft, n)
	return id == plain || strings.HasPrefix(id, plain+"-")
}

// Delivery says whom a document went to.
//
// Source: 45 CFR 164.528(b)(2), 34 CFR 303.406 and 300.614: the party, the
// date, and the purpose.
type Delivery struct {
	N        int    `json:"n"`
	Document string `json:"document"`
	Client   ID     `json:"client"`
	On       string `json:"at"` // UTC
	To       string `json:"to"`
	Purpose  string `json:"purpose"`
	How      string `json:"how,omitempty"`
	Under    string `json:"under,omitempty"` // of a document: "release 3", or why none was needed; "" it went to the family or a payer
	By       ID     `json:"by,omitempty"`

	Written string `json:"written,omitempty"` // UTC, when it was written down, where that was later than On; "" then
}

// Said is what the entry of the audit log has the hash of. What went under
// nothing reads as it did before that was written down.
func (d Delivery) Said() string {
	said := d.To + "\n" + d.Purpose + "\n" + d.How
	if d.Under != "" {
		said += "\n" + d.Under
	}
	return said
}
