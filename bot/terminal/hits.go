package terminal

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/reportbot/reportbot/bot"
)

// Hit is one record that a search found.
type Hit struct {
	Kind   string // the record's kind, such as "quote"
	Title  string // what the record is called; may be empty
	Text   string
	Match  []Span // what of Text matches, in order, not overlapping
	Quoted string // the language the text was said in, where it is a quotation; else empty
	Who    string // who said it; empty where nobody did
	Source bot.Citation

	Translation string // of a quotation, ours, in the interface's language; may be empty
}

// Span is a stretch of a text in bytes.
type Span struct{ Start, End int }

// Hits lists what a search found, best first, in the interface's language lang.
func (r *Renderer) Hits(lang string, hits []Hit, look Look) string {
	p := &page{look: look}
	digits := len(strconv.Itoa(len(hits)))
	for i, h := range hits {
		p.gap()
		kind := r.catalogue.Say(lang, "terminal_kind_"+h.Kind, nil)
		head := bot.Join(": ", kind, bot.CleanLine(h.Title))
		p.text(padLeft(strconv.Itoa(i+1), digits)+". ", head, styleTitle)
		indent := strings.Repeat(" ", digits+len(". "))
		text := mark(h, look)
		if h.Quoted != "" {
			text = r.catalogue.Quoted(h.Quoted, text)
		}
		if text != "" {
			p.prose(indent, text, styleNone)
		}
		if h.Who != "" {
			p.text(indent+"– ", bot.CleanLine(h.Who), styleName)
		}
		if h.Translation != "" {
			p.text(indent, r.catalogue.Say(lang, "quote_translated", bot.Args{"Text": r.catalogue.Quoted(lang, h.Translation)}), styleNone)
		}
		r.place(p, indent, lang, h.Source)
	}
	return p.String()
}

// place writes where a record stands, and its id: unbroken, to be copied.
func (r *Renderer) place(p *page, indent, lang string, c bot.Citation) {
	source, id := r.catalogue.Source(lang, c), "["+bot.CleanLine(c.Record)+"]"
	if w := p.look.Width; w == 0 || ansi.StringWidth(indent+source+" "+id) <= w {
		p.line(indent + p.look.paint(styleFaint, source+" "+id))
		return
	}
	p.text(indent, source, styleFaint)
	p.line(indent + p.look.paint(styleFaint, id))
}

// mark paints the matching stretches. Cleaning comes after cutting, because the
// stretches count the bytes of the text as it is.
func mark(h Hit, look Look) string {
	var b strings.Builder
	at := 0
	for _, m := range h.Match {
		if m.Start < at || m.End > len(h.Text) || m.Start >= m.End {
			continue
		}
		b.WriteString(bot.Clean(h.Text[at:m.Start]))
		b.WriteString(look.paint(styleMatch, bot.Clean(h.Text[m.Start:m.End])))
		at = m.End
	}
	b.WriteString(bot.Clean(h.Text[at:]))
	return b.String()
}
