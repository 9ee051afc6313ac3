package index

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reportbot/reportbot/corpus"
)

// sayings is a report with wordings to remember, each beside a record that holds
// the same words in another order, and more often.
func sayings() *corpus.Report {
	r := &corpus.Report{
		ID: "sayings", Languages: []string{"de", "en"},
		Sections: []corpus.Section{
			{ID: "erste", Title: corpus.Text{"de": "Hohe Mieten", "en": "High rents"}, Sections: []corpus.Section{
				{ID: "darunter", Title: corpus.Text{"de": "Was der Umzug kostet", "en": "What moving costs"}},
			}},
			{ID: "zweite", Title: corpus.Text{"de": "Ausblick"}},
			{ID: "dritte", Title: corpus.Text{"de": "Reden und Schweigen"}},
		},
		Quotes: []corpus.Quote{
			{ID: "zitat-lang", Speaker: "person-lang", Text: corpus.Text{"de": "Vor die Welle kommen wir nur zusammen."}},
			{ID: "zitat-kurz", Speaker: "person-kurz", Text: corpus.Text{"de": "Die Welle, vor der alle reden, die Welle kommt."}},
			{ID: "zitat-nach", Speaker: "person-kurz", Text: corpus.Text{"de": "Wer vor die Welle will, muss schneller sein."}},
		},
		People: []corpus.Person{{ID: "person-lang", Name: "Lena Lang"}, {ID: "person-kurz", Name: "Kai Kurz"}},
		Figures: []corpus.Figure{{
			ID: "abb", Title: corpus.Text{"de": "Sorgen", "en": "Worries"},
			Items: []corpus.Item{
				{ID: "laerm", Label: corpus.Text{"de": "Lärm", "en": "Noise"}, Note: corpus.Text{"de": "Nachts gezählt, nicht tags."}},
				{ID: "staub", Label: corpus.Text{"de": "Staub", "en": "Dust"}, Values: []corpus.Value{
					{Status: corpus.Lost, Bound: &corpus.Bound{Text: corpus.Text{"de": "mehr als siebzig Nachbarn", "en": "more than seventy neighbours"}}},
				}},
			},
		}},
	}
	for _, p := range []struct{ id, section, de, en string }{
		{"prozent", "", "Davon sagten 50 Prozent der Ämter ja.", "Of these 50 percent of the offices said yes."},
		{"zeichen", "", "Nur 50% der Schulen hatten Strom.", "Only 50% of the schools had power."},
		{"andere-zahl", "", "Prozent um Prozent: 50 Ämter, 50 Schulen, 5 Prozent.", "Percent by percent: 50 offices, 5 percent."},
		{"koeln", "", "Die Bürgermeisterin grüßt über Köln hinaus.", "The mayor of Köln waves."},
		{"coeln", "", "Von Köln grüßt die Bürgermeisterin über die Bürgermeisterin.", "Koeln has a mayor, and the mayor of Koeln waves."},
		{"zwei-saetze", "", "Das war teuer. Viele zahlen es trotzdem.", "That was dear."},
		{"umbruch", "", "Der weite\nWeg zum Amt lohnt.", "A long way."},
		{"weg", "", "Das Amt ist weit weg, der Weg weiter, das Amt am Weg.", "A way."},
		{"oben", "erste", "Mieten steigen seit Jahren hohe Stufen.", "Rents climb."},
		{"unten", "darunter", "Kisten und Wagen.", "Boxes and vans."},
		{"unten-auch", "darunter", "Es kostet Zeit, und der Umzug des Umzugs kostet.", "Moving takes time."},
		{"gold", "zweite", "Schweigen wäre Gold, sie reden.", "The federal IT security rules are of gold."},
		{"stille", "dritte", "Stille.", "Quiet."},
		{"gefragt", "zweite", "Im Herbst wird gewählt.", "There is an election in autumn."},
	} {
		r.Passages = append(r.Passages, corpus.Passage{ID: p.id, Section: p.section, Text: corpus.Text{"de": p.de, "en": p.en}})
	}
	r.Passages[len(r.Passages)-1].Asks = corpus.Phrases{"de": {"wann ist die nächste Wahl"}}
	return r
}

// held are the records that a search says hold the query word for word. They
// come first, and the scores tell the order.
func held(t *testing.T, res Result) []string {
	t.Helper()
	var out []string
	for i, h := range res.Hits {
		if h.Phrase {
			out = append(out, h.Ref.ID)
		}
		if h.Phrase && len(out) != i+1 {
			t.Errorf("%s holds the wording and stands behind one that does not", h.Ref.ID)
		}
		if i > 0 && h.Score > res.Hits[i-1].Score {
			t.Errorf("%s scores more than the one before it", h.Ref.ID)
		}
	}
	return out
}

func TestPhrase(t *testing.T) {
	t.Parallel()
	other := sayings()
	other.ID = "other"
	passages, quotes := []corpus.Kind{corpus.KindPassage}, []corpus.Kind{corpus.KindQuote}
	indexes := []*Index{open(t, Options{}, sayings(), other), open(t, Options{Dir: t.TempDir()}, sayings(), other)}
	for _, test := range []struct {
		name string
		q    Query
		want []string
	}{
		{"sign", Query{Text: "50 %"}, []string{"zeichen", "prozent"}},
		{"sign without a space", Query{Text: "nur 50%"}, []string{"zeichen"}},
		{"word for a sign", Query{Text: "50 Prozent"}, []string{"zeichen", "prozent"}},
		{"English word for a sign", Query{Text: "50 percent of the schools"}, []string{"zeichen"}},
		{"sign for an English word", Query{Text: "50 % of the offices", Language: "en"}, []string{"prozent"}},
		{"digraph", Query{Text: "gruesst ueber Koeln"}, []string{"koeln"}},
		{"umlaut", Query{Text: "GRÜßT ÜBER KÖLN"}, []string{"koeln"}},
		{"umlauts lost", Query{Text: "grusst uber Koln"}, []string{"koeln"}},
		{"umlaut in English", Query{Text: "mayor of Köln", Language: "en"}, []string{"koeln", "coeln"}},
		{"digraph in English", Query{Text: "mayor of Koeln", Language: "en"}, []string{"coeln", "koeln"}},
		{"umlaut lost in English", Query{Text: "mayor of Koln", Language: "en"}, []string{"koeln", "coeln"}},
		{"across a full stop", Query{Text: "teuer viele zahlen"}, []string{"zwei-saetze"}},
		{"punctuation of its own", Query{Text: "„teuer! – viele“, zahlen"}, []string{"zwei-saetze"}},
		{"across a line", Query{Text: "weite Weg zum"}, []string{"umbruch"}},
		{"other endings", Query{Text: "weiten Weg zum"}, nil},
		{"function words between", Query{Text: "vor die Welle"}, []string{"zitat-nach", "zitat-lang"}},
		{"other function words", Query{Text: "hinter die Welle"}, nil},
		{"pronoun for an abbreviation", Query{Text: "federal it security", Language: "en"}, []string{"gold"}},
		{"heading of words in other records", Query{Text: "Reden und Schweigen"}, []string{"stille"}},
		{"heading", Query{Text: "hohe Mieten"}, []string{"oben"}},
		{"heading below another", Query{Text: "der Umzug kostet"}, []string{"unten-auch", "unten"}},
		{"heading, another kind", Query{Text: "der Umzug kostet", Kinds: quotes}, nil},
		{"heading, a speaker", Query{Text: "der Umzug kostet", Speaker: "Lang"}, nil},
		{"said about a value", Query{Text: "mehr als siebzig"}, []string{"abb", "abb/staub"}},
		{"said about an item", Query{Text: "nachts gezählt"}, []string{"abb/laerm", "abb"}},
		{"said about an item, the figure", Query{Text: "nachts gezählt", Kinds: []corpus.Kind{corpus.KindFigure}}, []string{"abb"}},
		{"kind", Query{Text: "vor die Welle", Kinds: passages}, nil},
		{"speaker", Query{Text: "vor die Welle", Kinds: quotes, Speaker: "Kurz"}, []string{"zitat-nach"}},
		{"limit", Query{Text: "vor die Welle", Limit: 1}, []string{"zitat-nach"}},
		{"another language", Query{Text: "50 percent of the schools", Language: "de"}, nil},
		{"only asked", Query{Text: "nächste Wahl"}, nil},
		{"function words only", Query{Text: "die vor der"}, nil},
		{"question", Query{Text: "vor die Welle? "}, nil},
		{"one word", Query{Text: "Welle"}, nil},
		{"too many words", Query{Text: "Vor die Welle kommen wir nur zusammen vor die Welle"}, nil},
	} {
		test.q.Report, test.q.Phrase = "sayings", true
		for _, ix := range indexes {
			if diff := cmp.Diff(test.want, held(t, ask(t, ix, test.q))); diff != "" {
				t.Errorf("%s: %q: %s", test.name, test.q.Text, diff)
			}
		}
		plain := test.q
		plain.Phrase = false
		if got := held(t, ask(t, indexes[0], plain)); got != nil {
			t.Errorf("%s: %q without asking: %q", test.name, test.q.Text, got)
		}
	}
	// Of several reports all that hold it come first.
	for text, want := range map[string][]string{
		"vor die Welle":       {"zitat-nach", "zitat-nach", "zitat-lang", "zitat-lang"},
		"Reden und Schweigen": {"stille", "stille"},
	} {
		if diff := cmp.Diff(want, held(t, ask(t, indexes[0], Query{Text: text, Phrase: true}))); diff != "" {
			t.Errorf("two reports: %s", diff)
		}
	}
}

// TestPhraseScores adds the best score of all to what holds a wording, and leaves
// the others as they are.
func TestPhraseScores(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, sayings())
	plain := ask(t, ix, Query{Text: "der Umzug kostet"})
	got := ask(t, ix, Query{Text: "der Umzug kostet", Phrase: true})
	best := plain.Hits[0].Score
	for _, h := range got.Hits {
		want := 0.0
		if i := slices.IndexFunc(plain.Hits, func(p Hit) bool { return p.Ref == h.Ref }); i >= 0 {
			want = plain.Hits[i].Score
		}
		if h.Phrase {
			want += best
		}
		if h.Score != want {
			t.Errorf("%s scores %v, want %v", h.Ref.ID, h.Score, want)
		}
	}
	if diff := cmp.Diff(plain.Words, got.Words, words); diff != "" {
		t.Error(diff)
	}
}

// TestPhraseFarBehind finds a wording in a long record of many that have its words
// more often, one of them by a function word only.
func TestPhraseFarBehind(t *testing.T) {
	t.Parallel()
	babble := newBabble(3_000)
	r := babble.report(maxCandidates+1_000, "de")
	for i := range r.Passages {
		r.Passages[i].Text["de"] = "Kosten des Umzugs, Umzug, Kosten der Umzüge: " + r.Passages[i].Text["de"][:60]
	}
	last := &r.Passages[len(r.Passages)-1]
	last.Text["de"] = babble.text(300) + "Wir sahen den Umzug, Kosten eines Umzugs und mehr. " + babble.text(300)
	ix := open(t, Options{}, r)
	for _, text := range []string{"Umzug, Kosten eines Umzugs", "Kosten eines Umzugs"} {
		if far := ask(t, ix, Query{Text: text, Limit: MaxLimit}); slices.Contains(ids(far), last.ID) {
			t.Fatalf("%q: the record is not far behind", text)
		}
		for _, limit := range []int{1, 0} {
			res := ask(t, ix, Query{Text: text, Limit: limit, Phrase: true})
			if diff := cmp.Diff([]string{last.ID}, held(t, res)); diff != "" {
				t.Errorf("%q: %s", text, diff)
			}
			if len(res.Hits) != limitOf(Query{Limit: limit}) {
				t.Errorf("%q: %d hits", text, len(res.Hits))
			}
		}
	}
	// Where more hold it than are ranked, a full list of those is shown.
	res := ask(t, ix, Query{Text: "Kosten des Umzugs", Limit: MaxLimit, Phrase: true})
	if got := held(t, res); len(got) != MaxLimit {
		t.Errorf("%d of %d hold it", len(got), MaxLimit)
	}
}

// TestPhraseOfAnyWords takes stretches out of texts: each is found where it stands.
func TestPhraseOfAnyWords(t *testing.T) {
	t.Parallel()
	r := town()
	ix := open(t, Options{}, r)
	n := 0
	for ref := range r.Refs() {
		for _, lang := range r.Languages {
			for line := range strings.Lines(r.Wording(ref, lang)) {
				fields := strings.Fields(line)
				for i := 0; i+3 <= len(fields); i++ {
					q := Query{Text: strings.Join(fields[i:i+3], " "), Phrase: true}
					res := ask(t, ix, q)
					if len(res.Words) == 0 || verbatimOf(q) == nil {
						continue
					}
					n++
					if !slices.ContainsFunc(res.Hits, func(h Hit) bool { return h.Phrase && h.Ref == ref }) {
						t.Errorf("%q is not found in %s: %s", q.Text, ref.ID, fmt.Sprint(ids(res)))
					}
				}
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d stretches", n)
	}
}
