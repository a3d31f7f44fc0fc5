package record

import (
	"slices"
	"strings"
)

// Release is a written permission to give what the clinic knows of a client to
// somebody. It is kept for good; a revocation is added to it.
//
// Source: 45 CFR 164.508(c)(1) (what, who, to whom, purpose, expiry, signature,
// the signer's right); 34 CFR 99.30.
type Release struct {
	N         int      `json:"n"` // the number that people use
	Client    ID       `json:"client"`
	To        string   `json:"to"`      // the contact's name as on the client's card or in the roster
	What      []string `json:"what"`    // kinds of document, or "all"
	Purpose   string   `json:"purpose"` // of a packet, or a kind of document that goes by itself, or "any"
	From      Date     `json:"from"`
	Until     Date     `json:"until"`           // last day; zero: until the event
	Event     string   `json:"event,omitempty"` // with which it ends: "the end of the school year"
	SignedBy  string   `json:"signed_by"`
	Right     string   `json:"right"` // parent, guardian, client of age, ...
	At        string   `json:"at"`    // UTC, when it was written down
	By        ID       `json:"by,omitempty"`
	RevokedOn Date     `json:"revoked_on"` // zero: it was not
	RevokedBy ID       `json:"revoked_by,omitempty"`
	Why       string   `json:"why,omitempty"` // of the revocation
}

// EverythingReleased stands in Release.What for all kinds of document, and in
// Purpose for any purpose.
const (
	EverythingReleased = "all"
	AnyPurpose         = "any"
)

// Rights lists by what right a person signs a release.
func Rights() []string {
	return []string{"parent", "guardian", "surrogate parent", "foster parent", "client of age"}
}

// Lacks returns why the release does not allow that the kinds of document go to
// the person on the day; "" where it does.
func (r Release) Lacks(to, purpose string, kinds []string, on Date) string {
	switch {
	case !r.RevokedOn.IsZero() && !on.Before(r.RevokedOn):
		return "it was revoked on " + r.RevokedOn.String()
	case !strings.EqualFold(strings.Join(strings.Fields(r.To), " "), strings.Join(strings.Fields(to), " ")):
		return "it is for another recipient"
	case on.Before(r.From):
		return "it begins on " + r.From.String()
	case !r.Until.IsZero() && on.After(r.Until):
		return "it ended on " + r.Until.String()
	case r.Purpose != AnyPurpose && r.Purpose != purpose:
		return "it is for another purpose, " + r.Purpose
	}
	if slices.Contains(r.What, EverythingReleased) {
		return ""
	}
	for _, kind := range kinds {
		if !slices.Contains(r.What, kind) {
			return "it does not cover " + kind
		}
	}
	return ""
}

// Why a packet may go out without a release.
const (
	GivenByHand = "by hand"    // given to the parent, who gives it on
	Treatment   = "treatment"  // to another provider who treats the child: a lead decides
	Contractor  = "contractor" // of the school, whose record it is
)

// NoReleaseReasons lists them.
func NoReleaseReasons() []string { return []string{GivenByHand, Treatment, Contractor} }

// Packet is a finished packet, kept byte for byte.
type Packet struct {
	ID        string      `json:"id"` // 12 hex digits of its manifest
	Client    ID          `json:"client"`
	Purpose   string      `json:"purpose"`
	State     PacketState `json:"state"`
	To        string      `json:"to"`
	Release   int         `json:"release,omitempty"` // its number; 0 none
	NoRelease string      `json:"no_release,omitempty"`
	Why       string      `json:"why,omitempty"` // none is needed
	At        string      `json:"at"`
	By        ID          `json:"by,omitempty"`
	Manifest  string      `json:"-"`     // canonical JSON: its parts with their hashes
	Names     []string    `json:"files"` // of its files below signed/
	Files     [][]byte    `json:"-"`
}

// PacketState is where a finished packet stands.
type PacketState string

// The states of a finished packet.
const (
	PacketReady   PacketState = "ready"
	PacketSent    PacketState = "sent"
	PacketStopped PacketState = "stopped" // its release was revoked before it went out
)
