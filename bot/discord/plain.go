package discord

import (
	"strings"

	"github.com/bwmarrin/discordgo"
)

// plain is a message without embeds, for channels where the bot may write but not
// embed. It says what the embed says, cut at the end of a line where that is too
// much; the sources stay.
func plain(m message) message {
	m = withoutPicture(m)
	if len(m.Embeds) == 0 {
		return m
	}
	head, body, foot := plainParts(m.Embeds[0])
	room := maxContent - units(head) - units(foot)
	m.Content = strings.TrimSpace(head + cutLines(body, room, "\n-# "+escapeLine(m.cut)) + foot)
	m.Embeds = []*discordgo.MessageEmbed{}
	return m
}

// plainParts are what stands above an embed's text, the text, and the sources.
// Together the first and the last leave it a part of maxContent.
func plainParts(e *discordgo.MessageEmbed) (head, body, foot string) {
	if e.Author != nil {
		head += "-# " + escapeLine(e.Author.Name) + "\n"
	}
	if e.Title != "" { // escaped already
		head += "**" + e.Title + "**\n"
	}
	if e.Footer != nil {
		foot = shorten(e.Footer.Text, roomForSources, func(s string) int { return units(footLines(s)) })
		foot = footLines(foot)
	}
	return head, e.Description, foot
}

// footLines writes sources in small letters below each other.
func footLines(sources string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(sources, "\n") {
		b.WriteString("\n-# " + escapeLine(line))
	}
	return b.String()
}

// cutLines keeps as many whole lines as there is room for, with remark behind them
// where some are left out. No line is kept in part: its markup would stay open, and
// a number could lose its end.
func cutLines(text string, room int, remark string) string {
	if units(text) <= room {
		return text
	}
	room -= units(remark)
	end := 0
	for i, r := range text {
		if r == '\n' && units(text[:i]) <= room {
			end = i
		}
	}
	return strings.TrimRight(text[:end], "\n") + remark
}
