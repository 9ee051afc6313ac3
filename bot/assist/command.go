package assist

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
)

// command answers what is asked for by name instead of in words.
func (a *Assistant) command(ctx context.Context, q bot.Question) (bot.Answer, error) {
	last := a.memory.recall(q.Conversation)
	lang := a.languageOf(q, bot.Join(" ", q.Text, q.Speaker), last)
	if q.Kind != bot.KindQuote && q.Kind != bot.KindFigure {
		lang = a.fallback(q, nil) // Without words the command's own language counts.
	}
	t, err := a.bare(cmp.Or(q.Language, lang))
	if err != nil {
		return bot.Answer{}, err
	}
	var ans bot.Answer
	switch q.Kind {
	case bot.KindQuote:
		ans, err = t.quotesWith(ctx, q)
	case bot.KindFigure:
		ans, err = t.figureCalled(ctx, q)
	case bot.KindFact:
		ans = t.anyFact()
	case bot.KindPrivacy:
		ans = t.privacy()
	default:
		ans = t.help()
	}
	if errors.Is(err, index.ErrTooLong) {
		return a.tooLong(lang), nil
	}
	if err != nil {
		return bot.Answer{}, fmt.Errorf("answer the command %q: %w", q.Kind, err)
	}
	if q.Kind != bot.KindPrivacy {
		t.leadOn(&ans)
	}
	t.finish(&ans)
	ans.Language = t.lang
	a.memory.keep(q.Conversation, t.turn(ans, last))
	return ans, nil
}

// quotesWith answers a search for quotes by keyword: those that hold it, word for
// word, best first, and before all others those that hold its words in a row.
func (t *task) quotesWith(ctx context.Context, q bot.Question) (bot.Answer, error) {
	if q.Speaker == "" {
		if words, err := t.index.Words(q.Text, ""); err != nil || len(words) == 0 {
			return t.whoIsQuoted(t.note("only_function_words", nil)), err
		}
	}
	found, err := t.index.Search(ctx, index.Query{Text: q.Text, Kinds: []corpus.Kind{corpus.KindQuote}, Speaker: q.Speaker, Limit: index.MaxLimit, Phrase: true})
	if err != nil {
		return bot.Answer{}, err
	}
	var refs []corpus.Ref
	for _, h := range found.Hits {
		if len(found.Words) == 0 || h.Phrase || h.Coverage >= enoughText {
			refs = append(refs, h.Ref)
		}
	}
	t.mended = mended(found.Words)
	switch {
	case len(refs) > 0:
	case q.Speaker != "" && len(found.Hits) == 0:
		return t.noQuoteBy(ctx, q)
	default:
		return t.noQuoteOn(q.Text), nil
	}
	first := min(len(refs), passagesShown)
	ans, _, err := t.pageOf(press{first: first}, refs, bot.Anew)
	ans.Title = t.tell("quotes_title", bot.Args{"Count": len(refs)})
	if len(refs) > pressRecords {
		ans.Blocks = append(ans.Blocks, t.note("best_of", bot.Args{"Count": pressRecords}))
	}
	t.tellMended(&ans)
	return ans, err
}

// mended are the words that the index took for others.
func mended(words []index.Word) []index.Word {
	return slices.DeleteFunc(slices.Clone(words), func(w index.Word) bool { return w.Corrected == "" })
}

// noQuoteBy says that somebody is not quoted, or not with that word.
func (t *task) noQuoteBy(ctx context.Context, q bot.Question) (bot.Answer, error) {
	all, err := t.index.Search(ctx, index.Query{Kinds: []corpus.Kind{corpus.KindQuote}, Speaker: q.Speaker})
	if err != nil {
		return bot.Answer{}, err
	}
	if len(all.Hits) == 0 {
		return t.notQuoted(q.Speaker), nil
	}
	return t.noQuoteOn(q.Text), nil
}

// figureCalled answers with the figure of this name, or with the one that the
// words find.
func (t *task) figureCalled(ctx context.Context, q bot.Question) (bot.Answer, error) {
	if p, ok := decodePress(q.Text, t.say.Languages()); ok && p.verb == verbOpen {
		if refs := t.addresses().refs(p); len(refs) > 0 {
			ans, _, err := t.pageOf(p, refs, bot.Anew)
			return ans, err
		}
	}
	key := foldAll(q.Text)
	for _, r := range t.ordered {
		for i := range r.Figures {
			f := &r.Figures[i]
			for _, title := range f.Title {
				if key != "" && foldAll(title) == key {
					ans := t.showRanking(r, f)
					ans.Wish = bot.WishRanking
					return ans, nil
				}
			}
		}
	}
	good, near, err := t.find(ctx, q.Text, wishFigures)
	if err != nil {
		return bot.Answer{}, err
	}
	if len(good) == 0 {
		return t.unknown(near), nil
	}
	ans := t.show(good[0])
	ans.Wish = wishOf(good[0].ref.Kind)
	for _, c := range good[1:] {
		if c.report.Figure(c.ref.ID) != t.shown.figure {
			t.rest = append(t.rest, c.ref)
		}
	}
	t.tellMended(&ans)
	return ans, nil
}

// anyFact answers with a key fact by chance.
func (t *task) anyFact() bot.Answer {
	var all []corpus.Ref
	for _, r := range t.ordered {
		for i := range r.Facts {
			all = append(all, corpus.Ref{Report: r.ID, Kind: corpus.KindFact, ID: r.Facts[i].ID})
		}
	}
	if len(all) == 0 {
		return t.unknown(nil)
	}
	return t.fact(t.candidate(all[rand.IntN(len(all))])) //nolint:gosec // Chance, not secrecy, is wanted.
}

// fact answers with one key fact and the places that it rests on.
func (t *task) fact(c candidate) bot.Answer {
	f := c.report.Fact(c.ref.ID)
	if f == nil || len(f.Records) == 0 {
		return bot.Answer{}
	}
	ans := t.show(c)
	ans.Wish, ans.Title = bot.WishPassage, t.tell("fact_title", nil)
	for _, id := range f.Records {
		if figure := c.report.Figure(id); figure != nil && t.shown == nil {
			item := c.report.Item(id)
			t.shown = &figureView{report: c.report, figure: figure, item: slices.IndexFunc(figure.Items, func(it corpus.Item) bool { return item != nil && it.ID == item.ID })}
		}
		ans.Citations = append(ans.Citations, t.cite(c.report, id))
	}
	return ans
}

// help says what the bot can do, with examples and its commands.
func (t *task) help() bot.Answer {
	commands := bot.Enumeration{Intro: t.tell("bot_commands", nil)}
	for _, c := range bot.Commands() {
		commands.Entries = append(commands.Entries, bot.Entry{Title: "/" + t.tell("command_"+c.Name, nil), Text: t.tell("command_"+c.Name+"_about", nil)})
	}
	ans := bot.Answer{Wish: bot.WishAbout, Status: bot.Answered, Title: t.tell("bot_title", nil)}
	ans.Blocks = []bot.Block{
		bot.Paragraph{Text: t.tell("bot_about", bot.Args{"Report": t.titles()})},
		commands,
	}
	return ans
}

// privacy says what is kept of what people ask, and why.
func (t *task) privacy() bot.Answer {
	return bot.Answer{
		Wish: bot.WishAbout, Status: bot.Answered, Title: t.tell("privacy_title", nil),
		Blocks: []bot.Block{bot.Paragraph{Text: t.tell("privacy", nil)}},
	}
}

// Complete proposes what may stand behind a command while it is typed, at most
// 25, the best first: who is quoted, or the figures. It is quick: it searches
// nothing.
func (a *Assistant) Complete(ctx context.Context, what bot.Completion, typed, locale string) ([]bot.Choice, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	lang := a.fallback(bot.Question{Locale: locale}, nil)
	var heads, bodies []bot.Choice
	key := fold(strings.TrimSpace(typed))
	offer := func(c bot.Choice, more ...string) {
		switch name := fold(c.Name); {
		case strings.HasPrefix(name, key):
			heads = append(heads, c)
		case holdsAll(fold(bot.Join(" ", append(more, c.Name)...)), strings.Fields(key)):
			bodies = append(bodies, c)
		}
	}
	for _, r := range a.ordered {
		switch what {
		case bot.CompleteSpeakers:
			a.offerSpeakers(r, lang, offer)
		case bot.CompleteFigures:
			a.offerFigures(r, lang, offer)
		case bot.CompleteNothing, bot.CompleteHours, bot.CompleteZones, bot.CompleteReports: // The reports know nothing of these.
		}
	}
	all := append(heads, bodies...)
	return all[:min(len(all), maxChoices)], nil
}

// maxChoices is how many proposals Discord shows, the only platform that has any.
// https://discord.com/developers/docs/interactions/receiving-and-responding
const maxChoices = 25

func holdsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (a *Assistant) offerSpeakers(r *corpus.Report, lang string, offer func(bot.Choice, ...string)) {
	for i := range r.People {
		if p := &r.People[i]; r.IsQuoted(p.ID) {
			name := bot.Join(", ", p.Name, p.Organisation.In(lang))
			more := append(texts(p.Organisation, p.Role), p.Aliases...)
			offer(bot.Choice{Name: name, Value: p.Name}, append(more, placeNames(r, p)...)...)
		}
	}
}

// placeNames is what the place that a person is from is called, in all spellings.
func placeNames(r *corpus.Report, p *corpus.Person) []string {
	term := r.Term(p.Place)
	if term == nil {
		return nil
	}
	names := texts(term.Label)
	for _, lang := range slices.Sorted(maps.Keys(term.Synonyms)) {
		names = append(names, term.Synonyms[lang]...)
	}
	return names
}

// texts are those of all languages: whoever types one language may have set the
// platform to another.
func texts(list ...corpus.Text) []string {
	var out []string
	for _, t := range list {
		for _, lang := range slices.Sorted(maps.Keys(t)) {
			out = append(out, t[lang])
		}
	}
	return out
}

func (a *Assistant) offerFigures(r *corpus.Report, lang string, offer func(bot.Choice, ...string)) {
	for i := range r.Figures {
		f := &r.Figures[i]
		labels := texts(f.Title, f.Question)
		for j := range f.Items {
			labels = append(labels, texts(f.Items[j].Label)...)
		}
		value := press{verb: verbOpen, language: lang, first: 1, codes: []string{recordCode(corpus.Ref{Report: r.ID, ID: f.ID})}}
		offer(bot.Choice{Name: f.Title.In(lang), Value: value.encode(a.say.Languages())}, labels...)
	}
}
