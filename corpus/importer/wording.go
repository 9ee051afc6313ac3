package importer

import (
	"fmt"
	"strings"
)

// prefix keeps the ids of a wording apart from those of the report it belongs to.
func (d *drafter) prefix() string {
	if d.base != nil {
		return "wortlaut-"
	}
	return ""
}

// wordings says of which records of the extended report the passages and lists are
// the wording.
func (d *drafter) wordings() {
	var all []paragraph
	for _, p := range d.report.Passages {
		all = append(all, paragraph{p.Text[language], p.Page})
	}
	for i := range d.report.Lists {
		l := &d.report.Lists[i]
		text := []string{l.Intro[language]}
		for _, it := range l.Items {
			text = append(text, it.Title[language], it.Text[language])
		}
		all = append(all, paragraph{strings.Join(text, " "), l.Page})
	}
	of := d.base.assign(all)
	tied := 0
	for _, ids := range of {
		tied += min(len(ids), 1)
	}
	d.review.notes = append(d.review.notes, fmt.Sprintf("%d of %d passages and lists are the wording of records of %s", tied, len(all), d.Extends.ID))
	if tied*3 < len(all) {
		d.review.notes = append(d.review.notes, fmt.Sprintf("that is so few that this may be another report: is it the right file for --extends %s?", d.Extends.ID))
	}
	for i := range d.report.Passages {
		p := &d.report.Passages[i]
		d.wording(of[i], &p.WordingOf, &p.AlsoOf, &p.Section, spot{Page: p.Page, Lines: spanned(p.Span), Text: all[i].text})
	}
	for i := range d.report.Lists {
		l := &d.report.Lists[i]
		k := len(d.report.Passages) + i
		d.wording(of[k], &l.WordingOf, &l.AlsoOf, &l.Section, spot{Page: l.Page, Lines: spanned(l.Span), Text: all[k].text})
	}
}

func (d *drafter) wording(ids []string, of *string, also *[]string, section *string, s spot) {
	if len(ids) == 0 {
		d.review.add(spotUnmatched, s)
		return
	}
	*of = ids[0]
	if len(ids) > 1 {
		*also = ids[1:]
	}
	if id := d.base.sectionOf(ids[0]); id != "" {
		*section = id
	}
}
