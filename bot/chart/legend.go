package chart

import (
	"github.com/go-analyze/charts/chartdraw/drawing"

	"github.com/reportbot/reportbot/bot"
)

const (
	swatch    = 20
	swatchGap = 9
)

// caption is a text behind a swatch: an answer option in the legend, or a value
// below its segment.
type caption struct {
	segment     segment
	style       style
	lines       []string
	left, width int
	top, bottom int // below where all captions begin
}

func newCaption(st style, seg segment, text string, most int) caption {
	const lead = swatch + swatchGap
	c := caption{segment: seg, style: st, lines: st.wrap(text, most-lead), width: lead}
	for _, line := range c.lines {
		c.width = max(c.width, lead+st.width(line))
	}
	return c
}

// flow places captions from left to right, on as few lines as they need: each
// where its left says if the others leave room, and within the frame.
func flow(all []caption, frame box, between int) {
	top := frame.top
	for len(all) > 0 {
		n, wide := 1, all[0].width
		for n < len(all) && wide+between+all[n].width <= frame.width() {
			wide += between + all[n].width
			n++
		}
		top = flowLine(all[:n], frame.left, frame.right, top, between)
		all = all[n:]
	}
}

// flowLine places the captions of one line, which fit on it, and returns where
// the next line begins.
func flowLine(line []caption, left, right, top, between int) int {
	bottom := top
	for i := range line {
		c := &line[i]
		c.left, left = max(c.left, left), max(c.left, left)+c.width+between
		c.top, c.bottom = top, top+max(1, len(c.lines))*c.style.lead
		bottom = max(bottom, c.bottom)
	}
	for i := len(line) - 1; i >= 0; i-- {
		line[i].left = min(line[i].left, right-line[i].width)
		line[i].bottom = bottom
		right = line[i].left - between
	}
	return bottom
}

// drawCaption draws a caption. y is where all of them begin.
func (k *plot) drawCaption(p pen, c caption, y int, ground drawing.Color) {
	y += c.top
	k.key(p, c.left, y+(c.style.lead-swatch)/2, c.segment.color, ground, c.segment.mark)
	p.plate(c.left+swatch+swatchGap, y, c.style, ground, c.lines)
}

// key draws the swatch that stands for an answer option, or for what is lost.
func (k *plot) key(p pen, x, y int, c, ground drawing.Color, mark bot.Mark) {
	b := box{x, y, x + swatch, y + swatch}
	if mark == bot.MarkLost {
		k.blank(p, b, ground)
		return
	}
	k.paint(p, b, c, ground, mark)
	k.edge(p, b, c)
}

// legend adds the answer options with their colours.
func (k *plot) legend() {
	const above, between = 22, 34
	s, st := k.sheet, k.sheet.types.label
	var all []caption
	for i, option := range k.chart.Options {
		all = append(all, newCaption(st, segment{color: k.colors[i]}, option, content))
	}
	if len(all) == 0 {
		return
	}
	flow(all, box{left: margin, right: Width - margin}, between)
	s.space(above)
	s.add(part{height: all[len(all)-1].bottom, draw: func(p pen, y int) {
		for _, c := range all {
			k.drawCaption(p, c, y, s.look.ground)
		}
	}})
}
