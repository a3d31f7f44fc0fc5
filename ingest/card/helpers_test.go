package card_test

import "milepost/record"

func carded[T any](order int, r T) record.Version[T] {
	return record.Version[T]{Order: order, Card: true, Record: r}
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
