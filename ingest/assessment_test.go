package ingest_test

import (
	"strings"
	"testing"

	"milepost/record"
)

func TestResultsOfAssessmentsAreRead(t *testing.T) {
	export := "Client ID,Instrument,Edition,Test Date,Scale,Raw Score,Scaled Score,Standard Score,T Score,Percentile,Confidence Interval,Confidence Level,Classification\n" +
		"C-1,BOT,2,2026-09-14,Fine Manual Control,39,,61,,86th,57-65,90,Above Average\n" +
		"C-1,SPM-2,,2026-09-14,Body Awareness,,,,76,>99,,,Severe\n" +
		"C-1,SPM-2,,2026-09-14,Body Awareness,,,,76,>99,,,Severe\n" +
		"C-1,Sensory Profile 2,,2026-09-14,Seeking,50,,,,,,,More Than Others\n"
	batch, report := readBytes(t, "scores.csv", []byte(export), shippedOnce()...)
	if len(report.Problems) > 0 || report.Used != 3 || report.Skipped["duplicate"] != 1 || len(batch.Assessments) != 3 {
		t.Fatalf("got %d results, report %+v, want 3 and no problem", len(batch.Assessments), report)
	}
	a := batch.Assessments[0]
	standard, _ := a.Score(record.StandardScore)
	rank, _ := a.Score(record.Percentile)
	if standard.Number != 61 || rank.Number != 86 || a.Low != 57 || a.High != 65 || a.Confidence != 90 || a.Band != "Above Average" || a.Day.String() != "2026-09-14" || a.Source.Row != 2 {
		t.Errorf("got %+v", a)
	}
	if over, _ := batch.Assessments[1].Score(record.Percentile); over.Number != 99 || over.Bound != ">" {
		t.Errorf("over the 99th: got %+v", over)
	}
}

func TestAssessmentsThatCannotBeUsed(t *testing.T) {
	head := "Client ID,Instrument,Test Date,Scale,Standard Score,Percentile,Confidence Interval\n"
	for row, want := range map[string]string{
		"C-1,,2026-09-14,x,61,86,":              "names no instrument",
		"C-1,BOT-2,,x,61,86,":                   "says no day",
		"C-1,BOT-2,2026-09-14,x,,,":             "has neither a score nor a band",
		"C-1,BOT-2,2026-09-14,x,high,86,":       "is not a number",
		"C-1,BOT-2,2026-09-14,x,61,101,":        "is no percentile rank",
		"C-1,BOT-2,2026-09-14,x,61,86,about 60": "is not a confidence interval",
		"C-1,BOT-2,2026-09-14,x,61,86,5-Sep":    "is a date: a spreadsheet made it",
		"C-1,BOT-2,2031-09-14,x,61,86,":         "is in the future",
	} {
		_, report := readBytes(t, "scores.csv", []byte(head+row+"\n"), shippedOnce()...)
		if len(report.Problems) != 1 || !strings.Contains(report.Problems[0].Wrong, want) {
			t.Errorf("%s: got %v, want one problem with %q", row, report.Problems, want)
		}
	}
}
