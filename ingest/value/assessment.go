package value

import (
	"fmt"
	"strconv"
	"strings"

	"milepost/record"
)

// SayAssessment is all that a result says, without its source.
func SayAssessment(a record.Assessment) string {
	parts := []string{
		a.Instrument, a.Edition, a.Form, a.Norms, a.Scale, a.Day.String(), fmt.Sprint(a.Low, a.High, a.Confidence),
		a.Band, a.Age, a.By, a.Language, a.Note,
	}
	for _, s := range a.Scores {
		parts = append(parts, string(s.Kind), s.Bound, strconv.FormatFloat(s.Number, 'g', -1, 64))
	}
	return strings.Join(parts, "\x01")
}
