package index

import (
	"context"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/reportbot/reportbot/index/german"
)

func FuzzSearch(f *testing.F) {
	for _, s := range []string{"Köln", "standartisierung", "42,5 %", "nicht", "\"", "~", "K.I.", "\x00", "Ko\u0308ln", "* + - && ||"} {
		f.Add(s, "de", "")
		f.Add(s, "", "Berger")
	}
	ix := open(f, Options{}, town())
	f.Fuzz(func(t *testing.T, text, lang, speaker string) {
		q := Query{Text: text, Language: lang, Speaker: speaker, Phrase: true}
		if v := verbatimOf(q); v != nil && !v.in(german.Scan(text), lang) {
			t.Fatalf("%q does not hold itself", text)
		}
		res, err := ix.Search(context.Background(), q)
		if err != nil {
			if !errors.Is(err, ErrTooLong) {
				t.Fatal(err)
			}
			return
		}
		for _, h := range res.Hits {
			if h.Coverage < 0 || h.Coverage > 1 || h.Score != h.Score {
				t.Fatalf("%+v", h)
			}
		}
	})
}

func FuzzHighlight(f *testing.F) {
	f.Add("Über Köln", "Koeln", "de", 5)
	f.Add("Ko\u0308ln und Bürger*innen", "Bürger KI", "en", 12)
	f.Add("\xff Künstliche Intelligenz", "KI", "de", 1)
	ix := open(f, Options{}, town())
	f.Fuzz(func(t *testing.T, text, query, lang string, runes int) {
		check := func(text string, spans []Span) {
			end := 0
			for _, s := range spans {
				if s.Start < end || s.End <= s.Start || s.End > len(text) {
					t.Fatalf("%q: %v", text, spans)
				}
				end = s.End
			}
		}
		check(text, Highlight(text, lang, query))
		snippet, spans := ix.Snippet("town", text, lang, query, runes)
		check(snippet, spans)
		if utf8.ValidString(text) && !utf8.ValidString(snippet) {
			t.Fatalf("%q cuts %q apart", snippet, text)
		}
	})
}
