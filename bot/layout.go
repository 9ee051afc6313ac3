package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Document is an answer laid out for a chat: paragraphs of styled text that know
// no markup. Front-ends escape and mark up what is in it, and nothing else, so
// that an answer says the same on every platform. Its texts are clean.
type Document struct {
	Asked   string // the question, where nobody typed it
	Title   string // empty where the lines say it already
	Lines   []Line
	Sources []string // each place that the answer rests on, once
}

// Line is one paragraph.
type Line struct {
	Shape Shape
	Lead  string // what stands before it, such as "1. "; may be empty
	Spans []Span
	Apart bool // a gap parts it from the line before
}

// Shape is what a line is, as far as that shows.
type Shape int

// The shapes.
const (
	ShapeText    Shape = iota
	ShapeHeading       // parts an answer that shows several records
	ShapeQuote         // said by a person, word for word
	ShapeItem          // one of several below each other
	ShapeRemark        // said by the bot about the answer
)

// Span is a stretch of a line in one style.
type Span struct {
	Text  string
	Style Style
	Chat  *Chat // that Text names; nil for none
}

// Style is how a span is set off.
type Style int

// The styles.
const (
	StylePlain Style = iota
	StyleStrong
	StyleFaint
)

// Text is the line without its styles.
func (l Line) Text() string {
	var b strings.Builder
	b.WriteString(l.Lead)
	for _, s := range l.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Layout lays an answer out for a chat.
func Layout(c *Catalogue, a Answer) Document {
	l := layouter{catalogue: c, answer: a}
	if a.Title != "" && !Speaks(a) {
		l.doc.Title = CleanLine(a.Title)
	}
	l.doc.Asked = CleanLine(a.Asked)
	for i, b := range a.Blocks {
		// A remark belongs to what it remarks on; everything else stands apart.
		_, remark := b.(Note)
		l.apart = i > 0 && !remark
		l.block(b)
	}
	l.doc.Sources = c.Sources(a)
	return l.doc
}

// Speaks tells whether the title only names who says the answer's one quotation:
// the attribution below it does that already.
func Speaks(a Answer) bool {
	quotations := 0
	for _, b := range a.Blocks {
		switch b := b.(type) {
		case Note:
		case Quotation:
			if quotations++; b.Speaker != a.Title {
				return false
			}
		default:
			return false
		}
	}
	return quotations == 1
}

// layouter collects the lines of one answer.
type layouter struct {
	catalogue *Catalogue
	answer    Answer
	doc       Document
	apart     bool // the next line stands apart
}

func (l *layouter) say(id string, args Args) string {
	return l.catalogue.Say(l.answer.Language, id, args)
}

// add puts a line below the others. One without text is left out.
func (l *layouter) add(shape Shape, lead string, spans ...Span) {
	for i := range spans {
		spans[i].Text = Clean(spans[i].Text)
	}
	spans = slices.DeleteFunc(spans, func(s Span) bool { return s.Text == "" })
	if len(spans) == 0 {
		return
	}
	l.doc.Lines = append(l.doc.Lines, Line{Shape: shape, Lead: lead, Spans: spans, Apart: l.apart})
	l.apart = false
}

func plain(s string) Span  { return Span{Text: s} }
func strong(s string) Span { return Span{Text: s, Style: StyleStrong} }
func faint(s string) Span  { return Span{Text: s, Style: StyleFaint} }

func (l *layouter) block(b Block) {
	switch b := b.(type) {
	case Heading:
		l.add(ShapeHeading, "", strong(b.Text))
	case Paragraph:
		l.add(ShapeText, "", plain(b.Text), faint(l.catalogue.PageBehind(l.answer, b.Page)))
	case Original:
		l.add(ShapeText, "", faint(b.Lead))
		l.add(ShapeQuote, "", plain(l.catalogue.Quoted(b.Language, b.Text)), faint(l.catalogue.PageBehind(l.answer, b.Page)))
	case Quotation:
		l.quotation(b)
	case Ranking:
		l.ranking(b)
	case Enumeration:
		l.enumeration(b)
	case Portrait:
		if b.Name != l.answer.Title {
			l.add(ShapeText, "", strong(b.Name))
		}
		l.add(ShapeText, "", plain(Join(", ", b.Role, b.Organisation)))
		l.add(ShapeText, "", plain(b.Part), faint(l.catalogue.PageBehind(l.answer, b.Page)))
	case Note:
		l.add(ShapeRemark, "", faint(b.Text))
	}
}

func (l *layouter) quotation(q Quotation) {
	l.add(ShapeQuote, "", plain(l.catalogue.Quoted(q.Language, q.Text)))
	l.add(ShapeText, "– ", strong(q.Speaker), plain(l.catalogue.attribution(l.answer.Language, q)))
	if q.Translation != "" {
		l.add(ShapeText, "", faint(l.say("quote_translated", Args{"Text": l.catalogue.Quoted(l.answer.Language, q.Translation)})))
	}
}

func (l *layouter) ranking(k Ranking) {
	head := []Span{strong(k.Heading), faint(k.Measure)}
	if k.Question != "" {
		head = slices.Insert(head, 1, faint(l.say("survey_question", Args{"Text": l.catalogue.Quoted(l.answer.Language, k.Question)})))
	}
	page := l.catalogue.PageBehind(l.answer, k.Page)
	for _, s := range head {
		if s.Text != "" {
			l.add(ShapeText, "", s, faint(page))
			page = ""
		}
	}
	for i, row := range k.Rows {
		l.apart = i == 0 && len(l.doc.Lines) > 0
		l.row(row)
	}
}

// row is an item with its values behind it. Several values stand in one line.
func (l *layouter) row(row Row) {
	lead := "• "
	if row.Rank > 0 {
		lead = strconv.Itoa(row.Rank) + ". "
	}
	const value = "\x00" // Labelled needs something to stand behind the label.
	spans := []Span{plain(strings.TrimSuffix(Labelled(row.Label, value), value))}
	for i, c := range row.Cells {
		if i > 0 {
			spans = append(spans, plain(", "))
		}
		if c.Option != "" {
			spans = append(spans, plain(c.Option+" "))
		}
		spans = append(spans, strong(Signed(c)))
	}
	l.add(ShapeItem, lead, spans...)
	if row.Note != "" {
		l.add(ShapeRemark, "", faint(row.Note))
	}
}

func (l *layouter) enumeration(e Enumeration) {
	l.add(ShapeText, "", plain(e.Intro), faint(l.catalogue.PageBehind(l.answer, e.Page)))
	for i, entry := range e.Entries {
		lead := "• "
		if e.Ordered {
			lead = fmt.Sprintf("%d. ", i+1)
		}
		title, text := strong(entry.Title), plain(strings.TrimPrefix(Labelled(entry.Title, entry.Text), entry.Title))
		if entry.Text == "" || entry.Title == "" {
			title, text = plain(entry.Title), plain(entry.Text)
		}
		title.Chat = entry.Chat
		l.add(ShapeItem, lead, title, text)
		for _, point := range entry.Points {
			l.add(ShapeItem, "   – ", plain(point))
		}
	}
}

// The signs before a value. What they mean the answer itself says in a note.
const (
	signInferred = "≈ "
	signLost     = "– "
)

// Signed is a cell's text behind the sign that says how far to trust it.
func Signed(c Cell) string {
	switch c.Mark {
	case MarkInferred:
		return signInferred + CleanLine(c.Text)
	case MarkLost:
		return signLost + LostText(c)
	default:
		return CleanLine(c.Text)
	}
}

// LostText is what a lost value's cell says, without a sign.
func LostText(c Cell) string { return strings.TrimPrefix(CleanLine(c.Text), signLost) }

// Quoted puts a text between the quotation marks of its language.
func (c *Catalogue) Quoted(lang, text string) string {
	return c.Say(lang, "quoted", Args{"Text": text})
}

// attribution is what stands behind a speaker's name: who they are, and the page.
func (c *Catalogue) attribution(lang string, q Quotation) string {
	who := Join(", ", q.Role, q.Organisation)
	if q.Page > 0 {
		who = Join(", ", who, c.Page(lang, q.Page))
	}
	if who != "" && q.Speaker != "" {
		who = ", " + who
	}
	return who
}

// Attribution is who said a quotation, and on which page it stands.
func (c *Catalogue) Attribution(lang string, q Quotation) string {
	return q.Speaker + c.attribution(lang, q)
}

// Page is a page's number as it is cited.
func (c *Catalogue) Page(lang string, page int) string {
	return c.Say(lang, "page", Args{"Page": page})
}

// PageBehind is the page of a block in brackets behind it, where the answer draws
// on more than one page, so that each statement can be told its own.
func (c *Catalogue) PageBehind(a Answer, page int) string {
	other := func(x Citation) bool { return x.Page > 0 && x.Page != page }
	if page == 0 || !slices.ContainsFunc(a.Citations, other) {
		return ""
	}
	return " (" + c.Page(a.Language, page) + ")"
}

// Sources names each place that an answer rests on, once.
func (c *Catalogue) Sources(a Answer) []string {
	var lines []string
	for _, x := range a.Citations {
		if l := c.Source(a.Language, x); !slices.Contains(lines, l) {
			lines = append(lines, l)
		}
	}
	return lines
}

// Source is a citation as a line: report, section and page.
func (c *Catalogue) Source(lang string, x Citation) string {
	place := Join(", ", CleanLine(x.Title), CleanLine(x.Section))
	if x.Page > 0 {
		place = Join(", ", place, c.Page(lang, x.Page))
	}
	return c.Say(lang, "source", Args{"Place": place})
}
