package index

import (
	"slices"

	"github.com/reportbot/reportbot/index/german"
)

// step is one word of a wording in the rows of a lexicon.
type step struct {
	words []wordRange
	gap   int // how many words of a row may stand before it: a function word has none unless it is content in another case
}

// wordRange are the words of one stem.
type wordRange struct{ first, count uint32 }

func (s *step) has(tok uint32) bool {
	for _, w := range s.words {
		if tok-w.first < w.count {
			return true
		}
	}
	return false
}

// steps returns none where no row of the lexicon has all content words of a
// wording, or where it has function words only.
func (v *verbatim) steps(lex *lexicon) []step {
	var out []step
	gap := 0
	for _, w := range v.words {
		t, content := termOf(lex.lang, w)
		if !content {
			gap++
			continue
		}
		s := step{gap: gap}
		for _, stem := range lex.spelt(w, t) {
			s.words = append(s.words, wordRange{lex.first[stem], lex.first[stem+1] - lex.first[stem]})
		}
		if len(s.words) == 0 {
			return nil
		}
		out, gap = append(out, s), 0
	}
	return out
}

// spelt are the stems of the words that a word may be spelt as in texts.
func (lex *lexicon) spelt(w german.Word, t term) []uint32 {
	var stems []uint32
	if id, ok := lex.findStem(t.stem); ok {
		stems = append(stems, id)
	}
	if lex.lang == "de" {
		return stems
	}
	key := spelling(lex.lang, w)
	if plain, ok := termOf(lex.lang, german.Word{Text: key, Number: w.Number}); ok {
		if id, ok := lex.findStem(plain.stem); ok {
			stems = append(stems, id)
		}
	}
	stems = append(stems, lex.digraphs[key]...)
	slices.Sort(stems)
	return slices.Compact(stems)
}

// rowHolds tells whether what readers see of a record may hold the steps in a
// row. It is asked of every record, so the loop has next to nothing in it.
func rowHolds(row []uint32, steps []step) bool {
	for _, words := range steps[0].words {
		for i, tok := range row {
			if tok-words.first < words.count && goesOn(row[i+1:], steps[1:]) && isRead(row[:i]) {
				return true
			}
		}
	}
	return false
}

// isRead tells whether readers see what goes on where a row ends here: what a
// record is asked and who speaks is no wording of it.
func isRead(row []uint32) bool {
	for i := len(row) - 1; i >= 0; i-- {
		if row[i]&markBit != 0 {
			return part(row[i]&^markBit) < partAsk
		}
	}
	return false
}

// goesOn tells whether a row goes on with the steps.
func goesOn(row []uint32, steps []step) bool {
	if len(steps) == 0 {
		return true
	}
	gap := steps[0].gap
	for i, tok := range row {
		switch {
		case tok&markBit != 0:
			continue
		case steps[0].has(tok) && goesOn(row[i+1:], steps[1:]):
			return true
		case gap == 0:
			return false
		}
		gap--
	}
	return false
}
