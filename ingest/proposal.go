package ingest

import (
	"regexp"
	"strconv"
	"strings"

	"milepost/record"
)

// Proposal is what a goal's own words seem to say of it. It is shown to a
// person and never used before that person confirms it. An empty field means
// that the words say nothing, or more than one thing.
type Proposal struct {
	PlainName string // English; may hold {their}
	Domain    string
	Skill     string
	Measure   record.Measure
	Target    record.Score
	Criterion record.Criterion
	MostHelp  record.Help
}

// Propose reads the objective's words, else the goal's. Each field is filled
// only where exactly one pattern fits. The client's names are taken out of the
// plain name.
func Propose(c record.Client, g record.Goal, o record.Objective) Proposal {
	text := o.Text
	if text == "" {
		text = g.Text
	}
	text = strings.Join(strings.Fields(normal(text)), " ")
	p := Proposal{PlainName: plainName(text, c)}
	p.Domain, p.Skill = domainOf(g.Title + ". " + text)
	p.Criterion, _ = criterionIn(text, likelyRun)
	p.Criterion.AtLeast = record.Score{}
	p.Target, p.Measure = targetIn(text)
	if h, ok := helpIn(text); ok {
		if p.Target.IsMissing() && p.Measure.Kind == "" {
			p.Measure = record.Measure{Kind: record.Assist, Better: record.Up}
			p.Target = record.Score{Form: record.StepForm, Number: float64(h.Level), Text: h.Text}
		} else {
			p.MostHelp = h
		}
	}
	return p
}

const wordNumber = `(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)`

var (
	sureRun = regexp.MustCompile(`(?i)\b` + wordNumber + ` (?:consecutive|straight|successive) (?:\w+ )?(sessions?|visits?|days?)\b|\b` +
		wordNumber + ` (sessions?|visits?|days?) in a row\b`)
	likelyRun = regexp.MustCompile(`(?i)\b(?:over|across|for|in|on|during) (?:the )?(?:last |next )?` + wordNumber +
		` (?:consecutive |straight |successive )?(?:\w+ )?(sessions?|visits?|days?)\b|\b` + wordNumber + ` (?:consecutive )?(sessions?|visits?|days?) in a row\b`)
	windowRun = regexp.MustCompile(`(?i)\b` + wordNumber + ` ?(?:of|out of|/) ?(?:the )?(?:last )?` + wordNumber +
		` (?:consecutive )?(?:\w+ )?(sessions?|visits?|days?)\b`)

	ratioTarget = regexp.MustCompile(`(?i)(\b(?:less|fewer|no more) than )?\b` + wordNumber + ` ?(?:of|out of|/) ?` + wordNumber +
		`\b( (?:\w+ )?(?:sessions?|visits?|days?|inch(?:es)?|in\b|cm|weeks?)| ?["”])?`)
	percentTarget  = regexp.MustCompile(`(?i)\b(\d{1,3}(?:\.\d+)?) ?(?:%|percent\b)`)
	durationTarget = regexp.MustCompile(`(?i)\bfor (?:at least |up to )?` + wordNumber + `[ -](minutes?|min|seconds?|sec|hours?)\b`)
	latencyTarget  = regexp.MustCompile(`(?i)\bwithin ` + wordNumber + `[ -](minutes?|min|seconds?|sec)\b`)
	fallingGoal    = regexp.MustCompile(`(?i)\b(?:reduce|decrease|lower|lessen|fewer than|less than)`)
	helpPhrase     = regexp.MustCompile(`(?i)\bwith (?:no more than |at most |only )?((?:[\w-]+ ){1,3}(?:assist(?:ance)?|a|cues?|cueing|prompts?|prompting))\b|\b(independently)\b`)
)

// ReadCriterion reads a criterion as people write it: "3 sessions in a row",
// "80% over 3 consecutive sessions", "4 of 5 sessions", "3 consecutive days".
// False: it is not one of these, or more than one.
func ReadCriterion(text string) (record.Criterion, bool) {
	plain := strings.Join(strings.Fields(normal(text)), " ")
	c, ok := criterionIn(plain, sureRun)
	if !ok {
		return record.Criterion{Text: strings.TrimSpace(text)}, false
	}
	c.Text = strings.TrimSpace(text)
	c.AtLeast, _ = targetIn(plain)
	return c, true
}

// criterionIn finds the one run or window of sessions that the text names.
func criterionIn(text string, run *regexp.Regexp) (record.Criterion, bool) {
	windows := windowRun.FindAllStringSubmatch(text, -1)
	runs := run.FindAllStringSubmatch(windowRun.ReplaceAllString(text, ";"), -1)
	if len(windows)+len(runs) != 1 {
		return record.Criterion{}, false
	}
	if len(windows) == 1 {
		m := windows[0]
		c := record.Criterion{Sessions: numberOf(m[1]), Of: numberOf(m[2]), Days: isDays(m[3]), Text: m[0]}
		return c, c.Sessions > 0 && c.Sessions <= c.Of
	}
	m := runs[0]
	c := record.Criterion{Sessions: numberOf(m[1] + m[3]), Days: isDays(m[2] + m[4]), Text: m[0]}
	return c, c.Sessions > 0
}

func isDays(word string) bool { return strings.HasPrefix(strings.ToLower(word), "day") }

// numberOf reads a number in digits or as a word up to ten, 0 if it is none.
func numberOf(word string) int {
	for i, w := range []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"} {
		if strings.EqualFold(word, w) {
			return i + 1
		}
	}
	n, err := strconv.Atoi(word)
	if err != nil {
		return 0
	}
	return n
}

// targetIn finds the one level that the text aims at, and the measure that it
// is a level of. A ratio of sessions or of an inch is none.
func targetIn(text string) (record.Score, record.Measure) {
	better := record.Up
	if fallingGoal.MatchString(text) {
		better = record.Down
	}
	type target struct {
		score   record.Score
		measure record.Measure
	}
	var found []target
	for _, m := range ratioTarget.FindAllStringSubmatch(text, -1) {
		ok, of := numberOf(m[2]), numberOf(m[3])
		if m[4] == "" && of > 0 && ok <= of {
			found = append(found, target{
				record.Score{Form: record.Ratio, OK: ok, Of: of, Text: m[0]},
				record.Measure{Kind: record.Trials, Better: better},
			})
		}
	}
	for _, m := range percentTarget.FindAllStringSubmatch(text, -1) {
		if n, ok := readNumber(m[1]); ok && n <= 100 {
			found = append(found, target{
				record.Score{Form: record.PercentForm, Number: n, Text: m[0]},
				record.Measure{Kind: record.Percent, Better: better},
			})
		}
	}
	for _, m := range durationTarget.FindAllStringSubmatch(text, -1) {
		found = append(found, target{secondsOf(m), record.Measure{Kind: record.Duration, Better: better}})
	}
	for _, m := range latencyTarget.FindAllStringSubmatch(text, -1) {
		found = append(found, target{secondsOf(m), record.Measure{Kind: record.Latency, Better: record.Down}})
	}
	if len(found) != 1 {
		return record.Score{}, record.Measure{}
	}
	return found[0].score, found[0].measure
}

func secondsOf(m []string) record.Score {
	seconds := float64(numberOf(m[1]))
	switch unit := strings.ToLower(m[2]); {
	case strings.HasPrefix(unit, "min"):
		seconds *= 60
	case strings.HasPrefix(unit, "hour"):
		seconds *= 3600
	}
	return record.Score{Form: record.Seconds, Number: seconds, Text: m[0]}
}

// helpIn finds the one level of help that the text allows.
func helpIn(text string) (record.Help, bool) {
	found := helpPhrase.FindAllStringSubmatch(text, -1)
	if len(found) != 1 {
		return record.Help{}, false
	}
	h, ok := newHelpBook().read(found[0][1] + found[0][2])
	return h.help, ok
}
