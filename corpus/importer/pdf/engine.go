package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/sys"
)

// engine is a running PDFium with one document in it.
type engine struct {
	pool     pdfium.Pool
	instance pdfium.Pdfium
	document references.FPDF_DOCUMENT
	kill     func() // ends what runs, from any goroutine
	reader   *window
}

// newEngine starts PDFium. It sees neither files nor the network: the folder of files
// that go-pdfium would hand over, the whole disk, is replaced by none.
func newEngine(ctx context.Context, data []byte, cache wazero.CompilationCache, options Options) (_ *engine, err error) {
	own, kill := context.WithCancel(context.WithoutCancel(ctx))
	e := &engine{kill: kill, reader: &window{data: bytes.NewReader(data)}}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("start PDFium: %v", p)
		}
		if err != nil {
			e.close()
		}
	}()
	unhook := context.AfterFunc(ctx, kill)
	defer unhook()

	limit := &allocator{limit: uint64(options.MaxMemory)}
	own = experimental.WithMemoryAllocator(own, limit)
	// A second worker halves the time of the first start, and takes a quarter more memory
	// than one: 415 MiB at the peak instead of 330.
	own = experimental.WithCompilationWorkers(own, 1)
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithCompilationCache(cache).
		// Without it a page could not be ended, and a garbage collection would wait for
		// it. It makes PDFium three to four times slower.
		WithCloseOnContextDone(true)
	e.pool, err = webassembly.Init(webassembly.Config{
		Context:       own,
		MaxIdle:       1,
		MaxTotal:      1,
		FSConfig:      wazero.NewFSConfig(),
		RuntimeConfig: config,
		Stdout:        io.Discard,
		Stderr:        io.Discard,
	})
	if err != nil {
		return nil, started(ctx, err)
	}
	if e.instance, err = e.pool.GetInstanceWithContext(ctx); err != nil {
		return nil, started(ctx, err)
	}
	limited, cancel := context.WithTimeout(ctx, options.PageTime)
	defer cancel()
	late := context.AfterFunc(limited, kill)
	defer late()
	opened, err := e.instance.OpenDocument(&requests.OpenDocument{
		FileReader: e.reader, FileReaderSize: int64(len(data)),
	})
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return nil, started(ctx, err)
	case limited.Err() != nil:
		return nil, fmt.Errorf("open the PDF: more than %s: %w", options.PageTime, ErrTooSlow)
	default:
		return nil, opening(err)
	}
	e.document = opened.Document
	return e, nil
}

// started says why PDFium did not start: because nobody waits any more, or else.
func started(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return fmt.Errorf("start PDFium: %w", err)
}

func (e *engine) close() {
	e.kill()
	// What closing a killed module says is of no use to anybody.
	if e.instance != nil {
		_ = e.instance.Close()
	}
	if e.pool != nil {
		_ = e.pool.Close()
	}
	e.reader.close()
}

// dead reports whether PDFium itself has gone down, not only a call.
func dead(err error) bool {
	var exit *sys.ExitError
	return errors.As(err, &exit) || bytes.Contains([]byte(err.Error()), []byte("wasm error"))
}

// window lets PDFium look at the file without a copy in its own memory. go-pdfium
// keeps readers of failed documents, so the file is taken out of it at the end.
type window struct {
	mu   sync.Mutex
	data *bytes.Reader
}

func (w *window) Read(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.data.Read(p)
}

func (w *window) Seek(offset int64, whence int) (int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.data.Seek(offset, whence)
}

func (w *window) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.data = bytes.NewReader(nil)
}

// allocator bounds PDFium's memory, which by its own declaration could grow to 2 GiB;
// wazero's own limit refuses such a module as a whole.
type allocator struct{ limit uint64 }

func (a *allocator) Allocate(capacity, _ uint64) experimental.LinearMemory {
	return &memory{limit: a.limit, bytes: make([]byte, 0, capacity)}
}

type memory struct {
	limit uint64
	bytes []byte
}

// Reallocate grows by a quarter at least, so that a document that asks for one page
// after another does not copy each time.
func (m *memory) Reallocate(size uint64) []byte {
	if size > m.limit {
		return nil
	}
	if size > uint64(cap(m.bytes)) {
		grown := make([]byte, size, min(m.limit, max(size, uint64(cap(m.bytes))*5/4)))
		copy(grown, m.bytes)
		m.bytes = grown
	}
	m.bytes = m.bytes[:size]
	return m.bytes
}

func (m *memory) Free() { m.bytes = nil }
