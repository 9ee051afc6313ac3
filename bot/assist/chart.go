package assist

import (
	"slices"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// ref names the figure that an answer shows, or the one item of it.
func (v *figureView) ref() []corpus.Ref {
	if v.item >= 0 {
		return []corpus.Ref{{Report: v.report.ID, Kind: corpus.KindItem, ID: v.figure.ItemID(v.item)}}
	}
	return []corpus.Ref{{Report: v.report.ID, Kind: corpus.KindFigure, ID: v.figure.ID}}
}

// picture answers with a figure's picture and nothing else.
func (t *task) picture(c candidate, f *corpus.Figure) bot.Answer {
	item := c.report.Item(c.ref.ID)
	t.shown = &figureView{report: c.report, figure: f, item: slices.IndexFunc(f.Items, func(it corpus.Item) bool { return item != nil && it.ID == item.ID })}
	t.used = append(t.used, f.ID)
	return bot.Answer{
		Wish: bot.WishRanking, Status: bot.Answered, Title: f.Title.In(t.lang), Chart: t.chart(t.shown),
		Citations: []bot.Citation{t.cite(c.report, f.ID)},
	}
}

// chart is the whole figure as data for a picture: all options side by side where
// they share out one whole, else the one that the answer is about.
func (t *task) chart(v *figureView) *bot.Chart {
	f := v.figure
	k := t.ranking(f)
	c := &bot.Chart{Language: t.lang, Title: f.Title.In(t.lang), Source: t.say.Source(t.lang, t.cite(v.report, f.ID))}
	if f.Unit == corpus.UnitPercent {
		c.Unit = t.tell("percent", bot.Args{"Number": ""})
	}
	option := v.option
	if option == "" && len(f.Options) > 0 {
		option = leading(f)
	}
	stacked := f.Exclusive && len(f.Options) > 1
	all := make([]placed, len(f.Items))
	lost := false
	for i := range f.Items {
		it := &f.Items[i]
		all[i] = placed{row: t.row(f, it, option), place: i}
		if value := valueOf(it, option); value != nil {
			all[i].value = value.Value
		}
		lost = lost || all[i].value == nil
	}
	was := t.lowest
	t.lowest = false // The largest is on top, whatever end was asked for.
	t.arrange(all, lost)
	t.lowest = was
	for _, p := range all {
		row := p.row
		if stacked {
			row = t.row(f, &f.Items[p.place], "")
		}
		row.Asked = p.place == v.item
		k.Rows = append(k.Rows, row)
	}
	for _, o := range f.Options {
		if stacked {
			c.Options = append(c.Options, o.Label.In(t.lang))
		} else if o.ID == option {
			k.Heading = o.Label.In(t.lang)
		}
	}
	c.Ranking = k
	c.Notes = t.chartNotes(f, k.Rows)
	c.Alt = altText(c)
	return c
}

// chartNotes say what the marks of a chart mean.
func (t *task) chartNotes(f *corpus.Figure, rows []bot.Row) []string {
	count := map[bot.Mark]int{}
	for _, row := range rows {
		for _, cell := range row.Cells {
			count[cell.Mark]++
		}
	}
	var notes []string
	if n := count[bot.MarkLost]; n > 0 {
		notes = append(notes, t.tell("note_lost", bot.Args{"Count": n}))
	}
	if count[bot.MarkInferred] > 0 {
		notes = append(notes, t.tell("note_inferred", nil))
	}
	if n := f.Note.In(t.lang); n != "" {
		notes = append(notes, n)
	}
	return notes
}

// altText is a chart in words. Front-ends shorten it to what their platform takes.
func altText(c *bot.Chart) string {
	parts := []string{c.Title}
	for _, row := range c.Ranking.Rows {
		cells := make([]string, len(row.Cells))
		for i, cell := range row.Cells {
			cells[i] = bot.Signed(cell)
			if len(c.Options) > 0 {
				cells[i] = bot.Join(" ", cell.Option, cells[i])
			}
		}
		parts = append(parts, bot.Labelled(row.Label, strings.Join(cells, ", ")))
	}
	return strings.Join(parts, "; ")
}
