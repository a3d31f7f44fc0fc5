package library

import (
	"io/fs"

	"milepost/record"
)

// Library is a set of phrases, loaded and checked.
type Library struct{}

// Load reads layers of phrases; a later layer's phrase replaces the earlier
// one with its id. A layer holds LANGUAGE/*.yaml.
func Load(layers ...fs.FS) (*Library, error) { return &Library{}, nil }

// Shipped returns the phrases that the program brings.
func Shipped() fs.FS { return nil }

// Sentence picks the phrase for the slot and realises it; false: none fits.
func (l *Library) Sentence(slot string, s Subject, c *Choice) (record.Sentence, bool) {
	return record.Sentence{}, false
}

// Offers returns at most n options for a mark, and all that are hidden.
func (l *Library) Offers(slot string, s Subject, c *Choice, n int) []Offer { return nil }

// Use returns the phrase's id and text hash, for the draft's own record.
func (l *Library) Use(lang, id string) record.PhraseUse { return record.PhraseUse{} }

// Words returns the cells of the goal's row in the table.
func Words(s Subject) TableWords { return TableWords{} }
