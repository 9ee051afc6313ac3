package assist

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// answer chooses the way of a question by its wish. A way that finds nothing of
// its own leaves the question to the general search.
func (t *task) answer(ctx context.Context, last *turn) (bot.Answer, error) {
	if len(t.words) == 0 {
		return t.unknown(nil), nil
	}
	if last != nil {
		ans, done, err := t.followUp(ctx, last)
		if done || err != nil {
			return ans, err
		}
	}
	if t.has(source) || t.has(more) {
		if ans, ok := t.nothingBefore(); ok {
			return ans, nil
		}
	}
	if t.page > 0 {
		return t.byPage(), nil
	}
	if t.has(reverse) || t.has(inSection) {
		if ans, ok := t.bySection(joined(t.topic)); ok {
			return ans, nil
		}
	}
	if ans, ok := t.aboutAnswer(); ok {
		return ans, nil
	}
	t.dropAbout()
	ways := map[bot.Wish]func(context.Context) (bot.Answer, bool, error){
		bot.WishQuote:      t.quote,
		bot.WishPerson:     t.people,
		bot.WishComparison: t.compare,
		bot.WishDefinition: t.define,
		bot.WishValue:      t.value,
		bot.WishRanking:    t.rank,
	}
	if t.bareSpeaker() {
		t.wish = bot.WishQuote
	}
	if t.wish == bot.WishQuote && !slices.ContainsFunc(t.ordered, func(r *corpus.Report) bool { return len(r.Quotes) > 0 }) {
		t.wish = bot.WishPassage // Reports that quote nobody still say what they say.
	}
	if t.wish == "" && t.namesOption(ctx) {
		t.wish = bot.WishValue
	}
	if way, ok := ways[t.wish]; ok {
		ans, done, err := way(ctx)
		if done || err != nil {
			return ans, err
		}
	}
	return t.general(ctx)
}

// namesOption reports whether keywords alone ask for a value: they name an item
// of a figure and one of its answer options.
func (t *task) namesOption(ctx context.Context) bool {
	good, near, err := t.find(ctx, t.asked(), bot.WishValue)
	if err != nil {
		return false
	}
	c, ok := t.measured(good, near)
	return ok && c.ref.Kind == corpus.KindItem && t.optionOf(c.report.Figure(c.ref.ID)) != ""
}

// asked is the text to search for: what is left of the question without the
// words that only say how it is meant, and without those that hold for all of
// the report, unless nothing else is left.
func (t *task) asked() string {
	var narrow []word
	for i := 0; i < len(t.topic); {
		j := i + 1
		for j < len(t.topic) && t.topic[j].glued {
			j++
		}
		if slices.ContainsFunc(t.topic[i:j], func(w word) bool { return !t.about.context(w) }) {
			narrow = append(narrow, t.topic[i:j]...)
		}
		i = j
	}
	if len(narrow) == 0 {
		return joined(t.topic)
	}
	return joined(narrow)
}

// general answers with whatever record fits best.
func (t *task) general(ctx context.Context) (bot.Answer, error) {
	text := t.asked()
	if text == "" {
		text = t.text
	}
	good, near, err := t.find(ctx, text, t.wish)
	if err != nil {
		return bot.Answer{}, err
	}
	if len(good) == 0 {
		// The words that say how a question is meant may be what a record is
		// asked by.
		if good, _, err = t.find(ctx, t.text, t.wish); err != nil {
			return bot.Answer{}, err
		}
	}
	if len(good) == 0 {
		return t.unknown(near), nil
	}
	best := good[0]
	ans := t.show(best)
	ans.Wish = t.wish
	if ans.Wish == "" || ans.Wish == bot.WishAbout || ans.Wish == bot.WishUnknown {
		ans.Wish = wishOf(best.ref.Kind)
	}
	t.further(&ans, good, near)
	return ans, nil
}

// How many passages one answer shows, and how near the next ones must come to
// the first to stand beside it.
const (
	passagesShown = 3
	passageNear   = 0.62
)

// further puts passages beside the first one that come near it or that go on
// with its thought, and keeps the rest for "more".
func (t *task) further(ans *bot.Answer, good, near []candidate) {
	first := good[0]
	shown := 1
	if first.ref.Kind == corpus.KindPassage {
		for _, c := range append(slices.Clone(good[1:]), near...) {
			if shown == passagesShown {
				break
			}
			if c.ref.Kind == corpus.KindPassage && !slices.Contains(t.used, c.ref.ID) && (t.comesNear(c, first) || goesOn(c, first)) {
				*ans = join(*ans, t.show(c))
				shown++
			}
		}
	}
	for _, c := range good[1:] {
		if !slices.Contains(t.used, c.ref.ID) {
			t.rest = append(t.rest, c.ref)
		}
	}
}

func (t *task) comesNear(c, first candidate) bool {
	return c.score >= passageNear*first.score && c.coverage >= first.coverage-0.15
}

// goesOn reports whether a passage that shares something with the question
// stands right before or behind the first one in the same section: passages
// hold one thought each, and the reason for one is often the next.
func goesOn(c, first candidate) bool {
	const shares = 0.2
	if c.report != first.report || c.coverage < shares {
		return false
	}
	list := first.report.Passages
	i := slices.IndexFunc(list, func(p corpus.Passage) bool { return p.ID == first.ref.ID })
	j := slices.IndexFunc(list, func(p corpus.Passage) bool { return p.ID == c.ref.ID })
	return (j == i+1 || j == i-1) && list[i].Section == list[j].Section
}

func wishOf(k corpus.Kind) bot.Wish {
	switch k {
	case corpus.KindQuote:
		return bot.WishQuote
	case corpus.KindFigure:
		return bot.WishRanking
	case corpus.KindItem:
		return bot.WishValue
	case corpus.KindList:
		return bot.WishList
	case corpus.KindPerson:
		return bot.WishPerson
	case corpus.KindTerm:
		return bot.WishDefinition
	}
	return bot.WishPassage
}

// value answers how many, how much, what share: with a value of a figure, or
// with a record that states a number. A share that nobody measured is not
// answered with something that is no share.
func (t *task) value(ctx context.Context) (bot.Answer, bool, error) {
	text := t.asked()
	if text == "" {
		return bot.Answer{}, false, nil
	}
	good, near, err := t.find(ctx, text, bot.WishValue)
	if err != nil {
		return bot.Answer{}, false, err
	}
	if c, ok := t.measured(good, near); ok {
		ans := t.show(c)
		ans.Wish = bot.WishValue
		if f := c.report.Figure(c.ref.ID); t.opposite(f, t.optionOf(f)) {
			ans.Status = bot.Partial
			ans.Blocks = append(ans.Blocks, t.note("opposite", nil))
		}
		t.further(&ans, good, nil)
		return ans, true, nil
	}
	share := t.asksShare()
	for _, c := range good {
		if c.report.Figure(c.ref.ID) != nil || !t.statesValue(c) {
			continue
		}
		ans := t.show(c)
		ans.Wish = bot.WishValue
		return ans, true, nil
	}
	if len(good) > 0 && !share {
		ans := t.show(good[0])
		ans.Wish, ans.Status = bot.WishValue, bot.Partial
		ans.Blocks = append([]bot.Block{t.note("no_number", nil)}, ans.Blocks...)
		return ans, true, nil
	}
	return t.unknown(append(good, near...)), true, nil
}

// statesValue reports whether a record states a number of the kind asked for.
func (t *task) statesValue(c candidate) bool {
	wording := c.report.Wording(c.ref, t.lang)
	return hasDigit(wording) && (!t.asksShare() || statesShare(wording))
}

// How much less of the question a figure's item may hold than the best record
// and still be preferred for a value; and how much an item must hold whose
// figure holds the rest.
const (
	itemBehind = 0.2
	itemAlone  = 0.3
)

// coverageSteps is how finely coverage is told apart when items are compared:
// nearer ones go by their score.
const coverageSteps = 8

// measured is the figure's item that the question asks the value of. Where a
// figure as a whole fits better, its best item is meant if that holds a good
// part of the question too.
func (t *task) measured(good, near []candidate) (candidate, bool) {
	if len(good) == 0 {
		return candidate{}, false
	}
	most := 0.0
	for _, c := range good {
		if c.report.Figure(c.ref.ID) != nil || t.statesValue(c) {
			most = max(most, c.coverage)
		}
	}
	byCoverage := slices.Clone(good)
	slices.SortStableFunc(byCoverage, func(a, b candidate) int {
		return cmp.Compare(math.Round(b.coverage*coverageSteps), math.Round(a.coverage*coverageSteps))
	})
	for _, c := range byCoverage {
		f := c.report.Figure(c.ref.ID)
		if f == nil || c.coverage < most-itemBehind || t.asksShare() && f.Unit == corpus.UnitScale {
			continue
		}
		if c.ref.Kind == corpus.KindItem || len(f.Items) == 1 {
			return c, true
		}
		for _, list := range [][]candidate{good, near} {
			for _, it := range list {
				if it.ref.Kind == corpus.KindItem && it.coverage >= itemAlone && it.report.Figure(it.ref.ID) == f {
					return it, true
				}
			}
		}
		return c, true
	}
	return candidate{}, false
}

func (t *task) asksShare() bool {
	return slices.ContainsFunc(t.words, func(w word) bool {
		return strings.HasPrefix(w.key, "prozent") || strings.HasPrefix(w.key, "percent") || w.key == "anteil" || w.key == "share" || w.key == "proportion"
	})
}

func statesShare(text string) bool {
	return strings.Contains(text, "Prozent") || strings.Contains(text, "percent") || strings.Contains(text, "%")
}

// rank answers what is largest or smallest: with a figure, or with the list that
// says it where the figure's values are lost.
func (t *task) rank(ctx context.Context) (bot.Answer, bool, error) {
	text := t.asked()
	if text == "" {
		text = t.text
	}
	good, near, err := t.find(ctx, text, bot.WishRanking)
	if err == nil && len(good) == 0 {
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
			if f := c.report.Figure(c.ref.ID); f != nil && readable(f) && t.ranksBy(f) && measures(c, f, best) {
				best = c
				break
			}
		}
	}
	if best.ref.Kind == corpus.KindItem {
		best.ref = corpus.Ref{Report: best.ref.Report, Kind: corpus.KindFigure, ID: best.report.Figure(best.ref.ID).ID}
	}
	if best.ref.Kind == corpus.KindFigure && !readable(best.report.Figure(best.ref.ID)) {
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
		if !slices.Contains(t.used, c.ref.ID) && len(t.rest) < candidates {
			t.rest = append(t.rest, c.ref)
		}
	}
	return ans, true, nil
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

func readable(f *corpus.Figure) bool {
	return slices.ContainsFunc(f.Items, func(it corpus.Item) bool {
		return slices.ContainsFunc(it.Values, func(v corpus.Value) bool { return v.Value != nil })
	})
}

// define answers with the report's own explanation of a term.
func (t *task) define(context.Context) (bot.Answer, bool, error) {
	var best *entity
	longest := 0
	for _, m := range t.mentions {
		for i, e := range m.entities {
			if e.term != nil && len(e.term.Definition) > 0 && m.to-m.from > longest {
				best, longest = &m.entities[i], m.to-m.from
			}
		}
	}
	if best == nil {
		return bot.Answer{}, false, nil
	}
	// What else is asked must be no more than the term and a word beside it.
	if rest := len(t.topic) - longest; rest > 0 {
		return bot.Answer{}, false, nil
	}
	ans := t.show(candidate{ref: corpus.Ref{Report: best.report.ID, Kind: corpus.KindTerm, ID: best.term.ID}, report: best.report, page: best.term.Page})
	ans.Wish = bot.WishDefinition
	return ans, true, nil
}

// separators part the two sides of a comparison.
var separators = []string{"oder", "or", "vs", "versus", "und", "and", "als", "than", "mit", "with", "to", "gegenüber", "zu", "von"}

// compare answers with two items of one figure side by side. Where the text
// itself draws the comparison, that goes first.
func (t *task) compare(ctx context.Context) (bot.Answer, bool, error) {
	if t.has(differs) && !t.has(sizes) && t.weights[bot.WishValue] == 0 {
		good, _, err := t.find(ctx, t.asked(), bot.WishComparison)
		if err != nil {
			return bot.Answer{}, false, err
		}
		const drawn = 0.8
		if len(good) > 0 && good[0].coverage >= drawn && good[0].ref.Kind != corpus.KindItem && good[0].ref.Kind != corpus.KindFigure {
			return bot.Answer{}, false, nil
		}
	}
	for i, w := range t.words {
		if !slices.Contains(separators, w.text) {
			continue
		}
		left, right := t.topicIn(0, i), t.topicIn(i+1, len(t.words))
		if left == "" || right == "" {
			continue
		}
		a, err := t.items(ctx, left)
		if err != nil {
			return bot.Answer{}, false, err
		}
		b, err := t.items(ctx, right)
		if err != nil {
			return bot.Answer{}, false, err
		}
		var x, y candidate
		best := 0.0
		for _, p := range a {
			for _, q := range b {
				f := p.report.Figure(p.ref.ID)
				sum := p.score + q.score
				if readable(f) {
					sum *= 2 // Values that can be read tell more than any closer label.
				}
				if p.ref != q.ref && f == q.report.Figure(q.ref.ID) && sum > best {
					x, y, best = p, q, sum
				}
			}
		}
		if best == 0 {
			ans, ok, err := t.sides(ctx, left, right)
			if ok || err != nil {
				return ans, ok, err
			}
			continue
		}
		f := x.report.Figure(x.ref.ID)
		ans := t.showItems(x.report, f, []*corpus.Item{x.report.Item(x.ref.ID), y.report.Item(y.ref.ID)}, t.optionOf(f))
		if ans.Status == bot.Answered && slices.ContainsFunc(ans.Blocks, func(b bot.Block) bool {
			r, ok := b.(bot.Ranking)
			return ok && slices.ContainsFunc(r.Rows, func(row bot.Row) bool {
				return !slices.ContainsFunc(row.Cells, func(c bot.Cell) bool { return c.Mark != bot.MarkLost })
			})
		}) {
			ans.Status = bot.Partial
		}
		ans.Wish = bot.WishComparison
		return ans, true, nil
	}
	return bot.Answer{}, false, nil
}

// sides answers a comparison with one record for each side, where each holds all
// of its side.
func (t *task) sides(ctx context.Context, left, right string) (bot.Answer, bool, error) {
	const all = 0.9
	var picked []candidate
	for _, text := range []string{left, right} {
		good, _, err := t.find(ctx, text, wishSides)
		if err != nil {
			return bot.Answer{}, false, err
		}
		i := slices.IndexFunc(good, func(c candidate) bool { return c.coverage >= all })
		if i < 0 {
			return bot.Answer{}, false, nil
		}
		picked = append(picked, good[i])
	}
	if picked[0].ref == picked[1].ref {
		return bot.Answer{}, false, nil
	}
	ans := bot.Answer{Wish: bot.WishComparison, Status: bot.Answered}
	for _, c := range picked {
		one := t.show(c)
		if one.Title != "" {
			ans.Blocks = append(ans.Blocks, bot.Heading{Text: one.Title})
		}
		ans = join(ans, one)
	}
	return ans, true, nil
}

func (t *task) items(ctx context.Context, text string) ([]candidate, error) {
	good, _, err := t.find(ctx, text, wishItems)
	return good, err
}

// topicIn is what is asked about among the words from i to j.
func (t *task) topicIn(i, j int) string {
	var ws []word
	for _, w := range t.topic {
		if w.start >= t.words[i].start && w.end <= t.words[j-1].end {
			ws = append(ws, w)
		}
	}
	return joined(ws)
}

// byPage answers what stands on a page.
func (t *task) byPage() bot.Answer {
	ans := bot.Answer{Wish: bot.WishPassage, Status: bot.Answered, Title: t.tell("page_title", bot.Args{"Page": t.page})}
	for _, r := range t.ordered {
		for i := range r.Passages {
			p := &r.Passages[i]
			if p.Page != t.page {
				continue
			}
			c := candidate{ref: corpus.Ref{Report: r.ID, Kind: corpus.KindPassage, ID: p.ID}, report: r, page: p.Page}
			if len(ans.Citations) < passagesShown {
				ans = join(ans, t.show(c))
			} else {
				t.rest = append(t.rest, c.ref)
			}
		}
	}
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
			if len(ans.Citations) < passagesShown {
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
