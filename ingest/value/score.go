package value

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"milepost/ingest/sheet"
	"milepost/record"
)

// ScoreReader reads results by what their text says. Kind is what the mapping
// or a column of the row says that a result is; "" nothing.
type ScoreReader struct {
	Book  HelpBook
	Kind  record.Kind
	Signs Signs // of the column
}

var (
	// ExcelRatio is the day that a spreadsheet makes of a result such as 4/5.
	ExcelRatio   = regexp.MustCompile(`^(?:\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{1,2})$`)
	ratioText    = regexp.MustCompile(`^(\d{1,6})\s*(?:/|of|out of|de cada|de|sobre)\s*(\d{1,6})(.*)$`)
	triesBehind  = regexp.MustCompile(`^(?:trials?|tries|times|attempts?|opportunit(?:y|ies)|opps?|reps?|steps)\b`)
	ratioBehind  = regexp.MustCompile(`^\(\s*(\d{1,6})\s*(?:/|of|out of|de)\s*(\d{1,6})\s*\)$`)
	colonText    = regexp.MustCompile(`^(\d{1,3}):(\d{2})(?::(\d{2}))?$`)
	percentText  = regexp.MustCompile(`^([\d.,+-]+)\s*(?:%|percent\b|pct\b)(.*)$`)
	rangeText    = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*(?:%\s*)?(?:-|to)\s*(\d+(?:\.\d+)?)\s*(%?)$`)
	durationPart = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*(hours?|hrs?|h|minutes?|mins?|m|'|seconds?|secs?|s|")(?:\s+|,\s*|and\s+|$|(\d))`)
	leadNumber   = regexp.MustCompile(`^([+-]?\d[\d,]*(?:\.\d+)?)\s*x?\s*([^\d]*)$`)
	gasText      = regexp.MustCompile(`^gas\s*(?:level|score)?\s*[:=]?\s*([+-]?\d)$`)
	levelText    = regexp.MustCompile(`^(?:level|score|step|rating)\s*[:=]?\s*([+-]?\d+)$`)
	boundText    = regexp.MustCompile(`^(>=|<=|>|<|≥|≤|~|about|approx\.?|approximately|ca\.?|over|under|at least|at most|up to)\s*(.+)$`)
)

// Read returns the result in the cell and the help that it names, if any. The
// score keeps the cell's text. A blank, or a word such as N/A, is Missing.
func (r ScoreReader) Read(c sheet.Cell) (record.Score, record.Help, *Flaw) {
	text := Normal(c.Text)
	var s record.Score
	var help record.Help
	var bad *Flaw
	if s, ok := r.Signs.read(c.Text); ok {
		s.Text = strings.TrimSpace(c.Text)
		return s, help, nil
	}
	switch {
	case IsBlank(text):
	case c.Format == sheet.AsDay || c.Format == sheet.AsDayTime || ExcelRatio.MatchString(text):
		bad = &Flaw{"score.date", "is a date: a spreadsheet made it of a result such as 4/5", record.ToWrite("the result again, as text: '4/5")}
	case IsTimeCell(c):
		s, bad = readTimeCell(c)
	case c.Format == sheet.AsPercent:
		n, ok := Hundredfold(text)
		if !ok {
			return r.words(text, c.Text)
		}
		s, bad = Percent(n)
	default:
		return r.words(text, c.Text)
	}
	s.Text = Shown(c)
	return s, help, bad
}

// words reads a text, with its bound where one is written.
func (r ScoreReader) words(text, raw string) (record.Score, record.Help, *Flaw) {
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
func (r ScoreReader) plain(low string) (record.Score, record.Help, *Flaw) {
	if s, ok := Answer(low); ok {
		return s, record.Help{}, nil
	}
	if m := ratioText.FindStringSubmatch(low); m != nil {
		return r.headed(m[3], func() (record.Score, *Flaw) { return Ratio(m[1], m[2]) })
	}
	if m := colonText.FindStringSubmatch(low); m != nil {
		s, bad := r.colon(m)
		return s, record.Help{}, bad
	}
	if s, bad, ok := readRange(low); ok {
		return s, record.Help{}, bad
	}
	if m := percentText.FindStringSubmatch(low); m != nil {
		return r.headed(m[2], func() (record.Score, *Flaw) {
			n, ok := Number(m[1])
			if !ok {
				return record.Score{}, notScore()
			}
			return Percent(n)
		})
	}
	if n, ok := Number(low); ok {
		s, bad := r.bare(n)
		return s, record.Help{}, bad
	}
	if seconds, ok := Duration(low); ok {
		return record.Score{Form: record.Seconds, Number: seconds}, record.Help{}, nil
	}
	if h, ok := r.Book.Read(low); ok {
		return record.Score{Form: record.StepForm, Number: h.Value, Bound: h.Bound}, h.Help, nil
	}
	return r.counted(low)
}

// headed reads a text whose head is a result and whose tail is help ("80% Min
// A") or the name of what was counted ("4 of 5 snips"). A second number in the
// tail makes the cell unreadable: nothing tells which one counts.
func (r ScoreReader) headed(tail string, head func() (record.Score, *Flaw)) (record.Score, record.Help, *Flaw) {
	s, bad := head()
	if bad != nil {
		return s, record.Help{}, bad
	}
	tail = strings.Trim(strings.TrimPrefix(strings.TrimPrefix(strings.Trim(tail, " ,;@"), "w/"), "with "), " ,;@")
	tail = strings.Trim(triesBehind.ReplaceAllString(tail, ""), " ,;@")
	if h, ok := r.Book.ReadHelp(strings.TrimPrefix(tail, "with ")); ok {
		return s, h, nil
	}
	if inner := strings.Trim(tail, "() "); strings.HasSuffix(inner, "%") && s.Form == record.Ratio {
		n, ok := Number(strings.TrimSuffix(inner, "%"))
		if ok && math.Abs(n-100*float64(s.OK)/float64(s.Of)) <= 1 {
			return s, record.Help{}, nil
		}
	}
	if m := ratioBehind.FindStringSubmatch(tail); m != nil && s.Form == record.PercentForm {
		ratio, bad := Ratio(m[1], m[2])
		if bad == nil && ratio.Form == record.Ratio && math.Abs(s.Number-100*float64(ratio.OK)/float64(ratio.Of)) <= 1 {
			return ratio, record.Help{}, nil
		}
	}
	if strings.ContainsAny(tail, "0123456789/") {
		return record.Score{}, record.Help{}, notScore()
	}
	return s, record.Help{}, nil
}

// counted reads "3 meltdowns", "GAS -1", "level 2".
func (r ScoreReader) counted(low string) (record.Score, record.Help, *Flaw) {
	if m := gasText.FindStringSubmatch(low); m != nil {
		n := float64(atoi(strings.TrimLeft(m[1], "+-")))
		if strings.HasPrefix(m[1], "-") {
			n = -n
		}
		if n < -2 || n > 2 {
			return record.Score{}, record.Help{}, &Flaw{"score.gas", "is not a level of goal attainment scaling", record.ToWrite("a level from -2 to +2")}
		}
		return record.Score{Form: record.StepForm, Number: n}, record.Help{}, nil
	}
	if m := levelText.FindStringSubmatch(low); m != nil {
		n, _ := Number(m[1])
		return record.Score{Form: record.Number, Number: n}, record.Help{}, nil
	}
	if m := leadNumber.FindStringSubmatch(low); m != nil && !strings.ContainsAny(m[2], "/:=<>") {
		if n, ok := Number(m[1]); ok {
			return record.Score{Form: record.Number, Number: n}, record.Help{}, nil
		}
	}
	return record.Score{}, record.Help{}, notScore()
}

// notScore is the flaw of a text that holds no result.
func notScore() *Flaw {
	return &Flaw{"score.text", "is not a result", record.ToWrite("a result such as 4/5, 80%, 6 min, Min A, or N/A where none was taken")}
}

// bare reads a number without a unit; the kind of measure checks it.
func (r ScoreReader) bare(n float64) (record.Score, *Flaw) {
	s := record.Score{Form: record.Number, Number: n}
	switch {
	case r.Kind == record.Percent && n > 100:
		return record.Score{}, over100()
	case (r.Kind == record.Percent || r.Kind == record.Trials || r.Kind == record.Count || r.Kind == record.Duration) && n < 0:
		return record.Score{}, &Flaw{"score.negative", "is below zero", record.ToWrite("the result again, or N/A where none was taken")}
	case r.Kind == record.GAS && (n < -2 || n > 2 || n != math.Trunc(n)):
		return record.Score{}, &Flaw{"score.gas", "is not a level of goal attainment scaling", record.ToWrite("a level from -2 to +2")}
	}
	return s, nil
}

// over100 is the flaw of a percent that cannot be.
func over100() *Flaw {
	return &Flaw{"score.over", "is over 100 %", record.ToWrite("the percent of tries that went well, 0 to 100")}
}

// Percent makes a percent score, 0 to 100.
func Percent(n float64) (record.Score, *Flaw) {
	if n > 100 {
		return record.Score{}, over100()
	}
	if n < 0 {
		return record.Score{}, &Flaw{"score.negative", "is below zero", record.ToWrite("the result again, or N/A where none was taken")}
	}
	return record.Score{Form: record.PercentForm, Number: n}, nil
}

// Ratio makes a ratio; 0 of 0 is Missing: nothing was tried.
func Ratio(okText, ofText string) (record.Score, *Flaw) {
	ok, of := atoi(okText), atoi(ofText)
	if ok > of {
		return record.Score{}, &Flaw{"score.over", "is more than all tries", record.ToWrite("how many of the tries went well, such as 4/5")}
	}
	if of == 0 {
		return record.Score{}, nil
	}
	return record.Score{Form: record.Ratio, OK: ok, Of: of}, nil
}

// colon reads "6:30", minutes and seconds unless results are shares of tries.
func (r ScoreReader) colon(m []string) (record.Score, *Flaw) {
	if m[3] == "" && (r.Kind == record.Percent || r.Kind == record.Trials) {
		return Ratio(m[1], m[2])
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

// readRange reads "75-80" as its middle, marked as a range.
func readRange(low string) (record.Score, *Flaw, bool) {
	m := rangeText.FindStringSubmatch(low)
	if m == nil {
		return record.Score{}, nil, false
	}
	from, _ := strconv.ParseFloat(m[1], 64)
	to, _ := strconv.ParseFloat(m[2], 64)
	if from > to {
		return record.Score{}, &Flaw{"score.range", "is a range that runs backward", record.ToWrite("the result as 75-80 or as one number")}, true
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

// Duration reads "7 min", "1 h 5 min", "450 s" into seconds.
func Duration(low string) (float64, bool) {
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
