package mend

import (
	"strings"
	"unicode"
)

// code is the number of a letter, capital or small, and false for a rune that is
// no letter of the trie: that holds a to z, the umlauts, ß, and é for the loan words.
func code(r rune) (byte, bool) {
	r = unicode.ToLower(r)
	switch {
	case r >= 'a' && r <= 'z':
		return byte(r - 'a'), true
	case r == 'ä':
		return 26, true
	case r == 'ö':
		return 27, true
	case r == 'ü':
		return 28, true
	case r == 'ß':
		return 29, true
	case r == 'é':
		return 30, true
	}
	return 0, false
}

// small are the letters by their codes.
const small = "abcdefghijklmnopqrstuvwxyzäöüßé"

// trie holds words so that all that begin alike are walked together. Its nodes
// lie level by level in one slice: the children of one stand beside each other.
type trie struct {
	nodes []node
}

type node struct {
	first  int32 // of the children
	word   int32 // in the lexicon's entries, or -1
	count  uint8 // of the children
	letter byte
}

// newTrie makes the trie of keys, which are sorted by their codes and each there
// once. The word of a key is its place among them.
func newTrie(keys []string) *trie {
	// A lexicon's words have about four nodes each.
	t := &trie{nodes: make([]node, 1, 4*len(keys)+1)}
	t.nodes[0].word = -1
	// A span of keys that share what leads to a node.
	type span struct{ node, from, to int32 }
	now, below := []span{{0, 0, int32(len(keys))}}, []span{}
	for depth := 0; len(now) > 0; depth++ {
		below = below[:0]
		for _, s := range now {
			from := s.from
			if from < s.to && len(keys[from]) == depth {
				t.nodes[s.node].word = from
				from++
			}
			t.nodes[s.node].first = int32(len(t.nodes))
			for from < s.to {
				c := keys[from][depth]
				to := from + 1
				for to < s.to && keys[to][depth] == c {
					to++
				}
				below = append(below, span{int32(len(t.nodes)), from, to})
				t.nodes = append(t.nodes, node{word: -1, letter: c})
				t.nodes[s.node].count++
				from = to
			}
		}
		now, below = below, now
	}
	return t
}

// child is the node that a letter leads to, or -1.
func (t *trie) child(n int32, letter byte) int32 {
	at := &t.nodes[n]
	for c := at.first; c < at.first+int32(at.count); c++ {
		if t.nodes[c].letter == letter {
			return c
		}
	}
	return -1
}

// encode writes a word in codes, and says whether all its letters have one.
func encode(word string) (string, bool) {
	var b strings.Builder
	for _, r := range word {
		c, ok := code(r)
		if !ok {
			return "", false
		}
		b.WriteByte(c)
	}
	return b.String(), true
}

// decode is the word that encode wrote, in small letters.
func decode(key string) string {
	runes := []rune(small)
	var b strings.Builder
	for i := range len(key) {
		b.WriteRune(runes[key[i]])
	}
	return b.String()
}
