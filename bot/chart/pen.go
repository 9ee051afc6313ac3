package chart

import (
	"github.com/go-analyze/charts/chartdraw"
	"github.com/go-analyze/charts/chartdraw/drawing"
)

// box is a rectangle of pixels: left and top are in it, right and bottom are not.
type box struct{ left, top, right, bottom int }

func (b box) width() int  { return b.right - b.left }
func (b box) height() int { return b.bottom - b.top }

// inset is the box without n pixels on each side.
func (b box) inset(n int) box { return box{b.left + n, b.top + n, b.right - n, b.bottom - n} }

// pen draws on a picture. Lines along the axes are filled boxes, since a stroke
// of one pixel would be spread over two.
type pen struct{ to chartdraw.Renderer }

func (p pen) fill(b box, c drawing.Color) {
	if b.width() <= 0 || b.height() <= 0 {
		return
	}
	p.to.ResetStyle()
	p.to.SetFillColor(c)
	p.to.MoveTo(b.left, b.top)
	p.to.LineTo(b.right, b.top)
	p.to.LineTo(b.right, b.bottom)
	p.to.LineTo(b.left, b.bottom)
	p.to.Close()
	p.to.Fill()
}

// frame draws a box's border, inside it.
func (p pen) frame(b box, c drawing.Color, thick int) {
	p.fill(box{b.left, b.top, b.right, b.top + thick}, c)
	p.fill(box{b.left, b.bottom - thick, b.right, b.bottom}, c)
	p.fill(box{b.left, b.top + thick, b.left + thick, b.bottom - thick}, c)
	p.fill(box{b.right - thick, b.top + thick, b.right, b.bottom - thick}, c)
}

// hatch fills a box with slanting lines, gap pixels apart, each of them cut off
// at the border.
func (p pen) hatch(b box, c drawing.Color, gap int, thick float64) {
	if b.width() <= 0 || b.height() <= 0 {
		return
	}
	p.to.ResetStyle()
	p.to.SetStrokeColor(c)
	p.to.SetStrokeWidth(thick)
	for d := gap / 2; d < b.width()+b.height(); d += gap {
		p.to.MoveTo(b.left+max(0, d-b.height()), b.top+min(d, b.height()))
		p.to.LineTo(b.left+min(d, b.width()), b.top+max(0, d-b.width()))
	}
	p.to.Stroke()
}

// text writes s with its first line's top at y.
func (p pen) text(x, y int, st style, s string) {
	p.to.ResetStyle()
	class := st.class()
	if st.covers(s) {
		class = widthClass(st.width(s)) + class
	}
	p.to.SetClassName(class)
	p.to.SetFont(st.font)
	p.to.SetFontSize(float64(st.size))
	p.to.SetFontColor(st.color)
	p.to.Text(s, x, y+(st.lead+st.size*7/10)/2)
}

// lines writes lines below one another.
func (p pen) lines(x, y int, st style, lines []string) {
	for i, line := range lines {
		p.text(x, y+i*st.lead, st, line)
	}
}

// plate writes lines on a ground of their own, where there is something below.
func (p pen) plate(x, y int, st style, ground drawing.Color, lines []string) {
	const pad = 6
	for i, line := range lines {
		top := y + i*st.lead
		p.fill(box{x - pad, top + 1, x + st.width(line) + pad, top + st.lead - 1}, ground)
		p.text(x, top, st, line)
	}
}
