package render

import "milepost/figure"

// document is a Markdown text as both writers see it: what its front matter
// says, and its blocks in order.
type document struct {
	meta   meta
	blocks []block
	notes  []note // footnotes, in the order of their numbers
}

// meta is what front matter says that a document prints outside its text.
type meta struct {
	Kind     string `yaml:"document"`
	Audience string `yaml:"audience"`
	Client   string `yaml:"client"`
	Period   string `yaml:"period"`
	Language string `yaml:"language"`
}

type note struct {
	number int
	blocks []block
}

// kind says what a block is.
type kind int

const (
	paragraph kind = iota
	heading
	list
	listItem
	table
	quote
	code
	rule
	mark
	trend
	signature
	picture
)

// block is one block of a document.
type block struct {
	kind  kind
	line  int    // in the Markdown, from 1
	level int    // of a heading, 1 to 6, as it is written and as it looks
	depth int    // of a heading, 1 to 6, in the structure: no level is left out
	id    string // of a heading
	text  []span // of a paragraph, heading, mark, signature, code
	kids  []block

	ordered bool // of a list
	start   int  // of an ordered list
	tight   bool // of a list
	task    task // of a list item

	rows   [][]cell // of a table, its head first
	aligns []alignment
	bare   bool // a table whose head is empty: pairs of label and value
	days   bool // the first table of a calendar: one column a day, all of one width

	trend   figure.Trend
	picture pictureOf
}

type cell struct {
	text []span
	line int
}

type alignment int

const (
	left alignment = iota
	center
	right
)

// task is the box of a list item.
type task int

const (
	noTask task = iota
	open
	done
)

// span is text of one style. A line break inside a paragraph is "\n".
type span struct {
	text                       string
	bold, italic, code, strike bool
	link                       string
	note                       int // the number of a footnote; 0 for none
	line                       int
}

// plain returns the text of spans without their styles.
func plain(spans []span) string {
	s := ""
	for _, part := range spans {
		s += part.text
	}
	return s
}

// setDepths gives each heading its place in the structure. A text may begin with
// a heading of the third level, or go from the second to the fourth; a reader
// who hears it would look for what is missing between (PDF/UA-1, 7.4.2; WCAG
// 2.1, 1.3.1).
func setDepths(blocks []block, above *[]int) {
	for i := range blocks {
		b := &blocks[i]
		if b.kind == heading {
			for n := len(*above); n > 0 && (*above)[n-1] >= b.level; n-- {
				*above = (*above)[:n-1]
			}
			*above = append(*above, b.level)
			b.depth = len(*above)
		}
		setDepths(b.kids, above)
	}
}
