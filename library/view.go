package library

import (
	"strings"

	"github.com/expr-lang/expr/vm"

	"milepost/language"
	"milepost/progress"
	"milepost/record"
)

// view is a subject with what is worked out of it once.
type view struct {
	s       Subject
	c       Context
	called  string // what the document calls the client
	picked  string // the option that a frame speaks of
	machine vm.VM  // that runs conditions
	option  bool   // the phrase in hand is an option of a mark
}

func newView(s Subject) *view {
	v := &view{s: s, called: plainOnly(s.Client.CalledName())}
	if v.called == "" {
		v.called = s.Language.Unnamed(s.Audience)
	}
	v.c = contextOf(v)
	return v
}

// day turns a record's day into a language's.
func day(d record.Date) language.Day { return language.Day(d) }

// score says a form of a score in the words of the audience.
func (v *view) score(key string, pairs ...string) string {
	if v.forTeam() {
		return v.s.Language.TeamScore(key, pairs...)
	}
	return v.s.Language.Score(key, pairs...)
}

// forTeam reports whether the words are for a school or a payer.
func (v *view) forTeam() bool { return v.s.Audience != "parent" && v.s.Audience != "" }

// age in full years on the period's last day, -1 where it is not known.
func (v *view) age() int {
	if v.s.Client.BirthDate.IsZero() || v.s.Period.To.IsZero() {
		return -1
	}
	return v.s.Period.To.YearsSince(v.s.Client.BirthDate)
}

// plainOnly makes foreign text safe for one line: one space between words, no
// braces, which only phrases may use.
func plainOnly(text string) string {
	if strings.ContainsAny(text, "{}"+articleMark+untranslated) {
		text = strings.NewReplacer("{", "(", "}", ")", articleMark, "", untranslated, "").Replace(text)
	}
	return strings.Join(strings.Fields(text), " ")
}

// untranslated stands for a text of others that nobody has translated yet. A
// sentence that would hold it is not said.
const untranslated = "\x04"

// foreign is what others wrote, in the language of the edition: as it is, or as
// a person translated it.
func (v *view) foreign(text string) string {
	text = v.present(text)
	if text == "" || v.s.Lead == nil || v.s.Translate == nil {
		return text
	}
	translated, ok := v.s.Translate(text)
	if !ok {
		return untranslated
	}
	return plainOnly(translated)
}

// Foreign is a text that others wrote of the client as the subject's document
// may quote it: with the present name, in the language of the edition; false:
// nobody has translated it yet.
func Foreign(s Subject, text string) (string, bool) {
	v := &view{s: s}
	words := v.foreign(text)
	return words, words != untranslated
}

// present is foreign text about the client, safe for one line, with the
// present name and pronouns.
func (v *view) present(text string) string {
	return Present(v.s.Language, v.s.Client, plainOnly(text))
}

// goal is the goal's plain name, a bare verb phrase that may hold {their}. What
// is said of one of several objectives takes the objective's own name, never
// the goal's: without one it has none.
func (v *view) goal() (string, bool) {
	if v.s.Goal == nil {
		return "", false
	}
	names := v.s.Goal.PlainName
	if v.s.Summary != nil && len(v.s.Goal.Objectives) > 1 {
		names = v.s.Summary.Objective.PlainName
	}
	name := strings.Join(strings.Fields(names[v.s.Language.Code]), " ")
	name = strings.TrimRight(name, ".")
	return name, name != ""
}

// Words returns the cells of the goal's row in the table.
func Words(s Subject) TableWords {
	v := newView(s)
	w := TableWords{Goal: v.cell(v.goal())}
	sum := s.Summary
	if sum == nil {
		return w
	}
	w.Status = v.status()
	w.Baseline = v.cell(v.level(sum.Baseline, inTable))
	if w.Baseline == "" {
		w.Baseline = v.unread(sum.Baseline, sum.Objective.Baseline)
	}
	if w.Baseline == "" {
		w.Baseline = v.score("none yet")
	}
	w.Current = v.nowCell()
	if w.Target = v.target(inTable); w.Target == "" {
		w.Target = v.unread(sum.Target, sum.Objective.Target)
	}
	return w
}

// unread says that a level is on file and not in what the goal measures; ""
// where none is, or one can be told.
func (v *view) unread(level *progress.Level, onFile record.Score) string {
	if level != nil || onFile.IsMissing() {
		return ""
	}
	return v.score("unread level")
}

// LevelWords says a level of the subject's objective as a cell of the table.
func LevelWords(s Subject, level *progress.Level) string {
	v := newView(s)
	return v.cell(v.level(level, inTable))
}

// status says the status in the words of the audience's closed list.
func (v *view) status() string {
	sum := v.s.Summary
	if v.forTeam() {
		return v.s.Language.TeamStatus(string(sum.Status), day(sum.Newest))
	}
	return v.s.Language.Status(string(sum.Status), day(sum.Newest))
}

// cell realises the words of a cell, where pronouns stand without a name.
func (v *view) cell(text string, ok bool) string {
	if !ok {
		return ""
	}
	parts, fault := parse(text, nil)
	if fault != nil {
		return ""
	}
	named := v.s.Named
	v.s.Named = true
	said, _, ok := v.sentence(parts, nil)
	v.s.Named = named
	if !ok {
		return ""
	}
	if strings.Contains(said, untranslated) {
		return v.s.Language.Capital(v.s.Language.Word("untranslated"))
	}
	return v.s.Language.Capital(said)
}

// nowCell says the level now, or how thin the data are. A level that is no
// longer new is not "now".
func (v *view) nowCell() string {
	l, sum := v.s.Language, v.s.Summary
	switch {
	case len(sum.Points) == 0 && sum.Current == nil && sum.Lefts() > 0:
		return v.score("unread now")
	case len(sum.Points) == 0 && sum.Current == nil:
		return v.score("none yet")
	case sum.Status == record.NoData, sum.Status == record.Paused && len(sum.InPeriod) == 0:
		return v.score("not lately")
	case len(sum.Points) == 1 && sum.Status == record.TooEarly:
		return v.score("visits only one")
	case len(sum.Points) == 2 && sum.Status == record.TooEarly:
		return v.score("visits only", "n", l.Int(2))
	}
	if yes, ok := yesOf(v); ok {
		return v.fewerIsBetter(v.withCounted(yes.text))
	}
	if cell := v.cell(v.levelNow(inTable)); cell != "" {
		return cell
	}
	return v.score("none yet")
}

// target says the target; where a smaller number is better, as the most.
func (v *view) target(how style) string {
	sum := v.s.Summary
	text, ok := v.level(sum.Target, how)
	m := sum.Objective.Measure
	if ok && m.Better == record.Down && !m.Ordinal() && sum.Target.Value > 0 && sum.Target.Score.Bound == "" {
		text = v.score("at most", "n", text)
	}
	if how == inTable {
		return v.cell(text, ok)
	}
	return text
}
