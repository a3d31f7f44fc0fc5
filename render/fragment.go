package render

import "strings"

// Inline gives the HTML of one line of Markdown as it stands within a page,
// without an element around it. Raw HTML in it is shown as text.
func Inline(line string) string {
	d, _ := read([]byte(line))
	w := &htmlWriter{}
	for i := range d.blocks {
		if i > 0 {
			w.write(" ")
		}
		w.inline(d.blocks[i].text)
	}
	return strings.TrimSpace(w.b.String())
}

// Fragment gives the HTML of a piece of Markdown, such as one chart, without
// the page around it. Nothing in it needs a style sheet or a script to be read.
func Fragment(markdown []byte, o Options) (html string, err error) {
	defer catch(&err)
	o.Draft = true
	d, _, err := prepare(markdown, &o)
	if err != nil {
		return "", err
	}
	w := &htmlWriter{o: o, parent: true, ids: map[string]bool{}}
	for i := range d.blocks {
		w.block(&d.blocks[i])
	}
	return w.b.String(), nil
}
