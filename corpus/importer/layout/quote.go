package layout

import (
	"regexp"
	"slices"
	"strings"
)

// The parts of names, as patterns for whoever looks for people.
const (
	Titles    = `(?:(?:Prof|Dr|Ing|Dipl|h\.\s?c|med|rer|nat|phil|jur|PD|Mag)\.?[-\s]*)*`
	Particles = `von|van|de|der|den|zu|zur|vom|al|el|bin`
)

// name is a person's name with a comma behind it, as stands under a quote. Its
// letters may be misread.
var name = regexp.MustCompile(`^(` + Titles + `)(\p{Lu}[\p{L}é&6.'-]*(?:\s+(?:` + Particles + `|\p{Lu}[\p{L}é&6.'-]*)){1,4}|\p{Lu}[\p{L}'-]+)\s*[,;]`)

// endsQuoted reports whether a text ends with a closing mark that nothing in it
// opened.
func endsQuoted(s string) bool {
	s = strings.TrimSpace(s)
	var closing bool
	for _, mark := range []string{"”", "“", "\"", "''", "’’", "«"} {
		if body, ok := strings.CutSuffix(s, mark); ok {
			s, closing = body, true
			break
		}
	}
	return closing && !opened(s)
}

// opened reports whether a mark opens a quotation in a text that does not close.
func opened(s string) bool {
	open := false
	r := []rune(s)
	for i, c := range r {
		starts := i == 0 || r[i-1] == ' ' || r[i-1] == '('
		switch {
		case starts && i > 0 && strings.ContainsRune(`„"“”,~»`, c) && i+1 < len(r) && r[i+1] != ' ':
			open = true
		case strings.ContainsRune(`“”"«`, c):
			open = false
		}
	}
	return open
}

// isName reports whether a segment begins with a person's name as under a quote.
func isName(seg *segment) bool {
	if seg.Kind == Noise || len(seg.Lines) > 6 || strings.HasSuffix(seg.Text, ".") || runes(seg.Text) > 200 {
		return false
	}
	m := name.FindStringSubmatch(seg.Text)
	if m == nil {
		return false
	}
	return m[1] != "" || strings.Contains(strings.TrimSpace(m[2]), " ")
}

// quotes finds what people say, and ties it to who says it.
func (s *setter) quotes(segs []*segment) {
	var lonely []*segment // quotes that nobody stands under
	for i, seg := range segs {
		if seg.Kind != Paragraph && seg.Kind != Item || !endsQuoted(seg.Text) {
			continue
		}
		head := s.opening(segs, i)
		by := next(segs, i)
		switch {
		case by != nil && isName(by):
			s.tie(segs, head, i, by)
		case head < i || i > 0 && segs[i-1].Kind == Noise, begins(segs[head].Text) == 'a':
			lonely = append(lonely, seg)
		}
	}
	for _, seg := range lonely {
		at := slices.Index(segs, seg)
		s.recover(segs, at)
		for _, by := range segs[at+1 : min(len(segs), at+1+maxAway)] {
			if by.Set == 0 && isName(by) && by.Kind != Quote {
				s.tie(segs, s.opening(segs, at), at, by)
				seg.Joins = append(seg.Joins, Join{After: seg.Lines[len(seg.Lines)-1], Text: seg.Text + " / " + by.Text})
				break
			}
		}
		if seg.Set == 0 {
			s.sets++
			seg.Kind, seg.Set = Quote, s.sets
		}
	}
}

// How far who says a quote and its beginning are looked for, in segments, and how
// many lines that has at most.
const (
	maxAway     = 60
	maxBack     = 10
	maxRecovers = 6
)

// recover finds the beginning of a quote that begins in the middle of a sentence,
// where its first lines were read across with those of the column beside it: the
// left parts of these lines, as wide as the quote.
func (s *setter) recover(segs []*segment, at int) {
	q := segs[at]
	if begins(q.Text) != 'a' {
		return
	}
	for k := at - 1; k >= max(0, at-maxBack); k-- {
		if segs[k].Kind != Mixed {
			continue
		}
		lines := segs[k].Lines
		var found []Line
		for i := len(lines) - 1; i >= 0 && len(found) < maxRecovers; i-- {
			l := lines[i]
			l.Text = leftOf(l.Text, q.width+1)
			if l.Text == "" {
				return
			}
			found = append([]Line{l}, found...)
			if begins(l.Text) == 'A' && i > 0 && (startsQuoted(lines[i-1].Text) || Ended(leftOf(lines[i-1].Text, q.width+1))) {
				q.Joins = append(q.Joins, Join{After: l, Text: "put together of columns that were read across / " + head(q.Text)})
				q.Lines = append(found, q.Lines...)
				s.text(q)
				return
			}
		}
		return
	}
}

// leftOf is the part of a line that was read across columns that stands in the
// left one, which is so wide: up to a sign of an item, or behind a broken word.
func leftOf(line string, width int) string {
	out := ""
	for w := range strings.FieldsSeq(line) {
		next := strings.TrimSpace(out + " " + w)
		if runes(next) > width || out != "" && marker(w+" x") != "" {
			break
		}
		out = next
		if broken(w) {
			break
		}
	}
	return out
}

// next is the segment behind one, leaving out what is no text.
func next(segs []*segment, i int) *segment {
	for _, seg := range segs[i+1:] {
		if seg.Kind != Noise && !seg.gone {
			return seg
		}
	}
	return nil
}

// maxQuoted is of how many segments a quote is put together.
const maxQuoted = 4

// opening is where a quote begins that ends at i: behind the mark that a program
// could not read, if it is near and what lies between is of one width.
func (s *setter) opening(segs []*segment, i int) int {
	if startsQuoted(segs[i].Text) {
		return i
	}
	for k := i - 1; k >= max(0, i-maxQuoted); k-- {
		seg := segs[k]
		if seg.Kind == Noise || startsQuoted(seg.Text) && seg.Kind == Paragraph {
			if seg.Kind == Noise {
				k++
			}
			if k < i && begins(segs[k].Text) == 'A' {
				return k
			}
			return i
		}
		if seg.Kind != Paragraph && seg.Kind != Heading || Ended(seg.Text) && begins(segs[k+1].Text) != 'A' || seg.width > segs[i].width+6 {
			return i
		}
	}
	return i
}

// misquoted is what programs read for a large opening mark.
var misquoted = regexp.MustCompile(`^(?:33|99|66|55|»|>>|a“|a”)\s+\p{Lu}`)

func startsQuoted(s string) bool {
	return misquoted.MatchString(s) || strings.HasPrefix(s, "„") || strings.HasPrefix(s, ",,") || strings.HasPrefix(s, "\"") || strings.HasPrefix(s, "“") || strings.HasPrefix(s, "”")
}

// tie makes a quote of the segments from head to i, and its speaker of by.
func (s *setter) tie(segs []*segment, head, i int, by *segment) {
	q := segs[head]
	for _, seg := range segs[head+1 : i+1] {
		if seg.Kind == Noise {
			continue
		}
		q.Lines = append(q.Lines, seg.Lines...)
		q.Text = s.words.Append(q.Text, seg.Text)
		q.Joins = append(q.Joins, seg.Joins...)
		seg.gone = true
	}
	if misquoted.MatchString(q.Text) {
		_, q.Text, _ = strings.Cut(q.Text, " ")
	}
	s.sets++
	q.Kind, q.Set = Quote, s.sets
	by.Kind, by.Set = Speaker, s.sets
	// A name alone has its role in the next segment, and a role may go on there.
	for at := slices.Index(segs, by) + 1; at < len(segs); at++ {
		more := segs[at]
		goesOn := strings.HasSuffix(by.Text, ",") || leaves(by.Text) || begins(more.Text) == 'a' && by.Lines[0].Page == more.Lines[0].Page
		if more.Kind == Noise || more.Set != 0 || !goesOn || len(more.Lines) > 4 || Ended(more.Text) || isName(more) || captions.MatchString(more.Text) {
			break
		}
		by.Lines = append(by.Lines, more.Lines...)
		by.Text = s.words.Append(by.Text, more.Text)
		more.gone = true
	}
}
