package progress_test

import (
	"fmt"

	"milepost/record"
)

func day(text string) record.Date {
	d, err := record.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func pct(v float64) record.Score     { return record.Score{Form: record.PercentForm, Number: v} }
func num(v float64) record.Score     { return record.Score{Form: record.Number, Number: v} }
func secs(v float64) record.Score    { return record.Score{Form: record.Seconds, Number: v} }
func ratio(ok, of int) record.Score  { return record.Score{Form: record.Ratio, OK: ok, Of: of} }
func step(v int) record.Score        { return record.Score{Form: record.StepForm, Number: float64(v)} }
func none() record.Score             { return record.Score{} }
func autumn() record.Period          { return record.Period{From: day("2026-08-03"), To: day("2026-10-30")} }
func aug5(n int) record.Date         { return day("2026-08-05").AddDays(n) }
func to(d record.Date) record.Period { return record.Period{From: day("2026-08-03"), To: d} }
func nums(vs ...float64) (s []record.Score) {
	for _, v := range vs {
		s = append(s, num(v))
	}
	return s
}

// onDays makes points with the scores on the days.
func onDays(days []string, scores ...record.Score) []record.DataPoint {
	var points []record.DataPoint
	for i, s := range scores {
		points = append(points, record.DataPoint{Key: record.Key(fmt.Sprint("p", i)), Day: day(days[i]), Score: s})
	}
	return points
}

// weekly makes one point a week from 2026-08-05.
func weekly(scores ...record.Score) []record.DataPoint { return every(7, scores...) }

// every makes a point every so many days from 2026-08-05.
func every(days int, scores ...record.Score) []record.DataPoint {
	var points []record.DataPoint
	for i, s := range scores {
		points = append(points, record.DataPoint{Key: record.Key(fmt.Sprint("p", i)), Day: aug5(days * i), Score: s})
	}
	return points
}

// undated makes points that have an order and no day.
func undated(scores ...record.Score) []record.DataPoint {
	var points []record.DataPoint
	for i, s := range scores {
		points = append(points, record.DataPoint{Key: record.Key(fmt.Sprint("p", i)), Order: i + 1, Score: s})
	}
	return points
}

func helped(points []record.DataPoint, help ...record.Help) []record.DataPoint {
	for i := range help {
		points[i].Help = help[i]
	}
	return points
}

func atPlaces(points []record.DataPoint, places ...string) []record.DataPoint {
	for i := range places {
		points[i].Place = places[i]
	}
	return points
}

// until is a period that ends on the day of the last point.
func until(points []record.DataPoint) record.Period {
	return to(points[len(points)-1].Day)
}
