package record

import "slices"

// State is where a draft, or the document that it became, stands.
type State string

// The states of one document.
const (
	Drafted      State = "drafted"
	InReview     State = "in review"
	ChangesAsked State = "changes asked"
	Signed       State = "signed"
	Delivered    State = "delivered"
	Amended      State = "amended"   // signed, with an addendum
	Replaced     State = "replaced"  // another signed document stands in its place
	Withdrawn    State = "withdrawn" // entered in error
)

// IsSigned reports whether the text can no longer change.
func (s State) IsSigned() bool {
	return s == Signed || s == Delivered || s == Amended || s == Replaced || s == Withdrawn
}

// Move is a step from one state to another, by the command that makes it.
type Move struct {
	Command string
	To      State
}

// Moves lists the moves that are possible from the state, each by its command.
//
// Source: features 62.
func (s State) Moves() []Move {
	switch s {
	case Drafted, ChangesAsked:
		return []Move{{"review", InReview}}
	case InReview:
		return []Move{{"sign", Signed}, {"return", ChangesAsked}}
	case Signed, Delivered, Amended:
		return []Move{{"deliver", Delivered}, {"amend", Amended}, {"replace", Replaced}, {"withdraw", Withdrawn}}
	case Withdrawn:
		return []Move{{"replace", Replaced}}
	}
	return nil
}

// Allows reports whether the command may be given in the state.
func (s State) Allows(command string) bool {
	return slices.ContainsFunc(s.Moves(), func(m Move) bool { return m.Command == command })
}
