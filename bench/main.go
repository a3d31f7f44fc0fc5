// Bench prints how long documents take. It makes a caseload of three-page
// reports with six charts each and turns their Markdown into files, as
// "milepost draft" does:
//
//	go run ./bench [-documents 60] [-workers 2] [-out DIR] [FILE.md...]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"milepost/render"
)

func main() {
	documents := flag.Int("documents", 60, "how many documents")
	workers := flag.Int("workers", runtime.NumCPU(), "how many at a time")
	out := flag.String("out", "", "where the files go (default: a temporary folder, removed at the end)")
	flag.Parse()
	if err := run(*documents, *workers, *out, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// job is one run over all documents.
type job struct {
	name string
	make func(md []byte, o render.Options) ([]byte, error)
}

func run(documents, workers int, out string, files []string) error {
	if out == "" {
		dir, err := os.MkdirTemp("", "bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		out = dir
	}
	texts, err := read(documents, files)
	if err != nil {
		return err
	}
	began := time.Now()
	fonts, err := render.LoadFonts()
	if err != nil {
		return err
	}
	loaded := time.Since(began)
	o := render.Options{Fonts: fonts, Draft: true, DocumentID: "D-0001", Letterhead: render.Letterhead{
		Clinic: "Birch Lane Children's Therapy", Address: "12 Birch Lane\nSpringfield, IL 62701", Phone: "555-0100",
	}}
	began = time.Now()
	first, _, err := render.PDF(texts[0], o)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "fonts read once\t%.1f ms\t\n", ms(loaded))
	fmt.Fprintf(table, "first document\t%.1f ms\t\n", ms(time.Since(began)))
	fmt.Fprintf(table, "size of a PDF\t%.1f kB\t\n", float64(len(first))/1000)
	if err := stages(table, texts, o, out); err != nil {
		return err
	}
	for _, j := range []job{{"pdf", pdf}, {"html", page}} {
		took, err := j.run(texts, o, workers, out)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s, %d documents, %d at a time\t%.0f ms\t%.2f ms a document\n", j.name, documents, workers, ms(took), ms(took)/float64(documents))
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	fmt.Fprintf(table, "memory from the system\t%.0f MiB\t\n", float64(memory.Sys)/(1<<20))
	return table.Flush()
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// read returns the texts of files, in turn, or reports of its own.
func read(documents int, files []string) ([][]byte, error) {
	sources := [][]byte{}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sources = append(sources, b)
	}
	texts := make([][]byte, documents)
	for i := range texts {
		if len(sources) > 0 {
			texts[i] = sources[i%len(sources)]
			continue
		}
		texts[i] = report(i)
	}
	return texts, nil
}

func pdf(md []byte, o render.Options) ([]byte, error) {
	b, _, err := render.PDF(md, o)
	return b, err
}

func page(md []byte, o render.Options) ([]byte, error) {
	b, _, err := render.HTML(md, o)
	return b, err
}

func (j job) run(texts [][]byte, o render.Options, workers int, out string) (time.Duration, error) {
	began := time.Now()
	next := make(chan int)
	errs := make(chan error, workers)
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for i := range next {
				b, err := j.make(texts[i], o)
				if err == nil {
					err = os.WriteFile(filepath.Join(out, fmt.Sprintf("%04d.%s", i, j.name)), b, 0o600)
				}
				if err != nil {
					select {
					case errs <- err:
					default:
					}
				}
			}
		})
	}
	for i := range texts {
		next <- i
	}
	close(next)
	wait.Wait()
	close(errs)
	return time.Since(began), <-errs
}

// stages prints what each stage takes of a document, one document after the
// other.
func stages(table *tabwriter.Writer, texts [][]byte, o render.Options, out string) error {
	names := []string{"parse", "layout", "draw", "finish", "write"}
	took := map[string]time.Duration{}
	var all time.Duration
	last := time.Now()
	o.Done = func(stage string) {
		now := time.Now()
		took[stage] += now.Sub(last)
		all += now.Sub(last)
		last = now
	}
	for i := range texts {
		last = time.Now()
		b, err := pdf(texts[i], o)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, fmt.Sprintf("%04d.pdf", i)), b, 0o600); err != nil {
			return err
		}
		o.Done("write")
	}
	for _, name := range names {
		each := ms(took[name]) / float64(len(texts))
		fmt.Fprintf(table, "pdf, one at a time: %s\t%.2f ms\t%.0f %%\t\n", name, each, 100*float64(took[name])/float64(all))
	}
	return nil
}

// report makes the text of a report of three pages with six charts; names and
// numbers differ from one to the next.
func report(n int) []byte {
	names := []string{"Ánh", "Łucja", "Mateo", "Zoë", "Priya", "O'Brien", "Søren", "Nguyệt", "Žofia", "Iñigo"}
	name := names[n%len(names)]
	var b strings.Builder
	fmt.Fprintf(&b, "---\ndocument: progress report\naudience: parent\nclient: C-%04d\nperiod: 2026-02-02 to 2026-04-30\nlanguage: en\n---\n\n# Progress report for %s\n\n", n, name)
	fmt.Fprintf(&b, "|  |  |\n|---|---|\n| Child | %s, %d years old |\n| Visits | Came to %d of 13 planned visits |\n\n", name, 4+n%7, 7+n%7)
	fmt.Fprintf(&b, "## Where each goal stands\n\n| Goal | At the start | Now | We hope for | Where it stands |\n|---|---|---|---|---|\n")
	for g := range 6 {
		fmt.Fprintf(&b, "| Goal number %d of %s | %d of 10 times | %d of 10 times | 8 of 10 times | On track |\n", g+1, name, (n+g)%4, 4+(n+g)%5)
	}
	for g := range 6 {
		fmt.Fprintf(&b, "\n## Goal number %d: on track {#g-%d}\n\n", g+1, g)
		fmt.Fprintf(&b, "In the clinic, %s now does this %d times out of 10.\nIn February it was %d times out of 10.\nWe hope for 8 times out of 10 by the end of May.\n", name, 4+(n+g)%5, (n+g)%4)
		b.WriteString("There was one spoken reminder each time, and the work was done at a table in a quiet room.\n[[therapist choose up to 2: what helped: a card to copy from / a slanted board / none]]\n\n")
		fmt.Fprintf(&b, "```trend g-%d\ntitle: goal number %d\nunit: times of 10\nscale: number\nbetter: up\nbaseline: %d\ntarget: 8\naim: 2026-02-04 %d, 2026-05-29 8\ncaption: Higher is better. The dotted line is where we hope to be.\n", g, g+1, (n+g)%4, (n+g)%4)
		for w := range 12 {
			day := time.Date(2026, 2, 4+7*w, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			if (w+n)%6 == 5 {
				fmt.Fprintf(&b, "%s: absent\n", day)
				continue
			}
			fmt.Fprintf(&b, "%s: %d\n", day, min(10, (n+g)%4+(w*(1+(n+g)%5))/8))
		}
		b.WriteString("alt: The times rose over the weeks.\n```\n")
	}
	b.WriteString("\nRead and signed by: ____________________  Marek Łukasz, OTR/L, date\n")
	return []byte(b.String())
}
