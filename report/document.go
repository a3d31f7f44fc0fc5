package report

import (
	"errors"
	"fmt"
	"strings"

	"milepost/record"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/unicode/norm"
)

// FrontMatter is the head of a draft. The program writes it; people leave it
// alone.
type FrontMatter struct {
	Document string `yaml:"document"` // progress report
	Audience string `yaml:"audience"` // parent, school, payer
	Client   string `yaml:"client"`
	Period   string `yaml:"period"` // 2026-08-03 to 2026-10-30, or "not known"
	Language string `yaml:"language"`
	Draft    string `yaml:"draft"`              // record.DraftKey.ID
	Base     string `yaml:"base"`               // hash of the body this file was made from
	Revision int    `yaml:"revision,omitempty"` // the edited text this file was made from; 0 none
	Replaces string `yaml:"replaces,omitempty"` // id of the signed document that this one replaces
	Signed   string `yaml:"signed,omitempty"`   // id of the signed document that this is
}

// noPeriod stands in the front matter of a draft whose export has no dates.
const noPeriod = "not known"

// Document is a draft as read from its Markdown.
type Document struct {
	Front FrontMatter
	Body  string // after the front matter, as Normal gives it
	First int    // line of the file, from 1, on which the body begins
	Hash  string // of Body; equal to Front.Base while nobody edited it
}

// ErrNoFrontMatter says that a text does not begin with a draft's head.
var ErrNoFrontMatter = errors.New("no front matter: a draft begins with a line of three dashes")

// Read takes a draft apart. It accepts a byte order mark and CRLF. A text
// without front matter is ErrNoFrontMatter; one whose front matter cannot be
// read is an error with its line.
func Read(markdown string) (Document, error) {
	text := lf(markdown)
	head, body, found := cutFront(text)
	if !found {
		return Document{}, ErrNoFrontMatter
	}
	var d Document
	if err := yaml.Unmarshal([]byte(head), &d.Front); err != nil {
		return Document{}, fmt.Errorf("front matter: %w", err)
	}
	d.Body = Normal(body)
	blank := len(body) - len(strings.TrimLeft(body, "\n"))
	d.First = strings.Count(head, "\n") + 4 + blank
	d.Hash = record.ShortHash(d.Body)
	return d, nil
}

// Normal returns a body as it is kept and hashed: NFC, LF, no byte order mark,
// no empty lines at its start, one line end at its end. All else stays.
func Normal(body string) string {
	return strings.Trim(norm.NFC.String(lf(body)), "\n") + "\n"
}

func lf(text string) string {
	text = strings.TrimPrefix(text, "\uFEFF")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}

func cutFront(text string) (head, body string, found bool) {
	rest, found := strings.CutPrefix(text, "---\n")
	if !found {
		return "", "", false
	}
	if head, found = strings.CutSuffix(rest, "\n---"); found {
		return head, "", true // nothing but a head
	}
	return strings.Cut(rest, "\n---\n")
}

// print writes the front matter and the body as one file.
func (f FrontMatter) print(body string) (string, error) {
	head, err := yaml.Marshal(f)
	if err != nil {
		return "", fmt.Errorf("front matter: %w", err)
	}
	return "---\n" + string(head) + "---\n\n" + body, nil
}
