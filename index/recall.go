package index

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index/german"
)

// maxRead is how many texts one search reads to see whether they hold a wording,
// which takes up to 12 µs each. Rows say so well what to read that only function
// words beside one that most of a very large report has come near.
const maxRead = 20_000

// recall is the search for a wording in one report.
type recall struct {
	text     *verbatim
	ix       *shard
	qn       *question
	steps    [][]step   // by table of the question
	standing []standing // by record
	read     int        // texts, maxRead at most
}

// standing is what is known of a record while a wording is searched for.
type standing uint8

const (
	mayHold standing = 1 << iota // as far as its row tells
	headed                       // a heading above it holds the wording
	judged
)

// recall finds the records that may hold a wording, however far behind others
// they stand. It reads all rows, which takes about 7 ms for 100,000 passages
// however common the words are.
func (ix *shard) recall(ctx context.Context, v *verbatim, q Query, qn *question, who []string) (*recall, error) {
	c := &recall{text: v, ix: ix, qn: qn, standing: make([]standing, len(ix.refs))}
	ofKind := func(doc int) bool { return len(q.Kinds) == 0 || slices.Contains(q.Kinds, ix.refs[doc].Kind) }
	for _, t := range qn.tables {
		c.steps = append(c.steps, v.steps(t.lex))
	}
	for doc := range ix.refs {
		if doc%bulkBatch == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("search a wording: %w", ctx.Err())
		}
		if ofKind(doc) && c.inRow(doc) && ix.who.spoke(doc, who) {
			c.standing[doc] = mayHold
		}
	}
	for _, doc := range ix.remarked {
		if ofKind(doc) && ix.who.spoke(doc, who) {
			c.standing[doc] = mayHold
		}
	}
	if len(who) == 0 && (len(q.Kinds) == 0 || slices.Contains(q.Kinds, corpus.KindPassage)) {
		c.head()
	}
	return c, nil
}

// inRow tells whether a row of a record may hold the wording.
func (c *recall) inRow(doc int) bool {
	for i, t := range c.qn.tables {
		if len(c.steps[i]) > 0 && rowHolds(t.lex.row(doc), c.steps[i]) && c.qn.reads(t, doc) {
			return true
		}
	}
	return false
}

// head notes the passages below the headings that hold the wording.
func (c *recall) head() {
	below := map[string]bool{}
	for _, h := range c.ix.headings {
		if c.text.in(h.words, h.lang) {
			below[h.section] = true
		}
	}
	if len(below) == 0 {
		return
	}
	for doc := range c.ix.report.Passages { // The first records are the passages.
		if below[c.ix.report.Passages[doc].Section] {
			c.standing[doc] |= headed
		}
	}
}

// join adds to the records that bleve found those that may hold the wording, as
// many as are worth ranking.
func (c *recall) join(found []int) []int {
	n := 0
	for doc, s := range c.standing {
		if s&mayHold != 0 && n < maxCandidates {
			found = append(found, doc)
			n++
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// hits puts the records that hold the wording before the others: first those
// that were ranked, then in the report's order those that have no score of their
// own.
func (c *recall) hits(ctx context.Context, list []scored, limit int) ([]Hit, error) {
	var first, rest []Hit
	for _, s := range list {
		switch {
		case len(first) == limit:
		case c.holds(ctx, s.doc):
			first = append(first, c.hit(s))
		case len(rest) < limit:
			rest = append(rest, c.ix.hit(s.doc, s.ranked))
		}
	}
	for doc, s := range c.standing {
		if s != 0 && s&judged == 0 && len(first) < limit && c.holds(ctx, doc) {
			first = append(first, c.hit(scored{doc: doc}))
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("search a wording: %w", err)
	}
	return append(first, rest[:min(len(rest), limit-len(first))]...), nil
}

// hit is a record that holds the wording.
func (c *recall) hit(s scored) Hit {
	h := c.ix.hit(s.doc, s.ranked)
	h.Phrase = true
	return h
}

// holds tells whether a record holds the wording, or the heading above it does.
// Reading its text is what costs: nothing is read any more when time is up.
func (c *recall) holds(ctx context.Context, doc int) bool {
	s := c.standing[doc]
	c.standing[doc] |= judged
	if s&headed != 0 || s&mayHold == 0 || c.read == maxRead || ctx.Err() != nil {
		return s&headed != 0
	}
	c.read++
	ref := c.ix.refs[doc]
	for i, t := range c.qn.tables {
		ofFigure := ref.Kind == corpus.KindFigure || ref.Kind == corpus.KindItem
		if len(c.steps[i]) == 0 && !ofFigure || !c.qn.reads(t, doc) {
			continue
		}
		if c.says(c.ix.report.Wording(ref, t.lex.lang), t.lex.lang) {
			return true
		}
		for _, o := range c.ix.report.OriginalsOf(ref.ID) {
			if c.says(o.Wording(t.lex.lang), t.lex.lang) {
				return true
			}
		}
	}
	return false
}

// says tells whether a line of a text holds the wording.
func (c *recall) says(text, lang string) bool {
	for line := range strings.Lines(text) {
		if c.text.in(german.Scan(line), lang) {
			return true
		}
	}
	return false
}
