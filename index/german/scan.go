package german

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Word is a run of letters or digits as Scan found it. Text is composed (NFC)
// and free of what only marks gender or groups digits; it keeps its case.
type Word struct {
	Text     string
	Start    int  // first byte in the scanned text
	End      int  // the byte after the last one
	Number   bool // Text holds a digit
	Sentence bool // the first word of a sentence
}

// Scan finds the words and numbers of a text in any language. Offsets are those
// of text as given, even where it is not normalised.
func Scan(text string) []Word {
	if norm.NFC.IsNormalString(text) {
		return scan(text)
	}
	composed, at := compose(text)
	words := scan(composed)
	for i := range words {
		words[i].Start, words[i].End = at[words[i].Start], at[words[i].End]
	}
	return words
}

// compose returns text in NFC and, for each byte of that and for its end, the
// offset in text that it came from. A byte inside a segment that was changed
// maps to the segment's start.
func compose(text string) (string, []int) {
	var it norm.Iter
	it.InitString(norm.NFC, text)
	var b strings.Builder
	at := make([]int, 0, len(text)+1)
	for !it.Done() {
		from := it.Pos()
		segment := it.Next()
		unchanged := it.Pos()-from == len(segment) && text[from:it.Pos()] == string(segment)
		for i := range segment {
			if unchanged {
				at = append(at, from+i)
			} else {
				at = append(at, from)
			}
		}
		b.Write(segment)
	}
	return b.String(), append(at, len(text))
}

// scanner walks over a composed text.
type scanner struct {
	text  string
	words []Word
}

func scan(text string) []Word {
	s := scanner{text: text, words: make([]Word, 0, len(text)/7+1)}
	sentence := true
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		before := len(s.words)
		next := i + size
		switch {
		case isDigit(r):
			next = s.number(i)
		case isLetter(r):
			next = s.word(i)
		case r == '%', r == '€':
			s.add(i, next, text[i:next], false)
		case r == '\n' && strings.HasPrefix(text[next:], "\n"):
			sentence = true
		case r == '.', r == '!', r == '?', r == '…':
			sentence = sentence || endsSentence(text, i, next)
		}
		if len(s.words) > before {
			s.words[before].Sentence = sentence
			sentence = false
		}
		i = next
	}
	return s.words
}

// endsSentence tells whether the mark at text[at:next] closes a sentence: space
// follows it, and what stands before it is neither an ordinal nor a letter that
// stands alone ("z. B.").
func endsSentence(text string, at, next int) bool {
	if next < len(text) && text[next] != ' ' && text[next] != '\n' && !strings.HasPrefix(text[next:], "“") &&
		!strings.HasPrefix(text[next:], "\"") && !strings.HasPrefix(text[next:], "”") {
		return false
	}
	if text[at] != '.' || at == 0 {
		return true
	}
	if isDigit(rune(text[at-1])) {
		return false
	}
	alone := at == 1 || text[at-2] == ' ' || text[at-2] == '.'
	return !alone || !isLetter(rune(text[at-1]))
}

func (s *scanner) add(start, end int, text string, number bool) {
	s.words = append(s.words, Word{Text: text, Start: start, End: end, Number: number})
}

// word reads what begins with a letter at i and returns where it ends.
func (s *scanner) word(i int) int {
	if end, letters := s.acronym(i); end > 0 {
		s.add(i, end, letters, false)
		return end
	}
	end, digit := s.run(i)
	text := s.text[i:end]
	// "E-Akte" is written "eAkte" as well: a letter that stands alone belongs
	// to the word behind the hyphen.
	if utf8.RuneCountInString(text) == 1 {
		if r, size := utf8.DecodeRuneInString(s.text[end:]); isHyphen(r) {
			if next, _ := utf8.DecodeRuneInString(s.text[end+size:]); isLetter(next) {
				tail, more := s.run(end + size)
				text, digit = text+s.text[end+size:tail], digit || more
				end = tail
			}
		}
	}
	if !digit {
		if n := genderMark(s.text[end:]); n > 0 {
			end += n
		} else {
			text = cutInnerIn(text)
		}
	}
	if digit {
		text = strings.ToLower(text)
	}
	s.add(i, end, text, digit)
	return end
}

// run returns the end of the letters, digits, marks and inner apostrophes that
// begin at i, and whether a digit is among them.
func (s *scanner) run(i int) (end int, digit bool) {
	for end = i; end < len(s.text); {
		r, size := rune(s.text[end]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s.text[end:])
		}
		switch {
		case isLetter(r) || r >= utf8.RuneSelf && unicode.IsMark(r) || r == '\u00ad':
		case isDigit(r):
			digit = true
		case r == '\'' || r == '’':
			if next, _ := utf8.DecodeRuneInString(s.text[end+size:]); !isLetter(next) {
				return end, digit
			}
		default:
			return end, digit
		}
		end += size
	}
	return end, digit
}

// longestAcronym is how many letters with points one word may have.
const longestAcronym = 12

// acronym reads letters with a point behind each ("K.I.", "z.B.") as one word.
func (s *scanner) acronym(i int) (end int, letters string) {
	for n := 0; ; n++ {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		if !isLetter(r) {
			break
		}
		if n > longestAcronym {
			return 0, ""
		}
		after := i + size
		if after < len(s.text) && s.text[after] == '.' {
			letters += string(r)
			i, end = after+1, after+1
			continue
		}
		next, _ := utf8.DecodeRuneInString(s.text[after:])
		if n == 0 || isLetter(next) || isDigit(next) {
			return 0, ""
		}
		letters += string(r)
		end = after
		break
	}
	if utf8.RuneCountInString(letters) < 2 {
		return 0, ""
	}
	return end, letters
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// isDigit knows the ten digits of Latin text only; the digits of other scripts
// are compared like letters.
func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isHyphen(r rune) bool { return r == '-' || r == '‐' || r == '‑' || r == '–' }
