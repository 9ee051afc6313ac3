package index

import (
	"context"
	"testing"

	"github.com/reportbot/reportbot/corpus"
)

func twoReports(t testing.TB) (*Index, *Index) {
	t.Helper()
	report := func(id string, texts ...string) *corpus.Report {
		r := &corpus.Report{ID: id, Title: corpus.Text{"de": id}, Languages: []string{"de"}, Pages: 9, Sections: []corpus.Section{{ID: "s", Title: corpus.Text{"de": "S"}, Page: 1}}}
		for i, text := range texts {
			r.Passages = append(r.Passages, corpus.Passage{ID: id + string(rune('0'+i)), Section: "s", Page: 1, Text: corpus.Text{"de": text}})
		}
		return r.Link()
	}
	a := report("a", "Igel brauchen Laub im Winter.", "Amseln brüten in der Hecke.", "Der Winter im Garten ist still.")
	b := report("b", "Der Winter verteuert die Heizung.", "Heizung und Strom kosten Geld.", "Im Winter wird Strom knapp.")
	open := func(reports ...*corpus.Report) *Index {
		c, err := Open(context.Background(), reports, Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		closeAtEnd(t, c)
		return c
	}
	return open(a), open(a, b)
}

// Ensure a report's hits and scores do not depend on which others are loaded.
func TestIndexIndependent(t *testing.T) {
	t.Parallel()
	alone, both := twoReports(t)
	for _, q := range []string{"Igel im Winter", "Winter", "brütende Amsel"} {
		x, err := alone.Search(context.Background(), Query{Text: q, Language: "de"})
		if err != nil {
			t.Fatal(err)
		}
		y, err := both.Search(context.Background(), Query{Text: q, Language: "de", Report: "a"})
		if err != nil {
			t.Fatal(err)
		}
		if len(x.Hits) != len(y.Hits) || len(x.Hits) == 0 {
			t.Fatalf("%q: %d hits alone, %d among others", q, len(x.Hits), len(y.Hits))
		}
		for i := range x.Hits {
			if x.Hits[i] != y.Hits[i] {
				t.Errorf("%q: %+v alone, %+v among others", q, x.Hits[i], y.Hits[i])
			}
		}
	}
}

// Ensure the report that knows a question's words goes first, and its words are
// known to the whole.
func TestIndexMerges(t *testing.T) {
	t.Parallel()
	_, both := twoReports(t)
	res, err := both.Search(context.Background(), Query{Text: "Kosten der Heizung im Winter", Language: "de", Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Hits) != 3 || res.Hits[0].Ref.Report != "b" {
		t.Errorf("got %+v", res.Hits)
	}
	words, err := both.Words("Igel und Heizung", "de")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if !w.Known {
			t.Errorf("%q is unknown", w.Text)
		}
	}
	if lang, _ := both.LanguageOf("wie warm ist es im winter"); lang != "de" {
		t.Errorf("the language is %q", lang)
	}
}
