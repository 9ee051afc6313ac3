package telegram

import (
	"regexp"
	"slices"
	"strings"

	"github.com/reportbot/reportbot/bot"
)

// content is one message as it is sent: its text with Telegram's HTML, and the
// same without any markup for where Telegram does not take it.
type content struct {
	html     string
	plain    string
	picture  []byte   // a PNG that the text is the caption of; nil for none
	keyboard keyboard // empty for none
	ask      bool     // whoever is answered is to type a reply
}

// renderer turns answers into messages. It is pure.
type renderer struct {
	catalogue *bot.Catalogue
}

// answer is an answer as messages, the buttons below the last of them. It has at
// most messagesLimit messages with text, each within textLimit, and before them,
// where there is a picture whose caption can't hold the whole answer, one more.
// It is empty where the answer says nothing.
func (r renderer) answer(a bot.Answer, picture []byte) []content {
	p := r.paper(a)
	var out []content
	if len(picture) > 0 {
		caption, whole := p.caption()
		caption.picture = picture
		out = append(out, caption)
		if whole {
			p = paper{}
		}
	}
	for _, lines := range p.fit(textLimit, messagesLimit, size) {
		if c := compose(lines); strings.TrimSpace(c.plain) != "" {
			out = append(out, c)
		}
	}
	if len(out) > 0 {
		out[len(out)-1].keyboard = keys(a.Buttons)
	}
	return out
}

// post is an answer as the one message that it may be where nobody asked for it:
// below its picture if all of it has room there, else as text. ok is false where it
// says nothing.
//
// The picture is not put into words: a fact says by itself what it is about, and the
// words of a large figure would leave no room for the picture.
func (r renderer) post(a bot.Answer, picture []byte) (c content, ok bool) {
	if a.Chart != nil {
		silent := *a.Chart
		silent.Alt = ""
		a.Chart = &silent
	}
	if len(picture) > 0 {
		c, ok = r.paper(a).caption()
		c.picture = picture
	}
	if !ok {
		c, ok = r.single(a, size)
	}
	c.keyboard = keys(a.Buttons)
	return c, ok
}

// single is an answer as one message without a picture, cut where it is too long.
func (r renderer) single(a bot.Answer, size func([]bot.Line) int) (content, bool) {
	fitted := r.paper(a).fit(textLimit, 1, size)
	if len(fitted) == 0 {
		return content{}, false
	}
	c := compose(fitted[0])
	return c, strings.TrimSpace(c.plain) != ""
}

// notice is an answer as what Telegram shows in a box to the one who pressed a
// button: text without markup. ok is false where it does not fit there.
func (r renderer) notice(a bot.Answer) (text string, ok bool) {
	p := r.paper(a)
	text = strings.TrimSpace(compose(p.all()).plain)
	return text, text != "" && unitCount(text) <= noticeLimit
}

// brief is where an answer stands, as a notice: as many of its sources as fit.
func (r renderer) brief(a bot.Answer) (text string, ok bool) {
	for i, s := range bot.Layout(r.catalogue, a).Sources {
		longer := bot.Join("\n", text, s)
		if unitCount(longer) > noticeLimit {
			if i == 0 {
				text = bot.Shorten(s, noticeLimit/2)
			}
			break
		}
		text = longer
	}
	return text, text != ""
}

// paper is an answer as lines: head, body, sources, and what is said where the
// body had to be cut.
type paper struct {
	head, body, sources []bot.Line
	cut                 bot.Line
}

func (r renderer) paper(a bot.Answer) paper {
	doc := bot.Layout(r.catalogue, a)
	var p paper
	if doc.Asked != "" {
		p.head = append(p.head, remark(r.catalogue.Say(a.Language, "asked", bot.Args{"Text": bot.Shorten(doc.Asked, askedLimit)})))
	}
	if doc.Title != "" {
		p.head = append(p.head, bot.Line{Shape: bot.ShapeHeading, Spans: []bot.Span{{Text: doc.Title}}})
	}
	p.body = doc.Lines
	if a.Chart != nil && a.Chart.Alt != "" && !shows(a) {
		p.body = append(p.body, remark(bot.Clean(a.Chart.Alt)))
	}
	if len(p.body) > 0 {
		p.body[0].Apart = len(p.head) > 0
	}
	for _, s := range doc.Sources {
		p.sources = append(p.sources, remark(bot.Shorten(s, sourceLimit)))
	}
	p.cut = remark(r.catalogue.Say(a.Language, "cut", nil))
	for _, lines := range [][]bot.Line{p.head, p.body, p.sources} {
		for i := range lines {
			lines[i].Spans = calm(lines[i].Spans)
		}
	}
	return p
}

// askedLimit is how much of a question is repeated above its answer, in letters.
const askedLimit = 300

func remark(s string) bot.Line {
	return bot.Line{Shape: bot.ShapeRemark, Spans: []bot.Span{{Text: s}}}
}

// shows tells whether the figure stands in the answer's text as well. Where it
// does not, the picture is put into words: Telegram knows no text for those who
// can't see a picture.
func shows(a bot.Answer) bool {
	return slices.ContainsFunc(a.Blocks, func(b bot.Block) bool {
		_, is := b.(bot.Ranking)
		return is
	})
}

// all is everything in one piece.
func (p paper) all() []bot.Line { return join(p.head, p.body, p.sources) }

// join puts parts below each other, with a gap before the sources if anything
// stands above them.
func join(head, body, sources []bot.Line) []bot.Line {
	lines := slices.Concat(head, body, sources)
	if above := len(head) + len(body); above > 0 && len(sources) > 0 {
		lines[above].Apart = true
	}
	return lines
}

// fit parts an answer into messages. Where it is too long the body is cut, and
// said to be; the sources stand at the end of the last message in any case.
func (p paper) fit(limit, most int, size func([]bot.Line) int) [][]bot.Line {
	if messages, cut := bot.Fit(p.all(), limit, most, size); !cut {
		return messages
	}
	tail := join(nil, []bot.Line{p.cut}, p.sources)
	tail[0].Apart = true
	if rest := limit - size(tail) - len("\n\n"); rest >= limit/2 {
		messages, _ := bot.Fit(join(p.head, p.body, nil), rest, most, size)
		last := len(messages) - 1
		messages[last] = slices.Concat(messages[last], tail)
		return messages
	}
	// So many sources that they need messages of their own.
	tails, _ := bot.Fit(tail, limit, most, size)
	messages, _ := bot.Fit(join(p.head, p.body, nil), limit, most-len(tails), size)
	return append(messages, tails...)
}

// caption is what stands below a picture: everything, if that fits, or else the
// head and the sources as far as they do. whole tells which.
func (p paper) caption() (c content, whole bool) {
	if c := compose(p.all()); unitCount(c.plain) <= captionLimit {
		return c, true
	}
	short, _ := bot.Fit(join(p.head, nil, p.sources), captionLimit, 1, size)
	if len(short) == 0 {
		return content{}, false
	}
	return compose(short[0]), false
}

// size is what Telegram counts of a message: its text without the markup.
func size(lines []bot.Line) int {
	n := 0
	for i, l := range lines {
		n += len(gapBefore(i, l)) + unitCount(l.Lead)
		for _, s := range l.Spans {
			n += unitCount(s.Text)
		}
	}
	return n
}

// markedSize is the size of a message together with its markup. It counts where
// Telegram does not say that a limit holds for the text after parsing.
// https://core.telegram.org/bots/api#inputtextmessagecontent
func markedSize(lines []bot.Line) int { return unitCount(compose(lines).html) }

// gapBefore is what parts a line from the one before it.
func gapBefore(i int, l bot.Line) string {
	switch {
	case i == 0:
		return ""
	case l.Apart:
		return "\n\n"
	}
	return "\n"
}

// compose puts lines below each other and marks them up.
func compose(lines []bot.Line) content {
	var html, plain strings.Builder
	for i, l := range lines {
		gap := gapBefore(i, l)
		plain.WriteString(gap + l.Text())
		html.WriteString(gap + mark(l))
	}
	return content{html: html.String(), plain: plain.String()}
}

// mark is a line in Telegram's HTML. Tags open and close within it, so that a
// message never ends inside one.
// https://core.telegram.org/bots/api#html-style
func mark(l bot.Line) string {
	var b strings.Builder
	b.WriteString(escape(l.Lead))
	for _, s := range l.Spans {
		switch {
		case l.Shape == bot.ShapeHeading || l.Shape == bot.ShapeRemark:
			b.WriteString(escape(s.Text))
		case s.Style == bot.StyleStrong:
			b.WriteString("<b>" + escape(s.Text) + "</b>")
		case s.Style == bot.StyleFaint:
			b.WriteString("<i>" + escape(s.Text) + "</i>")
		default:
			b.WriteString(escape(s.Text))
		}
	}
	switch l.Shape {
	case bot.ShapeHeading:
		return "<b>" + b.String() + "</b>"
	case bot.ShapeRemark:
		return "<i>" + b.String() + "</i>"
	case bot.ShapeQuote:
		return "<blockquote>" + b.String() + "</blockquote>"
	case bot.ShapeText, bot.ShapeItem:
	}
	return b.String()
}

// atName finds what Telegram takes for a person's name, and calls that person.
var atName = regexp.MustCompile(`(^|[^\pL\pN_])@([A-Za-z0-9_])`)

// calm makes texts call nobody: a joiner that can't be seen parts the sign from the
// name.
func calm(spans []bot.Span) []bot.Span {
	const joiner = "\u2060"
	out := slices.Clone(spans)
	for i := range out {
		out[i].Text = atName.ReplaceAllString(out[i].Text, "${1}@"+joiner+"${2}")
	}
	return out
}

// escape makes a text mean nothing in Telegram's HTML.
func escape(s string) string { return escaper.Replace(s) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
