package index

import (
	"encoding/binary"
	"errors"
	"slices"
)

// errRows says that kept rows can't be read.
var errRows = errors.New("kept rows are broken")

// encodeLexicons writes lexicons down. Numbers are 32 bits, little endian; a
// list begins with its length.
func encodeLexicons(lexicons []*lexicon) []byte {
	var e encoder
	e.number(uint32(len(lexicons)))
	for _, lex := range lexicons {
		e.strings([]string{lex.lang})
		e.number(uint32(lex.docs))
		e.strings(lex.stems)
		e.strings(lex.words)
		e.strings(lex.shown)
		for _, list := range lex.lists() {
			e.numbers(*list)
		}
		e.number(lex.grams.shift)
	}
	return e.data
}

// lists are the lists of numbers that are kept.
func (lex *lexicon) lists() []*[]uint32 {
	return []*[]uint32{
		&lex.first, &lex.df, &lex.stem, &lex.tokens, &lex.start, &lex.runs, &lex.rootHash, &lex.rootStem,
		&lex.grams.start, &lex.grams.run, &lex.grams.stem,
	}
}

// decodeLexicons reads what encodeLexicons wrote. What it returns is safe to
// search whatever the data was.
func decodeLexicons(data []byte) ([]*lexicon, error) {
	d := decoder{data: data}
	n := d.number()
	if n > 1_000 {
		return nil, errRows
	}
	lexicons := make([]*lexicon, 0, n)
	for range n {
		lex := &lexicon{}
		if name := d.strings(); len(name) == 1 {
			lex.lang = name[0]
		}
		lex.docs = int(d.number())
		lex.stems, lex.words, lex.shown = d.strings(), d.strings(), d.strings()
		for _, list := range lex.lists() {
			*list = d.numbers()
		}
		lex.grams.shift = d.number()
		if d.failed || !lex.sound() {
			return nil, errRows
		}
		lex.derive()
		lexicons = append(lexicons, lex)
	}
	return lexicons, nil
}

// sound tells whether every number points into its list.
func (lex *lexicon) sound() bool {
	stems, words := uint32(len(lex.stems)), uint32(len(lex.words))
	g := &lex.grams
	switch {
	case len(lex.shown) != len(lex.words), len(lex.stem) != len(lex.words), len(lex.df) != len(lex.stems),
		len(lex.first) != len(lex.stems)+1, len(lex.start) != len(lex.runs)+1,
		g.shift > 28, len(g.start) != 1<<(32-g.shift)+1, len(g.run) != len(g.stem), len(lex.rootHash) != len(lex.rootStem):
		return false
	case slices.Contains(lex.words, ""), !climbs(lex.first):
		return false
	case !rises(lex.first, words), !rises(lex.start, uint32(len(lex.tokens))), !rises(g.start, uint32(len(g.run))):
		return false
	case slices.ContainsFunc(lex.rootStem, func(s uint32) bool { return s >= stems }),
		slices.ContainsFunc(lex.stem, func(s uint32) bool { return s >= stems }),
		slices.ContainsFunc(g.stem, func(s uint32) bool { return s >= stems }),
		slices.ContainsFunc(lex.tokens, func(t uint32) bool { return t >= words && t&^markBit >= uint32(parts) }):
		return false
	}
	return true
}

// climbs tells whether every stem has a word: the list rises with each step.
func climbs(list []uint32) bool {
	for i := 1; i < len(list); i++ {
		if list[i] <= list[i-1] {
			return false
		}
	}
	return true
}

// rises tells whether a list of beginnings never falls and ends at the end.
func rises(list []uint32, end uint32) bool {
	return len(list) > 0 && slices.IsSorted(list) && list[len(list)-1] == end
}

type encoder struct{ data []byte }

func (e *encoder) number(n uint32) { e.data = binary.LittleEndian.AppendUint32(e.data, n) }

func (e *encoder) numbers(list []uint32) {
	e.number(uint32(len(list)))
	e.data = slices.Grow(e.data, 4*len(list))
	for _, n := range list {
		e.number(n)
	}
}

func (e *encoder) strings(list []string) {
	lengths := make([]uint32, len(list))
	total := 0
	for i, s := range list {
		lengths[i] = uint32(len(s))
		total += len(s)
	}
	e.numbers(lengths)
	e.number(uint32(total))
	for _, s := range list {
		e.data = append(e.data, s...)
	}
}

type decoder struct {
	data   []byte
	failed bool
}

// take returns the next n bytes, or nil where there are none.
func (d *decoder) take(n uint64) []byte {
	if d.failed || n > uint64(len(d.data)) {
		d.failed = true
		return nil
	}
	b := d.data[:n]
	d.data = d.data[n:]
	return b
}

func (d *decoder) number() uint32 {
	b := d.take(4)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint32(b)
}

func (d *decoder) numbers() []uint32 {
	b := d.take(4 * uint64(d.number()))
	list := make([]uint32, len(b)/4)
	for i := range list {
		list[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return list
}

func (d *decoder) strings() []string {
	lengths := d.numbers()
	text := string(d.take(uint64(d.number())))
	list := make([]string, len(lengths))
	for i, n := range lengths {
		if uint64(n) > uint64(len(text)) {
			d.failed = true
			return nil
		}
		list[i], text = text[:n], text[n:]
	}
	return list
}
