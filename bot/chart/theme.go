package chart

import (
	"math"

	"github.com/go-analyze/charts/chartdraw/drawing"
)

// look is a theme's colours. The bars of a ranking are the blues of Okabe and
// Ito's palette for the colour-blind (https://jfly.uni-koeln.de/color/).
type look struct {
	ground drawing.Color
	text   drawing.Color
	faint  drawing.Color // what explains: measure, notes, source, the axis' numbers
	grid   drawing.Color
	axis   drawing.Color
	edge   drawing.Color // around what is lost, and around a segment that the ground would swallow
	lost   drawing.Color // the hatching of what is lost
	band   drawing.Color // behind the row that was asked about
	bar    drawing.Color
	quiet  drawing.Color // the bars beside the one that was asked about
}

func (t Theme) look() look {
	if t == Dark {
		return look{
			ground: hex(0x1b1d22), text: hex(0xf2f3f5), faint: hex(0xb8bec8), grid: hex(0x363b44), axis: hex(0x8b93a0),
			edge: hex(0x9aa2ae), lost: hex(0x5a616d), band: hex(0x2a323d), bar: hex(0x56b4e9), quiet: hex(0x7a8899),
		}
	}
	return look{
		ground: hex(0xffffff), text: hex(0x1a1c20), faint: hex(0x545b66), grid: hex(0xdfe3e8), axis: hex(0x6b7380),
		edge: hex(0x6b7380), lost: hex(0xb4bbc5), band: hex(0xeaf2f9), bar: hex(0x0072b2), quiet: hex(0x8292a4),
	}
}

// stack is the colours of n answer options, from dark to light: ColorBrewer's
// YlGnBu (Cynthia Brewer, https://colorbrewer2.org, Apache 2.0), interpolated so
// that neighbours are equally far apart in lightness. Lightness alone tells the
// colour-blind the options apart, and survives printing in grey. Options have an
// order in the report, as these colours have.
func stack(n int) []drawing.Color {
	steps := map[int][]uint32{
		1: {0x225ea8},
		2: {0x225ea8, 0x92d4b9},
		3: {0x2352a2, 0x31a5c2, 0xceecb3},
		4: {0x243f99, 0x1f7fb8, 0x56bec1, 0xdaf0b3},
		5: {0x233390, 0x216aae, 0x2da1c2, 0x90d3b9, 0xf8fcc8},
		6: {0x091e5a, 0x24429a, 0x2076b4, 0x36abc3, 0x9bd8b8, 0xfcfed1},
		7: {0x091e5a, 0x253996, 0x2165ab, 0x1d90c0, 0x50bbc2, 0xacdfb7, 0xfcfed1},
		8: {0x091e5a, 0x233391, 0x2259a5, 0x1f7eb7, 0x2fa3c2, 0x6bc6be, 0xb9e3b5, 0xfcfed1},
		9: {0x091e5a, 0x20308a, 0x234fa1, 0x2070b0, 0x1d90c0, 0x3cb1c4, 0x80cebb, 0xc2e7b4, 0xfcfed1},
	}[n]
	colors := make([]drawing.Color, len(steps))
	for i, step := range steps {
		colors[i] = hex(step)
	}
	return colors
}

// on is black or white, whichever can be read better on c.
func on(c drawing.Color) drawing.Color {
	black, white := hex(0x000000), hex(0xffffff)
	if contrast(c, white) > contrast(c, black) {
		return white
	}
	return black
}

// contrast is WCAG's ratio of two colours, from 1 to 21: text wants 4.5 at least,
// a bar 3. https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
func contrast(a, b drawing.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c drawing.Color) float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// linear undoes sRGB's gamma.
func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func hex(rgb uint32) drawing.Color {
	return drawing.Color{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 255}
}
