package chart

import (
	"fmt"
	"sync"

	"github.com/go-analyze/charts/chartdraw/drawing"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/golang/freetype/truetype"
	"golang.org/x/image/math/fixed"
)

// faces are the parsed fonts: Liberation Sans, whose characters are as wide as
// Arial's and Helvetica's. An SVG is set in whatever font its reader has, so what
// was measured here fits there too. The Go fonts are wider, with a hyphen that
// reads as a dash; those of go-analyze/charts have no regular weight.
//
// A truetype.Font is only read once it is parsed.
type faces struct{ regular, bold *truetype.Font }

// loadFaces parses the fonts at the first picture, about 1 ms.
var loadFaces = sync.OnceValues(func() (faces, error) {
	regular, err := truetype.Parse(liberationsansregular.TTF)
	if err != nil {
		return faces{}, fmt.Errorf("parse the regular font: %w", err)
	}
	bold, err := truetype.Parse(liberationsansbold.TTF)
	if err != nil {
		return faces{}, fmt.Errorf("parse the bold font: %w", err)
	}
	return faces{regular: regular, bold: bold}, nil
})

// style is how a text is set. Sizes are in pixels.
type style struct {
	font  *truetype.Font
	bold  bool // that font is the bold one, which an SVG has to say
	size  int
	lead  int // from one line to the next
	color drawing.Color
}

// in is the style in another colour.
func (st style) in(c drawing.Color) style {
	st.color = c
	return st
}

// width is how many pixels s takes on one line, rounded up. A character that the
// font lacks is drawn from another one or as a box, neither wider than what is
// counted here.
func (st style) width(s string) int {
	scale := fixed.I(st.size)
	missing := scale * 3 / 2
	var sum fixed.Int26_6
	var before truetype.Index
	for i, r := range s {
		glyph := st.font.Index(r)
		if glyph == 0 {
			sum += missing
		} else {
			sum += st.font.HMetric(scale, glyph).AdvanceWidth
		}
		if i > 0 {
			sum += st.font.Kern(scale, before, glyph)
		}
		before = glyph
	}
	return sum.Ceil()
}

// covers reports whether the font has every character of s, so that its width is
// known and not only bounded.
func (st style) covers(s string) bool {
	for _, r := range s {
		if st.font.Index(r) == 0 {
			return false
		}
	}
	return true
}

// reach is how many characters of a word, one at least, fit into width pixels.
func (st style) reach(word []rune, width int) int {
	n := 1
	for n < len(word) && st.width(string(word[:n+1])) <= width {
		n++
	}
	return n
}

// types is every style on a picture.
type types struct {
	title, heading, body, label, asked, value, share, small, tick style
}

func newTypes(f faces, l look) types {
	return types{
		title:   style{f.bold, true, 36, 45, l.text},
		heading: style{f.bold, true, 25, 33, l.text},
		body:    style{f.regular, false, 23, 31, l.faint},
		label:   style{f.regular, false, 23, 29, l.text},
		asked:   style{f.bold, true, 23, 29, l.text},
		value:   style{f.bold, true, 22, 28, l.text},
		share:   style{f.bold, true, 20, 26, l.text},
		small:   style{f.regular, false, 19, 26, l.faint},
		tick:    style{f.regular, false, 19, 26, l.faint},
	}
}

// all lists the styles, for what has to name each of them.
func (t types) all() []style {
	return []style{t.title, t.heading, t.body, t.label, t.asked, t.value, t.share, t.small, t.tick}
}
