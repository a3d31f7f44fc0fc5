package record

import (
	"slices"
	"strings"
)

// Role is what a member of staff may be; one person may hold several.
type Role string

// The roles.
const (
	RoleVA        Role = "va"        // runs the batch; the role of whoever gives no name
	RoleOTA       Role = "ota"       // treats under a therapist; signs as author
	RoleStudent   Role = "student"   // the same, without a licence
	RoleTherapist Role = "therapist" // signs
	RoleLead      Role = "lead"      // keeps users, wording and the log
)

// Roles lists all roles in their order.
func Roles() []Role { return []Role{RoleVA, RoleOTA, RoleStudent, RoleTherapist, RoleLead} }

// Act is something that a person does with Milepost.
type Act string

// The acts that depend on a role. Everything else anyone may do.
const (
	ActDraft    Act = "draft"            // make and refresh drafts, take in edits
	ActAnswer   Act = "answer"           // answer a question of the merge
	ActReview   Act = "review"           // open a draft, send it to review
	ActUndo     Act = "undo"             // go back to an earlier revision
	ActDeliver  Act = "deliver"          // write down whom a document went to
	ActReturn   Act = "return"           // ask for changes
	ActAuthor   Act = "sign as author"   // for a therapist's signature to complete
	ActAccept   Act = "accept a finding" // with a reason
	ActSign     Act = "sign"             // completes a document
	ActAmend    Act = "amend"            // addendum
	ActReplace  Act = "replace"          // begin a document in place of a signed one
	ActWithdraw Act = "withdraw"         // entered in error
	ActUsers    Act = "keep users"       // add, change and end users
	ActExport   Act = "export the log"   // audit log and disclosure log as files
	ActVerify   Act = "verify"           // compare files and the log with what was signed
	ActBackup   Act = "back up"          // into one encrypted file
	ActHandOver Act = "hand over"        // drafts to a therapist's own machine, and back
	ActForget   Act = "forget a client"  // remove all that is known of one
	ActRead     Act = "read"             // look, without any effect

	ActImport    Act = "import files"             // exports and cards in, accepted, retracted, taken back
	ActIdentify  Act = "say who is who"           // same child, other name, two children, two records joined
	ActFill      Act = "fill in cards"            // worklists of goals and clients
	ActMapping   Act = "keep mappings"            // how exports are read
	ActTranslate Act = "confirm translations"     // for those whom milepost.yaml names
	ActWording   Act = "change the wording"       // phrases and templates
	ActPassword  Act = "change your own password" // with the one that you have
	ActPreview   Act = "see what would be forgotten"
)

// Acts lists all acts in their order.
func Acts() []Act {
	return []Act{
		ActRead, ActVerify, ActDraft, ActAnswer, ActReview, ActUndo, ActDeliver, ActReturn, ActAuthor,
		ActAccept, ActSign, ActAmend, ActReplace, ActWithdraw, ActUsers, ActExport,
		ActBackup, ActHandOver, ActForget,
		ActImport, ActIdentify, ActFill, ActMapping, ActTranslate, ActWording, ActPassword, ActPreview,
	}
}

// Signs reports whether the act puts a name under a document, or takes one
// back: nobody does it without a user of their own.
func (a Act) Signs() bool {
	switch a {
	case ActAuthor, ActSign, ActAmend, ActReplace, ActWithdraw:
		return true
	}
	return false
}

// Binds reports whether the act takes the password of the person who does it.
func (a Act) Binds() bool {
	return a.Signs() || a == ActUsers || a == ActForget || a == ActPassword
}

// May reports whether the role allows the act.
//
// Source: features 67 (a VA prepares, a therapist signs); domain facts 1.9
// (an assistant may not judge why progress happened, so never completes a
// progress report).
func (r Role) May(a Act) bool {
	switch a {
	case ActRead, ActVerify, ActDraft, ActAnswer, ActReview, ActUndo, ActDeliver, ActBackup, ActHandOver,
		ActImport, ActIdentify, ActFill, ActMapping, ActTranslate, ActPassword:
		return true
	case ActReturn:
		return r == RoleOTA || r == RoleTherapist || r == RoleLead
	case ActAuthor:
		return r == RoleOTA || r == RoleStudent
	case ActAccept, ActSign, ActAmend, ActReplace, ActWithdraw:
		return r == RoleTherapist
	case ActUsers, ActExport, ActForget, ActWording, ActPreview:
		return r == RoleLead
	}
	return false
}

// User is a member of staff as the store knows her. The zero User is whoever
// gives no name, and has the role of a VA.
type User struct {
	ID         ID     `json:"id"`
	Roles      []Role `json:"roles"`
	Name       string `json:"name,omitempty"` // as printed under a signature
	Credential string `json:"credential,omitempty"`
	License    string `json:"license,omitempty"`
	Expires    Date   `json:"license_expires"` // the licence's last day; zero: not on file
	Ended      bool   `json:"ended,omitempty"` // no longer works here; the record stays
	Changed    string `json:"-"`               // instant of the last change to what is on file
}

// Has reports whether the user holds the role.
func (u User) Has(r Role) bool {
	return slices.Contains(u.Roles, r) || r == RoleVA && u.ID == ""
}

// May reports whether one of the user's roles allows the act.
func (u User) May(a Act) bool {
	if u.Ended {
		return false
	}
	if RoleVA.May(a) {
		return true
	}
	return slices.ContainsFunc(u.Roles, func(r Role) bool { return r.May(a) })
}

// RoleNames writes the user's roles, joined by commas.
func (u User) RoleNames() string {
	if len(u.Roles) == 0 {
		return string(RoleVA)
	}
	names := make([]string, len(u.Roles))
	for i, r := range u.Roles {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

// WhoMay lists the roles that allow the act, for messages: "therapist or lead".
func WhoMay(a Act) string {
	var names []string
	for _, r := range Roles() {
		if r.May(a) {
			names = append(names, string(r))
		}
	}
	return strings.Join(names, " or ")
}
