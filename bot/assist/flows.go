package assist

import (
	"context"
	"slices"

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
	if (t.wish == "" || t.wish == bot.WishValue) && len(t.topic) > 1 && t.parted() {
		ans, done, err := t.compare(ctx)
		if done || err != nil {
			return ans, err
		}
	}
	if way, ok := ways[t.wish]; ok {
		ans, done, err := way(ctx)
		if done || err != nil {
			return ans, err
		}
	}
	return t.general(ctx)
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
		if slices.ContainsFunc(t.topic[i:j], func(w word) bool { return !t.about.context(w) && (t.isKnown(w) || !t.about.titles[w.key]) }) {
			narrow = append(narrow, t.topic[i:j]...)
		}
		i = j
	}
	if len(narrow) == 0 {
		return joined(t.topic)
	}
	return joined(narrow)
}

// cut reports whether the text to search for leaves content words out.
func (t *task) cut() bool {
	n := 0
	for _, c := range t.content {
		if c {
			n++
		}
	}
	return len(split(t.asked())) < n
}

// general answers with whatever record fits best.
func (t *task) general(ctx context.Context) (bot.Answer, error) {
	// First the question with its words for the report as a whole, by which a
	// record may be asked; then without them, because they narrow nothing down;
	// then with the words that say how it is meant.
	var good, near []candidate
	var tried []string
	for _, text := range []string{joined(t.topic), t.asked(), t.text} {
		if text == "" || slices.Contains(tried, text) {
			continue
		}
		tried = append(tried, text)
		g, n, err := t.find(ctx, text, t.wish)
		if err != nil {
			return bot.Answer{}, err
		}
		if good = g; len(near) == 0 {
			near = n
		}
		if len(good) > 0 {
			break
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
	default:
		return bot.WishPassage
	}
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
