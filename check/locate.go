package check

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"milepost/library"
)

var (
	placeAt  = regexp.MustCompile(`^(?:read template: |template: |compose draft: )*([^\s:]+\.(?:yaml|yml|tmpl|csv|xlsx))(?::(\d+))?(?::(\d+))?:? *`)
	bracket  = regexp.MustCompile(`^\[(\d+):(\d+)\] *`)
	nearMsg  = regexp.MustCompile(` ?\(nearest: "([^"]*)"\)`)
	quotedAt = regexp.MustCompile(`"([^"]+)"`)
)

// Locate makes a fault of an error that a reader of files gave: file, line and
// column as far as it says, else where the word that it quotes stands in the
// file. read returns a file's text, "" where it cannot be read.
func Locate(kind, message string, read func(file string) string) Fault {
	f := Fault{Kind: kind, Wrong: message}
	if m := placeAt.FindStringSubmatchIndex(message); m != nil {
		f.File = message[m[2]:m[3]]
		f.Line, f.Column = number(message, m[4], m[5]), number(message, m[6], m[7])
		f.Wrong = message[m[1]:]
	}
	if m := bracket.FindStringSubmatchIndex(f.Wrong); m != nil {
		f.Line, f.Column = number(f.Wrong, m[2], m[3]), number(f.Wrong, m[4], m[5])
		f.Wrong = f.Wrong[m[1]:]
	}
	f.Wrong, _, _ = strings.Cut(f.Wrong, "\n")
	if m := nearMsg.FindStringSubmatch(f.Wrong); m != nil {
		f.Nearest = m[1]
		f.Wrong = nearMsg.ReplaceAllString(f.Wrong, "")
	}
	lines := strings.Split(read(f.File), "\n")
	if f.Column == 0 {
		f.find(lines)
	}
	if f.Line > 0 && f.Line <= len(lines) {
		f.Excerpt = strings.TrimRight(lines[f.Line-1], "\r ")
		f.Column = max(f.Column, 1)
	}
	return f
}

func number(text string, from, to int) int {
	if from < 0 {
		return 0
	}
	n, _ := strconv.Atoi(text[from:to]) // the pattern holds digits alone
	return n
}

// find looks for the quoted words of the message: the last one, in the lines
// around the one that the message names.
func (f *Fault) find(lines []string) {
	quoted := quotedAt.FindAllStringSubmatch(f.Wrong, -1)
	words := []string{f.Excerpt}
	for i := len(quoted) - 1; i >= 0; i-- {
		words = append(words, quoted[i][1])
	}
	for _, word := range words {
		if word == "" {
			continue
		}
		for _, i := range around(f.Line-1, len(lines)) {
			if at := strings.Index(lines[i], word); at >= 0 {
				f.Line, f.Column = i+1, utf8.RuneCountInString(lines[i][:at])+1
				return
			}
		}
	}
}

// around are the numbers of lines, the nearest first; of the whole file where
// the place is not known.
func around(at, n int) []int {
	var order []int
	if at < 0 {
		for i := range n {
			order = append(order, i)
		}
		return order
	}
	for d := range 12 {
		for _, i := range []int{at - d, at + d} {
			if i >= 0 && i < n && (d > 0 || i == at) {
				order = append(order, i)
			}
		}
	}
	return order
}

// Placed puts line, column and excerpt into a fault of a phrase, whose File
// still is "FILE:LINE" and whose Excerpt is the word.
func (f Fault) Placed(read func(file string) string) Fault {
	file, line, _ := strings.Cut(f.File, ":")
	f.File, f.Line = file, number(line, 0, len(line))
	lines := strings.Split(read(file), "\n")
	f.find(lines)
	if f.Line > 0 && f.Line <= len(lines) {
		f.Excerpt, f.Column = strings.TrimRight(lines[f.Line-1], "\r "), max(f.Column, 1)
	}
	return f
}

var unknownKey = regexp.MustCompile(`unknown field "([^"]+)"`)

// Meant puts in the key of the list that an unknown one may have meant, and
// says plainly what some readers say in their own terms.
func (f Fault) Meant(keys []string) Fault {
	if m := unknownKey.FindStringSubmatch(f.Wrong); m != nil && f.Nearest == "" {
		f.Nearest = library.Nearest(m[1], keys)
	}
	if _, why, ok := strings.Cut(f.Wrong, "error calling "); ok {
		_, f.Wrong, _ = strings.Cut(why, ": ")
	}
	if f.Wrong == "unexpected EOF" {
		f.Wrong = "an {{if}}, {{range}} or {{with}} has no {{end}}"
	}
	f.Wrong = strings.ReplaceAll(f.Wrong, "unexpected token EOF", "the condition stops in the middle")
	return f
}
