package assist

import (
	"cmp"
	"context"
	"fmt"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// pressed answers a button. What it can't make out, or what is no longer in the
// reports, gets a friendly line.
func (a *Assistant) pressed(ctx context.Context, q bot.Question) (bot.Answer, error) {
	p, ok := decodePress(q.Text, a.say.Languages())
	if !ok || q.Kind == bot.KindLink && !p.verb.shows() {
		return a.outdated(q), nil
	}
	if p.verb == verbAsk {
		text, known := a.addresses().questions[p.codes[0]]
		if !known {
			return a.outdated(q), nil
		}
		ans, err := a.asked(ctx, bot.Question{Text: text, Language: p.language, Conversation: q.Conversation})
		ans.Asked = text
		return ans, err
	}
	refs := a.addresses().refs(p)
	if len(refs) == 0 {
		return a.outdated(q), nil
	}
	t, err := a.bare(p.language)
	if err != nil {
		return bot.Answer{}, err
	}
	ans, ok, err := t.press(ctx, p, refs, q)
	if err != nil || !ok {
		return a.outdated(q), err
	}
	last := a.memory.recall(q.Conversation)
	if ans.Manner != bot.Aside {
		t.leadOn(&ans)
		t.finish(&ans)
		a.memory.keep(q.Conversation, t.turn(ans, last))
	}
	ans.Language = t.lang
	return ans, nil
}

// outdated says that a button leads nowhere any more.
func (a *Assistant) outdated(q bot.Question) bot.Answer {
	lang := a.fallback(q, a.memory.recall(q.Conversation))
	return bot.Answer{
		Language: lang, Wish: bot.WishUnknown, Status: bot.NotFound, Manner: bot.Aside,
		Blocks: []bot.Block{bot.Note{Text: a.say.Say(lang, "press_old", nil)}},
	}
}

// bare is a task without words, for what is asked for by a record.
func (a *Assistant) bare(lang string) (*task, error) {
	t, err := a.read(bot.Question{Language: lang}, nil)
	if err != nil {
		return nil, fmt.Errorf("prepare an answer: %w", err)
	}
	return t, nil
}

// press answers with the records that a press names. ok is false where it makes
// no sense with them.
func (t *task) press(ctx context.Context, p press, refs []corpus.Ref, q bot.Question) (ans bot.Answer, ok bool, err error) {
	first := t.candidate(refs[0])
	figure := first.report.Figure(first.ref.ID)
	switch p.verb {
	case verbOpen:
		if first.ref.Kind == corpus.KindFact {
			return t.fact(first), true, nil
		}
		return t.pageOf(p, refs, bot.Anew)
	case verbPage:
		return t.pageOf(p, refs, bot.InPlace)
	case verbWhole:
		if figure == nil {
			return ans, false, nil
		}
		t.whole, t.lowest = true, p.first == 1
		ans = t.showRanking(first.report, figure)
		ans.Wish, ans.Manner = bot.WishRanking, bot.InPlace
		return ans, true, nil
	case verbChart:
		if figure == nil || !figure.Readable() {
			return ans, false, nil
		}
		return t.picture(first, figure), true, nil
	case verbSource:
		return t.whereabouts(refs), true, nil
	case verbFact:
		ans = t.fact(first)
		ans.Manner = bot.InPlace
		return ans, first.ref.Kind == corpus.KindFact, nil
	case verbHelpful, verbUnhelpful:
		ans, err = t.vote(ctx, first.ref, p.verb == verbHelpful, cmp.Or(q.Person, q.Conversation))
		return ans, true, err
	default:
		return ans, false, nil
	}
}

// candidate is a record that is known by its name, not found by a search.
func (t *task) candidate(ref corpus.Ref) candidate {
	r := t.reports[ref.Report]
	place, _ := r.Place(ref.ID)
	return candidate{ref: ref, report: r, page: place.Page}
}

// pageOf shows one page of several records. The first page may hold another
// number of records than the others: as many as the answer itself showed.
func (t *task) pageOf(p press, refs []corpus.Ref, m bot.Manner) (ans bot.Answer, ok bool, err error) {
	first := min(max(p.first, 1), len(refs))
	from, to := 0, first
	if p.page > 0 {
		from = first + (p.page-1)*passagesShown
		to = min(from+passagesShown, len(refs))
	}
	if from >= len(refs) {
		return ans, false, nil
	}
	for i, ref := range refs[from:to] {
		shown := t.show(t.candidate(ref))
		if headed(ref.Kind) && (to-from > 1 || p.page > 0) {
			shown.Blocks = append([]bot.Block{bot.Heading{Text: shown.Title}}, shown.Blocks...)
		}
		if i == 0 {
			ans = shown
			ans.Wish = wishOf(ref.Kind)
			continue
		}
		ans = join(ans, shown)
	}
	if p.page > 0 || to-from > 1 && headed(refs[from].Kind) {
		ans.Title = t.tell("more_title", nil)
	}
	ans.Manner = m
	t.pages = &pages{refs: refs, first: first, page: p.page, last: to == len(refs)}
	t.rest = refs[to:]
	return ans, true, nil
}

// headed reports whether records of a kind need their titles where several are
// shown: what they say means nothing without.
func headed(k corpus.Kind) bool {
	return k == corpus.KindFigure || k == corpus.KindItem || k == corpus.KindList || k == corpus.KindTerm
}

// whereabouts says of each record where it stands, and in which report.
func (t *task) whereabouts(refs []corpus.Ref) bot.Answer {
	ans := bot.Answer{Wish: bot.WishAbout, Status: bot.Answered, Manner: bot.Aside}
	told := map[string]bool{}
	for _, ref := range refs {
		r := t.reports[ref.Report]
		ans.Citations = append(ans.Citations, t.citePages(r, ref.ID)...)
		if f := r.Figure(ref.ID); f != nil && f.Source.In(t.lang) != "" && !told[f.ID] {
			told[f.ID] = true
			ans.Blocks = append(ans.Blocks, bot.Paragraph{Text: f.Source.In(t.lang)})
		}
		if !told[r.ID] {
			told[r.ID] = true
			ans.Blocks = append(ans.Blocks, bot.Paragraph{Text: t.publication(r)})
		}
	}
	ans.Citations = distinct(ans.Citations)
	return ans
}

// vote counts whether an answer was of use, once a person and record.
func (t *task) vote(ctx context.Context, ref corpus.Ref, helpful bool, voter string) (bot.Answer, error) {
	ans := bot.Answer{Wish: bot.WishAbout, Status: bot.Answered, Manner: bot.Aside}
	id := "thanks_unhelpful"
	if helpful {
		id = "thanks_helpful"
	}
	if t.feedback != nil {
		first, err := t.feedback.Count(ctx, ref, voter, helpful)
		if err != nil {
			return ans, fmt.Errorf("count a vote: %w", err)
		}
		if !first {
			id = "counted_already"
		}
	}
	ans.Blocks = []bot.Block{t.note(id, nil)}
	return ans, nil
}
