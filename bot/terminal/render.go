package terminal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/bot"
)

// Renderer turns answers into text. It is pure and safe for concurrent use.
type Renderer struct {
	catalogue *bot.Catalogue
}

// NewRenderer returns a Renderer that takes its own words, such as "Source",
// from the catalogue.
func NewRenderer(c *bot.Catalogue) *Renderer { return &Renderer{catalogue: c} }

// Plain is the whole answer as a reader sees it, with its sources and without
// the suggestions: no colours, no bars, no wrapping.
func (r *Renderer) Plain(a bot.Answer) string {
	p := &page{}
	r.answer(p, a, false)
	return strings.TrimSpace(p.String())
}

// Screen is the answer for a person at a terminal: wrapped, with bars for
// figures, and with the suggestions at the end. It ends with a line break.
func (r *Renderer) Screen(a bot.Answer, look Look) string {
	p := &page{look: look}
	r.answer(p, a, true)
	if len(a.Suggestions) > 0 {
		p.gap()
		p.text("", r.say(a, "suggestions", nil), styleFaint)
		for _, s := range a.Suggestions {
			p.text("  › ", cleanLine(s), styleNone)
		}
	}
	return p.String()
}

func (r *Renderer) say(a bot.Answer, id string, args bot.Args) string {
	return r.catalogue.Say(a.Language, "terminal_"+id, args)
}

func (r *Renderer) answer(p *page, a bot.Answer, bars bool) {
	if a.Title != "" && !speaks(a) {
		p.text("", cleanLine(a.Title), styleTitle)
	}
	for i, b := range a.Blocks {
		// A remark belongs to what it remarks on; everything else stands apart.
		if _, remark := b.(bot.Note); i == 0 || !remark {
			p.gap()
		}
		r.block(p, a, b, bars)
	}
	if lines := r.sources(a); len(lines) > 0 {
		p.gap()
		for _, l := range lines {
			p.text("", l, styleFaint)
		}
	}
}

// speaks tells whether the title only names who says the answer's one quotation:
// the attribution below it does that already.
func speaks(a bot.Answer) bool {
	quotations := 0
	for _, b := range a.Blocks {
		switch b := b.(type) {
		case bot.Note:
		case bot.Quotation:
			if quotations++; b.Speaker != a.Title {
				return false
			}
		default:
			return false
		}
	}
	return quotations == 1
}

func (r *Renderer) block(p *page, a bot.Answer, b bot.Block, bars bool) {
	switch b := b.(type) {
	case bot.Heading:
		p.text("", cleanLine(b.Text), styleTitle)
	case bot.Paragraph:
		p.text("", b.Text+r.pageBehind(a, b.Page), styleNone)
	case bot.Quotation:
		r.quotation(p, a, b)
	case bot.Ranking:
		r.ranking(p, a, b, bars)
	case bot.Enumeration:
		r.enumeration(p, a, b)
	case bot.Portrait:
		if b.Name != a.Title {
			p.text("", cleanLine(b.Name), styleName)
		}
		if s := bot.Join(", ", b.Role, b.Organisation); s != "" {
			p.text("", s, styleNone)
		}
		if s := b.Part + r.pageBehind(a, b.Page); s != "" {
			p.text("", strings.TrimSpace(s), styleNone)
		}
	case bot.Note:
		p.text("", b.Text, styleFaint)
	}
}

// quotation shows what was said word for word, who said it, and where it stands.
func (r *Renderer) quotation(p *page, a bot.Answer, q bot.Quotation) {
	p.text("", r.quoted(q.Language, q.Text), styleNone)
	who := bot.Join(", ", q.Speaker, q.Role, q.Organisation)
	if q.Page > 0 {
		who = bot.Join(", ", who, r.say(a, "page", bot.Args{"Page": q.Page}))
	}
	if who != "" {
		p.text("– ", who, styleName)
	}
	if q.Translation != "" {
		p.text("", r.say(a, "translation", bot.Args{"Text": r.quoted(a.Language, q.Translation)}), styleNone)
	}
}

// quoted puts a text between the quotation marks of its language.
func (r *Renderer) quoted(lang, text string) string {
	return r.catalogue.Say(lang, "terminal_quoted", bot.Args{"Text": text})
}

func (r *Renderer) enumeration(p *page, a bot.Answer, e bot.Enumeration) {
	if s := e.Intro + r.pageBehind(a, e.Page); s != "" {
		p.text("", strings.TrimSpace(s), styleNone)
	}
	digits := len(strconv.Itoa(len(e.Entries)))
	for i, entry := range e.Entries {
		lead := "• "
		if e.Ordered {
			lead = fmt.Sprintf("%*d. ", digits, i+1)
		}
		title := cleanLine(entry.Title)
		s, behind := bot.Labelled(title, clean(entry.Text)), len(title)
		p.prose(lead, p.look.paint(styleName, s[:behind])+s[behind:], styleNone)
		for _, point := range entry.Points {
			p.text(strings.Repeat(" ", len([]rune(lead)))+"– ", cleanLine(point), styleNone)
		}
	}
}

// sources names each place that the answer rests on, once.
func (r *Renderer) sources(a bot.Answer) []string {
	var lines []string
	for _, c := range a.Citations {
		if l := r.source(a.Language, c); !slices.Contains(lines, l) {
			lines = append(lines, l)
		}
	}
	return lines
}

func (r *Renderer) source(lang string, c bot.Citation) string {
	place := bot.Join(", ", cleanLine(c.Title), cleanLine(c.Section))
	if c.Page > 0 {
		place = bot.Join(", ", place, r.catalogue.Say(lang, "terminal_page", bot.Args{"Page": c.Page}))
	}
	return r.catalogue.Say(lang, "terminal_source", bot.Args{"Place": place})
}

// pageBehind is the page of a block in brackets, where the answer draws on more
// than one page, so that each statement can be told its own.
func (r *Renderer) pageBehind(a bot.Answer, at int) string {
	other := func(c bot.Citation) bool { return c.Page > 0 && c.Page != at }
	if at == 0 || !slices.ContainsFunc(a.Citations, other) {
		return ""
	}
	return " (" + r.say(a, "page", bot.Args{"Page": at}) + ")"
}
