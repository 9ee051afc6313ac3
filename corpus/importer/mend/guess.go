package mend

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// guess is one word that may have been meant.
type guess struct {
	word   string
	cost   float64 // the negative logarithm of how likely it is, in nats
	mark   bool    // whether an umlaut or ß was put in
	read   float64 // what of the cost is for misreadings
	kept   bool    // whether this is the word as it stands
	parts  int     // of a compound
	common bool    // whether each of them is a common word
}

// The weights of the search. The costs are nats; found by trying out on damaged
// pages, and none of them is sharp.
const (
	joinCost     = 3.5 // a compound is less likely than its parts by this much, each part
	linkCost     = 1.0 // an -s- between parts
	caseCost     = 4   // a word that is written with a capital is read small, or the other way round
	innerCost    = 5   // a capital within a word
	innerRead    = 20  // that a capital within a word was meant small: which letter it is can be read
	maxParts     = 4
	maxSegment   = 40   // letters of a part
	maxWord      = 60   // letters of a word that is looked at
	beam         = 8    // ways kept at each place of a word
	unknownSmall = 12   // that a word written small is in no list
	unknownLarge = 9    // that a word with a capital is: a name, a foreign word
	shapeShare   = 0.85 // of the cost of a word's letters
	keptListed   = 3    // per million, that a word which stands there and is listed has at least
	keptBonus    = 0.7  // nats for a compound that stands there: its parts are seldom plurals
	commonPart   = 0.5  // per million, of a common part of a compound
	strayCost    = 4    // for keeping what is no word where a compound of common words is near
	lostFrom     = 3    // letters of a word in which one may be lost
	shortWord    = 5    // letters below which that is less likely
	shortCost    = 4    // by so much
	loudBonus    = 1.8  // a capital vowel is read for a capital umlaut always, for a small one seldom
	maxLast      = 1500 // per million, of a word that can end a compound: more are words like "und"
	reach        = 26   // how much dearer than the cheapest a way may be
)

// guesser finds what words may have been meant. Harm is what each letter put in
// costs on top, which is much where a text still has its umlauts.
type guesser struct {
	*Lexicon
	channel channel
	harm    float64
}

// segment is a word of the lexicon that a stretch can be read as.
type segment struct {
	end  int
	word int32
	cost float64 // of the readings
	mark bool
	loud bool // whether its first letter stands as a capital that may be a misread small one
	high bool // whether its first letter is a capital that was misread
	lost bool // whether a letter was put in where nothing stands
}

// segments are the words that can begin at a place.
func (g *guesser) segments(o []rune, start int) []segment {
	var found []segment
	high := false
	var walk func(at int, n int32, cost float64, mark, loud, lost bool)
	walk = func(at int, n int32, cost float64, mark, loud, lost bool) {
		if w := g.trie.nodes[n].word; w >= 0 && at > start {
			found = append(found, segment{at, w, cost, mark, loud, high, lost})
		}
		if cost > reach || at-start > maxSegment {
			return
		}
		if at < len(o) {
			if c, ok := code(o[at]); ok {
				if next := g.trie.child(n, c); next >= 0 {
					more := 0.0
					if at > 0 && unicode.IsUpper(o[at]) {
						more = innerRead
					}
					walk(at+1, next, cost+more, mark, loud, lost)
				}
			}
			for i := range g.channel[o[at]] {
				r := &g.channel[o[at]][i]
				if len(r.read) > len(o)-at || !slices.Equal(r.read, o[at:at+len(r.read)]) {
					continue
				}
				if r.raised && at > 0 || r.inner && at == 0 {
					continue
				}
				if next := g.follow(n, r.letter); next >= 0 {
					extra := 0.0
					if r.mark {
						extra = g.harm
					}
					high = high || r.raised
					walk(at+len(r.read), next, cost+r.cost+extra, mark || r.mark, loud || at == 0 && unicode.IsUpper(o[0]), lost)
					high = high && !r.raised
				}
			}
		}
		if !lost && len(o) >= lostFrom {
			extra := g.harm
			if len(o) < shortWord {
				extra += shortCost
			}
			for i := range g.channel[0] {
				r := &g.channel[0][i]
				if next := g.follow(n, r.letter); next >= 0 {
					walk(at, next, cost+r.cost+extra, true, loud, true)
				}
			}
		}
	}
	walk(start, 0, 0, false, false, false)
	return found
}

// follow is the node that letters lead to, or -1.
func (g *guesser) follow(n int32, word string) int32 {
	for i := range len(word) {
		if n = g.trie.child(n, word[i]); n < 0 {
			return -1
		}
	}
	return n
}

// unPrefix is "un" in codes, the one part of two letters.
const unPrefix = "\x14\x0d"

// way is a reading of a word up to some place.
type way struct {
	text  string // in codes
	cost  float64
	read  float64 // what of the cost is for misreadings
	mark  bool
	loud  bool // of the first part
	high  bool // the same
	parts int
	last  int32 // the last part
	link  bool  // whether a linking -s- comes last
	rare  bool  // whether a part is not common
}

// nats is what a word costs that comes so often in a million.
func nats(perMillion float32) float64 {
	if perMillion <= 0 {
		return math.Inf(1)
	}
	return -math.Log(float64(perMillion) / 1e6)
}

// guesses are the words that o can be read as, the likeliest first, o itself
// among them. First says that o begins a sentence, where any word has a capital.
func (g *guesser) guesses(o string, first bool, boost func(string) float32) []guess {
	runes := []rune(o)
	keep := guess{word: o, cost: g.unknown(runes), kept: true}
	if len(runes) < 2 || len(runes) > maxWord || isCapitals(o) {
		return []guess{keep}
	}
	cheapest := map[string]guess{}
	put := func(w way) {
		for _, c := range g.cased(w, runes, first, boost) {
			if old, ok := cheapest[c.word]; !ok || c.cost < old.cost {
				cheapest[c.word] = c
			}
		}
	}
	ways := make([][]way, len(runes)+1)
	ways[0] = []way{{}}
	for at := range runes {
		here := trim(ways[at])
		if len(here) == 0 {
			continue
		}
		segs := g.segments(runes, at)
		for _, w := range here {
			if w.parts == maxParts {
				continue
			}
			for _, s := range segs {
				e := &g.entries[s.word]
				key := g.key(s.word)
				next := way{
					text: w.text + key, cost: w.cost + s.cost, read: w.read + s.cost, mark: w.mark || s.mark,
					loud: w.loud || s.loud, high: w.high || s.high, parts: w.parts + 1, last: s.word,
				}
				if w.parts > 0 {
					next.cost += joinCost
				}
				if s.end == len(runes) {
					if w.parts == 0 || len(key) >= 3 && e.small < maxLast && !s.lost {
						put(next)
					}
					continue
				}
				if len(key) < 3 && key != unPrefix || e.part <= 0 || s.lost {
					continue
				}
				next.cost += nats(e.part)
				next.rare = w.rare || e.part < commonPart
				ways[s.end] = append(ways[s.end], next)
				if runes[s.end] == 's' && e.capital > 0 && s.end+1 < len(runes) {
					next.text += "\x12"
					next.cost += linkCost
					next.link = true
					ways[s.end+1] = append(ways[s.end+1], next)
				}
			}
		}
	}
	list := make([]guess, 0, len(cheapest)+1)
	parsed, likely := false, false
	for _, c := range cheapest {
		parsed = parsed || c.word == o
		likely = likely || c.parts > 1 && c.common
	}
	if likely && !parsed {
		keep.cost += strayCost
	}
	for _, c := range cheapest {
		if c.word == o {
			c.kept = true
			// Whatever stands there and is a word is likely meant, however rare.
			if c.parts > 1 {
				c.cost -= keptBonus
			}
			c.cost = min(c.cost, keep.cost)
			if g.has(o) {
				c.cost = min(c.cost, nats(keptListed))
			}
			keep = c
			continue
		}
		list = append(list, c)
	}
	if n := boost(o); n > 0 {
		keep.cost = min(keep.cost, nats(n))
	}
	list = append(list, keep)
	slices.SortFunc(list, func(a, b guess) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), strings.Compare(a.word, b.word))
	})
	return list[:min(len(list), beam)]
}

// trim keeps the cheapest ways.
func trim(ways []way) []way {
	slices.SortFunc(ways, func(a, b way) int { return cmp.Or(cmp.Compare(a.cost, b.cost), strings.Compare(a.text, b.text)) })
	ways = slices.CompactFunc(ways, func(a, b way) bool { return a.text == b.text && a.last == b.last })
	return ways[:min(len(ways), beam)]
}

// cased writes a whole reading small and with a capital, as far as either may be,
// with what the last part costs as a word of its own.
func (g *guesser) cased(w way, o []rune, first bool, boost func(string) float32) []guess {
	e := &g.entries[w.last]
	text := decode(w.text)
	large := capital(text)
	upper := unicode.IsUpper(o[0])
	small, capitals := e.small, e.capital
	if w.parts == 1 {
		small, capitals = small+boost(text), capitals+boost(large)
	} else if n := boost(text); n > 0 {
		small = max(small, n)
	} else if n := boost(large); n > 0 {
		capitals = max(capitals, n)
	}
	var out []guess
	add := func(word string, cost float64) {
		if !math.IsInf(cost, 1) {
			out = append(out, guess{word: word, cost: w.cost + cost, read: w.read, mark: w.mark, parts: w.parts, common: !w.rare && max(e.small, e.capital) >= commonPart})
		}
	}
	switch {
	case w.high && first:
		add(large, nats(small+capitals))
	case upper && first && w.parts > 1:
		add(large, min(nats(capitals), nats(small)+caseCost))
	case upper && first:
		add(large, nats(small+capitals))
	case w.high: // "lhre" is "Ihre".
		add(large, min(nats(capitals), nats(small)+caseCost))
	case upper && w.loud: // "Uber" may be "über" and "Über".
		bonus := 0.0
		if strings.ContainsRune("AOU", o[0]) {
			bonus = loudBonus
		}
		add(large, min(nats(capitals), nats(small)+caseCost)-bonus)
		add(text, nats(small))
	case upper && w.parts > 1:
		add(large, min(nats(capitals), nats(small)+2*caseCost)) // A compound is what its last part is.
	case upper:
		add(large, min(nats(capitals), nats(small)+caseCost))
	default:
		add(text, nats(small))
		if w.mark && !unicode.IsLetter(o[0]) {
			add(large, nats(capitals)+caseCost/2)
		}
	}
	return out
}

// unknown is what a word costs that is in no list.
func (g *guesser) unknown(o []rune) float64 {
	cost := float64(unknownSmall)
	if unicode.IsUpper(o[0]) {
		cost = unknownLarge
	}
	for i, r := range o {
		if i > 0 && unicode.IsUpper(r) && !unicode.IsUpper(o[i-1]) {
			cost += innerCost
		}
	}
	return cost + shapeShare*g.shape.cost(string(o))
}

// capital is a word with its first letter large.
func capital(word string) string {
	for i, r := range word {
		return string(unicode.ToUpper(r)) + word[i+len(string(r)):]
	}
	return word
}
