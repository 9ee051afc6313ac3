package layout

import (
	"regexp"
	"slices"
	"strings"
)

// valued is a chart's row: a label, what a program made of the bar, a number.
var valued = regexp.MustCompile(`^(.*\p{L}.*?)\s+(\d{1,3}(?:[.,]\d{1,2})?)\s*%?$`)

// decimal is a line that ends in a number as charts have them.
var decimal = regexp.MustCompile(`\p{L}.*\s\d{1,3}[.,]\d\s*%?$`)

// bare is a number that stands alone, with the signs read from a bar.
var bare = regexp.MustCompile(`^(?:\S{1,3}\s+){0,2}(\d{1,3}[.,]\d{1,2})(?:\s+\S{1,2})?$`)

// charts finds titles, rows and captions, ties them, and puts each chart behind
// the page's text: it floats there, and what it stands amid goes on around it.
func (s *setter) charts(segs []*segment) []*segment {
	var text, floats []*segment
	taken := map[*segment]int{}
	for i, seg := range segs {
		if seg.Kind != Caption || taken[seg] != 0 {
			continue
		}
		s.chart(segs, i, taken)
	}
	order := []int{}
	bySet := map[int][]*segment{}
	for _, seg := range segs {
		set := taken[seg]
		if set == 0 {
			if seg.Kind == Folio {
				floats = append(floats, seg)
				continue
			}
			text = append(text, seg)
			continue
		}
		if len(bySet[set]) == 0 {
			order = append(order, set)
		}
		for _, part := range s.parted(seg) {
			part.Set = set
			bySet[set] = append(bySet[set], part)
		}
	}
	var out []*segment
	out = append(out, text...)
	for _, set := range order {
		out = append(out, bySet[set]...)
	}
	return append(out, floats...)
}

// maxRows is how far from its caption a chart's title is looked for, in segments.
const maxRows = 60

// chart ties what belongs to the caption at i and stands before or behind it.
func (s *setter) chart(segs []*segment, i int, taken map[*segment]int) {
	if s.question(segs, i, taken) {
		return
	}
	s.sets++
	set := s.sets
	free := func(seg *segment) bool { return taken[seg] == 0 && seg.Set == 0 && !seg.gone }
	take := func(seg *segment, kind Kind) {
		taken[seg] = set
		seg.Kind = kind
	}
	take(segs[i], Caption)
	from, to := i, i
	if unitCaption.MatchString(segs[i].Text) {
		// The title stands above; the chart goes down to the next source.
		if i > 0 && free(segs[i-1]) && (segs[i-1].Kind == Heading || segs[i-1].Kind == Paragraph) {
			take(segs[i-1], Title)
		}
		for k := i + 1; k < len(segs) && k-i <= maxRows; k++ {
			if segs[k].Kind != Caption {
				continue
			}
			if !unitCaption.MatchString(segs[k].Text) {
				to = k
			}
			break
		}
	} else {
		// There is no line with the unit: rows and title stand above, back to the text.
		for k := i - 1; k >= 0 && i-k <= maxRows && free(segs[k]) && s.rowlike(segs[k], true); k-- {
			from = k
			if wide(segs, k) {
				break
			}
		}
		for from < i && segs[from].Kind == Noise {
			from++
		}
		if from < i {
			take(segs[from], Title)
		}
	}
	// Rows hang together with what stands above and below; in between, where the
	// text goes on around the chart, only what has a number is one.
	loose := to == i
	for k := from; k < to && free(segs[k]) == (k > i) && (k <= i || s.rowlike(segs[k], loose)); k++ {
		if k > i {
			take(segs[k], rowKind(segs[k]))
		}
	}
	for k := to - 1; k > from && free(segs[k]) && s.rowlike(segs[k], loose); k-- {
		take(segs[k], rowKind(segs[k]))
	}
	for k := from + 1; k < to; k++ {
		seg := segs[k]
		if !free(seg) || seg.Kind == Noise && !bare.MatchString(seg.Text) || !s.rowlike(seg, loose) {
			continue
		}
		// A heading has its text below it.
		if after := next(segs, k); seg.Kind == Heading && after != nil && !s.rowlike(after, false) && !valued.MatchString(seg.Text) {
			continue
		}
		take(seg, rowKind(seg))
	}
	// What stands right below a source belongs to it: the question, notes.
	for k := to; k < len(segs) && segs[k].Kind == Caption && (k == i || !unitCaption.MatchString(segs[k].Text)); k++ {
		take(segs[k], Caption)
	}
}

// asked is a caption with the question that was asked, and no more.
var asked = regexp.MustCompile(`(?i)^\W*frage(stellung)?\s*:`)

// question gives a caption with the question alone to the chart above it on the
// page that has none yet, with what stands between: its legend.
func (s *setter) question(segs []*segment, i int, taken map[*segment]int) bool {
	if !asked.MatchString(segs[i].Text) {
		return false
	}
	legend := i // where what hangs together with the question begins
	for k := i - 1; k >= 0; k-- {
		set := taken[segs[k]]
		if set == 0 {
			if legend == k+1 && segs[k].Set == 0 && !segs[k].gone && s.rowlike(segs[k], false) {
				legend = k
			}
			continue
		}
		if slices.ContainsFunc(segs[:i], func(seg *segment) bool { return taken[seg] == set && asked.MatchString(seg.Text) }) {
			return false
		}
		for _, seg := range segs[legend:i] {
			taken[seg] = set
			if seg.Kind != Noise {
				seg.Kind = Caption
			}
		}
		taken[segs[i]] = set
		return true
	}
	return false
}

// rowKind is Row, or Noise for what has no label.
func rowKind(seg *segment) Kind {
	if seg.Kind == Noise || seg.Kind == Mixed || scattered(seg) || bare.MatchString(seg.Text) {
		return Noise
	}
	return Row
}

// scattered reports whether numbers and pieces of labels stand on lines of their
// own: which number is whose, the text does not say.
func scattered(seg *segment) bool {
	return len(seg.Lines) > 1 && slices.ContainsFunc(seg.Lines, func(l Line) bool { return bare.MatchString(l.Text) || !vowelled(l.Text) && decimal.MatchString(l.Text) })
}

// rowlike reports whether a segment can be a row of a chart: short, and no
// sentence of the text unless rows may be sentences.
func (s *setter) rowlike(seg *segment, sentences bool) bool {
	switch seg.Kind {
	case Heading, Noise, Mixed:
		return true
	case Paragraph:
		if numbered(seg) {
			return true
		}
		first, end := runes(seg.Lines[0].Text), runes(last(seg))
		switch {
		case broken(last(seg)) || begins(seg.Text) == 'a' || runes(seg.Text) > 140:
			return false
		case leaves(last(seg)) && end >= s.column-3 && end <= s.column+1:
			return false
		case sentences:
			return len(seg.Lines) <= 5
		case s.prose(first) && len(seg.Lines) > 1:
			return false
		}
		return len(seg.Lines) <= 4 && !strings.HasSuffix(seg.Text, ".") && !strings.HasSuffix(seg.Text, ":") && !strings.HasSuffix(seg.Text, ",")
	default: // What has a kind of its own is no row.
	}
	return false
}

// prose reports whether a line is as wide as the page's columns of text.
func (s *setter) prose(width int) bool { return width >= s.column-2 && width <= s.column+3 }

// wide reports whether a segment is wider than the page's columns.
func wide(segs []*segment, k int) bool {
	n, sum := 0, 0
	for _, seg := range segs {
		if seg.Kind == Paragraph && len(seg.Lines) > 2 {
			n++
			sum += seg.width
		}
	}
	return n > 0 && len(segs[k].Lines) == 1 && segs[k].width > sum/n*3/2
}

// parted parts a row's segment where each of its lines is a row: where it ends in
// a number, or where all begin like labels.
func (s *setter) parted(seg *segment) []*segment {
	if seg.Kind != Row {
		return []*segment{seg}
	}
	each := true
	for _, l := range seg.Lines {
		if b := begins(l.Text); b != 'A' && b != '1' || broken(l.Text) || leaves(l.Text) {
			each = false
		}
	}
	var out []*segment
	var now *segment
	for _, l := range seg.Lines {
		if now == nil {
			now = &segment{Block: Block{Kind: Row}, group: seg.group, width: seg.width}
			out = append(out, now)
		}
		now.Lines = append(now.Lines, l)
		if each || valued.MatchString(l.Text) {
			s.row(now)
			now = nil
		}
	}
	if now != nil {
		s.row(now)
	}
	return out
}

// row finds the number behind a row's label, and drops what a program made of the
// bar between them.
func (s *setter) row(seg *segment) {
	s.text(seg)
	m := valued.FindStringSubmatch(seg.Text)
	if m == nil {
		return
	}
	label := strings.Fields(m[1])
	for n := 0; len(label) > 1 && n < maxBarSigns; n++ {
		end := label[len(label)-1]
		if runes(end) > 4 || s.words.Known(strings.Trim(end, "()?!.,")) && !barSign.MatchString(end) {
			break
		}
		label = label[:len(label)-1]
	}
	if bare.MatchString(seg.Text) || len(label) == 0 {
		seg.Kind = Noise
		return
	}
	seg.Value = m[2]
	seg.Text = strings.Join(label, " ")
}

// maxBarSigns is how many words a program makes of one bar.
const maxBarSigns = 2

// barSign is what is no word though it is short.
var barSign = regexp.MustCompile(`^\W+$|^[\[(|]`)
