package index

import "slices"

// begin scans a query and settles its language.
func (ix *shard) begin(q Query) ([]typed, *question) {
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
func (ix *shard) prepare(q Query) {
	if ix.dictionary == nil || ix.knows(q.Language) {
		return
	}
	_, qn := ix.begin(q)
	ix.glossaries(qn)
}

// knows tells whether every record has a text in a language.
func (ix *shard) knows(lang string) bool {
	l := slices.IndexFunc(ix.lexicons, func(lex *lexicon) bool { return lex.lang == lang })
	return l >= 0 && !ix.partial[l]
}

// glossaries returns, by language of the index, what translates a question to it.
func (ix *shard) glossaries(qn *question) []*glossary {
	out := make([]*glossary, len(ix.lexicons))
	if ix.dictionary == nil || !ix.lacks(qn) {
		return out
	}
	for l, lex := range ix.lexicons {
		if l != qn.main {
			out[l] = ix.dictionary.glossary(qn.lang, lex)
		}
	}
	return out
}

// lacks tells whether the report has records without a text in the question's
// language.
func (ix *shard) lacks(qn *question) bool {
	return qn.main == len(ix.lexicons) || ix.partial[qn.main]
}

// translate enters translations into the tables that stand in for the question's
// language. Records that have a text in that one are read in no other then.
func (ix *shard) translate(qn *question, all []typed, place []int) {
	for _, t := range qn.tables {
		if !t.foreign {
			continue
		}
		if qn.main < len(ix.lexicons) {
			qn.own = ix.lexicons[qn.main]
		}
		if g := qn.glossaries[t.lang]; g != nil {
			t.enterTranslations(g, all, place, ix.thesaurus, qn.words)
		}
	}
}
