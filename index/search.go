package index

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/reportbot/reportbot/corpus"
)

// candidates is how many of bleve's hits are ranked by their rows. Where the
// last ones score alike, which of them come is chance; then more are fetched, up
// to maxCandidates: past these it is bleve that chooses.
const (
	candidates    = 50
	maxCandidates = 4_000
)

// outcome is what one report has, and the best score of all that was ranked.
type outcome struct {
	Result
	best float64
}

// search is Search for one report.
func (ix *shard) search(ctx context.Context, q Query) (res outcome, err error) {
	qn, err := ix.understand(q)
	if err != nil {
		return outcome{}, err
	}
	defer ix.release(qn)
	qn.enterRuns()
	res.Words = qn.words
	who, ok := ix.who.resolve(q.Speaker)
	if !ok {
		return res, nil
	}
	if len(qn.words) == 0 {
		res.Hits = ix.list(q, who)
		return res, nil
	}
	docs, err := ix.find(ctx, q, qn, who)
	if err != nil {
		return outcome{}, err
	}
	var c *recall
	if v := verbatimOf(q); v != nil {
		if c, err = ix.recall(ctx, v, q, qn, who); err != nil {
			return outcome{}, err
		}
		docs = c.join(docs)
	}
	list := ix.order(docs, qn)
	if len(list) > 0 {
		res.best = float64(list[0].score)
	}
	if c != nil {
		res.Hits, err = c.hits(ctx, list, limitOf(q))
		return res, err
	}
	for _, s := range list[:min(limitOf(q), len(list))] {
		res.Hits = append(res.Hits, ix.hit(s.doc, s.ranked))
	}
	return res, nil
}

func limitOf(q Query) int {
	if q.Limit <= 0 {
		return DefaultLimit
	}
	return min(q.Limit, MaxLimit)
}

// find asks bleve for the records worth ranking.
func (ix *shard) find(ctx context.Context, q Query, qn *question, who []string) ([]int, error) {
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
			if docs[i], err = docNumber(h.ID); err != nil || docs[i] >= len(ix.refs) {
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
	doc int
	ranked
}

// order ranks the candidates, the best first, and leaves out what scores nothing.
func (ix *shard) order(docs []int, qn *question) []scored {
	ev := ix.evidence.Get().(*evidence)
	defer ix.evidence.Put(ev)
	list := make([]scored, 0, len(docs))
	for _, doc := range docs {
		s := scored{doc: doc}
		for _, t := range qn.tables {
			if !qn.reads(t, doc) {
				continue
			}
			if r := t.rank(doc, ev); r.score > s.score {
				s.ranked = r
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
	return list
}

// lendNeighbours lets a passage gain from the one before and the one after it: a
// passage seldom repeats what its section is about.
func (ix *shard) lendNeighbours(list []scored) {
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
func (ix *shard) adjoin(a, b int) bool {
	return a+1 == b && ix.refs[a].Kind == corpus.KindPassage && ix.refs[b].Kind == corpus.KindPassage
}

// hit says where a record stands and how well it fits.
func (ix *shard) hit(doc int, r ranked) Hit {
	ref := ix.refs[doc]
	place, _ := ix.report.Place(ref.ID)
	return Hit{Ref: ref, Page: place.Page, Score: float64(r.score), Coverage: float64(r.coverage)}
}

// list returns what passes the filters in the report's order, nothing where
// nothing is filtered.
func (ix *shard) list(q Query, who []string) []Hit {
	if q.Report == "" && len(q.Kinds) == 0 && len(who) == 0 {
		return nil
	}
	var hits []Hit
	for doc, ref := range ix.refs {
		if len(hits) == limitOf(q) {
			break
		}
		if (len(q.Kinds) == 0 || slices.Contains(q.Kinds, ref.Kind)) && ix.who.spoke(doc, who) {
			hits = append(hits, ix.hit(doc, ranked{}))
		}
	}
	return hits
}
