package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	ical "github.com/arran4/golang-ical"

	"milepost/record"
)

// Event is something due as an entry of a calendar that people subscribe to.
type Event struct {
	Due
	Called    string    // what stands for the client or the member of staff: an id, or a name where the clinic wants it
	Sequence  int       // how often the entry has changed, from 0
	Changed   time.Time // when it last did
	Cancelled bool      // it no longer falls due
}

// UID names the entry of a due thing in every calendar: it stays the same when
// its day moves, and holds nothing that could be read from it.
func (d Due) UID() string {
	sum := sha256.Sum256([]byte(d.Key()))
	return hex.EncodeToString(sum[:16]) + "@milepost"
}

// Content stands for all that an entry shows: where it is another, the entry
// has changed.
func (e Event) Content() string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s\x00%s\x00%v\x00%v", e.title(), e.text(), e.On, e.Alerts)))
	return hex.EncodeToString(sum[:])
}

func (e Event) title() string {
	if e.Whose == Clinic {
		return OneLine(e.Called + ": " + e.What)
	}
	return OneLine(fmt.Sprintf("%s: %s (%s)", e.Called, e.What, e.Whose))
}

// OneLine returns a text on one line, without control characters, which
// calendars may not hold (RFC 5545, 3.1).
func OneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)), " ")
}

// text says on what the day rests.
func (e Event) text() string {
	text := fmt.Sprintf("Whose duty: %s\nHow the day came about: %s\nRule: %s, %s", e.Whose, OneLine(e.Why), e.Rule, e.Citation)
	if e.Unverified {
		text += " (not yet compared with its source by a person)"
	}
	if e.ActBy.Before(e.On) {
		text += fmt.Sprintf("\nLast school or working day before it: %s", e.ActBy)
	}
	if !e.Opens.IsZero() {
		text += fmt.Sprintf("\nNot before: %s", e.Opens)
	}
	for _, s := range e.Sources {
		text += "\nRecord: " + OneLine(s.String())
	}
	return text
}

// WriteICS writes the entries as an iCalendar file (RFC 5545) that calendars
// subscribe to or import: all-day entries with reminders at nine in the morning
// of each reminder's day. What has no day is left out; name is the calendar's.
func WriteICS(w io.Writer, name string, events []Event) error {
	c := ical.NewCalendarFor("Milepost")
	c.SetMethod(ical.MethodPublish)
	c.SetCalscale("GREGORIAN")
	c.SetXWRCalName(OneLine(name))
	for _, e := range events {
		if e.On.IsZero() {
			continue
		}
		c.AddVEvent(e.entry())
	}
	return c.SerializeTo(w, ical.WithNewLine("\r\n"))
}

func (e Event) entry() *ical.VEvent {
	v := ical.NewEvent(e.UID())
	v.SetDtStampTime(e.Changed.UTC())
	v.SetModifiedAt(e.Changed.UTC())
	v.SetSequence(e.Sequence)
	day := ical.WithValue("DATE")
	v.SetProperty(ical.ComponentPropertyDtStart, icalDay(e.On), day)
	v.SetProperty(ical.ComponentPropertyDtEnd, icalDay(e.On.AddDays(1)), day)
	v.SetSummary(e.title())
	v.SetDescription(e.text())
	v.SetClass(ical.ClassificationPrivate)
	v.SetTimeTransparency(ical.TransparencyTransparent)
	v.AddCategory(e.Whose)
	v.SetStatus(ical.ObjectStatusConfirmed)
	if e.Cancelled {
		v.SetStatus(ical.ObjectStatusCancelled)
		return v
	}
	for _, on := range e.Alerts {
		e.remind(v, on)
	}
	return v
}

// remind adds a reminder at nine o'clock of the day, counted from the entry's
// midnight.
func (e Event) remind(v *ical.VEvent, on record.Date) {
	days := e.On.DaysSince(on)
	if days < 1 {
		return
	}
	a := v.AddAlarm()
	a.SetAction(ical.ActionDisplay)
	a.SetDescription(e.title())
	a.SetTrigger(fmt.Sprintf("-P%dDT15H", days-1))
}

func icalDay(d record.Date) string { return fmt.Sprintf("%04d%02d%02d", d.Year, int(d.Month), d.Day) }
