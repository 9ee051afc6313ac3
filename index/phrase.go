package index

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index/german"
)

// From shortestWording words on their order says something; what is longer than
// longestWording is a question, not a wording that somebody remembers.
const (
	shortestWording = 2
	longestWording  = 8
)

// verbatim is a query as words in a row, for Query.Phrase.
type verbatim struct {
	words []german.Word
	keys  map[string][]string // by language: the words as spelling has them
}

// Holds tells whether a text in a language holds a query word for word, as
// Query.Phrase means it.
func Holds(text, lang, query string) bool {
	v := verbatimOf(Query{Text: clip(query), Phrase: true})
	return v != nil && v.in(german.Scan(text), lang)
}

// verbatimOf returns nil where a query is no wording that somebody remembers.
func verbatimOf(q Query) *verbatim {
	if !q.Phrase || strings.HasSuffix(strings.TrimSpace(q.Text), "?") {
		return nil
	}
	words := german.Scan(q.Text)
	if len(words) < shortestWording || len(words) > longestWording {
		return nil
	}
	return &verbatim{words: words, keys: map[string][]string{}}
}

// spelling is a word in the one form that is compared: without what case, the
// spelling of umlauts and signs make of it. Function words have one as well.
func spelling(lang string, w german.Word) string {
	if w.Number || w.Text == "%" || w.Text == "€" {
		t, _ := termOf(lang, w)
		return t.folded
	}
	return german.Fold(w.Text)
}

// spellings are those of words in a row.
func spellings(lang string, words []german.Word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = spelling(lang, w)
	}
	return out
}

// in tells whether a text in a language holds the words in a row.
func (v *verbatim) in(text []german.Word, lang string) bool {
	keys, ok := v.keys[lang]
	if !ok {
		keys = spellings(lang, v.words)
		v.keys[lang] = keys
	}
	for ; len(text) >= len(keys); text = text[1:] {
		if begins(text, lang, keys) {
			return true
		}
	}
	return false
}

// begins tells whether words, at least as many as the keys, begin with them.
func begins(text []german.Word, lang string, keys []string) bool {
	for i, key := range keys {
		// Spelling is what costs, and leaves the first of Latin letters and of
		// digits where it is.
		if c := text[i].Text[0]; c < utf8.RuneSelf && c != '%' && key != "" && c|0x20 != key[0]|0x20 {
			return false
		}
		if spelling(lang, text[i]) != key {
			return false
		}
	}
	return true
}

// heading is the title of a section in one language.
type heading struct {
	section string
	lang    string
	words   []german.Word
}

// headings lists the titles of sections and of those below them.
func headings(sections []corpus.Section) []heading {
	var out []heading
	for _, s := range sections {
		for _, lang := range slices.Sorted(maps.Keys(s.Title)) {
			out = append(out, heading{s.ID, lang, german.Scan(s.Title[lang])})
		}
		out = append(out, headings(s.Sections)...)
	}
	return out
}

// remarked are the figures and items that readers see more words of than rows
// have: what is said about a value, and with a figure about an item.
func remarked(r *corpus.Report, refs []corpus.Ref) []int {
	onValue := func(it corpus.Item) bool {
		return slices.ContainsFunc(it.Values, func(v corpus.Value) bool { return v.Bound != nil || len(v.Note) > 0 })
	}
	var docs []int
	for doc, ref := range refs {
		switch ref.Kind {
		case corpus.KindFigure:
			if slices.ContainsFunc(r.Figure(ref.ID).Items, func(it corpus.Item) bool { return len(it.Note) > 0 || onValue(it) }) {
				docs = append(docs, doc)
			}
		case corpus.KindItem:
			if onValue(*r.Item(ref.ID)) {
				docs = append(docs, doc)
			}
		default:
		}
	}
	return docs
}
