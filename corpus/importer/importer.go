// Package importer makes a draft of a report package of a printed report: of its
// text, however badly a program recognised it, or of its PDF. It puts the lines
// in order, mends the words, and finds what are sections, passages, lists,
// quotes, people and charts. What it is not sure of it names in a review, for a
// person to look at; a number that is not certainly an item's is no value.
//
// It is a tool for those who bring in a report: only the command imports it. The
// packages below it do the parts: pdf and tesseract read files, layout orders
// lines, mend mends words.
package importer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/layout"
	"github.com/reportbot/reportbot/corpus/importer/mend"
	"github.com/reportbot/reportbot/corpus/importer/page"
)

// Options say how to import.
type Options struct {
	ID         string         // of the package; made of the title where it is empty
	Title      string         // of the report; its first heading where it is empty
	Edition    string         // such as "2026"; the newest year in the title where it is empty
	Publishers []string       // who published the report
	FirstPage  int            // the printed number of the file's first page; 0 finds it out
	Extends    *corpus.Report // the report whose own wording the file is; nil for a new report
	WordList   string         // a file of German words; empty for the common words alone
	Cache      string         // a folder to keep what makes reading PDFs start fast; may be empty
	Reread     Reread         // whether to read the pictures of a PDF's pages anew
	Progress   func(string)   // is told how far the work is; may be nil
}

// Reread says when a PDF's pages are read anew with tesseract.
type Reread string

// The ways. RereadAuto reads anew what has no text, or text that was read without
// German, if tesseract is installed.
const (
	RereadAuto   Reread = "auto"
	RereadAlways Reread = "always"
	RereadNever  Reread = "never"
)

// Draft is what an import comes to. It is not safe for concurrent use.
type Draft struct {
	Report *corpus.Report // the package, as it can be written and loaded
	Text   string         // the whole text in reading order, blocks parted by empty lines, pages by form feeds
	Review Review
}

// maxFile bounds a file that is read.
const maxFile = 128 << 20

// Import reads a file.
func Import(ctx context.Context, file string, o Options) (*Draft, error) {
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	r, err := read(ctx, file, o)
	if err != nil {
		return nil, err
	}
	d := &drafter{Options: o, reading: r, report: &corpus.Report{}}
	draft, err := d.draft(ctx)
	if err != nil {
		return nil, fmt.Errorf("draft a package of %s: %w", file, err)
	}
	return draft, nil
}

// reading is a file as it was read: its blocks in order, mended.
type reading struct {
	doc     page.Document
	blocks  []block
	first   int  // the printed number of the first page
	counted bool // whether first is known, not assumed
	notes   []string
	todos   []string
	words   *mend.Document         // of the file, or of its pages that lost their umlauts
	sound   map[int]*mend.Document // of the other pages, by their numbers
}

// on is what mends the words of a page.
func (r *reading) on(number int) *mend.Document {
	if d := r.sound[number]; d != nil {
		return d
	}
	return r.words
}

// say is lines on one line, mended.
func (r *reading) say(lines []layout.Line) string {
	text := ""
	for _, l := range lines {
		text = r.words.Append(text, l.Text)
	}
	text, _ = r.on(lines[0].Page).Mend(text)
	return text
}

// block is a block of the layout with its mended text.
type block struct {
	layout.Block
	text   string
	doubts []mend.Doubt
}

// printed is the printed number of a page of the file.
func (r *reading) printed(number int) int { return number - 1 + r.first }

// read reads a file and puts it in order.
func read(ctx context.Context, file string, o Options) (*reading, error) {
	data, err := readFile(file)
	if err != nil {
		return nil, err
	}
	o.Progress("reading the word list")
	lexicon, err := mend.NewLexicon(ctx, o.WordList)
	if err != nil {
		return nil, err
	}
	mender, err := mend.New(lexicon)
	if err != nil {
		return nil, err
	}
	r := &reading{}
	if bytes.Contains(data[:min(len(data), headBytes)], []byte("%PDF-")) {
		err = r.readPDF(ctx, data, mender, o)
	} else {
		err = r.readText(ctx, data, mender, o)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	for _, l := range lexicon.Sources() {
		r.notes = append(r.notes, "words: "+l)
	}
	return r, r.arrange(ctx, o)
}

// arrange puts what was read in order, and mends it.
func (r *reading) arrange(ctx context.Context, o Options) error {
	r.first, r.counted = printed(r.doc, o.FirstPage)
	o.Progress("putting the text in order")
	blocks := layout.Blocks(r.doc, r.words)
	for i, b := range blocks {
		if i%256 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			o.Progress(fmt.Sprintf("mending words: page %d of %d", b.Page(), len(r.doc.Pages)))
		}
		next := block{Block: b}
		if b.Kind == layout.Noise {
			next.text = b.Text
		} else {
			next.text, next.doubts = r.on(b.Page()).Mend(b.Text)
		}
		r.blocks = append(r.blocks, next)
	}
	return nil
}

// readText reads a plain text.
func (r *reading) readText(ctx context.Context, data []byte, m *mend.Mender, o Options) error {
	text, encoding, err := decode(data)
	if err != nil {
		return err
	}
	if r.doc, err = textDocument(text); err != nil {
		return err
	}
	r.notes = append(r.notes, fmt.Sprintf("text in %s, %s", encoding, count(len(r.doc.Pages), "page")))
	return r.study(ctx, m, o)
}

// study learns the file's words. Pages that lost their umlauts are studied apart
// from those that have them: a report may be set in part and scanned in part.
func (r *reading) study(ctx context.Context, m *mend.Mender, o Options) (err error) {
	var damaged, sound []page.Page
	lost := lostPages(r.doc.Pages)
	for i, p := range r.doc.Pages {
		if len(r.doc.Pages) > 1 && !lost[i] {
			sound = append(sound, p)
		} else {
			damaged = append(damaged, p)
		}
	}
	if few, _ := lettersOf(page.Page{Lines: linesOf(damaged)}); few < fewDamaged || len(sound) == 0 {
		// Letters that were set are right, as far as they show umlauts at all.
		_, marks := lettersOf(page.Page{Lines: linesOf(r.doc.Pages)})
		set := !slices.ContainsFunc(r.doc.Pages, func(p page.Page) bool { return p.Origin != page.Typeset })
		r.words, err = m.Document(ctx, lines(r.doc.Pages), vocabulary(o.Extends), set && marks > 0)
		return err
	}
	if r.words, err = m.Document(ctx, lines(damaged), vocabulary(o.Extends), false); err != nil {
		return err
	}
	right, err := m.Document(ctx, lines(sound), nil, true)
	if err != nil {
		return err
	}
	r.sound = map[int]*mend.Document{}
	for _, p := range sound {
		r.sound[p.Number] = right
	}
	return nil
}

// lostPages says which pages lost their umlauts. A page with too few letters to tell
// by is like the one before it, the first ones like the one behind. Letters that were
// set lost all or none, however few umlauts a text of names and commands has.
func lostPages(pages []page.Page) []bool {
	lost := make([]bool, len(pages))
	known := -1
	for i, p := range pages {
		letters, marks := lettersOf(p)
		if few := !mend.LostMarks(letters, 0); few {
			if known >= 0 {
				lost[i] = lost[known]
			}
			continue
		}
		lost[i] = mend.LostMarks(letters, marks) && (p.Origin != page.Typeset || marks == 0)
		if known < 0 {
			for k := range i {
				lost[k] = lost[i]
			}
		}
		known = i
	}
	return lost
}

// fewDamaged is how many letters without umlauts are taken for a text of its own: a
// title, a page of numbers has none by chance.
const fewDamaged = 1500

func linesOf(pages []page.Page) []page.Line {
	var out []page.Line
	for _, p := range pages {
		out = append(out, p.Lines...)
	}
	return out
}

// lines are the texts of pages' lines.
func lines(pages []page.Page) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, p := range pages {
			for _, l := range p.Lines {
				if !yield(l.Text) {
					return
				}
			}
		}
	}
}

// vocabulary is what a report says in its language, and its names: whoever imports
// its own wording has the same words in a text that is right.
func vocabulary(r *corpus.Report) iter.Seq[string] {
	if r == nil {
		return nil
	}
	return func(yield func(string) bool) {
		for ref := range r.Refs() {
			if !yield(r.Wording(ref, language)) {
				return
			}
		}
	}
}

// readFile reads a file of bounded size.
func readFile(name string) (data []byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder: name the file of the report", name)
	case info.Size() > maxFile:
		return nil, fmt.Errorf("%s is larger than %d MiB: split it", name, maxFile>>20)
	}
	// What begins like no PDF is text, for which less is much: noise is not read whole.
	var read bytes.Buffer
	if _, err := io.CopyN(&read, f, headBytes); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	limit := int64(maxText)
	if bytes.Contains(read.Bytes(), []byte("%PDF-")) {
		limit = maxFile
		read.Grow(int(min(info.Size(), limit)) + bytes.MinRead) // Once, not piece by piece.
	}
	if _, err := io.CopyN(&read, f, limit-int64(read.Len())+1); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if int64(read.Len()) > limit {
		return nil, fmt.Errorf("%s is too large for a text or PDF of a report: at most %d MiB of text, %d MiB of PDF", name, maxText>>20, maxFile>>20)
	}
	return read.Bytes(), nil
}

// headBytes is within what a PDF says that it is one.
const headBytes = 1024

// count is a number with its noun.
func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case noun == "person":
		return fmt.Sprintf("%d people", n)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// text is the whole text in reading order.
func (r *reading) text() string {
	var b strings.Builder
	at := 1
	for _, bl := range r.blocks {
		if bl.Kind == layout.Noise {
			continue
		}
		for ; at < bl.Page(); at++ {
			b.WriteString("\f\n")
		}
		b.WriteString(bl.shown())
		b.WriteString("\n\n")
	}
	return strings.ReplaceAll(strings.TrimSpace(b.String())+"\n", "\n\n\f", "\n\f")
}

// shown is a block as it is read.
func (b *block) shown() string {
	switch {
	case b.Kind == layout.Quote:
		return unquoted(b.text)
	case b.Value != "":
		return b.text + " " + b.Value
	case b.Kind == layout.Item && strings.ContainsFunc(b.Marker, isDigit):
		return b.Marker + " " + b.text
	}
	return b.text
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// unquoted is what was said, without the marks around it.
func unquoted(s string) string { return strings.Trim(s, "„“”\"»«‚‘' ") }
