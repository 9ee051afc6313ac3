package corpus

import (
	"slices"
	"strings"
)

// Original is the report's own wording of a record, from a package that extends
// the record's. It is a part of that record and none of its own: it is found and
// shown with it. One that belongs to several records is there for each of them.
// Either Passage or List is set.
type Original struct {
	Of      string // the record's id
	Passage *Passage
	List    *List
}

// Alias is a further id of a record: that of its wording, or of the same quote or
// person in a package that extends the record's.
type Alias struct {
	ID string
	Of string // the record's id
}

// ID is the original's own id, which leads to the record, the first of several.
func (o Original) ID() string {
	if o.Passage != nil {
		return o.Passage.ID
	}
	return o.List.ID
}

// Page is the page that the original begins on.
func (o Original) Page() int {
	if o.Passage != nil {
		return o.Passage.Page
	}
	return o.List.Page
}

// Asks are the questions that the original answers.
func (o Original) Asks() Phrases {
	if o.Passage != nil {
		return o.Passage.Asks
	}
	return o.List.Asks
}

// OriginalsOf are the originals of the record with this id, in the order of their
// package. There are several where the record stands for more than one paragraph.
func (r *Report) OriginalsOf(id string) []Original {
	first, found := slices.BinarySearchFunc(r.Originals, id, func(o Original, id string) int { return strings.Compare(o.Of, id) })
	if !found {
		return nil
	}
	last := first
	for last < len(r.Originals) && r.Originals[last].Of == id {
		last++
	}
	return r.Originals[first:last]
}

// takeOriginals moves what belongs to records of r from the extension to r, where
// it is no record of its own, so that nothing is found or shown twice.
func (p *pack) takeOriginals(r *Report) {
	x := p.report
	var taken []Alias
	take := func(id, of string) bool {
		if of != "" {
			taken = append(taken, Alias{ID: id, Of: of})
		}
		return of != ""
	}
	x.Passages = slices.DeleteFunc(x.Passages, func(v Passage) bool {
		for _, of := range recordsOf(v.WordingOf, v.AlsoOf) {
			r.Originals = append(r.Originals, Original{Of: of, Passage: &v})
		}
		return take(v.ID, v.WordingOf)
	})
	x.Lists = slices.DeleteFunc(x.Lists, func(v List) bool {
		for _, of := range recordsOf(v.WordingOf, v.AlsoOf) {
			r.Originals = append(r.Originals, Original{Of: of, List: &v})
		}
		return take(v.ID, v.WordingOf)
	})
	x.Quotes = slices.DeleteFunc(x.Quotes, func(v Quote) bool { return take(v.ID, v.WordingOf) })
	namesake := r.namesakes()
	x.People = slices.DeleteFunc(x.People, func(v Person) bool { return take(v.ID, namesake(v)) })
	own := make(map[string]string, len(taken))
	for _, a := range taken {
		own[a.ID] = a.Of
	}
	for i := range x.Quotes {
		if of, ok := own[x.Quotes[i].Speaker]; ok {
			x.Quotes[i].Speaker = of
		}
	}
	for i := range x.Facts {
		for j, id := range x.Facts[i].Records {
			if of, ok := own[id]; ok {
				x.Facts[i].Records[j] = of
			}
		}
	}
	r.Aliases = append(r.Aliases, taken...)
}

// recordsOf are the records that a wording belongs to.
func recordsOf(first string, also []string) []string {
	if first == "" {
		return nil
	}
	return append([]string{first}, also...)
}

// namesakes returns what finds the id of the person of r who has the name of
// another one but not the id, or empty: a report names nobody as two people.
func (r *Report) namesakes() func(Person) string {
	ids, byName := make(map[string]bool, len(r.People)), make(map[string]string, len(r.People))
	for i := range r.People {
		p := &r.People[i]
		ids[p.ID] = true
		if _, ok := byName[nameKey(p.Name)]; !ok {
			byName[nameKey(p.Name)] = p.ID
		}
	}
	return func(p Person) string {
		if ids[p.ID] {
			return "" // It takes that one's place.
		}
		return byName[nameKey(p.Name)]
	}
}

// nameKey is a name without differences in white space and capitals.
func nameKey(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }
