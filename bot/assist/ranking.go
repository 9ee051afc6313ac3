package assist

import (
	"context"
	"slices"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// rank answers what is largest or smallest: with a figure, or with the list that
// says it where the figure's values are lost.
func (t *task) rank(ctx context.Context) (bot.Answer, bool, error) {
	text := t.asked()
	if text == "" {
		text = t.text
	}
	good, near, err := t.find(ctx, text, bot.WishRanking)
	if err == nil && len(good) == 0 && t.cut() {
		good, near, err = t.find(ctx, t.text, bot.WishRanking)
	}
	if err != nil || len(good) == 0 {
		return bot.Answer{}, false, err
	}
	good = slices.DeleteFunc(good, func(c candidate) bool {
		f := c.report.Figure(c.ref.ID)
		return f != nil && !t.ranksBy(f)
	})
	if len(good) == 0 {
		return bot.Answer{}, false, nil
	}
	best := good[0]
	if best.report.Figure(best.ref.ID) == nil {
		// Whoever asks what is largest wants the figure that measures it, where
		// there is one whose values can be read.
		for _, c := range append(slices.Clone(good), near...) {
			if f := c.report.Figure(c.ref.ID); f != nil && f.Readable() && t.ranksBy(f) && measures(c, f, best) {
				best = c
				break
			}
		}
	}
	if ans, ok, err := t.placeOf(ctx, best); ok || err != nil {
		return ans, ok, err
	}
	if best.ref.Kind == corpus.KindItem {
		best.ref = corpus.Ref{Report: best.ref.Report, Kind: corpus.KindFigure, ID: best.report.Figure(best.ref.ID).ID}
	}
	if best.ref.Kind == corpus.KindFigure && !best.report.Figure(best.ref.ID).Readable() {
		const instead = 0.5
		lists := good
		if t.lowest {
			// What is least is told of as "less".
			if lists, _, err = t.find(ctx, text+" "+t.tell("less", nil), bot.WishList); err != nil {
				return bot.Answer{}, false, err
			}
		}
		for _, c := range lists {
			if c.ref.Kind == corpus.KindList && c.score >= instead*best.score {
				best = c
				break
			}
		}
	}
	if best.ref.Kind != corpus.KindFigure && best.ref.Kind != corpus.KindList {
		return bot.Answer{}, false, nil
	}
	ans := t.show(best)
	ans.Wish = bot.WishRanking
	for _, c := range good {
		f := c.report.Figure(c.ref.ID)
		if !slices.Contains(t.used, c.ref.ID) && len(t.rest) < candidates && (f == nil || t.shown == nil || f != t.shown.figure) {
			t.rest = append(t.rest, c.ref)
		}
	}
	return ans, true, nil
}

// placeOf answers on which place of a figure one item is: "auf welchem Platz
// liegt …".
func (t *task) placeOf(ctx context.Context, best candidate) (bot.Answer, bool, error) {
	f := best.report.Figure(best.ref.ID)
	if f == nil || !t.has(place) || t.count > 0 {
		return bot.Answer{}, false, nil
	}
	items, err := t.items(ctx, t.asked())
	if err != nil {
		return bot.Answer{}, false, err
	}
	for _, c := range items {
		if c.report.Figure(c.ref.ID) == f && t.labelled(c) {
			t.alone = c.report.Item(c.ref.ID)
			ans := t.showRanking(c.report, f)
			ans.Wish = bot.WishRanking
			return ans, true, nil
		}
	}
	return bot.Answer{}, false, nil
}

// measures reports whether the figure of a candidate measures what the best
// record speaks of: it fits nearly as well, or stands in the same section.
func measures(c candidate, f *corpus.Figure, best candidate) bool {
	const nearly, some = 0.65, 0.3
	if c.score >= nearly*best.score && c.coverage >= best.coverage-0.05 {
		return true
	}
	p, _ := best.report.Place(best.ref.ID)
	return c.report == best.report && p.Section == f.Section && c.coverage >= some
}
