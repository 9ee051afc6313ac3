package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/reportbot/reportbot/index/german"
)

// Span is a stretch of bytes in a text.
type Span struct{ Start, End int }

// Highlight finds the words of a text that match the query: the same word in
// another form or spelling, a compound of it, a mistyped one. The spans are in
// order, don't overlap, and hold whole words of the text as it was given.
func Highlight(text, lang, query string) []Span {
	return newMatcher(lang, query, nil).spans(text)
}

// snippet cuts a window out of a text, as Index.Snippet does.
func snippet(m *matcher, text string, runes int) (string, []Span) {
	if utf8.RuneCountInString(text) <= runes {
		return text, m.spans(text)
	}
	window := cutWindow(text, m.spans(text), max(runes-2, 1))
	return window, m.spans(window)
}

// matcher knows what counts for the words of a query.
type matcher struct {
	lang    string
	wants   []term
	numbers []bool
	phrases [][]string // other wordings of the query's terms
}

// minPart is the length of a word that is recognised as part of a compound.
const minPart = 5

func newMatcher(lang, query string, th *thesaurus) *matcher {
	m := &matcher{lang: lang}
	words := german.Scan(clip(query))
	for _, fillers := range []bool{false, true} {
		for _, w := range words {
			if t, ok := termOf(lang, w); ok && (fillers || !isFiller(lang, t.folded)) {
				m.wants, m.numbers = append(m.wants, t), append(m.numbers, w.Number)
			}
		}
		if len(m.wants) > 0 {
			break
		}
	}
	if th == nil {
		return m
	}
	for _, l := range []string{"de", "en"} {
		for _, s := range th.find(l, stemsOf(l, words)) {
			for _, w := range th.groups[s.group] {
				if w.lang == lang {
					m.phrases = append(m.phrases, w.stems)
				}
			}
		}
	}
	return m
}

// clip bounds a query that no search has bounded before.
func clip(query string) string {
	n := 0
	for i := range query {
		if n++; n > MaxRunes {
			return query[:i]
		}
	}
	return query
}

// spans finds what matches in a text. What nothing in it matches may have been
// mistyped.
func (m *matcher) spans(text string) []Span {
	if len(m.wants) == 0 {
		return nil
	}
	words := german.Scan(text)
	terms, stems := make([]term, len(words)), make([]string, len(words))
	for i, w := range words {
		if t, ok := termOf(m.lang, w); ok {
			terms[i], stems[i] = t, t.stem
		}
	}
	hit := make([]bool, len(words))
	for n, want := range m.wants {
		found := false
		for _, typo := range []bool{false, true} {
			for i, w := range words {
				if stems[i] != "" && m.matches(n, w.Number, terms[i], typo) {
					hit[i], found = true, true
				}
			}
			if found || m.numbers[n] || len(want.folded) < minTypo {
				break
			}
		}
	}
	for i := range words {
		if stems[i] == "" {
			continue
		}
		for _, phrase := range m.phrases {
			if to := matchStems(stems, i, phrase); to > 0 {
				for k := i; k < to; k++ {
					hit[k] = true
				}
			}
		}
	}
	var spans []Span
	for i, w := range words {
		if hit[i] && w.End > w.Start && (len(spans) == 0 || spans[len(spans)-1].End <= w.Start) {
			spans = append(spans, Span{w.Start, w.End})
		}
	}
	return spans
}

// matches tells whether a word of a text counts for the query's word n: as it is,
// or as what that was mistyped for.
func (m *matcher) matches(n int, number bool, word term, typo bool) bool {
	want := m.wants[n]
	switch {
	case number || m.numbers[n]:
		return want.stem == word.stem
	case typo:
		return slipped(want.folded, word.folded)
	}
	return want.stem == word.stem ||
		len(want.stem) >= minPart && (strings.HasPrefix(word.stem, want.stem) || strings.HasSuffix(word.stem, want.stem))
}

// slipped tells whether a word is one that another was mistyped for.
func slipped(typed, word string) bool {
	most := 1
	if len(typed) >= longTypo {
		most = 2
	}
	slips := distance(typed, word, most)
	return word != "" && slips <= most && likeliness(typed, word, slips) > 0
}

// cutWindow cuts about so many runes out of text where most spans begin.
func cutWindow(text string, spans []Span, runes int) string {
	starts := wordStarts(text)
	from, to := 0, window(text, 0, runes)
	most := -1
	for _, start := range windowStarts(starts, spans, text, runes) {
		end := window(text, start, runes)
		held := 0
		for _, s := range spans {
			if s.Start >= start && s.End <= end {
				held++
			}
		}
		if held > most {
			from, to, most = start, end, held
		}
	}
	snippet := strings.TrimSpace(text[from:to])
	if from > 0 {
		snippet = "…" + snippet
	}
	if to < len(text) {
		snippet += "…"
	}
	return snippet
}

// windowStarts are the word starts at which a window may begin: the text's, and
// a little before every span.
func windowStarts(starts []int, spans []Span, text string, runes int) []int {
	out := []int{0}
	at := 0
	for _, s := range spans {
		for at < len(starts) && starts[at] <= s.Start {
			at++
		}
		// About a quarter of the window is what leads up to the match.
		for k := at - 1; k >= 0; k-- {
			if k == 0 || utf8.RuneCountInString(text[starts[k-1]:s.Start]) > runes/4 {
				out = append(out, starts[k])
				break
			}
		}
	}
	return out
}

// wordStarts are the offsets at which words begin that spaces part.
func wordStarts(text string) []int {
	var starts []int
	space := true
	for i, r := range text {
		if space && !unicode.IsSpace(r) {
			starts = append(starts, i)
		}
		space = unicode.IsSpace(r)
	}
	return starts
}

// window returns where a window of so many runes from start ends: before a word
// that would not fit, or in the middle of one that fills it all.
func window(text string, start, runes int) int {
	n, lastSpace := 0, start
	for i, r := range text[start:] {
		if unicode.IsSpace(r) {
			lastSpace = start + i
		}
		if n == runes {
			if lastSpace > start {
				return lastSpace
			}
			return start + i
		}
		n++
	}
	return len(text)
}
