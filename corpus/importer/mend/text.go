package mend

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Doubt is a word of which it is not sure how it reads.
type Doubt struct {
	Was    string   // in the file
	Now    string   // in the mended text
	Others []string // what else may have been meant, the likeliest first; none for what is no word
	Gain   float64  // in nats, how much likelier Now is than the first of Others; the less the more doubtful; below 0 where a likelier one puts in no umlaut
}

// Mend mends the words and signs of a text that is on one line.
func (d *Document) Mend(text string) (string, []Doubt) {
	tokens := d.closed(strings.Fields(tidy(text)))
	var doubts []Doubt
	first := true
	words := make([]string, 0, len(tokens))
	for i, t := range tokens {
		c := around{first: first, words: words, after: tokens[i+1:]}
		mended, more := d.token(t, c)
		words = append(words, mended)
		doubts = append(doubts, more...)
		first = endsSentence(mended) || !strings.ContainsFunc(mended, unicode.IsLetter) && first
	}
	return quote(strings.Join(words, " ")), doubts
}

// closed takes a blank out behind a hyphen where the document has the word without.
func (d *Document) closed(tokens []string) []string {
	var out []string
	for _, t := range tokens {
		if n := len(out); n > 0 && endsInHyphen(out[n-1]) && startsCapital(t) && d.seen(out[n-1]+t) > 0 {
			out[n-1] += t
			continue
		}
		out = append(out, t)
	}
	return out
}

// token mends what stands between two blanks.
func (d *Document) token(t string, c around) (string, []Doubt) {
	if !d.damaged || !strings.ContainsFunc(t, unicode.IsLetter) {
		return t, nil
	}
	var b strings.Builder
	var doubts []Doubt
	pieces := split(t)
	for i, p := range pieces {
		if !p.word {
			b.WriteString(p.text)
			continue
		}
		here := c
		here.stops = i+1 < len(pieces)
		if i > 0 && b.Len() > 0 {
			last, _ := utf8.DecodeLastRuneInString(b.String())
			here.first = c.first && strings.ContainsRune(`„“"»«(,~'`, last) && i == 1
		}
		now, doubt := d.word(p.text, here)
		if now == p.text && i == 1 && pieces[0].text == "-" && !startsCapital(now) {
			// The end of a compound: "-qualität".
			now, doubt = d.word(capital(p.text), here)
			first, size := utf8.DecodeRuneInString(now)
			now = string(unicode.ToLower(first)) + now[size:]
		}
		if now == p.text && d.find(now) == nil && here.stops && strings.HasSuffix(now, "s") && pieces[i+1].text[0] == '-' && len(now) > shortWord {
			// What is left of a compound: "Unterstützungs-".
			now, doubt = d.word(strings.TrimSuffix(p.text, "s"), here)
			now += "s"
		}
		b.WriteString(now)
		if doubt != nil {
			doubts = append(doubts, *doubt)
		}
	}
	return b.String(), doubts
}

// The gains, in nats, from which a word is changed, and up to which it is named
// as doubtful.
const (
	gainKnown   = 0.5
	gainUnknown = 0.3
	gainPlain   = 4.0 // where no umlaut is put in
	doubtful    = 2.0
)

// word mends one word.
func (d *Document) word(w string, c around) (string, *Doubt) {
	if a := d.acronym(w); a != w {
		return a, nil
	}
	list := d.weigh(d.look(w, c.first), c)
	if d.surname(w, c) {
		list = slices.DeleteFunc(slices.Clone(list), func(g guess) bool { return !g.kept && !d.names[g.word] && !firstDiffers(g.word, w) })
	}
	best, keep := list[0], list[0]
	for _, g := range list {
		if g.kept {
			keep = g
		}
	}
	need := gainUnknown
	if d.has(w) {
		need = gainKnown
	}
	if !best.kept && !best.mark {
		need = gainPlain
		if strings.EqualFold(best.word, w) {
			best = keep
		}
	}
	if !best.kept && keep.cost-best.cost < need {
		best = keep
	}
	var others []string
	gain := 0.0
	for _, g := range list {
		if g.word != best.word && g.cost-best.cost < doubtful && (g.kept || g.parts > 1 || d.has(g.word)) {
			if len(others) == 0 {
				gain = g.cost - best.cost
			}
			others = append(others, g.word)
		}
	}
	if len(others) == 0 {
		if best.kept && best.parts == 0 && d.suspect(w) {
			now := plainly(w)
			return now, &Doubt{Was: w, Now: now}
		}
		return best.word, nil
	}
	return best.word, &Doubt{Was: w, Now: best.word, Others: others, Gain: gain}
}

// plainly reads in an unknown word, such as a name, what can be nothing else: a B
// between small letters is ß, a 6 is ö.
func plainly(w string) string {
	r := []rune(w)
	for i := 1; i+1 < len(r); i++ {
		switch {
		case r[i] == 'B' && unicode.IsLower(r[i-1]) && unicode.IsLower(r[i+1]):
			r[i] = 'ß'
		case r[i] == '6' && unicode.IsLetter(r[i-1]) && unicode.IsLower(r[i+1]):
			r[i] = 'ö'
		}
	}
	return string(r)
}

// suspect reports whether a word that is in no list looks misread: German has few
// unknown words that are written small, and no é, sign or digit within one.
func (d *Document) suspect(w string) bool {
	if utf8.RuneCountInString(w) < 3 || d.counts[w] > 2 || d.has(w) || d.has(strings.ToLower(w)) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsLower(r) || plainly(w) != w || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) || r > 127 && !isUmlaut(r) })
}

// surname reports whether a word stands behind a first name and may so be any
// name: it is read as a known name or not at all, unless its letters are none.
func (d *Document) surname(w string, c around) bool {
	first := strings.Trim(c.last(1), `„“"'(`)
	return d.names[first] && startsCapital(w) && !d.has(w) && !strings.ContainsFunc(w, func(r rune) bool { return r > 127 && !isUmlaut(r) || !unicode.IsLetter(r) })
}

// firstDiffers reports whether two words differ in their first letter: "Uberlegt".
func firstDiffers(a, b string) bool {
	x, _ := utf8.DecodeRuneInString(strings.ToLower(a))
	y, _ := utf8.DecodeRuneInString(strings.ToLower(b))
	return x != y
}

// acronym reads l, 1 and | as I and 0 as O in what else is capitals, where that
// is known: "Kl" is "KI". It is w where nothing is to be read so.
func (d *Document) acronym(w string) string {
	if e := d.find(strings.ToLower(w)); utf8.RuneCountInString(w) > 6 || d.has(w) || e != nil && e.small > 0 {
		return w
	}
	capitals := 0
	var b strings.Builder
	for _, r := range w {
		switch {
		case unicode.IsUpper(r):
			capitals++
		case strings.ContainsRune("l1|!", r):
			r = 'I'
		case r == '0':
			r = 'O'
		default:
			return w
		}
		b.WriteRune(r)
	}
	for _, a := range []string{b.String(), strings.ReplaceAll(b.String(), "II", "I")} {
		if capitals*2 >= utf8.RuneCountInString(a) && a != w && (d.odd[a] || d.whole[a] > 1) {
			return a
		}
	}
	return w
}

// endsSentence reports whether a new sentence begins after a token.
func endsSentence(t string) bool {
	t = strings.TrimRight(t, `”“"'«»)’`)
	r, size := utf8.DecodeLastRuneInString(t)
	switch r {
	case '!', '?', ':', '…':
		return true
	case '.':
		body := t[:len(t)-size]
		return utf8.RuneCountInString(body) > 3 || !strings.ContainsFunc(body, unicode.IsLower) && !strings.ContainsFunc(body, unicode.IsUpper)
	}
	return false
}

// tidy undoes what typesetting does to letters: ligatures, soft hyphens, odd
// blanks, decomposed umlauts.
func tidy(s string) string {
	return norm.NFC.String(tidier.Replace(s))
}

// tidyLine tidies a line, at whose end a soft hyphen is one.
func tidyLine(s string) string {
	if body, ok := strings.CutSuffix(strings.TrimRightFunc(s, unicode.IsSpace), "\u00ad"); ok {
		return tidy(body) + "-"
	}
	return tidy(s)
}

var tidier = strings.NewReplacer(
	"\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "", "\u2060", "",
	"\u00a0", " ", "\u202f", " ", "\u2007", " ", "\u2009", " ", "\u2002", " ", "\u2003", " ",
	"ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st",
	"\u2010", "-", "\u2011", "-", "\u00ac", "-",
)

// quote gives a German text German quotation marks. What opens stands before a
// word and behind a blank or bracket, where programs read it as commas, a tilde
// or straight marks; what closes stands behind one.
func quote(s string) string {
	runes := []rune(s)
	var b strings.Builder
	open := false
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		before, after := ' ', ' '
		if i > 0 {
			before = runes[i-1]
		}
		if i+1 < len(runes) {
			after = runes[i+1]
		}
		starts := before == ' ' || before == '(' || before == '['
		switch {
		case i > 0 && before == ' ' && after == ' ' && (r == '—' || r == '-'):
			b.WriteRune('–')
		case starts && r == ',' && (after == ',' || after == '\'') && i+2 < len(runes) && isWordRune(runes[i+2]):
			b.WriteRune('„')
			open = true
			i++
		case starts && r == '_' && after == ',' && i+2 < len(runes) && isWordRune(runes[i+2]):
			b.WriteRune('„')
			open = true
			i++
		case starts && r == ',' && after == ' ' && i+2 < len(runes) && isWordRune(runes[i+2]) && closes(runes[i+1:]):
			b.WriteRune('„')
			open = true
			i++
		case starts && (r == ',' || r == '~' || r == '„' || r == '"' || r == '“' || r == '”') && (isWordRune(after) || r == ',' && after == '.'):
			if r == ',' && !closes(runes[i+1:]) {
				b.WriteRune(r)
				continue
			}
			b.WriteRune('„')
			open = true
		case r == '"' || r == '“' || r == '”':
			if after == '"' || after == '“' || after == '”' {
				i++
			}
			if starts && !open {
				b.WriteRune('„')
				open = true
				continue
			}
			b.WriteRune('“')
			open = false
		case open && r == '’' && !isWordRune(after):
			b.WriteRune('“')
			open = false
		case open && r == '\'' && after == '\'':
			b.WriteRune('“')
			open = false
			i++
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// quoteReach is within how many runes a quotation closes that began with a comma.
const quoteReach = 300

// closes reports whether a closing mark comes before the next opening one.
func closes(rest []rune) bool {
	for i, r := range rest[:min(len(rest), quoteReach)] {
		switch {
		case r == '"' || r == '“' || r == '”' || r == '\'' && i > 0:
			return true
		case r == '„':
			return false
		}
	}
	return false
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
