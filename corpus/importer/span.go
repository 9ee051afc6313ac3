package importer

import (
	"fmt"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/layout"
)

// span is where lines stand in the source: stretches of lines that follow each
// other, or boxes.
func (d *drafter) span(lines []layout.Line) corpus.Span {
	var span corpus.Span
	first, before := 0, layout.Line{}
	flush := func() {
		if first > 0 {
			text := fmt.Sprint(first)
			if before.Number > first {
				text = fmt.Sprintf("%d-%d", first, before.Number)
			}
			span = append(span, corpus.Stretch{Page: d.printed(before.Page), Lines: text})
		}
		first = 0
	}
	for _, l := range lines {
		if l.Number == 0 {
			if n := len(span); n > 0 && span[n-1].Page == d.printed(l.Page) && l.Box.Top >= span[n-1].Box[1] && overlaps(l, span[n-1].Box) {
				grow(span[n-1].Box, l)
				continue
			}
			span = append(span, corpus.Stretch{Page: d.printed(l.Page), Box: []float64{round(l.Box.Left), round(l.Box.Top), round(l.Box.Right), round(l.Box.Bottom)}})
			continue
		}
		if first == 0 || l.Page != before.Page || l.Number < before.Number || l.Number-before.Number > maxGap {
			flush()
			first = l.Number
		}
		before = l
	}
	flush()
	return span
}

// maxGap is how many lines apart two may be to be of one stretch: one line is
// empty between blocks.
const maxGap = 2

func overlaps(l layout.Line, box []float64) bool {
	return l.Box.Left < box[2] && l.Box.Right > box[0]
}

func grow(box []float64, l layout.Line) {
	box[0], box[1] = min(box[0], round(l.Box.Left)), min(box[1], round(l.Box.Top))
	box[2], box[3] = max(box[2], round(l.Box.Right)), max(box[3], round(l.Box.Bottom))
}

// round keeps a tenth of a point.
func round(f float64) float64 { return float64(int(f*10+0.5)) / 10 }

// spanned names a span for people.
func spanned(s corpus.Span) string {
	if len(s) == 0 {
		return ""
	}
	if s[0].Lines != "" {
		return "lines " + s[0].Lines
	}
	return fmt.Sprintf("at %.0f,%.0f", s[0].Box[0], s[0].Box[1])
}
