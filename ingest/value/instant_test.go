package value_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// anyDay draws a day of a child's file.
func anyDay(t *rapid.T) record.Date {
	return record.Date{Year: 2010, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 9000).Draw(t, "day"))
}

// clinicZones are the zones of American clinics, by offset and with summer time.
func clinicZones(t *rapid.T) *time.Location {
	name := rapid.SampledFrom([]string{"America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu"}).Draw(t, "clinic")
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// midnightForms writes midnight of a day as programs do, in the zone.
func midnightForms(d record.Date, zone *time.Location) []string {
	at := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
	forms := []string{at.Format("2006-01-02"), at.Format("2006-01-02 15:04:05"), at.Format("1/2/2006 3:04:05 PM")}
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04:05.000Z07:00", "2006-01-02 15:04:05.000 -0700", "2006-01-02T15:04Z0700", "1/2/2006 3:04:05 PM -07:00",
		"Mon, 02 Jan 2006 15:04:05 -0700", "Mon Jan 02 2006 15:04:05 GMT-0700 (Some Daylight Time)", "2006-01-02T15:04:05-07:00[Somewhere/Else]",
	} {
		forms = append(forms, at.Format(layout))
	}
	return append(forms, fmt.Sprintf("%sT00:00:00Z", d), fmt.Sprintf("%s 00:00:00 UTC", d), fmt.Sprintf("%sT00:00:00.000Z", d),
		at.Format("Mon Jan 2 15:04:05")+" UTC "+at.Format("2006"))
}

// TestADayKeepsItsDay checks that a field of days has the same day in whatever
// form and time zone its midnight is written.
func TestADayKeepsItsDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay(t)
		offset := time.FixedZone("", 15*60*rapid.IntRange(-48, 56).Draw(t, "quarters"))
		reader := value.DayReader{Order: value.MonthFirst, Zone: clinicZones(t), Newest: 2069, Days: true}
		for _, form := range midnightForms(d, offset) {
			got, clock, bad := reader.Read(sheet.Cell{Text: form})
			if bad != nil || got != d || clock != "" {
				t.Fatalf("%q is %v at %q (%v), want %v", form, got, clock, bad, d)
			}
		}
	})
}

// TestALocalMidnightInUTCKeepsItsDay checks what JavaScript writes of a day: an
// American midnight, turned into UTC, whichever American zone it was.
func TestALocalMidnightInUTCKeepsItsDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, zone := anyDay(t), clinicZones(t)
		form := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone).UTC().Format("2006-01-02T15:04:05.000Z")
		got, clock, bad := value.DayReader{Zone: clinicZones(t), Newest: 2069, Days: true}.Read(sheet.Cell{Text: form})
		if bad != nil || got != d || clock != "" {
			t.Fatalf("%q is %v at %q (%v), want %v", form, got, clock, bad, d)
		}
	})
}

// TestAColumnOfMidnightsKeepsItsDays checks that a column tells midnight of
// any zone from a time of day: for the days of visits too.
func TestAColumnOfMidnightsKeepsItsDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, days := time.FixedZone("", 60*60*rapid.IntRange(-11, 12).Draw(t, "hours")), map[string]record.Date{}
		inUTC := rapid.Bool().Draw(t, "in UTC")
		var clocks value.Clocks
		for d := anyDay(t); len(days) < 4; d = d.AddDays(7) {
			at := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
			if inUTC {
				at = at.UTC()
			}
			days[at.Format(time.RFC3339)] = d
			clocks = clocks.With(at.Format(time.RFC3339))
		}
		reader := value.DayReader{Zone: clinicZones(t), Newest: 2069, Days: inUTC, Clocks: clocks}
		for form, want := range days {
			if got, clock, bad := reader.Read(sheet.Cell{Text: form}); bad != nil || got != want || clock != "" {
				t.Fatalf("%q is %v at %q (%v), want %v", form, got, clock, bad, want)
			}
		}
	})
}

// TestATimeOfDayIsTheClinics checks that a visit in the evening stays on its
// day, whatever zone it is written in.
func TestATimeOfDayIsTheClinics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, clocks, times := clinicZones(t), value.Clocks{}, map[string]time.Time{}
		for d, i := anyDay(t), 0; i < 4; i, d = i+1, d.AddDays(7) {
			at := time.Date(d.Year, d.Month, d.Day, rapid.IntRange(7, 20).Draw(t, "hour"), 15, 0, 0, zone)
			form := at.UTC().Format(time.RFC3339)
			times[form], clocks = at, clocks.With(form)
		}
		reader := value.DayReader{Zone: zone, Newest: 2069, Clocks: clocks}
		for form, want := range times {
			if got, clock, bad := reader.Read(sheet.Cell{Text: form}); bad != nil || got != record.DateOf(want) || clock != want.Format("15:04") {
				t.Fatalf("%q is %v at %q (%v), want %v", form, got, clock, bad, want)
			}
		}
	})
}
