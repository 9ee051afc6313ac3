package assist

import (
	"context"
	"slices"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// quote answers who says what: word for word, by the one who was asked about,
// on what was asked about, or not at all.
func (t *task) quote(ctx context.Context) (bot.Answer, bool, error) {
	s := t.hear()
	if s.report && len(s.speakers) == 0 {
		t.wish = bot.WishPassage
		t.release()
		return bot.Answer{}, false, nil
	}
	t.who, t.on = s.typed, s.topic
	if s.stranger && len(s.speakers) == 0 && t.weights[bot.WishDefinition] > 0 {
		if ans, done, err := t.define(ctx); done || err != nil {
			return ans, done, err
		}
	}
	if s.stranger && len(s.speakers) == 0 {
		if ans, ok := t.bySection(s.typed); ok {
			return ans, true, nil
		}
		found, err := t.byOffice(ctx, s.typed)
		if err != nil {
			return bot.Answer{}, false, err
		}
		if len(found) == 0 && s.plain && t.behind(s) {
			// Not a person but people in general: what the text says of them.
			t.wish = bot.WishPassage
			t.release()
			return bot.Answer{}, false, nil
		}
		if len(found) == 0 {
			return t.notQuoted(s.typed), true, nil
		}
		s.speakers = found
	}
	quoted, silent := t.quoted(s.speakers)
	quoted = t.byRole(quoted)
	if len(s.speakers) > 0 && len(quoted) == 0 {
		return t.silent(s, silent), true, nil
	}
	return t.spoken(ctx, s, quoted)
}

// spoken composes the quotes: of these speakers or of all, on the topic.
func (t *task) spoken(ctx context.Context, s utterance, speakers []speaker) (bot.Answer, bool, error) {
	if len(speakers) == 0 {
		for _, r := range t.ordered {
			for i := range r.People {
				speakers = append(speakers, speaker{r, &r.People[i]})
			}
		}
	}
	var all []candidate
	for _, sp := range speakers {
		for q := range sp.report.QuotesBy(sp.person.ID) {
			all = append(all, candidate{ref: corpus.Ref{Report: sp.report.ID, Kind: corpus.KindQuote, ID: q.ID}, report: sp.report, page: q.Page})
		}
	}
	fits := all
	if s.topic != "" {
		var err error
		if fits, err = t.speakingOn(ctx, s.topic, all); err != nil {
			return bot.Answer{}, false, err
		}
	}
	ans := bot.Answer{Wish: bot.WishQuote, Status: bot.Answered}
	if len(fits) == 0 {
		if len(s.speakers) == 0 {
			if t.onlyNoun() {
				return t.noQuoteOn(s.topic), true, nil
			}
			return bot.Answer{}, false, nil
		}
		// Asked for a word on a subject that the speaker does not speak about:
		// said so, and what the speaker does say stands word for word behind.
		ans.Status = bot.Partial
		ans.Blocks = append(ans.Blocks, t.note("speaker_not_on", bot.Args{"Speaker": nameAll(speakers), "Topic": s.topic}))
		fits = all
	}
	if ans.Title = nameAll(speakers); len(s.speakers) == 0 {
		ans.Title = t.tell("quotes_title", bot.Args{"Count": len(fits)})
	}
	for _, m := range t.mentions {
		if m.slip != "" && slices.ContainsFunc(m.entities, func(e entity) bool { return slices.Contains(s.speakers, e) }) {
			ans.Blocks = append(ans.Blocks, t.note("name_mended", bot.Args{"Typed": t.between(m.from, m.to), "Name": m.entities[0].name(t.lang)}))
		}
	}
	for _, c := range fits {
		if len(fits) == 1 && ans.Status == bot.Answered {
			ans.Title = c.report.Person(c.report.Quote(c.ref.ID).Speaker).Name
		}
		ans = join(ans, t.show(c))
	}
	return ans, true, nil
}

// onlyNoun reports whether a quote was asked for outright, so that a passage on
// the subject is no answer.
func (t *task) onlyNoun() bool { return t.weights[bot.WishQuote] >= 3 }

// speakingOn keeps the quotes that speak about the topic: by their words, or by the
// topics that the package gives them.
func (t *task) speakingOn(ctx context.Context, topic string, all []candidate) ([]candidate, error) {
	good, _, err := t.find(ctx, topic, wishQuotes)
	if err != nil {
		return nil, err
	}
	var out []candidate
	quoted := slices.ContainsFunc(good, func(g candidate) bool {
		return slices.ContainsFunc(all, func(a candidate) bool { return a.ref == g.ref })
	})
	if ids := t.concepts(topic); len(ids) > 0 && !quoted {
		for _, c := range all {
			if slices.ContainsFunc(c.report.Quote(c.ref.ID).Topics, func(id string) bool { return slices.Contains(ids, id) }) && !slices.ContainsFunc(good, func(g candidate) bool { return g.ref == c.ref }) {
				c.coverage = 1
				good = append(good, c)
			}
		}
	}
	for _, c := range good {
		if i := slices.IndexFunc(all, func(a candidate) bool { return a.ref == c.ref }); i >= 0 {
			out = append(out, c)
		}
	}
	if len(out) > 0 {
		// What holds clearly less of the topic than the best is not on it.
		best := out[0]
		return slices.DeleteFunc(out, func(c candidate) bool { return c.coverage < best.coverage-0.2 }), nil
	}
	return out, nil
}

// concepts are the ids of the terms that the question names, if the subject of
// the speech names nothing beside them that would narrow it down.
func (t *task) concepts(subject string) []string {
	var ids []string
	about := split(subject)
	if slices.ContainsFunc(t.topic, func(w word) bool {
		told := slices.ContainsFunc(about, func(x word) bool { return x.key == w.key })
		return told && !t.inMention(w) && !t.about.context(w)
	}) {
		return nil
	}
	for _, m := range t.mentions {
		for _, e := range m.entities {
			if !e.speaks() {
				ids = append(ids, e.term.ID)
			}
		}
	}
	return ids
}

// notQuoted says that nobody of that name is quoted, and who is.
func (t *task) notQuoted(name string) bot.Answer {
	return t.whoIsQuoted(t.note("not_quoted", bot.Args{"Name": name}))
}

func (t *task) noQuoteOn(topic string) bot.Answer {
	return t.whoIsQuoted(t.note("no_quote_on", bot.Args{"Topic": topic}))
}

// silent says that the report knows whoever was asked about but does not quote
// them, and who is quoted.
func (t *task) silent(s utterance, people []speaker) bot.Answer {
	ans := t.notQuoted(s.typed)
	for _, p := range people {
		ans.Blocks = append(ans.Blocks, t.portrait(p.person))
		ans.Citations = append(ans.Citations, t.cite(p.report, p.person.ID))
	}
	return ans
}

func (t *task) whoIsQuoted(first bot.Block) bot.Answer {
	ans := bot.Answer{Wish: bot.WishQuote, Status: bot.NotFound, Blocks: []bot.Block{first}}
	list := bot.Enumeration{Intro: t.tell("who_is_quoted", nil)}
	for _, r := range t.ordered {
		for i := range r.People {
			p := &r.People[i]
			for q := range r.QuotesBy(p.ID) {
				list.Entries = append(list.Entries, bot.Entry{Title: p.Name, Text: t.tell("quoted_entry", bot.Args{"Role": p.Role.In(t.lang), "Organisation": p.Organisation.In(t.lang), "Page": q.Page})})
				ans.Suggestions = append(ans.Suggestions, t.tell("ask_quote", bot.Args{"Name": p.Name}))
				break
			}
		}
	}
	if len(list.Entries) > 0 {
		ans.Blocks = append(ans.Blocks, list)
	}
	if len(ans.Suggestions) > suggestions {
		ans.Suggestions = ans.Suggestions[:suggestions]
	}
	return ans
}

// bareSpeaker reports whether a question is no more than a name, perhaps with a
// subject: "Rome?", "rome budget".
func (t *task) bareSpeaker() bool {
	if t.strength > 0 && t.wish != bot.WishPassage {
		return false
	}
	if len(t.words) > 4 || slices.ContainsFunc(t.topic, func(w word) bool { return !t.isKnown(w) && !t.isMended(w) && !t.inMention(w) }) {
		return false
	}
	if slices.ContainsFunc(t.words, func(w word) bool { return asksOtherwise(w.key) }) {
		return false
	}
	for _, m := range t.mentions {
		with, _ := t.quoted(m.entities)
		if len(with) > 0 {
			return true
		}
	}
	return false
}

// behind reports whether a subject stands behind whoever is said to speak.
func (t *task) behind(s utterance) bool { return s.topic != "" && s.topic != s.typed }

// asksOtherwise reports whether a folded word asks for time, place or cause, not
// for what somebody says.
func asksOtherwise(key string) bool {
	switch key {
	case "wann", "wo", "warum", "wieso", "weshalb", "when", "where", "why":
		return true
	}
	return false
}
