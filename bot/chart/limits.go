package chart

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/reportbot/reportbot/bot"
)

// Bounds of a picture. Telegram takes photos whose width and height come to at
// most 10,000 pixels, with a ratio of at most 20, up to 10 MB; Discord takes
// 10 MB. https://core.telegram.org/bots/api#sendphoto,
// https://discord.com/developers/docs/reference#uploading-files
const (
	Width     = 1200 // pixels, of every picture
	maxHeight = 8000

	// MaxRows is how many rows a picture takes, so that it can still be read. Who
	// has more leaves some out and says so in a note.
	MaxRows = 60

	// MaxOptions is how many answer options can be told apart in a stack.
	MaxOptions = 9

	maxRunes = 20_000 // of all texts, so that a hostile report costs little
	maxValue = 1e12   // so that the axis' numbers stay readable
)

// ErrTooLarge is a chart of which no picture can be made within the bounds.
var ErrTooLarge = errors.New("chart too large for a picture")

// check finds what can't be drawn.
func check(c bot.Chart) error {
	k := c.Ranking
	switch {
	case len(k.Rows) == 0:
		return errors.New("no rows")
	case len(k.Rows) > MaxRows:
		return fmt.Errorf("%w: %d rows, at most %d", ErrTooLarge, len(k.Rows), MaxRows)
	case len(c.Options) > MaxOptions:
		return fmt.Errorf("%w: %d answer options, at most %d", ErrTooLarge, len(c.Options), MaxOptions)
	case bad(k.Max):
		return fmt.Errorf("the axis can't end at %v", k.Max)
	}
	for i, row := range k.Rows {
		if err := checkRow(row, max(1, len(c.Options))); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
	}
	if n := runes(c); n > maxRunes {
		return fmt.Errorf("%w: %d characters, at most %d", ErrTooLarge, n, maxRunes)
	}
	return nil
}

func checkRow(row bot.Row, cells int) error {
	if len(row.Cells) != cells {
		return fmt.Errorf("%d cells, not %d", len(row.Cells), cells)
	}
	for _, cell := range row.Cells {
		if cell.Mark != bot.MarkLost && bad(cell.Value) {
			return fmt.Errorf("%v can't be drawn on the axis", cell.Value)
		}
	}
	return nil
}

// bad reports a number that no place of the axis stands for.
func bad(v float64) bool { return math.IsNaN(v) || v < 0 || v > maxValue }

// runes counts the characters of all texts on the picture.
func runes(c bot.Chart) int {
	k := c.Ranking
	texts := append([]string{c.Title, k.Heading, k.Question, k.Measure, c.Unit, c.Source}, c.Notes...)
	texts = append(texts, c.Options...)
	for _, row := range k.Rows {
		texts = append(texts, row.Label, row.Note)
		for _, cell := range row.Cells {
			texts = append(texts, cell.Text, cell.Option)
		}
	}
	n := 0
	for _, s := range texts {
		n += utf8.RuneCountInString(s)
	}
	return n
}
