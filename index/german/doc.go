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

import (
	"embed"
	"io/fs"
)

//go:embed *.go *.txt
var code embed.FS

// Code is the source of this package and the lists that it embeds. What is kept
// of analysed texts is of no use to a package with another one.
func Code() fs.FS { return code }

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
