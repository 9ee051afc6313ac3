package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"time"

	"github.com/reportbot/reportbot/corpus"
)

// Options say where an index is kept.
type Options struct {
	Dir string       // the folder for the built index; "" keeps it in memory only
	Log *slog.Logger // nil logs nothing

	// Dictionary is a file of translations between German and English, for
	// questions in a language that records don't have; "" is none.
	Dictionary string
}

// Index searches several reports, each by statistics of its own: how rare a
// word is, and so what a record scores, does not depend on which other reports
// are loaded. It is safe for concurrent use and never changes: for other
// reports, open another one and close this one after.
type Index struct {
	shards     []*shard
	dictionary *dictionary   // nil where there is none
	turns      chan struct{} // bounds the searches at a time
}

// timeout bounds the work of one search, not the wait for its turn: in a burst of
// questions each one waits for others, and must be answered all the same. It is
// thousands of times what a search takes, which the bounds on a query's length
// and clauses see to: it is for a query that they let pass by mistake, and a
// machine so busy that a search stands still for a second is no reason to fail.
const timeout = 10 * time.Second

// Open opens the kept index of each report, or builds it and keeps it. What is
// kept is a cache: what can't be read is built anew, and where the folder can't
// be written the index is in memory. The reports are linked, as those that were
// loaded are. The caller closes the index.
func Open(ctx context.Context, reports []*corpus.Report, o Options) (*Index, error) {
	limitBleve()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ix := &Index{turns: make(chan struct{}, runtime.GOMAXPROCS(0))}
	if o.Dictionary != "" {
		var err error
		if ix.dictionary, err = newDictionary(o.Dictionary, o.Log); err != nil {
			return nil, err
		}
	}
	kept, err := newKept(o.Dir, o.Log)
	if err != nil {
		return nil, err
	}
	for _, r := range reports {
		s, err := openShard(ctx, r, kept)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open the index of report %s: %w", r.ID, err), ix.Close())
		}
		s.dictionary = ix.dictionary
		ix.shards = append(ix.shards, s)
	}
	if ix.dictionary != nil {
		ix.dictionary.serve(ix.shards)
	}
	kept.clean()
	return ix, nil
}

// Close releases the index; closing it again does nothing. No search may run any
// more.
func (ix *Index) Close() error {
	var errs []error
	for _, s := range ix.shards {
		errs = append(errs, s.close())
	}
	return errors.Join(errs...)
}

// Search finds the records that answer a query, the best first. The same query
// gets the same answer: records that score alike keep the report's order. It
// returns ErrTooLong for a query past the bounds, and no hits and no error for
// one without a word. A query without text but with a filter lists what passes.
func (ix *Index) Search(ctx context.Context, q Query) (res Result, err error) {
	if err := q.validate(); err != nil {
		return Result{}, err
	}
	asked := ix.asked(q)
	for _, s := range asked { // Not under the timeout: reading a dictionary happens once.
		if err := ctx.Err(); err != nil {
			return Result{}, fmt.Errorf("search: %w", err)
		}
		s.prepare(q)
	}
	select {
	case ix.turns <- struct{}{}:
		defer func() { <-ix.turns }()
	case <-ctx.Done():
		return Result{}, fmt.Errorf("wait to search: %w", ctx.Err())
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	// bleve panics on segments that it can't read.
	defer func() {
		if p := recover(); p != nil {
			res, err = Result{}, fmt.Errorf("search panicked: %v", p)
		}
	}()
	best := 0.0
	for _, s := range asked {
		found, err := s.search(ctx, q)
		if err != nil {
			return Result{}, err
		}
		share := 1.0
		if len(asked) > 1 {
			share = knownShare(found.Words)
		}
		for k := range found.Hits {
			found.Hits[k].Score *= share
		}
		best = max(best, found.best*share)
		res.Hits = append(res.Hits, found.Hits...)
		res.Words = mergeWords(res.Words, found.Words)
	}
	res.sort(best)
	res.Hits = res.Hits[:min(limitOf(q), len(res.Hits))]
	return res, nil
}

// sort puts the best hits of several reports first. What holds the query word for
// word comes before all others, and gets the best score on top of its own, so
// that scores still tell the order.
func (r *Result) sort(best float64) {
	for i := range r.Hits {
		if r.Hits[i].Phrase {
			r.Hits[i].Score += best
		}
	}
	slices.SortStableFunc(r.Hits, func(a, b Hit) int {
		switch {
		case a.Phrase && !b.Phrase:
			return -1
		case b.Phrase && !a.Phrase:
			return 1
		}
		return cmp.Compare(b.Score, a.Score)
	})
}

// asked are the reports that a query is put to.
func (ix *Index) asked(q Query) []*shard {
	if q.Report == "" {
		return ix.shards
	}
	i := slices.IndexFunc(ix.shards, func(s *shard) bool { return s.report.ID == q.Report })
	if i < 0 {
		return nil
	}
	return ix.shards[i : i+1]
}

// knownShare is how much of a question a report has words for at all, each
// weighed by how rare it is. A report that lacks half of them is not the one
// that is asked, however well a record fits the rest.
func knownShare(words []Word) float64 {
	known, all := 0.0, 0.0
	for _, w := range words {
		all += w.Weight
		switch {
		case w.Known:
			known += w.Weight
		case w.Corrected != "":
			known += w.Weight / 2
		}
	}
	if all == 0 {
		return 1
	}
	return known / all
}

// Words takes a question apart as Search does, without searching: its content
// words, and what the reports know of each.
func (ix *Index) Words(text, language string) ([]Word, error) {
	q := Query{Text: text, Language: language}
	if err := q.validate(); err != nil {
		return nil, err
	}
	var all []Word
	for _, s := range ix.shards {
		words, err := s.words(q)
		if err != nil {
			return nil, err
		}
		all = mergeWords(all, words)
	}
	return all, nil
}

// mergeWords joins what two reports know of the words of one text: a word is
// known if one of them knows it, and mended only if none does.
func mergeWords(a, b []Word) []Word {
	if a == nil {
		return b
	}
	for _, w := range b {
		i := slices.IndexFunc(a, func(have Word) bool { return have.Text == w.Text })
		if i < 0 {
			a = append(a, w)
			continue
		}
		have := &a[i]
		have.Hits += w.Hits
		have.Weight = min(have.Weight, w.Weight)
		have.Known = have.Known || w.Known
		if have.Corrected == "" {
			have.Corrected = w.Corrected
		}
		if have.Known {
			have.Corrected = ""
		}
	}
	return a
}

// LanguageOf guesses the language of a text from its function words and from
// which of the reports' languages know its words. It may be German or English
// where no record is. sure is false where another language fits as well. Where
// the reports disagree, one that is sure or in several languages knows better.
func (ix *Index) LanguageOf(text string) (lang string, sure bool) {
	const certainty = 100
	text = clip(text)
	best := -1
	for _, s := range ix.shards {
		l, certain := s.languageOf(s.analyze(text))
		weight := len(s.lexicons)
		if certain {
			weight += certainty
		}
		if weight > best {
			best, lang, sure = weight, l, certain
		}
	}
	return lang, sure
}

// Snippet cuts the window of at most so many runes out of a text of a report
// that holds most of the query, at word boundaries, and marks what was cut with
// "…". The spans are what matches in the snippet, synonyms included.
func (ix *Index) Snippet(report, text, lang, query string, runes int) (string, []Span) {
	var th *thesaurus
	for _, s := range ix.asked(Query{Report: report}) {
		th = s.thesaurus
	}
	return snippet(newMatcher(lang, query, th), text, runes)
}
