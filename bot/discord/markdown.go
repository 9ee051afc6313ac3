package discord

import (
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/reportbot/reportbot/bot"
)

// units is a text's length as Discord counts it, or more: see limits.go.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// shorten cuts a text so that measure finds it at most limit long.
func shorten(s string, limit int, measure func(string) int) string {
	for n := limit; n > 0; {
		short := bot.Shorten(s, n)
		over := measure(short) - limit
		if over <= 0 {
			return short
		}
		n -= (over + 1) / 2 // measure finds a letter at most twice as long as Shorten
	}
	return ""
}

// markdown writes lines in Discord's markdown. Each line is closed in itself, so
// that any run of lines is well formed.
func markdown(lines []bot.Line) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i > 0 && l.Apart {
			b.WriteByte('\n')
		}
		b.WriteString(markLine(l))
	}
	return b.String()
}

// markLine writes one line, which may hold line breaks: markup ends with each.
func markLine(l bot.Line) string {
	prefix, italic := "", false
	switch l.Shape {
	case bot.ShapeQuote:
		prefix = "> "
	case bot.ShapeRemark:
		prefix = "-# "
	case bot.ShapeText, bot.ShapeHeading, bot.ShapeItem:
		italic = l.Lead == "" && !slices.ContainsFunc(l.Spans, func(s bot.Span) bool { return s.Style != bot.StyleFaint })
	}
	var written []string
	for _, row := range rows(l) {
		if italic && len(row) > 0 { // all of it is of one style
			row[0].Text = strings.TrimSpace(row[0].Text)
		}
		text := markRow(row)
		switch {
		case strings.TrimSpace(text) == "" && prefix != "":
			continue // a prefix with nothing behind it would show as it is
		case strings.TrimSpace(text) == "":
			text = ""
		case italic:
			text = "*" + text + "*"
		}
		written = append(written, prefix+text)
	}
	return strings.Join(written, "\n")
}

// rows parts a line at its line breaks, and joins neighbours of one style. What
// is faint within a line is plain: Discord has no such style. What names a channel
// is alone, and plain: Discord sets a link to one off by itself.
func rows(l bot.Line) [][]bot.Span {
	all := [][]bot.Span{nil}
	put := func(text string, style bot.Style) {
		row := &all[len(all)-1]
		switch last := len(*row) - 1; {
		case text == "":
		case last >= 0 && (*row)[last].Style == style && (*row)[last].Chat == nil:
			(*row)[last].Text += text
		default:
			*row = append(*row, bot.Span{Text: text, Style: style})
		}
	}
	put(l.Lead, bot.StylePlain)
	for _, s := range l.Spans {
		if channelLink(s.Chat) != "" {
			row := &all[len(all)-1]
			*row = append(*row, bot.Span{Text: s.Text, Chat: s.Chat})
			continue
		}
		style := bot.StylePlain
		if s.Style == bot.StyleStrong && strings.TrimSpace(s.Text) != "" {
			style = bot.StyleStrong
		}
		for i, text := range strings.Split(s.Text, "\n") {
			if i > 0 {
				all = append(all, nil)
			}
			put(text, style)
		}
	}
	return all
}

func markRow(row []bot.Span) string {
	var b strings.Builder
	for i, s := range row {
		if link := channelLink(s.Chat); link != "" {
			b.WriteString(link)
			continue
		}
		if s.Style != bot.StyleStrong {
			b.WriteString(escape(s.Text, i == 0))
			continue
		}
		core := strings.TrimSpace(s.Text)
		before, after, _ := strings.Cut(s.Text, core)
		if core == "" {
			b.WriteString(s.Text)
			continue
		}
		b.WriteString(before + "**" + escape(core, false) + "**" + after)
	}
	return b.String()
}

// channelLink leads to a channel, under the name that it has. It is empty for what
// is none of Discord's.
// https://docs.discord.com/developers/reference#message-formatting-formats
func channelLink(c *bot.Chat) string {
	if c == nil || c.Platform != bot.Discord || !isID(c.ID) {
		return ""
	}
	return "<#" + c.ID + ">"
}

// isID tells whether a text is an id of Discord's.
// https://docs.discord.com/developers/reference#snowflakes
func isID(s string) bool {
	return s != "" && len(s) <= maxID && strings.Trim(s, "0123456789") == ""
}

// escapeLine makes a text harmless that stands on a line of its own.
func escapeLine(s string) string { return escape(s, true) }

// escape makes a text show as it is in Discord's markdown, which takes a backslash
// before any sign: no emphasis, code, spoiler, heading, list, quote, link, mention,
// timestamp or emoji comes of it. start says that the text begins a line.
// https://docs.discord.com/developers/reference#message-formatting
func escape(s string, start bool) string {
	var b strings.Builder
	text := []rune(s)
	for i, r := range text {
		if marks(r, text[:i], text[i+1:], start) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// marks tells whether a sign would be markup between before and behind.
func marks(r rune, before, behind []rune, start bool) bool {
	switch r {
	case '\\', '*', '_', '~', '`', '|', '[', ']', '<', '>', '@':
		return true
	case ':': // of an address or an emoji's name; a blank behind it makes it neither
		return len(behind) == 0 || behind[0] != ' ' && behind[0] != '\n'
	case '#', '-', '+':
		return start && strings.TrimSpace(string(before)) == ""
	case '.': // Discord counts lists on by itself: a rank that is held twice would change.
		number := strings.TrimSpace(string(before))
		return start && number != "" && strings.Trim(number, "0123456789") == ""
	}
	return false
}
