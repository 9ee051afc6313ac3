package importer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/layout"
)

// language is that of the reports that can be imported: the words and the page
// furniture that are known here are German.
const language = "de"

// drafter makes records of blocks.
type drafter struct {
	Options
	*reading
	report  *corpus.Report
	base    *matcher // nil for a new report
	section string
	ids     map[string]int
	review  Review
}

func (d *drafter) draft(ctx context.Context) (*Draft, error) {
	d.ids = map[string]int{}
	d.review.notes, d.review.todos = d.notes, d.todos
	if d.Extends != nil {
		d.base = newMatcher(d.Extends)
		d.place()
	}
	d.about()
	for i := range d.blocks {
		d.doubts(&d.blocks[i])
	}
	for i := 0; i < len(d.blocks); {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		i += d.take(i)
	}
	d.finish()
	if d.base == nil && len(d.report.Passages) == 0 {
		return nil, errNoPassage
	}
	return &Draft{Report: d.report, Text: d.text(), Review: d.review}, nil
}

// errNoPassage is a text of headings, numbers and lists alone. A package without a
// passage can't be loaded.
var errNoPassage = errors.New("there is no paragraph in the file: is it the text of a report?")

// take makes a record of the block at i, and says how many blocks it took.
func (d *drafter) take(i int) int {
	b := &d.blocks[i]
	switch b.Kind {
	case layout.Noise:
		d.noise(b)
	case layout.Mixed:
		d.review.add(spotMixed, d.spot(b, b.text))
	case layout.Quote:
		d.quote(i)
	case layout.Title, layout.Caption, layout.Row:
		if d.firstOf(i) {
			d.figure(i)
		}
	case layout.Heading, layout.Paragraph:
		if n := d.person(i); n > 0 {
			return n
		}
		if b.Kind == layout.Heading {
			d.heading(i)
			return 1
		}
		if n := d.items(i + 1); n > 1 && strings.HasSuffix(b.text, ":") {
			d.list(i+1, n, i)
			return n + 1
		}
		d.passage(b.text, b)
	case layout.Item:
		n := d.items(i)
		if n == 1 && counted(b.Marker) && !strings.ContainsAny(b.text, ".:;") {
			if below := d.items(i + 1); below > 1 {
				d.list(i+1, below, i)
				return below + 1
			}
		}
		if n > 1 {
			d.list(i, n, -1)
			return n
		}
		d.passage(b.text, b)
	case layout.Speaker, layout.Folio: // Taken with its quote; no text.
	}
	return 1
}

// about fills report.yaml from the options and the first heading.
func (d *drafter) about() {
	r := d.report
	r.Languages = []string{language}
	title := d.Title
	if d.Extends != nil {
		r.ID = d.ID
		if r.ID == "" {
			r.ID = d.Extends.ID + "-wording"
		}
		r.Extends = d.Extends.ID
		return
	}
	if title == "" {
		for i, b := range d.blocks {
			if b.Kind == layout.Heading && d.leads(i) {
				title = b.text
				break
			}
		}
		if title == "" {
			title = "Bericht"
		}
		d.review.todo("report.yaml: the title %q is the first heading: write the report's own", title)
	}
	r.Title = corpus.Text{language: title}
	if r.ID = d.ID; r.ID == "" {
		r.ID = slug(title, 40)
	}
	r.Edition = d.Edition
	if r.Edition == "" {
		years := regexp.MustCompile(`\b(?:19|20)\d\d\b`).FindAllString(title, -1)
		for _, y := range years {
			r.Edition = max(r.Edition, y)
		}
		if r.Edition == "" {
			r.Edition = "1"
			d.review.todo("report.yaml: the edition is not known: it says 1")
		}
	}
	if r.Publishers = d.Publishers; len(r.Publishers) == 0 {
		r.Publishers = []string{"unbekannt"}
		d.review.todo("report.yaml: name the publishers")
	}
	d.review.todo("report.yaml: write the rights note (what of the report may be shown, and by whose leave), and the survey if there is one")
}

// How many letters a passage has at least, and one without a sentence: what is
// shorter says nothing by itself.
const (
	shortPassage = 25
	shortPhrase  = 80
)

// says reports whether a text says something by itself.
func says(text string) bool {
	n := utf8.RuneCountInString(text)
	return n >= shortPhrase || n >= shortPassage && strings.ContainsAny(text, ".!?:")
}

// passage makes a passage of a paragraph.
func (d *drafter) passage(text string, b *block) {
	page := d.printed(b.Page())
	if !says(text) {
		d.review.add(spotLoose, d.spot(b, text))
		return
	}
	p := corpus.Passage{
		ID: d.id(d.prefix() + fmt.Sprintf("p%02d-%s", page, slug(text, 28))), Section: d.sectionAt(page), Page: page,
		Text: corpus.Text{language: text}, Span: d.span(b.Lines),
	}
	if cutOff(text) {
		d.review.add(spotCut, d.spot(b, text))
	}
	d.report.Passages = append(d.report.Passages, p)
}

// cutOff reports whether a text begins or ends in the middle of a sentence.
func cutOff(text string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "„“\"'(»«"))
	return unicode.IsLower(first) || !layout.Ended(text)
}

// id is an id that no record has yet.
func (d *drafter) id(want string) string { return unique(d.ids, want) }

// unique is an id that is not taken yet: the one wanted, or with a number behind it.
func unique(taken map[string]int, want string) string {
	taken[want]++
	if n := taken[want]; n > 1 {
		return unique(taken, fmt.Sprintf("%s-%d", want, n))
	}
	return want
}

// slug writes a text with small letters, digits and hyphens, at most so many.
func slug(s string, most int) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToLower(s)) {
		switch r {
		case 'ä':
			b.WriteString("ae")
		case 'ö':
			b.WriteString("oe")
		case 'ü':
			b.WriteString("ue")
		case 'ß':
			b.WriteString("ss")
		default:
			r, _ = utf8.DecodeRuneInString(norm.NFD.String(string(r))) // "é" without its accent
			switch {
			case r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
				b.WriteRune(r)
			case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
				b.WriteByte('-')
			}
		}
	}
	out := b.String()
	if len(out) > most {
		out = out[:most]
		if i := strings.LastIndexByte(out, '-'); i > most/2 {
			out = out[:i]
		}
	}
	if out = strings.Trim(out, "-"); out == "" {
		return "teil"
	}
	return out
}

// finish fills in what is known only at the end.
func (d *drafter) finish() {
	r := d.report
	if d.base != nil {
		d.wordings()
	}
	if r.Extends == "" {
		for i := range d.doc.Pages {
			r.Pages = max(r.Pages, d.printed(d.doc.Pages[i].Number))
		}
		r.Pages = max(r.Pages, 1)
		d.sectionAt(d.first) // A report has a section.
		if !d.counted {
			d.review.todo("pages: the file's first page is taken for page %d: give --first-page N if another number is printed on it", d.first)
		}
	}
	d.review.summarise(d)
}

// The files beside the package's own.
const (
	reviewFile = "review.md"
	textFile   = "text.txt"
)

// Write writes the package with review.md and text.txt, the whole text as it was
// read, to a folder that is not there yet, or empty.
func (d *Draft) Write(ctx context.Context, dir string) error {
	if err := corpus.Write(ctx, dir, d.Report); err != nil {
		return err
	}
	for name, text := range map[string]string{reviewFile: d.Review.Markdown(), textFile: d.Text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}
