package pdf

import (
	"fmt"
	"math"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// view is how a page is looked at: the part of its coordinates that is shown, and the
// quarters of a circle that it is turned by, clockwise.
type view struct {
	left, bottom, right, top float64
	rotation                 int
}

// look asks for a page's view.
func look(in pdfium.Pdfium, ref requests.Page) (view, error) {
	bounds, err := in.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: ref})
	if err != nil {
		return view{}, err
	}
	turned, err := in.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: ref})
	if err != nil {
		return view{}, err
	}
	r := bounds.Rect
	v := view{float64(r.Left), float64(r.Bottom), float64(r.Right), float64(r.Top), int(turned.PageRotation) & 3}
	if w, h := v.size(); !(w >= 1 && h >= 1 && w <= maxSide && h <= maxSide) {
		return view{}, fmt.Errorf("a page of %.0f × %.0f points, at most %d each: %w", w, h, maxSide, ErrBroken)
	}
	return v, nil
}

// size is the sheet's width and height as it is shown.
func (v view) size() (width, height float64) {
	width, height = v.right-v.left, v.top-v.bottom
	if v.rotation%2 == 1 {
		width, height = height, width
	}
	return width, height
}

// place is where a point of the page's coordinates is shown, from the upper left.
func (v view) place(x, y float64) (float64, float64) {
	switch v.rotation {
	case 1:
		return y - v.bottom, x - v.left
	case 2:
		return v.right - x, y - v.bottom
	case 3:
		return v.top - y, v.right - x
	}
	return x - v.left, v.top - y
}

func (v view) box(left, bottom, right, top float64) page.Box {
	x1, y1 := v.place(left, bottom)
	x2, y2 := v.place(right, top)
	return page.Box{Left: min(x1, x2), Top: min(y1, y2), Right: max(x1, x2), Bottom: max(y1, y2)}
}

// upright reports whether letters at PDFium's angle, in radians and clockwise, are
// shown upright. Slanted letters have an angle too.
func (v view) upright(angle float64) bool {
	const slant = 25 * math.Pi / 180
	off := math.Mod(angle+float64(v.rotation)*math.Pi/2, 2*math.Pi)
	return off < slant || off > 2*math.Pi-slant
}

func union(a, b page.Box) page.Box {
	switch (page.Box{}) {
	case a:
		return b
	case b:
		return a
	}
	return page.Box{Left: min(a.Left, b.Left), Top: min(a.Top, b.Top), Right: max(a.Right, b.Right), Bottom: max(a.Bottom, b.Bottom)}
}

// overlap is the common height of two boxes as a part of the lower one's.
func overlap(a, b page.Box) float64 {
	height := min(a.Bottom-a.Top, b.Bottom-b.Top)
	if height <= 0 {
		return 0
	}
	return (min(a.Bottom, b.Bottom) - max(a.Top, b.Top)) / height
}

// steady reports whether two letters of a word look like letters of one word.
func steady(a, b page.Box) bool {
	high, other := a.Bottom-a.Top, b.Bottom-b.Top
	return math.Abs(high-other) <= 0.08*max(high, other) && overlap(a, b) > 0.8 && b.Left >= a.Left-0.3*high
}

// suspicious reports whether a word has digits behind letters, or a point behind
// digits: there may be a raised mark among them.
func suspicious(letters []rune) bool {
	for i, r := range letters {
		if unicode.IsDigit(r) && i > 0 && i < len(letters)-1 && !unicode.IsDigit(letters[i-1]) && !unicode.IsDigit(letters[0]) {
			return true
		}
	}
	return false
}
