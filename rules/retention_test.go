package rules_test

import (
	"testing"

	"milepost/record"
	"milepost/rules"
)

func TestRetentionIsTheLaterOfBothRules(t *testing.T) {
	day := func(text string) record.Date {
		d, _ := record.ParseDate(text)
		return d
	}
	r := rules.DefaultRetention()
	for _, tt := range []struct{ rule, birth, last, want string }{
		{"a small child: majority and 7 years", "2019-05-04", "2026-10-26", "2044-05-04"},
		{"a youth: 10 years after the last entry", "2009-05-04", "2026-10-26", "2036-10-26"},
		{"no birth date: the last entry alone", "", "2026-10-26", "2036-10-26"},
		{"no entry: the birth date alone", "2019-05-04", "", "2044-05-04"},
		{"born on a leap day", "2020-02-29", "", "2045-02-28"},
		{"neither: nobody can say", "", "", ""},
	} {
		if got := r.Until(day(tt.birth), day(tt.last)); got != day(tt.want) {
			t.Errorf("%s: got %v, want %s", tt.rule, got, tt.want)
		}
	}
}
