package ingest

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// faker makes values up. The same value gives the same one, within one file and
// in files of the same key; nothing of what it remembers is kept.
type faker struct {
	seed   [32]byte
	random *rand.Rand
	given  map[string]string // role and value: what stands for it
	taken  map[string]bool   // values of the file, and values that were made up
	words  map[string]string // of names
	notes  int
	heads  int
	days   dayShift
	times  timeShift
	book   value.HelpBook
}

func newFaker(seed [32]byte) *faker {
	k := &faker{seed: seed, given: map[string]string{}, taken: map[string]bool{}, words: map[string]string{}, book: value.NewHelpBook()}
	k.random = k.keyed("file", "")
	k.days, k.times = newDayShift(k.keyed), timeShift{random: k.random, texts: map[string]bool{}}
	return k
}

// keyed gives the chance that belongs to a value: it follows from the key and the
// value, and leads back to neither.
func (k *faker) keyed(kind, text string) *rand.Rand {
	mac := hmac.New(sha256.New, k.seed[:])
	mac.Write([]byte(kind + "\x00" + text))
	return rand.New(rand.NewChaCha8([32]byte(mac.Sum(nil))))
}

// with makes something up by the chance that belongs to a value.
func (k *faker) with(kind, text string, invent func() string) string {
	before := k.random
	k.random = k.keyed(kind, text)
	made := invent()
	k.random = before
	return made
}

// avoid says that a value of the file must not be made up.
func (k *faker) avoid(text string) { k.taken[text] = true }

// once returns what stands for a value in its role, invented where there is
// none yet. What is invented must be new: invent is asked up to 60 times, and the
// last is taken where nothing else can be.
func (k *faker) once(kind, text string, invent func(try int) string) string {
	key := kind + "\x00" + text
	if made, ok := k.given[key]; ok {
		return made
	}
	made := k.with(kind, text, func() string {
		made := ""
		for try := range 60 {
			if made = invent(try); !k.taken[made] {
				break
			}
		}
		return made
	})
	k.taken[made] = true
	k.given[key] = made
	return made
}

// digit makes up a digit from 1 to 9.
func (k *faker) digit() byte { return byte('1' + k.random.IntN(9)) }

// code makes up an id: letters for letters, digits for digits; zeros before
// the first and after the last other digit stay, and so does 1.2E+17's end.
func (k *faker) code(text string) string {
	return k.once("code", text, func(try int) string {
		body, tail := text, ""
		if floatID.MatchString(text) {
			i := strings.IndexAny(text, "eE")
			body, tail = text[:i], text[i:]
		}
		if longID.MatchString(body) {
			short := strings.TrimRight(body, "0")
			body, tail = short, body[len(short):]+tail
		}
		made := k.alike(body, try > 20) + tail
		if try > 40 && floatID.FindString(text) == "" {
			made += string(k.digit())
		}
		return made
	})
}

// alike makes up letters for letters and digits for digits. Loose: also for
// leading zeros.
func (k *faker) alike(text string, loose bool) string {
	var b strings.Builder
	leading := true
	for _, r := range text {
		switch {
		case r == '0' && leading && !loose:
			b.WriteByte('0')
			continue
		case r >= '0' && r <= '9':
			b.WriteByte(k.digit())
			leading = false
		case unicode.IsUpper(r):
			b.WriteByte(byte('A' + k.random.IntN(26)))
		case r > unicode.MaxASCII && unicode.IsLetter(r):
			b.WriteRune('é')
		case unicode.IsLetter(r):
			b.WriteByte(byte('a' + k.random.IntN(26)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// name makes up a name: each word of it gives the same word throughout the
// file, so that "Ruiz, Ana" stays the person whose first name is "Ana".
func (k *faker) name(text string) string {
	made, ok := k.given["name\x00"+text]
	if !ok {
		made = k.with("name", text, func() string { return k.mapWords(k.digits(text), k.word) })
		k.given["name\x00"+text] = made
	}
	return made
}

// mapWords replaces each run of letters.
func (k *faker) mapWords(text string, word func(string) string) string {
	var b strings.Builder
	var run []rune
	flush := func() {
		if len(run) > 0 {
			b.WriteString(word(string(run)))
			run = run[:0]
		}
	}
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			run = append(run, r)
			continue
		}
		flush()
		b.WriteRune(r)
	}
	flush()
	return b.String()
}

// word makes up a word for a word, with its length and capitals.
func (k *faker) word(text string) string {
	made, ok := k.words[strings.ToLower(text)]
	if !ok {
		made = k.with("word", strings.ToLower(text), func() string { return k.newWord(text) })
		k.words[strings.ToLower(text)] = made
	}
	runes := []rune(text)
	switch {
	case len(runes) > 1 && text == strings.ToUpper(text):
		return strings.ToUpper(made)
	case unicode.IsUpper(runes[0]):
		first := []rune(made)
		first[0] = unicode.ToUpper(first[0])
		return string(first)
	}
	return made
}

// newWord makes up syllables that no cell and no list of ours holds.
func (k *faker) newWord(text string) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	length := max(1, len([]rune(text)))
	foreign := strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) >= 0
	for try := 0; ; try++ {
		var b []rune
		for i := range length + try/30 {
			letters := consonants
			if i%2 == 1 {
				letters = vowels
			}
			b = append(b, rune(letters[k.random.IntN(len(letters))]))
		}
		if foreign {
			b[len(b)-1] = 'é'
		}
		made := string(b)
		capital := strings.ToUpper(made[:1]) + made[1:]
		if try > 200 || !k.taken[made] && !k.taken[capital] && !value.IsBlank(made) && !k.isClosedWord(made) && totalRow.FindString(made) == "" && footerRow.FindString(made) == "" {
			k.taken[made], k.taken[capital] = true, true
			return made
		}
	}
}

// note blanks a free text: a number, and four x for each word. Signs and line
// breaks stay, since a file may fail for them.
func (k *faker) note(text string) string {
	trimmed := strings.TrimSpace(text)
	return k.once("note", trimmed, func(int) string {
		k.notes++
		return fmt.Sprintf("text %d: %s", k.notes, k.blanked(trimmed))
	})
}

// rest blanks what follows the word by which a total or a footer is known.
func (k *faker) rest(text string) string { return k.blanked(text) }

// blanked writes xxxx for each word and 0 for each number.
func (k *faker) blanked(text string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range text {
		kind := r
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r) || r == '\'' || r == '’':
			kind = 'x'
		case unicode.IsDigit(r):
			kind = '0'
		case r > unicode.MaxASCII && !unicode.IsPunct(r) && !unicode.IsSpace(r):
			kind = '*'
		}
		switch {
		case kind == 'x' && last == 'x' || kind == '0' && last == '0' || kind == '*' && last == '*':
		case kind == 'x':
			b.WriteString("xxxx")
		default:
			b.WriteRune(kind)
		}
		last = kind
	}
	if made := b.String(); isASCII(text) || !isASCII(made) {
		return made
	}
	return b.String() + " é" // so that the encoding can be told as before
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// near moves a number by a little, so that of two the greater stays so.
func (k *faker) near(text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.ContainsAny(text, "eE") {
		return text
	}
	_, part, _ := strings.Cut(text, ".")
	return strconv.FormatFloat(n+2, 'f', len(part), 64)
}

// header names a column whose own header is not kept.
func (k *faker) header(text string) string {
	return k.once("header", strings.ToLower(text), func(int) string {
		k.heads++
		return fmt.Sprintf("Column %d", k.heads)
	})
}

// reach makes up a telephone number or an e-mail address.
func (k *faker) reach(text string) string {
	return k.once("reach", text, func(try int) string {
		if strings.Contains(text, "@") {
			return k.alike(strings.Repeat("a", 6), true) + "@example.org"
		}
		return k.alike(text, try > 20)
	})
}

// number makes up a number or a result of the same form: what reads as a
// percent, a ratio or a level of help does so after, and what does not read
// does not read.
func (k *faker) number(c sheet.Cell, column int) string {
	text := strings.TrimSpace(c.Text)
	if k.isWords(text) {
		return text
	}
	want := k.formOf(c, text)
	return k.once(fmt.Sprint("number ", column, c.Format), text, func(int) string {
		k.unavoid(text)
		for range 80 {
			made := k.mapWords(k.digits(text), k.resultWord)
			if made != text && k.formOf(sheet.Cell{Text: made, Format: c.Format}, made) == want && !k.used(column, c.Format, made) {
				return made
			}
		}
		return k.stay(text, want, c)
	})
}

// isWords reports whether a result is said in words of our lists alone, such as
// "independent" or "met".
func (k *faker) isWords(text string) bool {
	if digitsOf(text) != "" {
		return false
	}
	low := strings.ToLower(value.Normal(text))
	_, isAnswer := value.Answer(low)
	_, isHelp := k.book.Read(low)
	return isAnswer || isHelp
}

// unavoid lets a number be made up that stands elsewhere in the file: numbers
// lead back to nobody, and there are few short ones.
func (k *faker) unavoid(text string) { delete(k.taken, text) }

// used reports whether another value of the column has that number already.
func (k *faker) used(column int, f sheet.Format, made string) bool {
	key := fmt.Sprint("used ", column, f, " ", made)
	if k.taken[key] {
		return true
	}
	k.taken[key] = true
	delete(k.taken, made)
	return false
}

// stay returns a text for which nothing of the same form could be made up: a
// bare number as it is, any other blanked.
func (k *faker) stay(text, want string, c sheet.Cell) string {
	if strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) && !strings.ContainsRune("of", r) }) < 0 {
		return text
	}
	if made := k.mapWords(text, k.resultWord); k.formOf(sheet.Cell{Text: made, Format: c.Format}, made) == want {
		return made
	}
	k.notes++
	return fmt.Sprintf("text %d: %s", k.notes, k.blanked(text))
}

// resultWord keeps the words that results are made of.
func (k *faker) resultWord(word string) string {
	low := strings.ToLower(word)
	if _, isHelp := k.book.Read(low); isHelp {
		return word
	}
	switch low {
	case "of", "out", "to", "x", "at", "least", "most", "over", "under", "about", "approx", "approximately", "ca", "up", "percent", "pct",
		"h", "hr", "hrs", "hour", "hours", "m", "min", "mins", "minute", "minutes", "s", "sec", "secs", "second", "seconds",
		"gas", "level", "score", "step", "rating", "and", "with", "w", "a", "assist", "assistance", "prompt", "prompts", "cue", "cues",
		"hand", "full", "partial", "stand", "by", "contact", "guard", "e", "yes", "no", "met", "not", "trials", "trial":
		return word
	}
	if value.MonthOf(low) > 0 {
		return word
	}
	return k.word(word)
}

// digits makes up digits for digits but zeros.
func (k *faker) digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '1' && r <= '9' {
			return rune(k.digit())
		}
		return r
	}, text)
}

// formOf says all that reading depends on in a number or a result.
func (k *faker) formOf(c sheet.Cell, text string) string {
	n, isNumber := value.Number(text)
	_, isWhole := value.Whole(text)
	book := k.book
	s, help, bad := value.ScoreReader{Book: book}.Read(sheet.Cell{Text: text, Format: c.Format})
	code := ""
	if bad != nil {
		code = bad.Code
	}
	_, isHelp := book.Read(value.Normal(text))
	_, isDuration := value.Duration(strings.ToLower(value.Normal(text)))
	return fmt.Sprint(isNumber, isWhole, n < 0, n > 0 && n < 1, n > 1, n > 2, n > 100, n > 1440, n > 10000, n > 80000, code, s.Form, s.Bound,
		s.Number < 0, s.Number > 2, s.Number > 100, help.Ladder, isHelp, isDuration, value.IsBlank(text))
}
