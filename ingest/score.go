package ingest

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"milepost/record"
)

// scoreReader reads results by what their text says. Kind is what the mapping
// or a column of the row says that a result is; "" nothing.
type scoreReader struct {
	book helpBook
	kind record.Kind
}

var (
	excelRatio   = regexp.MustCompile(`^(?:\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{1,2})$`)
	ratioText    = regexp.MustCompile(`^(\d{1,6})\s*(?:/|of|out of)\s*(\d{1,6})(.*)$`)
	colonText    = regexp.MustCompile(`^(\d{1,3}):(\d{2})(?::(\d{2}))?$`)
	percentText  = regexp.MustCompile(`^([\d.,+-]+)\s*(?:%|percent\b|pct\b)(.*)$`)
	rangeText    = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*(?:%\s*)?(?:-|to)\s*(\d+(?:\.\d+)?)\s*(%?)$`)
	durationPart = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*(hours?|hrs?|h|minutes?|mins?|m|'|seconds?|secs?|s|")(?:\s+|,\s*|and\s+|$|(\d))`)
	leadNumber   = regexp.MustCompile(`^([+-]?\d[\d,]*(?:\.\d+)?)\s*x?\s*([^\d]*)$`)
	gasText      = regexp.MustCompile(`^gas\s*(?:level|score)?\s*[:=]?\s*([+-]?\d)$`)
	levelText    = regexp.MustCompile(`^(?:level|score|step|rating)\s*[:=]?\s*([+-]?\d+)$`)
	boundText    = regexp.MustCompile(`^(>=|<=|>|<|≥|≤|~|about|approx\.?|approximately|ca\.?|over|under|at least|at most|up to)\s*(.+)$`)
)

// read returns the result in the cell and the help that it names, if any. The
// score keeps the cell's text. A blank, or a word such as N/A, is Missing.
func (r scoreReader) read(c Cell) (record.Score, record.Help, *flaw) {
	text := normal(c.Text)
	var s record.Score
	var help record.Help
	var bad *flaw
	switch {
	case isBlankWord(text):
	case c.Format == AsDay || c.Format == AsDayTime || excelRatio.MatchString(text):
		bad = &flaw{"score.date", "is a date: a spreadsheet made it of a result such as 4/5", "write the result again, as text: '4/5"}
	case c.Format == AsTime || c.Format == AsDuration:
		s, bad = readTimeCell(c)
	case c.Format == AsPercent:
		n, ok := hundredfold(text)
		if !ok {
			return r.words(text, c.Text)
		}
		s, bad = percentScore(n)
	default:
		return r.words(text, c.Text)
	}
	s.Text = strings.TrimSpace(c.Text)
	return s, help, bad
}

// words reads a text, with its bound where one is written.
func (r scoreReader) words(text, raw string) (record.Score, record.Help, *flaw) {
	low := strings.ToLower(text)
	bound := ""
	if m := boundText.FindStringSubmatch(low); m != nil {
		bound, low = boundSign(m[1]), m[2]
	} else if trimmed, ok := strings.CutSuffix(low, "+"); ok && trimmed != "" {
		bound, low = ">", strings.TrimSpace(trimmed)
	} else if trimmed, ok := strings.CutSuffix(low, "+%"); ok {
		bound, low = ">", trimmed+"%"
	}
	s, help, bad := r.plain(low)
	if bad != nil {
		return record.Score{}, record.Help{}, bad
	}
	if bound != "" {
		s.Bound = bound
	}
	s.Text = strings.TrimSpace(raw)
	if help.Ladder != "" {
		help.Text = s.Text
	}
	return s, help, nil
}

// boundSign turns a word or sign into the sign that a score keeps.
func boundSign(word string) string {
	switch word {
	case ">", ">=", "≥", "over", "at least":
		return ">"
	case "<", "<=", "≤", "under", "at most", "up to":
		return "<"
	}
	return "~"
}

// plain reads a lower-case text without a bound, the surest forms first.
func (r scoreReader) plain(low string) (record.Score, record.Help, *flaw) {
	if s, ok := readAnswer(low); ok {
		return s, record.Help{}, nil
	}
	if m := ratioText.FindStringSubmatch(low); m != nil {
		return r.headed(m[3], func() (record.Score, *flaw) { return ratioOf(m[1], m[2]) })
	}
	if m := colonText.FindStringSubmatch(low); m != nil {
		s, bad := r.colon(m)
		return s, record.Help{}, bad
	}
	if s, bad, ok := readRange(low); ok {
		return s, record.Help{}, bad
	}
	if m := percentText.FindStringSubmatch(low); m != nil {
		return r.headed(m[2], func() (record.Score, *flaw) {
			n, ok := readNumber(m[1])
			if !ok {
				return record.Score{}, notScore()
			}
			return percentScore(n)
		})
	}
	if n, ok := readNumber(low); ok {
		s, bad := r.bare(n)
		return s, record.Help{}, bad
	}
	if seconds, ok := readDuration(low); ok {
		return record.Score{Form: record.Seconds, Number: seconds}, record.Help{}, nil
	}
	if h, ok := r.book.read(low); ok {
		return record.Score{Form: record.StepForm, Number: h.value, Bound: h.bound}, h.help, nil
	}
	return r.counted(low)
}

// headed reads a text whose head is a result and whose tail is help ("80% Min
// A") or the name of what was counted ("4 of 5 snips"). A second number in the
// tail makes the cell unreadable: nothing tells which one counts.
func (r scoreReader) headed(tail string, head func() (record.Score, *flaw)) (record.Score, record.Help, *flaw) {
	s, bad := head()
	if bad != nil {
		return s, record.Help{}, bad
	}
	tail = strings.Trim(strings.TrimPrefix(strings.TrimPrefix(strings.Trim(tail, " ,;@"), "w/"), "with "), " ,;@")
	if h, ok := r.book.read(tail); ok {
		return s, h.help, nil
	}
	if inner := strings.Trim(tail, "() "); strings.HasSuffix(inner, "%") && s.Form == record.Ratio {
		n, ok := readNumber(strings.TrimSuffix(inner, "%"))
		if ok && math.Abs(n-100*float64(s.OK)/float64(s.Of)) <= 1 {
			return s, record.Help{}, nil
		}
	}
	if strings.ContainsAny(tail, "0123456789/") {
		return record.Score{}, record.Help{}, notScore()
	}
	return s, record.Help{}, nil
}

// counted reads "3 meltdowns", "GAS -1", "level 2".
func (r scoreReader) counted(low string) (record.Score, record.Help, *flaw) {
	if m := gasText.FindStringSubmatch(low); m != nil {
		n := float64(atoi(strings.TrimLeft(m[1], "+-")))
		if strings.HasPrefix(m[1], "-") {
			n = -n
		}
		if n < -2 || n > 2 {
			return record.Score{}, record.Help{}, &flaw{"score.gas", "is not a level of goal attainment scaling", "write a level from -2 to +2"}
		}
		return record.Score{Form: record.StepForm, Number: n}, record.Help{}, nil
	}
	if m := levelText.FindStringSubmatch(low); m != nil {
		n, _ := readNumber(m[1])
		return record.Score{Form: record.Number, Number: n}, record.Help{}, nil
	}
	if m := leadNumber.FindStringSubmatch(low); m != nil && !strings.ContainsAny(m[2], "/:=<>") {
		if n, ok := readNumber(m[1]); ok {
			return record.Score{Form: record.Number, Number: n}, record.Help{}, nil
		}
	}
	return record.Score{}, record.Help{}, notScore()
}

// notScore is the flaw of a text that holds no result.
func notScore() *flaw {
	return &flaw{"score.text", "is not a result", "write a result such as 4/5, 80%, 6 min, Min A, or N/A where none was taken"}
}

// bare reads a number without a unit; the kind of measure checks it.
func (r scoreReader) bare(n float64) (record.Score, *flaw) {
	s := record.Score{Form: record.Number, Number: n}
	switch {
	case r.kind == record.Percent && n > 100:
		return record.Score{}, over100()
	case (r.kind == record.Percent || r.kind == record.Trials || r.kind == record.Count || r.kind == record.Duration) && n < 0:
		return record.Score{}, &flaw{"score.negative", "is below zero", "write the result again, or N/A where none was taken"}
	case r.kind == record.GAS && (n < -2 || n > 2 || n != math.Trunc(n)):
		return record.Score{}, &flaw{"score.gas", "is not a level of goal attainment scaling", "write a level from -2 to +2"}
	}
	return s, nil
}

// over100 is the flaw of a percent that cannot be.
func over100() *flaw {
	return &flaw{"score.over", "is over 100 %", "write the percent of tries that went well, 0 to 100"}
}

// percentScore makes a percent score, 0 to 100.
func percentScore(n float64) (record.Score, *flaw) {
	if n > 100 {
		return record.Score{}, over100()
	}
	if n < 0 {
		return record.Score{}, &flaw{"score.negative", "is below zero", "write the result again, or N/A where none was taken"}
	}
	return record.Score{Form: record.PercentForm, Number: n}, nil
}

// ratioOf makes a ratio; 0 of 0 is Missing: nothing was tried.
func ratioOf(okText, ofText string) (record.Score, *flaw) {
	ok, of := atoi(okText), atoi(ofText)
	if ok > of {
		return record.Score{}, &flaw{"score.over", "is more than all tries", "write how many of the tries went well, such as 4/5"}
	}
	if of == 0 {
		return record.Score{}, nil
	}
	return record.Score{Form: record.Ratio, OK: ok, Of: of}, nil
}

// colon reads "6:30", minutes and seconds unless results are shares of tries.
func (r scoreReader) colon(m []string) (record.Score, *flaw) {
	if m[3] == "" && (r.kind == record.Percent || r.kind == record.Trials) {
		return ratioOf(m[1], m[2])
	}
	first, second, third := atoi(m[1]), atoi(m[2]), atoi(m[3])
	if second > 59 || third > 59 {
		return record.Score{}, notScore()
	}
	seconds := 60*first + second
	if m[3] != "" {
		seconds = 3600*first + 60*second + third
	}
	return record.Score{Form: record.Seconds, Number: float64(seconds)}, nil
}

// readTimeCell reads a cell that a spreadsheet keeps as a part of a day. What
// was typed as 6:30 is shown as hours and minutes and was meant as minutes and
// seconds; with seconds shown the parts mean what they say.
func readTimeCell(c Cell) (record.Score, *flaw) {
	part, ok := readNumber(c.Text)
	if !ok || part < 0 {
		return record.Score{}, notScore()
	}
	seconds := math.Round(part * 24 * 60 * 60)
	if c.Format == AsTime {
		seconds = math.Round(seconds / 60)
	}
	return record.Score{Form: record.Seconds, Number: seconds}, nil
}

// readRange reads "75-80" as its middle, marked as a range.
func readRange(low string) (record.Score, *flaw, bool) {
	m := rangeText.FindStringSubmatch(low)
	if m == nil {
		return record.Score{}, nil, false
	}
	from, _ := strconv.ParseFloat(m[1], 64)
	to, _ := strconv.ParseFloat(m[2], 64)
	if from > to {
		return record.Score{}, &flaw{"score.range", "is a range that runs backward", "write the result as 75-80 or as one number"}, true
	}
	middle := from/2 + to/2
	if m[3] == "" {
		return record.Score{Form: record.Number, Number: middle, Bound: "-"}, nil, true
	}
	if to > 100 {
		return record.Score{}, over100(), true
	}
	return record.Score{Form: record.PercentForm, Number: middle, Bound: "-"}, nil, true
}

// readDuration reads "7 min", "1 h 5 min", "450 s" into seconds.
func readDuration(low string) (float64, bool) {
	rest, total := strings.TrimSpace(low), 0.0
	for i := 0; rest != ""; i++ {
		m := durationPart.FindStringSubmatchIndex(rest)
		if m == nil || m[0] != 0 || i == 3 {
			return 0, false
		}
		n, err := strconv.ParseFloat(rest[m[2]:m[3]], 64)
		if err != nil {
			return 0, false
		}
		switch rest[m[4]] {
		case 'h':
			n *= 3600
		case 'm', '\'':
			n *= 60
		}
		total += n
		end := m[1]
		if m[6] >= 0 {
			end = m[6]
		}
		rest = rest[end:]
	}
	return total, low != ""
}

// readAnswer reads yes and no.
func readAnswer(low string) (record.Score, bool) {
	switch strings.Trim(low, " .") {
	case "yes", "y", "true", "met", "achieved", "pass", "passed", "done", "mastered", "✓", "✔":
		return record.Score{Form: record.Answer, Number: 1}, true
	case "no", "n", "false", "not met", "not achieved", "fail", "failed", "unmet", "not mastered", "✗", "✘":
		return record.Score{Form: record.Answer}, true
	}
	return record.Score{}, false
}
