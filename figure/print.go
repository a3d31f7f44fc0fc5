package figure

import (
	"regexp"
	"strconv"
	"strings"
)

// levelStart matches where one level of a "levels" line begins.
var levelStart = regexp.MustCompile(`(^|, )(-?\d+) = `)

// Print writes the trend as its fenced block, fences included, with a final
// newline. What is empty is left out. Runs of space and line ends inside a
// text become one space, since each key has one line; Parse reads the rest
// back as it was.
func Print(t Trend) string {
	var b strings.Builder
	b.WriteString(strings.TrimRight("```trend "+oneLine(t.Goal), " ") + "\n")
	for _, line := range []struct{ key, value string }{
		{"title", oneLine(t.Title)},
		{"unit", oneLine(t.Unit)},
		{"scale", string(t.Scale)},
		{"levels", printLevels(t.Levels)},
		{"better", t.Better},
		{"baseline", printOptional(t.Baseline)},
		{"target", printOptional(t.Target)},
		{"aim", printAim(t.Aim)},
	} {
		printLine(&b, line.key, line.value)
	}
	for _, p := range t.Phases {
		printLine(&b, "phase", strings.TrimSpace(p.At.String()+" "+oneLine(p.Words)))
	}
	printLine(&b, "caption", oneLine(t.Caption))
	for _, p := range t.Points {
		printLine(&b, p.At.String(), p.String())
	}
	printLine(&b, "alt", oneLine(t.Alt))
	b.WriteString("```\n")
	return b.String()
}

// String writes the day, or the order where there is no day.
func (a At) String() string {
	if a.Day != "" {
		return a.Day
	}
	return strconv.Itoa(a.Order)
}

// String writes the value as the block does: a number, n/m, or "absent".
func (p Point) String() string {
	switch {
	case p.Absent:
		return "absent"
	case p.Of > 0:
		return strconv.Itoa(p.OK) + "/" + strconv.Itoa(p.Of)
	}
	return number(p.Value)
}

func printLine(b *strings.Builder, key, value string) {
	if value != "" {
		b.WriteString(key + ": " + value + "\n")
	}
}

// printLevels keeps commas inside the words, but for one that would read as
// the start of the next level.
func printLevels(levels []Level) string {
	parts := make([]string, len(levels))
	for i, l := range levels {
		words := levelStart.ReplaceAllString(" "+oneLine(l.Words), "; $2 =")
		parts[i] = strconv.Itoa(l.Value) + " = " + oneLine(words)
	}
	return strings.Join(parts, ", ")
}

func printOptional(v *float64) string {
	if v == nil {
		return ""
	}
	return number(*v)
}

func printAim(aim []AimPoint) string {
	parts := make([]string, len(aim))
	for i, p := range aim {
		parts[i] = p.Day + " " + number(p.Value)
	}
	return strings.Join(parts, ", ")
}

// number writes a value in the fewest digits that read back as the same.
func number(v float64) string {
	if v == 0 {
		return "0" // never "-0"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
