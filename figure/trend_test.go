package figure_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"milepost/figure"

	"pgregory.net/rapid"
)

const cutting = "```trend g-12\n" +
	"title: cut along a curved line\n" +
	"unit: correct cuts of 10\n" +
	"scale: number\n" +
	"better: up\n" +
	"baseline: 3\n" +
	"target: 8\n" +
	"aim: 2026-08-05 3, 2027-01-29 8\n" +
	"phase: 2026-09-01 new scissors\n" +
	"caption: Higher is better.\n" +
	"2026-08-05: 3\n" +
	"2026-08-19: 4/10\n" +
	"2026-09-02: absent\n" +
	"alt: Correct cuts of 10 rose.\n" +
	"```\n"

func TestParseReadsWhatTheGrammarShows(t *testing.T) {
	got, err := figure.Parse(cutting)
	if err != nil {
		t.Fatal(err)
	}
	three, eight := 3.0, 8.0
	want := figure.Trend{
		Goal: "g-12", Title: "cut along a curved line", Unit: "correct cuts of 10",
		Scale: figure.Number, Better: "up", Baseline: &three, Target: &eight,
		Aim:     []figure.AimPoint{{Day: "2026-08-05", Value: 3}, {Day: "2027-01-29", Value: 8}},
		Phases:  []figure.Phase{{At: figure.At{Day: "2026-09-01"}, Words: "new scissors"}},
		Caption: "Higher is better.",
		Points: []figure.Point{
			{At: figure.At{Day: "2026-08-05"}, Value: 3},
			{At: figure.At{Day: "2026-08-19"}, Value: 4, OK: 4, Of: 10},
			{At: figure.At{Day: "2026-09-02"}, Absent: true},
		},
		Alt: "Correct cuts of 10 rose.",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if printed := figure.Print(got); printed != cutting {
		t.Errorf("printed again:\n%s\nwant:\n%s", printed, cutting)
	}
}

func TestParseFindsTheScaleBelowThePoints(t *testing.T) {
	got, err := figure.Parse("```trend\n1: 3/4\nscale: percent\n```")
	if err != nil || len(got.Points) != 1 || got.Points[0].Value != 75 {
		t.Errorf("got %+v, %v; want one point at 75", got, err)
	}
}

func TestParseNamesLineAndFault(t *testing.T) {
	tests := []struct{ rule, block, want string }{
		{"an unknown key names the nearest", "```trend g\nunits: cuts\n```", `line 2: unknown key "units"; the nearest is "unit"`},
		{"a key nearly right", "```trend g\n\nAims: 3\n```", `line 3: unknown key "Aims"; the nearest is "aim"`},
		{"a line without a colon", "```trend g\ntitle\n```", `line 2: "title" has no colon`},
		{"a key twice", "```trend g\nunit: a\nunit: b\n```", `line 3: "unit" stands on line 2 already`},
		{"a word for a number", "```trend g\nbaseline: three\n```", `line 2: "three" is not a number`},
		{"not a number", "```trend g\ntarget: NaN\n```", `line 2: "NaN" is not a number`},
		{"a day no calendar has", "```trend g\n2026-02-30: 3\n```", `line 2: "2026-02-30" is not a day like 2006-01-02`},
		{"nothing out of nothing", "```trend g\n1: 0/0\n```", `line 2: "0/0" is not a value such as 4/5`},
		{"days and orders mixed", "```trend g\n1: 3\n2026-02-03: 3\n```", "line 3: points with and without a day in one block"},
		{"one aim point", "```trend g\naim: 2026-02-03 3\n```", `line 2: aim "2026-02-03 3" is not two points`},
		{"unknown scale", "```trend g\nscale: log\n```", `line 2: scale "log" is none of`},
		{"levels without numbers", "```trend g\nlevels: low, high\n```", `line 2: levels "low, high" are not written as`},
		{"another fence", "```mermaid\n```", "line 1: \"mermaid\" is not the fence of a trend block"},
		{"no fence", "title: a", "line 1: \"title: a\" is not the fence"},
		{"not closed", "```trend g\ntitle: a\n", "line 1: the trend block is not closed by ```"},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			_, err := figure.Parse(tt.block)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %v, want %s; block:\n%s", err, tt.want, tt.block)
			}
		})
	}
}

func TestPrintedTrendReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawTrend(t)
		printed := figure.Print(want)
		got, err := figure.Parse(printed)
		if err != nil {
			t.Fatalf("%v in\n%s", err, printed)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %+v\nwant %+v\nfrom\n%s", got, want, printed)
		}
	})
}

func TestPrintedForeignTextStaysInTheBlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		trend := figure.Trend{
			Goal: "g", Title: text, Unit: text, Caption: text, Alt: text,
			Levels: []figure.Level{{Value: 1, Words: text}, {Value: 2, Words: "more"}},
		}
		got, err := figure.Parse(figure.Print(trend))
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.Join(strings.Fields(text), " "); got.Title != want || got.Alt != want {
			t.Fatalf("title %q, alt %q, want %q", got.Title, got.Alt, want)
		}
		if len(got.Levels) != 2 {
			t.Fatalf("levels %+v from words %q", got.Levels, text)
		}
	})
}

func drawTrend(t *rapid.T) figure.Trend {
	words := rapid.StringMatching(`[a-zđ(][a-z0-9:,=%'" /đß]{0,20}[a-z]`)
	value := rapid.Map(rapid.IntRange(-40000, 400000), func(n int) float64 { return float64(n) / 1000 })
	day := rapid.Map(rapid.IntRange(1, 28), func(n int) string { return fmt.Sprintf("2026-02-%02d", n) })
	at := rapid.Map(day, func(d string) figure.At { return figure.At{Day: d} })
	if rapid.Bool().Draw(t, "undated") {
		at = rapid.Map(rapid.IntRange(1, 99), func(n int) figure.At { return figure.At{Order: n} })
	}
	one := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	trend := figure.Trend{
		Goal:    rapid.StringMatching(`[A-Za-z0-9-]{1,8}`).Draw(t, "goal"),
		Title:   one(words.Draw(t, "title")),
		Unit:    one(words.Draw(t, "unit")),
		Scale:   rapid.SampledFrom([]figure.Scale{"", figure.Number, figure.Percent, figure.Time, figure.Ordinal, figure.GAS, figure.YesNo}).Draw(t, "scale"),
		Better:  rapid.SampledFrom([]string{"", "up", "down"}).Draw(t, "better"),
		Caption: one(words.Draw(t, "caption")),
		Alt:     one(words.Draw(t, "alt")),
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "levels") {
		plain := strings.ReplaceAll(one(words.Draw(t, "level")), "=", "-")
		trend.Levels = append(trend.Levels, figure.Level{Value: i - 2, Words: plain})
	}
	if rapid.Bool().Draw(t, "has levels") {
		b, g := value.Draw(t, "baseline"), value.Draw(t, "target")
		trend.Baseline, trend.Target = &b, &g
		trend.Aim = []figure.AimPoint{{Day: day.Draw(t, "from"), Value: b}, {Day: day.Draw(t, "to"), Value: g}}
	}
	for range rapid.IntRange(0, 2).Draw(t, "phases") {
		trend.Phases = append(trend.Phases, figure.Phase{At: at.Draw(t, "at"), Words: one(words.Draw(t, "phase"))})
	}
	for range rapid.IntRange(0, 6).Draw(t, "points") {
		trend.Points = append(trend.Points, drawPoint(t, at.Draw(t, "at"), trend.Scale, value))
	}
	return trend
}

func drawPoint(t *rapid.T, at figure.At, scale figure.Scale, value *rapid.Generator[float64]) figure.Point {
	switch rapid.IntRange(0, 2).Draw(t, "form") {
	case 0:
		return figure.Point{At: at, Absent: true}
	case 1:
		of := rapid.IntRange(1, 20).Draw(t, "of")
		return figure.Ratio(at, rapid.IntRange(0, of).Draw(t, "ok"), of, scale)
	}
	return figure.Point{At: at, Value: value.Draw(t, "value")}
}

func FuzzParse(f *testing.F) {
	f.Add(cutting)
	f.Add("```trend\nlevels: 0 = a, b, 1 = c\n1: 2/3\n```")
	f.Fuzz(func(t *testing.T, block string) {
		first, err := figure.Parse(block)
		if err != nil {
			return
		}
		second, err := figure.Parse(figure.Print(first))
		if err != nil {
			t.Fatalf("printed block does not read: %v\n%s", err, figure.Print(first))
		}
		if figure.Print(second) != figure.Print(first) {
			t.Errorf("printed twice, not the same:\n%s\n%s", figure.Print(first), figure.Print(second))
		}
	})
}
