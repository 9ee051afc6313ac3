package assist

import (
	"slices"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// suggestions is how many next questions an answer offers.
const suggestions = 3

// unknown says honestly that the report does not answer the question, and helps
// on: what comes nearest, as questions that the report does answer.
func (t *task) unknown(near []candidate) bot.Answer {
	ans := bot.Answer{Wish: bot.WishUnknown, Status: bot.NotFound, Title: t.tell("unknown_title", nil)}
	ans.Blocks = []bot.Block{bot.Paragraph{Text: t.tell("unknown", bot.Args{"Report": t.titles()})}}
	for _, c := range near {
		if c.coverage < 0.25 || len(ans.Suggestions) == suggestions {
			break
		}
		if ask := t.askFor(c.report, c.ref.ID); ask != "" && !slices.Contains(ans.Suggestions, ask) {
			ans.Suggestions = append(ans.Suggestions, ask)
		}
	}
	for _, e := range t.examples(t.ordered[0]) {
		if len(ans.Suggestions) < suggestions && !slices.Contains(ans.Suggestions, e.Title) {
			ans.Suggestions = append(ans.Suggestions, e.Title)
		}
	}
	return ans
}

// tooLong answers what is past the bounds, without any work.
func (a *Assistant) tooLong(lang string) bot.Answer {
	ans := bot.Answer{
		Language: lang, Wish: bot.WishUnknown, Status: bot.NotFound, Title: a.say.Say(lang, "too_long_title", nil),
		Blocks: []bot.Block{bot.Paragraph{Text: a.say.Say(lang, "too_long", nil)}},
	}
	t := &task{Assistant: a, lang: lang}
	for _, e := range t.examples(a.ordered[0]) {
		if len(ans.Suggestions) < suggestions {
			ans.Suggestions = append(ans.Suggestions, e.Title)
		}
	}
	return ans
}

// askFor is a question that the record answers, in the answer's language.
func (t *task) askFor(r *corpus.Report, id string) string {
	p, _ := r.Place(id)
	if asks := p.Asks[t.lang]; len(asks) > 0 {
		return asks[0]
	}
	return ""
}

// suggest offers questions that lead on from the answer: on what else was found,
// then on other records of the same section.
func (t *task) suggest(ans bot.Answer) []string {
	var out []string
	put := func(r *corpus.Report, id string) {
		if slices.Contains(t.used, id) || len(out) == suggestions {
			return
		}
		if ask := t.askFor(r, id); ask != "" && foldAll(ask) != foldAll(t.text) && !slices.Contains(out, ask) {
			out = append(out, ask)
		}
	}
	for _, ref := range t.rest {
		put(t.reports[ref.Report], ref.ID)
	}
	for _, c := range ans.Citations {
		r := t.reports[c.Report]
		if r == nil {
			continue
		}
		here, _ := r.Place(c.Record)
		for _, id := range t.nearby[section{r, here.Section}] {
			if len(out) == suggestions {
				break
			}
			put(r, id)
		}
	}
	for _, e := range t.examples(t.ordered[0]) {
		if len(out) < suggestions && !slices.Contains(out, e.Title) {
			out = append(out, e.Title)
		}
	}
	return out
}

// section is a section of a report.
type section struct {
	report *corpus.Report
	id     string
}

// bySections lists the records of each section that answer questions, but for
// the items of figures.
func bySections(reports []*corpus.Report) map[section][]string {
	m := map[section][]string{}
	for _, r := range reports {
		for ref := range r.Refs() {
			if p, _ := r.Place(ref.ID); p.Section != "" && ref.Kind != corpus.KindItem && len(p.Asks) > 0 {
				at := section{r, p.Section}
				m[at] = append(m[at], ref.ID)
			}
		}
	}
	return m
}
