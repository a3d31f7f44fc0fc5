package rules

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Direction says what a higher score means. Sentences for parents follow it.
type Direction string

// What a higher score means.
const (
	Skill      Direction = "more skill"
	Difficulty Direction = "more difficulty"
	Frequency  Direction = "more often" // neither better nor worse
	Rarity     Direction = "less often" // the same, scored the other way
)

// Instrument is the metadata of one assessment in one edition. It holds no
// items, no norm tables and no scoring keys: a therapist types derived scores.
//
// Source: domain facts 3.2; each file names its own.
type Instrument struct {
	Kind      string `yaml:"kind"`
	About     `yaml:",inline"`
	Name      string      `yaml:"instrument"`
	Edition   string      `yaml:"edition"` // "" where there is one
	Ages      string      `yaml:"ages"`
	Direction Direction   `yaml:"direction"`
	Progress  *bool       `yaml:"for_progress"` // false: its makers say it is not for measuring progress
	Scores    []ScoreType `yaml:"scores"`
	Traps     []string    `yaml:"traps"`
}

// ForProgress reports whether the instrument may be plotted over time.
func (i Instrument) ForProgress() bool { return i.Progress == nil || *i.Progress }

// ScoreType is one kind of score that the instrument gives.
type ScoreType struct {
	Name     string   `yaml:"score"`
	Mean     float64  `yaml:"mean"` // 0 with SD 0: not on the normal model
	SD       float64  `yaml:"sd"`
	From     *float64 `yaml:"from"` // lowest and highest possible; nil not known
	To       *float64 `yaml:"to"`
	Verified bool     `yaml:"verified"` // these bands, beside the file's own mark
	Bands    []Band   `yaml:"bands"`
	Classes  []string `yaml:"classes"` // words that stand for the score itself, lowest first
	Change   float64  `yaml:"change"`  // least difference that matters, in score units; 0 not known
}

// Band is the publisher's word for a span of whole scores, ends included.
type Band struct {
	From  int    `yaml:"from"`
	To    int    `yaml:"to"`
	Words string `yaml:"words"`
}

// Score returns the kind of score with the name; false where there is none.
func (i Instrument) Score(name string) (ScoreType, bool) {
	for _, s := range i.Scores {
		if s.Name == name {
			return s, true
		}
	}
	return ScoreType{}, false
}

// InRange reports whether the score can be; one without known ends can.
func (s ScoreType) InRange(score float64) bool {
	return (s.From == nil || score >= *s.From) && (s.To == nil || score <= *s.To)
}

// Band returns the publisher's words for the score, which is taken as the
// whole number that is printed. False where no band is shipped for it or it is
// out of range.
func (s ScoreType) Band(score float64) (string, bool) {
	if !s.InRange(score) {
		return "", false
	}
	whole := int(math.Round(score))
	for _, b := range s.Bands {
		if whole >= b.From && whole <= b.To {
			return b.Words, true
		}
	}
	return "", false
}

// check returns what is wrong with the instrument.
func (i Instrument) check() error {
	switch {
	case i.Name == "":
		return errors.New("instrument: the name is missing")
	case !slices.Contains([]Direction{Skill, Difficulty, Frequency, Rarity}, i.Direction):
		return fmt.Errorf("direction: %q is none of %q, %q, %q, %q", i.Direction, Skill, Difficulty, Frequency, Rarity)
	}
	for _, s := range i.Scores {
		if err := s.check(); err != nil {
			return fmt.Errorf("score %q: %w", s.Name, err)
		}
	}
	return nil
}

// check returns whether bands overlap, leave a gap or leave the range.
func (s ScoreType) check() error {
	if s.Name == "" {
		return errors.New("the name is missing")
	}
	bands := slices.Clone(s.Bands)
	slices.SortFunc(bands, func(a, b Band) int { return a.From - b.From })
	for i, b := range bands {
		switch {
		case b.Words == "" || b.From > b.To:
			return fmt.Errorf("band %d-%d has no words or no width", b.From, b.To)
		case !s.InRange(float64(b.From)) || !s.InRange(float64(b.To)):
			return fmt.Errorf("band %d-%d leaves the range", b.From, b.To)
		case i > 0 && b.From != bands[i-1].To+1:
			return fmt.Errorf("bands %d-%d and %d-%d do not meet", bands[i-1].From, bands[i-1].To, b.From, b.To)
		}
	}
	return nil
}
