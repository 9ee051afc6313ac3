package assist

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// tell is an interface text in the answer's language.
func (t *task) tell(id string, args bot.Args) string { return t.say.Say(t.lang, id, args) }

// cite names the place of a record.
func (t *task) cite(r *corpus.Report, id string) bot.Citation {
	p, _ := r.Place(id)
	if ref, ok := r.Resolve(id); ok {
		id = ref.ID
	}
	return bot.Citation{Report: r.ID, Title: r.Title.In(t.lang), Section: r.SectionTitle(p.Section, t.lang), Page: p.Page, Record: id}
}

// show composes the answer from one record. Every record that is shown is cited.
func (t *task) show(c candidate) bot.Answer {
	ans := bot.Answer{Status: bot.Answered, Citations: t.citePages(c.report, c.ref.ID)}
	t.used = append(t.used, c.ref.ID)
	switch c.ref.Kind {
	case corpus.KindPassage:
		p := c.report.Passage(c.ref.ID)
		ans.Title = c.report.SectionTitle(p.Section, t.lang)
		ans.Blocks = t.worded(c.report, p.ID, t.passage(c.report, p))
	case corpus.KindQuote:
		q := c.report.Quote(c.ref.ID)
		ans.Title = c.report.Person(q.Speaker).Name
		ans.Blocks = []bot.Block{t.quotation(c.report, q)}
	case corpus.KindFigure, corpus.KindItem:
		return t.showFigure(c)
	case corpus.KindList:
		l := c.report.List(c.ref.ID)
		t.list = l
		ans.Title = l.Title.In(t.lang)
		ans.Blocks = t.worded(c.report, l.ID, t.listed(c.report, l))
	case corpus.KindPerson:
		p := c.report.Person(c.ref.ID)
		ans.Title = p.Name
		ans.Blocks = []bot.Block{t.portrait(p)}
	case corpus.KindTerm:
		v := c.report.Term(c.ref.ID)
		ans.Title = v.Label.In(t.lang)
		ans.Blocks = []bot.Block{bot.Paragraph{Text: v.Definition.In(t.lang), Page: v.Page}}
	case corpus.KindFact:
		f := c.report.Fact(c.ref.ID)
		ans.Blocks = []bot.Block{bot.Paragraph{Text: f.Text.In(t.lang), Page: c.page}}
	}
	return ans
}

// join appends what b shows to a.
func join(a, b bot.Answer) bot.Answer {
	a.Blocks = append(a.Blocks, b.Blocks...)
	a.Citations = append(a.Citations, b.Citations...)
	return a
}

func (t *task) note(id string, args bot.Args) bot.Note { return bot.Note{Text: t.tell(id, args)} }

func (t *task) quotation(r *corpus.Report, q *corpus.Quote) bot.Quotation {
	p := r.Person(q.Speaker)
	said, lang := q.Said()
	b := bot.Quotation{
		Text: said, Language: lang, Speaker: p.Name, Role: p.Role.In(t.lang),
		Organisation: p.Organisation.In(t.lang), Page: q.Page,
	}
	if lang != t.lang {
		b.Translation = q.Translation[t.lang]
	}
	return b
}

func (t *task) portrait(p *corpus.Person) bot.Portrait {
	return bot.Portrait{
		Name: p.Name, Role: p.Role.In(t.lang), Organisation: p.Organisation.In(t.lang),
		Part: t.tell("part_"+string(p.Part), nil), Page: p.Page,
	}
}

func (t *task) enumeration(l *corpus.List) bot.Enumeration {
	e := bot.Enumeration{Intro: l.Intro.In(t.lang), Ordered: l.Ordered, Page: l.Page}
	if l.Through > 0 {
		e.Page = 0 // It stands on both.
	}
	for _, it := range l.Items {
		entry := bot.Entry{Title: it.Title.In(t.lang), Text: it.Text.In(t.lang)}
		for _, p := range it.Points {
			entry.Points = append(entry.Points, p.In(t.lang))
		}
		e.Entries = append(e.Entries, entry)
	}
	return e
}

// row shows one item: all its answer options, or the one with this id. What the
// report says about lost values goes into the row's note.
func (t *task) row(f *corpus.Figure, it *corpus.Item, option string) bot.Row {
	row := bot.Row{Label: it.Label.In(t.lang)}
	for _, v := range it.Values {
		if option != "" && v.Option != option {
			continue
		}
		c := t.say.Cell(t.lang, f, v)
		row.Cells = append(row.Cells, c)
		row.Note = bot.Join(" ", row.Note, t.say.Bound(t.lang, c.Option, v))
	}
	return row
}

// ranking is the head of a figure without rows.
func (t *task) ranking(f *corpus.Figure) bot.Ranking {
	top := f.Scale.Max
	if f.Unit == corpus.UnitPercent {
		top = 100
	}
	return bot.Ranking{Question: f.Question.In(t.lang), Measure: f.Measure.In(t.lang), Max: top, Page: f.Page}
}

// showFigure composes a whole figure or, for an item, that row alone.
func (t *task) showFigure(c candidate) bot.Answer {
	f := c.report.Figure(c.ref.ID)
	if it := c.report.Item(c.ref.ID); it != nil {
		return t.showItems(c.report, f, []*corpus.Item{it}, t.optionOf(f))
	}
	if len(f.Items) == 1 {
		return t.showItems(c.report, f, []*corpus.Item{&f.Items[0]}, t.optionOf(f))
	}
	return t.showRanking(c.report, f)
}

// showItems composes some rows of a figure, in the order given. The answer is
// partial where every value asked for is lost.
func (t *task) showItems(r *corpus.Report, f *corpus.Figure, items []*corpus.Item, option string) bot.Answer {
	ans := bot.Answer{Title: f.Title.In(t.lang), Status: bot.Answered}
	block := t.ranking(f)
	t.shown = &figureView{report: r, figure: f, item: -1, option: option}
	var notes []bot.Block
	say := func(it *corpus.Item, text string) {
		if len(items) > 1 {
			text = bot.Labelled(it.Label.In(t.lang), text) // So that it can be told whose remark it is.
		}
		notes = append(notes, bot.Note{Text: text})
	}
	readable, lost := false, 0
	for _, it := range items {
		block.Rows = append(block.Rows, t.row(f, it, option))
		t.shown.item = slices.IndexFunc(f.Items, func(o corpus.Item) bool { return o.ID == it.ID })
		id := f.ItemID(t.shown.item)
		ans.Citations = append(ans.Citations, t.cite(r, id))
		t.used = append(t.used, id)
		for _, v := range it.Values {
			if option != "" && v.Option != option {
				continue
			}
			if v.Value == nil {
				lost++
			}
			readable = readable || v.Value != nil
			if v.Status == corpus.Inferred {
				say(it, t.inferred(v))
			}
			if v.Bound != nil && v.Bound.Page != f.Page {
				ans.Citations = append(ans.Citations, bot.Citation{Report: r.ID, Title: r.Title.In(t.lang), Page: v.Bound.Page, Record: id})
			}
		}
		if n := it.Note.In(t.lang); n != "" {
			say(it, n)
		}
	}
	if len(items) > 1 {
		t.shown.item = -1
	}
	if !readable {
		ans.Status = bot.Partial
	}
	ans.Blocks = append(ans.Blocks, block)
	if lost > 0 {
		ans.Blocks = append(ans.Blocks, t.note("note_lost", bot.Args{"Count": lost}))
	}
	ans.Blocks = append(ans.Blocks, notes...)
	return ans
}

// placed is an item on its way into a ranking.
type placed struct {
	row   bot.Row
	value *corpus.Number // nil where it is lost
	place int            // in the chart, from 0 on
}

// lowestShown is how many rows answer a question for the smallest.
const lowestShown = 3

// showRanking composes a figure's items by size. Equal values share a rank, and
// a cut never parts them.
//
// Where values are lost, ranks can only come from the chart itself: if its
// readable values stand in falling order, the chart is sorted and an item's
// place in it is its rank. Else nothing has a rank, and what the text says
// about lost values goes first, because it speaks of what stands out.
func (t *task) showRanking(r *corpus.Report, f *corpus.Figure) bot.Answer {
	ans := bot.Answer{Title: f.Title.In(t.lang), Status: bot.Answered, Citations: []bot.Citation{t.cite(r, f.ID)}}
	t.used = append(t.used, f.ID)
	option := t.optionOf(f)
	if option == "" && len(f.Options) > 0 {
		option = leading(f)
	}
	t.shown = &figureView{report: r, figure: f, item: -1, option: option}

	all := make([]placed, len(f.Items))
	known := 0
	for i := range f.Items {
		all[i] = placed{row: t.row(f, &f.Items[i], option), place: i}
		if v := valueOf(&f.Items[i], option); v != nil && v.Value != nil {
			all[i].value = v.Value
			known++
		}
	}
	lost := len(all) - known
	ranked := t.arrange(all, lost > 0)

	block := t.ranking(f)
	block.Heading = t.limitHeading()
	for _, o := range f.Options {
		if o.ID == option {
			block.Heading = bot.Join(" ", block.Heading, t.tell("ranking_option", bot.Args{"Option": o.Label.In(t.lang)}))
		}
	}
	if len(t.limits) > 0 {
		slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(gap(a), gap(b)) })
	}
	hidden, gaps := 0, 0
	for i, p := range all {
		if t.alone != nil && t.alone != &f.Items[p.place] {
			hidden++
			continue
		}
		if p.value != nil && !t.allows(p.value.Float()) {
			continue
		}
		if p.value == nil && t.below() {
			gaps++ // What the text says of it, such as "over 80 percent", may deny the heading.
			continue
		}
		if t.lowest && t.count == 0 && ranked && !t.whole && (i >= lowestShown || p.value == nil && known > 0 || hidden > 0) {
			hidden++ // Whoever asks for the smallest does not want the rest.
			continue
		}
		if t.count > 0 && ranked && i >= t.count && (p.value == nil || p.row.Rank != all[t.count-1].row.Rank) ||
			t.count > 0 && !ranked && lost == 0 && i >= t.count {
			hidden++
			continue
		}
		if p.value == nil {
			gaps++
		}
		block.Rows = append(block.Rows, p.row)
	}
	ans.Blocks = append(ans.Blocks, block)
	switch {
	case known == 0:
		ans.Status = bot.Partial
		ans.Blocks = append(ans.Blocks, t.note("ranking_lost", nil))
	case gaps > 0 && t.alone != nil:
		ans.Status = bot.Partial
		ans.Blocks = append(ans.Blocks, t.note("note_lost", bot.Args{"Count": gaps}))
	case gaps > 0:
		if t.count > 0 || !ranked || len(t.limits) > 0 {
			ans.Status = bot.Partial
		}
		id := "ranking_gaps"
		if ranked {
			id = "ranking_gaps_sorted"
		}
		ans.Blocks = append(ans.Blocks, t.note(id, bot.Args{"Count": lost, "All": len(f.Items)}))
	}
	if slices.ContainsFunc(block.Rows, func(row bot.Row) bool {
		return slices.ContainsFunc(row.Cells, func(c bot.Cell) bool { return c.Mark == bot.MarkInferred })
	}) {
		ans.Blocks = append(ans.Blocks, t.note("note_inferred", nil))
	}
	if n := f.Note.In(t.lang); n != "" && (known == 0 || t.count == 0 && t.alone == nil) {
		ans.Blocks = append(ans.Blocks, bot.Note{Text: n})
	}
	t.cutShort = hidden > 0
	return ans
}

// limitHeading says within which limits the values lie that are shown, or nothing.
func (t *task) limitHeading() string {
	if len(t.limits) == 0 {
		return ""
	}
	parts := make([]string, len(t.limits))
	for i, l := range t.limits {
		parts[i] = t.tell(l.message(), bot.Args{"Number": t.say.Number(t.lang, l.value, l.decimals)})
	}
	return t.tell("ranking_within", bot.Args{"Limits": strings.Join(parts, ", ")})
}

// gap is 1 for an item whose value is lost, 0 for any other.
func gap(p placed) int {
	if p.value == nil {
		return 1
	}
	return 0
}

// arrange orders the items for a ranking and gives them ranks where that can be
// done for sure.
func (t *task) arrange(all []placed, gaps bool) (ranked bool) {
	if gaps && !falling(all) {
		slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(t.weight(b), t.weight(a)) })
		return false
	}
	if !gaps {
		slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(b.value.Float(), a.value.Float()) })
	}
	for i := range all {
		if all[i].value == nil {
			continue
		}
		all[i].row.Rank = i + 1
		if i > 0 && all[i-1].value != nil && all[i-1].value.Float() == all[i].value.Float() {
			all[i].row.Rank = all[i-1].row.Rank
		}
	}
	if t.lowest {
		slices.Reverse(all)
	}
	return true
}

// weight orders items without ranks: what the text speaks about, then the
// readable values by size, then the rest.
func (t *task) weight(p placed) float64 {
	switch {
	case p.value != nil && t.lowest:
		return 1 / (1 + p.value.Float())
	case p.value != nil:
		return p.value.Float()
	case p.row.Note != "":
		return math.Inf(1)
	}
	return math.Inf(-1)
}

// falling reports whether the readable values stand in falling order, with at
// least two different ones.
func falling(all []placed) bool {
	var last *corpus.Number
	steps := 0
	for _, p := range all {
		if p.value == nil {
			continue
		}
		if last != nil {
			if p.value.Float() > last.Float() {
				return false
			}
			if p.value.Float() < last.Float() {
				steps++
			}
		}
		last = p.value
	}
	return steps > 0
}

// leading is the answer option by which a figure is ranked when none is named:
// the one with the most readable values, the first of equals.
func leading(f *corpus.Figure) string {
	best, most := f.Options[0].ID, 0
	for _, o := range f.Options {
		n := 0
		for i := range f.Items {
			if v := valueOf(&f.Items[i], o.ID); v != nil && v.Value != nil {
				n++
			}
		}
		if n > most {
			best, most = o.ID, n
		}
	}
	return best
}

func valueOf(it *corpus.Item, option string) *corpus.Value {
	for i := range it.Values {
		if it.Values[i].Option == option {
			return &it.Values[i]
		}
	}
	return nil
}

// inferred says how an inferred value came about, as far as the report's package
// tells.
func (t *task) inferred(v corpus.Value) string {
	if why := v.Note.In(t.lang); why != "" {
		return "≈ " + why
	}
	return t.tell("note_inferred", nil)
}
