package index

import (
	"math"
	"math/bits"
)

// The weights of ranking. They were found on questions about German
// encyclopedia paragraphs, where each lies on a broad plateau.
const (
	rarity         = 1.5 // exponent of a word's inverse document frequency
	wordSaturation = 1.2 // how soon more of a word adds no more
	wordLength     = .5  // how much a long record is held against it
	gramShare      = .5  // weight of the runs of letters beside the words
	gramSaturation = .6  // as for words
	gramLength     = .4  // as for words
	sentenceShare  = .3  // weight of the best sentence
	askShare       = 1   // weight of the best question that the record answers
	beforeShare    = .2  // what a word of the sentence before still counts
	exactBonus     = .03 // for the form that was typed
	titleFactor    = 2   // a word in a title against one in the text
	whoFactor      = .6  // a word in the speaker's names against one in the text
	originalShare  = .3  // a sentence of the report's own wording against one of the text
	lowerFactor    = .7  // a German word without a capital against a noun
	neighbourShare = .2  // what a passage gains from the better of its neighbours
	synonymFactor  = .9  // a synonym against the word typed
	mendedFactor   = .85 // a word that a typo was mended to
	relativeMost   = .8  // a word that shares all letters
	relativeLeast  = .35 // below it a relative counts nothing
	rootFactor     = .85 // another form of a verb, or a noun made from it
	coreFactor     = .45 // a verb with a prefix against the same without one
	tailFactor     = .5  // what a compound that no text has ends in
	headFactor     = .4  // what it begins with
	otherVowel     = .6  // a word that lacks the umlaut that was typed
	unknownFactor  = .7  // a word that no text has: what stands for it is a guess
	answerShare    = .4  // what a sentence gains that has the kind of thing asked for
	pairShare      = .1  // weight of words side by side in the question and the text
	pairLeast      = .7  // what stands for such a word is at least so close
)

// mostOften is how often a run of letters is counted; more of it adds no more.
const mostOften = 7

// ranked is what a row scored.
type ranked struct {
	score    float32
	coverage float32
}

// evidence is what a row holds of the question.
type evidence struct {
	often [MaxTerms][parts]float32 // by word and part
	best  [MaxTerms]float32        // by word: the strongest match
	here  [MaxTerms]float32        // the same in the sentence that is being read
	prior [MaxTerms]float32        // and in the one before it
	grams [maxGrams]uint8

	now     uint32 // the words of the question that the word being read stands for
	last    uint32 // likewise for the one before it
	pairs   uint32 // the words of the question that followed the one before them
	classes class  // what the sentence has beside the question's words

	at       part
	touched  bool    // the sentence holds something of the question
	rare     float32 // sum of inverse document frequencies of an ask's words
	sentence float32 // the best one's share of the question
	ask      float32 // likewise for the questions that the record answers
}

func (ev *evidence) reset(words, grams int) {
	clear(ev.often[:words])
	clear(ev.best[:words])
	clear(ev.here[:words])
	clear(ev.prior[:words])
	clear(ev.grams[:grams])
	ev.last, ev.now, ev.pairs, ev.classes = 0, 0, 0, 0
	ev.at, ev.touched, ev.rare, ev.sentence, ev.ask = parts, false, 0, 0, 0
}

// note takes down that a word of the question was met.
func (ev *evidence) note(word uint8, strength float32) {
	ev.often[word][ev.at] += strength
	ev.here[word] = max(ev.here[word], strength)
	ev.best[word] = max(ev.best[word], strength)
	ev.touched = true
}

// rank scores a record by the words of its row.
func (t *table) rank(doc int, ev *evidence) ranked {
	ev.reset(t.n, len(t.grams))
	lex := t.lex
	row := lex.row(doc)
	length := len(row)
	for i, tok := range row {
		if tok&markBit != 0 {
			t.closeSentence(ev)
			ev.now = 0
			if p := part(tok &^ markBit); p != ev.at || p == partAsk {
				if p == partOriginal {
					length = i
				}
				ev.at = p
				clear(ev.prior[:t.n])
			}
			continue
		}
		if ev.at == partAsk {
			ev.rare += lex.idf[lex.stem[tok]]
		}
		slot := t.slots[tok]
		ev.last, ev.now = ev.now, 0
		if slot == 0 {
			if t.answer != 0 {
				ev.classes |= lex.class[tok]
			}
			continue
		}
		e := &t.entries[slot-1]
		for l := e.link; l != 0 && ev.at != partOriginal; {
			k := &t.links[l-1]
			ev.grams[k.gram] = min(ev.grams[k.gram]+1, mostOften)
			l = k.next
		}
		for m := e.match; m != 0; {
			k := &t.matches[m-1]
			strength := k.strength
			if t.exact[k.word] == tok {
				strength += exactBonus
			} else if t.umlauts[k.word] != nil && t.umlauts[k.word].differs(lex, tok) {
				strength *= otherVowel
			}
			ev.note(k.word, strength)
			if strength > pairLeast {
				ev.now |= 1 << k.word
			}
			m = k.next
		}
		ev.pairs |= ev.now & (ev.last << 1)
		for p := e.begin; p != 0; {
			k := &t.phrases[p-1]
			if lex.follows(row[i+1:], k.stems[1:]) {
				for w := range t.n {
					if k.words>>w&1 != 0 {
						ev.note(uint8(w), synonymFactor)
					}
				}
			}
			p = k.next
		}
	}
	t.closeSentence(ev)
	return t.score(doc, length, ev)
}

// closeSentence weighs the sentence that was read.
func (t *table) closeSentence(ev *evidence) {
	if ev.touched {
		var got, held float32
		for w := range t.n {
			got += t.weights[w] * max(ev.here[w], ev.prior[w]*beforeShare)
			held += t.idf[w] * ev.here[w]
		}
		got /= t.power
		if ev.classes&t.answer != 0 {
			got *= 1 + answerShare
		}
		if ev.at == partOriginal {
			got *= originalShare
		}
		if ev.at == partAsk {
			// A question counts the more the less else it asks for.
			ev.ask = max(ev.ask, got*(.4+.6*min(1, held/max(ev.rare, .001))))
		} else {
			ev.sentence = max(ev.sentence, got)
		}
	}
	copy(ev.prior[:t.n], ev.here[:t.n])
	clear(ev.here[:t.n])
	ev.rare, ev.touched, ev.classes = 0, false, 0
}

func (t *table) score(doc, length int, ev *evidence) ranked {
	var words, grams, held, total float32
	saturation := wordSaturation * (1 - wordLength + wordLength*float32(length)/t.lex.meanWords)
	for w := range t.n {
		often := &ev.often[w]
		tf := often[partText] + titleFactor*often[partTitle] + often[partAsk] + whoFactor*often[partWho]
		if tf == 0 {
			// Words that the retelling has count there: it is cut by thoughts, while a
			// paragraph of the report touches on those of its neighbours.
			tf = often[partOriginal]
		}
		if tf > 0 {
			words += t.weights[w] * tf / (tf + saturation)
			held += t.idf[w] * min(1, ev.best[w])
		}
		total += t.idf[w]
	}
	if total == 0 {
		return ranked{}
	}
	var saturated [mostOften + 1]float32
	saturation = gramSaturation * (1 - gramLength + gramLength*float32(t.lex.runs[doc])/t.lex.meanRuns)
	for i := range saturated {
		saturated[i] = float32(i) / (float32(i) + saturation)
	}
	for i := range t.grams {
		if n := ev.grams[i]; n != 0 {
			grams += t.grams[i].weight * saturated[n]
		}
	}
	var near float32
	for p := ev.pairs; p != 0; p &= p - 1 {
		w := bits.TrailingZeros32(p)
		near += sqrt(t.weights[w] * t.weights[w-1])
	}
	near *= pairShare / t.power
	return ranked{
		score: near + words/t.power + gramShare*grams/max(t.gramPower, .001) +
			sentenceShare*ev.sentence + askShare*ev.ask,
		coverage: held / total,
	}
}

// follows tells whether a row goes on with these stems.
func (lex *lexicon) follows(row []uint32, stems []uint32) bool {
	if len(row) < len(stems) {
		return false
	}
	for i, stem := range stems {
		if row[i]&markBit != 0 || lex.stem[row[i]] != stem {
			return false
		}
	}
	return true
}

func pow(x, p float32) float32 { return float32(math.Pow(float64(x), float64(p))) }

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
