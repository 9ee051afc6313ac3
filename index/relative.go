package index

// enterRuns enters the words' letters and relatives and settles their weights.
func (t *table) enterRuns(content []typed, lang int, words []Word) {
	for i, c := range content {
		t.idf[i], t.weights[i] = float32(words[i].Weight), 0
		if !c.content[lang] {
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
		for _, r := range t.addRuns(c.forms[lang].stem, factor) {
			t.relate(r.stem, i, r.strength)
			if t.worthSeeking(r, words[i].Known, sought) {
				t.want(r.strength, r.stem)
				sought++
			}
		}
	}
	t.power = max(t.power, .001)
}

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
