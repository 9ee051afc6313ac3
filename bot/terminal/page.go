package terminal

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/reportbot/reportbot/bot"
)

// Look says what the output can show.
type Look struct {
	Width  int  // in cells; 0 leaves lines as long as they are
	Colour bool // bold and colours
}

// narrowest is the width below which wrapping does more harm than good.
const narrowest = 20

// style is what is sent to the terminal before a text: the parameters of an
// SGR sequence.
type style string

const (
	styleNone  style = ""
	styleTitle style = "1"
	styleFaint style = "2"
	styleBar   style = "36"
	styleGuess style = "33"
	styleMatch style = "1;33"
	styleName  style = "1"
)

func (l Look) paint(st style, s string) string {
	if !l.Colour || st == styleNone || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}

// page collects lines.
type page struct {
	look Look
	buf  strings.Builder
}

func (p *page) line(s string) {
	p.buf.WriteString(strings.TrimRight(s, " "))
	p.buf.WriteByte('\n')
}

// gap puts one empty line between what stands and what follows.
func (p *page) gap() {
	if s := p.buf.String(); s != "" && !strings.HasSuffix(s, "\n\n") {
		p.buf.WriteByte('\n')
	}
}

// text writes s, wrapped. lead stands before its first line; further lines are
// indented by as much.
func (p *page) text(lead, s string, st style) {
	p.prose(lead, bot.Clean(s), st)
}

// prose is text for a string that is clean and may hold colours already.
func (p *page) prose(lead, s string, st style) {
	indent := ansi.StringWidth(lead)
	for i, l := range p.wrap(s, p.room(indent)) {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		p.line(lead + p.look.paint(st, l))
	}
}

// room is how many cells are left beside an indent; 0 is no bound.
func (p *page) room(indent int) int {
	if p.look.Width == 0 {
		return 0
	}
	return max(p.look.Width-indent, narrowest)
}

func (p *page) wrap(s string, width int) []string {
	if width > 0 {
		s = ansi.Wrap(s, width, "")
	}
	return strings.Split(s, "\n")
}

func (p *page) String() string { return p.buf.String() }

// pad fills s with blanks on the right up to width cells, padLeft on the left.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-ansi.StringWidth(s))) + s
}
