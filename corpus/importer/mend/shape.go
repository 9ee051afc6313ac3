package mend

import "math"

// shape is how German words look: how likely a letter is behind the three before
// it, counted over the lexicon. It tells a word that is merely unknown from what
// can hardly be a word.
type shape struct {
	four  [32 * 32 * 32 * 32]uint32
	three [32 * 32 * 32]uint32 // all that came behind three letters
	two   [32 * 32]uint32      // all that came behind two
	tri   [32 * 32 * 32]uint32 // a letter behind two
}

// edge stands before and behind a word.
const edge = 31

// learn counts a word, in codes.
func (s *shape) learn(word string, weight uint32) {
	a, b, c := uint32(edge), uint32(edge), uint32(edge)
	for i := range len(word) + 1 {
		d := uint32(edge)
		if i < len(word) {
			d = uint32(word[i])
		}
		s.four[((a*32+b)*32+c)*32+d] += weight
		s.three[(a*32+b)*32+c] += weight
		s.tri[(b*32+c)*32+d] += weight
		s.two[b*32+c] += weight
		a, b, c = b, c, d
	}
}

// The weights by which a count behind three letters leans on that behind two, and
// that on none at all (Witten and Bell's smoothing with fixed weights).
const (
	leanThree = 8
	leanTwo   = 16
)

// cost is the negative logarithm of how likely a word's letters are, in nats. A
// rune that is no letter costs as much as the most unlikely one.
func (s *shape) cost(word string) float64 {
	a, b, c := uint32(edge), uint32(edge), uint32(edge)
	total := 0.0
	step := func(d uint32) {
		p := (float64(s.tri[(b*32+c)*32+d]) + leanTwo/32.0) / (float64(s.two[b*32+c]) + leanTwo)
		p = (float64(s.four[((a*32+b)*32+c)*32+d]) + leanThree*p) / (float64(s.three[(a*32+b)*32+c]) + leanThree)
		total -= math.Log(p)
		a, b, c = b, c, d
	}
	for _, r := range word {
		d, ok := code(r)
		if !ok {
			total += oddCost
			a, b, c = edge, edge, edge
			continue
		}
		step(uint32(d))
	}
	step(edge)
	return total
}

// oddCost is what a digit or a sign within a word costs.
const oddCost = 9
