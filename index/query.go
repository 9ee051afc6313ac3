package index

import (
	"errors"
	"unicode/utf8"

	"github.com/reportbot/reportbot/corpus"
)

// Bounds on what people type. Past them a search does no work.
const (
	MaxRunes = 512
	MaxTerms = 32
)

// ErrTooLong says that a query is past MaxRunes or MaxTerms. The caller turns it
// into a friendly line.
var ErrTooLong = errors.New("query too long")

// Query is what is searched for, and where.
type Query struct {
	Text     string        // in people's own words
	Language string        // "de", "en"; empty searches every language
	Report   string        // a report's id; empty searches all
	Kinds    []corpus.Kind // empty searches all
	Speaker  string        // name, place or organisation of who said it
	Limit    int           // at most this many hits; 0 is DefaultLimit

	// Phrase puts the records that hold a text of a few words word for word, or
	// stand below a heading that does, before all others: whoever remembers a
	// wording looks for that. A question, or function words only, is none.
	Phrase bool
}

// DefaultLimit is how many hits a Query without a limit gets, MaxLimit how many
// one can get.
const (
	DefaultLimit = 10
	MaxLimit     = 100
)

func (q Query) validate() error {
	if utf8.RuneCountInString(q.Text) > MaxRunes || utf8.RuneCountInString(q.Speaker) > MaxRunes {
		return ErrTooLong
	}
	return nil
}

// Result is what a search found: records in order, best first, and what the
// index made of the query's words.
type Result struct {
	Hits  []Hit
	Words []Word
}

// Hit is one record that was found.
type Hit struct {
	Ref   corpus.Ref
	Page  int
	Score float64

	// Coverage is the share of the query's content words that the record holds,
	// each weighed by how rare it is: 1 where it holds all of them.
	Coverage float64

	// Phrase says that the record, or the heading above it, holds the query word
	// for word. Only Query.Phrase finds out.
	Phrase bool
}

// Word is one content word of a query. Function words, question words and what
// only dresses a question up are no content; negation is.
type Word struct {
	Text      string  // as typed
	Stem      string  // what is compared
	Known     bool    // the index holds it, a synonym or its stem
	Corrected string  // the index's word where a typo was mended
	Weight    float64 // its inverse document frequency; the largest for an unknown word
	Number    bool    // holds a digit
	Light     bool    // an everyday word that names no subject of its own
	Hits      int     // records that hold it

	folded string
	split  bool    // it is made of two words that the index has
	rare   float32 // the inverse document frequency, everyday word or not
}
