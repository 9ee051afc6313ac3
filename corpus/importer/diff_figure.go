package importer

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/corpus"
)

// figures compares the charts, their options, items and values.
func (d *differ) figures() {
	items, options, values := &comparison{}, &comparison{}, &comparison{}
	twinsBefore, twinsAfter := d.twins(d.before), d.twins(d.after)
	compare(d, kindOf[corpus.Figure]{
		kind: corpus.KindFigure, limits: limits{sameID: 0.25, perhaps: 0.45, sure: 1},
		entry: func(_ *corpus.Report, v *corpus.Figure) entry {
			all := []string{d.text(v.Title), d.text(v.Question), d.text(v.Measure)}
			for i := range v.Items {
				all = append(all, d.text(v.Items[i].Label))
			}
			head := key(strings.Join(all[:3], "\n"))
			return entry{
				id: v.ID, page: v.Page, label: all[0], text: d.shown(v),
				keys: []string{key(strings.Join(all, "\n")), head, key(all[0])},
				bag:  bag(strings.Join(all, "\n")),
			}
		},
		sure: func(a, b *corpus.Figure, p pair) string {
			if why := d.otherwise(a, b); why != "" {
				return why
			}
			if !p.sameID && (twinsBefore[d.heads(a)] > 1 || twinsAfter[d.heads(b)] > 1) {
				return "several figures have this title"
			}
			return ""
		},
		differ: func(c Change, a, b *corpus.Figure, doubt string) {
			d.figure(c, a, b, doubt, items, options, values)
		},
	}, d.before.Figures, d.after.Figures)
	d.same(kindOption, options.same, 0)
	d.same(corpus.KindItem, items.same, items.moved)
	d.same(kindValue, values.same, values.moved)
}

// heads is what a figure is known by, and twins how many figures have the same.
func (d *differ) heads(f *corpus.Figure) string {
	return key(d.text(f.Title) + "\n" + d.text(f.Question) + "\n" + d.text(f.Measure))
}

func (d *differ) twins(r *corpus.Report) map[string]int {
	out := map[string]int{}
	for i := range r.Figures {
		out[d.heads(&r.Figures[i])]++
	}
	return out
}

// otherwise says what speaks against two figures measuring the same.
func (d *differ) otherwise(a, b *corpus.Figure) string {
	for _, k := range []struct {
		name          string
		before, after corpus.Text
	}{{"title", a.Title, b.Title}, {"question", a.Question, b.Question}, {"measure", a.Measure, b.Measure}} {
		x, y, ok := d.both(k.before, k.after)
		switch {
		case ok && (x == "") != (y == ""):
			return "only one of them has a " + k.name
		case !ok || !meansSame(x, y, d.years) && !meansSame(x, y, 0):
			return "the " + k.name + " is not the same"
		}
	}
	switch {
	case a.Unit != b.Unit:
		return "the unit is not the same"
	case a.Unit != corpus.UnitPercent && (a.Scale.Min != b.Scale.Min || a.Scale.Max != b.Scale.Max || !d.sameSteps(a, b)):
		return "the scale is not the same"
	case a.Exclusive != b.Exclusive:
		return "only in one of them answers exclude each other"
	}
	return ""
}

// sameSteps tells whether the values that both scales name have one meaning.
func (d *differ) sameSteps(a, b *corpus.Figure) bool {
	for _, s := range a.Scale.Steps {
		for _, t := range b.Scale.Steps {
			if s.Value != t.Value {
				continue
			}
			if x, y, ok := d.both(s.Label, t.Label); !ok || !meansSame(x, y, 0) {
				return false
			}
		}
	}
	return true
}

// figure compares two figures. Where they are perhaps not the same, so are their
// items.
func (d *differ) figure(c Change, a, b *corpus.Figure, doubt string, items, options, values *comparison) {
	if doubt != "" {
		before, after, _ := d.both(a.Title, b.Title)
		d.perhaps(c, "", before, after, doubt)
	} else {
		d.key(c, "title", a.Title, b.Title)
		d.key(c, "question", a.Question, b.Question)
		d.key(c, "measure", a.Measure, b.Measure)
		d.key(c, "source", a.Source, b.Source)
		d.key(c, "note", a.Note, b.Note)
	}
	surely := func(x, y corpus.Text, p pair, twins bool) string {
		before, after, ok := d.both(x, y)
		switch {
		case doubt != "":
			return "the figure is perhaps another one"
		case !ok || !meansSame(before, after, 0):
			return "the label is not the same"
		case !p.sameID && twins:
			return "several have this label"
		}
		return ""
	}
	labels := func(f *corpus.Figure) (options, items map[string]int) {
		options, items = map[string]int{}, map[string]int{}
		for _, o := range f.Options {
			options[key(d.text(o.Label))]++
		}
		for _, it := range f.Items {
			items[key(d.text(it.Label))]++
		}
		return options, items
	}
	optionsBefore, itemsBefore := labels(a)
	optionsAfter, itemsAfter := labels(b)
	figureOf := func(r *corpus.Report) *corpus.Figure {
		if r == d.before {
			return a
		}
		return b
	}
	doneOptions := compared(d, kindOf[corpus.Option]{
		kind: kindOption, limits: labelLimits,
		entry: func(r *corpus.Report, v *corpus.Option) entry {
			f := figureOf(r)
			e := d.labelled(v.ID, f.Page, v.Label)
			e.of = f.ID + "/"
			return e
		},
		sure: func(x, y *corpus.Option, p pair) string {
			return surely(x.Label, y.Label, p, optionsBefore[key(d.text(x.Label))] > 1 || optionsAfter[key(d.text(y.Label))] > 1)
		},
		differ: func(c Change, x, y *corpus.Option, doubt string) { d.labels(c, "label", x.Label, y.Label, doubt) },
	}, a.Options, b.Options)
	oldOption := map[string]string{"": ""}
	for _, p := range doneOptions.sure {
		oldOption[b.Options[p.j].ID] = a.Options[p.i].ID
	}
	doneItems := compared(d, kindOf[corpus.Item]{
		kind: corpus.KindItem, limits: limits{sameID: 0.25, perhaps: 0.5, sure: 1},
		entry: func(r *corpus.Report, v *corpus.Item) entry {
			f := figureOf(r)
			e := d.labelled(v.ID, f.Page, v.Label)
			e.of, e.text = f.ID+"/", d.shownItem(f, v)
			return e
		},
		sure: func(x, y *corpus.Item, p pair) string {
			return surely(x.Label, y.Label, p, itemsBefore[key(d.text(x.Label))] > 1 || itemsAfter[key(d.text(y.Label))] > 1)
		},
		differ: func(c Change, x, y *corpus.Item, doubt string) {
			if doubt != "" {
				before, after := d.shownItem(a, x), d.shownItem(b, y)
				if was := d.text(x.Label); key(was) != key(c.Label) {
					before = quoted(was) + " " + before
				}
				d.perhaps(c, "", before, after, doubt)
				return
			}
			d.key(c, "label", x.Label, y.Label)
			d.key(c, "note", x.Note, y.Note)
			d.values(c, a, b, x, y, oldOption, values)
		},
	}, a.Items, b.Items)
	options.same += doneOptions.same
	items.same += doneItems.same
	items.moved += doneItems.moved
}

// values compares the values of an item, option by option.
func (d *differ) values(c Change, f, g *corpus.Figure, a, b *corpus.Item, oldOption map[string]string, done *comparison) {
	c.Kind, c.Unit = kindValue, g.Unit
	byOption := map[string]*corpus.Value{}
	for i := range a.Values {
		byOption[a.Values[i].Option] = &a.Values[i]
	}
	for i := range b.Values {
		v := &b.Values[i]
		c.Option = d.option(g, v.Option)
		old, sure := oldOption[v.Option]
		was := byOption[old]
		if !sure || was == nil {
			c.What, c.Old, c.New = Came, "", d.value(g, v)
			c.OldNumber, c.NewNumber, c.Difference = "", number(v), ""
			d.add(c)
			continue
		}
		delete(byOption, old)
		start := len(d.all)
		d.change(c, f, g, was, v)
		if len(d.all) == start {
			done.same++
			if c.Page != c.OldPage {
				done.moved++
			}
		}
	}
	for i := range a.Values {
		if v := &a.Values[i]; byOption[v.Option] == v {
			c.What, c.Option, c.Old, c.New = Went, d.option(f, v.Option), d.value(f, v), ""
			c.OldNumber, c.NewNumber, c.Difference = number(v), "", ""
			d.add(c)
		}
	}
}

// change compares one value.
func (d *differ) change(c Change, f, g *corpus.Figure, a, b *corpus.Value) {
	d.key(c, "note", a.Note, b.Note)
	c.What, c.Old, c.New = Changed, d.value(f, a), d.value(g, b)
	sameNumber := a.Value != nil && b.Value != nil && a.Value.Float() == b.Value.Float()
	if key(c.Old) == key(c.New) || sameNumber && a.Status == b.Status {
		return
	}
	c.OldNumber, c.NewNumber = number(a), number(b)
	if a.Value != nil && b.Value != nil && !sameNumber {
		digits := max(a.Value.Decimals(), b.Value.Decimals())
		c.Difference = json.Number(strconv.FormatFloat(b.Value.Float()-a.Value.Float(), 'f', digits, 64))
	}
	d.add(c)
}

// number is a value's number as the package writes it, or empty. A number with
// leading zeros is no JSON.
func number(v *corpus.Value) json.Number {
	if v.Value == nil {
		return ""
	}
	if n := v.Value.String(); json.Valid([]byte(n)) {
		return json.Number(n)
	}
	return json.Number(strconv.FormatFloat(v.Value.Float(), 'f', v.Value.Decimals(), 64))
}

// value is a value as people read it.
func (d *differ) value(f *corpus.Figure, v *corpus.Value) string {
	if v.Value == nil {
		if v.Bound != nil {
			return "lost, " + quoted(d.text(v.Bound.Text))
		}
		return "lost"
	}
	s := v.Value.String()
	if f.Unit == corpus.UnitPercent {
		s += "%"
	}
	if v.Status == corpus.Inferred {
		s = inferredSign + s
	}
	return s
}

// option is the label of a figure's option.
func (d *differ) option(f *corpus.Figure, id string) string {
	for _, o := range f.Options {
		if o.ID == id {
			return d.text(o.Label)
		}
	}
	return id
}

// shownItem is an item's values, with what was answered.
func (d *differ) shownItem(f *corpus.Figure, it *corpus.Item) string {
	var out []string
	for i := range it.Values {
		out = append(out, joined(" ", d.option(f, it.Values[i].Option), d.value(f, &it.Values[i])))
	}
	return strings.Join(out, ", ")
}

// shown is a figure's items and values.
func (d *differ) shown(f *corpus.Figure) string {
	var out []string
	for i := range f.Items {
		out = append(out, d.text(f.Items[i].Label)+" "+d.shownItem(f, &f.Items[i]))
	}
	return strings.Join(out, "; ")
}
