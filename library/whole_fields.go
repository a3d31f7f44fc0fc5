package library

import (
	"strings"

	"milepost/record"
)

// wholeFields are what is said of the client and the period as a whole.
func wholeFields() map[string]field {
	return map[string]field{
		"attended": {"sessions held", "11", func(v *view) (said, bool) {
			return v.visitFact("attended", v.s.Visits.Attended, v.s.Visits.Planned > 0)
		}},
		"planned": {"sessions planned", "13", func(v *view) (said, bool) {
			return v.visitFact("planned", v.s.Visits.Planned, v.s.Visits.Planned > 0)
		}},
		"planned_visits": {"sessions planned, with their word", "13 planned visits", func(v *view) (said, bool) {
			return v.visitWords("planned", "planned visits", v.s.Visits.Planned)
		}},
		"missed_visits": {"sessions not held, with their word", "2 visits", func(v *view) (said, bool) {
			return v.visitWords("missed", "visits", v.s.Visits.Planned-v.s.Visits.Attended)
		}},
		"cancelled": {"sessions cancelled", "1", func(v *view) (said, bool) {
			return v.visitFact("cancelled", v.s.Visits.Cancelled, v.s.Visits.Planned > 0)
		}},
		"no_show": {"sessions missed without a word", "1", func(v *view) (said, bool) {
			return v.visitFact("no-show", v.s.Visits.NoShow, v.s.Visits.Planned > 0)
		}},
		"later_visits": {"sessions after the period, with their word", "4 visits", func(v *view) (said, bool) {
			return v.visitWords("later", "visits", v.s.Visits.Later)
		}},
		"period_end": {"the period's last day", "October 30", func(v *view) (said, bool) {
			if v.s.Period.To.IsZero() {
				return said{}, false
			}
			return said{text: v.s.Language.DayMonth(day(v.s.Period.To))}, true
		}},
		"therapist": {"who treats", "Zoë Łukasz", func(v *view) (said, bool) {
			name := plainOnly(v.s.Therapist.Name)
			return said{text: name}, name != ""
		}},
		"said_by": {"who said it", "you", func(v *view) (said, bool) {
			if v.s.Statement == nil {
				return said{}, false
			}
			words, ok := v.s.Language.Person(v.s.Audience, v.s.Statement.By)
			return said{text: words}, ok
		}},
		"said_on": {"the day on which it was said", "October 14", func(v *view) (said, bool) {
			if v.s.Statement == nil || v.s.Statement.Day.IsZero() {
				return said{}, false
			}
			return plain("said on", v.s.Language.DayMonth(day(v.s.Statement.Day)), []record.Source{v.s.Statement.Source})
		}},
		"quote": {"what was said, in quotation marks, as it was written", "\"She lines up without tears.\"", quote},
		"picked": {"what the therapist picked", "a thicker line", func(v *view) (said, bool) {
			return said{text: v.picked}, v.picked != ""
		}},
	}
}

func (v *view) visitFact(name string, n int, ok bool) (said, bool) {
	text := v.s.Language.Int(n)
	return said{text: text, facts: []record.Fact{{
		Name: name, Value: text, Note: v.s.Language.Reason("counted", "n", v.s.Language.Int(len(v.s.Visits.Sources))),
		Sources: v.s.Visits.Sources,
	}}}, ok
}

func (v *view) visitWords(name, key string, n int) (said, bool) {
	if n == 1 {
		key = "1 " + key
	}
	fact, ok := v.visitFact(name, n, n > 0)
	fact.text = v.score(key, "n", v.s.Language.Int(n))
	return fact, ok
}

// quote says a statement as it was written, with its own end mark.
func quote(v *view) (said, bool) {
	if v.s.Statement == nil {
		return said{}, false
	}
	text := v.present(v.s.Statement.Text)
	if text == "" {
		return said{}, false
	}
	if !strings.ContainsAny(text[len(text)-1:], ".!?") {
		text += "."
	}
	value := v.s.Language.Quote(text)
	return said{text: value, facts: []record.Fact{{
		Name: "said", Value: value, Note: v.s.Language.Reason("said"), Sources: []record.Source{v.s.Statement.Source},
	}}}, true
}
