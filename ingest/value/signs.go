package value

import (
	"strings"

	"milepost/record"
)

// Signs is what the cells of a column of results show of its signs: whether a
// minus is an answer and not a blank, what an x beside a tick means, and
// whether a run of signs is a run of tries.
type Signs struct {
	Plus  bool // a cell is "+", or a run of signs
	Ticks bool // a cell is a tick
	Runs  bool // a cell is a run of three or more signs
	Half  bool // the answers are half of a pair, see Half
}

// With returns the signs with those of one more cell.
func (s Signs) With(text string) Signs {
	if len(text) > 200 || text == "" || !strings.ContainsAny(text, "+✓✔☑") {
		return s
	}
	run := signsIn(text)
	s.Plus = s.Plus || strings.Contains(run, "+")
	s.Runs = s.Runs || len(run) >= 3
	switch strings.TrimSpace(text) {
	case "✓", "✔", "☑":
		s.Ticks = true
	}
	return s
}

// signsIn returns the signs of a text that holds nothing else; "" of another.
func signsIn(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', ',', ';':
			return -1
		}
		return r
	}, onlySigns(Normal(text)))
}

func onlySigns(text string) string {
	for _, r := range text {
		if !strings.ContainsRune("+- ,;", r) {
			return ""
		}
	}
	return text
}

// read reads a cell of signs: "+" is yes and "-" no, where the column has a
// plus; "++-+-" is three of five tries. "+-" alone may be one sign of its own,
// for a skill that emerges, unless the column has longer runs. False: it is no
// cell of signs.
func (s Signs) read(text string) (record.Score, bool) {
	low := strings.TrimSpace(text)
	if s.Ticks {
		switch low {
		case "x", "X", "✗", "✘", "☒", "-":
			return record.Score{Form: record.Answer}, true
		case "☑":
			return record.Score{Form: record.Answer, Number: 1}, true
		}
	}
	run := signsIn(low)
	plus := strings.Count(run, "+")
	switch {
	case run == "" || !s.Plus && plus == 0:
		return record.Score{}, false
	case len(run) == 1:
		return record.Score{Form: record.Answer, Number: float64(plus)}, true
	case len(run) == 2 && plus == 1 && !s.Runs:
		return record.Score{}, false
	}
	return record.Score{Form: record.Ratio, OK: plus, Of: len(run)}, true
}
