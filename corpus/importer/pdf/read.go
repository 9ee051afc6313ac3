package pdf

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
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

// Sheet is a page as the file has it. Its Origin is page.Read where the letters lie
// unseen over or under a picture of the page, as programs for reading scans leave
// them, and page.Typeset otherwise, also on a page without letters.
type Sheet struct {
	page.Page
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
	sheet := Sheet{Page: page.Page{Origin: page.Typeset}}
	sheet.Number = number
	err := f.onPage(ctx, "read", number, func(p *reading) error {
		if err := p.letters(); err != nil {
			return err
		}
		if err := p.accents(); err != nil {
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
		p := &reading{in: in, page: loaded.Page, sizes: map[int]float64{}}
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
	index []int           // of each rune among PDFium's characters
	sizes map[int]float64 // of type, by the height of cells
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
	p.index = make([]int, count.Count)
	for i := range p.index {
		p.index[i] = i
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
		p.runes[i] = rune(uint32(one.Unicode))
	}
	return nil
}

// accents moves the marks of TeX's letters, which it prints before the letter that
// they stand on, behind it, as Unicode has them: f, mark, u, r is für. PDFium may
// see a space or the end of a line between the two.
func (p *reading) accents() error {
	for i, r := range p.runes {
		mark := accent(r)
		if mark == 0 {
			continue
		}
		at := i + 1
		for at < len(p.runes) && at < i+3 && blank(p.runes[at]) {
			at++
		}
		if at == len(p.runes) || !unicode.IsLetter(p.runes[at]) {
			continue
		}
		ink, err := p.tight(p.index[i])
		if err != nil {
			return err
		}
		letter, err := p.tight(p.index[at])
		if err != nil {
			return err
		}
		if middle := (ink.Left + ink.Right) / 2; ink.Right > ink.Left && letter.Left < middle && middle < letter.Right {
			place := p.index[i]
			copy(p.runes[i:at], p.runes[i+1:at+1])
			copy(p.index[i:at], p.index[i+1:at+1])
			p.runes[at], p.index[at] = mark, place
		}
	}
	return nil
}

// words finds where the page's words stand. Asking PDFium costs microseconds a
// question, so that only the first and last letter of a word are asked for as long as
// nothing speaks for a word that is not in one piece.
func (p *reading) words() ([]word, error) {
	var found []word
	var places []piece
	for _, s := range spans(p.runes) {
		angle, err := p.in.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: p.text, Index: p.index[s.from]})
		if err != nil {
			if dead(err) {
				return nil, err
			}
			continue
		}
		if !p.view.upright(float64(angle.CharAngle)) {
			continue
		}
		pieces, err := p.pieces(s)
		if err != nil {
			return nil, err
		}
		for _, piece := range pieces {
			text := spell(p.runes[piece.from:piece.to])
			if text == "" {
				continue
			}
			size, err := p.size(piece.from, piece.box)
			if err != nil {
				return nil, err
			}
			places = append(places, piece)
			found = append(found, word{
				text: text, box: piece.box, size: size, at: p.index[piece.from], order: len(found),
				spaced: piece.from > 0 && blank(p.runes[piece.from-1]),
			})
		}
	}
	return p.capped(found, places)
}

// capped puts accents that came as words of their own on the letters below them, which
// TeX's capitals need: it raises the accent, and PDFium takes that for another line.
func (p *reading) capped(words []word, places []piece) ([]word, error) {
	kept := words[:0:0]
	for _, w := range words {
		marks := []rune(w.text)
		if len(marks) != 1 || accent(marks[0]) == 0 {
			kept = append(kept, w)
			continue
		}
		set := false
		ink, err := p.tight(w.at)
		if err != nil {
			return nil, err
		}
		middle := (ink.Left + ink.Right) / 2
		for i, below := range words {
			if set || i == w.order || middle < below.box.Left || middle > below.box.Right || overlap(w.box, below.box) < 0.4 {
				continue
			}
			letters := p.runes[places[i].from:places[i].to]
			for k := range letters {
				cell, err := p.letter(places[i].from + k)
				if err != nil {
					return nil, err
				}
				if unicode.IsLetter(letters[k]) && cell.Left < middle && middle < cell.Right {
					words[i].text = spell(slices.Insert(slices.Clone(letters), k+1, accent(marks[0])))
					set = true
					break
				}
			}
		}
		if !set {
			kept = append(kept, w)
		}
	}
	// What was kept before its letter was found has the text of then.
	for i, w := range kept {
		kept[i].text = words[w.order].text
	}
	return kept, nil
}

// piece is a span and where it stands.
type piece struct {
	span
	box page.Box
}

// pieces cuts a span where a digit is raised, or a line ends without PDFium's notice.
func (p *reading) pieces(s span) ([]piece, error) {
	first, err := p.letter(s.from)
	if err != nil {
		return nil, err
	}
	end := s.to - 1
	for end > s.from && combining(p.runes[end]) { // its own box is anywhere
		end--
	}
	last, err := p.letter(end)
	if err != nil {
		return nil, err
	}
	if end == s.from || steady(first, last) && !suspicious(p.runes[s.from:s.to]) {
		return []piece{{s, union(first, last)}}, nil
	}
	var found []piece
	current, before := piece{s, first}, first
	for i := s.from + 1; i < s.to; i++ {
		if combining(p.runes[i]) {
			continue
		}
		next, err := p.letter(i)
		if err != nil {
			return nil, err
		}
		if steady(before, next) && next.Left-before.Right < before.Bottom-before.Top {
			current.box = union(current.box, next)
		} else {
			current.to = i
			found = append(found, current)
			current = piece{span{i, s.to}, next}
		}
		before = next
	}
	return append(found, current), nil
}

// letter gives a rune's cell, seen as a reader sees the page: as wide as the letter
// moves on, as high as its font.
func (p *reading) letter(i int) (page.Box, error) {
	i = p.index[i]
	if p.view.rotation == 0 {
		loose, err := p.in.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: p.text, Index: i})
		switch r := loose; {
		case err != nil && dead(err):
			return page.Box{}, err
		case err == nil && r.Rect.Top > r.Rect.Bottom && r.Rect.Right >= r.Rect.Left:
			return p.view.box(float64(r.Rect.Left), float64(r.Rect.Bottom), float64(r.Rect.Right), float64(r.Rect.Top)), nil
		}
	}
	return p.tight(i)
}

// tight makes a character's cell of its ink and its base line, where PDFium has no
// cell: on a sheet that is shown turned.
func (p *reading) tight(i int) (page.Box, error) {
	ink, err := p.in.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: p.text, Index: i})
	if err != nil {
		return page.Box{}, alive(err)
	}
	base, err := p.in.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: p.text, Index: i})
	if err != nil {
		return page.Box{}, alive(err)
	}
	height, err := p.typeSize(i)
	if err != nil {
		return page.Box{}, err
	}
	box := p.view.box(ink.Left, ink.Bottom, ink.Right, ink.Top)
	_, y := p.view.place(base.X, base.Y)
	const descent = 0.22 // of the usual type for text
	box.Top, box.Bottom = y-(1-descent)*height, y+descent*height
	return box, nil
}

// size is the size of a rune's type. Cells of one height, to a thousandth, have one
// size, as two fonts hardly ever meet there.
func (p *reading) size(i int, cell page.Box) (float64, error) {
	key := int(1000 * (cell.Bottom - cell.Top))
	if size, known := p.sizes[key]; known {
		return size, nil
	}
	size, err := p.typeSize(p.index[i])
	if err == nil {
		p.sizes[key] = size
	}
	return size, err
}

// typeSize asks for a character's size as it is printed.
func (p *reading) typeSize(i int) (float64, error) {
	size, err := p.in.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: p.text, Index: i})
	if err != nil {
		return 0, alive(err)
	}
	matrix, err := p.in.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: p.text, Index: i})
	if err != nil {
		return size.FontSize, alive(err)
	}
	return size.FontSize * math.Hypot(float64(matrix.Matrix.C), float64(matrix.Matrix.D)), nil
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
