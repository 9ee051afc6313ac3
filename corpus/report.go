// Package corpus is the model of a published report: its text in passages, its
// quotes, its survey figures, its enumerations, people, terms and weekly facts.
// It reads report packages (folders of YAML files) from any fs.FS and names
// every fault of a package at once. It knows nothing of searching or of chat:
// package index makes a corpus findable, package bot/assist answers from it.
package corpus

import "slices"

// Kind tells what sort of record something is.
type Kind string

// The kinds of records. Item is one row of a figure; it is part of its Figure
// and has no file of its own.
const (
	KindPassage Kind = "passage"
	KindQuote   Kind = "quote"
	KindFigure  Kind = "figure"
	KindItem    Kind = "item"
	KindList    Kind = "list"
	KindPerson  Kind = "person"
	KindTerm    Kind = "term"
	KindFact    Kind = "fact"
)

// Kinds lists every kind in the order in which a report's records are read.
func Kinds() []Kind {
	return []Kind{KindPassage, KindQuote, KindFigure, KindItem, KindList, KindPerson, KindTerm, KindFact}
}

// Text is one wording per language, by BCP 47 tag ("de", "en").
type Text map[string]string

// In returns the wording in lang; where there is none, the one in German, then
// in English, then in the alphabetically first language. It is empty only for
// an empty Text.
func (t Text) In(lang string) string {
	text, _ := t.Nearest(lang)
	return text
}

// Nearest is In, and the language that the wording is in: where a package that
// extends another lists fewer languages, it need not be lang.
func (t Text) Nearest(lang string) (text, in string) {
	for _, l := range []string{lang, "de", "en"} {
		if s, ok := t[l]; ok {
			return s, l
		}
	}
	best := ""
	for l := range t {
		if best == "" || l < best {
			best = l
		}
	}
	return t[best], best
}

// Phrases holds any number of wordings per language, such as the questions that
// a record answers or the spellings of a term.
type Phrases map[string][]string

// Report is one loaded package. It is read-only after loading and then safe for
// concurrent use.
//
// report.yaml needs id, title, edition, publishers, languages, pages and
// sections; one with extends (the id of the package that it adds to) needs its
// id only. Wherever a key holds a Text, it has every one of the languages: those
// that the package itself lists or, in an extension that lists none, those of the
// package that it extends. The first language is the one that the report was
// published in.
type Report struct {
	ID         string    `yaml:"id"`
	Extends    string    `yaml:"extends"`
	Title      Text      `yaml:"title"`
	Edition    string    `yaml:"edition"`
	Publishers []string  `yaml:"publishers"`
	Partners   []string  `yaml:"partners"`
	Published  string    `yaml:"published"`
	Languages  []string  `yaml:"languages"`
	Pages      int       `yaml:"pages"`
	About      Text      `yaml:"about"`
	AboutPage  int       `yaml:"about_page"`
	Asks       Phrases   `yaml:"asks"`
	Survey     *Survey   `yaml:"survey"`
	Rights     Text      `yaml:"rights"`
	Sections   []Section `yaml:"sections"`

	Passages []Passage `yaml:"-"`
	Quotes   []Quote   `yaml:"-"`
	Figures  []Figure  `yaml:"-"`
	Lists    []List    `yaml:"-"`
	People   []Person  `yaml:"-"`
	Terms    []Term    `yaml:"-"`
	Facts    []Fact    `yaml:"-"`

	// What loading makes of the packages that extend this one; originals in the
	// order of the ids that they belong to.
	Originals []Original `yaml:"-"`
	Aliases   []Alias    `yaml:"-"`

	lookup map[string]locator
	digest string
}

// Survey says who asked whom and when. It needs title, of, when and page.
// Respondents is nil where the report does not state a number.
type Survey struct {
	Title       Text     `yaml:"title"`
	By          []string `yaml:"by"`
	Of          Text     `yaml:"of"`
	When        Text     `yaml:"when"`
	Respondents *int     `yaml:"respondents"`
	Note        Text     `yaml:"note"`
	Page        int      `yaml:"page"`
	Asks        Phrases  `yaml:"asks"`
}

// Section is a heading of the report and the page it starts on. It needs id,
// title and page. Title needs the report's first language only: a heading is
// quoted, not retold.
type Section struct {
	ID       string    `yaml:"id"`
	Title    Text      `yaml:"title"`
	Page     int       `yaml:"page"`
	Sections []Section `yaml:"sections"`
}

// Passage is one thought of the running text. It needs id, section, page and
// text. Asks are questions that it answers, as people put them; this holds for
// every record.
//
// WordingOf is for a package that extends another: the passage is the report's
// own wording of that package's passage or list with this id. AlsoOf are further
// ones, where that package parts into several what the report says in one go.
type Passage struct {
	ID        string   `yaml:"id"`
	WordingOf string   `yaml:"wording_of"`
	AlsoOf    []string `yaml:"also_of"`
	Section   string   `yaml:"section"`
	Page      int      `yaml:"page"`
	Span      Span     `yaml:"span"`
	Text      Text     `yaml:"text"`
	Asks      Phrases  `yaml:"asks"`
}

// Quote is what a person said, word for word. It needs id, speaker, page, text
// and translation. Speaker is the id of a Person. Text holds the original
// language only, Translation every other one. Topics are the ids of the terms
// that the quote is about. WordingOf is for a package that extends another: this is
// that package's quote with this id, and its words and its speaker must agree.
type Quote struct {
	ID          string   `yaml:"id"`
	WordingOf   string   `yaml:"wording_of"`
	Speaker     string   `yaml:"speaker"`
	Page        int      `yaml:"page"`
	Section     string   `yaml:"section"`
	Span        Span     `yaml:"span"`
	Text        Text     `yaml:"text"`
	Translation Text     `yaml:"translation"`
	Topics      []string `yaml:"topics"`
	Asks        Phrases  `yaml:"asks"`
}

// Unit is what a figure's values are measured in.
type Unit string

// The units. A figure with UnitNone is an illustration without a measure.
const (
	UnitPercent Unit = "percent"
	UnitScale   Unit = "scale"
	UnitNone    Unit = "none"
)

// Figure is a chart or a diagram: a question, and what was answered item by item.
// It needs id, title, unit, page and items, and a scale where the unit is scale.
// Question is the survey question's wording, Measure what a value means.
type Figure struct {
	ID       string   `yaml:"id"`
	Title    Text     `yaml:"title"`
	Question Text     `yaml:"question"`
	Measure  Text     `yaml:"measure"`
	Unit     Unit     `yaml:"unit"`
	Scale    Scale    `yaml:"scale"`
	Page     int      `yaml:"page"`
	Section  string   `yaml:"section"`
	Span     Span     `yaml:"span"`
	Source   Text     `yaml:"source"`
	Options  []Option `yaml:"options"`
	Items    []Item   `yaml:"items"`
	Note     Text     `yaml:"note"`
	Asks     Phrases  `yaml:"asks"`

	// Exclusive says that a respondent chose one option an item, so that the
	// options of an item add to 100 percent at most.
	Exclusive bool `yaml:"exclusive"`
}

// Scale is the range of a figure's values, both ends included, and the names of
// its steps. A percent figure has 0 to 100 without saying so.
type Scale struct {
	Min   float64 `yaml:"min"`
	Max   float64 `yaml:"max"`
	Steps []Step  `yaml:"steps"`
}

// Step names one value of a scale. It needs both keys.
type Step struct {
	Value float64 `yaml:"value"`
	Label Text    `yaml:"label"`
}

// Option is one answer that respondents could choose. It needs both keys.
type Option struct {
	ID    string `yaml:"id"`
	Label Text   `yaml:"label"`
}

// Item is one row of a figure. Its order in Items is the order in the chart. It
// needs id, label and values: one value, or one for each answer option shown.
type Item struct {
	ID     string  `yaml:"id"`
	Label  Text    `yaml:"label"`
	Values []Value `yaml:"values"`
	Note   Text    `yaml:"note"`
	Asks   Phrases `yaml:"asks"`
}

// Status says how far a value can be trusted.
type Status string

// The statuses. Exact: the source ties the value to the item. Inferred: put
// together from what the source shows, Value.Note says from what. Lost: the
// source does not show it any more; there is no number, and a note on the value,
// its item or its figure says so.
const (
	Exact    Status = "exact"
	Inferred Status = "inferred"
	Lost     Status = "lost"
)

// Value is one measured value of an item. It needs value and status, and option,
// the id of an Option, in a figure that has answer options. A lost value is
// written as null; what the text says of it goes into Bound. Evidence is for
// those who check the package against the source: it names the lines of the
// source that the value rests on, and no reader sees it.
type Value struct {
	Option   string  `yaml:"option"`
	Value    *Number `yaml:"value"`
	Status   Status  `yaml:"status"`
	Bound    *Bound  `yaml:"bound"`
	Note     Text    `yaml:"note"`
	Evidence string  `yaml:"evidence"`
}

// Bound is what the running text says about a value that the chart lost, such as
// "more than half", and the page where it says so. Readers get it in place of the
// number. It needs both keys.
type Bound struct {
	Text Text `yaml:"text"`
	Page int  `yaml:"page"`
}

// List is an enumeration of the report. It needs id, title, page and items.
// Through is the last page of one that goes on over the page's end. WordingOf and
// AlsoOf are those of a Passage.
type List struct {
	ID        string   `yaml:"id"`
	WordingOf string   `yaml:"wording_of"`
	AlsoOf    []string `yaml:"also_of"`
	Title     Text     `yaml:"title"`
	Page      int      `yaml:"page"`
	Through   int      `yaml:"through"`
	Section   string   `yaml:"section"`
	Span      Span     `yaml:"span"`
	Ordered   bool     `yaml:"ordered"`
	Intro     Text     `yaml:"intro"`
	Items     []Point  `yaml:"items"`
	Asks      Phrases  `yaml:"asks"`
}

// Point is one entry of a List. It needs its title. Points are its own
// sub-entries.
type Point struct {
	Title  Text   `yaml:"title"`
	Text   Text   `yaml:"text"`
	Points []Text `yaml:"points"`
}

// Part is what a person had to do with a report.
type Part string

// The parts.
const (
	PartExpert  Part = "expert"
	PartAuthor  Part = "author"
	PartSupport Part = "support"
)

// Person is somebody the report names. It needs id, name, role, part and page.
// Place is the id of a term of the type place, or empty.
type Person struct {
	ID           string   `yaml:"id"`
	Name         string   `yaml:"name"`
	Role         Text     `yaml:"role"`
	Organisation Text     `yaml:"organisation"`
	Place        string   `yaml:"place"`
	Aliases      []string `yaml:"aliases"`
	Part         Part     `yaml:"part"`
	Page         int      `yaml:"page"`
	Span         Span     `yaml:"span"`
	Asks         Phrases  `yaml:"asks"`
}

// TermType tells places and organisations, which can speak, from concepts.
type TermType string

// The types of terms.
const (
	TermConcept      TermType = "concept"
	TermPlace        TermType = "place"
	TermOrganisation TermType = "organisation"
)

// Term is a word with its other spellings, abbreviations and synonyms. It needs
// id, type and label. Page and Definition are set where the report explains or
// defines it; a definition needs its page.
type Term struct {
	ID         string   `yaml:"id"`
	Type       TermType `yaml:"type"`
	Label      Text     `yaml:"label"`
	Synonyms   Phrases  `yaml:"synonyms"`
	Definition Text     `yaml:"definition"`
	Page       int      `yaml:"page"`
	Section    string   `yaml:"section"`
	Asks       Phrases  `yaml:"asks"`
}

// Fact is a short text for a weekly post, at most MaxFactRunes long in each
// language, and the records it rests on. It needs id, text and records: the ids of
// records of any other kind, a figure's item being "FIGURE/ITEM". Page is that of
// the first of them where it is not set.
type Fact struct {
	ID      string   `yaml:"id"`
	Text    Text     `yaml:"text"`
	Records []string `yaml:"records"`
	Page    int      `yaml:"page"`
	Asks    Phrases  `yaml:"asks"`
}

// MaxFactRunes is the longest weekly fact, in Unicode code points.
const MaxFactRunes = 280

// locator is where a record stands in its report.
type locator struct {
	kind Kind
	at   int
	item int
}

// MainLanguage is the language that the report was published in.
func (r *Report) MainLanguage() string {
	if len(r.Languages) == 0 {
		return ""
	}
	return r.Languages[0]
}

// HasLanguage reports whether the package's texts are given in lang.
func (r *Report) HasLanguage(lang string) bool { return slices.Contains(r.Languages, lang) }

// Ref names one record of one report. The ID of a figure's item is
// "FIGURE/ITEM".
type Ref struct {
	Report string
	Kind   Kind
	ID     string
}

// Digest identifies the package's content: it changes whenever a file of the
// package changes. It is empty for a Report that was not loaded from files.
func (r *Report) Digest() string { return r.digest }
