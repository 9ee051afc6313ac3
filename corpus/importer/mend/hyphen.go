package mend

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Append adds a line to a text on one line, and joins the word that a hyphen
// broke between them.
func (d *Document) Append(text, line string) string {
	line = strings.TrimSpace(tidyLine(line))
	switch {
	case text == "":
		return line
	case line == "":
		return text
	}
	at := strings.LastIndexByte(text, ' ') + 1
	left := text[at:]
	if strings.HasSuffix(left, "/") && len(left) > 1 {
		return text + line // "IT-/" and "Digitalisierungsstellen"
	}
	if !endsInHyphen(left) {
		return text + " " + line
	}
	right, rest, more := strings.Cut(line, " ")
	joined := d.Join(left, right)
	if more {
		joined += " " + rest
	}
	return text[:at] + joined
}

// Join puts together what stands before and behind a line's end, the hyphen being
// the last of left: one word, two with a hyphen ("IT-Dienstleister"), or a
// suspended hyphen and the next word ("Hard- und").
func (d *Document) Join(left, right string) string {
	stem := strings.TrimSuffix(left, "-")
	if suspends(right) && !d.joins(stem, right) {
		return left + " " + right
	}
	if d.keepsHyphen(stem, right) {
		return left + right
	}
	return stem + right
}

// suspends reports whether a word can follow a suspended hyphen.
func suspends(right string) bool {
	switch strings.TrimRight(right, ".,") {
	case "und", "oder", "bzw", "beziehungsweise", "sowie", "als", "bis", "noch", "wie", "und/oder", "u", "aber", "statt", "sondern", "&", "/":
		return true
	}
	return false
}

// joins reports whether the word is one only when joined.
func (d *Document) joins(stem, right string) bool {
	left, word := lastPiece(stem), lastPiece(stem)+firstPiece(right)
	return d.Known(word) && !d.Known(left) && d.find(left) == nil
}

// keepsHyphen reports whether the hyphen is the word's own.
func (d *Document) keepsHyphen(stem, right string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(right, "("))
	left, next := lastPiece(stem), firstPiece(right)
	switch {
	case d.seen(stem+right) > 0:
		return false
	case d.seen(stem+"-"+right) > 0:
		return true
	case unicode.IsUpper(first) && !d.Known(left) && !d.Known(strings.ToLower(left)) && !isCapitals(left) && d.Known(left+next):
		return false // A misread ß or umlaut: "schlie-Ben".
	case unicode.IsUpper(first) && !unicode.IsUpper([]rune(left + "x")[0]) && strings.ContainsRune("AOUBGR", first) && d.Known(left+next):
		return false // "gegen-Uberstehen": within a small word no capital begins.
	case unicode.IsUpper(first):
		// A word all in capitals may be broken too, where neither half is one.
		return !isCapitals(left) || !isCapitals(next) || utf8.RuneCountInString(next) >= 3
	case unicode.IsDigit(first) && strings.ContainsFunc(right, unicode.IsLetter) && utf8.RuneCountInString(next) > 2:
		return !d.Known(left + next)
	case !unicode.IsLetter(first) && !strings.ContainsRune("&|@§", first):
		return true
	}
	if isCapitals(left) {
		return !d.Known(left + next)
	}
	if r, _ := utf8.DecodeLastRuneInString(stem); !unicode.IsLetter(r) {
		return !d.Known(left + next) // "360°-" is none, "f6-deralen" is.
	}
	if isAdjective(left) && d.Known(left) && d.Known(next) && !d.has(left+next) && isInflected(next) {
		return true // "fachlich-organisatorische": two adjectives side by side.
	}
	return false
}

// seen is how often a token stands within a line.
func (d *Document) seen(token string) int { return d.whole[strings.TrimFunc(token, isEdge)] }

// Joined reports whether two halves that a hyphen parts at a line's end make a
// word, with a hyphen of its own or without.
func (d *Document) Joined(left, right string) bool {
	stem := strings.TrimSuffix(left, "-")
	if suspends(right) {
		return strings.ContainsFunc(right, unicode.IsLetter) // "&" begins a line of a box as well.
	}
	word := lastPiece(stem) + firstPiece(right)
	if first, _ := utf8.DecodeRuneInString(right); unicode.IsUpper(first) {
		return d.seen(stem+"-"+right) > 0 || d.seen(stem+right) > 0 || isCapitals(lastPiece(stem))
	}
	return d.Known(word)
}

// Known reports whether a word is one, or can be read as one.
func (d *Document) Known(word string) bool {
	if word == "" {
		return false
	}
	if d.has(word) || d.counts[word] > 0 {
		return true
	}
	best := d.guesses(word, true, d.boost)[0]
	return !best.kept || best.cost < d.unknown([]rune(word))
}

func isCapitals(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsUpper(r) })
}

func lastPiece(s string) string {
	p := split(s)
	if len(p) == 0 {
		return ""
	}
	return p[len(p)-1].text
}

func firstPiece(s string) string {
	for _, p := range split(s) {
		if p.word {
			return p.text
		}
	}
	return ""
}

// isAdjective reports whether a word looks like an adjective without an ending.
func isAdjective(s string) bool {
	for _, end := range []string{"lich", "isch", "iv", "ell", "ig"} {
		if strings.HasSuffix(s, end) && utf8.RuneCountInString(s) > len(end)+2 {
			return true
		}
	}
	return false
}

// isInflected reports whether a word looks like an adjective with an ending.
func isInflected(s string) bool {
	for _, end := range []string{"en", "er", "es", "em", "e"} {
		body, ok := strings.CutSuffix(s, end)
		if ok && (isAdjective(body) || strings.HasSuffix(body, "end") || strings.HasSuffix(body, "al")) {
			return true
		}
	}
	return false
}
