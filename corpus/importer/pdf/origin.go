package pdf

import (
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

const (
	// A program that reads scans does the same all over a page, so that some of its
	// words and things tell. Every thing asked for stays in go-pdfium's books as long
	// as the document is open, which is the other reason for asking few.
	wordsAsked  = 16
	thingsAsked = 40 // from the beginning, and as many from the end
	// cover is the part of a page from which on a picture covers it: scans have rims.
	cover = 0.85
)

// readers are programs that leave letters behind pictures, as they name themselves in
// the file.
var readers = []string{
	"tesseract", "ocrmypdf", "abbyy", "finereader", "paper capture", "omnipage", "readiris", "scansoft",
	"scansnap", "clearscan", "luradocument", "luratech", "pdf compressor", "internet archive", "hocr", "ocr",
}

// origin tells where the letters come from, and whether a picture covers the page.
func (p *reading) origin(words []word, maker string) (page.Origin, bool) {
	covered, under := p.pictures()
	switch {
	case len(words) == 0:
		return page.Typeset, covered
	case p.unseen(words), covered && under:
		return page.Read, covered
	}
	if covered {
		for _, name := range readers {
			if strings.Contains(maker, name) {
				return page.Read, covered
			}
		}
	}
	return page.Typeset, covered
}

// unseen reports whether most of the letters are not painted.
func (p *reading) unseen(words []word) bool {
	asked, unseen := 0, 0
	step := max(1, len(words)/wordsAsked)
	for i := 0; i < len(words) && asked < wordsAsked; i += step {
		object, err := p.in.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: p.text, Index: words[i].at})
		if err != nil {
			continue
		}
		mode, err := p.in.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: object.TextObject})
		if err != nil {
			continue
		}
		asked++
		if mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_INVISIBLE {
			unseen++
		}
	}
	return 2*unseen > asked
}

// pictures looks for one that covers the page, or strips that do together. Under says
// that all text is painted before, and so lies under it.
func (p *reading) pictures() (covered, under bool) {
	count, err := p.in.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: p.ref()})
	if err != nil {
		return false, false
	}
	area, lastText, lastPicture := 0.0, -1, -1
	for i := range count.Count {
		if i >= thingsAsked && i < count.Count-thingsAsked {
			continue
		}
		thing, err := p.in.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: p.ref(), Index: i})
		if err != nil {
			continue
		}
		kind, err := p.in.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: thing.PageObject})
		if err != nil {
			continue
		}
		switch {
		case kind.Type == enums.FPDF_PAGEOBJ_TEXT:
			lastText = i
		case kind.Type == enums.FPDF_PAGEOBJ_IMAGE, kind.Type == enums.FPDF_PAGEOBJ_FORM && p.framed(thing.PageObject):
			if part := p.share(thing.PageObject); part > 0.02 {
				area += part
				lastPicture = i
			}
		}
	}
	return area >= cover, area >= cover && lastText >= 0 && lastText < lastPicture
}

// framed reports whether a form, a page within the page, begins with a picture.
func (p *reading) framed(form references.FPDF_PAGEOBJECT) bool {
	first, err := p.in.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: form, Index: 0})
	if err != nil {
		return false
	}
	kind, err := p.in.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: first.PageObject})
	return err == nil && kind.Type == enums.FPDF_PAGEOBJ_IMAGE
}

// share is the part of the page that a thing takes.
func (p *reading) share(thing references.FPDF_PAGEOBJECT) float64 {
	bounds, err := p.in.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: thing})
	if err != nil {
		return 0
	}
	v := p.view
	width := min(float64(bounds.Right), v.right) - max(float64(bounds.Left), v.left)
	height := min(float64(bounds.Top), v.top) - max(float64(bounds.Bottom), v.bottom)
	if width <= 0 || height <= 0 {
		return 0
	}
	return width * height / ((v.right - v.left) * (v.top - v.bottom))
}
