package index

import "slices"

// begin scans a query and settles its language.
func (ix *Index) begin(q Query) ([]typed, *question) {
	all := ix.analyze(q.Text)
	qn := &question{lang: q.Language}
	if q.Language == "" {
		qn.lang, _ = ix.languageOf(all)
	}
	qn.main = slices.IndexFunc(ix.lexicons, func(lex *lexicon) bool { return lex.lang == qn.lang })
	if qn.main < 0 {
		qn.main = len(ix.lexicons)
		for i := range all {
			t, ok := termOf(qn.lang, all[i].Word)
			all[i].forms, all[i].content = append(all[i].forms, t), append(all[i].content, ok)
		}
	}
	return all, qn
}

// prepare reads the dictionary where a query is the first to need it, so that
// no turn and no timeout is spent on it.
func (ix *Index) prepare(q Query) {
	if ix.dictionary == nil || ix.knows(q.Language) {
		return
	}
	_, qn := ix.begin(q)
	ix.glossaries(q, qn)
}

// knows tells whether every record has a text in a language.
func (ix *Index) knows(lang string) bool {
	l := slices.IndexFunc(ix.lexicons, func(lex *lexicon) bool { return lex.lang == lang })
	return l >= 0 && !ix.partial[l]
}

// glossaries returns, by language of the index, what translates a question to it.
func (ix *Index) glossaries(q Query, qn *question) []*glossary {
	out := make([]*glossary, len(ix.lexicons))
	if ix.dictionary == nil || !ix.lacks(q, qn) {
		return out
	}
	for l, lex := range ix.lexicons {
		if l != qn.main {
			out[l] = ix.dictionary.glossary(qn.lang, l, lex.lang)
		}
	}
	return out
}

// lacks tells whether a report that is searched has records without a text in
// the question's language.
func (ix *Index) lacks(q Query, qn *question) bool {
	if qn.main == len(ix.lexicons) {
		return true
	}
	lacking := ix.lacking[qn.main]
	if q.Report == "" {
		return len(lacking) > 0
	}
	_, ok := lacking[q.Report]
	return ok
}

// translate enters translations into the tables that stand in for the question's
// language. Records that have a text in that one are read in no other then.
func (ix *Index) translate(qn *question, all []typed, place []int) {
	for _, t := range qn.tables {
		if !t.foreign {
			continue
		}
		if qn.main < len(ix.lexicons) {
			qn.own = ix.lexicons[qn.main]
		}
		if g := qn.glossaries[slices.Index(ix.lexicons, t.lex)]; g != nil {
			t.enterTranslations(g, all, place, ix.thesaurus, qn.words)
		}
	}
}
