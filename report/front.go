package report

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// frontKeys are the keys of a draft's head that the program writes.
func frontKeys() []string {
	return []string{"document", "audience", "client", "period", "language", "draft", "base", "revision", "replaces", "signed"}
}

// joinedFront returns the head of a draft, its closing line and the empty line
// below it included. Keys that an editor put into mine, such as tags, stay.
func joinedFront(markdown, mine string) string {
	head, _, found := cutFront(lf(markdown))
	if !found {
		return ""
	}
	known := frontLines(head, func(key string) bool { return !slices.Contains(frontKeys(), key) })
	own, _, _ := cutFront(lf(mine))
	for _, line := range frontLines(own, func(key string) bool { return !slices.Contains(frontKeys(), key) }) {
		if !slices.Contains(known, line) {
			head += "\n" + line
		}
	}
	return "---\n" + head + "\n---\n\n"
}

var keyLine = regexp.MustCompile(`^([A-Za-z_][\w-]*):`)

// frontLines returns the lines of a head that belong to the keys wanted, those
// below a key included.
func frontLines(head string, wanted func(key string) bool) []string {
	var lines []string
	taking := false
	for _, line := range strings.Split(head, "\n") {
		if match := keyLine.FindStringSubmatch(line); match != nil {
			taking = wanted(match[1])
		}
		if taking && strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// WithFront puts a key of the program's into the head of a draft, in place of
// what it said, and takes the key out where the value is empty.
func WithFront(markdown, key, value string) string {
	head, body, found := cutFront(lf(markdown))
	if !found {
		return markdown
	}
	lines := strings.Split(head, "\n")
	at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, key+":") })
	switch {
	case at >= 0 && value == "":
		lines = slices.Delete(lines, at, at+1)
	case at >= 0:
		lines[at] = key + ": " + value
	case value != "":
		base := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "base:") })
		lines = slices.Insert(lines, base+1, key+": "+value)
	}
	return "---\n" + strings.Join(lines, "\n") + "\n---\n" + body
}

// WithRevision names in the head of a draft the edited text that it holds.
func WithRevision(markdown string, n int) string {
	return WithFront(markdown, "revision", strconv.Itoa(n))
}

// Saved is a draft's file as a person saved it.
type Saved struct {
	Markdown string // whole and normal, with a head that can be read
	Draft    string // id that its head names; "" none
	Base     string // "" not known
	Revision int
	Note     string // what was wrong with the head; "" nothing
}

// ReadSaved reads a file that any editor may have saved. reference is a text
// of the same draft, whose head takes the place of one that is gone or broken.
func ReadSaved(text, reference string) Saved {
	d, err := Read(text)
	if err == nil && d.Front.Draft != "" {
		return Saved{
			Markdown: joinedHead(text) + d.Body, Draft: d.Front.Draft, Base: d.Front.Base, Revision: d.Front.Revision,
		}
	}
	head, body, found := cutFront(lf(text))
	s := Saved{Note: "the head of the file is gone"}
	if !found {
		body = text
	} else {
		s.Note = "the head of the file cannot be read"
		s.Base = valueIn(head, "base")
		s.Revision, _ = strconv.Atoi(valueIn(head, "revision"))
	}
	front := joinedFront(reference, "")
	s.Markdown = front + Normal(body)
	if s.Base != "" {
		s.Markdown = WithFront(s.Markdown, "base", s.Base)
		value := ""
		if s.Revision > 0 {
			value = strconv.Itoa(s.Revision)
		}
		s.Markdown = WithFront(s.Markdown, "revision", value)
	}
	return s
}

// joinedHead is the head as it stands, with one empty line below.
func joinedHead(text string) string {
	head, _, _ := cutFront(lf(text))
	return fmt.Sprintf("---\n%s\n---\n\n", head)
}

// valueIn returns what a broken head says for a key.
func valueIn(head, key string) string {
	for _, line := range strings.Split(head, "\n") {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), key+":"); ok {
			return strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return ""
}
