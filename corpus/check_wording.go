package corpus

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// wordings is what a check knows of whose wording a record is: what the packages of one report say of each other's records.
type wordings struct {
	own    map[string]Kind    // the records of the package that is extended
	quotes map[string]Quote   // of that package, as they are or as an extension puts them
	said   map[string]string  // ids of these quotes by what they say, as compared
	names  map[string]string  // of people
	holder map[string]*pack   // which extension holds the wording of a record
	packs  map[string][]*pack // which extensions have a record of an id
}

// newWordings takes in a package, the first of all, and its extensions.
func newWordings(all []*pack) *wordings {
	w := &wordings{own: map[string]Kind{}, quotes: map[string]Quote{}, said: map[string]string{}, names: map[string]string{}, holder: map[string]*pack{}, packs: map[string][]*pack{}}
	if len(all) == 1 {
		return w // Spares a package without extensions the work.
	}
	for ref := range all[0].report.Refs() {
		w.own[ref.ID] = ref.Kind
	}
	for i, p := range all {
		for _, q := range p.report.Quotes {
			if w.own[q.ID] == KindQuote && q.WordingOf == "" {
				w.quotes[q.ID] = q
			}
		}
		for _, v := range p.report.People {
			w.names[v.ID] = v.Name
		}
		if i > 0 {
			for ref := range p.report.Refs() {
				w.packs[ref.ID] = append(w.packs[ref.ID], p)
			}
		}
	}
	for _, id := range sortedKeys(w.quotes) {
		said := compared(w.quotes[id])
		if _, ok := w.said[said]; !ok {
			w.said[said] = id
		}
	}
	return w
}

// wordingOf says what a record of a kind can be the wording of.
func wordingOf(k Kind) []Kind {
	switch k {
	case KindQuote:
		return []Kind{KindQuote}
	default:
		return []Kind{KindPassage, KindList}
	}
}

// wording checks what a record is said to be the wording of.
func (c *checker) wording(at place, kind Kind, id, of string, also []string) {
	if of == "" {
		if len(also) > 0 {
			at.at("also_of").fault("also_of names further records of a wording: name the first in wording_of")
		}
		return
	}
	w, base := c.wordings, c.base.report
	if !c.extends() {
		if c.scope.knows(reportFile) {
			at.at("wording_of").fault("only a package that extends another holds the wording of its records: leave wording_of out, or say in report.yaml what the package extends")
		}
		return
	}
	if w.own[id] != "" {
		at.at("id").fault("the package %q has a record %q itself: give its wording an id of its own", base.ID, id)
	}
	for _, other := range w.packs[id] {
		if other != c.pack {
			at.at("id").fault("the package %q has a record %q as well: give one of them another id", other.report.ID, id)
			break
		}
	}
	c.worded(at.at("wording_of"), kind, of)
	for i, further := range also {
		key := at.at("also_of", i)
		if further == of || slices.Index(also, further) < i {
			key.fault("%q stands twice", further)
			continue
		}
		c.worded(key, kind, further)
	}
}

// worded checks one record that another one of a kind is said to be the wording of.
func (c *checker) worded(key place, kind Kind, of string) {
	w, base := c.wordings, c.base.report
	switch target := w.own[of]; {
	case target == "":
		if c.scope.knowsAll() {
			key.fault("the package %q has no record %q: correct the id, or leave it out where that has no such record", base.ID, of)
		}
		return
	case !slices.Contains(wordingOf(kind), target):
		key.fault("a %s can't be the wording of %q, which is a %s", kind, of, target)
		return
	}
	if kind == KindQuote {
		return // Two copies of it do no harm: neither is shown.
	}
	if holder := w.holder[of]; holder != nil && holder != c.pack {
		key.fault("the wording of %q stands in the package %q already (%s): take one of the two packages away, or one of the two records", of, holder.report.ID, holder.folder)
		return
	}
	w.holder[of] = c.pack
}

// sameQuote compares a quote of an extension with the one that it is said to be, or
// might be.
func (c *checker) sameQuote(at place, v Quote) {
	w, base := c.wordings, c.base.report.ID
	if !c.extends() || w.own[v.ID] == KindQuote && v.WordingOf == "" {
		return // It is put in the other one's place.
	}
	here, lang := v.Said()
	text := at.at("text", lang)
	if v.WordingOf == "" {
		if id, ok := w.said[compared(v)]; ok {
			text.fault("quote %q says the same words as quote %q of the package %q and would be shown beside it: write wording_of: %s, or take it away", v.ID, id, base, id)
		}
		return
	}
	q, ok := w.quotes[v.WordingOf]
	if !ok {
		return // Named as a fault already.
	}
	there, _ := q.Said()
	switch words, other, same := parting(here, there); {
	case !same:
		text.fault("quote %q differs from quote %q of the package %q %s, there %s: compare both with the report and correct the one that is wrong; if it is another quote, leave wording_of out",
			v.ID, q.ID, base, words, other)
	case c.differ(v.Speaker, q.Speaker):
		at.at("speaker").fault("quote %q is said by %s, but quote %q of the package %q, whose words are the same, by %s: compare both with the report and correct the one that is wrong",
			v.ID, w.names[v.Speaker], q.ID, base, w.names[q.Speaker])
	}
}

// differ tells whether two ids are those of different people. Somebody unknown is
// a fault of another kind.
func (c *checker) differ(a, b string) bool {
	one, other := c.wordings.names[a], c.wordings.names[b]
	return a != b && one != "" && other != "" && nameKey(one) != nameKey(other)
}

// parting compares two texts, white space and the kinds of quotation marks and
// dashes aside. Where they differ, words and other say at which word, with the
// words around in each of them.
func parting(a, b string) (words, other string, same bool) {
	left, right := bare(a), bare(b)
	i := 0
	for i < len(left) && i < len(right) && left[i].r == right[i].r {
		i++
	}
	if i == len(left) && i == len(right) {
		return "", "", true
	}
	number, here := around(a, left, i)
	_, there := around(b, right, i)
	return fmt.Sprintf("at word %d: here %s", number, here), there, false
}

// compared is what a quote says as parting compares it.
func compared(q Quote) string {
	said, _ := q.Said()
	var b strings.Builder
	for _, s := range bare(said) {
		b.WriteRune(s.r)
	}
	return b.String()
}

// sign is one character of a text that counts when texts are compared.
type sign struct {
	r    rune
	word int // the position of its word in the text
}

// bare are the signs of a text. Quotation marks around the whole text are not its
// own.
func bare(text string) []sign {
	var signs []sign
	for i, word := range strings.Fields(text) {
		for _, r := range word {
			switch {
			case r == '\u00ad': // A soft hyphen is no character.
				continue
			case unicode.In(r, unicode.Pd) || r == '−':
				r = '-'
			case unicode.In(r, unicode.Pi, unicode.Pf) || strings.ContainsRune("\"'`´„‚", r):
				r = '"'
			}
			signs = append(signs, sign{r, i})
		}
	}
	if n := len(signs); n > 1 && signs[0].r == '"' && signs[n-1].r == '"' {
		signs = signs[1 : n-1]
	}
	return signs
}

// around is the number of the word that the sign at i stands in, from 1 on, and
// that word in quotation marks with those beside it.
func around(text string, signs []sign, i int) (number int, words string) {
	const beside = 3
	all := strings.Fields(text)
	at := len(all)
	if i < len(signs) {
		at = signs[i].word
	}
	first, last := max(0, at-beside), min(len(all), at+beside+1)
	words = strings.Join(all[first:last], " ")
	if first > 0 {
		words = "… " + words
	}
	if last < len(all) {
		words += " …"
	}
	if at == len(all) {
		words += " (end)"
	}
	return at + 1, "“" + words + "”"
}
