package index

import (
	"slices"

	"github.com/reportbot/reportbot/index/german"
)

// whoIndex knows the names that speakers go by: their own, their organisation's,
// their place's in every spelling.
type whoIndex struct {
	names   []string // folded, sorted
	speller speller
	byDoc   map[int][]string
}

func newWhoIndex(recs []record) *whoIndex {
	w := &whoIndex{byDoc: map[int][]string{}}
	for doc := range recs {
		if len(recs[doc].who) > 0 {
			terms := whoTerms(recs[doc].who)
			w.byDoc[doc] = terms
			w.names = append(w.names, terms...)
		}
	}
	slices.Sort(w.names)
	w.names = slices.Compact(w.names)
	w.speller = newSpeller(w.names)
	return w
}

// resolve turns what somebody typed for a speaker into names, all of which the
// speaker must have. A slip is mended only where nobody has the name as typed.
// ok is false where nobody can be meant.
func (w *whoIndex) resolve(typed string) (names []string, ok bool) {
	if typed == "" {
		return nil, true
	}
	for _, name := range whoTerms([]string{typed}) {
		if isHonorific(name) {
			continue
		}
		if _, found := slices.BinarySearch(w.names, name); !found {
			mends := w.speller.mends(name, func(uint32) int { return 0 })
			if len(mends) != 1 || mends[0].slips > 1 {
				return nil, false
			}
			name = w.names[mends[0].word]
		}
		names = append(names, name)
	}
	return names, len(names) > 0
}

// spoke tells whether the record's speaker has all names.
func (w *whoIndex) spoke(doc int, names []string) bool {
	has := w.byDoc[doc]
	for _, name := range names {
		if !slices.Contains(has, name) {
			return false
		}
	}
	return true
}

// whoTerms folds names into words. They are not stemmed: "Peters" is not "Peter".
func whoTerms(names []string) []string {
	var terms []string
	for _, name := range names {
		for _, w := range german.Scan(name) {
			folded := german.Fold(w.Text)
			if folded != "" && !german.Stop(folded) && !slices.Contains(terms, folded) {
				terms = append(terms, folded)
			}
		}
	}
	return terms
}

// isHonorific knows what stands before a name and names nobody.
func isHonorific(folded string) bool {
	switch folded {
	case "frau", "herr", "herrn", "dr", "prof", "professor", "professorin", "mr", "mrs", "ms":
		return true
	}
	return false
}
