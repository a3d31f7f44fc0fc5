// Gallery prints the pages that show each construct of our documents, as PDF,
// HTML and pictures, so that a person can look at them when the layout changes:
//
//	go run ./docs/gallery [-out docs/gallery/pages] [FILE.md...]
//
// Pictures need pdftoppm (Debian: poppler-utils); without it there are none.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"milepost/render"
)

func main() {
	out := flag.String("out", filepath.Join(os.TempDir(), "milepost-gallery"), "where the pages go")
	flag.Parse()
	files := flag.Args()
	if len(files) == 0 {
		files = []string{"render/testdata/all.md", "render/testdata/example.md"}
	}
	if err := run(*out, files); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run(out string, files []string) error {
	fonts, err := render.LoadFonts()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o700); err != nil {
		return err
	}
	var parts []render.Part
	for _, name := range files {
		md, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		parts = append(parts, render.Part{Markdown: md})
		for _, paper := range []render.Paper{render.Letter, render.A4} {
			base := strings.TrimSuffix(filepath.Base(name), ".md") + "-" + string(paper)
			if err := show(filepath.Join(out, base), md, options(fonts, paper)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return packet(out, parts, options(fonts, render.Letter))
}

// packet prints the texts as one packet: contents, the first text as a page from
// elsewhere would stand, and all of them as our own.
func packet(out string, parts []render.Part, o render.Options) error {
	other, _, err := render.PDF(parts[0].Markdown, o)
	if err != nil {
		return err
	}
	parts = append([]render.Part{{}, {Title: "A file from elsewhere", File: other}}, parts...)
	file, _, err := render.Packet(parts, o)
	if err != nil {
		return err
	}
	return pictures(filepath.Join(out, "packet"), file)
}

func options(fonts *render.Fonts, paper render.Paper) render.Options {
	return render.Options{
		Fonts: fonts, Paper: paper, Draft: true, DocumentID: "D-7F3A21C0", Footer: "Confidential", Pictures: os.DirFS("samples/clinic"),
		Letterhead: render.Letterhead{
			Clinic: "Birch Lane Children's Therapy", Address: "12 Birch Lane\nSpringfield, IL 62701",
			Phone: "555-0100", Web: "birchlane.example",
		},
	}
}

func show(base string, md []byte, o render.Options) error {
	file, problems, err := render.PDF(md, o)
	if err != nil {
		return err
	}
	page, _, err := render.HTML(md, o)
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Printf("%s: line %d: %s: %s\n", base, p.Line, p.Found, p.Wrong)
	}
	if err := os.WriteFile(base+".html", page, 0o600); err != nil {
		return err
	}
	return pictures(base, file)
}

// pictures writes a PDF and a picture of each of its pages.
func pictures(base string, file []byte) error {
	if err := os.WriteFile(base+".pdf", file, 0o600); err != nil {
		return err
	}
	fmt.Println(base + ".pdf")
	pictures, err := exec.LookPath("pdftoppm")
	if pictures == "" {
		fmt.Println("no pictures:", err)
		return nil
	}
	return exec.Command(pictures, "-r", "70", "-png", base+".pdf", base).Run()
}
