package importer

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/layout"
)

// items is how many items of one list follow each other from i on.
func (d *drafter) items(i int) int {
	n := 0
	for i+n < len(d.blocks) && d.blocks[i+n].Kind == layout.Item && (n == 0 || counted(d.blocks[i].Marker) == counted(d.blocks[i+n].Marker)) {
		n++
	}
	return n
}

func counted(marker string) bool {
	return strings.ContainsFunc(marker, func(r rune) bool { return isDigit(r) || unicode.IsLetter(r) }) || marker == "."
}

// list makes a list of the n items from first on. Lead is the block that leads to
// them, a sentence with a colon or a counted heading, or -1.
func (d *drafter) list(first, n, lead int) {
	b := &d.blocks[first]
	page := d.printed(b.Page())
	l := corpus.List{Page: page, Section: d.sectionAt(page), Ordered: counted(b.Marker)}
	title := ""
	lines := []layout.Line{}
	if lead >= 0 && d.blocks[lead].Kind == layout.Item {
		title = d.blocks[lead].Marker + " " + d.blocks[lead].text // "4. Projektmanagement" above its points
		lines = append(lines, d.blocks[lead].Lines...)
	}
	if lead >= 0 && d.blocks[lead].Kind != layout.Item {
		intro := d.blocks[lead].text
		l.Intro = corpus.Text{language: intro}
		lines = append(lines, d.blocks[lead].Lines...)
		l.Page = d.printed(d.blocks[lead].Page())
		title = lastSentence(intro)
	}
	if title == "" || utf8.RuneCountInString(title) > 120 {
		title = d.sectionTitle()
	}
	l.Title = corpus.Text{language: title}
	for k := first; k < first+n; k++ {
		it := &d.blocks[k]
		if strings.HasSuffix(it.text, "-") {
			d.review.add(spotCut, d.spot(it, it.text))
		}
		name, text := labelled(it.text)
		point := corpus.Point{Title: corpus.Text{language: name}}
		if text != "" {
			point.Text = corpus.Text{language: text}
		}
		l.Items = append(l.Items, point)
		lines = append(lines, it.Lines...)
		if p := d.printed(it.Lines[len(it.Lines)-1].Page); p > l.Page {
			l.Through = p
		}
	}
	l.ID = d.id(d.prefix() + fmt.Sprintf("liste-p%02d-%s", l.Page, slug(title, 24)))
	l.Span = d.span(lines)
	d.report.Lists = append(d.report.Lists, l)
}

// labelled parts an item into its heading and its text: "Fachkräfte: Es fehlen …".
func labelled(s string) (title, text string) {
	title, text, ok := strings.Cut(s, ": ")
	if ok && utf8.RuneCountInString(title) <= 60 && !strings.ContainsAny(title, ".,;()") {
		return title, text
	}
	return s, ""
}

// lastSentence is the last sentence of an introduction without its colon.
func lastSentence(s string) string {
	s = strings.TrimSuffix(s, ":")
	for _, end := range []string{". ", "? ", "! "} {
		if i := strings.LastIndex(s, end); i >= 0 {
			s = s[i+len(end):]
		}
	}
	return s
}
