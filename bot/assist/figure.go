package assist

import (
	"slices"
	"strings"
	"sync"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
	"github.com/reportbot/reportbot/index/german"
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
	if best == "" {
		best = t.optionByRoot(f)
	}
	if best == "" && t.view != nil && t.view.figure == f {
		return t.view.option
	}
	return best
}

// optionByRoot is the one answer option that the question names by another form of
// its words ("geplant" for "In Planung"), or empty where it could be several.
func (t *task) optionByRoot(f *corpus.Figure) string {
	found := ""
	for _, o := range f.Options {
		if !t.namesRoots(o.Label[t.typed]) {
			continue
		}
		if found != "" {
			return ""
		}
		found = o.ID
	}
	return found
}

func (t *task) namesRoots(label string) bool {
	named, denied := false, slices.ContainsFunc(t.words, func(w word) bool { return denies(w.key) })
	if denied != slices.ContainsFunc(split(label), func(w word) bool { return denies(w.key) }) {
		return false
	}
	for _, want := range split(label) {
		if len(want.key) <= shortWord || denies(want.key) {
			continue
		}
		if !slices.ContainsFunc(t.words, func(have word) bool { return sameRoot(want.key, have.key) }) {
			return false
		}
		named = true
	}
	return named
}

// sameRoot reports whether two folded German words are forms of one verb, with
// the same prefix.
func sameRoot(a, b string) bool {
	if a == b {
		return true
	}
	p, x := german.Root(german.Stem(a), false)
	q, y := german.Root(german.Stem(b), false)
	return x != "" && x == y && p == q
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
	said := t.figures[f]()
	return t.shares(said.head) || !t.shares(said.labels)
}

// shares reports whether a word of what is asked is among the stems of its
// language.
func (t *task) shares(stems map[string]map[string]bool) bool {
	return slices.ContainsFunc(index.Analyze(t.typed, t.asked()), func(tok index.Token) bool { return stems[t.typed][tok.Stem] })
}

// figureWords are the stems of a figure's texts by language: of its title,
// question and asks, and of the labels of its items.
type figureWords struct {
	head, labels map[string]map[string]bool
}

// wordsOfFigures analyses the figures of the reports, each when it is first
// needed.
func wordsOfFigures(reports []*corpus.Report) map[*corpus.Figure]func() figureWords {
	m := map[*corpus.Figure]func() figureWords{}
	for _, r := range reports {
		for i := range r.Figures {
			f := &r.Figures[i]
			m[f] = sync.OnceValue(func() figureWords { return analyseFigure(f) })
		}
	}
	return m
}

func analyseFigure(f *corpus.Figure) figureWords {
	w := figureWords{head: map[string]map[string]bool{}, labels: map[string]map[string]bool{}}
	add := func(to map[string]map[string]bool, lang, text string) {
		if to[lang] == nil {
			to[lang] = map[string]bool{}
		}
		for _, tok := range index.Analyze(lang, text) {
			to[lang][tok.Stem] = true
		}
	}
	for _, t := range []corpus.Text{f.Title, f.Question, f.Measure} {
		for lang, text := range t {
			add(w.head, lang, text)
		}
	}
	for lang, asks := range f.Asks {
		for _, ask := range asks {
			add(w.head, lang, ask)
		}
	}
	for i := range f.Items {
		for lang, text := range f.Items[i].Label {
			add(w.labels, lang, text)
		}
	}
	return w
}
