// Package tesseract reads letters in a picture of a page with the program of that
// name, in German. It starts the program and understands its tables; it draws no
// pictures and does not judge what was read.
//
// The program is not part of ours: Find says whether it is there, and what to install
// where it is not.
package tesseract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

const (
	language = "deu"
	// maxOutput of the program: a page of a newspaper has a table of 1 MiB.
	maxOutput = 16 << 20
	// grace is what an ended program has to let go of its pipes.
	grace = 2 * time.Second
)

// ErrMissing says that the program or its German is not installed.
var ErrMissing = errors.New("reading letters in pictures needs Tesseract with German: install the packages tesseract-ocr and tesseract-ocr-deu (apt-get install tesseract-ocr tesseract-ocr-deu)")

// Engine is an installed Tesseract. Its methods may be called from several goroutines;
// each call is a process of its own, which takes one core and some 100 MiB.
type Engine struct {
	path    string
	version string
}

// Find looks for the program on PATH and asks it for its languages. The error is an
// ErrMissing where something is to be installed.
func Find(ctx context.Context) (*Engine, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrMissing, err)
	}
	engine := &Engine{path: path}
	languages, err := engine.run(ctx, nil, "--list-langs")
	if err != nil {
		return nil, fmt.Errorf("ask Tesseract for its languages: %w", err)
	}
	if !slices.Contains(strings.Fields(string(languages)), language) {
		return nil, fmt.Errorf("%s knows no German: %w", path, ErrMissing)
	}
	version, err := engine.run(ctx, nil, "--version")
	if err != nil {
		return nil, fmt.Errorf("ask Tesseract for its version: %w", err)
	}
	engine.version, _, _ = strings.Cut(string(version), "\n")
	return engine, nil
}

// Version is how the program names itself, such as "tesseract 5.3.0", for a note on
// where letters come from.
func (e *Engine) Version() string { return e.version }

// Read reads a page that was drawn with dpi dots per inch, as a PNG. Its lines have
// boxes in points, a size of type guessed from their height, and the confidence that
// the program has in them. The page has no number: the caller knows it. A picture
// without letters is a page without lines. The same picture gives the same lines. The
// end of ctx ends the program.
func (e *Engine) Read(ctx context.Context, png []byte, dpi int) (page.Page, error) {
	if dpi < 1 {
		return page.Page{}, fmt.Errorf("read a picture: %d dots per inch", dpi)
	}
	table, err := e.run(ctx, png, "-", "-", "-l", language, "--dpi", strconv.Itoa(dpi), "tsv")
	if err != nil {
		return page.Page{}, fmt.Errorf("read a picture with Tesseract: %w", err)
	}
	read, err := parse(string(table), 72/float64(dpi))
	if err != nil {
		return page.Page{}, fmt.Errorf("understand Tesseract's table: %w", err)
	}
	return read, nil
}

// run starts the program and gives what it writes.
func (e *Engine) run(ctx context.Context, input []byte, args ...string) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := &bounded{limit: maxOutput, full: cancel}
	complaints := &bounded{limit: 4 << 10}
	command := exec.CommandContext(ctx, e.path, args...)
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(input), out, complaints
	// Its threads share out the sums differently each time, and gain little.
	command.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1", "LC_ALL=C")
	command.WaitDelay = grace
	err := command.Run()
	switch {
	case out.over:
		return nil, fmt.Errorf("it wrote more than %d MiB", maxOutput>>20)
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		if said := strings.Join(strings.Fields(complaints.kept.String()), " "); said != "" {
			return nil, fmt.Errorf("%w: %s", err, said)
		}
		return nil, err
	}
	return out.kept.Bytes(), nil
}

// bounded keeps what is written up to a limit. Over it, it calls full if there is one,
// and drops the rest. It embeds no buffer, whose ReadFrom knows no limit.
type bounded struct {
	kept  bytes.Buffer
	limit int
	full  func()
	over  bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.limit - b.kept.Len()
	if len(p) <= room {
		return b.kept.Write(p)
	}
	if b.full != nil && !b.over {
		b.full()
	}
	b.over = true
	b.kept.Write(p[:room])
	return len(p), nil
}
