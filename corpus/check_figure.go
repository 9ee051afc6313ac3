package corpus

import (
	"math"
	"slices"
	"strings"
)

// figure checks one figure: its answer options, its scale, and every value.
func (c *checker) figure(at place, f Figure) {
	c.page(at, f.Page)
	c.span(at.at("span"), f.Span)
	c.required(at.at("title"), f.Title, c.langs)
	c.optional(at.at("question"), f.Question)
	c.optional(at.at("measure"), f.Measure)
	c.optional(at.at("source"), f.Source)
	c.optional(at.at("note"), f.Note)
	c.asks(at.at("asks"), f.Asks)
	switch {
	case !slices.Contains([]Unit{UnitPercent, UnitScale, UnitNone}, f.Unit):
		at.at("unit").fault("%.40q is no unit: write percent, scale or none", f.Unit)
	case f.Unit == UnitScale && f.Scale.Min >= f.Scale.Max:
		at.at("scale").fault("the scale needs a min below its max")
	}
	for i, s := range f.Scale.Steps {
		at := at.at("scale", "steps", i)
		c.required(at.at("label"), s.Label, c.langs)
		if s.Value < f.Scale.Min || s.Value > f.Scale.Max {
			at.at("value").fault("the step lies outside of the scale")
		}
	}
	options := map[string]bool{}
	for i, o := range f.Options {
		at := at.at("options", i)
		checkID(at.at("id"), o.ID)
		if options[o.ID] {
			at.at("id").fault("option %q stands twice", o.ID)
		}
		options[o.ID] = true
		c.required(at.at("label"), o.Label, c.langs)
	}
	if len(f.Items) == 0 {
		at.fault("the figure has no items")
	}
	if strings.Contains(f.ID, "/") {
		at.at("id").fault("the id of a figure holds no slash: it parts the figure from its item")
	}
	items := map[string]bool{}
	for i, it := range f.Items {
		at := at.at("items", i)
		checkID(at.at("id"), it.ID)
		if items[it.ID] {
			at.at("id").fault("item %q stands twice", it.ID)
		}
		items[it.ID] = true
		c.clash(at.at("id"), f.ItemID(i))
		c.required(at.at("label"), it.Label, c.langs)
		c.optional(at.at("note"), it.Note)
		c.asks(at.at("asks"), it.Asks)
		c.values(at.at("values"), f, it, options)
	}
}

// values checks the values of one item.
func (c *checker) values(at place, f Figure, it Item, options map[string]bool) {
	if len(it.Values) == 0 {
		at.fault("the item has no values: write a lost one with value null and status lost")
	}
	if len(f.Options) == 0 && len(it.Values) > 1 {
		at.fault("the figure has no options, so an item has one value")
	}
	seen := map[string]bool{}
	sum, rounding := 0.0, 0.0 // rounding: half a unit of the last printed digit of each value
	for i, v := range it.Values {
		at := at.at(i)
		switch {
		case len(f.Options) == 0 && v.Option != "":
			at.at("option").fault("the figure has no options")
		case len(f.Options) > 0 && v.Option == "":
			at.fault("the value names no option")
		case v.Option != "" && !options[v.Option]:
			at.at("option").fault("there is no option %q in the figure", v.Option)
		case seen[v.Option]:
			at.at("option").fault("%s stands twice", describe(v))
		}
		seen[v.Option] = true
		c.value(at, f, it, v)
		if v.Value != nil {
			sum += v.Value.Float()
			rounding += 0.5 * math.Pow10(-v.Value.Decimals())
		}
	}
	if f.Exclusive && f.Unit == UnitPercent && sum > 100 && sum >= 100+rounding {
		at.fault("the options exclude each other, but their percentages add to more than 100")
	}
}

func (c *checker) value(at place, f Figure, it Item, v Value) {
	c.optional(at.at("note"), v.Note)
	if v.Bound != nil {
		c.required(at.at("bound", "text"), v.Bound.Text, c.langs)
		c.page(at.at("bound"), v.Bound.Page)
	}
	switch v.Status {
	case Exact, Inferred:
		if v.Value == nil {
			at.fault("%s is missing: write the number, or status lost", describe(v))
		}
		if v.Status == Inferred && len(v.Note) == 0 {
			at.fault("an inferred value needs a note that says what it was put together from")
		}
	case Lost:
		if v.Value != nil {
			at.at("value").fault("a lost value has no number: write null, or status exact or inferred")
		}
		if len(v.Note) == 0 && len(it.Note) == 0 && len(f.Note) == 0 {
			at.fault("a lost value needs a note, on the value, its item or its figure")
		}
	default:
		at.at("status").fault("%.40q is no status: write exact, inferred or lost", v.Status)
	}
	if v.Value == nil {
		return
	}
	low, high := 0.0, 100.0
	if f.Unit != UnitPercent {
		low, high = f.Scale.Min, f.Scale.Max
	}
	if n := v.Value.Float(); n < low || n > high {
		at.at("value").fault("%s lies outside of its scale of %g to %g", v.Value, low, high)
	}
}
