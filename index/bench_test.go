package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/reportbot/reportbot/corpus"
)

// babble generates German-looking words, common ones often as in real text.
type babble struct {
	words []string
	zipf  *rand.Zipf
	rand  *rand.Rand
}

func newBabble(size int) *babble {
	r := rand.New(rand.NewPCG(1, 2))
	starts := strings.Fields("b br d dr f fl fr g gr h k kl kr l m n p pl pr r s sch sp st t tr v w z")
	vowels := strings.Fields("a e i o u ä ö ü au ei ie")
	ends := strings.Fields("l n r t s ch ck ng nd lt rm st ft ung heit keit lich isch bar")
	words := make([]string, size)
	for i := range words {
		var b strings.Builder
		for range 1 + r.IntN(3) {
			b.WriteString(starts[r.IntN(len(starts))] + vowels[r.IntN(len(vowels))] + ends[r.IntN(len(ends))])
		}
		words[i] = b.String()
		if r.IntN(2) == 0 {
			words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
		}
	}
	return &babble{words, rand.NewZipf(r, 1.1, 4, uint64(size-1)), r}
}

func (b *babble) text(words int) string {
	var s strings.Builder
	for i := range words {
		s.WriteString(b.words[b.zipf.Uint64()])
		if i%12 == 11 {
			s.WriteString(". ")
		} else {
			s.WriteByte(' ')
		}
	}
	return s.String()
}

func (b *babble) report(passages int, langs ...string) *corpus.Report {
	r := &corpus.Report{ID: "babble", Languages: langs}
	for i := range passages {
		p := corpus.Passage{ID: fmt.Sprintf("p%d", i), Page: i, Text: corpus.Text{}}
		for _, lang := range langs {
			p.Text[lang] = b.text(81)
		}
		r.Passages = append(r.Passages, p)
	}
	return r
}

// queries are four words each, of the middle of the vocabulary as people's are.
func (b *babble) queries(n int) []string {
	out := make([]string, n)
	for i := range out {
		for range 4 {
			out[i] += b.words[min(int(b.zipf.Uint64())+20, len(b.words)-1)] + " "
		}
	}
	return out
}

// sizes are the numbers of passages, with the vocabulary of such a text.
var sizes = []struct{ passages, words int }{{300, 6_000}, {10_000, 40_000}, {100_000, 150_000}}

func plainIndex(tb testing.TB, r *corpus.Report) bleve.Index {
	tb.Helper()
	m := bleve.NewIndexMapping()
	doc := bleve.NewDocumentStaticMapping()
	f := bleve.NewTextFieldMapping()
	f.Analyzer, f.Store, f.IncludeTermVectors, f.DocValues = "de", false, false, false
	doc.AddFieldMappingsAt("text", f)
	m.DefaultMapping = doc
	ix, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		tb.Fatal(err)
	}
	batch := ix.NewBatch()
	for _, p := range r.Passages {
		if err := batch.Index(p.ID, map[string]any{"text": p.Text["de"]}); err != nil {
			tb.Fatal(err)
		}
	}
	if err := ix.Batch(batch); err != nil {
		tb.Fatal(err)
	}
	return ix
}

func BenchmarkSearch(b *testing.B) {
	for _, size := range sizes {
		prepare := sync.OnceValues(func() (*corpus.Report, []string) {
			words := newBabble(size.words)
			return words.report(size.passages, "de"), words.queries(200)
		})
		b.Run(fmt.Sprintf("plain/%d", size.passages), func(b *testing.B) {
			r, queries := prepare()
			ix := plainIndex(b, r)
			closeAtEnd(b, ix)
			for i := 0; b.Loop(); i++ {
				q := bleve.NewMatchQuery(queries[i%len(queries)])
				q.SetField("text")
				if _, err := ix.Search(bleve.NewSearchRequest(q)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("ours/%d", size.passages), func(b *testing.B) {
			r, queries := prepare()
			ix, err := Open(context.Background(), []*corpus.Report{r}, Options{})
			if err != nil {
				b.Fatal(err)
			}
			closeAtEnd(b, ix)
			for i := 0; b.Loop(); i++ {
				if _, err := ix.Search(context.Background(), Query{Text: queries[i%len(queries)], Language: "de"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPhrase searches for words that follow each other, with and without
// looking for them word for word: rare ones, and the two that are everywhere.
func BenchmarkPhrase(b *testing.B) {
	for _, size := range sizes {
		prepare := sync.OnceValues(func() (*Index, map[string][]string) {
			words := newBabble(size.words)
			r := words.report(size.passages, "de")
			wordings := map[string][]string{"common": {words.words[0] + " " + words.words[1]}}
			for i := range 200 {
				said := strings.Fields(r.Passages[i*len(r.Passages)/200].Text["de"])
				wordings["rare"] = append(wordings["rare"], strings.Join(said[20+i%8:24+i%8], " "))
			}
			return open(b, Options{}, r), wordings
		})
		for _, name := range []string{"rare", "common"} {
			for _, phrase := range []bool{false, true} {
				b.Run(fmt.Sprintf("%s/%t/%d", name, phrase, size.passages), func(b *testing.B) {
					ix, wordings := prepare()
					held := 0
					b.ReportAllocs()
					for i := 0; b.Loop(); i++ {
						res := ask(b, ix, Query{Text: wordings[name][i%len(wordings[name])], Language: "de", Phrase: phrase})
						if len(res.Hits) > 0 && res.Hits[0].Phrase {
							held++
						}
					}
					b.ReportMetric(float64(held)/float64(b.N), "held/op")
				})
			}
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, size := range []struct{ passages, words int }{{300, 6_000}, {700, 12_000}, {10_000, 40_000}, {100_000, 150_000}} {
		r := newBabble(size.words).report(size.passages, "de", "en")
		open := func(b *testing.B, dir string) {
			ix, err := Open(context.Background(), []*corpus.Report{r}, Options{Dir: dir})
			if err != nil {
				b.Fatal(err)
			}
			if err := ix.Close(); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(fmt.Sprintf("memory/%d", size.passages), func(b *testing.B) {
			for b.Loop() {
				open(b, "")
			}
		})
		b.Run(fmt.Sprintf("build/%d", size.passages), func(b *testing.B) {
			for b.Loop() {
				open(b, b.TempDir())
			}
		})
		b.Run(fmt.Sprintf("kept/%d", size.passages), func(b *testing.B) {
			dir := b.TempDir()
			open(b, dir)
			for b.Loop() {
				open(b, dir)
			}
		})
	}
}
