package index

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/index/german"
)

// question is a query after analysis: its content words, and per language that
// is searched a table of what counts for them.
type question struct {
	words   []Word
	content []typed
	tables  []*table
	lang    string // the language that the words are in
	main    int    // its number, past all lexicons where no record has it

	// own is set where only records without a text in the question's language
	// are read in another one.
	own *lexicon

	// By language of the index: what translates the question to it, where
	// records lack the question's own; nil where nothing does.
	glossaries []*glossary
}

// typed is one scanned word of a query in the form of every language.
type typed struct {
	german.Word
	forms   []term // by language of the index
	content []bool // by language: it is no function word
}

// understand takes a query apart and looks its words up. The tables come from
// the index's pools; release gives them back.
func (ix *shard) understand(q Query) (*question, error) {
	all, qn := ix.begin(q)
	if len(ix.lexicons) == 0 || qn.main == len(ix.lexicons) && otherLanguage(qn.lang) == "" {
		return qn, nil
	}
	asked := q.Language != "" && qn.main < len(ix.lexicons)
	if asked {
		qn.own = ix.lexicons[qn.main]
	}
	qn.glossaries = ix.glossaries(qn)
	content, place := ix.contentWords(all, qn)
	if len(content) > MaxTerms {
		return nil, ErrTooLong
	}
	qn.words = make([]Word, len(content))
	for i, c := range content {
		qn.words[i] = Word{Text: q.Text[c.Start:c.End], Stem: c.forms[qn.main].stem, Number: c.Number, folded: c.forms[qn.main].folded}
	}
	answer, particle := answerOf(all), particleOf(all)
	for l := range ix.lexicons {
		if !asked || l == qn.main || ix.partial[qn.main] {
			t := ix.pools[l].Get().(*table)
			t.n = len(content)
			t.answer = answer
			qn.tables = append(qn.tables, t)
			t.foreign = l != qn.main && (qn.main == len(ix.lexicons) || qn.glossaries[l] != nil)
			t.enterWords(content, qn.words)
		}
	}
	for _, t := range qn.tables {
		if !t.foreign {
			t.enterRoots(content, particle, qn.words)
		}
	}
	ix.enterSynonyms(qn, all, place)
	ix.translate(qn, all, place)
	for _, t := range qn.tables {
		t.mendWords(content, qn.words)
		if !t.foreign {
			t.enterParts(content, qn.words)
		}
	}
	weigh(qn, ix.lexicons[min(qn.main, len(ix.lexicons)-1)])
	qn.content = content
	return qn, nil
}

// reads tells whether a record is read in a table's language: in another one than
// the question's own only where it has no text in that.
func (qn *question) reads(t *table, doc int) bool {
	return qn.own == nil || t.lex == qn.own || !qn.own.has(doc)
}

// enterRuns adds to an understood question what only ranking needs: the letters
// and relatives of its words.
func (qn *question) enterRuns() {
	for _, t := range qn.tables {
		t.enterRuns(qn.content, qn.words)
	}
}

// release gives the tables of a question back to the pool.
func (ix *shard) release(qn *question) {
	for _, t := range qn.tables {
		t.reset()
		ix.pools[t.lang].Put(t)
	}
	qn.tables = nil
}

// analyze scans a query and puts each word through every language's chain.
func (ix *shard) analyze(text string) []typed {
	scanned := german.Scan(text)
	n := len(ix.lexicons)
	all := make([]typed, len(scanned))
	forms, content := make([]term, n*len(scanned)), make([]bool, n*len(scanned))
	for i, w := range scanned {
		t := typed{w, forms[i*n : i*n+n : i*n+n], content[i*n : i*n+n : i*n+n]}
		for l, lex := range ix.lexicons {
			t.forms[l], t.content[l] = termOf(lex.lang, w)
		}
		all[i] = t
	}
	return all
}

// guess returns the language of a query, the one it has the most function words
// of or that knows the most of its words, and by how much it leads.
func (ix *shard) guess(all []typed) (best, margin int) {
	most := -1
	for l, lex := range ix.lexicons {
		points := 0
		for _, t := range all {
			if strings.EqualFold(t.Text, "it") {
				continue // A pronoun in one language, a subject in both.
			}
			if lex.lang == "de" && strings.ContainsAny(t.Text, "äöüßÄÖÜ") && !ix.isName(t, l) {
				points += 3
			}
			if !t.content[l] || isFiller(lex.lang, t.forms[l].folded) {
				points += 3
			} else if _, ok := lex.findStem(t.forms[l].stem); ok && !t.Number {
				points++
			}
		}
		if points > most {
			best, most, margin = l, points, points-max(most, 0)
		} else {
			margin = min(margin, most-points)
		}
	}
	return best, margin
}

// isName tells whether texts in another language than lexicon l's have a word as
// well: its umlaut says nothing of the language then.
func (ix *shard) isName(t typed, l int) bool {
	for k, lex := range ix.lexicons {
		if _, ok := lex.findStem(t.forms[k].stem); ok && k != l && t.content[k] {
			return true
		}
	}
	return false
}

// contentWords leaves out function words, repetitions, and what only dresses a
// question up unless there is nothing else. place tells which content word a
// word of the query became, or -1.
func (ix *shard) contentWords(all []typed, qn *question) (content []typed, place []int) {
	lang, main := qn.lang, qn.main
	place = make([]int, len(all))
	for _, fillers := range []bool{false, true} {
		for i, t := range all {
			place[i] = -1
			if !t.content[main] || !fillers && isFiller(lang, t.forms[main].folded) || ix.isEmpty(t, qn) {
				continue
			}
			stem := t.forms[main].stem
			place[i] = slices.IndexFunc(content, func(c typed) bool { return c.forms[main].stem == stem })
			if place[i] < 0 {
				place[i] = len(content)
				content = append(content, t)
			}
		}
		if len(content) > 0 {
			break
		}
	}
	return content, place
}

// isEmpty tells whether a word is an everyday one that no record has: how people
// happen to put a question, not what they ask about.
func (ix *shard) isEmpty(t typed, qn *question) bool {
	if t.Number || !isLight(qn.lang, t.forms[qn.main].folded) {
		return false
	}
	for _, g := range qn.glossaries {
		if g != nil && g.has(keyOf(0, t.forms[qn.main].stem)) {
			return false
		}
	}
	for l, lex := range ix.lexicons {
		if _, ok := lex.findStem(t.forms[l].stem); ok && t.content[l] {
			return false
		}
	}
	return true
}

// enterWords looks the words up as they are.
func (t *table) enterWords(content []typed, words []Word) {
	for i, c := range content {
		t.exact[i] = dropped
		if !c.content[t.lang] {
			continue
		}
		stem, ok := t.lex.findStem(c.forms[t.lang].stem)
		if !ok {
			continue
		}
		t.exact[i] = t.lex.findWord(stem, c.forms[t.lang])
		t.umlauts[i] = t.lex.umlautsOf(stem, c.forms[t.lang])
		t.relate(stem, i, 1)
		t.want(1, stem)
		words[i].Known = true
		words[i].Hits = max(words[i].Hits, int(t.lex.df[stem]))
	}
}

// enterSynonyms finds terms in the query and enters their other wordings.
func (ix *shard) enterSynonyms(qn *question, all []typed, place []int) {
	for l := range max(len(ix.lexicons), qn.main+1) {
		if len(ix.thesaurus.groups) == 0 {
			return
		}
		lang := qn.lang
		if l < len(ix.lexicons) {
			lang = ix.lexicons[l].lang
		}
		stems := make([]string, len(all))
		for i, t := range all {
			if t.content[l] {
				stems[i] = t.forms[l].stem
			}
		}
		for _, s := range ix.thesaurus.find(lang, stems) {
			var mask uint32
			for _, p := range place[s.from:s.to] {
				if p >= 0 {
					mask |= 1 << p
				}
			}
			if mask == 0 {
				continue
			}
			for _, t := range qn.tables {
				t.enterGroup(ix.thesaurus.groups[s.group], mask, qn.words)
			}
		}
	}
}

// enterGroup makes every wording of a term in the table's language stand for the
// words of the question in the mask.
func (t *table) enterGroup(group []wording, mask uint32, words []Word) {
	for _, several := range []bool{false, true} {
		for _, w := range group {
			if w.lang == t.lex.lang && len(w.stems) > 1 == several {
				t.enterWording(w.stems, mask, words)
			}
		}
	}
}

// enterWording enters one wording of a term. Of several words bleve looks for
// those records that no clause finds yet.
func (t *table) enterWording(stems []string, mask uint32, words []Word) {
	ids := make([]uint32, 0, len(stems))
	held, found := t.lex.docs, false
	for _, stem := range stems {
		id, ok := t.lex.findStem(stem)
		if !ok {
			return
		}
		ids = append(ids, id)
		held = min(held, int(t.lex.df[id]))
		found = found || t.wants(id)
	}
	if len(ids) == 1 || !found {
		t.want(synonymFactor, ids...)
	}
	if len(ids) > 1 {
		t.relatePhrase(ids, mask)
	}
	for rest := mask; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros32(rest)
		if len(ids) == 1 {
			t.relate(ids[0], i, synonymFactor)
		}
		words[i].Known = true
		words[i].Hits = max(words[i].Hits, held)
	}
}

// mendWords looks for what unknown words may have meant.
func (t *table) mendWords(content []typed, words []Word) {
	for i, c := range content {
		if words[i].Known || words[i].split || c.Number || !c.content[t.lang] || t.foreign && !capital(c.Text) {
			continue
		}
		lex := t.lex
		mends := lex.speller.mends(c.forms[t.lang].folded, func(w uint32) int { return int(lex.df[lex.stem[w]]) })
		for n, m := range mends {
			stem := lex.stem[m.word]
			t.relate(stem, i, m.strength)
			t.want(m.strength, stem)
			if n == 0 && words[i].Corrected == "" {
				words[i].Corrected = lex.shown[m.word]
				words[i].Hits = int(lex.df[stem])
			}
		}
	}
}

// weigh gives every word its inverse document frequency: an unknown word the
// largest, one that was mended that of the word it was mended to.
func weigh(qn *question, lex *lexicon) {
	for i := range qn.words {
		w := &qn.words[i]
		df := w.Hits
		if !w.Known && w.Corrected == "" {
			df = 0
		}
		w.rare = lex.weight(uint32(df))
		w.Weight = float64(w.rare)
		if isLight(qn.lang, w.folded) {
			w.Light = true
			w.Weight *= lightWeight
		}
	}
}

// lightWeight is what an everyday word counts beside others, even one that a
// text has: "difficult" says less than what is difficult.
const lightWeight = 0.25

// words takes a question apart as search does, without searching.
func (ix *shard) words(q Query) ([]Word, error) {
	qn, err := ix.understand(q)
	if err != nil {
		return nil, err
	}
	ix.release(qn)
	return qn.words, nil
}
