package german

import (
	"strings"
	"unicode/utf8"
)

// genderMark returns the length of a gender ending that a mark ties to the word
// before it, as in Bürger*innen, Bürger:in, Bürger/-innen and Bürger(innen).
func genderMark(rest string) int {
	if rest == "" {
		return 0
	}
	mark, n := utf8.DecodeRuneInString(rest)
	switch mark {
	case '*', ':', '_', '·', '•', '(':
	case '/':
		if strings.HasPrefix(rest[n:], "-") {
			n++
		}
	default:
		return 0
	}
	for _, ending := range []string{"innen", "in", "nen"} {
		if !strings.HasPrefix(rest[n:], ending) {
			continue
		}
		end := n + len(ending)
		next, _ := utf8.DecodeRuneInString(rest[end:])
		switch {
		case mark == '(' && next == ')':
			return end + 1
		case mark == '(', ending == "nen", end < len(rest) && (isLetter(next) || isDigit(next)):
			return 0
		}
		return end
	}
	return 0
}

// cutInnerIn cuts the ending of BürgerInnen and LehrerIn.
func cutInnerIn(word string) string {
	if base, ok := strings.CutSuffix(word, "Innen"); ok && endsLower(base) {
		return base
	}
	base, ok := strings.CutSuffix(word, "In")
	if ok && len(base) >= 4 && strings.ContainsAny(base[len(base)-1:], "rtgn") {
		return base
	}
	return word
}

func endsLower(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r != utf8.RuneError && isLetter(r) && strings.ToLower(string(r)) == string(r)
}

// cutFeminine turns a folded feminine into the word without gender: both
// Expertinnen and Experten lose their endings down to "expert".
func cutFeminine(folded string) string {
	if base, ok := strings.CutSuffix(folded, "innen"); ok && len(base) >= 4 {
		for _, verb := range []string{"gewinnen", "beginnen", "spinnen", "entrinnen", "besinnen", "zerrinnen", "verrinnen"} {
			if strings.HasSuffix(folded, verb) {
				return folded
			}
		}
		return base
	}
	if base, ok := strings.CutSuffix(folded, "in"); ok && len(base) >= 6 && strings.HasSuffix(base, "er") {
		return base
	}
	return folded
}
