package record

import (
	"errors"
	"fmt"
)

// ErrRefused is what every Refusal is, for errors.Is.
var ErrRefused = errors.New("refused")

// RefusalKind says why something was not done. Front ends map it to a status
// code or an exit code; nothing else is decided by it.
type RefusalKind string

// The kinds of refusal.
const (
	NotSignedIn  RefusalKind = "not signed in" // nobody, or the password is wrong
	NotAllowed   RefusalKind = "not allowed"   // this person, or by the clinic's rules
	NotFound     RefusalKind = "not found"     // the thing named is not here
	Conflict     RefusalKind = "conflict"      // the state does not allow it: changed meanwhile, away, signed
	InvalidInput RefusalKind = "invalid input" // what was given cannot be used
	Incomplete   RefusalKind = "incomplete"    // something else has to be there first
	Busy         RefusalKind = "busy"          // another program is using the workspace
)

// RefusalKinds lists all kinds in their order.
func RefusalKinds() []RefusalKind {
	return []RefusalKind{NotSignedIn, NotAllowed, NotFound, Conflict, InvalidInput, Incomplete, Busy}
}

// Refusal says that something was not done, why, and the one next step. It
// knows no front end: What has no command, flag or key of a settings file, and
// each front end shows Next in its own way.
type Refusal struct { //nolint:errname // it is named for what it tells a person
	Kind RefusalKind
	What string   // what happened, in plain words, without a full stop
	Next NextStep // zero: there is nothing to do about it

	cause error
}

// Refuse makes a refusal. The words are formatted as fmt.Errorf does it.
func Refuse(kind RefusalKind, format string, args ...any) *Refusal {
	err := fmt.Errorf(format, args...)
	return &Refusal{Kind: kind, What: err.Error(), cause: errors.Unwrap(err)}
}

// Then returns the refusal with its next step.
func (r *Refusal) Then(next NextStep) *Refusal {
	with := *r
	with.Next = next
	return &with
}

// Error returns what happened, without the next step.
func (r *Refusal) Error() string { return r.What }

// Is reports that every refusal is ErrRefused.
func (r *Refusal) Is(target error) bool { return target == ErrRefused }

// Unwrap returns what caused the refusal, nil where nothing did.
func (r *Refusal) Unwrap() error { return r.cause }
