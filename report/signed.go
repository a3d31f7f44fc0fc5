package report

import (
	"slices"
	"strings"

	"milepost/record"
)

// signatureSlot is the place where a form has its line for a signature.
const signatureSlot = "-/signature/"

// Signed is what is put into a text when it is signed. Every text of it is
// plain and is escaped here.
type Signed struct {
	Document string   // its id
	Heading  string   // "Signed"
	Lines    []string // of the signature block, one sentence each
	Note     string   // under the title, such as what the document replaces; "" none
}

// SignedText returns the document's Markdown: the text with the signature
// block in place of the form's line for a signature, else at its end.
func SignedText(markdown string, sentences []record.Sentence, s Signed) string {
	d, err := Read(markdown)
	if err != nil {
		return ""
	}
	body := withoutSignature(d.Body, sentences)
	body += "\n\n## " + Escape(s.Heading) + "\n\n"
	for _, line := range s.Lines {
		body += Escape(line) + "\n\n" // each a paragraph of its own: a block is looked at, not read
	}
	if s.Note != "" {
		body = underTitle(body, Escape(s.Note))
	}
	return WithFront(joinedHead(markdown)+Normal(body), "signed", s.Document)
}

// WithoutSignature is a text without the form's line for a signature: a
// translation is not signed, and says of which signed report it is.
func WithoutSignature(markdown string, sentences []record.Sentence) string {
	d, err := Read(markdown)
	if err != nil {
		return markdown
	}
	return joinedHead(markdown) + Normal(withoutSignature(d.Body, sentences))
}

func withoutSignature(body string, sentences []record.Sentence) string {
	return withoutSlot(body, sentences, signatureSlot)
}

// withoutSlot is a body without the lines of one of the form's places.
func withoutSlot(body string, sentences []record.Sentence, slot string) string {
	lines := strings.Split(strings.TrimRight(body, "\n"), "\n")
	for _, at := range slotLines(sentences, slot) {
		if at <= len(lines) {
			lines = slices.Delete(lines, at-1, at)
		}
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// slotLines lists the lines of one of the form's places, the last first.
func slotLines(sentences []record.Sentence, slot string) []int {
	var lines []int
	for _, s := range sentences {
		if strings.HasPrefix(s.ID, slot) {
			lines = append(lines, s.Line)
		}
	}
	slices.Sort(lines)
	slices.Reverse(lines)
	return lines
}

// underTitle puts a paragraph below the first heading, else at the start.
func underTitle(body, note string) string {
	lines := strings.Split(body, "\n")
	at := slices.IndexFunc(lines, headingLine.MatchString)
	return strings.Join(slices.Insert(lines, at+1, "", note), "\n")
}

// Title is the text of the first heading of a document, "" where there is none.
func Title(markdown string) string {
	for _, line := range strings.Split(lf(markdown), "\n") {
		if headingLine.MatchString(line) {
			return strings.TrimSpace(anchorAt.ReplaceAllString(strings.TrimLeft(line, "#"), ""))
		}
	}
	return ""
}

// Notice is a document of few words about another one: an addendum to it, or
// the note that it was withdrawn.
type Notice struct {
	Kind   string // front matter's document
	Title  string
	About  string // which document, and who signed it when
	Text   string // Markdown, to the letter
	Signed Signed
}

// Write returns the notice's Markdown, its head made from that of the document
// that it is about.
func (n Notice) Write(about string) string {
	head := joinedFront(about, "")
	for key, value := range map[string]string{"document": n.Kind, "revision": "", "replaces": "", "signed": ""} {
		head = WithFront(head, key, value)
	}
	body := "# " + n.Title + "\n\n" + Escape(n.About) + "\n\n" + Normal(n.Text)
	return SignedText(head+body, nil, n.Signed)
}
