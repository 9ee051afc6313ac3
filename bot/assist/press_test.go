package assist_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/assist"
	"github.com/reportbot/reportbot/bot/terminal"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/corpustest"
)

// tally counts votes in memory.
type tally struct {
	mu    sync.Mutex
	votes []string
}

func (v *tally) Count(_ context.Context, record corpus.Ref, voter string, helpful bool) (bool, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	vote := fmt.Sprint(record.ID, " ", voter, " ", helpful)
	if slices.Contains(v.votes, vote) {
		return false, nil
	}
	v.votes = append(v.votes, vote)
	return true, nil
}

func ask(t *testing.T, a *assist.Assistant, q bot.Question) bot.Answer {
	t.Helper()
	ans, err := a.Answer(t.Context(), q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	return ans
}

// pressed answers the answer's first button of this role.
func pressed(t *testing.T, a *assist.Assistant, ans bot.Answer, role bot.Role) bot.Answer {
	t.Helper()
	for _, b := range ans.Buttons {
		if b.Role == role {
			return ask(t, a, bot.Question{Kind: bot.KindPress, Text: b.Press, Conversation: "presser"})
		}
	}
	t.Fatalf("no button of role %d under %q", role, ans.Title)
	return bot.Answer{}
}

// Ensure every button under every answer to the question file can be pressed by
// an assistant that never saw the question: after a restart, by anybody.
func TestButtonsOutliveTheirAnswer(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]*corpus.Report{"embedded": embedded(t), "reworded": {corpustest.Reworded(t)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pressEvery(t, list)
		})
	}
}

func pressEvery(t *testing.T, list []*corpus.Report) {
	t.Helper()
	a, _ := newAssistant(t, list)
	other, _ := newAssistant(t, list)
	allowed := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_'
	}
	for _, q := range readQuestions(t, questionFile) {
		ans := ask(t, a, bot.Question{Text: q.Ask[0], Locale: q.Lang})
		seen := map[string]bool{}
		for _, b := range ans.Buttons {
			if len(b.Press) > bot.MaxPress || strings.ContainsFunc(b.Press, func(r rune) bool { return !allowed(r) }) {
				t.Errorf("%q: the press %q is no callback data", q.Ask[0], b.Press)
			}
			if seen[b.Press] || b.Label == "" {
				t.Errorf("%q: the button %q stands twice or has no label", q.Ask[0], b.Press)
			}
			seen[b.Press] = true
			next := ask(t, other, bot.Question{Kind: bot.KindPress, Text: b.Press})
			if next.Wish == bot.WishUnknown && b.Role != bot.RoleAsk {
				t.Errorf("%q: %q leads nowhere", q.Ask[0], b.Label)
			}
			if b.Role == bot.RoleAsk && next.Asked != b.Label {
				t.Errorf("%q: the button %q asks %q", q.Ask[0], b.Label, next.Asked)
			}
			if b.Role == bot.RoleShare && kinds(next) != kinds(ans) {
				t.Errorf("%q: shown to everyone it is %s, not %s", q.Ask[0], kinds(next), kinds(ans))
			}
			if next.Language != ans.Language {
				t.Errorf("%q: %q answers in %q", q.Ask[0], b.Label, next.Language)
			}
		}
	}
}

// kinds names what an answer shows, but for remarks and headings.
func kinds(ans bot.Answer) string {
	var out []string
	for _, b := range ans.Blocks {
		switch b := b.(type) {
		case bot.Note, bot.Heading:
		case bot.Ranking:
			out = append(out, fmt.Sprintf("%d rows", len(b.Rows)))
		default:
			out = append(out, fmt.Sprintf("%T", b))
		}
	}
	return strings.Join(out, ", ")
}

// Ensure pages lead there and back and never show a record twice.
func TestPages(t *testing.T) {
	t.Parallel()
	a, _ := newAssistant(t, embedded(t))
	first := ask(t, a, bot.Question{Text: "digitale souveränität", Locale: "de"})
	seen := map[string]int{}
	count := func(ans bot.Answer) {
		for _, c := range ans.Citations {
			seen[c.Record]++
		}
	}
	count(first)
	page, turns := first, 0
	for hasRole(page, bot.RoleNext) {
		page = pressed(t, a, page, bot.RoleNext)
		if page.Manner != bot.InPlace {
			t.Fatalf("page %d is not shown in place", turns)
		}
		count(page)
		turns++
	}
	if turns == 0 {
		t.Fatal("there is no further page")
	}
	for record, n := range seen {
		if n > 1 {
			t.Errorf("%s is on %d pages", record, n)
		}
	}
	for range turns {
		page = pressed(t, a, page, bot.RolePrevious)
	}
	if hasRole(page, bot.RolePrevious) || page.Citations[0] != first.Citations[0] {
		t.Errorf("going back ends at %v, not at %v", page.Citations, first.Citations)
	}
}

func hasRole(ans bot.Answer, role bot.Role) bool {
	return slices.ContainsFunc(ans.Buttons, func(b bot.Button) bool { return b.Role == role })
}

// Ensure a ranking that was cut shows all of its rows, and its picture has them.
func TestWholeRanking(t *testing.T) {
	t.Parallel()
	a, _ := newAssistant(t, []*corpus.Report{gardens(t)})
	top := ask(t, a, bot.Question{Text: "top 1 schädlinge"})
	rows := func(ans bot.Answer) int {
		for _, b := range ans.Blocks {
			if k, ok := b.(bot.Ranking); ok {
				return len(k.Rows)
			}
		}
		return 0
	}
	if n := rows(pressed(t, a, top, bot.RoleNext)); n != 4 || rows(top) >= n {
		t.Errorf("%d rows after %d, want all 4", n, rows(top))
	}
	if top.Chart == nil || len(top.Chart.Ranking.Rows) != 4 || !strings.Contains(top.Chart.Alt, "Wühlmäuse") || !strings.Contains(top.Chart.Source, "S. 6") {
		t.Errorf("the chart is %+v", top.Chart)
	}
	value := ask(t, a, bot.Question{Text: "wie viel prozent raupen"})
	if value.Chart != nil {
		t.Error("a single value comes with a picture that nobody asked for")
	}
	chart := pressed(t, a, value, bot.RoleChart).Chart
	if chart == nil || !chart.Ranking.Rows[3].Asked || chart.Ranking.Rows[0].Asked {
		t.Errorf("the row that was asked about is not marked: %+v", chart)
	}
}

// Ensure a vote counts once a person, and a source says where and in what.
func TestAsides(t *testing.T) {
	t.Parallel()
	a, catalogue := newAssistant(t, []*corpus.Report{gardens(t)})
	ans := ask(t, a, bot.Question{Text: "was sagt ada"})
	first, second := pressed(t, a, ans, bot.RoleHelpful), pressed(t, a, ans, bot.RoleHelpful)
	if first.Manner != bot.Aside || first.Blocks[0] == second.Blocks[0] {
		t.Errorf("two votes of one person are answered %v and %v", first.Blocks, second.Blocks)
	}
	for _, b := range ans.Buttons {
		if b.Role == bot.RoleUnhelpful {
			if linked := ask(t, a, bot.Question{Kind: bot.KindLink, Text: b.Press, Person: "somebody"}); linked.Wish != bot.WishUnknown {
				t.Errorf("a link votes: %v", linked.Blocks)
			}
		}
	}
	source := terminal.NewRenderer(catalogue).Plain(pressed(t, a, ans, bot.RoleSource))
	for _, want := range []string{"Grünamt", "Gartenbericht, Im Beet, S. 4"} {
		if !strings.Contains(source, want) {
			t.Errorf("the source lacks %q:\n%s", want, source)
		}
	}
}

// Ensure whatever comes as a press gets a friendly line, never an error.
func FuzzPress(f *testing.F) {
	list := []*corpus.Report{gardens(f)}
	a, _ := newAssistant(f, list)
	ans, err := a.Answer(f.Context(), bot.Question{Text: "top schädlinge"})
	if err != nil {
		f.Fatal(err)
	}
	for _, b := range ans.Buttons {
		f.Add(b.Press)
	}
	for _, s := range []string{"", "1", "1oAAA", "1oZAAxxxxxxx", "2oAAAxxxxxxx", "1oA\xffAxxxxxxx", strings.Repeat("1", 65)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ans, err := a.Answer(t.Context(), bot.Question{Kind: bot.KindPress, Text: s})
		if err != nil || len(ans.Blocks) == 0 && ans.Chart == nil && ans.Title == "" || ans.Language == "" {
			t.Errorf("%q is answered %+v, %v", s, ans, err)
		}
	})
}

// Ensure commands answer from the records, and say honestly where there are none.
func TestCommands(t *testing.T) {
	t.Parallel()
	a, catalogue := newAssistant(t, []*corpus.Report{gardens(t)})
	render := terminal.NewRenderer(catalogue)
	for _, tc := range []struct {
		name   string
		q      bot.Question
		status bot.Status
		want   []string
		not    []string
	}{
		{"quote by keyword", bot.Question{Kind: bot.KindQuote, Text: "kompost", Locale: "de"}, bot.Answered, []string{"Ohne Kompost", "Ada Lorentz", "S. 4"}, []string{"Regen"}},
		{"quote by a keyword with a typo", bot.Question{Kind: bot.KindQuote, Text: "kompostt", Locale: "de"}, bot.Answered, []string{"Ohne Kompost"}, []string{"Regen"}},
		{"quote by function words", bot.Question{Kind: bot.KindQuote, Text: "der die das", Locale: "de"}, bot.NotFound, []string{"Ada Lorentz"}, []string{"Kompost"}},
		{"quote by speaker", bot.Question{Kind: bot.KindQuote, Speaker: "Tannrode", Locale: "en"}, bot.Answered, []string{"Wir gießen", "Bo Quist", "p. 5"}, []string{"Kompost"}},
		{"keyword nobody says", bot.Question{Kind: bot.KindQuote, Text: "quasar", Locale: "de"}, bot.NotFound, []string{"quasar", "Ada Lorentz"}, []string{"Kompost wächst"}},
		{"keyword another one says", bot.Question{Kind: bot.KindQuote, Text: "kompost", Speaker: "Bo Quist", Locale: "de"}, bot.NotFound, []string{"kompost"}, []string{"„Ohne", "„Wir"}},
		{"speaker who is not quoted", bot.Question{Kind: bot.KindQuote, Text: "regen", Speaker: "Cy Ebers", Locale: "de"}, bot.NotFound, []string{"Cy Ebers"}, []string{"Regen."}},
		{"figure by title", bot.Question{Kind: bot.KindFigure, Text: "pests in the garden", Locale: "en"}, bot.Answered, []string{"slugs", "81.5%", "p. 6"}, nil},
		{"figure by item", bot.Question{Kind: bot.KindFigure, Text: "raupen", Locale: "de"}, bot.Answered, []string{"Raupen", "12 %"}, nil},
		{"no such figure", bot.Question{Kind: bot.KindFigure, Text: "quasar", Locale: "de"}, bot.NotFound, nil, []string{"81"}},
		{"no facts", bot.Question{Kind: bot.KindFact, Locale: "de"}, bot.NotFound, nil, nil},
		{"help", bot.Question{Kind: bot.KindHelp, Locale: "en"}, bot.Answered, []string{"/quote", "/figure", "Garden Report"}, []string{"/zitat"}},
		{"privacy", bot.Question{Kind: bot.KindPrivacy, Locale: "de"}, bot.Answered, []string{"nicht gespeichert"}, nil},
		{"too long", bot.Question{Kind: bot.KindQuote, Text: strings.Repeat("x", 600), Locale: "de"}, bot.NotFound, []string{"512"}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			ans := ask(t, a, tc.q)
			text := render.Plain(ans)
			if ans.Status != tc.status {
				t.Errorf("status %q, want %q:\n%s", ans.Status, tc.status, text)
			}
			for _, want := range tc.want {
				if !strings.Contains(text, want) {
					t.Errorf("lacks %q:\n%s", want, text)
				}
			}
			for _, not := range tc.not {
				if strings.Contains(text, not) {
					t.Errorf("holds %q:\n%s", not, text)
				}
			}
		})
	}
}

// Ensure the quote that holds a keyword's words in a row comes before those that
// have them more often.
func TestQuotesWordForWord(t *testing.T) {
	t.Parallel()
	r := gardens(t)
	for i, text := range []string{"Regen, Regen: Wer gießen will, gießt Regen.", "Regen soll gießen, gießen soll Regen, gießen!"} {
		r.Quotes = append(r.Quotes, corpus.Quote{ID: fmt.Sprint("q-", i), Speaker: "ada", Page: 7, Section: "s", Text: corpus.Text{"de": text}})
	}
	a, catalogue := newAssistant(t, []*corpus.Report{r.Link()})
	for text, want := range map[string]string{
		"gießen nur noch mit Regen": "Wir gießen nur noch mit Regen.", "Wer giessen will": "Regen, Regen: Wer gießen will, gießt Regen.",
		"soll Regen giessen": "Regen soll gießen, gießen soll Regen, gießen!", "giessen soll Regen": "Regen soll gießen, gießen soll Regen, gießen!",
	} {
		shown := terminal.NewRenderer(catalogue).Plain(ask(t, a, bot.Question{Kind: bot.KindQuote, Text: text, Locale: "de"}))
		first, _, _ := strings.Cut(shown[max(strings.Index(shown, "„"), 0):], "“")
		if first != "„"+want {
			t.Errorf("%q is answered %q first, want %q", text, first, want)
		}
	}
}

// Ensure every fact of the embedded report can be paged through, in a circle.
func TestFacts(t *testing.T) {
	t.Parallel()
	list := embedded(t)
	a, _ := newAssistant(t, list)
	first := ask(t, a, bot.Question{Kind: bot.KindFact, Locale: "en"})
	seen := map[string]bool{}
	for page := first; !seen[page.Citations[0].Record]; page = pressed(t, a, page, bot.RoleNext) {
		seen[page.Citations[0].Record] = true
	}
	if len(seen) != len(list[0].Facts) {
		t.Errorf("%d facts in the circle, want %d", len(seen), len(list[0].Facts))
	}
}

// Ensure what is proposed while typing is what the typed letters begin or hold,
// and that a proposal taken is found.
func TestComplete(t *testing.T) {
	t.Parallel()
	a, _ := newAssistant(t, []*corpus.Report{gardens(t)})
	for _, tc := range []struct {
		what  bot.Completion
		typed string
		want  []string
	}{
		{bot.CompleteSpeakers, "", []string{"Ada Lorentz", "Bo Quist"}},
		{bot.CompleteSpeakers, "tannr", []string{"Bo Quist"}},
		{bot.CompleteSpeakers, "cy", nil},
		{bot.CompleteFigures, "SCHAD", []string{"Schädlinge im Garten"}},
		{bot.CompleteFigures, "caterp", []string{"Schädlinge im Garten"}},
		{bot.CompleteFigures, "raupen", []string{"Schädlinge im Garten"}},
		{bot.CompleteFigures, "quasar", nil},
	} {
		got, err := a.Complete(t.Context(), tc.what, tc.typed, "de")
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range got {
			names = append(names, strings.Split(c.Name, ",")[0])
		}
		if !slices.Equal(names, tc.want) {
			t.Errorf("%s %q: %q, want %q", tc.what, tc.typed, names, tc.want)
		}
		for _, c := range got {
			q := bot.Question{Kind: bot.KindFigure, Text: c.Value}
			if tc.what == bot.CompleteSpeakers {
				q = bot.Question{Kind: bot.KindQuote, Speaker: c.Value}
			}
			if ans := ask(t, a, q); ans.Status == bot.NotFound {
				t.Errorf("the proposal %q is not found", c.Name)
			}
		}
	}
}

// Ensure a search over quotes and figures pages without gaps, and each finding
// opens by its id.
func TestFind(t *testing.T) {
	t.Parallel()
	a, _ := newAssistant(t, embedded(t))
	find := func(text string, offset, limit int) bot.Findings {
		t.Helper()
		got, err := a.Find(t.Context(), bot.Question{Text: text, Locale: "de"}, offset, limit)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	all := find("", 0, 100)
	var paged []string
	for offset := 0; ; offset += 3 {
		page := find("", offset, 3)
		for _, f := range page.Found {
			paged = append(paged, f.ID)
		}
		if !page.More {
			break
		}
	}
	if len(all.Found) < 5 || all.More || len(paged) != len(all.Found) {
		t.Fatalf("%d found at once, %d in pages", len(all.Found), len(paged))
	}
	for i, f := range all.Found {
		if f.ID != paged[i] || f.Title == "" || len(f.Answer.Citations) == 0 {
			t.Errorf("finding %d is %+v, in pages %q", i, f, paged[i])
		}
		opened := ask(t, a, bot.Question{Kind: bot.KindLink, Text: f.ID})
		if opened.Citations[0] != f.Answer.Citations[0] || opened.Manner != bot.Anew {
			t.Errorf("%q opens %v", f.Title, opened.Citations)
		}
	}
	if got := find("standardisierung", 0, 10); len(got.Found) == 0 || got.Found[0].Answer.Wish == "" {
		t.Errorf("a keyword finds %+v", got)
	}
	if got := find("quasar", 0, 10); len(got.Found) != 0 {
		t.Errorf("nonsense finds %+v", got)
	}
}
