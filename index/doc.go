// Package index makes reports findable. It turns every record of a report into
// a document per language, finds the documents that hold a question's words with
// bleve, and ranks the best of them by what bleve does not see: parts of
// compounds, other forms of a verb, words side by side, the best sentence, the
// questions that a record answers, synonyms, mended typos. It returns references,
// never texts: what is shown comes from the corpus.
//
// How much of a question a record covers (Hit.Coverage) and which of its words
// nobody knows (Result.Words) tell the caller whether the report answers it at
// all. Understanding wishes and putting answers together is left to package
// bot/assist; splitting German text into words, to package index/german. bleve's
// types stay in here.
//
// Nothing is stored twice: bleve holds stems, a lexicon per language holds the
// records as rows of word numbers, and both may be kept on disk (Options.Dir).
package index
