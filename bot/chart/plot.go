package chart

import (
	"strconv"

	"github.com/go-analyze/charts/chartdraw/drawing"

	"github.com/reportbot/reportbot/bot"
)

const (
	columnGap  = 22  // between the label and its bar
	widestName = 430 // pixels of the label column
	leastName  = 300 // of the same where notes stand in it
	widestText = 230 // of the value column behind the bars
	rowGap     = 18  // between rows, half of it above and below each
)

// plot is the part of the picture with the bars: its columns from left to right,
// which all rows share.
type plot struct {
	sheet  *sheet
	chart  bot.Chart
	colors []drawing.Color // of the answer options
	asked  bool            // one of the rows was asked about

	name, nameWidth int // where labels begin, and how wide they may get
	zero, end       int // the axis
	extent          float64
	ticks           []tick
	unitBelow       string
}

// track is the right-hand side of a row: its bar. It draws itself with its top
// at y.
type track struct {
	height int
	draw   func(p pen, y int)
}

func newPlot(s *sheet, c bot.Chart) *plot {
	k := &plot{sheet: s, chart: c, colors: stack(len(c.Options)), extent: extent(c), name: margin}
	ranks, names, notes := 0, 0, 0
	for _, row := range c.Ranking.Rows {
		k.asked = k.asked || row.Asked
		names = max(names, s.types.asked.width(clean(row.Label)))
		notes = max(notes, s.types.small.width(clean(row.Note)))
		if row.Rank > 0 {
			ranks = max(ranks, s.types.asked.width(rank(row)))
		}
	}
	if ranks > 0 {
		k.name += ranks + 12
	}
	k.nameWidth = min(widestName, max(names, min(notes, leastName)))
	k.zero = k.name + k.nameWidth + columnGap
	k.scale()
	return k
}

// scale sets the axis: it ends where the longest value behind a bar, or half of
// its own last number, still has room.
func (k *plot) scale() {
	const shortUnit = 60
	st := k.sheet.types.tick
	unit := visible(k.chart.Unit)
	if st.width(unit) > shortUnit {
		unit, k.unitBelow = "", k.chart.Unit
	}
	behind := 0
	if len(k.colors) == 0 {
		behind = min(widestText, k.widestValue()) + textGap
	}
	most := 5
	for k.ticks = ticks(k.extent, most, k.chart.Language, unit); ; {
		widest := 0
		for _, t := range k.ticks {
			widest = max(widest, st.width(t.text))
		}
		k.end = Width - margin - max(behind, widest/2)
		if len(k.ticks) == 1 || widest+columnGap <= k.x(k.ticks[1].value)-k.zero {
			return
		}
		most--
		k.ticks = ticks(k.extent, most, k.chart.Language, unit)
	}
}

// x is the pixel of a value.
func (k *plot) x(value float64) int {
	return k.zero + int(float64(k.end-k.zero)*value/k.extent+0.5)
}

// add adds the legend, the rows and the axis.
func (k *plot) add() {
	k.legend()
	k.sheet.space(14)
	for _, row := range k.chart.Ranking.Rows {
		if len(k.colors) > 0 {
			k.row(row, k.stacked(row))
		} else {
			k.row(row, k.single(row))
		}
	}
	k.axis()
}

// row adds a row: rank, label and note on the left, the bar in the middle of
// their height.
func (k *plot) row(row bot.Row, bar track) {
	s, st := k.sheet, k.sheet.types.label
	if row.Asked {
		st = s.types.asked
	}
	label := st.balance(row.Label, k.nameWidth)
	note := s.types.small.wrap(row.Note, k.nameWidth)
	left := len(label)*st.lead + len(note)*s.types.small.lead
	height := max(left, bar.height) + rowGap
	s.add(part{height: height, draw: func(p pen, y int) {
		k.ground(p, y, y+height, row.Asked)
		top := y + (height-left)/2
		if row.Rank > 0 {
			p.text(k.name-12-st.width(rank(row)), top, st, rank(row))
		}
		p.lines(k.name, top, st, label)
		p.lines(k.name, top+len(label)*st.lead, s.types.small, note)
		bar.draw(p, y+(height-bar.height)/2)
	}})
}

// ground draws what is behind a row: the band of the one that was asked about,
// and the axis' grid.
func (k *plot) ground(p pen, top, bottom int, asked bool) {
	look := k.sheet.look
	if asked {
		p.fill(box{margin - 16, top, Width - margin + 16, bottom}, look.band)
	}
	for _, t := range k.ticks {
		x := k.x(t.value)
		p.fill(box{x, top, x + 1, bottom}, look.grid)
	}
	p.fill(box{k.zero, top, k.zero + 1, bottom}, look.axis)
}

// rowGround is the colour behind a row's texts.
func (k *plot) rowGround(row bot.Row) drawing.Color {
	if row.Asked {
		return k.sheet.look.band
	}
	return k.sheet.look.ground
}

// rank is a row's rank as it stands before its label.
func rank(row bot.Row) string { return strconv.Itoa(row.Rank) + "." }

// value is a cell's text, with the sign of what was inferred. What is lost needs
// none on a picture.
func value(cell bot.Cell) string {
	if cell.Mark == bot.MarkLost {
		return clean(bot.LostText(cell))
	}
	return clean(bot.Signed(cell))
}
