// Package mend mends German text that a program without German recognised in a
// picture: misread umlauts, ß and acronyms, words broken at line ends, quotation
// marks, ligatures. It weighs what may have been misread against how common the
// words are and what stands around them, and keeps a word unless another one is
// plainly likelier. It knows words and lines; what is a paragraph or a quote it
// leaves to package layout.
package mend

import (
	"bufio"
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// misread.txt is what letters were misread as, and how often: counted in a German
// report and in ten pages of prose that a program without German had recognised.
//
//go:embed misread.txt
var misread string

// reading is one way in which letters can have been misread.
type reading struct {
	read   []rune // what stands there, nothing for a letter that was lost
	letter string // the code of the letter that was meant
	mark   bool   // whether the letter is an umlaut or ß
	raised bool   // whether it is a capital, which begins a word
	inner  bool   // whether it is only read so within a word
	cost   float64
}

// channel is all readings by the first rune of what stands there; those of lost
// letters are under 0.
type channel map[rune][]reading

// plainTotal stands for how often a letter without marks was read at all: it is
// seldom misread.
const plainTotal = 20000

// newChannel reads a file such as misread.txt.
func newChannel(text string) (channel, error) {
	type row struct {
		letter, read string
		raised       bool
		n            float64
	}
	var rows []row
	total := map[string]float64{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for at := 1; lines.Scan(); at++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		if len(f) < 2 || len(f)%2 == 0 {
			return nil, fmt.Errorf("misread.txt:%d: want a letter, and pairs of what it was read as and how often", at)
		}
		letter, ok := encode(f[0])
		if !ok {
			return nil, fmt.Errorf("misread.txt:%d: %q has no code", at, f[0])
		}
		for i := 1; i < len(f); i += 2 {
			n, err := strconv.ParseFloat(f[i+1], 64)
			if err != nil || n <= 0 {
				return nil, fmt.Errorf("misread.txt:%d: %q is no count", at, f[i+1])
			}
			read := f[i]
			if read == "-" {
				read = ""
			}
			rows = append(rows, row{letter, read, f[0] == "I", n})
			total[letter] += n
		}
	}
	c := channel{}
	for _, r := range rows {
		of, mark := total[r.letter], isMark(r.letter)
		if !mark {
			of = plainTotal
		}
		read := []rune(r.read)
		first := rune(0)
		if len(read) > 0 {
			first = read[0]
		}
		c[first] = append(c[first], reading{read: read, letter: r.letter, mark: mark, raised: r.raised, inner: r.letter == innerOnly && !r.raised, cost: -math.Log(r.n / of)})
	}
	return c, nil
}

// innerOnly is i, for which l is read within words: at their beginning it is I.
const innerOnly = "\x08"

// isMark reports whether an encoded letter, or several, are umlauts or ß.
func isMark(letters string) bool { return letters[0] >= 26 && letters[0] <= 29 }
