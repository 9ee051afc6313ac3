package terminal

import (
	"math"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/reportbot/reportbot/bot"
)

// How wide bars and labels may get, in cells.
const (
	barCells      = 24 // where nothing bounds the line
	shortestBar   = 8
	shortestLabel = 16
)

func (r *Renderer) ranking(p *page, a bot.Answer, k bot.Ranking, bars bool) {
	if s := k.Heading + r.catalogue.PageBehind(a, k.Page); s != "" {
		p.text("", strings.TrimSpace(s), styleTitle)
	}
	if k.Question != "" {
		p.text("", r.catalogue.Say(a.Language, "survey_question", bot.Args{"Text": r.catalogue.Quoted(a.Language, k.Question)}), styleFaint)
	}
	if k.Measure != "" {
		p.text("", k.Measure, styleFaint)
	}
	if bars {
		chart(p, k)
	} else {
		list(p, k)
	}
}

// list writes a row as one line of text.
func list(p *page, k bot.Ranking) {
	for i, row := range k.Rows {
		cells := make([]string, len(row.Cells))
		for j, c := range row.Cells {
			cells[j] = bot.Join(" ", bot.CleanLine(c.Option), bot.Signed(c))
		}
		p.text(rankLead(k, i), bot.Labelled(bot.CleanLine(row.Label), strings.Join(cells, ", ")), styleNone)
		if row.Note != "" {
			p.text(strings.Repeat(" ", rankWidth(k)), row.Note, styleFaint)
		}
	}
}

// chart writes rows as text bars. A row with several answer options gets a line
// for each of them below its label.
func chart(p *page, k bot.Ranking) {
	indent := rankWidth(k)
	t := newTable(p, k)
	for i, row := range k.Rows {
		lead := rankLead(k, i)
		if split(row) {
			p.text(lead, bot.CleanLine(row.Label), styleName)
			for _, c := range row.Cells {
				t.bar(strings.Repeat(" ", t.indent), bot.CleanLine(c.Option), c)
			}
		} else if len(row.Cells) == 1 {
			t.bar(lead, bot.CleanLine(row.Label), row.Cells[0])
		} else {
			p.text(lead, bot.CleanLine(row.Label), styleNone)
		}
		if row.Note != "" {
			p.text(strings.Repeat(" ", indent), row.Note, styleFaint)
		}
	}
}

// split reports whether a row's options need lines of their own.
func split(row bot.Row) bool {
	return len(row.Cells) > 1 || len(row.Cells) == 1 && row.Cells[0].Option != ""
}

// table holds the columns' widths, which all rows of a ranking share.
type table struct {
	p                  *page
	indent             int // of the answer options
	label, value, bars int
	max                float64
}

func newTable(p *page, k bot.Ranking) table {
	const least = 2
	t := table{p: p, indent: max(least, rankWidth(k)), max: k.Max, bars: barCells}
	for _, row := range k.Rows {
		if len(row.Cells) == 1 && !split(row) {
			t.label = max(t.label, ansi.StringWidth(bot.CleanLine(row.Label)))
		}
		for _, c := range row.Cells {
			t.label = max(t.label, ansi.StringWidth(bot.CleanLine(c.Option)))
			t.max = max(t.max, c.Value)
			if c.Mark != bot.MarkLost {
				t.value = max(t.value, ansi.StringWidth(bot.Signed(c)))
			}
		}
	}
	const gaps = 4
	if w := p.look.Width; w > 0 {
		t.label = min(t.label, max(shortestLabel, (w-t.indent-t.value-gaps)*6/10))
		t.bars = min(barCells*2, w-t.indent-t.label-t.value-gaps)
	}
	return t
}

// bar writes label, value and bar in columns. A long label goes on below itself.
func (t table) bar(lead, label string, c bot.Cell) {
	labels := t.p.wrap(label, t.label)
	var value, behind string
	switch c.Mark {
	case bot.MarkLost:
		value, behind = "–", t.p.look.paint(styleFaint, bot.LostText(c))
	default:
		value = bot.Signed(c)
		if t.bars >= shortestBar {
			behind = t.p.look.paint(barStyle(c), draw(c, t.max, t.bars))
		}
	}
	indent := strings.Repeat(" ", ansi.StringWidth(lead))
	for i, l := range labels {
		if i > 0 {
			t.p.line(indent + l)
			continue
		}
		columns := lead + pad(l, t.label) + "  " + padLeft(value, t.value) + "  "
		if t.p.look.Width > 0 && ansi.StringWidth(columns)+ansi.StringWidth(behind) > t.p.look.Width {
			// What is said about a lost value does not fit beside the label.
			t.p.line(columns)
			labels = append(labels, "")
			continue
		}
		t.p.line(columns + behind)
		behind = ""
	}
	if c.Mark == bot.MarkLost && behind != "" {
		t.p.text(indent, bot.LostText(c), styleFaint)
	}
}

func barStyle(c bot.Cell) style {
	if c.Mark == bot.MarkInferred {
		return styleGuess
	}
	return styleBar
}

// draw makes a bar of eighths of a cell. An inferred value's bar is hatched, so
// that it can be told without colours.
func draw(c bot.Cell, full float64, cells int) string {
	if math.IsNaN(c.Value) || c.Value <= 0 || full <= 0 {
		return ""
	}
	share := min(c.Value/full, 1)
	if c.Mark == bot.MarkInferred {
		return strings.Repeat("▒", max(1, int(math.Round(share*float64(cells)))))
	}
	eighths := max(1, int(math.Round(share*float64(cells)*8)))
	s := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		s += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return s
}

// rankWidth is the width of the column of ranks, 0 where no row has one.
func rankWidth(k bot.Ranking) int {
	last := 0
	for _, row := range k.Rows {
		last = max(last, row.Rank)
	}
	if last == 0 {
		return 0
	}
	return len(strconv.Itoa(last)) + len(". ")
}

func rankLead(k bot.Ranking, i int) string {
	rank := k.Rows[i].Rank
	if rank == 0 {
		return strings.Repeat(" ", rankWidth(k))
	}
	return padLeft(strconv.Itoa(rank)+". ", rankWidth(k))
}
