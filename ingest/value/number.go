package value

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	// PlainNumber is a number without commas, signs of money or brackets.
	PlainNumber = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$`)
	thousands   = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$`)
	commaNumber = regexp.MustCompile(`^[+-]?\d+,\d{1,2}$`)
)

// Number reads a number as exports write it: "1,234.5", "0,8", "$12",
// "(3)" for -3. False: it is none.
func Number(text string) (float64, bool) {
	text = Normal(text)
	sign := ""
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") {
		text, sign = strings.TrimSpace(text[1:len(text)-1]), "-"
	}
	text = strings.TrimSpace(strings.TrimPrefix(text, "$"))
	switch {
	case PlainNumber.MatchString(text):
	case thousands.MatchString(text):
		text = strings.ReplaceAll(text, ",", "")
	case commaNumber.MatchString(text):
		text = strings.Replace(text, ",", ".", 1)
	default:
		return 0, false
	}
	n, err := strconv.ParseFloat(sign+text, 64)
	if err != nil || math.IsInf(n, 0) {
		return 0, false
	}
	return n + 0, true // + 0 makes -0 into 0
}

// Whole reads a whole number from 0 to 1,000,000; "1.00" is one. False:
// it is none.
func Whole(text string) (int, bool) {
	n, ok := Number(text)
	if !ok || n != math.Trunc(n) || n < 0 || n > 1e6 {
		return 0, false
	}
	return int(n), true
}

// Hundredfold returns 100 times the number by moving the decimal point of its
// text, so that 0.57 gives 57 and not 56.99999999999999.
func Hundredfold(text string) (float64, bool) {
	n, ok := Number(text)
	if !ok {
		return 0, false
	}
	shifted, err := strconv.ParseFloat(strconv.FormatFloat(n, 'f', -1, 64)+"e2", 64)
	return shifted, err == nil
}

// Normal trims a text and writes its odd spaces, dashes and minus signs plainly.
func Normal(text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return strings.TrimSpace(strings.Map(plainRune, text))
		}
	}
	return strings.TrimSpace(text)
}

// plainRune writes one odd sign plainly; -1 drops it.
func plainRune(r rune) rune {
	switch r {
	case '\u00a0', '\u202f', '\u2009':
		return ' '
	case '\u200b', '\ufeff':
		return -1
	case '\u2212', '\u2012', '\u2013', '\u2014':
		return '-'
	case '\u2044':
		return '/'
	case '\uff05':
		return '%'
	}
	return r
}

// IsBlank reports whether the text says that nothing was written or
// measured. That is never zero.
func IsBlank(text string) bool {
	switch strings.ToLower(strings.Trim(Normal(text), " .")) {
	case "", "-", "--", "---", "n/a", "na", "n.a", "none", "null", "nil", "nan", "nd", "n/d", "dnt", "dna", "dnw", "nt", "n/t",
		"not addressed", "not assessed", "not tested", "not targeted", "not measured", "not observed", "not applicable",
		"not available", "did not test", "did not attempt", "not attempted", "not taken", "no data", "not done", "not worked on",
		"absent", "cancelled", "canceled", "no show", "no-show", "unable to assess", "deferred", "refused", "refusal", "n/o",
		"no opportunity", "no opp", "did not observe", "declined", "n/m":
		return true
	}
	return false
}

// Shorten keeps what a person needs to find a cell by.
func Shorten(text string) string {
	const most = 80
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
