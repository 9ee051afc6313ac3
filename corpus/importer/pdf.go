package importer

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/sync/errgroup"

	"github.com/reportbot/reportbot/corpus/importer/mend"
	"github.com/reportbot/reportbot/corpus/importer/page"
	"github.com/reportbot/reportbot/corpus/importer/pdf"
	"github.com/reportbot/reportbot/corpus/importer/tesseract"
)

// rereadDPI is how finely pages are drawn to be read: what tesseract's makers
// recommend (tesseract-ocr.github.io/tessdoc/ImproveQuality.html).
const rereadDPI = 300

// maxPDFMemory is what the PDF reader may take for itself: with the file and all
// else an import stays below 512 MiB.
const maxPDFMemory = 192 << 20

// fewLetters is from how many letters on a page has text: a scan may have a stamp or
// a page number as its only text.
const fewLetters = 30

// readPDF reads a PDF's pages, and those anew whose text is missing or was read
// without German.
func (r *reading) readPDF(ctx context.Context, data []byte, m *mend.Mender, o Options) (err error) {
	o.Progress("starting the PDF reader")
	file, err := pdf.Open(ctx, data, pdf.Options{Cache: o.Cache, MaxBytes: maxFile, MaxMemory: maxPDFMemory})
	if err != nil {
		return err
	}
	//nolint:contextcheck // What was started has to be closed when the context has ended, too.
	defer func() { err = errors.Join(err, file.Close()) }()
	var missing, recognised []int
	for n := 1; n <= file.Pages(); n++ {
		o.Progress(fmt.Sprintf("reading page %d of %d", n, file.Pages()))
		sheet, err := file.Page(ctx, n)
		if err != nil {
			if ctx.Err() != nil || file.Pages() == 1 {
				return err
			}
			r.todos = append(r.todos, fmt.Sprintf("page %d of the file: %v", n, err))
			r.doc.Pages = append(r.doc.Pages, page.Page{Number: n})
			continue
		}
		sheet.Number = n
		r.doc.Pages = append(r.doc.Pages, sheet.Page)
		if letters, _ := lettersOf(sheet.Page); letters < fewLetters && sheet.Covered {
			missing = append(missing, n)
		}
	}
	for i, lost := range lostPages(r.doc.Pages) {
		if lost && !slices.Contains(missing, i+1) && len(r.doc.Pages[i].Lines) > 0 {
			recognised = append(recognised, i+1)
		}
	}
	r.notes = append(r.notes, fmt.Sprintf("PDF, %s", count(file.Pages(), "page")))
	wanted := slices.Concat(missing, recognised)
	switch o.Reread {
	case RereadAlways:
		wanted = nil
		for n := range file.Pages() {
			wanted = append(wanted, n+1)
		}
	case RereadNever:
		wanted = nil
	default: // RereadAuto
	}
	if len(wanted) > 0 {
		if err := r.reread(ctx, file, wanted, missing, o); err != nil {
			return err
		}
	}
	return r.study(ctx, m, o)
}

// lettersOf counts a page's letters, and the umlauts and ß among them.
func lettersOf(p page.Page) (letters, marks int) {
	for _, l := range p.Lines {
		for _, c := range l.Text {
			if unicode.IsLetter(c) {
				letters++
				if strings.ContainsRune("äöüÄÖÜß", c) {
					marks++
				}
			}
		}
	}
	return letters, marks
}

// reread reads pages anew with tesseract. Where it is not installed, that is an
// error if the file has no text without, and a thing to do otherwise.
func (r *reading) reread(ctx context.Context, file *pdf.File, wanted, missing []int, o Options) error {
	engine, err := tesseract.Find(ctx)
	if errors.Is(err, tesseract.ErrMissing) && o.Reread != RereadAlways {
		if len(missing) == len(r.doc.Pages) {
			return fmt.Errorf("the PDF holds pictures of pages and no text: %w", err)
		}
		if len(missing) > 0 {
			r.todos = append(r.todos, fmt.Sprintf("the file's pages %s are pictures without text and are missing here: %v", numbers(missing), err))
		}
		if len(wanted) > len(missing) {
			r.notes = append(r.notes, fmt.Sprintf("the text of the file's pages was read without German; reading it anew is better than any mending: %v", err))
		}
		return nil
	}
	if err != nil {
		return err
	}
	started := 0
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, n := range wanted {
		o.Progress(fmt.Sprintf("reading page %d anew, %d of %d", n, i+1, len(wanted)))
		picture, dpi, err := file.Picture(inner, n, rereadDPI)
		if err != nil {
			if inner.Err() != nil {
				break
			}
			r.todos = append(r.todos, fmt.Sprintf("page %d of the file: %v", n, err))
			continue
		}
		started++
		group.Go(func() error {
			read, err := engine.Read(inner, picture, dpi)
			if err != nil {
				return fmt.Errorf("read page %d anew: %w", n, err)
			}
			read.Number, read.Origin = n, page.Read
			r.doc.Pages[n-1] = read
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	r.notes = append(r.notes, fmt.Sprintf("%s read anew by %s", count(started, "page"), engine.Version()))
	return nil
}

// numbers lists page numbers, the first few.
func numbers(ns []int) string {
	const most = 8
	var b strings.Builder
	for i, n := range ns[:min(len(ns), most)] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprint(&b, n)
	}
	if len(ns) > most {
		fmt.Fprintf(&b, " and %d more", len(ns)-most)
	}
	return b.String()
}
