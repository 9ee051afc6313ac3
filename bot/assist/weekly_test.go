package assist_test

import (
	"strings"
	"testing"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// Ensure every key fact of the embedded reports is a post in every language: with its
// text, the places that it rests on, a picture where it rests on a figure that can be
// read, and buttons whose press is answered from these records.
func TestFactPosts(t *testing.T) {
	t.Parallel()
	a, _ := newAssistant(t, embedded(t))
	facts := a.Facts()
	reports := facts.Reports("de")
	if len(reports) == 0 {
		t.Fatal("no report has facts")
	}
	charts := 0
	for _, r := range reports {
		for _, fact := range facts.List(r.Value) {
			for _, lang := range []string{"de", "en"} {
				post, digest, ok := facts.Post(t.Context(), r.Value, fact, lang)
				again, same, _ := facts.Post(t.Context(), r.Value, fact, lang)
				if !ok || digest == "" || digest != same || again.Title != post.Title {
					t.Errorf("%s in %s: %v, digests %s and %s", fact, lang, ok, digest, same)
					continue
				}
				text, is := post.Blocks[0].(bot.Paragraph)
				if len(post.Blocks) != 1 || !is || text.Text == "" || len(post.Citations) < 2 || post.Language != lang {
					t.Errorf("%s in %s: %+v", fact, lang, post)
				}
				for _, c := range post.Citations {
					if c.Page == 0 || c.Title == "" {
						t.Errorf("%s in %s: cites %+v", fact, lang, c)
					}
				}
				if post.Chart != nil {
					charts++
				}
				for _, b := range post.Buttons {
					answer, err := a.Answer(t.Context(), bot.Question{Kind: bot.KindPress, Text: b.Press})
					if err != nil || answer.Status != bot.Answered && answer.Status != bot.Partial || len(answer.Citations) == 0 || len(b.Press) > bot.MaxPress {
						t.Errorf("%s in %s: %q (%s) is answered with %+v, %v", fact, lang, b.Label, b.Press, answer, err)
					}
				}
			}
		}
	}
	if charts == 0 {
		t.Error("no fact has a picture")
	}
	if _, _, ok := facts.Post(t.Context(), reports[0].Value, "nonsense", "de"); ok {
		t.Error("a fact that is not there")
	}
	if got := facts.List("nonsense"); len(got) != 0 {
		t.Errorf("a report that is not there has %v", got)
	}
}

// Ensure what a fact rests on is noticed when it changes: each value, each wording that
// readers see, and nothing else.
func TestFactPrint(t *testing.T) {
	t.Parallel()
	build := func(change func(*corpus.Report)) bot.FactPrint {
		r := &corpus.Report{
			ID: "r", Title: corpus.Text{"de": "R"}, Languages: []string{"de"},
			Passages: []corpus.Passage{{ID: "p", Page: 2, Text: corpus.Text{"de": "Ein Satz."}}},
			Figures: []corpus.Figure{{ID: "f", Page: 2, Title: corpus.Text{"de": "F"}, Unit: corpus.UnitPercent, Items: []corpus.Item{
				{ID: "a", Label: corpus.Text{"de": "A"}, Values: []corpus.Value{{Value: num(t, "42.5"), Status: corpus.Exact}}},
				{ID: "b", Label: corpus.Text{"de": "B"}, Values: []corpus.Value{{Value: num(t, "43"), Status: corpus.Exact}}},
			}}},
			Facts: []corpus.Fact{{ID: "k", Text: corpus.Text{"de": "Ein Fakt."}, Records: []string{"p", "f/a"}}},
		}
		if change != nil {
			change(r)
		}
		a, _ := newAssistant(t, []*corpus.Report{r.Link()})
		now, ok := a.Facts().Print("r", "k")
		if !ok {
			t.Fatal("no such fact")
		}
		return now
	}
	was := build(nil)
	for name, tt := range map[string]struct {
		change           func(*corpus.Report)
		wording, records bool
	}{
		"nothing":          {nil, false, false},
		"the fact":         {func(r *corpus.Report) { r.Facts[0].Text["de"] = "Ein anderer Fakt." }, true, false},
		"the passage":      {func(r *corpus.Report) { r.Passages[0].Text["de"] = "Ein anderer Satz." }, false, true},
		"a value":          {func(r *corpus.Report) { r.Figures[0].Items[0].Values[0].Value = num(t, "42.6") }, false, true},
		"a status":         {func(r *corpus.Report) { r.Figures[0].Items[0].Values[0].Status = corpus.Inferred }, false, true},
		"another value":    {func(r *corpus.Report) { r.Figures[0].Items[1].Values[0].Value = num(t, "44") }, false, false},
		"a label":          {func(r *corpus.Report) { r.Figures[0].Items[0].Label["de"] = "Anders" }, false, true},
		"another item":     {func(r *corpus.Report) { r.Figures[0].Items[1].Label["de"] = "Anders" }, false, false},
		"asks":             {func(r *corpus.Report) { r.Passages[0].Asks = corpus.Phrases{"de": {"Was?"}} }, false, false},
		"evidence":         {func(r *corpus.Report) { r.Figures[0].Items[0].Values[0].Evidence = "line 7" }, false, false},
		"a record gone":    {func(r *corpus.Report) { r.Passages[0].ID = "q" }, false, true},
		"what it rests on": {func(r *corpus.Report) { r.Facts[0].Records = []string{"p"} }, false, true},
	} {
		now := build(tt.change)
		if now.Wording != was.Wording != tt.wording || now.Records != was.Records != tt.records {
			t.Errorf("%s: wording changed %v, records changed %v", name, now.Wording != was.Wording, now.Records != was.Records)
		}
	}
	if strings.Contains(was.Records, "Satz") {
		t.Error("a print holds the record itself")
	}
}
