package assist

import (
	"context"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/index"
)

// speaker is a person with the report that quotes them.
type speaker struct {
	report *corpus.Report
	person *corpus.Person
}

// persons are the people whom an entity stands for: the person, everybody from
// the place, everybody of the organisation.
func (a *Assistant) persons(e entity) []speaker {
	if e.person != nil {
		return []speaker{{e.report, e.person}}
	}
	var out []speaker
	for i := range e.report.People {
		p := &e.report.People[i]
		if e.term.Type == corpus.TermPlace && p.Place == e.term.ID || e.term.Type == corpus.TermOrganisation && a.belongs(p, e.term) {
			out = append(out, speaker{e.report, p})
		}
	}
	return out
}

// belongs reports whether a person's organisation is the one the term names.
func (a *Assistant) belongs(p *corpus.Person, org *corpus.Term) bool {
	for _, o := range p.Organisation {
		key := foldAll(o)
		for _, l := range org.Label {
			if key == foldAll(l) {
				return true
			}
		}
		for _, list := range org.Synonyms {
			for _, s := range list {
				if key == foldAll(s) {
					return true
				}
			}
		}
	}
	return false
}

// quoted parts the people whom the entities stand for into those with a quote
// and those without.
func (t *task) quoted(es []entity) (with, without []speaker) {
	for _, e := range es {
		for _, s := range t.persons(e) {
			list := &without
			if s.report.IsQuoted(s.person.ID) {
				list = &with
			}
			if !slices.Contains(*list, s) {
				*list = append(*list, s)
			}
		}
	}
	return with, without
}

// byRole keeps those of several people whose office the question names, if it
// names that of any: of the people from one town, its treasurer.
func (t *task) byRole(list []speaker) []speaker {
	held := func(s speaker) int {
		n := 0
		for _, role := range s.person.Role {
			for _, x := range split(role) {
				if slices.ContainsFunc(t.words, func(w word) bool { return len(w.key) > shortWord && sameWord(w.key, x.key) && !t.inMention(w) }) {
					n++
				}
			}
		}
		return n
	}
	most := 0
	for _, s := range list {
		most = max(most, held(s))
	}
	if most == 0 || len(list) < 2 {
		return list
	}
	return keep(list, func(s speaker) bool { return held(s) == most })
}

// inMention reports whether the word is part of a name or a term.
func (t *task) inMention(w word) bool {
	return slices.ContainsFunc(t.mentions, func(m mention) bool {
		return w.start >= t.words[m.from].start && w.end <= t.words[m.to-1].end
	})
}

// byOffice finds people by what they are instead of by name.
func (t *task) byOffice(ctx context.Context, text string) ([]entity, error) {
	words, err := t.index.Words(text, t.typed)
	if err != nil || slices.ContainsFunc(words, func(w index.Word) bool { return w.Corrected != "" || !w.Known }) {
		return nil, err // Nobody is found by an office that had to be guessed.
	}
	good, _, err := t.find(ctx, text, wishOffice)
	if err != nil {
		return nil, err
	}
	var out []entity
	for _, c := range good {
		if c.coverage >= enoughName && t.saysSo(c, text) {
			out = append(out, entity{report: c.report, person: c.report.Person(c.ref.ID)})
		}
	}
	return out, nil
}

// saysSo reports whether a person's record holds one of the words as it is, not
// just a relative: nobody called Baker is found by "baking". Of a name no other
// form counts at all.
func (t *task) saysSo(c candidate, text string) bool {
	place, _ := c.report.Place(c.ref.ID)
	held := index.Analyze(t.typed, c.report.Wording(c.ref, t.typed)+"\n"+strings.Join(place.Asks[t.typed], "\n"))
	return slices.ContainsFunc(index.Analyze(t.typed, text), func(w index.Token) bool {
		return slices.ContainsFunc(held, func(h index.Token) bool {
			if t.isName(word{key: fold(h.Text)}) {
				return fold(h.Text) == fold(w.Text)
			}
			return h.Stem == w.Stem
		})
	})
}

func nameAll(list []speaker) string {
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = s.person.Name
	}
	return strings.Join(names, ", ")
}
