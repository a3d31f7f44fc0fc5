package caseload

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"

	"milepost/record"
)

// FailureError is a fault of the program itself: it met a client, a file or a page
// that it cannot handle. The others go on.
type FailureError struct {
	Client record.ID // on whom; "" on nobody in particular
	Doing  string    // what was being done: "drafting"
	What   string    // the sort of fault, without a word of any record
	Where  string    // the functions at work, the innermost first, with file and line
}

// TellWhom is what a person can do about a FailureError.
const TellWhom = "tell whoever maintains Milepost"

// Error says it to a person.
func (f *FailureError) Error() string {
	if f.Client == "" {
		return "the program failed while " + f.Doing + "; " + TellWhom
	}
	return fmt.Sprintf("the program failed on client %s while %s; %s", f.Client, f.Doing, TellWhom)
}

// Need says it where the client is named beside.
func (f *FailureError) Need() string { return "the program failed on this client; " + TellWhom }

// Guard does something and turns a panic of it into a FailureError, which it also
// gives to tell, if that is not nil. It is the one place where Milepost
// survives its own faults.
func Guard(client record.ID, doing string, tell func(*FailureError), act func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			f := &FailureError{Client: client, Doing: doing, What: sortOf(r), Where: whereFailed()}
			if tell != nil {
				tell(f)
			}
			err = f
		}
	}()
	return act()
}

// guard guards something that is done for one client.
func (c *Caseload) guard(client record.ID, doing string, act func() error) error {
	return Guard(client, doing, c.options.Failed, act)
}

// failureIn returns the FailureError in an error, nil where there is none.
func failureIn(err error) *FailureError {
	var f *FailureError
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// sortOf names what a panic was about. The runtime's own words hold numbers
// and types alone; the words of others may hold a name.
func sortOf(r any) string {
	if fault, ok := r.(runtime.Error); ok {
		return fault.Error()
	}
	return fmt.Sprintf("a panic with a value of type %T", r)
}

// mostFrames is how many functions whereFailed names.
const mostFrames = 24

// whereFailed names the functions at work when a panic began. It is for a
// function that is deferred: the panicking ones still stand below it.
func whereFailed() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var all []string
	for more := true; more && len(all) < mostFrames; {
		var f runtime.Frame
		f, more = frames.Next()
		if strings.HasPrefix(f.Function, "runtime.") { // the panic itself: what came before is the deferred function
			if strings.HasSuffix(f.Function, "panic") {
				all = nil
			}
			continue
		}
		all = append(all, fmt.Sprintf("%s %s:%d", path.Base(f.Function), path.Base(f.File), f.Line))
	}
	return strings.Join(all, " < ")
}
