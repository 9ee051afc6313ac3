package index

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/index/german"
)

// A lexicon is what an index knows of one language: its words, their stems, and
// every record as the row of its words. bleve finds candidates; the rows are
// what they are ranked by, because two numbers a word are read faster than any
// stored field. It is read-only once built.
type lexicon struct {
	lang  string
	stems []string // sorted
	first []uint32 // by stem: its first word; stem s has words[first[s]:first[s+1]]
	df    []uint32 // by stem: how many records hold it
	words []string // folded words, sorted within their stem
	shown []string // each word as a text first had it
	stem  []uint32 // by word: its stem
	docs  int      // records with a text in this language

	// The row of record d is tokens[start[d]:start[d+1]]: words by number, and
	// marks where a stretch or a sentence begins.
	tokens []uint32
	start  []uint32
	runs   []uint32 // by record: how many runs of gramLen letters its words have

	// The stems by the roots of their words, see enterRoots.
	rootHash []uint32 // sorted
	rootStem []uint32

	// The stems of words whose spelling german.Fold shortens, by that; in German
	// all words are folded so.
	digraphs map[string][]uint32

	class     []class // by word
	grams     gramIndex
	speller   speller
	idf       []float32 // by stem
	meanWords float32   // words of an average record
	meanRuns  float32   // runs of letters of an average record
}

// markBit tells the beginning of a stretch (its part in the low bits) from a word.
const markBit = 1 << 31

// lexiconBuilder numbers words in the order of their coming; finish sorts them.
type lexiconBuilder struct {
	lang   string
	known  map[string]uint32 // a word as it stands in a text -> number, or dropped
	byForm map[string]uint32 // folded but for umlauts -> number
	stems  map[string]uint32
	names  []string // the stems
	words  []string
	shown  []string
	stem   []uint32
	df     []uint32
	seen   []uint32 // by stem: the record that counted it last, plus one
	docs   int
	tokens []uint32
	start  []uint32
}

const dropped = math.MaxUint32

func newLexiconBuilder(lang string) *lexiconBuilder {
	return &lexiconBuilder{
		lang: lang, known: map[string]uint32{}, byForm: map[string]uint32{}, stems: map[string]uint32{},
		start: []uint32{0},
	}
}

// add appends the row of the next record and returns its stems with spaces
// between them: the text that bleve indexes.
func (b *lexiconBuilder) add(stretches []stretch) string {
	doc := uint32(len(b.start))
	begin := len(b.tokens)
	size := 0
	for _, s := range stretches {
		if s.lang != b.lang {
			continue
		}
		mark := uint32(markBit) | uint32(s.part)
		b.tokens = append(b.tokens, mark)
		for _, w := range german.Scan(s.text) {
			if w.Sentence && b.tokens[len(b.tokens)-1] != mark {
				b.tokens = append(b.tokens, mark)
			}
			id := b.number(w)
			if id == dropped {
				continue
			}
			b.tokens = append(b.tokens, id)
			stem := b.stem[id]
			size += len(b.names[stem]) + 1
			if b.seen[stem] != doc {
				b.seen[stem] = doc
				b.df[stem]++
			}
		}
	}
	if len(b.tokens) > begin {
		b.docs++
	}
	b.start = append(b.start, uint32(len(b.tokens)))
	var terms strings.Builder
	terms.Grow(size)
	for _, t := range b.tokens[begin:] {
		if t&markBit == 0 {
			terms.WriteString(b.names[b.stem[t]])
			terms.WriteByte(' ')
		}
	}
	return terms.String()
}

// number returns a word's number, a new one for a new word.
func (b *lexiconBuilder) number(w german.Word) uint32 {
	if id, ok := b.known[w.Text]; ok {
		return id
	}
	t, ok := termOf(b.lang, w)
	if !ok {
		b.known[strings.Clone(w.Text)] = dropped
		return dropped
	}
	id, ok := b.byForm[t.marked]
	if !ok {
		id = uint32(len(b.words))
		b.byForm[t.marked] = id
		b.words = append(b.words, t.folded)
		b.shown = append(b.shown, shownAs(w, t.folded))
		stem, ok := b.stems[t.stem]
		if !ok {
			stem = uint32(len(b.names))
			b.names = append(b.names, t.stem)
			b.stems[t.stem] = stem
			b.df, b.seen = append(b.df, 0), append(b.seen, 0)
		}
		b.stem = append(b.stem, stem)
	}
	b.known[w.Text] = id
	return id
}

// shownAs is how a word is shown when a typo is mended to it.
func shownAs(w german.Word, folded string) string {
	if w.Text == "%" || w.Text == "€" {
		return folded
	}
	return w.Text
}

// finish sorts words and stems, so that a word is found by halving and the same
// reports give the same numbers however they were read.
func (b *lexiconBuilder) finish() *lexicon {
	stemOrder, stemRank := order(len(b.names), func(x, y uint32) int { return strings.Compare(b.names[x], b.names[y]) })
	wordOrder, wordRank := order(len(b.words), func(x, y uint32) int {
		return cmp.Or(cmp.Compare(stemRank[b.stem[x]], stemRank[b.stem[y]]), strings.Compare(b.words[x], b.words[y]), strings.Compare(b.shown[x], b.shown[y]))
	})
	lex := &lexicon{
		lang: b.lang, docs: b.docs, tokens: b.tokens, start: b.start,
		words: make([]string, len(b.words)), shown: make([]string, len(b.words)), stem: make([]uint32, len(b.words)),
		stems: make([]string, len(b.names)), df: make([]uint32, len(b.names)),
		first: make([]uint32, len(b.names)+1), runs: make([]uint32, len(b.start)-1),
	}
	for to, from := range wordOrder {
		stem := stemRank[b.stem[from]]
		lex.words[to], lex.shown[to], lex.stem[to] = b.words[from], b.shown[from], stem
		lex.first[stem+1] = uint32(to + 1)
	}
	for to, from := range stemOrder {
		lex.stems[to], lex.df[to] = b.names[from], b.df[from]
	}
	for i, t := range lex.tokens {
		if t&markBit == 0 {
			lex.tokens[i] = wordRank[t]
		}
	}
	for doc := range lex.runs {
		for _, t := range retold(lex.row(doc)) {
			if t&markBit == 0 {
				lex.runs[doc] += uint32(runsOf(lex.stems[lex.stem[t]]))
			}
		}
	}
	lex.enterRoots()
	lex.grams = newGramIndex(lex.stems)
	lex.derive()
	return lex
}

// order returns the numbers below n in the order of compare, and the place of each.
func order(n int, compare func(x, y uint32) int) (sorted, place []uint32) {
	sorted, place = make([]uint32, n), make([]uint32, n)
	for i := range sorted {
		sorted[i] = uint32(i)
	}
	slices.SortFunc(sorted, compare)
	for at, i := range sorted {
		place[i] = uint32(at)
	}
	return sorted, place
}

// row is the words of a record.
func (lex *lexicon) row(doc int) []uint32 { return lex.tokens[lex.start[doc]:lex.start[doc+1]] }

// retold is a row without the report's own wording: that counts for what it says,
// and not for how long it makes a record.
func retold(row []uint32) []uint32 {
	if i := slices.Index(row, markBit|uint32(partOriginal)); i >= 0 {
		return row[:i]
	}
	return row
}

// has tells whether a record has a text in this language.
func (lex *lexicon) has(doc int) bool { return lex.start[doc+1] > lex.start[doc] }

// derive computes what is not worth keeping on disk.
func (lex *lexicon) derive() {
	lex.idf = make([]float32, len(lex.stems))
	for i, df := range lex.df {
		lex.idf[i] = lex.weight(df)
	}
	var runs, words uint64
	for doc, n := range lex.runs {
		runs += uint64(n)
		words += uint64(len(retold(lex.row(doc))))
	}
	docs := float32(max(lex.docs, 1))
	lex.class = make([]class, len(lex.words))
	for i, w := range lex.words {
		lex.class[i] = classOf(w)
	}
	lex.digraphs = lex.findDigraphs()
	lex.speller = newSpeller(lex.words)
	lex.meanWords = max(float32(words)/docs, 1)
	lex.meanRuns = max(float32(runs)/docs, 1)
}

// findDigraphs returns nil for German.
func (lex *lexicon) findDigraphs() map[string][]uint32 {
	if lex.lang == "de" {
		return nil
	}
	found := map[string][]uint32{}
	for i, w := range lex.words {
		if key := german.Fold(w); key != w {
			found[key] = append(found[key], lex.stem[i])
		}
	}
	return found
}

// weight is the inverse document frequency of a word that df records hold.
func (lex *lexicon) weight(df uint32) float32 {
	n, held := float64(lex.docs), min(float64(df), float64(lex.docs))
	return float32(math.Log(1 + (n-held+.5)/(held+.5)))
}

// findStem returns the number of a stem.
func (lex *lexicon) findStem(stem string) (uint32, bool) {
	i, ok := slices.BinarySearch(lex.stems, stem)
	return uint32(i), ok
}

// findWord returns the number of a word that has this stem, with the umlauts that
// were typed, or dropped where no text has it.
func (lex *lexicon) findWord(stem uint32, t term) uint32 {
	for w := lex.first[stem]; w < lex.first[stem+1]; w++ {
		if lex.words[w] == t.folded && lex.marked(w) == t.marked {
			return w
		}
	}
	return dropped
}

// marked is a word in the form that keeps its umlauts.
func (lex *lexicon) marked(word uint32) string {
	if lex.lang != "de" {
		return lex.words[word]
	}
	return german.Marked(lex.shown[word])
}
