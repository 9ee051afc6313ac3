package assist_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/terminal"
	"github.com/reportbot/reportbot/corpus"
)

func num(t testing.TB, s string) *corpus.Number {
	t.Helper()
	n, err := corpus.ParseNumber(s)
	if err != nil {
		t.Fatal(err)
	}
	return &n
}

func both(de, en string) corpus.Text { return corpus.Text{"de": de, "en": en} }

// gardens is a report that has nothing to do with any embedded one.
func gardens(t testing.TB) *corpus.Report {
	t.Helper()
	value := func(id, de, en, v string) corpus.Item {
		it := corpus.Item{ID: id, Label: both(de, en)}
		if v == "" {
			it.Values = []corpus.Value{{Status: corpus.Lost, Note: both("Verwischt.", "Blurred.")}}
		} else {
			it.Values = []corpus.Value{{Value: num(t, v), Status: corpus.Exact}}
		}
		return it
	}
	r := &corpus.Report{
		ID: "gardens", Title: both("Gartenbericht", "Garden Report"), Edition: "2031", Publishers: []string{"Grünamt"},
		Languages: []string{"de", "en"}, Pages: 9,
		Sections: []corpus.Section{{ID: "s", Title: both("Im Beet", "In the bed"), Page: 1}},
		Passages: []corpus.Passage{
			{ID: "p-igel", Section: "s", Page: 2, Text: both("Igel brauchen Laubhaufen, um zu überwintern.", "Hedgehogs need piles of leaves to hibernate.")},
			{ID: "p-wasser", Section: "s", Page: 3, Text: both("Gießen am Morgen spart Wasser, weil weniger verdunstet.", "Watering in the morning saves water because less evaporates.")},
		},
		Quotes: []corpus.Quote{
			{ID: "q-ada", Speaker: "ada", Page: 4, Section: "s", Text: corpus.Text{"de": "Ohne Kompost wächst hier nichts."}, Translation: corpus.Text{"en": "Nothing grows here without compost."}},
			{ID: "q-bo", Speaker: "bo", Page: 5, Section: "s", Text: corpus.Text{"de": "Wir gießen nur noch mit Regen."}, Translation: corpus.Text{"en": "We water with rain only."}},
		},
		Figures: []corpus.Figure{{
			ID: "f", Title: both("Schädlinge im Garten", "Pests in the garden"), Question: both("Welche Schädlinge stören Sie?", "Which pests bother you?"),
			Unit: corpus.UnitPercent, Page: 6, Section: "s",
			Items: []corpus.Item{
				value("schnecken", "Nacktschnecken", "slugs", "81.5"),
				value("laeuse", "Blattläuse", "aphids", "81.5"),
				value("wuehl", "Wühlmäuse", "voles", ""),
				value("raupen", "Raupen", "caterpillars", "12"),
			},
		}},
		Lists: []corpus.List{{
			ID: "l", Title: both("Regeln für Beete", "Rules for beds"), Page: 8, Section: "s", Ordered: true,
			Items: []corpus.Point{{Title: both("Jäten", "Weed")}, {Title: both("Mulchen", "Mulch")}},
			Asks:  corpus.Phrases{"de": {"Welche Regeln gibt es?"}, "en": {"Which rules are there?"}},
		}},
		People: []corpus.Person{
			{ID: "ada", Name: "Ada Lorentz", Role: both("Gärtnerin", "gardener"), Organisation: both("Stadt Moosbach", "City of Moosbach"), Place: "moosbach", Part: corpus.PartExpert, Page: 9},
			{ID: "bo", Name: "Bo Quist", Role: both("Wasserwart", "water warden"), Organisation: both("Stadt Tannrode", "City of Tannrode"), Place: "tannrode", Part: corpus.PartExpert, Page: 9},
			{ID: "cy", Name: "Cy Ebers", Role: both("Redakteurin", "editor"), Part: corpus.PartAuthor, Page: 9},
		},
		Terms: []corpus.Term{
			{ID: "moosbach", Type: corpus.TermPlace, Label: both("Moosbach", "Moosbach")},
			{ID: "tannrode", Type: corpus.TermPlace, Label: both("Tannrode", "Tannrode")},
			{ID: "kompost", Type: corpus.TermConcept, Label: both("Kompost", "compost"), Definition: both("Verrotteter Abfall aus Pflanzen.", "Rotted plant waste."), Page: 7},
		},
	}
	return r.Link()
}

// asker returns a function that puts questions of one conversation.
func asker(tb testing.TB, reports ...*corpus.Report) func(string) (bot.Answer, string) {
	tb.Helper()
	return talker(tb, reports...)(tb)
}

// talker returns a function that begins a conversation with the assistant: what
// that returns puts its questions.
func talker(tb testing.TB, reports ...*corpus.Report) func(testing.TB) func(string) (bot.Answer, string) {
	tb.Helper()
	a, catalogue := newAssistant(tb, reports)
	r := terminal.NewRenderer(catalogue)
	var conversations atomic.Int64
	return func(tb testing.TB) func(string) (bot.Answer, string) {
		id := strconv.FormatInt(conversations.Add(1), 10)
		return func(q string) (bot.Answer, string) {
			tb.Helper()
			ans, err := a.Answer(context.Background(), bot.Question{Text: q, Conversation: id})
			if err != nil {
				tb.Fatalf("%q: %v", q, err)
			}
			return ans, r.Plain(ans)
		}
	}
}

// Ensure a report that the code never saw is answered from, in conversations
// whose last question is judged.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		ask    []string
		wish   bot.Wish
		status bot.Status
		must   []string
		not    []string
	}{
		{"quote of a person", []string{"was sagt ada lorentz?"}, bot.WishQuote, bot.Answered, []string{"Ohne Kompost wächst hier nichts.", "S. 4"}, []string{"Regen"}},
		{"quote of a place", []string{"what does Tannrode say"}, bot.WishQuote, bot.Answered, []string{"Wir gießen nur noch mit Regen.", "We water with rain only.", "Bo Quist"}, []string{"Kompost"}},
		{"quote with a slip", []string{"was sagt lorenz"}, bot.WishQuote, bot.Answered, []string{"Ohne Kompost", "Ada Lorentz"}, []string{"Regen"}},
		{"another first name", []string{"was sagt otto lorentz"}, bot.WishQuote, bot.NotFound, []string{"otto lorentz", "Ada Lorentz"}, []string{"Ohne Kompost"}},
		{"a stranger", []string{"was sagt Birkenau"}, bot.WishQuote, bot.NotFound, []string{"Birkenau", "Ada Lorentz", "Bo Quist"}, []string{"Ohne Kompost", "Regen."}},
		{"known but not quoted", []string{"was sagt Cy Ebers"}, bot.WishQuote, bot.NotFound, []string{"Cy Ebers", "Redakteurin"}, []string{"Ohne Kompost"}},
		{"next speaker", []string{"was sagt Moosbach?", "und Tannrode?"}, bot.WishQuote, bot.Answered, []string{"Regen"}, []string{"Ohne Kompost"}},
		{"next stranger", []string{"was sagt Moosbach?", "und Birkenau?"}, bot.WishQuote, bot.NotFound, []string{"Ada Lorentz"}, []string{"Ohne Kompost"}},
		{"value", []string{"wieviel prozent stören nacktschnecken"}, bot.WishValue, bot.Answered, []string{"81,5 %", "S. 6"}, []string{"12"}},
		{"value in English", []string{"how many percent are bothered by caterpillars?"}, bot.WishValue, bot.Answered, []string{"12%", "p. 6"}, []string{"81"}},
		{"lost value", []string{"wie viel prozent stören wühlmäuse"}, bot.WishValue, bot.Partial, []string{"nicht lesbar"}, []string{"81", "12 %"}},
		{"next value", []string{"wie viel prozent stören wühlmäuse", "und raupen?"}, bot.WishValue, bot.Answered, []string{"12 %"}, []string{"81"}},
		{"denied value", []string{"wie viel prozent stören raupen nicht"}, bot.WishValue, bot.Partial, []string{"12 %"}, nil},
		{"top one with a tie", []string{"größter schädling, top 1"}, bot.WishRanking, bot.Answered, []string{"Nacktschnecken", "Blattläuse"}, []string{"Raupen"}},
		{"ranking with a gap", []string{"rangliste der schädlinge"}, bot.WishRanking, bot.Answered, []string{"4. Raupen", "Wühlmäuse", "nicht lesbar"}, []string{"3. Raupen"}},
		{"over a limit", []string{"welche schädlinge stören mehr als 12 prozent"}, bot.WishRanking, bot.Partial, []string{"über 12 Prozent", "81,5 %", "nicht lesbar"}, []string{"Raupen"}},
		{"at least", []string{"which pests bother at least 12 percent"}, bot.WishRanking, bot.Partial, []string{"at least 12 percent", "caterpillars", "81.5%"}, nil},
		{"not over a limit", []string{"welche schädlinge stören nicht mehr als 81,5 %"}, bot.WishRanking, bot.Partial, []string{"höchstens 81,5 Prozent", "Raupen", "Blattläuse"}, nil},
		{"between", []string{"welche schädlinge stören zwischen 10 und 20 prozent"}, bot.WishRanking, bot.Partial, []string{"mindestens 10 Prozent, höchstens 20 Prozent", "Raupen"}, []string{"Blattläuse"}},
		{"place of one", []string{"auf welchem platz liegen raupen bei den schädlingen"}, bot.WishRanking, bot.Answered, []string{"4. Raupen: 12 %"}, []string{"Blattläuse"}},
		{"place of a lost one", []string{"auf welchem rang sind wühlmäuse unter den schädlingen"}, bot.WishRanking, bot.Partial, []string{"Wühlmäuse: – nicht lesbar"}, []string{"Blattläuse"}},
		{"comparison", []string{"sind raupen oder blattläuse der größere schädling"}, bot.WishComparison, bot.Answered, []string{"12 %", "81,5 %"}, []string{"Nacktschnecken"}},
		{"definition", []string{"was ist kompost"}, bot.WishDefinition, bot.Answered, []string{"Verrotteter Abfall", "S. 7"}, nil},
		{"person", []string{"wer ist bo quist"}, bot.WishPerson, bot.Answered, []string{"Wasserwart", "Tannrode"}, []string{"Ada"}},
		{"office of a place", []string{"wer ist die gärtnerin von moosbach"}, bot.WishPerson, bot.Answered, []string{"Ada Lorentz"}, nil},
		{"another office of a place", []string{"wer ist der bürgermeister von moosbach"}, bot.WishPerson, bot.NotFound, []string{"sagt der Report nicht", "Ada Lorentz", "Gärtnerin"}, nil},
		{"authors", []string{"who wrote the report"}, bot.WishPerson, bot.Answered, []string{"Cy Ebers"}, []string{"Ada", "Quist"}},
		{"passage", []string{"was brauchen igel im winter"}, bot.WishPassage, bot.Answered, []string{"Laubhaufen", "S. 2"}, []string{"Wasser"}},
		{"page", []string{"was steht auf seite 3"}, bot.WishPassage, bot.Answered, []string{"verdunstet"}, []string{"Igel"}},
		{"source", []string{"was brauchen igel", "quelle?"}, bot.WishPassage, bot.Answered, []string{"S. 2", "Gartenbericht"}, nil},
		{"source keeps the speaker", []string{"was sagt Moosbach?", "quelle?", "auf englisch"}, bot.WishQuote, bot.Answered, []string{"Ohne Kompost", "Nothing grows here"}, []string{"Regen"}},
		{"source keeps the list", []string{"welche regeln gibt es", "quelle?", "und die zweite?"}, bot.WishList, bot.Answered, []string{"Mulchen"}, []string{"Jäten"}},
		{"place of something else", []string{"welche regeln gibt es", "wer steht an erster stelle der schädlinge im garten"}, bot.WishRanking, bot.Answered, []string{"81,5 %"}, []string{"Jäten"}},
		{"the rest of the smallest", []string{"kleinster schädling", "mehr"}, bot.WishRanking, bot.Answered, []string{"4. Raupen", "1. Nacktschnecken", "1. Blattläuse"}, nil},
		{"language of the conversation", []string{"which pests bother you the most?", "top 1"}, bot.WishRanking, bot.Answered, []string{"slugs", "aphids"}, []string{"Raupen", "caterpillars"}},
		{"too long with what came before", []string{"zitat zu " + strings.Repeat("kompost", 71), "und Tannrode?"}, bot.WishUnknown, bot.NotFound, []string{"512"}, nil},
		{"the report by its name", []string{"was sagt der gartenbericht zum gießen?"}, bot.WishPassage, bot.Answered, []string{"verdunstet"}, []string{"Lorentz"}},
		{"another report", []string{"was sagt der trendreport zum gießen?"}, bot.WishQuote, bot.NotFound, []string{"trendreport"}, []string{"verdunstet"}},
		{"nothing more", []string{"wer ist bo quist", "mehr"}, bot.WishPerson, bot.NotFound, []string{"Mehr habe ich dazu nicht"}, nil},
		{"more of nothing", []string{"mehr"}, bot.WishUnknown, bot.NotFound, nil, nil},
		{"not in the report", []string{"wie viele einwohner hat moosbach"}, bot.WishUnknown, bot.NotFound, []string{"Gartenbericht"}, []string{"Lorentz"}},
		{"another year", []string{"was brauchen igel 2019"}, bot.WishUnknown, bot.NotFound, nil, []string{"Laubhaufen"}},
		{"nonsense", []string{"🐸 ??? …"}, bot.WishUnknown, bot.NotFound, nil, nil},
		{"nothing", []string{"   "}, bot.WishUnknown, bot.NotFound, nil, nil},
		{"too long", []string{strings.Repeat("igel ", 200)}, bot.WishUnknown, bot.NotFound, []string{"512"}, nil},
		{"privacy", []string{"speicherst du was ich frage?"}, bot.WishAbout, bot.Answered, []string{"15 Minuten"}, nil},
		{"in English please", []string{"zitat von ada lorentz auf englisch"}, bot.WishQuote, bot.Answered, []string{"Ohne Kompost", "Nothing grows here without compost."}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			ask := asker(t, gardens(t))
			var ans bot.Answer
			var text string
			for _, q := range tc.ask {
				ans, text = ask(q)
			}
			if ans.Wish != tc.wish || ans.Status != tc.status {
				t.Errorf("%q: %s, %s; want %s, %s", tc.ask, ans.Wish, ans.Status, tc.wish, tc.status)
			}
			for _, s := range tc.must {
				if !strings.Contains(text, s) {
					t.Errorf("%q: lacks %q", tc.ask, s)
				}
			}
			for _, s := range tc.not {
				if strings.Contains(text, s) {
					t.Errorf("%q: holds %q", tc.ask, s)
				}
			}
			if t.Failed() {
				t.Log(text)
			}
			if n := len(ans.Suggestions); n < 1 || n > 3 {
				t.Errorf("%d suggestions", n)
			}
		})
	}
}

// Ensure a package of the smallest kind, one language and passages only, is
// answered from.
func TestSmallestReport(t *testing.T) {
	t.Parallel()
	r := &corpus.Report{
		ID: "r", Title: corpus.Text{"de": "Chronik"}, Edition: "1", Publishers: []string{"Verein"}, Languages: []string{"de"}, Pages: 1,
		Sections: []corpus.Section{{ID: "s", Title: corpus.Text{"de": "Alles"}, Page: 1}},
		Passages: []corpus.Passage{{ID: "p", Section: "s", Page: 1, Text: corpus.Text{"de": "Der Turm wurde 1512 von Meister Hagen gebaut."}}},
	}
	ask := asker(t, r.Link())
	for _, q := range []string{"Wer baute den Turm?", "wann wurde der turm gebaut", "was sagt die chronik zum turm"} {
		if ans, text := ask(q); ans.Status != bot.Answered || !strings.Contains(text, "Hagen") {
			t.Errorf("%q: %s: %s", q, ans.Status, text)
		}
	}
	if ans, text := ask("wie hoch ist der eiffelturm in paris"); ans.Status != bot.NotFound {
		t.Errorf("answered with %s", text)
	}
}

// Ensure that a question gets the same answer every time.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	ask := asker(t, gardens(t))
	_, first := ask("gießen im garten")
	for range 20 {
		if _, again := ask("gießen im garten"); again != first {
			t.Fatalf("got\n%s\nbefore\n%s", again, first)
		}
	}
}

// Ensure a context that ended ends the work.
func TestAnswerCancelled(t *testing.T) {
	t.Parallel()
	a, _ := newAssistant(t, embedded(t))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := a.Answer(ctx, bot.Question{Text: "igel"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// FuzzAnswer: any text gets an answer in one of the languages, with a status,
// never a panic; and so does the follow-up to it.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{"was sagt ada zu kompost", "und bo?", "top 5", "how many percent", "mehr", "seite 3", "\x00\u202e%%%", "zitat zitat zitat", "mit raupen oder ohne raupen", "vergleiche raupen mit", "und compare slugs with aphids"} {
		f.Add(s, "und das?")
	}
	talk := talker(f, gardens(f))
	f.Fuzz(func(t *testing.T, first, second string) {
		ask := talk(t) // Nothing of another input goes into the answer.
		for _, q := range []string{first, second} {
			ans, text := ask(q)
			if ans.Status == "" || ans.Wish == "" || text == "" || ans.Language != "de" && ans.Language != "en" {
				t.Errorf("%q: %q %q %q %q", q, ans.Status, ans.Wish, ans.Language, text)
			}
		}
	})
}

// Ensure a burst of questions is answered as a whole: each waits for its turn as
// long as it takes.
func TestBurst(t *testing.T) {
	t.Parallel()
	a, _ := newAssistant(t, []*corpus.Report{gardens(t)})
	var all sync.WaitGroup
	for i := range 2000 {
		all.Go(func() {
			if _, err := a.Answer(context.Background(), bot.Question{Text: "top schädlinge " + strconv.Itoa(i)}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}
