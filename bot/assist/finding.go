package assist

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
)

// Find searches the quotes and figures for the question's words and returns those
// from offset on, at most limit, the best first. Without words it returns what
// people look for most: the quotes, then the figures that can be read.
func (a *Assistant) Find(ctx context.Context, q bot.Question, offset, limit int) (bot.Findings, error) {
	lang := a.languageOf(q, q.Text, nil)
	t, err := a.bare(lang)
	if err != nil {
		return bot.Findings{}, err
	}
	refs, err := t.looked(ctx, q.Text)
	if errors.Is(err, index.ErrTooLong) {
		return bot.Findings{Language: lang}, nil
	}
	if err != nil {
		return bot.Findings{}, fmt.Errorf("search the quotes and figures: %w", err)
	}
	offset = min(max(offset, 0), len(refs))
	end := min(offset+max(limit, 0), len(refs))
	out := bot.Findings{Language: lang, More: end < len(refs)}
	for _, ref := range refs[offset:end] {
		f, err := a.finding(ref, lang)
		if err != nil {
			return bot.Findings{}, err
		}
		out.Found = append(out.Found, f)
	}
	return out, nil
}

// looked are the quotes, figures and items that hold enough of the words.
func (t *task) looked(ctx context.Context, text string) ([]corpus.Ref, error) {
	var refs []corpus.Ref
	if strings.TrimSpace(text) == "" {
		for _, r := range t.ordered {
			for ref := range r.Refs() {
				if ref.Kind == corpus.KindQuote || ref.Kind == corpus.KindFigure && r.Figure(ref.ID).Readable() {
					refs = append(refs, ref)
				}
			}
		}
		return refs, nil
	}
	found, err := t.index.Search(ctx, index.Query{Text: text, Kinds: []corpus.Kind{corpus.KindQuote, corpus.KindFigure, corpus.KindItem}, Limit: index.MaxLimit})
	if err != nil {
		return nil, err
	}
	for _, h := range found.Hits {
		if len(found.Words) > 0 && h.Coverage >= enoughText {
			refs = append(refs, h.Ref)
		}
	}
	return refs, nil
}

// finding shows one record as an answer of its own, with what a list says of it.
func (a *Assistant) finding(ref corpus.Ref, lang string) (bot.Finding, error) {
	t, err := a.bare(lang)
	if err != nil {
		return bot.Finding{}, err
	}
	ans := t.show(t.candidate(ref))
	ans.Language, ans.Wish = lang, wishOf(ref.Kind)
	ans.Citations = distinct(ans.Citations)
	open := press{verb: verbOpen, language: lang, first: 1, codes: []string{recordCode(ref)}}
	return bot.Finding{ID: open.encode(a.say.Languages()), Title: ans.Title, Text: t.gist(ref, ans), Answer: ans}, nil
}

// gist is what a list of findings says of a record below its title.
func (t *task) gist(ref corpus.Ref, ans bot.Answer) string {
	r := t.reports[ref.Report]
	switch ref.Kind {
	case corpus.KindQuote:
		said, _ := r.Quote(ref.ID).Said()
		return bot.CleanLine(said)
	case corpus.KindItem:
		return firstRow(ans)
	default:
		return bot.CleanLine(r.Figure(ref.ID).Question.In(t.lang))
	}
}

// firstRow is the first row of an answer's figure as one line.
func firstRow(ans bot.Answer) string {
	for _, b := range ans.Blocks {
		if k, ok := b.(bot.Ranking); ok && len(k.Rows) > 0 {
			cells := make([]string, len(k.Rows[0].Cells))
			for i, c := range k.Rows[0].Cells {
				cells[i] = bot.Join(" ", c.Option, bot.Signed(c))
			}
			return bot.Labelled(k.Rows[0].Label, strings.Join(cells, ", "))
		}
	}
	return ""
}
