package mend

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The nats by which what stands around a word speaks for one reading of it: a
// strong sign is rarely wrong.
const (
	strong = 3.5
	mild   = 2.0
)

// weigh puts the guesses in order by what stands around the word. Most readings
// that differ in an umlaut alone differ in grammar: number, mood, degree.
func (d *Document) weigh(list []guess, c around) []guess {
	if len(list) < 2 {
		return list
	}
	out := slices.Clone(list)
	for i := range out {
		out[i].cost -= d.family(out[i].word)
		for k := range list {
			if k != i && twins(list[i].word, list[k].word) {
				out[i].cost += d.against(list[i].word, list[k].word, c)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b guess) int { return cmp.Compare(a.cost, b.cost) })
	return out
}

// twins reports whether two words differ in umlauts alone, and so in what a
// program without German drops.
func twins(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a != b && plain(a) == plain(b)
}

func plain(s string) string { return plainer.Replace(strings.ToLower(s)) }

var plainer = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u")

// familyLength is how many letters words of one family share.
const familyLength = 6

// family is what the document's other words say for a word: if it speaks of
// Förderung and förderlich, fördern is likelier than fordern.
func (d *Document) family(word string) float64 {
	r := []rune(strings.ToLower(word))
	if len(r) < familyLength {
		return 0
	}
	return 0.4 * math.Log(1+float64(d.families[string(r[:familyLength])]))
}

// against is what speaks against a word where the other is meant as likely, in
// nats.
func (d *Document) against(word, other string, c around) float64 {
	marked := strings.ContainsAny(strings.ToLower(word), "äöü")
	lower, otherLower := strings.ToLower(word), strings.ToLower(other)
	before := strings.ToLower(strings.Trim(c.last(1), `„“"'(«»,.`))
	next := c.next()
	nextCapital := startsCapital(next)
	clauseEnds := next == "" || c.stops || isConjunction(next)
	upper := startsCapital(word)
	e, o := d.find(lower), d.find(otherLower)
	switch {
	// "Wählen Sie": a verb.
	case c.first && next == "Sie" && e != nil && o != nil:
		if e.small == 0 && o.small > 0 {
			return strong
		}
	case isMood(lower) && isMood(otherLower):
		return mood(marked, before, c)
	// "stärker" against "starker Druck": a comparative where no noun follows.
	case strings.HasSuffix(lower, "er") && !upper && e != nil && e.capital == 0 || strings.HasSuffix(lower, "er") && !upper && o != nil && o.small > 0 && e != nil && e.small > e.capital:
		degree := isDegree(before) || next == "als"
		switch {
		case isInflecting(before): // "der", "einer": an adjective there ends in -en.
			if !marked {
				return strong
			}
		case marked && nextCapital && !degree && !c.stops:
			return mild
		case !marked && (!nextCapital || degree || c.stops) && !isAttributive(before):
			return strong
		}
	// "klären" against "klaren Worten": a verb where a clause ends.
	case strings.HasSuffix(lower, "en") && !upper && d.isAdjectiveForm(plain(lower)):
		adjective := nextCapital && !c.stops
		switch {
		case marked && adjective && before != "zu":
			return mild
		case !marked && (!adjective && clauseEnds || before == "zu"):
			return strong
		}
	// "Das ist schön." against "Das ist schon lange so."
	case lower == "schon" && c.stops && slices.Contains([]string{"ist", "war", "wäre", "sehr", "so", "besonders", "wirklich", "zu"}, before):
		return strong
	case (lower == "zahlen" || lower == "zahlt") && slices.Contains([]string{"hierzu", "dazu", "darunter", "hierunter"}, before):
		return strong
	case (lower == "zahlen" || lower == "zahlt") && !upper && (strings.HasPrefix(next, "zu") || next == "hierzu" || next == "dazu"):
		return strong
	case upper && e != nil && o != nil && e.capital > 0 && o.capital > 0:
		return number(lower, marked, before, c, e.small > 0 && strings.HasSuffix(lower, "en"))
	}
	return 0
}

// number weighs a noun in the plural with an umlaut against the singular: "die
// Kästen", "im Kasten", "im Zuge". A verb used as a noun has no number.
func number(lower string, marked bool, before string, c around, verb bool) float64 {
	if verb {
		return 0
	}
	switch before {
	case "der":
		// At a sentence's beginning that is the one, not of the many.
		if marked && c.begins(1) && !isDaughter(lower) {
			return mild
		}
	case "im", "am", "zum", "vom", "beim", "dem", "einem", "keinem", "diesem", "jedem", "ein", "einen", "kein", "keinen", "jeden", "jeder", "das", "des", "eines", "zur", "einer", "ihrem", "seinem", "unserem", "welchem":
		if marked {
			return strong
		}
	case "alle", "allen", "aller", "viele", "vielen", "vieler", "einige", "einigen", "einiger", "mehrere", "mehreren", "mehrerer", "beide", "beiden", "manchen",
		"zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "zahlreiche", "zahlreichen", "verschiedene", "verschiedenen", "unterschiedliche", "unterschiedlichen":
		if !marked {
			return strong
		}
	case "die", "diese", "keine", "manche", "welche", "ihre", "unsere", "seine":
		if !marked && !isDaughter(lower) {
			return mild
		}
	}
	return 0
}

// isDaughter reports whether a noun is of the two that "die" stands before in the
// singular and of which an umlaut alone makes the plural.
func isDaughter(lower string) bool {
	return strings.HasSuffix(plain(lower), "mutter") || strings.HasSuffix(plain(lower), "tochter")
}

// isMood reports whether a word is a form that an umlaut makes a conjunctive of.
func isMood(w string) bool {
	for _, stem := range []string{"wurde", "würde", "hatte", "hätte", "konnte", "könnte", "musste", "müsste", "durfte", "dürfte", "mochte", "möchte", "ware", "wäre", "waren"} {
		if w == stem || w == stem+"n" || w == stem+"t" || w == stem+"st" {
			return true
		}
	}
	return false
}

// mood weighs "würde" against "wurde": a participle at the clause's end makes a
// passive, an infinitive a conjunctive; "wenn" and "können" speak for the latter.
func mood(marked bool, before string, c around) float64 {
	last := before
	if !c.stops && len(c.after) > 0 {
		last = c.clauseEnd()
	}
	hypothetical := slices.ContainsFunc(c.clause(), func(w string) bool {
		switch strings.ToLower(w) {
		case "wenn", "falls", "ob", "sofern", "gern", "gerne", "lieber", "vielleicht", "eventuell", "womöglich", "beispielsweise":
			return true
		}
		return false
	})
	participle, infinitive := isParticiple(last), isInfinitive(last)
	switch {
	case marked && participle && !hypothetical:
		return mild
	case !marked && (infinitive || hypothetical && !participle):
		return mild
	}
	return 0
}

func isParticiple(w string) bool {
	w = plain(w)
	if utf8.RuneCountInString(w) < 5 {
		return false
	}
	at := strings.Index(w, "ge")
	switch {
	case strings.HasSuffix(w, "iert"), strings.HasSuffix(w, "t") && (at >= 0 || hasPrefix(w, "be", "ver", "er", "ent", "zer", "miss")):
		return true
	case at < 0 || !strings.HasSuffix(w, "en") || hasPrefix(w[at:], "gehen", "geben", "gelten", "gehoren", "gelangen", "geschehen", "gewinnen", "gewahrleisten", "genugen"):
		return false
	case at == 0:
		return true
	}
	// "angenommen", and neither "anlegen" nor "vorschlagen".
	return len(w)-at > len("gehen") && hasPrefix(w, "ab", "an", "auf", "aus", "bei", "dar", "durch", "ein", "fest", "her", "hin", "los", "mit", "nach", "uber", "um", "unter", "vor", "weg", "zu")
}

func isInfinitive(w string) bool {
	w = plain(strings.ToLower(w))
	return utf8.RuneCountInString(w) > 3 && (strings.HasSuffix(w, "en") || strings.HasSuffix(w, "ern") || strings.HasSuffix(w, "eln")) && !isParticiple(w)
}

func hasPrefix(s string, all ...string) bool {
	return slices.ContainsFunc(all, func(p string) bool { return strings.HasPrefix(s, p) })
}

// isDegree reports whether a word stands before a comparative.
func isDegree(w string) bool {
	switch w {
	case "noch", "immer", "deutlich", "viel", "wesentlich", "weit", "etwas", "umso", "desto", "je", "erheblich", "zunehmend", "spürbar", "weitaus", "bedeutend", "uns", "sich", "eher":
		return true
	}
	return false
}

// isAttributive reports whether a word stands before an adjective that has a noun.
func isAttributive(w string) bool {
	switch w {
	case "ein", "kein", "von", "mit", "in", "zu", "bei", "aus", "nach", "auf", "unter":
		return true
	}
	return false
}

// isInflecting reports whether an adjective behind a word can't end in -er.
func isInflecting(w string) bool {
	switch w {
	case "der", "die", "das", "den", "dem", "des", "einer", "eines", "einem", "einen", "dieser", "jeder", "keiner":
		return true
	}
	return false
}

// isAdjectiveForm reports whether a form in -en, without umlauts, is an
// adjective's: its other forms are words too.
func (d *Document) isAdjectiveForm(w string) bool {
	stem, ok := strings.CutSuffix(w, "en")
	if !ok || utf8.RuneCountInString(stem) < 3 {
		return false
	}
	small := func(s string) bool {
		e := d.find(s)
		return e != nil && e.small > 0
	}
	return small(stem) && small(stem+"em") && small(stem+"es")
}

func isConjunction(w string) bool {
	switch w {
	case "und", "oder", "sowie", "sondern", "aber", "statt", "anstatt", "als", "um", "wie":
		return true
	}
	return false
}

func startsCapital(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, `„“"'(«»,~`))
	return unicode.IsUpper(r)
}

// around is what stands beside a word.
type around struct {
	first bool     // whether it begins a sentence
	words []string // the mended words of the text before it
	after []string // the tokens behind it as they stand
	stops bool     // whether a mark follows the word at once
}

// last is the n-th word before.
func (c around) last(n int) string {
	if n > len(c.words) {
		return ""
	}
	return c.words[len(c.words)-n]
}

// begins reports whether the n-th word before begins a sentence.
func (c around) begins(n int) bool {
	before := c.last(n + 1)
	return n <= len(c.words) && (before == "" || endsSentence(before))
}

// next is the word behind, without marks.
func (c around) next() string {
	if c.stops || len(c.after) == 0 {
		return ""
	}
	return strings.Trim(c.after[0], `„“"'()«»,.;:`)
}

// clauseReach is how many words a clause is looked through.
const clauseReach = 14

// clauseEnd is the last word of the clause that goes on behind the word.
func (c around) clauseEnd() string {
	for i, w := range c.after[:min(len(c.after), clauseReach)] {
		if strings.ContainsAny(w[len(w)-1:], ",.;:!?") {
			return strings.TrimRight(w, `,.;:!?"”“`)
		}
		if i > 0 && isConjunction(w) {
			return c.after[i-1]
		}
	}
	if len(c.after) > clauseReach {
		return ""
	}
	return c.after[len(c.after)-1]
}

// clause is the words of the sentence before the word, and those behind it.
func (c around) clause() []string {
	from := len(c.words)
	for from > 0 && len(c.words)-from < clauseReach && !endsSentence(c.words[from-1]) {
		from--
	}
	return slices.Concat(c.words[from:], c.after[:min(len(c.after), clauseReach/2)])
}
