package assist

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/reportbot/reportbot/index/german"
)

// word is one word of a question. Key is its folded form, by which grammar and
// names are compared; start and end are bytes in the question. A glued word is
// tied to the one before it by a hyphen.
type word struct {
	text       string
	key        string
	start, end int
	glued      bool
}

// split parts text into words: runs of letters and digits, a shortened word and a
// number with its point or comma in one piece, and the percent sign as the word it stands for.
func split(text string) []word {
	var out []word
	start := -1
	flush := func(end int) {
		if start >= 0 {
			out = append(out, word{text: text[start:end], key: fold(text[start:end]), start: start, end: end})
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if start < 0 {
				start = i
			}
		case (r == '\'' || r == '’') && start >= 0 && letterAt(text, i+utf8.RuneLen(r)):
		case (r == '.' || r == ',') && start >= 0 && digitBefore(text, i) && digitAt(text, i+1):
		case r == '%':
			flush(i)
			out = append(out, word{text: "%", key: "prozent", start: i, end: i + 1})
		default:
			flush(i)
		}
	}
	flush(len(text))
	for i := 1; i < len(out); i++ {
		out[i].glued = text[out[i-1].end:out[i].start] == "-"
	}
	return out
}

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[min(i, len(s)):])
	return unicode.IsLetter(r)
}

func digitBefore(s string, i int) bool { return i > 0 && digitAt(s, i-1) }

func digitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

// fold brings the spellings of a word together as the index does for German, and
// the two decimal signs. Grammar and names are folded the same way, so it does
// no harm to English words.
func fold(s string) string {
	return strings.ReplaceAll(german.Fold(s), ",", ".")
}

// foldAll folds every word of a phrase and joins them with single blanks.
func foldAll(phrase string) string {
	ws := split(phrase)
	keys := make([]string, len(ws))
	for i, w := range ws {
		keys[i] = w.key
	}
	return strings.Join(keys, " ")
}

func isNumber(key string) bool { return key != "" && key[0] >= '0' && key[0] <= '9' }

// minSlip is the shortest word, in letters, in which a slip is forgiven.
const minSlip = 5

// slip reports whether a and b differ by one typing slip: a letter too many,
// too few, wrong, or two swapped. Words under minSlip letters, unless the caller
// knows better, words with another first letter and words with digits are never
// taken for one another.
func slip(a, b string, short bool) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < minSlip && len(y) <= minSlip && !short || len(y)-len(x) > 1 || len(x) == 0 || x[0] != y[0] {
		return false
	}
	if strings.ContainsFunc(a+b, unicode.IsDigit) {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return string(x[i:]) == string(y[i+1:])
	}
	if i == len(x) {
		return true
	}
	if string(x[i+1:]) == string(y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
}
