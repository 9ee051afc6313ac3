package assist_test

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/reportbot/reportbot/bot"
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

// BenchmarkAnswer asks the embedded report one question a wish, and those of the
// question file.
func BenchmarkAnswer(b *testing.B) {
	a, _ := newAssistant(b, embedded(b))
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
	b.Run("file", func(b *testing.B) {
		overFile(b, func(text string) error {
			_, err := a.Answer(context.Background(), bot.Question{Text: text})
			return err
		})
	})
}

// overFile puts the questions of the question file one after the other, as often
// as b asks for, and reports the median beside the mean.
func overFile(b *testing.B, put func(string) error) {
	var texts []string
	for _, q := range readQuestions(b, questionFile) {
		texts = append(texts, q.Ask[len(q.Ask)-1])
	}
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		if err := put(texts[i%len(texts)]); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2]), "median-ns")
}

// BenchmarkPlain puts the words of the same questions to bleve alone, as a match
// query over the texts of the same records: what BenchmarkAnswer is measured by.
func BenchmarkPlain(b *testing.B) {
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
	for _, r := range embedded(b) {
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
	overFile(b, func(text string) error {
		q := bleve.NewMatchQuery(text)
		q.SetField("text")
		_, err := ix.Search(bleve.NewSearchRequest(q))
		return err
	})
}
