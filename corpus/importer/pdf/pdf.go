// Package pdf reads a PDF as pages of positioned lines. It knows where letters
// stand, how large and how bold they are, and whether they were set or recognised
// in a picture; it draws a page as a picture for those who read it anew.
//
// It says nothing about columns, paragraphs or headings: package layout puts lines
// in order. The library below is PDFium as a WebAssembly module, so that the program
// needs no C, and a file that breaks PDFium breaks out of nothing. It is 14 MB of the
// program and seconds of compiling at the first start (see Options.Cache); the smaller
// github.com/ledongthuc/pdf draws no pages and does not know how wide most letters are.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfium_errors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/tetratelabs/wazero"
)

// What is wrong with a file. Errors of this package wrap one of these where the file
// is at fault, and say in their text what to do.
var (
	ErrNotPDF   = errors.New("this is not a PDF: look whether the download is complete and not a web page")
	ErrPassword = errors.New("the PDF is locked with a password: open it, print it into a new PDF, and take that")
	ErrBroken   = errors.New("the PDF is broken: load it anew, or open it in a viewer and print it into a new PDF")
	ErrTooLarge = errors.New("the PDF is larger than what is read here: split it, and take the part with the report")
	ErrTooSlow  = errors.New("reading took too long: leave the page out, or print the PDF into a new one")
)

// Options bound the work. The zero value has sensible bounds.
type Options struct {
	// Cache is a folder for PDFium's compiled code, of some 20 MB. With it, the second
	// start takes well below a second instead of several. It is created if it does not exist,
	// and what a change of version left there is harmless. One that can't be written is done
	// without. Empty means none.
	Cache string
	// MaxBytes of the file; 256 MiB if 0.
	MaxBytes int
	// MaxPages of the file; 2,000 if 0.
	MaxPages int
	// PageTime is what one page may take, to read or to draw; 30 s if 0.
	PageTime time.Duration
	// MaxMemory in bytes is what PDFium may use for itself; 256 MiB if 0. The file
	// is not part of it.
	MaxMemory int
}

func (o *Options) setDefaults() {
	if o.MaxBytes <= 0 {
		o.MaxBytes = 256 << 20
	}
	if o.MaxPages <= 0 {
		o.MaxPages = 2000
	}
	if o.PageTime <= 0 {
		o.PageTime = 30 * time.Second
	}
	if o.MaxMemory <= 0 {
		o.MaxMemory = 256 << 20
	}
}

// File is an open PDF. Its methods may be called from several goroutines; they take
// turns. Close it when done.
type File struct {
	options Options
	data    []byte
	cache   wazero.CompilationCache
	done    func(context.Context) error // gives back the cache
	pages   int
	maker   string // the programs that wrote the file, in lower case

	mu     sync.Mutex
	engine *engine // nil after a page took too long, until the next call
	closed bool
}

// Open looks into the file's directory of pages and starts PDFium, which takes a
// second or so; see Options.Cache. The file's bytes must not change until Close. A
// file at fault is an ErrNotPDF, ErrPassword, ErrBroken or ErrTooLarge.
func Open(ctx context.Context, data []byte, options Options) (*File, error) {
	options.setDefaults()
	if err := check(data, options); err != nil {
		return nil, err
	}
	cache := wazero.NewCompilationCache()
	if options.Cache != "" {
		// A folder that can't be written is done without: starting takes longer.
		if kept, err := wazero.NewCompilationCacheWithDir(options.Cache); err == nil {
			cache = kept
		}
	}
	file, err := open(ctx, data, options, cache)
	if err != nil {
		return nil, errors.Join(err, cache.Close(context.WithoutCancel(ctx)))
	}
	file.done = cache.Close
	return file, nil
}

// check looks at what needs no PDFium.
func check(data []byte, options Options) error {
	// The header may follow some bytes of mail or web server, which viewers accept.
	switch head := data[:min(len(data), 1024)]; {
	case len(data) == 0:
		return fmt.Errorf("the file is empty: %w", ErrNotPDF)
	case !bytes.Contains(head, []byte("%PDF-")):
		return ErrNotPDF
	case len(data) > options.MaxBytes:
		return fmt.Errorf("%d MiB, at most %d: %w", len(data)>>20, options.MaxBytes>>20, ErrTooLarge)
	}
	return nil
}

// open does what Open does, with code that outlives the file.
func open(ctx context.Context, data []byte, options Options, cache wazero.CompilationCache) (*File, error) {
	file := &File{options: options, data: data, cache: cache, done: func(context.Context) error { return nil }}
	if err := file.inspect(ctx); err != nil {
		return nil, errors.Join(err, file.close(context.WithoutCancel(ctx)))
	}
	return file, nil
}

// inspect reads what the file says about itself.
func (f *File) inspect(ctx context.Context) error {
	// Starting may mean compiling, which is not the file's fault and has its own time.
	if err := f.start(ctx); err != nil {
		return err
	}
	return f.do(ctx, "open the PDF", func(in pdfium.Pdfium, document references.FPDF_DOCUMENT) error {
		count, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: document})
		if err != nil {
			return err
		}
		if f.pages = count.PageCount; f.pages <= 0 {
			return fmt.Errorf("it has no pages: %w", ErrBroken)
		}
		if f.pages > f.options.MaxPages {
			return fmt.Errorf("%d pages, at most %d: %w", f.pages, f.options.MaxPages, ErrTooLarge)
		}
		for _, tag := range []string{"Creator", "Producer"} {
			if text, err := in.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: document, Tag: tag}); err == nil {
				f.maker += strings.ToLower(text.Value) + "\n"
			}
		}
		return nil
	})
}

// Pages counts the pages.
func (f *File) Pages() int { return f.pages }

// Close gives back PDFium and its memory. The file can't be used any more.
func (f *File) Close() error { return f.close(context.Background()) }

func (f *File) close(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil
	}
	f.closed = true
	f.stop()
	f.data = nil
	if err := f.done(ctx); err != nil {
		return fmt.Errorf("close PDFium's code: %w", err)
	}
	return nil
}

func (f *File) start(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ready(ctx)
}

// ready makes sure that there is an engine with the document open. f.mu is held.
func (f *File) ready(ctx context.Context) error {
	if f.closed {
		return errors.New("the PDF has been closed already")
	}
	if f.engine != nil {
		return nil
	}
	engine, err := newEngine(ctx, f.data, f.cache, f.options)
	if err != nil {
		return err
	}
	f.engine = engine
	return nil
}

// stop takes the engine down. f.mu is held.
func (f *File) stop() {
	if f.engine != nil {
		f.engine.close()
		f.engine = nil
	}
}

// do runs a piece of work within its time. A piece that PDFium does not end in time is
// ended with PDFium; the next piece starts it anew. No panic gets through.
func (f *File) do(ctx context.Context, step string, work func(pdfium.Pdfium, references.FPDF_DOCUMENT) error) (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", step, err)
	}
	if err := f.ready(ctx); err != nil {
		return fmt.Errorf("%s: %w", step, err)
	}
	limited, cancel := context.WithTimeout(ctx, f.options.PageTime)
	defer cancel()
	unhook := context.AfterFunc(limited, f.engine.kill)
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: PDFium failed: %v: %w", step, p, ErrBroken)
			f.stop()
		}
	}()
	err = work(f.engine.instance, f.engine.document)
	switch late := !unhook(); {
	case late:
		f.stop()
		if ctx.Err() != nil {
			return fmt.Errorf("%s: %w", step, context.Cause(ctx))
		}
		return fmt.Errorf("%s: more than %s: %w", step, f.options.PageTime, ErrTooSlow)
	case err == nil:
		return nil
	case dead(err):
		f.stop()
		return fmt.Errorf("%s: %w: %w", step, ErrBroken, err)
	}
	return fmt.Errorf("%s: %w", step, err)
}

// opening translates what PDFium says about a file that it does not open.
func opening(err error) error {
	switch {
	case errors.Is(err, pdfium_errors.ErrPassword), errors.Is(err, pdfium_errors.ErrSecurity):
		return ErrPassword
	default:
		return fmt.Errorf("%w (PDFium: %w)", ErrBroken, err)
	}
}
