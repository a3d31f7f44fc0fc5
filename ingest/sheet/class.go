package sheet

import (
	"strings"
	"unicode"
)

// Class is what kind of text a cell holds, as far as its signs tell. Classes
// of a column are added up.
type Class uint8

// The classes. Words without digits and text with both are one class: a note
// may hold a number.
const (
	BlankClass  Class = 1 << iota
	DayClass          // 9/14/2026, 2026-09-14
	NumberClass       // 4, 4/5, 80%, 15:30
	CodeClass         // R-11, T03
	TextClass         // anything with letters but a code
)

// ClassOf returns the class of a text.
func ClassOf(text string) Class {
	text = strings.TrimSpace(text)
	letters, digits, spaces := 0, 0, 0
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		case unicode.IsSpace(r):
			spaces++
		}
	}
	switch {
	case text == "":
		return BlankClass
	case letters == 0 && digits > 0 && isDayLike(text):
		return DayClass
	case letters == 0 && digits > 0:
		return NumberClass
	case letters > 0 && digits > 0 && spaces == 0 && len(text) <= 20:
		return CodeClass
	}
	return TextClass
}

// isDayLike reports whether the text begins with three numbers that slashes,
// dashes or points part, 9/14/2026.
func isDayLike(text string) bool {
	first, _, _ := strings.Cut(text, " ")
	for _, sign := range []string{"/", "-", "."} {
		parts := strings.Split(first, sign)
		if len(parts) == 3 && allDigits(parts) {
			return true
		}
	}
	return false
}

func allDigits(texts []string) bool {
	for _, t := range texts {
		if t == "" || len(t) > 4 || strings.Trim(t, "0123456789") != "" {
			return false
		}
	}
	return true
}

// Has reports whether a cell of the one class is like those of the column. A
// blank cell is like any.
func (c Class) Has(one Class) bool { return one == BlankClass || c&one != 0 }

// ClassesOf returns the class of each text.
func ClassesOf(texts []string) []Class {
	all := make([]Class, len(texts))
	for i, t := range texts {
		all[i] = ClassOf(t)
	}
	return all
}
