package german

import (
	"strings"
	"unicode"
)

// Marked is Fold but for umlauts, which it keeps, and writes where a digraph
// stands for one. It tells träge from trage, which Fold does not, so that a
// lost umlaut finds both.
func Marked(word string) string {
	word = cutApostrophe(word)
	var plain, marked strings.Builder
	plain.Grow(len(word))
	var umlaut uint64 // bit i: the letter at i of plain has an umlaut
	for _, r := range word {
		r = unicode.ToLower(r)
		if at := plain.Len(); at < 64 && (r == 'ä' || r == 'ö' || r == 'ü') {
			umlaut |= 1 << at
		}
		plainRune(&plain, r)
	}
	letters := plain.String()
	marked.Grow(len(word))
	var before byte
	for i := 0; i < len(letters); i++ {
		c := letters[i]
		digraph := i+1 < len(letters) && letters[i+1] == 'e' && opensDigraph(before, c)
		if digraph || i < 64 && umlaut>>i&1 != 0 {
			marked.WriteRune(umlautOf(c))
		} else {
			marked.WriteByte(c)
		}
		if before = c; digraph {
			i++
			before = 'e'
		}
	}
	return marked.String()
}

func umlautOf(c byte) rune {
	switch c {
	case 'a':
		return 'ä'
	case 'o':
		return 'ö'
	}
	return 'ü'
}
