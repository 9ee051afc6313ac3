package bot

import (
	"sort"
	"strings"
	"unicode"
)

// Fit parts lines into messages, each no larger than limit as size measures it:
// size gets the lines of one message and counts them as the platform does, with
// or without its markup. Lines stay whole where they can; one that is too long
// for a message is parted at the end of a sentence, else between words. What
// does not fit into most messages is left out, and cut says so. A heading is
// never the last line of a message that another one follows.
func Fit(lines []Line, limit, most int, size func([]Line) int) (messages [][]Line, cut bool) {
	f := fitter{limit: limit, size: size}
	for _, l := range lines {
		if len(f.done) >= most {
			return f.done[:most], true
		}
		f.put(l)
	}
	if len(f.open) > 0 {
		f.done = append(f.done, f.open)
	}
	if len(f.done) > most {
		return f.done[:most], true
	}
	return f.done, false
}

type fitter struct {
	limit int
	size  func([]Line) int
	done  [][]Line
	open  []Line // the message being filled
}

func (f *fitter) fits(lines ...Line) bool { return f.size(lines) <= f.limit }

// put adds a line to the open message or begins another one with it.
func (f *fitter) put(l Line) {
	if f.fits(append(f.open[:len(f.open):len(f.open)], l)...) {
		f.open = append(f.open, l)
		return
	}
	f.begin()
	for !f.fits(append(f.open[:len(f.open):len(f.open)], l)...) {
		head, rest := f.part(l)
		f.done = append(f.done, append(f.open, head))
		f.open = nil
		if rest.Text() == "" {
			return
		}
		l = rest
	}
	f.open = append(f.open, l)
}

// begin closes the open message. Headings at its end go into the next one, if
// they leave room there.
func (f *fitter) begin() {
	last := len(f.open)
	for last > 0 && f.open[last-1].Shape == ShapeHeading {
		last--
	}
	if last == 0 {
		last = len(f.open)
	}
	if last > 0 {
		f.done = append(f.done, f.open[:last])
	}
	f.open = f.open[last:len(f.open):len(f.open)]
	if len(f.open) > 0 && f.size(f.open) > f.limit/2 {
		f.done, f.open = append(f.done, f.open), nil
	}
}

// part takes as much off a line's beginning as fits behind what is open. It
// takes something in any case, so that parting ends.
func (f *fitter) part(l Line) (head, rest Line) {
	text := []rune(l.body())
	n := sort.Search(len(text), func(n int) bool {
		head, _ := l.partAt(n + 1)
		return !f.fits(append(f.open[:len(f.open):len(f.open)], head)...)
	})
	return l.partAt(max(1, breakBefore(text, n)))
}

// body is the line's text without its lead.
func (l Line) body() string { return strings.TrimPrefix(l.Text(), l.Lead) }

// partAt parts a line behind its first n runes. The rest has no lead.
func (l Line) partAt(n int) (head, rest Line) {
	head, rest = l, l
	head.Spans, rest.Spans, rest.Lead, rest.Apart = nil, nil, "", false
	for _, s := range l.Spans {
		text := []rune(s.Text)
		at := min(n, len(text))
		n -= at
		switch { // One that stays whole keeps where it leads.
		case len(text) == 0:
		case at == len(text):
			head.Spans = append(head.Spans, s)
		case at == 0:
			rest.Spans = append(rest.Spans, s)
		default:
			head.Spans = append(head.Spans, Span{Text: string(text[:at]), Style: s.Style})
			rest.Spans = append(rest.Spans, Span{Text: string(text[at:]), Style: s.Style})
		}
	}
	return head, rest
}

// breakBefore returns the best place to part text within its first n runes:
// behind a sentence of the second half, else behind a word, else where a
// letter ends.
func breakBefore(text []rune, n int) int {
	if n >= len(text) {
		return len(text)
	}
	word := 0
	for i := n; i > n/2; i-- {
		if !unicode.IsSpace(text[i-1]) {
			continue
		}
		if i > 1 && strings.ContainsRune(".!?…\n", text[i-2]) || text[i-1] == '\n' {
			return i
		}
		if word == 0 {
			word = i
		}
	}
	if word > 0 {
		return word
	}
	for i := n; i > 1; i-- {
		if !joins(text[i]) && !joins(text[i-1]) {
			return i
		}
	}
	return n
}

// joins reports whether a rune is part of the letter before or behind it.
func joins(r rune) bool {
	const joiner, selector = '\u200D', '\uFE0F'
	return r == joiner || r == selector || unicode.Is(unicode.M, r) || unicode.Is(unicode.Sk, r)
}

// Shorten cuts a text to at most n runes, at the end of a word if one is near,
// and says by an ellipsis that something is missing.
func Shorten(s string, n int) string {
	text := []rune(s)
	if len(text) <= n {
		return s
	}
	if n < 1 {
		return ""
	}
	at := n - 1
	for i := at; i > at*2/3; i-- {
		if unicode.IsSpace(text[i]) {
			at = i
			break
		}
	}
	return strings.TrimRightFunc(string(text[:at]), unicode.IsSpace) + "…"
}
