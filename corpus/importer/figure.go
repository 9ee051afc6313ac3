package importer

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/layout"
	"github.com/reportbot/reportbot/corpus/importer/page"
)

// firstOf reports whether the block at i is the first of its chart.
func (d *drafter) firstOf(i int) bool {
	for k := i - 1; k >= 0 && d.blocks[k].Page() == d.blocks[i].Page(); k-- {
		if d.blocks[k].Set == d.blocks[i].Set {
			return false
		}
	}
	return true
}

var (
	sourcePart   = regexp.MustCompile(`(?i)(?:^|[,;] )(?:Quellen?|Source): *(.*?)(?:[,;] (?:Frage(?:stellung)?|Basis):|$)`)
	questionPart = regexp.MustCompile(`(?i)(?:^|[,;] )Frage(?:stellung)?: *(.*?)(?:[,;] (?:Quellen?|Basis):|$)`)
	step         = regexp.MustCompile(`(?:^|[,;(] ?|\s)(\d{1,2}) ?= ?([^,;=]+?)(?:[,;)]|$)`)
)

// figure makes the skeleton of a chart of the blocks of one set.
func (d *drafter) figure(i int) {
	first := &d.blocks[i]
	page := d.printed(first.Page())
	f := corpus.Figure{Page: page}
	var lines []layout.Line
	var rows, loose []*block
	title := ""
	for k := i; k < len(d.blocks); k++ {
		b := &d.blocks[k]
		if b.Set != first.Set {
			continue
		}
		lines = append(lines, b.Lines...)
		switch b.Kind {
		case layout.Title:
			title = b.text
		case layout.Caption:
			caption(&f, b.text)
		case layout.Row:
			rows = append(rows, b)
		case layout.Noise:
			loose = append(loose, b)
		default: // Nothing else is part of a chart.
		}
	}
	s := d.spot(first, title)
	if len(rows) == 0 || title == "" {
		s.Context = "no title and rows could be told apart"
		d.review.add(spotChart, s)
		return
	}
	if f.Unit == "" && percentSign.MatchString(title+" "+f.Question[language]) {
		f.Unit = corpus.UnitPercent
	}
	if f.Unit == "" {
		f.Unit = corpus.UnitNone
		s.Context = "what its numbers are measured in is not said beside it: write the unit"
		d.review.add(spotValue, s)
	}
	f.Title = corpus.Text{language: title}
	f.ID = d.id("abb-" + slug(title, 40))
	f.Section = d.sectionAt(page)
	f.Span = d.span(lines)
	if d.base != nil {
		if of := d.base.figure(f.Title[language], f.Question[language], page); of != "" {
			d.review.figures = append(d.review.figures, spot{Page: page, Lines: where(first.Lines), Text: title, Context: "is " + of + " of " + d.Extends.ID + ", which stays"})
			return
		}
	}
	items := map[string]int{}
	var bare []string // labels without a number
	for _, b := range rows {
		it := corpus.Item{Label: corpus.Text{language: b.text}}
		it.ID = unique(items, slug(b.text, 32))
		if b.Value == "" {
			bare = append(bare, b.text)
		}
		it.Values = []corpus.Value{d.value(&f, b)}
		f.Items = append(f.Items, it)
	}
	if len(bare) > 0 {
		s := d.spot(first, title)
		s.Context = fmt.Sprintf("no number was read beside %s: %s", count(len(bare), "item"), strings.Join(bare, " | "))
		d.review.add(spotValue, s)
	}
	if len(loose) > 0 {
		var numbers []string
		for _, b := range loose {
			numbers = append(numbers, b.text)
		}
		s := d.spot(first, title)
		s.Context = "read without an item: " + strings.Join(numbers, " | ")
		d.review.add(spotValue, s)
	}
	d.report.Figures = append(d.report.Figures, f)
}

// percentSign is how a caption says that its numbers are percentages.
var percentSign = regexp.MustCompile(`(?i)prozent|%`)

// caption fills a figure from a line that says what it shows.
func caption(f *corpus.Figure, text string) {
	if f.Unit == "" && percentSign.MatchString(text) {
		f.Unit = corpus.UnitPercent
	}
	if m := questionPart.FindStringSubmatch(text); m != nil {
		f.Question = corpus.Text{language: m[1]}
	}
	if m := sourcePart.FindStringSubmatch(text); m != nil {
		f.Source = corpus.Text{language: m[1]}
		return
	}
	if f.Question != nil {
		return
	}
	if steps := step.FindAllStringSubmatch(text, -1); len(steps) > 1 {
		f.Unit = corpus.UnitScale
		for i, m := range steps {
			n, _ := strconv.Atoi(m[1]) // One or two digits.
			v := float64(n)
			if i == 0 {
				f.Scale.Min, f.Scale.Max = v, v
			}
			f.Scale.Steps = append(f.Scale.Steps, corpus.Step{Value: v, Label: corpus.Text{language: strings.TrimSpace(m[2])}})
			f.Scale.Min, f.Scale.Max = min(f.Scale.Min, v), max(f.Scale.Max, v)
		}
		return
	}
	if f.Measure == nil {
		f.Measure = corpus.Text{language: text}
	}
}

// value is a row's value. It is exact only where the letters are as they were set
// and the number stands beside its label: a number that a program recognised may
// be another. What was read is in the review.
func (d *drafter) value(f *corpus.Figure, b *block) corpus.Value {
	lost := corpus.Value{Status: corpus.Lost, Note: corpus.Text{language: "Der Wert ist noch nicht aus dem Bericht übernommen."}}
	if b.Value == "" {
		return lost
	}
	n, err := corpus.ParseNumber(strings.Replace(b.Value, ",", ".", 1))
	origin := d.doc.Pages[b.Page()-1].Origin
	certain := err == nil && (origin == page.Typeset || origin == page.Unknown && !d.words.Damaged())
	switch {
	case !certain:
	case f.Unit == corpus.UnitPercent:
		certain = n.Float() <= 100
	case f.Unit == corpus.UnitScale:
		certain = n.Float() >= f.Scale.Min && n.Float() <= f.Scale.Max
	default:
		certain = false // A number of what?
	}
	if !certain {
		s := d.spot(b, b.text)
		s.Context = fmt.Sprintf("%q was read beside it: compare with the page and write it in", b.Value)
		d.review.add(spotValue, s)
		return lost
	}
	return corpus.Value{Value: &n, Status: corpus.Exact, Evidence: where(b.Lines)}
}
