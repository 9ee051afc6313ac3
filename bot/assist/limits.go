package assist

import (
	"slices"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/bot"
)

// limit is one end of the values that a question asks for: "über 42,5 Prozent".
type limit struct {
	side     side
	value    float64
	decimals int    // as typed
	key      string // the number as a folded word
}

// side says on which side of a limit the values lie.
type side int

const (
	over    side = iota // more than the limit
	atLeast             // the limit or more
	under               // less than the limit
	atMost              // the limit or less
)

// message is the id of the interface's text for a limit.
func (l limit) message() string {
	return [...]string{over: "ranking_over", atLeast: "ranking_at_least", under: "ranking_under", atMost: "ranking_at_most"}[l.side]
}

// allows reports whether a value lies on the limit's side.
func (l limit) allows(v float64) bool {
	switch l.side {
	case over:
		return v > l.value
	case atLeast:
		return v >= l.value
	case under:
		return v < l.value
	default:
		return v <= l.value
	}
}

// denied is the limit of "nicht über 90".
func (l limit) denied() limit {
	l.side = [...]side{over: atMost, atLeast: under, under: atLeast, atMost: over}[l.side]
	return l
}

// allows reports whether a value lies within every limit of the question.
func (m *meaning) allows(v float64) bool {
	return !slices.ContainsFunc(m.limits, func(l limit) bool { return !l.allows(v) })
}

// below reports whether only values under some limit are asked for.
func (m *meaning) below() bool {
	return slices.ContainsFunc(m.limits, func(l limit) bool { return l.side == under || l.side == atMost })
}

// limitWords are the folded words in front of a number that make it a limit, by
// their side. Of two that end alike the longer one holds.
func limitWords() map[string]side {
	words := map[string]side{}
	for side, list := range map[side][]string{
		over:    {"über", "oberhalb", "oberhalb von", "mehr als", "höher als", "größer als", "above", "over", "more than", "higher than", "greater than"},
		atLeast: {"mindestens", "wenigstens", "ab", "at least"},
		under:   {"unter", "unterhalb", "unterhalb von", "weniger als", "niedriger als", "kleiner als", "below", "under", "less than", "fewer than", "lower than"},
		atMost:  {"höchstens", "maximal", "bis zu", "at most", "up to"},
	} {
		for _, w := range list {
			words[foldAll(w)] = side
		}
	}
	return words
}

// readLimits finds the limits of a question that asks which things lie on a side
// of a share, and marks their words as taken.
func (g *grammar) readLimits(m *meaning, ws []word) {
	if !asksWhich(ws) && !isHeading(ws) || !slices.ContainsFunc(ws, func(w word) bool { return isPercent(w.key) }) {
		return
	}
	for i, w := range ws {
		value, err := strconv.ParseFloat(w.key, 64)
		if err != nil {
			continue
		}
		l := limit{value: value, decimals: decimalsOf(w.key), key: w.key}
		from := i - 1
		switch {
		case i > 0 && (ws[i-1].key == "zwischen" || ws[i-1].key == "between"):
			l.side = atLeast
		case i > 2 && isAnd(ws[i-1].key) && (ws[i-3].key == "zwischen" || ws[i-3].key == "between"):
			l.side = atMost
		default:
			var ok bool
			if l.side, from, ok = g.limitBefore(ws, i); !ok {
				continue
			}
			if from > 0 && denies(ws[from-1].key) {
				from--
				l = l.denied()
			}
		}
		m.limits = append(m.limits, l)
		for j := from; j <= i; j++ {
			m.taken[j] = true
		}
	}
	if len(m.limits) == 0 {
		return
	}
	for i, w := range ws {
		m.taken[i] = m.taken[i] || isPercent(w.key)
	}
	m.lowest = false // "at least", "höchstens" and their like name no end of a ranking.
	delete(m.senses, highest)
	const surely = 5
	m.weights[bot.WishRanking] = max(m.weights[bot.WishRanking], surely)
}

// isHeading reports whether somebody typed no question but what it would be headed
// by: "Hürden unter 80 Prozent". A number is its end, and nothing asks how many.
func isHeading(ws []word) bool {
	const most = 6
	if len(ws) < 3 || len(ws) > most || !isPercent(ws[len(ws)-1].key) {
		return false
	}
	asks := map[string]bool{"wie": true, "wieviel": true, "wieviele": true, "how": true, "was": true, "what": true, "wer": true, "who": true, "warum": true, "why": true}
	return !slices.ContainsFunc(ws, func(w word) bool { return asks[w.key] })
}

// limitBefore reads the words in front of word i; from is the first of them.
func (g *grammar) limitBefore(ws []word, i int) (s side, from int, ok bool) {
	if i > 1 {
		if s, ok = g.limits[ws[i-2].key+" "+ws[i-1].key]; ok {
			return s, i - 2, true
		}
	}
	if i > 0 {
		s, ok = g.limits[ws[i-1].key]
	}
	return s, i - 1, ok
}

func isAnd(key string) bool { return key == "und" || key == "and" }

// isPercent reports whether a folded word is "Prozent" or "percent", with an
// ending or not.
func isPercent(key string) bool {
	return strings.HasPrefix(key, "prozent") || strings.HasPrefix(key, "percent")
}

// decimalsOf counts the digits behind the point of a folded number.
func decimalsOf(key string) int {
	_, behind, _ := strings.Cut(key, ".")
	return len(behind)
}
