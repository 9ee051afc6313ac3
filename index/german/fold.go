package german

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a word in the one form that its German spellings share: lower
// case, ß as ss, no umlauts and no other accents, and the digraphs ae, oe and
// ue as the vowel they stand for. A u that follows a vowel or a q opens no
// digraph ("neue", "Quelle"). Elsewhere a digraph that is none ("aktuell") is
// folded as well: text and question lose the same letter.
func Fold(word string) string {
	word = Plain(cutApostrophe(word))
	if !strings.Contains(word, "e") {
		return word
	}
	var b strings.Builder
	b.Grow(len(word))
	var before byte
	for i := 0; i < len(word); i++ {
		c := word[i]
		b.WriteByte(c)
		if i+1 < len(word) && word[i+1] == 'e' && opensDigraph(before, c) {
			i++
			before = 'e'
			continue
		}
		before = c
	}
	return b.String()
}

func opensDigraph(before, c byte) bool {
	switch c {
	case 'a', 'o':
		return before != 'e' && before != 'i'
	case 'u':
		return !strings.ContainsRune("aeoqu", rune(before)) || before == 0
	}
	return false
}

// cutApostrophe drops what a German apostrophe shortens: "geht's" is "geht",
// but "O'Connor" stays one name.
func cutApostrophe(word string) string {
	at := Apostrophe(word)
	if at < 0 {
		return word
	}
	if at <= 2 {
		return strings.NewReplacer("'", "", "’", "").Replace(word)
	}
	return word[:at]
}

// Apostrophe returns where the first apostrophe of a word is, or -1.
func Apostrophe(word string) int {
	if at := strings.IndexByte(word, '\''); at >= 0 {
		return at
	}
	return strings.Index(word, "’")
}

// Plain lowers a word and strips the marks of its letters; ß becomes ss. It
// holds for every language in Latin letters.
func Plain(word string) string {
	ascii, lower := true, true
	for i := 0; i < len(word); i++ {
		c := word[i]
		ascii = ascii && c < utf8.RuneSelf
		lower = lower && (c < 'A' || c > 'Z')
	}
	if ascii {
		if lower {
			return word
		}
		return strings.ToLower(word)
	}
	var b strings.Builder
	b.Grow(len(word))
	for _, r := range word {
		plainRune(&b, unicode.ToLower(r))
	}
	return b.String()
}

func plainRune(b *strings.Builder, r rune) {
	switch {
	case r < utf8.RuneSelf:
		b.WriteByte(byte(r))
	case r == 'ä':
		b.WriteByte('a')
	case r == 'ö', r == 'ø':
		b.WriteByte('o')
	case r == 'ü':
		b.WriteByte('u')
	case r == 'ß':
		b.WriteString("ss")
	case r == 'æ':
		b.WriteByte('a')
	case r == 'œ':
		b.WriteByte('o')
	case r == 'ł':
		b.WriteByte('l')
	case r == '\u00ad': // a soft hyphen is no letter
	case unicode.Is(unicode.Latin, r) || unicode.IsMark(r):
		for _, d := range norm.NFD.String(string(r)) {
			switch d = unicode.ToLower(d); {
			case unicode.IsMark(d):
			case d == r:
				b.WriteRune(d)
			default: // what stands under the mark may be folded itself: ǿ, ǽ
				plainRune(b, d)
			}
		}
	default:
		b.WriteRune(r)
	}
}
