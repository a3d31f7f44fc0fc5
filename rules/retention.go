package rules

import "milepost/record"

// Retention is how long a clinic keeps the records of a client, in whole years.
type Retention struct {
	OfAge     int `yaml:"of_age"`     // age at which a client comes of age
	AfterAge  int `yaml:"after_age"`  // years after the client came of age
	AfterLast int `yaml:"after_last"` // years after the last entry
}

// DefaultRetention is what holds where a clinic says nothing else. It is a
// default, not advice: states and payers differ.
//
// Source: domain facts 9, Retention: records of minors commonly until majority
// and 7 years, Medicaid 6 to 10 years (common knowledge of the field, not
// verified: the clinic sets its own).
func DefaultRetention() Retention { return Retention{OfAge: 18, AfterAge: 7, AfterLast: 10} }

// Until returns the last day on which the records must be kept: the later of
// both rules. Without a birth date only the last entry counts; without either
// the zero day is returned, which tells that nobody can say.
func (r Retention) Until(birth, last record.Date) record.Date {
	var until record.Date
	if !birth.IsZero() {
		until = birth.AddMonths(12 * (r.OfAge + r.AfterAge))
	}
	if !last.IsZero() {
		if after := last.AddMonths(12 * r.AfterLast); after.After(until) {
			until = after
		}
	}
	return until
}
