package index

// LanguageOf guesses the language of a text from its function words and from
// which of the index's languages know its words. It may be German or English
// where no record is. sure is false where another language fits as well.
func (ix *Index) LanguageOf(text string) (lang string, sure bool) {
	if len(ix.lexicons) == 0 {
		return "", false
	}
	all := ix.analyze(text)
	best, margin := ix.guess(all)
	if lang := ix.foreign(all, best); lang != "" {
		return lang, true
	}
	return ix.lexicons[best].lang, margin > 0
}

// languageOf is the language that a query is most likely in.
func (ix *Index) languageOf(all []typed) string {
	if len(ix.lexicons) == 0 {
		return ""
	}
	best, _ := ix.guess(all)
	if lang := ix.foreign(all, best); lang != "" {
		return lang
	}
	return ix.lexicons[best].lang
}

// foreign returns the language of a query that is rather in the one that no
// record has than in the best one that records have, or "".
func (ix *Index) foreign(all []typed, best int) string {
	if len(ix.lexicons) > 1 {
		return ""
	}
	lex := ix.lexicons[best]
	other := otherLanguage(lex.lang)
	if other == "" {
		return ""
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
		return other
	}
	return ""
}
