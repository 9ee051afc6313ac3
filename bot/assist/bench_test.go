package assist_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/reports"
)

// asked is one question a wish.
func asked() []struct{ name, text string } {
	return []struct{ name, text string }{
		{"ranking", "top 5 herausforderungen"},
		{"value", "wie viel prozent sehen ki als herausforderung"},
		{"quote", "was sagt köln zu ki?"},
		{"list", "welche erfolgsfaktoren gibt es"},
		{"person", "wer hat den report geschrieben"},
		{"definition", "was ist ein fullservice-provider"},
		{"comparison", "unterschied zwischen it und digitalisierung"},
		{"passage", "warum steigen die kosten"},
		{"unknown", "wie wird das wetter morgen"},
	}
}

// BenchmarkAnswer asks the embedded report one question a wish, whole answers
// included; "all" is the mean over the wishes.
func BenchmarkAnswer(b *testing.B) {
	a, _ := newAssistant(b)
	ask := func(b *testing.B, text string) {
		if _, err := a.Answer(context.Background(), bot.Question{Text: text}); err != nil {
			b.Fatal(err)
		}
	}
	for _, q := range asked() {
		b.Run(q.name, func(b *testing.B) {
			for b.Loop() {
				ask(b, q.text)
			}
		})
	}
	b.Run("all", func(b *testing.B) {
		qs := asked()
		for i := 0; b.Loop(); i++ {
			ask(b, qs[i%len(qs)].text)
		}
	})
}

// BenchmarkPlain puts the words of the same questions to bleve alone, as a match
// query over the texts of the same records: what BenchmarkAnswer is measured by.
func BenchmarkPlain(b *testing.B) {
	loaded, err := corpus.Load(context.Background(), corpus.Source{Name: "reports", FS: reports.FS})
	if err != nil {
		b.Fatal(err)
	}
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = de.AnalyzerName
	ix, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := ix.Close(); err != nil {
			b.Error(err)
		}
	})
	batch := ix.NewBatch()
	for _, r := range loaded {
		for ref := range r.Refs() {
			text := r.Wording(ref, "de")
			if p, ok := r.Place(ref.ID); ok {
				for _, ask := range p.Asks["de"] {
					text += "\n" + ask
				}
			}
			if err := batch.Index(strconv.Itoa(batch.Size()), map[string]string{"text": text}); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := ix.Batch(batch); err != nil {
		b.Fatal(err)
	}
	qs := asked()
	for i := 0; b.Loop(); i++ {
		q := bleve.NewMatchQuery(qs[i%len(qs)].text)
		q.SetField("text")
		if _, err := ix.Search(bleve.NewSearchRequest(q)); err != nil {
			b.Fatal(err)
		}
	}
}
