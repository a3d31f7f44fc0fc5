package render

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"

	"milepost/figure"
)

// read turns Markdown into blocks. Raw HTML is text, so neither of goldmark's
// parsers for it is there.
func read(markdown []byte) (document, []Problem) {
	markdown = norm.NFC.Bytes(bytes.ReplaceAll(markdown, []byte("\r\n"), []byte("\n")))
	r := reader{}
	var d document
	front, body, offset := cutFrontMatter(markdown)
	if err := yaml.Unmarshal(front, &d.meta); err != nil {
		r.problem(1, "---", "the front matter is not YAML and is printed as text: "+err.Error())
		body, offset = markdown, 0
	}
	r.source, r.offset = body, offset
	r.lines = lineStarts(body)
	root := newParser().Parse(text.NewReader(body))
	d.blocks = r.blocks(root)
	d.notes = r.notes
	var above []int
	setDepths(d.blocks, &above)
	for i := range d.notes {
		setDepths(d.notes[i].blocks, &above)
	}
	return d, r.problems
}

func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(markParser{}, 50),
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(parser.WithHeadingAttribute()), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(extension.NewFootnoteBlockParser(), 999),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(extension.NewFootnoteParser(), 101),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewStrikethroughParser(), 500),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200),
		),
		parser.WithASTTransformers(
			util.Prioritized(extension.NewTableASTTransformer(), 0),
			util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
		),
	)
}

// yamlKey begins the first line of a front matter.
var yamlKey = regexp.MustCompile(`^[a-z_]+:`)

// cutFrontMatter parts the YAML between two lines of three dashes from the
// body, and says at which line, from 0, the body begins.
func cutFrontMatter(markdown []byte) (front, body []byte, offset int) {
	rest, ok := bytes.CutPrefix(markdown, []byte("---\n"))
	if !ok || !yamlKey.Match(rest) { // text may begin with a rule
		return nil, markdown, 0
	}
	front, body, ok = bytes.Cut(rest, []byte("\n---\n"))
	if !ok {
		return nil, markdown, 0
	}
	return front, body, 3 + bytes.Count(front, []byte("\n"))
}

func lineStarts(source []byte) []int {
	starts := []int{0}
	for i, c := range source {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// reader walks goldmark's tree.
type reader struct {
	source   []byte
	offset   int // lines of front matter
	lines    []int
	problems []Problem
	notes    []note
	line     int // of the block being read
}

func (r *reader) problem(line int, found, wrong string) {
	r.problems = append(r.problems, Problem{Line: line, Found: found, Wrong: wrong})
}

// lineAt returns the line of a place in the body, counted in the whole file.
func (r *reader) lineAt(at int) int {
	low, high := 0, len(r.lines)
	for high-low > 1 {
		if mid := (low + high) / 2; r.lines[mid] <= at {
			low = mid
		} else {
			high = mid
		}
	}
	return low + 1 + r.offset
}

func (r *reader) blocks(parent ast.Node) []block {
	var blocks []block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Type() == ast.TypeInline {
			continue
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			r.line = r.lineAt(n.Lines().At(0).Start)
		}
		b, ok := r.block(n)
		if !ok {
			continue
		}
		if b.line == 0 {
			b.line = r.line
		}
		blocks = append(blocks, b)
	}
	return blocks
}

func (r *reader) block(n ast.Node) (block, bool) {
	switch n := n.(type) {
	case *ast.Heading:
		b := block{kind: heading, level: n.Level, text: r.spans(n)}
		if id, ok := n.AttributeString("id"); ok {
			if name, ok := id.([]byte); ok {
				b.id = string(name)
			}
		}
		return b, true
	case *ast.Paragraph, *ast.TextBlock:
		if im := onlyImage(n); im != nil {
			return r.picture(im), true
		}
		b := block{kind: paragraph, text: r.spans(n)}
		if strings.Contains(plain(b.text), blank) {
			b.kind = signature
		}
		return b, len(b.text) > 0
	case *markNode:
		return block{kind: mark, text: []span{{text: n.words, line: r.line}}}, true
	case *ast.List:
		return block{kind: list, ordered: n.IsOrdered(), start: n.Start, tight: n.IsTight, kids: r.blocks(n)}, true
	case *ast.ListItem:
		return r.item(n), true
	case *ast.Blockquote:
		return block{kind: quote, kids: r.blocks(n)}, true
	case *ast.ThematicBreak:
		return block{kind: rule}, true
	case *ast.FencedCodeBlock:
		return r.fence(n), true
	case *ast.CodeBlock:
		return r.code(r.raw(n)), true
	case *east.Table:
		return r.table(n), true
	case *east.FootnoteList:
		for f := n.FirstChild(); f != nil; f = f.NextSibling() {
			r.notes = append(r.notes, note{number: f.(*east.Footnote).Index, blocks: r.blocks(f)})
		}
	}
	return block{}, false
}

// blank is how a line to sign on begins.
const blank = "______"

func (r *reader) item(n *ast.ListItem) block {
	b := block{kind: listItem, kids: r.blocks(n)}
	if first := n.FirstChild(); first != nil {
		if box, ok := first.FirstChild().(*east.TaskCheckBox); ok {
			b.task = open
			if box.IsChecked {
				b.task = done
			}
		}
	}
	return b
}

// fence reads a fenced block: a trend, or text to be printed as it stands.
func (r *reader) fence(n *ast.FencedCodeBlock) block {
	info := ""
	if n.Info != nil {
		info = string(n.Info.Segment.Value(r.source))
		r.line = r.lineAt(n.Info.Segment.Start)
	}
	body := r.raw(n)
	if word, _, _ := strings.Cut(strings.TrimSpace(info), " "); word != "trend" {
		return r.code(body)
	}
	t, err := figure.ParseBody(info, body)
	if err != nil {
		r.problem(r.line, info, "the trend block cannot be drawn and is printed as text: "+err.Error())
		return r.code(info + "\n" + body)
	}
	return block{kind: trend, trend: t}
}

func (r *reader) code(body string) block {
	return block{kind: code, text: []span{{text: strings.TrimRight(body, "\n"), line: r.line}}}
}

func (r *reader) raw(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		b.Write(segment.Value(r.source))
	}
	return b.String()
}

func (r *reader) table(n *east.Table) block {
	b := block{kind: table, bare: true}
	for _, a := range n.Alignments {
		at := left
		switch a {
		case east.AlignRight:
			at = right
		case east.AlignCenter:
			at = center
		}
		b.aligns = append(b.aligns, at)
	}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []cell
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			if c.Lines() != nil && c.Lines().Len() > 0 {
				r.line = r.lineAt(c.Lines().At(0).Start)
			}
			cells = append(cells, cell{r.spans(c), r.line})
		}
		for len(cells) < len(b.aligns) {
			cells = append(cells, cell{line: r.line})
		}
		if len(b.rows) == 0 {
			for _, c := range cells {
				b.bare = b.bare && len(c.text) == 0
			}
		}
		b.rows = append(b.rows, cells)
		if b.line == 0 {
			b.line = r.line
		}
	}
	return b
}

// spans flattens the inline nodes below n.
func (r *reader) spans(n ast.Node) []span {
	var spans []span
	r.inline(n, span{line: r.line}, &spans)
	for len(spans) > 0 && strings.Trim(spans[len(spans)-1].text, " \n") == "" && spans[len(spans)-1].note == 0 {
		spans = spans[:len(spans)-1]
	}
	return spans
}

func (r *reader) inline(parent ast.Node, style span, to *[]span) {
	add := func(s span, words string) {
		s.text = words
		if last := len(*to) - 1; last >= 0 {
			same := (*to)[last]
			same.text = words
			if same == s && s.note == 0 {
				(*to)[last].text += words
				return
			}
		}
		*to = append(*to, s)
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		s := style
		switch n := n.(type) {
		case *ast.Text:
			s.line = r.lineAt(n.Segment.Start)
			style.line = s.line
			words := string(n.Segment.Value(r.source))
			if !n.IsRaw() {
				words = unescape(words)
			}
			add(s, words)
			if n.HardLineBreak() {
				add(s, "\n")
			} else if n.SoftLineBreak() {
				add(s, " ")
			}
		case *ast.String:
			add(s, string(n.Value))
		case *ast.CodeSpan:
			s.code = true
			r.inline(n, s, to)
		case *ast.Emphasis:
			s.bold, s.italic = s.bold || n.Level == 2, s.italic || n.Level == 1
			r.inline(n, s, to)
		case *east.Strikethrough:
			s.strike = true
			r.inline(n, s, to)
		case *ast.Link:
			s.link = address(string(n.Destination))
			r.inline(n, s, to)
		case *ast.Image:
			s.italic = true
			r.problem(s.line, string(n.Destination), "a picture stands on a line of its own, with blank lines around it; its description is printed")
			r.inline(n, s, to)
		case *ast.AutoLink:
			s.link = address(string(n.URL(r.source)))
			add(s, string(n.Label(r.source)))
		case *east.FootnoteLink:
			s.note = n.Index
			add(s, "")
		default:
			r.inline(n, s, to)
		}
	}
}

// address returns where a link leads, nothing where that is no place of the web,
// mail or telephone: its words are then printed as text.
func address(s string) string {
	scheme, rest, ok := strings.Cut(s, ":")
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto", "tel":
		if ok && rest != "" {
			return s
		}
	}
	if !ok && strings.Contains(s, "@") {
		return "mailto:" + s
	}
	return ""
}

// unescape resolves backslash escapes and entities, as goldmark's own writer
// does when it prints text.
func unescape(s string) string {
	if !strings.ContainsAny(s, "\\&") {
		return s
	}
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations([]byte(s)))))
}
