package chart

import (
	"math"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"github.com/reportbot/reportbot/bot"
)

// tick is a number of the axis.
type tick struct {
	value float64
	text  string
}

// extent is where the axis ends: at Max, or at what is larger than it, such as
// the sum of rounded shares.
func extent(c bot.Chart) float64 {
	end := c.Ranking.Max
	for _, row := range c.Ranking.Rows {
		end = max(end, known(row))
	}
	if end == 0 {
		return 1
	}
	return end
}

// known is the sum of a row's values that are not lost.
func known(row bot.Row) float64 {
	sum := 0.0
	for _, cell := range row.Cells {
		if cell.Mark != bot.MarkLost {
			sum += cell.Value
		}
	}
	return sum
}

// ticks are the axis' numbers from 0 up to end, with a step of 1, 2 or 5 times a
// power of ten that makes at most most steps.
func ticks(end float64, most int, lang, unit string) []tick {
	const smallest = 1e-6 // below it, the numbers would be all noughts
	if end < smallest || most < 1 {
		return []tick{{0, "0" + unit}}
	}
	power := math.Floor(math.Log10(end / float64(most)))
	step := math.Pow(10, power)
	for _, factor := range []float64{2, 5, 10} {
		if end/step > float64(most)+0.01 { // 100.3 from rounded shares is a 100
			step = factor * math.Pow(10, power)
		}
	}
	decimals := max(0, int(-math.Floor(math.Log10(step*1.0001))))
	printer := message.NewPrinter(language.Make(lang))
	var all []tick
	for i := 0; float64(i)*step <= end*1.0001; i++ {
		v := float64(i) * step
		all = append(all, tick{v, printer.Sprint(number.Decimal(v, number.Scale(decimals))) + unit})
	}
	return all
}

// axis adds the numbers below the bars, and the unit below them where it is too
// long to stand behind each.
func (k *plot) axis() {
	s, st := k.sheet, k.sheet.types.tick
	s.add(part{height: st.lead + 6, draw: func(p pen, y int) {
		p.fill(box{k.zero, y, k.end, y + 1}, s.look.axis)
		for _, t := range k.ticks {
			x := k.x(t.value)
			p.fill(box{x, y, x + 1, y + 6}, s.look.axis)
			p.text(x-st.width(t.text)/2, y+6, st, t.text)
		}
	}})
	below := st.wrap(k.unitBelow, Width-margin-k.zero)
	s.add(part{height: len(below) * st.lead, draw: func(p pen, y int) { p.lines(k.zero, y, st, below) }})
}
