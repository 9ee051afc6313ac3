package chart

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const noBreak = '\u00a0'

// clean makes s fit to be drawn: composed characters, since the fonts have no
// loose accents, one space between words, and nothing that can't be seen.
func clean(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\ufffd"))
	s = strings.Map(func(r rune) rune {
		switch {
		case r == noBreak, r == '\u202f', r == '\u2007':
			return noBreak
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, s)
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' })
	var out strings.Builder
	for i, word := range words {
		out.WriteString(word)
		if i == len(words)-1 {
			break
		}
		if bound(word) {
			out.WriteRune(noBreak)
		} else {
			out.WriteByte(' ')
		}
	}
	return out.String()
}

// bound reports a word that must not end a line: "§", "≈", and one letter with a full
// stop, as in "z. B." and "S. 7".
func bound(word string) bool {
	letter := []rune(strings.TrimLeft(word, "(„“"))
	return word == "§" || word == "≈" || len(letter) == 2 && unicode.IsLetter(letter[0]) && letter[1] == '.'
}

// visible is a text that goes right behind another one: a space before it stays,
// and does not break.
func visible(s string) string {
	if rest := strings.TrimLeftFunc(s, unicode.IsSpace); rest != s {
		return string(noBreak) + clean(rest)
	}
	return clean(s)
}

// wrap sets s in lines of at most width pixels. Nothing is cut off: a word that
// is wider than a line is broken. An empty text has no lines.
func (st style) wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, piece := range pieces(clean(s)) {
		if joined := line + piece; st.width(strings.TrimSpace(joined)) <= width {
			line = joined
			continue
		}
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
		broken := st.breakWord(strings.TrimSpace(piece), width)
		last := len(broken) - 1
		lines, line = append(lines, broken[:last]...), broken[last]
	}
	if line = strings.TrimSpace(line); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// balance wraps s in as few lines as wrap does, and makes them alike in length.
func (st style) balance(s string, width int) []string {
	lines := st.wrap(s, width)
	if len(lines) < 2 {
		return lines
	}
	least := 0
	for _, piece := range pieces(clean(s)) {
		least = max(least, st.width(strings.TrimSpace(piece)))
	}
	if least >= width { // a word had to be broken: narrower lines would break it further
		return lines
	}
	narrowest := least + sort.Search(width-least, func(d int) bool { return len(st.wrap(s, least+d)) <= len(lines) })
	return st.wrap(s, narrowest)
}

// pieces are the parts of s between which a line may end, each with the space
// before it: words, and within them what a hyphen or a slash parts.
func pieces(s string) []string {
	const least = 3 // characters beside a hyphen, so that "IT-Dienstleister" stays whole
	var all []string
	start, run := 0, 0
	for i, r := range s {
		switch {
		case r == ' ':
			if i > start {
				all = append(all, s[start:i])
			}
			start, run = i, 0
		case strings.ContainsRune("-/–", r) && run >= least && letters(s[i+len(string(r)):]) >= least:
			end := i + len(string(r))
			all = append(all, s[start:end])
			start, run = end, 0
		default:
			run++
		}
	}
	if start < len(s) {
		all = append(all, s[start:])
	}
	return all
}

// letters counts the letters and digits that s begins with.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		n++
	}
	return n
}

// breakWord sets a single word in lines of at most width pixels: between
// syllables, with a hyphen, or where it has none, anywhere.
func (st style) breakWord(word string, width int) []string {
	var lines []string
	for rest := []rune(word); ; {
		fit := st.reach(rest, width)
		if fit == len(rest) {
			return append(lines, string(rest))
		}
		at, hyphen := st.breakAt(rest, fit, width)
		lines = append(lines, string(rest[:at])+hyphen)
		rest = rest[at:]
	}
}

// breakAt is where to break a word of which fit characters fit on a line, and
// what to end the line with.
func (st style) breakAt(word []rune, fit, width int) (int, string) {
	fits := func(at, least int) bool {
		return at >= least && len(word)-at >= least && syllable(word, at) && st.width(string(word[:at])+"-") <= width
	}
	for at := fit; at > fit/2; at-- { // a longer line is not worth a worse place
		if fits(at, 6) && joint(word[:at]) {
			return at, "-"
		}
	}
	for _, least := range []int{6, 4} { // letters on either side: longer parts read better
		for at := fit; at >= least; at-- {
			if fits(at, least) {
				return at, "-"
			}
		}
	}
	for at := fit; at > 1; at-- { // an accent stays with its letter
		if !unicode.Is(unicode.M, word[at]) {
			return at, ""
		}
	}
	return fit, ""
}

// syllable reports whether a word may be broken before its i-th letter. The rule
// is that of German spelling: the last of several consonants goes to the next
// line, and some pairs count as one. Between the parts of a compound it nearly
// always hits.
func syllable(word []rune, i int) bool {
	if !unicode.IsLetter(word[i]) || !unicode.IsLetter(word[i-1]) || vowel(word[i]) {
		return false
	}
	onset := 1
	for _, group := range []string{"sch", "ch", "ck", "ph", "th", "qu"} {
		for back := 1; back < len(group); back++ {
			if begins(word[i-back:], group) {
				return false
			}
		}
		if begins(word[i:], group) {
			onset = max(onset, len(group))
		}
	}
	return i+onset < len(word) && vowel(word[i+onset]) && slices.ContainsFunc(word[:i], vowel)
}

// joint reports whether a word's beginning looks like a whole part of a compound:
// by the endings that German compounds join their parts with.
func joint(part []rune) bool {
	s := strings.ToLower(string(part))
	for _, ending := range []string{"ungs", "heits", "keits", "schafts", "tions", "täts", "ments", "ings"} {
		if strings.HasSuffix(s, ending) {
			return true
		}
	}
	return false
}

func vowel(r rune) bool { return strings.ContainsRune("aeiouyäöüéèêáàóAEIOUYÄÖÜ", r) }

// begins reports whether the word begins with the lower-case group.
func begins(word []rune, group string) bool {
	return len(word) >= len(group) && strings.EqualFold(string(word[:len(group)]), group)
}
