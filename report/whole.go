package report

import (
	"slices"
	"strings"

	"milepost/language"
	"milepost/library"
	"milepost/progress"
	"milepost/record"
)

// whole is what a template sees first: the client, the period and the goals.
// Each *value is nil where the thing is not known.
type whole struct {
	*part
	Name          *value // what the document calls the client; always known
	Child         *value // name in full, with age where it is known
	ClientWord    string // child, student or client
	Dates         *value // August 3 to October 30, 2026
	Sessions      *value // session 1 to 55, where the export has no dates
	Therapist     *value // name and credential
	TherapistName *value
	License       *value
	Others        []colleague // who else held sessions of the period
	Discharged    *value      // the day, where it lies in the period
	Born          *value      // the day of birth
	Care          *value      // the day on which care began
	Due           *value      // the period's last day
	Newest        *value      // the newest day with a number for any goal
	Phone         *value      // the therapist's own, else the clinic's
	Clinic        *value
	Interpreter   *value
	Translation   *value // what a translation says of itself: of which report, reviewed by whom
	School        *value
	Contract      *value // the district for which the therapist works under contract
	Excusal       *value // the day of the signed excusal, where the therapist is the district's required member
	AtSchool      bool   // some result, or a teacher's words, are from school
	Sources       []*value
	Tests         []*test
	Told          []*part
	Goals         []*goal
}

// inHand returns the objective that is worked on now, nil where there is none.
func inHand(steps []progress.Summary) *progress.Summary {
	if len(steps) == 0 {
		return nil
	}
	return &steps[progress.SummarizeGoal(steps).InHand]
}

// colleague is what a template sees of another member of staff.
type colleague struct {
	Who   *value // name and credential
	Until *value // the last session, where all came before the signer's; else nil
}

func newWhole(c *composer) *whole {
	in := c.in
	subject := library.Subject{
		Language: in.Language, Audience: in.Key.Audience, Client: in.Client,
		Therapist: in.Therapist, Period: in.Period, Visits: in.Visits, Lead: in.lead, Translate: in.translate,
	}
	for i := range in.Goals {
		subject.Goals = append(subject.Goals, &in.Goals[i].Goal)
		subject.Stand = append(subject.Stand, inHand(in.Goals[i].Steps))
	}
	w := &whole{
		part:          &part{c: c, first: "-", subject: subject},
		ClientWord:    in.Language.Word(clientWord(in.Clinic.ClientWord)),
		Clinic:        fact("clinic", in.Clinic.Name),
		Interpreter:   fact("interpreter", in.Clinic.Interpreter),
		Translation:   fact("translation", in.note),
		Therapist:     fact("therapist", joined(", ", in.Therapist.Name, in.Therapist.Credential)),
		TherapistName: fact("therapist", in.Therapist.Name),
		License:       fact("license", in.Therapist.License),
		Phone:         fact("phone", in.Clinic.Phone),
	}
	if in.Therapist.Phone != "" {
		w.Phone = fact("phone", in.Therapist.Phone)
	}
	w.client(in)
	w.time(in)
	w.days(in)
	w.others(in)
	w.Told = w.told(in)
	w.Tests = w.tests(in.Results)
	w.Sources = w.sources(in)
	w.school(in)
	w.Goals = w.goals(in)
	for _, s := range w.Strong() {
		s.Best = true
	}
	return w
}

// Subjects returns whom and what the sentences of a draft speak of: the whole,
// then each objective in the order of the document.
func Subjects(in Input) []library.Subject {
	in.Statements = nil // they speak of no goal
	w := newWhole(&composer{in: in, choice: &library.Choice{From: in.Period.From, Last: in.Last}, counts: map[string]int{}})
	list := []library.Subject{w.subject}
	for _, g := range w.Goals {
		for _, s := range g.Steps {
			list = append(list, s.subject)
		}
	}
	return list
}

// clientWord is the key of the clinic's word for the client.
func clientWord(word string) string {
	if word == "" {
		return "child"
	}
	return strings.ToLower(word)
}

func joined(between string, parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(parts, between)
}

func (w *whole) client(in Input) {
	called := in.Client.CalledName()
	if called == "" {
		called = in.Language.Unnamed(in.Key.Audience)
	}
	w.Name = fact("name", called, in.Client.Source)
	child := joined(" ", called, in.Client.LastName)
	if birth, last := in.Client.BirthDate, in.Period.To; !birth.IsZero() && !last.IsZero() && !birth.After(last) {
		child += ", " + in.Language.Age(last.YearsSince(birth), monthsSince(last, birth))
	}
	w.Child = fact("child", child, in.Client.Source)
}

// monthsSince returns the full months from birth to the day.
func monthsSince(d, birth record.Date) int {
	months := (d.Year-birth.Year)*12 + int(d.Month) - int(birth.Month)
	if d.Day < birth.Day {
		months--
	}
	return months
}

// time says which days or sessions the document covers.
func (w *whole) time(in Input) {
	l := in.Language
	if !in.Period.IsZero() {
		w.Dates = fact("period", l.Span(language.Day(in.Period.From), language.Day(in.Period.To)))
	} else if first, last, sources := orders(in.Goals); first > 0 {
		w.Sessions = fact("sessions", l.Reason("sessions", "from", l.Int(first), "to", l.Int(last)), sources...)
	}
}

// days says the days of the client's own life.
func (w *whole) days(in Input) {
	l := in.Language
	dated := func(name string, d record.Date) *value {
		if d.IsZero() {
			return nil
		}
		return fact(name, l.Date(language.Day(d)), in.Client.Source)
	}
	w.Born, w.Care = dated("birth date", in.Client.BirthDate), dated("start of care", in.Client.StartOfCare)
	if !in.Period.IsZero() {
		w.Due = fact("due", l.DayMonth(language.Day(in.Period.To)))
	}
	if p := newest(in.Goals); !p.Day.IsZero() {
		w.Newest = fact("newest", l.DayMonth(language.Day(p.Day)), p.Source)
	}
	if in.discharged() {
		w.Discharged = dated("discharged", in.Client.Discharged)
	}
}

// newest returns the newest comparable point of all goals.
func newest(goals []Goal) record.DataPoint {
	var last record.DataPoint
	for _, g := range goals {
		for _, step := range g.Steps {
			if n := len(step.Points); n > 0 && step.Points[n-1].Day.After(last.Day) {
				last = step.Points[n-1]
			}
		}
	}
	return last
}

func (w *whole) others(in Input) {
	for _, c := range in.Others {
		one := colleague{Who: fact("therapist", joined(", ", c.Therapist.Name, c.Therapist.Credential), c.Sources...)}
		if !c.Until.IsZero() {
			one.Until = fact("until", in.Language.DayMonth(language.Day(c.Until)), c.Sources...)
		}
		w.Others = append(w.Others, one)
	}
}

// orders returns the first and the last session of an export without dates,
// with the rows that say so; 0 where there is none.
func orders(goals []Goal) (first, last int, sources []record.Source) {
	var low, high record.DataPoint
	for _, g := range goals {
		for _, step := range g.Steps {
			for _, p := range step.Points {
				if p.Order > 0 && (low.Order == 0 || p.Order < low.Order) {
					low = p
				}
				if p.Order > high.Order {
					high = p
				}
			}
		}
	}
	if low.Order == 0 {
		return 0, 0, nil
	}
	return low.Order, high.Order, slices.Compact([]record.Source{low.Source, high.Source})
}

// maxTold is how many statements a report quotes: two pages hold no more.
const maxTold = 1

// told gives the newest statements of the period by parents and teachers, the
// oldest of these first. Notes of therapists are not for parents.
func (w *whole) told(in Input) []*part {
	var said []record.Statement
	for _, s := range in.Statements {
		if (s.By == "parent" || s.By == "teacher") && (in.Period.IsZero() || in.Period.Contains(s.Day)) {
			said = append(said, s)
		}
	}
	slices.SortStableFunc(said, func(a, b record.Statement) int {
		if x := a.Day.Compare(b.Day); x != 0 {
			return x
		}
		return strings.Compare(string(a.Key), string(b.Key))
	})
	var parts []*part
	for i := range said {
		p := *w.part
		p.subject.Statement = &said[i]
		p.behind = "." + record.ShortHash(string(said[i].Key))[:6]
		// A statement for which there is no wording leaves no empty section.
		if len(w.c.lib.Wordings("told", p.subject, w.c.choice)) > 0 {
			parts = append(parts, &p)
		}
	}
	return parts[max(0, len(parts)-maxTold):]
}

// maxStrong is how many goals the strengths speak of.
const maxStrong = 3

// Strong gives the objectives that stand best, the best first: met, kept, on
// track, better than before, moving.
func (w *whole) Strong() []*step {
	var strong []*step
	for _, status := range []record.Status{record.Met, record.Maintained, record.OnTrack, record.Better, record.Slower} {
		for _, g := range w.Goals {
			for _, s := range g.Steps {
				if s.sum.Status == status && len(strong) < maxStrong {
					strong = append(strong, s)
				}
			}
		}
	}
	return strong
}

// goals makes the views of the goals, each with an anchor of its own.
func (w *whole) goals(in Input) []*goal {
	views := make([]*goal, len(in.Goals))
	for i, anchor := range in.Anchors() {
		views[i] = newGoal(w.part, anchor, in.Goals[i])
	}
	return views
}

// Anchors returns the anchors of the goals' headings, in the order of the
// goals; of several versions of one goal each has its own.
func (in Input) Anchors() []string {
	seen := map[string]int{}
	anchors := make([]string, len(in.Goals))
	for i := range in.Goals {
		anchors[i] = Anchor(in.Goals[i].Goal.ID)
		seen[anchors[i]]++
		if n := seen[anchors[i]]; n > 1 {
			anchors[i] += "." + in.Language.Int(n)
		}
	}
	return anchors
}

// NowNote says how the table's "now" is to be read, where the level of an
// objective is the middle one of three.
func (w *whole) NowNote() string {
	for _, g := range w.Goals {
		for _, s := range g.Steps {
			if level := s.sum.Current; level != nil && level.How == progress.LastThree {
				return w.Say("now-note")
			}
		}
	}
	w.id("now-note")
	return leaveOut
}

// subjectOf returns the subject of sentences about one objective.
func subjectOf(whole library.Subject, g *record.Goal, sum *progress.Summary) library.Subject {
	whole.Goal, whole.Summary = g, sum
	return whole
}
