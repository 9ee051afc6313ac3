package corpus

import (
	"iter"
	"slices"
)

// Link makes a Report that was put together in code, not loaded, ready for
// looking records up by id. Load has done it for the reports it returns.
func (r *Report) Link() *Report {
	r.link()
	return r
}

func (r *Report) link() {
	r.lookup = make(map[string]locator, len(r.Passages)+len(r.Terms)+len(r.People))
	for ref, loc := range r.locators() {
		r.lookup[ref.ID] = loc
	}
	for _, a := range r.Aliases {
		if loc, ok := r.lookup[a.Of]; ok {
			r.lookup[a.ID] = loc
		}
	}
}

// Resolve returns the record that an id leads to, under the id of its own: the id
// of a wording leads to the record that it is the wording of. It returns false
// where there is no such record.
func (r *Report) Resolve(id string) (Ref, bool) {
	l, ok := r.lookup[id]
	if !ok {
		return Ref{}, false
	}
	ref := Ref{Report: r.ID, Kind: l.kind}
	switch l.kind {
	case KindPassage:
		ref.ID = r.Passages[l.at].ID
	case KindQuote:
		ref.ID = r.Quotes[l.at].ID
	case KindFigure:
		ref.ID = r.Figures[l.at].ID
	case KindItem:
		ref.ID = r.Figures[l.at].ItemID(l.item)
	case KindList:
		ref.ID = r.Lists[l.at].ID
	case KindPerson:
		ref.ID = r.People[l.at].ID
	case KindTerm:
		ref.ID = r.Terms[l.at].ID
	default:
		ref.ID = r.Facts[l.at].ID
	}
	return ref, true
}

// Refs yields every record of the report: passages, quotes, figures with each
// of their items behind them, lists, people, terms, facts.
func (r *Report) Refs() iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		for ref := range r.locators() {
			if !yield(ref) {
				return
			}
		}
	}
}

func (r *Report) locators() iter.Seq2[Ref, locator] {
	return func(yield func(Ref, locator) bool) {
		put := func(kind Kind, id string, at, item int) bool {
			return yield(Ref{Report: r.ID, Kind: kind, ID: id}, locator{kind: kind, at: at, item: item})
		}
		for i := range r.Passages {
			if !put(KindPassage, r.Passages[i].ID, i, 0) {
				return
			}
		}
		for i := range r.Quotes {
			if !put(KindQuote, r.Quotes[i].ID, i, 0) {
				return
			}
		}
		for i := range r.Figures {
			f := &r.Figures[i]
			if !put(KindFigure, f.ID, i, 0) {
				return
			}
			for j := range f.Items {
				if !put(KindItem, f.ItemID(j), i, j) {
					return
				}
			}
		}
		for i := range r.Lists {
			if !put(KindList, r.Lists[i].ID, i, 0) {
				return
			}
		}
		for i := range r.People {
			if !put(KindPerson, r.People[i].ID, i, 0) {
				return
			}
		}
		for i := range r.Terms {
			if !put(KindTerm, r.Terms[i].ID, i, 0) {
				return
			}
		}
		for i := range r.Facts {
			if !put(KindFact, r.Facts[i].ID, i, 0) {
				return
			}
		}
	}
}

// Readable reports whether the source still shows any value of the figure.
func (f *Figure) Readable() bool {
	return slices.ContainsFunc(f.Items, func(it Item) bool {
		return slices.ContainsFunc(it.Values, func(v Value) bool { return v.Value != nil })
	})
}

// ItemID is the record id of the figure's item at position i: "FIGURE/ITEM".
func (f *Figure) ItemID(i int) string { return f.ID + "/" + f.Items[i].ID }

// Kind is the kind of the record with this id, or empty where there is none.
func (r *Report) Kind(id string) Kind { return r.lookup[id].kind }

// Passage returns the passage with this id, or nil.
func (r *Report) Passage(id string) *Passage {
	if l := r.lookup[id]; l.kind == KindPassage {
		return &r.Passages[l.at]
	}
	return nil
}

// Quote returns the quote with this id, or nil.
func (r *Report) Quote(id string) *Quote {
	if l := r.lookup[id]; l.kind == KindQuote {
		return &r.Quotes[l.at]
	}
	return nil
}

// Figure returns the figure with this id, or the one that holds the item with
// this id ("FIGURE/ITEM"), or nil.
func (r *Report) Figure(id string) *Figure {
	if l := r.lookup[id]; l.kind == KindFigure || l.kind == KindItem {
		return &r.Figures[l.at]
	}
	return nil
}

// Item returns the item with this id ("FIGURE/ITEM"), or nil.
func (r *Report) Item(id string) *Item {
	if l := r.lookup[id]; l.kind == KindItem {
		return &r.Figures[l.at].Items[l.item]
	}
	return nil
}

// List returns the list with this id, or nil.
func (r *Report) List(id string) *List {
	if l := r.lookup[id]; l.kind == KindList {
		return &r.Lists[l.at]
	}
	return nil
}

// Person returns the person with this id, or nil.
func (r *Report) Person(id string) *Person {
	if l := r.lookup[id]; l.kind == KindPerson {
		return &r.People[l.at]
	}
	return nil
}

// Term returns the term with this id, or nil.
func (r *Report) Term(id string) *Term {
	if l := r.lookup[id]; l.kind == KindTerm {
		return &r.Terms[l.at]
	}
	return nil
}

// Fact returns the weekly fact with this id, or nil.
func (r *Report) Fact(id string) *Fact {
	if l := r.lookup[id]; l.kind == KindFact {
		return &r.Facts[l.at]
	}
	return nil
}

// Place is where a record stands: its page and section, and the questions it
// answers. Section is empty for records that have none.
type Place struct {
	Page    int
	Section string
	Asks    Phrases
}

// Place returns where the record with this id stands, and false where there is
// no such record.
func (r *Report) Place(id string) (Place, bool) {
	l, ok := r.lookup[id]
	if !ok {
		return Place{}, false
	}
	switch l.kind {
	case KindPassage:
		v := &r.Passages[l.at]
		return Place{v.Page, v.Section, v.Asks}, true
	case KindQuote:
		v := &r.Quotes[l.at]
		return Place{v.Page, v.Section, v.Asks}, true
	case KindFigure:
		v := &r.Figures[l.at]
		return Place{v.Page, v.Section, v.Asks}, true
	case KindItem:
		v := &r.Figures[l.at]
		return Place{v.Page, v.Section, v.Items[l.item].Asks}, true
	case KindList:
		v := &r.Lists[l.at]
		return Place{v.Page, v.Section, v.Asks}, true
	case KindPerson:
		v := &r.People[l.at]
		return Place{v.Page, "", v.Asks}, true
	case KindTerm:
		v := &r.Terms[l.at]
		return Place{v.Page, v.Section, v.Asks}, true
	default:
		v := &r.Facts[l.at]
		page := r.factPage(v)
		return Place{page, r.factSection(v, page), v.Asks}, true
	}
}

// factPage is a fact's page: its own, or that of the first record it rests on.
func (r *Report) factPage(f *Fact) int {
	if f.Page > 0 || len(f.Records) == 0 || r.Kind(f.Records[0]) == KindFact {
		return f.Page
	}
	p, _ := r.Place(f.Records[0])
	return p.Page
}

// factSection is the section of the first record that a fact rests on and that stands
// on its page.
func (r *Report) factSection(f *Fact, page int) string {
	for _, id := range f.Records {
		if r.Kind(id) == KindFact {
			continue
		}
		if p, _ := r.Place(id); p.Page == page && p.Section != "" {
			return p.Section
		}
	}
	return ""
}

// SectionTitle is the heading of the section with this id in lang, or empty.
func (r *Report) SectionTitle(id, lang string) string {
	if s := findSection(r.Sections, id); s != nil {
		return s.Title.In(lang)
	}
	return ""
}

func findSection(sections []Section, id string) *Section {
	for i := range sections {
		if sections[i].ID == id {
			return &sections[i]
		}
		if s := findSection(sections[i].Sections, id); s != nil {
			return s
		}
	}
	return nil
}

// QuotesBy yields the quotes of the person with this id, in the order of the report.
func (r *Report) QuotesBy(person string) iter.Seq[*Quote] {
	return func(yield func(*Quote) bool) {
		for i := range r.Quotes {
			if r.Quotes[i].Speaker == person && !yield(&r.Quotes[i]) {
				return
			}
		}
	}
}

// IsQuoted reports whether the person with this id has a quote.
func (r *Report) IsQuoted(person string) bool {
	return slices.ContainsFunc(r.Quotes, func(q Quote) bool { return q.Speaker == person })
}

// Said is what was said, word for word, and the language that it was said in. A
// checked quote has its text in exactly one.
func (q *Quote) Said() (text, lang string) {
	for l, said := range q.Text {
		text, lang = said, l
	}
	return text, lang
}
