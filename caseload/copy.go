package caseload

import (
	"context"
	"strings"
	"unicode/utf8"

	"milepost/record"
	"milepost/report"
	"milepost/rules"
)

// CopyField is the text for one field of another system.
type CopyField struct {
	Field   string `json:"field"`           // ours
	Label   string `json:"label"`           // what the system calls it
	Text    string `json:"text"`            // plain, straight quotation marks; "" the draft says nothing for it
	Letters int    `json:"letters"`         // of Text, as people count them: Unicode code points
	Limit   int    `json:"limit,omitempty"` // that the field holds; 0 not known
	Over    int    `json:"over,omitempty"`  // letters too many
}

// CopyGoal is one goal of a draft, field by field.
type CopyGoal struct {
	Goal   string      `json:"goal"`
	Title  string      `json:"title"`
	Empty  int         `json:"empty,omitempty"` // places that a person has not filled yet
	Fields []CopyField `json:"fields"`
}

// Copied is a draft for pasting into another system.
type Copied struct {
	Client   record.ID        `json:"client"`
	Draft    string           `json:"draft"`
	Signed   bool             `json:"signed"`
	Target   string           `json:"target"` // title of the system
	Goals    []CopyGoal       `json:"goals"`
	Over     int              `json:"over"` // fields whose text is too long
	Problems []record.Problem `json:"problems,omitempty"`
}

// Copy takes a draft as it stands apart, goal by goal and field by field, for a
// system that holds plain text. A client's id means the newest report for the
// school, else for the parent. to names the system, a rule file copy-NAME; ""
// any. limit is the letters that every field holds; 0: as the rule file says.
// Nothing is ever cut.
func (c *Caseload) Copy(ctx context.Context, by Actor, name, to string, limit int) (Copied, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return Copied{}, err
	}
	d, err := c.findSeen(ctx, u, name)
	if err != nil {
		return Copied{}, err
	}
	if string(d.Key.Client) == name { // a client: what is pasted is what was written for the school, where there is one
		key := d.Key
		key.Audience = schoolAudience
		school, err := c.openDraft(ctx, key)
		if err != nil {
			return Copied{}, err
		}
		if school != nil {
			d = *school
		}
	}
	s, err := c.textOf(ctx, d)
	if err != nil {
		return Copied{}, err
	}
	target, problems, err := c.copyTarget(to)
	if err != nil {
		return Copied{}, err
	}
	copied := Copied{Client: d.Key.Client, Draft: d.ID, Signed: d.State.IsSigned(), Target: target.Title, Problems: problems}
	for _, g := range report.Copy(s.markdown(), s.sentences()) {
		goal := CopyGoal{Goal: g.Goal, Title: g.Title, Empty: g.Empty}
		for _, l := range target.Fields {
			field := copyField(l, g.Fields[l.Field], limit)
			if field.Over > 0 {
				copied.Over++
			}
			goal.Fields = append(goal.Fields, field)
		}
		copied.Goals = append(copied.Goals, goal)
	}
	return copied, nil
}

func copyField(l rules.CopyLimit, text string, limit int) CopyField {
	f := CopyField{Field: l.Field, Label: l.Label, Text: text, Letters: utf8.RuneCountInString(text), Limit: l.Limit}
	if f.Label == "" {
		f.Label = l.Field
	}
	if limit > 0 {
		f.Limit = limit
	}
	if f.Limit > 0 {
		f.Over = max(0, f.Letters-f.Limit)
	}
	return f
}

func (c *Caseload) copyTarget(to string) (rules.CopyTarget, []record.Problem, error) {
	_, known, problems, err := c.book()
	if err != nil {
		return rules.CopyTarget{}, nil, err
	}
	if to == "" {
		to = "plain"
	}
	target, ok := known.CopyTarget(to)
	if !ok {
		var ids []string
		for _, t := range known.CopyTargets {
			ids = append(ids, strings.TrimPrefix(t.ID, "copy-"))
		}
		return target, nil, record.Refuse(record.NotFound, "there is no system %q; choose from %s", to, strings.Join(ids, ", "))
	}
	return target, problems, nil
}
