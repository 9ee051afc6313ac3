package index

import "github.com/reportbot/reportbot/index/german"

// umlauts is a word that was typed with an umlaut and that texts have with it.
// What differs from it in that vowel only, is another word ("träge", "tragen"),
// but for nouns, which change their vowel in the plural ("Amt", "Ämter").
type umlauts struct {
	stem uint32
	kept string // the stem with its umlauts
	noun bool   // every word that has them is a noun
}

// umlautsOf returns nil where the vowels of a word don't matter.
func (lex *lexicon) umlautsOf(stem uint32, t term) *umlauts {
	if lex.lang != "de" || t.marked == t.folded {
		return nil
	}
	u := &umlauts{stem: stem, kept: german.Stem(t.marked), noun: true}
	found := false
	for w := lex.first[stem]; w < lex.first[stem+1]; w++ {
		if german.Stem(lex.marked(w)) == u.kept {
			found = true
			u.noun = u.noun && capital(lex.shown[w])
		}
	}
	if !found {
		return nil
	}
	return u
}

// differs tells whether a word of the same stem is another word.
func (u *umlauts) differs(lex *lexicon, word uint32) bool {
	plural := u.noun && capital(lex.shown[word])
	return lex.stem[word] == u.stem && !plural && german.Stem(lex.marked(word)) != u.kept
}
