package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/reportbot/reportbot/corpus/importer/layout"
)

// Review is what a person has to look at before a draft goes live.
type Review struct {
	notes             []string // what was read, and with what
	todos             []string
	spots             map[spotKind][]spot
	words             []word
	quotes, people    []spot
	headings, figures []spot
	summary           []string
}

// spot is one place to look at.
type spot struct {
	Page    int    // as printed
	Lines   string // in the file
	Text    string
	Context string
}

// word is a word of which it is not sure how it reads.
type word struct {
	page     int
	lines    string
	was, now string
	others   []string
	gain     float64
	context  string
}

type spotKind int

// The kinds of spots, the worst first.
const (
	spotValue spotKind = iota
	spotQuote
	spotChart
	spotMixed
	spotJoin
	spotCut
	spotFaint
	spotUnmatched
	spotPerson
	spotLoose
	spotNoise
	spotKinds
)

// heads are what the review says of each kind.
func (k spotKind) head() (title, what string) {
	switch k {
	case spotValue:
		return "Values that are not certain", "No number is in the package for these. Look at the page and write it into figures.yaml, with status exact."
	case spotQuote:
		return "Quotes without a sure speaker", "They are not in the package. Whoever says them goes into people.yaml, the quote into quotes.yaml."
	case spotChart:
		return "Charts that could not be told apart", "Nothing of them is in the package."
	case spotMixed:
		return "Columns that were read across", "Words of several columns are on each line: not in the package. Write in what is missing."
	case spotJoin:
		return "Joins over columns, boxes and pages", "The text before and behind the stroke was taken for one paragraph."
	case spotCut:
		return "Text that begins or ends in the middle of a sentence", "What comes before or goes on elsewhere was not found, or is a record of its own."
	case spotFaint:
		return "Lines that were hard to read", "The program that read the picture was not sure of these."
	case spotUnmatched:
		return "Paragraphs that no record of the extended report retells", "They are records of their own. Where one is a record's wording after all, name it with wording_of."
	case spotPerson:
		return "People", ""
	case spotLoose:
		return "Text without a place", "Too short for a passage, or a heading without text: not in the package."
	case spotNoise, spotKinds:
	}
	return "Left out", "What is no text: signs read in pictures and charts. A gap in the report would show here."
}

func (r *Review) add(kind spotKind, s spot) {
	if r.spots == nil {
		r.spots = map[spotKind][]spot{}
	}
	r.spots[kind] = append(r.spots[kind], s)
}

func (r *Review) todo(format string, args ...any) {
	r.todos = append(r.todos, fmt.Sprintf(format, args...))
}

// spot is a place of a block.
func (d *drafter) spot(b *block, text string) spot {
	return spot{Page: d.printed(b.Page()), Lines: where(b.Lines), Text: text}
}

// where names lines for people: "lines 81-95", or the box.
func where(lines []layout.Line) string {
	first, last := lines[0], lines[len(lines)-1]
	switch first.Number {
	case 0:
		return fmt.Sprintf("at %.0f,%.0f", first.Box.Left, first.Box.Top)
	case last.Number:
		return fmt.Sprintf("line %d", first.Number)
	}
	return fmt.Sprintf("lines %d-%d", first.Number, last.Number)
}

// noise notes what was left out, but for lone signs.
func (d *drafter) noise(b *block) {
	if b.Set == 0 && utf8.RuneCountInString(b.text) > 2 {
		d.review.add(spotNoise, d.spot(b, b.text))
	}
}

// sureLine is from how sure a program must be of a line for it not to be named: the
// worst few in a hundred of clean print are below.
const sureLine = 0.75

// doubts notes a block's doubtful words and joins.
func (d *drafter) doubts(b *block) {
	page := d.printed(b.Page())
	if b.Kind == layout.Mixed || b.Kind == layout.Noise {
		return // They are looked at whole.
	}
	for _, w := range b.doubts {
		d.review.words = append(d.review.words, word{
			page: page, lines: where(b.Lines), was: w.Was, now: w.Now, others: w.Others, gain: w.Gain, context: around(b.text, w.Now),
		})
	}
	for _, l := range b.Lines {
		if l.Trust > 0 && l.Trust < sureLine {
			d.review.add(spotFaint, spot{Page: page, Lines: where([]layout.Line{l}), Text: l.Text, Context: fmt.Sprintf("%.0f %% sure", 100*l.Trust)})
		}
	}
	for _, j := range b.Joins {
		if !j.Sure {
			d.review.add(spotJoin, spot{Page: d.printed(j.After.Page), Lines: where([]layout.Line{j.After}), Text: j.Text})
		}
	}
}

// contextWidth is how many letters a review shows on either side of a word.
const contextWidth = 40

// around is a text around a word of it, the word in bold.
func around(text, word string) string {
	at := strings.Index(text, word)
	if at < 0 {
		return ""
	}
	left, right := []rune(text[:at]), []rune(text[at+len(word):])
	return "…" + string(left[max(0, len(left)-contextWidth):]) + "**" + word + "**" + string(right[:min(len(right), contextWidth)]) + "…"
}

// summarise counts what the draft holds.
func (r *Review) summarise(d *drafter) {
	p := d.report
	characters := 0
	for _, b := range d.blocks {
		characters += utf8.RuneCountInString(b.text)
	}
	sum := func(format string, args ...any) { r.summary = append(r.summary, fmt.Sprintf(format, args...)) }
	sum("%s, printed %d to %d, %d letters", count(len(d.doc.Pages), "page"), d.first, d.printed(len(d.doc.Pages)), characters)
	sum("%s, %s, %s", count(len(p.Sections), "section"), count(len(p.Passages), "passage"), count(len(p.Lists), "list"))
	sum("%s, %s, %s", count(len(p.Quotes), "quote"), count(len(p.Figures), "figure"), count(len(p.People), "person"))
	if d.words.Damaged() {
		sum("the text was read without German umlauts; its words were mended")
	} else {
		sum("the text has its umlauts; words were left as they are")
	}
	slices.SortStableFunc(r.words, func(a, b word) int {
		return cmp.Or(cmp.Compare(min(len(a.others), 1), min(len(b.others), 1)), cmp.Compare(a.gain, b.gain))
	})
}

// Spots is how many places there are to look at.
func (r *Review) Spots() int {
	n := len(r.words) + len(r.todos)
	for _, s := range r.spots {
		n += len(s)
	}
	return n
}

// Summary says in a few lines what was read and what the draft holds.
func (r *Review) Summary() []string { return append(slices.Clone(r.notes), r.summary...) }

// Markdown is the review as a file for people.
func (r *Review) Markdown() string {
	var b strings.Builder
	b.WriteString("# Review\n\nWhat was read:\n\n")
	for _, s := range r.Summary() {
		fmt.Fprintf(&b, "- %s\n", s)
	}
	b.WriteString("\nCompare text.txt with the printed report first: it is the whole text in reading order. Then go through this list, the worst first.\n")
	if len(r.todos) > 0 {
		b.WriteString("\n## To write\n\n")
		for _, t := range r.todos {
			fmt.Fprintf(&b, "- [ ] %s\n", t)
		}
		b.WriteString("- [ ] questions that each record answers (asks), in lay people's words, and weekly facts (facts.yaml): an import writes none\n")
	}
	for k := range spotKinds {
		if k == spotUnmatched {
			r.writeWords(&b)
		}
		writeSpots(&b, k, r.spots[k])
	}
	for _, s := range []struct {
		title, what string
		spots       []spot
	}{
		{"Quotes to compare", "Each word for word, with who says it.", r.quotes},
		{"People to compare", "A name is in no list of words: letter by letter.", r.people},
		{"Headings", "Those that are none can be taken out of report.yaml.", r.headings},
		{"Charts that the extended report has already", "", r.figures},
	} {
		writeList(&b, s.title, s.what, s.spots)
	}
	return b.String()
}

func writeSpots(b *strings.Builder, k spotKind, spots []spot) {
	title, what := k.head()
	writeList(b, title, what, spots)
}

func writeList(b *strings.Builder, title, what string, spots []spot) {
	if len(spots) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s (%d)\n\n", title, len(spots))
	if what != "" {
		fmt.Fprintf(b, "%s\n\n", what)
	}
	for _, s := range spots {
		fmt.Fprintf(b, "- [ ] p. %d, %s: %s", s.Page, s.Lines, clipped(s.Text))
		if s.Context != "" {
			fmt.Fprintf(b, " — %s", s.Context)
		}
		b.WriteByte('\n')
	}
}

// writeWords lists the doubtful words, each once with all its places.
func (r *Review) writeWords(b *strings.Builder) {
	if len(r.words) == 0 {
		return
	}
	type key struct{ was, now string }
	places := map[key]int{}
	for _, w := range r.words {
		places[key{w.was, w.now}]++
	}
	fmt.Fprintf(b, "\n## Words that are not sure (%d)\n\nFirst those that are in no list, then the least sure: what stands there, what it was taken for, what else it may be.\n\n", len(r.words))
	for _, w := range r.words {
		n := places[key{w.was, w.now}]
		if n == 0 {
			continue
		}
		places[key{w.was, w.now}] = 0
		fmt.Fprintf(b, "- [ ] p. %d, %s: %s", w.page, w.lines, w.was)
		if len(w.others) == 0 {
			b.WriteString(" is in no list")
		} else {
			fmt.Fprintf(b, " → %s (or %s)", w.now, strings.Join(w.others, ", "))
		}
		if n > 1 {
			fmt.Fprintf(b, ", and %s", count(n-1, "other place"))
		}
		fmt.Fprintf(b, " — %s\n", w.context)
	}
}

// longestSpot is how many letters of a text a review shows.
const longestSpot = 300

func clipped(s string) string {
	r := []rune(s)
	if len(r) <= longestSpot {
		return s
	}
	return string(r[:longestSpot]) + "…"
}
