package render

// Drawings returns what is drawn on each page of a PDF, before compression.
func Drawings(markdown []byte, o Options) ([]string, error) {
	d, _, err := prepare(markdown, &o)
	if err != nil {
		return nil, err
	}
	p, _ := drawPDF(d, o)
	pages := make([]string, p.Pages())
	for i := range pages {
		pages[i] = string(p.Drawing(i))
	}
	return pages, nil
}
