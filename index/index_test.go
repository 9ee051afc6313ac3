package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"golang.org/x/text/unicode/norm"

	"github.com/reportbot/reportbot/corpus"
)

// TestMain finds goroutines that an index leaves behind. bleve's own analysis
// workers start with the program and stay.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}

// town is a small report with a record of every kind.
func town() *corpus.Report {
	return &corpus.Report{
		ID: "town", Languages: []string{"de", "en"},
		Passages: []corpus.Passage{
			{ID: "mangel", Page: 3, Text: corpus.Text{
				"de": "Der Fachkräftemangel trifft die Rechenzentren der Städte besonders hart.",
				"en": "The shortage of skilled workers hits the data centres of the cities hardest.",
			}},
			{ID: "ki", Page: 4, Text: corpus.Text{
				"de": "Künstliche Intelligenz entlastet die Sachbearbeitung bei Routineaufgaben.",
				"en": "Artificial intelligence takes routine work off the clerks' hands.",
			}},
			{ID: "zufrieden", Page: 5, Text: corpus.Text{
				"de": "Die Bürger*innen sind mit den Ämtern zufrieden.",
				"en": "Citizens are satisfied with the offices.",
			}},
			{ID: "unzufrieden", Page: 5, Text: corpus.Text{
				"de": "Die Bürgerinnen und Bürger sind mit den Ämtern nicht zufrieden.",
				"en": "Citizens are not satisfied with the offices.",
			}},
			{ID: "koeln", Page: 6, Text: corpus.Text{
				"de": "In Köln kostet das Rechenzentrum 42,5 Millionen Euro im Jahr 2024.",
				"en": "In Cologne the data centre costs 42.5 million euros in the year 2024.",
			}},
			{ID: "muenchen", Page: 6, Text: corpus.Text{
				"de": "In München kostet das Rechenzentrum 42,7 Millionen Euro im Jahr 2023.",
				"en": "In Munich the data centre costs 42.7 million euros in the year 2023.",
			}},
			{ID: "foederal", Page: 7, Text: corpus.Text{
				"de": "Standardisierung senkt die Kosten der öffentlichen Verwaltung.",
				"en": "Standardisation lowers the costs of public administration.",
			}},
			{ID: "nur-deutsch", Page: 8, Text: corpus.Text{"de": "Eine KI-Strategie fehlt dem Landkreis bislang."}},
		},
		Quotes: []corpus.Quote{
			{ID: "zitat-berger", Speaker: "person-berger", Page: 9, Text: corpus.Text{"de": "Ohne offene Schnittstellen geht es nicht."},
				Translation: corpus.Text{"en": "It can't be done without open interfaces."}},
			{ID: "zitat-meyer", Speaker: "person-meyer", Page: 9, Text: corpus.Text{"de": "Schnittstellen brauchen Pflege."},
				Translation: corpus.Text{"en": "Interfaces need care."}},
		},
		Figures: []corpus.Figure{{
			ID: "abb", Page: 10, Title: corpus.Text{"de": "Herausforderungen der IT", "en": "Challenges of IT"},
			Items: []corpus.Item{
				{ID: "sicherheit", Label: corpus.Text{"de": "IT-Sicherheit gewährleisten", "en": "Ensuring IT security"}},
				{ID: "personal", Label: corpus.Text{"de": "Personal gewinnen", "en": "Recruiting staff"},
					Asks: corpus.Phrases{"de": {"wie schwer ist es, leute zu finden"}, "en": {"how hard is hiring"}}},
			},
		}},
		Lists: []corpus.List{{ID: "liste", Page: 11, Title: corpus.Text{"de": "Drei Empfehlungen", "en": "Three recommendations"},
			Items: []corpus.Point{{Title: corpus.Text{"de": "Rollen klären", "en": "Clarify roles"}}}}},
		People: []corpus.Person{
			{ID: "person-berger", Name: "Annette Berger", Organisation: corpus.Text{"de": "Stadt Köln", "en": "City of Cologne"},
				Place: "koeln-ort", Aliases: []string{"Berger"}, Page: 20},
			{ID: "person-meyer", Name: "Max Meyer", Organisation: corpus.Text{"de": "Stadt Ulm", "en": "City of Ulm"}, Page: 20},
		},
		Terms: []corpus.Term{
			{ID: "ki-term", Type: corpus.TermConcept, Label: corpus.Text{"de": "Künstliche Intelligenz", "en": "artificial intelligence"},
				Synonyms: corpus.Phrases{"de": {"KI"}, "en": {"AI"}}},
			{ID: "koeln-ort", Type: corpus.TermPlace, Label: corpus.Text{"de": "Köln", "en": "Cologne"}},
		},
		Facts: []corpus.Fact{{ID: "fakt", Page: 3, Text: corpus.Text{"de": "Jede zweite Stadt sucht Personal.", "en": "Every second city looks for staff."}}},
	}
}

// words compares words of a query by all that is known of them.
var words = cmp.AllowUnexported(Word{})

// open opens an index that is closed when the test ends. The reports are linked.
func open(tb testing.TB, o Options, reports ...*corpus.Report) *Index {
	tb.Helper()
	for _, r := range reports {
		r.Link()
	}
	ix, err := Open(context.Background(), reports, o)
	if err != nil {
		tb.Fatal(err)
	}
	closeAtEnd(tb, ix)
	return ix
}

// closeAtEnd closes an index when the test ends.
func closeAtEnd(tb testing.TB, ix io.Closer) {
	tb.Helper()
	tb.Cleanup(func() {
		if err := ix.Close(); err != nil {
			tb.Error(err)
		}
	})
}

func ask(tb testing.TB, ix *Index, q Query) Result {
	tb.Helper()
	res, err := ix.Search(context.Background(), q)
	if err != nil {
		tb.Fatalf("%+v: %v", q, err)
	}
	return res
}

func ids(res Result) []string {
	var out []string
	for _, h := range res.Hits {
		out = append(out, h.Ref.ID)
	}
	return out
}

func TestSearchFindsFirst(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, town())
	for _, test := range []struct{ name, query, lang, want string }{
		{"umlaut", "was kostet köln", "de", "koeln"},
		{"digraph", "was kostet Koeln", "de", "koeln"},
		{"lost umlaut", "was kostet Koln", "de", "koeln"},
		{"capitals", "KOSTEN DER VERWALTUNG", "de", "foederal"},
		{"decomposed umlaut", norm.NFD.String("was kostet das in München"), "de", "muenchen"},
		{"typo", "standartisierung", "de", "foederal"},
		{"swapped letters", "Verwatlung", "de", "foederal"},
		{"part of a compound", "mangel", "de", "mangel"},
		{"compound the text does not have", "Kostensenkung der Verwaltung", "de", "foederal"},
		{"number", "42,7", "de", "muenchen"},
		{"number with a point", "42.5 millionen", "de", "koeln"},
		{"year", "2023", "de", "muenchen"},
		{"negation", "Bürger nicht zufrieden", "de", "unzufrieden"},
		{"gender forms", "Bürger:innen nicht zufrieden", "de", "unzufrieden"}, {"no negation", "zufrieden mit den Ämtern", "de", "zufrieden"},
		{"abbreviation", "KI Routineaufgaben", "de", "ki"},
		{"abbreviation in English", "AI routine work", "en", "ki"},
		{"English negation", "who isn't satisfied", "en", "unzufrieden"},
		{"English", "cost of public administration", "en", "foederal"},
		{"place in English", "Cologne data centre", "en", "koeln"},
		{"question that a record answers", "Leute finden", "de", "abb/personal"},
		{"item", "wie wichtig ist IT-Sicherheit", "de", "abb/sicherheit"},
		{"any language", "skilled workers", "", "mangel"},
		{"any language, German", "Fachkräfte", "", "mangel"},
		{"German text for an English term", "AI strategy Landkreis", "en", "nur-deutsch"},
	} {
		res := ask(t, ix, Query{Text: test.query, Language: test.lang})
		if got := ids(res); len(got) == 0 || got[0] != test.want {
			t.Errorf("%s: %q finds %q, want %q first", test.name, test.query, got, test.want)
		}
	}
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, town())
	for _, test := range []struct {
		query, lang string
		least, most float64
	}{
		{"Wie senkt die Verwaltung Kosten?", "de", .99, 1},
		{"Bitte sag mir mal, was das Rechenzentrum in Köln kostet", "de", .99, 1},
		{"Welche Kosten hat die Raumfahrt auf dem Saturn?", "de", .01, .4},
		{"Wie wird das Abendessen?", "de", 0, 0},
		{"KI für Routineaufgaben", "de", .9, 1},
		{"standartisierung", "de", .6, .95},
		{"What lowers the costs of administration?", "en", .99, 1},
		{"What is the capital of Australia?", "en", 0, .3},
	} {
		res := ask(t, ix, Query{Text: test.query, Language: test.lang})
		got := 0.0
		if len(res.Hits) > 0 {
			got = res.Hits[0].Coverage
		}
		if got < test.least || got > test.most {
			t.Errorf("%q: coverage %.2f of %v, want %.2f to %.2f", test.query, got, ids(res), test.least, test.most)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, town())
	for _, test := range []struct {
		query, lang string
		want        []string // text, ? unknown, =corrected, # number
	}{
		{"Wie viele Bürger sind nicht zufrieden?", "de", []string{"Bürger", "nicht", "zufrieden"}},
		{"bitte zeig mir mal die Standartisierung", "de", []string{"Standartisierung?=Standardisierung"}},
		{"Köln 2024 Zeppelin", "de", []string{"Köln", "2024#", "Zeppelin?"}},
		{"please tell me about AI without volcanoes", "en", []string{"AI", "without", "volcanoes?"}},
		{"2022", "de", []string{"2022?#"}},
		{"Kln", "de", []string{"Kln?"}},
		{"Kosen Behoerde Verwaltng", "de", []string{"Kosen?=Kosten", "Behoerde?", "Verwaltng?=Verwaltung"}},
		{"Ketten Karten", "de", []string{"Ketten?", "Karten?"}},
		{"was ist das", "de", nil},
	} {
		var got []string
		for _, w := range ask(t, ix, Query{Text: test.query, Language: test.lang}).Words {
			s := w.Text
			if !w.Known {
				s += "?"
			}
			if w.Corrected != "" {
				s += "=" + w.Corrected
			}
			if w.Number {
				s += "#"
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q: %s", test.query, diff)
		}
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	other := town()
	other.ID = "other"
	ix := open(t, Options{}, town(), other)
	quotes := []corpus.Kind{corpus.KindQuote}
	for _, test := range []struct {
		name string
		q    Query
		want []string
	}{
		{"speaker by name", Query{Text: "Schnittstellen", Report: "town", Kinds: quotes, Speaker: "Berger"}, []string{"zitat-berger"}},
		{"speaker by place", Query{Text: "Schnittstellen", Report: "town", Kinds: quotes, Speaker: "Koeln"}, []string{"zitat-berger"}},
		{"speaker by place in English", Query{Text: "Schnittstellen", Report: "town", Kinds: quotes, Speaker: "Cologne"}, []string{"zitat-berger"}},
		{"speaker with a title", Query{Text: "Schnittstellen", Report: "town", Kinds: quotes, Speaker: "Frau Berger"}, []string{"zitat-berger"}},
		{"mistyped speaker", Query{Text: "Schnittstellen", Report: "town", Kinds: quotes, Speaker: "Bergr"}, []string{"zitat-berger"}},
		{"two slips in a speaker", Query{Text: "Schnittstellen", Report: "town", Kinds: quotes, Speaker: "Bregers"}, nil},
		{"swapped in a speaker", Query{Text: "Schnittstellen", Report: "town", Kinds: quotes, Speaker: "Bergre"}, []string{"zitat-berger"}},
		{"nobody from there", Query{Text: "Schnittstellen", Kinds: quotes, Speaker: "Stadt Hamburg"}, nil},
		{"no text", Query{Report: "town", Kinds: quotes}, []string{"zitat-berger", "zitat-meyer"}},
		{"no text, speaker", Query{Report: "town", Kinds: quotes, Speaker: "Ulm"}, []string{"zitat-meyer"}},
		{"nothing at all", Query{}, nil},
		{"another kind", Query{Text: "Schnittstellen", Kinds: []corpus.Kind{corpus.KindPassage}}, nil},
		{"facts and lists", Query{Text: "Personal Rollen", Report: "other", Kinds: []corpus.Kind{corpus.KindFact, corpus.KindList}}, []string{"liste", "fakt"}},
		{"unknown report", Query{Text: "Köln", Report: "none"}, nil},
		{"unknown language", Query{Text: "Köln", Language: "fr"}, nil},
	} {
		res := ask(t, ix, test.q)
		if diff := cmp.Diff(test.want, ids(res)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		for _, h := range res.Hits {
			if test.q.Report != "" && h.Ref.Report != test.q.Report {
				t.Errorf("%s: %v is of another report", test.name, h.Ref)
			}
		}
	}
}

func TestSearchKeepsItsBounds(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, town())
	var many []string
	for i := range MaxTerms + 1 {
		many = append(many, fmt.Sprint("w", i))
	}
	for _, text := range []string{strings.Repeat("ä", MaxRunes+1), strings.Join(many, " ")} {
		if _, err := ix.Search(context.Background(), Query{Text: text}); !errors.Is(err, ErrTooLong) {
			t.Errorf("%.20q…: %v, want %v", text, err, ErrTooLong)
		}
	}
	ask(t, ix, Query{Text: strings.Join(many[:MaxTerms], " ")})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ix.Search(ctx, Query{Text: "Köln"}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
	if got := len(ask(t, ix, Query{Text: "Schnittstellen Köln Personal", Limit: 2}).Hits); got != 2 {
		t.Errorf("limit 2: %d hits", got)
	}
}

// verbs is a report whose texts have other forms of what is asked, and words that
// differ in an umlaut only.
func verbs() *corpus.Report {
	r := &corpus.Report{ID: "verbs", Languages: []string{"de"}}
	for _, p := range []struct{ id, text string }{
		{"abfangen", "Der Torwart hat die Bälle abgefangen."},
		{"fangen", "Das Netz fängt die Fische der Küste."},
		{"anwenden", "Es ist nötig, die Regeln anzuwenden."},
		{"verfahren", "Ein Verfahren vor der Kammer dauert lange."},
		{"quelle", "Die Quelle nennt eine andere Zahl."},
		{"traege", "Träge Strukturen bremsen den Wandel."},
		{"tragen", "Kommunen tragen die Lasten."},
		{"amt", "Das Amt zieht um."},
		{"aemter", "Die Ämter ziehen um."},
		{"jahr", "Der Beirat tagte zum Start des Programms 1998 in Ulm."},
		{"zahl", "Im Beirat des Programms tagten zum Start 42 Leute."},
		{"rot", "Die rote Linie endet am Platz, den grünen Bus gibt es nicht."},
		{"gruen", "Die grüne Linie endet am Platz, den roten Bus gibt es nicht."},
	} {
		r.Passages = append(r.Passages, corpus.Passage{ID: p.id, Text: corpus.Text{"de": p.text}})
	}
	return r
}

func TestSearchUnderstandsForms(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, verbs())
	for _, test := range []struct {
		name, query, want string
		least, most       float64 // coverage
	}{
		{"verb in two parts", "wer fing die Bälle ab", "abfangen", .8, 1},
		{"participle for an infinitive", "was wird angewendet", "anwenden", .8, 1},
		{"noun made from a verb", "die Anwendung", "anwenden", .8, 1},
		{"compound that no text has", "Gerichtsverfahren", "verfahren", .3, .6},
		{"another such", "Fehlerquelle", "quelle", .3, .6},
		{"umlaut", "träge", "traege", .99, 1},
		{"umlaut as a digraph", "traege", "traege", .99, 1},
		{"no umlaut", "tragen", "tragen", .99, 1},
		{"plural", "Ämter", "aemter", .99, 1},
		{"singular", "Amt", "amt", .99, 1},
		{"asks for a date", "Wann tagte der Beirat zum Start des Programms?", "jahr", .9, 1},
		{"asks for a number", "Wie viele tagten im Beirat zum Start des Programms?", "zahl", .9, 1},
		{"words side by side", "roter Bus", "gruen", .99, 1},
		{"words side by side, the others", "rote Linie", "rot", .99, 1},
	} {
		res := ask(t, ix, Query{Text: test.query, Language: "de"})
		if len(res.Hits) == 0 || res.Hits[0].Ref.ID != test.want {
			t.Errorf("%s: %q finds %q, want %q first", test.name, test.query, ids(res), test.want)
		} else if c := res.Hits[0].Coverage; c < test.least || c > test.most {
			t.Errorf("%s: %q covers %.2f, want %.2f to %.2f", test.name, test.query, c, test.least, test.most)
		}
	}
	// "träge" is another word than "tragen"; where the umlaut is lost it may be either.
	for query, most := range map[string]float64{"träge": .65, "trage": 1} {
		for _, h := range ask(t, ix, Query{Text: query, Language: "de"}).Hits {
			if h.Ref.ID == "tragen" && h.Coverage > most || query == "trage" && h.Coverage < 1 {
				t.Errorf("%q: %s has coverage %.2f", query, h.Ref.ID, h.Coverage)
			}
		}
	}
}

// TestSameQuestionSameAnswer builds the index anew each time, because bleve
// numbers documents in the order of a map.
func TestSameQuestionSameAnswer(t *testing.T) {
	t.Parallel()
	r := town()
	for i := range 300 {
		r.Passages = append(r.Passages, corpus.Passage{ID: fmt.Sprintf("gleich-%d", i), Text: corpus.Text{"de": "Alle Texte sind gleich lang."}})
	}
	var want []Result
	for round := range 4 {
		ix := open(t, Options{}, r)
		for i, text := range []string{"gleich lange Texte", "Köln", "Personal in der Stadt", "Texte", "Kosten Texte"} {
			got := ask(t, ix, Query{Text: text, Limit: 20})
			if round == 0 {
				want = append(want, got)
			} else if diff := cmp.Diff(want[i], got, words); diff != "" {
				t.Errorf("%q: %s", text, diff)
			}
		}
	}
}

// TestManyAlike has more records that score alike than are ever ranked: some of
// them are better than none.
func TestManyAlike(t *testing.T) {
	t.Parallel()
	r := &corpus.Report{ID: "r", Languages: []string{"de"}}
	for i := range maxCandidates + 1_000 {
		r.Passages = append(r.Passages, corpus.Passage{ID: strconv.Itoa(i), Text: corpus.Text{"de": "Alle Texte sind gleich."}})
	}
	if res := ask(t, open(t, Options{}, r), Query{Text: "Texte"}); len(res.Hits) != DefaultLimit {
		t.Errorf("%d hits, want %d", len(res.Hits), DefaultLimit)
	}
}

// TestLanguageOf guesses languages from function words and from what an index
// knows, and is not sure where neither says anything.
func TestLanguageOf(t *testing.T) {
	t.Parallel()
	german := &corpus.Report{ID: "g", Languages: []string{"de"}, Passages: []corpus.Passage{{ID: "p", Text: corpus.Text{"de": "Der Turm steht am Markt."}}}}
	for _, test := range []struct {
		report *corpus.Report
		text   string
		lang   string
		sure   bool
	}{
		{german, "wie hoch ist der Turm", "de", true},
		{german, "how high is the tower", "en", true},
		{german, "Wolkenkratzer", "en", false},
		{german, "", "en", false},
		{town(), "the office of Köln", "en", true},
		{town(), "das amt", "de", true},
		{town(), strings.Repeat("a.", 100_000) + "ab", "de", false},
	} {
		if lang, sure := open(t, Options{}, test.report).LanguageOf(test.text); sure != test.sure || sure && lang != test.lang {
			t.Errorf("%.40q is in %s, sure: %t; want %s, %t", test.text, lang, sure, test.lang, test.sure)
		}
	}
}

func TestConcurrentSearches(t *testing.T) {
	t.Parallel()
	ix := open(t, Options{}, town())
	queries := []string{"Köln", "AI routine", "standartisierung der verwaltung", "mangel", "nicht zufrieden 42,5"}
	want := make([]Result, len(queries))
	for i, q := range queries {
		want[i] = ask(t, ix, Query{Text: q})
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for n := range 20 {
				i := (worker + n) % len(queries)
				got, err := ix.Search(context.Background(), Query{Text: queries[i]})
				if err != nil {
					t.Error(err)
				} else if diff := cmp.Diff(want[i], got, words); diff != "" {
					t.Errorf("%q: %s", queries[i], diff)
				}
			}
		})
	}
	wg.Wait()
}

func TestEmptyIndex(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{}, {Dir: t.TempDir()}} {
		for _, reports := range [][]*corpus.Report{nil, {{ID: "empty"}}} {
			ix := open(t, o, reports...)
			if res := ask(t, ix, Query{Text: "Köln", Speaker: "Berger"}); len(res.Hits) > 0 {
				t.Errorf("hits in nothing: %v", res.Hits)
			}
			ask(t, ix, Query{Text: "Köln", Language: "de"})
		}
	}
}
