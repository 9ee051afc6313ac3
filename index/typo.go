package index

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// Typos are mended in words of minTypo letters or more; from longTypo on two
// slips are. Shorter words meet half the dictionary.
const (
	minTypo  = 5
	longTypo = 8
	maxMends = 3

	shortFactor = .5 // a letter too many in a short word that no finger explains
)

// speller finds the words of a list that a mistyped one may have meant.
type speller struct {
	words []string
	marks func() []uint32
}

func newSpeller(words []string) speller {
	return speller{words: words, marks: sync.OnceValue(func() []uint32 {
		marks := make([]uint32, len(words))
		for i, w := range words {
			marks[i] = letters(w)
		}
		return marks
	})}
}

// letters is the set of a word's letters as bits. A slip changes two at most.
func letters(w string) uint32 {
	var set uint32
	for i := range len(w) {
		set |= 1 << (w[i] & 31)
	}
	return set
}

// mend is a word that a mistyped one may have meant.
type mend struct {
	word     uint32 // its place in the list
	slips    int
	strength float32
}

// mends lists the nearest words, the likeliest first. Words of fewer than
// minTypo letters and words with digits have none. weight tells likely words
// from unlikely ones.
func (s speller) mends(typed string, weight func(word uint32) int) []mend {
	if len(typed) < minTypo || hasDigit(typed) {
		return nil
	}
	most := 1
	if len(typed) >= longTypo {
		most = 2
	}
	set := letters(typed)
	var found []mend
	for i, mark := range s.marks() {
		w := s.words[i]
		if bits.OnesCount32(mark^set) > 2*most || max(len(w), len(typed))-min(len(w), len(typed)) > most {
			continue
		}
		slips := distance(typed, w, most)
		if slips > most || hasDigit(w) {
			continue
		}
		strength := likeliness(typed, w, slips)
		if strength == 0 {
			continue
		}
		if slips < most {
			most, found = slips, found[:0]
		}
		found = append(found, mend{uint32(i), slips, strength})
	}
	slices.SortFunc(found, func(a, b mend) int {
		return cmp.Or(cmp.Compare(b.strength, a.strength), cmp.Compare(weight(b.word), weight(a.word)), cmp.Compare(a.word, b.word))
	})
	return found[:min(len(found), maxMends)]
}

// likeliness guesses how surely the word was meant: fingers swap, double and
// miss letters and meet the next key more often than they take quite another
// one, and rarely at the beginning. In a short word such a letter makes another
// word as a rule ("Wetter", "weiter"), so that there it is 0.
func likeliness(typed, word string, slips int) float32 {
	strength := float32(mendedFactor)
	if slips > 1 {
		strength -= .1
	}
	if len(typed) >= longTypo {
		if typed[0] != word[0] {
			strength -= .15
		}
		return strength
	}
	switch at := firstDifference(typed, word); {
	case len(typed) == len(word):
		if replaced(typed, word) >= 0 && (at == 0 || !confusable(typed[at], word[at])) {
			return 0
		}
	case at == 0:
		return 0
	case len(typed) > len(word):
		if typed[at] != typed[at-1] && !confusable(typed[at], typed[at-1]) && (at+1 == len(typed) || !confusable(typed[at], typed[at+1])) {
			return shortFactor
		}
	}
	return strength
}

// firstDifference returns how many letters two words begin alike with.
func firstDifference(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// replaced returns where a single letter of a word stands for another, or -1.
func replaced(typed, word string) int {
	if len(typed) != len(word) {
		return -1
	}
	at := -1
	for i := range len(typed) {
		if typed[i] != word[i] {
			if at >= 0 {
				return -1
			}
			at = i
		}
	}
	return at
}

// confusable tells whether two letters are neighbours on a German or English
// keyboard or sound alike.
func confusable(a, b byte) bool {
	const rows = "qwertzuiop asdfghjkl yxcvbnm qwertyuiop zxcvbn qa ws ed rf tg zh yh uj ik ol as sy sz dx fc gv hb jn km "
	const sounds = "dt bp gk fv vw sz cz ck kq ae iy ei ao ou mn"
	return strings.Contains(rows+sounds, string([]byte{a, b})) || strings.Contains(rows+sounds, string([]byte{b, a}))
}

// distance counts the slips between two words: letters missing, added, replaced
// or swapped with the next. Past most it returns most+1.
func distance(a, b string, most int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 0 || len(b) == 0 {
		return min(len(a)+len(b), most+1)
	}
	if most == 0 || max(len(a), len(b))-min(len(a), len(b)) > most {
		return most + 1
	}
	// Every way to begin costs one slip; the rest is the same question again,
	// at most two deep.
	best := 1 + distance(a[1:], b[1:], most-1)
	best = min(best, 1+distance(a[1:], b, most-1), 1+distance(a, b[1:], most-1))
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		best = min(best, 1+distance(a[2:], b[2:], most-1))
	}
	return best
}
