package index

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/reportbot/reportbot/corpus"
)

// timeout bounds one search, waiting for its turn included.
const timeout = 250 * time.Millisecond

// candidates is how many of bleve's hits are ranked by their rows. Where the
// last ones score alike, which of them come is chance; then more are fetched, up
// to maxCandidates: past these it is bleve that chooses.
const (
	candidates    = 50
	maxCandidates = 4_000
)

// Search finds the records that answer a query, the best first. The same query
// gets the same answer: records that score alike keep the report's order. It
// returns ErrTooLong for a query past the bounds, and no hits and no error for
// one without a word. A query without text but with a filter lists what passes.
func (ix *Index) Search(ctx context.Context, q Query) (res Result, err error) {
	if err := q.validate(); err != nil {
		return Result{}, err
	}
	ix.prepare(q) // Not under the timeout: reading a dictionary happens once.
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	select {
	case ix.turns <- struct{}{}:
		defer func() { <-ix.turns }()
	case <-ctx.Done():
		return Result{}, fmt.Errorf("wait to search: %w", ctx.Err())
	}
	// bleve panics on segments that it can't read.
	defer func() {
		if p := recover(); p != nil {
			res, err = Result{}, fmt.Errorf("search panicked: %v", p)
		}
	}()
	qn, err := ix.understand(q)
	if err != nil {
		return Result{}, err
	}
	defer ix.release(qn)
	ix.enterRuns(qn)
	res.Words = qn.words
	who, ok := ix.who.resolve(q.Speaker)
	if !ok {
		return res, nil
	}
	if len(qn.words) == 0 {
		res.Hits = ix.list(q, who)
		return res, nil
	}
	found, err := ix.find(ctx, q, qn, who)
	if err != nil {
		return Result{}, err
	}
	res.Hits = ix.order(found, qn, limitOf(q))
	return res, nil
}

func limitOf(q Query) int {
	if q.Limit <= 0 {
		return DefaultLimit
	}
	return min(q.Limit, MaxLimit)
}

// find asks bleve for the records worth ranking.
func (ix *Index) find(ctx context.Context, q Query, qn *question, who []string) ([]int, error) {
	wanted := clauses(qn)
	if len(wanted) == 0 {
		return nil, nil
	}
	var want query.Query = query.NewDisjunctionQuery(wanted)
	if filters := filters(q, who); len(filters) > 0 {
		want = query.NewConjunctionQuery(append(filters, want))
	}
	ctx = context.WithValue(ctx, search.MaxTermSearchersKey, maxTermSearchers)
	limit := limitOf(q)
	for size := max(candidates, 2*limit); ; size = min(8*size, maxCandidates) {
		res, err := ix.bleve.SearchInContext(ctx, bleve.NewSearchRequestOptions(want, size, 0, false))
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		hits := res.Hits
		if len(hits) == size {
			n := beforeTie(hits)
			if n < limit && size < maxCandidates {
				continue
			}
			if n >= limit {
				hits = hits[:n]
			}
		}
		docs := make([]int, len(hits))
		for i, h := range hits {
			if docs[i], err = docNumber(h.ID); err != nil || docs[i] >= len(ix.places) {
				return nil, fmt.Errorf("search: record %q is not of this index", h.ID)
			}
		}
		return docs, nil
	}
}

// beforeTie returns how many hits score better than the last one.
func beforeTie(hits search.DocumentMatchCollection) int {
	n := len(hits)
	for n > 0 && hits[n-1].Score <= hits[len(hits)-1].Score*(1+1e-9) {
		n--
	}
	return n
}

// clauses are the terms of which a record must hold at least one.
func clauses(qn *question) []query.Query {
	n := 0
	for _, t := range qn.tables {
		n += len(t.clauses)
	}
	out := make([]query.Query, 0, n)
	for _, t := range qn.tables {
		field := langField(t.lex.lang)
		for _, c := range t.clauses {
			if len(out) == maxClauses {
				return out
			}
			if len(c.stems) == 1 {
				out = append(out, termQuery(field, t.lex.stems[c.stems[0]], float64(c.boost)))
				continue
			}
			all := make([]query.Query, len(c.stems))
			for i, stem := range c.stems {
				all[i] = termQuery(field, t.lex.stems[stem], float64(c.boost))
			}
			out = append(out, query.NewConjunctionQuery(all))
		}
	}
	return out
}

// filters are the terms that a record must hold without gaining from them.
func filters(q Query, who []string) []query.Query {
	var out []query.Query
	if q.Report != "" {
		out = append(out, termQuery(fieldReport, q.Report, 0))
	}
	if len(q.Kinds) > 0 {
		var kinds []query.Query
		for _, kind := range q.Kinds {
			kinds = append(kinds, termQuery(fieldKind, string(kind), 0))
		}
		out = append(out, query.NewDisjunctionQuery(kinds))
	}
	for _, name := range who {
		out = append(out, termQuery(fieldWho, name, 0))
	}
	return out
}

func termQuery(field, term string, boost float64) query.Query {
	q := query.NewTermQuery(term)
	q.SetField(field)
	q.SetBoost(boost)
	return q
}

// scored is a candidate and what its best language gave it.
type scored struct {
	doc  int
	lang string
	ranked
}

// order ranks the candidates.
func (ix *Index) order(docs []int, qn *question, limit int) []Hit {
	ev := ix.evidence.Get().(*evidence)
	defer ix.evidence.Put(ev)
	list := make([]scored, 0, len(docs))
	for _, doc := range docs {
		s := scored{doc: doc}
		for _, t := range qn.tables {
			if qn.own != nil && t.lex != qn.own && qn.own.has(doc) {
				continue
			}
			if r := t.rank(doc, ev); r.score > s.score {
				s.ranked, s.lang = r, t.lex.lang
			}
		}
		if s.score > 0 {
			list = append(list, s)
		}
	}
	ix.lendNeighbours(list)
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
	})
	list = list[:min(limit, len(list))]
	hits := make([]Hit, len(list))
	for i, s := range list {
		p := ix.places[s.doc]
		hits[i] = Hit{p.ref, p.page, float64(s.score), float64(s.coverage), s.lang}
	}
	return hits
}

// lendNeighbours lets a passage gain from the one before and the one after it: a
// passage seldom repeats what its section is about.
func (ix *Index) lendNeighbours(list []scored) {
	slices.SortFunc(list, func(a, b scored) int { return cmp.Compare(a.doc, b.doc) })
	own := float32(0) // the score of list[i-1] before it gained
	for i := range list {
		score, gain := list[i].score, float32(0)
		if i > 0 && ix.adjoin(list[i-1].doc, list[i].doc) {
			gain = own
		}
		if i+1 < len(list) && ix.adjoin(list[i].doc, list[i+1].doc) {
			gain = max(gain, list[i+1].score)
		}
		own = score
		list[i].score += neighbourShare * gain
	}
}

// adjoin tells whether two records are passages that follow each other.
func (ix *Index) adjoin(a, b int) bool {
	p, q := &ix.places[a].ref, &ix.places[b].ref
	return a+1 == b && p.Kind == corpus.KindPassage && q.Kind == corpus.KindPassage && p.Report == q.Report
}

// list returns what passes the filters in the report's order, nothing where
// nothing is filtered.
func (ix *Index) list(q Query, who []string) []Hit {
	if q.Report == "" && len(q.Kinds) == 0 && len(who) == 0 {
		return nil
	}
	var hits []Hit
	for doc, p := range ix.places {
		switch {
		case q.Report != "" && p.ref.Report != q.Report:
		case len(q.Kinds) > 0 && !slices.Contains(q.Kinds, p.ref.Kind):
		case !ix.who.spoke(doc, who):
		default:
			hits = append(hits, Hit{Ref: p.ref, Page: p.page, Language: q.Language})
		}
		if len(hits) == limitOf(q) {
			break
		}
	}
	return hits
}
