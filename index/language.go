package index

// LanguageOf guesses the language of a text from its function words and from
// which of the index's languages know its words. sure is false where another
// language fits as well.
func (ix *Index) LanguageOf(text string) (lang string, sure bool) {
	if len(ix.lexicons) == 0 {
		return "", false
	}
	best, margin := ix.guess(ix.analyze(text))
	return ix.lexicons[best].lang, margin > 0
}
