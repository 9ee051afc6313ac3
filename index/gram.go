package index

import (
	"math/bits"
	"slices"
)

// gramLen is the length of the runs of letters that tie words to their
// relatives: compounds to their parts, other forms to the same root.
const gramLen = 4

// gramIndex finds the stems that have a run of letters. Runs are kept in
// buckets by hash, each beside its stem.
type gramIndex struct {
	shift uint32   // 32 minus the bits of a bucket's number
	start []uint32 // bucket b is start[b] to start[b+1]
	run   []uint32
	stem  []uint32
}

// runsOf counts the runs of a stem.
func runsOf(stem string) int { return max(0, len(stem)-gramLen+1) }

// runAt packs the run of s that begins at i.
func runAt(s string, i int) uint32 {
	return uint32(s[i]) | uint32(s[i+1])<<8 | uint32(s[i+2])<<16 | uint32(s[i+3])<<24
}

func newGramIndex(stems []string) gramIndex {
	total := 0
	for _, s := range stems {
		total += runsOf(s)
	}
	size := max(4, bits.Len(uint(total))-1)
	g := gramIndex{
		shift: uint32(32 - size), start: make([]uint32, 1<<size+1),
		run: make([]uint32, total), stem: make([]uint32, total),
	}
	for _, s := range stems {
		for i := range runsOf(s) {
			g.start[g.bucket(runAt(s, i))+1]++
		}
	}
	for b := 1; b < len(g.start); b++ {
		g.start[b] += g.start[b-1]
	}
	fill := make([]uint32, len(g.start)-1)
	copy(fill, g.start)
	for id, s := range stems {
		for i := range runsOf(s) {
			run := runAt(s, i)
			b := g.bucket(run)
			g.run[fill[b]], g.stem[fill[b]] = run, uint32(id)
			fill[b]++
		}
	}
	return g
}

func (g *gramIndex) bucket(run uint32) uint32 { return run * 0x9E3779B1 >> g.shift }

// appendStems appends the stems with this run in order. A stem that has it
// twice comes twice.
func (g *gramIndex) appendStems(to []uint32, run uint32) []uint32 {
	b := g.bucket(run)
	for i := g.start[b]; i < g.start[b+1]; i++ {
		if g.run[i] == run {
			to = append(to, g.stem[i])
		}
	}
	return to
}

// has tells whether some stem has this run.
func (g *gramIndex) has(run uint32) bool {
	b := g.bucket(run)
	return slices.Contains(g.run[g.start[b]:g.start[b+1]], run)
}

// stemsWith lists the stems that have a run of letters, each once, in a slice that
// is overwritten. ok is false where so many have it that it says nothing.
func (lex *lexicon) stemsWith(scratch []uint32, run uint32) (stems []uint32, ok bool) {
	stems = lex.grams.appendStems(scratch[:0], run)
	ok = len(stems) <= maxRunStems
	return slices.Compact(stems), ok
}

// runWeight is the inverse document frequency of a run of letters. How many
// records have it isn't counted; it is guessed from how many have its stems, as
// if these fell together by chance only.
func (lex *lexicon) runWeight(stems []uint32) float32 {
	docs := float32(max(lex.docs, 1))
	without := float32(1)
	for _, id := range stems {
		without *= 1 - min(1, float32(lex.df[id])/docs)
	}
	return lex.weight(uint32((1-without)*docs + .5))
}
