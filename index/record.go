package index

import (
	"maps"
	"slices"

	"github.com/reportbot/reportbot/corpus"
)

// part tells what a stretch of a record's words is, because a word in a title or
// in a question that the record answers counts for more than one in the text.
type part uint8

const (
	partText part = iota
	partTitle
	partOriginal // the report's own wording, which stands last in a row
	partAsk
	partWho
	parts
)

// stretch is some text of a record in one language.
type stretch struct {
	lang string
	part part
	text string
}

// record is one findable record of a report in every language it has.
type record struct {
	ref  corpus.Ref
	text []stretch
	who  []string // the speaker's names, places and organisations, any language
}

func (r *record) add(p part, t corpus.Text) {
	for lang, text := range t {
		r.addIn(lang, p, text)
	}
}

func (r *record) addIn(lang string, p part, text string) {
	if text != "" {
		r.text = append(r.text, stretch{lang, p, text})
	}
}

func (r *record) addPhrases(p part, phrases corpus.Phrases) {
	for lang, texts := range phrases {
		for _, text := range texts {
			r.addIn(lang, p, text)
		}
	}
}

// addName adds a name that is the same in every language.
func (r *record) addName(p part, name string, langs []string) {
	for _, lang := range langs {
		r.addIn(lang, p, name)
	}
}

// records lists what a report holds in the report's order: kind by kind, in a
// kind as the package's file has it.
func records(r *corpus.Report) []record {
	c := collector{report: r, langs: r.Languages}
	if len(c.langs) == 0 {
		c.langs = []string{"de", "en"}
	}
	c.passages()
	c.quotes()
	c.figures()
	c.lists()
	c.persons()
	c.termsAndFacts()
	return c.out
}

type collector struct {
	report *corpus.Report
	langs  []string
	out    []record
}

// start appends an empty record; the pointer holds until the next one.
func (c *collector) start(kind corpus.Kind, id string) *record {
	c.out = append(c.out, record{
		ref:  corpus.Ref{Report: c.report.ID, Kind: kind, ID: id},
		text: make([]stretch, 0, 12),
	})
	return &c.out[len(c.out)-1]
}

func (c *collector) passages() {
	for _, p := range c.report.Passages {
		r := c.start(corpus.KindPassage, p.ID)
		r.add(partText, p.Text)
		r.addPhrases(partAsk, p.Asks)
		c.originals(r)
	}
}

func (c *collector) quotes() {
	for _, q := range c.report.Quotes {
		r := c.start(corpus.KindQuote, q.ID)
		r.add(partText, q.Text)
		r.add(partText, q.Translation)
		r.addPhrases(partAsk, q.Asks)
		if p := c.report.Person(q.Speaker); p != nil {
			c.speaker(r, p, partWho)
		}
	}
}

// speaker adds who somebody is, and what a search by speaker finds them by.
func (c *collector) speaker(r *record, p *corpus.Person, as part) {
	r.addName(as, p.Name, c.langs)
	r.add(as, p.Role)
	r.add(as, p.Organisation)
	r.who = append(r.who, p.ID, p.Name)
	r.who = append(r.who, p.Aliases...)
	r.who = append(r.who, values(p.Organisation)...)
	r.who = append(r.who, values(p.Role)...)
	if t := c.report.Term(p.Place); t != nil {
		r.add(as, t.Label)
		r.who = append(r.who, values(t.Label)...)
		for _, lang := range slices.Sorted(maps.Keys(t.Synonyms)) {
			r.who = append(r.who, t.Synonyms[lang]...)
		}
	} else if p.Place != "" {
		r.addName(as, p.Place, c.langs)
		r.who = append(r.who, p.Place)
	}
}

func (c *collector) figures() {
	for _, f := range c.report.Figures {
		r := c.start(corpus.KindFigure, f.ID)
		r.add(partTitle, f.Title)
		r.add(partText, f.Question)
		r.add(partText, f.Measure)
		for _, item := range f.Items {
			r.add(partText, item.Label)
		}
		for _, option := range f.Options {
			r.add(partText, option.Label)
		}
		r.add(partText, f.Note)
		r.addPhrases(partAsk, f.Asks)
		for i, item := range f.Items {
			r := c.start(corpus.KindItem, f.ItemID(i))
			r.add(partTitle, item.Label)
			r.add(partText, f.Title)
			r.add(partText, f.Question)
			r.add(partText, f.Measure)
			for _, option := range f.Options {
				r.add(partText, option.Label)
			}
			r.add(partText, item.Note)
			r.addPhrases(partAsk, item.Asks)
		}
	}
}

func (c *collector) lists() {
	for _, l := range c.report.Lists {
		r := c.start(corpus.KindList, l.ID)
		r.add(partTitle, l.Title)
		r.addPoints(partText, &l)
		r.addPhrases(partAsk, l.Asks)
		c.originals(r)
	}
}

// addPoints adds what a list says below its title.
func (r *record) addPoints(p part, l *corpus.List) {
	r.add(p, l.Intro)
	for _, point := range l.Items {
		r.add(p, point.Title)
		r.add(p, point.Text)
		for _, sub := range point.Points {
			r.add(p, sub)
		}
	}
}

// originals adds the report's own wording of a record, and the questions that it
// answers.
func (c *collector) originals(r *record) {
	list := c.report.OriginalsOf(r.ref.ID)
	for _, o := range list {
		r.addPhrases(partAsk, o.Asks())
	}
	for _, o := range list {
		if o.Passage != nil {
			r.add(partOriginal, o.Passage.Text)
			continue
		}
		r.add(partOriginal, o.List.Title)
		r.addPoints(partOriginal, o.List)
	}
}

func (c *collector) persons() {
	for i := range c.report.People {
		p := &c.report.People[i]
		r := c.start(corpus.KindPerson, p.ID)
		c.speaker(r, p, partTitle)
		for _, alias := range p.Aliases {
			r.addName(partTitle, alias, c.langs)
		}
		r.addPhrases(partAsk, p.Asks)
	}
}

func (c *collector) termsAndFacts() {
	for _, t := range c.report.Terms {
		r := c.start(corpus.KindTerm, t.ID)
		r.add(partTitle, t.Label)
		r.addPhrases(partTitle, t.Synonyms)
		r.add(partText, t.Definition)
		r.addPhrases(partAsk, t.Asks)
	}
	for _, f := range c.report.Facts {
		r := c.start(corpus.KindFact, f.ID)
		r.add(partText, f.Text)
		r.addPhrases(partAsk, f.Asks)
	}
}

func values(t corpus.Text) []string {
	var out []string
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		out = append(out, t[lang])
	}
	return out
}
