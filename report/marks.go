package report

import (
	"regexp"
	"strconv"
	"strings"
)

// Mark is a place in a draft where only a person can speak. While one stands
// the draft cannot be signed.
type Mark struct {
	Who      string   // therapist, VA
	Kind     string   // write, choose, confirm, fill
	UpTo     int      // choose: how many options at most
	Question string   // write, confirm, fill: what is asked
	Options  []string // choose: what is offered
	Line     int      // of the text, from 1
}

// markLine matches a mark, alone on its line.
var markLine = regexp.MustCompile(`^\[\[(therapist|VA) (write|choose|confirm|fill)(?: (up to )?(\d+))?: (.*)\]\]$`)

// Marks lists the marks that stand in a Markdown text, in order. Marks inside
// fenced blocks are text.
func Marks(markdown string) []Mark {
	var marks []Mark
	fenced := fence{}
	for i, line := range strings.Split(lf(markdown), "\n") {
		if fenced.in(line) {
			continue
		}
		if m, ok := parseMark(strings.TrimSpace(line)); ok {
			m.Line = i + 1
			marks = append(marks, m)
		}
	}
	return marks
}

func parseMark(line string) (Mark, bool) {
	if !strings.HasPrefix(line, "[[") {
		return Mark{}, false
	}
	match := markLine.FindStringSubmatch(line)
	if match == nil {
		return Mark{}, false
	}
	m := Mark{Who: match[1], Kind: match[2]}
	text := Unescape(match[5])
	if m.Kind != "choose" {
		m.Question = text
		return m, true
	}
	m.Options = strings.Split(text, optionBreak)
	m.UpTo, _ = strconv.Atoi(match[4])
	m.UpTo = max(m.UpTo, 1)
	return m, true
}

// optionBreak parts the options of a mark.
const optionBreak = " / "

// option makes a text fit between other options and inside a mark.
func option(text string) string {
	return Escape(strings.TrimSuffix(strings.ReplaceAll(oneLine(text), optionBreak, ", "), "."))
}

// fence knows, line by line, whether a line belongs to a fenced block.
type fence struct{ marker string }

// fenceLine matches the start or end of a fenced block.
var fenceLine = regexp.MustCompile("^ {0,3}(```+|~~~+)(.*)$")

// in takes the next line and reports whether it belongs to a fenced block,
// its fences included.
func (f *fence) in(line string) bool {
	if start := strings.TrimLeft(line, " "); start == "" || start[0] != '`' && start[0] != '~' {
		return f.marker != ""
	}
	match := fenceLine.FindStringSubmatch(line)
	if f.marker == "" {
		if match == nil || match[1][0] == '`' && strings.Contains(match[2], "`") {
			return false
		}
		f.marker = match[1]
		return true
	}
	if match != nil && match[1][0] == f.marker[0] && len(match[1]) >= len(f.marker) && strings.TrimSpace(match[2]) == "" {
		f.marker = ""
	}
	return true
}
