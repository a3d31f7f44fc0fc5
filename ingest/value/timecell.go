package value

import (
	"fmt"
	"math"
	"strings"

	"milepost/ingest/sheet"
	"milepost/record"
)

// IsTimeCell reports whether a spreadsheet keeps the cell as a part of a day.
func IsTimeCell(c sheet.Cell) bool {
	return c.Format == sheet.AsTime || c.Format == sheet.AsDuration || c.Format == sheet.AsElapsed
}

// TimeCell returns how long a cell lasts, in seconds, that a spreadsheet keeps
// as a part of a day. What was typed as 6:30 it takes for hours and minutes,
// and 45:00 for 45 hours with seconds: minutes and seconds were meant. With
// seconds shown below a day, or elapsed hours, the parts mean what they say.
// False: the cell holds no such time.
//
// Source: ADR 143.
func TimeCell(c sheet.Cell) (seconds float64, ok bool) {
	part, ok := Number(c.Text)
	if !ok || part < 0 || !IsTimeCell(c) {
		return 0, false
	}
	seconds = math.Round(part * 24 * 60 * 60)
	if c.Format == sheet.AsTime || c.Format == sheet.AsDuration && part >= 1 && math.Mod(seconds, 60) == 0 {
		seconds = math.Round(seconds / 60)
	}
	return seconds, true
}

// readTimeCell reads the result in a cell that a spreadsheet keeps as a part of
// a day.
func readTimeCell(c sheet.Cell) (record.Score, *Flaw) {
	seconds, ok := TimeCell(c)
	if !ok {
		return record.Score{}, notScore()
	}
	return record.Score{Form: record.Seconds, Number: seconds}, nil
}

// Shown returns the text of a cell as the spreadsheet shows it, where it is a
// time; any other cell's text as it stands.
func Shown(c sheet.Cell) string {
	part, ok := Number(c.Text)
	if !IsTimeCell(c) || !ok || part < 0 || part > 1000 {
		return strings.TrimSpace(c.Text)
	}
	seconds := int(math.Round(part * 24 * 60 * 60))
	if c.Format == sheet.AsDuration {
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	minutes := (seconds + 30) / 60
	return fmt.Sprintf("%d:%02d", minutes/60, minutes%60)
}

// Minutes reads the length of a visit in minutes: 45, 45 min, 0:45, 45:00, or a
// time that a spreadsheet made of one. False: it is none, or may be two.
func Minutes(c sheet.Cell) (int, bool) {
	const day = 24 * 60
	if c.Format == sheet.AsElapsed {
		seconds, ok := TimeCell(c)
		return int(seconds/60 + 0.5), ok && seconds <= day*60
	}
	text := Shown(c)
	if n, ok := Number(text); ok {
		return int(n + 0.5), n >= 0 && n <= day
	}
	if seconds, ok := Duration(strings.ToLower(Normal(text))); ok {
		return int(seconds/60 + 0.5), seconds <= day*60
	}
	return clockMinutes(text)
}

// clockMinutes reads 0:45 and 1:30:00 as hours and minutes, and 45:00 as minutes
// and seconds: no visit lasts ten hours. From 5:00 to 9:59 it may be either.
func clockMinutes(text string) (int, bool) {
	m := colonText.FindStringSubmatch(Normal(text))
	if m == nil {
		return 0, false
	}
	first, second := atoi(m[1]), atoi(m[2])
	switch {
	case second > 59 || first >= 5 && first < 10:
		return 0, false
	case first < 5:
		return 60*first + second, true
	}
	return first + (second+30)/60, true
}
