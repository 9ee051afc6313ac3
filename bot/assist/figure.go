package assist

import (
	"strings"

	"github.com/reportbot/reportbot/corpus"
)

// optionOf is the answer option that the question names, by every longer word of
// its label in either language; the label with the most words wins. Where the
// question names none, the one of the turn before holds on.
func (t *task) optionOf(f *corpus.Figure) string {
	best, most := "", 0
	for _, o := range f.Options {
		for _, label := range o.Label {
			if n := t.names(label); n > most {
				best, most = o.ID, n
			}
		}
	}
	if best == "" && t.view != nil && t.view.figure == f {
		return t.view.option
	}
	return best
}

// shortWord is the length in bytes up to which a word of a label need not be
// named: "In Umsetzung" is meant by "Umsetzung".
const shortWord = 3

// names counts the words of label that the question holds, or returns 0 where a
// longer one is missing.
func (t *task) names(label string) int {
	n := 0
	for _, want := range split(label) {
		found := false
		for _, have := range t.words {
			found = found || sameWord(want.key, have.key)
		}
		switch {
		case found:
			n++
		case len(want.key) > shortWord:
			return 0
		}
	}
	return n
}

// sameWord reports whether two folded words are equal but for their ending.
func sameWord(a, b string) bool {
	if a == b {
		return true
	}
	const stem = 6
	n := max(len(a), len(b)) * 2 / 3
	if n < stem {
		n = stem
	}
	return len(a) >= n && len(b) >= n && strings.HasPrefix(b, a[:n])
}
