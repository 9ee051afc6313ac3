package assist_test

import (
	"context"
	"testing"

	"github.com/reportbot/reportbot/bot"
)

// BenchmarkAnswer asks the embedded report one question a wish.
func BenchmarkAnswer(b *testing.B) {
	a, _ := newAssistant(b)
	for _, q := range []struct{ name, text string }{
		{"ranking", "top 5 herausforderungen"},
		{"value", "wie viel prozent sehen ki als herausforderung"},
		{"quote", "was sagt köln zu ki?"},
		{"list", "welche erfolgsfaktoren gibt es"},
		{"person", "wer hat den report geschrieben"},
		{"definition", "was ist ein fullservice-provider"},
		{"comparison", "unterschied zwischen it und digitalisierung"},
		{"passage", "warum steigen die kosten"},
		{"unknown", "wie wird das wetter morgen"},
	} {
		b.Run(q.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := a.Answer(context.Background(), bot.Question{Text: q.text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
