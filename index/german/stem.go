package german

import "strings"

// Stem cuts the inflection off a folded word. It is the light stemmer of the
// University of Neuchâtel (Jacques Savoy) behind a rule for feminines; on
// questions about German texts it did better than Snowball's stemmer. The
// copies of it in search libraries work on their own token types, so it is
// written out here.
func Stem(folded string) string {
	word := cutFeminine(folded)
	return respell(cutSuperlative(cutCase(word)))
}

// respell writes the sounds k and f in one way: foreign words come in their own
// and in German spelling (Doctor, Doktor; Photo, Foto), and so do names.
func respell(w string) string {
	if !strings.ContainsAny(w, "cp") {
		return w
	}
	var b strings.Builder
	b.Grow(len(w))
	for i := 0; i < len(w); i++ {
		var next byte
		if i+1 < len(w) {
			next = w[i+1]
		}
		switch {
		case w[i] == 'p' && next == 'h':
			b.WriteByte('f')
			i++
		case w[i] == 'c' && !strings.ContainsRune("ehiykz", rune(next)):
			b.WriteByte('k')
		default:
			b.WriteByte(w[i])
		}
	}
	return b.String()
}

// cutCase drops the endings of case and number.
func cutCase(w string) string {
	n := len(w)
	switch {
	case n > 5 && w[n-3:] == "ern":
		return w[:n-3]
	case n > 4 && w[n-2] == 'e' && (w[n-1] == 'm' || w[n-1] == 'n' || w[n-1] == 'r' || w[n-1] == 's'):
		return w[:n-2]
	case n > 3 && w[n-1] == 'e':
		return w[:n-1]
	case n > 3 && w[n-1] == 's' && beforeEnding(w[n-2]), n > 5 && w[n-2:] == "rs":
		return w[:n-1]
	}
	return w
}

// cutSuperlative drops the endings of comparison and of the verb's persons.
func cutSuperlative(w string) string {
	n := len(w)
	switch {
	case n > 5 && w[n-3:] == "est" && !endsInEst(w):
		return w[:n-3]
	case n > 4 && w[n-2] == 'e' && (w[n-1] == 'r' || w[n-1] == 'n'):
		return w[:n-2]
	case n > 4 && w[n-2:] == "st" && beforeEnding(w[n-3]):
		return w[:n-2]
	}
	return w
}

// endsInEst knows nouns whose end only looks like a superlative's.
func endsInEst(w string) bool {
	for _, noun := range []string{"protest", "manifest", "invest", "arrest", "attest", "podest", "west"} {
		if strings.HasSuffix(w, noun) {
			return true
		}
	}
	return false
}

// beforeEnding knows the letters that an s or st ending follows.
func beforeEnding(c byte) bool {
	switch c {
	case 'b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 't':
		return true
	}
	return false
}
