// Package calendar tells what falls due when, whose duty it is, and why. It
// takes days and rules and gives days and duties; it reads no clock and no
// files, and never moves a date that a person has set.
package calendar

import "milepost/record"

// FirstPeriod returns the period of a client's first report. It begins with
// the start of care, or one cadence before the newest data, whichever is
// later, and ends on the due day of the cadence; the newest data of a client
// seen for longer than one cadence lie on its last day. A day that is not
// known does not count; with neither, the period is not known. cadenceDays is
// the length of a period in days, 1 or more.
//
// Source: the design, decision 11.
func FirstPeriod(startOfCare, newest record.Date, cadenceDays int) record.Period {
	from := startOfCare
	if !newest.IsZero() {
		if earliest := newest.AddDays(1 - cadenceDays); earliest.After(from) {
			from = earliest
		}
	}
	return periodFrom(from, cadenceDays)
}

// NextPeriod returns the period after the last signed report: from the day
// after it to the due day of the cadence. Where the last one is not known, the
// next is not either.
//
// Source: the design, decision 11.
func NextPeriod(lastSigned record.Period, cadenceDays int) record.Period {
	if lastSigned.To.IsZero() {
		return record.Period{}
	}
	return periodFrom(lastSigned.To.AddDays(1), cadenceDays)
}

// AsOf returns the day at which a report of the period stands: the period's
// last day once that has come, before then the newest day of the client's
// data, so that a draft made early does not call quiet what is still to come.
// With no data in the period yet it is the first day. today is the clinic's
// current day.
//
// Source: docs/adr/0013.
func AsOf(period record.Period, newest, today record.Date) record.Date {
	switch {
	case !today.Before(period.To) || newest.After(period.To):
		return period.To
	case newest.Before(period.From):
		return period.From
	}
	return newest
}

// StandsUntil returns the last day on which a report of the period that was
// made on the day still stands where it stood, as far as the calendar goes:
// the day before the period's last, or the zero day where it stands for good.
//
// Source: docs/adr/0013.
func StandsUntil(period record.Period, made record.Date) record.Date {
	if period.IsZero() || !made.Before(period.To) {
		return record.Date{}
	}
	return period.To.AddDays(-1)
}

func periodFrom(from record.Date, cadenceDays int) record.Period {
	if from.IsZero() || cadenceDays < 1 {
		return record.Period{}
	}
	return record.Period{From: from, To: from.AddDays(cadenceDays - 1)}
}
