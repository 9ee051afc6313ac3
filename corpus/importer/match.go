package importer

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/layout"
)

// matcher finds the records of a report that retell a text. Likeness is the cosine
// of the stems' weights: a stem is the first letters of a word, and weighs the
// more the fewer records have it.
type matcher struct {
	report  *corpus.Report
	records []target
	weight  map[string]float64
}

// target is a record that can have a wording.
type target struct {
	id     string
	page   int
	stems  map[string]float64
	length float64
}

// likeEnough is the likeness from which a record retells a text, and pageReach how
// many pages off it may stand: retellings are ours, and pages may be counted
// otherwise.
const (
	likeEnough = 0.17
	otherPage  = 0.8 // of the likeness, where the record stands on another page
	likeTitle  = 0.5
	pageReach  = 1
	stemLength = 7
)

func newMatcher(r *corpus.Report) *matcher {
	m := &matcher{report: r, weight: map[string]float64{}}
	texts := []string{}
	put := func(id string, page int, text string) {
		m.records = append(m.records, target{id: id, page: page})
		texts = append(texts, text)
		for s := range stems(text) {
			m.weight[s]++
		}
	}
	for _, p := range r.Passages {
		put(p.ID, p.Page, p.Text[language])
	}
	for i := range r.Lists {
		l := &r.Lists[i]
		put(l.ID, l.Page, r.Wording(corpus.Ref{Report: r.ID, Kind: corpus.KindList, ID: l.ID}, language))
	}
	m.weigh()
	for i := range m.records {
		m.records[i].stems, m.records[i].length = m.vector(texts[i])
	}
	return m
}

// weigh makes weights of how many records have a stem.
func (m *matcher) weigh() {
	for s, n := range m.weight {
		m.weight[s] = math.Log(1 + float64(len(m.records))/n)
	}
}

// stems counts a text's stems.
func stems(text string) map[string]float64 {
	out := map[string]float64{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		r := []rune(w)
		if len(r) < 4 && !unicode.IsDigit(r[0]) {
			continue
		}
		out[string(r[:min(len(r), stemLength)])]++
	}
	return out
}

func (m *matcher) vector(text string) (v map[string]float64, length float64) {
	return m.weighted(stems(text))
}

// weighted puts weights in the place of counts.
func (m *matcher) weighted(v map[string]float64) (_ map[string]float64, length float64) {
	sum := 0.0
	for _, s := range slices.Sorted(maps.Keys(v)) {
		w, ok := m.weight[s]
		if !ok {
			w = math.Log(1 + float64(len(m.records)))
		}
		v[s] = (1 + math.Log(v[s])) * w
		sum += v[s] * v[s]
	}
	return v, math.Sqrt(sum)
}

// like is how like a record is to a text's vector, from 0 to 1.
func (t *target) like(v map[string]float64, length float64) float64 {
	if t.length == 0 || length == 0 {
		return 0
	}
	sum := 0.0
	for _, s := range slices.Sorted(maps.Keys(v)) {
		sum += v[s] * t.stems[s]
	}
	return sum / t.length / length
}

// paragraph is a text of the file that may be the wording of records.
type paragraph struct {
	text string
	page int
}

// assign finds the records that each paragraph is the wording of, the likest
// first. Retellings part and join thoughts: a record has one paragraph, the one
// that is likest, and a paragraph may have several records.
func (m *matcher) assign(paragraphs []paragraph) [][]string {
	type claim struct {
		id   string
		like float64
	}
	claims := make([][]claim, len(paragraphs))
	vectors := make([]map[string]float64, len(paragraphs))
	lengths := make([]float64, len(paragraphs))
	for i, p := range paragraphs {
		vectors[i], lengths[i] = m.vector(p.text)
	}
	for k := range m.records {
		t := &m.records[k]
		best, at := likeEnough, -1
		for i, p := range paragraphs {
			if t.page < p.page-pageReach || t.page > p.page+pageReach {
				continue
			}
			l := t.like(vectors[i], lengths[i])
			if t.page != p.page {
				l *= otherPage
			}
			if l > best {
				best, at = l, i
			}
		}
		if at >= 0 {
			claims[at] = append(claims[at], claim{t.id, best})
		}
	}
	out := make([][]string, len(paragraphs))
	for i, all := range claims {
		slices.SortStableFunc(all, func(a, b claim) int { return cmp.Compare(b.like, a.like) })
		for _, c := range all {
			out[i] = append(out[i], c.id)
		}
	}
	return out
}

// sectionOf is the section of a record, or empty.
func (m *matcher) sectionOf(id string) string {
	p, _ := m.report.Place(id)
	return p.Section
}

// section is the section with a heading, or empty.
func (m *matcher) section(heading string, page int) string {
	best, id := likeTitle, ""
	want := stems(heading)
	var walk func(all []corpus.Section)
	walk = func(all []corpus.Section) {
		for _, s := range all {
			if s.Page >= page-pageReach && s.Page <= page+pageReach {
				if l := share(want, stems(s.Title[language])); l > best {
					best, id = l, s.ID
				}
			}
			walk(s.Sections)
		}
	}
	walk(m.report.Sections)
	return id
}

// share is how many of two texts' stems both have.
func share(a, b map[string]float64) float64 {
	both := 0.0
	for s := range a {
		if b[s] > 0 {
			both++
		}
	}
	return 2 * both / max(float64(len(a)+len(b)), 1)
}

// sectionOn is the last section that begins on a page or before.
func (m *matcher) sectionOn(page int) string {
	id, at := "", 0
	var walk func(all []corpus.Section)
	walk = func(all []corpus.Section) {
		for _, s := range all {
			if id == "" || s.Page <= page && s.Page >= at {
				id, at = s.ID, s.Page
			}
			walk(s.Sections)
		}
	}
	walk(m.report.Sections)
	return id
}

// figure is the figure with a title or question, or empty.
func (m *matcher) figure(title, question string, page int) string {
	best, id := likeTitle, ""
	wantTitle, wantQuestion := stems(title), stems(question)
	for i := range m.report.Figures {
		f := &m.report.Figures[i]
		if f.Page < page-pageReach || f.Page > page+pageReach {
			continue
		}
		l := share(wantTitle, stems(f.Title[language]))
		if question != "" {
			l = max(l, share(wantQuestion, stems(f.Question[language])))
		}
		if l > best {
			best, id = l, f.ID
		}
	}
	return id
}

// quote is the quote of a speaker that has most words of a text, or empty.
func (m *matcher) quote(speaker, text string) string {
	best, id := likeTitle, ""
	want := stems(text)
	for q := range m.report.QuotesBy(speaker) {
		said, _ := q.Said()
		if l := share(want, stems(said)); l > best {
			best, id = l, q.ID
		}
	}
	return id
}

// place finds the printed numbers of the file's pages by what the report that is
// extended has on them.
func (d *drafter) place() {
	if d.FirstPage > 0 {
		return
	}
	votes := map[int]float64{}
	for i := range d.blocks {
		b := &d.blocks[i]
		if b.Kind != layout.Paragraph || len(b.text) < 200 {
			continue
		}
		v, length := d.base.vector(b.text)
		best, page := likeEnough, 0
		for k := range d.base.records {
			t := &d.base.records[k]
			if l := t.like(v, length); l > best {
				best, page = l, t.page
			}
		}
		if page > 0 {
			votes[page-b.Page()] += best
		}
	}
	offset, most, all := 0, 0.0, 0.0
	for _, o := range slices.Sorted(maps.Keys(votes)) {
		all += votes[o]
		if votes[o] > most {
			offset, most = o, votes[o]
		}
	}
	if most*2 > all {
		d.first, d.counted = offset+1, true
		return
	}
	d.review.todo("pages: which page of %s each page of the file is was not found: give --first-page N", d.Extends.ID)
}
