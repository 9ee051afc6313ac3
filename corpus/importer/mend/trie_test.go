package mend

import (
	"slices"
	"testing"
)

func TestTrie(t *testing.T) {
	t.Parallel()
	words := []string{"a", "ab", "abend", "größe", "groß", "café", "über", "un", "und"}
	var keys []string
	for _, w := range words {
		key, ok := encode(w)
		if !ok || decode(key) != w {
			t.Fatalf("encode(%q) = %q, %v; decoded %q", w, key, ok, decode(key))
		}
		keys = append(keys, key)
	}
	slices.Sort(keys)
	g := guesser{Lexicon: &Lexicon{trie: newTrie(keys)}}
	for i, key := range keys {
		if n := g.follow(0, key); n < 0 || g.trie.nodes[n].word != int32(i) {
			t.Errorf("%q leads to node %d, which is not of it", decode(key), n)
		}
	}
	for _, w := range []string{"abe", "gro"} {
		key, _ := encode(w)
		if n := g.follow(0, key); n < 0 || g.trie.nodes[n].word >= 0 {
			t.Errorf("%q is a word, or begins none", w)
		}
	}
	for _, w := range []string{"b", "abends", "untat"} {
		if key, _ := encode(w); g.follow(0, key) >= 0 {
			t.Errorf("%q is in the trie", w)
		}
	}
	if len(newTrie(nil).nodes) != 1 {
		t.Error("an empty trie has more than its root")
	}
	for _, w := range []string{"a-b", "naïve", "x1", "ñ"} {
		if key, ok := encode(w); ok {
			t.Errorf("encode(%q) = %q, want none", w, key)
		}
	}
}
