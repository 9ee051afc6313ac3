package corpus_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
)

// Ensure a record's wording has one part a line, so that a phrase is found across
// the lines of a part and not from one part into the next.
func TestWordingHasAPartALine(t *testing.T) {
	t.Parallel()
	r := (&corpus.Report{
		ID:       "r",
		Passages: []corpus.Passage{{ID: "p", Text: corpus.Text{"de": "Eins\nzwei."}}},
		Figures: []corpus.Figure{{ID: "f", Title: corpus.Text{"de": "Titel\nlang"}, Items: []corpus.Item{
			{ID: "i", Label: corpus.Text{"de": "Zeile"}, Note: corpus.Text{"de": "Mit\nNotiz"}},
		}}},
	}).Link()
	for id, want := range map[string]string{"p": "Eins zwei.\n", "f": "Titel lang\nZeile\nMit Notiz\n", "f/i": "Titel lang\nZeile\nMit Notiz\n"} {
		for ref := range r.Refs() {
			if ref.ID == id {
				if diff := cmp.Diff(want, r.Wording(ref, "de")); diff != "" {
					t.Errorf("%s: %s", id, diff)
				}
			}
		}
	}
}
