package rules

import (
	"errors"
	"fmt"
	"slices"

	"milepost/record"
)

// FollowUpStages says how long each stage of a follow-up may stand still.
//
// Source: domain facts 2.2; the limits are a proposal.
type FollowUpStages struct {
	Kind  string `yaml:"kind"`
	About `yaml:",inline"`
	Rows  []StageLimit `yaml:"rows"`
}

// StageLimit is how many working days may pass after a stage before somebody is
// reminded of what comes next.
type StageLimit struct {
	After  record.Stage `yaml:"after"`
	Days   int          `yaml:"working_days"`
	Remind string       `yaml:"remind"` // what to do: an imperative
}

// After returns the limit after the stage; false where there is none.
func (s FollowUpStages) After(stage record.Stage) (StageLimit, bool) {
	for _, row := range s.Rows {
		if row.After == stage {
			return row, true
		}
	}
	return StageLimit{}, false
}

func (s FollowUpStages) check() error {
	for i, row := range s.Rows {
		switch {
		case !slices.Contains(record.Stages(), row.After):
			return fmt.Errorf("row %d: after: %q is none of %q", i+1, row.After, record.Stages())
		case row.Days < 1 || row.Days > 366:
			return fmt.Errorf("row %d: working_days: %d: give 1 to 366", i+1, row.Days)
		case row.Remind == "":
			return fmt.Errorf("row %d: remind: say what to do", i+1)
		}
	}
	return nil
}

// CopyTarget is a system into whose fields people paste text, and how much each
// field holds.
type CopyTarget struct {
	Kind   string `yaml:"kind"`
	About  `yaml:",inline"`
	Fields []CopyLimit `yaml:"fields"`
}

// CopyLimit is how many letters a field holds.
type CopyLimit struct {
	Field string `yaml:"field"` // one of CopyFields
	Limit int    `yaml:"limit"` // letters; 0 no limit is known
	Label string `yaml:"label"` // what the system calls it; "" as we do
}

// CopyFields lists the fields in which a goal is pasted, in that order, as
// package report names them.
func CopyFields() []string { return []string{"present level", "progress", "impact", "suggested goal"} }

// CopyTarget returns the target with the id, with or without "copy-" in front;
// false where there is none.
func (r Rules) CopyTarget(id string) (CopyTarget, bool) {
	for _, t := range r.CopyTargets {
		if t.ID == id || t.ID == "copy-"+id {
			return t, true
		}
	}
	return CopyTarget{}, false
}

func (c CopyTarget) check() error {
	for i, f := range c.Fields {
		switch {
		case !slices.Contains(CopyFields(), f.Field):
			return fmt.Errorf("field %d: %q is none of %q", i+1, f.Field, CopyFields())
		case f.Limit < 0:
			return fmt.Errorf("field %d: limit: %d is below 0", i+1, f.Limit)
		}
	}
	if len(c.Fields) == 0 {
		return errors.New("fields: none are listed")
	}
	return nil
}
