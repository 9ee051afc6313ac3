package main

import (
	"strings"
	"unicode/utf8"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// excerpt is what a search shows of a record.
type excerpt struct {
	title    string
	text     string
	language string // of the text
	who      string
}

// excerptOf looks a record up in its report and shows it in lang; what a quote
// says stays in the language that it was said in.
func excerptOf(r *corpus.Report, ref corpus.Ref, lang string, c *bot.Catalogue) excerpt {
	id, e := ref.ID, excerpt{language: lang}
	switch ref.Kind {
	case corpus.KindPassage:
		e.text = r.Passage(id).Text.In(lang)
	case corpus.KindQuote:
		q := r.Quote(id)
		for l, text := range q.Text { // There is exactly one.
			e.language, e.text = l, text
		}
		if p := r.Person(q.Speaker); p != nil {
			e.who = sentence(", ", p.Name, p.Role.In(lang), p.Organisation.In(lang))
		}
	case corpus.KindFigure:
		f := r.Figure(id)
		e.title, e.text = f.Title.In(lang), f.Question.In(lang)
	case corpus.KindItem:
		f, it := r.Figure(id), r.Item(id)
		e.title = sentence(" – ", f.Title.In(lang), it.Label.In(lang))
		values := make([]string, len(it.Values))
		for i, v := range it.Values {
			values[i] = valueText(f, v, lang, c)
		}
		e.text = sentence(" ", strings.Join(values, "; "), it.Note.In(lang))
	case corpus.KindList:
		l := r.List(id)
		e.title = l.Title.In(lang)
		points := make([]string, len(l.Items))
		for i, p := range l.Items {
			points[i] = labelled(p.Title.In(lang), p.Text.In(lang))
		}
		e.text = sentence(" ", l.Intro.In(lang), strings.Join(points, "; "))
	case corpus.KindPerson:
		p := r.Person(id)
		e.title, e.text = p.Name, sentence(", ", p.Role.In(lang), p.Organisation.In(lang))
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
	option := ""
	for _, o := range f.Options {
		if o.ID == v.Option {
			option = o.Label.In(lang)
		}
	}
	if v.Value == nil {
		lost := sentence(": ", option, c.Say(lang, "value_lost", nil))
		if v.Bound != nil {
			lost += ". " + c.Say(lang, "bound", bot.Args{"Option": option, "Text": v.Bound.Text.In(lang), "Page": v.Bound.Page})
		}
		return lost
	}
	text := c.Number(lang, v.Value.Float(), v.Value.Decimals())
	if f.Unit == corpus.UnitPercent {
		text = c.Say(lang, "percent", bot.Args{"Number": text})
	}
	if v.Status == corpus.Inferred {
		text = c.Say(lang, "terminal_value_inferred", bot.Args{"Value": text})
	}
	return sentence(": ", option, text)
}

// sentence joins those parts that are not empty.
func sentence(sep string, parts ...string) string {
	out := ""
	for _, p := range parts {
		switch {
		case p == "":
		case out == "":
			out = p
		default:
			out += sep + p
		}
	}
	return out
}

// labelled is a text behind what it is called: a colon parts them unless the
// label ends with a mark of its own.
func labelled(label, text string) string {
	if last, _ := utf8.DecodeLastRuneInString(label); strings.ContainsRune(".:!?…", last) {
		return sentence(" ", label, text)
	}
	return sentence(": ", label, text)
}
