package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"

	"github.com/reportbot/reportbot/corpus"
)

// shard is the index of one report.
type shard struct {
	report    *corpus.Report
	bleve     bleve.Index
	refs      []corpus.Ref // by record
	lexicons  []*lexicon   // by language, sorted
	partial   []bool       // by language: some record has no text in it
	thesaurus *thesaurus
	who       *whoIndex
	headings  []heading
	remarked  []int // records, see remarked

	dictionary *dictionary // nil where there is none

	pools    []*sync.Pool // by language: tables
	evidence sync.Pool
	closed   atomic.Bool
	temp     string // a folder to remove on closing, or ""
}

// openShard opens the kept index of a report, or builds it and keeps it.
func openShard(ctx context.Context, r *corpus.Report, kept *kept) (*shard, error) {
	recs := records(r)
	ix := &shard{report: r, refs: make([]corpus.Ref, len(recs))}
	var wg sync.WaitGroup
	wg.Go(func() { ix.thesaurus, ix.who = newThesaurus(r), newWhoIndex(recs) })
	for i := range recs {
		ix.refs[i] = recs[i].ref
	}
	err := ix.load(ctx, recs, kept)
	wg.Wait()
	if err != nil {
		return nil, err
	}
	ix.headings, ix.remarked = headings(r.Sections), remarked(r, ix.refs)
	ix.ready()
	return ix, nil
}

// load takes the index from the folder, builds it there, or builds it in memory.
func (ix *shard) load(ctx context.Context, recs []record, kept *kept) error {
	if kept.dir != "" && len(recs) > 0 {
		err := kept.load(ctx, ix, recs)
		if err == nil || ctx.Err() != nil {
			return err
		}
		kept.log.Warn("the index can't be kept, it stays in memory", "dir", kept.dir, "error", err)
	}
	langs, stems := ix.read(recs)
	m, err := newMapping(langs)
	if err != nil {
		return err
	}
	fill := filler(ctx, recs, langs, stems)
	if len(recs) >= bulkSize {
		if err := ix.buildAside(m, fill); err == nil || ctx.Err() != nil {
			return err
		}
	}
	ix.bleve, err = memoryIndex(m, fill)
	return err
}

// read makes the lexicons and returns, by language, the stems of every record.
func (ix *shard) read(recs []record) (langs []string, stems [][]string) {
	set := map[string]struct{}{}
	for i := range recs {
		for _, s := range recs[i].text {
			set[s.lang] = struct{}{}
		}
	}
	langs = slices.Sorted(maps.Keys(set))
	stems = make([][]string, len(langs))
	ix.lexicons = make([]*lexicon, len(langs))
	var wg sync.WaitGroup
	for l, lang := range langs {
		wg.Go(func() {
			b := newLexiconBuilder(lang)
			stems[l] = make([]string, len(recs))
			for n := range recs {
				stems[l][n] = b.add(recs[n].text)
			}
			ix.lexicons[l] = b.finish()
		})
	}
	wg.Wait()
	return langs, stems
}

// filler returns what writes all records to bleve.
func filler(ctx context.Context, recs []record, langs []string, stems [][]string) func(writer) error {
	return func(w writer) error {
		row := make([]string, len(langs))
		for n := range recs {
			if n%bulkBatch == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			for l := range langs {
				row[l] = stems[l][n]
			}
			if err := w.Index(docID(n), document(&recs[n], langs, row)); err != nil {
				return fmt.Errorf("index %s: %w", recs[n].ref.ID, err)
			}
		}
		return nil
	}
}

// buildAside builds a large index in the system's temporary folder.
func (ix *shard) buildAside(m mapping.IndexMapping, fill func(writer) error) error {
	temp, err := os.MkdirTemp("", "reportbot-index-")
	if err != nil {
		return err
	}
	dir := filepath.Join(temp, "bleve")
	if err = buildOnDisk(dir, m, fill); err == nil {
		if ix.bleve, err = openOnDisk(dir); err == nil {
			ix.temp = temp
			return nil
		}
	}
	return errors.Join(err, os.RemoveAll(temp))
}

// ready makes what searches share.
func (ix *shard) ready() {
	ix.evidence.New = func() any { return new(evidence) }
	ix.partial = make([]bool, len(ix.lexicons))
	ix.pools = make([]*sync.Pool, len(ix.lexicons))
	for l, lex := range ix.lexicons {
		ix.partial[l] = lex.docs < len(ix.refs)
		ix.pools[l] = &sync.Pool{New: func() any { return &table{lex: lex, lang: l, slots: make([]uint16, len(lex.words))} }}
	}
}

// close releases the index; closing it again does nothing.
func (ix *shard) close() error {
	if ix.closed.Swap(true) {
		return nil
	}
	err := ix.bleve.Close()
	if ix.temp != "" {
		err = errors.Join(err, os.RemoveAll(ix.temp))
	}
	return err
}
