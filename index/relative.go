package index

import (
	"cmp"
	"slices"
)

// enterRuns enters the words' letters and relatives and settles their weights.
func (t *table) enterRuns(content []typed, words []Word) {
	for i, c := range content {
		t.idf[i], t.weights[i] = float32(words[i].Weight), 0
		if t.foreign {
			t.enterForeignRuns(i, c, words)
			continue
		}
		if !c.content[t.lang] {
			continue
		}
		factor := float32(1)
		if t.lex.lang == "de" && c.Text[0] >= 'a' && c.Text[0] <= 'z' {
			factor = lowerFactor
		}
		if !words[i].Known {
			factor *= unknownFactor
		}
		t.weights[i] = factor * pow(words[i].rare, rarity)
		t.power += t.weights[i]
		if c.Number {
			continue
		}
		sought := 0
		for _, r := range t.addRuns(c.forms[t.lang].stem, factor) {
			t.relate(r.stem, i, r.strength)
			if t.worthSeeking(r, words[i].Known, sought) {
				t.want(r.strength, r.stem)
				sought++
			}
		}
	}
	t.power = max(t.power, .001)
}

// enterForeignRuns does it for a word of another language. Names and words that
// both languages have are found by their letters.
func (t *table) enterForeignRuns(i int, c typed, words []Word) {
	factor := float32(1)
	sense := t.sense[i]
	translated := sense.sure > 0
	if noun := translated && t.lex.isNoun(sense.stem); !noun && c.Text[0] >= 'a' && c.Text[0] <= 'z' {
		factor = lowerFactor
	}
	if !words[i].Known {
		factor *= unknownFactor
	}
	t.weights[i] = factor * pow(words[i].rare, rarity)
	t.power += t.weights[i]
	if translated {
		t.addRuns(t.lex.stems[sense.stem], factor)
		factor *= cognateFactor
	}
	if c.Number || !c.content[t.lang] {
		return
	}
	for n, r := range t.addRuns(c.forms[t.lang].stem, factor) {
		t.relate(r.stem, i, r.strength*factor)
		if n < maxRelatives && !translated && t.rare(r.stem) {
			t.want(r.strength*factor, r.stem)
		}
	}
}

// cognateFactor is what the letters of a word count that a dictionary translates.
const cognateFactor = .5

// Bounds on the relatives that bleve looks for, so that it reads no long lists
// for them: their number for a word, and the records that hold one. A known word
// has itself, and only what holds all of its letters is worth more.
const (
	maxRelatives    = 5
	relativeRecords = 50
	closeRelative   = .75
)

// worthSeeking tells whether a relative is a clause of its own when the word has
// some already.
func (t *table) worthSeeking(r relative, known bool, sought int) bool {
	if known && (r.strength < closeRelative || sought > 1) || sought == maxRelatives {
		return false
	}
	return t.rare(r.stem)
}

// rare tells whether few enough records hold a stem for bleve to look for it.
func (t *table) rare(stem uint32) bool {
	return int(t.lex.df[stem]) <= max(relativeRecords, t.lex.docs/100)
}

// relatives lists the stems that share a good part of a word's letters, as
// table.addRuns does, for a word that is no word of the question itself.
func (lex *lexicon) relatives(stem string) []relative {
	shared, count := map[uint32]float32{}, map[uint32]int{}
	var total float32
	var list []uint32
	for i := range runsOf(stem) {
		var ok bool
		if list, ok = lex.stemsWith(list, runAt(stem, i)); !ok {
			continue
		}
		idf := lex.runWeight(list)
		total += idf
		for _, id := range list {
			shared[id] += idf
			count[id]++
		}
	}
	var out []relative
	for id, s := range shared {
		if r, ok := lex.relativeOf(stem, id, s/total, count[id]); ok {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, byStrength)
	return out
}

// relativeOf weighs a stem that has a share of a word's runs, count in number.
func (lex *lexicon) relativeOf(stem string, id uint32, share float32, count int) (relative, bool) {
	other := lex.stems[id]
	inOther := min(1, float32(count)/float32(runsOf(other)))
	strength := relativeMost * max(share, relativeMost*inOther*sqrt(share))
	return relative{id, strength}, strength >= relativeLeast && other != stem && !hasDigit(other)
}

func byStrength(a, b relative) int {
	return cmp.Or(cmp.Compare(b.strength, a.strength), cmp.Compare(a.stem, b.stem))
}
