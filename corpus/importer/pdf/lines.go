package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// The widths, all in sizes of the type. A word space is a quarter to a third, in
// justified text up to one and a half; a gutter between columns is one at least.
const (
	joins    = 0.15 // below it two pieces are one word,
	touches  = 0.05 // and two words, which TeX's accents only seem to part
	wordGap  = 0.6  // below it words belong together, wherever the file has them
	doubtGap = 0.9  // from here on the neighbours decide
	wideGap  = 2.5  // from here on only what a justified line stretches belongs together
	maxGap   = 9    // from here on nothing does
)

// fragment is a part of a printed line without a gap that ends a column.
type fragment struct {
	words []word
	box   page.Box
	size  float64 // of most of its letters
}

// lines puts the words of a page together. Bold tells a word's weight and may be asked
// for some words of each line.
func lines(words []word, width, height float64, bold func(word) bool) []page.Line {
	inside := make([]word, 0, len(words))
	for _, w := range words {
		x, y := (w.box.Left+w.box.Right)/2, (w.box.Top+w.box.Bottom)/2
		if x >= 0 && y >= 0 && x <= width && y <= height && w.box.Bottom > w.box.Top {
			inside = append(inside, w)
		}
	}
	found := splitGutters(merge(runs(inside)))
	slices.SortFunc(found, func(a, b fragment) int {
		return cmp.Or(cmp.Compare(a.box.Top, b.box.Top), cmp.Compare(a.box.Left, b.box.Left), cmp.Compare(a.words[0].order, b.words[0].order))
	})
	level(found)
	out := make([]page.Line, 0, len(found))
	for _, f := range found {
		out = append(out, page.Line{Text: f.text(), Box: f.box, Size: math.Round(f.size*100) / 100, Bold: f.bold(bold)})
	}
	return out
}

// runs follows the file's order as long as words go on to the right on one line.
func runs(words []word) []fragment {
	var found []fragment
	for _, w := range words {
		if n := len(found); n > 0 {
			last := &found[n-1]
			before := last.words[len(last.words)-1]
			size := max(before.size, w.size)
			gap := w.box.Left - before.box.Right
			if overlap(last.box, w.box) >= 0.5 && gap > -0.4*size && gap < maxGap*size && w.box.Left >= before.box.Left {
				last.add(w)
				continue
			}
		}
		f := fragment{}
		f.add(w)
		found = append(found, f)
	}
	for i := range found {
		found[i].measure()
	}
	return found
}

func (f *fragment) add(w word) {
	f.box = union(f.box, w.box)
	f.words = append(f.words, w)
}

// measure finds the size that most letters have.
func (f *fragment) measure() {
	count := map[float64]int{}
	best := 0.0
	for _, w := range f.words {
		size := math.Round(w.size*10) / 10
		count[size] += utf8.RuneCountInString(w.text)
		if n := count[size]; best == 0 || n > count[best] || n == count[best] && size > best {
			best = size
		}
	}
	f.size = best
	// The mean of those, as rounding is for counting only.
	sum, n := 0.0, 0
	for _, w := range f.words {
		if math.Abs(w.size-best) <= 0.06 {
			sum, n = sum+w.size, n+1
		}
	}
	if n > 0 {
		f.size = sum / float64(n)
	}
}

// merge puts fragments together that a file has apart though they are printed as one:
// a bold word painted later, a raised mark, a word drawn letter by letter.
func merge(found []fragment) []fragment {
	for again := true; again; {
		again = false
		slices.SortStableFunc(found, func(a, b fragment) int { return cmp.Compare(a.box.Left, b.box.Left) })
		gone := make([]bool, len(found))
		for i := range found {
			if gone[i] {
				continue
			}
			for j := i + 1; j < len(found); j++ {
				if found[j].box.Left > found[i].box.Right+2*found[i].size {
					break
				}
				if gone[j] || !found[i].continues(found[j]) {
					continue
				}
				for _, w := range found[j].words {
					found[i].add(w)
				}
				slices.SortStableFunc(found[i].words, func(a, b word) int { return cmp.Compare(a.box.Left, b.box.Left) })
				found[i].measure()
				gone[j], again = true, true
			}
		}
		kept := found[:0]
		for i, f := range found {
			if !gone[i] {
				kept = append(kept, f)
			}
		}
		found = kept
	}
	return found
}

// continues reports whether g, which begins right of f's beginning, goes on with f.
func (f *fragment) continues(g fragment) bool {
	small, large := min(f.size, g.size), max(f.size, g.size)
	gap := g.box.Left - f.box.Right
	switch {
	case gap < -0.4*small: // one over the other
		return overlap(f.box, g.box) > 0.75 && f.lacks(g)
	case small < 0.85*large: // a raised or lowered mark, close by
		return overlap(f.box, g.box) > 0.4 && gap < 0.3*small && small > 0.4*large && short(f, &g)
	}
	return overlap(f.box, g.box) > 0.75 && gap < wordGap*large
}

// lacks reports whether g fills a gap of f, close to the words on both sides.
func (f *fragment) lacks(g fragment) bool {
	for k := 1; k < len(f.words); k++ {
		left, right := g.box.Left-f.words[k-1].box.Right, f.words[k].box.Left-g.box.Right
		if least := -0.2 * f.size; left > least && right > least {
			return left < wordGap*f.size && right < wordGap*f.size
		}
	}
	return false
}

// short reports whether the one with the smaller type is a mark, not a text.
func short(f, g *fragment) bool {
	mark := f
	if g.size < f.size {
		mark = g
	}
	return len(mark.words) == 1 && utf8.RuneCountInString(mark.words[0].text) <= 4
}

// splitGutters cuts where a gap is a gutter: as wide as a word space of justified text
// may be, but white over the lines above or below as well.
func splitGutters(found []fragment) []fragment {
	// Cuts are decided on the page as it is before any is made.
	byTop := slices.Clone(found)
	slices.SortFunc(byTop, func(a, b fragment) int { return cmp.Compare(a.box.Top, b.box.Top) })
	var out []fragment
	for _, f := range found {
		part := fragment{}
		for i, w := range f.words {
			if i > 0 && f.gutter(i, byTop) {
				part.measure()
				out = append(out, part)
				part = fragment{}
			}
			part.add(w)
		}
		part.measure()
		out = append(out, part)
	}
	return out
}

// gutter reports whether the gap before word i parts columns.
func (f *fragment) gutter(i int, byTop []fragment) bool {
	before, after := f.words[i-1], f.words[i]
	size := min(f.size, max(before.size, after.size))
	left, right := before.box.Right, after.box.Left
	gap := (right - left) / size
	switch {
	case gap < doubtGap:
		return false
	case after.order != before.order+1: // written as parts of different things
		return true
	case i == 1 && bullet(before.text): // hangs before its text, which is no column
		return false
	case gap >= wideGap:
		return !f.stretched(gap, byTop)
	case gap > 3*f.wordSpace(i) && len(f.words) > 4: // all gaps of a justified line are alike
		return true
	}
	white := 0
	for _, g := range byTop {
		if g.box.Top > f.box.Bottom+3*size {
			break
		}
		if g.box.Bottom < f.box.Top-3*size || overlap(f.box, g.box) > 0.5 {
			continue
		}
		if g.box.Left < left && g.box.Right > right {
			if !g.whiteAt(left, right, doubtGap*0.7*size) {
				return false
			}
			white++
		}
	}
	return white >= 2
}

// stretched reports whether f is a justified line of few words: all its gaps are alike,
// and a line above or below fills the same width without such gaps.
func (f *fragment) stretched(gap float64, byTop []fragment) bool {
	for k := 1; k < len(f.words); k++ {
		if other := (f.words[k].box.Left - f.words[k-1].box.Right) / f.size; math.Abs(other-gap) > 0.3*gap {
			return false
		}
	}
	for _, g := range byTop {
		if g.box.Top > f.box.Bottom+1.5*f.size {
			break
		}
		if g.box.Bottom < f.box.Top-1.5*f.size || overlap(f.box, g.box) > 0.5 {
			continue
		}
		same := math.Abs(g.box.Left-f.box.Left) < 0.3*f.size && math.Abs(g.box.Right-f.box.Right) < 0.3*f.size
		if same && g.wordSpace(0) < wideGap/2 {
			return true
		}
	}
	return false
}

// wordSpace is the widest gap of the line other than the one before word i.
func (f *fragment) wordSpace(i int) float64 {
	widest := 0.0
	for k := 1; k < len(f.words); k++ {
		if k != i {
			widest = max(widest, (f.words[k].box.Left-f.words[k-1].box.Right)/f.size)
		}
	}
	return max(widest, 0.25)
}

// whiteAt reports whether nothing is printed in a strip of that width at least within
// left and right.
func (f *fragment) whiteAt(left, right, width float64) bool {
	for k := 1; k < len(f.words); k++ {
		if min(right, f.words[k].box.Left)-max(left, f.words[k-1].box.Right) >= width {
			return true
		}
	}
	return false
}

// bullet reports whether a text is what hangs before the items of a list.
func bullet(text string) bool {
	if utf8.RuneCountInString(text) > 5 {
		return false
	}
	if r, n := utf8.DecodeRuneInString(text); n == len(text) && !unicode.IsDigit(r) && !unicode.IsLetter(r) || text == "o" {
		return true
	}
	body := strings.TrimRight(text, ".):")
	return body != text && body != "" && strings.Trim(body, "0123456789abcdefghivx.(") == ""
}

// level gives fragments at one height, however their types differ, the order from
// left to right: what begins within the upper half of a line before stands beside it.
func level(found []fragment) {
	for from := 0; from < len(found); {
		to := from + 1
		limit := found[from].box.Top + 0.5*min(found[from].size, found[from].box.Bottom-found[from].box.Top)
		for to < len(found) && found[to].box.Top < limit {
			to++
		}
		slices.SortStableFunc(found[from:to], func(a, b fragment) int { return cmp.Compare(a.box.Left, b.box.Left) })
		from = to
	}
}

// text writes the fragment's words with spaces between them.
func (f *fragment) text() string {
	var text strings.Builder
	space := f.spacing()
	for i, w := range f.words {
		if i > 0 {
			least := space
			if least == joins*f.size && w.spaced && w.order == f.words[i-1].order+1 {
				least = touches * f.size
			}
			if w.box.Left-f.words[i-1].box.Right > least {
				text.WriteByte(' ')
			}
		}
		text.WriteString(raised(w, f))
	}
	return text.String()
}

// spacing is the width from which on a gap is a space: more in a heading with its
// letters set apart, where each letter has come as a word.
func (f *fragment) spacing() float64 {
	single := 0
	for _, w := range f.words {
		if r, n := utf8.DecodeRuneInString(w.text); n == len(w.text) && unicode.IsLetter(r) {
			single++
		}
	}
	usual := joins * f.size
	if len(f.words) < 4 || single*10 < len(f.words)*8 {
		return usual
	}
	gaps := make([]float64, 0, len(f.words))
	for i := 1; i < len(f.words); i++ {
		gaps = append(gaps, f.words[i].box.Left-f.words[i-1].box.Right)
	}
	slices.Sort(gaps)
	middle := gaps[len(gaps)/2]
	return max(usual, 1.6*middle)
}

// raised writes a word that is set small and high, a footnote's mark, with raised
// digits, so that nobody takes it for a part of a number.
func raised(w word, f *fragment) string {
	if strings.Trim(w.text, "0123456789") != "" {
		return w.text
	}
	for _, other := range f.words {
		if w.size < 0.85*other.size && w.box.Bottom < other.box.Bottom-0.1*other.size {
			return digits.Replace(w.text)
		}
	}
	return w.text
}

var digits = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

// bold asks for the first, the middle and the last word, and goes with the most.
func (f *fragment) bold(ask func(word) bool) bool {
	last := len(f.words) - 1
	if last == 0 {
		return ask(f.words[0])
	}
	votes := 0
	for _, i := range []int{0, last / 2, last} {
		if ask(f.words[i]) {
			votes++
		}
	}
	return votes >= 2
}
