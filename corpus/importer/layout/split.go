package layout

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// The signs that stand before an item, as they are printed and as programs read
// them.
var (
	dash     = regexp.MustCompile(`^[–—-]$`)
	headMark = regexp.MustCompile(`^[¢*]`) // what programs make of a mark before a heading
	bullet   = regexp.MustCompile(`^(?:[»•▪■●◦‣∙·*>¢«–—-]|>>|>»|>\s*»|\|\s*»|!\s*>)\s+(\S.*)$`)
	counter  = regexp.MustCompile(`^(\d{1,2}[.)]|[a-h][.)]|\(\d{1,2}\)|\.)\s+(\p{L}.*)$`)
)

// marker is the sign or number that a line begins with, or empty.
func marker(s string) string {
	if m := bullet.FindStringSubmatch(s); m != nil {
		return strings.TrimSpace(strings.TrimSuffix(s, m[1]))
	}
	if m := counter.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// A line's end is meant where it was shorter than the others by more than the
// next word and the part slack of them: lines of one width differ in letters.
const (
	slack    = 0.12
	slackMin = 3
	topLines = 3 // of a heading
)

// maxLines is how many lines a segment has at most, and maxLetters about how long
// one is that others are still joined to: more than any paragraph.
const (
	maxLines   = 200
	maxLetters = 20_000
)

// split parts lines that no empty line parts: at markers, and where a line ends
// although the next word would have fitted, which is how a heading or a paragraph
// ends.
func (s *setter) split(lines []Line) []*segment {
	width := longest(lines)
	ragged := isRagged(lines, width)
	var segs []*segment
	var now *segment
	for i, l := range lines {
		m := marker(l.Text)
		counted := m != "" && m != "." && !bullet.MatchString(l.Text)
		fresh := now == nil || len(now.Lines) == maxLines
		if !fresh {
			before := lines[i-1].Text
			switch {
			case dash.MatchString(m) && !Ended(before) && now.Marker != m:
				m = "" // A dash within a sentence.
			case counted:
				fresh = Ended(before) || now.Marker != "" || short(before, l.Text, width)
			case m != "":
				fresh = true
			case broken(before):
			case captions.MatchString(l.Text) || decimal.MatchString(before) || len(now.Lines) == 1 && unitLine.MatchString(before):
				fresh = true
			case short(before, l.Text, width):
				// Within a paragraph only a sentence's end is one: a line may be short
				// before a long word. At its top stands perhaps a heading.
				fresh = Ended(before) || (!ragged || width-runes(before) > width*3/10) && len(now.Lines) <= topLines && (now.Marker == "" || headMark.MatchString(now.Marker)) && begins(l.Text) != 'a' && !leaves(before)
			}
			if !fresh {
				m = ""
			}
		}
		if fresh {
			now = &segment{Block: Block{Marker: m}}
			segs = append(segs, now)
		}
		now.Lines = append(now.Lines, l)
	}
	for _, seg := range segs {
		seg.width = longest(seg.Lines)
		s.text(seg)
	}
	return segs
}

// isRagged reports whether lines are not justified, so that many are short by
// chance.
func isRagged(lines []Line, width int) bool {
	full := 0
	for _, l := range lines[:len(lines)-1] {
		if runes(l.Text)*100 >= width*88 {
			full++
		}
	}
	return len(lines) > 3 && full*3 < (len(lines)-1)*2
}

// short reports whether the line before ended although the next word would have
// fitted.
func short(before, next string, width int) bool {
	return width-runes(before) > runes(firstWord(next))+max(slackMin, int(slack*float64(width)))
}

// captions are the lines that say what a chart shows and where it is from.
var captions = regexp.MustCompile(`(?i)^\W*(quelle|quellen|fragestellung|frage|basis|datenbasis|eigene darstellung|anmerkung|lesebeispiel|source|n ?= ?\d+)\s*:|^(eigene|auswertung|erhebung|befragung)\b.{3,70}[^.!?:]$|^\W*(angaben|werte|anteile?|mittelwerte?) in (\S+ ?){1,3}$|^\W*0 ?= ?\p{L}|(entsprechen|zustimmung) .{0,40}(prozent|%)$|^.{0,80}\bin (prozent|%)$`)

// unitCaption are those of them that stand under a chart's title.
var unitCaption = regexp.MustCompile(`(?i)^\W*(angaben|werte|anteile?|mittelwerte?) in (\S+ ?){1,3}$|^\W*0 ?= ?\p{L}|(entsprechen|zustimmung) .{0,40}(prozent|%)$|^.{0,80}\bin (prozent|%)$`)

// unitLine is one of these with nothing behind it.
var unitLine = regexp.MustCompile(`(?i)^\W*(angaben|werte|anteile?|mittelwerte?) in (prozent|%|stunden|tagen|jahren|euro)$|entsprechen .{0,40}(prozent|%)$`)

// classify says what a segment is by itself.
func (s *setter) classify(seg *segment) {
	switch {
	case captions.MatchString(seg.Lines[0].Text):
		seg.Kind = Caption
	case s.noisy(seg):
		seg.Kind = Noise
	case mixed(seg):
		seg.Kind = Mixed
	case seg.Marker != "":
		seg.Kind = Item
	default:
		seg.Kind = Paragraph
	}
}

// inner is a sign of an item within a line, and cut a broken word there: what
// stands in columns side by side was read across.
var (
	inner = regexp.MustCompile(`\S\s+(?:[»•▪■●◦]|>)\s+\S`)
	cut   = regexp.MustCompile(`\p{Ll}- \p{Lu}\p{L}+`)
)

// mixed reports whether columns ran together in a segment.
func mixed(seg *segment) bool {
	return slices.ContainsFunc(seg.Lines, func(l Line) bool {
		text := strings.TrimPrefix(l.Text, seg.Marker)
		return inner.MatchString(text) || cut.MatchString(text)
	})
}

// noisy reports whether a segment holds no word.
func (s *setter) noisy(seg *segment) bool {
	letters, odd := 0, 0
	for _, w := range strings.Fields(seg.Text) {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
		if runes(w) >= 3 && (runes(w) >= 4 || s.words.Known(w)) && vowelled(w) {
			if s.words.Known(w) {
				return false
			}
			letters += runes(w)
			continue
		}
		odd++
	}
	return letters < 8 || odd*4 > letters
}

// vowelled reports whether a word could be said at all.
func vowelled(w string) bool { return strings.ContainsAny(w, "aeiouyäöüAEIOUYÄÖÜéè6&") }

// How many words a heading has at most, and one that ends in a colon, which ends
// many a sentence too.
const (
	maxHeading = 18
	maxColon   = 8
)

// headings says which segments are headings, and joins those of one group.
func (s *setter) headings(segs []*segment) []*segment {
	column := 0
	widths := map[int]int{}
	for _, seg := range segs {
		if len(seg.Lines) >= 3 {
			widths[seg.width/3] += len(seg.Lines)
		}
	}
	best := 0
	for w, n := range widths {
		if n > best || n == best && w*3+2 > column {
			best, column = n, w*3+2
		}
	}
	s.column = column
	segs = s.unmarked(segs)
	for _, seg := range segs {
		usual := column
		if len(seg.Lines) >= 3 {
			usual = min(column, seg.width)
		}
		seg.full = column > 0 && runes(last(seg)) >= usual-6
	}
	for i, seg := range segs {
		if seg.Kind != Paragraph && (seg.Kind != Item || !headMark.MatchString(seg.Marker)) {
			continue
		}
		before, after := (*segment)(nil), next(segs, i)
		if i > 0 {
			before = segs[i-1]
		}
		switch {
		case !s.heading(seg, segs[i+1:], column):
		case after != nil && after.Kind == Paragraph && begins(after.Text) == 'a' && !s.headingGoesOn(after):
			// A sentence goes on below it.
		case before != nil && before.Kind == Paragraph && !complete(before) && before.full && s.column > 0 &&
			seg.width <= column+6 && (runes(seg.Lines[0].Text) >= column-6 || strings.HasPrefix(seg.Text, "(")):
			// It is the middle of one.
		default:
			seg.Kind = Heading
		}
	}
	var out []*segment
	for i, seg := range segs {
		if seg.gone {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Kind == Heading {
			prev := out[n-1]
			if seg.Kind == Heading && (prev.group == seg.group || strings.HasSuffix(prev.Text, ":")) ||
				seg.Kind == Paragraph && begins(seg.Text) == 'a' && s.headingGoesOn(seg) {
				prev.Lines = append(prev.Lines, seg.Lines...)
				prev.Text = s.words.Append(prev.Text, seg.Text)
				prev.group = seg.group
				continue
			}
		}
		if n := s.listed(segs[i:]); n > 0 && len(out) > 0 && strings.HasSuffix(out[len(out)-1].Text, ":") {
			for _, it := range segs[i : i+n] {
				it.Kind, it.Marker = Item, "•"
				out = append(out, it)
				it.gone = true
			}
			continue
		}
		out = append(out, seg)
	}
	for _, seg := range out {
		seg.gone = false
	}
	return out
}

// unmarked parts a list whose marks got lost: lines behind a colon that all begin
// with a capital and are short.
func (s *setter) unmarked(segs []*segment) []*segment {
	var out []*segment
	for i, seg := range segs {
		if i == 0 || seg.Kind != Paragraph || len(seg.Lines) < 3 || !strings.HasSuffix(segs[i-1].Text, ":") || Ended(seg.Text) {
			out = append(out, seg)
			continue
		}
		var items []*segment
		for k, l := range seg.Lines {
			if k > 0 && broken(seg.Lines[k-1].Text) {
				last := items[len(items)-1]
				last.Lines = append(last.Lines, l)
				continue
			}
			if begins(l.Text) != 'A' || leaves(l.Text) {
				items = nil
				break
			}
			items = append(items, &segment{Block: Block{Kind: Item, Marker: "•", Lines: []Line{l}}, group: seg.group, width: seg.width})
		}
		if len(items) < 3 {
			out = append(out, seg)
			continue
		}
		for _, it := range items {
			s.text(it)
		}
		out = append(out, items...)
	}
	return out
}

// headingGoesOn reports whether a segment that begins small is the rest of a
// heading: short, narrow, and no sentence.
func (s *setter) headingGoesOn(seg *segment) bool {
	return len(seg.Lines) <= 4 && len(strings.Fields(seg.Text)) > 2 && !Ended(seg.Text) && !broken(last(seg)) && !leaves(last(seg)) && runes(last(seg)) < s.column-6 && len(strings.Fields(seg.Text)) < maxHeading
}

// listed is how many segments of one group are a list whose marks got lost: three
// single lines or more that look like headings.
func (s *setter) listed(segs []*segment) int {
	n := 0
	for n < len(segs) && segs[n].Kind == Heading && segs[n].group == segs[0].group && len(segs[n].Lines) == 1 && segs[n].Marker == "" {
		n++
	}
	if n < 3 {
		return 0
	}
	return n
}

func (s *setter) heading(seg *segment, rest []*segment, column int) bool {
	last := seg.Lines[len(seg.Lines)-1].Text
	switch {
	case numbered(seg) || broken(last) || leaves(last) || len(strings.Fields(seg.Text)) > maxHeading || len(seg.Lines) > 5:
		return false
	case begins(seg.Text) != 'A' && begins(seg.Text) != '1':
		return false
	case strings.HasSuffix(seg.Text, ".") || strings.HasSuffix(seg.Text, ",") || strings.HasSuffix(seg.Text, ";") || endsQuoted(seg.Text):
		return false
	case strings.HasSuffix(seg.Text, ":") && (len(rest) > 0 && rest[0].Kind == Item || len(strings.Fields(seg.Text)) > maxColon):
		return false
	case len(seg.Lines) == 1 && seg.width < 4:
		return false
	}
	// A last line as wide as the column's may go on elsewhere.
	if len(seg.Lines) > 2 && column > 0 && runes(last) >= column-4 && runes(last) <= column+6 && seg.width <= column+6 {
		return false
	}
	return true
}

// folio finds the page's printed number: its first or last line of digits alone.
func (s *setter) folio(segs []*segment) {
	for _, at := range []int{len(segs) - 1, 0} {
		if at < 0 || at >= len(segs) {
			return
		}
		if seg := segs[at]; len(seg.Lines) == 1 && number.MatchString(seg.Lines[0].Text) {
			seg.Kind, seg.Text = Folio, seg.Lines[0].Text
			return
		}
	}
}

var number = regexp.MustCompile(`^\d{1,4}$`)
