package ingest

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// columnLook is what the values of one column look like.
type columnLook struct {
	header  string
	from04  bool     // the workbook counts days from 1904
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
	signs   value.Signs
}

// mostValues is how many different values of a column are kept.
const mostValues = 5000

var (
	emailText = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	phoneText = regexp.MustCompile(`^\+?[\d\s().\-x]{7,20}$`)
	// Words of a name begin with a capital, but for particles such as "de la" and "van".
	nameText = regexp.MustCompile(`^\p{Lu}[\p{L}'’.\-]*(?:,?\s+(?:(?:d[aeio]s?|de[lr]|las?|los|y|e|van|von|den|der|ter|bin|al|el|ibn) )*\p{Lu}[\p{L}'’.\-]*){1,5}$`)
	codeText = regexp.MustCompile(`^(?:[A-Za-z]{1,5}[-_ ]?\d{2,}|\d{3,12}|[A-Za-z]?\d{2,}[-_]\d{2,})$`)
)

// anyDay reads days of which nothing is known yet.
func anyDay(order value.DateOrder) value.DayReader {
	return value.DayReader{Order: order, Zone: time.UTC, Newest: 2069}
}

// look takes the value of one cell into account.
func (k *columnLook) look(c sheet.Cell, book value.HelpBook) {
	text := strings.TrimSpace(c.Text)
	if text == "" || c.Filled == sheet.FilledRight {
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
		if len(k.samples) < 3 && !value.IsBlank(text) {
			k.samples = append(k.samples, k.sample(c))
		}
	}
	k.values[text]++
	k.signs = k.signs.With(text)
	if value.IsBlank(text) {
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
	k.lookAtSigns(text, book)
	if n, ok := value.Number(text); ok && c.Format == sheet.Plain {
		k.small = k.small || n > 0 && n < 1
		k.large = k.large || n > 1
	}
}

// lookAtSigns notes texts that a column of results may hold beside results: a
// plus, a word of attendance, and what nobody can read.
func (k *columnLook) lookAtSigns(text string, book value.HelpBook) {
	if _, missed := value.Attendance(text); missed {
		k.fits["missed"]++
		return
	}
	_, _, bad := value.ScoreReader{Book: book}.Read(sheet.Cell{Text: text})
	if bad == nil {
		return
	}
	if _, _, worse := (value.ScoreReader{Book: book, Signs: k.signs}).Read(sheet.Cell{Text: text}); worse == nil {
		k.fits["score"]++
	}
}

// sample shortens a value so that a line holds three.
func (k *columnLook) sample(c sheet.Cell) string {
	text := strings.Join(strings.Fields(value.Shown(c)), " ")
	if c.Format == sheet.AsDay || c.Format == sheet.AsDayTime {
		reader := anyDay(value.YearFirst)
		reader.From04 = k.from04
		if d, clock, bad := reader.Read(c); bad == nil {
			text = strings.TrimSpace(d.String() + " " + clock)
		}
	}
	if runes := []rune(text); len(runes) > 32 {
		return string(runes[:31]) + "…"
	}
	return text
}

// lookAtDay tells whether the cell holds a day, and what it says of the order.
func (k *columnLook) lookAtDay(c sheet.Cell, text string) {
	d, _, bad := anyDay(value.Decide).Read(c)
	if bad != nil && bad.Code != "date.order" && bad.Code != "date.year" {
		return
	}
	if c.Format == sheet.Plain && value.PlainNumber.MatchString(text) && len(text) < 8 {
		k.fits["serial"]++ // a bare 46085 is a day only where the header says so
		return
	}
	k.fits["day"]++
	if bad != nil && bad.Code == "date.order" {
		k.unclear++
		return
	}
	switch value.OrderHint(text) {
	case value.DayFirst:
		k.hints[0] = true
	case value.MonthFirst:
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
func kindsOf(c sheet.Cell, text string, book value.HelpBook) map[string]bool {
	low := strings.ToLower(value.Normal(text))
	_, isNumber := value.Number(text)
	_, badTime := value.Clock(c, anyDay(value.Decide))
	score, _, badScore := value.ScoreReader{Book: book}.Read(c)
	_, isHelp := book.Read(low)
	percent := c.Format == sheet.AsPercent || strings.HasSuffix(low, "%") || badScore == nil && score.Form == record.PercentForm
	return map[string]bool{
		"number":   isNumber && c.Format != sheet.AsDay,
		"percent":  percent,
		"time":     badTime == nil && !isNumber,
		"score":    badScore == nil && !score.IsMissing(),
		"ratio":    badScore == nil && score.Form == record.Ratio,
		"help":     isHelp && !isNumber,
		"email":    emailText.MatchString(text),
		"phone":    phoneText.MatchString(text) && !strings.Contains(text, "/") && len(digitsOf(text)) >= 7,
		"name":     nameText.MatchString(text) && !isHelp && len(strings.Fields(text)) <= 4,
		"code":     codeText.MatchString(text) && c.Format == sheet.Plain,
		"sentence": len(strings.Fields(text)) >= 5 || len([]rune(text)) > 40,
		"letters":  strings.IndexFunc(text, unicode.IsLetter) >= 0,
		"yes/no":   isYesNo(low),
		"duration": isDuration(low),
		"numbered": isNumbered(text),
		"no id":    value.IsNameNotID(text) && !isNumbered(text),
	}
}

// isNumbered reports whether a record number stands beside a name.
func isNumbered(text string) bool {
	_, _, ok := value.SplitNumber(text)
	return ok
}

func isYesNo(low string) bool {
	_, known := value.YesNo(low)
	return known
}

func isDuration(low string) bool {
	_, ok := value.Duration(low)
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
		if _, ok := value.Word(field, value.FoldWord(text)); ok {
			k.fits[field]++
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

// standTwice reports whether a value stands in several rows.
func (k *columnLook) standTwice() bool {
	for v, n := range k.values {
		if n > 1 && !value.IsBlank(v) {
			return true
		}
	}
	return false
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
		return k.share("number") >= most || k.share("duration") >= most || k.share("time") >= most || k.share("number")+k.share("duration")+k.share("time") >= most && k.share("duration") > 0
	case kind == "number":
		return k.share("number") >= most && k.share("day") < 0.5
	case field == "point.id" && k.standTwice():
		return false
	case field == "point.trial":
		days := k.share("day") * float64(boolInt(k.days[0] > 0)) // "set 1" is no first of September
		return k.share("yes/no") < most && k.share("ratio")+k.share("percent")+days < 0.5
	case kind == "score":
		return k.share("score") > 0 && k.share("score")+k.share("missed") >= 0.6 && k.share("day") < 0.5
	case kind == "help":
		return k.share("help") >= 0.6
	case kind == "yes/no":
		return k.share("yes/no") >= most
	case field == "session.status" && headerKey(k.header) == "state" && len(k.values) == 1 && k.areStates():
		return false // a state of the country, of which some are codes of attendance too
	case strings.Contains(kind, ", "):
		return k.share(field) >= 0.5
	case kind == "id":
		return k.share("day") < 0.5 && k.share("sentence") < 0.3 && k.share("name") < 0.5 && k.share("numbered") < 0.5 && k.share("no id") < 0.5 && k.share("help") < 0.5
	case kind == "name", field == "client.first", field == "client.last", field == "contact.name":
		return k.share("letters") >= most && k.share("day") < 0.2 && (k.share("sentence") < 0.3 || k.average() <= 35) // names have five words too
	case field == "contact.email":
		return k.share("email") >= 0.6
	case field == "contact.phone":
		return k.share("phone") >= 0.6
	case field == "goal.title", field == "goal.text", field == "objective.text":
		return k.share("letters") >= most && k.share("day") < 0.2 && !k.tellsOfVisits()
	case field == "goal.discipline", field == "session.discipline":
		return k.average() <= 30 && k.share("letters") >= most
	}
	return k.share("day") < 0.5
}

// areStates reports whether all values have the form of a state's two letters.
func (k *columnLook) areStates() bool {
	for text := range k.values {
		if !value.IsState(text) && !value.IsBlank(text) {
			return false
		}
	}
	return true
}
