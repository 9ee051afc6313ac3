package index

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
)

// townInItsWords is town beside a package with the report's own wording of a
// passage and of its list.
func townInItsWords() *corpus.Report {
	r := town()
	passage := func(id, text string) *corpus.Passage {
		return &corpus.Passage{ID: id, Text: corpus.Text{"de": text}, Page: 4}
	}
	r.Originals = []corpus.Original{
		{Of: "ki", Passage: passage("w-ki", "Lernende Verfahren nehmen den Beschäftigten Schreibarbeit ab. Niemand tippt mehr Formulare.")},
		{Of: "liste", List: &corpus.List{ID: "w-liste", Title: corpus.Text{"de": "Ratschläge"}, Items: []corpus.Point{{Title: corpus.Text{"de": "Zuständigkeiten sauber trennen"}}}}},
		{Of: "mangel", Passage: passage("w-mangel", "Überall fehlen Administratoren.")},
		{Of: "mangel", Passage: passage("w-mangel-2", "Auch Azubis bleiben aus.")},
	}
	for _, o := range r.Originals {
		r.Aliases = append(r.Aliases, corpus.Alias{ID: o.ID(), Of: o.Of})
	}
	return r
}

// Ensure a record is found by the report's own words as well, and once only.
func TestOriginals(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, townInItsWords())
	for _, tc := range []struct {
		name   string
		query  Query
		want   []string
		phrase bool
	}{
		{"its word", Query{Text: "Schreibarbeit", Language: "de"}, []string{"ki"}, false},
		{"its word in another form", Query{Text: "Formular tippen", Language: "de"}, []string{"ki"}, false},
		{"both wordings", Query{Text: "Schreibarbeit Routineaufgaben", Language: "de"}, []string{"ki"}, false},
		{"second original", Query{Text: "Azubis", Language: "de"}, []string{"mangel"}, false},
		{"list", Query{Text: "Zuständigkeiten trennen", Language: "de"}, []string{"liste"}, false},
		{"list by its kind", Query{Text: "Zuständigkeiten trennen", Language: "de", Kinds: []corpus.Kind{corpus.KindList}}, []string{"liste"}, false},
		{"no passage", Query{Text: "Zuständigkeiten trennen", Language: "de", Kinds: []corpus.Kind{corpus.KindPassage}}, nil, false},
		{"word for word", Query{Text: "nehmen den Beschäftigten Schreibarbeit ab", Phrase: true}, []string{"ki"}, true},
		{"word for word in a list", Query{Text: "Zuständigkeiten sauber", Phrase: true}, []string{"liste"}, true},
		{"not over the end of an original", Query{Text: "Administratoren Auch Azubis", Phrase: true}, []string{"mangel"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			found := ask(t, ix, tc.query)
			if diff := cmp.Diff(tc.want, ids(found)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(found.Hits) > 0 && found.Hits[0].Phrase != tc.phrase {
				t.Errorf("word for word: %t", found.Hits[0].Phrase)
			}
		})
	}
}

// Ensure a question that the retelling answers finds what it found before.
func TestOriginalsLeaveOrder(t *testing.T) {
	t.Parallel()
	with, without := open(t, Options{}, townInItsWords()), open(t, Options{}, town())
	for _, q := range []string{"Fachkräftemangel", "shortage of skilled workers", "Rollen klären", "Kosten im Rechenzentrum Köln", "zufriedene Bürger"} {
		if diff := cmp.Diff(ids(ask(t, without, Query{Text: q})), ids(ask(t, with, Query{Text: q}))); diff != "" {
			t.Errorf("%q (-without +with):\n%s", q, diff)
		}
	}
}

// Ensure that what is kept for a report is not taken for the same with its own
// wording, nor the other way round.
func TestOriginalsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 {
		for _, tc := range []struct {
			report *corpus.Report
			want   int
		}{{townInItsWords(), 1}, {town(), 0}} {
			ix, err := Open(context.Background(), []*corpus.Report{tc.report.Link()}, Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			if got := len(ask(t, ix, Query{Text: "Schreibarbeit", Language: "de"}).Hits); got != tc.want {
				t.Errorf("%d hits, want %d", got, tc.want)
			}
			if err := ix.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
