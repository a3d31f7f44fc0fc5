package pdf

// Tag is a structure type of a tagged PDF (ISO 32000-1, 14.8.4).
type Tag string

// The structure types that documents use.
const (
	Document   Tag = "Document"
	Part       Tag = "Part"
	Contents   Tag = "TOC"
	ContentsAt Tag = "TOCI"
	Heading1   Tag = "H1"
	Paragraph  Tag = "P"
	BlockQuote Tag = "BlockQuote"
	List       Tag = "L"
	ListItem   Tag = "LI"
	Label      Tag = "Lbl"
	ListBody   Tag = "LBody"
	Table      Tag = "Table"
	TableHead  Tag = "THead"
	TableBody  Tag = "TBody"
	TableRow   Tag = "TR"
	HeaderCell Tag = "TH"
	DataCell   Tag = "TD"
	Figure     Tag = "Figure"
	Caption    Tag = "Caption"
	Link       Tag = "Link"
	Note       Tag = "Note"
	Reference  Tag = "Reference"
	Code       Tag = "Code"
)

// Heading returns the structure type of a heading of level 1 to 6.
func Heading(level int) Tag {
	return Tag("H" + string(rune('0'+min(max(level, 1), 6))))
}

// Node is one element of the structure tree. A node joins the tree when
// something is first drawn in it, so the tree is in the order of drawing.
type Node struct {
	Tag   Tag
	Alt   string // of a figure or a link
	Lang  string // BCP 47, where it is not that of what is around it
	Scope string // of a header cell: Row or Column
	Box   [4]int // of a figure: left, top, right, bottom from the page's top left, 1/1000 pt
	ID    string // of a note

	parent   *Node
	attached bool
	kids     []kid
	object   int
}

// kid is a child node, a piece of marked content or a link's annotation.
type kid struct {
	node  *Node
	page  int
	mark  int
	annot int // object; 0 for none
}

// New returns a node below n.
func (n *Node) New(tag Tag) *Node {
	return &Node{Tag: tag, parent: n}
}

// Attach puts n in the tree even where nothing is drawn in it, as an empty cell
// of a table.
func (n *Node) Attach() {
	if n.attached || n.parent == nil {
		return
	}
	n.attached = true
	n.parent.Attach()
	n.parent.kids = append(n.parent.kids, kid{node: n})
}
