package corpus

import "strings"

// Wording is everything that readers see of a record in lang, one part a line,
// however many lines the package wrote it on: what a search for an exact word or
// number has to look through. The report's own wording of the record is no part of
// it, see Original.Wording: what a record says is decided by the text that people
// have checked, not by one that was read from a file.
func (r *Report) Wording(ref Ref, lang string) string {
	var b strings.Builder
	put := func(parts ...string) { putLines(&b, parts) }
	l := r.lookup[ref.ID]
	switch l.kind {
	case KindPassage:
		put(r.Passages[l.at].Text.In(lang))
	case KindQuote:
		q := &r.Quotes[l.at]
		put(q.Text.In(lang), q.Translation.In(lang))
	case KindFigure:
		f := &r.Figures[l.at]
		put(f.Title.In(lang), f.Question.In(lang), f.Measure.In(lang), f.Note.In(lang))
		for i := range f.Items {
			put(f.Items[i].wording(lang)...)
		}
	case KindItem:
		f := &r.Figures[l.at]
		put(f.Title.In(lang), f.Question.In(lang))
		put(f.Items[l.item].wording(lang)...)
	case KindList:
		put(r.Lists[l.at].wording(lang)...)
	case KindPerson:
		p := &r.People[l.at]
		put(p.Name, p.Role.In(lang), p.Organisation.In(lang))
	case KindTerm:
		v := &r.Terms[l.at]
		put(v.Label.In(lang), v.Definition.In(lang))
	case KindFact:
		put(r.Facts[l.at].Text.In(lang))
	}
	return b.String()
}

// putLines writes each part on a line of its own.
func putLines(b *strings.Builder, parts []string) {
	for _, s := range parts {
		if s != "" {
			b.WriteString(strings.ReplaceAll(s, "\n", " "))
			b.WriteByte('\n')
		}
	}
}

// Wording is the text of an original in lang, or in the language that it has,
// one part a line as Report.Wording has a record's.
func (o Original) Wording(lang string) string {
	var b strings.Builder
	if o.Passage != nil {
		putLines(&b, []string{o.Passage.Text.In(lang)})
	} else {
		putLines(&b, o.List.wording(lang))
	}
	return b.String()
}

func (it *Item) wording(lang string) []string {
	parts := []string{it.Label.In(lang), it.Note.In(lang)}
	for _, v := range it.Values {
		if v.Value != nil {
			parts = append(parts, v.Value.String())
		}
		if v.Bound != nil {
			parts = append(parts, v.Bound.Text.In(lang))
		}
		parts = append(parts, v.Note.In(lang))
	}
	return parts
}

func (l *List) wording(lang string) []string {
	parts := []string{l.Title.In(lang), l.Intro.In(lang)}
	for _, it := range l.Items {
		parts = append(parts, it.Title.In(lang), it.Text.In(lang))
		for _, p := range it.Points {
			parts = append(parts, p.In(lang))
		}
	}
	return parts
}
