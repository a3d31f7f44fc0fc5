package report

import (
	"slices"

	"milepost/record"
)

// Colleagues returns who of the staff held sessions of the period beside the
// signer, by their first session. Rows name staff by id or by name; a name that
// is not on the staff list is left out, since it may be a mistyped one. A
// period that is not known holds every session.
func Colleagues(sessions []record.Session, staff []record.Therapist, signer record.Therapist, period record.Period) []Colleague {
	var list []Colleague
	var first record.Date // the signer's
	for _, s := range sessions {
		by, known := record.StaffNamed(staff, s.Therapist)
		if !known || s.Status != record.Attended || !period.IsZero() && !period.Contains(s.Day) {
			continue
		}
		if by.ID == signer.ID {
			if first.IsZero() || s.Day.Before(first) {
				first = s.Day
			}
			continue
		}
		i := slices.IndexFunc(list, func(c Colleague) bool { return c.Therapist.ID == by.ID })
		if i < 0 {
			i = len(list)
			list = append(list, Colleague{Therapist: by})
		}
		if s.Day.After(list[i].Until) {
			list[i].Until = s.Day
		}
		list[i].Sources = append(list[i].Sources, s.Source)
	}
	for i := range list {
		if first.IsZero() || !list[i].Until.Before(first) {
			list[i].Until = record.Date{}
		}
	}
	return list
}
