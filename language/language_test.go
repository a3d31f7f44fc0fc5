package language_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"

	"milepost/language"
)

func english(t *testing.T) *language.Language {
	t.Helper()
	l, err := language.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEnglishForms(t *testing.T) {
	l := english(t)
	day := language.Day{Year: 2026, Month: 8, Day: 3}
	for _, c := range []struct{ rule, got, want string }{
		{"a day", l.DayMonth(day), "August 3"},
		{"a day with its year", l.Date(day), "August 3, 2026"},
		{"a period in one year", l.Span(day, language.Day{Year: 2026, Month: 10, Day: 30}), "August 3 to October 30, 2026"},
		{"a period over two years", l.Span(day, language.Day{Year: 2027, Month: 1, Day: 29}), "August 3, 2026 to January 29, 2027"},
		{"a month gone by", l.InMonth(day, language.Day{Year: 2026, Month: 10, Day: 30}), "in August"},
		{"a month long gone by", l.InMonth(day, language.Day{Year: 2027, Month: 10, Day: 30}), "in August 2026"},
		{"the end of a month", l.Around(language.Day{Year: 2027, Month: 1, Day: 29}, language.Day{Year: 2026, Month: 10, Day: 30}), "the end of January"},
		{"the middle of a month", l.Around(language.Day{Year: 2027, Month: 1, Day: 15}, day), "the middle of January"},
		{"a day far off", l.Around(language.Day{Year: 2027, Month: 10, Day: 5}, day), "the start of October 2027"},
		{"thousands", l.Int(1234567), "1,234,567"},
		{"decimals end without zeros", l.Number(2.50, 2), "2.5"},
		{"a whole number has no decimals", l.Number(3, 2), "3"},
		{"a half goes away from zero", l.Number(0.25, 1), "0.3"},
		{"nothing is not minus nothing", l.Number(-0.04, 1), "0"},
		{"a negative number", l.Number(-1200.5, 1), "-1,200.5"},
		{"a percent", l.Percent(72.5), "72.5%"},
		{"small numbers in words", l.Small(3), "three"},
		{"large numbers in digits", l.Small(11), "11"},
		{"the third", l.Ordinal(3), "third"},
		{"the 11th", l.Ordinal(11), "11th"},
		{"the 21st", l.Ordinal(21), "21st"},
		{"the 112th", l.Ordinal(112), "112th"},
		{"no list", l.List(nil), ""},
		{"a list of two", l.List([]string{"a", "b"}), "a and b"},
		{"a list of three", l.List([]string{"a", "b", "c"}), "a, b, and c"},
		{"one or the other", l.Or([]string{"a", "b"}), "a or b"},
		{"minutes", l.Duration(240), "4 minutes"},
		{"one minute and a half", l.Duration(90), "1 minute 30 seconds"},
		{"an hour", l.Duration(3660), "1 hour 1 minute"},
		{"no time", l.Duration(0), "0 seconds"},
		{"an age", l.Age(6, 75), "6 years old"},
		{"a baby's age", l.Age(1, 18), "18 months old"},
		{"several things", l.Counted("5", "bites of food"), "5 bites of food"},
		{"one thing", l.Counted("1", "bites of food"), "1 bite of food"},
		{"one of an odd plural", l.Counted("1", "feet"), "1 foot"},
		{"one of a word in -ies", l.Counted("1", "tries"), "1 try"},
		{"a unit with both forms", l.Counted("1", "cut on the line|cuts on the line"), "1 cut on the line"},
		{"from an amount to another", l.FromTo("3 out of 10 times", "7 out of 10 times"), "from 3 to 7 out of 10 times"},
		{"from a time to another", l.FromTo("1 minute", "4 minutes"), "from 1 minute to 4 minutes"},
		{"from a time in two parts to another", l.FromToInFull("17 minutes 30 seconds", "11 minutes 30 seconds"), "from 17 minutes 30 seconds to 11 minutes 30 seconds"},
		{"from a percent to another", l.FromTo("60% of the time", "33% of the time"), "from 60% to 33% of the time"},
		{"a possessive", l.Possessive("James"), "James's"},
		{"a status with its day", l.Status("no data", language.Day{Year: 2026, Month: 9, Day: 2}), "No data since September 2"},
		{"a status without its day", l.Status("no data", language.Day{}), "No data yet"},
		{"a word that is not there is seen", l.Word("no such word"), "??no such word??"},
		{"a capital beyond English", l.Capital("ánh"), "Ánh"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.rule, c.got, c.want)
		}
	}
}

func TestALanguageThatIsNotThere(t *testing.T) {
	if _, err := language.Load("xx"); err == nil || !strings.Contains(err.Error(), `language "xx"`) {
		t.Errorf("got %v", err)
	}
}

// backwards turns every text of the English file around, its slots aside, so
// that a third language is made of data alone.
func backwards(t *testing.T, drop string) fstest.MapFS {
	t.Helper()
	source, err := os.ReadFile("data/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := yaml.Unmarshal(source, &file); err != nil {
		t.Fatal(err)
	}
	words := file["words"].(map[string]any)
	for key := range words {
		words[key] = "zz " + words[key].(string)
	}
	delete(words, drop)
	file["numbers"] = map[string]any{"decimal": ",", "thousands": ".", "percent": "{n} %"}
	file["dates"].(map[string]any)["day"] = "{day}. {month}"
	out, err := yaml.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"zz.yaml": {Data: out}}
}

func TestAThirdLanguageIsDataAlone(t *testing.T) {
	l, err := language.LoadFrom(backwards(t, ""), "zz")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ got, want string }{
		{l.Word("child"), "zz Child"},
		{l.Number(1234.5, 1), "1.234,5"},
		{l.DayMonth(language.Day{Year: 2026, Month: 8, Day: 3}), "3. August"},
		{l.Percent(80), "80 %"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestALanguageThatLacksAWordIsRefused(t *testing.T) {
	_, err := language.LoadFrom(backwards(t, "child"), "zz")
	if err == nil || !strings.Contains(err.Error(), "zz.yaml: these words are missing: words.child") {
		t.Errorf("got %v", err)
	}
}
