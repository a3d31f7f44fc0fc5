package value

import (
	"slices"
	"strconv"
	"strings"

	"milepost/record"
)

// Steps reads the steps of a scale.
func Steps(text string) []record.Step {
	var steps []record.Step
	for _, part := range strings.Split(text, ";") {
		number, words, _ := strings.Cut(part, "=")
		if n, err := strconv.Atoi(strings.TrimSpace(number)); err == nil {
			steps = append(steps, record.Step{Value: n, Words: strings.TrimSpace(words)})
		}
	}
	slices.SortFunc(steps, func(a, b record.Step) int { return a.Value - b.Value })
	return steps
}
