package index

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/reportbot/reportbot/index/german"
)

// enterRoots lists the stems of a German lexicon by a hash of their roots, so that
// the other forms of a verb are found without keeping a root.
func (lex *lexicon) enterRoots() {
	if lex.lang != "de" {
		return
	}
	type rooted struct{ hash, stem uint32 }
	list := make([]rooted, 0, len(lex.stems))
	for id, stem := range lex.stems {
		if hasDigit(stem) {
			continue
		}
		_, root := german.Root(stem, lex.isNoun(uint32(id)))
		list = append(list, rooted{hashOf(root), uint32(id)})
	}
	slices.SortFunc(list, func(a, b rooted) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.stem, b.stem)) })
	lex.rootHash, lex.rootStem = make([]uint32, len(list)), make([]uint32, len(list))
	for i, r := range list {
		lex.rootHash[i], lex.rootStem[i] = r.hash, r.stem
	}
}

// hashOf is FNV-1a.
func hashOf(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// isNoun tells whether the texts write every word of a stem with a capital.
func (lex *lexicon) isNoun(stem uint32) bool {
	for w := lex.first[stem]; w < lex.first[stem+1]; w++ {
		if !capital(lex.shown[w]) {
			return false
		}
	}
	return true
}

func capital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// maxForms bounds the other forms of a known word that bleve looks for.
const maxForms = 2

// enterRoots makes the stems that share the root of a word stand for it. A word
// that has only such relatives is known: they are forms of it. particle is what
// the question ends in if that may be the rest of its verb.
func (t *table) enterRoots(content []typed, particle string, words []Word) {
	lex := t.lex
	for i, c := range content {
		if len(lex.rootHash) == 0 || c.Number || !c.content[t.lang] {
			continue
		}
		stem := c.forms[t.lang].stem
		noun := capital(c.Text) && c.Start > 0
		prefix, root := german.Root(stem, noun)
		known, sought := false, 0
		lex.eachOfRoot(root, func(id uint32, p string) {
			if lex.stems[id] == stem {
				return
			}
			switch {
			case p == prefix, !noun && prefix == "" && p == particle:
				// What holds the word itself is found already, so that few
				// other forms are worth looking for.
				if t.relate(id, i, rootFactor); !words[i].Known || sought < maxForms {
					t.seek(id, rootFactor)
					sought++
				}
				known = true
				words[i].Hits = max(words[i].Hits, int(lex.df[id]))
			case prefix == "":
				t.relate(id, i, coreFactor)
			case p == "":
				if t.relate(id, i, coreFactor); !words[i].Known {
					t.seek(id, coreFactor)
				}
			}
		})
		words[i].Known = words[i].Known || known
	}
}

// enterRelative makes a stem stand for a word, and bleve look for it.
func (t *table) enterRelative(stem uint32, word int, strength float32) {
	t.relate(stem, word, strength)
	t.seek(stem, strength)
}

// seek makes bleve look for a stem unless that means reading a long list.
func (t *table) seek(stem uint32, strength float32) {
	if t.rare(stem) {
		t.want(strength, stem)
	}
}

// particleOf returns what a question ends in where that may be part of its verb
// ("Wie viele Bälle fing er ab?"), or "".
func particleOf(all []typed) string {
	if len(all) == 0 {
		return ""
	}
	if folded := german.Fold(all[len(all)-1].Text); german.Particle(folded) {
		return folded
	}
	return ""
}

// eachOfRoot calls f with every stem that has this root and with its prefix.
func (lex *lexicon) eachOfRoot(root string, f func(id uint32, prefix string)) {
	hash := hashOf(root)
	at, _ := slices.BinarySearch(lex.rootHash, hash)
	for ; at < len(lex.rootHash) && lex.rootHash[at] == hash; at++ {
		id := lex.rootStem[at]
		if p, r := german.Root(lex.stems[id], lex.isNoun(id)); r == root {
			f(id, p)
		}
	}
}
