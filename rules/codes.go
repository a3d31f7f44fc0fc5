package rules

import (
	"fmt"
	"slices"
	"strings"

	"milepost/record"
)

// CodeSet is the progress codes of one place, with the crosswalk from the
// program's statuses. A code is only ever proposed.
//
// Source: domain facts 2.6; each file names its own.
type CodeSet struct {
	Kind     string `yaml:"kind"`
	About    `yaml:",inline"`
	Complete bool     `yaml:"complete"` // all codes of the place are listed
	Codes    []Code   `yaml:"codes"`
	Reasons  []Reason `yaml:"reasons"` // codes for why progress is not sufficient
	Asks     []string `yaml:"asks"`    // what else the form asks for
}

// Code is one progress code.
type Code struct {
	Code     string          `yaml:"code"` // as printed; "" where the place has words only
	Words    string          `yaml:"words"`
	Proposed []record.Status `yaml:"proposed_for"`
	Fits     []record.Status `yaml:"fits"`     // statuses that do not contradict it
	Obtained *Share          `yaml:"obtained"` // narrows proposed_for where the place bands by percent of the goal
}

// Name returns the code as printed, else its words.
func (c Code) Name() string {
	if c.Code != "" {
		return c.Code
	}
	return c.Words
}

// Full returns the code as printed with its words: "SP, sufficient".
func (c Code) Full() string {
	if c.Code == "" {
		return c.Words
	}
	return c.Code + ", " + c.Words
}

// Named returns the Name of the code that a text begins with, as Full writes
// it or by name alone; the text itself where it is none of the set's.
func (s CodeSet) Named(text string) string {
	text = strings.TrimRight(strings.TrimSpace(text), ".")
	for _, c := range s.Codes {
		if strings.EqualFold(text, c.Full()) || strings.EqualFold(text, c.Name()) {
			return c.Name()
		}
	}
	if name, _, cut := strings.Cut(text, ","); cut {
		return strings.TrimSpace(name)
	}
	return text
}

// Share is a span of the percent of the goal obtained: from the start (0) to
// the goal (100).
type Share struct {
	AtLeast *float64 `yaml:"at_least"`
	Below   *float64 `yaml:"below"`
}

// Contains reports whether the percent lies in the span.
func (s Share) Contains(percent float64) bool {
	return (s.AtLeast == nil || percent >= *s.AtLeast) && (s.Below == nil || percent < *s.Below)
}

// Reason is a code for why progress is not sufficient.
type Reason struct {
	Code  string `yaml:"code"`
	Words string `yaml:"words"`
}

// Standing is what the analysis says of an objective.
type Standing struct {
	Status   record.Status
	Obtained *float64 // percent of the goal obtained; nil not known
}

// Propose returns the code that the set has for the standing. False where it
// has none, or what it bands by is not known: the therapist then chooses.
func (s CodeSet) Propose(at Standing) (Code, bool) {
	for _, c := range s.Codes {
		if c.proposedFor(at) {
			return c, true
		}
	}
	return Code{}, false
}

func (c Code) proposedFor(at Standing) bool {
	if !slices.Contains(c.Proposed, at.Status) {
		return false
	}
	return c.Obtained == nil || at.Obtained != nil && c.Obtained.Contains(*at.Obtained)
}

// Contradicts returns why the chosen code, by its Name, does not agree with
// the standing, for the therapist to accept with a reason; "" where it agrees,
// or the set has no opinion.
//
// Source: domain facts 2.6: "sufficient" ticked at half of the goal.
func (s CodeSet) Contradicts(name string, at Standing) string {
	i := slices.IndexFunc(s.Codes, func(c Code) bool { return c.Name() == name })
	if i < 0 {
		return fmt.Sprintf("%q is not a code of %s", name, s.Title)
	}
	chosen := s.Codes[i]
	if chosen.proposedFor(at) || slices.Contains(chosen.Fits, at.Status) {
		return ""
	}
	if proposed, ok := s.Propose(at); ok {
		return fmt.Sprintf("the data say %q, which is %q here, not %q", at.Status, proposed.Name(), name)
	}
	if len(chosen.Proposed) > 0 {
		return fmt.Sprintf("the data say %q, which does not bear %q", at.Status, name)
	}
	return ""
}

// check returns what is wrong with the set.
func (s CodeSet) check() error {
	seen := map[string]bool{}
	taken := map[record.Status]string{}
	for _, c := range s.Codes {
		switch {
		case c.Words == "":
			return fmt.Errorf("code %q has no words", c.Code)
		case seen[c.Name()]:
			return fmt.Errorf("code %q is listed twice", c.Name())
		}
		seen[c.Name()] = true
		for _, status := range slices.Concat(c.Proposed, c.Fits) {
			if !slices.Contains(statuses(), status) {
				return fmt.Errorf("code %q: %q is not a status", c.Name(), status)
			}
		}
		for _, status := range c.Proposed {
			if other := taken[status]; other != "" && c.Obtained == nil {
				return fmt.Errorf("status %q has two codes, %q and %q", status, other, c.Name())
			}
			if c.Obtained == nil {
				taken[status] = c.Name()
			}
		}
	}
	if len(s.Codes) == 0 {
		return fmt.Errorf("codes: none are listed")
	}
	return nil
}

func statuses() []record.Status {
	return []record.Status{
		record.Paused, record.NotStarted, record.NoData, record.Met, record.Maintained, record.TooEarly,
		record.Lower, record.Same, record.OnTrack, record.Slower, record.Better,
	}
}
