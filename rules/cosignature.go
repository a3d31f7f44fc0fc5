package rules

import (
	"fmt"
	"slices"

	"milepost/record"
)

// Cosignatures is a table of who may complete which document.
//
// Source: domain facts 1.9: there is no national rule, so it is a table by
// state and payer; each row names its own source.
type Cosignatures struct {
	Kind  string `yaml:"kind"`
	About `yaml:",inline"`
	Rows  []Cosignature `yaml:"rows"`
}

// Cosignature is one row: whether a document that an assistant or student
// signed as author needs a therapist's signature.
type Cosignature struct {
	State    string        `yaml:"state"`    // two letters; "" any
	Payer    string        `yaml:"payer"`    // "" any
	Document string        `yaml:"document"` // kind, such as progress-report; "" any
	Authors  []record.Role `yaml:"authors"`  // whom it concerns
	Needs    string        `yaml:"needs"`    // therapist, none
	Source   string        `yaml:"source"`
	Note     string        `yaml:"note"`
}

// What a document needs beside its author's signature.
const (
	NeedsTherapist = "therapist"
	NeedsNone      = "none"
)

// Place is where a client is seen and who pays.
type Place struct {
	State string
	Payer string
}

// Cosignature returns the row that counts for a document whose author has the
// role: of those that fit, the one that says most about the place, the payer
// before the state. Where none fits a therapist must sign.
func (r Rules) Cosignature(at Place, document string, author record.Role) Cosignature {
	best, most := Cosignature{Needs: NeedsTherapist, Note: "no rule on file: a therapist signs"}, -1
	for _, table := range r.Cosignatures {
		for _, row := range table.Rows {
			if said := row.fits(at, document, author); said > most {
				best, most = row, said
			}
		}
	}
	return best
}

// fits returns how much the row says about the place and the document; -1 it
// does not fit.
func (c Cosignature) fits(at Place, document string, author record.Role) int {
	if !slices.Contains(c.Authors, author) {
		return -1
	}
	return said([2]string{c.Document, document}, [2]string{c.State, at.State}, [2]string{c.Payer, at.Payer})
}

// said returns how much a row says, by pairs of what it names ("" anything) and
// what is: a later pair says more than all before it. -1: it names another.
func said(pairs ...[2]string) int {
	much := 0
	for i, pair := range pairs {
		switch pair[0] {
		case "":
		case pair[1]:
			much += 1 << i
		default:
			return -1
		}
	}
	return much
}

// check returns what is wrong with the table.
func (c Cosignatures) check() error {
	for i, row := range c.Rows {
		switch {
		case row.Needs != NeedsTherapist && row.Needs != NeedsNone:
			return fmt.Errorf("row %d: needs: %q is neither %q nor %q", i+1, row.Needs, NeedsTherapist, NeedsNone)
		case row.State != "" && len(row.State) != 2:
			return fmt.Errorf("row %d: state: %q is not two letters, like TX", i+1, row.State)
		case len(row.Authors) == 0:
			return fmt.Errorf("row %d: authors: say whom it concerns, ota or student", i+1)
		case row.Source == "":
			return fmt.Errorf("row %d: source is missing", i+1)
		}
		for _, role := range row.Authors {
			if !role.May(record.ActAuthor) {
				return fmt.Errorf("row %d: authors: %q signs no document as author", i+1, role)
			}
		}
	}
	return nil
}
