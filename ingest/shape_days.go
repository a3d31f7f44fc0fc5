package ingest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"time"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// dayShift moves the days of each child by a number of days of its own, so that
// what lies between them stays; where nothing decides the order of a column's
// days, by whole years, so that nothing decides it after. A child's number follows
// from the key alone, so that it is the same in another file.
type dayShift struct {
	keyed func(kind, text string) *rand.Rand
	today record.Date       // zero: not known
	known map[childDay]bool // days of the file; true: the text shows its order
	whose string            // the child that the row at hand is of; "" nobody's
	round int               // other numbers are tried where the first hide the order of the days
	moves map[string][2]int // days and years, by child
}

// childDay is a day of a child, counted from 1970 on.
type childDay struct {
	child string
	n     int
}

func newDayShift(keyed func(kind, text string) *rand.Rand) dayShift {
	return dayShift{keyed: keyed, known: map[childDay]bool{}, round: -1, moves: map[string][2]int{}}
}

// by returns by how many days and years a child's days move.
func (d *dayShift) by(child string) (days, years int) {
	move, known := d.moves[child]
	if !known {
		r := d.keyed(fmt.Sprint("days ", d.round), child)
		move = [2]int{400 + r.IntN(400), 4 * (1 + r.IntN(3))}
		d.moves[child] = move
	}
	return move[0], move[1]
}

// dayNumber counts days from 1970 on.
func dayNumber(d record.Date) int {
	return int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// learn takes a day of the file into account.
func (d *dayShift) learn(c sheet.Cell, order value.DateOrder) {
	one := sheet.Cell{Text: strings.TrimSpace(c.Text), Format: c.Format}
	day, _, bad := dayReaderOf(order).Read(one)
	if bad != nil || day.IsZero() || isUndecided(one.Text, order) {
		return
	}
	at := childDay{d.whose, dayNumber(day)}
	d.known[at] = d.known[at] || value.OrderHint(one.Text) != value.Decide
}

// isUndecided reports whether a day stands in a column whose order nothing
// decides, and is written with numbers that may be read in two ways elsewhere.
func isUndecided(text string, order value.DateOrder) bool {
	m := value.NumericDay.FindStringSubmatch(text)
	return order == value.Decide && m != nil && len(m[1]) <= 2
}

// choose finds numbers by which the days of the file still show their order: the
// first ones of the key, but in a file of few days.
func (d *dayShift) choose() {
	for d.round = range 200 {
		clear(d.moves)
		if d.fits() {
			return
		}
	}
	d.round = 0
	clear(d.moves)
}

// fits reports whether the shift leaves a day over 12 where there was one.
func (d *dayShift) fits() bool {
	before := false
	for at, shows := range d.known {
		if !shows {
			continue
		}
		before = true
		days, _ := d.by(at.child)
		if !d.today.IsZero() && at.n > dayNumber(d.today) {
			days = -days // stays in the future
		}
		if time.Unix(int64(at.n-days)*24*60*60, 0).UTC().Day() > 12 {
			return true
		}
	}
	return !before
}

// day returns the shifted day. Days after today go forward, so that they stay
// in the future.
func (k *faker) day(c sheet.Cell, order value.DateOrder) string {
	if k.days.round < 0 {
		k.days.choose()
	}
	text := strings.TrimSpace(c.Text)
	key := "day\x00" + string(order) + string(c.Format) + k.days.whose + "\x00" + text
	if made, ok := k.given[key]; ok {
		return made
	}
	made := k.newDay(c, order, text)
	k.given[key] = made
	return made
}

func (k *faker) newDay(c sheet.Cell, order value.DateOrder, text string) string {
	one := sheet.Cell{Text: text, Format: c.Format}
	days, years := k.days.by(k.days.whose)
	d, _, bad := dayReaderOf(order).Read(one)
	if bad == nil && !k.days.today.IsZero() && d.After(k.days.today) {
		days, years = -days, -years
	}
	if made, ok := moved(one, order, days); ok && !isUndecided(text, order) {
		return made
	}
	if value.NumericDay.MatchString(text) {
		if made := byYears(text, years); made != text {
			return made
		}
	}
	if strings.IndexFunc(text, func(r rune) bool { return r >= '0' && r <= '9' }) >= 0 && len(text) < 20 {
		return k.brokenDay(one, order, text)
	}
	return k.note(text)
}

// brokenDay makes up what reads as no day in the same way.
func (k *faker) brokenDay(c sheet.Cell, order value.DateOrder, text string) string {
	flawOf := func(t string) string {
		_, _, bad := dayReaderOf(order).Read(sheet.Cell{Text: t, Format: c.Format})
		if bad == nil {
			return ""
		}
		return bad.Code
	}
	for range 200 {
		made := k.mapWords(k.digits(text), k.resultWord)
		if made != text && flawOf(made) == flawOf(text) && value.OrderHint(made) == value.OrderHint(text) && !k.taken[made] {
			return made
		}
	}
	return k.note(text)
}

// dayReaderOf reads the days of a column as ingest does.
func dayReaderOf(order value.DateOrder) value.DayReader {
	r := anyDay(order)
	r.Newest = 2036
	return r
}

// yearText finds a year in a day that is written with numbers.
var yearText = regexp.MustCompile(`^(\d{4})([/.\-]\d{1,2}[/.\-]\d{1,2}.*)$|^(\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*)(\d{4}|\d{2})(\D.*)?$`)

// byYears takes years from a day that is written with numbers, whatever their
// order; a text that is none stays.
func byYears(text string, years int) string {
	m := yearText.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	if m[1] != "" {
		return fmt.Sprintf("%04d%s", atoi(m[1])-years, m[2])
	}
	year := atoi(m[4]) - years
	if len(m[4]) == 2 {
		year = (year + 100) % 100
	}
	return fmt.Sprintf("%s%0*d%s", m[3], len(m[4]), year, m[5])
}

// moved writes the day of a cell that many days earlier, in the same form.
// False: the text is no day whose parts are sure, or its form is not known.
func moved(c sheet.Cell, order value.DateOrder, days int) (string, bool) {
	text := c.Text
	d, clock, bad := dayReaderOf(order).Read(c)
	if bad != nil || d.IsZero() {
		return text, false
	}
	made, ok := movedSerial(c, days)
	if !ok {
		made, ok = movedText(text, order, days)
	}
	if !ok {
		return text, false
	}
	again, clock2, bad := dayReaderOf(order).Read(sheet.Cell{Text: made, Format: c.Format})
	return made, bad == nil && again == d.AddDays(-days) && clock2 == clock
}

// movedSerial moves a spreadsheet's count of days.
func movedSerial(c sheet.Cell, days int) (string, bool) {
	serial, err := strconv.ParseFloat(c.Text, 64)
	if err != nil || value.PackedDay.MatchString(c.Text) {
		return "", false
	}
	whole, part, _ := strings.Cut(c.Text, ".")
	if strings.ContainsAny(c.Text, "eE") {
		return strconv.FormatFloat(serial-float64(days), 'f', -1, 64), true
	}
	n := strconv.Itoa(int(math.Trunc(serial)) - days)
	if part != "" || strings.HasSuffix(whole, ".") {
		n += "." + part
	}
	return n, true
}

// movedText moves a day that is written out.
func movedText(text string, order value.DateOrder, days int) (string, bool) {
	if m := value.PackedDay.FindStringSubmatch(text); m != nil {
		d := record.Date{Year: atoi(m[1] + m[2]), Month: time.Month(atoi(m[3])), Day: atoi(m[4])}.AddDays(-days)
		return fmt.Sprintf("%04d%02d%02d", d.Year, d.Month, d.Day), true
	}
	if len(text) >= 10 && value.InstantDay.MatchString(text) {
		d, err := record.ParseDate(text[:10])
		return d.AddDays(-days).String() + text[10:], err == nil
	}
	if at := value.NumericDay.FindStringSubmatchIndex(text); at != nil {
		return movedNumeric(text, order, days, at)
	}
	if at := value.WordyDay.FindStringSubmatchIndex(text); at != nil {
		return movedWordy(text, days, at)
	}
	return "", false
}

// movedNumeric moves three numbers, at the places that the pattern found.
func movedNumeric(text string, order value.DateOrder, days int, at []int) (string, bool) {
	part := func(n int) string { return text[at[2*n]:at[2*n+1]] }
	d, _, bad := dayReaderOf(order).Read(sheet.Cell{Text: text})
	if bad != nil {
		return "", false
	}
	yearFirst := len(part(1)) >= 3 || order == value.YearFirst && len(part(4)) < 3
	d2 := d.AddDays(-days)
	values := map[int]int{1: int(d2.Month), 3: d2.Day, 4: d2.Year}
	switch {
	case yearFirst:
		values = map[int]int{1: d2.Year, 3: int(d2.Month), 4: d2.Day}
	case atoi(part(1)) == d.Day && atoi(part(3)) == int(d.Month) && (order == value.DayFirst || atoi(part(1)) > 12 || order == value.Decide && atoi(part(1)) == atoi(part(3))):
		values = map[int]int{1: d2.Day, 3: int(d2.Month), 4: d2.Year}
	}
	padded := yearFirst && len(part(3)) == 2 && len(part(4)) == 2 || strings.HasPrefix(part(1), "0") || strings.HasPrefix(part(3), "0")
	var b strings.Builder
	last := 0
	for _, n := range []int{1, 3, 4} {
		b.WriteString(text[last:at[2*n]])
		old := part(n)
		v := values[n]
		if isYear := n == 4 && !yearFirst || n == 1 && yearFirst; isYear && len(old) <= 2 {
			v %= 100
			fmt.Fprintf(&b, "%02d", v)
		} else if padded || isYear {
			fmt.Fprintf(&b, "%02d", v)
		} else {
			b.WriteString(strconv.Itoa(v))
		}
		last = at[2*n+1]
	}
	b.WriteString(text[last:])
	return b.String(), true
}

// movedWordy moves a day whose month is a word: the month keeps its length,
// short or full, and its capitals; the name of a weekday goes.
func movedWordy(text string, days int, at []int) (string, bool) {
	d, _, bad := dayReaderOf(value.MonthFirst).Read(sheet.Cell{Text: text})
	if bad != nil {
		return "", false
	}
	d2 := d.AddDays(-days)
	dayAt, monthAt := 1, 2
	if at[4] < 0 {
		dayAt, monthAt = 4, 3
	}
	month := d2.Month.String()
	old := text[at[2*monthAt]:at[2*monthAt+1]]
	if len(old) <= 4 && !strings.EqualFold(old, d.Month.String()) || len(old) == 3 {
		month = month[:3]
	}
	if old == strings.ToUpper(old) {
		month = strings.ToUpper(month)
	}
	year := fmt.Sprintf("%0*d", at[11]-at[10], d2.Year)
	if at[11]-at[10] == 2 {
		year = fmt.Sprintf("%02d", d2.Year%100)
	}
	texts := map[int]string{dayAt: strconv.Itoa(d2.Day), monthAt: month, 5: year}
	var b strings.Builder
	last := min(at[2*dayAt], at[2*monthAt])
	for _, n := range []int{1, 2, 3, 4, 5} {
		if at[2*n] >= 0 && texts[n] != "" {
			b.WriteString(text[last:at[2*n]] + texts[n])
			last = at[2*n+1]
		}
	}
	b.WriteString(text[last:])
	return strings.NewReplacer("1nd", "1st", "2st", "2nd").Replace(b.String()), true
}

// timeShift moves all clock times of a file by the same number of minutes.
type timeShift struct {
	random  *rand.Rand
	texts   map[string]bool
	first   int // minutes of the day, of the earliest and the latest time
	last    int
	hours   bool // a time without minutes, "9 AM": only whole hours can be moved
	seen    bool
	minutes int
}

// learn takes a clock time of the file into account.
func (s *timeShift) learn(c sheet.Cell) {
	clock, bad := value.ClockText(strings.TrimSpace(c.Text))
	if bad != nil || clock == "" {
		return
	}
	s.texts[strings.TrimSpace(c.Text)] = true
	at := value.MinuteOf(clock)
	if !s.seen {
		s.first, s.last, s.seen = at, at, true
	}
	s.first, s.last = min(s.first, at), max(s.last, at)
	s.hours = s.hours || !strings.Contains(c.Text, ":")
}

// choose finds a shift that no time leaves the day by, and by which no time
// becomes another one of the file.
func (s *timeShift) choose() {
	step := 1
	if s.hours {
		step = 60
	}
	s.minutes = step
	for range 200 {
		n := step * (s.random.IntN(361/step) - 180/step)
		if n == 0 || s.first+n < 0 || s.last+n >= 24*60 {
			continue
		}
		s.minutes = n
		if !s.meets(n) {
			return
		}
	}
}

func (s *timeShift) meets(n int) bool {
	for text := range s.texts {
		if s.texts[movedClock(text, n)] {
			return true
		}
	}
	return false
}

// movedClock moves a clock time, in the form in which it is written.
func movedClock(text string, minutes int) string {
	at := value.ClockTime.FindStringSubmatchIndex(text)
	clock, bad := value.ClockText(text)
	if at == nil || bad != nil || clock == "" {
		return text
	}
	now := (value.MinuteOf(clock) + minutes + 24*60) % (24 * 60)
	hour := now / 60
	half := ""
	if at[8] >= 0 {
		half = "a"
		if hour >= 12 {
			half = "p"
		}
		if text[at[8]] < 'a' {
			half = strings.ToUpper(half)
		}
		hour = (hour+11)%12 + 1
	}
	var b strings.Builder
	if text[at[2]] == '0' || at[8] < 0 && at[3]-at[2] == 2 {
		fmt.Fprintf(&b, "%02d", hour)
	} else {
		b.WriteString(strconv.Itoa(hour))
	}
	rest := at[3]
	if at[4] >= 0 {
		b.WriteString(text[rest:at[4]] + fmt.Sprintf("%02d", now%60))
		rest = at[5]
	}
	if at[8] >= 0 {
		b.WriteString(text[rest:at[8]] + half)
		rest = at[9]
	}
	return b.String() + text[rest:]
}

// time returns the shifted clock time; what is a day too is moved as one, and
// what is neither is blanked.
func (k *faker) time(c sheet.Cell) string {
	if k.times.minutes == 0 {
		k.times.choose()
	}
	text := strings.TrimSpace(c.Text)
	if value.IsTimeCell(c) {
		if part, err := strconv.ParseFloat(text, 64); err == nil {
			return strconv.FormatFloat(math.Mod(part+float64(k.times.minutes)/(24*60)+1, 1), 'g', 15, 64)
		}
	}
	if made := movedClock(text, k.times.minutes); made != text {
		return made
	}
	if _, _, bad := anyDay(value.MonthFirst).Read(c); bad == nil {
		return k.day(c, value.MonthFirst)
	}
	if _, ok := value.Number(text); ok {
		return k.number(c, -2)
	}
	return k.note(text)
}
