package ingest_test

import (
	"strings"
	"testing"

	"milepost/record"
)

// readStatusWords reads words, by the status that each is, by the shipped
// attendance mapping. "?" is asked about.
func readStatusWords(t *testing.T, byStatus map[string]string) {
	t.Helper()
	for status, words := range byStatus {
		for _, word := range strings.Split(words, "|") {
			batch, report := readBytes(t, "attendance.csv", []byte("Client ID,Date,Status\nC-1,2026-03-02,\""+word+"\"\n"), shippedOnce()...)
			got := "?"
			if len(report.Problems) == 0 && len(batch.Sessions) == 1 {
				got = batch.Sessions[0].Status
			}
			if got != status {
				t.Errorf("%q is %q, want %q (%v)", word, got, status, report.Problems)
			}
		}
	}
}

// TestStatusWords reads the words that clinics write for what became of a
// visit.
func TestStatusWords(t *testing.T) {
	readStatusWords(t, map[string]string{
		record.Attended: "Show|Tardy|Late arrival|P|T|Present|Make-up|Makeup completed|Kept|Completed|Checked out|Checked-In|Arrived|Seen|Billed|Left early|Arrived - Late|In-Progress",
		record.Cancelled: "Absent - Excused|Absent (Excused)|E|Excused|Cx by family|Parent canceled|Parent cancelled|CX|Client Cancelled|" +
			"cancelled by patient|Cancelled - Client|Client cancelled >24h|Canceled by parent",
		record.LateCancelled: "Late cancelled|Client cancelled <24h|Client Cancelled < 24 hours|Same-day cancel|Late Cancellation|Cancelled less than 24h by client",
		record.ClinicClosed:  "School closed|Snow day|Therapist absent|Provider cancelled|Clinic closed|Holiday|Cancelled by therapist|Canceled (Provider)|School holiday|Rescheduled by clinic",
		record.NoShow:        "Absent - Unexcused|Absent|DNS|DNA|NS|N/S|No-Show|No show|Unexcused|NCNS|Did not arrive",
		record.Scheduled:     "Scheduled|Confirmed|Booked|Rescheduled",
		"?":                  "A|C|Late|No|Sick|Vacation|Purple|Cancelled by parent and therapist",
	})
}

func TestASchoolsCodesStandTogether(t *testing.T) {
	batch, report := readBytes(t, "attendance.csv", []byte("Client ID,Date,Status\nC-1,2026-03-02,A\nC-1,2026-03-09,P\nC-1,2026-03-16,E\n"), shippedOnce()...)
	if len(batch.Sessions) != 3 || batch.Sessions[0].Status != record.NoShow || len(report.Problems) > 0 {
		t.Errorf("got %+v, problems %v; want absent, present, excused", batch.Sessions, report.Problems)
	}
}
