package index

import (
	"math/bits"
	"strings"

	"github.com/reportbot/reportbot/index/german"
)

// Bounds on what translates one wording, and the weights of it.
const (
	maxTranslations = 12
	surest          = .95 // the translation that a dictionary has most often
	leastSure       = .4  // one that it has hardly ever beside that
)

// sense is a stem that translates a word of the question.
type sense struct {
	stem uint32
	sure float32 // 0 where none does
}

// enterTranslations makes what a glossary has for the words and phrases of a
// question stand for them. All translations of a word are one group, of which
// the strongest holds.
func (t *table) enterTranslations(g *glossary, all []typed, place []int, th *thesaurus, words []Word) {
	stems := make([]string, len(all))
	for i, w := range all {
		stems[i] = wordingStem(g.from, w.Word)
	}
	var list []translation
	for from := range all {
		key, n, mask := uint64(0), 0, uint32(0)
		for to := from; to < len(all) && n < maxPhrase; to++ {
			if stems[to] == "" {
				if n == 0 {
					break
				}
				continue
			}
			key = keyOf(key, stems[to])
			n++
			if place[to] >= 0 {
				mask |= 1 << place[to]
			}
			if mask == 0 || n == 1 && all[to].Number {
				continue
			}
			list = g.lookup(list[:0], key)
			for _, tr := range list[:min(len(list), maxTranslations)] {
				t.enterTranslation(g.stems[tr.stems], mask, leastSure+(surest-leastSure)*tr.sure, th, words)
			}
		}
	}
}

// enterTranslation makes one wording stand for the words of the question in the
// mask.
func (t *table) enterTranslation(wording string, mask uint32, strength float32, th *thesaurus, words []Word) {
	if strings.Contains(wording, " ") {
		stems := strings.Fields(wording)
		t.enterWording(stems, mask, words)
		t.enterSame(stems, mask, th, words)
		return
	}
	stems := []string{wording}
	t.enterSame(stems, mask, th, words)
	id, ok := t.lex.findStem(wording)
	relatives := t.lex.relatives(wording)
	for rest := mask; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros32(rest)
		if ok {
			t.relate(id, i, strength)
			t.want(strength, id)
			words[i].Known = true
			words[i].Hits = max(words[i].Hits, int(t.lex.df[id]))
			if strength > t.sense[i].sure {
				t.sense[i] = sense{id, strength}
			}
		}
		for _, noun := range []bool{false, true} {
			t.enterForms(wording, i, noun, strength, words)
		}
		for _, r := range relatives {
			t.relate(r.stem, i, strength*r.strength)
			if !ok && t.rare(r.stem) {
				t.want(strength*r.strength, r.stem)
			}
		}
	}
}

// enterForms enters the other forms of a translated verb.
func (t *table) enterForms(stem string, word int, noun bool, strength float32, words []Word) {
	lex := t.lex
	if len(lex.rootHash) == 0 {
		return
	}
	prefix, root := german.Root(stem, noun)
	lex.eachOfRoot(root, func(id uint32, p string) {
		if lex.stems[id] == stem || p != prefix {
			return
		}
		t.relate(id, word, strength*rootFactor)
		t.seek(id, strength*rootFactor)
		words[word].Known = true
		words[word].Hits = max(words[word].Hits, int(lex.df[id]))
	})
}

// enterSame enters what the reports' terms call the same as a translation.
func (t *table) enterSame(stems []string, mask uint32, th *thesaurus, words []Word) {
	for _, m := range th.byFirst[wordKey{t.lex.lang, stems[0]}] {
		group := th.groups[m.group]
		if same := group[m.wording].stems; len(same) == len(stems) && matchStems(stems, 0, same) > 0 {
			t.enterGroup(group, mask, words)
		}
	}
}
