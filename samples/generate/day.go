package main

import (
	"fmt"
	"time"
)

// day is a calendar day as days since 1970-01-01; 0 is "none".
type day int

func dayOf(text string) day {
	if text == "" {
		return 0
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err) // a bug in children.yaml
	}
	return day(t.Unix() / 86400)
}

func (d day) time() time.Time   { return time.Unix(int64(d)*86400, 0).UTC() }
func (d day) before(e day) bool { return d < e }
func (d day) iso() string       { return d.time().Format(time.DateOnly) }

// weekday is 0 on Monday.
func (d day) weekday() int { return (int(d.time().Weekday()) + 6) % 7 }

// us writes the day as Excel does in the United States.
func (d day) us() string {
	if d == 0 {
		return ""
	}
	return d.time().Format("1/2/2006")
}

// words writes the day as a person says it.
func (d day) words() string { return d.time().Format("January 2") }

// clock is minutes since midnight.
type clock int

func (c clock) ampm() string {
	return time.Unix(int64(c)*60, 0).UTC().Format("3:04 PM")
}

func (c clock) plain() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }
