package index

import "slices"

// A table says, for one language, which words of the texts count for which word
// of the question and how much. It is filled once a search, read for every
// candidate's row, and then emptied for the next search.
type table struct {
	lex     *lexicon
	lang    int      // the lexicon's number
	slots   []uint16 // by word of the lexicon: its entry plus one, 0 for none
	entries []entry
	links   []link
	matches []match
	phrases []phrase
	grams   []gram
	clauses []clause

	n         int                // words of the question
	exact     [MaxTerms]uint32   // by word of the question: its number in the lexicon
	umlauts   [MaxTerms]*umlauts // by word of the question: set where only its own umlauts do
	answer    class              // what the question asks for
	idf       [MaxTerms]float32  // how rare it is
	weights   [MaxTerms]float32  // what it adds to the score
	power     float32            // sum of weights
	gramPower float32            // sum of the weights of grams
	list      []uint32           // scratch: the stems of a run
	touched   []uint16           // scratch: the entries with a run of the word at hand

	foreign bool            // the question is in a language that the table's records stand in for
	sense   [MaxTerms]sense // by word of the question: its surest translation
}

// entry is a stem that says something about the question. Its lists are chains
// through the table's slices, by index plus one, so that filling allocates little.
type entry struct {
	stem  uint32
	link  int32
	match int32
	begin int32 // the first phrase that begins with this stem
}

// link says that a stem has a run of the question's.
type link struct {
	gram uint16
	next int32
}

// match says how far a stem stands for a word of the question: 1 is its own.
type match struct {
	word     uint8
	strength float32
	next     int32
}

// phrase is a synonym of several words; it stands for all words in the mask.
type phrase struct {
	stems []uint32
	words uint32
	next  int32
}

// gram is one run of letters of the question.
type gram struct {
	run    uint32
	idf    float32
	weight float32 // what it adds to the score
}

// clause is what bleve looks for: one stem, or several that a record must all hold.
type clause struct {
	stems []uint32
	boost float32
}

// Bounds of a table. A slot numbers maxEntries at most; a run that more than
// maxRunStems stems of a large vocabulary have says nothing.
const (
	maxEntries  = 1<<16 - 2
	maxRunStems = 4_096
	maxGrams    = 512
)

// entry returns the place of a stem, a new one where there is none, or -1 where
// the table is full.
func (t *table) entry(stem uint32) int {
	word := t.lex.first[stem]
	if slot := t.slots[word]; slot != 0 {
		return int(slot) - 1
	}
	if len(t.entries) >= maxEntries {
		return -1
	}
	t.entries = append(t.entries, entry{stem: stem})
	slot := uint16(len(t.entries))
	for ; word < t.lex.first[stem+1]; word++ {
		t.slots[word] = slot
	}
	return int(slot) - 1
}

// relate makes a stem stand for a word of the question. Of several relations the
// strongest holds, so that a word and its synonyms are one group.
func (t *table) relate(stem uint32, word int, strength float32) {
	at := t.entry(stem)
	if at < 0 {
		return
	}
	for m := t.entries[at].match; m != 0; m = t.matches[m-1].next {
		if int(t.matches[m-1].word) == word {
			t.matches[m-1].strength = max(t.matches[m-1].strength, strength)
			return
		}
	}
	t.matches = append(t.matches, match{uint8(word), strength, t.entries[at].match})
	t.entries[at].match = int32(len(t.matches))
}

// relatePhrase makes stems in a row stand for the words of the question in the mask.
func (t *table) relatePhrase(stems []uint32, words uint32) {
	at := t.entry(stems[0])
	if at < 0 {
		return
	}
	t.phrases = append(t.phrases, phrase{stems, words, t.entries[at].begin})
	t.entries[at].begin = int32(len(t.phrases))
}

// want adds a clause unless bleve looks for the same already.
func (t *table) want(boost float32, stems ...uint32) {
	for i := range t.clauses {
		if slices.Equal(t.clauses[i].stems, stems) {
			t.clauses[i].boost = max(t.clauses[i].boost, boost)
			return
		}
	}
	t.clauses = append(t.clauses, clause{stems, boost})
}

// wants tells whether a clause looks for just this stem.
func (t *table) wants(stem uint32) bool {
	return slices.ContainsFunc(t.clauses, func(c clause) bool { return len(c.stems) == 1 && c.stems[0] == stem })
}

// relative is a stem that shares letters with a word of the question.
type relative struct {
	stem     uint32
	strength float32
}

// addRuns enters the runs of one word of the question, weighed by factor, and
// every stem that has one of them. It returns the stems that share a good part
// of the word's letters, the closest first.
func (t *table) addRuns(stem string, factor float32) []relative {
	if n := runsOf(stem); n == 0 || len(t.grams)+n > maxGrams {
		return nil
	}
	lex := t.lex
	firstGram, firstLink := len(t.grams), int32(len(t.links))
	t.touched = t.touched[:0]
	var total float32
	for i := range runsOf(stem) {
		run := runAt(stem, i)
		if slices.ContainsFunc(t.grams[firstGram:], func(g gram) bool { return g.run == run }) {
			continue
		}
		var ok bool
		if t.list, ok = lex.stemsWith(t.list, run); !ok {
			continue
		}
		for _, id := range t.list {
			if at := t.entry(id); at >= 0 {
				e := &t.entries[at]
				if e.link <= firstLink {
					t.touched = append(t.touched, uint16(at))
				}
				t.links = append(t.links, link{uint16(len(t.grams)), e.link})
				e.link = int32(len(t.links))
			}
		}
		idf := lex.runWeight(t.list)
		t.grams = append(t.grams, gram{run, idf, factor * idf * idf})
		t.gramPower += factor * idf * idf
		total += idf
	}
	return t.relatives(stem, firstLink, total)
}

// relatives weighs what the touched stems, linked since firstLink, share with a word whose
// runs weigh total.
func (t *table) relatives(stem string, firstLink int32, total float32) []relative {
	var out []relative
	for _, at := range t.touched {
		e := &t.entries[at]
		var shared float32
		count := 0
		for l := e.link; l > firstLink; l = t.links[l-1].next {
			shared += t.grams[t.links[l-1].gram].idf
			count++
		}
		if r, ok := t.lex.relativeOf(stem, e.stem, shared/total, count); ok {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, byStrength)
	return out
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			return true
		}
	}
	return false
}

// reset empties the table.
func (t *table) reset() {
	for i := range t.entries {
		stem := t.entries[i].stem
		clear(t.slots[t.lex.first[stem]:t.lex.first[stem+1]])
	}
	t.entries, t.links, t.matches = t.entries[:0], t.links[:0], t.matches[:0]
	t.phrases, t.grams, t.clauses = t.phrases[:0], t.grams[:0], t.clauses[:0]
	clear(t.umlauts[:t.n])
	clear(t.sense[:t.n])
	t.n, t.power, t.gramPower, t.answer = 0, 0, 0, 0
	t.foreign = false
}
