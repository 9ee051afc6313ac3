package assist

import (
	"slices"
	"strings"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
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
			found = found || inflected(want.key, have.key)
		}
		switch {
		case found:
			n++
		case len(want.key) > shortWord || denies(want.key):
			return 0
		}
	}
	return n
}

// inflected reports whether b is a or has no more than an ending added to it:
// "umgesetzte" names the option "Umgesetzt", "implementing" does not name
// "Implemented".
func inflected(a, b string) bool {
	const ending = 2
	return strings.HasPrefix(b, a) && len(b) <= len(a)+ending && (len(a) > shortWord || a == b)
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

// opposite reports whether the question asks for the other side of what the
// figure measures: it denies, or names a low degree, and neither the answer
// option asked for nor the figure itself does.
func (t *task) opposite(f *corpus.Figure, option string) bool {
	wording := f.Measure.In(t.typed) + " " + f.Title.In(t.typed)
	for _, o := range f.Options {
		if option == "" || o.ID == option {
			wording += " " + o.Label.In(t.typed)
		}
	}
	has := split(wording)
	for _, w := range t.words {
		if !denies(w.key) && !lowDegree(w.key) {
			continue
		}
		stated := false
		for _, x := range has {
			stated = stated || x.key == w.key || denies(w.key) && denies(x.key)
		}
		if !stated {
			return true
		}
	}
	return false
}

// ranksBy reports whether a figure may be about what the question asks the
// largest of. It is not where a word of the question stands in the label of an
// item, and none in the figure's title, question or asks: then the question is
// about that item.
func (t *task) ranksBy(f *corpus.Figure) bool {
	head := []string{f.Title.In(t.typed), f.Question.In(t.typed), f.Measure.In(t.typed)}
	head = append(head, f.Asks[t.typed]...)
	var labels []string
	for _, it := range f.Items {
		labels = append(labels, it.Label.In(t.typed))
	}
	return t.shares(head) || !t.shares(labels)
}

// shares reports whether a word of what is asked stands in one of the texts.
func (t *task) shares(texts []string) bool {
	asked := index.Analyze(t.typed, t.asked())
	for _, tok := range index.Analyze(t.typed, strings.Join(texts, "\n")) {
		if slices.ContainsFunc(asked, func(a index.Token) bool { return a.Stem == tok.Stem }) {
			return true
		}
	}
	return false
}
