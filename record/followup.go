package record

import "strconv"

// Stage is how far a follow-up has come: from a school's request for papers to
// what the meeting made of them.
type Stage string

// The stages in their order.
//
// Source: domain facts 2.2.
const (
	Requested   Stage = "requested"
	Released    Stage = "release on file"
	Drafting    Stage = "drafting"
	StageSigned Stage = "signed"
	Sent        Stage = "sent"
	Received    Stage = "received"
	MeetingHeld Stage = "meeting held"
	OutcomeKept Stage = "outcome recorded"
	NextAction  Stage = "next action"
	Closed      Stage = "closed"
)

// Stages lists all stages in their order.
func Stages() []Stage {
	return []Stage{Requested, Released, Drafting, StageSigned, Sent, Received, MeetingHeld, OutcomeKept, NextAction, Closed}
}

// The outcomes of a meeting for what the clinic offered.
const (
	OutcomeAccepted = "accepted"
	OutcomeModified = "modified"
	OutcomeDeclined = "declined"
	OutcomeDeferred = "deferred"
)

// Outcomes lists them.
func Outcomes() []string {
	return []string{OutcomeAccepted, OutcomeModified, OutcomeDeclined, OutcomeDeferred}
}

// FollowUpID names a follow-up of a client.
func FollowUpID(client ID, n int) string { return string(client) + "#" + strconv.Itoa(n) }

// FollowUpNote is one stage of a follow-up, as a person wrote it down or the
// records show it. Notes only grow; of several of one kind the newest counts.
type FollowUpNote struct {
	Client   ID     `json:"client"`
	N        int    `json:"n"` // the follow-up, of the client, from 1
	Stage    Stage  `json:"stage"`
	On       Date   `json:"on"`                 // the day of the stage
	At       string `json:"at"`                 // when it was written down, UTC; "" the records show it
	By       ID     `json:"by,omitempty"`       // who wrote it down
	Purpose  string `json:"purpose,omitempty"`  // of a request: what for
	Party    string `json:"party,omitempty"`    // who asked, to whom it went, who confirmed
	How      string `json:"how,omitempty"`      // sent: by hand, post, fax, portal
	Meeting  Date   `json:"meeting"`            // the meeting's day, once known
	Outcome  string `json:"outcome,omitempty"`  // one of Outcomes
	Feedback string `json:"feedback,omitempty"` // of the school team, word for word
	Action   string `json:"action,omitempty"`   // what is next
	Owner    string `json:"owner,omitempty"`    // whose it is
	Due      Date   `json:"due"`                // by when
	Document string `json:"document,omitempty"` // that shows it
}
