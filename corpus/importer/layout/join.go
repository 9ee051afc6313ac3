package layout

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
		if open != nil && seg.Kind == Paragraph && lag <= reachJoin {
			sure, ok := s.goesOn(open, seg)
			if begins(seg.Text) == 'A' && !broken(last(open)) && lag > 0 {
				ok = false // With something between, a capital is a new sentence's.
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

func last(seg *segment) string { return seg.Lines[len(seg.Lines)-1].Text }

// complete reports whether a segment ends as a paragraph does.
func complete(seg *segment) bool { return ended(seg.Text) && !broken(last(seg)) }

// goesOn reports whether b goes on with what a left open, and whether that is sure.
func (s *setter) goesOn(a, b *segment) (sure, ok bool) {
	small := begins(b.Text) == 'a'
	if numbered(b) {
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
	for _, l := range seg.Lines {
		if bare.MatchString(l.Text) || decimal.MatchString(l.Text) {
			return true
		}
	}
	return false
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
			if ok && (broken(last(open)) && sure || begins(b.Text) == 'a' && open.full && alike(open, b)) {
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
