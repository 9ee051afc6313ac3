package importer

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/corpus"
)

// sections compares the headings.
func (d *differ) sections() {
	var flat func(all []corpus.Section) []corpus.Section
	flat = func(all []corpus.Section) []corpus.Section {
		var out []corpus.Section
		for _, s := range all {
			out = append(append(out, s), flat(s.Sections)...)
		}
		return out
	}
	compare(d, kindOf[corpus.Section]{
		kind: kindSection, limits: labelLimits,
		entry: func(_ *corpus.Report, v *corpus.Section) entry { return d.labelled(v.ID, v.Page, v.Title) },
		differ: func(c Change, a, b *corpus.Section, doubt string) {
			d.labels(c, "title", a.Title, b.Title, doubt)
		},
	}, flat(d.before.Sections), flat(d.after.Sections))
}

// labelled is the entry of a record that is known by a label.
func (d *differ) labelled(id string, page int, label corpus.Text) entry {
	s := d.text(label)
	return entry{id: id, page: page, label: s, keys: []string{key(s), strings.Join(meant(s), "")}, bag: bag(s)}
}

// labels compares what records are known by, or says that they are perhaps the
// same.
func (d *differ) labels(c Change, key string, a, b corpus.Text, doubt string) {
	if doubt == "" {
		d.key(c, key, a, b)
		return
	}
	x, y, _ := d.both(a, b)
	d.perhaps(c, key, x, y, doubt)
}

// people compares the people, and notes who is who.
func (d *differ) people() {
	quotes := func(r *corpus.Report, id string) string {
		n := 0
		for range r.QuotesBy(id) {
			n++
		}
		return strconv.Itoa(n)
	}
	sure := compare(d, kindOf[corpus.Person]{
		kind: corpus.KindPerson, limits: limits{sameID: 0.2, perhaps: 0.3, sure: 1},
		entry: func(_ *corpus.Report, v *corpus.Person) entry {
			name, role, org := nameKey(v.Name), d.text(v.Role), d.text(v.Organisation)
			return entry{
				id: v.ID, page: v.Page, label: v.Name, text: joined(", ", role, org),
				keys: []string{name + "\n" + key(role) + "\n" + key(org), name + "\n" + key(org), name},
				bag:  trigrams(name),
			}
		},
		may: func(a, b *corpus.Person) bool {
			x, y := strings.Fields(nameKey(a.Name)), strings.Fields(nameKey(b.Name))
			return sameName(a.Name, b.Name) || a.ID == b.ID && len(x) > 1 && len(y) > 1 && x[0] == y[0]
		},
		sure: func(a, b *corpus.Person, p pair) string {
			switch same := nameKey(a.Name) == nameKey(b.Name); {
			case !same:
				return "the names are only alike"
			case !p.sure && !p.sameID:
				return "several people have this name"
			}
			return ""
		},
		differ: func(c Change, a, b *corpus.Person, doubt string) {
			if doubt != "" {
				d.perhaps(c, "name", joined(", ", a.Name, d.text(a.Role), d.text(a.Organisation)), joined(", ", b.Name, d.text(b.Role), d.text(b.Organisation)), doubt)
				return
			}
			d.plain(c, "name", a.Name, b.Name)
			d.key(c, "role", a.Role, b.Role)
			d.key(c, "organisation", a.Organisation, b.Organisation)
			d.plain(c, "place", d.place(d.before, a.Place), d.place(d.after, b.Place))
			d.plain(c, "part", string(a.Part), string(b.Part))
			d.plain(c, "quotes", quotes(d.before, a.ID), quotes(d.after, b.ID))
		},
	}, d.before.People, d.after.People)
	for _, p := range sure {
		d.oldSpeaker[d.after.People[p.j].ID] = d.before.People[p.i].ID
	}
}

// nameKey is a name for comparing: without titles.
func nameKey(name string) string { return strings.ToLower(bareName(name)) }

// trigrams are a text's letters, three by three: what a misread letter leaves.
func trigrams(s string) map[string]float64 {
	out := map[string]float64{}
	r := []rune(" " + s + " ")
	for i := range max(len(r)-2, 0) {
		out[string(r[i:i+3])]++
	}
	return out
}

// place is the label of a person's place.
func (d *differ) place(r *corpus.Report, id string) string {
	if t := r.Term(id); t != nil {
		return d.text(t.Label)
	}
	return id
}

func joined(by string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), by)
}

// quotes compares what people said, word for word.
func (d *differ) quotes() {
	said := func(q *corpus.Quote) corpus.Text {
		all := corpus.Text{}
		maps.Copy(all, q.Translation)
		maps.Copy(all, q.Text)
		return all
	}
	name := func(r *corpus.Report, id string) string {
		if p := r.Person(id); p != nil {
			return p.Name
		}
		return id
	}
	speaker := func(r *corpus.Report, id string) string {
		if r == d.before {
			return "old " + id
		}
		if old, ok := d.oldSpeaker[id]; ok {
			return "old " + old
		}
		return id
	}
	compare(d, kindOf[corpus.Quote]{
		kind: corpus.KindQuote, limits: textLimits,
		entry: func(r *corpus.Report, v *corpus.Quote) entry {
			text := d.text(said(v))
			return entry{
				id: v.ID, page: v.Page, label: name(r, v.Speaker), text: text, bag: stems(text),
				keys: []string{speaker(r, v.Speaker) + "\n" + key(text), key(text)},
			}
		},
		may: func(a, b *corpus.Quote) bool { return d.oldSpeaker[b.Speaker] == a.Speaker },
		differ: func(c Change, a, b *corpus.Quote, doubt string) {
			d.labels(c, "text", said(a), said(b), doubt)
			if doubt == "" && d.oldSpeaker[b.Speaker] != a.Speaker {
				before, after := name(d.before, a.Speaker), name(d.after, b.Speaker)
				if before == after {
					before, after = joined(", ", before, a.Speaker), joined(", ", after, b.Speaker)
				}
				d.plain(c, "speaker", before, after)
			}
		},
	}, d.before.Quotes, d.after.Quotes)
}

// texts compares the kinds that are known by what they say.
func (d *differ) texts() {
	lang := d.languages[0]
	compare(d, kindOf[corpus.Passage]{
		kind: corpus.KindPassage, limits: textLimits,
		entry: func(_ *corpus.Report, v *corpus.Passage) entry { return worded(v.ID, "", v.Page, d.text(v.Text)) },
		differ: func(c Change, a, b *corpus.Passage, doubt string) {
			d.labels(c, "text", a.Text, b.Text, doubt)
		},
	}, d.before.Passages, d.after.Passages)
	compare(d, kindOf[corpus.List]{
		kind: corpus.KindList, limits: textLimits,
		entry: func(_ *corpus.Report, v *corpus.List) entry {
			all := []string{d.text(v.Title), d.text(v.Intro)}
			for i := range v.Items {
				all = append(all, d.point(&v.Items[i]))
			}
			e := worded(v.ID, all[0], v.Page, joined("; ", all...))
			e.text = joined("; ", all[1:]...)
			return e
		},
		differ: d.list,
	}, d.before.Lists, d.after.Lists)
	compare(d, kindOf[corpus.Term]{
		kind: corpus.KindTerm, limits: labelLimits,
		entry: func(_ *corpus.Report, v *corpus.Term) entry {
			e := d.labelled(v.ID, v.Page, v.Label)
			e.text = d.text(v.Definition)
			e.keys = []string{joined("\n", string(v.Type), e.keys[0]), e.keys[0]}
			return e
		},
		differ: func(c Change, a, b *corpus.Term, doubt string) {
			d.labels(c, "label", a.Label, b.Label, doubt)
			if doubt == "" {
				d.plain(c, "type", string(a.Type), string(b.Type))
				d.key(c, "definition", a.Definition, b.Definition)
			}
		},
	}, d.before.Terms, d.after.Terms)
	compare(d, kindOf[corpus.Fact]{
		kind: corpus.KindFact, limits: textLimits,
		entry: func(r *corpus.Report, v *corpus.Fact) entry {
			place, _ := r.Place(v.ID)
			return worded(v.ID, "", place.Page, d.text(v.Text))
		},
		differ: func(c Change, a, b *corpus.Fact, doubt string) { d.labels(c, "text", a.Text, b.Text, doubt) },
	}, d.before.Facts, d.after.Facts)
	compare(d, kindOf[corpus.Original]{
		kind: kindWording, limits: textLimits,
		entry: func(_ *corpus.Report, v *corpus.Original) entry {
			return worded(v.ID(), "", v.Page(), strings.TrimSpace(v.Wording(lang)))
		},
		differ: func(c Change, a, b *corpus.Original, doubt string) {
			before, after := a.Wording(lang), b.Wording(lang)
			if doubt == "" {
				d.plain(c, "text", before, after)
				return
			}
			d.perhaps(c, "text", before, after, doubt)
		},
	}, wordings(d.before), wordings(d.after))
}

// worded is the entry of a record that is known by what it says.
func worded(id, label string, page int, text string) entry {
	return entry{id: id, label: label, page: page, text: text, keys: []string{key(text)}, bag: stems(text)}
}

// wordings are a report's originals. One that belongs to several records is there
// once.
func wordings(r *corpus.Report) []corpus.Original {
	seen := map[string]bool{}
	var out []corpus.Original
	for _, o := range r.Originals {
		if !seen[o.ID()] {
			seen[o.ID()] = true
			out = append(out, o)
		}
	}
	return out
}

// point is what an entry of a list says.
func (d *differ) point(p *corpus.Point) string {
	all := []string{d.text(p.Title), d.text(p.Text)}
	for _, s := range p.Points {
		all = append(all, d.text(s))
	}
	return joined(": ", all...)
}

// list compares two lists, entry by entry.
func (d *differ) list(c Change, a, b *corpus.List, doubt string) {
	d.labels(c, "title", a.Title, b.Title, doubt)
	if doubt != "" {
		return
	}
	d.key(c, "intro", a.Intro, b.Intro)
	points := func(l *corpus.List) (out []entry) {
		for i := range l.Items {
			p := &l.Items[i]
			s := d.point(p)
			out = append(out, entry{text: s, keys: []string{key(s), key(d.text(p.Title))}, bag: bag(s)})
		}
		return out
	}
	before, after := points(a), points(b)
	pairs := match(before, after, limits{sameID: 1, perhaps: 0.5, sure: 0.5}, nil)
	c.What, c.Key = Changed, "entry"
	was, is := make([]bool, len(before)), slices.Repeat([]int{-1}, len(after))
	last, reordered := -1, false
	for _, p := range pairs {
		was[p.i], is[p.j] = true, p.i
		reordered = reordered || p.i < last
		last = max(last, p.i)
	}
	for j, e := range after {
		if i := is[j]; i >= 0 {
			d.plain(c, "entry", before[i].text, e.text)
			continue
		}
		c.Old, c.New = "", e.text
		d.add(c)
	}
	for i, e := range before {
		if !was[i] {
			c.Old, c.New = e.text, ""
			d.add(c)
		}
	}
	if reordered && (a.Ordered || b.Ordered) {
		c.Key, c.Old, c.New = "order", "", ""
		d.add(c)
	}
}
