package index

// languageOf is the language that a query is most likely in; sure is false where
// another one fits as well.
func (ix *shard) languageOf(all []typed) (lang string, sure bool) {
	if len(ix.lexicons) == 0 {
		return "", false
	}
	best, margin := ix.guess(all)
	if lang, sure := ix.foreign(all, best); lang != "" {
		return lang, sure
	}
	return ix.lexicons[best].lang, margin > 0
}

// foreign returns the language of a query that is rather in the one that no
// record has than in the best one that records have, or "". It is sure where
// function words say so, not only that no record knows the words.
func (ix *shard) foreign(all []typed, best int) (lang string, sure bool) {
	if len(ix.lexicons) > 1 {
		return "", false
	}
	lex := ix.lexicons[best]
	other := otherLanguage(lex.lang)
	if other == "" {
		return "", false
	}
	here, there, known := 0, 0, 0
	for _, t := range all {
		if t.Number || t.Text == "%" || t.Text == "€" {
			continue
		}
		term, content := termOf(other, t.Word)
		if !content || isFiller(other, term.folded) {
			there++
		}
		if !t.content[best] || isFiller(lex.lang, t.forms[best].folded) {
			here++
		} else if _, ok := lex.findStem(t.forms[best].stem); ok {
			known++
		}
	}
	if there > here || there == here && known == 0 {
		return other, there > here
	}
	return "", false
}
