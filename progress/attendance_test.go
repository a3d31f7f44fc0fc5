package progress_test

import (
	"slices"
	"testing"

	"milepost/progress"
	"milepost/record"
)

func TestAttendance(t *testing.T) {
	session := func(on, status, reason, discipline string) record.Session {
		return record.Session{Day: day(on), Status: status, Reason: reason, Discipline: discipline}
	}
	sessions := []record.Session{
		session("2026-08-02", record.Attended, "", "OT"), // before the period
		session("2026-08-05", record.Attended, "", "OT"),
		session("2026-08-12", record.Cancelled, "illness", "OT"),
		session("2026-08-13", record.Attended, "", "PT"),
		session("2026-08-19", record.LateCancelled, "illness", "OT"),
		session("2026-08-26", record.NoShow, "", "OT"),
		session("2026-09-02", record.ClinicClosed, "holiday", "OT"),
		session("2026-09-09", "", "", "OT"),
		session("2026-09-16", record.Attended, "", ""),
		session("2026-10-30", record.Scheduled, "", "OT"),
		session("2026-10-31", record.Attended, "", "OT"), // after it
	}
	v := progress.Attendance(sessions, "OT", autumn())
	if v.Planned != 5 || v.Attended != 2 || v.Cancelled != 2 || v.Late != 1 || v.NoShow != 1 || v.ClinicClosed != 1 || v.Unknown != 1 {
		t.Errorf("got %+v", v)
	}
	want := []progress.MissReason{{Reason: "illness", Count: 2}, {Reason: "", Count: 1}}
	if !slices.Equal(v.Reasons, want) {
		t.Errorf("reasons %v, want %v", v.Reasons, want)
	}
	if !slices.Equal(v.Disciplines, []string{"PT"}) {
		t.Errorf("other disciplines %q, want PT", v.Disciplines)
	}
	s := progress.Analyze(cutting(), nil, progress.Question{Period: autumn(), Sessions: sessions})
	if len(s.Absent) != 4 || s.Absent[0] != day("2026-08-12") {
		t.Errorf("absent on %v, want 4 days from August 12", s.Absent)
	}
}
