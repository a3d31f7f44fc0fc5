package value

import (
	"regexp"
	"strings"
	"time"

	"milepost/record"
)

// A time zone behind a clock time: Z, UTC, EST, -05:00, GMT-0500 (Central
// Daylight Time), +00:00 UTC.
var (
	zoneTail = regexp.MustCompile(`(?i)^(.*?\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?)\s*(z|utc|gmt|[ecmp][sd]t|ak[sd]t|hst)?\s*([+-]\d\d(?::?\d\d)?)?\s*(?:\[[^\]]*\]|\([^)]*\)|[a-z]{3,4})?$`)
	unixDay  = regexp.MustCompile(`^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\S+) (\d{4})$`)
)

// splitZone parts a day with a clock time from the time zone in which both are
// written. False: it names none.
func splitZone(text string) (rest string, zone *time.Location, ok bool) {
	if !strings.Contains(text, ":") {
		return "", nil, false
	}
	if m := unixDay.FindStringSubmatch(text); m != nil {
		text = m[2] + " " + m[3] + ", " + m[6] + " " + m[4] + " " + m[5]
	}
	m := zoneTail.FindStringSubmatch(text)
	if m == nil || m[2] == "" && m[3] == "" {
		return "", nil, false
	}
	minutes, known := zoneMinutes(m[2])
	if m[3] != "" {
		minutes = offsetMinutes(m[3])
		known = known && minutes >= -12*60 && minutes <= 14*60
		known = known && (m[2] != "" || !isSpan(m[1], m[3])) // 9:00-10:00 is a time of day, from and to
	}
	return m[1], time.FixedZone("", 60*minutes), known
}

// isSpan reports whether a sign with hours behind a clock time may be its end.
func isSpan(head, offset string) bool {
	return offset[0] == '-' && strings.Count(head, ":") == 1 && !strings.Contains(head, "T")
}

// zoneMinutes returns how far a named time zone is from UTC; "" is UTC.
func zoneMinutes(name string) (int, bool) {
	switch strings.ToUpper(name) {
	case "", "Z", "UTC", "GMT":
		return 0, true
	case "EDT":
		return -4 * 60, true
	case "EST", "CDT":
		return -5 * 60, true
	case "CST", "MDT":
		return -6 * 60, true
	case "MST", "PDT":
		return -7 * 60, true
	case "PST", "AKDT":
		return -8 * 60, true
	case "AKST":
		return -9 * 60, true
	case "HST":
		return -10 * 60, true
	}
	return 0, false
}

// offsetMinutes reads -05, -0500 and -05:00.
func offsetMinutes(text string) int {
	minutes := 60*atoi(text[1:3]) + atoi(strings.TrimPrefix(text[3:], ":"))
	if text[0] == '-' {
		return -minutes
	}
	return minutes
}

// Clocks is what the instants of a column show together: days that a program
// wrote as midnight of some time zone, or times of day.
type Clocks struct {
	n       int
	clocked bool // one is no midnight where it was written
	first   int  // the first one's minutes after midnight in UTC
	low     int  // how much earlier another is, round the clock
	high    int  // how much later
	awake   bool // one is at an hour at which somebody is awake in America
	day     record.Date
	days    int // how often the day changes from row to row
}

// With returns the clocks with those of one more cell.
func (k Clocks) With(text string) Clocks {
	if len(text) < len("2026-1-1 0:00") || len(text) > 80 || !strings.Contains(text, ":") {
		return k
	}
	at, zoned, bad := DayReader{Order: MonthFirst, Zone: time.UTC, Newest: 2069}.instantOf(Normal(text))
	if !zoned || bad != nil {
		return k
	}
	utc := at.UTC()
	minutes := 60*utc.Hour() + utc.Minute()
	if k.n == 0 {
		k.first = minutes
	}
	apart := (minutes - k.first + 36*60) % (24 * 60)
	k.low, k.high = min(k.low, apart-12*60), max(k.high, apart-12*60)
	k.n++
	k.clocked = k.clocked || !isMidnight(at)
	k.awake = k.awake || !isMidnight(at) && (utc.Minute() > 0 || utc.Hour() < 4 || utc.Hour() > 10)
	if day := record.DateOf(utc); day != k.day {
		k.day, k.days = day, k.days+1
	}
	return k
}

// areDays reports whether all are midnights where they were written.
func (k Clocks) areDays() bool { return k.n > 0 && !k.clocked }

// TellTime reports whether the instants hold a time of day for sure: no further
// one changes what they mean.
func (k Clocks) TellTime() bool { return k.awake }

// alike reports whether all show one time of day, but for an hour of summer
// time, at several days.
func (k Clocks) alike() bool { return k.days > 2 && k.high-k.low <= 60 }

func isMidnight(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 }

// instantOf reads a day and a clock time with their time zone. Not zoned: the
// text names none.
func (r DayReader) instantOf(text string) (at time.Time, zoned bool, bad *Flaw) {
	rest, zone, ok := splitZone(text)
	if !ok {
		return time.Time{}, false, nil
	}
	d, clock, bad := r.local(rest)
	if bad != nil {
		return time.Time{}, true, bad
	}
	minutes := MinuteOf(clock)
	return time.Date(d.Year, d.Month, d.Day, minutes/60, minutes%60, 0, 0, zone), true, nil
}

// instant reads the day of an instant.
func (r DayReader) instant(at time.Time) (record.Date, string, *Flaw) {
	day, clock := r.ofInstant(at)
	if _, bad := r.known(day.Year, int(day.Month), day.Day); bad != nil {
		return record.Date{}, "", bad
	}
	return day, clock, nil
}

// ofInstant returns the day that an instant means. A day that a program wrote
// as midnight is that day, whatever the time zone; a time of day is the clinic's.
//
// Source: ADR 143.
func (r DayReader) ofInstant(at time.Time) (record.Date, string) {
	here := at.In(r.Zone)
	switch {
	case r.Clocks.areDays(), r.Days && isMidnight(at):
		return record.DateOf(at), "" // also where it is midnight at the clinic, a whole day earlier
	case isMidnight(here):
		return record.DateOf(here), ""
	case r.Days || r.Clocks.alike() && isNight(here):
		return r.midnightElsewhere(at), ""
	}
	return record.DateOf(here), here.Format("15:04")
}

// isNight reports whether no child has a visit at that hour.
func isNight(t time.Time) bool { return t.Hour() >= 22 || t.Hour() < 5 }

// midnightElsewhere returns the day of which an instant is the midnight in a
// time zone that nobody named. Where it is none, the day is the clinic's.
func (r DayReader) midnightElsewhere(at time.Time) record.Date {
	utc := at.UTC()
	switch hour := utc.Hour(); {
	case utc.Minute() == 0 && hour >= 4 && hour <= 10, r.Clocks.alike() && hour < 12: // America, Hawaii to the East Coast
		return record.DateOf(utc)
	case r.Clocks.alike():
		return record.DateOf(utc.AddDate(0, 0, 1))
	}
	return record.DateOf(at.In(r.Zone))
}
