package importer

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/corpus"
)

// entry is a record as it is looked for in the other edition.
type entry struct {
	id    string
	of    string // stands before the id where it is shown: the figure of an item
	label string
	page  int
	text  string             // what it says, for showing it
	keys  []string           // what it says for comparing, the most telling first; equal keys tie records together
	bag   map[string]float64 // how often it has each stem
}

// pair is a record and its successor. It is not sure where they are only like each
// other.
type pair struct {
	i, j   int // in before and in after
	sure   bool
	sameID bool
}

// shownID is the id as it names the record in its report.
func (e *entry) shownID() string { return e.of + e.id }

// limits are the likeness from which two records are paired, and surely are the
// same: sameID of those with one id.
type limits struct{ sameID, perhaps, sure float64 }

// The limits of texts, which are reworded, and of labels, which have few words.
var (
	textLimits  = limits{sameID: 0.3, perhaps: 0.4, sure: 0.55}
	labelLimits = limits{sameID: 0.3, perhaps: 0.5, sure: 0.8}
)

// The bounds of looking for the likest: the records that are looked at for one,
// and those that are then compared in full.
const (
	mostLooks      = 20_000
	mostCandidates = 12
	idBonus        = 0.2 // to the likeness of two records with one id
)

// match pairs the records of two editions, one to one: those with equal keys, and
// then the likest first, as far as may allows it. may is nil where it always does.
func match(before, after []entry, l limits, may func(i, j int) bool) []pair {
	m := &pairing{before: before, after: after, freeBefore: all(len(before)), freeAfter: all(len(after))}
	m.byKey()
	m.byLikeness(l, may)
	slices.SortFunc(m.pairs, func(a, b pair) int { return cmp.Compare(a.j, b.j) })
	return m.pairs
}

type pairing struct {
	before, after         []entry
	freeBefore, freeAfter []bool
	pairs                 []pair
}

func all(n int) []bool { return slices.Repeat([]bool{true}, n) }

func (m *pairing) take(i, j int, sure bool) {
	m.freeBefore[i], m.freeAfter[j] = false, false
	m.pairs = append(m.pairs, pair{i: i, j: j, sure: sure, sameID: m.before[i].id == m.after[j].id})
}

// byKey pairs records that say the same. Where several do, those with one id
// belong together, and the others in their order; that is sure only for the first
// key, by which they can't be told apart.
func (m *pairing) byKey() {
	keys := 0
	for _, e := range slices.Concat(m.before, m.after) {
		keys = max(keys, len(e.keys))
	}
	for k := range keys {
		olds, news := grouped(m.before, m.freeBefore, k), grouped(m.after, m.freeAfter, k)
		for j, e := range m.after {
			if m.freeAfter[j] {
				for _, i := range olds[e.key(k)] {
					if m.freeBefore[i] && m.before[i].id == e.id {
						m.take(i, j, true)
						break
					}
				}
			}
		}
		used := map[string]int{}
		for j, e := range m.after {
			key := e.key(k)
			group := olds[key]
			for used[key] < len(group) && !m.freeBefore[group[used[key]]] {
				used[key]++
			}
			if m.freeAfter[j] && used[key] < len(group) {
				m.take(group[used[key]], j, k == 0 || len(group) == 1 && len(news[key]) == 1)
			}
		}
	}
}

// key is the entry's key number k, or empty.
func (e *entry) key(k int) string {
	if k < len(e.keys) {
		return e.keys[k]
	}
	return ""
}

// grouped are the entries that are free by their key number k.
func grouped(entries []entry, free []bool, k int) map[string][]int {
	groups := map[string][]int{}
	for i := range entries {
		if key := entries[i].key(k); free[i] && key != "" {
			groups[key] = append(groups[key], i)
		}
	}
	return groups
}

// byLikeness pairs what is left.
func (m *pairing) byLikeness(l limits, may func(i, j int) bool) {
	old, next := free(m.freeBefore), free(m.freeAfter)
	if len(old) == 0 || len(next) == 0 {
		return
	}
	left, right := m.vectors(old, next)
	byID := make(map[string]int, len(old))
	for n, i := range old {
		if _, twice := byID[m.before[i].id]; !twice {
			byID[m.before[i].id] = n
		}
	}
	find := newFinder(left)
	type claim struct {
		i, j         int
		like         float64
		sameID, sure bool
	}
	var claims []claim
	for n, j := range next {
		v := &right[n]
		candidates := find.likest(v)
		same, ok := byID[m.after[j].id]
		if ok && !slices.Contains(candidates, same) {
			candidates = append(candidates, same)
		}
		for _, o := range candidates {
			i, sameID := old[o], ok && o == same
			like := left[o].like(v.stems, v.length)
			switch {
			case may != nil && !may(i, j):
			case sameID && like >= l.sameID:
				claims = append(claims, claim{i, j, like + idBonus, true, true})
			case like >= l.perhaps:
				claims = append(claims, claim{i, j, like, false, like >= l.sure})
			}
		}
	}
	slices.SortFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(a.j, b.j), cmp.Compare(a.i, b.i))
	})
	for _, c := range claims {
		if m.freeBefore[c.i] && m.freeAfter[c.j] {
			m.take(c.i, c.j, c.sure)
		}
	}
}

func free(all []bool) []int {
	var out []int
	for i, f := range all {
		if f {
			out = append(out, i)
		}
	}
	return out
}

// vectors weighs the stems of what is left of both editions, as a matcher does.
func (m *pairing) vectors(old, next []int) (left, right []target) {
	w := &matcher{weight: map[string]float64{}, records: make([]target, len(old)+len(next))}
	bags := make([]map[string]float64, 0, len(w.records))
	for _, i := range old {
		bags = append(bags, m.before[i].bag)
	}
	for _, j := range next {
		bags = append(bags, m.after[j].bag)
	}
	for _, b := range bags {
		for s := range b {
			w.weight[s]++
		}
	}
	w.weigh()
	for n, b := range bags {
		w.records[n].stems, w.records[n].length = w.weighted(b)
	}
	return w.records[:len(old)], w.records[len(old):]
}

// finder finds the records of the old edition that are likest to one of the new.
type finder struct {
	records []target
	have    map[string][]weighed // which records have a stem
	dots    []float64            // by record, of the one that is looked for
	touched []int                // the records whose dot is not 0
}

// weighed is a record and what a stem weighs in it.
type weighed struct {
	at     int
	weight float64
}

func newFinder(records []target) *finder {
	f := &finder{records: records, have: map[string][]weighed{}, dots: make([]float64, len(records))}
	for n := range records {
		for s, w := range records[n].stems {
			f.have[s] = append(f.have[s], weighed{n, w})
		}
	}
	return f
}

// likest are the few records that have most of v's weight, by its rare stems: the
// frequent ones are in too many to look at them all.
func (f *finder) likest(v *target) []int {
	stems := slices.Sorted(maps.Keys(v.stems))
	slices.SortStableFunc(stems, func(a, b string) int { return cmp.Compare(len(f.have[a]), len(f.have[b])) })
	looks := 0
	for _, s := range stems {
		if looks += len(f.have[s]); looks > mostLooks && len(f.touched) > 0 {
			break
		}
		for _, h := range f.have[s] {
			if f.dots[h.at] == 0 {
				f.touched = append(f.touched, h.at)
			}
			f.dots[h.at] += v.stems[s] * h.weight
		}
	}
	best := make([]int, 0, mostCandidates+1)
	var likeness [mostCandidates + 1]float64
	for _, n := range f.touched {
		l := f.dots[n] / f.records[n].length
		f.dots[n] = 0
		at := len(best)
		for at > 0 && (l > likeness[at-1] || l == likeness[at-1] && n < best[at-1]) {
			at--
		}
		if at == mostCandidates {
			continue
		}
		best = slices.Insert(best, at, n)
		copy(likeness[at+1:], likeness[at:])
		likeness[at] = l
		best = best[:min(len(best), mostCandidates)]
	}
	f.touched = f.touched[:0]
	return best
}

// bag are the stems of a label: in one of few words short words count, too.
func bag(label string) map[string]float64 {
	out := stems(label)
	const short = 4
	for _, w := range meant(label) {
		if len([]rune(w)) < short {
			out[w] = 1
		}
	}
	return out
}

// key is a text for comparing.
func key(s string) string { return strings.Join(plainWords(s), " ") }

// kindOf says how the records of a kind are compared.
type kindOf[T any] struct {
	kind   corpus.Kind
	limits limits
	entry  func(r *corpus.Report, v *T) entry
	may    func(a, b *T) bool                    // whether they can be the same where they only are alike, or nil
	sure   func(a, b *T, p pair) (why string)    // why they are perhaps not the same, or nil
	differ func(c Change, a, b *T, doubt string) // adds what differs; doubt is why they are perhaps not the same
}

// compare compares the records of a kind of both editions, and returns the pairs
// that are surely the same.
func compare[T any](d *differ, k kindOf[T], before, after []T) []pair {
	c := compared(d, k, before, after)
	d.same(k.kind, c.same, c.moved)
	return c.sure
}

type comparison struct {
	sure        []pair
	same, moved int
}

func compared[T any](d *differ, k kindOf[T], before, after []T) (out comparison) {
	entries := func(r *corpus.Report, all []T) []entry {
		out := make([]entry, len(all))
		for i := range all {
			out[i] = k.entry(r, &all[i])
		}
		return out
	}
	old, next := entries(d.before, before), entries(d.after, after)
	var may func(i, j int) bool
	if k.may != nil {
		may = func(i, j int) bool { return k.may(&before[i], &after[j]) }
	}
	pairs := match(old, next, k.limits, may)
	paired := make([]bool, len(old))
	at := 0
	for j := range next {
		if at == len(pairs) || pairs[at].j != j {
			d.add(Change{Kind: k.kind, What: Came, ID: next[j].shownID(), Page: next[j].page, Label: next[j].label, New: next[j].text})
			continue
		}
		p := pairs[at]
		at++
		paired[p.i] = true
		a, b := &before[p.i], &after[j]
		c := Change{Kind: k.kind, ID: next[j].shownID(), OldID: old[p.i].shownID(), Page: next[j].page, OldPage: old[p.i].page, Label: next[j].label}
		doubt := ""
		switch {
		case k.sure != nil:
			doubt = k.sure(a, b, p)
		case !p.sure:
			doubt = "only much the same words"
		}
		if doubt == "" {
			out.sure = append(out.sure, p)
		}
		start := len(d.all)
		k.differ(c, a, b, doubt)
		if doubt == "" && len(d.all) == start {
			out.same++
			if c.Page != c.OldPage {
				out.moved++
			}
		}
	}
	for i, e := range old {
		if !paired[i] {
			d.add(Change{Kind: k.kind, What: Went, OldID: e.shownID(), OldPage: e.page, Label: e.label, Old: e.text})
		}
	}
	return out
}

// perhaps notes a pair that may not be one.
func (d *differ) perhaps(c Change, key, before, after, why string) {
	c.What, c.Key, c.Old, c.New, c.Why = Perhaps, key, before, after, why
	d.add(c)
}
