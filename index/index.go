package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"

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

// Index is a search index over some reports. It is safe for concurrent use and
// never changes: for other reports, open another one and close this one after.
type Index struct {
	bleve     bleve.Index
	places    []place    // by record
	lexicons  []*lexicon // by language, sorted
	partial   []bool     // by language: some record has no text in it
	thesaurus *thesaurus
	who       *whoIndex

	dictionary *dictionary           // nil where there is none
	lacking    []map[string]struct{} // by language: the reports with a record that has no text in it

	turns    chan struct{} // bounds the searches at a time
	pools    []*sync.Pool  // by language: tables
	evidence sync.Pool
	closed   atomic.Bool
	temp     string // a folder to remove on closing, or ""
}

// place is what a hit says of its record.
type place struct {
	ref  corpus.Ref
	page int
}

// Open opens the kept index of these reports, or builds it and keeps it. A kept
// index is a cache: one that can't be read is built anew, and where the folder
// can't be written the index is in memory. The caller closes it.
func Open(ctx context.Context, reports []*corpus.Report, o Options) (*Index, error) {
	limitBleve()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	var recs []record
	for _, r := range reports {
		recs = append(recs, records(r)...)
	}
	ix := &Index{}
	if o.Dictionary != "" {
		var err error
		if ix.dictionary, err = newDictionary(o.Dictionary, o.Log); err != nil {
			return nil, err
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { ix.thesaurus, ix.who = newThesaurus(reports), newWhoIndex(recs) })
	ix.places = make([]place, len(recs))
	for i := range recs {
		ix.places[i] = place{recs[i].ref, recs[i].page}
	}
	err := ix.load(ctx, reports, recs, o)
	wg.Wait()
	if err != nil {
		return nil, err
	}
	ix.ready()
	return ix, nil
}

// load takes the index from the folder, builds it there, or builds it in memory.
func (ix *Index) load(ctx context.Context, reports []*corpus.Report, recs []record, o Options) error {
	if o.Dir != "" && len(recs) > 0 {
		k, err := newKeeper(o.Dir, reports)
		if err == nil {
			err = k.load(ctx, ix, recs, o.Log)
		}
		if err == nil || ctx.Err() != nil {
			return err
		}
		o.Log.Warn("the index can't be kept, it stays in memory", "dir", o.Dir, "error", err)
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
func (ix *Index) read(recs []record) (langs []string, stems [][]string) {
	set := map[string]struct{}{}
	for i := range recs {
		for _, s := range recs[i].text {
			set[s.lang] = struct{}{}
		}
	}
	langs = sortedKeys(set)
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
func (ix *Index) buildAside(m mapping.IndexMapping, fill func(writer) error) error {
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
func (ix *Index) ready() {
	ix.turns = make(chan struct{}, runtime.GOMAXPROCS(0))
	ix.evidence.New = func() any { return new(evidence) }
	ix.partial = make([]bool, len(ix.lexicons))
	ix.pools = make([]*sync.Pool, len(ix.lexicons))
	ix.lacking = make([]map[string]struct{}, len(ix.lexicons))
	if ix.dictionary != nil {
		ix.dictionary.serve(ix.lexicons)
	}
	for l, lex := range ix.lexicons {
		ix.partial[l] = lex.docs < len(ix.places)
		if ix.lacking[l] = map[string]struct{}{}; ix.partial[l] && ix.dictionary != nil {
			for doc, p := range ix.places {
				if !lex.has(doc) {
					ix.lacking[l][p.ref.Report] = struct{}{}
				}
			}
		}
		ix.pools[l] = &sync.Pool{New: func() any { return &table{lex: lex, slots: make([]uint16, len(lex.words))} }}
	}
}

// Languages lists the languages that the index has texts in, sorted.
func (ix *Index) Languages() []string {
	langs := make([]string, len(ix.lexicons))
	for l, lex := range ix.lexicons {
		langs[l] = lex.lang
	}
	return slices.Clip(langs)
}

// Close releases the index; closing it again does nothing. No search may run any
// more.
func (ix *Index) Close() error {
	if ix.closed.Swap(true) {
		return nil
	}
	err := ix.bleve.Close()
	if ix.temp != "" {
		err = errors.Join(err, os.RemoveAll(ix.temp))
	}
	return err
}
