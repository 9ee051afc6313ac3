package assist

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// originalRunes is how much of the report's own wording one answer shows: with a
// retelling of three records beside it that is a message on every platform, and a
// page that is shown in place can be no more.
const originalRunes = 1_800

// originals is what an answer has shown of the report's own wording.
type originals struct {
	runes int
	shown []string
}

// take reports whether an answer shows a wording: once, and as long as there is
// room. The first is shown in any case, for the caller to shorten.
func (o *originals) take(text string) (room int, ok bool) {
	n := utf8.RuneCountInString(text)
	left := originalRunes - o.runes
	if slices.Contains(o.shown, text) || o.runes > 0 && n > left {
		return 0, false
	}
	o.runes += n
	o.shown = append(o.shown, text)
	return left, true
}

// worded puts the report's own wording of a record to its retelling, which is in
// the answer's language.
//
// Who reads the language of the report gets its words first, and the retelling in
// short. Who asks in another one gets the retelling first: it is the answer, while
// the words behind it are the evidence, and the beginning is what a small screen
// and a notification show.
func (t *task) worded(r *corpus.Report, id string, retold bot.Block) []bot.Block {
	var words []bot.Block
	var left []int // pages of what there is no room for
	foreign := false
	for _, o := range r.OriginalsOf(id) {
		text := strings.TrimSpace(o.Wording(t.lang))
		room, ok := t.originals.take(text)
		switch {
		case !ok && slices.Contains(t.originals.shown, text):
			continue
		case !ok:
			left = append(left, o.Page())
			continue
		}
		if o.Passage != nil && utf8.RuneCountInString(text) > room {
			left = append(left, o.Page())
		}
		b, lang := t.wordsOf(o, room)
		foreign = foreign || lang != t.lang
		words = append(words, b)
	}
	if len(words) == 0 {
		return []bot.Block{retold}
	}
	retold = t.inShort(retold)
	if len(left) > 0 {
		words = append(words, t.note("original_longer", bot.Args{"Count": len(left), "Page": left[0]}))
	}
	if foreign {
		return append([]bot.Block{retold, t.ownWords(words[0])}, words[1:]...)
	}
	return append(words, retold)
}

// wordsOf is an original as a block, and the language it is in.
func (t *task) wordsOf(o corpus.Original, room int) (bot.Block, string) {
	if o.Passage != nil {
		text, lang := o.Passage.Text.Nearest(t.lang)
		return bot.Original{Text: bot.Shorten(text, room), Language: lang, Page: o.Passage.Page}, lang
	}
	title, lang := o.List.Title.Nearest(t.lang)
	e := t.enumeration(o.List)
	if e.Intro == "" {
		e.Intro = title
	}
	if lang == t.lang {
		return t.ownWords(e), lang
	}
	return e, lang
}

// ownWords says before a block that it is the report's own wording.
func (t *task) ownWords(b bot.Block) bot.Block {
	lead := t.tell("original_words", nil)
	switch b := b.(type) {
	case bot.Original:
		b.Lead = lead
		return b
	case bot.Enumeration:
		b.Intro = bot.Join(" ", lead, b.Intro)
		return b
	default:
		return b
	}
}

// inShort says before a retelling that it is one.
func (t *task) inShort(b bot.Block) bot.Block {
	switch b := b.(type) {
	case bot.Paragraph:
		b.Text = t.tell("in_short", bot.Args{"Text": b.Text})
		return b
	case bot.Enumeration:
		b.Intro = strings.TrimSpace(t.tell("in_short", bot.Args{"Text": b.Intro}))
		return b
	default:
		return b
	}
}

// passage is a passage as a block. One without a text in the answer's language,
// though the report has that, comes from a package with the report's own wording
// and has no retelling.
func (t *task) passage(r *corpus.Report, p *corpus.Passage) bot.Block {
	text, lang := p.Text.Nearest(t.lang)
	if lang != t.lang && r.HasLanguage(t.lang) {
		return t.ownWords(bot.Original{Text: text, Language: lang, Page: p.Page})
	}
	return bot.Paragraph{Text: text, Page: p.Page}
}

// listed is likewise for a list.
func (t *task) listed(r *corpus.Report, l *corpus.List) bot.Enumeration {
	e := t.enumeration(l)
	if _, lang := l.Title.Nearest(t.lang); lang != t.lang && r.HasLanguage(t.lang) {
		e.Intro = bot.Join(" ", t.tell("original_words", nil), e.Intro)
	}
	return e
}

// citePages names the pages that a record and the report's own wording of it stand
// on, each once.
func (t *task) citePages(r *corpus.Report, id string) []bot.Citation {
	first := t.cite(r, id)
	out := []bot.Citation{first}
	add := func(page int) {
		if page > 0 && !slices.ContainsFunc(out, func(c bot.Citation) bool { return c.Page == page }) {
			c := first
			c.Page = page
			out = append(out, c)
		}
	}
	if l := r.List(id); l != nil {
		add(l.Through)
	}
	for _, o := range r.OriginalsOf(first.Record) {
		add(o.Page())
		if o.List != nil {
			add(o.List.Through)
		}
	}
	return out
}

// standsOn reports whether a record, or the report's own wording of it, stands on
// a page.
func standsOn(r *corpus.Report, id string, page int) bool {
	place, _ := r.Place(id)
	return place.Page == page || slices.ContainsFunc(r.OriginalsOf(id), func(o corpus.Original) bool { return o.Page() == page })
}
