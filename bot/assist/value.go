package assist

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
)

// namesOption reports whether keywords alone ask for a value: they name an item
// of a figure and one of its answer options.
func (t *task) namesOption(ctx context.Context) bool {
	if !slices.ContainsFunc(t.ordered, func(r *corpus.Report) bool {
		return slices.ContainsFunc(r.Figures, func(f corpus.Figure) bool { return t.optionOf(&f) != "" })
	}) {
		return false
	}
	good, near, err := t.find(ctx, t.asked(), bot.WishValue)
	if err != nil {
		return false
	}
	c, ok := t.measured(good, near)
	return ok && c.ref.Kind == corpus.KindItem && t.optionOf(c.report.Figure(c.ref.ID)) != ""
}

// value answers how many, how much, what share: with a value of a figure, or
// with a record that states a number. A share that nobody measured is not
// answered with something that is no share.
func (t *task) value(ctx context.Context) (bot.Answer, bool, error) {
	// Whether the question denies is looked at once a value is found.
	t.topic = slices.DeleteFunc(t.topic, func(w word) bool { return denies(w.key) })
	text := t.asked()
	if text == "" {
		return bot.Answer{}, false, nil
	}
	good, near, err := t.find(ctx, text, bot.WishValue)
	if err != nil {
		return bot.Answer{}, false, err
	}
	if good, err = t.holding(ctx, good); err != nil {
		return bot.Answer{}, false, err
	}
	if c, ok := t.measured(good, near); ok {
		ans := t.show(c)
		ans.Wish = bot.WishValue
		if f := c.report.Figure(c.ref.ID); t.opposite(f, t.optionOf(f)) {
			ans.Status = bot.Partial
			ans.Blocks = append(ans.Blocks, t.note("opposite", nil))
		}
		t.further(&ans, good, nil)
		return ans, true, nil
	}
	share := t.asksShare()
	for _, c := range good {
		if c.report.Figure(c.ref.ID) != nil || !t.statesValue(c) {
			continue
		}
		ans := t.show(c)
		ans.Wish = bot.WishValue
		return ans, true, nil
	}
	if len(good) > 0 && !share && !t.asksMoney() {
		ans := t.show(good[0])
		ans.Wish, ans.Status = bot.WishValue, bot.Partial
		ans.Blocks = append([]bot.Block{t.note("no_number", nil)}, ans.Blocks...)
		return ans, true, nil
	}
	return t.unknown(append(good, near...)), true, nil
}

// statesValue reports whether a record states a number of the kind asked for.
func (t *task) statesValue(c candidate) bool {
	wording := c.report.Wording(c.ref, t.lang)
	switch {
	case t.asksMoney():
		return strings.ContainsAny(wording, "€$") || strings.Contains(strings.ToLower(wording), "euro")
	case t.asksShare():
		return statesShare(wording)
	}
	return countsSomething(wording)
}

// countsSomething reports whether a text states a number in figures that is not
// a year.
func countsSomething(text string) bool {
	return slices.ContainsFunc(split(text), func(w word) bool {
		year := len(w.key) == 4 && (strings.HasPrefix(w.key, "19") || strings.HasPrefix(w.key, "20"))
		return isNumber(w.key) && !year
	})
}

// counted is the text of what is to be counted ("wie viele Mitglieder"), or
// empty where no particular thing is: where those who were asked are counted,
// or a share.
func (t *task) countedNoun() string {
	for i, w := range t.words {
		many := w.key == fold("viele") || w.key == fold("vielen") || w.key == fold("wieviele") || w.key == fold("wieviel") || w.key == "many"
		if !many || i+1 >= len(t.words) {
			continue
		}
		next := t.words[i+1]
		if i+2 >= len(t.words) || !isAuxiliary(t.words[i+2].key) {
			return "" // "how many plan …": a verb, not a thing.
		}
		if !t.content[i+1] || t.taken[i+1] || !t.isKnown(next) || t.about.context(next) {
			return ""
		}
		return next.text
	}
	return ""
}

// isAuxiliary reports whether a folded word is a verb that stands behind what is
// counted.
func isAuxiliary(key string) bool {
	switch key {
	case "haben", "hat", "hatte", "hatten", "gibt", "gab", "sind", "waren", "wurden", "werden", "braucht", "brauchen", "arbeiten",
		"do", "does", "did", "are", "were", "have", "has", "had", "is", "was", "work", "exist":
		return true
	}
	return false
}

// holding keeps the candidates that hold what is to be counted.
func (t *task) holding(ctx context.Context, list []candidate) ([]candidate, error) {
	noun := t.countedNoun()
	if noun == "" || t.asksShare() {
		return list, nil
	}
	res, err := t.search(ctx, noun, nil)
	if err != nil || !slices.ContainsFunc(res.Words, func(w index.Word) bool { return !w.Light }) {
		return list, err
	}
	return slices.DeleteFunc(list, func(c candidate) bool {
		return !slices.ContainsFunc(index.Analyze(t.typed, c.report.Wording(c.ref, t.typed)), func(tok index.Token) bool {
			return tok.Stem == res.Words[0].Stem
		})
	}), nil
}

// asksMoney reports whether an amount of money is asked for.
func (t *task) asksMoney() bool {
	return slices.ContainsFunc(t.words, func(w word) bool {
		switch w.key {
		case "geld", "euro", "eur", "mio", "mrd", "money", "euros", "dollar", "dollars":
			return true
		}
		return false
	})
}

// How much less of the question a figure's item may hold than the best record
// and still be preferred for a value; and how much an item must hold whose
// figure holds the rest.
const (
	itemBehind      = 0.2
	itemBehindShare = 0.35 // where a share is asked for, which is what items hold
	itemAlone       = 0.3
)

// coverageSteps is how finely coverage is told apart when items are compared:
// nearer ones go by their score.
const coverageSteps = 8

// measured is the figure's item that the question asks the value of. Where a
// figure as a whole fits better, its best item is meant if that holds a good
// part of the question too.
func (t *task) measured(good, near []candidate) (candidate, bool) {
	if len(good) == 0 {
		return candidate{}, false
	}
	most := 0.0
	for _, c := range good {
		if c.report.Figure(c.ref.ID) != nil || t.statesValue(c) {
			most = max(most, c.coverage)
		}
	}
	behind := itemBehind
	if t.asksShare() {
		behind = itemBehindShare
	}
	byCoverage := slices.Clone(good)
	slices.SortStableFunc(byCoverage, func(a, b candidate) int {
		return cmp.Compare(math.Round(b.coverage*coverageSteps), math.Round(a.coverage*coverageSteps))
	})
	for _, c := range byCoverage {
		f := c.report.Figure(c.ref.ID)
		if f == nil || c.coverage < most-behind || t.asksShare() && f.Unit == corpus.UnitScale {
			continue
		}
		if c.ref.Kind == corpus.KindItem && t.meansItem(c, good) || len(f.Items) == 1 {
			return c, true
		}
		for _, list := range [][]candidate{good, near} {
			for _, it := range list {
				if it.ref.Kind == corpus.KindItem && it.coverage >= itemAlone && it.report.Figure(it.ref.ID) == f && t.labelled(it) {
					return it, true
				}
			}
		}
		c.ref = corpus.Ref{Report: c.ref.Report, Kind: corpus.KindFigure, ID: f.ID}
		return c, true
	}
	return candidate{}, false
}

// meansItem reports whether the question tells an item from the others of its
// figure: by a word of its label, or by fitting it clearly better. Otherwise it
// is about the figure as a whole.
func (t *task) meansItem(c candidate, good []candidate) bool {
	if t.labelled(c) {
		return true
	}
	const alike, crowd, surely = 0.85, 2, 0.75
	if c.coverage < surely {
		return false
	}
	f, n := c.report.Figure(c.ref.ID), 0
	for _, o := range good {
		if o.ref.Kind == corpus.KindItem && o.ref != c.ref && o.report.Figure(o.ref.ID) == f && o.score >= alike*c.score {
			n++
		}
	}
	return n < crowd
}

// labelled reports whether a word of what is asked stands in the item's label
// and not in the figure's title or question.
func (t *task) labelled(c candidate) bool {
	f := c.report.Figure(c.ref.ID)
	head := map[string]bool{}
	for _, s := range []string{f.Title.In(t.typed), f.Question.In(t.typed), f.Measure.In(t.typed)} {
		for _, tok := range index.Analyze(t.typed, s) {
			head[tok.Stem] = true
		}
	}
	asked := index.Analyze(t.typed, t.asked())
	return slices.ContainsFunc(index.Analyze(t.typed, c.report.Item(c.ref.ID).Label.In(t.typed)), func(tok index.Token) bool {
		return !head[tok.Stem] && slices.ContainsFunc(asked, func(a index.Token) bool { return a.Stem == tok.Stem || isPart(a.Stem, tok.Stem) })
	})
}

// isPart reports whether a stem is a part of a compound.
func isPart(part, compound string) bool {
	const least = 6
	return len(part) >= least && strings.Contains(compound, part)
}

func (t *task) asksShare() bool {
	return slices.ContainsFunc(t.words, func(w word) bool {
		return isPercent(w.key) || w.key == "anteil" || w.key == "share" || w.key == "proportion"
	})
}

func statesShare(text string) bool {
	return strings.Contains(text, "Prozent") || strings.Contains(text, "percent") || strings.Contains(text, "%")
}
