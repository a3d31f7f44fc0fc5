// Package render turns Markdown (the grammar of the drafts) into a PDF and into
// one self-contained HTML page that hold the same words in the same order. It
// is a pure function of the Markdown and of its options: it reads no files but
// its embedded fonts, uses no clock and no randomness, and knows nothing of
// therapy. What it cannot print as it should is a problem; the document is made
// all the same.
package render

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"milepost/render/pdf"
)

// Problem is something in the Markdown or the options that could not be printed
// as it stands.
type Problem struct {
	Part  int    // of a packet, from 1; 0: the document is no packet
	Line  int    // of the Markdown, from 1; 0: not in the Markdown
	Found string // what was there
	Wrong string // what is wrong with it, and what is printed instead
	Note  bool   // all is printed as it should be here; elsewhere it may look otherwise
	Left  bool   // the part is left out
}

// Paper is the size of the pages.
type Paper string

// The papers; Letter is the default.
const (
	Letter     Paper = "letter" // 8.5 x 11 in
	A4         Paper = "a4"     // 210 x 297 mm
	WideLetter Paper = "letter landscape"
	WideA4     Paper = "a4 landscape"
)

// Letterhead is what the first page begins with.
type Letterhead struct {
	Clinic  string
	Address string // lines are parted by newlines
	Phone   string
	Web     string
	Logo    []byte // PNG or JPEG; none: no logo
}

// Options are all that a document depends on beside its Markdown.
type Options struct {
	Fonts      *Fonts
	Letterhead Letterhead
	Paper      Paper
	Draft      bool   // the word for a draft stands on every page, and marks are printed
	Client     string // for the header of the pages, a name or an id; empty: as in the front matter
	Period     string // the same
	Header     string // more text for the header
	Footer     string // more text for the footer
	DocumentID string // stands in the footer
	Language   string // BCP 47; empty: as in the front matter, else "en"
	Words      Words
	Brand      string // a colour as #rrggbb, darkened where it could not be read; empty: the usual one
	NoCharts   bool   // trends are left out
	Pictures   fs.FS  // where the pictures are that the Markdown names; nil: there are none
	Password   string // opens the PDF, which is then encrypted; empty: none
	Duplex     bool   // of a packet: each part begins on the front of a sheet

	// Done, if not nil, is told the name of each stage of a PDF that has ended:
	// parse, layout, draw, finish.
	Done func(stage string)

	accent pdf.Color // from Brand
	tab    string    // at the edge of the pages of a part
	tabAt  int       // how many tabs come before it
}

// Words are what a document prints beside its Markdown, in its language. Empty
// ones are English.
type Words struct {
	Page     string                  // "Page {n} of {all}"
	Draft    string                  // "DRAFT"
	Start    string                  // at the line of the level before, in a chart: "At the start"
	Target   string                  // at the line of the level aimed at: "We hope for"
	Yes, No  string                  // at the two levels of a chart of answers
	Contents string                  // above the contents of a packet: "Contents"
	Leaf     string                  // stands for a page from elsewhere where it cannot be seen: "{title}, page {n} of {all}"
	Blank    string                  // on an empty page of a packet: "This page is blank on purpose."
	File     string                  // of a packet in several files: "File {n} of {all}"
	InFile   string                  // in its contents: "file {n}"
	Decimal  string                  // "."
	Percent  string                  // "{n}%"
	Day      func(iso string) string // writes a day for the axis of a chart: "Aug 5"
}

// ErrMark says that a mark stands in a document that is not a draft.
var ErrMark = errors.New("a mark stands in a document that is not a draft")

// ErrFonts says that the options hold no fonts.
var ErrFonts = errors.New("no fonts: see LoadFonts")

// PDF makes a tagged PDF. A panic in a library is returned as an error.
func PDF(markdown []byte, o Options) (file []byte, problems []Problem, err error) {
	defer catch(&err)
	d, problems, err := prepare(markdown, &o)
	if err != nil {
		return nil, problems, err
	}
	o.done("parse")
	file, more, err := writePDF(d, o)
	return file, append(problems, more...), err
}

// HTML makes one self-contained page, its style and charts within. A panic in a
// library is returned as an error.
func HTML(markdown []byte, o Options) (page []byte, problems []Problem, err error) {
	defer catch(&err)
	d, problems, err := prepare(markdown, &o)
	if err != nil {
		return nil, problems, err
	}
	page, more := writeHTML(d, o)
	return page, append(problems, more...), nil
}

// calendarKind is the document, in the front matter, whose first table is a
// grid of days.
const calendarKind = "calendar"

// markDays marks the first table as a grid of days.
func markDays(blocks []block) {
	for i := range blocks {
		if blocks[i].kind == table {
			blocks[i].days = true
			return
		}
	}
}

func (o Options) done(stage string) {
	if o.Done != nil {
		o.Done(stage)
	}
}

func catch(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("render: %v", r)
	}
}

// prepare reads the Markdown and fills in what the options leave out.
func prepare(markdown []byte, o *Options) (document, []Problem, error) {
	if o.Fonts == nil {
		return document{}, nil, ErrFonts
	}
	d, problems := read(markdown)
	if !o.Draft {
		if line := firstMark(d.blocks); line > 0 {
			return d, problems, fmt.Errorf("line %d: %w", line, ErrMark)
		}
	}
	fill(&o.Client, d.meta.Client)
	fill(&o.Period, d.meta.Period)
	fill(&o.Language, d.meta.Language, "en")
	o.Words.fill()
	if o.NoCharts {
		d.blocks = withoutCharts(d.blocks)
	}
	if d.meta.Kind == calendarKind {
		markDays(d.blocks)
	}
	problems = append(problems, findPictures(d.blocks, o.Pictures)...)
	var more []Problem
	o.accent, more = brand(o.Brand)
	return d, append(problems, more...), nil
}

// firstMark returns the line of the first mark, 0 where there is none.
func firstMark(blocks []block) int {
	for i := range blocks {
		if blocks[i].kind == mark {
			return blocks[i].line
		}
		if line := firstMark(blocks[i].kids); line > 0 {
			return line
		}
	}
	return 0
}

// fill gives an empty text the first of the others that is not.
func fill(s *string, others ...string) {
	for _, other := range others {
		if *s == "" {
			*s = other
		}
	}
}

func (w *Words) fill() {
	fill(&w.Page, "Page {n} of {all}")
	fill(&w.Draft, "DRAFT")
	fill(&w.Start, "At the start")
	fill(&w.Target, "We hope for")
	fill(&w.Contents, "Contents")
	fill(&w.Leaf, "{title}, page {n} of {all}")
	fill(&w.Blank, "This page is blank on purpose.")
	fill(&w.File, "File {n} of {all}")
	fill(&w.InFile, "file {n}")
	fill(&w.Percent, "{n}%")
	fill(&w.Yes, "Yes")
	fill(&w.No, "No")
	if w.Day == nil {
		w.Day = englishDay
	}
}

// slots fills the slots of words, pairs of slot and value.
func slots(words string, pairs ...any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		words = strings.ReplaceAll(words, fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return words
}

func englishDay(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return day.Format("Jan 2")
}

// title is the text of the first heading, else the kind of document, else who it
// is from: a document without a title cannot be told from others.
func (d document) title(o Options) string {
	for i := range d.blocks {
		if title := strings.TrimSpace(plain(d.blocks[i].text)); d.blocks[i].kind == heading && title != "" {
			return title
		}
	}
	title := d.meta.Kind
	fill(&title, o.Letterhead.Clinic, o.DocumentID, "Document")
	return title
}
