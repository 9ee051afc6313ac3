package assist

import (
	"slices"
	"strings"

	"github.com/reportbot/reportbot/corpus"
)

// entity is something that the reports name: a person, or a term.
type entity struct {
	report *corpus.Report
	person *corpus.Person // nil for a term
	term   *corpus.Term   // nil for a person
}

// name is what the report calls the entity.
func (e entity) name(lang string) string {
	if e.person != nil {
		return e.person.Name
	}
	return e.term.Label.In(lang)
}

// speaks reports whether quotes can come from the entity: it is a person, a
// place or an organisation, not a concept.
func (e entity) speaks() bool { return e.person != nil || e.term.Type != corpus.TermConcept }

// mention is where a question names entities. Several share one spelling when
// reports do.
type mention struct {
	from, to int // words, to excluded
	entities []entity
	slip     string // the name as the report has it, where a typo was mended
}

// lexicon finds the names and terms of the reports in a question.
type lexicon struct {
	phrases map[string][]entity
	longest int      // words of the longest phrase
	names   []string // single-word names of persons, places, organisations, for typos
}

func newLexicon(reports []*corpus.Report) *lexicon {
	l := &lexicon{phrases: map[string][]entity{}}
	for _, r := range reports {
		for i := range r.People {
			p := &r.People[i]
			e := entity{report: r, person: p}
			l.add(p.Name, e)
			for _, a := range p.Aliases {
				l.add(a, e)
			}
			if f := strings.Fields(p.Name); len(f) > 1 {
				l.add(f[len(f)-1], e)
			}
		}
		for i := range r.Terms {
			t := &r.Terms[i]
			e := entity{report: r, term: t}
			for _, s := range t.Label {
				l.add(s, e)
			}
			for _, list := range t.Synonyms {
				for _, s := range list {
					l.add(s, e)
				}
			}
		}
	}
	slices.Sort(l.names)
	l.names = slices.Compact(l.names)
	return l
}

func (l *lexicon) add(phrase string, e entity) {
	key := foldAll(phrase)
	if key == "" || slices.Contains(l.phrases[key], e) {
		return
	}
	l.phrases[key] = append(l.phrases[key], e)
	n := strings.Count(key, " ") + 1
	l.longest = max(l.longest, n)
	if n == 1 && e.speaks() {
		l.names = append(l.names, key)
	}
}

// find returns the mentions in the order of the question, longest first where
// they overlap. A word that is not fixed and that is one slip away from a single
// name counts as that name; where people are asked about, a slip may shorten a
// name to four letters.
func (l *lexicon) find(ws []word, fixed []bool, people bool) []mention {
	var out []mention
	for i := 0; i < len(ws); {
		m, ok := l.at(ws, i)
		if !ok {
			m, ok = l.mend(ws, i, fixed[i], people)
		}
		if !ok {
			i++
			continue
		}
		out = append(out, m)
		i = m.to
	}
	return out
}

func (l *lexicon) at(ws []word, i int) (mention, bool) {
	for n := min(l.longest, len(ws)-i); n > 0; n-- {
		keys := make([]string, n)
		for j := range keys {
			keys[j] = ws[i+j].key
		}
		if es, ok := l.phrases[strings.Join(keys, " ")]; ok {
			return mention{from: i, to: i + n, entities: es}, true
		}
	}
	return mention{}, false
}

func (l *lexicon) mend(ws []word, i int, fixed, people bool) (mention, bool) {
	if fixed {
		return mention{}, false
	}
	var found mention
	for _, name := range l.names {
		shortened := people && len(name) == len(ws[i].key)+1 && len(name) == minSlip
		if !slip(ws[i].key, name, shortened) {
			continue
		}
		if found.slip != "" && !slices.Equal(found.entities, l.phrases[name]) {
			return mention{}, false // Two names are as near: none is meant for sure.
		}
		found = mention{from: i, to: i + 1, entities: l.phrases[name], slip: name}
	}
	return found, found.slip != ""
}
