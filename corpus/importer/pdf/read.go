package pdf

import (
	"context"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

const (
	// maxLetters of one page. A newspaper page has 40,000.
	maxLetters = 200_000
	// maxSide of a page in points, which is the format's own bound (PDF 1.7, annex C).
	maxSide = 14_400
)

// Sheet is a page as the file has it.
type Sheet struct {
	page.Page
	// Origin is page.Read where the letters lie unseen over or under a picture of the
	// page, as programs for reading scans leave them, and page.Typeset otherwise,
	// also on a page without letters.
	Origin page.Origin
	// Covered says that a picture covers the page: a scan, or a page of a designer's.
	// Without lines such a page is worth reading anew.
	Covered bool
}

// Page reads the page with that number, from 1 on. Its lines stand from top to bottom
// and, at one height, from left to right, each within its column; lines of text that
// is not upright are left out, and so is text outside of the page. The error is
// ErrTooSlow, ErrTooLarge or ErrBroken where this page is at fault: the others can
// still be read.
func (f *File) Page(ctx context.Context, number int) (Sheet, error) {
	sheet := Sheet{Origin: page.Typeset}
	sheet.Number = number
	err := f.onPage(ctx, "read", number, func(p *reading) error {
		if err := p.letters(); err != nil {
			return err
		}
		words, err := p.words()
		if err != nil {
			return err
		}
		sheet.Width, sheet.Height = p.view.size()
		sheet.Lines = lines(words, sheet.Width, sheet.Height, p.bold)
		sheet.Origin, sheet.Covered = p.origin(words, f.maker)
		return nil
	})
	if err != nil {
		return Sheet{}, err
	}
	return sheet, nil
}

// onPage loads a page for a piece of work and closes it behind.
func (f *File) onPage(ctx context.Context, verb string, number int, work func(*reading) error) error {
	if number < 1 || number > f.pages {
		return fmt.Errorf("%s page %d: the PDF has %d pages", verb, number, f.pages)
	}
	return f.do(ctx, fmt.Sprintf("%s page %d", verb, number), func(in pdfium.Pdfium, document references.FPDF_DOCUMENT) error {
		loaded, err := in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: document, Index: number - 1})
		if err != nil {
			return fmt.Errorf("%w (PDFium: %w)", ErrBroken, err)
		}
		defer func() { _, _ = in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
		p := &reading{in: in, page: loaded.Page}
		defer p.close()
		if p.view, err = look(in, p.ref()); err != nil {
			return err
		}
		return work(p)
	})
}

// reading is a page being read.
type reading struct {
	in    pdfium.Pdfium
	page  references.FPDF_PAGE
	text  references.FPDF_TEXTPAGE
	view  view
	runes []rune
}

func (p *reading) ref() requests.Page { return requests.Page{ByReference: &p.page} }

// close frees the text, which PDFium does not do with its page.
func (p *reading) close() {
	if p.text != "" {
		_, _ = p.in.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: p.text})
	}
}

// letters fetches the page's characters, one rune for each that PDFium counts.
func (p *reading) letters() error {
	loaded, err := p.in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: p.ref()})
	if err != nil {
		return err
	}
	p.text = loaded.TextPage
	count, err := p.in.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: p.text})
	if err != nil || count.Count == 0 {
		return err
	}
	if count.Count > maxLetters {
		return fmt.Errorf("%d letters on a page, at most %d: %w", count.Count, maxLetters, ErrTooLarge)
	}
	// All at once is a hundred times faster than one by one, but leaves out what has
	// no Unicode, and then it is not known where.
	all, err := p.in.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: p.text, Count: count.Count})
	if err == nil {
		text := strings.TrimSuffix(all.Text, "\x00")
		if utf8.RuneCountInString(text) == count.Count {
			p.runes = []rune(text)
			return nil
		}
	}
	p.runes = make([]rune, count.Count)
	for i := range p.runes {
		one, err := p.in.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: p.text, Index: i})
		if err != nil {
			return err
		}
		p.runes[i] = rune(uint32(one.Unicode)) //nolint:gosec // PDFium's are 32 bits
	}
	return nil
}

// words finds where the page's words stand. Asking PDFium costs microseconds a
// question, so that only the first and last letter of a word are asked for as long as
// nothing speaks for a word that is not in one piece.
func (p *reading) words() ([]word, error) {
	var found []word
	add := func(s span, box page.Box, size float64) {
		if text := spell(p.runes[s.from:s.to]); text != "" {
			found = append(found, word{text: text, box: box, size: size, at: s.from, order: len(found)})
		}
	}
	for _, s := range spans(p.runes) {
		angle, err := p.in.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: p.text, Index: s.from})
		if err != nil {
			if dead(err) {
				return nil, err
			}
			continue
		}
		if !p.view.upright(float64(angle.CharAngle)) {
			continue
		}
		first, size, err := p.letter(s.from)
		if err != nil {
			return nil, err
		}
		last, lastSize, err := p.letter(s.to - 1)
		if err != nil {
			return nil, err
		}
		if s.to-s.from <= 1 || steady(first, last, size, lastSize) && !suspicious(p.runes[s.from:s.to]) {
			add(s, union(first, last), size)
			continue
		}
		// Letter by letter: a raised digit at a word's end, or a line's end within it.
		from, box := s.from, first
		for i := s.from + 1; i < s.to; i++ {
			next, nextSize, err := p.letter(i)
			if err != nil {
				return nil, err
			}
			before, beforeSize, err := p.letter(i - 1)
			if err != nil {
				return nil, err
			}
			if combining(p.runes[i]) || steady(before, next, beforeSize, nextSize) && next.Left-before.Right < beforeSize {
				box = union(box, next)
				continue
			}
			add(span{from, i}, box, size)
			from, box, size = i, next, nextSize
		}
		add(span{from, s.to}, box, size)
	}
	return found, nil
}

// letter gives a character's cell, seen as a reader sees the page, and its size.
func (p *reading) letter(i int) (page.Box, float64, error) {
	if p.view.rotation == 0 {
		loose, err := p.in.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: p.text, Index: i})
		switch {
		case err != nil && dead(err):
			return page.Box{}, 0, err
		case err == nil && loose.Rect.Top > loose.Rect.Bottom && loose.Rect.Right >= loose.Rect.Left:
			// Its height is the size of the type: PDFium scales it so.
			box := p.view.box(float64(loose.Rect.Left), float64(loose.Rect.Bottom), float64(loose.Rect.Right), float64(loose.Rect.Top))
			return box, box.Bottom - box.Top, nil
		}
	}
	return p.tight(i)
}

// tight makes a character's cell of its ink and its base line, where PDFium has no
// cell: on a sheet that is shown turned.
func (p *reading) tight(i int) (page.Box, float64, error) {
	ink, err := p.in.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: p.text, Index: i})
	if err != nil {
		return page.Box{}, 0, alive(err)
	}
	base, err := p.in.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: p.text, Index: i})
	if err != nil {
		return page.Box{}, 0, alive(err)
	}
	size, err := p.in.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: p.text, Index: i})
	if err != nil {
		return page.Box{}, 0, alive(err)
	}
	scale := 1.0
	matrix, err := p.in.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: p.text, Index: i})
	if err == nil {
		scale = math.Hypot(float64(matrix.Matrix.C), float64(matrix.Matrix.D))
	} else if err := alive(err); err != nil {
		return page.Box{}, 0, err
	}
	box := p.view.box(ink.Left, ink.Bottom, ink.Right, ink.Top)
	_, y := p.view.place(base.X, base.Y)
	height := size.FontSize * scale
	const descent = 0.22 // of the usual type for text
	box.Top, box.Bottom = y-(1-descent)*height, y+descent*height
	return box, height, nil
}

// alive keeps an error only where PDFium has gone down: a character without a box is
// no reason to lose the page.
func alive(err error) error {
	if dead(err) {
		return err
	}
	return nil
}

// bold reports whether a word's type is a bold one. A font's name says so; what PDFium
// gives as weight is a guess from the width of stems that many programs leave out.
func (p *reading) bold(w word) bool {
	font, err := p.in.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: p.text, Index: w.at})
	return err == nil && boldFont(font.FontName, font.Flags)
}

func boldFont(name string, flags int) bool {
	const forceBold = 1 << 18 // PDF 1.7, table 123
	if flags&forceBold != 0 {
		return true
	}
	name = strings.ToLower(name)
	if at := strings.IndexByte(name, '+'); at == 6 {
		name = name[at+1:]
	}
	for _, mark := range []string{"bold", "black", "heavy", "-demi", "-bd", "cmbx", "sfbx", "ecbx", "cmssbx"} {
		if strings.Contains(name, mark) {
			return true
		}
	}
	return false
}
