package ingest

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"milepost/record"
)

// columnLook is what the values of one column look like.
type columnLook struct {
	header  string
	parts   []string // upper and lower header, where it stands in two rows
	filled  int      // cells with a text
	blank   int      // cells without one, in rows that have others
	values  map[string]int
	many    bool // more different values than are kept
	samples []string
	fits    map[string]int // cells that read as a type of field
	hints   [2]bool        // of a day column: day first, month first
	unclear int            // days that may be read both ways
	small   bool           // a plain number over 0 and under 1
	large   bool           // a plain number over 1
	letters int            // of all texts together
	days    [2]int         // first and last year
	unknown map[string]map[string]bool
}

// mostValues is how many different values of a column are kept.
const mostValues = 5000

var (
	emailText = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	phoneText = regexp.MustCompile(`^\+?[\d\s().\-x]{7,20}$`)
	nameText  = regexp.MustCompile(`^\p{Lu}[\p{L}'’.\-]*(?:,?\s+\p{Lu}[\p{L}'’.\-]*){1,4}$`)
	codeText  = regexp.MustCompile(`^(?:[A-Za-z]{1,5}[-_ ]?\d{2,}|\d{3,12}|[A-Za-z]?\d{2,}[-_]\d{2,})$`)
)

// anyDay reads days of which nothing is known yet.
func anyDay(order DateOrder) dayReader {
	return dayReader{order: order, zone: time.UTC, newest: 2069}
}

// look takes the value of one cell into account.
func (k *columnLook) look(c Cell, book helpBook) {
	text := strings.TrimSpace(c.Text)
	if text == "" || c.Filled == FilledRight {
		k.blank++
		return
	}
	k.filled++
	k.letters += len([]rune(text))
	if _, seen := k.values[text]; !seen {
		if len(k.values) >= mostValues {
			k.many = true
			return
		}
		if len(k.samples) < 3 && !isBlankWord(text) {
			k.samples = append(k.samples, sample(c))
		}
	}
	k.values[text]++
	if isBlankWord(text) {
		k.fits["blank"]++
		return
	}
	k.lookAtDay(c, text)
	for kind, is := range kindsOf(c, text, book) {
		if is {
			k.fits[kind]++
		}
	}
	k.lookAtWords(text)
	if n, ok := readNumber(text); ok && c.Format == Plain {
		k.small = k.small || n > 0 && n < 1
		k.large = k.large || n > 1
	}
}

// sample shortens a value so that a line holds three.
func sample(c Cell) string {
	text := strings.Join(strings.Fields(c.Text), " ")
	if c.Format == AsDay || c.Format == AsDayTime {
		if d, clock, bad := anyDay(YearFirst).read(c); bad == nil {
			text = strings.TrimSpace(d.String() + " " + clock)
		}
	}
	if runes := []rune(text); len(runes) > 32 {
		return string(runes[:31]) + "…"
	}
	return text
}

// lookAtDay tells whether the cell holds a day, and what it says of the order.
func (k *columnLook) lookAtDay(c Cell, text string) {
	d, _, bad := anyDay(Decide).read(c)
	if bad != nil && bad.code != "date.order" && bad.code != "date.year" {
		return
	}
	if c.Format == Plain && plainNumber.MatchString(text) && len(text) < 8 {
		k.fits["serial"]++ // a bare 46085 is a day only where the header says so
		return
	}
	k.fits["day"]++
	if bad != nil && bad.code == "date.order" {
		k.unclear++
		return
	}
	switch orderHint(text) {
	case DayFirst:
		k.hints[0] = true
	case MonthFirst:
		k.hints[1] = true
	}
	if y := d.Year; y > 0 {
		if k.days[0] == 0 || y < k.days[0] {
			k.days[0] = y
		}
		k.days[1] = max(k.days[1], y)
	}
}

// kindsOf tells as what a value reads.
func kindsOf(c Cell, text string, book helpBook) map[string]bool {
	low := strings.ToLower(normal(text))
	_, isNumber := readNumber(text)
	_, badTime := readClock(c, anyDay(Decide))
	score, _, badScore := scoreReader{book: book}.read(c)
	_, isHelp := book.read(low)
	percent := c.Format == AsPercent || strings.HasSuffix(low, "%")
	return map[string]bool{
		"number":   isNumber && c.Format != AsDay,
		"percent":  percent,
		"time":     badTime == nil && !isNumber,
		"score":    badScore == nil && !score.IsMissing(),
		"ratio":    badScore == nil && score.Form == record.Ratio,
		"help":     isHelp && !isNumber,
		"email":    emailText.MatchString(text),
		"phone":    phoneText.MatchString(text) && !strings.Contains(text, "/") && len(digitsOf(text)) >= 7,
		"name":     nameText.MatchString(text) && !isHelp && len(strings.Fields(text)) <= 4,
		"code":     codeText.MatchString(text) && c.Format == Plain,
		"sentence": len(strings.Fields(text)) >= 5 || len([]rune(text)) > 40,
		"letters":  strings.IndexFunc(text, unicode.IsLetter) >= 0,
		"yes/no":   isYesNo(low),
		"duration": isDuration(low),
	}
}

func isYesNo(low string) bool {
	switch low {
	case "yes", "no", "y", "n", "true", "false", "0", "1", "x":
		return true
	}
	return false
}

func isDuration(low string) bool {
	_, ok := readDuration(low)
	return ok
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// closedFields are the fields whose words are a closed list.
func closedFields() []string {
	return []string{"session.status", "goal.state", "session.place", "session.format", "goal.measure", "goal.better"}
}

// lookAtWords tells which closed lists know the value.
func (k *columnLook) lookAtWords(text string) {
	for _, field := range closedFields() {
		if _, ok := ourWord(field, foldWord(text)); ok {
			k.fits[field]++
			continue
		}
		if k.unknown[field] == nil {
			k.unknown[field] = map[string]bool{}
		}
		if len(k.unknown[field]) < 30 {
			k.unknown[field][text] = true
		}
	}
}

// share returns how much of the values that say something read as the type, 0
// to 1.
func (k *columnLook) share(kind string) float64 {
	said := k.filled - k.fits["blank"]
	if said <= 0 {
		return 0
	}
	return float64(k.fits[kind]) / float64(said)
}

// average returns the letters of a text, on average.
func (k *columnLook) average() int {
	if k.filled == 0 {
		return 0
	}
	return k.letters / k.filled
}

// repeats reports whether values stand in several rows.
func (k *columnLook) repeats() bool { return !k.many && len(k.values) < k.filled }

// suits reports whether the values can be those of the field. A column without
// values suits every field.
func (k *columnLook) suits(field string) bool {
	if k.filled-k.fits["blank"] <= 0 {
		return true
	}
	const most = 0.8
	switch kind := typeOf(field); {
	case kind == "day":
		return k.share("day") >= most || k.share("day")+k.share("serial") >= most && k.share("serial") > 0
	case kind == "time":
		return k.share("time") >= most || k.share("day") >= most
	case field == "point.percent" || field == "goal.target_percent":
		return k.share("number") >= most || k.share("percent") >= most || k.share("number")+k.share("percent") >= most
	case field == "session.minutes":
		return k.share("number") >= most || k.share("duration") >= most
	case kind == "number":
		return k.share("number") >= most && k.share("day") < 0.5
	case kind == "score":
		return k.share("score") >= 0.6 && k.share("day") < 0.5
	case kind == "help":
		return k.share("help") >= 0.6
	case kind == "yes/no":
		return k.share("yes/no") >= most
	case strings.Contains(kind, ", "):
		return k.share(field) >= 0.5
	case kind == "id":
		return k.share("day") < 0.5 && k.share("sentence") < 0.3 && k.share("name") < 0.5 && k.share("help") < 0.5
	case kind == "name", field == "client.first", field == "client.last", field == "contact.name":
		return k.share("letters") >= most && k.share("day") < 0.2 && k.share("sentence") < 0.3
	case field == "contact.email":
		return k.share("email") >= 0.6
	case field == "contact.phone":
		return k.share("phone") >= 0.6
	case field == "goal.title", field == "goal.text", field == "objective.text":
		return k.share("letters") >= most && k.share("day") < 0.2
	case field == "goal.discipline", field == "session.discipline":
		return k.average() <= 30 && k.share("letters") >= most
	}
	return k.share("day") < 0.5
}
