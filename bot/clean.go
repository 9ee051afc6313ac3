package bot

import (
	"strings"
	"unicode"
)

// Clean makes a text harmless to show: line breaks of every kind become "\n", tabs
// become blanks, and control and format characters (escape sequences, marks that
// turn the direction of writing) are left out. The two joiners stay, because
// some scripts are misspelt without them.
func Clean(s string) string {
	if !strings.ContainsFunc(s, suspicious) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"))
}

// CleanLine is Clean for a text that has to stay on one line.
func CleanLine(s string) string {
	return strings.ReplaceAll(Clean(s), "\n", " ")
}

func suspicious(r rune) bool {
	return r == unicode.ReplacementChar || r == '\u2028' || r == '\u2029' || hidden(r)
}

// hidden reports whether a terminal would obey r, or a screen show nothing for it.
func hidden(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200C', '\u200D'
	if r == zeroWidthNonJoiner || r == zeroWidthJoiner {
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}
