package report

import (
	"fmt"
	"slices"
	"strings"

	"milepost/record"
)

// Codes of the findings of this package.
const (
	FindingMark     = "mark"     // an empty place
	FindingQuestion = "question" // an open question
	FindingMoved    = "moved"    // a sentence says what the data no longer say
	FindingEmpty    = "empty"    // no text
)

// Findings lists what stands in the way of signing a text by itself: parts
// that are missing, and sentences of people that keep a value which the data
// have left behind.
func Findings(markdown string, open []record.Question, moved []record.MovedFact) []record.Finding {
	var found []record.Finding
	body := Normal(markdown)
	if d, err := Read(markdown); err == nil {
		body = d.Body
	}
	if strings.TrimSpace(body) == "" {
		found = append(found, record.Finding{Code: FindingEmpty, Part: true, Wrong: "there is no text", Do: "go back to an earlier version"})
	}
	for _, m := range Marks(body) {
		what := m.Question
		if m.Kind == "choose" {
			what = "choose " + strings.Join(m.Options, optionBreak)
		}
		found = append(found, record.Finding{
			Code: FindingMark, Part: true, Line: m.Line, Text: what,
			Wrong: fmt.Sprintf("an empty place for the %s", m.Who),
			Do:    "put the answer in place of the brackets, or delete the line to leave it out",
		})
	}
	for _, q := range open {
		found = append(found, record.Finding{
			Code: FindingQuestion, Part: true, Text: q.ID, Line: lineOf(body, q.Mine), Wrong: "an open question: " + asked(q),
			Do: "answer it",
		})
	}
	found = append(found, movedFindings(body, moved)...)
	for i, f := range found {
		found[i].ID = record.FindingID(f.Code, f.Text, f.Wrong)
	}
	return found
}

// asked says what a question is about, in few words.
func asked(q record.Question) string {
	if q.Kind == record.AskFile {
		return "two saved files differ"
	}
	return "you and the data both changed it"
}

func movedFindings(body string, moved []record.MovedFact) []record.Finding {
	var found []record.Finding
	for _, f := range moved {
		line := lineOf(body, f.Text)
		if line == 0 || f.Was == "" || !strings.Contains(f.Text, f.Was) || f.Now != "" && strings.Contains(f.Text, f.Now) {
			continue
		}
		now := "the data no longer say so"
		if f.Now != "" {
			now = fmt.Sprintf("the data now say %q", f.Now)
		}
		found = append(found, record.Finding{
			Code: FindingMoved, Line: line, Text: f.Text,
			Wrong: fmt.Sprintf("says %q, and %s", f.Was, now),
			Do:    "change the sentence, or let it stand with a reason",
		})
	}
	return found
}

// lineOf returns the line of the body, from 1, on which the text begins, 0
// where it does not stand.
func lineOf(body, text string) int {
	if text == "" {
		return 0
	}
	return 1 + slices.Index(strings.Split(body, "\n"), firstLine(text))
}

// CarryMoved joins the facts that moved under a text before with those that
// moved now. A sentence that was written anew since has nothing to carry.
func CarryMoved(before []record.MovedFact, merged Merged) []record.MovedFact {
	text := map[string]string{}
	for _, s := range merged.Sentences {
		text[s.ID] = s.Text
	}
	type fact struct{ unit, name string }
	now := map[fact]string{}
	var list []record.MovedFact
	for _, f := range merged.Moved {
		now[fact{f.ID, f.Name}] = f.Now
	}
	carried := map[fact]bool{}
	for _, f := range before {
		if !Holds(merged.Markdown, f.Text) {
			continue
		}
		key := fact{f.Unit, f.Name}
		if value, ok := now[key]; ok {
			f.Now = value
		}
		carried[key] = true
		if f.Now != f.Was {
			list = append(list, f)
		}
	}
	for _, f := range merged.Moved {
		if !carried[fact{f.ID, f.Name}] {
			list = append(list, record.MovedFact{Unit: f.ID, Name: f.Name, Text: text[f.ID], Was: f.Was, Now: f.Now})
		}
	}
	return list
}
