package layout

import (
	"cmp"
	"math"
	"regexp"
	"slices"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// The measures of a page, in sizes of its type. Columns are set about two sizes
// apart, lines 1.2; found on pages of one to three columns.
const (
	gutter      = 0.9  // the least white between columns
	looseLead   = 1.45 // of the usual distance of lines, from which a new block begins
	boldLead    = 1.12 // the same, where the type becomes bold or ends to be
	sameSize    = 0.08 // of the size, within which type counts as the same
	maxCuts     = 40   // how deep a page is cut
	wideEnough  = 0.6  // of the region, from which a line lies across its columns
	rowDistance = 0.6  // of the size, by which a bar's number may lie off its label
)

// ordered puts a page's lines in reading order by cutting it at white stripes:
// across at lines that lie over several columns, down between columns (Nagy's
// recursive X-Y cut). A line that begins a new block has a gap before it.
func ordered(p *page.Page) []page.Line {
	lines := slices.DeleteFunc(slices.Clone(p.Lines), func(l page.Line) bool { return l.Text == "" })
	lines = rows(lines)
	c := cutter{size: usualSize(lines)}
	c.cut(lines, 0)
	return c.out
}

type cutter struct {
	size float64
	out  []page.Line
}

// usualSize is the size that most letters have.
func usualSize(lines []page.Line) float64 {
	letters := map[float64]int{}
	best := 0.0
	for _, l := range lines {
		s := math.Round(height(l)*2) / 2
		letters[s] += len(l.Text)
		if n := letters[s]; best == 0 || n > letters[best] || n == letters[best] && s < best {
			best = s
		}
	}
	return max(best, 4)
}

// height is a line's size of type, or its box's height where that is not told.
func height(l page.Line) float64 {
	if l.Size > 0 {
		return l.Size
	}
	return l.Box.Bottom - l.Box.Top
}

func extent(lines []page.Line) page.Box {
	b := lines[0].Box
	for _, l := range lines[1:] {
		b.Left, b.Top = min(b.Left, l.Box.Left), min(b.Top, l.Box.Top)
		b.Right, b.Bottom = max(b.Right, l.Box.Right), max(b.Bottom, l.Box.Bottom)
	}
	return b
}

func (c *cutter) cut(lines []page.Line, depth int) {
	if len(lines) == 0 {
		return
	}
	if depth < maxCuts && len(lines) > 1 {
		if parts := c.columns(lines); len(parts) > 1 {
			for _, part := range parts {
				c.cut(part, depth+1)
			}
			return
		}
		if parts := c.stripes(lines); len(parts) > 1 {
			for _, part := range parts {
				c.cut(part, depth+1)
			}
			return
		}
	}
	c.block(lines)
}

// columns parts lines at the widest white stripe that runs down between them all.
func (c *cutter) columns(lines []page.Line) [][]page.Line {
	byLeft := slices.Clone(lines)
	slices.SortStableFunc(byLeft, func(a, b page.Line) int { return cmp.Compare(a.Box.Left, b.Box.Left) })
	right, widest, at := byLeft[0].Box.Right, 0.0, 0
	for i, l := range byLeft[1:] {
		if white := l.Box.Left - right; white > widest {
			widest, at = white, i+1
		}
		right = max(right, l.Box.Right)
	}
	if widest < gutter*c.size {
		return nil
	}
	// Sorted from above again, so that ties later fall as on the page.
	side := func(part []page.Line) []page.Line {
		slices.SortStableFunc(part, fromAbove)
		return part
	}
	return [][]page.Line{side(byLeft[:at:at]), side(byLeft[at:])}
}

func fromAbove(a, b page.Line) int {
	return cmp.Or(cmp.Compare(a.Box.Top, b.Box.Top), cmp.Compare(a.Box.Left, b.Box.Left))
}

// stripes parts lines across where that makes columns of what is between: around
// what lies over several columns, else at the widest white.
func (c *cutter) stripes(lines []page.Line) [][]page.Line {
	byTop := slices.Clone(lines)
	slices.SortStableFunc(byTop, fromAbove)
	var parts [][]page.Line
	from, bottom := 0, byTop[0].Box.Bottom
	for i := 1; i <= len(byTop); i++ {
		if i == len(byTop) || byTop[i].Box.Top >= bottom-0.1*c.size {
			parts = append(parts, byTop[from:i:i])
			from = i
		}
		if i < len(byTop) {
			bottom = max(bottom, byTop[i].Box.Bottom)
		}
	}
	// Rows of lines that stand side by side go together: they are columns.
	var bands [][]page.Line
	several := false
	for _, part := range parts {
		side := len(c.columns(part)) > 1
		if n := len(bands); n > 0 && side == several {
			bands[n-1] = append(bands[n-1], part...)
		} else {
			bands = append(bands, part)
		}
		several = side
	}
	if len(bands) > 1 {
		return c.mended(bands)
	}
	return nil
}

// mended gives single lines within columns back to them: where one column is
// shorter or has a gap, the other's lines stand alone.
func (c *cutter) mended(bands [][]page.Line) [][]page.Line {
	var out [][]page.Line
	whole := extent(slices.Concat(bands...))
	for _, b := range bands {
		if n := len(out); n > 0 {
			if out[n-1], b = c.lastLines(out[n-1], b); len(b) == 0 {
				continue
			}
		}
		box := extent(b)
		narrow := box.Right-box.Left < wideEnough*(whole.Right-whole.Left)
		if n := len(out); n > 0 {
			both := slices.Concat(out[n-1], b)
			if (narrow || len(c.columns(out[n-1])) > 1) && len(c.columns(both)) > 1 {
				out[n-1] = both
				continue
			}
		}
		out = append(out, b)
	}
	return out
}

// lastLines gives a column that is longer than the one beside it the last lines
// back, which stand alone above what lies below both.
func (c *cutter) lastLines(columns, below []page.Line) (longer, rest []page.Line) {
	for len(below) > 0 && len(c.columns(columns)) > 1 {
		l := below[0]
		var above *page.Line
		for i := range columns {
			if o := &columns[i]; o.Box.Left < l.Box.Right && o.Box.Right > l.Box.Left && (above == nil || o.Box.Top > above.Box.Top) {
				above = o
			}
		}
		if above == nil || l.Bold != above.Bold || math.Abs(height(l)-height(*above)) > sameSize*c.size || l.Box.Top-above.Box.Top > looseLead*usualSpacing*c.size {
			break
		}
		both := append(slices.Clone(columns), l)
		if len(c.columns(both)) < 2 {
			break
		}
		columns, below = both, below[1:]
	}
	return columns, below
}

// block appends lines that stand under each other.
func (c *cutter) block(lines []page.Line) {
	slices.SortStableFunc(lines, fromAbove)
	lead := usualLead(lines, c.size)
	for i, l := range lines {
		l.Gap = true
		if i > 0 {
			before := lines[i-1]
			dist := l.Box.Top - before.Box.Top
			// A bold line within a paragraph is none of its own.
			resized := math.Abs(height(l)-height(before)) > sameSize*c.size
			l.Gap = dist > looseLead*lead || resized && dist > 0.5*c.size || l.Bold != before.Bold && dist > boldLead*lead
		}
		c.out = append(c.out, l)
	}
}

// usualSpacing is how many sizes of type lines stand apart where nothing tells.
const usualSpacing = 1.25

// usualLead is the distance of most lines from the one before.
func usualLead(lines []page.Line, size float64) float64 {
	var dists []float64
	for i := 1; i < len(lines); i++ {
		if d := lines[i].Box.Top - lines[i-1].Box.Top; d > 0.6*size && d < 2.5*size {
			dists = append(dists, d)
		}
	}
	if len(dists) == 0 {
		return usualSpacing * size
	}
	slices.Sort(dists)
	return dists[len(dists)/3]
}

var amount = regexp.MustCompile(`^\d{1,3}(?:[.,]\d{1,2})?\s*%?$`)

// rows joins the numbers of a bar chart to their labels: a number alone goes to
// the one label on its left whose middle is at its height. Where there are
// several, or another number claims the label, it is left alone: a value is tied
// for sure or not at all.
func rows(lines []page.Line) []page.Line {
	claims := map[int][]int{}
	for i, l := range lines {
		if !amount.MatchString(l.Text) {
			continue
		}
		middle := (l.Box.Top + l.Box.Bottom) / 2
		label, right := -1, math.Inf(-1)
		for k, o := range lines {
			if k == i || amount.MatchString(o.Text) || o.Box.Right > l.Box.Left || len([]rune(o.Text)) < 3 {
				continue
			}
			if off := math.Abs((o.Box.Top+o.Box.Bottom)/2 - middle); off < rowDistance*height(o) && o.Box.Right > right {
				label, right = k, o.Box.Right
			}
		}
		if label >= 0 {
			claims[label] = append(claims[label], i)
		}
	}
	gone := map[int]bool{}
	for label, numbers := range claims {
		if len(numbers) != 1 {
			continue
		}
		l := &lines[label]
		n := lines[numbers[0]]
		l.Text += " " + n.Text
		l.Box.Right = n.Box.Right
		gone[numbers[0]] = true
	}
	var out []page.Line
	for i, l := range lines {
		if !gone[i] {
			out = append(out, l)
		}
	}
	return out
}
