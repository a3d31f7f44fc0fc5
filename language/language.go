// Package language knows how each language writes numbers, dates, lists and
// plurals, the program's plain words and the closed list of status words. A
// language is a data file; adding one takes no code.
package language

// Language is one language, read from its data file.
type Language struct {
	Code string // BCP 47, such as "en"
}
