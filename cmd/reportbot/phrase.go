package main

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
	"github.com/reportbot/reportbot/index/german"
)

// phrase is words in a row without what case, the spelling of umlauts and
// punctuation make of them.
type phrase []string

func phraseOf(text string) phrase {
	words := german.Scan(text)
	p := make(phrase, len(words))
	for i, w := range words {
		p[i] = german.Fold(w.Text)
	}
	return p
}

// in tells whether a line of the text holds the phrase.
func (p phrase) in(text string) bool {
	for line := range strings.Lines(text) {
		for words := german.Scan(line); len(words) >= len(p); words = words[1:] {
			if p.begins(words) {
				return true
			}
		}
	}
	return false
}

// begins tells whether words, at least as many as the phrase's, begin with it.
// Folding is what costs, and folding leaves a word's first letter where it is.
func (p phrase) begins(words []german.Word) bool {
	for i, want := range p {
		word := words[i].Text
		if first := word[0]; first < utf8.RuneSelf && want != "" && first|0x20 != want[0]|0x20 {
			return false
		}
		if german.Fold(word) != want {
			return false
		}
	}
	return true
}

// From shortestPhrase words on their order says something; what is longer than
// longestPhrase is a question, not a wording that somebody remembers.
const (
	shortestPhrase = 2
	longestPhrase  = 8
)

// find searches as the index does, except that the records that hold the query
// word for word come first: whoever remembers a wording looks for that.
func (s *searcher) find(ctx context.Context, q index.Query) (index.Result, error) {
	p := phraseOf(q.Text)
	if len(p) < shortestPhrase || len(p) > longestPhrase || strings.HasSuffix(strings.TrimSpace(q.Text), "?") {
		return s.library.index.Search(ctx, q)
	}
	limit := q.Limit
	q.Limit = index.MaxLimit // A phrase of everyday words may stand far behind.
	found, err := s.library.index.Search(ctx, q)
	if len(found.Words) > 0 {
		found.Hits = s.phraseFirst(found.Hits, q, p)
	}
	found.Hits = found.Hits[:min(limit, len(found.Hits))]
	return found, err
}

// phraseFirst puts the hits that hold the phrase before the others, and adds the
// passages below a heading that holds it: the index knows no headings. What comes
// first gets the best score on top of its own, so that scores still tell the order.
func (s *searcher) phraseFirst(hits []index.Hit, q index.Query, p phrase) []index.Hit {
	best := 0.0
	for _, h := range hits {
		best = max(best, h.Score)
	}
	headed := s.headed(q, p)
	var first, rest []index.Hit
	for _, h := range hits {
		at := slices.IndexFunc(headed, func(x index.Hit) bool { return x.Ref == h.Ref })
		if at >= 0 {
			headed = slices.Delete(headed, at, at+1)
		}
		if at < 0 && !s.words(h.Ref, p) {
			rest = append(rest, h)
			continue
		}
		h.Score += best
		first = append(first, h)
	}
	for _, h := range headed {
		h.Score = best
		first = append(first, h)
	}
	return append(first, rest...)
}

// words tells whether a record holds the phrase in any language.
func (s *searcher) words(ref corpus.Ref, p phrase) bool {
	r := s.library.report(ref.Report)
	return slices.ContainsFunc(r.Languages, func(lang string) bool { return p.in(r.Wording(ref, lang)) })
}

// headed are the passages below headings that hold the phrase, as far as the
// query's filters let them pass. Nobody says a passage.
func (s *searcher) headed(q index.Query, p phrase) []index.Hit {
	if q.Speaker != "" || len(q.Kinds) > 0 && !slices.Contains(q.Kinds, corpus.KindPassage) {
		return nil
	}
	var hits []index.Hit
	for _, r := range s.library.reports {
		if q.Report != "" && q.Report != r.ID {
			continue
		}
		holds := headings(r, p)
		for i := range r.Passages {
			if v := &r.Passages[i]; holds[v.Section] {
				hits = append(hits, index.Hit{Ref: corpus.Ref{Report: r.ID, Kind: corpus.KindPassage, ID: v.ID}, Page: v.Page})
			}
		}
	}
	return hits
}

// headings are the ids of the sections whose heading holds the phrase.
func headings(r *corpus.Report, p phrase) map[string]bool {
	holds := map[string]bool{}
	var walk func([]corpus.Section)
	walk = func(list []corpus.Section) {
		for _, sec := range list {
			for _, title := range sec.Title {
				holds[sec.ID] = holds[sec.ID] || p.in(title)
			}
			walk(sec.Sections)
		}
	}
	walk(r.Sections)
	return holds
}
