package figure

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// keys are the words before the colon, in the order in which Print writes them.
func keys() []string {
	return []string{"title", "unit", "scale", "levels", "better", "baseline", "target", "aim", "phase", "caption", "alt"}
}

// atText matches the key of a point: a day, or an order.
var atText = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}|\d+)$`)

// Parse reads one whole block, its fences included, as Print writes it. The
// error names the line of the block, the fence being line 1, and for a key
// that no block has the nearest one.
func Parse(text string) (Trend, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	fence, body, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	marker := fence[:len(fence)-len(strings.TrimLeft(fence, "`~"))]
	if len(marker) < 3 {
		return Trend{}, fmt.Errorf("line 1: %q is not the fence of a trend block", fence)
	}
	body, closed := cutFence(body, marker)
	if !closed {
		return Trend{}, fmt.Errorf("line 1: the trend block is not closed by %s", marker)
	}
	return ParseBody(strings.TrimSpace(fence[len(marker):]), body)
}

// ParseBody reads a block whose fences are taken off already, as a Markdown
// parser gives it: info is what stands on the fence ("trend g-12"). Lines are
// counted as in Parse: the first one of body is line 2.
func ParseBody(info, body string) (Trend, error) {
	word, goal, _ := strings.Cut(strings.TrimSpace(info), " ")
	if word != "trend" {
		return Trend{}, fmt.Errorf("line 1: %q is not the fence of a trend block", info)
	}
	p := parser{trend: Trend{Goal: strings.TrimSpace(goal)}, seen: map[string]int{}}
	body = strings.ReplaceAll(body, "\r\n", "\n")
	for i, line := range strings.Split(body, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := p.line(i+2, line); err != nil {
			return Trend{}, fmt.Errorf("line %d: %w", i+2, err)
		}
	}
	return p.finish()
}

func cutFence(body, marker string) (string, bool) {
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) == marker {
			return strings.Join(lines[:i], "\n"), true
		}
	}
	return "", false
}

type parser struct {
	trend Trend
	seen  map[string]int // key to the line that has it
	raw   []rawPoint     // points wait for the scale, which may stand below them
}

type rawPoint struct {
	line  int
	at    At
	value string
}

func (p *parser) line(n int, line string) error {
	key, value, found := strings.Cut(line, ":")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !found {
		return fmt.Errorf("%q has no colon", strings.TrimSpace(line))
	}
	if atText.MatchString(key) {
		at, err := parseAt(key)
		if err == nil {
			p.raw = append(p.raw, rawPoint{n, at, value})
		}
		return err
	}
	if first := p.seen[key]; first > 0 && key != "phase" {
		return fmt.Errorf("%q stands on line %d already", key, first)
	}
	p.seen[key] = n
	return p.set(key, value)
}

func (p *parser) set(key, value string) (err error) {
	t := &p.trend
	switch key {
	case "title":
		t.Title = value
	case "unit":
		t.Unit = value
	case "caption":
		t.Caption = value
	case "alt":
		t.Alt = value
	case "scale":
		t.Scale, err = parseScale(value)
	case "levels":
		t.Levels, err = parseLevels(value)
	case "better":
		t.Better, err = parseBetter(value)
	case "baseline":
		t.Baseline, err = parseOptional(value)
	case "target":
		t.Target, err = parseOptional(value)
	case "aim":
		t.Aim, err = parseAim(value)
	case "phase":
		var phase Phase
		phase, err = parsePhase(value)
		t.Phases = append(t.Phases, phase)
	default:
		err = fmt.Errorf("unknown key %q; the nearest is %q", key, nearest(key))
	}
	return err
}

// finish reads the points, now that the scale is known.
func (p *parser) finish() (Trend, error) {
	for _, raw := range p.raw {
		if (raw.at.Day == "") != (p.raw[0].at.Day == "") {
			return Trend{}, fmt.Errorf("line %d: points with and without a day in one block", raw.line)
		}
		point, err := parsePoint(raw, p.trend.Scale)
		if err != nil {
			return Trend{}, fmt.Errorf("line %d: %w", raw.line, err)
		}
		p.trend.Points = append(p.trend.Points, point)
	}
	return p.trend, nil
}

func parsePoint(raw rawPoint, scale Scale) (Point, error) {
	if raw.value == "absent" {
		return Point{At: raw.at, Absent: true}, nil
	}
	left, right, ratio := strings.Cut(raw.value, "/")
	if !ratio {
		value, err := parseNumber(raw.value)
		return Point{At: raw.at, Value: value}, err
	}
	ok, err1 := strconv.Atoi(strings.TrimSpace(left))
	of, err2 := strconv.Atoi(strings.TrimSpace(right))
	if err1 != nil || err2 != nil || ok < 0 || of < 1 {
		return Point{}, fmt.Errorf("%q is not a value such as 4/5", raw.value)
	}
	return Ratio(raw.at, ok, of, scale), nil
}

// Ratio returns the point "ok of of" on the scale: its value is the share of
// 100 on a percent scale, else ok.
func Ratio(at At, ok, of int, scale Scale) Point {
	value := float64(ok)
	if scale == Percent {
		value = 100 * float64(ok) / float64(of)
	}
	return Point{At: at, Value: value, OK: ok, Of: of}
}

func parseAt(text string) (At, error) {
	if strings.Contains(text, "-") {
		return At{Day: text}, checkDay(text)
	}
	order, err := strconv.Atoi(text)
	if err != nil || order < 1 {
		return At{}, fmt.Errorf("%q is not the number of a session, from 1", text)
	}
	return At{Order: order}, nil
}

func checkDay(text string) error {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return fmt.Errorf("%q is not a day like 2006-01-02", text)
	}
	return nil
}

func parseScale(text string) (Scale, error) {
	all := []Scale{Number, Percent, Time, Ordinal, GAS, YesNo}
	if !slices.Contains(all, Scale(text)) {
		return "", fmt.Errorf("scale %q is none of %v", text, all)
	}
	return Scale(text), nil
}

func parseBetter(text string) (string, error) {
	if text != "up" && text != "down" {
		return "", fmt.Errorf("better %q is neither up nor down", text)
	}
	return text, nil
}

func parseLevels(text string) ([]Level, error) {
	starts := levelStart.FindAllStringSubmatchIndex(text, -1)
	if len(starts) == 0 || starts[0][0] != 0 {
		return nil, fmt.Errorf("levels %q are not written as: 0 = words, 1 = words", text)
	}
	var levels []Level
	for i, s := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		value, err := strconv.Atoi(text[s[4]:s[5]])
		if err != nil {
			return nil, fmt.Errorf("level %q is not a whole number", text[s[4]:s[5]])
		}
		levels = append(levels, Level{Value: value, Words: strings.TrimSpace(text[s[1]:end])})
	}
	return levels, nil
}

func parseAim(text string) ([]AimPoint, error) {
	parts := strings.Split(text, ",")
	if len(parts) != 2 {
		return nil, fmt.Errorf("aim %q is not two points: 2026-08-05 3, 2027-01-29 8", text)
	}
	aim := make([]AimPoint, 2)
	for i, part := range parts {
		day, value, _ := strings.Cut(strings.TrimSpace(part), " ")
		if err := checkDay(day); err != nil {
			return nil, err
		}
		v, err := parseNumber(strings.TrimSpace(value))
		if err != nil {
			return nil, err
		}
		aim[i] = AimPoint{Day: day, Value: v}
	}
	return aim, nil
}

func parsePhase(text string) (Phase, error) {
	at, words, _ := strings.Cut(text, " ")
	if !atText.MatchString(at) {
		return Phase{}, fmt.Errorf("phase %q does not begin with a day or the number of a session", text)
	}
	parsed, err := parseAt(at)
	return Phase{At: parsed, Words: strings.TrimSpace(words)}, err
}

func parseOptional(text string) (*float64, error) {
	v, err := parseNumber(text)
	if err != nil {
		return nil, err
	}
	return &v, nil
}

func parseNumber(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return v, nil
}

// nearest returns the key with the fewest letters to change, the first of
// equals.
func nearest(word string) string {
	best, least := "", math.MaxInt
	for _, key := range keys() {
		if d := distance(strings.ToLower(word), key); d < least {
			best, least = key, d
		}
	}
	return best
}

// distance is the Levenshtein distance between a and b, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
