package ingest_test

import (
	"strings"

	"milepost/record"
)

func codes(problems []record.Problem) string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Code)
	}
	return strings.Join(out, " ")
}

// day reads a day and fails the test where it is none.
func day(t interface{ Fatalf(string, ...any) }, text string) record.Date {
	d, err := record.ParseDate(text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return d
}

func version[T any](order int, r T) record.Version[T] {
	return record.Version[T]{Order: order, Mapping: "m", Day: record.Date{Year: 2026, Month: 1, Day: order}, Record: r}
}
