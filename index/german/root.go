package german

import (
	_ "embed" // for the table of strong verbs
	"strings"
	"sync"
)

// Root takes a stem down to what its word shares with the other forms of its
// verb and with the nouns made from it, and to what the verb is built with:
// abfing, abgefangen, abzufangen and Abfangen are "ab" and "fang", gegründet and
// Gründung are "" and "grund". The root is no word, and it merges more than a
// stem does, so what shares a root only is worth less than the word itself. noun
// tells that the word is written with a capital, which keeps Gericht from being
// the participle of "richten".
func Root(stem string, noun bool) (prefix, root string) {
	if len(stem) < 3 || stem[0] < 'a' {
		return "", stem
	}
	for rest := stem; ; {
		if root, ok := strongVerbs()[rest]; ok && (prefix != "" || !noun || root == rest) {
			return prefix, root
		}
		if !noun {
			if root, ok := infixed(rest, prefix != ""); ok {
				return prefix, root
			}
		}
		p := verbPrefix(rest)
		if p == "" {
			break
		}
		prefix, rest = prefix+p, rest[len(p):]
	}
	prefix, root = "", weakRoot(stem, noun)
	for p := verbPrefix(root); p != ""; p = verbPrefix(root) {
		prefix, root = prefix+p, root[len(p):]
	}
	return prefix, root
}

// infixed takes the root from a participle or, behind a prefix, from an
// infinitive with zu.
func infixed(rest string, behind bool) (string, bool) {
	inner, ok := strings.CutPrefix(rest, "ge")
	if ok = ok && len(inner) > 2; !ok && behind {
		inner, ok = strings.CutPrefix(rest, "zu")
		if ok && len(inner) > 2 {
			if root, strong := strongVerbs()[inner]; strong {
				return root, true
			}
			return weakRoot(inner, false), true
		}
		return "", false
	}
	if !ok {
		return "", false
	}
	if root, strong := strongVerbs()[inner]; strong {
		return root, true
	}
	return weakRoot(inner, false), participle(inner)
}

// participle tells whether what follows ge- may end a weak verb's participle.
func participle(inner string) bool { return strings.HasSuffix(inner, "t") }

// weakRoot cuts the endings of weak verbs, or of nouns made from verbs.
func weakRoot(stem string, noun bool) string {
	root := cutLast(stem, "ung", 4)
	switch {
	case noun || root != stem:
	case strings.HasSuffix(stem, "ln"): // handeln
		root = stem[:len(stem)-1]
	default:
		for _, ending := range []string{"end", "et", "t"} {
			if root = cutLast(stem, ending, 3); root != stem {
				break
			}
		}
	}
	// "erobern" has lost its -ern already.
	if cut := cutLast(root, "er", 3); root != stem && cut != root {
		root = cut
		if strings.HasSuffix(root, "i") { // -ieren
			root = cutLast(root, "i", 4)
		}
		return root
	}
	root = cutLast(root, "i", 5)
	if n := len(root); n > 4 && root[n-2] == 'e' && root[n-1] == 'l' {
		root = root[:n-2] + "l"
	}
	return root
}

// cutLast cuts an ending where at least so many letters are left.
func cutLast(word, ending string, least int) string {
	if base, ok := strings.CutSuffix(word, ending); ok && len(base) >= least {
		return base
	}
	return word
}

// verbPrefix returns what a verb is built with at the beginning of a stem, or "".
func verbPrefix(stem string) string {
	for _, p := range verbPrefixes {
		if len(stem) >= len(p)+3 && strings.HasPrefix(stem, p) {
			return p
		}
	}
	return ""
}

// The longer ones come first: "zuruck" is not "zu".
var verbPrefixes = [...]string{
	"zusammen", "entgegen", "zuruck", "gegenuber", "nieder", "wieder", "weiter", "unter", "uber", "durch", "voraus", "hervor", "heraus", "herein",
	"hinaus", "hinein", "hinzu", "herbei", "herab", "hinter", "statt", "teil", "fest", "fort", "frei", "nach", "miss", "wider",
	"auf", "aus", "bei", "dar", "ein", "ent", "emp", "her", "hin", "los", "mit", "ver", "vor", "weg", "zer",
	"ab", "an", "be", "er", "um", "zu",
}

// Particle tells whether a folded word may be the part of a verb that stands at
// the end of its clause ("fing den Ball ab").
func Particle(folded string) bool { return particles().Has(folded) }

var particles = setOf(`ab an auf aus bei dar durch ein entgegen fest fort her heraus herein hervor hin hinaus hinein
	hinzu mit nach nieder statt teil über um unter vor voraus weg weiter wieder zu zurück zusammen`)

//go:embed verbs.txt
var verbTable string

// strongVerbs gives the root of the stems of strong verbs' forms. A participle is
// entered without its ge- as well, for the verbs that a prefix is tied to.
var strongVerbs = sync.OnceValue(func() map[string]string {
	roots := map[string]string{}
	for line := range strings.Lines(verbTable) {
		root := ""
		for form := range strings.FieldsSeq(line) {
			stem := Stem(Fold(form))
			if root == "" {
				root = stem
			}
			roots[stem] = root
			if inner, ok := strings.CutPrefix(stem, "ge"); ok && len(inner) > 2 && stem != root {
				if _, taken := roots[inner]; !taken {
					roots[inner] = root
				}
			}
		}
	}
	return roots
})
