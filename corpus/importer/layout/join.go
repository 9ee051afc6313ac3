package layout

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reachJoin is how many blocks may lie between the halves of a broken word.
const reachJoin = 8

// within joins the text of one page that goes on behind a column's end, a box, a
// quote.
func (s *setter) within(segs []*segment) []*segment {
	var open *segment
	lag := 0
	for i, seg := range segs {
		if seg.gone || seg.Kind == Noise {
			continue
		}
		if seg.Kind != Paragraph && seg.Kind != Item {
			lag++
			if seg.Kind == Heading && open != nil && !broken(last(open)) {
				// A heading ends what does not plainly go on.
				if nxt := next(segs, i); nxt == nil || begins(nxt.Text) != 'a' {
					open = nil
				}
			}
			continue
		}
		if before := previous(segs, i); before != nil && before.Kind == Item && seg.Kind == Paragraph && strings.HasSuffix(before.Text, ":") && len(strings.Fields(before.Text)) <= 6 && begins(seg.Text) == 'A' {
			s.join(before, seg, true) // An item's heading and its text.
			open, lag = nil, 0
			if !complete(before) {
				open = before
			}
			continue
		}
		if open != nil && seg.Kind == Paragraph && lag <= reachJoin {
			sure, ok := s.goesOn(open, seg)
			if begins(seg.Text) == 'A' && !broken(last(open)) && (lag > 0 && !wants(open.Text) || complete(seg) && s.later(open, segs[i+1:])) {
				ok = false // With something between, or its own rest behind it, a capital is a new sentence's.
			}
			if begins(seg.Text) == 'A' && !broken(last(open)) && !wants(open.Text) && bareItem(open, previous(segs, slices.Index(segs, open))) {
				ok = false
			}
			if ok {
				s.join(open, seg, sure)
				if complete(open) {
					open = nil
				}
				lag = 0
				continue
			}
			if broken(last(open)) && lag < reachJoin {
				lag++
				// Perhaps the other half comes later, with this one between.
				if !complete(seg) && !broken(last(seg)) {
					continue
				}
				if complete(seg) {
					continue
				}
			}
		}
		open, lag = nil, 0
		if !complete(seg) {
			open = seg
		}
	}
	return segs
}

// bareItem reports whether an item is of a list whose items end without a mark, so
// that its end is none of a broken sentence.
func bareItem(it, before *segment) bool {
	if it.Kind != Item || before == nil || before.Kind != Item || before.Marker != it.Marker {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(before.Text)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == ')'
}

// later reports whether what a left open plainly goes on in one of the next
// segments.
func (s *setter) later(a *segment, rest []*segment) bool {
	for _, seg := range rest[:min(len(rest), reachJoin)] {
		if seg.Kind == Paragraph && !seg.gone {
			if begins(seg.Text) == 'a' && alike(a, seg) {
				return true
			}
			if !complete(seg) {
				return false
			}
		}
	}
	return false
}

// wants reports whether a text ends in a word behind which a noun must come: an
// article, a preposition, an adjective with an ending.
func wants(s string) bool {
	if leaves(s) {
		return true
	}
	w := lastWord(s)
	if begins(w) != 'a' || runes(w) < 5 {
		return false
	}
	for _, end := range []string{"liche", "lichen", "licher", "liches", "ische", "ischen", "ischer", "ende", "enden", "ender", "endes", "ige", "igen", "iger", "iges", "ale", "alen", "aler"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// previous is the segment before one that is still there.
func previous(segs []*segment, i int) *segment {
	for k := i - 1; k >= 0; k-- {
		if !segs[k].gone && segs[k].Kind != Noise {
			return segs[k]
		}
	}
	return nil
}

func last(seg *segment) string { return seg.Lines[len(seg.Lines)-1].Text }

// complete reports whether a segment ends as a paragraph does.
func complete(seg *segment) bool { return Ended(seg.Text) && !broken(last(seg)) }

// goesOn reports whether b goes on with what a left open, and whether that is sure.
func (s *setter) goesOn(a, b *segment) (sure, ok bool) {
	small := begins(b.Text) == 'a'
	if numbered(b) || len(a.Text) > maxLetters {
		return false, false
	}
	if broken(last(a)) {
		if s.words.Joined(lastWord(a.Text), firstWord(b.Text)) {
			return true, true
		}
		return false, small && alike(a, b)
	}
	if small {
		return alike(a, b), alike(a, b) || len(b.Lines) <= 2 || len(a.Lines) <= 2
	}
	return false, a.full && alike(a, b) && begins(b.Text) == 'A'
}

// numbered reports whether a segment holds a chart's numbers.
func numbered(seg *segment) bool {
	n := 0
	for _, l := range seg.Lines {
		if bare.MatchString(l.Text) || decimal.MatchString(l.Text) {
			n++
		}
	}
	return n > 0 && (len(seg.Lines) <= 4 || n*2 >= len(seg.Lines))
}

// alike reports whether two segments are set in columns of one width.
func alike(a, b *segment) bool {
	w, v := a.width, b.width
	if len(a.Lines) < 2 || len(b.Lines) < 2 {
		return true
	}
	return w-v <= max(6, w/4) && v-w <= max(6, v/4)
}

func (s *setter) join(a, b *segment, sure bool) {
	a.Joins = append(a.Joins, Join{After: a.Lines[len(a.Lines)-1], Text: tail(a.Text) + " / " + head(b.Text), Sure: sure})
	a.Text = s.words.Append(a.Text, b.Text)
	a.Lines = append(a.Lines, b.Lines...)
	a.full = b.full
	b.gone = true
}

// shown is how many letters of a text a review shows on either side of a join.
const shown = 60

func tail(s string) string {
	r := []rune(s)
	return string(r[max(0, len(r)-shown):])
}

func head(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), shown)])
}

// over joins what goes on over a page's end: a broken word, or a sentence whose
// last line is full and whose rest is the next page's first text, of one width. A
// small letter alone proves nothing.
func (s *setter) over() {
	pages := map[int][]*segment{}
	top := 0
	for _, seg := range s.blocks {
		if !seg.gone && (seg.Kind == Paragraph || seg.Kind == Item || seg.Kind == Heading) {
			p := seg.Lines[0].Page
			pages[p] = append(pages[p], seg)
			top = max(top, p)
		}
	}
	var open *segment
	for p := 1; p <= top; p++ {
		own := pages[p]
		if open != nil && len(own) > 0 && own[0].Kind == Paragraph {
			b := own[0]
			sure, ok := s.goesOn(open, b)
			if ok && (broken(last(open)) && sure || (begins(b.Text) == 'a' || leaves(open.Text)) && open.full && alike(open, b)) {
				s.join(open, b, sure)
				own = own[1:]
				if len(own) == 0 && !complete(open) {
					continue
				}
			}
		}
		open = nil
		for _, seg := range own {
			if seg.Kind != Heading && !complete(seg) && !seg.gone {
				open = seg
			}
		}
	}
}
