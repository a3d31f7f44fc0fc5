package library_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"milepost/library"
	"milepost/record"
)

// saying calls check for each sentence of each example, the option of marks
// aside.
func saying(t *testing.T, audience string, check func(library.Subject, string, record.Sentence)) {
	t.Helper()
	l := shipped(t)
	for i, s := range library.Examples(english(t), audience) {
		if s.Summary == nil || i > 450 { // one child and its rare goals are enough
			continue
		}
		for _, slot := range library.Slots() {
			for _, sentence := range l.Wordings(slot, s, &library.Choice{}) {
				if sentence.Sort != record.ChosenSort {
					check(s, slot, sentence)
				}
			}
		}
	}
}

func TestOldNumbersAreNeverSaidAsNow(t *testing.T) {
	atLength(t)
	for _, audience := range library.Audiences() {
		saying(t, audience, func(s library.Subject, slot string, sentence record.Sentence) {
			switch s.Summary.Status {
			case record.Paused, record.NotStarted, record.NoData:
			default:
				return
			}
			switch slot {
			case "now", "help", "counted", "aim", "trend", "strength":
				t.Errorf("%s: %q is said of a goal that is %q", sentence.Phrase, sentence.Text, s.Summary.Status)
			}
		})
	}
}

func TestAParentSeesNoPercentButWhereTheGoalHasOne(t *testing.T) {
	saying(t, "parent", func(s library.Subject, _ string, sentence record.Sentence) {
		if strings.Contains(sentence.Text, "%") && s.Summary.Objective.Measure.Kind != record.Percent {
			t.Errorf("%s: %q", sentence.Phrase, sentence.Text)
		}
	})
}

// A sentence computed from rows states no cause and makes no promise.
func TestDataSentencesStateNoCauseAndMakeNoPromise(t *testing.T) {
	atLength(t)
	cause := regexp.MustCompile(`\b(because|thanks to|due to|so that|therefore|helped|will be able|will reach|will meet)\b`)
	for _, audience := range library.Audiences() {
		saying(t, audience, func(_ library.Subject, _ string, sentence record.Sentence) {
			text := strings.ReplaceAll(sentence.Text, "We hope", "")
			if sentence.Text == text && sentence.Sort == record.DataSort && cause.MatchString(text) && !strings.Contains(text, "hope") {
				t.Errorf("%s: %q", sentence.Phrase, text)
			}
		})
	}
}

// What a parent reads of a performance says where it was seen.
func TestEveryPerformanceSaysWhere(t *testing.T) {
	where := regexp.MustCompile(`(?i)in the clinic|on our visits|met this goal|on three visits`)
	saying(t, "parent", func(_ library.Subject, slot string, sentence record.Sentence) {
		if slot == "now" && !where.MatchString(sentence.Text) {
			t.Errorf("%s: %q does not say where", sentence.Phrase, sentence.Text)
		}
	})
}

// Every status and every measure has something to say to every audience.
func TestEveryStatusOfEveryMeasureSpeaks(t *testing.T) {
	atLength(t)
	l := shipped(t)
	for _, audience := range library.Audiences() {
		for _, s := range library.Examples(english(t), audience) {
			if s.Summary == nil {
				continue
			}
			_, now := l.Sentence("now", s, &library.Choice{})
			_, thin := l.Sentence("thin", s, &library.Choice{})
			if !now && !thin {
				t.Errorf("%s: nothing is said of a %s goal that is %q", audience, s.Summary.Objective.Measure.Kind, s.Summary.Status)
			}
		}
	}
}

// One of several objectives without a plain name of its own is spoken of, but
// never by the name of the goal.
func TestAStepWithoutANameSpeaks(t *testing.T) {
	atLength(t)
	l := shipped(t)
	for _, audience := range library.Audiences() {
		for i, s := range library.Examples(english(t), audience) {
			if s.Summary == nil || i > 450 {
				continue
			}
			goal := *s.Goal
			goal.PlainName = map[string]string{"en": "xyzzy"}
			goal.Objectives = append(slices.Clone(goal.Objectives), goal.Objectives[0])
			s.Goal = &goal
			for _, slot := range library.Slots() {
				for _, sentence := range l.Wordings(slot, s, &library.Choice{}) {
					if strings.Contains(sentence.Text, "xyzzy") {
						t.Errorf("%s: %q takes the goal's name", sentence.Phrase, sentence.Text)
					}
				}
			}
			_, now := l.Sentence("now", s, &library.Choice{})
			_, thin := l.Sentence("thin", s, &library.Choice{})
			if !now && !thin {
				t.Errorf("%s: nothing is said of an unnamed %s step that is %q, %s is better",
					audience, s.Summary.Objective.Measure.Kind, s.Summary.Status, s.Summary.Objective.Measure.Better)
			}
		}
	}
}
