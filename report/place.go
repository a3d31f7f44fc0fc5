package report

import (
	"strconv"
	"strings"

	"milepost/record"

	"golang.org/x/text/unicode/norm"
)

// place takes the markers out of what the template gave, leaves out the lines
// that have nothing to say and joins runs of empty lines. It returns the lines
// of the body and each unit with its line.
func (c *composer) place(text string) ([]string, []record.Sentence) {
	var p placed
	fenced := fence{}
	for _, line := range strings.Split(text, "\n") {
		line, unit, left := cutMarker(line)
		inside := fenced.in(line)
		line = strings.TrimRight(line, " \t")
		if left && strings.Trim(line, "-*+ \t") == "" || line == "" && !inside && p.atGap() {
			continue
		}
		p.lines = append(p.lines, line)
		if unit >= 0 && unit < len(c.units) {
			p.add(c.units[unit], line)
		}
	}
	return p.lines, p.sentences
}

type placed struct {
	lines     []string
	sentences []record.Sentence
}

// atGap reports whether an empty line would be one too many.
func (p *placed) atGap() bool {
	return len(p.lines) == 0 || p.lines[len(p.lines)-1] == ""
}

// add notes the unit at the line written last. A unit of one line has that
// line as its text, headings and rows with their signs.
func (p *placed) add(s record.Sentence, line string) {
	s.Line = len(p.lines)
	s.Text = norm.NFC.String(s.Text)
	if !strings.Contains(s.Text, "\n") {
		s.Text = line
	}
	p.sentences = append(p.sentences, s)
}

// cutMarker takes the markers out of a line. unit is -1 where there is none;
// left reports whether something of the line was left out.
func cutMarker(line string) (rest string, unit int, left bool) {
	unit = -1
	for {
		before, after, found := strings.Cut(line, markOpen)
		if !found {
			return strings.ReplaceAll(line, markClose, ""), unit, left
		}
		number, after, _ := strings.Cut(after, markClose)
		if number == "-" {
			left = true
		} else if n, err := strconv.Atoi(number); err == nil {
			unit = n
		}
		line = before + after
	}
}
