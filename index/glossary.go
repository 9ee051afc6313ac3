package index

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/index/german"
)

// A glossary is a dictionary as one lexicon needs it: wordings of another
// language by the hash of their stems, each with the stems that translate it.
// What no word of the lexicon is like is not in it. It is read-only.
type glossary struct {
	from    string
	keys    []uint64 // sorted
	first   []uint32 // by key: its first translation
	targets []translation
	stems   []string // what translations are, several stems with spaces between them
	aliases []alias  // sorted: irregular forms and what they are forms of
}

// translation is a wording in the lexicon's language, and how sure it is.
type translation struct {
	stems uint32
	sure  float32
}

type alias struct{ form, base uint64 }

func (g *glossary) has(key uint64) bool {
	_, ok := slices.BinarySearch(g.keys, key)
	return ok
}

// lookup appends what translates a key, the surest first.
func (g *glossary) lookup(to []translation, key uint64) []translation {
	if at, ok := slices.BinarySearch(g.keys, key); ok {
		to = append(to, g.targets[g.first[at]:g.first[at+1]]...)
	}
	at, _ := slices.BinarySearchFunc(g.aliases, key, func(a alias, key uint64) int { return cmp.Compare(a.form, key) })
	for ; at < len(g.aliases) && g.aliases[at].form == key; at++ {
		if base, ok := slices.BinarySearch(g.keys, g.aliases[at].base); ok {
			to = append(to, g.targets[g.first[base]:g.first[base+1]]...)
		}
	}
	return to
}

// keyOf hashes the next stem of a wording; the first one's key is 0.
func keyOf(key uint64, stem string) uint64 {
	if key == 0 {
		key = 14695981039346656037
	}
	for i := range len(stem) {
		key = (key ^ uint64(stem[i])) * 1099511628211
	}
	return (key ^ ' ') * 1099511628211
}

// glossaryBuilder reads a dictionary's lines.
type glossaryBuilder struct {
	glossary
	to      *lexicon
	pairs   []pair
	numbers map[string]uint32 // by wording: its place in stems

	source, target memo
	left, right    []gloss
	scratch        []byte
}

// pair is one translation before they are sorted.
type pair struct {
	key   uint64
	stems uint32
	sure  float32
}

// gloss is one wording of a side of a line, taken apart.
type gloss struct {
	words [maxPhrase]string
	n     int
	forms []string
}

func newGlossaryBuilder(from string, to *lexicon) *glossaryBuilder {
	return &glossaryBuilder{
		glossary: glossary{from: from}, to: to, numbers: map[string]uint32{},
		source: memo{lang: from, known: map[string]string{}}, target: memo{lang: to.lang, known: map[string]string{}, lex: to},
	}
}

// memo remembers the stems of words, because a dictionary repeats them.
type memo struct {
	lang  string
	lex   *lexicon // where set: a word that nothing in it is like has no stem
	known map[string]string
}

// Marks beside stems in a memo.
const (
	ignored = ""     // a word that says nothing
	strange = "\x00" // a word that no text has anything like
)

// maxMemo bounds a memo. A dictionary is in alphabetical order, so that one that
// begins anew soon knows what it needs.
const maxMemo = 1 << 15

func (m *memo) stem(word []byte) string {
	if stem, ok := m.known[string(word)]; ok {
		return stem
	}
	if len(m.known) >= maxMemo {
		clear(m.known)
	}
	stem := m.stemOf(string(word))
	m.known[string(word)] = stem
	return stem
}

func (m *memo) stemOf(word string) string {
	if isPlaceholder(word) {
		return ignored
	}
	w := german.Word{Text: word}
	if strings.ContainsAny(word, "0123456789'’\u00ad") {
		scanned := german.Scan(word)
		if len(scanned) == 0 {
			return ignored
		}
		w = scanned[0]
	}
	if m.lex == nil {
		return wordingStem(m.lang, w)
	}
	if m.lang != "de" {
		if t, ok := termOf(m.lang, w); ok {
			return m.held(t.stem, false)
		}
		return ignored
	}
	if _, stem, ok := german.Term(w); ok {
		return m.held(stem, capital(word))
	}
	return ignored
}

// held returns the stem, or strange where the lexicon has nothing like it.
func (m *memo) held(stem string, noun bool) string {
	if !m.lex.resembles(stem, noun) {
		return strange
	}
	return stem
}

// wordingStem is a word as it counts in a wording: its stem, of a function word
// its folded form, of an article nothing.
func wordingStem(lang string, w german.Word) string {
	if t, ok := termOf(lang, w); ok {
		return t.stem
	}
	switch folded := german.Plain(w.Text); folded {
	case "a", "an", "the", "to", "der", "die", "das", "den", "dem", "ein", "eine", "einen", "einem", "einer", "sich", "be":
		return ignored
	default:
		return folded
	}
}

// isPlaceholder knows the abbreviations that stand for an object.
func isPlaceholder(word string) bool {
	switch word {
	case "etw", "jdn", "jdm", "jds", "jd", "jmd", "sth", "sb", "so":
		return true
	}
	return false
}

// longestVerb is the longest stem that is tried as another form of a word. Longer
// ones are compounds, most of a dictionary, and take too long.
const longestVerb = 12

// resembles tells whether the lexicon has a stem, another form of it, or words
// with all its letters in them.
func (lex *lexicon) resembles(stem string, noun bool) bool {
	if _, ok := lex.findStem(stem); ok {
		return true
	}
	n := runsOf(stem)
	all := n > 0
	for i := 0; i < n && all; i++ {
		all = lex.grams.has(runAt(stem, i))
	}
	if all || len(lex.rootHash) == 0 || len(stem) > longestVerb {
		return all
	}
	_, root := german.Root(stem, noun)
	_, ok := slices.BinarySearch(lex.rootHash, hashOf(root))
	return ok
}

// addLine adds both sides of a line. The parts between bars belong together in
// their order.
func (b *glossaryBuilder) addLine(source, target []byte) {
	parts := bytes.Count(target, bar) + 1
	if bytes.Count(source, bar)+1 != parts {
		parts = 1
	}
	sure := float32(1)
	for range parts {
		var left, right []byte
		left, source, _ = bytes.Cut(source, bar)
		right, target, _ = bytes.Cut(target, bar)
		b.addPart(left, right, sure)
		sure = laterPart
	}
}

var bar = []byte(" | ")

// addPart adds parts of a line that belong together.
func (b *glossaryBuilder) addPart(source, target []byte, sure float32) {
	b.right = b.glosses(b.right[:0], target, &b.target)
	if len(b.right) == 0 {
		return
	}
	b.left = b.glosses(b.left[:0], source, &b.source)
	for _, from := range b.left {
		key := uint64(0)
		for _, w := range from.words[:from.n] {
			key = keyOf(key, w)
		}
		for _, form := range from.forms {
			b.aliases = append(b.aliases, alias{keyOf(0, form), key})
		}
		for _, to := range b.right {
			b.pairs = append(b.pairs, pair{key, b.number(to), sure})
		}
	}
}

// laterPart is what a part of a line counts against its first: it is another
// form of it or an example.
const laterPart = .5

// number returns the place of a wording in stems.
func (b *glossaryBuilder) number(g gloss) uint32 {
	b.scratch = b.scratch[:0]
	for i, w := range g.words[:g.n] {
		if i > 0 {
			b.scratch = append(b.scratch, ' ')
		}
		b.scratch = append(b.scratch, w...)
	}
	if n, ok := b.numbers[string(b.scratch)]; ok {
		return n
	}
	return b.intern(string(b.scratch))
}

func (b *glossaryBuilder) intern(wording string) uint32 {
	n, ok := b.numbers[wording]
	if !ok {
		n = uint32(len(b.stems))
		b.stems = append(b.stems, wording)
		b.numbers[wording] = n
	}
	return n
}

// glosses takes a part of a line apart. What stands in brackets is left out, but
// for the irregular forms of a verb.
func (b *glossaryBuilder) glosses(to []gloss, side []byte, m *memo) []gloss {
	var g gloss
	usable := true
	finish := func() {
		if usable && g.n > 0 {
			to = append(to, g)
		}
		g, usable = gloss{}, true
	}
	for i := 0; i < len(side); {
		switch c := side[i]; {
		case c == ';':
			finish()
			i++
		case c == '(', c == '[', c == '{', c == '<':
			end := i + closing(side[i:])
			if c == '{' && m.lang == "en" {
				g.forms = append(g.forms, irregular(side[i:end])...)
			}
			i = end
		case c == '/':
			// An abbreviation, or words to choose from: that takes a reader.
			if end := bytes.IndexByte(side[i+1:], '/'); end > 0 && i > 0 && side[i-1] == ' ' {
				i += end + 2
			} else {
				usable = false
				i++
			}
		case isWordByte(c):
			end := i + 1
			for end < len(side) && isWordByte(side[end]) {
				end++
			}
			if usable {
				usable = g.add(m.stem(side[i:end]))
			}
			i = end
		default:
			i++
		}
	}
	finish()
	return to
}

// add adds a word to a wording, unless the wording is of no use with it.
func (g *gloss) add(stem string) bool {
	switch {
	case stem == ignored:
		return true
	case stem == strange, g.n == maxPhrase:
		return false
	}
	g.words[g.n] = stem
	g.n++
	return true
}

// closing returns where the bracket that text begins with ends.
func closing(text []byte) int {
	depth := 0
	for i, c := range text {
		switch c {
		case '(', '[', '{', '<':
			depth++
		case ')', ']', '}', '>':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

func isWordByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c >= 0x80 || c == '\''
}

// irregular reads the forms of an English verb: {won; won}.
func irregular(braces []byte) []string {
	if !bytes.ContainsAny(braces, ";,") {
		return nil
	}
	var forms []string
	for _, w := range german.Scan(string(braces)) {
		if t, ok := englishTerm(w); ok && !slices.Contains(forms, t.stem) {
			forms = append(forms, t.stem)
		}
	}
	return forms
}

// merge adds what another builder read.
func (b *glossaryBuilder) merge(other *glossaryBuilder) {
	place := make([]uint32, len(other.stems))
	for i, stems := range other.stems {
		place[i] = b.intern(stems)
	}
	for _, p := range other.pairs {
		p.stems = place[p.stems]
		b.pairs = append(b.pairs, p)
	}
	b.aliases = append(b.aliases, other.aliases...)
}

// finish sorts what was read, adding up what was read twice.
func (b *glossaryBuilder) finish() *glossary {
	slices.SortFunc(b.pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(x.key, y.key), strings.Compare(b.stems[x.stems], b.stems[y.stems]))
	})
	g := b.glossary
	for i := 0; i < len(b.pairs); {
		key := b.pairs[i].key
		begin := len(g.targets)
		for i < len(b.pairs) && b.pairs[i].key == key {
			p := b.pairs[i]
			for i++; i < len(b.pairs) && b.pairs[i].key == key && b.pairs[i].stems == p.stems; i++ {
				p.sure += b.pairs[i].sure
			}
			g.targets = append(g.targets, translation{p.stems, p.sure})
		}
		list := g.targets[begin:]
		slices.SortStableFunc(list, func(x, y translation) int { return cmp.Compare(y.sure, x.sure) })
		most := list[0].sure
		for n := range list {
			list[n].sure /= most
		}
		g.keys, g.first = append(g.keys, key), append(g.first, uint32(begin))
	}
	g.first = append(g.first, uint32(len(g.targets)))
	slices.SortFunc(b.aliases, func(x, y alias) int { return cmp.Or(cmp.Compare(x.form, y.form), cmp.Compare(x.base, y.base)) })
	g.aliases = slices.Compact(b.aliases)
	g.keys, g.first, g.targets = slices.Clip(g.keys), slices.Clip(g.first), slices.Clip(g.targets)
	g.stems, g.aliases = slices.Clip(b.stems), slices.Clip(g.aliases)
	return &g
}
