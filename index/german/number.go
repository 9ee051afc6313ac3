package german

import (
	"strings"
	"unicode/utf8"
)

// number reads what begins with a digit at i and returns where it ends.
//
// "42,5" and "42.5" are one number, and so are "1.000", "1,000", "1 000" (with
// a space that does not break) and "1000": a mark before exactly three digits
// groups them, another one before other digits is the decimal mark. Digits with
// letters right behind them ("2020er", "5G") are one word, and what looks like
// a date or a version is read part by part.
func (s *scanner) number(i int) int {
	end := digits(s.text, i)
	if end < len(s.text) {
		if r, _ := utf8.DecodeRuneInString(s.text[end:]); isLetter(r) {
			end, _ = s.run(i)
			s.add(i, end, strings.ToLower(s.text[i:end]), true)
			return end
		}
	}
	parts := []string{s.text[i:end]}
	var marks []rune
	for end < len(s.text) {
		mark, size := utf8.DecodeRuneInString(s.text[end:])
		if !isNumberMark(mark) {
			break
		}
		next := digits(s.text, end+size)
		if next == end+size || isGroupSpace(mark) && next-end-size != 3 {
			break
		}
		if r, _ := utf8.DecodeRuneInString(s.text[next:]); next < len(s.text) && isLetter(r) {
			break
		}
		parts, marks = append(parts, s.text[end+size:next]), append(marks, mark)
		end = next
	}
	if value, ok := joinNumber(parts, marks); ok {
		s.add(i, end, value, true)
		return end
	}
	for n, part := range parts {
		s.add(i, i+len(part), part, true)
		i += len(part)
		if n < len(marks) {
			i += utf8.RuneLen(marks[n])
		}
	}
	return end
}

func digits(text string, i int) int {
	for i < len(text) && isDigit(rune(text[i])) {
		i++
	}
	return i
}

func isNumberMark(r rune) bool {
	return r == '.' || r == ',' || r == '\'' || r == '’' || isGroupSpace(r)
}

// isGroupSpace knows the no-break, narrow no-break and thin spaces.
func isGroupSpace(r rune) bool { return r == '\u00a0' || r == '\u202f' || r == '\u2009' }

// joinNumber writes the parts between the marks in one way, a point before the
// decimals and nothing between the thousands; ok is false where they are no
// number.
func joinNumber(parts []string, marks []rune) (value string, ok bool) {
	if len(marks) == 0 {
		return parts[0], true
	}
	last := len(marks) - 1
	groups, decimals := parts, ""
	decimalMark := marks[last] == '.' || marks[last] == ','
	switch {
	case decimalMark && (len(parts[last+1]) != 3 || parts[0] == "0" && last == 0):
		groups, decimals = parts[:last+1], parts[last+1]
	case decimalMark && last > 0 && marks[last] != marks[0]:
		groups, decimals = parts[:last+1], parts[last+1]
	}
	if decimals != "" && last > 0 && marks[last] == marks[0] {
		return "", false
	}
	for n, part := range groups {
		if n > 0 && (len(part) != 3 || marks[n-1] != marks[0]) {
			return "", false
		}
	}
	if len(groups) > 1 && (len(groups[0]) > 3 || groups[0][0] == '0') {
		return "", false
	}
	value = strings.Join(groups, "")
	if decimals = strings.TrimRight(decimals, "0"); decimals != "" {
		value += "." + decimals
	}
	return value, true
}
