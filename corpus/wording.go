package corpus

import "strings"

// Wording is everything that readers see of a record in lang, one part a line,
// however many lines the package wrote it on: what a search for an exact word or
// number has to look through. The report's own wording of the record is a part of
// it.
func (r *Report) Wording(ref Ref, lang string) string {
	var b strings.Builder
	put := func(parts ...string) {
		for _, s := range parts {
			if s != "" {
				b.WriteString(strings.ReplaceAll(s, "\n", " "))
				b.WriteByte('\n')
			}
		}
	}
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
	for _, o := range r.OriginalsOf(ref.ID) {
		if o.Passage != nil {
			put(o.Passage.Text.In(lang))
		} else {
			put(o.List.wording(lang)...)
		}
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
