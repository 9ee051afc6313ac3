package chart

import (
	"github.com/go-analyze/charts/chartdraw/drawing"

	"github.com/reportbot/reportbot/bot"
)

const (
	barHeight = 34
	textGap   = 12 // between a bar and its value
	hatchGap  = 9
)

// single is the bar of a row with one value, and the value behind it.
func (k *plot) single(row bot.Row) track {
	cell := row.Cells[0]
	if cell.Mark == bot.MarkLost {
		return k.lostTrack(row, value(cell), barHeight)
	}
	st := k.sheet.types.value
	lines := st.wrap(value(cell), widestText)
	text := len(lines) * st.lead
	height := max(barHeight, text)
	return track{height: height, draw: func(p pen, y int) {
		bar := box{k.zero, y + (height-barHeight)/2, k.x(cell.Value), y + (height+barHeight)/2}
		k.paint(p, bar, k.barColor(row), k.rowGround(row), cell.Mark)
		p.plate(max(bar.right, bar.left+1)+textGap, y+(height-text)/2, st, k.rowGround(row), lines)
	}}
}

// paint fills a bar: what is inferred is hatched.
func (k *plot) paint(p pen, bar box, c, ground drawing.Color, mark bot.Mark) {
	if mark != bot.MarkInferred {
		p.fill(bar, c)
		return
	}
	const thick = 2
	p.fill(bar, ground)
	p.hatch(bar.inset(thick), c, hatchGap, 3)
	p.frame(bar, c, thick)
}

// barColor is strong for what was asked about, and for all where nothing was.
func (k *plot) barColor(row bot.Row) drawing.Color {
	if k.asked && !row.Asked {
		return k.sheet.look.quiet
	}
	return k.sheet.look.bar
}

// lostTrack is an empty track over the whole axis with a text in it, least
// pixels high.
func (k *plot) lostTrack(row bot.Row, text string, least int) track {
	const indent = 16
	st := k.sheet.types.label.in(k.sheet.look.faint)
	lines := st.wrap(text, k.end-k.zero-2*indent)
	height := max(least, len(lines)*st.lead+6)
	return track{height: height, draw: func(p pen, y int) {
		empty := box{k.zero, y, k.end, y + height}
		k.blank(p, empty, k.rowGround(row))
		p.plate(k.zero+indent, y+(height-len(lines)*st.lead)/2, st, k.rowGround(row), lines)
	}}
}

// blank draws the room of what is lost: an outline and a faint hatching, in no
// colour of a bar.
func (k *plot) blank(p pen, b box, ground drawing.Color) {
	p.fill(b, ground)
	p.hatch(b, k.sheet.look.lost, 2*hatchGap, 1)
	p.frame(b, k.sheet.look.edge, 1)
}

// widestValue is how wide the widest text behind a bar is.
func (k *plot) widestValue() int {
	widest := 0
	for _, row := range k.chart.Ranking.Rows {
		if cell := row.Cells[0]; cell.Mark != bot.MarkLost {
			widest = max(widest, k.sheet.types.value.width(value(cell)))
		}
	}
	return widest
}
