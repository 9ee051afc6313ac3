package assist

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// followUp answers what only makes sense after the turn before: "mehr",
// "quelle?", "und Rom?". done is false for a question of its own.
func (t *task) followUp(ctx context.Context, last *turn) (ans bot.Answer, done bool, err error) {
	switch {
	case t.has(more):
		t.leans = true
		return t.showMore(last), true, nil
	case t.has(source) && len(last.citations) > 0:
		t.leans = true
		return t.sources(last), true, nil
	}
	if !t.continues(last) {
		return bot.Answer{}, false, nil
	}
	t.view = last.shown
	if t.strength == 0 || t.wish == bot.WishPassage && t.has(follow) {
		t.wish = last.wish
		t.weights[last.wish] = max(t.weights[last.wish], 3)
	}
	if t.count == 0 {
		t.lowest = t.lowest || last.lowest && t.wish == bot.WishRanking && !t.has(highest)
	}
	if l := last.list; l != nil {
		if ans, ok, err := t.entry(ctx, l); ok || err != nil {
			return ans, ok, err
		}
	}
	if (t.has(inEnglish) || t.has(inGerman)) && len(t.topic) == 0 && last.speaker != "" {
		return t.ask(ctx, last.speaker, last.topic)
	}
	if t.wish == bot.WishPerson && len(t.topic) == 0 && last.speaker != "" {
		next, err := t.read(bot.Question{Text: last.speaker, Language: t.lang}, nil)
		if err != nil {
			return bot.Answer{}, false, err
		}
		ans, done, err := next.people(ctx)
		*t = *next
		return ans, done, err
	}
	if t.wish == bot.WishQuote {
		return t.nextSpeaker(ctx, last)
	}
	if v := last.shown; v != nil && t.has(place) && t.count > 0 && len(v.figure.Items) > 1 {
		ans := t.showRanking(v.report, v.figure)
		ans.Wish = bot.WishRanking
		return ans, true, nil
	}
	if v := last.shown; v != nil && (t.wish == bot.WishValue || t.wish == bot.WishRanking || t.wish == bot.WishComparison) {
		if ans, ok, err := t.nextItem(ctx, v); ok || err != nil {
			return ans, ok, err
		}
	}
	if len(t.topic) == 0 {
		return t.again(ctx, last)
	}
	return bot.Answer{}, false, nil
}

// continues reports whether the question leans on the one before: it says so
// ("und …", "what about …"), or it names nothing of its own.
func (t *task) continues(last *turn) bool {
	const bare = 2 // "der dritte faktor" asks of the list, "haben ki als erste priorität" and "an erster stelle" do not
	if _, at := t.grammar.ordinal(t.words); at >= 0 && !t.taken[at] && last.list != nil && (t.has(follow) || len(t.topic) <= bare) {
		return true
	}
	if (t.has(inEnglish) || t.has(inGerman)) && len(t.topic) == 0 && len(t.words) <= 5 {
		return true
	}
	return t.has(follow) && len(t.words) <= 8 || len(t.topic) == 0 && len(t.mentions) == 0 && len(t.words) <= 6 && (last.topic != "" || last.speaker != "") && t.weights[bot.WishAbout] == 0
}

// showMore shows what the turn before held back.
func (t *task) showMore(last *turn) bot.Answer {
	ans := bot.Answer{Wish: last.wish, Status: bot.Answered}
	if v := last.shown; v != nil && last.cutShort {
		t.lowest, t.whole = last.lowest, true
		ans = t.showRanking(v.report, v.figure)
		ans.Wish = last.wish
		return ans
	}
	for i, ref := range last.rest {
		if i == passagesShown {
			t.rest = last.rest[i:]
			break
		}
		ans = join(ans, t.show(candidate{ref: ref, report: t.reports[ref.Report]}))
	}
	if len(ans.Blocks) == 0 {
		ans.Status = bot.NotFound
		ans.Blocks = []bot.Block{t.note("no_more", nil)}
	} else {
		ans.Title = t.tell("more_title", nil)
	}
	return ans
}

// sources names where the turn before stands in the report.
func (t *task) sources(last *turn) bot.Answer {
	ans := bot.Answer{Wish: last.wish, Status: bot.Answered, Citations: last.citations}
	for _, c := range last.citations {
		if f := t.reports[c.Report].Figure(c.Record); f != nil && len(f.Source) > 0 {
			ans.Blocks = append(ans.Blocks, bot.Paragraph{Text: f.Source.In(t.lang)})
		}
	}
	t.rest, t.cutShort = last.rest, last.cutShort
	return ans
}

// nothingBefore answers "mehr" and "quelle?" where there was nothing before.
func (t *task) nothingBefore() (bot.Answer, bool) {
	if len(t.topic) > 0 {
		return bot.Answer{}, false
	}
	return bot.Answer{Wish: bot.WishUnknown, Status: bot.NotFound, Blocks: []bot.Block{t.note("nothing_before", nil)}}, true
}

// nextSpeaker asks the same of somebody else, or the same person about
// something else.
func (t *task) nextSpeaker(ctx context.Context, last *turn) (bot.Answer, bool, error) {
	s := t.hear()
	leads := slices.ContainsFunc(t.words, func(w word) bool { return slices.Contains(topicWords, strings.ToLower(w.text)) })
	switch {
	case len(s.speakers) == 0 && last.speaker != "" && (leads || s.topic == ""):
		return t.ask(ctx, last.speaker, s.topic)
	case len(s.speakers) == 0 && !leads && !t.onTopic(ctx, s.topic):
		return t.ask(ctx, joined(t.topic), last.topic)
	case len(s.speakers) == 0:
		return t.ask(ctx, last.speaker, s.topic)
	case s.topic == "":
		return t.ask(ctx, s.typed, last.topic)
	}
	return bot.Answer{}, false, nil
}

// onTopic reports whether some quote speaks about it.
func (t *task) onTopic(ctx context.Context, topic string) bool {
	good, _, err := t.find(ctx, topic, wishQuotes)
	return err == nil && len(good) > 0
}

// ask puts a question about a speaker and a subject together and answers it.
func (t *task) ask(ctx context.Context, speaker, topic string) (bot.Answer, bool, error) {
	id := "ask_speaker"
	if topic != "" {
		id = "ask_speaker_on"
	}
	if speaker == "" {
		id = "ask_quote_on"
	}
	next, err := t.read(bot.Question{Text: t.tell(id, bot.Args{"Speaker": speaker, "Topic": topic}), Language: t.lang}, nil)
	if err != nil {
		return bot.Answer{}, false, err
	}
	next.wish = bot.WishQuote
	ans, done, err := next.quote(ctx)
	*t = *next
	return ans, done, err
}

// entry asks about one entry of the list that was shown: "und das dritte?".
func (t *task) entry(ctx context.Context, l *corpus.List) (bot.Answer, bool, error) {
	n, at := t.grammar.ordinal(t.words)
	if n < 0 {
		n = len(l.Items)
	}
	if n == 0 || n > len(l.Items) {
		return bot.Answer{}, false, nil
	}
	var rest []word
	for _, w := range t.topic {
		if w.start != t.words[at].start {
			rest = append(rest, w)
		}
	}
	if len(rest) == 0 {
		return t.showEntry(l, n), true, nil
	}
	text := strings.TrimSpace(l.Items[n-1].Title.In(t.lang) + " " + joined(rest))
	// Records about one entry often carry its number in their title.
	good, near, err := t.find(ctx, joined(rest)+" "+foldAll(l.Title.In(t.lang))+" "+strconv.Itoa(n), wishSides)
	if err == nil && len(good) == 0 {
		good, near, err = t.find(ctx, text, wishSides)
	}
	if err != nil || len(good) == 0 {
		return bot.Answer{}, false, err
	}
	ans := t.show(good[0])
	ans.Wish = wishOf(good[0].ref.Kind)
	t.further(&ans, good, near)
	return ans, true, nil
}

// showEntry composes one entry of the list that was shown, by its number from 1.
func (t *task) showEntry(l *corpus.List, n int) bot.Answer {
	ans := bot.Answer{Wish: bot.WishList, Status: bot.Answered, Title: l.Title.In(t.lang)}
	for _, r := range t.ordered {
		if r.List(l.ID) == l {
			ans.Citations = append(ans.Citations, t.cite(r, l.ID))
		}
	}
	e := t.enumeration(l)
	e.Intro, e.Ordered, e.Entries = "", false, e.Entries[n-1:n]
	ans.Blocks = []bot.Block{e}
	t.list = l
	t.used = append(t.used, l.ID)
	return ans
}

// nextItem answers for another item, or another answer option, of the figure
// that was shown.
func (t *task) nextItem(ctx context.Context, v *figureView) (bot.Answer, bool, error) {
	option := t.optionOf(v.figure)
	if option != v.option && option != "" && v.item >= 0 && t.onlyOption(v.figure) {
		ans := t.showItems(v.report, v.figure, []*corpus.Item{&v.figure.Items[v.item]}, option)
		ans.Wish = bot.WishValue
		return ans, true, nil
	}
	if len(t.topic) > 0 {
		good, _, err := t.find(ctx, t.asked(), wishItems)
		if err != nil {
			return bot.Answer{}, false, err
		}
		for _, c := range good {
			if c.report.Figure(c.ref.ID) == v.figure {
				ans := t.showItems(v.report, v.figure, []*corpus.Item{c.report.Item(c.ref.ID)}, option)
				ans.Wish = bot.WishValue
				return ans, true, nil
			}
		}
	}
	if t.wish == bot.WishRanking && len(t.topic) == 0 {
		ans := t.showRanking(v.report, v.figure)
		ans.Wish = bot.WishRanking
		return ans, true, nil
	}
	return bot.Answer{}, false, nil
}

// onlyOption reports whether the question names nothing but answer options.
func (t *task) onlyOption(f *corpus.Figure) bool {
	for _, w := range t.topic {
		named := false
		for _, o := range f.Options {
			for _, label := range o.Label {
				named = named || slices.ContainsFunc(split(label), func(x word) bool { return inflected(x.key, w.key) })
			}
		}
		if !named {
			return false
		}
	}
	return true
}

// again asks the topic of the turn before with the new wish.
func (t *task) again(ctx context.Context, last *turn) (bot.Answer, bool, error) {
	if last.topic == "" {
		return bot.Answer{}, false, nil
	}
	next, err := t.read(bot.Question{Text: last.topic, Language: t.lang}, nil)
	if err != nil {
		return bot.Answer{}, false, err
	}
	next.wish, next.strength, next.weights, next.senses, next.lowest, next.count = t.wish, t.strength, t.weights, t.senses, t.lowest, t.count
	delete(next.senses, more)
	delete(next.senses, source)
	ans, err := next.answer(ctx, nil)
	*t = *next
	return ans, true, err
}

// turn is what the next question may lean on.
func (t *task) turn(ans bot.Answer, last *turn) *turn {
	if t.leans && len(ans.Citations) > 0 {
		keep := *last
		keep.lang, keep.citations, keep.rest, keep.cutShort = t.lang, ans.Citations, t.rest, t.cutShort
		return &keep
	}
	n := &turn{lang: t.lang, wish: ans.Wish, topic: t.asked(), speaker: t.who, shown: t.shown, list: t.list, citations: ans.Citations, rest: t.rest, cutShort: t.cutShort, lowest: t.lowest}
	if ans.Wish == bot.WishQuote || ans.Wish == bot.WishPerson {
		n.topic = t.on
	}
	if ans.Status == bot.NotFound && len(ans.Citations) == 0 && last != nil {
		// What could not be answered does not end the conversation before it.
		keep := *last
		return &keep
	}
	return n
}
