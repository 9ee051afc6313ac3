package importer

import (
	"strings"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/layout"
)

// heading begins a section.
func (d *drafter) heading(i int) {
	b := &d.blocks[i]
	if d.base != nil {
		if id := d.base.section(b.text, d.printed(b.Page())); id != "" {
			d.section = id
		} else {
			d.review.headings = append(d.review.headings, d.spot(b, b.text))
		}
		return
	}
	if !d.leads(i) {
		d.review.add(spotLoose, d.spot(b, b.text))
		return
	}
	id := d.id(slug(b.text, 40))
	d.report.Sections = append(d.report.Sections, corpus.Section{ID: id, Title: corpus.Text{language: b.text}, Page: d.printed(b.Page())})
	d.section = id
	d.review.headings = append(d.review.headings, d.spot(b, b.text))
}

// leads reports whether text follows a heading on its page: what stands in a
// diagram or at a page's end alone is no heading.
func (d *drafter) leads(i int) bool {
	for k := i + 1; k < len(d.blocks) && d.blocks[k].Page() == d.blocks[i].Page(); k++ {
		switch b := &d.blocks[k]; b.Kind {
		case layout.Paragraph:
			return says(b.text) || strings.HasSuffix(b.text, ":")
		case layout.Title:
			// Charts come behind the page's text, wherever they stand.
			return b.Lines[0].Number == 0 || b.Lines[0].Number > d.blocks[i].Lines[0].Number
		case layout.Item, layout.Quote:
			return true
		case layout.Mixed:
			return false
		default: // Another heading, or what is no text.
		}
	}
	return false
}

// sectionAt is the section of a record; one is made for what stands before the
// first heading.
func (d *drafter) sectionAt(page int) string {
	if d.section == "" {
		if d.base != nil {
			d.section = d.base.sectionOn(page)
			return d.section
		}
		d.section = d.id("anfang")
		title := d.report.Title[language]
		d.report.Sections = append(d.report.Sections, corpus.Section{ID: d.section, Title: corpus.Text{language: title}, Page: page})
	}
	return d.section
}

// sectionTitle is the heading that the next record stands under.
func (d *drafter) sectionTitle() string {
	r := d.report
	if d.base != nil {
		r = d.Extends
		return r.SectionTitle(d.section, language)
	}
	for _, s := range r.Sections {
		if s.ID == d.section {
			return s.Title[language]
		}
	}
	return d.section
}
