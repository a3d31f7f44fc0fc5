package render_test

import (
	"regexp"
	"strings"
	"testing"

	"milepost/render"
)

var headTag = regexp.MustCompile(`<(h[1-6])[ >]|<title>([^<]*)`)

func TestHeadingsLeaveNoLevelOut(t *testing.T) {
	needs(t, "pdfinfo", "poppler-utils")
	for _, c := range []struct{ rule, markdown, want string }{
		{"levels in order stay", "# a\n\n## b\n\n### c\n\n## d\n", "h1 h2 h3 h2"},
		{"a text may begin low", "### a\n\n#### b\n", "h1 h2"},
		{"a level that is skipped", "# a\n\n### b\n\n### c\n\n## d\n", "h1 h2 h2 h2"},
		{"headings in a quote count", "# a\n\n> ##### b\n\n## c\n", "h1 h2 h2"},
	} {
		page, _, err := render.HTML([]byte(c.markdown), options(t))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range headTag.FindAllStringSubmatch(string(page), -1) {
			if m[1] != "" {
				got = append(got, m[1])
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: HTML has %q, want %q", c.rule, s, c.want)
		}
		file, _, err := render.PDF([]byte(c.markdown), options(t))
		if err != nil {
			t.Fatal(err)
		}
		tree := strings.Join(regexp.MustCompile(`\bH[1-6]\b`).FindAllString(run(t, file, "pdfinfo", "-struct", "FILE"), -1), " ")
		if strings.ToLower(tree) != c.want {
			t.Errorf("%s: PDF has %q, want %q", c.rule, tree, c.want)
		}
	}
}

func TestEveryDocumentHasATitle(t *testing.T) {
	for _, c := range []struct{ rule, markdown, want string }{
		{"the first heading", "text\n\n## The *first*\n\n# Other\n", "<title>The first<"},
		{"else the kind", "---\ndocument: progress report\n---\n\ntext\n", "<title>progress report<"},
		{"else the clinic", "text\n", "<title>Birch Lane Children&#39;s Therapy<"},
	} {
		page, _, err := render.HTML([]byte(c.markdown), options(t))
		if err != nil || !strings.Contains(string(page), c.want) {
			t.Errorf("%s: the page lacks %q (%v)", c.rule, c.want, err)
		}
	}
}
