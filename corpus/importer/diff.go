package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/reportbot/reportbot/corpus"
)

// Changes is what differs between two editions of a report.
type Changes struct {
	Language string // that texts are compared in; one without it is compared in another that both editions have
	All      []Change
}

// What is how a record differs.
type What string

// The ways to differ. Perhaps is a record that may be another one's successor and
// may not: what it measures is not compared. Unchanged counts the records of a
// kind that say the same.
const (
	Came      What = "new"
	Went      What = "gone"
	Changed   What = "changed"
	Perhaps   What = "perhaps"
	Unchanged What = "unchanged"
)

// The kinds of a Change beside those of corpus.
const (
	kindReport  corpus.Kind = "report"
	kindSection corpus.Kind = "section"
	kindOption  corpus.Kind = "option"  // of a figure
	kindValue   corpus.Kind = "value"   // of an item
	kindWording corpus.Kind = "wording" // the report's own, of a record that is retold
)

// Change is one difference: of one record, of one of its keys, or of one value.
type Change struct {
	Kind  corpus.Kind `json:"kind"`
	What  What        `json:"what"`
	ID    string      `json:"id,omitempty"`     // in the new edition
	OldID string      `json:"old_id,omitempty"` // in the old one
	// Page is 0 for what is on none, such as the report's title.
	Page    int    `json:"page,omitempty"`
	OldPage int    `json:"old_page,omitempty"`
	Label   string `json:"label,omitempty"` // what people know the record by
	Option  string `json:"option,omitempty"`
	Key     string `json:"key,omitempty"` // what of the record differs

	// Old and New are whole texts, or values as people read them. The numbers are
	// there where both editions have one, or one of them has.
	Old        string      `json:"old,omitempty"`
	New        string      `json:"new,omitempty"`
	OldNumber  json.Number `json:"old_number,omitempty"`
	NewNumber  json.Number `json:"new_number,omitempty"`
	Difference json.Number `json:"difference,omitempty"` // NewNumber less OldNumber
	Unit       corpus.Unit `json:"unit,omitempty"`

	Why   string `json:"why,omitempty"`   // it is Perhaps
	Count int    `json:"count,omitempty"` // of the Unchanged
	Moved int    `json:"moved,omitempty"` // of the Unchanged that stand on another page
}

// String is the change on one line: kind, what, page and id without blanks in
// them, and behind a colon what people read.
func (c Change) String() string {
	head := []string{string(c.Kind), string(c.What)}
	if p := arrow(pageNumber(c.OldPage), pageNumber(c.Page)); p != "" {
		head = append(head, "p."+p)
	}
	if id := arrow(c.OldID, c.ID); id != "" {
		head = append(head, id)
	}
	parts := []string{strings.Join(head, " ")}
	if c.What == Unchanged {
		n := strconv.Itoa(c.Count)
		if c.Moved > 0 {
			n += fmt.Sprintf(", %d of them on another page", c.Moved)
		}
		return printable(parts[0] + ": " + n)
	}
	if c.Label != "" {
		parts = append(parts, quoted(c.Label))
	}
	for _, s := range []string{c.Option, c.Key, c.body(), c.Why} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return printable(strings.Join(parts, ": "))
}

// body is what was and what is.
func (c Change) body() string {
	value := c.Kind == kindValue && c.Key == ""
	switch {
	case c.What == Perhaps && c.Kind == corpus.KindItem:
		return "then " + c.Old + ", now " + c.New
	case c.What == Came || c.What == Went:
		return excerpt(c.Old + c.New)
	case c.Old == c.New:
		return ""
	case !value:
		return reworded(c.Old, c.New)
	case c.Difference == "":
		return c.Old + " → " + c.New
	}
	return c.Old + " → " + c.New + " (" + c.difference() + ")"
}

// difference is the difference with its sign and what it is measured in.
func (c Change) difference() string {
	d := string(c.Difference)
	if !strings.HasPrefix(d, "-") {
		d = "+" + d
	}
	if c.Unit == corpus.UnitPercent {
		d += " points"
	}
	if strings.Contains(c.Old+c.New, inferredSign) {
		d = inferredSign + d
	}
	return d
}

// inferredSign marks a number that was put together from what the source shows.
const inferredSign = "≈"

func pageNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// arrow joins what was and what is, where both are there and differ.
func arrow(before, after string) string {
	if before == "" || after == "" || before == after {
		return cmp.Or(after, before)
	}
	return before + "→" + after
}

// Diff says what changed from one edition to the next, in the order of the kinds
// and of the new edition's records, with what is gone behind. Records belong
// together when they say the same, or have one id and much the same words, or are
// the likest of all. Numbers are compared only of items whose words, and whose
// figure's, are the same but for articles and endings.
func Diff(before, after *corpus.Report) (*Changes, error) {
	d := &differ{before: before, after: after, oldSpeaker: map[string]string{}}
	for _, l := range after.Languages {
		if before.HasLanguage(l) {
			d.languages = append(d.languages, l)
		}
	}
	if len(d.languages) == 0 {
		return nil, fmt.Errorf("the two have no language in common: %s is in %s, %s in %s",
			before.ID, strings.Join(before.Languages, ", "), after.ID, strings.Join(after.Languages, ", "))
	}
	d.years = yearsBetween(before.Edition, after.Edition)
	d.report()
	d.sections()
	d.figures()
	d.people() // Before the quotes, which need to know who is who.
	d.quotes()
	d.texts()
	d.all = append(d.all, d.unchanged...)
	return &Changes{Language: d.languages[0], All: d.all}, nil
}

// Count is how many records, keys and values differ.
func (c *Changes) Count() int {
	n := 0
	for _, v := range c.All {
		if v.What != Unchanged {
			n++
		}
	}
	return n
}

// differ collects the changes between two editions.
type differ struct {
	before, after *corpus.Report
	languages     []string // that both have, in the order of after's
	years         int      // from one edition to the other, or 0
	oldSpeaker    map[string]string

	all, unchanged []Change
}

func (d *differ) add(c Change) { d.all = append(d.all, c) }

// same notes how many records of a kind say the same.
func (d *differ) same(kind corpus.Kind, count, moved int) {
	if count > 0 {
		d.unchanged = append(d.unchanged, Change{Kind: kind, What: Unchanged, Count: count, Moved: moved})
	}
}

// text is a text in the language of comparing, or in what it has.
func (d *differ) text(t corpus.Text) string {
	for _, l := range d.languages {
		if s, ok := t[l]; ok {
			return s
		}
	}
	return t.In(d.languages[0])
}

// both are two texts in the first language that both have, or what one has that
// has no counterpart. ok is false where they have no language in common.
func (d *differ) both(a, b corpus.Text) (x, y string, ok bool) {
	if len(a) == 0 || len(b) == 0 {
		return d.text(a), d.text(b), true
	}
	for _, l := range d.languages {
		if a[l] != "" && b[l] != "" {
			return a[l], b[l], true
		}
	}
	return "", "", false
}

// key compares one text of a record.
func (d *differ) key(c Change, key string, a, b corpus.Text) {
	if x, y, ok := d.both(a, b); ok {
		d.plain(c, key, x, y)
	}
}

// plain compares what has no languages.
func (d *differ) plain(c Change, key, a, b string) {
	if slices.Equal(plainWords(a), plainWords(b)) {
		return
	}
	c.What, c.Key, c.Old, c.New = Changed, key, a, b
	d.add(c)
}

// report compares what report.yaml says, but for the sections.
func (d *differ) report() {
	a, b := d.before, d.after
	c := Change{Kind: kindReport, ID: b.ID, OldID: a.ID}
	list := func(s []string) string { return strings.Join(s, "; ") }
	start := len(d.all)
	d.key(c, "title", a.Title, b.Title)
	d.plain(c, "edition", a.Edition, b.Edition)
	d.plain(c, "publishers", list(a.Publishers), list(b.Publishers))
	d.plain(c, "partners", list(a.Partners), list(b.Partners))
	d.plain(c, "published", a.Published, b.Published)
	d.plain(c, "languages", list(a.Languages), list(b.Languages))
	d.plain(c, "pages", pageNumber(a.Pages), pageNumber(b.Pages))
	d.key(c, "about", a.About, b.About)
	d.key(c, "rights", a.Rights, b.Rights)
	x, y := &corpus.Survey{}, &corpus.Survey{}
	if a.Survey != nil {
		x, c.OldPage = a.Survey, a.Survey.Page
	}
	if b.Survey != nil {
		y, c.Page = b.Survey, b.Survey.Page
	}
	d.key(c, "survey title", x.Title, y.Title)
	d.plain(c, "survey by", list(x.By), list(y.By))
	d.key(c, "survey of", x.Of, y.Of)
	d.key(c, "survey when", x.When, y.When)
	d.plain(c, "survey respondents", respondents(x), respondents(y))
	d.key(c, "survey note", x.Note, y.Note)
	if len(d.all) == start {
		d.same(kindReport, 1, 0)
	}
}

func respondents(s *corpus.Survey) string {
	if s.Respondents == nil {
		return ""
	}
	return strconv.Itoa(*s.Respondents)
}
