package terminal

import (
	"fmt"
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
			p.text("  › ", bot.CleanLine(s), styleNone)
		}
	}
	return p.String()
}

func (r *Renderer) say(a bot.Answer, id string, args bot.Args) string {
	return r.catalogue.Say(a.Language, "terminal_"+id, args)
}

func (r *Renderer) answer(p *page, a bot.Answer, bars bool) {
	if a.Title != "" && !bot.Speaks(a) {
		p.text("", bot.CleanLine(a.Title), styleTitle)
	}
	for i, b := range a.Blocks {
		// A remark belongs to what it remarks on; everything else stands apart.
		if _, remark := b.(bot.Note); i == 0 || !remark {
			p.gap()
		}
		r.block(p, a, b, bars)
	}
	if lines := r.catalogue.Sources(a); len(lines) > 0 {
		p.gap()
		for _, l := range lines {
			p.text("", l, styleFaint)
		}
	}
}

func (r *Renderer) block(p *page, a bot.Answer, b bot.Block, bars bool) {
	switch b := b.(type) {
	case bot.Heading:
		p.text("", bot.CleanLine(b.Text), styleTitle)
	case bot.Paragraph:
		p.text("", b.Text+r.catalogue.PageBehind(a, b.Page), styleNone)
	case bot.Original:
		if b.Lead != "" {
			p.text("", b.Lead, styleFaint)
		}
		p.text("", r.catalogue.Quoted(b.Language, b.Text)+r.catalogue.PageBehind(a, b.Page), styleNone)
	case bot.Quotation:
		r.quotation(p, a, b)
	case bot.Ranking:
		r.ranking(p, a, b, bars)
	case bot.Enumeration:
		r.enumeration(p, a, b)
	case bot.Portrait:
		if b.Name != a.Title {
			p.text("", bot.CleanLine(b.Name), styleName)
		}
		if s := bot.Join(", ", b.Role, b.Organisation); s != "" {
			p.text("", s, styleNone)
		}
		if s := b.Part + r.catalogue.PageBehind(a, b.Page); s != "" {
			p.text("", strings.TrimSpace(s), styleNone)
		}
	case bot.Note:
		p.text("", b.Text, styleFaint)
	}
}

// quotation shows what was said word for word, who said it, and where it stands.
func (r *Renderer) quotation(p *page, a bot.Answer, q bot.Quotation) {
	p.text("", r.catalogue.Quoted(q.Language, q.Text), styleNone)
	if who := r.catalogue.Attribution(a.Language, q); who != "" {
		p.text("– ", who, styleName)
	}
	if q.Translation != "" {
		p.text("", r.catalogue.Say(a.Language, "quote_translated", bot.Args{"Text": r.catalogue.Quoted(a.Language, q.Translation)}), styleNone)
	}
}

func (r *Renderer) enumeration(p *page, a bot.Answer, e bot.Enumeration) {
	if s := e.Intro + r.catalogue.PageBehind(a, e.Page); s != "" {
		p.text("", strings.TrimSpace(s), styleNone)
	}
	digits := len(strconv.Itoa(len(e.Entries)))
	for i, entry := range e.Entries {
		lead := "• "
		if e.Ordered {
			lead = fmt.Sprintf("%*d. ", digits, i+1)
		}
		title := bot.CleanLine(entry.Title)
		s, behind := bot.Labelled(title, bot.Clean(entry.Text)), len(title)
		p.prose(lead, p.look.paint(styleName, s[:behind])+s[behind:], styleNone)
		for _, point := range entry.Points {
			p.text(strings.Repeat(" ", len([]rune(lead)))+"– ", bot.CleanLine(point), styleNone)
		}
	}
}
