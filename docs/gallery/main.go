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
	for _, name := range files {
		md, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, paper := range []render.Paper{render.Letter, render.A4} {
			base := strings.TrimSuffix(filepath.Base(name), ".md") + "-" + string(paper)
			if err := show(filepath.Join(out, base), md, options(fonts, paper)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

func options(fonts *render.Fonts, paper render.Paper) render.Options {
	return render.Options{
		Fonts: fonts, Paper: paper, Draft: true, DocumentID: "D-7F3A21C0", Footer: "Confidential",
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
	if err := os.WriteFile(base+".pdf", file, 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(base+".html", page, 0o600); err != nil {
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
