package bot

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/reportbot/reportbot/corpus"
)

// Cell is a figure's value in lang: the number as the report prints it, or that
// it is lost.
func (c *Catalogue) Cell(lang string, f *corpus.Figure, v corpus.Value) Cell {
	cell := Cell{}
	for _, o := range f.Options {
		if o.ID == v.Option {
			cell.Option = o.Label.In(lang)
		}
	}
	if v.Value == nil {
		cell.Mark, cell.Text = MarkLost, c.Say(lang, "value_lost", nil)
		return cell
	}
	cell.Value = v.Value.Float()
	cell.Text = c.Number(lang, cell.Value, v.Value.Decimals())
	if f.Unit == corpus.UnitPercent {
		cell.Text = c.Say(lang, "percent", Args{"Number": cell.Text})
	}
	if v.Status == corpus.Inferred {
		cell.Mark = MarkInferred
	}
	return cell
}

// Bound is what the report's text says about a lost value, or empty.
func (c *Catalogue) Bound(lang, option string, v corpus.Value) string {
	if v.Bound == nil {
		return ""
	}
	return c.Say(lang, "bound", Args{"Option": option, "Text": v.Bound.Text.In(lang), "Page": v.Bound.Page})
}

// Join puts sep between those parts that are not empty.
func Join(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" }), sep)
}

// Labelled is a text behind what it is called, either of which may be empty: a
// colon parts them unless the label ends with a mark of its own.
func Labelled(label, text string) string {
	if last, _ := utf8.DecodeLastRuneInString(label); strings.ContainsRune(".:!?…", last) {
		return Join(" ", label, text)
	}
	return Join(": ", label, text)
}
