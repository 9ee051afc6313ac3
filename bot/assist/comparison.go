package assist

import (
	"context"
	"slices"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/corpus"
)

// setsAgainst reports whether a folded word sets one thing against another.
func setsAgainst(key string) bool {
	switch key {
	case "oder", "or", "vs", "versus", "gegen", "against":
		return true
	}
	return false
}

// mayPart reports whether a folded word may stand between the two sides of a
// comparison, among many other places.
func mayPart(key string) bool {
	switch key {
	case "und", "and", "als", "than", "mit", "with", "to", "gegenuber", "zu", "von":
		return true
	}
	return false
}

// parted reports whether the question sets one thing against another.
func (t *task) parted() bool {
	return slices.ContainsFunc(t.words, func(w word) bool { return setsAgainst(w.key) })
}

// maxSplits is how many places of a question are tried as the middle of a
// comparison. Each costs several searches.
const maxSplits = 3

// halves are the two halves of the question at each word that may part them, the
// likeliest first. Both have something that is asked about.
func (t *task) halves() [][2]string {
	var out [][2]string
	for _, parts := range []func(string) bool{setsAgainst, mayPart} {
		for _, w := range t.words {
			if !parts(w.key) {
				continue
			}
			left, right := t.topicIn(0, w.start), t.topicIn(w.end, len(t.text))
			if left != "" && right != "" && len(out) < maxSplits {
				out = append(out, [2]string{left, right})
			}
		}
	}
	return out
}

// compare answers with two items of one figure side by side. Where the text
// itself draws the comparison, that goes first.
func (t *task) compare(ctx context.Context) (bot.Answer, bool, error) {
	if t.has(differs) && !t.has(sizes) && t.weights[bot.WishValue] == 0 {
		good, _, err := t.find(ctx, t.asked(), bot.WishComparison)
		if err != nil {
			return bot.Answer{}, false, err
		}
		const drawn = 0.8
		if len(good) > 0 && good[0].coverage >= drawn && good[0].ref.Kind != corpus.KindItem && good[0].ref.Kind != corpus.KindFigure {
			return bot.Answer{}, false, nil
		}
	}
	for _, half := range t.halves() {
		left, right := half[0], half[1]
		a, err := t.items(ctx, left)
		if err != nil {
			return bot.Answer{}, false, err
		}
		b, err := t.items(ctx, right)
		if err != nil {
			return bot.Answer{}, false, err
		}
		var x, y candidate
		best := 0.0
		for _, p := range a {
			for _, q := range b {
				f := p.report.Figure(p.ref.ID)
				sum := p.score + q.score
				if f.Readable() {
					sum *= 2 // Values that can be read tell more than any closer label.
				}
				if p.ref != q.ref && f == q.report.Figure(q.ref.ID) && sum > best {
					x, y, best = p, q, sum
				}
			}
		}
		if best == 0 {
			ans, ok, err := t.sides(ctx, left, right)
			if ok || err != nil {
				return ans, ok, err
			}
			continue
		}
		f := x.report.Figure(x.ref.ID)
		ans := t.showItems(x.report, f, []*corpus.Item{x.report.Item(x.ref.ID), y.report.Item(y.ref.ID)}, t.optionOf(f))
		if ans.Status == bot.Answered && slices.ContainsFunc(ans.Blocks, func(b bot.Block) bool {
			r, ok := b.(bot.Ranking)
			return ok && slices.ContainsFunc(r.Rows, func(row bot.Row) bool {
				return !slices.ContainsFunc(row.Cells, func(c bot.Cell) bool { return c.Mark != bot.MarkLost })
			})
		}) {
			ans.Status = bot.Partial
		}
		if tied(ans) {
			ans.Blocks = append(ans.Blocks, t.note("tied", nil))
		}
		ans.Wish = bot.WishComparison
		return ans, true, nil
	}
	return bot.Answer{}, false, nil
}

// tied reports whether two rows with one readable value each have the same.
func tied(ans bot.Answer) bool {
	for _, b := range ans.Blocks {
		if r, ok := b.(bot.Ranking); ok && len(r.Rows) == 2 && len(r.Rows[0].Cells) == 1 && len(r.Rows[1].Cells) == 1 {
			x, y := r.Rows[0].Cells[0], r.Rows[1].Cells[0]
			return x.Mark != bot.MarkLost && y.Mark != bot.MarkLost && x.Text == y.Text
		}
	}
	return false
}

// sides answers a comparison with one record for each side, where each holds all
// of its side.
func (t *task) sides(ctx context.Context, left, right string) (bot.Answer, bool, error) {
	const all = 0.9
	var picked []candidate
	for _, text := range []string{left, right} {
		good, _, err := t.find(ctx, text, wishSides)
		if err != nil {
			return bot.Answer{}, false, err
		}
		i := slices.IndexFunc(good, func(c candidate) bool { return c.coverage >= all })
		if i < 0 {
			return bot.Answer{}, false, nil
		}
		picked = append(picked, good[i])
	}
	if picked[0].ref == picked[1].ref {
		return bot.Answer{}, false, nil
	}
	ans := bot.Answer{Wish: bot.WishComparison, Status: bot.Answered}
	for _, c := range picked {
		one := t.show(c)
		if one.Title != "" {
			ans.Blocks = append(ans.Blocks, bot.Heading{Text: one.Title})
		}
		ans = join(ans, one)
	}
	return ans, true, nil
}

func (t *task) items(ctx context.Context, text string) ([]candidate, error) {
	good, _, err := t.find(ctx, text, wishItems)
	return good, err
}

// topicIn is what is asked about in a stretch of the text, by its bytes.
func (t *task) topicIn(from, to int) string {
	var ws []word
	for _, w := range t.topic {
		if w.start >= from && w.end <= to {
			ws = append(ws, w)
		}
	}
	return joined(ws)
}
