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
// YlGnBu (Cynthia Brewer, https://colorbrewer2.org, Apache 2.0), which tells the
// colour-blind apart by lightness alone, and so survives printing in grey too.
// Options have an order in the report, as these colours have.
func stack(n int) []drawing.Color {
	steps := map[int][]uint32{
		1: {0x225ea8},
		2: {0x225ea8, 0xa1dab4},
		3: {0x225ea8, 0x41b6c4, 0xffffcc},
		4: {0x225ea8, 0x41b6c4, 0xa1dab4, 0xffffcc},
		5: {0x253494, 0x2c7fb8, 0x41b6c4, 0xa1dab4, 0xffffcc},
		6: {0x253494, 0x2c7fb8, 0x41b6c4, 0x7fcdbb, 0xc7e9b4, 0xffffcc},
		7: {0x0c2c84, 0x225ea8, 0x1d91c0, 0x41b6c4, 0x7fcdbb, 0xc7e9b4, 0xffffcc},
		8: {0x0c2c84, 0x225ea8, 0x1d91c0, 0x41b6c4, 0x7fcdbb, 0xc7e9b4, 0xedf8b1, 0xffffd9},
		9: {0x081d58, 0x253494, 0x225ea8, 0x1d91c0, 0x41b6c4, 0x7fcdbb, 0xc7e9b4, 0xedf8b1, 0xffffd9},
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
