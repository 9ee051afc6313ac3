package chart

import (
	"fmt"

	"github.com/go-analyze/charts/chartdraw"

	"github.com/reportbot/reportbot/bot"
)

const (
	margin  = 48
	content = Width - 2*margin
	bottom  = 40 // below the last line
)

// sheet is a picture that is composed but not drawn: its parts from top to
// bottom, whose heights are known.
type sheet struct {
	look   look
	types  types
	parts  []part
	height int
}

// part is a strip of the picture. It draws itself with its top at y.
type part struct {
	height int
	draw   func(p pen, y int)
}

// compose lays the chart out.
func compose(c bot.Chart, t Theme) (*sheet, error) {
	if err := check(c); err != nil {
		return nil, err
	}
	f, err := loadFaces()
	if err != nil {
		return nil, err
	}
	s := &sheet{look: t.look()}
	s.types = newTypes(f, s.look)
	s.head(c)
	newPlot(s, c).add()
	s.foot(c)
	s.space(bottom)
	if s.height > maxHeight {
		return nil, fmt.Errorf("%w: %d pixels high, at most %d", ErrTooLarge, s.height, maxHeight)
	}
	return s, nil
}

// draw draws all parts on a new picture.
func (s *sheet) draw(on func(width, height int) chartdraw.Renderer) chartdraw.Renderer {
	const pixelsPerInch = 72 // at which a point is a pixel
	r := on(Width, s.height)
	r.SetDPI(pixelsPerInch)
	p := pen{to: r}
	p.fill(box{0, 0, Width, s.height}, s.look.ground)
	y := 0
	for _, part := range s.parts {
		if part.draw != nil {
			part.draw(p, y)
		}
		y += part.height
	}
	return r
}

func (s *sheet) add(p part) {
	s.parts = append(s.parts, p)
	s.height += p.height
}

func (s *sheet) space(height int) { s.add(part{height: height}) }

// paragraph adds a text over the whole width, with space above it. An empty one
// takes no space.
func (s *sheet) paragraph(above int, st style, text string) {
	lines := st.wrap(text, content)
	if len(lines) == 0 {
		return
	}
	s.space(above)
	s.add(part{height: len(lines) * st.lead, draw: func(p pen, y int) { p.lines(margin, y, st, lines) }})
}

// head adds what stands above the bars: the title, the survey question's
// wording, what is shown, and what a value means.
func (s *sheet) head(c bot.Chart) {
	const length, thick = 72, 6
	s.add(part{height: margin - 8, draw: func(p pen, y int) {
		p.fill(box{margin, y, margin + length, y + thick}, s.look.bar)
	}})
	s.paragraph(0, s.types.title, c.Title)
	s.paragraph(10, s.types.body, c.Ranking.Question)
	if c.Ranking.Heading != c.Title {
		s.paragraph(20, s.types.heading, c.Ranking.Heading)
	}
	s.paragraph(4, s.types.body, c.Ranking.Measure)
}

// foot adds what stands below them: the notes, and the source under a rule.
func (s *sheet) foot(c bot.Chart) {
	for i, note := range c.Notes {
		s.paragraph(max(4, 22-22*i), s.types.small, note)
	}
	if c.Source == "" {
		return
	}
	s.space(22)
	s.add(part{height: 12, draw: func(p pen, y int) { p.fill(box{margin, y, Width - margin, y + 1}, s.look.axis) }})
	s.paragraph(0, s.types.small, c.Source)
}
