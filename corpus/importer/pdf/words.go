package pdf

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// word is letters without white space between them, on one line. At is the place of
// its first letter among the page's characters, order its place among the words of the
// file: words that stand side by side but do not follow each other there were written
// as parts of different things.
type word struct {
	text  string
	box   page.Box
	size  float64
	at    int
	order int

	spaced bool
}

// span is a word's place in a page's characters, [from, to).
type span struct{ from, to int }

// spans cuts a page's characters at white space, and behind the hyphens that PDFium
// marks at the ends of lines, where it leaves out the line's end.
func spans(letters []rune) []span {
	var found []span
	from := -1
	end := func(at int) {
		if from >= 0 {
			found = append(found, span{from, at})
		}
		from = -1
	}
	for i, r := range letters {
		switch {
		case blank(r):
			end(i)
		case lineHyphen(r):
			if from < 0 {
				from = i
			}
			end(i + 1)
		case from < 0:
			from = i
		}
	}
	end(len(letters))
	return found
}

// blank reports whether nothing is printed for r: white space and control characters
// other than PDFium's hyphen.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == 0 || r == '\u200b' || r == '\ufeff' || unicode.IsControl(r) && !lineHyphen(r)
}

// lineHyphen reports whether r is what PDFium puts for a hyphen at the end of a line.
func lineHyphen(r rune) bool { return r == 0x02 || r == 0xfffe || r == 0xffff }

// spell gives the letters as a reader writes them: ligatures as letters, umlauts in
// one piece, one sort of hyphen. A soft hyphen is printed at the end of a word only.
func spell(letters []rune) string {
	var text strings.Builder
	for i, r := range letters {
		switch {
		case lineHyphen(r), r == '\u2010', r == '\u2011':
			text.WriteByte('-')
		case r == '\u00ad':
			if i == len(letters)-1 {
				text.WriteByte('-')
			}
		case '\ufb00' <= r && r <= '\ufb06':
			text.WriteString(norm.NFKC.String(string(r)))
		default:
			text.WriteRune(r)
		}
	}
	return norm.NFC.String(text.String())
}

// accent gives the combining form of a mark that may stand on a letter, and 0 for
// anything else.
func accent(r rune) rune {
	switch r {
	case '¨':
		return 0x308
	case '´':
		return 0x301
	case '`':
		return 0x300
	case 'ˆ':
		return 0x302
	case '˜':
		return 0x303
	case 'ˇ':
		return 0x30c
	case '˚':
		return 0x30a
	case '¸':
		return 0x327
	}
	if combining(r) {
		return r
	}
	return 0
}

func combining(r rune) bool { return unicode.Is(unicode.Mn, r) }
