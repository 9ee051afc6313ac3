package assist

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
)

// How much of what was asked a record must hold to be an answer, as the index
// measures it: the share of the question's content words, each weighed by how
// rare it is. Below it the honest answer is that the report does not say. A
// number must fit closely, running text on the subject helps even where a word
// of the question is missing.
const (
	enoughValue = 0.6
	enoughText  = 0.48
	enoughName  = 0.75 // for a person found by office, not by name

	enoughStrange = 0.6 // where the question holds a word that no record has
)

// candidates is how many hits a search is asked for. Where a wish leaves out but
// a few kinds, these are left out of the hits: a filter costs the search more.
const (
	candidates = 32
	fewKinds   = 3
)

func enough(w bot.Wish) float64 {
	switch w {
	case bot.WishValue, bot.WishPerson, wishItems:
		return enoughValue
	case wishOffice:
		return enoughName
	default:
		return enoughText
	}
}

// A question that counts what it asks for ("five factors") prefers the list with
// so many entries.
const (
	countFits  = 1.3
	countFails = 0.85
)

// candidate is a record that may answer the question.
type candidate struct {
	ref      corpus.Ref
	report   *corpus.Report
	page     int
	score    float64 // the index's, weighed by how well the kind fits the wish
	coverage float64
}

// Wishes of the assistant's own searches, not of people.
const (
	wishItems  bot.Wish = "items"
	wishQuotes bot.Wish = "quotes"
	wishOffice bot.Wish = "office"
	wishSides  bot.Wish = "sides"

	wishFigures bot.Wish = "figures"
)

// priors say how well each kind of record fits a wish. Kinds that are not named
// can't answer it.
func priors(w bot.Wish) map[corpus.Kind]float64 {
	switch w {
	case bot.WishRanking:
		return map[corpus.Kind]float64{corpus.KindFigure: 1.5, corpus.KindList: 1.25, corpus.KindItem: 1, corpus.KindPassage: 0.8, corpus.KindTerm: 0.4, corpus.KindQuote: 0.6}
	case bot.WishValue:
		return map[corpus.Kind]float64{corpus.KindItem: 1.4, corpus.KindFigure: 1.1, corpus.KindPassage: 0.9, corpus.KindQuote: 0.9, corpus.KindList: 0.8}
	case bot.WishList:
		return map[corpus.Kind]float64{corpus.KindList: 1.4, corpus.KindPassage: 0.9, corpus.KindFigure: 1.05, corpus.KindItem: 0.5, corpus.KindTerm: 0.5, corpus.KindQuote: 0.6}
	case bot.WishDefinition:
		return map[corpus.Kind]float64{corpus.KindTerm: 1.4, corpus.KindPassage: 1.05, corpus.KindList: 0.9, corpus.KindFigure: 0.7, corpus.KindItem: 0.5, corpus.KindQuote: 0.6}
	case bot.WishComparison:
		return map[corpus.Kind]float64{corpus.KindPassage: 1.1, corpus.KindList: 1.1, corpus.KindTerm: 1, corpus.KindFigure: 0.8, corpus.KindItem: 0.7, corpus.KindQuote: 0.6}
	case bot.WishPerson:
		return map[corpus.Kind]float64{corpus.KindPerson: 1.3, corpus.KindPassage: 0.95, corpus.KindList: 0.95, corpus.KindQuote: 0.9, corpus.KindTerm: 0.8, corpus.KindFigure: 0.6, corpus.KindItem: 0.5}
	case bot.WishPassage:
		return map[corpus.Kind]float64{corpus.KindPassage: 1.15, corpus.KindList: 1, corpus.KindTerm: 0.9, corpus.KindQuote: 0.85, corpus.KindFigure: 0.6, corpus.KindItem: 0.5}
	case wishSides:
		return map[corpus.Kind]float64{corpus.KindTerm: 1.2, corpus.KindList: 1.15, corpus.KindPassage: 1}
	case wishItems:
		return map[corpus.Kind]float64{corpus.KindItem: 1}
	case wishFigures:
		return map[corpus.Kind]float64{corpus.KindFigure: 1.1, corpus.KindItem: 1}
	case wishQuotes:
		return map[corpus.Kind]float64{corpus.KindQuote: 1}
	case wishOffice:
		return map[corpus.Kind]float64{corpus.KindPerson: 1}
	default:
		return map[corpus.Kind]float64{corpus.KindPassage: 1, corpus.KindList: 1.12, corpus.KindTerm: 1, corpus.KindQuote: 0.95, corpus.KindFigure: 1, corpus.KindItem: 1, corpus.KindPerson: 1}
	}
}

// find searches for text and returns the records that may answer the wish, best
// first: those that hold enough of what was asked, and every number of it.
func (t *task) find(ctx context.Context, text string, wish bot.Wish) (good, near []candidate, err error) {
	prior := priors(wish)
	var kinds []corpus.Kind
	if len(prior) <= fewKinds {
		for _, k := range corpus.Kinds() {
			if prior[k] > 0 {
				kinds = append(kinds, k)
			}
		}
	}
	res, err := t.search(ctx, text, kinds)
	if err != nil {
		return nil, nil, err
	}
	t.mended = append(t.mended, mended(res.Words)...)
	least := t.least(wish, res.Words)
	for _, h := range res.Hits {
		c := candidate{ref: h.Ref, report: t.reports[h.Ref.Report], page: h.Page, score: h.Score * prior[h.Ref.Kind], coverage: h.Coverage}
		if c.score == 0 || !t.mayAnswer(c) || (wish == bot.WishRanking || wish == bot.WishList) && t.pointsAway(c) {
			continue
		}
		c.score *= 1 + titleWeight*t.titleFits(c)
		if l := c.report.List(c.ref.ID); l != nil && t.count > 1 && wish != bot.WishRanking {
			c.score *= countFails
			if len(l.Items) == t.count {
				c.score *= countFits / countFails
			}
		}
		if c.coverage >= least && t.holdsNumbers(c, res.Words) {
			good = append(good, c)
		} else {
			near = append(near, c)
		}
	}
	for _, list := range [][]candidate{good, near} {
		slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	}
	return good, near, nil
}

// titleWeight is how much a title counts that the question names as a whole: the
// list of all factors before the one of the fifth.
const titleWeight = 0.2

// titleFits is the share of the words of a list's or figure's title that the
// question names.
func (t *task) titleFits(c candidate) float64 {
	var title string
	switch c.ref.Kind {
	case corpus.KindList:
		title = c.report.List(c.ref.ID).Title.In(t.typed)
	case corpus.KindFigure:
		title = c.report.Figure(c.ref.ID).Title.In(t.typed)
	default:
		return 0
	}
	words := split(title)
	if len(words) == 0 {
		return 0
	}
	n := 0
	for _, w := range words {
		if _, counts := t.grammar.numerals[w.key]; counts && t.count <= 1 {
			n++
			continue
		}
		if slices.ContainsFunc(t.words, func(x word) bool { return sameWord(x.key, w.key) }) {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

// pointsAway reports whether a list or a passage tells of the other end than the
// one that the question asks for: of what is less where the most is asked for.
func (t *task) pointsAway(c candidate) bool {
	var text string
	switch c.ref.Kind {
	case corpus.KindList:
		l := c.report.List(c.ref.ID)
		text = l.Title.In(t.typed)
	case corpus.KindPassage:
		text = c.report.Passage(c.ref.ID).Text.In(t.typed)
	default:
		return false
	}
	less, most := false, false
	for _, w := range split(text) {
		less = less || slices.Contains(lessWords, w.key)
		most = most || slices.Contains(mostWords, w.key)
	}
	if t.lowest {
		return most && !less
	}
	return t.has(highest) && less && !most
}

// lessWords and mostWords tell of the ends of a ranking, folded.
var (
	lessWords = []string{"weniger", "wenigsten", "geringer", "geringerem", "geringere", "geringste", "geringsten", "kleinste", "kleinsten", "niedriger", "less", "lower", "least", "lowest", "smallest", "smaller"}
	mostWords = []string{"top", "meisten", "meiste", "grosste", "grossten", "hochste", "hochsten", "mehr", "hohe", "most", "biggest", "highest", "largest", "more", "high"}
)

// least is how much of these words a record must hold. Where all of them are
// everyday words it must hold every one of several; where a definition is asked
// of a word that no record has, no share is enough.
func (t *task) least(wish bot.Wish, words []index.Word) float64 {
	const all, never = 0.95, 2
	unknown := slices.ContainsFunc(words, func(w index.Word) bool { return !w.Known && w.Corrected == "" && !w.Number })
	strange := slices.ContainsFunc(words, func(w index.Word) bool { return !w.Known && !w.Number })
	subject := slices.ContainsFunc(words, func(w index.Word) bool { return !w.Light })
	switch {
	case !subject && len(words) > 1:
		return all
	case !subject, unknown && wish == bot.WishDefinition:
		return never
	case strange:
		return max(enough(wish), enoughStrange)
	}
	return enough(wish)
}

func (t *task) search(ctx context.Context, text string, kinds []corpus.Kind) (index.Result, error) {
	return t.index.Search(ctx, index.Query{Text: text, Language: t.typed, Report: t.within, Kinds: kinds, Limit: candidates})
}

// mayAnswer leaves out records that only serve searching, which are terms that
// the report does not explain, and people who are not clearly meant.
func (t *task) mayAnswer(c candidate) bool {
	switch c.ref.Kind {
	case corpus.KindTerm:
		return len(c.report.Term(c.ref.ID).Definition) > 0
	case corpus.KindPerson:
		return c.coverage >= enoughName
	default:
		return true
	}
}

// holdsNumbers reports whether the record holds every number that was asked
// about: a question about 2023 is not answered with what holds for 2026.
func (t *task) holdsNumbers(c candidate, words []index.Word) bool {
	var held []word
	for _, w := range words {
		key := fold(w.Text)
		if !w.Number || t.isCount(key) || t.isOfReport(c.report, key) {
			continue
		}
		if held == nil {
			held = split(c.report.Wording(c.ref, t.typed))
		}
		if !slices.ContainsFunc(held, func(x word) bool { return x.key == key || strings.TrimRight(x.key, "stndrh") == key }) {
			return false
		}
	}
	return true
}

// isCount reports whether a number only says how many entries are wanted.
func (t *task) isCount(key string) bool {
	n, ok := t.grammar.numerals[key]
	return t.count > 0 && (key == strconv.Itoa(t.count) || ok && n == t.count) ||
		slices.ContainsFunc(t.limits, func(l limit) bool { return l.key == key })
}

// isOfReport reports whether a number is the report's own year or edition.
func (t *task) isOfReport(r *corpus.Report, key string) bool {
	return slices.ContainsFunc(split(r.Edition+" "+r.Published), func(w word) bool { return w.key == key })
}
