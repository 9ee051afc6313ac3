package chart

import (
	"slices"
	"strings"

	"github.com/go-analyze/charts/chartdraw/drawing"

	"github.com/reportbot/reportbot/bot"
)

const (
	stackHeight = 42
	segmentGap  = 2
	segmentPad  = 4 // beside a value in its segment
)

// segment is a known share of a stacked row.
type segment struct {
	left, right int
	color       drawing.Color
	mark        bot.Mark
	text        string
	inside      bool // the text fits into it
}

// stacked is the bar of a row with answer options: the known shares from 0 on,
// then a hatched rest where some are lost. Texts that don't fit stand below.
func (k *plot) stacked(row bot.Row) track {
	segments := k.segments(row)
	if len(segments) == 0 {
		return k.lostTrack(row, lostText(row), stackHeight)
	}
	rest := k.rest(segments, row)
	below := k.below(segments, rest)
	height := stackHeight
	if n := len(below); n > 0 {
		height += below[n-1].bottom
	}
	return track{height: height, draw: func(p pen, y int) {
		for _, seg := range segments {
			k.drawSegment(p, seg, y, k.rowGround(row))
		}
		k.drawRest(p, rest, y, k.rowGround(row))
		for _, c := range below {
			k.drawCaption(p, c, y+stackHeight, k.rowGround(row))
		}
	}}
}

// segments are the known shares of a row.
func (k *plot) segments(row bot.Row) []segment {
	var all []segment
	sum := 0.0
	for i, cell := range row.Cells {
		if cell.Mark == bot.MarkLost {
			continue
		}
		seg := segment{left: k.x(sum), right: k.x(sum + cell.Value), color: k.colors[i], mark: cell.Mark, text: value(cell)}
		if sum > 0 {
			seg.left += segmentGap
		}
		seg.inside = k.fits(seg, k.sheet.types.share)
		all = append(all, seg)
		sum += cell.Value
	}
	return all
}

// rest is the room that is left for the lost shares of a row: the zero segment
// where none is lost, one without width where the known ones fill the axis.
func (k *plot) rest(known []segment, row bot.Row) segment {
	text := lostText(row)
	if text == "" {
		return segment{}
	}
	var options []string
	for i, cell := range row.Cells {
		if cell.Mark == bot.MarkLost {
			options = append(options, clean(k.chart.Options[i]))
		}
	}
	named := bot.Labelled(strings.Join(options, ", "), text)
	r := segment{left: known[len(known)-1].right + segmentGap, right: k.end, mark: bot.MarkLost, text: text}
	short := k.fits(r, k.sheet.types.small)
	r.text = named
	r.inside = k.fits(r, k.sheet.types.small)
	if short && !r.inside { // better in its place without the options than below with them
		r.text, r.inside = text, true
	}
	return r
}

func (k *plot) fits(seg segment, st style) bool {
	return st.width(seg.text) <= seg.right-seg.left-2*segmentPad
}

// lostText is what stands for the lost values of a row: each text once, since the
// options of a row are mostly lost for one reason.
func lostText(row bot.Row) string {
	var texts []string
	for _, cell := range row.Cells {
		if text := value(cell); cell.Mark == bot.MarkLost && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ", ")
}

func (k *plot) drawSegment(p pen, seg segment, y int, ground drawing.Color) {
	look, st := k.sheet.look, k.sheet.types.share
	b := box{seg.left, y, max(seg.right, seg.left), y + stackHeight}
	k.paint(p, b, seg.color, ground, seg.mark)
	k.edge(p, b, seg.color)
	if !seg.inside {
		return
	}
	x, top := (seg.left+seg.right-st.width(seg.text))/2, y+(stackHeight-st.lead)/2
	if seg.mark == bot.MarkInferred {
		p.plate(x, top, st.in(look.text), ground, []string{seg.text})
		return
	}
	p.text(x, top, st.in(on(seg.color)), seg.text)
}

// edge outlines a colour that the ground would swallow.
func (k *plot) edge(p pen, b box, c drawing.Color) {
	const enough = 3 // WCAG 2.1, 1.4.11
	if look := k.sheet.look; b.width() > 2 && contrast(c, look.ground) < enough {
		p.frame(b, look.edge, 1)
	}
}

func (k *plot) drawRest(p pen, rest segment, y int, ground drawing.Color) {
	if rest.right <= rest.left {
		return
	}
	st := k.sheet.types.small
	k.blank(p, box{rest.left, y, rest.right, y + stackHeight}, ground)
	if rest.inside {
		p.plate((rest.left+rest.right-st.width(rest.text))/2, y+(stackHeight-st.lead)/2, st, ground, []string{rest.text})
	}
}

// below are the captions of the segments whose texts don't fit into them, each as
// near to its own as the others on its line allow.
func (k *plot) below(known []segment, rest segment) []caption {
	const above, between = 5, 18
	st := k.sheet.types.small.in(k.sheet.look.text)
	var all []caption
	for _, seg := range append(slices.Clone(known), rest) {
		if !seg.inside && seg.text != "" {
			c := newCaption(st, seg, seg.text, k.end-k.zero)
			c.left = (seg.left + seg.right - c.width) / 2
			all = append(all, c)
		}
	}
	flow(all, box{left: k.zero, top: above, right: k.end}, between)
	return all
}
