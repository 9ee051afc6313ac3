package importer

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of what a line shows.
const (
	shortText    = 60      // characters up to which a text is shown as it was and as it is
	excerptRunes = 160     // of a text that is new or gone
	beside       = 3       // words around a place that was reworded
	mostPlaces   = 6       // that are shown of a reworded text
	mostCells    = 1 << 20 // words of one text times words of the other that are aligned
)

// plainWords are a text's words, without what does not count when wordings are
// compared: white space, soft hyphens, and the kinds of quotation marks and dashes.
func plainWords(s string) []string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = strings.Map(sign, w)
	}
	return words
}

func sign(r rune) rune {
	switch {
	case r == '\u00ad':
		return -1
	case unicode.Is(unicode.Pd, r) || r == '−':
		return '-'
	case unicode.In(r, unicode.Pi, unicode.Pf) || strings.ContainsRune("'`´„‚", r):
		return '"'
	}
	return r
}

// reworded shows two wordings: whole if they are short, otherwise the words that
// differ with those beside them, as in "was [-not-] {+here+} before".
func reworded(before, after string) string {
	if utf8.RuneCountInString(before) <= shortText && utf8.RuneCountInString(after) <= shortText {
		return orNothing(before) + " → " + orNothing(after)
	}
	a, b := strings.Fields(before), strings.Fields(after)
	var out []string
	shown, places := 0, 0 // shown: of a
	for _, p := range parted(plainWords(before), plainWords(after)) {
		if places == mostPlaces {
			out = append(out, "…", "and more")
			return strings.Join(out, " ")
		}
		if from := max(shown, p.a0-beside); from > shown {
			out = append(out, "…")
			shown = from
		}
		out = append(out, a[shown:p.a0]...)
		if p.a0 < p.a1 {
			out = append(out, "[-"+shortened(a[p.a0:p.a1])+"-]")
		}
		if p.b0 < p.b1 {
			out = append(out, "{+"+shortened(b[p.b0:p.b1])+"+}")
		}
		places++
		shown = p.a1
		at := min(p.a1+beside, len(a))
		if next := p.next; next >= 0 {
			at = min(at, next)
		}
		out = append(out, a[shown:at]...)
		shown = at
	}
	if shown < len(a) {
		out = append(out, "…")
	}
	return strings.Join(out, " ")
}

// difference is where two wordings differ: words a0 to a1 of one stand for words b0 to
// b1 of the other. next is where in the first one the next place is, or -1.
type difference struct{ a0, a1, b0, b1, next int }

// parted aligns two texts by the longest run of words that they have in common,
// in order.
func parted(a, b []string) []difference {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	x, y := a[head:len(a)-tail], b[head:len(b)-tail]
	if len(x)+len(y) == 0 {
		return nil
	}
	if len(x)*len(y) > mostCells {
		return []difference{{head, head + len(x), head, head + len(y), -1}}
	}
	width := len(y) + 1
	longest := make([]int32, (len(x)+1)*width) // from i and j on
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				longest[i*width+j] = longest[(i+1)*width+j+1] + 1
			} else {
				longest[i*width+j] = max(longest[(i+1)*width+j], longest[i*width+j+1])
			}
		}
	}
	var out []difference
	for i, j := 0, 0; i < len(x) || j < len(y); {
		if i < len(x) && j < len(y) && x[i] == y[j] {
			i, j = i+1, j+1
			continue
		}
		p := difference{a0: head + i, b0: head + j, next: -1}
		for (i < len(x) || j < len(y)) && (i == len(x) || j == len(y) || x[i] != y[j]) {
			if j == len(y) || i < len(x) && longest[(i+1)*width+j] >= longest[i*width+j+1] {
				i++
			} else {
				j++
			}
		}
		p.a1, p.b1 = head+i, head+j
		if n := len(out); n > 0 {
			out[n-1].next = p.a0
		}
		out = append(out, p)
	}
	return out
}

// shortened is a run of words, without its middle if there are many.
func shortened(words []string) string {
	const most = 24
	if len(words) <= most {
		return strings.Join(words, " ")
	}
	half := most / 2
	return strings.Join(words[:half], " ") + " … " + strings.Join(words[len(words)-half:], " ")
}

// excerpt is how a text begins, on one line.
func excerpt(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= excerptRunes {
		return s
	}
	s = string([]rune(s)[:excerptRunes])
	if i := strings.LastIndexByte(s, ' '); i > len(s)/2 {
		s = s[:i]
	}
	return s + " …"
}

func quoted(s string) string { return "“" + excerpt(s) + "”" }

// orNothing shows a text that may be missing.
func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return quoted(s)
}

// printable is a line without what a terminal would obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

// articles say nothing about what is measured.
var articles = map[string]bool{
	"der": true, "die": true, "das": true, "den": true, "dem": true, "des": true,
	"ein": true, "eine": true, "einen": true, "einem": true, "einer": true, "eines": true,
	"the": true, "a": true, "an": true,
}

// meant are the words of a label that decide whether another one means the same:
// all but articles, with the signs that make a difference, such as those of "< 5"
// and "> 5".
func meant(s string) []string {
	var words []string
	var word []rune
	end := func() {
		if w := string(word); w != "" && !articles[w] {
			words = append(words, w)
		}
		word = word[:0]
	}
	s = strings.ReplaceAll(strings.ToLower(s), "ß", "ss")
	runes := []rune(s)
	for i, r := range runes {
		r = sign(r)
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			word = append(word, r)
		case r < 0:
		case unicode.IsSymbol(r) || strings.ContainsRune("%#*", r),
			r == '-' && len(word) == 0 && i+1 < len(runes) && unicode.IsDigit(runes[i+1]),
			strings.ContainsRune(".,", r) && len(word) > 0 && unicode.IsDigit(word[len(word)-1]) && i+1 < len(runes) && unicode.IsDigit(runes[i+1]):
			end()
			words = append(words, string(r))
		case r == '&':
			end()
			words = append(words, "und")
		default:
			end()
		}
	}
	end()
	return words
}

// meansSame tells whether two labels have the same words in the same order,
// whatever their endings. Years may differ by as much as the editions do, which is
// 0 where a year is the very thing that a label names.
func meansSame(a, b string, years int) bool {
	x, y := meant(a), meant(b)
	if len(x) == 0 || len(y) == 0 {
		return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
	}
	if slices.Equal(x, y) {
		return true
	}
	if strings.Join(x, "") == strings.Join(y, "") && !strings.ContainsFunc(a+b, unicode.IsDigit) {
		return true // Parted otherwise, such as by a hyphen.
	}
	return slices.EqualFunc(x, y, func(v, w string) bool {
		return v == w || sameStem(v, w) || years != 0 && year(w)-year(v) == years && year(v) > 0 && year(w) > 0
	})
}

// endings are those that a word can take without becoming another one. "-er" is
// none: "weniger" is not "wenige".
var endings = []string{"", "s", "es", "e", "n", "en", "em"}

// sameStem tells whether two words differ in their endings only.
func sameStem(a, b string) bool {
	const shortest = 4 // of what both begin with, in bytes
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	// Where the endings begin alike, as "-en" and "-es" do, they begin before n.
	for k := n; k >= max(shortest, n-1); k-- {
		if slices.Contains(endings, a[k:]) && slices.Contains(endings, b[k:]) {
			return true
		}
	}
	return false
}

// year is a word that is a year, or 0.
func year(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1900 || n > 2100 {
		return 0
	}
	return n
}

// yearsBetween is how many years one edition is behind another, or 0.
func yearsBetween(before, after string) int {
	a, b := year(strings.TrimSpace(before)), year(strings.TrimSpace(after))
	if a == 0 || b == 0 {
		return 0
	}
	return b - a
}
