package assist

import (
	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// byPage answers what stands on a page.
func (t *task) byPage() bot.Answer {
	ans := bot.Answer{Wish: bot.WishPassage, Status: bot.Answered, Title: t.tell("page_title", bot.Args{"Page": t.page})}
	for _, r := range t.ordered {
		for ref := range r.Refs() {
			place, _ := r.Place(ref.ID)
			c := candidate{ref: ref, report: r, page: place.Page}
			shown := ref.Kind == corpus.KindPassage || ref.Kind == corpus.KindQuote || ref.Kind == corpus.KindFigure || ref.Kind == corpus.KindPerson
			switch {
			case !shown || !standsOn(r, ref.ID, t.page):
			case ref.Kind == corpus.KindPassage && len(t.cited(ans)) >= passagesShown:
				t.rest = append(t.rest, ref)
			case ref.Kind == corpus.KindFigure:
				ans.Blocks = append(ans.Blocks, t.note("page_figure", bot.Args{"Title": r.Figure(ref.ID).Title.In(t.lang)}))
				ans.Citations = append(ans.Citations, t.cite(r, ref.ID))
			default:
				ans = join(ans, t.show(c))
			}
		}
	}
	t.shown = nil
	if len(ans.Citations) == 0 {
		ans.Wish, ans.Status = bot.WishUnknown, bot.NotFound
		ans.Blocks = []bot.Block{t.note("page_empty", bot.Args{"Page": t.page, "Pages": t.ordered[0].Pages})}
	}
	return ans
}

// bySection answers with the passages of the section that has this title.
func (t *task) bySection(title string) (bot.Answer, bool) {
	key := foldAll(title)
	for _, r := range t.ordered {
		sec := sectionTitled(r.Sections, key)
		if sec == nil {
			continue
		}
		ans := bot.Answer{Wish: bot.WishPassage, Status: bot.Answered, Title: sec.Title.In(t.lang)}
		for i := range r.Passages {
			p := &r.Passages[i]
			if p.Section != sec.ID {
				continue
			}
			c := candidate{ref: corpus.Ref{Report: r.ID, Kind: corpus.KindPassage, ID: p.ID}, report: r, page: p.Page}
			if len(t.cited(ans)) < passagesShown {
				ans = join(ans, t.show(c))
			} else {
				t.rest = append(t.rest, c.ref)
			}
		}
		if len(ans.Citations) > 0 {
			return ans, true
		}
	}
	return bot.Answer{}, false
}

func sectionTitled(list []corpus.Section, key string) *corpus.Section {
	for i := range list {
		for _, title := range list[i].Title {
			if foldAll(title) == key {
				return &list[i]
			}
		}
		if s := sectionTitled(list[i].Sections, key); s != nil {
			return s
		}
	}
	return nil
}
