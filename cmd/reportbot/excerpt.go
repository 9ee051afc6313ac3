package main

import (
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// excerpt is what a search shows of a record.
type excerpt struct {
	title    string
	text     string
	language string // of the text
	who      string
	original string // the id of the report's own wording that it is; empty for the record itself
	page     int
}

// excerptsOf are what can be shown of a record: the record itself in lang, and the
// report's own wording of it.
func excerptsOf(r *corpus.Report, ref corpus.Ref, lang string, c *bot.Catalogue) []excerpt {
	first := excerptOf(r, ref, lang, c)
	place, _ := r.Place(ref.ID)
	first.page = place.Page
	all := []excerpt{first}
	for _, o := range r.OriginalsOf(ref.ID) {
		e := excerpt{title: first.title, page: o.Page(), original: o.ID()}
		if o.Passage != nil {
			e.text, e.language = o.Passage.Text.Nearest(lang)
		} else {
			_, e.language = o.List.Title.Nearest(lang)
			e.text = bot.Labelled(o.List.Title.In(lang), pointsOf(o.List, lang))
		}
		all = append(all, e)
	}
	return all
}

// pointsOf is what a list says below its title, in one line.
func pointsOf(l *corpus.List, lang string) string {
	points := make([]string, len(l.Items))
	for i, p := range l.Items {
		points[i] = bot.Labelled(p.Title.In(lang), p.Text.In(lang))
	}
	return bot.Join(" ", l.Intro.In(lang), strings.Join(points, "; "))
}

// excerptOf looks a record up in its report and shows it in lang; what a quote
// says stays in the language that it was said in.
func excerptOf(r *corpus.Report, ref corpus.Ref, lang string, c *bot.Catalogue) excerpt {
	id, e := ref.ID, excerpt{language: lang}
	switch ref.Kind {
	case corpus.KindPassage:
		e.text, e.language = r.Passage(id).Text.Nearest(lang)
	case corpus.KindQuote:
		q := r.Quote(id)
		e.text, e.language = q.Said()
		if p := r.Person(q.Speaker); p != nil {
			e.who = bot.Join(", ", p.Name, p.Role.In(lang), p.Organisation.In(lang))
		}
	case corpus.KindFigure:
		f := r.Figure(id)
		e.title, e.text = f.Title.In(lang), f.Question.In(lang)
	case corpus.KindItem:
		f, it := r.Figure(id), r.Item(id)
		e.title = bot.Join(" – ", f.Title.In(lang), it.Label.In(lang))
		values := make([]string, len(it.Values))
		for i, v := range it.Values {
			values[i] = valueText(f, v, lang, c)
		}
		e.text = bot.Join(" ", strings.Join(values, "; "), it.Note.In(lang))
	case corpus.KindList:
		l := r.List(id)
		e.title, e.text = l.Title.In(lang), pointsOf(l, lang)
	case corpus.KindPerson:
		p := r.Person(id)
		e.title, e.text = p.Name, bot.Join(", ", p.Role.In(lang), p.Organisation.In(lang))
	case corpus.KindTerm:
		t := r.Term(id)
		e.title, e.text = t.Label.In(lang), t.Definition.In(lang)
	case corpus.KindFact:
		e.text = r.Fact(id).Text.In(lang)
	}
	return e
}

// valueText is a value with its answer option. A value that the source lost is
// said to be lost, with what the running text says instead.
func valueText(f *corpus.Figure, v corpus.Value, lang string, c *bot.Catalogue) string {
	cell := c.Cell(lang, f, v)
	switch cell.Mark {
	case bot.MarkLost:
		return bot.Join(". ", bot.Labelled(cell.Option, cell.Text), c.Bound(lang, cell.Option, v))
	case bot.MarkInferred:
		cell.Text = c.Say(lang, "terminal_value_inferred", bot.Args{"Value": cell.Text})
	default:
	}
	return bot.Labelled(cell.Option, cell.Text)
}
