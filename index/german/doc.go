// Package german turns German text into the words that are searched for: it
// finds the words and numbers in a text, folds spellings that people mix (ß and
// ss, ä, ae and a, Bürger*innen and Bürger), drops function words but keeps
// negation, and cuts endings with a light stemmer. Root ties the forms of a verb
// to each other and to the nouns made from it; Marked keeps the umlauts that
// folding loses. Every token knows where it stands in the text as it was given,
// decomposed umlauts included.
//
// Finding words (Scan) and folding diacritics (Plain) are the same in every
// language that is written in Latin letters; package index builds its English
// chain on them. Building and searching an index is left to package index.
package german

// Version names the rules of this package. It changes whenever the same text
// would give other tokens, so that an index kept on disk is built anew.
const Version = "german-3"

// Token is one word or number of a text, ready to be compared.
type Token struct {
	Text   string // as it stands in the text
	Folded string // lower case, spellings folded, endings kept
	Stem   string // Folded without its ending
	Start  int    // first byte in the text
	End    int    // the byte after the last one
	Number bool   // holds a digit: compare it exactly or not at all
}

// Analyze returns the content words and numbers of a German text in order.
func Analyze(text string) []Token {
	words := Scan(text)
	tokens := make([]Token, 0, len(words))
	for _, w := range words {
		folded, stem, ok := Term(w)
		if !ok {
			continue
		}
		tokens = append(tokens, Token{
			Text: text[w.Start:w.End], Folded: folded, Stem: stem,
			Start: w.Start, End: w.End, Number: w.Number,
		})
	}
	return tokens
}

// Term returns the folded form and the stem of one scanned word; ok is false
// for a function word.
func Term(w Word) (folded, stem string, ok bool) {
	if w.Number {
		return w.Text, w.Text, true
	}
	switch w.Text {
	case "%":
		return "prozent", "prozent", true
	case "€":
		return "euro", "euro", true
	}
	folded = Fold(w.Text)
	if folded == "" || Stop(folded) {
		return "", "", false
	}
	return folded, Stem(folded), true
}
