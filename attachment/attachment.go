// Package attachment reads what a clinic puts beside its own documents: the
// text of the pages of a PDF, and what kind of file it is. It takes bytes and
// gives texts; it opens no file and no network. A page whose text it cannot
// find is said to have none: it never guesses what a picture shows.
package attachment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	pdfium "github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Kind is what an attachment is, by its bytes and never by its name.
type Kind string

// The kinds of attachment.
const (
	PDF   Kind = "PDF"
	PNG   Kind = "PNG"
	JPEG  Kind = "JPEG"
	Other Kind = ""
)

// KindOf tells what the bytes are.
func KindOf(data []byte) Kind {
	switch {
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}):
		return JPEG
	}
	return Other
}

// What an attachment may have at most: it is held in memory, and goes by post,
// portal or fax.
const (
	MaxBytes = 64 << 20
	MaxPages = 400
)

// What may be wrong with an attachment.
var (
	ErrKind   = errors.New("is no PDF, PNG or JPEG")
	ErrLocked = errors.New("is locked with a password")
	ErrBroken = errors.New("is broken and cannot be read")
	ErrLarge  = errors.New("is too large")
)

// letters is how many letters and digits a page must hold to count as one with
// text: a scan may bear a stamp or a page number.
const letters = 12

// HasText reports whether a page's text is enough to tell whose page it is.
func HasText(text string) bool {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n >= letters
}

// small is up to how many bytes of PDFs are read without compiling the reader
// first: compiling takes about 4 s of one core, and makes reading 30 times as
// fast.
const small = 150_000

// Reader reads the texts of PDFs. It is started by the first one. Close it. It
// is not safe for concurrent use.
type Reader struct {
	Bytes int // of all PDFs that are going to be read, about

	pool pdfium.Pool
	pdf  pdfium.Pdfium
	stop context.CancelFunc

	compiled wazero.CompilationCache
}

// The memory that the sandbox may take, and a page of it.
const (
	memoryBytes = 64 << 20
	pageBytes   = 64 << 10
)

// memory is the sandbox's, in one piece: growing never copies.
type memory []byte

func newMemory(_, most uint64) experimental.LinearMemory { return memory(make([]byte, most)) }

// Reallocate returns the first bytes of it; nil where it has no more.
func (m memory) Reallocate(size uint64) []byte {
	if size > uint64(len(m)) {
		return nil
	}
	return m[:size]
}

// Free leaves it to the garbage collector.
func (memory) Free() {}

// timeFor returns how long reading a file of so many bytes, unpacked, may take
// once the reader has started. A machine that has other work reads some 8 KB of text a second.
func timeFor(size int) time.Duration {
	const least, most, perSecond = 4 * time.Second, 40 * time.Second, 4000
	return slowdown * min(least+time.Duration(size)*time.Second/perSecond, most)
}

// Close ends the reader.
func (r *Reader) Close() error {
	err := r.quit()
	if r.compiled != nil {
		err = errors.Join(err, r.compiled.Close(context.Background()))
		r.compiled = nil
	}
	return err
}

// quit ends the sandbox. The next file starts another one.
func (r *Reader) quit() error {
	if r.pool == nil {
		return nil
	}
	pool, pdf := r.pool, r.pdf
	r.pool, r.pdf = nil, nil
	defer r.stop()
	return errors.Join(pdf.Close(), pool.Close())
}

// start starts the reader in a sandbox that has no files.
func (r *Reader) start(ctx context.Context) error {
	if r.pool != nil {
		return nil
	}
	config := wazero.NewRuntimeConfigCompiler()
	if r.Bytes <= small {
		config = wazero.NewRuntimeConfigInterpreter()
	}
	if r.compiled == nil {
		r.compiled = wazero.NewCompilationCache()
	}
	ctx, stop := context.WithCancel(experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(newMemory)))
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MinIdle: 1, MaxIdle: 1, MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
		RuntimeConfig: config.WithCompilationCache(r.compiled).WithCloseOnContextDone(true).WithMemoryLimitPages(memoryBytes / pageBytes).
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling),
	})
	if err != nil {
		stop()
		return fmt.Errorf("start the reader of attachments: %w", err)
	}
	const wait = time.Minute
	pdf, err := pool.GetInstance(wait)
	if err != nil {
		stop()
		return errors.Join(fmt.Errorf("start the reader of attachments: %w", err), pool.Close())
	}
	r.pool, r.pdf, r.stop = pool, pdf, stop
	return nil
}

// Texts returns the text of each page, empty where a page has none; a picture
// is one page without text. The context must be the same for all calls.
func (r *Reader) Texts(ctx context.Context, data []byte) ([]string, error) {
	switch kind := KindOf(data); {
	case kind == Other:
		return nil, ErrKind
	case len(data) > MaxBytes:
		return nil, fmt.Errorf("%w: it has %d MB, and %d are taken", ErrLarge, len(data)>>20, MaxBytes>>20)
	case kind != PDF:
		return []string{""}, nil
	}
	unpacked, err := Unpacked(data)
	if err != nil {
		return nil, err
	}
	r.Bytes = max(r.Bytes, unpacked)
	if err := r.start(ctx); err != nil {
		return nil, err
	}
	return r.limited(ctx, data, timeFor(len(data)+unpacked))
}

// limited reads the file within limits of time and memory. A reader that
// failed is not used again: a file may have left anything in it.
func (r *Reader) limited(ctx context.Context, data []byte, most time.Duration) ([]string, error) {
	var late atomic.Bool
	timer := time.AfterFunc(most, func() { late.Store(true); r.stop() })
	texts, err := r.texts(data)
	timer.Stop()
	if err == nil && !late.Load() {
		return texts, nil
	}
	_ = r.quit() // it may be broken
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case late.Load():
		return nil, fmt.Errorf("%w: reading it takes too long", ErrLarge)
	}
	return nil, err
}

func (r *Reader) texts(data []byte) (texts []string, err error) {
	defer func() {
		if p := recover(); p != nil { // a broken file may break its reader
			texts, err = nil, fmt.Errorf("%w: %v", ErrBroken, p)
		}
	}()
	d, err := r.pdf.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return nil, ErrLocked
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	defer func() {
		_, closed := r.pdf.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: d.Document})
		err = errors.Join(err, closed)
	}()
	count, err := r.pdf.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: d.Document})
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	case count.PageCount == 0:
		return nil, fmt.Errorf("%w: it has no pages", ErrBroken)
	case count.PageCount > MaxPages:
		return nil, fmt.Errorf("%w: it has %d pages, and %d are taken", ErrLarge, count.PageCount, MaxPages)
	}
	for i := range count.PageCount {
		page, err := r.pdf.GetPageText(&requests.GetPageText{
			Page: requests.Page{ByIndex: &requests.PageByIndex{Document: d.Document, Index: i}},
		})
		switch {
		case isTrap(err):
			return nil, fmt.Errorf("%w: page %d takes more memory than a file may take, or is broken", ErrLarge, i+1)
		case err != nil:
			return nil, fmt.Errorf("%w: page %d: %w", ErrBroken, i+1, err)
		}
		texts = append(texts, strings.ReplaceAll(page.Text, "\r\n", "\n"))
	}
	return texts, nil
}

// isTrap reports whether the sandbox itself stopped: it does where no memory is
// left. Its error has a trace, which is for nobody's eyes.
func isTrap(err error) bool { return err != nil && strings.Contains(err.Error(), "wasm error") }
