package importer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/reportbot/reportbot/corpus"
	"github.com/reportbot/reportbot/corpus/importer/layout"
)

// language is that of the reports that can be imported: the words and the page
// furniture that are known here are German.
const language = "de"

// drafter makes records of blocks.
type drafter struct {
	Options
	*reading
	report  *corpus.Report
	base    *matcher // nil for a new report
	section string
	ids     map[string]int
	review  Review
}

func (d *drafter) draft(ctx context.Context) (*Draft, error) {
	d.ids = map[string]int{}
	d.review.notes, d.review.todos = d.notes, d.todos
	if d.Extends != nil {
		d.base = newMatcher(d.Extends)
		d.place()
	}
	d.about()
	for i := range d.blocks {
		d.doubts(&d.blocks[i])
	}
	for i := 0; i < len(d.blocks); {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		i += d.take(i)
	}
	d.finish()
	if d.base == nil && len(d.report.Passages) == 0 {
		return nil, errNoPassage
	}
	return &Draft{Report: d.report, Text: d.text(), Review: d.review}, nil
}

// errNoPassage is a text of headings, numbers and lists alone. A package without a
// passage can't be loaded.
var errNoPassage = errors.New("there is no paragraph in the file: is it the text of a report?")

// take makes a record of the block at i, and says how many blocks it took.
func (d *drafter) take(i int) int {
	b := &d.blocks[i]
	switch b.Kind {
	case layout.Noise:
		d.noise(b)
	case layout.Mixed:
		d.review.add(spotMixed, d.spot(b, b.text))
	case layout.Quote:
		d.quote(i)
	case layout.Title, layout.Caption, layout.Row:
		if d.firstOf(i) {
			d.figure(i)
		}
	case layout.Heading, layout.Paragraph:
		if n := d.person(i); n > 0 {
			return n
		}
		if b.Kind == layout.Heading {
			d.heading(i)
			return 1
		}
		if n := d.items(i + 1); n > 1 && strings.HasSuffix(b.text, ":") {
			d.list(i+1, n, i)
			return n + 1
		}
		d.passage(b.text, b)
	case layout.Item:
		n := d.items(i)
		if n == 1 && counted(b.Marker) && !strings.ContainsAny(b.text, ".:;") {
			if below := d.items(i + 1); below > 1 {
				d.list(i+1, below, i)
				return below + 1
			}
		}
		if n > 1 {
			d.list(i, n, -1)
			return n
		}
		d.passage(b.text, b)
	case layout.Speaker, layout.Folio: // Taken with its quote; no text.
	}
	return 1
}

// items is how many items of one list follow each other from i on.
func (d *drafter) items(i int) int {
	n := 0
	for i+n < len(d.blocks) && d.blocks[i+n].Kind == layout.Item && (n == 0 || counted(d.blocks[i].Marker) == counted(d.blocks[i+n].Marker)) {
		n++
	}
	return n
}

func counted(marker string) bool {
	return strings.ContainsFunc(marker, func(r rune) bool { return isDigit(r) || unicode.IsLetter(r) }) || marker == "."
}

// about fills report.yaml from the options and the first heading.
func (d *drafter) about() {
	r := d.report
	r.Languages = []string{language}
	title := d.Title
	if d.Extends != nil {
		r.ID = d.ID
		if r.ID == "" {
			r.ID = d.Extends.ID + "-wording"
		}
		r.Extends = d.Extends.ID
		return
	}
	if title == "" {
		for i, b := range d.blocks {
			if b.Kind == layout.Heading && d.leads(i) {
				title = b.text
				break
			}
		}
		if title == "" {
			title = "Bericht"
		}
		d.review.todo("report.yaml: the title %q is the first heading: write the report's own", title)
	}
	r.Title = corpus.Text{language: title}
	if r.ID = d.ID; r.ID == "" {
		r.ID = slug(title, 40)
	}
	r.Edition = d.Edition
	if r.Edition == "" {
		years := regexp.MustCompile(`\b(?:19|20)\d\d\b`).FindAllString(title, -1)
		for _, y := range years {
			r.Edition = max(r.Edition, y)
		}
		if r.Edition == "" {
			r.Edition = "1"
			d.review.todo("report.yaml: the edition is not known: it says 1")
		}
	}
	if r.Publishers = d.Publishers; len(r.Publishers) == 0 {
		r.Publishers = []string{"unbekannt"}
		d.review.todo("report.yaml: name the publishers")
	}
	d.review.todo("report.yaml: write the rights note (what of the report may be shown, and by whose leave), and the survey if there is one")
}

// heading begins a section.
func (d *drafter) heading(i int) {
	b := &d.blocks[i]
	if d.base != nil {
		if id := d.base.section(b.text, d.printed(b.Page())); id != "" {
			d.section = id
		} else {
			d.review.headings = append(d.review.headings, d.spot(b, b.text))
		}
		return
	}
	if !d.leads(i) {
		d.review.add(spotLoose, d.spot(b, b.text))
		return
	}
	id := d.id(slug(b.text, 40))
	d.report.Sections = append(d.report.Sections, corpus.Section{ID: id, Title: corpus.Text{language: b.text}, Page: d.printed(b.Page())})
	d.section = id
	d.review.headings = append(d.review.headings, d.spot(b, b.text))
}

// leads reports whether text follows a heading on its page: what stands in a
// diagram or at a page's end alone is no heading.
func (d *drafter) leads(i int) bool {
	for k := i + 1; k < len(d.blocks) && d.blocks[k].Page() == d.blocks[i].Page(); k++ {
		switch b := &d.blocks[k]; b.Kind {
		case layout.Paragraph:
			return says(b.text) || strings.HasSuffix(b.text, ":")
		case layout.Title:
			// Charts come behind the page's text, wherever they stand.
			return b.Lines[0].Number == 0 || b.Lines[0].Number > d.blocks[i].Lines[0].Number
		case layout.Item, layout.Quote:
			return true
		case layout.Mixed:
			return false
		default: // Another heading, or what is no text.
		}
	}
	return false
}

// sectionAt is the section of a record; one is made for what stands before the
// first heading.
func (d *drafter) sectionAt(page int) string {
	if d.section == "" {
		if d.base != nil {
			d.section = d.base.sectionOn(page)
			return d.section
		}
		d.section = d.id("anfang")
		title := d.report.Title[language]
		d.report.Sections = append(d.report.Sections, corpus.Section{ID: d.section, Title: corpus.Text{language: title}, Page: page})
	}
	return d.section
}

// How many letters a passage has at least, and one without a sentence: what is
// shorter says nothing by itself.
const (
	shortPassage = 25
	shortPhrase  = 80
)

// says reports whether a text says something by itself.
func says(text string) bool {
	n := utf8.RuneCountInString(text)
	return n >= shortPhrase || n >= shortPassage && strings.ContainsAny(text, ".!?:")
}

// passage makes a passage of a paragraph.
func (d *drafter) passage(text string, b *block) {
	page := d.printed(b.Page())
	if !says(text) {
		d.review.add(spotLoose, d.spot(b, text))
		return
	}
	p := corpus.Passage{
		ID: d.id(d.prefix() + fmt.Sprintf("p%02d-%s", page, slug(text, 28))), Section: d.sectionAt(page), Page: page,
		Text: corpus.Text{language: text}, Span: d.span(b.Lines),
	}
	if cutOff(text) {
		d.review.add(spotCut, d.spot(b, text))
	}
	d.report.Passages = append(d.report.Passages, p)
}

// list makes a list of the n items from first on. Lead is the block that leads to
// them, a sentence with a colon or a counted heading, or -1.
func (d *drafter) list(first, n, lead int) {
	b := &d.blocks[first]
	page := d.printed(b.Page())
	l := corpus.List{Page: page, Section: d.sectionAt(page), Ordered: counted(b.Marker)}
	title := ""
	lines := []layout.Line{}
	if lead >= 0 && d.blocks[lead].Kind == layout.Item {
		title = d.blocks[lead].Marker + " " + d.blocks[lead].text // "4. Projektmanagement" above its points
		lines = append(lines, d.blocks[lead].Lines...)
	}
	if lead >= 0 && d.blocks[lead].Kind != layout.Item {
		intro := d.blocks[lead].text
		l.Intro = corpus.Text{language: intro}
		lines = append(lines, d.blocks[lead].Lines...)
		l.Page = d.printed(d.blocks[lead].Page())
		title = lastSentence(intro)
	}
	if title == "" || utf8.RuneCountInString(title) > 120 {
		title = d.sectionTitle()
	}
	l.Title = corpus.Text{language: title}
	for k := first; k < first+n; k++ {
		it := &d.blocks[k]
		if strings.HasSuffix(it.text, "-") {
			d.review.add(spotCut, d.spot(it, it.text))
		}
		name, text := labelled(it.text)
		point := corpus.Point{Title: corpus.Text{language: name}}
		if text != "" {
			point.Text = corpus.Text{language: text}
		}
		l.Items = append(l.Items, point)
		lines = append(lines, it.Lines...)
		if p := d.printed(it.Lines[len(it.Lines)-1].Page); p > l.Page {
			l.Through = p
		}
	}
	l.ID = d.id(d.prefix() + fmt.Sprintf("liste-p%02d-%s", l.Page, slug(title, 24)))
	l.Span = d.span(lines)
	d.report.Lists = append(d.report.Lists, l)
}

// cutOff reports whether a text begins or ends in the middle of a sentence.
func cutOff(text string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "„“\"'(»«"))
	text = strings.TrimRight(text, "”“\"'»«)’ ")
	return unicode.IsLower(first) || !strings.ContainsAny(text[max(0, len(text)-1):], ".!?:;")
}

// sectionTitle is the heading that the next record stands under.
func (d *drafter) sectionTitle() string {
	r := d.report
	if d.base != nil {
		r = d.Extends
		return r.SectionTitle(d.section, language)
	}
	for _, s := range r.Sections {
		if s.ID == d.section {
			return s.Title[language]
		}
	}
	return d.section
}

// labelled parts an item into its heading and its text: "Fachkräfte: Es fehlen …".
func labelled(s string) (title, text string) {
	title, text, ok := strings.Cut(s, ": ")
	if ok && utf8.RuneCountInString(title) <= 60 && !strings.ContainsAny(title, ".,;()") {
		return title, text
	}
	return s, ""
}

// lastSentence is the last sentence of an introduction without its colon.
func lastSentence(s string) string {
	s = strings.TrimSuffix(s, ":")
	for _, end := range []string{". ", "? ", "! "} {
		if i := strings.LastIndex(s, end); i >= 0 {
			s = s[i+len(end):]
		}
	}
	return s
}

// span is where lines stand in the source: stretches of lines that follow each
// other, or boxes.
func (d *drafter) span(lines []layout.Line) corpus.Span {
	var span corpus.Span
	first, before := 0, layout.Line{}
	flush := func() {
		if first > 0 {
			text := fmt.Sprint(first)
			if before.Number > first {
				text = fmt.Sprintf("%d-%d", first, before.Number)
			}
			span = append(span, corpus.Stretch{Page: d.printed(before.Page), Lines: text})
		}
		first = 0
	}
	for _, l := range lines {
		if l.Number == 0 {
			if n := len(span); n > 0 && span[n-1].Page == d.printed(l.Page) && l.Box.Top >= span[n-1].Box[1] && overlaps(l, span[n-1].Box) {
				grow(span[n-1].Box, l)
				continue
			}
			span = append(span, corpus.Stretch{Page: d.printed(l.Page), Box: []float64{round(l.Box.Left), round(l.Box.Top), round(l.Box.Right), round(l.Box.Bottom)}})
			continue
		}
		if first == 0 || l.Page != before.Page || l.Number < before.Number || l.Number-before.Number > maxGap {
			flush()
			first = l.Number
		}
		before = l
	}
	flush()
	return span
}

// maxGap is how many lines apart two may be to be of one stretch: one line is
// empty between blocks.
const maxGap = 2

func overlaps(l layout.Line, box []float64) bool {
	return l.Box.Left < box[2] && l.Box.Right > box[0]
}

func grow(box []float64, l layout.Line) {
	box[0], box[1] = min(box[0], round(l.Box.Left)), min(box[1], round(l.Box.Top))
	box[2], box[3] = max(box[2], round(l.Box.Right)), max(box[3], round(l.Box.Bottom))
}

// prefix keeps the ids of a wording apart from those of the report it belongs to.
func (d *drafter) prefix() string {
	if d.base != nil {
		return "wortlaut-"
	}
	return ""
}

// round keeps a tenth of a point.
func round(f float64) float64 { return float64(int(f*10+0.5)) / 10 }

// id is an id that no record has yet.
func (d *drafter) id(want string) string {
	d.ids[want]++
	if n := d.ids[want]; n > 1 {
		return d.id(fmt.Sprintf("%s-%d", want, n))
	}
	return want
}

// slug writes a text with small letters, digits and hyphens, at most so many.
func slug(s string, most int) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToLower(s)) {
		switch r {
		case 'ä':
			b.WriteString("ae")
		case 'ö':
			b.WriteString("oe")
		case 'ü':
			b.WriteString("ue")
		case 'ß':
			b.WriteString("ss")
		default:
			r, _ = utf8.DecodeRuneInString(norm.NFD.String(string(r))) // "é" without its accent
			switch {
			case r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
				b.WriteRune(r)
			case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
				b.WriteByte('-')
			}
		}
	}
	out := b.String()
	if len(out) > most {
		out = out[:most]
		if i := strings.LastIndexByte(out, '-'); i > most/2 {
			out = out[:i]
		}
	}
	if out = strings.Trim(out, "-"); out == "" {
		return "teil"
	}
	return out
}

// finish fills in what is known only at the end.
func (d *drafter) finish() {
	r := d.report
	if d.base != nil {
		d.wordings()
	}
	if r.Extends == "" {
		for i := range d.doc.Pages {
			r.Pages = max(r.Pages, d.printed(d.doc.Pages[i].Number))
		}
		r.Pages = max(r.Pages, 1)
		d.sectionAt(d.first) // A report has a section.
		if !d.counted {
			d.review.todo("pages: the file's first page is taken for page %d: give --first-page N if another number is printed on it", d.first)
		}
	}
	d.review.summarise(d)
}

// wordings says of which records of the extended report the passages and lists are
// the wording.
func (d *drafter) wordings() {
	var all []paragraph
	for _, p := range d.report.Passages {
		all = append(all, paragraph{p.Text[language], p.Page})
	}
	for i := range d.report.Lists {
		l := &d.report.Lists[i]
		text := []string{l.Intro[language]}
		for _, it := range l.Items {
			text = append(text, it.Title[language], it.Text[language])
		}
		all = append(all, paragraph{strings.Join(text, " "), l.Page})
	}
	of := d.base.assign(all)
	for i := range d.report.Passages {
		p := &d.report.Passages[i]
		d.wording(of[i], &p.WordingOf, &p.AlsoOf, &p.Section, spot{Page: p.Page, Lines: spanned(p.Span), Text: all[i].text})
	}
	for i := range d.report.Lists {
		l := &d.report.Lists[i]
		k := len(d.report.Passages) + i
		d.wording(of[k], &l.WordingOf, &l.AlsoOf, &l.Section, spot{Page: l.Page, Lines: spanned(l.Span), Text: all[k].text})
	}
}

func (d *drafter) wording(ids []string, of *string, also *[]string, section *string, s spot) {
	if len(ids) == 0 {
		d.review.add(spotUnmatched, s)
		return
	}
	*of = ids[0]
	if len(ids) > 1 {
		*also = ids[1:]
	}
	if id := d.base.sectionOf(ids[0]); id != "" {
		*section = id
	}
}

// spanned names a span for people.
func spanned(s corpus.Span) string {
	if len(s) == 0 {
		return ""
	}
	if s[0].Lines != "" {
		return "lines " + s[0].Lines
	}
	return fmt.Sprintf("at %.0f,%.0f", s[0].Box[0], s[0].Box[1])
}

// The files beside the package's own.
const (
	reviewFile = "review.md"
	textFile   = "text.txt"
)

// Write writes the package with review.md and text.txt, the whole text as it was
// read, to a folder that is not there yet, or empty.
func (d *Draft) Write(ctx context.Context, dir string) error {
	if err := corpus.Write(ctx, dir, d.Report); err != nil {
		return err
	}
	for name, text := range map[string]string{reviewFile: d.Review.Markdown(), textFile: d.Text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}
