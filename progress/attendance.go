package progress

import (
	"slices"

	"milepost/record"
)

// Visits counts the sessions of one discipline in a period.
type Visits struct {
	Planned       int // attended, or missed by the family; not those still scheduled, nor those of ClinicClosed
	Attended      int
	Cancelled     int // by the family, late ones too
	Late          int // of Cancelled, those that were late
	NoShow        int
	ClinicClosed  int // cancelled by the clinic, or closed: not counted against the family
	Unknown       int // of a status that is not known: not counted in Planned
	Reasons       []MissReason
	Disciplines   []string // other disciplines seen in the period, not counted here
	AttendedDates []record.Date
}

// MissReason counts the sessions missed for a reason, as exported.
type MissReason struct {
	Reason string // "" where none was given
	Count  int
}

// Attendance counts the sessions of the period that belong to the discipline;
// a session that names none belongs to every one. A zero period is all time.
// Sessions without a day count only then.
//
// A day on which the clinic was closed or the therapist canceled is none on which
// the family could have come, and is not among the planned ones (ADR 137).
//
// Source: domain facts 1.2, section 2.
func Attendance(sessions []record.Session, discipline string, period record.Period) Visits {
	var v Visits
	for _, s := range sessions {
		if !period.IsZero() && !period.Contains(s.Day) {
			continue
		}
		if differs(discipline, s.Discipline) {
			v.seen(s.Discipline)
			continue
		}
		v.count(s)
	}
	slices.Sort(v.Disciplines)
	slices.SortFunc(v.AttendedDates, record.Date.Compare)
	return v
}

func (v *Visits) seen(discipline string) {
	if !slices.Contains(v.Disciplines, discipline) {
		v.Disciplines = append(v.Disciplines, discipline)
	}
}

func (v *Visits) count(s record.Session) {
	switch s.Status {
	case record.Attended:
		v.Attended++
		v.AttendedDates = append(v.AttendedDates, s.Day)
	case record.Cancelled:
		v.Cancelled++
	case record.LateCancelled:
		v.Cancelled++
		v.Late++
	case record.NoShow:
		v.NoShow++
	case record.ClinicClosed:
		v.ClinicClosed++
		return
	case record.Scheduled:
		return
	default:
		v.Unknown++
		return
	}
	v.Planned++
	if s.Status != record.Attended {
		v.reason(s.Reason)
	}
}

// reason counts a reason, in the order in which reasons come.
func (v *Visits) reason(text string) {
	for i, r := range v.Reasons {
		if r.Reason == text {
			v.Reasons[i].Count++
			return
		}
	}
	v.Reasons = append(v.Reasons, MissReason{text, 1})
}

// missed reports whether a planned session was not held, whoever is the cause.
func missed(s record.Session) bool {
	switch s.Status {
	case record.Cancelled, record.LateCancelled, record.NoShow, record.ClinicClosed:
		return true
	}
	return false
}

// absences returns the days of the period on which a session was missed and
// none was held, in order, each once.
func absences(sessions []record.Session, period record.Period) []record.Date {
	var days, held []record.Date
	for _, s := range sessions {
		switch {
		case s.Day.IsZero() || !period.Contains(s.Day):
		case s.Status == record.Attended:
			held = append(held, s.Day)
		case missed(s):
			days = append(days, s.Day)
		}
	}
	slices.SortFunc(days, record.Date.Compare)
	days = slices.Compact(days)
	return slices.DeleteFunc(days, func(d record.Date) bool { return slices.Contains(held, d) })
}
