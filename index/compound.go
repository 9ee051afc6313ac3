package index

import (
	"strings"

	"github.com/reportbot/reportbot/index/german"
)

// Parts of a compound have minPartLen letters or more. A last part that stands
// alone, because no text has the first one, has minTailLen.
const (
	minPartLen = 4
	minTailLen = 5
)

// enterParts splits a German compound that no text has ("Gerichtsverfahren")
// into words that texts have. The end says what it is, so it counts for more.
func (t *table) enterParts(content []typed, words []Word) {
	for i, c := range content {
		if t.lex.lang != "de" || words[i].Known || words[i].Corrected != "" || c.Number || !c.content[t.lang] {
			continue
		}
		folded := c.forms[t.lang].folded
		for at := minPartLen; at+minPartLen <= len(folded); at++ {
			tail, ok := t.lex.findStem(german.Stem(folded[at:]))
			if !ok {
				continue
			}
			if head, ok := t.findHead(folded[:at]); ok {
				t.enterRelative(tail, i, tailFactor)
				t.enterRelative(head, i, headFactor)
				words[i].split = true
			} else if len(folded)-at >= minTailLen {
				t.enterRelative(tail, i, headFactor)
			}
		}
	}
}

// findHead finds the first part of a compound, with the letter that ties it to
// the next one or without.
func (t *table) findHead(part string) (stem uint32, ok bool) {
	if stem, ok = t.lex.findStem(german.Stem(part)); ok {
		return stem, true
	}
	for _, link := range []string{"s", "n"} {
		if cut, ok := strings.CutSuffix(part, link); ok && len(cut) >= minPartLen {
			if stem, ok = t.lex.findStem(german.Stem(cut)); ok {
				return stem, true
			}
		}
	}
	return 0, false
}
