package assist

import (
	"slices"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/bot"
)

// meaning is what was understood of a question.
type meaning struct {
	words    []word
	wish     bot.Wish
	strength float64              // weight of the signs for wish; 0 where there were none
	weights  map[bot.Wish]float64 // of every wish that had a sign

	mentions []mention
	topic    []word // words that are neither grammar nor function words: what is asked about
	taken    []bool // per word: it was a sign of a rule
	aside    []bool // per word: it was a sign that the report, the survey or the bot is meant
	content  []bool // per word: it is no function word

	count     int     // "top 5": how many; 0 where none is said
	lowest    bool    // the ranking's other end
	limits    []limit // the values asked for lie within all of them
	page      int     // a page asked for by number; 0 where none
	speaking  bool    // somebody is said to speak
	speakerAt int     // word behind the sign that somebody speaks; where the speaker may stand
	speech    []int   // the words of that sign
	senses    map[sense]bool
}

func (m *meaning) has(s sense) bool { return m.senses[s] }

// grammar is the compiled rules and small words of both languages.
type grammar struct {
	rules    []rule
	patterns []pattern
	starting map[string][]int // the patterns that begin with a whole word, by it
	anywhere []int            // the others
	words    []string         // every whole word of the rules from five letters on, to mend typos by
	numerals map[string]int
	ordinals map[string]int
	limits   map[string]side
}

func newGrammar() *grammar {
	g := &grammar{rules: rules(), starting: map[string][]int{}, numerals: numerals(), ordinals: ordinals(), limits: limitWords()}
	for i, r := range g.rules {
		p := compile(r.text)
		g.patterns = append(g.patterns, p)
		if starts := p.starts(); starts != nil {
			for _, w := range starts {
				g.starting[w] = append(g.starting[w], i)
			}
		} else {
			g.anywhere = append(g.anywhere, i)
		}
		for _, e := range p.elements {
			for _, x := range e.exact {
				if len(x) >= minSlip {
					g.words = append(g.words, x)
				}
			}
			for _, x := range e.prefix {
				if len(x) < minSlip {
					continue
				}
				for _, ending := range []string{"", "e", "en", "er", "es"} {
					g.words = append(g.words, x+ending)
				}
			}
		}
	}
	slices.Sort(g.words)
	g.words = slices.Compact(g.words)
	return g
}

// numerals are the number words that count a list or a ranking, folded.
func numerals() map[string]int {
	n := map[string]int{}
	for i, ws := range [][]string{
		{"ein", "eins", "one"}, {"zwei", "two", "beiden"}, {"drei", "three"}, {"vier", "four"}, {"fünf", "five"},
		{"sechs", "six"}, {"sieben", "seven"}, {"acht", "eight"}, {"neun", "nine"}, {"zehn", "ten"}, {"elf", "eleven"}, {"zwölf", "twelve"},
	} {
		for _, w := range ws {
			n[fold(w)] = i + 1
		}
	}
	return n
}

// read understands the words: which wish they are a sign of, which names they
// hold, and what is left to be asked about. content and known tell, per word,
// whether it is more than a function word, and whether the index holds it; a
// known word is never taken for a typo of a grammar word or of a name.
func (g *grammar) read(ws []word, lex *lexicon, content, known []bool) *meaning {
	m := &meaning{words: ws, taken: make([]bool, len(ws)), aside: make([]bool, len(ws)), content: content, weights: map[bot.Wish]float64{}, senses: map[sense]bool{}, speakerAt: -1}
	fixed := make([]bool, len(ws))
	for i, w := range ws {
		fixed[i] = !content[i] || known[i] || g.isWord(w.key)
	}
	mended := g.mend(ws, fixed)
	m.count = placeIn(mended)
	m.words = mended
	m.mentions = lex.find(ws, fixed, true)
	someone := slices.ContainsFunc(m.mentions, func(n mention) bool { return n.entities[0].speaks() })
	for _, i := range g.mayMatch(mended) {
		p, r := g.patterns[i], g.rules[i]
		if r.sense == named && !someone {
			continue
		}
		taken, ok := p.match(mended)
		if !ok {
			continue
		}
		if r.sense == onPage {
			if m.page, ok = number(mended, taken[len(taken)-1]+1); !ok {
				continue
			}
		}
		for _, t := range taken {
			if r.wish == bot.WishAbout {
				m.aside[t] = true
			} else {
				m.taken[t] = true
			}
		}
		m.weights[r.wish] = max(m.weights[r.wish], r.weight)
		m.senses[r.sense] = true
		switch r.sense {
		case speech, named:
			if at := taken[len(taken)-1] + 1; at > m.speakerAt {
				m.speakerAt, m.speech = at, taken
			}
			m.speaking = true
		case bottom:
			m.lowest = true
		case place:
			if i := taken[len(taken)-1] + 1; i < len(ws) {
				if n, ok := g.numerals[mended[i].key]; ok {
					m.count = n
				} else if n, ok := number(mended, i); ok && n <= maxCount {
					m.count = n
				}
				if m.count > 0 {
					m.taken[i] = true
				}
			}
		default:
		}
	}
	if n, at := g.ordinal(mended); m.count == 0 && n > 0 && (m.has(highest) || m.lowest) && at+1 < len(ws) && m.taken[at+1] {
		m.count, m.taken[at] = n, true // "the second biggest"
	}
	if m.count == 0 && (m.weights[bot.WishValue] == 0 || m.has(highest) || m.lowest) {
		m.count = g.countIn(mended) // "how many of the 20 providers" counts no entries.
	}
	if m.count > 0 {
		m.weights[bot.WishList] = max(m.weights[bot.WishList], counted)
	}
	g.readLimits(m, mended)
	delete(m.weights, "")
	m.choose()
	if m.weights[bot.WishQuote] == 0 && m.weights[bot.WishPerson] == 0 {
		m.mentions = lex.find(ws, fixed, false)
	}
	for i := range mended {
		if n, ok := g.counts(mended, i); ok && n == m.count {
			m.taken[i] = true
		}
	}
	m.narrow(false)
	return m
}

// placeIn reads compounds such as "zweitgrößte": the superlative stays in the
// question, the place is returned, or 0.
func placeIn(ws []word) int {
	for i := range ws {
		for n, stem := range map[int]string{2: "zweit", 3: "dritt", 4: "viert", 5: "fünft"} {
			rest, ok := strings.CutPrefix(ws[i].key, fold(stem))
			if ok && len(rest) > minSlip && strings.Contains(rest, "st") && !strings.HasPrefix(rest, "e") {
				ws[i].key = rest
				return n
			}
		}
	}
	return 0
}

// asksWhich reports whether the question asks for several things by a property.
func asksWhich(ws []word) bool {
	return slices.ContainsFunc(ws, func(w word) bool {
		switch w.key {
		case "welche", "welches", "welcher", "was", "alle", "which", "what", "all":
			return true
		}
		return false
	})
}

// mayMatch lists the patterns that could match the words, in the grammar's order.
func (g *grammar) mayMatch(ws []word) []int {
	list := slices.Clone(g.anywhere)
	for _, w := range ws {
		list = append(list, g.starting[w.key]...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// choose takes the wish with the strongest sign.
func (m *meaning) choose() {
	m.wish, m.strength = "", 0
	for w, weight := range m.weights {
		if weight > m.strength || weight == m.strength && order(w) < order(m.wish) {
			m.wish, m.strength = w, weight
		}
	}
}

// narrow finds what is asked about: the content words that are no sign of a
// wish. Signs that the report or the bot is meant count too once they turned
// out to be none.
func (m *meaning) narrow(aside bool) {
	m.topic = nil
	for i, w := range m.words {
		if m.content[i] && !m.taken[i] && (aside || !m.aside[i]) {
			m.topic = append(m.topic, w)
		}
	}
}

// dropAbout reads the question anew as one about something in the report.
func (m *meaning) dropAbout() {
	if m.weights[bot.WishAbout] == 0 {
		return
	}
	delete(m.weights, bot.WishAbout)
	m.choose()
	m.narrow(true)
}

// order breaks ties between wishes: the narrower one goes first.
func order(w bot.Wish) int {
	return slices.Index([]bot.Wish{bot.WishComparison, bot.WishValue, bot.WishRanking, bot.WishQuote, bot.WishPerson, bot.WishDefinition, bot.WishAbout, bot.WishList, bot.WishPassage, ""}, w)
}

// counted is how strong a sign of a list a number of entries is.
const counted = 1.8

// countIn is how many entries the question asks for, or 0.
func (g *grammar) countIn(ws []word) int {
	for i := range ws {
		if n, ok := g.counts(ws, i); ok {
			return n
		}
	}
	return 0
}

// numbered are words behind which a number says which one, not how many.
var numbered = []string{"modell", "model", "faktor", "erfolgsfaktor", "factor", "punkt", "point", "schritt", "step", "nummer", "number", "nr", "no", "kapitel", "chapter", "teil", "part", "ansatz", "approach", "empfehlung", "recommendation", "befund", "erkenntnis", "finding", "level", "stufe", "platz", "rang", "rank", "seite", "page", "abbildung", "figure"}

// maxCount is the largest bare number that is taken for a number of entries.
const maxCount = 50

// counts reads how many entries are asked for at word i: a numeral or a small
// number in front of what it counts, or behind "top".
func (g *grammar) counts(ws []word, i int) (int, bool) {
	n, ok := g.numerals[ws[i].key]
	if !ok {
		var err error
		if n, err = strconv.Atoi(ws[i].key); err != nil || n < 1 || n > maxCount {
			return 0, false
		}
	}
	before, behind := "", ""
	if i > 0 {
		before = ws[i-1].key
	}
	if i+1 < len(ws) {
		behind = ws[i+1].key
	}
	switch {
	case before == "top":
		return n, true
	case n == 1, behind == "", slices.Contains(numbered, before), isPercent(behind):
		return 0, false
	}
	return n, true
}

func number(ws []word, i int) (int, bool) {
	if i >= len(ws) {
		return 0, false
	}
	n, err := strconv.Atoi(ws[i].key)
	return n, err == nil && n > 0
}

func (g *grammar) isWord(key string) bool {
	_, found := slices.BinarySearch(g.words, key)
	return found
}

// mend replaces words that nothing knows by the one grammar word that they are
// a slip away from.
func (g *grammar) mend(ws []word, fixed []bool) []word {
	out := slices.Clone(ws)
	for i, w := range ws {
		if len(w.key) < minSlip || fixed[i] {
			continue
		}
		for _, x := range g.words {
			if slip(w.key, x, false) {
				out[i].key = x
				break
			}
		}
	}
	return out
}

// joined is the words of a topic as they were typed, with blanks between them
// and hyphens where they stood.
func joined(ws []word) string {
	var b strings.Builder
	for i, w := range ws {
		switch {
		case i == 0:
		case w.glued && ws[i-1].end == w.start-1:
			b.WriteByte('-')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

// ordinals are the words for the place of an entry, folded, by their number; -1
// is the last one.
func ordinals() map[string]int {
	n := map[string]int{}
	for at, stems := range map[int]string{
		1: "erste first", 2: "zweite second", 3: "dritte third", 4: "vierte fourth", 5: "fünfte fifth", 6: "sechste sixth",
		7: "siebte seventh", 8: "achte eighth", -1: "letzte last",
	} {
		for _, stem := range strings.Fields(stems) {
			for _, ending := range []string{"", "n", "r", "s", "m"} {
				n[fold(stem+ending)] = at
			}
		}
	}
	return n
}

// ordinal is the place of the entry that the question names, or 0.
func (g *grammar) ordinal(ws []word) (int, int) {
	for i, w := range ws {
		if n, ok := g.ordinals[w.key]; ok {
			return n, i
		}
		if i > 0 && slices.Contains(numbered, ws[i-1].key) {
			if n, ok := number(ws, i); ok {
				return n, i
			}
		}
	}
	return 0, -1
}
