package language

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Day is a calendar day; record.Date converts to it.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// fill replaces {slot} by value, for pairs of slot and value.
func fill(form string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		form = strings.ReplaceAll(form, "{"+pairs[i]+"}", pairs[i+1])
	}
	return form
}

// Month returns the month's name: "August".
func (l *Language) Month(m time.Month) string {
	if m < time.January || m > time.December {
		return ""
	}
	return l.file.Months[m-1]
}

// DayMonth writes a day without its year: "August 3".
func (l *Language) DayMonth(d Day) string {
	return fill(l.file.Dates.Day, "day", strconv.Itoa(d.Day), "month", l.Month(d.Month))
}

// DayShort writes a day where there is little room, as below a chart: "Aug 3".
func (l *Language) DayShort(d Day) string {
	if len(l.file.Short) == 0 || d.Month < time.January || d.Month > time.December {
		return l.DayMonth(d)
	}
	return fill(cmp.Or(l.file.Dates.Short, l.file.Dates.Day), "day", strconv.Itoa(d.Day), "month", l.file.Short[d.Month-1])
}

// Date writes a day with its year: "August 3, 2026".
func (l *Language) Date(d Day) string {
	return fill(l.file.Dates.Full, "day", strconv.Itoa(d.Day), "month", l.Month(d.Month), "year", strconv.Itoa(d.Year))
}

// OnDay writes a day as an adverb: "on August 3".
func (l *Language) OnDay(d Day) string { return fill(l.file.Dates.OnDay, "date", l.DayMonth(d)) }

// Span writes a period: "August 3 to October 30, 2026"; both years where they differ.
func (l *Language) Span(from, to Day) string {
	start := l.DayMonth(from)
	if from.Year != to.Year {
		start = l.Date(from)
	}
	return fill(l.file.Dates.Span, "from", start, "to", l.Date(to))
}

// InMonth writes when a day was, as seen from another: "in August", with the
// year where more than 10 months lie between.
func (l *Language) InMonth(d, seenFrom Day) string {
	if far(d, seenFrom) {
		return fill(l.file.Dates.InYear, "month", l.Month(d.Month), "year", strconv.Itoa(d.Year))
	}
	return fill(l.file.Dates.InMonth, "month", l.Month(d.Month))
}

// Around writes a day to come as parents say it: "the end of January", with
// the year where it is more than 10 months from the other day.
func (l *Language) Around(d, seenFrom Day) string {
	form := l.file.Dates.End
	switch {
	case d.Day <= 10:
		form = l.file.Dates.Start
	case d.Day <= 20:
		form = l.file.Dates.Middle
	}
	when := fill(form, "month", l.Month(d.Month))
	if far(d, seenFrom) {
		return fill(l.file.Dates.WithYear, "when", when, "year", strconv.Itoa(d.Year))
	}
	return when
}

func far(a, b Day) bool {
	months := (a.Year-b.Year)*12 + int(a.Month) - int(b.Month)
	return b != Day{} && (months > 10 || months < -10)
}

// Int writes a whole number: "1,200".
func (l *Language) Int(n int) string { return l.Number(float64(n), 0) }

// Number writes a number with at most so many decimals, without trailing
// zeros; halves go away from zero. A value that rounds to zero is "0".
func (l *Language) Number(x float64, decimals int) string {
	scale := math.Pow10(decimals)
	text := strconv.FormatFloat(math.Round(float64(x*scale))/scale, 'f', decimals, 64)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, part, _ := strings.Cut(text, ".")
	part = strings.TrimRight(part, "0")
	if whole == "0" && part == "" {
		return "0"
	}
	for i := len(whole) - 3; i > 0 && l.file.Numbers.Thousands != ""; i -= 3 {
		whole = whole[:i] + l.file.Numbers.Thousands + whole[i:]
	}
	if part != "" {
		part = l.file.Numbers.Decimal + part
	}
	return sign + whole + part
}

// Percent writes a percent, 0-100: "72.5%".
func (l *Language) Percent(x float64) string {
	return fill(l.file.Numbers.Percent, "n", l.Number(x, 1))
}

// Forms returns how numbers are written: the decimal sign, and a percent with
// the number as {n}.
func (l *Language) Forms() (decimal, percent string) {
	return l.file.Numbers.Decimal, l.file.Numbers.Percent
}

// Small writes a whole number in words up to ten, else in digits: "three".
func (l *Language) Small(n int) string {
	if n >= 0 && n < len(l.file.Small) {
		return l.file.Small[n]
	}
	return l.Int(n)
}

// Ordinal writes the n-th: "third", "21st".
func (l *Language) Ordinal(n int) string {
	if word, ok := l.file.Ordinals[strconv.Itoa(n)]; ok {
		return word
	}
	if form, ok := l.file.Ordinals["ends "+strconv.Itoa(n%100)]; ok {
		return fill(form, "n", l.Int(n))
	}
	if form, ok := l.file.Ordinals["ends "+strconv.Itoa(n%10)]; ok {
		return fill(form, "n", l.Int(n))
	}
	return fill(l.file.Ordinals["other"], "n", l.Int(n))
}

// List joins things with "and": "a, b, and c".
func (l *Language) List(things []string) string { return l.join(things, l.file.Lists.Last) }

// Or joins things with "or".
func (l *Language) Or(things []string) string {
	if len(things) == 2 {
		return l.between(l.file.Lists.Or, things[0], things[1])
	}
	return l.join(things, l.file.Lists.Or)
}

func (l *Language) join(things []string, last string) string {
	switch len(things) {
	case 0:
		return ""
	case 1:
		return things[0]
	case 2:
		return l.between(l.file.Lists.Two, things[0], things[1])
	}
	n := len(things) - 1
	return l.between(last, strings.Join(things[:n], l.file.Lists.Comma), things[n])
}

// between fills the form of two things. The word between them may change with
// the sound that follows: "aguja e hilo", "7 u 8".
func (l *Language) between(form, a, b string) string {
	for _, s := range l.file.Lists.Sound {
		if s.sounds(b) {
			form = strings.Replace(form, " "+s.Word+" ", " "+s.As+" ", 1)
		}
	}
	return fill(form, "a", a, "b", b)
}

// sounds reports whether the word changes before the text.
func (s soundForm) sounds(next string) bool {
	next = strings.ToLower(strings.TrimLeft(next, `"“«¿¡(`))
	starts := func(start string) bool { return strings.HasPrefix(next, start) }
	first, _, _ := strings.Cut(next, " ")
	return slices.Contains(s.Words, first) || slices.ContainsFunc(s.Before, starts) && !slices.ContainsFunc(s.Not, starts)
}

// Duration writes seconds as parents say them: "4 minutes", "1 minute 30
// seconds", "1 hour 5 minutes". Fractions of a second are rounded.
func (l *Language) Duration(seconds float64) string {
	total := int(math.Round(seconds))
	t := l.file.Times
	h, m, s := total/3600, total%3600/60, total%60
	var parts []string
	for _, p := range []struct {
		n int
		plural
	}{{h, t.Hours}, {m, t.Minutes}, {s, t.Seconds}} {
		if p.n > 0 {
			parts = append(parts, l.plural(p.n, p.plural))
		}
	}
	if len(parts) == 0 {
		return l.plural(0, t.Seconds)
	}
	return strings.Join(parts, t.Join)
}

func (l *Language) plural(n int, p plural) string {
	if n == 1 {
		return fill(p.One, "n", l.Int(n))
	}
	return fill(p.Other, "n", l.Int(n))
}

// Age writes an age in years, in months under two years.
func (l *Language) Age(years, months int) string {
	if years < 2 {
		return l.plural(months, l.file.Names.Months)
	}
	return l.plural(years, l.file.Names.Years)
}

// Score fills a form of a score by its key, such as "of times" with ok and of.
func (l *Language) Score(key string, pairs ...string) string {
	return fill(l.file.Scores[key], pairs...)
}

// FromTo says two amounts, and the words that both end in only once: "from 3
// to 7 out of 10 times".
func (l *Language) FromTo(a, b string) string {
	first, second := strings.Fields(a), strings.Fields(b)
	for len(first) > 1 && len(second) > 1 && first[len(first)-1] == second[len(second)-1] {
		first, second = first[:len(first)-1], second[:len(second)-1]
	}
	return l.FromToInFull(strings.Join(first, " "), b)
}

// FromToInFull says two amounts whole: times such as "17 minutes 30 seconds"
// lose their meaning where the words that both end in are said once.
func (l *Language) FromToInFull(a, b string) string {
	return fill(l.file.Lists.FromTo, "a", a, "b", b)
}

// Quote puts a text in quotation marks.
func (l *Language) Quote(text string) string { return fill(l.file.Lists.Quote, "text", text) }

// Filled puts n in the place that a form of Help keeps for it.
func (l *Language) Filled(form, n string) string { return fill(form, "n", n) }

// Reason says how a fact was worked out, such as "last three" with days.
func (l *Language) Reason(key string, pairs ...string) string {
	return fill(l.file.Reasons[key], pairs...)
}

// TeamScore is Score in the words that schools and payers use ("7 of 10
// trials"), where the language has any.
func (l *Language) TeamScore(key string, pairs ...string) string {
	if form, ok := l.file.Scores["team "+key]; ok {
		return fill(form, pairs...)
	}
	return l.Score(key, pairs...)
}

// Counted writes so many things by their plural name, "5 bites of food", and
// the singular for one. A unit may give both as "child|children".
func (l *Language) Counted(number, unit string) string {
	one, many, both := strings.Cut(unit, "|")
	if !both {
		one, many = "", unit
	}
	if number != "1" {
		return number + " " + strings.TrimSpace(many)
	}
	if one == "" {
		one = l.singular(many)
	}
	return number + " " + strings.TrimSpace(one)
}

// Unit returns the plural name of a unit, which may give both forms.
func (l *Language) Unit(unit string) string {
	if _, many, both := strings.Cut(unit, "|"); both {
		return strings.TrimSpace(many)
	}
	return strings.TrimSpace(unit)
}

// singular turns the head noun of a noun phrase into its singular.
func (l *Language) singular(phrase string) string {
	words := strings.Fields(phrase)
	head := len(words) - 1
	for i, w := range words {
		if i > 0 && contains(l.file.Singular.Stops, w) {
			head = i - 1
			break
		}
	}
	if head < 0 {
		return phrase
	}
	words[head] = l.singularWord(words[head])
	return strings.Join(words, " ")
}

func (l *Language) singularWord(word string) string {
	if one, ok := l.file.Singular.Irregular[word]; ok {
		return one
	}
	for _, e := range l.file.Singular.Endings {
		if len(e) == 2 && strings.HasSuffix(word, e[0]) {
			return strings.TrimSuffix(word, e[0]) + e[1]
		}
	}
	return word
}

func contains(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

// Article returns the indefinite article for the word that follows: "an".
func (l *Language) Article(next string) string {
	a := l.file.Article
	next = strings.ToLower(next)
	first, _ := utf8.DecodeRuneInString(next)
	vowel := strings.ContainsRune(a.Vowels, first)
	for _, start := range a.Not {
		vowel = vowel && !strings.HasPrefix(next, start)
	}
	for _, start := range a.Also {
		vowel = vowel || strings.HasPrefix(next, start)
	}
	if vowel {
		return a.Vowel
	}
	return a.Else
}

// Help returns the words for a step of a ladder, 0 (all the help) to 8 (none).
func (l *Language) Help(ladder string, level int) (Help, bool) {
	steps := l.file.Help[ladder]
	if level < 0 || level >= len(steps) {
		return Help{}, false
	}
	return steps[level], true
}

// GAS returns the words for a goal attainment level, -2 to 2.
func (l *Language) GAS(level int) (string, bool) {
	if level < -2 || level > 2 {
		return "", false
	}
	return l.file.GAS[level+2], true
}

// Place returns where something was seen: "in the clinic".
func (l *Language) Place(place string) (string, bool) {
	words, ok := l.file.Places[place]
	return words, ok
}

// Area returns the plain word for a domain of goals: "dressing".
func (l *Language) Area(domain string) (string, bool) {
	words, ok := l.file.Areas[domain]
	return words, ok
}

// Person returns who said something, as a subject: "your child's teacher".
func (l *Language) Person(audience, by string) (string, bool) {
	words, ok := l.file.People[audience+" "+by]
	if !ok {
		words, ok = l.file.People[by]
	}
	return l.addressed(words), ok
}

// Possessive returns the possessive of a name: "Linh's".
func (l *Language) Possessive(name string) string {
	return fill(l.file.Names.Possessive, "name", name)
}

// Unnamed returns what stands for a name that is not known: "your child".
func (l *Language) Unnamed(audience string) string {
	return l.addressed(l.file.Names.Unknown[audience])
}

// Timed reports whether the unit says by itself over what time it is counted:
// "words in one minute".
func (l *Language) Timed(unit string) bool {
	unit += " "
	return slices.ContainsFunc(l.file.TimedUnits, func(sign string) bool { return strings.Contains(unit, sign) })
}

// SmallWord reports whether the word is one of the language's small ones, such
// as "to" and "the", which no thing's name begins with.
func (l *Language) SmallWord(word string) bool {
	word = strings.ToLower(word)
	return slices.Contains(l.file.Singular.Stops, word) || slices.Contains(l.file.SmallWords, word)
}

// Capital returns the text with its first letter in upper case.
func (l *Language) Capital(text string) string { return onFirst(text, unicode.ToUpper) }

// Lower returns the text with its first letter in lower case, as a status
// stands in a heading: "on track".
func (l *Language) Lower(text string) string { return onFirst(text, unicode.ToLower) }

func onFirst(text string, change func(rune) rune) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(change(r)) + text[size:]
}
