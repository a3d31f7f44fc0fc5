package value

import (
	"regexp"
	"strconv"
	"strings"

	"milepost/record"
)

// wordNumber is a number as goals write it, in digits or as a word up to ten.
const wordNumber = `(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)`

var (
	sureRun = regexp.MustCompile(`(?i)\b` + wordNumber + ` (?:consecutive|straight|successive) (?:\w+ )?(sessions?|visits?|days?)\b|\b` +
		wordNumber + ` (sessions?|visits?|days?) in a row\b`)
	likelyRun = regexp.MustCompile(`(?i)\b(?:over|across|for|in|on|during) (?:the )?(?:last |next )?` + wordNumber +
		` (?:consecutive |straight |successive )?(?:\w+ )?(sessions?|visits?|days?)\b(?: in a row\b)?|\b` +
		wordNumber + ` (?:consecutive )?(sessions?|visits?|days?) in a row\b`)
	windowRun = regexp.MustCompile(`(?i)\b` + wordNumber + ` ?(?:of|out of|/) ?(?:the )?(?:last )?` + wordNumber +
		` (?:consecutive )?(?:\w+ )?(sessions?|visits?|days?)\b`)
)

// ReadCriterion reads a criterion as people write it: "3 sessions in a row",
// "80% over 3 consecutive sessions", "4 of 5 sessions", "3 consecutive days".
// False: it is not one of these, or more than one.
func ReadCriterion(text string) (record.Criterion, bool) {
	plain := OneLine(text)
	c, ok := criterionIn(plain, sureRun)
	if !ok {
		return record.Criterion{Text: strings.TrimSpace(text)}, false
	}
	c.Text = strings.TrimSpace(text)
	if level, one := ReadGoal(plain).Level(); one {
		c.AtLeast = level.Score
	}
	return c, true
}

// LikelyCriterion reads a criterion where "over 3 sessions" is likely to mean
// in a row: enough to propose it, never to use it.
func LikelyCriterion(text string) (record.Criterion, bool) {
	return criterionIn(OneLine(text), likelyRun)
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

var (
	shortWith    = regexp.MustCompile(`(?i)\bw/ ?`)
	shortWithout = regexp.MustCompile(`(?i)\bw/o\b ?`)
)

// OneLine puts a text on one line, with plain signs and without "w/".
func OneLine(text string) string {
	text = shortWithout.ReplaceAllString(Normal(text), "without ")
	return strings.Join(strings.Fields(shortWith.ReplaceAllString(text, "with ")), " ")
}
