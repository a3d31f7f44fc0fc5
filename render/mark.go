package render

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"golang.org/x/text/unicode/norm"
)

// markNode is a mark: a question to a person, alone on its line.
type markNode struct {
	ast.BaseBlock
	words string
}

// Kind implements ast.Node. A kind of its own would have to be registered in a
// global of goldmark; nothing here asks for the kind.
func (n *markNode) Kind() ast.NodeKind { return ast.KindBlockquote }

// Dump implements ast.Node.
func (n *markNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// markParser finds marks before any other block does; a mark ends the
// paragraph above it.
type markParser struct{}

// Trigger implements parser.BlockParser.
func (markParser) Trigger() []byte { return []byte{'['} }

// Open implements parser.BlockParser.
func (markParser) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	words, ok := markWords(line)
	if !ok {
		return nil, parser.NoChildren
	}
	node := &markNode{words: words}
	node.Lines().Append(segment)
	reader.AdvanceToEOL()
	return node, parser.NoChildren
}

// Continue implements parser.BlockParser.
func (markParser) Continue(ast.Node, text.Reader, parser.Context) parser.State { return parser.Close }

// Close implements parser.BlockParser.
func (markParser) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph implements parser.BlockParser.
func (markParser) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine implements parser.BlockParser.
func (markParser) CanAcceptIndentedLine() bool { return false }

// markWords returns what stands between the brackets of a mark.
func markWords(line []byte) (string, bool) {
	words, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("[["))
	if !ok {
		return "", false
	}
	words, ok = bytes.CutSuffix(words, []byte("]]"))
	words = bytes.TrimSpace(words)
	if !ok || len(words) == 0 || bytes.Contains(words, []byte("]]")) {
		return "", false
	}
	return norm.NFC.String(unescape(string(words))), true
}
