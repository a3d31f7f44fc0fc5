package value_test

import (
	"strings"
	"testing"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// TestResultsOfTheQuirkList reads every way in which the list of quirks writes
// a result.
func TestResultsOfTheQuirkList(t *testing.T) {
	for text, want := range map[string]string{
		"80%": "percent 80", "80 %": "percent 80", "4/5": "4 of 5", "4 of 5": "4 of 5", "4 out of 5": "4 of 5", ">80%": "percent 80 >", "~75%": "percent 75 ~",
		"75-80%": "percent 77.5 -", "80%+": "percent 80 >", "80+": "number 80 >", "Min-Mod A": "step 2.5 -", "Min A": "step 3", "5-Apr": "score.date",
		"N/A": "missing", "-": "missing", "DNT": "missing", "not addressed": "missing", "absent": "missing", "": "missing", "$1,234.50": "number 1234.5", "(3)": "number -3",
	} {
		s, _, code := value.ReadScore(text, "", "")
		got := strings.TrimSpace(string(s.Form) + " " + jsonOf(s.Number) + " " + s.Bound)
		switch {
		case code != "":
			got = code
		case s.IsMissing():
			got = "missing"
		case s.Form == record.Ratio:
			got = jsonOf(float64(s.OK)) + " of " + jsonOf(float64(s.Of))
		}
		if got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	for _, c := range []struct {
		text   string
		format sheet.Format
		want   float64
	}{{"0.8", sheet.AsPercent, 80}, {"0.796", sheet.AsPercent, 79.6}, {"1", sheet.AsPercent, 100}} {
		if s, _, code := value.ReadScore(c.text, c.format, ""); s.Number != c.want || s.Form != record.PercentForm {
			t.Errorf("%s in a percent cell is %+v %s, want %v %%", c.text, s, code, c.want)
		}
	}
}
