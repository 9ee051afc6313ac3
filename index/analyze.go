package index

import (
	"github.com/reportbot/reportbot/index/german"
)

// Token is one content word or number of a text, ready to be compared.
type Token struct {
	Text  string // as it stands in the text
	Stem  string // what is compared
	Start int    // first byte in the text
	End   int    // the byte after the last one
}

// Analyze takes a text or a question apart the way the index does: function
// words are left out, spellings are folded and endings are cut. A language
// without rules of its own is folded only.
func Analyze(lang, text string) []Token {
	words := german.Scan(text)
	tokens := make([]Token, 0, len(words))
	for _, w := range words {
		if t, ok := termOf(lang, w); ok {
			tokens = append(tokens, Token{Text: text[w.Start:w.End], Stem: t.stem, Start: w.Start, End: w.End})
		}
	}
	return tokens
}

// term is a scanned word in the forms that are compared.
type term struct {
	folded string // spellings folded, ending kept
	marked string // the same with its umlauts
	stem   string
}

// termOf gives a word its forms in a language; ok is false for a function word.
func termOf(lang string, w german.Word) (t term, ok bool) {
	switch lang {
	case "de":
		if t.folded, t.stem, ok = german.Term(w); ok {
			if t.marked = german.Marked(w.Text); t.folded != german.Plain(t.marked) { // %, €
				t.marked = t.folded
			}
		}
	case "en":
		t, ok = englishTerm(w)
		t.marked = t.folded
	default:
		t.folded = german.Plain(w.Text)
		t.stem, t.marked, ok = t.folded, t.folded, t.folded != ""
	}
	return t, ok
}

// isFiller tells whether a word only dresses a question up in a language.
func isFiller(lang, folded string) bool {
	switch lang {
	case "de":
		return german.Filler(folded)
	case "en":
		return englishFillers().Has(folded)
	}
	return false
}

// isLight tells whether a word of a language says nothing about a subject of its
// own.
func isLight(lang, folded string) bool {
	switch lang {
	case "de":
		return german.Light(folded)
	case "en":
		return englishLight().Has(folded)
	}
	return false
}
