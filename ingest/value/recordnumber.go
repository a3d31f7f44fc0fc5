package value

import (
	"regexp"
	"strings"
	"unicode"
)

// The ways in which a record number stands in one cell with a name.
var (
	bracketedNumber = regexp.MustCompile(`(?i)^(?P<name>.*?\pL.*?)[\s,;-]*[\[({]\s*(?:(?:id|mrn|no|nr|record|client|patient|student|acct|account|chart)\b[\s:.#]*)*#?\s*` + number + `\s*[\])}]$`) // Falk, Inga (MRN 5521)
	hashedNumber    = regexp.MustCompile(`(?i)^(?P<name>.*?\pL.*?)[\s,;-]+(?:(?:id|mrn|no|nr|record)\b[\s:.]*)*#\s*` + number + `$`)                                                               // Inga Falk #5521
	namedNumber     = regexp.MustCompile(`(?i)^(?P<name>.*?\pL.*?)[\s,;-]+(?:id|mrn)\b[\s:.#]*` + number + `$`)                                                                                    // Inga Falk, ID 5521
	dashedNumber    = regexp.MustCompile(`^(?P<name>.*?\pL.*?)\s+[-–—|]\s*` + number + `$`)                                                                                                        // Inga Falk - 5521
	lastNumber      = regexp.MustCompile(`^(?P<name>.*?\pL.*?),?\s+(?P<number>\d{3,})$`)                                                                                                           // Inga Falk 5521
	firstNumber     = regexp.MustCompile(`(?i)^[\[({]?\s*(?:(?:id|mrn|no|nr)\b[\s:.]*)?#?\s*` + number + `\s*[\])}]?\s*[-–—:|,;]\s*(?P<name>\pL.*)$`)                                              // 5521 - Falk, Inga
	firstHashed     = regexp.MustCompile(`(?i)^(?:[\[({]\s*#?|#)\s*` + number + `\s*[\])}]?\s+(?P<name>\pL.*)$`)                                                                                   // [5521] Falk, Inga
	firstBare       = regexp.MustCompile(`^(?P<number>\d{2,})\s+(?P<name>\pL.*)$`)                                                                                                                 // 5521 Inga Falk
)

// numberedNames lists the ways, the surest first.
func numberedNames() []*regexp.Regexp {
	return []*regexp.Regexp{bracketedNumber, hashedNumber, namedNumber, dashedNumber, lastNumber, firstNumber, firstHashed, firstBare}
}

// number is a record number: digits, with letters before them perhaps.
const number = `(?P<number>(?:[A-Za-z]{1,4}-?)?\d+(?:-\d+)*[A-Za-z]?)`

var (
	yearAlone = regexp.MustCompile(`^(?:19|20)\d\d$`)
	dayAlone  = regexp.MustCompile(`^\d{1,4}-\d{1,2}-\d{1,4}$`)
)

// SplitNumber splits a record number off a name that stands in one cell with
// it. False: the cell holds no such number. A year, a day, an age and a number
// of one digit without "#" are none.
//
// Source: ADR 136.
func SplitNumber(text string) (name, number string, ok bool) {
	text = strings.Join(strings.Fields(text), " ")
	if !strings.ContainsAny(text, "0123456789") {
		return "", "", false
	}
	for _, form := range numberedNames() {
		m := form.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		name, number = strings.Trim(m[form.SubexpIndex("name")], " ,;-"), m[form.SubexpIndex("number")]
		marked := strings.ContainsAny(text, "#")
		if len(number) < 2 && !marked || !marked && (yearAlone.MatchString(number) || dayAlone.MatchString(number)) {
			return "", "", false
		}
		return name, number, isWholeName(name)
	}
	return "", "", false
}

// isWholeName reports whether a text may be the name of a person: two words of
// letters or more.
func isWholeName(text string) bool {
	words := 0
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		if strings.IndexFunc(w, unicode.IsDigit) >= 0 {
			return false
		}
		if strings.IndexFunc(w, unicode.IsLetter) >= 0 {
			words++
		}
	}
	return words >= 2
}

// IsNameNotID reports whether a text in the place of a record number is a name:
// it has a comma or blanks, and no word with a digit.
func IsNameNotID(text string) bool {
	text = strings.TrimSpace(text)
	return strings.ContainsAny(text, ", ") && strings.IndexFunc(text, unicode.IsLetter) >= 0 &&
		(isWholeName(text) || strings.Contains(text, ","))
}
