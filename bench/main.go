// Bench prints how long documents take, and beside each figure what it should
// be. It makes a caseload of three-page reports with six charts each and turns
// their Markdown into files, as "milepost draft" does:
//
//	go run ./bench [-documents 60] [-workers 2] [-out DIR] [FILE.md...]
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
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
	one := flag.Bool("one", false, "make one document and end, as a cold start does")
	flag.Parse()
	b := bench{documents: *documents, workers: *workers, out: *out}
	act := b.run
	if *one {
		act = b.one
	}
	if err := act(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run of the program.
type bench struct {
	documents, workers int
	out                string
	sources            [][]byte // texts of files; none: reports of its own
	options            render.Options
	table              *tabwriter.Writer
}

func (b *bench) load(files []string) error {
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		b.sources = append(b.sources, text)
	}
	fonts, err := render.LoadFonts()
	if err != nil {
		return err
	}
	b.options = render.Options{Fonts: fonts, Draft: true, DocumentID: "D-0001", Letterhead: render.Letterhead{
		Clinic: "Birch Lane Children's Therapy", Address: "12 Birch Lane\nSpringfield, IL 62701", Phone: "555-0100",
	}}
	return nil
}

// text returns the i-th document's Markdown.
func (b *bench) text(i int) []byte {
	if len(b.sources) > 0 {
		return b.sources[i%len(b.sources)]
	}
	return report(i)
}

// one is a process that makes one document.
func (b *bench) one(files []string) error {
	if err := b.load(files); err != nil {
		return err
	}
	file, err := pdf(b.text(0), b.options)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(b.out, "one.pdf"), file, 0o600)
}

func (b *bench) run(files []string) error {
	if b.out == "" {
		dir, err := os.MkdirTemp("", "bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		b.out = dir
	}
	if err := b.load(files); err != nil {
		return err
	}
	first, err := pdf(b.text(0), b.options)
	if err != nil {
		return err
	}
	b.table = tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	b.line("what", "measured", "target")
	b.line("size of a tagged PDF", fmt.Sprintf("%.1f kB", float64(len(first))/1000), "under 60 kB")
	if err := b.cold(files); err != nil {
		return err
	}
	for _, step := range []func() error{b.caseload, b.stages, b.memory} {
		if err := step(); err != nil {
			return err
		}
	}
	return b.table.Flush()
}

func (b *bench) line(what, measured, target string) {
	fmt.Fprintf(b.table, "%s\t%s\t%s\n", what, measured, target)
}

// starts is how many cold starts the median is of.
const starts = 15

// cold measures a process that makes one report, from its start to its end.
func (b *bench) cold(files []string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	var took []time.Duration
	for range starts {
		began := time.Now()
		if err := exec.Command(program, append([]string{"-one", "-out", b.out}, files...)...).Run(); err != nil {
			return err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.line("one cold report, from process start to file", fmt.Sprintf("%.0f ms (best of %d: %.0f)", ms(took[starts/2]), starts, ms(took[0])), "under 40 ms")
	return nil
}

// caseload measures all documents, for each kind of file.
func (b *bench) caseload() error {
	for _, j := range []job{{"pdf", pdf, "at most 4 ms, aim at 2"}, {"html", page, ""}} {
		took, err := b.all(j, b.documents)
		if err != nil {
			return err
		}
		b.line(fmt.Sprintf("%s, %d documents, %d at a time", j.name, b.documents, b.workers), fmt.Sprintf("%.2f ms a document", ms(took)/float64(b.documents)), j.target)
	}
	return nil
}

// memory measures what the system had to lend for ten times the documents.
func (b *bench) memory() error {
	for _, n := range []int{b.documents, 10 * b.documents} {
		if _, err := b.all(job{"pdf", pdf, ""}, n); err != nil {
			return err
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.line(fmt.Sprintf("memory lent by the system after %d documents", n), fmt.Sprintf("%.0f MiB", float64(m.Sys)/(1<<20)), "does not grow")
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func pdf(md []byte, o render.Options) ([]byte, error) {
	b, _, err := render.PDF(md, o)
	return b, err
}

func page(md []byte, o render.Options) ([]byte, error) {
	b, _, err := render.HTML(md, o)
	return b, err
}

// job is one run over all documents.
type job struct {
	name   string
	make   func(md []byte, o render.Options) ([]byte, error)
	target string
}

// all makes so many documents and writes each.
func (b *bench) all(j job, documents int) (time.Duration, error) {
	began := time.Now()
	next := make(chan int)
	errs := make(chan error, b.workers)
	var wait sync.WaitGroup
	for range b.workers {
		wait.Go(func() {
			for i := range next {
				if err := b.write(j, i); err != nil {
					select {
					case errs <- err:
					default:
					}
				}
			}
		})
	}
	for i := range documents {
		next <- i
	}
	close(next)
	wait.Wait()
	close(errs)
	return time.Since(began), <-errs
}

func (b *bench) write(j job, i int) error {
	file, err := j.make(b.text(i), b.options)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(b.out, fmt.Sprintf("%04d.%s", i, j.name)), file, 0o600)
}

// stages prints what each stage takes of a document, one document after the
// other.
func (b *bench) stages() error {
	names := []string{"parse", "layout", "draw", "finish", "write"}
	took := map[string]time.Duration{}
	var all time.Duration
	var last time.Time
	o := b.options
	o.Done = func(stage string) {
		now := time.Now()
		took[stage] += now.Sub(last)
		all += now.Sub(last)
		last = now
	}
	for i := range b.documents {
		md := b.text(i)
		last = time.Now()
		file, err := pdf(md, o)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(b.out, fmt.Sprintf("%04d.pdf", i)), file, 0o600); err != nil {
			return err
		}
		o.Done("write")
	}
	for _, name := range names {
		b.line("pdf, one at a time: "+name, fmt.Sprintf("%.2f ms, %.0f %%", ms(took[name])/float64(b.documents), 100*float64(took[name])/float64(all)), "")
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
