package fold

import (
	"slices"

	"milepost/record"
)

// attendance is what became of a visit, as a report counts it.
type attendance int

const (
	unknown attendance = iota
	attended
	byFamily
	byClinic
	noShow
	ahead // scheduled
)

func attendanceOf(status string) attendance {
	switch status {
	case record.Attended:
		return attended
	case record.Cancelled, record.LateCancelled:
		return byFamily
	case record.ClinicClosed:
		return byClinic
	case record.NoShow:
		return noShow
	case record.Scheduled:
		return ahead
	}
	return unknown
}

// isMissed reports whether a visit was to be and was not held.
func (o attendance) isMissed() bool { return o == byFamily || o == byClinic || o == noShow }

// decide finds the row that says what became of the visit: what a person said;
// else a list of appointments that does not only plan it; else a list of visits
// held; else what is planned; else the data sheets. Of several of one sort the
// newest counts; where nothing tells which is newer, the visit waits.
func (v *joinedVisit) decide() {
	person, appointments, held, sheets := v.of(0), v.of(1), v.of(2), v.of(3)
	planned := keep(appointments, func(r *visitRow) bool { return attendanceOf(r.Status) == ahead })
	appointments = keep(appointments, decided)
	held = keep(held, decided)
	switch {
	case len(person) > 0:
		v.by, v.settled = person[0], true
		if v.by.Status == record.NoVisit {
			v.by = nil
			return
		}
	case len(appointments) > 0:
		v.newest(appointments)
		if attendanceOf(v.Status).isMissed() && len(held) > 0 && attendanceOf(held[0].Status) == attended {
			v.against = held[0]
		}
	case len(held) > 0:
		v.newest(held)
	case len(planned) > 0:
		v.by = planned[0]
	case listRank(v.rows[0]) < 3:
		v.by = v.rows[0]
	default:
		v.bySheets(sheets)
	}
	v.Status = v.by.Status
}

// decided reports whether the row says what became of the visit.
func decided(r *visitRow) bool {
	o := attendanceOf(r.Status)
	return o != unknown && o != ahead
}

func keep(rows []*visitRow, want func(*visitRow) bool) []*visitRow {
	return slices.DeleteFunc(slices.Clone(rows), func(r *visitRow) bool { return !want(r) })
}

// of returns the rows of one rank, in the order in which they count.
func (v *joinedVisit) of(rnk int) []*visitRow {
	return keep(v.rows, func(r *visitRow) bool { return listRank(r) == rnk })
}

// newest takes the newest of rows of one sort. Where others that are no older
// say something else, the visit waits. A late cancellation is one by the family,
// told in full.
func (v *joinedVisit) newest(rows []*visitRow) {
	v.by = rows[0]
	for _, r := range rows[1:] {
		switch {
		case !sameStamp(r.told, v.by.told):
		case attendanceOf(r.Status) != attendanceOf(v.by.Status):
			v.waits = true
		case r.Status == record.LateCancelled && v.by.Status != r.Status:
			v.by = r
		}
	}
	v.Status = v.by.Status
}

// bySheets takes what data sheets say, where no list tells of the day: a row
// with a result was held unless it says otherwise; one that says that the child
// did not come outweighs one that has no result.
func (v *joinedVisit) bySheets(sheets []*visitRow) {
	held := keep(sheets, func(r *visitRow) bool { return attendanceOf(r.Status) == attended || r.Status == "" })
	missed := keep(sheets, func(r *visitRow) bool { return attendanceOf(r.Status).isMissed() })
	tested := keep(held, func(r *visitRow) bool { return r.result })
	said := keep(held, func(r *visitRow) bool { return r.Status != "" })
	for _, rows := range [][]*visitRow{tested, missed, said, sheets} {
		if len(rows) > 0 {
			v.by = rows[0]
			break
		}
	}
	if len(tested) > 0 && v.by.Status == "" {
		held := *v.by
		held.Status = record.Attended
		v.by = &held
	}
}
