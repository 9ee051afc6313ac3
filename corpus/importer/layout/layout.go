// Package layout puts the lines of a report's pages into blocks, in the order in
// which they are read: headings, paragraphs, items, quotes with their speakers,
// and what belongs to charts. It knows how pages are set, and asks others whether
// two halves are a word; what words should read it leaves to package mend.
package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/reportbot/reportbot/corpus/importer/page"
)

// Words tells whether lines go together.
type Words interface {
	// Append adds a line to a text, and joins a word that was broken between them.
	Append(text, line string) string
	// Known reports whether a word is one, or can be read as one.
	Known(word string) bool
	// Joined reports whether two halves of a word broken at a hyphen make a word.
	Joined(left, right string) bool
}

// Kind is what a block is.
type Kind string

// The kinds of blocks.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	Item      Kind = "item"
	Quote     Kind = "quote"
	Speaker   Kind = "speaker"
	Title     Kind = "title"   // of a chart
	Caption   Kind = "caption" // of a chart: its unit, its source, the question asked
	Row       Kind = "row"     // of a chart
	Folio     Kind = "folio"   // a page's printed number
	Mixed     Kind = "mixed"   // columns that were read across: its words are not in order
	Noise     Kind = "noise"   // what is no text: signs that a program read in a picture
)

// Line is a line with the page it is on, from 1 on.
type Line struct {
	page.Line
	Page int
}

// Block is a stretch of text that belongs together.
type Block struct {
	Kind   Kind
	Lines  []Line
	Text   string // on one line, hyphens joined, words as they stand
	Marker string // of an item: "»", "1."
	Value  string // of a row: the number behind its label
	Set    int    // ties the parts of a chart, or a quote and its speaker; 0 is none
	Joins  []Join
}

// Page is the page that the block begins on.
func (b *Block) Page() int { return b.Lines[0].Page }

// Join is a place where a block goes on elsewhere: over a column, a box or a page.
type Join struct {
	After Line   // the last line before it
	Text  string // how the text reads around it
	Sure  bool   // whether a broken word or the middle of a sentence proves it
}

// Blocks reads a document. What is no text comes as Noise, so that nothing is
// lost without a trace.
func Blocks(doc page.Document, words Words) []Block {
	s := setter{words: words}
	for i := range doc.Pages {
		p := &doc.Pages[i]
		lines := p.Lines
		if p.Positioned() {
			lines = ordered(p)
		}
		s.page(p.Number, lines)
	}
	return s.finish()
}

// setter reads page by page.
type setter struct {
	words  Words
	blocks []*segment
	sets   int
	column int // the width of most of the page's prose, in letters
}

// segment is a block in the making.
type segment struct {
	Block
	group int // the lines that no empty line parts
	width int // of its longest line, in letters
	full  bool
	gone  bool // whether it became part of another one
}

// page reads the lines of one page, in their order.
func (s *setter) page(number int, lines []page.Line) {
	var segs []*segment
	group := 0
	for at := 0; at < len(lines); {
		end := at + 1
		for end < len(lines) && !lines[end].Gap {
			end++
		}
		group++
		var own []Line
		for _, l := range lines[at:end] {
			l.Text = strings.TrimSpace(l.Text)
			if l.Text != "" {
				own = append(own, Line{l, number})
			}
		}
		if len(own) > 0 {
			for _, seg := range s.split(own) {
				seg.group = group
				segs = append(segs, seg)
			}
		}
		at = end
	}
	for _, seg := range segs {
		s.classify(seg)
	}
	segs = s.headings(segs)
	s.folio(segs)
	s.quotes(segs)
	segs = s.charts(segs)
	s.blocks = append(s.blocks, s.within(segs)...)
}

// finish joins what goes on over pages.
func (s *setter) finish() []Block {
	s.over()
	blocks := make([]Block, 0, len(s.blocks))
	for _, seg := range s.blocks {
		if !seg.gone {
			blocks = append(blocks, seg.Block)
		}
	}
	return blocks
}

// text joins the lines of a segment.
func (s *setter) text(seg *segment) {
	seg.Text = ""
	for i, l := range seg.Lines {
		t := l.Text
		if i == 0 {
			t = strings.TrimSpace(strings.TrimPrefix(t, seg.Marker))
		}
		seg.Text = s.words.Append(seg.Text, t)
	}
}

func runes(s string) int { return utf8.RuneCountInString(s) }

func longest(lines []Line) int {
	n := 0
	for _, l := range lines {
		n = max(n, runes(l.Text))
	}
	return n
}

// firstWord is a line's text up to the first blank.
func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// broken reports whether a line ends in a hyphen that breaks a word.
func broken(s string) bool {
	r := []rune(s)
	return len(r) > 1 && (r[len(r)-1] == '-' || r[len(r)-1] == '\u00ad' || r[len(r)-1] == '¬') &&
		(unicode.IsLetter(r[len(r)-2]) || unicode.IsDigit(r[len(r)-2]))
}

// Ended reports whether a text ends as a sentence does, marks of quotations and
// brackets aside.
func Ended(s string) bool {
	s = strings.TrimRight(s, `”“"'«»)’]`)
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:;…", r)
}

// begins says how a text begins: with a capital, a small letter (also one that was
// misread as a digit or sign), or otherwise.
func begins(s string) rune {
	s = strings.TrimLeft(s, `„“"'»«(,~`)
	r, size := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(s[size:])
	switch {
	case unicode.IsUpper(r):
		return 'A'
	case unicode.IsLower(r):
		return 'a'
	case (unicode.IsDigit(r) || r == '&') && unicode.IsLower(next):
		return 'a'
	case unicode.IsDigit(r):
		return '1'
	}
	return ' '
}

// leaves reports whether a line ends in a word that wants another one behind it.
func leaves(s string) bool {
	switch strings.ToLower(lastWord(s)) {
	case "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "und", "oder", "sowie", "von", "vom", "zu", "zum", "zur",
		"in", "im", "an", "am", "auf", "aus", "bei", "beim", "mit", "nach", "für", "fir", "fur", "fiir", "flr", "über", "uber", "durch", "als", "wie", "bzw.", "z.", "b.":
		return true
	}
	return false
}
