package tesseract

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// The columns of the table, and the levels that its rows are of.
const (
	columns   = 12
	levelPage = 1
	levelLine = 4
	levelWord = 5
)

// ascent is what capitals and descenders take of the size of a type; a line's box is as
// high as its letters.
const ascent = 0.9

// parse understands the table: a head, a row for the page, one for each line and one
// for each word behind its line. Scale makes points of dots.
func parse(table string, scale float64) (page.Page, error) {
	var read page.Page
	var words []string
	var trust, heaviest float64
	flush := func() {
		n := len(read.Lines)
		if n == 0 {
			return
		}
		line := &read.Lines[n-1]
		if len(words) == 0 {
			read.Lines = read.Lines[:n-1]
			return
		}
		line.Text = strings.Join(words, " ")
		line.Trust = trust / heaviest
		words, trust, heaviest = nil, 0, 0
	}
	seen := false
	for row := range strings.Lines(table) {
		row = strings.TrimRight(row, "\r\n")
		if row == "" || strings.HasPrefix(row, "level\t") {
			continue
		}
		cells := strings.SplitN(row, "\t", columns)
		if len(cells) < columns-1 {
			return page.Page{}, fmt.Errorf("a row of %d columns: %.80q", len(cells), row)
		}
		numbers, err := figures(cells[:columns-1])
		if err != nil {
			return page.Page{}, fmt.Errorf("the row %.80q: %w", row, err)
		}
		level := int(numbers[0])
		left, top, width, height := numbers[6]*scale, numbers[7]*scale, numbers[8]*scale, numbers[9]*scale
		switch level {
		case levelPage:
			if seen {
				return page.Page{}, errors.New("more than one page")
			}
			seen = true
			read.Width, read.Height = width, height
		case levelLine:
			flush()
			read.Lines = append(read.Lines, page.Line{
				Box:  page.Box{Left: left, Top: top, Right: left + width, Bottom: top + height},
				Size: math.Round(height/ascent*10) / 10,
			})
		case levelWord:
			if text := norm.NFC.String(strings.TrimSpace(cells[len(cells)-1])); len(cells) == columns && text != "" && len(read.Lines) > 0 {
				words = append(words, text)
				letters := float64(len([]rune(text)))
				trust += letters * numbers[10] / 100
				heaviest += letters
			}
		}
	}
	flush()
	if !seen {
		return page.Page{}, errors.New("it has no page: is this Tesseract 4 or newer?")
	}
	return read, nil
}

// figures reads the columns before the text.
func figures(cells []string) ([]float64, error) {
	numbers := make([]float64, len(cells))
	for i, cell := range cells {
		n, err := strconv.ParseFloat(cell, 64)
		if err != nil || math.IsNaN(n) || math.Abs(n) > 1e9 {
			return nil, fmt.Errorf("column %d is no number: %.20q", i+1, cell)
		}
		numbers[i] = n
	}
	return numbers, nil
}
