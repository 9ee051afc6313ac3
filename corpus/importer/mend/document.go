package mend

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mender mends texts by a lexicon. It is safe for concurrent use.
type Mender struct {
	lexicon *Lexicon
	channel channel
}

// New makes a mender.
func New(l *Lexicon) (*Mender, error) {
	c, err := newChannel(misread)
	if err != nil {
		return nil, fmt.Errorf("read what letters are misread as: %w", err)
	}
	return &Mender{lexicon: l, channel: c}, nil
}

// Document mends the text of one file: what it says often is likelier to be meant
// where it is hard to read. It is not safe for concurrent use.
type Document struct {
	guesser
	damaged  bool
	counts   map[string]float32 // of words that are sure
	families map[string]int     // of the sure words, by how they begin
	raw      map[string]int     // of the words as they stand
	whole    map[string]int     // of what stands between blanks within a line
	total    float32            // of words
	memo     map[memoKey][]guess
}

type memoKey struct {
	word  string
	first bool
}

// The share of German letters that are umlauts or ß, and how much of it a text
// has lost when it counts as damaged.
const (
	usualMarks  = 0.0165
	damagedFrom = 0.35
	fewLetters  = 400 // too few to tell by
)

// Document studies the lines of a file, and texts on the same subject whose words
// are right; there may be none. Trusted says that the file's letters are as they
// were set, so that words are left as they are: only hyphens, ligatures and the
// like are mended.
func (m *Mender) Document(ctx context.Context, lines, right iter.Seq[string], trusted bool) (*Document, error) {
	d := &Document{
		guesser: guesser{Lexicon: m.lexicon, channel: m.channel},
		counts:  map[string]float32{}, whole: map[string]int{}, families: map[string]int{}, memo: map[memoKey][]guess{},
	}
	marks, all := 0, 0
	d.raw = map[string]int{}
	for line := range lines {
		line = tidyLine(line)
		for _, r := range line {
			if unicode.IsLetter(r) {
				all++
				if isUmlaut(r) {
					marks++
				}
			}
		}
		fields := strings.Fields(line)
		for i, f := range fields {
			broken := i == len(fields)-1 && endsInHyphen(f)
			if !broken {
				d.whole[strings.TrimFunc(f, isEdge)]++
			}
			pieces := split(f)
			for k, p := range pieces {
				if p.word && (!broken || k < len(pieces)-2) {
					d.raw[p.text]++
				}
			}
		}
	}
	if right != nil {
		d.learn(right)
	}
	d.damaged = !trusted && lostShare(all, marks) > damagedFrom
	d.harm = -math.Log(lostShare(all, marks))
	if !d.damaged {
		d.harm = math.Inf(1)
	}
	return d, d.study(ctx)
}

// LostMarks reports whether a German text of so many letters has so few umlauts
// and ß that it was read without them.
func LostMarks(letters, marks int) bool {
	return letters > fewLetters && lostShare(letters, marks) > damagedFrom
}

// lostShare is which share of its umlauts a text has lost. A short one that has
// none may have lost them; a program without German reads none by itself.
func lostShare(letters, marks int) float64 {
	if marks == 0 {
		return 1
	}
	return min(1, max(0.02, 1-float64(marks)/float64(letters)/usualMarks))
}

// Damaged reports whether the text has lost so many umlauts that its words are
// mended.
func (d *Document) Damaged() bool { return d.damaged }

func isUmlaut(r rune) bool { return strings.ContainsRune("äöüÄÖÜß", r) }

// learn counts the words of texts that are right.
func (d *Document) learn(texts iter.Seq[string]) {
	for text := range texts {
		for f := range strings.FieldsSeq(text) {
			d.whole[strings.TrimFunc(f, isEdge)]++
			for _, p := range split(f) {
				if p.word {
					d.counts[d.uncapital(p.text)]++
					d.total++
				}
			}
		}
	}
}

// uncapital is a word as it is written within a sentence: what has a capital and is
// only known small has it for a beginning.
func (d *Document) uncapital(word string) string {
	low := strings.ToLower(word)
	if e := d.find(low); e != nil && e.capital <= listed && e.small > e.capital && word == capital(low) {
		return low
	}
	return word
}

// The shares of study.
const (
	sure      = 3   // nats by which a word must be likelier than the next to count
	ownWeight = 0.3 // of how often a document says a word against how often German does
)

// study counts the words that are sure. What it counts takes effect when all is
// counted: no word is judged by those that came before it by chance.
func (d *Document) study(ctx context.Context) error {
	counts, total := map[string]float32{}, float32(0)
	for i, word := range slices.Sorted(maps.Keys(d.raw)) {
		if i%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		n := d.raw[word]
		total += float32(n)
		list := d.look(word, false)
		best := list[0]
		if len(list) > 1 && list[1].cost-best.cost < sure {
			continue
		}
		if best.kept && n < 2 && !d.has(word) {
			continue
		}
		counts[d.uncapital(best.word)] += float32(n)
		if r := []rune(strings.ToLower(best.word)); len(r) > familyLength {
			d.families[string(r[:familyLength])] += n
		}
	}
	for word, n := range counts {
		d.counts[word] += n
	}
	d.total += total
	d.memo = map[memoKey][]guess{}
	return nil
}

// boost is how often the document says a word, in a million of its words, weighed.
func (d *Document) boost(word string) float32 {
	n := d.counts[word]
	if n == 0 {
		return 0
	}
	return ownWeight * n / max(d.total, 2000) * 1e6
}

// look is what a word may have been meant as. Where the document is not damaged
// that is the word itself.
func (d *Document) look(word string, first bool) []guess {
	key := memoKey{word, first}
	if list, ok := d.memo[key]; ok {
		return list
	}
	var list []guess
	if d.damaged {
		list = d.guesses(word, first, d.boost)
		d.steady(word, list)
	} else {
		list = []guess{{word: word, kept: true}}
	}
	d.memo[key] = list
	return list
}

// The most that a spelling which never varies counts, in nats, and the share of
// what would be likely if each place were misread by itself.
const (
	steadyMost  = 3
	steadyShare = 0.5
)

// steady makes guesses dearer for a word that the document always writes in the
// same way: what is misread is misread now so, now otherwise.
func (d *Document) steady(word string, list []guess) {
	n := d.raw[word]
	if n < 2 {
		return
	}
	for i := range list {
		if !list[i].kept {
			list[i].cost += min(steadyMost, steadyShare*float64(n-1)*list[i].read)
		}
	}
	slices.SortStableFunc(list, func(a, b guess) int { return cmp.Compare(a.cost, b.cost) })
}

// piece is a stretch of a token: a word, or what stands between words.
type piece struct {
	text string
	word bool
}

// split parts a token into words and what stands between them. Signs that letters
// were misread as belong to the word where a letter stands beside them.
func split(token string) []piece {
	var out []piece
	runes := []rune(token)
	inWord := func(i int) bool {
		r := runes[i]
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return true
		case strings.ContainsRune("&|!@§$", r):
			return i+1 < len(runes) && unicode.IsLetter(runes[i+1]) || r != '!' && r != '|' && i > 0 && unicode.IsLetter(runes[i-1])
		}
		return false
	}
	for i := 0; i < len(runes); {
		j, w := i, inWord(i)
		for j < len(runes) && inWord(j) == w {
			j++
		}
		text := string(runes[i:j])
		// What ends in a digit is a name, such as IPv6 or i386, but for an 8, which is
		// read for ß; "1st" is none either.
		out = append(out, piece{text, w && strings.ContainsFunc(text, unicode.IsLetter) && (!unicode.IsDigit(runes[j-1]) || endsInEight(text)) && !isOrdinal(text)})
		i = j
	}
	return out
}

// endsInEight reports whether a word has an 8 for its only digit, behind letters.
func endsInEight(s string) bool {
	body, ok := strings.CutSuffix(s, "8")
	return ok && len(body) > 2 && !strings.ContainsAny(body, "0123456789") && !strings.ContainsFunc(body[1:], unicode.IsUpper)
}

// isOrdinal reports whether a word is an English ordinal in digits.
func isOrdinal(s string) bool {
	digits := strings.TrimRight(s, "stndrh")
	return digits != "" && strings.Trim(digits, "0123456789") == "" && len(s)-len(digits) == 2
}

// isEdge reports whether a rune is none of a word when it stands at its edge.
func isEdge(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// endsInHyphen reports whether a token was broken at the line's end.
func endsInHyphen(token string) bool {
	body, ok := strings.CutSuffix(token, "-")
	if !ok {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(body)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == ')' || r == '.' || r == '\'' || r == '°'
}
