package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"milepost/record"
)

// PacketRule says what a packet for a purpose holds, in its order, and what it
// must hold, each with its citation.
//
// Source: features 92 and 94; each part names its own.
type PacketRule struct {
	Kind     string `yaml:"kind"`
	About    `yaml:",inline"`
	Purpose  string       `yaml:"purpose"`  // as people name it on the command line
	State    string       `yaml:"state"`    // two letters; "" any
	Payer    string       `yaml:"payer"`    // "" any
	Audience string       `yaml:"audience"` // of its documents: school, payer, parent
	Footer   string       `yaml:"footer"`   // at the foot of its pages
	Parts    []PacketPart `yaml:"parts"`
}

// PacketPart is one part of a packet, or something that must be on file before
// it goes out.
type PacketPart struct {
	Part     string   `yaml:"part"`     // one of PacketParts or PacketFacts
	Instead  []string `yaml:"instead"`  // documents of which one does as well
	Required bool     `yaml:"required"` // without it, or a reason, the packet is not finished
	Months   int      `yaml:"months"`   // of recent test: how old the newest may be
	Citation string   `yaml:"citation"` // by which it is asked for
	AsOf     string   `yaml:"as_of"`    // 2006-01-02; "" as the file
	Source   string   `yaml:"source"`   // where the citation was looked up; "" as the file
	Verified bool     `yaml:"verified"` // a person has compared the part with the source
	Note     string   `yaml:"note"`
}

// The parts that the program makes by itself, and those of the clinic's own.
const (
	PartCover       = "cover"
	PartContents    = "contents"
	PartData        = "data" // every result of the period, goal by goal
	PartAttachments = "attachments"
)

// PacketDocuments lists the kinds of document that can be parts.
func PacketDocuments() []string {
	return []string{
		"cover-letter", "school-assessment", "progress-report", "iep-progress", "plaafp", "ifsp-review",
		"meeting-summary", "written-input", "reauthorization", "release-reminder",
	}
}

// PacketParts lists all parts with pages.
func PacketParts() []string {
	return append([]string{PartCover, PartContents, PartData, PartAttachments}, PacketDocuments()...)
}

// What must be on file, without pages of its own.
const (
	FactParent      = "parent input"    // a statement of a parent, of any day
	FactTeacher     = "teacher input"   // the same of a teacher
	FactInstruments = "two instruments" // no single measure decides
	FactTest        = "recent test"     // a standardized test no older than so many months
)

// PacketFacts lists what must be on file.
func PacketFacts() []string { return []string{FactParent, FactTeacher, FactInstruments, FactTest} }

// IsFact reports whether the part has no pages.
func (p PacketPart) IsFact() bool { return slices.Contains(PacketFacts(), p.Part) }

// Any lists the part and what does as well.
func (p PacketPart) Any() []string { return append([]string{p.Part}, p.Instead...) }

// Purposes lists the purposes of all packets, each once.
func (r Rules) Purposes() []string {
	var all []string
	for _, p := range r.Packets {
		if !slices.Contains(all, p.Purpose) {
			all = append(all, p.Purpose)
		}
	}
	return all
}

// Packet returns the rule for the purpose that says most about the place, the
// payer before the state; false where there is none.
func (r Rules) Packet(purpose string, at Place) (PacketRule, bool) {
	best, most := PacketRule{}, -1
	for _, p := range r.Packets {
		if p.Purpose != purpose {
			continue
		}
		if said := p.fits(at); said > most {
			best, most = p, said
		}
	}
	return best, most >= 0
}

// fits returns how much the rule says about the place; -1 it does not fit.
func (p PacketRule) fits(at Place) int {
	said := 0
	for i, pair := range [][2]string{{p.State, at.State}, {p.Payer, at.Payer}} {
		switch {
		case pair[0] == "":
		case strings.EqualFold(pair[0], pair[1]):
			said += 1 << i
		default:
			return -1
		}
	}
	return said
}

// Missing lists the required parts of which nothing is there. have names the
// parts and facts that are.
func (p PacketRule) Missing(have []string) []PacketPart {
	var missing []PacketPart
	for _, part := range p.Parts {
		if part.Required && !slices.ContainsFunc(part.Any(), func(name string) bool { return slices.Contains(have, name) }) {
			missing = append(missing, part)
		}
	}
	return missing
}

// check returns what is wrong with the rule.
func (p PacketRule) check() error {
	switch {
	case p.Purpose == "" || strings.ContainsAny(p.Purpose, " \t"):
		return fmt.Errorf("purpose: %q is not one word, like iep-review", p.Purpose)
	case p.State != "" && len(p.State) != 2:
		return fmt.Errorf("state: %q is not two letters, like TX", p.State)
	case !slices.Contains([]string{"school", "payer", "parent"}, p.Audience):
		return fmt.Errorf("audience: %q is neither school, payer nor parent", p.Audience)
	case len(p.Parts) == 0:
		return errors.New("parts: none are listed")
	}
	seen := map[string]bool{}
	for _, part := range p.Parts {
		if err := part.check(); err != nil {
			return fmt.Errorf("part %q: %w", part.Part, err)
		}
		if seen[part.Part] {
			return fmt.Errorf("part %q is listed twice", part.Part)
		}
		seen[part.Part] = true
	}
	return nil
}

func (p PacketPart) check() error {
	known := append(PacketParts(), PacketFacts()...)
	for _, name := range p.Any() {
		if !slices.Contains(known, name) {
			return fmt.Errorf("%q is none of %s", name, strings.Join(known, ", "))
		}
	}
	if p.Required && p.Citation == "" {
		return errors.New("citation: say by what it is required")
	}
	if (p.Part == FactTest) != (p.Months > 0) {
		return errors.New("months: say how old the newest test may be, and say it of a recent test alone")
	}
	if _, err := record.ParseDate(p.AsOf); err != nil {
		return fmt.Errorf("as_of: %w", err)
	}
	return nil
}
