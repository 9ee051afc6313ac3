package index

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/searcher"
)

// Fields of a document in bleve, beside one per language that holds its stems.
const (
	fieldKind = "kind"
	fieldWho  = "who"
)

// bulkSize is the number of records from which on a builder on disk is used: it
// works in batches, while one batch in memory holds everything twice.
const (
	bulkSize  = 20_000
	bulkBatch = 1_000
)

// maxClauses bounds one disjunction, maxTermSearchers a whole query. A question
// of 32 words in two languages with the relatives of each stays below.
const (
	maxClauses       = 512
	maxTermSearchers = 1_024
)

// limitBleve sets what bleve takes from package variables. Clauses are unlimited
// by default, and few clauses are merged faster without its heap.
var limitBleve = sync.OnceFunc(func() {
	searcher.DisjunctionMaxClauseCount = maxClauses
	searcher.DisjunctionHeapTakeover = 64
})

// stemsAnalyzer is the name of the analyzer for text that went through our own
// chain already: its stems stand there with spaces between them.
const stemsAnalyzer = "stems"

// newMapping describes the documents. They come as stems, so that bleve and the
// rows of a lexicon can't see different words, and no analyzer of ours needs a
// place in bleve's registry.
func newMapping(langs []string) (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	err := m.AddCustomAnalyzer(stemsAnalyzer, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name})
	if err != nil {
		return nil, fmt.Errorf("map stems: %w", err)
	}
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	doc := bleve.NewDocumentStaticMapping()
	field := func(name, analyzer string) {
		f := bleve.NewTextFieldMapping()
		f.Analyzer = analyzer
		f.Store, f.IncludeInAll, f.IncludeTermVectors, f.DocValues = false, false, false, false
		doc.AddFieldMappingsAt(name, f)
	}
	field(fieldKind, keyword.Name)
	field(fieldWho, stemsAnalyzer)
	for _, lang := range langs {
		field(langField(lang), stemsAnalyzer)
	}
	doc.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping())
	m.DefaultMapping = doc
	return m, nil
}

// langField names the field of a language's stems.
func langField(lang string) string { return "text_" + lang }

// docID is a record's number as bleve's document id.
func docID(n int) string { return strconv.FormatInt(int64(n), 36) }

func docNumber(id string) (int, error) {
	n, err := strconv.ParseInt(id, 36, 32)
	return int(n), err
}

// document is a record as bleve gets it: its stems by language.
func document(r *record, langs, stems []string) map[string]any {
	doc := map[string]any{fieldKind: string(r.ref.Kind)}
	if len(r.who) > 0 {
		doc[fieldWho] = strings.Join(whoTerms(r.who), " ")
	}
	for i, lang := range langs {
		if stems[i] != "" {
			doc[langField(lang)] = stems[i]
		}
	}
	return doc
}

// writer takes documents; both kinds of a bleve index have one.
type writer interface {
	Index(id string, data any) error
}

// memoryIndex builds an index in memory with all documents in one batch: bleve
// never merges segments there.
func memoryIndex(m mapping.IndexMapping, fill func(writer) error) (bleve.Index, error) {
	ix, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("new index in memory: %w", err)
	}
	batch := ix.NewBatch()
	if err := fill(batch); err != nil {
		return nil, closeAfter(ix, err)
	}
	if err := ix.Batch(batch); err != nil {
		return nil, closeAfter(ix, fmt.Errorf("index records: %w", err))
	}
	return ix, nil
}

// buildOnDisk writes an index with one segment to a folder that does not exist
// yet; it must be at least one document.
func buildOnDisk(dir string, m mapping.IndexMapping, fill func(writer) error) (err error) {
	b, err := bleve.NewBuilder(dir, m, map[string]any{
		"batchSize": bulkBatch,
		// The default is the system's folder for temporary files, from where
		// segments could not be renamed to ours.
		"buildPathPrefix": filepath.Dir(dir),
	})
	if err != nil {
		return fmt.Errorf("new index on disk: %w", err)
	}
	defer func() {
		// Closing a builder that got no documents panics.
		if p := recover(); p != nil && err == nil {
			err = fmt.Errorf("build index: %v", p)
		}
	}()
	return errors.Join(fill(b), b.Close())
}

// openOnDisk opens an index that nobody writes to any more.
func openOnDisk(dir string) (bleve.Index, error) {
	return bleve.OpenUsing(dir, map[string]any{"read_only": true, "bolt_timeout": "1s"})
}

// closeAfter closes an index that failed, without losing why.
func closeAfter(ix bleve.Index, err error) error {
	if cerr := ix.Close(); cerr != nil {
		return fmt.Errorf("%w (and closing: %w)", err, cerr)
	}
	return err
}
