package index

import (
	"maps"
	"slices"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index/german"
)

// A thesaurus knows which words a report's terms call the same. The labels and
// synonyms of a term in all languages are one group, so that "AI" finds "KI".
type thesaurus struct {
	groups  [][]wording
	byFirst map[wordKey][]member
}

// wording is one way to put a term: the stems of its words in a language.
type wording struct {
	lang  string
	stems []string
}

// wordKey is a stem in a language.
type wordKey struct{ lang, stem string }

// member is a wording by its place.
type member struct{ group, wording int }

func newThesaurus(r *corpus.Report) *thesaurus {
	th := &thesaurus{byFirst: map[wordKey][]member{}}
	for i := range r.Terms {
		th.add(&r.Terms[i])
	}
	return th
}

func (th *thesaurus) add(t *corpus.Term) {
	var group []wording
	put := func(lang, text string) {
		var stems []string
		for _, token := range Analyze(lang, text) {
			stems = append(stems, token.Stem)
		}
		if len(stems) > 0 {
			group = append(group, wording{lang, stems})
		}
	}
	for _, lang := range slices.Sorted(maps.Keys(t.Label)) {
		put(lang, t.Label[lang])
	}
	for _, lang := range slices.Sorted(maps.Keys(t.Synonyms)) {
		for _, synonym := range t.Synonyms[lang] {
			put(lang, synonym)
		}
	}
	if len(group) < 2 {
		return
	}
	th.groups = append(th.groups, group)
	for i, w := range group {
		key := wordKey{w.lang, w.stems[0]}
		th.byFirst[key] = append(th.byFirst[key], member{len(th.groups) - 1, i})
	}
}

// sighting is a group whose wording stands in a query, from one typed word to
// before another.
type sighting struct{ group, from, to int }

// find looks for wordings in a row of stems of a language; an empty stem is a
// function word, over which a wording may reach.
func (th *thesaurus) find(lang string, stems []string) []sighting {
	if len(th.groups) == 0 {
		return nil
	}
	var out []sighting
	for from, stem := range stems {
		if stem == "" {
			continue
		}
		for _, m := range th.byFirst[wordKey{lang, stem}] {
			if to := matchStems(stems, from, th.groups[m.group][m.wording].stems); to > 0 {
				out = append(out, sighting{m.group, from, to})
			}
		}
	}
	return out
}

// matchStems returns where want ends in stems when it begins at from, or 0.
func matchStems(stems []string, from int, want []string) int {
	at := from
	for _, w := range want {
		for at < len(stems) && stems[at] == "" {
			at++
		}
		if at == len(stems) || stems[at] != w {
			return 0
		}
		at++
	}
	return at
}

// stemsOf returns the stems of words in a language, an empty one for a function word.
func stemsOf(lang string, words []german.Word) []string {
	stems := make([]string, len(words))
	for i, w := range words {
		if t, ok := termOf(lang, w); ok {
			stems[i] = t.stem
		}
	}
	return stems
}
